"""What is to be done with a message."""

from enum import IntEnum

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
