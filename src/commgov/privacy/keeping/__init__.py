"""How long things are kept, by whom, and the register of processing.

* `keepers`: whatever keeps something of people and can forget it; how far an erasure came.
* `retaining`: what is due, and the daily round that erases it.
* `register`: the record of processing activities, made from what is declared.
"""

from commgov.privacy.keeping.keepers import Keeper as Keeper
from commgov.privacy.keeping.keepers import OutOfReach as OutOfReach
from commgov.privacy.keeping.keepers import Reach as Reach
from commgov.privacy.keeping.keepers import Trace as Trace
from commgov.privacy.keeping.keepers import forget_everywhere as forget_everywhere
from commgov.privacy.keeping.register import Controller as Controller
from commgov.privacy.keeping.register import ProcessingRegister as ProcessingRegister
from commgov.privacy.keeping.register import ProcessingRow as ProcessingRow
from commgov.privacy.keeping.register import Recipient as Recipient
from commgov.privacy.keeping.register import processing_register as processing_register
from commgov.privacy.keeping.retaining import Due as Due
from commgov.privacy.keeping.retaining import RetentionRound as RetentionRound
from commgov.privacy.keeping.retaining import RetentionRun as RetentionRun
from commgov.privacy.keeping.retaining import due_fields as due_fields
from commgov.privacy.keeping.retaining import run_retention as run_retention

__all__ = [
    "Controller",
    "Due",
    "Keeper",
    "OutOfReach",
    "ProcessingRegister",
    "ProcessingRow",
    "Reach",
    "Recipient",
    "RetentionRound",
    "RetentionRun",
    "Trace",
    "due_fields",
    "forget_everywhere",
    "processing_register",
    "run_retention",
]
