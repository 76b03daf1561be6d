"""Blind indexes: exact look-up in encrypted fields, by a short keyed code of the value.

The code is HMAC-SHA256 under a key of the index alone, cut to so few bits that a value shares its code with others
(after CipherSweet, "Blind index planning"). Who sees the codes but not the key learns which entries *may* be equal, and
how frequent a frequent value is. Who has the key too tries all phone numbers of a city in hours. A search decrypts what
it finds and drops what is not equal.
"""

import unicodedata
from collections.abc import Callable

from attrs import field, frozen

from commgov.core.checks import Checks
from commgov.privacy.keys.label import joined
from commgov.seal import Secret, hmac_sha256
from commgov.wording import Text

OTHERS_MIN = 2
DISTINCT_MIN = 256
BITS_MAX = 31
_CODE_BITS = 256
_ENOUGH = Text(
    "at least {n} distinct values: with fewer, frequencies alone tell them; index it together with another field",
    "至少{n}个不同取值：过少则仅凭频率即可推断；请与其他字段组成复合索引",
).fill(n=DISTINCT_MIN)


def normalised(value: str) -> str:
    """A value as it is looked up: one form of Unicode, full width as half width, no white space, no case.

    Example:
        >>> normalised(" １３８ 0013 8000"), normalised("Li Lei")
        ('13800138000', 'lilei')
    """
    return "".join(unicodedata.normalize("NFKC", value).casefold().split())


@frozen
class IndexPlan:
    """How a blind index is laid out. `IndexPlan.of` chooses the bits.

    Args:
        fields: what is indexed: one field, or several together.
        bits: of the code, 1 to 31.
        normalise: makes values that shall be found as each other the same.

    Raises:
        InvalidInputError: if a part is none.

    Example:
        >>> IndexPlan.of("resident.phone", distinct=9_000).bits
        12
        >>> IndexPlan.of("resident.disability", distinct=5)
        Traceback (most recent call last):
            ...
        commgov.errors.InvalidInputError: IndexPlan, distinct: '5' — at least 256 distinct values: \
with fewer, frequencies alone tell them; index it together with another field
        >>> IndexPlan.of("resident.disability", "resident.birth_year", distinct=300).bits
        7
    """

    fields: tuple[str, ...]
    bits: int
    normalise: Callable[[str], str] = field(default=normalised, eq=False)

    def __attrs_post_init__(self) -> None:
        checks = Checks("IndexPlan")
        checks.identifiers("fields", self.fields)
        checks.require("fields", "", ok=bool(self.fields), expected=Text("at least one field", "至少一个字段"))
        checks.whole("bits", self.bits, least=1, most=BITS_MAX)
        checks.refuse()

    @staticmethod
    def of(*fields: str, distinct: int, normalise: Callable[[str], str] = normalised) -> "IndexPlan":
        """As many bits as leave each value at least two others with the same code, on average.

        Args:
            fields: what is indexed: one field, or several together (a compound index), always looked up together.
            distinct: how many different values there will be at least, of the fields together; of phones as many as
                residents.
            normalise: makes values that shall be found as each other the same.

        Raises:
            InvalidInputError: if there are too few.
        """
        checks = Checks("IndexPlan")
        if checks.whole("distinct", distinct):
            checks.require("distinct", distinct, ok=distinct >= DISTINCT_MIN, expected=_ENOUGH)
        checks.refuse()
        bits = ((distinct - 1) // OTHERS_MIN).bit_length() - 1  # the largest with (distinct - 1) / 2^bits ≥ 2
        return IndexPlan(fields, min(bits, BITS_MAX), normalise)


class BlindIndex(Secret):
    """Codes of values, to look them up. Made by `KeyTree.blind_index`.

    Args:
        plan: how it is laid out.
        keys: the index's own keys, the current one first.
    """

    __slots__ = ("_keys", "plan")

    def __init__(self, plan: IndexPlan, keys: tuple[bytes, ...]) -> None:
        """Take the plan and the keys."""
        self.plan, self._keys = plan, keys

    def code(self, *values: str) -> int:
        """The code to store with an entry; below 2^bits.

        Args:
            values: one for each field of the plan.

        Raises:
            InvalidInputError: if there are more or fewer; they are not repeated.
        """
        return self._code(self._keys[0], values)

    def codes(self, *values: str) -> tuple[int, ...]:
        """The codes under which an entry may be stored: more than one while index keys are being changed.

        Args:
            values: one for each field of the plan.

        Raises:
            InvalidInputError: if there are more or fewer; they are not repeated.
        """
        return tuple(dict.fromkeys(self._code(key, values) for key in self._keys))

    def _code(self, key: bytes, values: tuple[str, ...]) -> int:
        checks = Checks("BlindIndex")
        right = len(values) == len(self.plan.fields) and all(isinstance(value, str) for value in values)
        expected = Text("a text for each of {n} fields", "应为{n}个字段各一个文本").fill(n=len(self.plan.fields))
        checks.require("values", "", ok=right, expected=expected)
        checks.refuse()
        message = joined(*map(self.plan.normalise, values))
        return int.from_bytes(hmac_sha256(key, message), "big") >> (_CODE_BITS - self.plan.bits)
