"""Answers: a command is carried out once for each key, and the entries that it leads to join the journal.

Plain transfers, by far the most, go a straight way (`plain`), which makes the same entries as the general one here.
"""

from collections.abc import Iterable

from commgov.incentives.ledger.answers import Code, Receipt, Refusal
from commgov.incentives.ledger.applying import movements
from commgov.incentives.ledger.commands import Command
from commgov.incentives.ledger.journal import Entry, Movement, linked, said_by
from commgov.incentives.ledger.plain import carry_out_plain
from commgov.incentives.ledger.state import Known, State

LEDGER = "ledger"
"""Who ends a hold when its time has come."""


def apply(state: State, command: Command, at: int) -> tuple[Entry, ...] | Refusal:
    """The entries that a command adds. The state is not changed; whoever keeps it lets it `advance` by each entry.

    Args:
        state: how the accounts stand that the command names, the holds that it ends, the entries that it reverses.
        command: what is to be done; its key is not looked at (see `carry_out`).
        at: the moment, in microseconds since 1970, UTC.
    """
    made = movements(state, command.steps, at)
    if isinstance(made, Refusal):
        return made
    by, approved_by, cause = command.by, command.approved_by or "", command.cause
    link, entries = state.link, []
    key, parts = command.key, len(made)
    said = said_by(command, parts)
    body = said if isinstance(said, bytes) else b""
    for seq, movement in enumerate(made, state.seq + 1):
        entry = linked(link, (seq, key, parts, *movement, at, by, approved_by, cause, body))
        link = entry.link
        entries.append(entry)
        key, parts, body = "", 0, b""
    return tuple(entries)


def carry_out(state: State, commands: Iterable[Command], at: int, journal: list[Entry]) -> list[Receipt | Refusal]:
    """Answer commands one after the other, each once for each key.

    Args:
        state: as in `apply`, for all commands, with those of their keys that are known; it advances by what is done.
        commands: what is to be done.
        at: the moment, in microseconds since 1970, UTC.
        journal: what is done joins it.
    """
    answers: list[Receipt | Refusal] = []
    for command in carry_out_plain(state, commands, at, journal, answers):
        answers.append(_carry_out(state, command, at, journal))  # noqa: PERF401 -- plain ones join in between
    return answers


def _carry_out(state: State, command: Command, at: int, journal: list[Entry]) -> Receipt | Refusal:
    """Answer any command."""
    key = command.key
    known = state.known.get(key)
    if known is not None:
        first, parts, said = Known.of(known) if isinstance(known, Entry) else known
        return Receipt(key, first, parts) if said == said_by(command, parts) else Refusal(Code.KEY_REUSED)
    entries = apply(state, command, at)
    if isinstance(entries, Refusal):
        return entries
    for each in entries:
        state.advance(each)
    journal += entries
    return Receipt(key, entries[0].seq, len(entries))


def expire(state: State, at: int) -> tuple[Entry, ...]:
    """End all holds that have expired by a moment, each at once when time has come; the state advances."""
    entries = []
    for hold in state.due(at):
        debit, credit, *_ = state.holds[hold]
        made = Movement("expire", debit, credit, 0, hold)
        entry = linked(state.link, (state.seq + 1, "", 1, *made, at, LEDGER, "", f"hold/{hold}", b""))
        state.advance(entry)
        entries.append(entry)
    return tuple(entries)
