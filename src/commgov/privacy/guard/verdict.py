"""What the guard answers: an action, the spans it is about, the reasons, and the message with the spans masked."""

from collections import Counter
from enum import IntEnum

from attrs import field, frozen

from commgov.privacy.guard.kinds import LeakKind
from commgov.privacy.tiers import Tier
from commgov.wording import Text


class Action(IntEnum):
    """What is to be done with a message. The higher one wins.

    Example:
        >>> max(Action.MASK, Action.HOLD).words.zh
        '交人审核'
    """

    PASS = 0  # send it
    MASK = 1  # send it masked
    HOLD = 2  # a person decides
    BLOCK = 3  # it must not go there

    @property
    def words(self) -> Text:
        """In both languages."""
        return _WORDS[self]


_WORDS = {
    Action.PASS: Text("pass", "放行"),
    Action.MASK: Text("mask", "打码后发送"),
    Action.HOLD: Text("hold for a person", "交人审核"),
    Action.BLOCK: Text("block", "拦截"),
}


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


@frozen(repr=False)
class GuardVerdict:
    """What the guard says of a message for a channel.

    Args:
        action: what is to be done.
        channel: where the message was to go.
        spans: what was seen, by place in the message; also what the channel lets pass.
        reasons: why, the weightiest first; empty if the message passes.
        masked: what may be shown or sent instead; the message itself if it passes.
    """

    action: Action
    channel: str
    spans: tuple[LeakSpan, ...]
    reasons: tuple[Text, ...]
    masked: str = field(repr=False)

    def counts(self) -> dict[LeakKind, int]:
        """How often each kind was seen."""
        return dict(Counter(span.kind for span in self.spans))

    def __repr__(self) -> str:
        """Action and counts; nothing of the message."""
        seen = ", ".join(f"{kind.value}: {number}" for kind, number in self.counts().items())
        return f"GuardVerdict({self.action.name}, {self.channel!r}, {{{seen}}})"
