"""A ledger's values as rows of the database, and back."""

import json
from collections.abc import Sequence
from typing import Any

from commgov.core.streams import StreamHead
from commgov.core.streams.chain import NO_EVENT
from commgov.errors import StorageError
from commgov.incentives.ledger import Account, AccountId, Book, Checkpoint, Standing
from commgov.incentives.ledger.journal import pieces_of, said_pieces
from commgov.wording import Text

ACCOUNT_COLUMNS = (
    "id",
    "book",
    "floor",
    "ceiling",
    "overflow",
    "keeps_lots",
    "is_closed",
    "posted",
    "held_out",
    "held_in",
    "owed",
    "lots",
)

Row = Sequence[Any]
_ACCOUNT_ROW = Text(
    "the row of account {account} says what no ledger wrote: restore the database from a backup",
    "账户{account}的数据行并非账本所写：请从备份恢复数据库",
)
_CHECKPOINT_ROW = Text(
    "the row of a checkpoint says what no ledger wrote: restore the database from a backup",
    "某检查点的数据行并非账本所写：请从备份恢复数据库",
)


def standing_of(row: Row) -> Standing:
    """How an account stands, from a row with the columns above."""
    name, book, floor, ceiling, overflow, keeps_lots, is_closed, posted, held_out, held_in, _, lots = row
    over = None if overflow is None else AccountId(overflow)
    try:
        account = Account(AccountId(name), Book(book), floor, ceiling, over, keeps_lots=bool(keeps_lots))
        days = None if lots is None else dict(pieces_of(lots))
    except ValueError as error:
        raise StorageError(_ACCOUNT_ROW.fill(account=repr(name))) from error
    return Standing(account, posted, held_out, held_in, days, bool(is_closed))


def checkpoint_of(said: str, issuer: str, signature: bytes) -> Checkpoint:
    """A checkpoint from its columns."""
    try:
        facts = json.loads(said)
        owed = {Book(book): int(amount) for book, amount in facts["promised"].items()}
        kept = facts.get("streams")
        head = NO_EVENT if kept is None else StreamHead(kept["place"], bytes.fromhex(kept["link"]))
        link = bytes.fromhex(facts["link"])
        return Checkpoint(facts["seq"], link, owed, facts["at"], issuer, signature, head)
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise StorageError(_CHECKPOINT_ROW) from error


def account_row(standing: Standing) -> tuple[Any, ...]:
    """The whole row of an account, with how far it may be below its floor: as far as a reversal has taken it."""
    account = standing.account
    return (
        account.id,
        account.book,
        account.floor,
        account.ceiling,
        account.overflow,
        int(account.keeps_lots),
        int(standing.is_closed),
        standing.posted,
        standing.held_out,
        standing.held_in,
        owed(account.floor, standing.posted, standing.held_out),
        said_lots(standing),
    )


def owed(floor: int | None, posted: int, held_out: int) -> int:
    """How far an account is below its floor, what is set aside counted as given: the column `owed`."""
    return 0 if floor is None else max(0, floor - posted + held_out)


def said_lots(standing: Standing) -> str | None:
    """Lots as the column keeps them, the earliest first."""
    return None if standing.lots is None else said_pieces(sorted(standing.lots.items()))
