"""What an event makes of an incident, or why it does not come about: a pure function."""

from collections.abc import Mapping
from datetime import tzinfo

from attrs import evolve

from commgov.core.streams.book import BookStep
from commgov.privacy.citing import cited
from commgov.privacy.deadlines import WorkingDay
from commgov.privacy.incidents.events import (
    ContainmentSkipped,
    ContainmentTried,
    HarmRemedied,
    IncidentClosed,
    IncidentDetected,
    IncidentEvent,
    IncidentScoped,
    LessonLearned,
    NoticeGiven,
    NoticeWaived,
)
from commgov.privacy.incidents.incident import CONTAIN, LESSON, REMEDY, SCOPE, Incident, IncidentTask, TaskDone
from commgov.privacy.incidents.policy import IncidentPolicy
from commgov.wording import Text


def advance_incident(
    incident: Incident | None,
    incident_id: str,
    event: IncidentEvent,
    policy: IncidentPolicy,
    zone: tzinfo,
    is_working_day: WorkingDay,
) -> BookStep[Incident]:
    """What an event makes of an incident.

    Args:
        incident: as it stands; None: nobody has noticed one.
        incident_id: its id.
        event: what happens.
        policy: what incidents ask for.
        zone: in which time zone days begin.
        is_working_day: which days count as working days.
    """
    if isinstance(event, IncidentDetected):
        return BookStep(Incident(incident_id, event)) if incident is None else BookStep(None, (_TWICE,))
    barred = (_UNKNOWN,) if incident is None else _barred(incident, event)
    if incident is None or barred:
        return BookStep(incident, barred)
    if isinstance(event, (ContainmentTried, ContainmentSkipped)):
        return _contained(incident, event, policy)
    tasks = {task.name: task for task in incident.tasks(policy, zone, is_working_day=is_working_day)}
    refused = _why_not(event, tasks, policy)
    if refused:
        return BookStep(incident, refused)
    if isinstance(event, IncidentClosed):
        return BookStep(evolve(incident, closed=event.at))
    return BookStep(_scoped(incident, event).with_done(_done(event)))


def _barred(incident: Incident, event: IncidentEvent) -> tuple[Text, ...]:
    if incident.closed is not None:
        return (_CLOSED,)
    is_needless = isinstance(event, (ContainmentSkipped, NoticeWaived))
    return (_HAD_ACCESS,) if is_needless and event.by in incident.actors else ()


def _why_not(event: IncidentEvent, tasks: Mapping[str, IncidentTask], policy: IncidentPolicy) -> tuple[Text, ...]:
    if isinstance(event, IncidentClosed):
        left = [task.words for task in tasks.values() if task.done is None]
        return (_LEFT.fill(what=Text("; ", "；").join(left)),) if left else ()
    done = _done(event)
    task = tasks.get(done.task)
    if task is None:
        return (_NO_RULE.fill(rule=done.task),)
    reasons = []
    if isinstance(event, NoticeWaived):
        reasons += [] if tasks[SCOPE].done else [_SCOPE_FIRST]
        reasons += [_NOT_WAIVED.fill(source=cited(rule.deadline.source)) for rule in policy.notices
                    if rule.name == event.rule and not rule.may_be_waived]  # fmt: skip
    if task.done is not None:
        reasons.append(_DONE)
    if task.due <= event.at and done.delay is None and not done.is_needless:
        reasons.append(_WHY_LATE.fill(what=task.words))
    return tuple(reasons)


def _contained(
    incident: Incident, event: ContainmentTried | ContainmentSkipped, policy: IncidentPolicy
) -> BookStep[Incident]:
    """A step of containment more; with the last one the task is done, as late as it may be: it was no less needed."""
    if event.step not in {step.name for step in policy.containment}:
        return BookStep(incident, (_NO_STEP.fill(step=event.step),))
    if isinstance(event, ContainmentTried) and event.failed:
        return BookStep(evolve(incident, failed=incident.failed | {event.step: event.failed}))
    failed = {step: error for step, error in incident.failed.items() if step != event.step}
    done, needless = set(incident.steps), set(incident.needless)
    (done if isinstance(event, ContainmentTried) else needless).add(event.step)
    needless -= done
    after = evolve(incident, steps=tuple(sorted(done)), needless=tuple(sorted(needless)), failed=failed)
    if after.find(CONTAIN) is None and {step.name for step in policy.containment} <= done | needless:
        after = after.with_done(TaskDone(CONTAIN, event.at, event.by))
    return BookStep(after)


def _done(event: IncidentEvent) -> TaskDone:
    match event:
        case IncidentScoped():
            return TaskDone(SCOPE, event.at, event.by, delay=event.delay)
        case NoticeGiven():
            return TaskDone(event.rule, event.at, event.by, says=Text(event.ref, event.ref), delay=event.delay)
        case NoticeWaived():
            return TaskDone(event.rule, event.at, event.by, is_needless=True, says=event.why)
        case HarmRemedied():
            return TaskDone(REMEDY, event.at, event.by, says=event.what, delay=event.delay)
        case LessonLearned():
            return TaskDone(LESSON, event.at, event.by, says=event.what, delay=event.delay)
        case _:
            raise TypeError(type(event).__name__)


def _scoped(incident: Incident, event: IncidentEvent) -> Incident:
    if not isinstance(event, IncidentScoped):
        return incident
    return evolve(
        incident,
        tier=event.tier,
        risk=event.risk,
        subjects=event.subjects,
        fields=event.fields,
        actors=event.actors,
        until=event.until,
    )


_TWICE = Text("there is an incident with this id", "该编号的事件已存在")
_UNKNOWN = Text("there is no such incident", "没有该事件")
_CLOSED = Text("the incident is closed", "该事件已结案")
_LEFT = Text("still to do: {what}", "尚未完成：{what}")
_NO_RULE = Text("no rule {rule} asks for a notice of this incident", "没有规则{rule}要求就该事件发出通知")
_NOT_WAIVED = Text("{source} lets nobody leave this notice out", "{source}不允许省略该通知")
_HAD_ACCESS = Text(
    "who had access does not decide that something is needless", "接触过相关信息的人员不得决定免除措施或通知"
)
_SCOPE_FIRST = Text("first find out who had access to what", "请先查明何人接触何种信息")
_DONE = Text("it is done already", "此项已完成")
_WHY_LATE = Text("it is late: say why ({what})", "已逾期：请说明原因（{what}）")
_NO_STEP = Text("there is no step of containment {step}", "没有控制措施{step}")
