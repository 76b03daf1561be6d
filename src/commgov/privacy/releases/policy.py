"""What the public may be told at all: the limits, which may be made stricter and never looser."""

from fractions import Fraction

from attrs import frozen

from commgov.core.checks import Checks
from commgov.privacy.tiers import Tier
from commgov.wording import Text

ALIKE_MOST = Fraction(9, 10)
K_LEAST = 5
K_LEAST_SENSITIVE = 11
L_LEAST = 2

_SHARE = Text("a Fraction above 0, at most {most}", "应为大于0且不超过{most}的分数（Fraction）").fill(most=ALIKE_MOST)


@frozen
class ReleasePolicy:
    """The limits of a release to the public.

    Args:
        k: persons whom a published number or a class of rows has at least; never below 5.
        k_sensitive: the same where T4 is involved; never below 11, nor below k.
        l: distinct sensitive values that those who cannot be told apart have at least; never below 2.
        alike_max: the share of those who cannot be told apart that one sensitive value may have at most; never above
            9/10. Where more than that can be expected, for most of all have it, half-way from their share to 1.
        list_days_max: days that a list with names, which a law asks for, may be shown.

    Raises:
        InvalidInputError: naming all that is looser.

    Example:
        >>> from commgov.privacy import Tier
        >>> ReleasePolicy().k_of(Tier.T2), ReleasePolicy(k=10).k_of(Tier.T4)
        (5, 11)
    """

    k: int = K_LEAST
    k_sensitive: int = K_LEAST_SENSITIVE
    l: int = L_LEAST  # noqa: E741 - the literature's letter
    alike_max: Fraction = ALIKE_MOST
    list_days_max: int = 30

    def __attrs_post_init__(self) -> None:
        checks = Checks("ReleasePolicy")
        is_whole = checks.whole("k", self.k, least=K_LEAST)
        checks.whole("k_sensitive", self.k_sensitive, least=max(K_LEAST_SENSITIVE, self.k if is_whole else 0))
        checks.whole("l", self.l, least=L_LEAST)
        is_share = type(self.alike_max) is Fraction and 0 < self.alike_max <= ALIKE_MOST
        checks.require("alike_max", self.alike_max, ok=is_share, expected=_SHARE)
        checks.whole("list_days_max", self.list_days_max, least=1)
        checks.refuse()

    def alike_most(self, number: int, all_of_them: int) -> Fraction:
        """The share of those who cannot be told apart that may have a sensitive value.

        Args:
            number: how many have it in all.
            all_of_them: how many there are.

        Example:
            >>> ReleasePolicy().alike_most(40, 100), ReleasePolicy().alike_most(95, 100)
            (Fraction(9, 10), Fraction(39, 40))
        """
        return max(self.alike_max, Fraction(all_of_them + number, 2 * all_of_them))

    def k_of(self, tier: Tier) -> int:
        """The k where this is the highest tier involved."""
        return self.k_sensitive if tier is Tier.T4 else self.k
