"""Whether somebody may ask for what they ask for, and what of it cannot be granted: pure, from what is known."""

from collections.abc import Mapping
from datetime import date

from attrs import field, frozen

from commgov.privacy.kinship import Kinship
from commgov.privacy.minors import is_under_14
from commgov.privacy.rights.law import Asker, RefusalGround
from commgov.privacy.rights.requests import RightsCase
from commgov.privacy.schema.records import record_schema
from commgov.wording import Text


@frozen
class DataLimits:
    """What law keeps back of a person's data, field by field.

    Args:
        secret: fields that law wants kept secret from the person, and why (PIPL articles 18(1) and 35).
        kept: fields that law wants kept for a time, and why (PIPL article 47(2)).

    Example:
        >>> DataLimits(kept={"resident.assistance": Text("relief act, ten years", "救助法，十年")}).kept.keys()
        dict_keys(['resident.assistance'])
    """

    secret: Mapping[str, Text] = field(factory=dict)
    kept: Mapping[str, Text] = field(factory=dict)


def why_not_ask(case: RightsCase, records: tuple[object, ...], kinship: Kinship, on: date) -> tuple[RefusalGround, ...]:
    """Why somebody may not ask for what they ask for; empty if they may. Nothing about the data is told before that.

    Args:
        case: the request, and whether it was made sure who asks.
        records: the person's; they tell the age and nothing else.
        kinship: who speaks for whom.
        on: the day.

    Source: PIPL articles 31 (guardians), 45 (the person), 49 (near relatives), 50(1); GDPR article 12(6).
    """
    request = case.request
    grounds = [] if case.checked is not None else [RefusalGround.NOT_IDENTIFIED]
    if request.right not in request.asker.rights:
        grounds.append(RefusalGround.NOT_A_RELATIVES_RIGHT)
    by, person = request.by, request.person
    told = {
        Asker.SELF: ((RefusalGround.NOT_THEIRS, by == person),),
        Asker.GUARDIAN: (
            (RefusalGround.NOT_GUARDIAN, kinship.is_guardian(by, person)),
            (RefusalGround.NOT_UNDER_14, any(is_under_14(record, on) for record in records)),
        ),
        Asker.NEAR_RELATIVE: (
            (RefusalGround.NOT_RELATIVE, kinship.is_near_relative(by, person)),
            (RefusalGround.NOT_DECEASED, kinship.has_died(person)),
            (RefusalGround.DECIDED_OTHERWISE, not kinship.decided_otherwise(person)),
            (RefusalGround.NO_INTEREST, request.has_interest),
        ),
    }[request.asker]
    grounds += [ground for ground, holds in told if not holds]
    if not grounds and not records:
        grounds.append(RefusalGround.NOTHING_HELD)
    # Who has no standing learns nothing more: whether somebody is 14, has died or left word is personal too.
    standing = {RefusalGround.NOT_IDENTIFIED, RefusalGround.NOT_GUARDIAN, RefusalGround.NOT_RELATIVE}
    without = [ground for ground in grounds if ground in standing]
    return tuple(without or grounds)


def asked_fields(case: RightsCase, records: tuple[object, ...]) -> frozenset[str]:
    """The fields that a request is about: those named, or all that is filled in."""
    if case.request.fields:
        return frozenset(case.request.fields)
    return frozenset(
        rule.key for record in records for rule in record_schema(record) if getattr(record, rule.name) not in (None, ())
    )
