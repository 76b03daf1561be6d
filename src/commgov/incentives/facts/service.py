"""What is known of one service after it was attested and posted: the facts that points, grades and flags are made of.

Facts are references and numbers. What was served (the words of the demand) stays where it was entered, in the vault.
"""

import re
from datetime import datetime
from enum import StrEnum
from typing import NewType

from attrs import field, frozen

from commgov.core import DemandId, EmployerId, MemberId, PersonRef, TeamId, Text, UnitId
from commgov.core.checks import Checks
from commgov.core.timing import LATER

RecordId = NewType("RecordId", str)
DeviceRef = NewType("DeviceRef", str)  # a device, as a reference; never its number

_SHA256 = re.compile(r"[0-9a-f]{64}")
MINUTES_MAX = 24 * 60
"""No single service is longer than a day."""

_TYPED_LATER = Text("of a paper form, not before it was signed", "仅用于纸质表，且不得早于签字时间")
_SCAN = Text("the SHA-256 of the scan, 64 hexadecimal digits", "应为扫描件的SHA-256值（64位十六进制）")


_HASH = Text("a SHA-256, 64 hexadecimal digits", "应为SHA-256值（64位十六进制）")
_NOT_THE_MEMBER = Text("somebody else than the member", "应与服务人不同")
_NOT_THE_CLERK = Text("somebody else than who typed it in", "应与录入人不同")
_APART = Text("neither the person served nor who signed for them", "不得为受助人或代其核验的人")
_SPEAKS = Text("by the resident, a proxy for them, or a decision", "应由居民本人、其代办人或裁定作出")


def is_sha256(value: object) -> bool:
    """Whether a value is a SHA-256 in hexadecimal."""
    return isinstance(value, str) and _SHA256.fullmatch(value) is not None


@frozen
class Served:
    """Who served whom, what, where and when: what a claim of a service and the facts of a posted one have in common."""

    record: RecordId
    demand: DemandId
    member: MemberId
    resident: PersonRef
    category: str
    unit: UnitId
    start: datetime
    end: datetime
    team: TeamId | None = field(default=None, kw_only=True)
    employer: EmployerId | None = field(default=None, kw_only=True)
    home_unit: UnitId | None = field(default=None, kw_only=True)
    checked_in: bool = field(default=False, kw_only=True)
    content: str | None = field(default=None, kw_only=True)


def check_served(checks: Checks, served: Served) -> bool:
    """Check what both have in common. Returns whether both times have a time zone."""
    for name in ("record", "demand", "member", "resident", "unit"):
        checks.identifier(name, getattr(served, name))
    for name in ("team", "employer", "home_unit"):
        if getattr(served, name) is not None:
            checks.identifier(name, getattr(served, name))
    checks.text("category", served.category)
    checks.flag("checked_in", served.checked_in)
    checks.require("content", "", ok=served.content is None or is_sha256(served.content), expected=_HASH)
    checks.require("resident", "", ok=str(served.resident) != str(served.member), expected=_NOT_THE_MEMBER)
    is_timed = all([checks.aware("start", served.start), checks.aware("end", served.end)])
    if is_timed:
        checks.require("end", served.end, ok=served.start < served.end, expected=LATER)
    return is_timed


class Side(StrEnum):
    """For whom an attestation speaks."""

    COMMUNITY = "community"
    RESIDENT = "resident"


class Form(StrEnum):
    """How an attestation came."""

    ONLINE = "online"  # the attester's own click
    PROXY = "proxy"  # somebody who is authorised to speak for the resident
    PAPER = "paper"  # a signed form, typed in by a clerk; the scan's hash is kept
    DECISION = "decision"  # two officers decided a dispute: each signs for one side


@frozen
class Attestation:
    """A signature of the community or of the resident under a service record.

    Args:
        side: for whom it speaks.
        by: who signed, as a reference.
        at: when it was signed, with a time zone.
        minutes: how many minutes of service the signer saw.
        form: how it came.
        on_behalf_of: the resident for whom a proxy signed.
        scan: of a paper form, the SHA-256 of its scan in hexadecimal.
        entered_by: of a paper form, the clerk who typed it in.
        entered_at: of a paper form, when that was; a record notes it. None: not known.
        device: from which device it came, as a reference, if that is known.

    Raises:
        InvalidInputError: naming all that is wrong: a paper form without scan or clerk, a proxy for nobody.

    Example:
        >>> from datetime import UTC, datetime
        >>> Attestation(Side.RESIDENT, "r-5", datetime(2026, 3, 2, 12, tzinfo=UTC), 80)
        Attestation(resident, 80 minutes, online)
    """

    side: Side
    by: PersonRef
    at: datetime
    minutes: int
    form: Form = Form.ONLINE
    on_behalf_of: PersonRef | None = field(default=None, kw_only=True)
    scan: str | None = field(default=None, kw_only=True)
    entered_by: PersonRef | None = field(default=None, kw_only=True)
    entered_at: datetime | None = field(default=None, kw_only=True)
    device: DeviceRef | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("Attestation")
        checks.instance("side", self.side, Side, Text("a Side", "应为核验方（Side）"))
        checks.instance("form", self.form, Form, Text("a Form", "应为核验方式（Form）"))
        checks.identifier("by", self.by)
        checks.aware("at", self.at)
        checks.whole("minutes", self.minutes, most=MINUTES_MAX)
        for name, value in (("entered_by", self.entered_by), ("device", self.device)):
            if value is not None:
                checks.identifier(name, value)
        is_paper, is_proxy = self.form is Form.PAPER, self.form is Form.PROXY
        checks.require("scan", "", ok=is_sha256(self.scan) if is_paper else self.scan is None, expected=_SCAN)
        typed = Text("the clerk who typed a paper form in, and only then", "仅纸质表须填写录入人")
        checks.require("entered_by", "", ok=(self.entered_by is not None) == is_paper, expected=typed)
        if self.entered_at is not None and checks.aware("entered_at", self.entered_at):
            then = is_paper and (getattr(self.at, "tzinfo", None) is None or self.at <= self.entered_at)
            checks.require("entered_at", self.entered_at, ok=then, expected=_TYPED_LATER)
        behalf = Text("the resident for whom a proxy signs, and only then", "仅代办人须填写所代表的居民")
        checks.require("on_behalf_of", "", ok=(self.on_behalf_of is not None) == is_proxy, expected=behalf)
        checks.refuse()

    @property
    def known_at(self) -> datetime:
        """When the community knew of it: of a paper form, when it was typed in."""
        return self.entered_at or self.at

    def __repr__(self) -> str:
        """Who signed stays out of it."""
        return f"Attestation({self.side.value}, {self.minutes} minutes, {self.form.value})"


@frozen
class ServiceFacts(Served):
    """One service that was attested by both sides and posted.

    Args:
        record: which service record.
        demand: which demand it served.
        member: who served.
        resident: who was served, as a reference.
        category: what kind of service, as the demand's category.
        unit: where.
        start: when it began, with a time zone.
        end: when it was over.
        minutes: what was posted: the least of what the member claimed and what the two sides attested.
        claimed: what the member claimed.
        entered_by: who typed the record in; the member, or a clerk.
        entered_at: when.
        community: the community's attestation.
        attested: the attestation of the person served.
        team: the volunteer team that took the order as a team, if one did.
        employer: the member's sending unit on the day of service, if there is one.
        home_unit: the unit in which the member was registered on the day of service.
        checked_in: whether the member checked in at the place.
        satisfaction: 1 to 5, or None where the resident gave none.
        rated_by: who gave these stars, the resident or a proxy; None: who attested for the resident, or the resident
            where officers decided.
        content: SHA-256 of the report's normalised text, so that copies are seen and words are not kept; or None.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> from datetime import UTC, datetime
        >>> nine, ten, noon = (datetime(2026, 3, 2, hour, tzinfo=UTC) for hour in (9, 10, 12))
        >>> ServiceFacts(
        ...     "s-1",
        ...     "d-1",
        ...     "m-1",
        ...     "r-5",
        ...     "errand",
        ...     "grid-1",
        ...     nine,
        ...     ten,
        ...     50,
        ...     60,
        ...     "m-1",
        ...     ten,
        ...     Attestation(Side.COMMUNITY, "officer-7", noon, 60),
        ...     Attestation(Side.RESIDENT, "r-5", noon, 50),
        ... )
        ServiceFacts('s-1', 50 minutes)
    """

    minutes: int
    claimed: int
    entered_by: PersonRef
    entered_at: datetime
    community: Attestation
    attested: Attestation
    satisfaction: int | None = field(default=None, kw_only=True)
    rated_by: PersonRef | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("ServiceFacts", self.record)
        check_served(checks, self)
        checks.identifier("entered_by", self.entered_by)
        checks.aware("entered_at", self.entered_at)
        checks.whole("claimed", self.claimed, most=MINUTES_MAX)
        sides = (("community", Side.COMMUNITY), ("attested", Side.RESIDENT))
        expected = Text("an Attestation of that side", "应为该方的核验（Attestation）")
        least = [self.claimed]
        for name, side in sides:
            given: object = getattr(self, name)
            checks.require(name, "", ok=isinstance(given, Attestation) and given.side is side, expected=expected)
            least += [given.minutes] if isinstance(given, Attestation) else []
        if all(type(amount) is int for amount in least):
            checks.whole("minutes", self.minutes, most=max(0, min(least)))
        if self.satisfaction is not None:
            checks.whole("satisfaction", self.satisfaction, least=1, most=5)
        if self.rated_by is not None:
            checks.identifier("rated_by", self.rated_by)
        attestations: tuple[object, object] = (self.community, self.attested)
        if all(isinstance(each, Attestation) for each in attestations):
            self._check_people(checks)
        checks.refuse()

    def _check_people(self, checks: Checks) -> None:
        """Nobody attests what they served or typed in, the sides sign each for itself, for the resident who may."""
        sides = {"community": self.community, "attested": self.attested}
        clerks = {self.entered_by, *(each.entered_by for each in sides.values())}
        for name, each in sides.items():
            is_member = str(self.member) in {str(each.by), str(each.entered_by)}
            checks.require(name, "", ok=not is_member, expected=_NOT_THE_MEMBER)
            checks.require(name, "", ok=each.by not in clerks, expected=_NOT_THE_CLERK)
        apart = self.community.by not in {self.attested.by, self.resident}
        checks.require("community", "", ok=apart, expected=_APART)
        speaks = self.attested.by == self.resident or self.attested.form in {Form.PROXY, Form.DECISION}
        behalf = self.attested.on_behalf_of in {None, self.resident}
        checks.require("attested", "", ok=speaks and behalf, expected=_SPEAKS)
        checks.require("rated_by", "", ok=str(self.rated_by) != str(self.member), expected=_NOT_THE_MEMBER)

    @property
    def rater(self) -> PersonRef:
        """Whose judgement the stars are: a proxy's, if one gave them. A decision changes minutes, not who judged."""
        return self.rated_by or (self.resident if self.attested.form is Form.DECISION else self.attested.by)

    @property
    def known_at(self) -> datetime:
        """When the community knew all of it: both sides had signed, and what came on paper was typed in."""
        return max(self.community.known_at, self.attested.known_at)

    def __repr__(self) -> str:
        """The record and its minutes."""
        return f"ServiceFacts({self.record!r}, {self.minutes} minutes)"
