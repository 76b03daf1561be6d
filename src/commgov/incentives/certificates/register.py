"""What the issuer keeps of its certificates: number, check code, what it says in sum, and whether it was revoked.

Guidance 149 asks that certificates be numbered and published, GB/T 40143-2021, 5.2.2, that records be kept for at least
ten years. So the register is kept in streams: nothing in it is ever changed, a revocation is one more event.
"""

import hashlib
import secrets
from datetime import date, datetime

from attrs import evolve, field, frozen

from commgov.core import MemberId, PersonRef, Text
from commgov.core.checks import Checks
from commgov.core.personal import shown
from commgov.core.streams.chain import stream_name
from commgov.core.streams.store import MemoryStreams, StreamStore
from commgov.core.wire import from_json, to_json
from commgov.errors import ConflictError, InvalidInputError, NotFoundError, Place, Problem
from commgov.incentives.certificates.badge import certificate_in
from commgov.incentives.certificates.content import Certificate
from commgov.incentives.certificates.disclosures import Disclosures, Randomness
from commgov.incentives.certificates.issuing import SignedCertificate, same_code
from commgov.incentives.certificates.status_list import PLACES, StatusEntry, entry_in, status_list
from commgov.seal import SigningKey

KIND = "certificate"
PLACE_KIND = "certificate-place"

_REASON = Text("a reason", "须写明理由")
_OF_LIST = Text("a place in the list of this register", "应为本登记簿撤销名单中的位置")
_SIGNED = Text("this certificate, signed", "应为该证明的签名文件")
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
        status: its place in the list of revocations.
        check_code: the code that is printed on it.
        subject: to whom it was issued, as a reference.
        first: the first day of its period.
        last: the last day.
        minutes: what it vouches for.
        issued: when.
        revoked: that it was revoked, if it was.
    """

    number: str
    status: StatusEntry
    check_code: str = field(repr=False)
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


class CertificateRegister:
    """All certificates of an issuer that have their place in one list of revocations.

    Args:
        list_id: the URL under which that list is published.
        streams: keep the register; None: in memory. Threads and processes may share a database's.

    Example:
        >>> from datetime import UTC, date, datetime
        >>> from commgov.incentives.certificates import (
        ...     Certificate,
        ...     CertificateLine,
        ...     Issuer,
        ...     StatusEntry,
        ...     issue_certificate,
        ... )
        >>> register, key = CertificateRegister("https://b.example/status/1"), SigningKey(bytes(32))
        >>> issuer = Issuer("https://b.example", "Community B", "officer-1", "officer-7", "office, Garden Road 1")
        >>> lines = (CertificateLine(date(2026, 3, 2), "grid branch", "errand", 50),)
        >>> year, at = (date(2026, 1, 1), date(2026, 12, 31)), datetime(2027, 1, 4, 9, tzinfo=UTC)
        >>> certificate = Certificate("B-17", "m-1", issuer, *year, at, lines)
        >>> signed = issue_certificate(certificate, key, status=register.free_place())
        >>> register.enter(certificate, signed).number
        'B-17'
        >>> print(register.look_up("B-17", signed.check_code).why)
        Issued on 2027-01-04 to m-1: 50 minutes from 2026-01-01 to 2026-12-31.
        >>> revoked = register.revoke("B-17", Revocation("typed in twice", "officer-1", at))
        >>> register.look_up("B-17", signed.check_code).is_valid
        False
    """

    def __init__(self, list_id: str, streams: StreamStore | None = None) -> None:
        """Take the list's URL and the streams.

        Raises:
            InvalidInputError: if it is no URL.
        """
        self.list_id = StatusEntry(list_id, 0).list_id
        self.streams: StreamStore = MemoryStreams() if streams is None else streams

    def free_place(self, randomness: Randomness = secrets.token_bytes) -> StatusEntry:
        """A place in the list that nobody else gets, at random.

        Raises:
            ConflictError: if the list is full: a new register has another list.
        """
        first = int.from_bytes(randomness(4), "big")
        for step in range(PLACES):
            entry = StatusEntry(self.list_id, (first + step) % PLACES)
            try:
                self.streams.append(_place_stream(entry), 1, to_json(entry))
            except ConflictError:  # it is taken
                continue
            return entry
        raise ConflictError(_FULL)

    def enter(self, certificate: Certificate, signed: SignedCertificate) -> RegisterEntry:
        """Enter a certificate.

        Args:
            certificate: what was signed.
            signed: the signed certificate.

        Raises:
            ConflictError: if its number or its place is taken.
            InvalidInputError: if it has no place that this register gave, or something else was signed.
        """
        document = signed.document()
        if certificate_in(document, Disclosures(certificate.lines, certificate.holder)) != certificate:
            raise InvalidInputError([Problem(Place().at("CertificateRegister", "signed"), _SIGNED)])
        status = entry_in(document.get("credentialStatus"))
        if status is None or status.list_id != self.list_id or self.streams.last(_place_stream(status)) is None:
            raise InvalidInputError([Problem(Place().at("CertificateRegister", "credentialStatus"), _OF_LIST)])
        self._take(status, certificate.number)
        entry = RegisterEntry(
            certificate.number,
            status,
            signed.check_code,
            certificate.subject,
            certificate.first,
            certificate.last,
            certificate.minutes,
            certificate.issued,
        )
        self.streams.append(stream_name(KIND, entry.number), 1, to_json(entry))
        return entry

    def _take(self, status: StatusEntry, number: str) -> None:
        """Have a place that was given belong to a number; once more for the same number, if entering was cut off."""
        given = self.streams.read(_place_stream(status))
        if len(given) == 1:
            self.streams.append(_place_stream(status), 2, to_json(number))
        elif given[1] != to_json(number):
            raise ConflictError(_TAKEN.fill(place=status.place))

    def revoke(self, number: str, revocation: Revocation) -> RegisterEntry:
        """Revoke a certificate; what was revoked once stays so, with its first reason.

        Raises:
            NotFoundError: if no certificate has the number.
            ConflictError: if somebody else revokes it at the same moment; revoke it again.
        """
        entry = self.find(number)
        if entry is None:
            raise NotFoundError(_NO_NUMBER.fill(number=shown(number)))
        if entry.revoked is None:
            entry = evolve(entry, revoked=revocation)
            self.streams.append(stream_name(KIND, number), 2, to_json(entry))
        return entry

    def find(self, number: str) -> RegisterEntry | None:
        """The entry of a number, if there is one."""
        last = self.streams.last(stream_name(KIND, number))
        return None if last is None else from_json(last, RegisterEntry)

    def look_up(self, number: str, check_code: str) -> RegisterAnswer:
        """What to tell somebody who has a paper in hand: without the right code, nothing."""
        entry = self.find(number)
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
        entries = (from_json(body, RegisterEntry) for _, body in self.streams.latest(KIND))
        mine = (entry for entry in entries if entry.status.list_id == self.list_id)
        revoked = frozenset(entry.status.place for entry in mine if entry.revoked)
        return status_list(self.list_id, revoked, key, issuer=issuer, at=at, until=until)


def _place_stream(entry: StatusEntry) -> str:
    """A place's own stream: whoever begins it has the place. The list is told by a hash: it is a URL."""
    mark = hashlib.sha256(entry.list_id.encode()).hexdigest()[:16]
    return stream_name(PLACE_KIND, f"{mark}-{entry.place}")


_FULL = Text(
    "all places of the list are taken; begin a register with another list",
    "撤销名单的位置已用完；请以另一名单新建登记簿",
)
_TAKEN = Text("place {place} of the list is another certificate's", "名单第{place}位属于另一份证明")
_NO_NUMBER = Text("no certificate has the number {number}", "没有编号为{number}的证明")
