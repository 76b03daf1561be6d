"""What anybody may report of a public group: a leak, harassment of a person, a rumour. No text, and no author.

Of the message there is a salted digest: it tells that two reports are about one message, and nothing else. Whoever has
the salt can test a guess, so the salt is kept like a key, changed every so often, and the old one destroyed.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from attrs import field, frozen

from commgov.core import PersonRef
from commgov.core.checks import Checks
from commgov.privacy.guard.folding import fold
from commgov.privacy.guard.kinds import LeakKind
from commgov.wording import Text

SALT_MIN = 16
"""Bytes of a salt, at least."""

_DIGEST_BYTES = 16
_DIGEST = re.compile(rf"[0-9a-f]{{{2 * _DIGEST_BYTES}}}")


class ReportKind(StrEnum):
    """What is reported. There is no kind for an opinion.

    Example:
        >>> [kind.words.zh for kind in ReportKind]
        ['个人信息泄露', '针对个人的骚扰', '谣言']
    """

    LEAK = "leak"
    HARASSMENT = "harassment"
    RUMOUR = "rumour"

    @property
    def words(self) -> Text:
        """In both languages."""
        return _WORDS[self]


_WORDS = {
    ReportKind.LEAK: Text("a leak of personal data", "个人信息泄露"),
    ReportKind.HARASSMENT: Text("harassment of a person", "针对个人的骚扰"),
    ReportKind.RUMOUR: Text("a rumour", "谣言"),
}


def message_digest(message: str, *, salt: bytes) -> str:
    r"""A message as a salted digest: the same for the same words, however they are spaced or disguised.

    Args:
        message: what was written in the group; it is not kept.
        salt: a secret of the community, at least 16 bytes; with another salt the digest is another.

    Returns:
        32 hexadecimal digits: HMAC-SHA-256 (RFC 2104), cut to 128 bits.

    Raises:
        InvalidInputError: if the salt is too short or the message no text.

    Example:
        >>> salt = b"a secret of sixteen bytes or more"
        >>> message_digest("电话 １３８", salt=salt) == message_digest("电话138\u200b", salt=salt)
        True
    """
    checks = Checks("message_digest")
    checks.require("message", "", ok=isinstance(message, str), expected=Text("a text", "应为文本"))
    checks.require("salt", "", ok=len(salt) >= SALT_MIN, expected=Text("at least 16 bytes", "至少16字节"))
    checks.refuse()
    plain = "".join(fold(message).text.split()).encode("utf-8", "surrogatepass")
    return hmac.digest(salt, plain, hashlib.sha256)[:_DIGEST_BYTES].hex()


@frozen
class GroupReport:
    """Somebody reports a message.

    Args:
        kind: what is reported.
        group: the group, as a reference.
        digest: the message, by `message_digest`.
        at: when it was reported.
        by: who reports, as a reference; None: nobody needs to say so.
        counts: of a leak, how much of which kind the guard saw in it.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> from datetime import UTC
        >>> GroupReport(ReportKind.RUMOUR, "g-7", "0" * 32, datetime(2026, 3, 2, tzinfo=UTC)).by is None
        True
    """

    kind: ReportKind
    group: str
    digest: str
    at: datetime
    by: PersonRef | None = field(default=None, repr=False)  # who fears the author is not shown in passing
    counts: Mapping[LeakKind, int] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        checks = Checks("GroupReport")
        checks.instance("kind", self.kind, ReportKind, Text("a ReportKind", "应为ReportKind"))
        checks.identifier("group", self.group)
        is_digest = _DIGEST.fullmatch(str(self.digest)) is not None
        checks.require(
            "digest", "", ok=is_digest, expected=Text("a digest by message_digest", "应为message_digest的结果")
        )
        checks.aware("at", self.at)
        if self.by is not None:
            checks.identifier("by", self.by)
        checks.refuse()
