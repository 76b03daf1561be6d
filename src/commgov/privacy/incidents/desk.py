"""The one door to incidents: notice, contain, find out, tell, make good, learn. Every step is dated and logged."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, tzinfo

from attrs import frozen

from commgov.core.checks import Checks
from commgov.core.ids import PersonRef
from commgov.core.streams import StreamStore
from commgov.core.streams.book import BookStep, EventBook
from commgov.core.timing import Clock, SystemClock
from commgov.privacy.assessments import Risk
from commgov.privacy.audit.entry import AuditEntry
from commgov.privacy.audit.log import AuditLog
from commgov.privacy.deadlines import WorkingDay, is_weekday
from commgov.privacy.incidents.advancing import advance_incident
from commgov.privacy.incidents.events import (
    ContainmentSkipped,
    ContainmentTried,
    HarmRemedied,
    IncidentClosed,
    IncidentDetected,
    IncidentEvent,
    IncidentKind,
    IncidentScoped,
    LessonLearned,
    NoticeGiven,
    NoticeWaived,
)
from commgov.privacy.incidents.exposure import Exposure
from commgov.privacy.incidents.incident import Incident, IncidentTask
from commgov.privacy.incidents.policy import IncidentPolicy
from commgov.privacy.recognise import Recogniser, why_not_written
from commgov.privacy.tiers import Tier
from commgov.wording import Text

KIND = "incident"
_LESS = (ContainmentSkipped, NoticeWaived, IncidentClosed)
"""What makes less of an incident is logged before it counts; all else counts before it is logged."""


@frozen
class LateTask:
    """A task of an incident that is not done although it is too late.

    Args:
        incident: the id.
        task: which.
    """

    incident: str
    task: IncidentTask


class IncidentDesk:
    """Leads a community through incidents. No deadline passes silently: `late` names it, and what is late says why.

    Args:
        log: the access log: every step leaves an entry.
        zone: in which time zone days begin.
        policy: what incidents ask for.
        streams: keep the incidents, event by event; None: in memory.
        clock: tells the time.
        is_working_day: which days count as working days.
        recognisers: look into what staff write, so that no personal data gets into the book.

    Example:
        >>> from datetime import UTC
        >>> from commgov.core import FixedClock
        >>> nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
        >>> desk = IncidentDesk(AuditLog("b"), UTC, clock=FixedClock(nine))
        >>> incident = desk.detect("i-1", IncidentKind.WRONG_GROUP, "u-2").state
        >>> [(task.name, task.due.hour) for task in desk.tasks("i-1")][:2]
        [('contain', 13), ('scope', 5)]
        >>> steps = desk.contain("i-1", {"rotate-keys": lambda: None, "revoke-packages": lambda: 1 / 0}, "u-2").state
        >>> steps.steps, steps.failed
        (('rotate-keys',), {'revoke-packages': 'ZeroDivisionError'})
    """

    def __init__(
        self,
        log: AuditLog,
        zone: tzinfo,
        *,
        policy: IncidentPolicy | None = None,
        streams: StreamStore | None = None,
        clock: Clock | None = None,
        is_working_day: WorkingDay = is_weekday,
        recognisers: Collection[Recogniser] = (),
    ) -> None:
        """Take log, time zone, policy, streams and clock."""
        self.policy = IncidentPolicy() if policy is None else policy
        self._log, self._zone, self._is_working_day = log, zone, is_working_day
        self._clock: Clock = SystemClock() if clock is None else clock
        self._recognisers = tuple(recognisers)
        events = (IncidentDetected, ContainmentTried, ContainmentSkipped, IncidentScoped, NoticeGiven, NoticeWaived)
        self._book: EventBook[Incident, IncidentEvent] = EventBook(
            KIND, Incident, (*events, HarmRemedied, LessonLearned, IncidentClosed), streams
        )

    def detect(
        self,
        incident: str,
        kind: IncidentKind,
        by: PersonRef,
        *,
        known: datetime | None = None,
        begins: datetime | None = None,
    ) -> BookStep[Incident]:
        """Note that something went wrong.

        Args:
            incident: an id for it.
            kind: what happened.
            by: who noticed.
            known: since when it is known; None: since now.
            begins: from when data may have been open.

        Raises:
            InvalidInputError: naming all that is wrong.
        """
        checks = Checks("IncidentDesk")
        checks.identifier("incident", incident)
        checks.refuse()
        now = self._clock.now()
        event = IncidentDetected(at=now, by=by, what=kind, known=now if known is None else known, begins=begins)
        return self._take(incident, event)

    def contain(self, incident: str, calls: Mapping[str, Callable[[], object]], by: PersonRef) -> BookStep[Incident]:
        """Do steps of containment, each by a call. One that fails stops no other, and is told; do it again later.

        Args:
            incident: which.
            calls: what does each step: `{"rotate-keys": tree.rotate_community_key}`.
            by: who has it done.
        """
        refused: tuple[Text, ...] = ()
        found = self._book.find(incident)
        for step, call in calls.items():
            if found is not None and step in found.steps:
                continue
            failed = _raised(call) if self._may_try(found, step) else ""
            tried = self._take(incident, ContainmentTried(at=self._clock.now(), by=by, step=step, failed=failed))
            refused += tried.reasons
            if failed:
                refused += (_FAILED.fill(step=step, error=failed),)
            found = tried.state
        return BookStep(found, refused)

    def skip(self, incident: str, step: str, why: Text, by: PersonRef) -> BookStep[Incident]:
        """Note that a step of containment is needless, and why."""
        return self._said(incident, ContainmentSkipped(at=self._clock.now(), by=by, step=step, why=why), why)

    def scope(
        self, incident: str, exposure: Exposure, risk: Risk, by: PersonRef, *, tier: Tier | None = None,
        until: datetime | None = None, delay: Text | None = None,
    ) -> BookStep[Incident]:  # fmt: skip
        """Note who had access to what.

        Args:
            incident: which.
            exposure: what the log says.
            risk: what it means for people.
            by: who found out.
            tier: if it is higher than the log says, since several fields together are more; needed where the log
                says nothing: what is not in it was not harmless.
            until: until when data was open.
            delay: why this comes late, if it does.
        """
        event = IncidentScoped(
            at=self._clock.now(), by=by, tier=max(exposure.tier, tier or Tier.T1), risk=risk, until=until, delay=delay,
            subjects=exposure.subjects, fields=exposure.fields, actors=tuple(sorted(exposure.actors)),
        )  # fmt: skip
        if tier is None and not exposure.subjects:
            return self._noted(incident, event, BookStep(self._book.find(incident), (_WHICH_TIER,)))
        return self._said(incident, event, delay)

    def told(
        self, incident: str, rule: str, ref: str, by: PersonRef, *, delay: Text | None = None
    ) -> BookStep[Incident]:
        """Note that a notice was given, under the reference by which it is kept; if it is late, why."""
        return self._said(incident, NoticeGiven(at=self._clock.now(), by=by, rule=rule, ref=ref, delay=delay), delay)

    def waive(self, incident: str, rule: str, why: Text, by: PersonRef) -> BookStep[Incident]:
        """Note the decision that nobody has to be told by a rule, and what keeps harm off."""
        return self._said(incident, NoticeWaived(at=self._clock.now(), by=by, rule=rule, why=why), why)

    def remedy(self, incident: str, what: Text, by: PersonRef, *, delay: Text | None = None) -> BookStep[Incident]:
        """Note what was made good."""
        return self._said(incident, HarmRemedied(at=self._clock.now(), by=by, what=what, delay=delay), what, delay)

    def learn(self, incident: str, what: Text, by: PersonRef, *, delay: Text | None = None) -> BookStep[Incident]:
        """Note what will be different."""
        return self._said(incident, LessonLearned(at=self._clock.now(), by=by, what=what, delay=delay), what, delay)

    def close(self, incident: str, by: PersonRef) -> BookStep[Incident]:
        """Close an incident; refused while anything is left to do."""
        return self._take(incident, IncidentClosed(at=self._clock.now(), by=by))

    def find(self, incident: str) -> Incident | None:
        """An incident as it stands, or None."""
        return self._book.find(incident)

    def all(self) -> list[Incident]:
        """All incidents, in the order of their ids."""
        return self._book.all()

    def history(self, incident: str) -> list[IncidentEvent]:
        """What happened, step by step."""
        return self._book.events(incident)

    def tasks(self, incident: str) -> tuple[IncidentTask, ...]:
        """What an incident asks for, done or not, in order of time; none if there is no such incident."""
        found = self._book.find(incident)
        return () if found is None else found.tasks(self.policy, self._zone, is_working_day=self._is_working_day)

    def late(self) -> list[LateTask]:
        """All that is not done although it is too late, of every incident. Run it daily, and show it."""
        now = self._clock.now()
        tasks = ((each.id, task) for each in self.all() if each.closed is None for task in self.tasks(each.id))
        return [LateTask(incident, task) for incident, task in tasks if task.done is None and task.is_late(now)]

    def _may_try(self, incident: Incident | None, step: str) -> bool:
        """Whether a call is made at all: not for an incident or a step that does not exist, nor one that is closed."""
        known = {each.name for each in self.policy.containment}
        return incident is not None and incident.closed is None and step in known

    def _said(self, incident: str, event: IncidentEvent, *words: Text | None) -> BookStep[Incident]:
        """Take an event in, unless what somebody wrote holds personal data, or is no line of text."""
        if refused := why_not_written(filter(None, words), self._recognisers):
            return self._noted(incident, event, BookStep(self._book.find(incident), refused))
        return self._take(incident, event)

    def _take(self, incident: str, event: IncidentEvent) -> BookStep[Incident]:
        def after(before: Incident | None) -> BookStep[Incident]:
            return advance_incident(before, incident, event, self.policy, self._zone, self._is_working_day)

        is_less = isinstance(event, _LESS)
        if is_less and not (said := self._noted(incident, event, after(self._book.find(incident)))):
            return said
        step = self._book.take(incident, event, after)
        return step if step and is_less else self._noted(incident, event, step)

    def _noted(self, incident: str, event: IncidentEvent, step: BookStep[Incident]) -> BookStep[Incident]:
        """A step, once it stands in the log, also one that is refused."""
        action = f"incident-{type(event).__name__}"
        tier = Tier.T1 if step.state is None else step.state.tier
        about = "" if step.state is None else incident  # what there is not has a name that is somebody's word
        self._log.append([AuditEntry(event.at, event.by, action, tier=tier, allowed=bool(step), about=about)])
        return step


def _raised(call: Callable[[], object]) -> str:
    """Make a call; the class of what it raised, or nothing."""
    try:
        call()
    except Exception as error:  # noqa: BLE001 - one step that fails stops no other
        return type(error).__name__
    return ""


_WHICH_TIER = Text(
    "the log tells of nobody in this time: say of which tier what was open is",
    "日志中该时段没有记录：请注明所涉信息的级别",
)
_FAILED = Text("{step} failed ({error}): do it again", "{step}未成功（{error}），请重试")
