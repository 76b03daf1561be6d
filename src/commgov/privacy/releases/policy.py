"""What the public may be told at all: the limits, which may be made stricter and never looser."""

from attrs import frozen

from commgov.core.checks import Checks
from commgov.privacy.tiers import Tier

K_LEAST = 5
K_LEAST_SENSITIVE = 11
L_LEAST = 2


@frozen
class ReleasePolicy:
    """The limits of a release to the public.

    Args:
        k: persons whom a published number or a class of rows has at least; never below 5.
        k_sensitive: the same where T4 is involved; never below 11, nor below k.
        l: distinct sensitive values that those who cannot be told apart have at least; never below 2.
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
    list_days_max: int = 30

    def __attrs_post_init__(self) -> None:
        checks = Checks("ReleasePolicy")
        is_whole = checks.whole("k", self.k, least=K_LEAST)
        checks.whole("k_sensitive", self.k_sensitive, least=max(K_LEAST_SENSITIVE, self.k if is_whole else 0))
        checks.whole("l", self.l, least=L_LEAST)
        checks.whole("list_days_max", self.list_days_max, least=1)
        checks.refuse()

    def k_of(self, tier: Tier) -> int:
        """The k where this is the highest tier involved."""
        return self.k_sensitive if tier is Tier.T4 else self.k
