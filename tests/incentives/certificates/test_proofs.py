"""The signature in a document: the vector of the specification, byte by byte, and everything that breaks it."""

import copy
import hashlib
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openvc.proof.di_jcs import EddsaJcsProofSuite

from commgov.incentives.certificates.proofs import method_of, moment, proof_holds, with_proof
from commgov.seal import SigningKey, canonical_json

# W3C Data Integrity EdDSA Cryptosuites v1.0, appendix B.2: eddsa-jcs-2022. The key pair is published there.
SECRET = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq"  # noqa: S105
CONTEXT = ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"]
UNSIGNED = {
    "@context": CONTEXT,
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
}
METHOD = "https://vc.example/issuers/5678#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
CREATED = datetime(2023, 2, 24, 23, 36, 38, tzinfo=UTC)
PROOF_VALUE = "z63t83Y53KfzJ5ZosfKTnqfMcKB2dmTrfjSaQjeNNjAD5srBowQfmWqeRb8rRjmeEuCBEsddF9LsVogtuTsijJKh4"
DOCUMENT_HASH = "59b7cb6251b8991add1ce0bc83107e3db9dbbab5bd2c28f687db1a03abc92f19"
OPTIONS_HASH = "66ab154f5c2890a140cb8388a22a160454f80575f6eae09e5a097cabe539a1db"

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
documents = st.dictionaries(
    texts.filter(lambda name: name not in {"proof", "@context", "issuer", "validFrom", "validUntil"}),
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
        max_leaves=8,
    ),
    max_size=5,
).map(lambda document: {**document, "@context": CONTEXT})


@pytest.fixture
def published() -> SigningKey:
    return SigningKey.from_multibase(SECRET)


def test_the_vector_of_the_specification_comes_out_byte_by_byte(published) -> None:
    signed = with_proof(UNSIGNED, published, method=METHOD, created=CREATED)
    assert signed["proof"] == {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "created": "2023-02-24T23:36:38Z",
        "verificationMethod": METHOD,
        "proofPurpose": "assertionMethod",
        "@context": CONTEXT,
        "proofValue": PROOF_VALUE,
    }
    assert {name: value for name, value in signed.items() if name != "proof"} == UNSIGNED
    assert proof_holds(signed, published.verifying_key)


def test_what_is_signed_is_the_two_hashes_of_the_specification(published) -> None:
    proof = with_proof(UNSIGNED, published, method=METHOD, created=CREATED)["proof"]
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    assert hashlib.sha256(canonical_json(UNSIGNED)).hexdigest() == DOCUMENT_HASH
    # The published hash of the options is of a run with a did:key as the method.
    key = published.verifying_key
    did_key = {**options, "verificationMethod": method_of(key.to_did(), key)}
    assert hashlib.sha256(canonical_json(did_key)).hexdigest() == OPTIONS_HASH


@given(documents)
def test_an_independent_verifier_agrees_on_any_document(document: dict) -> None:
    key = SigningKey(bytes(range(32)))
    me = key.verifying_key.to_did()
    unsigned = {**document, "issuer": me}
    signed = with_proof(unsigned, key, method=method_of(me, key.verifying_key), created=CREATED)
    assert proof_holds(signed, key.verifying_key)
    assert EddsaJcsProofSuite().verify(json.loads(json.dumps(signed))).issuer == me


@given(documents, st.data())
def test_a_document_with_another_value_anywhere_is_not_what_was_signed(document: dict, data) -> None:
    key = SigningKey(bytes(range(32)))
    signed = with_proof(document, key, method=METHOD, created=CREATED)
    changed = copy.deepcopy(signed)
    place, name = data.draw(
        st.sampled_from([(changed, n) for n in changed] + [(changed["proof"], n) for n in changed["proof"]])
    )
    place[name] = data.draw(texts.filter(lambda value: value != place[name]))
    assert not proof_holds(changed, key.verifying_key)


CHANGES = {
    "no proof": lambda signed: signed.pop("proof"),
    "a list of proofs": lambda signed: signed.update(proof=[signed["proof"]]),
    "another suite": lambda signed: signed["proof"].update(cryptosuite="eddsa-rdfc-2022"),
    "another purpose": lambda signed: signed["proof"].update(proofPurpose="authentication"),
    "a further member of the proof": lambda signed: signed["proof"].update(expires="2099-01-01T00:00:00Z"),
    "no value": lambda signed: signed["proof"].pop("proofValue"),
    "a value that is no text": lambda signed: signed["proof"].update(proofValue=7),
    "a value in another base": lambda signed: signed["proof"].update(proofValue="u" + PROOF_VALUE[1:]),
    "a shorter value": lambda signed: signed["proof"].update(proofValue=PROOF_VALUE[:-1]),
    "a context added afterwards": lambda signed: signed.update({"@context": [*CONTEXT, "https://other.example"]}),
    "a field added": lambda signed: signed.update(more=1),
    "a field gone": lambda signed: signed.pop("name"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_what_breaks_a_proof(published, change) -> None:
    signed = with_proof(copy.deepcopy(UNSIGNED), published, method=METHOD, created=CREATED)
    signed["proof"] = dict(signed["proof"])
    change(signed)
    assert not proof_holds(signed, published.verifying_key)


def test_a_proof_is_of_one_key(published, key) -> None:
    signed = with_proof(UNSIGNED, published, method=METHOD, created=CREATED)
    assert not proof_holds(signed, key.verifying_key)


def test_a_moment_is_written_to_the_second_with_its_zone() -> None:
    assert moment(datetime.fromisoformat("2026-03-02T16:00:00.999999+08:00")) == "2026-03-02T16:00:00+08:00"
