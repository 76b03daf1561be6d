"""Letters between communities: what one tells another, signed, and whose signature is believed on which day.

A letter is a remittance, a reply or a statement, with an Ed25519 signature over its content as canonical JSON. Which
keys are a partner's stands in the community's register (`PartnerKey`), with days. What counts is the day on which a
letter is read, for what a signer says about when they signed proves nothing: a key that was replaced, or stolen, signs
nothing any more after its last day, whatever date it writes.
"""

from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from typing import Generic, TypeVar

from attrs import frozen

from commgov.core import Text
from commgov.core.checks import Checks
from commgov.core.wire import tagged, untagged
from commgov.errors import InvalidInputError, Place, Problem
from commgov.incentives.timebank.answers import No
from commgov.incentives.timebank.netting import Statement
from commgov.seal import Json, SigningKey, VerifyingKey, canonical_json, from_multibase, read_json, to_multibase

MINUTES_MAX = 2**53 - 1
"""The most minutes that a letter tells: the largest number that every reader of JSON reads alike (RFC 8785)."""

_UNKNOWN = Text("no key of the community {community} is registered", "未登记社区{community}的公钥")
_OTHER_KEY = Text(
    "it is signed with a key that is not registered for the community {community}",
    "签名所用密钥未登记为社区{community}所有",
)
_NOT_NOW = Text(
    "the key that signed it is believed from {since} to {until}, and today is {today}",
    "签名密钥的有效期为{since}至{until}，今天是{today}",
)
_ALTERED = Text(
    "it is not what the community {community} signed: it was altered, or its signature is made up",
    "内容与社区{community}签名的不符：已被改动或签名系伪造",
)
_OPEN_END = Text("further notice", "另行通知")


@frozen
class Remittance:
    """Minutes on their way to another community. It names nobody.

    Args:
        id: a reference that tells nothing; the recipient presents it.
        sender: from which community.
        receiver: to which.
        pieces: the minutes, by the last day on which they can be spent.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> Remittance("5f2a", "b", "c", ((date(2027, 6, 30), 45), (date.max, 15))).minutes
        60
    """

    id: str
    sender: str
    receiver: str
    pieces: tuple[tuple[date, int], ...]

    def __attrs_post_init__(self) -> None:
        checks = Checks("Remittance")
        _check_ends(checks, self)
        some = Text("minutes by their last days, each day once", "应为按最后可用日分列的分钟数，每日一项")
        days = [day for day, _ in self.pieces]
        checks.require("pieces", len(days), ok=0 < len(days) == len(set(days)), expected=some)
        for day, minutes in self.pieces:
            checks.day("pieces", day)
            checks.whole("pieces", minutes, least=1, most=MINUTES_MAX)
        checks.refuse()

    @property
    def minutes(self) -> int:
        """How many in all."""
        return sum(minutes for _, minutes in self.pieces)


@frozen
class Reply:
    """What became of a remittance, as the community says that got it. It names nobody.

    Args:
        id: of the remittance.
        sender: which community had sent it.
        receiver: which community says what became of it.
        received: whether it was taken in; else it is to go back.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> Reply("5f2a", "b", "c", received=True).receiver
        'c'
    """

    id: str
    sender: str
    receiver: str
    received: bool

    def __attrs_post_init__(self) -> None:
        checks = Checks("Reply")
        _check_ends(checks, self)
        checks.flag("received", self.received)
        checks.refuse()


def _check_ends(checks: Checks, message: Remittance | Reply) -> None:
    for name in ("id", "sender", "receiver"):
        checks.identifier(name, getattr(message, name))


def remittance_id(community: str, key: str) -> str:
    """The id of the remittance that a community sends under a key: it tells nothing of the key."""
    return sha256(f"{community}\x1f{key}".encode()).hexdigest()[:32]


def answer_key(remittance: Remittance) -> str:
    """The key of the answer: two communities may call theirs the same, and one cannot answer for another."""
    return sha256(f"{remittance.sender}\x1f{remittance.id}".encode()).hexdigest()[:32]


Message = Remittance | Reply | Statement
"""What a letter says."""

Said = TypeVar("Said", bound=Message)
Said_co = TypeVar("Said_co", bound=Message, covariant=True)
_KINDS: dict[str, type[Message]] = {kind.__name__: kind for kind in (Remittance, Reply, Statement)}
_LETTER = Text("a letter of a time bank: content, issuer and signature", "应为时间银行函件：内容、签名密钥与签名")


@frozen
class Letter(Generic[Said_co]):
    """A message to another community, signed.

    Args:
        message: a remittance, a reply or a statement.
        issuer: the key that signed it, as Multikey: "z6Mk...".
        signature: Ed25519 over `content`, as multibase: "z...".

    Example:
        >>> key = SigningKey(bytes(32))
        >>> letter = signed_letter(Statement("c-1", "2026-03", {"c-2": 90}), key)
        >>> Letter.from_json(letter.to_json()) == letter
        True
        >>> partners = [PartnerKey("c-1", key.verifying_key, since=date(2026, 1, 1))]
        >>> letter.why_not(partners, today=date(2026, 4, 1)) is None
        True
    """

    message: Said_co
    issuer: str
    signature: str

    @property
    def content(self) -> bytes:
        """What is signed: the kind of message and all that it says, as canonical JSON (RFC 8785)."""
        return canonical_json(tagged(self.message))

    @property
    def author(self) -> str:
        """Which community says so."""
        return author_of(self.message)

    def to_json(self) -> bytes:
        """The letter as a file."""
        return canonical_json({"content": tagged(self.message), "issuer": self.issuer, "signature": self.signature})

    @staticmethod
    def from_json(source: str | bytes) -> "Letter[Message]":
        """Read a letter that came from somewhere. Whether it is believed, `Clearing.read` says.

        Raises:
            InvalidInputError: if it is no letter.
        """
        read = read_json(source)
        if not isinstance(read, dict) or read.keys() != {"content", "issuer", "signature"}:
            raise _no_letter()
        issuer, signature = read["issuer"], read["signature"]
        if not isinstance(issuer, str) or not isinstance(signature, str):
            raise _no_letter()
        return Letter(_message(read["content"]), issuer, signature)

    def why_not(self, partners: Iterable["PartnerKey"], *, today: date) -> No | None:
        """Why the letter is not believed; None if it is.

        Args:
            partners: the register of partner communities' keys.
            today: the day on which it is read.
        """
        author = self.author
        known = [each for each in partners if each.community == author]
        named = [each for each in known if each.key.to_multibase() == self.issuer]
        if not named:
            return No(((_OTHER_KEY if known else _UNKNOWN).fill(community=author),))
        valid = [each for each in named if each.holds(today)]
        if not valid:
            until = _OPEN_END if named[-1].until is None else named[-1].until
            return No((_NOT_NOW.fill(since=named[-1].since, until=until, today=today),))
        try:
            signature = from_multibase(self.signature)
        except InvalidInputError:
            signature = b""
        holds = valid[0].key.verifies(self.content, signature)
        return None if holds else No((_ALTERED.fill(community=author),))


def author_of(message: Message) -> str:
    """Which community a message is from."""
    if isinstance(message, Statement):
        return message.community
    return message.sender if isinstance(message, Remittance) else message.receiver


def signed_letter(message: Said, key: SigningKey) -> Letter[Said]:
    """A message, signed. The same message and key give the same letter, byte by byte.

    Args:
        message: a remittance, a reply or a statement.
        key: the community's.

    Example:
        >>> key = SigningKey(bytes(32))
        >>> signed_letter(Reply("5f2a", "b", "c", received=True), key).author
        'c'
    """
    signature = to_multibase(key.sign(canonical_json(tagged(message))))
    return Letter(message, key.verifying_key.to_multibase(), signature)


def _message(content: Json) -> Message:
    if not isinstance(content, dict) or content.get("kind") not in _KINDS:
        raise _no_letter()
    try:
        read = untagged(content, _KINDS)
        same = canonical_json(tagged(read)) == canonical_json(content)
    except Exception:  # noqa: BLE001 - a file that somebody sent: whatever cattrs says, it is no message
        raise _no_letter() from None
    if not same:  # a text where a number stands, which reading would have made into one
        raise _no_letter()
    return read


def _no_letter() -> InvalidInputError:
    return InvalidInputError([Problem(Place().at("Letter"), _LETTER)])


@frozen
class PartnerKey:
    """An entry of the register of partner communities' keys, which the community keeps and has checked.

    A partner changes its key by telling the new one in person or under the old one: the new one is entered from a day
    on, and the old one gets a last day, some days later, so that what is under way still arrives. A key that was stolen
    gets a last day at once.

    Args:
        community: whose key.
        key: the verifying key.
        since: from which day on its letters are believed.
        until: the last day; None: they still are.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> PartnerKey("c", SigningKey(bytes(32)).verifying_key, since=date(2026, 1, 1)).holds(date(2025, 12, 31))
        False
    """

    community: str
    key: VerifyingKey
    since: date
    until: date | None = None

    def __attrs_post_init__(self) -> None:
        checks = Checks("PartnerKey", self.community)
        checks.identifier("community", self.community)
        checks.instance("key", self.key, VerifyingKey, Text("a VerifyingKey", "应为验证公钥（VerifyingKey）"))
        checks.day("since", self.since)
        if self.until is not None:
            checks.day("until", self.until)
        checks.refuse()
        order = Text("not before the first day", "不得早于起始日")
        checks.require("until", self.until, ok=self.until is None or self.since <= self.until, expected=order)
        checks.refuse()

    def holds(self, day: date) -> bool:
        """Whether letters that it signed are believed on a day."""
        return self.since <= day and (self.until is None or day <= self.until)
