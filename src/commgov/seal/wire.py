"""The little of protobuf's wire format that keysets are written in: numbers, and contents with their length.

Protocol Buffers, "Encoding": a field is a tag (its number and wire type) and a value; 0 is a number as varint, 2 are
bytes, texts and messages. A field with the default value is not written.
"""

from typing import TypeVar

Value = TypeVar("Value")

_NUMBER, _CONTENT = 0, 2
_VARINT_BYTES_MAX = 10
_MORE, _SEVEN = 0x80, 0x7F
_SHORT = [bytes([value]) for value in range(_SEVEN + 1)]  # most numbers are that small


class MalformedError(ValueError):
    """Not the bytes of a message; mapped by whoever reads one, and never told to callers."""


def number_field(number: int, value: int) -> bytes:
    """A number as a field; nothing if it is 0."""
    return _varint(number << 3 | _NUMBER) + _varint(value) if value else b""


def content_field(number: int, value: bytes) -> bytes:
    """Bytes as a field; nothing if there are none."""
    return _varint(number << 3 | _CONTENT) + _varint(len(value)) + value if value else b""


def _varint(value: int) -> bytes:
    if value <= _SEVEN:
        return _SHORT[value]
    written = bytearray()
    while value > _SEVEN:
        written.append(value & _SEVEN | _MORE)
        value >>= 7
    written.append(value)
    return bytes(written)


class Message:
    """The fields of a message.

    Args:
        content: the bytes.
        known: the numbers of the fields that it may have; what another field would mean nobody knows, so it is refused.

    Raises:
        MalformedError: if the bytes are none of a message, or it has another field.
    """

    __slots__ = ("_contents", "_numbers")

    def __init__(self, content: bytes, known: tuple[int, ...]) -> None:
        """Take the bytes apart."""
        self._numbers: dict[int, list[int]] = {}
        self._contents: dict[int, list[bytes]] = {}
        at, size = 0, len(content)
        while at < size:
            tag, at = _read_varint(content, at)
            number, wire_type = divmod(tag, 8)
            if number not in known or wire_type not in {_NUMBER, _CONTENT}:
                raise MalformedError
            value, at = _read_varint(content, at)
            if wire_type == _NUMBER:
                self._numbers.setdefault(number, []).append(value)
                continue
            if value > size - at:
                raise MalformedError
            self._contents.setdefault(number, []).append(content[at : at + value])
            at += value

    def number(self, number: int) -> int:
        """A number; 0 where it is not written."""
        return _only(self._numbers.get(number, [0]), self._contents.get(number))

    def content(self, number: int) -> bytes:
        """Bytes; none where they are not written."""
        return _only(self._contents.get(number, [b""]), self._numbers.get(number))

    def contents(self, number: int) -> list[bytes]:
        """The values of a field that may stand several times."""
        if number in self._numbers:
            raise MalformedError
        return self._contents.get(number, [])


def _only(values: list[Value], in_the_other_type: object) -> Value:
    if len(values) > 1 or in_the_other_type:
        raise MalformedError
    return values[0]


def _read_varint(content: bytes, at: int) -> tuple[int, int]:
    """A number, and where it ends."""
    if at < len(content) and content[at] <= _SEVEN:
        return content[at], at + 1
    value = 0
    for place in range(_VARINT_BYTES_MAX):
        if at + place >= len(content):
            raise MalformedError
        byte = content[at + place]
        value |= (byte & _SEVEN) << 7 * place
        if byte <= _SEVEN:
            return value, at + place + 1
    raise MalformedError
