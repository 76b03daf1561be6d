"""Who may open, hold and decide a case: rules with reasons, the very interface that outsiders get; and time limits."""

from datetime import timedelta
from enum import StrEnum

from attrs import frozen

from commgov.core import PersonRef, Rule, Verdict
from commgov.core.checks import Checks
from commgov.incentives.facts.proxies import Proxies
from commgov.incentives.integrity.review.case import Case, CaseState
from commgov.wording import Text


class Act(StrEnum):
    """What somebody is about to do with a case."""

    OPEN = "open"
    HOLD = "hold"
    DECIDE = "decide"


@frozen
class CaseAct:
    """What a rule of review is asked about.

    Args:
        case: the case as it stands; as it would be, if it is to be opened.
        act: what is to be done.
        by: who is about to do it.
    """

    case: Case
    act: Act
    by: PersonRef


_FINE = Verdict(allowed=True, reason=Text("nothing against it", "无异议"))


@frozen
class NotConcerned:
    """Nobody deals with a flag about themselves, or about what they served or typed in."""

    name: str = "not concerned"

    def why(self, act: CaseAct) -> Verdict:
        """Compares with whom the case concerns."""
        if act.by in act.case.concerned:
            own = Text(
                "nobody deals with a flag about themselves, or about what they served or typed in",
                "不得办理涉及本人或本人服务、录入记录的个案",
            )
            return Verdict(allowed=False, reason=own)
        return _FINE


@frozen
class NoPartInIt:
    """Who signed or was served does not decide about it."""

    name: str = "no part in it"

    def why(self, act: CaseAct) -> Verdict:
        """Compares with who has had a part in the evidence."""
        if act.by in act.case.involved and act.by not in act.case.concerned:
            had = Text("who has had a part in the evidence does not deal with it", "参与过证据记录者不得办理该个案")
            return Verdict(allowed=False, reason=had)
        return _FINE


@frozen
class NotBefore:
    """An appeal is decided by somebody who has not dealt with the case before."""

    name: str = "not before"

    def why(self, act: CaseAct) -> Verdict:
        """Asks of appeals alone."""
        if act.act is Act.DECIDE and act.case.state is CaseState.APPEALED and act.by in act.case.acted:
            before = Text(
                "an appeal is decided by somebody who has not dealt with the case before",
                "申诉应由未办理过该个案的人裁定",
            )
            return Verdict(allowed=False, reason=before)
        return _FINE


@frozen
class AReviewer:
    """Only who is appointed deals with cases.

    Args:
        reviewers: who is.

    Example:
        >>> appointed = AReviewer(frozenset({"officer-3", "officer-8"}))
        >>> policy = ReviewPolicy(rules=(NotConcerned(), NoPartInIt(), NotBefore(), appointed))
        >>> [rule.name for rule in policy.rules]
        ['not concerned', 'no part in it', 'not before', 'a reviewer']
    """

    reviewers: frozenset[PersonRef]
    name: str = "a reviewer"

    def why(self, act: CaseAct) -> Verdict:
        """Asks the list."""
        if act.by not in self.reviewers:
            return Verdict(allowed=False, reason=Text("not appointed to review flags", "未被指定为复核人"))
        return _FINE


@frozen(kw_only=True)
class ReviewPolicy:
    """How a community deals with flags.

    Args:
        decide_within: how long a case, or an appeal, should wait for a decision; afterwards it is listed as overdue.
        appeal_within: how long a confirmed flag can be appealed.
        rules: who may open, hold and decide; all are asked. Give an `AReviewer` where reviewers are appointed.
        proxies: who may appeal for somebody concerned, or for a unit; None: nobody for another.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> ReviewPolicy(decide_within=timedelta(days=14)).appeal_within.days
        30
    """

    decide_within: timedelta = timedelta(days=30)
    appeal_within: timedelta = timedelta(days=30)
    rules: tuple[Rule[CaseAct], ...] = (NotConcerned(), NoPartInIt(), NotBefore())
    proxies: Proxies | None = None

    def __attrs_post_init__(self) -> None:
        checks = Checks("ReviewPolicy")
        for name in ("decide_within", "appeal_within"):
            span = getattr(self, name)
            positive = isinstance(span, timedelta) and span > timedelta()
            checks.require(name, span, ok=positive, expected=Text("a span of time above zero", "应为大于零的时长"))
        checks.unique("rules", [rule.name for rule in self.rules])
        checks.refuse()
