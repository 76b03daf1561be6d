"""Lines behind salted digests: the issuer signs the digests, the holder decides which lines go with them.

A disclosure is `[salt, claim]` as JSON, in base64url; its digest is SHA-256 of that text, in base64url: the form that
RFC 9901 (Selective Disclosure for JWTs, section 4.2) gives an array's element. The salt has 128 random bits, so that
nobody can find a line by trying all days, kinds and lengths.
"""

import hashlib
from collections.abc import Callable, Sequence
from datetime import date

from attrs import frozen

from commgov.errors import InvalidInputError
from commgov.incentives.certificates.content import CertificateLine
from commgov.seal import Json, canonical_json, from_multibase, read_json, to_multibase

SALT_BYTES = 16
Randomness = Callable[[int], bytes]
"""So many random bytes, such as `secrets.token_bytes` gives; nobody may be able to guess them."""


@frozen
class Disclosures:
    """What a holder shows.

    Args:
        lines: the services.
        holder: the holder's name, if it is shown.
    """

    lines: tuple[CertificateLine, ...]
    holder: str | None


def disclosure(claim: Json, randomness: Randomness) -> str:
    """A claim with a fresh salt, as text.

    Example:
        >>> disclosure({"holder": "A. Example"}, bytes)
        'WyJBQUFBQUFBQUFBQUFBQUFBQUFBQUFBIix7ImhvbGRlciI6IkEuIEV4YW1wbGUifV0'
    """
    salt = _base64url(randomness(SALT_BYTES))
    return _base64url(canonical_json([salt, claim]))


def digest(text: str) -> str:
    """The digest of a disclosure, which is what the issuer signs.

    Example:
        >>> digest("WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgIkZSIl0")  # of RFC 9901, section 4.2.3
        'w0I8EKcdCtUPkGCNUrfwVp2xEgNjtoIDlOxc9-PlOhs'
    """
    return _base64url(hashlib.sha256(text.encode()).digest())


def line_claim(line: CertificateLine) -> Json:
    """A line as it is disclosed."""
    told: dict[str, Json] = {
        "date": line.day.isoformat(),
        "place": line.place,
        "kind": line.kind,
        "minutes": line.minutes,
    }
    return {"service": told}


def holder_claim(name: str) -> Json:
    """The holder's name as it is disclosed."""
    return {"holder": name}


def read_disclosures(texts: Sequence[str], signed: Sequence[str]) -> Disclosures | None:
    """What disclosures show, or None if one is not among the signed digests, stands twice or says nothing known.

    Args:
        texts: the disclosures.
        signed: the digests under the issuer's signature.
    """
    digests = [digest(text) for text in texts]
    if len({*digests}) < len(digests) or not {*digests} <= {*signed}:
        return None
    lines: list[CertificateLine] = []
    holders: list[str] = []
    for text in texts:
        claim = claim_in(text)
        if isinstance(claim, CertificateLine):
            lines.append(claim)
        elif claim is not None:
            holders.append(claim)
        else:
            return None
    return Disclosures(tuple(lines), holders[0] if holders else None) if len(holders) <= 1 else None


def claim_in(text: str) -> CertificateLine | str | None:
    """What one disclosure shows: a line, or the holder's name; None if it is neither."""
    try:
        pair = read_json(from_multibase(f"u{text}"))
        claim = pair[1] if isinstance(pair, list) and len(pair) == len(("salt", "claim")) else None
        if not isinstance(claim, dict) or len(claim) != 1:
            return None
        return _line(claim.get("service")) or _holder(claim.get("holder"))
    except InvalidInputError:
        return None


def _line(told: Json) -> CertificateLine | None:
    if not isinstance(told, dict) or told.keys() != {"date", "place", "kind", "minutes"}:
        return None
    day, place, kind, minutes = (told[name] for name in ("date", "place", "kind", "minutes"))
    if not (isinstance(day, str) and isinstance(place, str) and isinstance(kind, str) and type(minutes) is int):
        return None
    try:
        return CertificateLine(date.fromisoformat(day), place, kind, minutes)
    except ValueError:  # no date; or no line, which is an error of ours and of values too
        return None


def _holder(told: Json) -> str | None:
    return told if isinstance(told, str) else None


def _base64url(content: bytes) -> str:
    return to_multibase(content, "u").removeprefix("u")
