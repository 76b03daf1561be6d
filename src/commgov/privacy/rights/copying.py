"""A copy of a person's data for the person: JSON for a program, a text for people. It shows in no repr."""

from collections.abc import Collection, Iterable

from attrs import field, frozen

from commgov.privacy.schema.records import record_schema
from commgov.privacy.schema.rules import FieldRule, Trait
from commgov.privacy.showing import value_as_json, value_as_words
from commgov.seal import Json, Secret, canonical_json
from commgov.wording import Language, Text


@frozen(repr=False, eq=False)
class DataCopy(Secret):
    """A copy of a person's data. Neither a repr nor a pickle shows any of it.

    Args:
        content: the values by record and field, as JSON has them; a list where a person has several, such as orders.
        lines: the same in words of both languages.
        masked: fields that tell of other people too, and are masked: "resident.household".

    Example:
        >>> from commgov.privacy import Resident
        >>> copy = copy_of([Resident(ref="r-1", name="王小明", lives_alone=True)])
        >>> copy.to_json().decode(), copy
        ('{"resident":{"lives_alone":true,"name":"王小明"}}', DataCopy(...))
        >>> print(copy.to("zh"))
        居民
        姓名：王小明
        独居：是
    """

    content: Json = field(repr=False)
    lines: tuple[Text, ...] = field(repr=False)
    masked: tuple[str, ...] = ()

    def to_json(self) -> bytes:
        """The copy as canonical JSON (RFC 8785): structured, usual, machine-readable (GDPR article 20)."""
        return canonical_json(self.content)

    def to(self, language: Language) -> str:
        """The copy as lines of one language."""
        return "\n".join(line.to(language) for line in self.lines)


def copy_of(
    records: Iterable[object], *, fields: Collection[str] | None = None, without: Collection[str] = ()
) -> DataCopy:
    """A copy of all that is filled in of a person's records. What tells of other people too is masked.

    Args:
        records: the person's.
        fields: only these; None: all.
        without: fields that must not be shown, since law wants them kept secret.

    Raises:
        TypeError: if one is no record.
    """
    content: dict[str, list[Json]] = {}
    lines: list[Text] = []
    masked: list[str] = []
    for record in records:
        schema = record_schema(record)
        chosen = [rule for rule in schema if (fields is None or rule.key in fields) and rule.key not in without]
        filled = [rule for rule in chosen if getattr(record, rule.name) not in (None, ())]
        values = {rule.name: _shown(rule, getattr(record, rule.name)) for rule in filled}
        content.setdefault(schema.name, []).append(dict(values))
        lines.append(schema.words)
        lines += [_LINE.fill(field=rule.words, value=value_as_words(values[rule.name])) for rule in filled]
        masked += [rule.key for rule in filled if _is_of_others(rule) and rule.key not in masked]
    told: dict[str, Json] = {name: each[0] if len(each) == 1 else each for name, each in content.items()}
    return DataCopy(told, tuple(lines), tuple(masked))


def _shown(rule: FieldRule, value: object) -> Json:
    return rule.mask(value) if _is_of_others(rule) else value_as_json(value)


def _is_of_others(rule: FieldRule) -> bool:
    return Trait.THIRD_PARTY in rule.traits


_LINE = Text("{field}: {value}", "{field}：{value}")
