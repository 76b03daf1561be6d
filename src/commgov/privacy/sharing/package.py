"""A sealed package as bytes: a heading that anybody may read, and what only opens with the package's own keys.

The bytes are: `CGP1`, the length of the heading in two bytes, the heading as canonical JSON, the ciphertext in Tink's
format. The whole heading is the associated data: what is sealed for one recipient, purpose and moment opens for no
other.
"""

from datetime import UTC, datetime
from typing import Any

from attrs import field, frozen

from commgov.core.checks import Checks
from commgov.core.ids import PersonRef
from commgov.errors import InvalidInputError, Place, Problem
from commgov.seal import Aead, Json, canonical_json, read_json
from commgov.wording import Text

_MAGIC = b"CGP1"
_LENGTH_BYTES = 2
_USE = b"commgov sharing package 1\x00"
HEADING_MOST = 1024
"""Bytes that a heading has at most."""
SIZE_MOST = 64 * 2**20
"""Bytes that a package has at most."""


@frozen
class PackageHeading:
    """What anybody may read of a package.

    Args:
        package: its id, which is that of the request.
        recipient: for whom it is, as a reference.
        purpose: what for, by name.
        expires: up to but not including this moment it can be opened.

    Raises:
        InvalidInputError: naming all that is wrong.
    """

    package: str
    recipient: PersonRef
    purpose: str
    expires: datetime

    def __attrs_post_init__(self) -> None:
        checks = Checks("PackageHeading")
        for name in ("package", "recipient", "purpose"):
            checks.identifier(name, getattr(self, name))
        checks.aware("expires", self.expires)
        checks.refuse()

    def to_bytes(self) -> bytes:
        """As canonical JSON (RFC 8785)."""
        return canonical_json(
            {
                "expires": self.expires.astimezone(UTC).isoformat(timespec="microseconds"),
                "package": self.package,
                "purpose": self.purpose,
                "recipient": self.recipient,
            }
        )

    @property
    def associated_data(self) -> bytes:
        """What the ciphertext is bound to."""
        return _USE + self.to_bytes()


@frozen
class SealedPackage:
    """Data that was sealed for one recipient. It may lie anywhere: without its keys it says no more than its heading.

    Args:
        heading: what anybody may read.
        ciphertext: the rest.

    Example:
        >>> from commgov.seal import Keyset
        >>> key, heading = (
        ...     Keyset.generate(),
        ...     PackageHeading("s-1", "street-office", "relief", datetime(2026, 3, 9, tzinfo=UTC)),
        ... )
        >>> sent = SealedPackage.seal(heading, [{"ref": "r-204"}], key).to_bytes()
        >>> SealedPackage.from_bytes(sent).unseal(key)
        [{'ref': 'r-204'}]
        >>> SealedPackage.from_bytes(b"CGP1 and nothing else")
        Traceback (most recent call last):
            ...
        commgov.errors.InvalidInputError: package: — a package as SealedPackage.to_bytes writes it
    """

    heading: PackageHeading
    ciphertext: bytes = field(repr=False)

    @staticmethod
    def seal(heading: PackageHeading, content: Json, keys: Aead) -> "SealedPackage":
        """Seal a content for what a heading says.

        Args:
            heading: for whom, for what, until when.
            content: what is sealed.
            keys: of this package alone.
        """
        return SealedPackage(heading, keys.encrypt(canonical_json(content), heading.associated_data))

    def unseal(self, keys: Aead) -> Json:
        """The content.

        Raises:
            SealError: if it does not open: other keys, another heading, or changed bytes.
        """
        return read_json(keys.decrypt(self.ciphertext, self.heading.associated_data))

    def to_bytes(self) -> bytes:
        """The package as bytes."""
        heading = self.heading.to_bytes()
        return _MAGIC + len(heading).to_bytes(_LENGTH_BYTES, "big") + heading + self.ciphertext

    @staticmethod
    def from_bytes(content: bytes) -> "SealedPackage":
        """Read a package that somebody else may have written; nothing of it is trusted before it opens.

        Raises:
            InvalidInputError: if it is none, or not written in the one way in which it is.
        """
        begins = len(_MAGIC) + _LENGTH_BYTES
        length = int.from_bytes(content[len(_MAGIC) : begins], "big")
        heading = content[begins : begins + length]
        whole = begins <= len(content) <= SIZE_MOST and 0 < length <= HEADING_MOST and len(heading) == length
        if content[: len(_MAGIC)] != _MAGIC or not whole:
            raise _none()
        return SealedPackage(_heading(heading), bytes(content[begins + length :]))


def _heading(content: bytes) -> PackageHeading:
    try:
        said: Any = read_json(content)
        expires = datetime.fromisoformat(said["expires"])
        heading = PackageHeading(said["package"], said["recipient"], said["purpose"], expires)
        if heading.to_bytes() == content:
            return heading
    except (ValueError, TypeError, KeyError, OverflowError):  # InvalidInputError is a ValueError
        raise _none() from None
    raise _none()


def _none() -> InvalidInputError:
    return InvalidInputError([Problem(Place.of("package"), _FORM)])


_FORM = Text("a package as SealedPackage.to_bytes writes it", "应为SealedPackage.to_bytes所写的数据包")
