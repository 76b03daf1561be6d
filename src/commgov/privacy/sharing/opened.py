"""What a recipient reads of a package: rows for a program, and a text for people, with marks. It shows in no repr."""

from collections.abc import Mapping, Sequence

from attrs import field, frozen

from commgov.core.ids import PersonRef
from commgov.privacy.schema.rules import FieldRule
from commgov.privacy.sharing.package import PackageHeading
from commgov.privacy.sharing.watermark import hidden_code
from commgov.privacy.showing import value_as_words
from commgov.seal import Json, Secret
from commgov.wording import Language, Text


@frozen(repr=False, eq=False)
class OpenedPackage(Secret):
    """What stands in a package that was opened. Neither a repr nor a pickle shows any of it.

    Args:
        heading: for whom, for what, until when.
        rows: one for each person, in the package's own order: the values by field ("resident.phone").
        words: what people call each field.
        purpose: what people call the purpose.
        recipient: what people call the recipient.
        mark: the package's mark.
        left_out: people whose data was in it and is no longer shown, since what allowed that is gone.
    """

    heading: PackageHeading
    rows: Sequence[Mapping[str, Json]] = field(repr=False)
    words: Mapping[str, Text]
    purpose: Text
    recipient: Text
    mark: str
    left_out: tuple[PersonRef, ...] = ()

    def to(self, language: Language) -> str:
        """All of it as lines of one language, with the visible mark above and below, the hidden code in each line."""
        code, visible = hidden_code(self.mark), self.visible_mark.to(language)
        lines = [
            f"{code}{Text('; ', '；').join(self._cell(key, row) for key in self.words).to(language)}"
            for row in self.rows
        ]
        return "\n".join([visible, *lines, visible])

    @property
    def visible_mark(self) -> Text:
        """For whom this is, for what, and until when."""
        heading = self.heading
        return _VISIBLE.fill(
            recipient=self.recipient,
            purpose=self.purpose,
            until=f"{heading.expires:%Y-%m-%d %H:%M %Z}",
            package=heading.package,
        )

    def _cell(self, key: str, row: Mapping[str, Json]) -> Text:
        return _CELL.fill(field=self.words[key], value=value_as_words(row.get(key)))


def words_of(fields: Sequence[FieldRule]) -> dict[str, Text]:
    """What people call each of some fields."""
    return {rule.key: rule.words for rule in fields}


_VISIBLE = Text(
    "[for {recipient} only, for: {purpose}, until {until}, package {package}; do not pass on]",
    "【仅供{recipient}用于{purpose}，有效期至{until}，数据包{package}，请勿转发】",
)
_CELL = Text("{field}: {value}", "{field}：{value}")
