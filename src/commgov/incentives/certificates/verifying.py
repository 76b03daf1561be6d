"""What a certificate is worth: a value with reasons. It asks no server; the keys and the list are the caller's."""

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum

from attrs import frozen

from commgov.core import Text
from commgov.core.checks import Checks
from commgov.errors import InvalidInputError
from commgov.incentives.certificates.badge import certificate_in, digests_in, issuer_in
from commgov.incentives.certificates.content import Certificate
from commgov.incentives.certificates.disclosures import read_disclosures
from commgov.incentives.certificates.issuing import SignedCertificate
from commgov.incentives.certificates.proofs import method_in, method_of, proof_holds
from commgov.incentives.certificates.status_list import StatusEntry, entry_in, is_revoked
from commgov.seal import Json, VerifyingKey, read_json


class CertificateVerdict(StrEnum):
    """What a certificate is worth."""

    VALID = "valid"
    UNREADABLE = "unreadable"  # not a certificate's file at all
    UNKNOWN_ISSUER = "unknown issuer"  # nobody whose keys the verifier trusts
    ALTERED = "altered"  # not what the issuer signed
    REVOKED = "revoked"
    NOT_YET_VALID = "not yet valid"
    EXPIRED = "expired"
    STATUS_UNKNOWN = "status unknown"  # whether it was revoked cannot be said


_WORDS = {
    CertificateVerdict.VALID: Text(
        "The signature of {issuer} holds: {minutes} minutes, {shown} of {all} entries shown.",
        "{issuer}的签名有效：共{minutes}分钟，展示{all}项中的{shown}项。",
    ),
    CertificateVerdict.UNREADABLE: Text("This is not a certificate of service.", "这不是志愿服务记录证明文件。"),
    CertificateVerdict.UNKNOWN_ISSUER: Text(
        "The issuer, or the key it was signed with, is not among those that are trusted here.",
        "签发单位或其签名密钥不在可信名单中。",
    ),
    CertificateVerdict.ALTERED: Text(
        "The certificate, or a line shown with it, is not what the issuer signed.",
        "证明或所附明细与签发单位签名的内容不符。",
    ),
    CertificateVerdict.REVOKED: Text("The issuer has revoked it.", "签发单位已撤销该证明。"),
    CertificateVerdict.NOT_YET_VALID: Text("It holds from {day} on.", "该证明自{day}起有效。"),
    CertificateVerdict.EXPIRED: Text("It held until {day}.", "该证明有效期至{day}。"),
    CertificateVerdict.STATUS_UNKNOWN: Text(
        "It may have been revoked: no current list of the issuer's revocations is at hand.",
        "无法确认是否已撤销：缺少签发单位当前的撤销名单。",
    ),
}


@frozen
class Verification:
    """What a certificate is worth, and why.

    Args:
        verdict: the gravest thing that was found.
        reasons: all that was found, in words.
        certificate: what it says; None unless the issuer is known and the signature holds.
    """

    verdict: CertificateVerdict
    reasons: tuple[Text, ...]
    certificate: Certificate | None

    @property
    def is_valid(self) -> bool:
        """Whether it may be relied on."""
        return self.verdict is CertificateVerdict.VALID


def verify_certificate(
    signed: SignedCertificate | str | bytes,
    *,
    keys: Mapping[str, Collection[VerifyingKey]],
    at: datetime,
    status_list: str | bytes | None = None,
) -> Verification:
    """Say what a certificate is worth. Whatever is handed in as the certificate or the list, the answer is a value.

    Args:
        signed: the certificate, or its file.
        keys: the keys of each issuer that is trusted, by the issuer's id. Old keys stay in it; a stolen one is taken
            out, and what it signed is issued again.
        at: for what time it is asked, with a time zone.
        status_list: the issuer's list of revocations, as it was published.

    Raises:
        InvalidInputError: if `at` has no time zone.

    Example:
        >>> from datetime import UTC, datetime
        >>> answer = verify_certificate("{}", keys={}, at=datetime(2027, 1, 4, tzinfo=UTC))
        >>> answer.verdict.value, answer.is_valid, answer.reasons[0].zh
        ('unreadable', False, '这不是志愿服务记录证明文件。')
    """
    checks = Checks("verify_certificate")
    checks.aware("at", at)
    checks.refuse()
    try:
        read = signed if isinstance(signed, SignedCertificate) else SignedCertificate.from_json(signed)
        document = read.document()
    except InvalidInputError:
        return _only(CertificateVerdict.UNREADABLE)
    known = keys.get(issuer_in(document), ())
    key = next((each for each in known if method_of(issuer_in(document), each) == method_in(document)), None)
    if key is None:
        return _only(CertificateVerdict.UNKNOWN_ISSUER)
    shown = read_disclosures(read.disclosures, digests_in(document)) if proof_holds(document, key) else None
    if shown is None:
        return _only(CertificateVerdict.ALTERED)
    certificate = certificate_in(document, shown)
    if certificate is None:  # the issuer signed it, but as something else
        return _only(CertificateVerdict.UNREADABLE)
    found = _standing(document, certificate, known, at, status_list)
    if not found:
        entries = {"shown": len(read.disclosures), "all": len(digests_in(document))}
        told = {"issuer": certificate.issuer.name, "minutes": certificate.minutes, **entries}
        found = {CertificateVerdict.VALID: _WORDS[CertificateVerdict.VALID].fill(**told)}
    return Verification(next(iter(found)), tuple(found.values()), certificate)


def _only(verdict: CertificateVerdict) -> Verification:
    return Verification(verdict, (_WORDS[verdict],), None)


def _standing(
    document: Mapping[str, Json],
    certificate: Certificate,
    known: Collection[VerifyingKey],
    at: datetime,
    status_list: str | bytes | None,
) -> dict[CertificateVerdict, Text]:
    """What stands against a certificate whose signature holds, the gravest first."""
    found: dict[CertificateVerdict, Text] = {}
    status = None
    if "credentialStatus" in document:
        entry = entry_in(document["credentialStatus"])
        status = None if entry is None else _revoked(entry, certificate.issuer.id, known, at, status_list)
        if status is None:
            found[CertificateVerdict.STATUS_UNKNOWN] = _WORDS[CertificateVerdict.STATUS_UNKNOWN]
    until = certificate.valid_until
    if at < certificate.issued:
        early = _WORDS[CertificateVerdict.NOT_YET_VALID].fill(day=f"{certificate.issued:%Y-%m-%d}")
        found = {CertificateVerdict.NOT_YET_VALID: early, **found}
    if until is not None and at >= until:
        found = {CertificateVerdict.EXPIRED: _WORDS[CertificateVerdict.EXPIRED].fill(day=f"{until:%Y-%m-%d}"), **found}
    if status:
        found = {CertificateVerdict.REVOKED: _WORDS[CertificateVerdict.REVOKED], **found}
    return found


def _revoked(
    entry: StatusEntry, issuer: str, known: Collection[VerifyingKey], at: datetime, source: str | bytes | None
) -> bool | None:
    """Whether the issuer's list says revoked; None without a list of the issuer's that holds now."""
    if source is None:
        return None
    try:
        document = read_json(source)
    except InvalidInputError:
        return None
    if not isinstance(document, dict) or issuer_in(document) != issuer:
        return None
    key = next((each for each in known if method_of(issuer, each) == method_in(document)), None)
    if key is None or not proof_holds(document, key) or not _holds_at(document, at):
        return None
    return is_revoked(document, entry)


def _holds_at(document: Mapping[str, Json], at: datetime) -> bool:
    """Whether a signed list is the one for a moment: neither of later on nor out of date."""
    try:
        begin, end = (datetime.fromisoformat(str(document.get(name))) for name in ("validFrom", "validUntil"))
    except ValueError:  # one is missing, or is no moment
        return False
    return begin.tzinfo is not None and end.tzinfo is not None and begin <= at < end
