"""What the issuer keeps of its certificates: number, check code, what it says in sum, and whether it was revoked.

Guidance 149 asks that certificates be numbered and published, GB/T 40143-2021, 5.2.2, that records be kept for at least
ten years. The register is a value: each change gives the next one, and whoever has a store keeps it there.
"""

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType

from attrs import evolve, field, frozen

from commgov.core import MemberId, PersonRef, Text
from commgov.core.checks import Checks
from commgov.errors import ConflictError, InvalidInputError, NotFoundError, Place, Problem
from commgov.incentives.certificates.content import Certificate
from commgov.incentives.certificates.disclosures import Randomness
from commgov.incentives.certificates.issuing import SignedCertificate, same_code
from commgov.incentives.certificates.status_list import PLACES, StatusEntry, entry_in, status_list
from commgov.seal import SigningKey

_REASON = Text("a reason", "须写明理由")
_OF_LIST = Text("a place in the list of this register", "应为本登记簿撤销名单中的位置")
_UNKNOWN = Text("No certificate has this number and check code.", "没有与该编号和校验码相符的证明。")
_FOUND = Text(
    "Issued on {issued} to {subject}: {minutes} minutes from {first} to {last}.",
    "{issued}签发给{subject}：{first}至{last}共{minutes}分钟。",
)
_REVOKED = Text("Revoked on {day}.", "已于{day}撤销。")


@frozen
class Revocation:
    """That a certificate was revoked.

    Args:
        reason: why; stays in the register.
        by: who decided, as a reference.
        at: when, with a time zone.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> from datetime import UTC, datetime
        >>> Revocation("typed in twice", "officer-1", datetime(2027, 1, 9, tzinfo=UTC)).reason
        'typed in twice'
    """

    reason: str = field(repr=False)
    by: PersonRef = field(repr=False)
    at: datetime

    def __attrs_post_init__(self) -> None:
        checks = Checks("Revocation")
        checks.text("reason", self.reason, _REASON)
        checks.identifier("by", self.by)
        checks.aware("at", self.at)
        checks.refuse()


@frozen
class RegisterEntry:
    """A certificate as the register knows it.

    Args:
        number: its number.
        place: its place in the list of revocations.
        check_code: the code that is printed on it.
        subject: to whom it was issued, as a reference.
        first: the first day of its period.
        last: the last day.
        minutes: what it vouches for.
        issued: when.
        revoked: that it was revoked, if it was.
    """

    number: str
    place: int
    check_code: str
    subject: MemberId = field(repr=False)
    first: date
    last: date
    minutes: int
    issued: datetime
    revoked: Revocation | None = None


@frozen
class RegisterAnswer:
    """What the register says to somebody who read a number and a check code from a paper.

    Args:
        entry: the certificate, if there is one with both.
        is_valid: whether there is one and it was not revoked.
        why: in words; compare them with the paper.
    """

    entry: RegisterEntry | None
    is_valid: bool
    why: Text


@frozen
class CertificateRegister:
    """All certificates of an issuer that have their place in one list of revocations.

    Args:
        list_id: the URL under which that list is published.

    Example:
        >>> from datetime import UTC, date, datetime
        >>> from commgov.incentives import Certificate, Issuer, CertificateLine, StatusEntry, issue_certificate
        >>> register, key = CertificateRegister("https://b.example/status/1"), SigningKey(bytes(32))
        >>> issuer = Issuer("https://b.example", "Community B", "officer-1", "officer-7", "office, Garden Road 1")
        >>> lines = (CertificateLine(date(2026, 3, 2), "grid branch", "errand", 50),)
        >>> year, at = (date(2026, 1, 1), date(2026, 12, 31)), datetime(2027, 1, 4, 9, tzinfo=UTC)
        >>> certificate = Certificate("B-17", "m-1", issuer, *year, at, lines)
        >>> signed = issue_certificate(certificate, key, status=register.free_place())
        >>> register = register.enter(certificate, signed)
        >>> print(register.look_up("B-17", signed.check_code).why)
        Issued on 2027-01-04 to m-1: 50 minutes from 2026-01-01 to 2026-12-31.
        >>> register = register.revoke("B-17", Revocation("typed in twice", "officer-1", at))
        >>> register.look_up("B-17", signed.check_code).is_valid
        False
    """

    list_id: str
    entries: Mapping[str, RegisterEntry] = field(factory=lambda: MappingProxyType({}), repr=False, kw_only=True)

    def free_place(self, randomness: Randomness = secrets.token_bytes) -> StatusEntry:
        """A place in the list that no certificate has, at random.

        Raises:
            ConflictError: if the list is full: a new register has another list.
        """
        taken = {entry.place for entry in self.entries.values()}
        if len(taken) >= PLACES:
            raise ConflictError("all places of the list are taken; begin a register with another list")
        place = int.from_bytes(randomness(4), "big") % PLACES
        while place in taken:  # ends: one is free
            place = (place + 1) % PLACES
        return StatusEntry(self.list_id, place)

    def enter(self, certificate: Certificate, signed: SignedCertificate) -> "CertificateRegister":
        """The register with one more certificate.

        Args:
            certificate: what was signed.
            signed: the signed certificate.

        Raises:
            ConflictError: if its number or its place is taken.
            InvalidInputError: if it has no place in this register's list.
        """
        entry = entry_in(signed.document().get("credentialStatus"))
        if entry is None or entry.list_id != self.list_id:
            raise InvalidInputError([Problem(Place().at("CertificateRegister", "credentialStatus"), _OF_LIST)])
        if certificate.number in self.entries:
            raise ConflictError(f"certificate {certificate.number} is in the register")
        if any(each.place == entry.place for each in self.entries.values()):
            raise ConflictError(f"place {entry.place} of the list is taken")
        period = (certificate.first, certificate.last)
        new = RegisterEntry(
            certificate.number,
            entry.place,
            signed.check_code,
            certificate.subject,
            *period,
            certificate.minutes,
            certificate.issued,
        )
        return self._with(new)

    def revoke(self, number: str, revocation: Revocation) -> "CertificateRegister":
        """The register with a certificate revoked; what was revoked once stays so, with its first reason.

        Raises:
            NotFoundError: if no certificate has the number.
        """
        if number not in self.entries:
            raise NotFoundError(f"no certificate has the number {number}")
        entry = self.entries[number]
        return self if entry.revoked else self._with(evolve(entry, revoked=revocation))

    def look_up(self, number: str, check_code: str) -> RegisterAnswer:
        """What to tell somebody who has a paper in hand: without the right code, nothing."""
        entry = self.entries.get(number)
        if entry is None or not same_code(entry.check_code, check_code):
            return RegisterAnswer(None, is_valid=False, why=_UNKNOWN)
        if entry.revoked is not None:
            return RegisterAnswer(entry, is_valid=False, why=_REVOKED.fill(day=f"{entry.revoked.at:%Y-%m-%d}"))
        told = {name: getattr(entry, name) for name in ("subject", "first", "last", "minutes")}
        return RegisterAnswer(entry, is_valid=True, why=_FOUND.fill(issued=f"{entry.issued:%Y-%m-%d}", **told))

    def status_list(self, key: SigningKey, *, issuer: str, at: datetime, until: datetime) -> bytes:
        """The signed list of revocations, to be published at `list_id`; anew before `until`, and after each revocation.

        Args:
            key: one of the issuer's keys.
            issuer: the issuer's id.
            at: from when on it holds, with a time zone.
            until: when it is out of date.
        """
        revoked = frozenset(entry.place for entry in self.entries.values() if entry.revoked)
        return status_list(self.list_id, revoked, key, issuer=issuer, at=at, until=until)

    def _with(self, entry: RegisterEntry) -> "CertificateRegister":
        return evolve(self, entries=MappingProxyType({**self.entries, entry.number: entry}))
