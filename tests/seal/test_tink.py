"""The real `tink` opens what we write, and we open what it writes: keysets in every form, ciphertexts, envelopes."""

import json

import pytest
import tink
from hypothesis import given, settings
from hypothesis import strategies as st
from tink import aead, hybrid, mac, prf, secret_key_access
from tink import json_proto_keyset_format as tink_json
from tink import proto_keyset_format as tink_proto
from tink.aead import aead_key_templates as templates
from tink.proto import tink_pb2

from commgov.errors import InvalidInputError, SealError
from commgov.seal import Envelope, KeyKind, Keyset, KeyStatus, OutputPrefix
from commgov.seal.cleartext import CLEARTEXT

for primitives in (aead, hybrid, mac, prf):
    primitives.register()

TOKEN = secret_key_access.TOKEN
ENCRYPT = [KeyKind.AES_GCM, KeyKind.AES_GCM_SIV]
OPENED_BY_US = [
    getattr(templates, f"AES{bits}_{kind}{raw}")
    for bits in (128, 256)
    for kind in ("GCM", "GCM_SIV")
    for raw in ("", "_RAW")
]
ROOT = Keyset.generate()
THEIR_ROOT = tink_json.parse(ROOT.to_json(CLEARTEXT), TOKEN).primitive(aead.Aead)


@st.composite
def keysets(draw: st.DrawFn) -> Keyset:
    """Rotated, mixed, with keys disabled and destroyed: whatever a keyset of some years looks like."""
    keyset = Keyset.generate(draw(st.sampled_from(ENCRYPT)), draw(st.sampled_from(OutputPrefix)))
    for _ in range(draw(st.integers(0, 3))):
        keyset = keyset.rotated(draw(st.sampled_from(ENCRYPT)))
    keyset = keyset.promoted(draw(st.sampled_from([info.number for info in keyset.keys])))
    for info in keyset.keys:
        if not info.is_primary:
            keyset = keyset.with_status(info.number, draw(st.sampled_from(KeyStatus)))
    return keyset


def to_tink(keyset: Keyset, form: str, bound_to: bytes) -> tink.KeysetHandle:
    """Our keyset through one of the four forms."""
    match form:
        case "json":
            return tink_json.parse(keyset.to_json(CLEARTEXT), TOKEN)
        case "protobuf":
            return tink_proto.parse(keyset.to_bytes(CLEARTEXT), TOKEN)
        case "encrypted json":
            return tink_json.parse_encrypted(keyset.to_json(ROOT, bound_to), THEIR_ROOT, bound_to)
    return tink_proto.parse_encrypted(keyset.to_bytes(ROOT, bound_to), THEIR_ROOT, bound_to)


def from_tink(handle: tink.KeysetHandle, form: str, bound_to: bytes) -> Keyset:
    """Tink's keyset through one of the four forms."""
    match form:
        case "json":
            return Keyset.from_json(tink_json.serialize(handle, TOKEN), CLEARTEXT)
        case "protobuf":
            return Keyset.from_bytes(tink_proto.serialize(handle, TOKEN), CLEARTEXT)
        case "encrypted json":
            return Keyset.from_json(tink_json.serialize_encrypted(handle, THEIR_ROOT, bound_to), ROOT, bound_to)
    return Keyset.from_bytes(tink_proto.serialize_encrypted(handle, THEIR_ROOT, bound_to), ROOT, bound_to)


FORMS = st.sampled_from(["json", "protobuf", "encrypted json", "encrypted protobuf"])


@settings(max_examples=500)
@given(keysets(), FORMS, st.binary(max_size=200), st.binary(max_size=60))
def test_tink_opens_our_keysets_and_each_opens_what_the_other_encrypts(
    keyset: Keyset, form: str, text: bytes, bound_to: bytes
) -> None:
    theirs = to_tink(keyset, form, bound_to).primitive(aead.Aead)
    sealed, sealed_by_tink = keyset.encrypt(text, bound_to), theirs.encrypt(text, bound_to)
    assert theirs.decrypt(sealed, bound_to) == text
    assert keyset.decrypt(sealed_by_tink, bound_to) == text
    assert len(sealed) == len(sealed_by_tink)
    with pytest.raises(tink.TinkError):
        theirs.decrypt(sealed, bound_to + b"x")
    with pytest.raises(SealError):
        keyset.decrypt(sealed_by_tink, bound_to + b"x")


@settings(max_examples=500)
@given(st.sampled_from(OPENED_BY_US), FORMS, st.binary(max_size=200), st.binary(max_size=60))
def test_we_open_the_keysets_that_tink_makes(template: object, form: str, text: bytes, bound_to: bytes) -> None:
    handle = tink.new_keyset_handle(template)
    theirs, ours = handle.primitive(aead.Aead), from_tink(handle, form, bound_to)
    assert ours.decrypt(theirs.encrypt(text, bound_to), bound_to) == text
    assert theirs.decrypt(ours.encrypt(text, bound_to), bound_to) == text


@settings(max_examples=200)
@given(keysets())
def test_a_keyset_is_written_as_tink_writes_it_byte_for_byte(keyset: Keyset) -> None:
    content, text = keyset.to_bytes(CLEARTEXT), keyset.to_json(CLEARTEXT)
    handle = tink_proto.parse(content, TOKEN)
    assert tink_proto.serialize(handle, TOKEN) == content == Keyset.from_json(text, CLEARTEXT).to_bytes(CLEARTEXT)
    assert tink_json.serialize(handle, TOKEN) == text == Keyset.from_bytes(content, CLEARTEXT).to_json(CLEARTEXT)


@given(keysets())
def test_an_encrypted_keyset_tells_of_its_keys_what_tink_tells(keyset: Keyset) -> None:
    handle = tink_json.parse(keyset.to_json(CLEARTEXT), TOKEN)
    theirs, ours = tink_json.serialize_encrypted(handle, THEIR_ROOT, b""), keyset.to_json(ROOT)
    assert json.loads(theirs)["keysetInfo"] == json.loads(ours)["keysetInfo"]
    assert list(json.loads(theirs)) == list(json.loads(ours))


def test_what_an_encrypted_keyset_says_of_itself_in_protobuf_is_not_needed() -> None:
    """Tink in Go writes it into the protobuf too; nobody vouches for it, so it is not read."""
    keyset = Keyset.generate()
    content = tink_pb2.EncryptedKeyset.FromString(keyset.to_bytes(ROOT, b"a"))
    content.keyset_info.primary_key_id = 12345
    content.keyset_info.key_info.add(type_url="x", status=1, key_id=12345, output_prefix_type=1)
    assert Keyset.from_bytes(content.SerializeToString(), ROOT, b"a").keys == keyset.keys


@given(keysets(), st.binary(max_size=60))
def test_ciphertexts_of_retired_keys_open_in_both_until_the_key_is_disabled(keyset: Keyset, text: bytes) -> None:
    sealed, rotated = keyset.encrypt(text, b""), keyset.rotated()
    assert (
        to_tink(rotated, "json", b"").primitive(aead.Aead).decrypt(sealed, b"") == rotated.decrypt(sealed, b"") == text
    )
    disabled = rotated.with_status(keyset.primary, KeyStatus.DISABLED)
    with pytest.raises(SealError):
        disabled.decrypt(sealed, b"")
    with pytest.raises(tink.TinkError):
        to_tink(disabled, "json", b"").primitive(aead.Aead).decrypt(sealed, b"")


@given(st.integers(0, 2), st.binary(max_size=60), st.integers(1, 100), FORMS)
def test_derived_keys_are_what_the_prf_set_of_tink_computes(
    rotations: int, info: bytes, length: int, form: str
) -> None:
    keyset = Keyset.generate(KeyKind.HKDF_PRF)
    for _ in range(rotations):
        keyset = keyset.rotated()
    computed = to_tink(keyset, form, b"a").primitive(prf.PrfSet).all()
    assert sorted(keyset.derive(info, length)) == sorted(each.compute(info, length) for each in computed.values())
    assert keyset.derive(info, length)[0] == computed[keyset.primary].compute(info, length)
    theirs = tink.new_keyset_handle(prf.prf_key_templates.HKDF_SHA256)
    again = from_tink(theirs, form, b"a")
    assert again.derive(info, length)[0] == theirs.primitive(prf.PrfSet).primary().compute(info, length)


ENVELOPES = [(KeyKind.AES_GCM, templates.AES256_GCM), (KeyKind.AES_GCM_SIV, templates.AES256_GCM_SIV)]


@pytest.mark.parametrize(("kind", "template"), ENVELOPES, ids=ENCRYPT)
@given(st.binary(max_size=200), st.binary(max_size=60))
def test_envelopes_open_both_ways(kind: KeyKind, template: object, text: bytes, bound_to: bytes) -> None:
    ours, theirs = Envelope(ROOT, kind), aead.KmsEnvelopeAead(template, THEIR_ROOT)
    assert theirs.decrypt(ours.encrypt(text, bound_to), bound_to) == text
    assert ours.decrypt(theirs.encrypt(text, bound_to), bound_to) == text
    with pytest.raises(SealError):
        ours.decrypt(theirs.encrypt(text, bound_to), bound_to + b"x")


REFUSED = {
    "AesEaxKey": templates.AES256_EAX,
    "AesCtrHmacAeadKey": templates.AES256_CTR_HMAC_SHA256,
    "XChaCha20Poly1305Key": templates.XCHACHA20_POLY1305,
    "XAesGcmKey": templates.XAES_256_GCM_192_BIT_NONCE,
    "HmacKey": mac.mac_key_templates.HMAC_SHA256_256BITTAG,
    "HmacPrfKey": prf.prf_key_templates.HMAC_SHA256,
    "AesCmacPrfKey": prf.prf_key_templates.AES_CMAC,
}


@pytest.mark.parametrize(("name", "template"), REFUSED.items(), ids=REFUSED.keys())
def test_key_types_that_we_cannot_do_are_refused_by_name(name: str, template: object) -> None:
    handle = tink.new_keyset_handle(template)
    for form in ("json", "protobuf", "encrypted json", "encrypted protobuf"):
        with pytest.raises(InvalidInputError) as refused:
            from_tink(handle, form, b"")
        (problem,) = refused.value.problems
        assert problem.value == name
        assert "AesGcmKey, AesGcmSivKey, HkdfPrfKey" in str(problem)


def test_keys_of_private_types_are_refused_too() -> None:
    handle = tink.new_keyset_handle(hybrid.hybrid_key_templates.ECIES_P256_HKDF_HMAC_SHA256_AES128_GCM)
    with pytest.raises(InvalidInputError):
        from_tink(handle, "json", b"")
    with pytest.raises(InvalidInputError):
        from_tink(handle, "protobuf", b"")
