"""Folding a journal anew and judging each entry, by code that knows nothing of how entries are made.

Found are: a changed, missing or reordered entry (its link is wrong), an entry that the rules do not allow, an amount
that the store keeps differently, and a journal that was written anew as a whole (a signed checkpoint differs).
"""

from collections.abc import Callable, Iterable
from datetime import date
from hashlib import sha256
from heapq import heappop, heappush

from commgov.core import Text
from commgov.incentives.ledger.accounts import (
    AMOUNT_MAX,
    NEVER,
    Account,
    AccountId,
    Pieces,
    Standing,
    earliest,
    these_first,
)
from commgov.incentives.ledger.broken import BrokenJournalError
from commgov.incentives.ledger.checkpoints import DIFFERS, MISSING, Checkpoint, promised
from commgov.incentives.ledger.journal import (
    FINGERPRINT_BYTES,
    Entry,
    account_of,
    facts_of,
    given_of,
    linked,
    packed,
    pieces_of,
    said_pieces,
)
from commgov.incentives.ledger.state import State

_GAP = Text("its number does not follow the one before", "编号与前一条不连续")
_LINK = Text("its link does not fit its content and the entry before", "链接值与内容及前一条不符")
_TIME = Text("it is older than the entry before", "时间早于前一条")
_KEY = Text("its command's key and parts do not fit", "幂等键与条数不符")
_ACCOUNT = Text("it moves between accounts that are not open, or not of one book", "账户未开立、已关闭或不属同一账簿")
_AMOUNT = Text("its amount is not a whole number in range", "数额不是有效整数")
_FLOOR = Text("it takes an account below its floor", "使账户低于下限")
_CEILING = Text("it takes an account above its ceiling", "使账户高于上限")
_ENDS = Text("it does not fit the hold or entry that it refers to", "与所指预留或分录不符")
_LOTS = Text("its lots are not those that run out first", "批次不是最早到期者")
_FACTS = Text("its account's facts do not fit", "账户资料不符")
_KIND = Text("its kind is unknown", "类别未知")
_FIELDS = Text(
    "who did or approved it is missing, or it says what its kind has not", "缺少经办人或审批人，或字段与类别不符"
)
_OVERDUE = Text("a hold whose time was over had to end first", "已到期的预留未先了结")


def refold(
    entries: Iterable[Entry],
    look_up: Callable[[int], Entry | None] | None = None,
    checkpoints: Iterable[Checkpoint] = (),
) -> State:
    """What a journal adds up to, each entry judged before it is taken in.

    Args:
        entries: all entries, from the first.
        look_up: gives an earlier entry by its number, when one is reversed. Then the state returned has no entries and
            no known keys, so that a long journal does not fill the memory. None: they are kept.
        checkpoints: what was said of it before; their signatures are not looked at.

    Raises:
        BrokenJournalError: for the first entry that is wrong, or where a checkpoint says otherwise.
    """
    fold = _Fold(look_up)
    said: dict[int, list[Checkpoint]] = {}
    for checkpoint in checkpoints:
        said.setdefault(checkpoint.seq, []).append(checkpoint)
    for entry in entries:
        if not fold.takes_plain(entry):
            fold.take(entry)
        for checkpoint in said.pop(fold.state.seq, ()):
            fold.fits(checkpoint)
    state = fold.end()
    if any(said):
        raise BrokenJournalError(state.seq, MISSING)
    return state


class _Fold:
    """Folds a journal entry by entry.

    By far the most entries are one plain transfer each; `takes_plain` judges those in one go. Whatever it is not sure
    of it leaves to `take`, which knows all rules and says which one is broken.
    """

    def __init__(self, look_up: Callable[[int], Entry | None] | None) -> None:
        self.state = State()
        self._keys: set[str] = set()
        self._left = 0  # entries of the last command that are still to come
        self._before: Entry | None = None
        # By the entry before: who gave and who got it, and what it left of the hold.
        self._settled: tuple[AccountId, Standing, int] | None = None
        self._expiring: list[tuple[int, int]] = []  # holds with their end, the first to expire in front
        self._keeps = look_up is None
        self.look_up = self.state.entries.get if look_up is None else look_up

    def takes_plain(self, entry: Entry) -> bool:
        """Take in an entry, if it is one plain transfer and surely right."""
        state = self.state
        (seq, key, parts, kind, debit, credit, amount, refers, expires, detail, at, by, other, cause, body, link) = (
            entry
        )
        if kind != "transfer" or parts != 1 or detail or refers or expires or self._left:
            return False
        if self._expiring and self._expiring[0][0] <= at:
            return False
        giver, getter = state.accounts.get(debit), state.accounts.get(credit)
        if giver is None or getter is None or giver is getter or type(amount) is not int:
            return False
        gives, gets = giver.account, getter.account
        left, full = giver.posted - amount, getter.posted + amount
        is_right = (
            seq == state.seq + 1
            and at >= state.at
            and 0 < amount <= AMOUNT_MAX
            and left - giver.held_out >= (-AMOUNT_MAX if gives.floor is None else gives.floor)
            and full + getter.held_in <= (AMOUNT_MAX if gets.ceiling is None else gets.ceiling)
            and gives.book == gets.book
            and giver.lots is None is getter.lots
            and not (giver.is_closed or getter.is_closed)
            and key not in self._keys
            and key != ""
            and by not in (other, "")
            and cause != ""
            and not body
            and sha256(state.link + packed(entry[:15])).digest() == link
        )
        if is_right:
            giver.posted, getter.posted = left, full
            state.seq, state.link, state.at = seq, link, at
            self._settled = None
            self._keep(entry)
        return is_right

    def take(self, entry: Entry) -> None:
        """Take in any entry, or say why it is wrong."""
        self._continues(entry)
        try:
            wrong = _JUDGES[entry.kind](self, entry) or _judge_fields(entry) if entry.kind in _JUDGES else _KIND
        except (ValueError, TypeError, LookupError):  # its detail says nothing that can be read
            wrong = _FACTS
        wrong = wrong or (_OVERDUE if self._has_overdue(entry) else None)
        if wrong is not None:
            raise BrokenJournalError(entry.seq, wrong)
        state = self.state
        self._settled = None
        if entry.kind == "settle":
            left = state.holds[entry.refers].amount - entry.amount
            self._settled = entry.debit, state.accounts[entry.credit], left
        elif entry.expires:
            heappush(self._expiring, (entry.expires, entry.seq))
        state.move(entry.seq, entry.movement)
        state.seq, state.link, state.at = entry.seq, entry.link, entry.at
        self._keep(entry)

    def end(self) -> State:
        """What it all adds up to."""
        if self._left:
            raise BrokenJournalError(self.state.seq, _KEY)
        return self.state

    def fits(self, checkpoint: Checkpoint) -> None:
        """Refuse a checkpoint that says otherwise."""
        state = self.state
        if (checkpoint.link, checkpoint.promised) != (state.link, promised(state.accounts.values())):
            raise BrokenJournalError(state.seq, DIFFERS)

    def is_rest_of_settled(self, entry: Entry) -> bool:
        """Whether an entry carries what a settled hold could not put under the ceiling: that was set aside as well."""
        if self._settled is None or entry.parts:
            return False
        debit, getter, left = self._settled
        gets = getter.account
        is_full = gets.ceiling is not None and getter.posted >= gets.ceiling
        goes_there = (debit, gets.overflow) == (entry.debit, entry.credit)
        return is_full and goes_there and entry.amount <= left

    def _has_overdue(self, entry: Entry) -> bool:
        """Whether a hold had to end before this entry: what is over ends first, whatever is asked."""
        expiring = self._expiring
        while expiring and expiring[0][1] not in self.state.holds:
            heappop(expiring)
        return bool(expiring) and expiring[0][0] <= entry.at and entry.kind != "expire"

    def _keep(self, entry: Entry) -> None:
        """Remember what is asked about later."""
        self._before = entry
        if entry.key:
            self._keys.add(entry.key)
        if self._keeps:
            self.state.entries[entry.seq] = entry
            if entry.key:
                self.state.known[entry.key] = entry

    def _continues(self, entry: Entry) -> None:
        """Check number, link, time and the command's parts."""
        state, seq = self.state, entry.seq
        if seq != state.seq + 1:
            raise BrokenJournalError(seq, _GAP)
        if entry != linked(state.link, entry.content):
            raise BrokenJournalError(seq, _LINK)
        if entry.at < state.at:
            raise BrokenJournalError(seq, _TIME)
        if self._left:
            before = self._before
            same = before is not None and before[_WHO_AND_WHEN] == entry[_WHO_AND_WHEN]
            fits = same and not entry.key and not entry.body and entry.parts == 0
            self._left -= 1
        else:
            by_time = entry.kind == "expire"  # then nobody sent a command
            fits = (entry.parts == 1 if by_time else entry.parts > 0) and bool(entry.key) != by_time
            self._left = entry.parts - 1
        if not fits or entry.key in self._keys:
            raise BrokenJournalError(seq, _KEY)


_WHO_AND_WHEN = slice(Entry._fields.index("at"), Entry._fields.index("cause") + 1)


def _both(state: State, entry: Entry) -> tuple[Standing, Standing] | None:
    """The accounts between which an entry moves, if there are two of one book."""
    giver, getter = state.accounts.get(entry.debit), state.accounts.get(entry.credit)
    if giver is None or getter is None or giver is getter or giver.account.book != getter.account.book:
        return None
    return giver, getter


def _judge_move(fold: _Fold, entry: Entry) -> Text | None:
    state = fold.state
    both = _both(state, entry)
    if both is None or both[0].is_closed or both[1].is_closed:
        return _ACCOUNT
    giver, getter = both
    is_settled = entry.kind == "settle"
    if not _is_amount(entry.amount, 0 if is_settled else 1):
        return _AMOUNT
    is_set_aside = is_settled or fold.is_rest_of_settled(entry)
    if not is_set_aside and _is_below(giver, entry.amount):
        return _FLOOR
    over = getter.account.overflow is not None
    if (
        entry.amount
        and not (is_set_aside and not over)
        and _is_above(getter, entry.amount, 0 if over else getter.held_in)
    ):
        return _CEILING
    return _judge_lots(giver, getter, entry, state.holds[entry.refers].lot if is_settled else None)


def _is_amount(amount: object, least: int) -> bool:
    return type(amount) is int and least <= amount <= AMOUNT_MAX


def _is_below(giver: Standing, amount: int) -> bool:
    """Whether giving an amount would take an account below its floor, or a source below the largest amount."""
    floor = giver.account.floor
    return giver.posted - giver.held_out - amount < (-AMOUNT_MAX if floor is None else floor)


def _is_above(getter: Standing, amount: int, expected: int) -> bool:
    """Whether getting an amount, beside what is expected, would take an account above its ceiling, or the largest."""
    ceiling = getter.account.ceiling
    return getter.posted + expected + amount > (AMOUNT_MAX if ceiling is None else ceiling)


def _judge_lots(giver: Standing, getter: Standing, entry: Entry, lot: str | None) -> Text | None:
    """Judge what an entry says of lots; `lot` is what the hold said that it settles, if it settles one."""
    said, amount = entry.detail, entry.amount
    if giver.lots is None and getter.lots is None:
        return _LOTS if said else None
    pieces: Pieces = pieces_of(said)
    if giver.lots is not None:
        right = earliest(giver.lots, amount)
    else:  # one lot, of the day that was asked for
        day = (date.fromisoformat(lot) if lot else NEVER) if lot is not None else (*pieces, (NEVER, 0))[0][0]
        right = ((day, amount),) if amount else ()
    return None if said == said_pieces(right) else _LOTS


def _judge_hold(fold: _Fold, entry: Entry) -> Text | None:
    state = fold.state
    both = _both(state, entry)
    if both is None or both[0].is_closed or both[1].is_closed:
        return _ACCOUNT
    giver, getter = both
    if not _is_amount(entry.amount, 1):
        return _AMOUNT
    if entry.expires and entry.expires <= entry.at:
        return _ENDS
    if entry.detail and date.fromisoformat(entry.detail).isoformat() != entry.detail:
        return _LOTS
    if _is_below(giver, entry.amount):
        return _FLOOR
    takes_any = getter.account.overflow is not None
    return _CEILING if not takes_any and _is_above(getter, entry.amount, getter.held_in) else None


def _judge_end(fold: _Fold, entry: Entry) -> Text | None:
    state = fold.state
    hold = state.holds.get(entry.refers)
    if hold is None or (hold.debit, hold.credit) != (entry.debit, entry.credit):
        return _ENDS
    is_over = hold.expires != 0 and hold.expires <= entry.at
    if entry.kind == "settle":
        return _ENDS if is_over or entry.amount > hold.amount else _judge_move(fold, entry)
    return _ENDS if entry.amount or (entry.kind == "expire" and not is_over) else None


def _judge_reversal(fold: _Fold, entry: Entry) -> Text | None:
    state = fold.state
    first = fold.look_up(entry.refers) if 0 < entry.refers <= state.seq else None
    if first is None or first.kind not in {"transfer", "settle", "reverse"} or entry.refers in state.ended:
        return _ENDS
    if state.accounts[first.credit].is_closed or state.accounts[first.debit].is_closed:
        return _ACCOUNT
    swapped = (first.credit, first.debit, first.amount) == (entry.debit, entry.credit, entry.amount)
    if not swapped or not entry.approved_by:
        return _ENDS
    giver, getter = state.accounts[entry.debit], state.accounts[entry.credit]
    if (
        giver.posted - giver.held_out - entry.amount < -AMOUNT_MAX
        or getter.posted + getter.held_in + entry.amount > AMOUNT_MAX
    ):
        return _AMOUNT
    back = given_of(first.detail)
    found = back if giver.lots is None else these_first(giver.lots, back)
    said = f"{said_pieces(found)}|{said_pieces(back)}" if first.detail else ""
    return None if entry.detail == said else _LOTS


def _judge_account(fold: _Fold, entry: Entry) -> Text | None:
    state = fold.state
    known = state.accounts.get(entry.debit)
    if entry.kind == "close":
        return None if known and not (known.posted or known.held_out or known.held_in or known.is_closed) else _FACTS
    if entry.kind == "reopen":
        return None if known and known.is_closed and _can_overflow(state, known.account) else _FACTS
    account = account_of(entry.detail)
    if account.id != entry.debit or (known is None) != (entry.kind == "open") or facts_of(account) != entry.detail:
        return _FACTS
    kept = known is None or (known.account.book, known.account.keeps_lots) == (account.book, account.keeps_lots)
    is_closed = known is not None and known.is_closed
    return None if kept and not is_closed and _can_overflow(state, account) else _FACTS


def _can_overflow(state: State, account: Account) -> bool:
    """Whether what is above an account's ceiling has somewhere to go, if it is to go anywhere."""
    if account.overflow is None:
        return True
    over = state.accounts[account.overflow]
    return over.account.book == account.book and over.account.ceiling is None and not over.is_closed


def _judge_fields(entry: Entry) -> Text | None:
    """Whether an entry says who did it, who approved what needs it, and nothing that its kind does not have."""
    kind = entry.kind
    may_say_all = kind == "transfer" and entry.parts == 1
    if len(entry.body) != (FINGERPRINT_BYTES if entry.key else 0) and (entry.body or not may_say_all):
        return _KEY
    is_named = bool(entry.by and entry.cause) and entry.by != entry.approved_by
    is_approved = bool(entry.approved_by) or kind not in {"reverse", "limit", "reopen"}
    refers = entry.refers == 0 or kind in {"settle", "void", "expire", "reverse"}
    moves = kind not in {"open", "limit", "close", "reopen"} or (entry.credit, entry.amount) == ("", 0)
    says = not entry.detail or kind not in {"void", "expire", "close", "reopen"}
    fits = is_named and is_approved and refers and moves and says and (not entry.expires or kind == "hold")
    return None if fits else _FIELDS


_JUDGES: dict[str, Callable[[_Fold, Entry], Text | None]] = {
    "transfer": _judge_move,
    "hold": _judge_hold,
    "settle": _judge_end,
    "void": _judge_end,
    "expire": _judge_end,
    "reverse": _judge_reversal,
    "open": _judge_account,
    "limit": _judge_account,
    "close": _judge_account,
    "reopen": _judge_account,
}
