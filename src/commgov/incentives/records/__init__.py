"""Service records: draft, submitted, attested by the community and by the person served, and only then posted.

::

    record + event + policy ──advance_record──▶ record, a command for the ledger, or reasons

* `record`, `events`: the state and what happens to it, as data.
* `attesting`: who may attest, as rules.
* `undecided`: what becomes of a dispute that nobody decides.
* `policy`: how a community attests.
* `advancing`: what an event leads to.
* `book`: events through rules and ledger into a store.
"""

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
from commgov.incentives.records.attesting import Relations as Relations
from commgov.incentives.records.attesting import TheResidentOrProxy as TheResidentOrProxy
from commgov.incentives.records.book import RecordBook as RecordBook
from commgov.incentives.records.events import AttestationOverdue as AttestationOverdue
from commgov.incentives.records.events import AttestationRefused as AttestationRefused
from commgov.incentives.records.events import Attested as Attested
from commgov.incentives.records.events import DecisionOverdue as DecisionOverdue
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
from commgov.incentives.records.undecided import NothingCounts as NothingCounts
from commgov.incentives.records.undecided import UndecidedRule as UndecidedRule
from commgov.incentives.records.undecided import WhatStoodStands as WhatStoodStands

__all__ = [
    "AnOfficer",
    "AttestationCase",
    "AttestationOverdue",
    "AttestationRefused",
    "AttestationRule",
    "Attested",
    "DecisionOverdue",
    "Drafted",
    "Grounds",
    "NotRelated",
    "NotTheClerk",
    "NotTheMember",
    "NotTwice",
    "NothingCounts",
    "Officers",
    "RecordBook",
    "RecordDecided",
    "RecordDisputed",
    "RecordEvent",
    "RecordPolicy",
    "RecordState",
    "RecordStep",
    "RecordWithdrawn",
    "Relations",
    "ServiceClaim",
    "ServiceRecord",
    "Submitted",
    "TheResidentOrProxy",
    "UndecidedRule",
    "WhatStoodStands",
    "advance_record",
]
