"""What a ledger can be told to do: commands, each with a key, and the linked steps they consist of."""

from datetime import date, datetime

from attrs import field, frozen

from commgov.core import PersonRef, Text
from commgov.core.checks import Checks
from commgov.incentives.ledger.accounts import AMOUNT_MAX, Account, AccountId

STEPS_MAX = 10_000
"""Most steps that one command links. Each makes two entries at most, so twice as many may reverse and reopen."""


def _check_move(checks: Checks, debit: str, credit: str, amount: int) -> None:
    checks.identifier("debit", debit)
    checks.identifier("credit", credit)
    different = Text("another account than debit", "应与借方账户不同")
    checks.require("credit", "", ok=debit != credit, expected=different)
    checks.whole("amount", amount, least=1, most=AMOUNT_MAX)


def _check_account(owner: str, account: object) -> None:
    checks = Checks(owner)
    checks.instance("account", account, Account, Text("an account", "应为账户"))
    checks.refuse()


def _is_plain(debit: str, credit: str, amount: object) -> bool:
    """Whether a move is right as far as a quick look tells; hundreds of thousands are looked at."""
    if type(amount) is not int or type(debit) is not str or type(credit) is not str:
        return False
    is_whole = 0 < amount <= AMOUNT_MAX and debit != credit and debit != "" != credit
    return is_whole and debit.isprintable() and credit.isprintable()  # or it might hold what separates fields


@frozen
class Transfer:
    """Move an amount from one account to another, now.

    Args:
        debit: the account that gives.
        credit: the account that gets.
        amount: how much, a whole number from 1.
        lot: when what is given runs out, if it comes from an account that keeps no lots; None: never.
    """

    debit: AccountId
    credit: AccountId
    amount: int
    lot: date | None = None

    def __attrs_post_init__(self) -> None:
        if _is_plain(self.debit, self.credit, self.amount) and self.lot is None:
            return  # ids that no account has are refused later, with the command
        checks = Checks("Transfer")
        _check_move(checks, self.debit, self.credit, self.amount)
        if self.lot is not None:
            checks.day("lot", self.lot)
        checks.refuse()


@frozen
class Hold:
    """Set an amount aside for a later `Settle`, as the pending transfers of TigerBeetle do.

    Args:
        debit: the account that will give.
        credit: the account that will get.
        amount: how much at most.
        expires: from when on it cannot be settled any more; None: it waits for ever.
        lot: when what will be given runs out, as in `Transfer`.
    """

    debit: AccountId
    credit: AccountId
    amount: int
    expires: datetime | None = None
    lot: date | None = None

    def __attrs_post_init__(self) -> None:
        checks = Checks("Hold")
        _check_move(checks, self.debit, self.credit, self.amount)
        if self.expires is not None:
            checks.aware("expires", self.expires)
        if self.lot is not None:
            checks.day("lot", self.lot)
        checks.refuse()


@frozen
class Settle:
    """Post a hold, wholly or in part; what is not posted is free again.

    Args:
        hold: the number of its journal entry.
        amount: how much, at most what was held; None: all of it.
    """

    hold: int
    amount: int | None = None

    def __attrs_post_init__(self) -> None:
        checks = Checks("Settle")
        checks.whole("hold", self.hold, least=1)
        if self.amount is not None:
            checks.whole("amount", self.amount, most=AMOUNT_MAX)
        checks.refuse()


@frozen
class Void:
    """Give a hold up: nothing is posted.

    Args:
        hold: the number of its journal entry.
    """

    hold: int

    def __attrs_post_init__(self) -> None:
        checks = Checks("Void")
        checks.whole("hold", self.hold, least=1)
        checks.refuse()


@frozen
class Reverse:
    """Post the opposite of an entry. Nothing is ever deleted, and what was spent already becomes arrears.

    An account that was closed does not change behind anybody's back: link a `Reopen` before it, see `Ledger.reverse`.

    Args:
        entry: the number of the journal entry: a transfer, a settled hold, or a reversal.

    Example:
        >>> Command("undo", (Reverse(7),), by="officer-7", cause="double-form", approved_by="officer-8")
        Command('undo', 1 step)
    """

    entry: int

    def __attrs_post_init__(self) -> None:
        checks = Checks("Reverse")
        checks.whole("entry", self.entry, least=1)
        checks.refuse()


@frozen
class Open:
    """Open an account.

    Args:
        account: its name, book and limits.
    """

    account: Account

    def __attrs_post_init__(self) -> None:
        _check_account("Open", self.account)


@frozen
class Limit:
    """Give an account other limits from now on; book and name stay.

    Args:
        account: as it is to be.
    """

    account: Account

    def __attrs_post_init__(self) -> None:
        _check_account("Limit", self.account)


@frozen
class Close:
    """Close an account that holds nothing and waits for nothing.

    Args:
        account: which one.
    """

    account: AccountId

    def __attrs_post_init__(self) -> None:
        checks = Checks("Close")
        checks.identifier("account", self.account)
        checks.refuse()


@frozen
class Reopen:
    """Open an account again that was closed, with the limits that it had: to reverse what it once got, say.

    Args:
        account: which one.

    Example:
        >>> steps = Reopen("member/m-1"), Reverse(7)
        >>> Command("undo", steps, by="officer-7", cause="double-form", approved_by="officer-8")
        Command('undo', 2 steps)
    """

    account: AccountId

    def __attrs_post_init__(self) -> None:
        checks = Checks("Reopen")
        checks.identifier("account", self.account)
        checks.refuse()


Step = Transfer | Hold | Settle | Void | Reverse | Open | Limit | Close | Reopen
"""One step of a command."""

_STEPS = (Transfer, Hold, Settle, Void, Reverse, Open, Limit, Close, Reopen)
_STEP = Text("a step of a command", "应为指令步骤")
_NEED_APPROVAL = (Reverse, Limit, Reopen)


def _most(steps: tuple[object, ...]) -> int:
    """Most steps of a command: what one command made, one command can reverse, on accounts that it opens again."""
    if len(steps) <= STEPS_MAX or not all(isinstance(step, Reverse | Reopen) for step in steps):
        return STEPS_MAX
    return 2 * STEPS_MAX + sum(isinstance(step, Reopen) for step in steps)


@frozen
class Command:
    """Steps that are done together or not at all, under a key that makes a repetition harmless.

    The same key with the same content gives the first result again, also years later; with another content it is a
    conflict. A command that was refused leaves no trace, so its key may be tried again.

    Args:
        key: chosen by the caller, once for each intention: a form's number, a request's id.
        steps: what is to be done, in this order.
        by: who does it, as a reference.
        cause: why, as a reference: the service record, the deal, the decision.
        approved_by: who approved it, another person than `by`; needed to reverse, to change limits
            and to open an account again.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> Command("form-317", (Transfer("issued/minutes", "member/m-1", 90),), by="officer-7", cause="s-317")
        Command('form-317', 1 step)
    """

    key: str
    steps: tuple[Step, ...]
    by: PersonRef = field(kw_only=True)
    cause: str = field(kw_only=True)
    approved_by: PersonRef | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("Command", self.key)
        checks.identifier("key", self.key)
        checks.identifier("by", self.by)
        checks.identifier("cause", self.cause)
        steps = checks.every("steps", self.steps, object, _STEP)
        for at, step in enumerate(steps):
            checks.instance(f"steps[{at}]", step, _STEPS, _STEP)
        most = _most(steps)
        some = Text(f"1–{most} steps", f"应有1–{most}个步骤")
        checks.require("steps", len(steps), ok=0 < len(steps) <= most, expected=some)
        if self.approved_by is not None:
            checks.identifier("approved_by", self.approved_by)
            another = Text("another person than who does it", "应与经办人不同")
            checks.require("approved_by", "", ok=self.approved_by != self.by, expected=another)
        elif any(isinstance(step, _NEED_APPROVAL) for step in steps):
            needed = Text("who approved a reversal, other limits or a reopening", "冲正、调整限额或重新启用须有审批人")
            checks.require("approved_by", "", ok=False, expected=needed)
        checks.refuse()

    def __repr__(self) -> str:
        """Its key and size."""
        return f"Command({self.key!r}, {len(self.steps)} step{'s' if len(self.steps) > 1 else ''})"
