"""What becomes of a report about a public group: people judge it, against facts; nothing is judged by itself.

A case has no text and no author. Somebody other than the reporter looks at the message where it stands. Of a leak, and
of harassment, removal is asked for. A rumour is one only against facts that somebody has verified; what follows is a
correction that the community publishes, beside the message, not instead of it. An opinion is none of these. The author
can object, and so can anybody; then somebody else looks again, until two have found the same. What turns out to be
wrong is taken back where it was said. No case is kept for long.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from attrs import evolve, field, frozen

from commgov.core import PersonRef, Verdict
from commgov.core.checks import Checks
from commgov.privacy.guard.facts import VerifiedFact, check_tells_nobody
from commgov.privacy.guard.reports import GroupReport, ReportKind
from commgov.wording import Text

KEPT_DAYS = 90
"""Days for which a case is kept after its last step: as long as somebody may still object."""

_REASON_MAX = 200  # characters: room for why, not for what was written
_ALIKE = 2  # people who found the same
_NOTED = Verdict(allowed=True, reason=Text("noted", "已记录"))


class Judgement(StrEnum):
    """What a person finds in a reported message."""

    UPHELD = "upheld"  # it is what was reported
    DISMISSED = "dismissed"  # it is not
    OPINION = "opinion"  # it says what somebody thinks: nobody's business here


class WatchState(StrEnum):
    """How a case stands."""

    OPEN = "open"
    UPHELD = "upheld"
    CLOSED = "closed"  # dismissed, or an opinion
    REMOVAL_ASKED = "removal asked"
    REMOVED = "removed"
    NOT_REMOVED = "not removed"  # the owner of the group did not
    CORRECTED = "corrected"
    OBJECTED = "objected"


@frozen
class WatchStep:
    """Something that happened to a case.

    Args:
        state: how the case stands since.
        at: when.
        by: who did it, as a reference; None: who objects need not say who they are.
        reason: why, in at most 200 characters of theirs, without anybody's number or address; not shown by the repr.
        facts: the verified facts that it rests on.
    """

    state: WatchState
    at: datetime
    by: PersonRef | None
    reason: str = field(default="", repr=False)
    facts: tuple[VerifiedFact, ...] = field(default=(), repr=False)

    def __attrs_post_init__(self) -> None:
        checks = Checks("WatchStep")
        checks.aware("at", self.at)
        if self.by is not None:
            checks.identifier("by", self.by)
        checks.require("reason", "", ok=len(self.reason) <= _REASON_MAX, expected=_SHORT)
        check_tells_nobody(checks, "reason", self.reason)
        checks.refuse()


@frozen
class WatchCase:
    """A reported message, without its text and its author, and what people made of the report.

    Args:
        reports: who reported it and as what: one kind, one group, one message.
        steps: what happened since, in order.

    Raises:
        InvalidInputError: if the reports are not about one message.

    Example:
        >>> from datetime import UTC
        >>> monday, tuesday = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 3, 9, tzinfo=UTC)
        >>> case = WatchCase((GroupReport(ReportKind.RUMOUR, "g-7", "0" * 32, monday, "r-5"),))
        >>> same, verdict = case.judge(Judgement.UPHELD, by="officer-3", at=tuesday, reason="not so")
        >>> print(verdict.reason)
        a rumour is one only against a verified fact: name it
        >>> fact = VerifiedFact("f-1", Text("water is back", "已恢复供水"), "notice 12", "officer-8", monday)
        >>> case, _ = case.judge(Judgement.UPHELD, by="officer-3", at=tuesday, reason="not so", facts=(fact,))
        >>> case, _ = case.correct(by="officer-3", at=tuesday)
        >>> case.state.value, case.correction.zh
        ('corrected', '经核实：已恢复供水（来源：notice 12）。如有异议，请告知社区，将由他人复核。')
    """

    reports: tuple[GroupReport, ...]
    steps: tuple[WatchStep, ...] = ()

    def __attrs_post_init__(self) -> None:
        checks = Checks("WatchCase")
        subjects = {(report.kind, report.group, report.digest) for report in self.reports}
        one = Text("reports of one kind about one message", "应为针对同一消息的同类举报")
        checks.require("reports", "", ok=len(subjects) == 1, expected=one)
        checks.refuse()

    @property
    def kind(self) -> ReportKind:
        """What was reported."""
        return self.reports[0].kind

    @property
    def state(self) -> WatchState:
        """How it stands."""
        return self.steps[-1].state if self.steps else WatchState.OPEN

    @property
    def correction(self) -> Text | None:
        """What the community publishes, once the case is corrected: the facts, their sources, and how to object."""
        if self.state is not WatchState.CORRECTED:
            return None
        facts = (_CORRECTION.fill(fact=fact.words, source=fact.source) for fact in self.steps[-1].facts)
        return Text(" ", "").join([*facts, _HOW_TO_OBJECT])

    @property
    def withdrawal(self) -> Text | None:
        """What the community publishes if a correction or a request to remove turns out to have been wrong."""
        said = [step for step in self.steps if step.state in _SAID]
        if self.state is not WatchState.CLOSED or not said:
            return None
        return _WITHDRAWAL.fill(group=self.reports[0].group, day=said[-1].at.date().isoformat())

    @property
    def _last(self) -> datetime:
        return max([self.reports[0].at, *(step.at for step in self.steps)])

    def reported_again(self, report: GroupReport) -> "WatchCase":
        """The same case with one more report of the same message.

        Raises:
            InvalidInputError: if the report is about another message, or of another kind.
        """
        return evolve(self, reports=(*self.reports, report))

    def judge(
        self,
        judgement: Judgement,
        *,
        by: PersonRef,
        at: datetime,
        reason: str,
        facts: tuple[VerifiedFact, ...] = (),
    ) -> tuple["WatchCase", Verdict]:
        """Somebody has looked at the message where it stands.

        Args:
            judgement: what they found.
            by: who looked: nobody who reported it, and after an objection nobody who looked before.
            at: when.
            reason: why; it repeats nothing of the message.
            facts: of a rumour, the facts that it contradicts, verified before and by somebody else.

        Returns:
            The case, and whether the judgement was taken.
        """
        if self.state not in {WatchState.OPEN, WatchState.OBJECTED}:
            return self, _no(_JUDGED)
        if any(report.by == by for report in self.reports):
            return self, _no(_OWN_REPORT)
        if self.state is WatchState.OBJECTED and any(step.by == by for step in self.steps):
            return self, _no(_ANOTHER)
        if judgement is Judgement.UPHELD and self.kind is ReportKind.RUMOUR and not facts:
            return self, _no(_NO_FACT)
        if any(fact.by == by or fact.at > at for fact in facts):
            return self, _no(_OWN_FACT)
        state = WatchState.UPHELD if judgement is Judgement.UPHELD else WatchState.CLOSED
        return self._stepped(WatchStep(state, at, by, reason, facts))

    def ask_removal(self, *, by: PersonRef, at: datetime) -> tuple["WatchCase", Verdict]:
        """The group's owner was asked to remove the message: only of a leak or harassment that somebody has upheld."""
        if self.state is not WatchState.UPHELD or self.kind is ReportKind.RUMOUR:
            return self, _no(_NO_REMOVAL)
        return self._stepped(WatchStep(WatchState.REMOVAL_ASKED, at, by))

    def removed(self, *, by: PersonRef, at: datetime) -> tuple["WatchCase", Verdict]:
        """The message is gone."""
        if self.state is not WatchState.REMOVAL_ASKED:
            return self, _no(_NOT_ASKED)
        return self._stepped(WatchStep(WatchState.REMOVED, at, by))

    def not_removed(self, *, by: PersonRef, at: datetime) -> tuple["WatchCase", Verdict]:
        """The owner of the group did not remove it; the verdict says what whom it harms can still do."""
        if self.state is not WatchState.REMOVAL_ASKED:
            return self, _no(_NOT_ASKED)
        return self._stepped(WatchStep(WatchState.NOT_REMOVED, at, by))[0], Verdict(allowed=True, reason=_OTHER_WAYS)

    def correct(self, *, by: PersonRef, at: datetime) -> tuple["WatchCase", Verdict]:
        """The community publishes the facts beside an upheld rumour; see `correction`."""
        if self.state is not WatchState.UPHELD or self.kind is not ReportKind.RUMOUR:
            return self, _no(_NO_CORRECTION)
        return self._stepped(WatchStep(WatchState.CORRECTED, at, by, facts=self.steps[-1].facts))

    def object(self, *, at: datetime, reason: str, by: PersonRef | None = None) -> tuple["WatchCase", Verdict]:
        """The author, whom it harms, or anybody else, does not agree. No correction stands until somebody else looked.

        What two people found stands: else whoever harms others could object for ever.
        """
        if self.state in {WatchState.OPEN, WatchState.OBJECTED}:
            return self, _no(_NOTHING_YET)
        found = Counter(step.state for step in self.steps if step.state in _JUDGEMENTS)
        if max(found.values()) >= _ALIKE:
            return self, _no(_STANDS)
        return self._stepped(WatchStep(WatchState.OBJECTED, at, by, reason))

    def _stepped(self, step: WatchStep) -> tuple["WatchCase", Verdict]:
        checks = Checks("WatchCase")
        in_order = Text("not earlier than the step before", "不应早于上一步")
        checks.require("at", step.at, ok=step.at >= self._last, expected=in_order)
        checks.refuse()
        return evolve(self, steps=(*self.steps, step)), _NOTED


def removal_request(case: WatchCase) -> Text:
    """What the owner of the group is asked, in both languages: it tells kinds and numbers, and repeats nothing.

    Args:
        case: of a leak or harassment.

    Example:
        >>> from datetime import UTC
        >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
        >>> from commgov.privacy.guard import LeakKind
        >>> report = GroupReport(ReportKind.LEAK, "g-7", "0" * 32, monday, counts={LeakKind.MOBILE: 3})
        >>> print(removal_request(WatchCase((report,))).zh)
        群g-7中2026-03-02被举报的一条消息涉及个人信息泄露（手机号3处）。请撤回或删除，并请群成员不要转发或保存。如有异议，请告知社区，将由他人复核。
    """
    first = case.reports[0]
    parts = [_PART.fill(kind=kind.words, number=number) for kind, number in sorted(first.counts.items())]
    seen = _SEEN.fill(parts=Text(", ", "、").join(parts)) if parts else Text("", "")
    return _REMOVAL.fill(group=first.group, day=first.at.date().isoformat(), what=case.kind.words, seen=seen)


def kept_cases(cases: Iterable[WatchCase], *, at: datetime, days: int = KEPT_DAYS) -> tuple[WatchCase, ...]:
    """Those cases that are still kept. The others are to be destroyed, also those that nobody looked at.

    Args:
        cases: all of them.
        at: now.
        days: for how many days after its last step a case is kept.

    Example:
        >>> from datetime import UTC
        >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
        >>> case = WatchCase((GroupReport(ReportKind.RUMOUR, "g-7", "0" * 32, monday),))
        >>> len(kept_cases([case], at=monday)), len(kept_cases([case], at=monday + timedelta(days=91)))
        (1, 0)
    """
    return tuple(case for case in cases if at - case._last <= timedelta(days=days))  # noqa: SLF001 - of this module


def watch_counts(cases: Iterable[WatchCase]) -> dict[tuple[ReportKind, WatchState], int]:
    """How many cases of each kind stand how. Nothing is counted by group or by person.

    Example:
        >>> watch_counts([])
        {}
    """
    counted = Counter((case.kind, case.state) for case in cases)
    return {key: counted[key] for key in sorted(counted)}


def _no(reason: Text) -> Verdict:
    return Verdict(allowed=False, reason=reason)


_JUDGED = Text("it has been judged; an objection opens it again", "已有结论；提出异议可重新审核")
_OWN_REPORT = Text("who reported it does not judge it", "举报人不得审核本人举报")
_ANOTHER = Text("an objection is judged by somebody who has not looked at it before", "异议须由未参与过的人审核")
_NO_FACT = Text("a rumour is one only against a verified fact: name it", "认定谣言须列明经核实的事实")
_NO_REMOVAL = Text(
    "removal is asked for only of an upheld leak or harassment; a rumour is corrected, not removed",
    "仅可要求移除经认定的泄露或骚扰；谣言只作更正，不作移除",
)
_NOT_ASKED = Text("removal has not been asked for", "尚未要求移除")
_NO_CORRECTION = Text("only an upheld rumour is corrected", "仅对经认定的谣言发布更正")
_NOTHING_YET = Text("there is nothing to object to yet", "尚无可提异议的结论")
_SAID = frozenset({WatchState.CORRECTED, WatchState.REMOVAL_ASKED})
_JUDGEMENTS = frozenset({WatchState.UPHELD, WatchState.CLOSED})
_SHORT = Text(f"at most {_REASON_MAX} characters", f"不超过{_REASON_MAX}字")
_OWN_FACT = Text(
    "facts are verified before the judgement, and by somebody else than who judges",
    "事实须在认定之前、由认定人以外的人核实",
)
_STANDS = Text(
    "two people have found the same: it stands here; the authority above or a court can be asked",
    "已有两人作出相同认定，此处不再复核；可向上级部门反映或向法院起诉",
)
_OTHER_WAYS = Text(
    "noted; whoever is harmed can complain to the platform, and go to the police or to court",
    "已记录；受害人可向平台投诉，也可报警或向法院起诉",
)
_HOW_TO_OBJECT = Text(
    "Whoever does not agree tells the community: somebody else will look again.",
    "如有异议，请告知社区，将由他人复核。",
)
_WITHDRAWAL = Text(
    "What the community published or asked for on {day} about a message in the group {group} is withdrawn: it was "
    "looked at again and not confirmed.",
    "社区{day}就群{group}中一条消息发布的更正或提出的移除请求现予撤回：经复核，原认定不成立。",
)
_CORRECTION = Text("Verified: {fact} (source: {source}).", "经核实：{fact}（来源：{source}）。")
_PART = Text("{kind}: {number}", "{kind}{number}处")
_SEEN = Text(" ({parts})", "（{parts}）")
_REMOVAL = Text(
    "A message in the group {group}, reported on {day}, is {what}{seen}. Please take it back or delete it, and ask "
    "the members not to forward or keep it. Whoever does not agree tells the community: somebody else will look again.",
    "群{group}中{day}被举报的一条消息涉及{what}{seen}。请撤回或删除，并请群成员不要转发或保存。如有异议，请告知社区，将由他人复核。",
)
