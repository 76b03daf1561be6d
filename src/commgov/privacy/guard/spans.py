"""Where something stands in a message."""

from attrs import frozen

from commgov.privacy.guard.kinds import LeakKind
from commgov.privacy.tiers import Tier


@frozen(order=True)
class LeakSpan:
    """Where something stands in a message.

    Args:
        start: the first character, from 0, in the message as it came.
        end: behind the last character.
        kind: what stands there.

    Example:
        >>> LeakSpan(2, 13, LeakKind.MOBILE).tier
        <Tier.T3: 3>
    """

    start: int
    end: int
    kind: LeakKind

    @property
    def tier(self) -> Tier:
        """How sensitive it is by itself."""
        return self.kind.tier
