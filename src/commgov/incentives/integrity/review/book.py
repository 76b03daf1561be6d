"""The case book: flags that people look at, kept event by event. Nothing that counts reads it."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from commgov.core import PersonRef
from commgov.core.checks import Checks
from commgov.core.streams.book import BookStep, EventBook
from commgov.core.streams.store import StreamStore
from commgov.incentives.facts.service import RecordId, ServiceFacts
from commgov.incentives.integrity.flag import Flag
from commgov.incentives.integrity.review.advancing import advance_case
from commgov.incentives.integrity.review.case import Case
from commgov.incentives.integrity.review.events import (
    Appeal,
    CaseEvent,
    CaseGrounds,
    CaseHeld,
    CaseOpened,
    Finding,
    HoldEnded,
    Review,
)
from commgov.incentives.integrity.review.rules import ReviewPolicy
from commgov.wording import Text

KIND = "case"


class CaseBook:
    """A community's cases. Flags become cases only when somebody opens one.

    Args:
        streams: keep the cases, event by event; None: in memory.
        policy: who may do what, and until when.
        same_person: for references under which somebody also stands, the one to use, as in `Material.of`: nobody
            decides about themselves under another reference.

    Example:
        >>> from datetime import UTC, timedelta
        >>> from commgov.incentives.integrity import FlagKind, Measure
        >>> from commgov.testing import service_facts_of
        >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
        >>> one, words = service_facts_of("m-1"), Text("in two places at once", "同一时间出现在两地")
        >>> flag = Flag(FlagKind.OVERLAP, ("m-1",), (one.record,), words, Measure(words, 60, 0), words)
        >>> book = CaseBook()
        >>> case = book.open(flag, [one], by="officer-3", at=monday).state
        >>> step = book.review(case, Finding.CONFIRMED, CaseGrounds.NOT_SHOWN, by="officer-3", at=monday)
        >>> print(step.state.outcome)
        confirmed: nothing shows that it took place
        >>> step = book.appeal(case.id, CaseGrounds.NOT_HEARD, by="m-1", at=monday + timedelta(days=2))
        >>> again = book.review(step.state, Finding.CONFIRMED, CaseGrounds.NOT_SHOWN, by="officer-3", at=step.state.at)
        >>> print(again.state.state.value, "-", again.reasons[0])
        appealed - an appeal is decided by somebody who has not dealt with the case before
    """

    def __init__(
        self,
        streams: StreamStore | None = None,
        policy: ReviewPolicy | None = None,
        *,
        same_person: Mapping[str, str] | None = None,
    ) -> None:
        """Take streams, policy and references."""
        self.policy = ReviewPolicy() if policy is None else policy
        self._same = dict(same_person or {})
        events = (CaseOpened, CaseHeld, HoldEnded, Review, Appeal)
        self._book: EventBook[Case, CaseEvent] = EventBook(KIND, Case, events, streams)

    def open(self, flag: Flag, facts: Iterable[ServiceFacts], *, by: PersonRef, at: datetime) -> BookStep[Case]:
        """Make a case of a flag; or show its case the flag of today: it is open again if there is new evidence.

        Args:
            flag: the flag.
            facts: the services, at least those that are its evidence: they tell whom it concerns.
            by: who opens it.
            at: when, with a time zone.

        Raises:
            InvalidInputError: if facts of the evidence are not given, or a reference or time zone is missing.
            ConflictError: if others keep changing the case meanwhile.
        """
        known = {one.record: one for one in facts}
        checks = Checks("CaseBook")
        given = Text("the facts of all evidence", "应给出全部证据记录的服务信息")
        checks.require("facts", "", ok=set(flag.records) <= known.keys(), expected=given)
        checks.refuse()
        evidence = [known[record] for record in flag.records]
        concerned = {*flag.about, *(str(who) for one in evidence for who in _concerned(one))}
        involved = concerned | {str(who) for one in evidence for who in _signed(one)}
        event = CaseOpened(
            at=at, by=by, flag=flag, concerned=self._all_names(concerned), involved=self._all_names(involved)
        )
        return self._take(flag.id, event)

    def hold(self, case: str, grounds: CaseGrounds, *, until: datetime, by: PersonRef, at: datetime) -> BookStep[Case]:
        """Ask to wait with what depends on the evidence. A hold ends with the decision, and never outlasts its due day.

        Raises:
            InvalidInputError: for a missing reference, time zone or grounds.
        """
        return self._take(case, CaseHeld(at=at, by=by, until=until, grounds=grounds))

    def end_hold(self, case: str, *, by: PersonRef, at: datetime) -> BookStep[Case]:
        """Stop waiting.

        Raises:
            InvalidInputError: for a missing reference or time zone.
        """
        return self._take(case, HoldEnded(at=at, by=by))

    def review(
        self, case: Case, finding: Finding, grounds: CaseGrounds, *, by: PersonRef, at: datetime
    ) -> BookStep[Case]:
        """Record a finding about a case as the reviewer saw it; with more evidence since then it is refused.

        Raises:
            InvalidInputError: for grounds that do not fit the finding, or a missing reference or time zone.
        """
        seen = case.flag.records
        return self._take(case.id, Review(at=at, by=by, finding=finding, grounds=grounds, seen=seen))

    def appeal(self, case: str, grounds: CaseGrounds, *, by: PersonRef, at: datetime) -> BookStep[Case]:
        """Record an appeal against a confirmed flag.

        Raises:
            InvalidInputError: for a missing reference, time zone or grounds.
        """
        return self._take(case, Appeal(at=at, by=by, grounds=grounds))

    def find(self, case: str) -> Case | None:
        """A case as it stands, by its flag's id, or None."""
        return self._book.find(case)

    def cases(self) -> list[Case]:
        """All cases as they stand, in the order of their ids."""
        return self._book.all()

    def events(self, case: str) -> list[CaseEvent]:
        """What happened to a case, in order."""
        return self._book.events(case)

    def overdue(self, at: datetime) -> list[Case]:
        """The cases that somebody should have decided by a moment, the longest overdue first."""
        late = ((case.due, case.id, case) for case in self.cases() if case.due is not None and case.is_overdue(at))
        return [case for _, _, case in sorted(late, key=lambda each: each[:2])]

    def held(self, at: datetime) -> tuple[RecordId, ...]:
        """The records that are asked to wait at a moment, in order.

        Whoever decides about them may leave them for later; nothing that counts reads this by itself.
        """
        return tuple(sorted({record for case in self.cases() if case.is_held(at) for record in case.flag.records}))

    def _take(self, case: str, event: CaseEvent) -> BookStep[Case]:
        return self._book.take(case, event, lambda before: advance_case(before, event, self.policy))

    def _all_names(self, people: set[str]) -> tuple[str, ...]:
        """People under all their references, in order."""
        own = {self._same.get(one, one) for one in people}
        return tuple(sorted({*people, *own, *(other for other, one in self._same.items() if one in own)}))


def _concerned(one: ServiceFacts) -> list[str]:
    """Who served, and who typed in."""
    clerks = [one.entered_by, one.community.entered_by, one.attested.entered_by]
    return [one.member, *(clerk for clerk in clerks if clerk is not None)]


def _signed(one: ServiceFacts) -> list[str]:
    """Who was served, and who signed."""
    return [one.resident, one.community.by, one.attested.by]
