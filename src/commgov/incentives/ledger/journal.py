"""The journal: what was done, entry by entry, each linked to the one before it by SHA-256.

Whoever changes, removes or reorders an entry changes every link after it; a signed checkpoint says which link was
right.
"""

import json
from collections.abc import Iterable
from datetime import date, datetime
from hashlib import sha256
from typing import Literal, NamedTuple, TypeAlias

from attrs import fields

from commgov.core.timing import microseconds, moment_of
from commgov.incentives.ledger.accounts import NEVER, Account, AccountId, Pieces
from commgov.incentives.ledger.commands import (
    Command,
    Step,
    Transfer,
)

Kind = Literal["transfer", "hold", "settle", "void", "expire", "reverse", "open", "limit", "close", "reopen"]
FINGERPRINT_BYTES = 32
FIRST_LINK = bytes(32)
"""What the first entry is linked to."""

_BETWEEN_FIELDS, _BETWEEN_STEPS = "\x1f", "\x1e"  # separators that no id can hold: ids are printable


class Movement(NamedTuple):
    """What an entry does to accounts and holds.

    Args:
        kind: which step it comes from; `expire` comes from time alone.
        debit: the account that gives; of `open`, `limit`, `close` and `reopen`, the account meant.
        credit: the account that gets; empty if none does.
        amount: how much; 0 where nothing moves.
        refers: the hold that ends, or the entry that is reversed; 0 for none.
        expires: of a hold, from when on it cannot be settled, in microseconds since 1970, UTC; 0 for never.
        detail: lots that move, or an account's facts; or empty.
    """

    kind: Kind
    debit: AccountId
    credit: AccountId
    amount: int
    refers: int = 0
    expires: int = 0
    detail: str = ""


class Entry(NamedTuple):
    """One row of the journal. It is a row of the database as it stands: no field is worked out.

    Args:
        seq: its number; numbers begin at 1 and have no gap.
        key: the command's key, on the command's first entry; empty on the others.
        parts: how many entries the command made, on its first entry; 0 on the others.
        kind: see `Movement`, as the next six.
        debit: see `Movement`.
        credit: see `Movement`.
        amount: see `Movement`.
        refers: see `Movement`.
        expires: see `Movement`.
        detail: see `Movement`.
        at: when it was written, in microseconds since 1970, UTC.
        by: who did it.
        approved_by: who approved it; or empty.
        cause: why.
        body: the fingerprint of the command's content, on its first entry; empty on the others, and where the entry
            itself says all that the command said (see `said_by`).
        link: SHA-256 of the link before and of all other fields.
    """

    seq: int
    key: str
    parts: int
    kind: Kind
    debit: AccountId
    credit: AccountId
    amount: int
    refers: int
    expires: int
    detail: str
    at: int
    by: str
    approved_by: str
    cause: str
    body: bytes
    link: bytes

    @property
    def movement(self) -> Movement:
        """What it does to accounts and holds."""
        return Movement(*self[3:10])

    @property
    def content(self) -> "Content":
        """All fields but the link."""
        return self[:15]

    @property
    def moment(self) -> datetime:
        """When it was written."""
        return moment_of(self.at)


Content: TypeAlias = tuple[int, str, int, Kind, AccountId, AccountId, int, int, int, str, int, str, str, str, bytes]
"""All fields of an entry but its link."""


def packed(content: Content) -> bytes:
    """All fields of an entry but the link, in order: what the link covers. No field can hold the separator."""
    (seq, key, parts, kind, debit, credit, amount, refers, expires, detail, at, by, approved, cause, body) = content
    text = (
        f"{seq}\x1f{key}\x1f{parts}\x1f{kind}\x1f{debit}\x1f{credit}\x1f{amount}\x1f{refers}\x1f{expires}\x1f"
        f"{detail}\x1f{at}\x1f{by}\x1f{approved}\x1f{cause}\x1f"
    )
    return text.encode() + body


def linked(before: bytes, content: Content) -> Entry:
    """The entry that has this content and follows the one with this link."""
    # Not by the constructor, which costs as much as the hash: hundreds of thousands are made.
    return tuple.__new__(Entry, (*content, sha256(before + packed(content)).digest()))


def fingerprint(command: Command) -> bytes:
    """SHA-256 of a command's content: the same for the same content, whatever the time."""
    said = _BETWEEN_STEPS.join(map(_said, command.steps))
    return sha256(f"{command.by}\x1f{command.cause}\x1f{command.approved_by or ''}\x1e{said}".encode()).digest()


Said: TypeAlias = bytes | tuple[AccountId, AccountId, int, str, str, str]
"""What a command says, to tell it from others with its key."""


def said_by(command: Command, parts: int) -> Said:
    """What a command says, whatever the time: of a plain transfer the very fields of its entry, else a fingerprint.

    Args:
        command: what was to be done.
        parts: how many entries it made.
    """
    step = command.steps[0]
    if parts == 1 == len(command.steps) and type(step) is Transfer and step.lot is None:
        return step.debit, step.credit, step.amount, command.by, command.approved_by or "", command.cause
    return fingerprint(command)


def _said(step: Step) -> str:
    """A step as text, another for each other step."""
    values = (getattr(step, each.name) for each in fields(type(step)))
    return _BETWEEN_FIELDS.join((type(step).__name__, *map(_value, values)))


def _value(value: object) -> str:
    """A field of a step as text."""
    if isinstance(value, datetime):
        return str(microseconds(value))
    if isinstance(value, Account):
        return facts_of(value)
    return "" if value is None else str(value)


def facts_of(account: Account) -> str:
    """An account's facts as JSON with sorted keys, as a journal entry's detail keeps them."""
    facts = {
        "book": account.book,
        "ceiling": account.ceiling,
        "floor": account.floor,
        "id": account.id,
        "keeps_lots": account.keeps_lots,
        "overflow": account.overflow,
    }
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"))


def account_of(detail: str) -> Account:
    """The account that a detail tells of."""
    return Account(**json.loads(detail))


def said_pieces(pieces: Iterable[tuple[date, int]]) -> str:
    """Lots as a detail keeps them.

    Example:
        >>> said_pieces(((date(2027, 1, 1), 60), (NEVER, 30)))
        '2027-01-01:60,never:30'
    """
    return ",".join(f"{'never' if day == NEVER else day.isoformat()}:{amount}" for day, amount in pieces)


def pieces_of(said: str) -> Pieces:
    """The lots that a detail tells of."""
    pairs = (part.rsplit(":", 1) for part in said.split(",") if part)
    return tuple((NEVER if day == "never" else date.fromisoformat(day), int(amount)) for day, amount in pairs)


def given_of(detail: str) -> Pieces:
    """The lots that an account got; a reversal gives back the very lots that it got, whatever it finds to take."""
    taken, bar, given = detail.partition("|")
    return pieces_of(given if bar else taken)
