"""Cover and consent of one service: who had to agree, who did, and what was missing when it began."""

from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from attrs import field, frozen

from commgov.core import ZONE, EmployerId, MemberId, PersonRef
from commgov.core.checks import Checks
from commgov.core.timing import check_zone, day_of
from commgov.incentives.facts.service import RecordId
from commgov.wording import Text

_LATER = Text("not earlier than at", "不得早于同意时间")
_OTHER = Text("for somebody else than who speaks", "应与代为同意者不同")


class ConsentTo(StrEnum):
    """What somebody agrees to."""

    SERVE = "serve"  # the member, of their own will and told of the risks
    BE_VISITED = "be visited"  # the resident, or whoever may speak for them
    RELEASE = "release"  # the employer, for service in working hours

    @property
    def label(self) -> Text:
        """What people call it."""
        return _LABELS[self]


_LABELS = {
    ConsentTo.SERVE: Text("serve", "志愿者本人同意"),
    ConsentTo.BE_VISITED: Text("be visited", "居民同意上门"),
    ConsentTo.RELEASE: Text("release", "派出单位同意"),
}


@frozen
class Consent:
    """Somebody agreed.

    Args:
        to: to what.
        by: who, as a reference.
        at: when, with a time zone.
        on_behalf_of: for whom, where somebody speaks for another: a guardian, a relative, an employer's office.
        withdrawn: when it was taken back, or None.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> from datetime import UTC, datetime
        >>> Consent(ConsentTo.SERVE, "m-1", datetime(2026, 3, 1, tzinfo=UTC)).holds_at(datetime(2026, 3, 2, tzinfo=UTC))
        True
    """

    to: ConsentTo
    by: PersonRef
    at: datetime
    on_behalf_of: PersonRef | None = field(default=None, kw_only=True)
    withdrawn: datetime | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("Consent")
        checks.instance("to", self.to, ConsentTo, Text("a ConsentTo", "应为ConsentTo"))
        checks.identifier("by", self.by)
        if self.on_behalf_of is not None:
            checks.identifier("on_behalf_of", self.on_behalf_of)
            checks.require("on_behalf_of", "", ok=self.on_behalf_of != self.by, expected=_OTHER)
        if checks.aware("at", self.at) and self.withdrawn is not None and checks.aware("withdrawn", self.withdrawn):
            checks.require("withdrawn", self.withdrawn, ok=self.withdrawn >= self.at, expected=_LATER)
        checks.refuse()

    @property
    def whose(self) -> str:
        """Whose consent it is: of who agreed, or of whom they spoke for."""
        return self.by if self.on_behalf_of is None else self.on_behalf_of

    def holds_at(self, moment: datetime) -> bool:
        """Whether it was given and not taken back by then."""
        return self.at <= moment and (self.withdrawn is None or moment < self.withdrawn)

    def __repr__(self) -> str:
        """To what; who agreed stays out of it."""
        return f"Consent({self.to.value})"


@frozen
class Protection:
    """Cover and consent of one service. A consent counts only if it is of whom it concerns.

    Args:
        record: the id of the service's record.
        member: who serves.
        resident: who is served, as a reference.
        start: when the service begins, with a time zone.
        employer: who has to release the member, where the service lies in working hours; None: nobody.
        needs_cover: whether the demand asks for insurance cover (`Demand.needs_cover`).
        insured_until: the last day of the member's cover, or None.
        consents: what was agreed to, each by whom it concerns.
        zone: the time zone whose days count.

    Raises:
        InvalidInputError: naming all that is wrong, such as a consent of somebody who is no party.

    Example:
        >>> from datetime import UTC, date, datetime
        >>> nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
        >>> agreed = Consent(ConsentTo.SERVE, "m-1", nine)
        >>> up_the_ladder = Protection(
        ...     "s-1", "m-1", "r-5", nine, needs_cover=True, insured_until=date(2026, 3, 1), consents=(agreed,)
        ... )
        >>> [str(text) for text in up_the_ladder.missing()]
        ['cover ended on 2026-03-01', 'no consent: be visited']
    """

    record: RecordId
    member: MemberId = field(repr=False)
    resident: PersonRef = field(repr=False)
    start: datetime
    employer: EmployerId | None = field(default=None, kw_only=True, repr=False)
    needs_cover: bool = field(default=False, kw_only=True)
    insured_until: date | None = field(default=None, kw_only=True)
    consents: tuple[Consent, ...] = field(default=(), kw_only=True)
    zone: str = field(default=ZONE, kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("Protection", self.record)
        for name in ("record", "member", "resident"):
            checks.identifier(name, getattr(self, name))
        if self.employer is not None:
            checks.identifier("employer", self.employer)
        checks.aware("start", self.start)
        checks.flag("needs_cover", self.needs_cover)
        if self.insured_until is not None:
            checks.day("insured_until", self.insured_until)
        for consent in checks.every("consents", self.consents, Consent, Text("a Consent", "应为Consent")):
            checks.require("consents", "", ok=self.concerns(consent), expected=_WHOSE[consent.to])
        check_zone(checks, self.zone)
        checks.refuse()

    def party(self, to: ConsentTo) -> str | None:
        """Whose consent is needed for something; None if nobody's."""
        parties = {ConsentTo.SERVE: self.member, ConsentTo.BE_VISITED: self.resident, ConsentTo.RELEASE: self.employer}
        return parties[to]

    def concerns(self, consent: Consent) -> bool:
        """Whether a consent is of whom it concerns here."""
        return consent.whose == self.party(consent.to)

    def missing(self) -> tuple[Text, ...]:
        """What the service lacks when it begins, each in both languages; empty if nothing."""
        lacks = []
        begun = day_of(self.start, ZoneInfo(self.zone))
        if self.needs_cover and self.insured_until is None:
            lacks.append(Text("no cover", "无保险"))
        elif self.needs_cover and self.insured_until is not None and self.insured_until < begun:
            lacks.append(Text("cover ended on {day}", "保险已于{day}到期").fill(day=self.insured_until))
        given = {consent.to for consent in self.consents if consent.holds_at(self.start)}
        due = [to for to in ConsentTo if self.party(to) is not None]
        return (*lacks, *(_NO_CONSENT.fill(to=to.label) for to in due if to not in given))


_NO_CONSENT = Text("no consent: {to}", "缺少：{to}")
_WHOSE = {
    ConsentTo.SERVE: Text("the member's own, or of who speaks for them", "应由志愿者本人或其代理人同意"),
    ConsentTo.BE_VISITED: Text("the resident's own, or of who speaks for them", "应由居民本人或其代理人同意"),
    ConsentTo.RELEASE: Text("the employer's, where the service needs it", "应由派出单位同意，且仅在需要时"),
}
