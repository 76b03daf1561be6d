"""Which fields are due to be erased on a day, and doing it: by itself, with a trace."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, timedelta, tzinfo

from attrs import field, frozen

from commgov.core.ids import PersonRef
from commgov.core.timing import Clock
from commgov.privacy.entering.fields import FieldEntry, FieldLedger
from commgov.privacy.keeping.keepers import Keeper, OutOfReach, forget_everywhere
from commgov.privacy.retention import Since
from commgov.wording import Text


@frozen
class Due:
    """A field of a person that is not to be kept any longer, and why. It names no value.

    Args:
        person: whose.
        key: which field: "resident.phone".
        item: which of several records, empty where there is one.
        since: the day on which it became due.
        reason: why, in both languages.
        held: why it is kept nevertheless; None if it is not.
    """

    person: PersonRef
    key: str
    item: str
    since: date
    reason: Text
    held: Text | None = None


def due_fields(
    ledger: FieldLedger,
    on: date,
    *,
    withdrawn: Mapping[str, date] | None = None,
    held: Mapping[PersonRef, Text] | None = None,
) -> tuple[Due, ...]:
    """All fields that are due on a day, in order of person and field.

    A field is due when its time is over, or when every basis on which it is held was taken back. Time that counts from
    a closing or a departure does not run before that day is noted in the ledger.

    Args:
        ledger: what is known of whom.
        on: the day.
        withdrawn: bases (`Basis.ref`) that were taken back, and on which day.
        held: people whose data is kept for the time being, and why: a dispute, an order of a court.

    Source: PIPL articles 19 and 47; GDPR articles 5(1)e, 17 and 18(2).

    Example:
        >>> from commgov.privacy import Basis, BasisKind, Form, Origin, Purpose, Resident
        >>> from commgov.privacy.schema import fields_of
        >>> form = Form("care", Purpose("care"), Basis(BasisKind.CONSENT, "c-1"), fields_of(Resident, "health"))
        >>> ledger = FieldLedger([Resident])
        >>> _ = ledger.collect(Resident(ref="r-1", health="asthma"), form, Origin.PERSON, date(2026, 1, 5))
        >>> due_fields(ledger, date(2026, 6, 1))
        ()
        >>> print(due_fields(ledger, date(2027, 1, 5))[0].reason.zh)
        最近核实之日起365天已满
    """
    taken_back = withdrawn or {}
    found = (_due(ledger, entry, on, taken_back, held or {}) for entry in ledger)
    return tuple(sorted((due for due in found if due is not None), key=lambda due: (due.person, due.key, due.item)))


def _due(
    ledger: FieldLedger,
    entry: FieldEntry,
    on: date,
    withdrawn: Mapping[str, date],
    held: Mapping[PersonRef, Text],
) -> Due | None:
    reasons: list[tuple[date, Text]] = []
    back = _taken_back(ledger, entry, on, withdrawn)
    if back is not None:
        reasons.append((back, _TAKEN_BACK.fill(ref=entry.basis.ref)))
    retain = ledger.rule(entry.key).retain
    begun = _begun(ledger, entry, retain.since)
    if retain.days is not None and begun is not None and begun + timedelta(days=retain.days) <= on:
        reasons.append((begun + timedelta(days=retain.days), _OVER.fill(how_long=retain.words)))
    if not reasons:
        return None
    since, reason = min(reasons, key=lambda each: each[0])
    return Due(entry.person, entry.key, entry.item, since, reason, held.get(entry.person))


def _taken_back(ledger: FieldLedger, entry: FieldEntry, on: date, withdrawn: Mapping[str, date]) -> date | None:
    """The day on which the last of the bases was taken back on which the field is held; None if one still stands."""
    if withdrawn.get(entry.basis.ref, date.max) > on:
        return None
    same = [each for each in ledger.history(entry.person) if (each.key, each.item) == (entry.key, entry.item)]
    last = max(withdrawn.get(each.basis.ref, date.max) for each in same)
    return last if last <= on else None


def _begun(ledger: FieldLedger, entry: FieldEntry, since: Since) -> date | None:
    if since is Since.COLLECTED:
        return entry.collected
    if since is Since.CONFIRMED:
        return entry.confirmed
    return ledger.noted(entry.person, since, item=entry.item)


@frozen
class RetentionRun:
    """One run of retention: what was erased, what was kept and why. It is its own trace: references, no value.

    Args:
        on: the day.
        erased: what is gone everywhere.
        held: what was due and is kept for the time being.
        missed: what was due and could not be erased everywhere: it is due again at the next run.
        unread: of whom it could not be said what is due, because what is stored of them is broken.
    """

    on: date
    erased: tuple[Due, ...] = ()
    held: tuple[Due, ...] = ()
    missed: tuple[tuple[Due, OutOfReach], ...] = ()
    unread: tuple[PersonRef, ...] = ()

    def rows(self) -> list[dict[str, str]]:
        """The trace as plain rows, for an audit log: references, fields, days, reasons in English."""
        told = [("erased", due, due.reason) for due in self.erased]
        told += [("held", due, due.held or due.reason) for due in self.held]
        told += [("missed", due, _MISSED.fill(keeper=out.keeper, reason=out.reason)) for due, out in self.missed]
        return [
            {
                "on": self.on.isoformat(),
                "what": what,
                "person": due.person,
                "field": due.key,
                "item": due.item,
                "due": due.since.isoformat(),
                "reason": reason.en,
            }
            for what, due, reason in told
        ]


def run_retention(
    ledger: FieldLedger,
    keepers: Iterable[Keeper],
    on: date,
    *,
    withdrawn: Mapping[str, date] | None = None,
    held: Mapping[PersonRef, Text] | None = None,
) -> RetentionRun:
    """Erase what is due on a day, everywhere. The ledger forgets a field last, and only if every keeper has.

    So a run that was interrupted, or a keeper that failed, loses nothing: what is left is due again.

    Args:
        ledger: what is known of whom; it need not stand among the keepers.
        keepers: everything that keeps something of people, the vault above all.
        on: the day.
        withdrawn: as `due_fields` takes it.
        held: the same.

    Example:
        >>> from commgov.privacy import Basis, BasisKind, Form, Origin, Purpose, Resident
        >>> from commgov.privacy.schema import fields_of
        >>> form = Form("care", Purpose("care"), Basis(BasisKind.CONSENT, "c-1"), fields_of(Resident, "health"))
        >>> ledger = FieldLedger([Resident])
        >>> _ = ledger.collect(Resident(ref="r-1", health="asthma"), form, Origin.PERSON, date(2026, 1, 5))
        >>> run = run_retention(ledger, [], date(2027, 1, 5))
        >>> [row["field"] for row in run.rows()], ledger
        (['resident.health'], FieldLedger(0 people, 0 fields))
    """
    others = [keeper for keeper in keepers if keeper is not ledger]
    erased, kept, missed = [], [], []
    for due in due_fields(ledger, on, withdrawn=withdrawn, held=held):
        if due.held is not None:
            kept.append(due)
            continue
        reach = forget_everywhere(due.person, others, fields={due.key}, item=due.item)
        if reach:
            ledger.forget(due.person, frozenset({due.key}), item=due.item)
            erased.append(due)
        missed += [(due, out) for out in reach.missed]
    return RetentionRun(on, tuple(erased), tuple(kept), tuple(missed))


@frozen(eq=False)
class RetentionRound:
    """Runs retention by itself: whoever works with the data calls `tick`, and once a day it does its round.

    Args:
        ledger: what is known of whom.
        keepers: everything that keeps something of people.
        clock: tells the day.
        zone: in which time zone.
        trace: is given every run, for the audit log; if it raises, it is given the run again at the next call.

    Example:
        >>> from datetime import UTC, datetime
        >>> from commgov.core import FixedClock
        >>> from commgov.privacy import Resident
        >>> runs = []
        >>> clock = FixedClock(datetime(2026, 3, 2, tzinfo=UTC))
        >>> round_ = RetentionRound(FieldLedger([Resident]), (), clock, UTC, runs.append)
        >>> round_.tick().on.isoformat(), round_.tick(), len(runs)
        ('2026-03-02', None, 1)
    """

    ledger: FieldLedger
    keepers: Collection[Keeper]
    clock: Clock
    zone: tzinfo
    trace: Callable[[RetentionRun], object]
    _done: list[date] = field(factory=list, init=False, repr=False)
    _untraced: list[RetentionRun] = field(factory=list, init=False, repr=False)

    def tick(
        self, *, withdrawn: Mapping[str, date] | None = None, held: Mapping[PersonRef, Text] | None = None
    ) -> RetentionRun | None:
        """Do the day's round unless it was done. Returns the run, or None.

        A round in which something was missed is done again at the next call. Raises what `trace` raises.
        """
        self._hand_over()
        today = self.clock.now().astimezone(self.zone).date()
        if self._done and self._done[0] >= today:
            return None
        run = run_retention(self.ledger, self.keepers, today, withdrawn=withdrawn, held=held)
        self._untraced.append(run)
        if not run.missed:
            self._done[:] = [today]
        self._hand_over()
        return run

    def _hand_over(self) -> None:
        while self._untraced:
            self.trace(self._untraced[0])
            del self._untraced[0]


_OVER = Text("{how_long} are over", "{how_long}已满")
_TAKEN_BACK = Text("the basis {ref} was taken back", "处理依据{ref}已撤回")
_MISSED = Text("{keeper}: {reason}", "{keeper}：{reason}")
