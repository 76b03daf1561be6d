"""How sensitive a piece of data is: four tiers."""

from enum import IntEnum

from commgov.wording import Text


class Tier(IntEnum):
    """How sensitive a piece of data is. A higher tier asks for more before anybody may read, share or show it.

    The four are levels 1 to 4 of "general data" in GB/T 43697-2024; T4 is what PIPL article 28 calls sensitive.

    Example:
        >>> Tier.T4 > Tier.T3, max(Tier.T1, Tier.T2).words.zh
        (True, '内部')
    """

    T1 = 1
    T2 = 2
    T3 = 3
    T4 = 4

    @property
    def words(self) -> Text:
        """The tier's name in both languages."""
        return _WORDS[self]


_WORDS = {
    Tier.T1: Text("public", "公开"),
    Tier.T2: Text("internal", "内部"),
    Tier.T3: Text("personal", "个人"),
    Tier.T4: Text("sensitive", "敏感"),
}
