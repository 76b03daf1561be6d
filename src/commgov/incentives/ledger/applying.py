"""What steps lead to: the movements that they make, or why they are refused. Nothing here touches a store.

A refusal is an ordinary answer and leaves nothing behind. Amounts are checked where they are moved: an account with a
floor never gives what it does not have or has set aside; only a reversal may push it below, into arrears.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from attrs import evolve

from commgov.core.timing import microseconds
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
from commgov.incentives.ledger.answers import Code, Refusal
from commgov.incentives.ledger.commands import (
    Close,
    Hold,
    Limit,
    Open,
    Reopen,
    Reverse,
    Settle,
    Step,
    Transfer,
    Void,
)
from commgov.incentives.ledger.journal import Movement, facts_of, given_of, said_pieces
from commgov.incentives.ledger.state import State

NOBODY = AccountId("")


def movements(state: State, steps: tuple[Step, ...], at: int) -> list[Movement] | Refusal:
    """What linked steps move, one after the other, or the refusal of the first that cannot be done.

    Args:
        state: how the accounts stand that the steps name, the holds that they end, the entries that they reverse.
        steps: what is to be done, in this order.
        at: the moment, in microseconds since 1970, UTC.
    """
    if len(steps) == 1:
        return _HANDLERS[type(steps[0])](state, steps[0], at)
    draft = state.part(*named(steps))
    moved: list[Movement] = []
    for number, step in enumerate(steps):
        made = _HANDLERS[type(step)](draft, step, at)
        if isinstance(made, Refusal):
            return evolve(made, at=number)
        for movement in made:
            moved.append(movement)
            draft.move(state.seq + len(moved), movement)
    return moved


def named(steps: Iterable[Step]) -> tuple[set[AccountId], set[int]]:
    """The accounts that steps name, and the entries that they refer to."""
    accounts: set[AccountId] = set()
    entries: set[int] = set()
    for step in steps:
        if type(step) is Transfer:  # by far the most
            accounts.add(step.debit)
            accounts.add(step.credit)
            continue
        match step:
            case Transfer() | Hold():
                accounts |= {step.debit, step.credit}
            case Settle() | Void():
                entries.add(step.hold)
            case Reverse():
                entries.add(step.entry)
            case Open() | Limit():
                accounts |= {step.account.id, *filter(None, [step.account.overflow])}
            case Close() | Reopen():
                accounts.add(step.account)
    return accounts, entries


def _refused(state: State, debit: AccountId, credit: AccountId, amount: int) -> Refusal | None:
    """Why an amount cannot be moved or set aside, if it cannot."""
    giver, getter = state.accounts.get(debit), state.accounts.get(credit)
    if giver is None or getter is None:
        return Refusal(Code.UNKNOWN_ACCOUNT)
    if giver.is_closed or getter.is_closed:
        return Refusal(Code.CLOSED)
    gives, gets = giver.account, getter.account
    if gives.book != gets.book:
        return Refusal(Code.OTHER_BOOK)
    left, full = giver.posted - giver.held_out - amount, getter.posted + getter.held_in + amount
    if gives.floor is not None and left < gives.floor:
        return Refusal(Code.INSUFFICIENT, available=giver.available)
    if gets.ceiling is not None and gets.overflow is None and full > gets.ceiling:
        return Refusal(Code.CEILING)
    return Refusal(Code.TOO_LARGE) if full > AMOUNT_MAX or left < -AMOUNT_MAX else None


def _transfer(state: State, step: Transfer, _: int) -> list[Movement] | Refusal:
    refused = _refused(state, step.debit, step.credit, step.amount)
    if refused is not None:
        return refused
    giver, getter = state.accounts[step.debit], state.accounts[step.credit]
    if getter.account.overflow is None and giver.lots is None and getter.lots is None:
        return [Movement("transfer", step.debit, step.credit, step.amount)]
    return _given(state, Movement("transfer", step.debit, step.credit, step.amount), step.lot)


def _given(state: State, whole: Movement, lot: date | None) -> list[Movement] | Refusal:
    """An amount as it arrives: up to the ceiling, the rest where it overflows to; with the lots that move."""
    giver, getter = state.accounts[whole.debit], state.accounts[whole.credit]
    amount, over = whole.amount, getter.account.overflow
    room = amount
    if over is not None and getter.account.ceiling is not None:
        room = min(amount, max(0, getter.account.ceiling - getter.posted))
    pieces = ((lot or NEVER, amount),) if giver.lots is None else earliest(giver.lots, amount)
    first, rest = _split(pieces, room)
    moved = []
    if room or whole.kind == "settle":
        moved.append(whole._replace(amount=room, detail=_lots(giver, getter, first)))
    if whole.kind == "settle" and over == whole.debit:
        return moved  # what would overflow to where it comes from is simply free again
    if over is not None and amount > room:
        refused = _cannot_overflow(state.accounts[over], whole, amount - room)
        if refused is not None:
            return refused
        rise = Movement("transfer", whole.debit, over, amount - room)
        moved.append(rise._replace(detail=_lots(giver, state.accounts[over], rest)))
    return moved


def _cannot_overflow(over: Standing, whole: Movement, rest: int) -> Refusal | None:
    """Why what is above a ceiling cannot go where it overflows to: that account was closed or limited since.

    A ceiling that came later does not stop what was set aside, there as on any other account.
    """
    if over.is_closed or over.account.id == whole.debit:
        return Refusal(Code.CLOSED if over.is_closed else Code.CEILING)
    full = over.posted + over.held_in + rest
    if whole.kind != "settle" and over.account.ceiling is not None and full > over.account.ceiling:
        return Refusal(Code.CEILING)
    return Refusal(Code.TOO_LARGE) if full > AMOUNT_MAX else None


def _split(pieces: Pieces, room: int) -> tuple[Pieces, Pieces]:
    """Pieces in two: as many as there is room for, and the rest."""
    first, rest = [], []
    for day, amount in pieces:
        fits = min(amount, room)
        room -= fits
        first += [(day, fits)] if fits else []
        rest += [(day, amount - fits)] if amount > fits else []
    return tuple(first), tuple(rest)


def _lots(giver: Standing, getter: Standing, pieces: Pieces) -> str:
    """The pieces as an entry's detail, where an account keeps lots."""
    return said_pieces(pieces) if giver.lots is not None or getter.lots is not None else ""


def _hold(state: State, step: Hold, at: int) -> list[Movement] | Refusal:
    expires = 0 if step.expires is None else microseconds(step.expires)
    if step.expires is not None and expires <= at:
        return Refusal(Code.EXPIRED)
    refused = _refused(state, step.debit, step.credit, step.amount)
    if refused is not None:
        return refused
    lot = "" if step.lot is None else step.lot.isoformat()
    return [Movement("hold", step.debit, step.credit, step.amount, 0, expires, lot)]


def _not_open(state: State, hold: int) -> Refusal:
    """Why a hold cannot be ended that is not open."""
    if hold in state.ended:
        ended = state.ended[hold]
        return Refusal(Code.EXPIRED if ended == "expire" else Code.ENDED, ended=ended)
    return Refusal(Code.NOT_A_HOLD if hold <= state.seq else Code.UNKNOWN_ENTRY)


def _settle(state: State, step: Settle, at: int) -> list[Movement] | Refusal:
    hold = state.holds.get(step.hold)
    if hold is None:
        return _not_open(state, step.hold)
    if hold.expires and hold.expires <= at:
        return Refusal(Code.EXPIRED)
    amount = hold.amount if step.amount is None else step.amount
    if amount > hold.amount:
        return Refusal(Code.MORE_THAN_HELD, available=hold.amount)
    if state.accounts[hold.debit].is_closed or state.accounts[hold.credit].is_closed:
        return Refusal(Code.CLOSED)
    lot = date.fromisoformat(hold.lot) if hold.lot else None
    return _given(state, Movement("settle", hold.debit, hold.credit, amount, step.hold), lot)


def _void(state: State, step: Void, _: int) -> list[Movement] | Refusal:
    hold = state.holds.get(step.hold)
    if hold is None:
        return _not_open(state, step.hold)
    return [Movement("void", hold.debit, hold.credit, 0, step.hold)]


def _reverse(state: State, step: Reverse, _: int) -> list[Movement] | Refusal:
    entry = state.entries.get(step.entry)
    if entry is None:
        return Refusal(Code.UNKNOWN_ENTRY if step.entry > state.seq else Code.NOT_REVERSIBLE)
    if entry.kind not in {"transfer", "settle", "reverse"}:
        return Refusal(Code.NOT_REVERSIBLE)
    if step.entry in state.ended:
        return Refusal(Code.ENDED, ended=state.ended[step.entry])
    giver, getter = state.accounts[entry.credit], state.accounts[entry.debit]
    if giver.is_closed or getter.is_closed:
        return Refusal(Code.CLOSED_SINCE)
    if (
        getter.posted + getter.held_in + entry.amount > AMOUNT_MAX
        or giver.posted - giver.held_out < entry.amount - AMOUNT_MAX
    ):
        return Refusal(Code.TOO_LARGE)
    detail = ""
    if entry.detail:
        moved = given_of(entry.detail)
        found = moved if giver.lots is None else these_first(giver.lots, moved)
        detail = f"{said_pieces(found)}|{said_pieces(moved)}"
    return [Movement("reverse", entry.credit, entry.debit, entry.amount, step.entry, 0, detail)]


def _overflow_fits(state: State, account: Account) -> bool:
    """Whether an account's overflow is an open account of the same book that takes any amount."""
    if account.overflow is None:
        return True
    over = state.accounts.get(account.overflow)
    return (
        over is not None and over.account.book == account.book and over.account.ceiling is None and not over.is_closed
    )


def _open(state: State, step: Open, _: int) -> list[Movement] | Refusal:
    if step.account.id in state.accounts:
        return Refusal(Code.EXISTS)
    if not _overflow_fits(state, step.account):
        return Refusal(Code.OTHER_ACCOUNT)
    return [Movement("open", step.account.id, NOBODY, 0, detail=facts_of(step.account))]


def _limit(state: State, step: Limit, _: int) -> list[Movement] | Refusal:
    standing = state.accounts.get(step.account.id)
    if standing is None:
        return Refusal(Code.UNKNOWN_ACCOUNT)
    if standing.is_closed:
        return Refusal(Code.CLOSED)
    kept = (standing.account.book, standing.account.keeps_lots) == (step.account.book, step.account.keeps_lots)
    if not kept or not _overflow_fits(state, step.account):
        return Refusal(Code.OTHER_ACCOUNT)
    return [Movement("limit", step.account.id, NOBODY, 0, detail=facts_of(step.account))]


def _close(state: State, step: Close, _: int) -> list[Movement] | Refusal:
    standing = state.accounts.get(step.account)
    if standing is None:
        return Refusal(Code.UNKNOWN_ACCOUNT)
    if standing.is_closed:
        return Refusal(Code.CLOSED)
    if standing.posted or standing.held_out or standing.held_in:
        return Refusal(Code.NOT_EMPTY)
    return [Movement("close", step.account, NOBODY, 0)]


def _reopen(state: State, step: Reopen, _: int) -> list[Movement] | Refusal:
    standing = state.accounts.get(step.account)
    if standing is None:
        return Refusal(Code.UNKNOWN_ACCOUNT)
    if not standing.is_closed:
        return Refusal(Code.EXISTS)
    if not _overflow_fits(state, standing.account):
        return Refusal(Code.OTHER_ACCOUNT)
    return [Movement("reopen", step.account, NOBODY, 0)]


_HANDLERS: dict[type, Callable[[State, Any, int], list[Movement] | Refusal]] = {
    Transfer: _transfer,
    Hold: _hold,
    Settle: _settle,
    Void: _void,
    Reverse: _reverse,
    Open: _open,
    Limit: _limit,
    Close: _close,
    Reopen: _reopen,
}
