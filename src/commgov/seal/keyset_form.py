"""Keysets as Google Tink writes them: protobuf and JSON, in clear text and encrypted; there and back, byte for byte.

The messages are those of Tink's `proto/tink.proto`: Keyset, KeyData, EncryptedKeyset. What is read must come out as the
same bytes when it is written again; a keyset has one form only.
"""

import base64
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from attrs import field, frozen

from commgov.errors import InvalidInputError, Place, Problem
from commgov.seal.canonical import read_json
from commgov.seal.key import ID_MAX, Key, KeyKind, KeyStatus, OutputPrefix, secrets_of
from commgov.seal.wire import MalformedError, Message, content_field, number_field
from commgov.wording import Text

SIZE_MAX = 2**20
KEYS_MAX = 2000  # what is written stays below SIZE_MAX in every form, so that it can be read again
_TYPE = "type.googleapis.com/google.crypto.tink."
_SYMMETRIC = "SYMMETRIC"
_SYMMETRIC_NUMBER = 1
_STATUS_NAMES = {status.value: status.name for status in KeyStatus}
_PREFIX_NAMES = {prefix.value: prefix.name for prefix in OutputPrefix}
_NAME = re.compile(r"[A-Z][A-Za-z0-9_]{0,39}")  # shorter than any key in base64

_PLACE = Place().at("Keyset")
_FORM = Text("a keyset as Google Tink writes it", "应为Google Tink格式的密钥集")
_ENCRYPTED_FORM = Text("an encrypted keyset as Google Tink writes it", "应为Google Tink格式的加密密钥集")
_KIND = Text(f"a key of one of these types: {', '.join(KeyKind)}", f"密钥类型应为以下之一：{'、'.join(KeyKind)}")
_PREFIX = Text("the output prefix TINK, RAW or CRUNCHY", "输出前缀应为TINK、RAW或CRUNCHY")
_STATUS = Text("ENABLED, DISABLED or DESTROYED", "应为ENABLED、DISABLED或DESTROYED")
_SECRET = Text("secret bytes of a size that its type has", "密钥内容的长度应符合其类型")
_GONE = Text("no secret bytes: it is destroyed", "密钥已销毁，不应再有内容")
_NUMBER = Text("a whole number from 1 to 2^32 - 1, which no other key has", "应为1至2^32−1之间的整数，且各密钥不得重复")
_PRIMARY = Text("the number of an enabled key", "应为一个启用密钥的编号")
_ANY = Text("at least one key", "至少应有一个密钥")
_FEWER = Text(f"at most {KEYS_MAX} keys", f"至多{KEYS_MAX}个密钥")
_ONE_USE = Text("keys that all encrypt, or all derive other keys", "密钥应全部用于加密，或全部用于派生")


Entry = TypeVar("Entry")


@frozen
class Written:
    """One key as it is written, before it is judged: the names are Tink's."""

    number: int
    type_name: str
    value: bytes = field(repr=False)
    status: str
    prefix: str


def to_protobuf(keys: Sequence[Key], primary: int) -> bytes:
    """A keyset as protobuf."""
    return number_field(1, primary) + b"".join(content_field(2, _key_message(key)) for key in keys)


def _key_message(key: Key) -> bytes:
    data = b""
    if key.kind is not None:
        named = content_field(1, (_TYPE + key.kind).encode()) + content_field(2, key.to_proto())
        data = content_field(1, named + number_field(3, _SYMMETRIC_NUMBER))
    return data + number_field(2, key.status) + number_field(3, key.number) + number_field(4, key.prefix)


def from_protobuf(content: bytes) -> tuple[list[Key], int]:
    """The keys of a keyset in protobuf, and the number of the primary one.

    Raises:
        InvalidInputError: naming every key that is wrong, or of a type that is not known here; no secret is repeated.
    """
    try:
        message = Message(_sized(content), (1, 2))
        written, primary = [_read_key(each) for each in _few(message.contents(2))], message.number(1)
    except (MalformedError, UnicodeDecodeError):
        raise _refusal(_FORM) from None
    keys = judged(written, primary)
    if to_protobuf(keys, primary) != content:
        raise _refusal(_FORM)
    return keys, primary


def _read_key(content: bytes) -> Written:
    message = Message(content, (1, 2, 3, 4))
    data = Message(message.content(1), (1, 2, 3))
    if data.number(3) not in {0, _SYMMETRIC_NUMBER}:
        raise MalformedError
    return Written(
        message.number(3),
        data.content(1).decode(),
        data.content(2),
        _STATUS_NAMES.get(message.number(2), ""),
        _PREFIX_NAMES.get(message.number(4), ""),
    )


def to_json(keys: Sequence[Key], primary: int) -> str:
    """A keyset as JSON, set out as Tink does it."""
    return _pretty({"primaryKeyId": primary, "key": [_key_fields(key) for key in keys]})


def _key_fields(key: Key) -> dict[str, object]:
    data = {}
    if key.kind is not None:
        value = base64.b64encode(key.to_proto()).decode()
        data = {"keyData": {"typeUrl": _TYPE + key.kind, "value": value, "keyMaterialType": _SYMMETRIC}}
    return data | _open_fields(key)


def _open_fields(key: Key) -> dict[str, object]:
    return {"status": key.status.name, "keyId": key.number, "outputPrefixType": key.prefix.name}


def from_json(text: str) -> tuple[list[Key], int]:
    """The keys of a keyset in JSON, and the number of the primary one.

    Raises:
        InvalidInputError: naming every key that is wrong, or of a type that is not known here; no secret is repeated.
    """
    try:
        fields = _fields(_read(text), {"primaryKeyId": int, "key": list})
        written = [_written(each) for each in _few(fields["key"])]
    except MalformedError:
        raise _refusal(_FORM) from None
    return judged(written, fields["primaryKeyId"]), fields["primaryKeyId"]


def _written(entry: object) -> Written:
    kinds = {"keyData": dict, "status": str, "keyId": int, "outputPrefixType": str}
    fields = _fields(entry, kinds, optional={"keyData"})
    data = {"typeUrl": "", "value": "", "keyMaterialType": _SYMMETRIC}
    if "keyData" in fields:
        data = _fields(fields["keyData"], {"typeUrl": str, "value": str, "keyMaterialType": str})
    if data["keyMaterialType"] != _SYMMETRIC:
        raise MalformedError
    return Written(
        fields["keyId"],
        data["typeUrl"],
        _from_base64(data["value"]),
        fields["status"],
        fields["outputPrefixType"],
    )


def encrypted_to_protobuf(ciphertext: bytes) -> bytes:
    """An encrypted keyset as protobuf."""
    return content_field(2, ciphertext)


def encrypted_from_protobuf(content: bytes) -> bytes:
    """The ciphertext in an encrypted keyset; what else it says of its keys nobody vouches for, so it is not read.

    Raises:
        InvalidInputError: if it is none.
    """
    try:
        ciphertext = Message(_sized(content), (2, 3)).content(2)
    except MalformedError:
        ciphertext = b""
    if not ciphertext:
        raise _refusal(_ENCRYPTED_FORM)
    return ciphertext


def encrypted_to_json(ciphertext: bytes, keys: Sequence[Key], primary: int) -> str:
    """An encrypted keyset as JSON, set out as Tink does it, with what its keys are beside it."""
    told = [{"typeUrl": _TYPE + key.kind} | _open_fields(key) if key.kind else _open_fields(key) for key in keys]
    return _pretty(
        {
            "encryptedKeyset": base64.b64encode(ciphertext).decode(),
            "keysetInfo": {"primaryKeyId": primary, "keyInfo": told},
        }
    )


def encrypted_from_json(text: str) -> bytes:
    """The ciphertext in an encrypted keyset; what else it says of its keys nobody vouches for, so it is not read.

    Raises:
        InvalidInputError: if it is none.
    """
    try:
        fields = _fields(_read(text), {"encryptedKeyset": str, "keysetInfo": dict}, optional={"keysetInfo"})
        return _from_base64(fields["encryptedKeyset"])
    except MalformedError:
        raise _refusal(_ENCRYPTED_FORM) from None


def judged(written: Sequence[Written], primary: int) -> list[Key]:
    """The keys, if nothing is wrong with any of them.

    Raises:
        InvalidInputError: with everything that is wrong.
    """
    problems: list[Problem] = []
    keys = [key for each in written if (key := _key(each, problems)) is not None]
    problems += whole_problems(keys, primary, [each.number for each in written]) if not problems else []
    if problems:
        raise InvalidInputError(problems)
    return keys


def _key(written: Written, problems: list[Problem]) -> Key | None:
    """One key, or its problems."""
    before = len(problems)

    def refuse(expected: Text, value: str = "") -> None:
        place = Place().at("Keyset", Text(f"key {written.number}", f"密钥{written.number}"))
        problems.append(Problem(place, expected, value))

    status = KeyStatus.__members__.get(written.status)
    prefix = OutputPrefix.__members__.get(written.prefix)
    if status is None:
        refuse(_STATUS, _named(written.status))
    if prefix is None:
        refuse(_PREFIX, _named(written.prefix))
    if status is KeyStatus.DESTROYED:
        if written.type_name or written.value:
            refuse(_GONE)
        return Key(written.number, None, status, prefix) if prefix and len(problems) == before else None
    name = written.type_name.removeprefix(_TYPE)
    kind = next((each for each in KeyKind if each == name and written.type_name != name), None)
    if kind is None:
        refuse(_KIND, _named(name))
        return None
    try:
        secret, salt = secrets_of(kind, written.value)
    except MalformedError:
        refuse(_SECRET, kind.value)
        return None
    return Key(written.number, kind, status, prefix, secret, salt) if status and prefix else None


def whole_problems(keys: Sequence[Key], primary: int, numbers: Sequence[int]) -> list[Problem]:
    """What is wrong with keys that are each right."""
    place, problems = _PLACE, []
    if not keys:
        problems.append(Problem(place, _ANY))
    if len(keys) > KEYS_MAX:
        problems.append(Problem(place, _FEWER, str(len(keys))))
    wrong = (number for number in dict.fromkeys(numbers) if numbers.count(number) > 1 or not 0 < number <= ID_MAX)
    problems += [Problem(place.at("keyId"), _NUMBER, str(number)) for number in wrong]
    if not any(key.number == primary and key.status is KeyStatus.ENABLED for key in keys):
        problems.append(Problem(place.at("primaryKeyId"), _PRIMARY, str(primary)))
    if len({key.kind is KeyKind.HKDF_PRF for key in keys if key.kind}) > 1:
        problems.append(Problem(place, _ONE_USE))
    return problems


def _named(name: str) -> str:
    """A name that is wrong, if it can be one: what stands in its place may be anything, a secret too."""
    return name if _NAME.fullmatch(name) else ""


def _sized(content: object) -> bytes:
    """The content, if it is one and not too large; otherwise nothing, which is no keyset."""
    return content if isinstance(content, bytes) and len(content) <= SIZE_MAX else b""


def _few(entries: list[Entry]) -> list[Entry]:
    """The entries, if there are not more than a keyset may have: who sends a million of them learns that at once."""
    if len(entries) > KEYS_MAX:
        raise InvalidInputError([Problem(_PLACE, _FEWER, str(len(entries)))])
    return entries


def _read(text: object) -> object:
    if not isinstance(text, str) or len(text) > SIZE_MAX:
        raise MalformedError
    try:
        return read_json(text)
    except InvalidInputError:
        raise MalformedError from None


def _from_base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:  # no base64, or no ASCII
        raise MalformedError from None


def _fields(
    value: object, kinds: Mapping[str, type], *, optional: frozenset[str] | set[str] = frozenset()
) -> dict[str, Any]:
    """The fields of an object, if they are just these and of these types."""
    if not isinstance(value, dict) or not kinds.keys() - optional <= value.keys() <= kinds.keys():
        raise MalformedError
    if not all(type(each) is kinds[name] for name, each in value.items()):
        raise MalformedError
    return value


def _pretty(fields: Mapping[str, object]) -> str:
    return json.dumps(fields, indent=2)


def _refusal(expected: Text) -> InvalidInputError:
    return InvalidInputError([Problem(_PLACE, expected)])
