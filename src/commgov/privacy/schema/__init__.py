"""Personal data is declared: each field with its tier, kind of data, mask, index and retention, once and for all uses.

* `declaring`: `pii` and `reference`, what a field is declared with.
* `rules`: what is then known of a field and of a record.
* `types`: which values a field can hold.
* `records`: `resident_record`, which makes a class of them and refuses an undeclared field.
"""

from commgov.privacy.schema.declaring import pii as pii
from commgov.privacy.schema.declaring import reference as reference
from commgov.privacy.schema.records import clear_values as clear_values
from commgov.privacy.schema.records import fields_of as fields_of
from commgov.privacy.schema.records import record_schema as record_schema
from commgov.privacy.schema.records import reference_of as reference_of
from commgov.privacy.schema.records import resident_record as resident_record
from commgov.privacy.schema.rules import FieldRule as FieldRule
from commgov.privacy.schema.rules import Index as Index
from commgov.privacy.schema.rules import RecordSchema as RecordSchema
from commgov.privacy.schema.rules import Trait as Trait

__all__ = [
    "FieldRule",
    "Index",
    "RecordSchema",
    "Trait",
    "clear_values",
    "fields_of",
    "pii",
    "record_schema",
    "reference",
    "reference_of",
    "resident_record",
]
