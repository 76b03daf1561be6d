"""Care: cover and consent of each service, kept beside it, and signals that ask a person to visit or call a member.

::

    book       keeps what was noted of each service, event by event; lists services that lack something
     └▶ noting      what an event makes of a service's protection, or why not
         └▶ events       what can be noted
             └▶ protection | signals      cover and consent of one service; who might be glad of a call

Nothing here measures anybody: no points, grades or flags are made of it, and nothing else in `incentives` imports it.
"""

from commgov.incentives.care.book import ProtectionBook as ProtectionBook
from commgov.incentives.care.book import Unprotected as Unprotected
from commgov.incentives.care.events import ConsentWithdrawn as ConsentWithdrawn
from commgov.incentives.care.events import ProtectionEvent as ProtectionEvent
from commgov.incentives.care.events import ProtectionNoted as ProtectionNoted
from commgov.incentives.care.noting import advance_protection as advance_protection
from commgov.incentives.care.protection import Consent as Consent
from commgov.incentives.care.protection import ConsentTo as ConsentTo
from commgov.incentives.care.protection import Protection as Protection
from commgov.incentives.care.signals import Answer as Answer
from commgov.incentives.care.signals import CareChain as CareChain
from commgov.incentives.care.signals import CarePolicy as CarePolicy
from commgov.incentives.care.signals import CareSignal as CareSignal
from commgov.incentives.care.signals import ChainLink as ChainLink
from commgov.incentives.care.signals import SignalKind as SignalKind
from commgov.incentives.care.signals import care_signals as care_signals

__all__ = [
    "Answer",
    "CareChain",
    "CarePolicy",
    "CareSignal",
    "ChainLink",
    "Consent",
    "ConsentTo",
    "ConsentWithdrawn",
    "Protection",
    "ProtectionBook",
    "ProtectionEvent",
    "ProtectionNoted",
    "SignalKind",
    "Unprotected",
    "advance_protection",
    "care_signals",
]
