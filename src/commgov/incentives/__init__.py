"""Time bank, points and assessment: every minute accounted for, nothing counted that was not served."""

from commgov.incentives.facts import Attestation as Attestation
from commgov.incentives.facts import DeviceRef as DeviceRef
from commgov.incentives.facts import Form as Form
from commgov.incentives.facts import RecordId as RecordId
from commgov.incentives.facts import ServiceFacts as ServiceFacts
from commgov.incentives.facts import Side as Side
from commgov.incentives.ledger.accounts import FEN as FEN
from commgov.incentives.ledger.accounts import MINUTES as MINUTES
from commgov.incentives.ledger.accounts import NEVER as NEVER
from commgov.incentives.ledger.accounts import POINTS as POINTS
from commgov.incentives.ledger.accounts import Account as Account
from commgov.incentives.ledger.accounts import AccountId as AccountId
from commgov.incentives.ledger.accounts import Book as Book
from commgov.incentives.ledger.accounts import Standing as Standing
from commgov.incentives.ledger.accounts import pieces as pieces
from commgov.incentives.ledger.answering import Receipt as Receipt
from commgov.incentives.ledger.answering import apply as apply
from commgov.incentives.ledger.commands import Close as Close
from commgov.incentives.ledger.commands import Command as Command
from commgov.incentives.ledger.commands import Hold as Hold
from commgov.incentives.ledger.commands import Limit as Limit
from commgov.incentives.ledger.commands import Open as Open
from commgov.incentives.ledger.commands import Reverse as Reverse
from commgov.incentives.ledger.commands import Settle as Settle
from commgov.incentives.ledger.commands import Transfer as Transfer
from commgov.incentives.ledger.commands import Void as Void
from commgov.incentives.ledger.journal import Entry as Entry
from commgov.incentives.ledger.ledger import Ledger as Ledger
from commgov.incentives.ledger.ledger import Verified as Verified
from commgov.incentives.ledger.refusals import Code as Code
from commgov.incentives.ledger.refusals import Refusal as Refusal
from commgov.incentives.ledger.state import State as State
from commgov.incentives.ledger.store import LedgerStore as LedgerStore
from commgov.incentives.ledger.store import MemoryStore as MemoryStore
from commgov.incentives.ledger.verifying import BrokenJournalError as BrokenJournalError
from commgov.incentives.ledger.verifying import refold as refold
from commgov.incentives.records.advancing import RecordStep as RecordStep
from commgov.incentives.records.advancing import advance_record as advance_record
from commgov.incentives.records.attesting import AnOfficer as AnOfficer
from commgov.incentives.records.attesting import AttestationCase as AttestationCase
from commgov.incentives.records.attesting import AttestationRule as AttestationRule
from commgov.incentives.records.attesting import NotRelated as NotRelated
from commgov.incentives.records.attesting import NotTheClerk as NotTheClerk
from commgov.incentives.records.attesting import NotTheMember as NotTheMember
from commgov.incentives.records.attesting import NotTwice as NotTwice
from commgov.incentives.records.attesting import Officers as Officers
from commgov.incentives.records.attesting import Proxies as Proxies
from commgov.incentives.records.attesting import RegisteredProxies as RegisteredProxies
from commgov.incentives.records.attesting import Relations as Relations
from commgov.incentives.records.attesting import TheResidentOrProxy as TheResidentOrProxy
from commgov.incentives.records.book import MemoryRecords as MemoryRecords
from commgov.incentives.records.book import RecordBook as RecordBook
from commgov.incentives.records.book import RecordStore as RecordStore
from commgov.incentives.records.events import AttestationOverdue as AttestationOverdue
from commgov.incentives.records.events import AttestationRefused as AttestationRefused
from commgov.incentives.records.events import Attested as Attested
from commgov.incentives.records.events import Drafted as Drafted
from commgov.incentives.records.events import RecordDecided as RecordDecided
from commgov.incentives.records.events import RecordDisputed as RecordDisputed
from commgov.incentives.records.events import RecordEvent as RecordEvent
from commgov.incentives.records.events import RecordWithdrawn as RecordWithdrawn
from commgov.incentives.records.events import Submitted as Submitted
from commgov.incentives.records.policy import RecordPolicy as RecordPolicy
from commgov.incentives.records.record import Grounds as Grounds
from commgov.incentives.records.record import RecordState as RecordState
from commgov.incentives.records.record import ServiceClaim as ServiceClaim
from commgov.incentives.records.record import ServiceRecord as ServiceRecord

__all__ = [
    "FEN",
    "MINUTES",
    "NEVER",
    "POINTS",
    "Account",
    "AccountId",
    "AnOfficer",
    "Attestation",
    "AttestationCase",
    "AttestationOverdue",
    "AttestationRefused",
    "AttestationRule",
    "Attested",
    "Book",
    "BrokenJournalError",
    "Close",
    "Code",
    "Command",
    "DeviceRef",
    "Drafted",
    "Entry",
    "Form",
    "Grounds",
    "Hold",
    "Ledger",
    "LedgerStore",
    "Limit",
    "MemoryRecords",
    "MemoryStore",
    "NotRelated",
    "NotTheClerk",
    "NotTheMember",
    "NotTwice",
    "Officers",
    "Open",
    "Proxies",
    "Receipt",
    "RecordBook",
    "RecordDecided",
    "RecordDisputed",
    "RecordEvent",
    "RecordId",
    "RecordPolicy",
    "RecordState",
    "RecordStep",
    "RecordStore",
    "RecordWithdrawn",
    "Refusal",
    "RegisteredProxies",
    "Relations",
    "Reverse",
    "ServiceClaim",
    "ServiceFacts",
    "ServiceRecord",
    "Settle",
    "Side",
    "Standing",
    "State",
    "Submitted",
    "TheResidentOrProxy",
    "Transfer",
    "Verified",
    "Void",
    "advance_record",
    "apply",
    "pieces",
    "refold",
]
