"""Entered once, used in many places: fields with their origin and freshness, forms, views, what can be filled in.

* `forms`: what is asked, and what whom is shown.
* `fields`: what is known of whom, from where and since when; no values.
* `prefilling`: a form filled in from what is known.
* `covering`: what is asked for nothing, or twice.
"""

from commgov.privacy.entering.covering import AskedTwice as AskedTwice
from commgov.privacy.entering.covering import Coverage as Coverage
from commgov.privacy.entering.covering import coverage as coverage
from commgov.privacy.entering.fields import FieldEntry as FieldEntry
from commgov.privacy.entering.fields import FieldLedger as FieldLedger
from commgov.privacy.entering.fields import Freshness as Freshness
from commgov.privacy.entering.fields import Milestone as Milestone
from commgov.privacy.entering.fields import Origin as Origin
from commgov.privacy.entering.forms import Form as Form
from commgov.privacy.entering.forms import View as View
from commgov.privacy.entering.forms import Viewed as Viewed
from commgov.privacy.entering.prefilling import Answer as Answer
from commgov.privacy.entering.prefilling import Filled as Filled
from commgov.privacy.entering.prefilling import Prefilled as Prefilled
from commgov.privacy.entering.prefilling import PurposeLimit as PurposeLimit
from commgov.privacy.entering.prefilling import Read as Read
from commgov.privacy.entering.prefilling import ReuseCase as ReuseCase
from commgov.privacy.entering.prefilling import prefill as prefill

__all__ = [
    "Answer",
    "AskedTwice",
    "Coverage",
    "FieldEntry",
    "FieldLedger",
    "Filled",
    "Form",
    "Freshness",
    "Milestone",
    "Origin",
    "Prefilled",
    "PurposeLimit",
    "Read",
    "ReuseCase",
    "View",
    "Viewed",
    "coverage",
    "prefill",
]
