"""What a ciphertext is bound to, as bytes: tenant, subject, basis, field, tier, schema version.

Each part stands with its length, so no two bindings give the same bytes; the first part tells what the bytes are for
and their version. The purpose of use is not among them: data is collected once and used for many purposes.
"""

from attrs import field, frozen

from commgov.core import PersonRef
from commgov.core.checks import Checks
from commgov.privacy.purposes import Basis
from commgov.privacy.tiers import Tier
from commgov.wording import Text

_FIELD = b"commgov field 1"
_LENGTH_BYTES = 4
_MARK = b"\x80"
BUCKET = 16


def joined(*parts: str | bytes) -> bytes:
    """Parts as bytes, each after its length, so that they can be told apart."""
    contents = [part.encode() if isinstance(part, str) else part for part in parts]
    return b"".join(len(content).to_bytes(_LENGTH_BYTES, "big") + content for content in contents)


def head(tenant: str, subject: PersonRef, basis: Basis) -> bytes:
    """What all fields that one subject gives on one basis are bound to."""
    return joined(_FIELD, tenant, subject, basis.kind.value, basis.ref)


@frozen
class FieldLabel:
    """What a field's ciphertexts are bound to besides tenant, subject and basis. Made once for each field of a schema.

    Args:
        name: record and field: `"resident.phone"`.
        tier: how sensitive it is; each tier of a subject has a key of its own.
        schema: the version of the schema, from 1.
        bucket: 0, or bytes to a multiple of which the text is padded, so that its length does not tell which word of a
            small vocabulary it is. See `bucket_for`.

    Raises:
        InvalidInputError: if a part is none.

    Example:
        >>> FieldLabel("resident.phone", Tier.T3, schema=1).name
        'resident.phone'
        >>> FieldLabel("resident.disability", Tier.T4, 1, bucket=bucket_for(["none", "mild", "severe"])).bucket
        16
    """

    name: str
    tier: Tier
    schema: int
    bucket: int = 0
    level: int = field(init=False, eq=False, repr=False)
    encoded: bytes = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        checks = Checks("FieldLabel", self.name)
        checks.identifier("name", self.name)
        checks.instance("tier", self.tier, Tier, Text("a Tier", "应为Tier"))
        checks.whole("schema", self.schema, least=1, most=2**32 - 1)
        if checks.whole("bucket", self.bucket, most=2**16 - BUCKET):
            whole = Text(f"a multiple of {BUCKET}", f"应为{BUCKET}的倍数")
            checks.require("bucket", self.bucket, ok=self.bucket % BUCKET == 0, expected=whole)
        checks.refuse()
        numbers = (self.tier, self.schema, self.bucket)
        encoded = joined(self.name, *(number.to_bytes(4, "big") for number in numbers))
        object.__setattr__(self, "level", int(self.tier))  # an enum's hash is slow, and each field is looked up by it
        object.__setattr__(self, "encoded", encoded)


def bucket_for(vocabulary: list[str] | tuple[str, ...] | frozenset[str]) -> int:
    """The smallest bucket, a multiple of 16 bytes, in which every word of a vocabulary has the same length.

    Args:
        vocabulary: all values that the field may have.

    Example:
        >>> bucket_for(["yes", "no"]), bucket_for(["持证残疾人", "一级"])
        (16, 16)
    """
    longest = max((len(word.encode()) for word in vocabulary), default=0)
    return -(-(longest + 1) // BUCKET) * BUCKET


def padded(text: bytes, bucket: int) -> bytes:
    """The text, a mark and zeros, to a multiple of the bucket (ISO/IEC 7816-4)."""
    return text + _MARK + bytes(-(len(text) + 1) % bucket)


def unpadded(text: bytes) -> bytes:
    """The text before the last mark. The bytes are authentic, so the mark is there."""
    return text[: text.rindex(_MARK)]
