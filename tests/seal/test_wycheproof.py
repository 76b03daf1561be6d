"""Project Wycheproof's vectors for every primitive that is used: AES-GCM, AES-GCM-SIV, HKDF, HMAC.

What the format cannot carry is listed here, with counts: AES-GCM with an IV that has not 12 bytes, a key of 192 bits.
"""

import base64
import gzip
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import commgov.seal.keyset
from commgov.errors import InvalidInputError, SealError
from commgov.seal import Keyset, hkdf_sha256, hmac_sha256
from commgov.seal.cleartext import CLEARTEXT

Vector = dict[str, Any]


def vectors(shared: Path, name: str) -> Iterator[tuple[Vector, Vector]]:
    """Each test with its group."""
    with gzip.open(shared / "data" / "vectors" / "wycheproof" / f"{name}_test.json.gz") as packed:
        groups = json.load(packed)["testGroups"]
    return ((group, test) for group in groups for test in group["tests"])


def unhex(test: Vector, *names: str) -> list[bytes]:
    return [bytes.fromhex(test[name]) for name in names]


def raw_keyset(type_name: str, key: bytes) -> Keyset:
    """A keyset as Tink would write it of one given key, whose ciphertexts have no prefix."""
    value = base64.b64encode(b"\x1a" + bytes([len(key)]) + key).decode()
    data = {"typeUrl": f"type.googleapis.com/google.crypto.tink.{type_name}", "value": value}
    entry = {"keyData": data | {"keyMaterialType": "SYMMETRIC"}, "status": "ENABLED", "keyId": 7}
    return Keyset.from_json(json.dumps({"primaryKeyId": 7, "key": [entry | {"outputPrefixType": "RAW"}]}), CLEARTEXT)


AEADS = {
    ("aes_gcm", "AesGcmKey"): {"judged": 133, "key of 192 bits": 64, "IV of another length": 119},
    ("aes_gcm_siv", "AesGcmSivKey"): {"judged": 202},
}
IV_BITS_REFUSED = [0, 8, 16, 32, 48, 64, 80, 120, 128, 160, 256, 512, 1024, 2056]


@pytest.mark.parametrize(("of", "counts"), AEADS.items(), ids=[name for name, _ in AEADS])
def test_authenticated_encryption(
    of: tuple[str, str], counts: dict[str, int], shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (name, type_name), seen, iv_bits = of, Counter[str](), set()
    for group, test in vectors(shared, name):
        key, iv, bound_to, text, sealed, tag = unhex(test, "key", "iv", "aad", "msg", "ct", "tag")
        if group["ivSize"] != 96:
            seen["IV of another length"] += 1
            iv_bits.add(group["ivSize"])
            continue
        if group["keySize"] == 192:
            with pytest.raises(InvalidInputError):
                raw_keyset(type_name, key)
            seen["key of 192 bits"] += 1
            continue
        keyset = raw_keyset(type_name, key)
        seen["judged"] += 1
        if test["result"] == "valid":
            monkeypatch.setattr(commgov.seal.keyset, "urandom", lambda _size, iv=iv: iv)
            assert keyset.encrypt(text, bound_to) == iv + sealed + tag
            assert keyset.encrypt_all([(text, bound_to)]) == [iv + sealed + tag]
            assert keyset.decrypt(iv + sealed + tag, bound_to) == text
        else:
            with pytest.raises(SealError):
                keyset.decrypt(iv + sealed + tag, bound_to)
    assert seen == counts
    assert sorted(iv_bits) == (IV_BITS_REFUSED if name == "aes_gcm" else [])


def test_hkdf(shared: Path) -> None:
    seen = Counter[str]()
    for _, test in vectors(shared, "hkdf_sha256"):
        secret, salt, info, derived = unhex(test, "ikm", "salt", "info", "okm")
        seen[test["result"]] += 1
        if test["result"] == "valid":
            assert hkdf_sha256(secret, salt=salt, info=info, length=test["size"]) == derived
        else:
            with pytest.raises(ValueError, match="1 to 8,160 bytes"):
                hkdf_sha256(secret, salt=salt, info=info, length=test["size"])
    assert sum(seen.values()) == 86
    assert seen["invalid"] > 0


def test_hmac(shared: Path) -> None:
    seen = Counter[str]()
    for group, test in vectors(shared, "hmac_sha256"):
        key, message, tag = unhex(test, "key", "msg", "tag")
        right = hmac_sha256(key, message)[: group["tagSize"] // 8] == tag
        assert right == (test["result"] == "valid")
        seen[test["result"]] += 1
    assert sum(seen.values()) == 174
    assert seen["invalid"] > 0
