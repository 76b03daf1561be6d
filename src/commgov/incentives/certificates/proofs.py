"""The signature in a document: a Data Integrity proof of the cryptosuite eddsa-jcs-2022.

Written after W3C "Verifiable Credential Data Integrity 1.0" and "Data Integrity EdDSA Cryptosuites v1.0", section 3.3:
what is signed is SHA-256 of the proof's own options, then SHA-256 of the document without its proof, both as canonical
JSON. So whoever changes the document or says otherwise when, by whom or what for it was signed breaks the signature.

Stricter than the specification in two ways: a document has one proof with these members and no other, and its
`@context` is the one under which it was signed, with nothing added to it later.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from commgov.errors import InvalidInputError
from commgov.seal import Json, SigningKey, VerifyingKey, canonical_json, from_multibase, to_multibase

SUITE = "eddsa-jcs-2022"
_FIXED = {"type": "DataIntegrityProof", "cryptosuite": SUITE, "proofPurpose": "assertionMethod"}
_MEMBERS = frozenset({*_FIXED, "@context", "created", "verificationMethod", "proofValue"})


def with_proof(document: Mapping[str, Json], key: SigningKey, *, method: str, created: datetime) -> dict[str, Json]:
    """The document with a proof.

    Args:
        document: what is vouched for; has an `@context` and no `proof`.
        key: signs it.
        method: where the verifying key is found, such as `method_of` gives it.
        created: when, with a time zone.

    Example:
        >>> from datetime import UTC, datetime
        >>> key, at = SigningKey(bytes(32)), datetime(2026, 3, 2, 9, tzinfo=UTC)
        >>> signed = with_proof({"@context": [], "name": "an example"}, key, method="https://b.example#key", created=at)
        >>> proof_holds(signed, key.verifying_key), proof_holds(signed | {"name": "another"}, key.verifying_key)
        (True, False)
    """
    options: dict[str, Json] = {
        **_FIXED,
        "@context": document["@context"],
        "created": moment(created),
        "verificationMethod": method,
    }
    return {**document, "proof": {**options, "proofValue": to_multibase(key.sign(_digests(document, options)))}}


def proof_holds(document: Mapping[str, Json], key: VerifyingKey) -> bool:
    """Whether a document has a proof of just this suite, made with this key over just this document."""
    proof = document.get("proof")
    if not isinstance(proof, dict) or proof.keys() != _MEMBERS or any(proof[name] != _FIXED[name] for name in _FIXED):
        return False
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    try:
        signature = from_multibase(str(proof["proofValue"]))
    except InvalidInputError:
        return False
    return key.verifies(_digests(unsigned, options), signature)


def method_of(issuer: str, key: VerifyingKey) -> str:
    """Where an issuer's key is found: the issuer's id with the key as its fragment.

    Example:
        >>> key = VerifyingKey.from_multibase("z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2")
        >>> method_of("https://vc.example/issuers/5678", key)
        'https://vc.example/issuers/5678#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2'
    """
    return f"{issuer}#{key.to_multibase()}"


def method_in(document: Mapping[str, Json]) -> str:
    """Where a document's proof says that its key is found; empty where it says nothing."""
    proof = document.get("proof")
    method = proof.get("verificationMethod") if isinstance(proof, dict) else None
    return method if isinstance(method, str) else ""


def moment(at: datetime) -> str:
    """A moment as credentials write it (XML Schema `dateTimeStamp`), to the second.

    Example:
        >>> from datetime import UTC, datetime
        >>> moment(datetime(2026, 3, 2, 9, tzinfo=UTC))
        '2026-03-02T09:00:00Z'
    """
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")


def _digests(unsigned: Mapping[str, Json], options: Mapping[str, Json]) -> bytes:
    parts = (canonical_json(dict(options)), canonical_json(dict(unsigned)))
    return b"".join(hashlib.sha256(part).digest() for part in parts)
