"""An incident as it stands: what is done, what is still to do until when, and what is late."""

from datetime import datetime, tzinfo

from attrs import evolve, field, frozen

from commgov.core.ids import PersonRef
from commgov.privacy.assessments import Risk
from commgov.privacy.audit.entry import Pseudonym
from commgov.privacy.citing import cited
from commgov.privacy.deadlines import Deadline, WorkingDay, is_weekday
from commgov.privacy.incidents.events import IncidentDetected
from commgov.privacy.incidents.policy import IncidentPolicy
from commgov.privacy.tiers import Tier
from commgov.wording import Text

CONTAIN, SCOPE, REMEDY, LESSON = "contain", "scope", "remedy", "lesson"
"""The tasks that every incident has, beside a notice for each rule that holds."""


NO_WORDS = Text("", "")
"""Where nothing has to be said."""


@frozen
class TaskDone:
    """That a task was done, or found to be needless.

    Args:
        task: which.
        at: when.
        by: who.
        is_needless: whether it was found to be needless.
        says: a reference of the notice, the remedy, the lesson, the reason; in both languages.
        delay: why it was late; None: it was in time.
    """

    task: str
    at: datetime
    by: PersonRef
    is_needless: bool = False
    says: Text = NO_WORDS
    delay: Text | None = None


@frozen
class IncidentTask:
    """Something that an incident asks for.

    Args:
        name: "contain", "scope", the name of a notice rule, "remedy", "lesson".
        words: what it is, in both languages.
        deadline: how soon, with the source.
        due: the first moment that is too late.
        done: when and by whom; None: not yet.
    """

    name: str
    words: Text
    deadline: Deadline
    due: datetime
    done: TaskDone | None = None

    def is_late(self, at: datetime) -> bool:
        """Whether it was done too late, or is not done although it is too late at a moment."""
        return (at if self.done is None else self.done.at) >= self.due


@frozen
class Incident:
    """An incident, as it stands.

    Args:
        id: a reference.
        detected: what somebody noticed.
        steps: the steps of containment that are done.
        needless: those that were found to be needless.
        failed: those that failed when they were last tried, with the class of what they raised.
        tier: the highest tier of what was open; until it is known, T4.
        risk: what it means for people; until it is known, high.
        subjects: whose data, by pseudonym.
        fields: which fields.
        actors: who had access, by reference.
        until: until when data was open; None: nobody knows, or it still is.
        done: what is done.
        closed: when it was closed.
    """

    id: str
    detected: IncidentDetected
    steps: tuple[str, ...] = ()
    needless: tuple[str, ...] = ()
    failed: dict[str, str] = field(factory=dict)
    tier: Tier = Tier.T4
    risk: Risk = Risk.HIGH
    subjects: tuple[Pseudonym, ...] = field(default=(), repr=False)
    fields: tuple[str, ...] = ()
    actors: tuple[str, ...] = field(default=(), repr=False)
    until: datetime | None = None
    done: tuple[TaskDone, ...] = ()
    closed: datetime | None = None

    def tasks(
        self, policy: IncidentPolicy, zone: tzinfo, *, is_working_day: WorkingDay = is_weekday
    ) -> tuple[IncidentTask, ...]:
        """All that it asks for, in order of time. What is not known yet counts at its worst, so no notice is forgotten.

        Args:
            policy: what incidents ask for.
            zone: in which time zone days begin.
            is_working_day: which days count as working days.
        """
        asked = [
            (CONTAIN, _TASKS[CONTAIN], policy.contain),
            (SCOPE, _TASKS[SCOPE], policy.scope),
            (REMEDY, _TASKS[REMEDY], policy.remedy),
            (LESSON, _TASKS[LESSON], policy.lesson),
        ]
        asked += [
            (rule.name, _TELL.fill(who=rule.audience.words, source=cited(rule.deadline.source)), rule.deadline)
            for rule in policy.notices
            if rule.holds(self.tier, self.risk) or self.find(rule.name) is not None
        ]
        known = self.detected.known
        tasks = [
            IncidentTask(
                name, words, deadline, deadline.due(known, zone, is_working_day=is_working_day), self.find(name)
            )
            for name, words, deadline in asked
        ]
        return tuple(sorted(tasks, key=lambda task: (task.due, task.name)))

    def find(self, task: str) -> TaskDone | None:
        """That a task is done, or None."""
        return next((done for done in self.done if done.task == task), None)

    def with_done(self, done: TaskDone) -> "Incident":
        """With one more task done."""
        return evolve(self, done=(*self.done, done))


_TASKS = {
    CONTAIN: Text("contain it", "控制事态"),
    SCOPE: Text("find out who had access to what", "查明何人接触何种信息"),
    REMEDY: Text("make good what can be made good", "采取补救措施"),
    LESSON: Text("write down what will be different", "总结改进"),
}
_TELL = Text("tell {who} ({source})", "通知{who}（{source}）")
