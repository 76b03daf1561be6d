"""In what capacity somebody sees residents' data."""

from attrs import field, frozen

from commgov.core.checks import Checks
from commgov.wording import Text

SELF = "self"
"""The role that every resident has towards their own data, without any assignment (PIPL articles 44 to 46)."""


@frozen
class Role:
    """A capacity in which somebody acts: grid worker, auditor, family doctor.

    Args:
        name: a short word, as it stands in policies and logs.
        words: what people call it.
        can_be_covered: whether somebody else may stand in for a holder, in a dated term.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> Role("grid-worker", Text("grid worker", "网格员"), can_be_covered=True).words.zh
        '网格员'
    """

    name: str
    words: Text = field()
    can_be_covered: bool = field(default=False, kw_only=True)

    @words.default
    def _name_as_words(self) -> Text:
        return Text(self.name, self.name)

    def __attrs_post_init__(self) -> None:
        checks = Checks("Role", self.name)
        checks.identifier("name", self.name)
        checks.instance("words", self.words, Text, Text("a Text", "应为Text"))
        checks.flag("can_be_covered", self.can_be_covered)
        nobody = self.name != SELF or self.can_be_covered is False
        checks.require(
            "can_be_covered", "", ok=nobody, expected=Text("nobody is covered as themself", "本人不可由他人代行")
        )
        checks.refuse()
