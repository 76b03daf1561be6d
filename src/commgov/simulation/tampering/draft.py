"""One service while it is made up."""

from datetime import datetime, timedelta, timezone
from hashlib import sha256

from attrs import define

from commgov.core import DemandId, MemberId, PersonRef, UnitId
from commgov.incentives.facts import Attestation, DeviceRef, Form, RecordId, ServiceFacts, Side

MINUTE = 60
HOUR = 3_600
DAY = 86_400
DAYS = 182
"""Half a year."""

_ZERO = datetime(2026, 1, 5, tzinfo=timezone(timedelta(hours=8)))  # a Monday


@define
class Draft:
    """One service; times are seconds since the first midnight.

    Args:
        member: who serves.
        resident: who is served.
        demand: which demand.
        unit: where.
        category: what kind.
        start: begin.
        end: end.
        officer: who signs for the community.
        officer_device: from where.
        clerk: who types it in; None for the member.
        entered: when.
        signed: when the resident signs.
        signer: who signs for the resident.
        signer_device: from where, or None.
        form: how.
        scan: the words whose hash stands for a paper form's scan.
        minutes: what is posted; None for all of the time.
        checked_in: whether the member checks in.
        satisfaction: the rating, or None.
        text: the report's words, or None.
    """

    member: str
    resident: str
    demand: str
    unit: str
    category: str
    start: int
    end: int
    officer: str
    officer_device: str
    clerk: str | None
    entered: int
    signed: int
    signer: str
    signer_device: str | None
    form: Form = Form.ONLINE
    scan: str | None = None
    minutes: int | None = None
    checked_in: bool = False
    satisfaction: int | None = None
    text: str | None = None

    @property
    def day(self) -> int:
        """Which day it begins on, from 0."""
        return self.start // DAY

    def facts(self, number: int) -> ServiceFacts:
        """The service as it is posted."""
        minutes = (self.end - self.start) // MINUTE
        posted = minutes if self.minutes is None else self.minutes
        officer_at = max(self.entered, self.end) + 5 * HOUR
        community = Attestation(
            Side.COMMUNITY, PersonRef(self.officer), moment(officer_at), minutes, device=DeviceRef(self.officer_device)
        )
        attested = Attestation(
            Side.RESIDENT,
            PersonRef(self.signer),
            moment(self.signed),
            posted,
            self.form,
            scan=None if self.scan is None else digest(self.scan),
            entered_by=PersonRef(self.clerk or self.officer) if self.form is Form.PAPER else None,
            on_behalf_of=PersonRef(self.resident) if self.form is Form.PROXY else None,
            device=None if self.signer_device is None else DeviceRef(self.signer_device),
        )
        return ServiceFacts(
            RecordId(f"s-{number:06}"),
            DemandId(self.demand),
            MemberId(self.member),
            PersonRef(self.resident),
            self.category,
            UnitId(self.unit),
            moment(self.start),
            moment(self.end),
            posted,
            minutes,
            PersonRef(self.clerk or self.member),
            moment(self.entered),
            community,
            attested,
            checked_in=self.checked_in,
            satisfaction=self.satisfaction,
            content=None if self.text is None else digest(self.text),
        )


def moment(seconds: int) -> datetime:
    """A moment of the scene."""
    return _ZERO + timedelta(seconds=seconds)


def digest(words: str) -> str:
    """What is kept of words: their hash."""
    return sha256(words.encode()).hexdigest()
