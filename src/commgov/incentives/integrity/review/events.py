"""What can happen to a case: events, each with its time and who is behind it."""

from datetime import datetime
from enum import StrEnum

from attrs import field, frozen

from commgov.core.checks import Checks
from commgov.core.streams.book import BookEvent
from commgov.incentives.facts.service import RecordId
from commgov.incentives.integrity.flag import Flag
from commgov.wording import Text


class Finding(StrEnum):
    """What a reviewer finds."""

    CLEARED = "cleared"  # there was nothing wrong
    CONFIRMED = "confirmed"  # there was

    @property
    def label(self) -> Text:
        """What people call it."""
        return _FINDINGS[self]


_FINDINGS = {Finding.CLEARED: Text("cleared", "已排除"), Finding.CONFIRMED: Text("confirmed", "已确认")}


class CaseGrounds(StrEnum):
    """Why a case is decided so, held or appealed: a closed list, so that no personal words get in."""

    EXPLAINED = "explained"
    SHOWN = "shown"
    RESIDENT_CONFIRMS = "resident confirms"
    NOT_SHOWN = "not shown"
    RESIDENT_DENIES = "resident denies"
    ADMITTED = "admitted"
    MISTAKE = "mistake"
    TO_BE_ASKED = "to be asked"
    NOT_HEARD = "not heard"
    OVERLOOKED = "overlooked"

    @property
    def label(self) -> Text:
        """What people call it."""
        return _GROUNDS[self]


_GROUNDS = {
    CaseGrounds.EXPLAINED: Text("there is an honest explanation", "有正当合理的解释"),
    CaseGrounds.SHOWN: Text("forms or other papers show that it took place", "有表单等材料证明服务属实"),
    CaseGrounds.RESIDENT_CONFIRMS: Text("residents say that it took place", "居民确认服务属实"),
    CaseGrounds.NOT_SHOWN: Text("nothing shows that it took place", "没有材料证明服务属实"),
    CaseGrounds.RESIDENT_DENIES: Text("residents say that it did not take place", "居民表示服务未发生"),
    CaseGrounds.ADMITTED: Text("who is concerned says so", "当事人承认"),
    CaseGrounds.MISTAKE: Text("it was entered by mistake", "登记有误"),
    CaseGrounds.TO_BE_ASKED: Text("people have yet to be asked", "尚待核实询问"),
    CaseGrounds.NOT_HEARD: Text("who is concerned was not heard", "未听取当事人意见"),
    CaseGrounds.OVERLOOKED: Text("something was overlooked", "有情况被遗漏"),
}
FITTING = {
    Finding.CLEARED: frozenset(
        {CaseGrounds.EXPLAINED, CaseGrounds.SHOWN, CaseGrounds.RESIDENT_CONFIRMS, CaseGrounds.MISTAKE}
    ),
    Finding.CONFIRMED: frozenset(
        {CaseGrounds.NOT_SHOWN, CaseGrounds.RESIDENT_DENIES, CaseGrounds.ADMITTED, CaseGrounds.MISTAKE}
    ),
}
"""The grounds that each finding can have."""

_FITS = Text("grounds that fit what is found", "应与结论相符的理由")


@frozen(kw_only=True)
class CaseEvent(BookEvent):
    """What happens to a case, and who is behind it."""


@frozen(kw_only=True)
class CaseOpened(CaseEvent):
    """Somebody makes a case of a flag; or shows a case the flag of today, with more evidence.

    Args:
        flag: the flag.
        concerned: who may appeal: whom it is about, and who served or typed in what is evidence.
        involved: who has had any part in the evidence, whom it is about included: none of them decides.
    """

    flag: Flag
    concerned: tuple[str, ...] = field(repr=False)
    involved: tuple[str, ...] = field(repr=False)

    def _check(self, checks: Checks) -> None:
        checks.instance("flag", self.flag, Flag, Text("a Flag", "应为标记（Flag）"))
        checks.identifiers("concerned", self.concerned)
        checks.identifiers("involved", self.involved)


@frozen(kw_only=True)
class CaseHeld(CaseEvent):
    """Somebody asks to wait with what depends on the evidence, until it has been looked at.

    Args:
        until: when the hold is over, whatever happens.
        grounds: why.
    """

    until: datetime
    grounds: CaseGrounds

    def _check(self, checks: Checks) -> None:
        checks.aware("until", self.until)
        _check_grounds(checks, self.grounds)


@frozen(kw_only=True)
class HoldEnded(CaseEvent):
    """There is nothing to wait for any more."""


@frozen(kw_only=True)
class Review(CaseEvent):
    """A reviewer's finding.

    Args:
        finding: cleared or confirmed.
        grounds: why.
        seen: the evidence that they looked at.
    """

    finding: Finding
    grounds: CaseGrounds
    seen: tuple[RecordId, ...] = field(repr=False)

    def _check(self, checks: Checks) -> None:
        right = checks.instance("finding", self.finding, Finding, Text("a Finding", "应为结论（Finding）"))
        if _check_grounds(checks, self.grounds) and right:
            checks.require("grounds", self.grounds, ok=self.grounds in FITTING[self.finding], expected=_FITS)
        checks.identifiers("seen", self.seen)

    @property
    def outcome(self) -> Text:
        """What was found and why, in both languages."""
        words = Text("{finding}: {grounds}", "{finding}：{grounds}")
        return words.fill(finding=self.finding.label, grounds=self.grounds.label)


@frozen(kw_only=True)
class Appeal(CaseEvent):
    """Somebody does not agree with a confirmed flag.

    Args:
        grounds: why.
    """

    grounds: CaseGrounds

    def _check(self, checks: Checks) -> None:
        _check_grounds(checks, self.grounds)


def _check_grounds(checks: Checks, grounds: object) -> bool:
    expected = Text("one of the CaseGrounds", "应为理由（CaseGrounds）之一")
    return checks.instance("grounds", grounds, CaseGrounds, expected)
