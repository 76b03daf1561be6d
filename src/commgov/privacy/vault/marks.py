"""Marks: entries of the log that are looked up by name, so that what is stored is held against what was done last.

Each state of a person has its mark, under their pseudonym and the number of the state. Rows that were set back are true
in themselves; but the log has a mark of the next state, and so they are not the newest.
"""

from datetime import date, datetime

from commgov.core.ids import PersonRef
from commgov.privacy.audit.entry import MARK, AuditEntry, Pseudonym

_KEPT, _ERASED, _ROUND = "vault#kept", "vault#erased", "vault#retention"
_DOT = "."


def state_name(pseudonym: Pseudonym, version: int) -> str:
    """Under which name the log has a state of a person."""
    return f"{pseudonym}{_DOT}{version}"


def state_mark(pseudonym: Pseudonym, version: int, by: PersonRef, at: datetime, *, erased: bool = False) -> AuditEntry:
    """That a person stands so from now on, or is gone."""
    return AuditEntry(at, by, MARK, subject=state_name(pseudonym, version), rule=_ERASED if erased else _KEPT)


def state_of(entry: AuditEntry) -> tuple[Pseudonym, int, bool] | None:
    """Whose state a mark tells of, which, and whether they are gone; None if it is none."""
    if entry.action != MARK or entry.rule not in {_KEPT, _ERASED}:
        return None
    pseudonym, _, version = entry.subject.rpartition(_DOT)
    return pseudonym, int(version), entry.rule == _ERASED


def round_name(day: date) -> str:
    """Under which name the log has the round of retention of a day."""
    return f"round{_DOT}{day.isoformat()}"


def round_mark(day: date, by: PersonRef, at: datetime) -> AuditEntry:
    """That the round of a day is done."""
    return AuditEntry(at, by, MARK, subject=round_name(day), rule=_ROUND)
