"""The ledger: double entry, integers only, an append-only journal with a hash chain, one answer for each key.

::

    state + command ──apply──▶ entries, or a refusal        state + entry ──advance──▶ state

* `accounts`, `commands`, `journal`: what there is, what can be asked, what was done; as data.
* `state`: how one more entry changes what the journal adds up to.
* `answers`: what a command is answered with.
* `applying`: what steps lead to.
* `answering`, `plain`: a command is carried out once, and its entries join the journal; a straight way for the most.
* `checkpoints`: how far the journal had come, signed.
* `store`: what a ledger asks of whoever keeps it; the reference in memory.
* `verifying`, `comparing`: the journal folded anew, and judged; the store held against it.
* `ledger`: the one door.
"""

from commgov.incentives.ledger.accounts import FEN as FEN
from commgov.incentives.ledger.accounts import MINUTES as MINUTES
from commgov.incentives.ledger.accounts import NEVER as NEVER
from commgov.incentives.ledger.accounts import POINTS as POINTS
from commgov.incentives.ledger.accounts import Account as Account
from commgov.incentives.ledger.accounts import AccountId as AccountId
from commgov.incentives.ledger.accounts import Book as Book
from commgov.incentives.ledger.accounts import Standing as Standing
from commgov.incentives.ledger.accounts import pieces as pieces
from commgov.incentives.ledger.answering import apply as apply
from commgov.incentives.ledger.answers import Code as Code
from commgov.incentives.ledger.answers import Receipt as Receipt
from commgov.incentives.ledger.answers import Refusal as Refusal
from commgov.incentives.ledger.broken import BrokenJournalError as BrokenJournalError
from commgov.incentives.ledger.checkpoints import Checkpoint as Checkpoint
from commgov.incentives.ledger.commands import Close as Close
from commgov.incentives.ledger.commands import Command as Command
from commgov.incentives.ledger.commands import Hold as Hold
from commgov.incentives.ledger.commands import Limit as Limit
from commgov.incentives.ledger.commands import Open as Open
from commgov.incentives.ledger.commands import Reopen as Reopen
from commgov.incentives.ledger.commands import Reverse as Reverse
from commgov.incentives.ledger.commands import Settle as Settle
from commgov.incentives.ledger.commands import Transfer as Transfer
from commgov.incentives.ledger.commands import Void as Void
from commgov.incentives.ledger.journal import Entry as Entry
from commgov.incentives.ledger.ledger import Ledger as Ledger
from commgov.incentives.ledger.ledger import Verified as Verified
from commgov.incentives.ledger.state import State as State
from commgov.incentives.ledger.store import LedgerReader as LedgerReader
from commgov.incentives.ledger.store import LedgerStore as LedgerStore
from commgov.incentives.ledger.store import MemoryStore as MemoryStore
from commgov.incentives.ledger.verifying import refold as refold

__all__ = [
    "FEN",
    "MINUTES",
    "NEVER",
    "POINTS",
    "Account",
    "AccountId",
    "Book",
    "BrokenJournalError",
    "Checkpoint",
    "Close",
    "Code",
    "Command",
    "Entry",
    "Hold",
    "Ledger",
    "LedgerReader",
    "LedgerStore",
    "Limit",
    "MemoryStore",
    "Open",
    "Receipt",
    "Refusal",
    "Reopen",
    "Reverse",
    "Settle",
    "Standing",
    "State",
    "Transfer",
    "Verified",
    "Void",
    "apply",
    "pieces",
    "refold",
]
