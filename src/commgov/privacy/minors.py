"""Whether a record is about somebody under 14, of whom everything is sensitive (PIPL articles 28 and 31)."""

from datetime import date

from commgov.privacy.classification.categories import Category
from commgov.privacy.schema.records import record_schema
from commgov.privacy.schema.rules import FieldRule
from commgov.privacy.validators.candidate import IdentifierKind
from commgov.privacy.validators.resident_id_number import resident_id, whole_years

FULL_PROTECTION = 14
"""Younger than this, in whole years: PIPL article 28(1)."""


def tells_age(rule: FieldRule) -> bool:
    """Whether a field can tell how old somebody is."""
    return rule.category in {Category.BIRTH_DATE, Category.AGE} or rule.kind is IdentifierKind.RESIDENT_ID


def is_under_14(record: object, on: date) -> bool:
    """Whether a record is about somebody under 14 on a day, by its date of birth, resident ID number or year of birth.

    Where only the year is known and the birthday decides, the answer is yes: take the higher when unsure. Where nothing
    of this is known, it is no; whoever knows better says so.

    Args:
        record: a record; it is read and kept nowhere.
        on: the day.

    Raises:
        TypeError: if it is no record.

    Example:
        >>> from commgov.privacy import Resident
        >>> is_under_14(Resident(ref="r-1", birth_date=date(2012, 6, 1)), date(2026, 5, 31))
        True
        >>> is_under_14(Resident(ref="r-1", birth_year=2011), date(2026, 5, 31))
        False
    """
    return any(least_age(rule, getattr(record, rule.name), on) < FULL_PROTECTION for rule in record_schema(record))


def least_age(rule: FieldRule, value: object, on: date) -> int:
    """The least age that a field leaves possible; where it says nothing, one that is high enough."""
    if rule.category is Category.BIRTH_DATE and isinstance(value, date):
        return whole_years(value, on)
    if rule.kind is IdentifierKind.RESIDENT_ID and (known := resident_id(value)) is not None:
        return known.age_on(on)
    if rule.category is Category.AGE and isinstance(value, int):
        return value if value < _YEARS_FROM else on.year - value - 1
    return FULL_PROTECTION


_YEARS_FROM = 1000  # an int below is an age, from here on a year of birth
