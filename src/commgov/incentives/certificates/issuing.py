"""From content to the file that the holder gets: a signed credential, and the disclosures that go with it."""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from typing import cast

from attrs import field, frozen

from commgov.core import Text
from commgov.core.checks import Checks
from commgov.errors import InvalidInputError, Place, Problem
from commgov.incentives.certificates.badge import badge_of
from commgov.incentives.certificates.content import Certificate, CertificateLine
from commgov.incentives.certificates.disclosures import (
    Randomness,
    claim_in,
    digest,
    disclosure,
    holder_claim,
    line_claim,
)
from commgov.incentives.certificates.proofs import method_of, with_proof
from commgov.incentives.certificates.status_list import StatusEntry
from commgov.seal import Json, SigningKey, canonical_json, read_json

_CODE_BITS = 60
_CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})
_SUM = Text("the sum of the lines: what is issued shows all of them", "应等于各明细之和：签发时须列出全部明细")
_SOME = Text("at least one line", "至少一条明细")
_FILE = Text("a certificate file: “credential” and “disclosures”", "应为证明文件，含“credential”和“disclosures”")


@frozen
class SignedCertificate:
    """What the holder keeps and shows: the credential that the issuer signed, and what of its lines goes with it.

    Args:
        credential: the signed credential as canonical JSON; also a verifiable credential of its own.
        disclosures: the lines and the name that are shown, each with its salt.

    Example:
        >>> SignedCertificate(b"{}", ()).check_code
        '8G9P-Z8TN-PDKR'
    """

    credential: bytes = field(repr=False)
    disclosures: tuple[str, ...] = field(repr=False)

    @staticmethod
    def from_json(source: str | bytes) -> "SignedCertificate":
        """Read a certificate's file.

        Raises:
            InvalidInputError: if it is no JSON or not of this form; whether it is true is another question.
        """
        told = read_json(source)
        if isinstance(told, dict) and told.keys() == {"credential", "disclosures"}:
            credential, texts = told["credential"], told["disclosures"]
            if (
                isinstance(credential, dict)
                and isinstance(texts, list)
                and all(isinstance(each, str) for each in texts)
            ):
                return SignedCertificate(canonical_json(credential), tuple(cast("list[str]", texts)))
        raise InvalidInputError([Problem(Place().at("SignedCertificate"), _FILE)])

    def to_json(self) -> bytes:
        """The file, as canonical JSON."""
        return canonical_json({"credential": self.document(), "disclosures": self.disclosures})

    def document(self) -> dict[str, Json]:
        """The credential, which any verifier of verifiable credentials takes.

        Raises:
            InvalidInputError: if it is no JSON object.
        """
        told = read_json(self.credential)
        if not isinstance(told, dict):
            raise InvalidInputError([Problem(Place().at("SignedCertificate"), _FILE)])
        return told

    @property
    def check_code(self) -> str:
        """The code that is printed: 60 bits of the credential's SHA-256, three groups of four letters and digits."""
        number = int.from_bytes(hashlib.sha256(self.credential).digest(), "big") >> (256 - _CODE_BITS)
        digits = "".join(_CODE_ALPHABET[number >> shift & 31] for shift in range(_CODE_BITS - 5, -1, -5))
        return "-".join((digits[:4], digits[4:8], digits[8:]))

    def showing(self, line: Callable[[CertificateLine], bool], *, holder: bool = True) -> "SignedCertificate":
        """The same certificate with fewer lines; the signature holds as before.

        Args:
            line: whether a line stays.
            holder: whether the holder's name stays.

        Example:
            >>> SignedCertificate(b"{}", ()).showing(lambda line: line.minutes > 60).disclosures
            ()
        """

        def stays(text: str) -> bool:
            claim = claim_in(text)
            return line(claim) if isinstance(claim, CertificateLine) else holder

        return SignedCertificate(self.credential, tuple(filter(stays, self.disclosures)))


def issue_certificate(
    certificate: Certificate,
    key: SigningKey,
    *,
    status: StatusEntry | None = None,
    randomness: Randomness = secrets.token_bytes,
) -> SignedCertificate:
    """Sign a certificate.

    Args:
        certificate: what it says, with all its lines.
        key: one of the issuer's keys.
        status: its place in a list of revocations; without one it can never be revoked.
        randomness: where the salts come from; the same bytes and key give the same certificate.

    Raises:
        InvalidInputError: if there is no line, or the minutes are not the sum of the lines.

    Example:
        >>> from datetime import UTC, date, datetime
        >>> from commgov.incentives.certificates import Certificate, CertificateLine, Issuer, verify_certificate
        >>> key = SigningKey.generate()
        >>> me = key.verifying_key.to_did()
        >>> issuer = Issuer(me, "Community B", "officer-1", "officer-7", "office, Garden Road 1")
        >>> lines = (CertificateLine(date(2026, 3, 2), "grid branch", "errand", 50),)
        >>> year, at = (date(2026, 1, 1), date(2026, 12, 31)), datetime(2027, 1, 4, 9, tzinfo=UTC)
        >>> signed = issue_certificate(Certificate("B-17", "m-1", issuer, *year, at, lines), key)
        >>> verify_certificate(signed, keys={me: [key.verifying_key]}, at=at).verdict.value
        'valid'
    """
    checks = Checks("Certificate", certificate.number)
    checks.require("lines", "", ok=bool(certificate.lines), expected=_SOME)
    total = sum(line.minutes for line in certificate.lines)
    checks.require("minutes", certificate.minutes, ok=certificate.minutes == total, expected=_SUM)
    checks.refuse()
    claims: Sequence[Json] = [line_claim(line) for line in certificate.lines]
    if certificate.holder is not None:
        claims = [*claims, holder_claim(certificate.holder)]
    texts = tuple(disclosure(claim, randomness) for claim in claims)
    badge = badge_of(certificate, sorted(map(digest, texts)), None if status is None else status.told())
    method = method_of(certificate.issuer.id, key.verifying_key)
    return SignedCertificate(canonical_json(with_proof(badge, key, method=method, created=certificate.issued)), texts)


def same_code(one: str, other: str) -> bool:
    """Whether two check codes are the same, as people write them.

    Example:
        >>> same_code("8G9P-Z8TN-PDKR", "8g9p z8tn pdkr")
        True
    """
    return one.upper().translate(_READ_AS) == other.upper().translate(_READ_AS)
