"""What is to be done with a message."""

from enum import IntEnum

from commgov.wording import Text


class GuardAction(IntEnum):
    """What is to be done with a message. The higher one wins.

    Example:
        >>> max(GuardAction.MASK, GuardAction.HOLD).words.zh
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
    GuardAction.PASS: Text("pass", "放行"),
    GuardAction.MASK: Text("mask", "打码后发送"),
    GuardAction.HOLD: Text("hold for a person", "交人审核"),
    GuardAction.BLOCK: Text("block", "拦截"),
}
