"""What a certificate of service says: who served when, for how long, and who vouches for it.

The contents are those that the rules for Chinese volunteer service ask for (Order 67 of the Ministry of Civil Affairs,
in force since February 2021, and guidance 149 of 2015): the person, the services with their time, the issuer with its
name, head, handler and contact, number and date. "Who records, certifies; who certifies, answers for it."
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, tzinfo

from attrs import field, frozen

from commgov.core import MemberId, PersonRef, Text, UnitId, looks_personal
from commgov.core.checks import Checks
from commgov.incentives.facts.service import MINUTES_MAX, ServiceFacts

LINES_MAX = 10_000
TEXT_LENGTH_MAX = 120
_LINE = Text("a CertificateLine", "应为证明明细（CertificateLine）")
_PRINTABLE = Text("1–{n} printable characters, no personal data", "应为1–{n}个可见字符，且不含个人信息").fill(
    n=TEXT_LENGTH_MAX
)
_URL = Text("a DID or URL: “did:key:z6Mk...”, “https://...”", "应为DID或网址，如“did:key:z6Mk……”“https://……”")
_SECONDS = Text("whole seconds", "应为整秒")
_PERIOD = Text("not before the first day", "不得早于起始日")
_IN_PERIOD = Text("a day of the period", "应在证明期间内")
_AFTER = Text("later than the day of issue", "应晚于签发时间")
_LINES = Text("1–{n} lines", "应为1–{n}条明细").fill(n=LINES_MAX)


@frozen
class Issuer:
    """Who vouches: the organisation that recorded the service.

    Args:
        id: a DID or URL under which its keys are known; `VerifyingKey.to_did()` gives one that needs no server.
        name: the organisation.
        head: who heads it, as a reference.
        handler: who handled the certificate, as a reference.
        contact: how to reach the office: a public number or address of the organisation, never somebody's own.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> Issuer("https://b.example", "Community B", "officer-1", "officer-7", "office, Garden Road 1")
        Issuer(Community B)
    """

    id: str
    name: str
    head: PersonRef
    handler: PersonRef
    contact: str

    def __attrs_post_init__(self) -> None:
        checks = Checks("Issuer")
        checks.require("id", self.id, ok=_is_identity(self.id), expected=_URL)
        for name in ("name", "contact"):
            checks.require(name, "", ok=_is_printable(getattr(self, name)), expected=_PRINTABLE)
        checks.identifier("head", self.head)
        checks.identifier("handler", self.handler)
        checks.refuse()

    def __repr__(self) -> str:
        """The organisation, nobody in it."""
        return f"Issuer({self.name})"


@frozen(order=True)
class CertificateLine:
    """One service as a certificate tells of it.

    Args:
        day: when, in the community's time.
        place: where, as a level of the hierarchy ("grid branch"), never an address.
        kind: what, as a category of demands ("errand").
        minutes: how long, whole minutes.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> from datetime import date
        >>> CertificateLine(date(2026, 3, 2), "grid branch", "errand", 50).minutes
        50
    """

    day: date
    place: str
    kind: str
    minutes: int

    def __attrs_post_init__(self) -> None:
        checks = Checks("CertificateLine")
        checks.day("day", self.day)
        for name in ("place", "kind"):
            word: object = getattr(self, name)
            checks.require(name, "", ok=_is_printable(word) and not looks_personal(str(word)), expected=_PRINTABLE)
        checks.whole("minutes", self.minutes, least=1, most=MINUTES_MAX)
        checks.refuse()


@frozen
class Certificate:
    """A certificate of service, before it is signed and after it was verified.

    Args:
        number: the issuer's number for it.
        subject: who served, as a reference.
        issuer: who vouches.
        first: the first day of the period it is about.
        last: the last day.
        issued: when it is issued, with a time zone, to the second.
        lines: the services; after verification those that the holder shows.
        minutes: all minutes it vouches for; without it the sum of the lines.
        holder: the name that the holder wants it to carry; a digest of it is signed, see `disclosures`.
        valid_until: when it ends, if it does.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> from datetime import UTC, date, datetime
        >>> issuer = Issuer("https://b.example", "Community B", "officer-1", "officer-7", "office, Garden Road 1")
        >>> lines = (CertificateLine(date(2026, 3, 2), "grid branch", "errand", 50),)
        >>> year = (date(2026, 1, 1), date(2026, 12, 31))
        >>> Certificate("B-17", "m-1", issuer, *year, datetime(2027, 1, 4, 9, tzinfo=UTC), lines)
        Certificate('B-17', 50 minutes)
    """

    number: str
    subject: MemberId
    issuer: Issuer
    first: date
    last: date
    issued: datetime
    lines: tuple[CertificateLine, ...]
    minutes: int = field(kw_only=True)
    holder: str | None = field(default=None, kw_only=True)
    valid_until: datetime | None = field(default=None, kw_only=True)

    @minutes.default
    def _sum_of_lines(self) -> int:
        return _sum_of(self.lines)

    def __attrs_post_init__(self) -> None:
        checks = Checks("Certificate", self.number)
        checks.identifier("number", self.number)
        checks.identifier("subject", self.subject)
        checks.instance("issuer", self.issuer, Issuer, Text("an Issuer", "应为签发单位（Issuer）"))
        checks.day("first", self.first)
        checks.day("last", self.last)
        checks.refuse()
        checks.require("last", self.last, ok=self.first <= self.last, expected=_PERIOD)
        lines = checks.every("lines", self.lines, CertificateLine, _LINE)
        for at, line in enumerate(lines):
            checks.require(f"lines[{at}]", line.day, ok=self.first <= line.day <= self.last, expected=_IN_PERIOD)
        checks.whole("minutes", self.minutes, least=_sum_of(lines))
        checks.require("lines", len(lines), ok=len(lines) <= LINES_MAX, expected=_LINES)
        if self.holder is not None:
            checks.require("holder", "", ok=_is_printable(self.holder), expected=_PRINTABLE)
        if self._is_second(checks, "issued", self.issued) and self.valid_until is not None:
            is_second = self._is_second(checks, "valid_until", self.valid_until)
            checks.require("valid_until", "", ok=is_second and self.issued < self.valid_until, expected=_AFTER)
        checks.refuse()

    @staticmethod
    def _is_second(checks: Checks, name: str, moment: object) -> bool:
        right = checks.aware(name, moment) and isinstance(moment, datetime)
        if right:
            checks.require(name, moment, ok=getattr(moment, "microsecond", 0) == 0, expected=_SECONDS)
        return right

    def __repr__(self) -> str:
        """Number and minutes; no name."""
        return f"Certificate({self.number!r}, {self.minutes} minutes)"


def certificate_lines(
    services: Iterable[ServiceFacts],
    member: MemberId,
    first: date,
    last: date,
    *,
    place: Callable[[UnitId], str],
    zone: tzinfo,
) -> tuple[CertificateLine, ...]:
    """The lines of a member's certificate: posted services that began in the period, in order of time.

    Args:
        services: posted services, of anybody.
        member: whose certificate it is.
        first: the first day, in the community's time.
        last: the last day.
        place: what a unit is called on a certificate: its level ("grid branch"), not its name.
        zone: the community's time zone.

    Example:
        >>> from datetime import UTC, date
        >>> certificate_lines((), "m-1", date(2026, 1, 1), date(2026, 12, 31), place=str, zone=UTC)
        ()
    """
    begun = ((each.start.astimezone(zone).date(), each) for each in services if each.member == member)
    served = sorted(((day, each) for day, each in begun if first <= day <= last), key=lambda pair: _when(pair[1]))
    return tuple(
        CertificateLine(day, place(each.unit), each.category, each.minutes) for day, each in served if each.minutes
    )


def _when(service: ServiceFacts) -> tuple[datetime, str]:
    return service.start, service.record


def _is_printable(text: object) -> bool:
    return isinstance(text, str) and bool(text.strip()) and text.isprintable() and len(text) <= TEXT_LENGTH_MAX


def _is_identity(text: object) -> bool:
    has_form = isinstance(text, str) and text.startswith(("did:", "https://")) and not {"#", " "} & set(text)
    return has_form and _is_printable(text)


def _sum_of(lines: object) -> int:
    return sum(line.minutes for line in lines if isinstance(line, CertificateLine)) if isinstance(lines, tuple) else 0
