"""Why data is read, and what allows that it is held."""

from enum import StrEnum

from attrs import field, frozen

from commgov.core.checks import Checks
from commgov.wording import Text


@frozen
class Purpose:
    """Why somebody reads data: one of the purposes that the community has published.

    Two purposes with the same name are the same purpose.

    Args:
        name: a short word, as it stands in policies and logs.
        words: what residents are told, in both languages.

    Example:
        >>> visit = Purpose("home-visit", Text("visiting a resident at home", "入户走访"))
        >>> visit == Purpose("home-visit"), visit.words.zh
        (True, '入户走访')
    """

    name: str
    words: Text = field(eq=False)

    @words.default
    def _name_as_words(self) -> Text:
        return Text(self.name, self.name)

    def __attrs_post_init__(self) -> None:
        checks = Checks("Purpose")
        checks.identifier("name", self.name)
        checks.refuse()


class BasisKind(StrEnum):
    """What allows that personal data is held (PIPL article 13; GDPR article 6 in brackets)."""

    CONSENT = "consent"  # 13(1) [6(1)a]
    CONTRACT = "contract"  # 13(2) [6(1)b]
    DUTY = "duty"  # a duty by law, 13(3) [6(1)c, 6(1)e]
    EMERGENCY = "emergency"  # public health, or life and property in danger, 13(4) [6(1)d]
    PUBLISHED = "published"  # made public by the person or lawfully, within reason, 13(6)
    STATUTE = "statute"  # another law says so, 13(7)


@frozen
class Basis:
    """What allows that a piece of data is held: a kind, and where to look it up.

    Args:
        kind: consent, contract, duty ...
        ref: the consent's id, the article of the law, the contract's number.

    Example:
        >>> Basis(BasisKind.CONSENT, "c-91").kind.value
        'consent'
    """

    kind: BasisKind
    ref: str

    def __attrs_post_init__(self) -> None:
        checks = Checks("Basis")
        checks.instance("kind", self.kind, BasisKind, Text("a BasisKind", "应为BasisKind"))
        checks.identifier("ref", self.ref)
        checks.refuse()
