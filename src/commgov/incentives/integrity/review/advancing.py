"""What an event makes of a case, or why not. Everything here is pure: time and people come with the event.

::

    open ─▶ cleared
      │ ╲─▶ confirmed ─▶ appealed ─▶ cleared | confirmed      by somebody who has not dealt with it before
      ▲─────────────────── more evidence

Nothing happens by itself: when time is over a case is overdue, and a hold is over.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from attrs import evolve

from commgov.core import PersonRef, refusals
from commgov.core.streams.book import BookStep
from commgov.incentives.integrity.review.case import Case, CaseState
from commgov.incentives.integrity.review.events import Appeal, CaseEvent, CaseHeld, CaseOpened, HoldEnded, Review
from commgov.incentives.integrity.review.rules import Act, CaseAct, ReviewPolicy
from commgov.wording import Text

_EARLIER = Text("earlier than the step before it", "时间早于上一步骤")
_NO_CASE = Text("nobody has made a case of it", "尚未立案")
_ANOTHER = Text("it is another flag than the case's", "与该个案的标记不同")
_DECIDED = Text("it is decided already; a confirmed flag can be appealed", "已有结论；确认的标记可申诉")
_UNKNOWN = Text("evidence that is not the flag's was looked at", "所查证据不属于该标记")
_NOT_SEEN = Text("some of the evidence was not looked at", "尚有证据未查看")
_NOT_CONFIRMED = Text("only a confirmed flag can be appealed", "仅已确认的标记可申诉")
_FINAL = Text("an appeal was decided already; only new evidence opens it again", "申诉已裁定；仅新证据可重新立案")
_APPEAL_LATE = Text("the time for appeals is over", "申诉期已过")
_STRANGER = Text("only whom it concerns, or who may speak for them, can appeal", "仅当事人或其代理人可申诉")
_HOLD_LONG = Text("a hold is over by {due}, when somebody should have decided", "暂缓不得超过应裁定之日（{due}）")
_HOLD_PAST = Text("a hold lies ahead", "暂缓期限应晚于当前时间")
_NOT_HELD = Text("nothing is held", "当前没有暂缓")


def advance_case(case: Case | None, event: CaseEvent, policy: ReviewPolicy) -> BookStep[Case]:
    """What an event makes of a case. Same case, event and policy: same step.

    Args:
        case: the case so far; None before it is opened.
        event: what happened.
        policy: who may do what, and until when.

    Example:
        >>> from datetime import UTC
        >>> from commgov.incentives.integrity import Flag, FlagKind, Measure
        >>> words = Text("in two places at once", "同一时间出现在两地")
        >>> flag = Flag(FlagKind.OVERLAP, ("m-1",), ("s-1", "s-2"), words, Measure(words, 60, 0), words)
        >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
        >>> opened = CaseOpened(at=monday, by="m-1", flag=flag, concerned=("m-1",), involved=("m-1", "r-5"))
        >>> str(advance_case(None, opened, ReviewPolicy()).reasons[0])
        'nobody deals with a flag about themselves, or about what they served or typed in'
    """
    if case is not None and event.at < case.at:
        return BookStep(case, (_EARLIER,))
    if case is None and not isinstance(event, CaseOpened):
        return BookStep(None, (_NO_CASE,))
    step = _HANDLERS[type(event)](case, event, policy)
    return step or BookStep(case, step.reasons)


def _no(*reasons: Text) -> BookStep[Case]:
    return BookStep(None, reasons)


def _against(case: Case, act: Act, by: PersonRef, policy: ReviewPolicy) -> tuple[Text, ...]:
    return tuple(reason for _, reason in refusals(policy.rules, CaseAct(case, act, by)))


def _open(case: Case | None, event: CaseOpened, policy: ReviewPolicy) -> BookStep[Case]:
    due = event.at + policy.decide_within
    if case is None:
        fresh = Case(event.flag, CaseState.OPEN, event.at, event.concerned, event.involved, due=due, acted=(event.by,))
        refused = _against(fresh, Act.OPEN, event.by, policy)
        return _no(*refused) if refused else BookStep(fresh)
    if case.flag.id != event.flag.id:
        return _no(_ANOTHER)
    concerned = tuple(sorted({*case.concerned, *event.concerned}))
    involved = tuple(sorted({*case.involved, *event.involved}))
    shown = evolve(case, flag=event.flag, concerned=concerned, involved=involved)
    refused = _against(shown, Act.OPEN, event.by, policy)
    if refused:
        return _no(*refused)
    if not shown.unseen or case.state.waits:  # nothing new, or it waits anyway
        return BookStep(shown if shown == case else evolve(shown, at=event.at))
    again = evolve(shown, state=CaseState.OPEN, at=event.at, due=due, held_until=None, is_final=False)
    return BookStep(_acted(again, event))


def _acted(case: Case, event: CaseEvent) -> Case:
    return evolve(case, at=event.at, acted=tuple(dict.fromkeys((*case.acted, event.by))))


def _hold(case: Case, event: CaseHeld, policy: ReviewPolicy) -> BookStep[Case]:
    refused = [*_against(case, Act.HOLD, event.by, policy)]
    if not case.state.waits or case.due is None:
        refused.append(_DECIDED)
    elif event.until > case.due:
        refused.append(_HOLD_LONG.fill(due=case.due.date()))
    if event.until <= event.at:
        refused.append(_HOLD_PAST)
    return _no(*refused) if refused else BookStep(_acted(evolve(case, held_until=event.until), event))


def _end_hold(case: Case, event: HoldEnded, policy: ReviewPolicy) -> BookStep[Case]:
    refused = [*_against(case, Act.HOLD, event.by, policy)]
    if not case.is_held(event.at):
        refused.append(_NOT_HELD)
    return _no(*refused) if refused else BookStep(_acted(evolve(case, held_until=None), event))


def _review(case: Case, event: Review, policy: ReviewPolicy) -> BookStep[Case]:
    refused = [*_against(case, Act.DECIDE, event.by, policy)]
    if not case.state.waits:
        refused.append(_DECIDED)
    if not set(event.seen) <= set(case.flag.records):
        refused.append(_UNKNOWN)
    decided = evolve(case, reviews=(*case.reviews, event))
    if decided.unseen:
        refused.append(_NOT_SEEN)
    if refused:
        return _no(*refused)
    state, is_final = CaseState(event.finding.value), case.state is CaseState.APPEALED
    return BookStep(_acted(evolve(decided, state=state, due=None, held_until=None, is_final=is_final), event))


def _appeal(case: Case, event: Appeal, policy: ReviewPolicy) -> BookStep[Case]:
    if case.state is not CaseState.CONFIRMED:
        return _no(_NOT_CONFIRMED)
    if case.is_final:
        return _no(_FINAL)
    if not _may_appeal(case, event.by, event.at, policy):
        return _no(_STRANGER)
    if event.at > case.reviews[-1].at + policy.appeal_within:
        return _no(_APPEAL_LATE)
    due = event.at + policy.decide_within
    return BookStep(evolve(case, state=CaseState.APPEALED, at=event.at, due=due, appeals=(*case.appeals, event)))


def _may_appeal(case: Case, by: PersonRef, at: datetime, policy: ReviewPolicy) -> bool:
    """Whether somebody is concerned, or may speak for who or what is."""
    proxies = policy.proxies
    return by in case.concerned or (
        proxies is not None and any(proxies.speaks_for(by, PersonRef(whom), at) for whom in case.concerned)
    )


_HANDLERS: dict[type[CaseEvent], Callable[[Any, Any, ReviewPolicy], BookStep[Case]]] = {
    CaseOpened: _open,
    CaseHeld: _hold,
    HoldEnded: _end_hold,
    Review: _review,
    Appeal: _appeal,
}
