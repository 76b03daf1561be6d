"""Which certificates were revoked, as one signed list of bits (W3C Bitstring Status List v1.0).

A certificate names the list and its place in it. The list tells of revocations alone: no number, no name, no reason.
It has 131,072 places, as the specification's least, and certificates take theirs at random: so nobody sees from it how
many were issued, nor who asks for the list which of them they look at.
"""

import gzip
import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import cast

from attrs import frozen

from commgov.core import Text
from commgov.core.checks import Checks
from commgov.errors import InvalidInputError
from commgov.incentives.certificates.proofs import method_of, moment, with_proof
from commgov.seal import Json, SigningKey, canonical_json, from_multibase, to_multibase

PLACES = 131_072
"""How many places a list has."""

_BYTES_MAX = 2**21  # of a list that somebody else made, unpacked
_CONTEXT: list[Json] = ["https://www.w3.org/ns/credentials/v2"]
_HTTPS = Text("a URL: “https://...”", "应为网址：“https://……”")
_PLACE = Text("a place from 0 to {n}", "应为0–{n}的位置").fill(n=PLACES - 1)


@frozen
class StatusEntry:
    """A certificate's place in a list.

    Args:
        list_id: the URL of the list.
        place: which of its bits, from 0.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> StatusEntry("https://b.example/status/1", 94_567).place
        94567
    """

    list_id: str
    place: int

    def __attrs_post_init__(self) -> None:
        checks = Checks("StatusEntry")
        checks.require("list_id", self.list_id, ok=_is_url(self.list_id), expected=_HTTPS)
        checks.require("place", self.place, ok=type(self.place) is int and 0 <= self.place < PLACES, expected=_PLACE)
        checks.refuse()

    def told(self) -> dict[str, Json]:
        """The entry as a credential names it (section 2.1 of the specification)."""
        return {
            "id": f"{self.list_id}#{self.place}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(self.place),
            "statusListCredential": self.list_id,
        }


def entry_in(told: Json) -> StatusEntry | None:
    """The entry that a credential names, or None if it is none that we write."""
    if not isinstance(told, dict) or not isinstance(told.get("statusListCredential"), str):
        return None
    place = told.get("statusListIndex")
    if not isinstance(place, str) or not place.isdecimal() or len(place) > len(str(PLACES)):
        return None
    try:
        entry = StatusEntry(cast("str", told["statusListCredential"]), int(place))
    except InvalidInputError:
        return None
    return entry if told == entry.told() else None


def status_list(
    list_id: str, revoked: frozenset[int], key: SigningKey, *, issuer: str, at: datetime, until: datetime
) -> bytes:
    """The signed list, as JSON, to be published under its URL (section 2.2 of the specification).

    Args:
        list_id: its URL.
        revoked: the places of what was revoked.
        key: the issuer's.
        issuer: the id of who issued the certificates, and now the list.
        at: from when on it holds, with a time zone.
        until: when a newer one has to be asked for.

    Raises:
        InvalidInputError: naming a place that the list does not have, or a URL that is none.

    Example:
        >>> from datetime import UTC, datetime
        >>> at, until = datetime(2027, 1, 4, tzinfo=UTC), datetime(2027, 1, 5, tzinfo=UTC)
        >>> key = SigningKey(bytes(32))
        >>> b"BitstringStatusList" in status_list(
        ...     "https://b.example/status/1", frozenset({94_567}), key, issuer="https://b.example", at=at, until=until
        ... )
        True
    """
    bits = bytearray(PLACES // 8)
    for place in sorted(revoked):
        entry = StatusEntry(list_id, place)
        bits[entry.place // 8] |= 1 << (7 - entry.place % 8)  # the first place is the leftmost bit
    document: dict[str, Json] = {
        "@context": _CONTEXT,
        "id": list_id,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": moment(at),
        "validUntil": moment(until),
        "credentialSubject": {
            "id": f"{list_id}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": to_multibase(gzip.compress(bytes(bits), mtime=0), "u"),
        },
    }
    method = method_of(issuer, key.verifying_key)
    return canonical_json(with_proof(document, key, method=method, created=at))


def is_revoked(document: Mapping[str, Json], entry: StatusEntry) -> bool | None:
    """Whether a list says that an entry was revoked; None if it is not the entry's list or cannot be read.

    Read it after its proof was found to hold, not before.
    """
    subject = document.get("credentialSubject")
    if document.get("id") != entry.list_id or not isinstance(subject, dict):
        return None
    if subject.get("type") != "BitstringStatusList" or subject.get("statusPurpose") != "revocation":
        return None
    bits = _unpacked(subject.get("encodedList"))
    if bits is None or len(bits) * 8 < PLACES:
        return None
    return bool(bits[entry.place // 8] >> (7 - entry.place % 8) & 1)


def _unpacked(encoded: Json) -> bytes | None:
    """The bits of a list; never more of them than a limit, whatever it was packed from."""
    if not isinstance(encoded, str) or not encoded.startswith("u"):
        return None
    unpacking = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)  # 16 asks for the header of gzip
    try:
        bits = unpacking.decompress(from_multibase(encoded), _BYTES_MAX)
    except (InvalidInputError, zlib.error):
        return None
    return bits if unpacking.eof and not unpacking.unused_data else None


def _is_url(text: object) -> bool:
    return isinstance(text, str) and text.startswith("https://") and text.isprintable() and " " not in text
