"""What a command is answered with: a receipt, or a refusal, an ordinary no that leaves nothing behind."""

from enum import StrEnum
from typing import NamedTuple

from attrs import frozen

from commgov.core import Text


class Code(StrEnum):
    """Why a command is refused."""

    KEY_REUSED = "key reused"
    UNKNOWN_ACCOUNT = "unknown account"
    CLOSED = "closed"
    CLOSED_SINCE = "closed since"
    OTHER_BOOK = "other book"
    INSUFFICIENT = "insufficient"
    CEILING = "ceiling"
    TOO_LARGE = "too large"
    UNKNOWN_ENTRY = "unknown entry"
    NOT_A_HOLD = "not a hold"
    NOT_REVERSIBLE = "not reversible"
    ENDED = "ended"
    EXPIRED = "expired"
    MORE_THAN_HELD = "more than held"
    EXISTS = "exists"
    NOT_EMPTY = "not empty"
    OTHER_ACCOUNT = "other account"
    CLOCK = "clock"


CLOCK_IS_AHEAD = Text(
    "the clock is too far ahead of the last entry: set it right, or allow more if nobody posted for so long",
    "时钟超前最近一条分录过多：请校正时钟；若确实长期未记账，请放宽允许的超前时长",
)
"""Why nothing is posted by a clock that is too far ahead."""

_REASONS = {
    Code.KEY_REUSED: Text("the key stands for another command already", "该幂等键已用于另一指令"),
    Code.UNKNOWN_ACCOUNT: Text("there is no such account", "账户不存在"),
    Code.CLOSED: Text("the account is closed", "账户已关闭"),
    Code.CLOSED_SINCE: Text(
        "the account was closed since: open it again, with approval, in the same command",
        "账户此后已关闭：请经审批在同一指令中重新启用",
    ),
    Code.OTHER_BOOK: Text("both accounts have to be of one book", "两个账户须属同一账簿"),
    Code.INSUFFICIENT: Text("the account has less available", "账户可用余额不足"),
    Code.CEILING: Text("the account would rise above its ceiling", "将超出账户上限"),
    Code.TOO_LARGE: Text("no account can hold that much", "超出账户可容纳的数额"),
    Code.UNKNOWN_ENTRY: Text("there is no such entry", "分录不存在"),
    Code.NOT_A_HOLD: Text("the entry is no hold", "该分录不是预留"),
    Code.NOT_REVERSIBLE: Text("only what moved an amount can be reversed", "仅可冲正已过账的分录"),
    Code.ENDED: Text("it has ended already, or was reversed", "已了结或已冲正"),
    Code.EXPIRED: Text("the hold has expired", "预留已过期"),
    Code.MORE_THAN_HELD: Text("less was set aside", "超出预留数额"),
    Code.EXISTS: Text("there is such an account already", "账户已存在"),
    Code.NOT_EMPTY: Text("the account holds something, or waits for something", "账户仍有余额或预留"),
    Code.OTHER_ACCOUNT: Text(
        "book and lots of an account stay; an overflow is an open account of the same book without ceiling",
        "账簿与分批属性不可更改；溢出账户须为同账簿、未关闭且不设上限的账户",
    ),
    Code.CLOCK: CLOCK_IS_AHEAD,
}


@frozen
class Refusal:
    """An ordinary no: nothing was changed.

    Args:
        code: which rule said no.
        at: which step of the command, counted from 0.
        available: what the account has available, where that was too little.
        ended: how a hold ended, or `reverse`, where it had ended already.
    """

    code: Code
    at: int = 0
    available: int | None = None
    ended: str | None = None

    @property
    def reason(self) -> Text:
        """Why, in both languages."""
        return _REASONS[self.code]

    def __bool__(self) -> bool:
        """False, as a receipt is true."""
        return False


class Receipt(NamedTuple):
    """That a command was carried out. Repeating the command gives the same receipt.

    Args:
        key: the command's key.
        first: the number of its first journal entry.
        parts: how many entries it made.
    """

    key: str
    first: int
    parts: int

    @property
    def entries(self) -> range:
        """The numbers of its entries: of a hold, what `Settle` and `Void` refer to."""
        return range(self.first, self.first + self.parts)
