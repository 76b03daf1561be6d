"""What people make of a flag: a case is opened, held, cleared or confirmed, appealed, by people, each for a reason.

::

    book       keeps cases, event by event; lists what is overdue and what is held
     └▶ advancing     what an event makes of a case, or why not
         └▶ rules         who may open, hold and decide; time limits
             └▶ case          a flag, whom it concerns, and what became of it
                 └▶ events       what can happen to a case

Nothing happens by itself and nothing follows by itself: what is wrong with a record is put right by whoever may
reverse it.
"""

from commgov.incentives.integrity.review.advancing import advance_case as advance_case
from commgov.incentives.integrity.review.book import CaseBook as CaseBook
from commgov.incentives.integrity.review.case import Case as Case
from commgov.incentives.integrity.review.case import CaseState as CaseState
from commgov.incentives.integrity.review.events import Appeal as Appeal
from commgov.incentives.integrity.review.events import CaseEvent as CaseEvent
from commgov.incentives.integrity.review.events import CaseGrounds as CaseGrounds
from commgov.incentives.integrity.review.events import CaseHeld as CaseHeld
from commgov.incentives.integrity.review.events import CaseOpened as CaseOpened
from commgov.incentives.integrity.review.events import Finding as Finding
from commgov.incentives.integrity.review.events import HoldEnded as HoldEnded
from commgov.incentives.integrity.review.events import Review as Review
from commgov.incentives.integrity.review.rules import Act as Act
from commgov.incentives.integrity.review.rules import AReviewer as AReviewer
from commgov.incentives.integrity.review.rules import CaseAct as CaseAct
from commgov.incentives.integrity.review.rules import NoPartInIt as NoPartInIt
from commgov.incentives.integrity.review.rules import NotBefore as NotBefore
from commgov.incentives.integrity.review.rules import NotConcerned as NotConcerned
from commgov.incentives.integrity.review.rules import ReviewPolicy as ReviewPolicy

__all__ = [
    "AReviewer",
    "Act",
    "Appeal",
    "Case",
    "CaseAct",
    "CaseBook",
    "CaseEvent",
    "CaseGrounds",
    "CaseHeld",
    "CaseOpened",
    "CaseState",
    "Finding",
    "HoldEnded",
    "NoPartInIt",
    "NotBefore",
    "NotConcerned",
    "Review",
    "ReviewPolicy",
    "advance_case",
]
