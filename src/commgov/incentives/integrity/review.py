"""What people make of a flag: it is cleared or confirmed, by somebody, for a reason; whoever is concerned may appeal.

A case is a value that only grows. An ordinary "no" comes back as a verdict with its reason, and the case stays as it
was. Nothing follows from a case by itself: what is wrong with a record is put right by whoever may reverse it.
"""

from datetime import datetime
from enum import StrEnum

from attrs import evolve, field, frozen

from commgov.core import PersonRef, Verdict
from commgov.core.checks import Checks
from commgov.incentives.facts import RecordId
from commgov.incentives.integrity.flag import Flag
from commgov.wording import Text

_FINE = Verdict(allowed=True, reason=Text("noted", "已记录"))


class Finding(StrEnum):
    """What a reviewer finds."""

    CLEARED = "cleared"  # there was nothing wrong
    CONFIRMED = "confirmed"  # there was


class CaseState(StrEnum):
    """How a case stands."""

    OPEN = "open"
    CLEARED = "cleared"
    CONFIRMED = "confirmed"
    APPEALED = "appealed"


@frozen
class Review:
    """A reviewer's finding.

    Args:
        finding: cleared or confirmed.
        by: who looked, as a reference.
        at: when, with a time zone.
        reason: why, in the reviewer's words; not shown by the repr.
        seen: the evidence that there was.
    """

    finding: Finding
    by: PersonRef
    at: datetime
    reason: str = field(repr=False)
    seen: tuple[RecordId, ...] = field(repr=False)


@frozen
class Appeal:
    """Somebody does not agree with a confirmed flag.

    Args:
        by: who, as a reference.
        at: when, with a time zone.
        reason: why, in their own words; not shown by the repr.
    """

    by: PersonRef
    at: datetime
    reason: str = field(repr=False)


@frozen
class Case:
    """A flag and what people made of it.

    Args:
        flag: the flag with its latest evidence.
        steps: reviews and appeals, in order.

    Example:
        >>> from datetime import UTC, datetime
        >>> from commgov.incentives.integrity.flag import FlagKind, Measure
        >>> words = Text("in two places at once", "同一时间出现在两地")
        >>> flag = Flag(FlagKind.OVERLAP, ("m-1",), ("s-1", "s-2"), words, Measure(words, 60, 0), words)
        >>> monday, friday = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 6, 9, tzinfo=UTC)
        >>> case, _ = Case(flag).review(Finding.CONFIRMED, by="officer-3", at=monday, reason="both forms are signed")
        >>> case, _ = case.appeal(by="m-1", at=friday, reason="the second one was on Tuesday")
        >>> same, verdict = case.review(Finding.CONFIRMED, by="officer-3", at=friday, reason="no")
        >>> print(case.state.value, "-", verdict.reason)
        appealed - an appeal is decided by somebody who has not looked at it before
        >>> case.review(Finding.CLEARED, by="officer-8", at=friday, reason="date corrected")[0].state.value
        'cleared'
    """

    flag: Flag
    steps: tuple[Review | Appeal, ...] = ()

    @property
    def state(self) -> CaseState:
        """How it stands: open again if evidence came that the last reviewer has not seen."""
        if not self.steps:
            return CaseState.OPEN
        last = self.steps[-1]
        if isinstance(last, Appeal):
            return CaseState.APPEALED
        if self.unseen:
            return CaseState.OPEN
        return CaseState(last.finding.value)

    @property
    def unseen(self) -> tuple[RecordId, ...]:
        """The evidence that no reviewer has seen."""
        seen = {record for step in self.steps if isinstance(step, Review) for record in step.seen}
        return tuple(record for record in self.flag.records if record not in seen)

    def renewed(self, flag: Flag) -> "Case":
        """The same case after the detectors were asked again.

        Args:
            flag: the flag of today, of the same kind and about the same people.

        Raises:
            InvalidInputError: if it is another flag.
        """
        checks = Checks("Case")
        same = Text("the flag of the same kind about the same people", "应为同类且对象相同的标记")
        checks.require("flag", flag.kind.value, ok=flag.id == self.flag.id, expected=same)
        checks.refuse()
        return evolve(self, flag=flag)

    def review(self, finding: Finding, *, by: PersonRef, at: datetime, reason: str) -> tuple["Case", Verdict]:
        """Record a finding.

        Args:
            finding: cleared or confirmed.
            by: who looked.
            at: when, with a time zone.
            reason: why.

        Returns:
            The case, and whether the finding was taken.

        Raises:
            InvalidInputError: for a finding without a reason, a reference or a time zone.
        """
        _check("Review", by, at, reason)
        refusal = self._why_not(by, at)
        if refusal is None and self.state in {CaseState.CLEARED, CaseState.CONFIRMED}:
            refusal = Text("it is decided already; a confirmed flag can be appealed", "已有结论；确认的标记可申诉")
        if refusal is None and by in {step.by for step in self.steps} and self.state is CaseState.APPEALED:
            refusal = Text(
                "an appeal is decided by somebody who has not looked at it before", "申诉应由未参与过该案的人裁定"
            )
        if refusal is not None:
            return self, Verdict(allowed=False, reason=refusal)
        return evolve(self, steps=(*self.steps, Review(finding, by, at, reason, self.flag.records))), _FINE

    def appeal(self, *, by: PersonRef, at: datetime, reason: str) -> tuple["Case", Verdict]:
        """Record an appeal against a confirmed flag.

        Args:
            by: who appeals.
            at: when, with a time zone.
            reason: why.

        Returns:
            The case, and whether the appeal was taken.

        Raises:
            InvalidInputError: for an appeal without a reason, a reference or a time zone.
        """
        _check("Appeal", by, at, reason)
        refusal = self._too_early(at)
        if refusal is None and self.state is not CaseState.CONFIRMED:
            refusal = Text("only a confirmed flag can be appealed", "仅已确认的标记可申诉")
        if refusal is not None:
            return self, Verdict(allowed=False, reason=refusal)
        return evolve(self, steps=(*self.steps, Appeal(by, at, reason))), _FINE

    def _why_not(self, by: PersonRef, at: datetime) -> Text | None:
        if by in self.flag.about:
            return Text("nobody reviews a flag about themselves", "不得复核涉及本人的标记")
        return self._too_early(at)

    def _too_early(self, at: datetime) -> Text | None:
        if self.steps and at < self.steps[-1].at:
            return Text("earlier than the step before it", "时间早于上一步骤")
        return None


def _check(owner: str, by: object, at: object, reason: object) -> None:
    checks = Checks(owner)
    checks.identifier("by", by)
    checks.aware("at", at)
    checks.text("reason", reason)
    checks.refuse()
