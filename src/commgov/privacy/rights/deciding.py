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


def why_not_ask(case: RightsCase, kinship: Kinship) -> tuple[RefusalGround, ...]:
    """Why somebody may not ask for what they ask for; empty if they may. Nobody's data is read before that.

    Args:
        case: the request, and whether it was made sure who asks.
        kinship: who speaks for whom.

    Source: PIPL articles 31 (guardians), 45 (the person), 49 (near relatives), 50(1); GDPR article 12(6).
    """
    request = case.request
    grounds = [] if case.checked is not None else [RefusalGround.NOT_IDENTIFIED]
    if request.right not in request.asker.rights:
        grounds.append(RefusalGround.NOT_A_RELATIVES_RIGHT)
    by, person = request.by, request.person
    died = kinship.has_died(person)
    told = {
        # Whoever comes as somebody who has died is not them, whatever they bring.
        Asker.SELF: ((RefusalGround.NOT_THEIRS, by == person), (RefusalGround.NOT_IDENTIFIED, not died)),
        Asker.GUARDIAN: ((RefusalGround.NOT_GUARDIAN, kinship.is_guardian(by, person)),),
        Asker.NEAR_RELATIVE: (
            (RefusalGround.NOT_RELATIVE, kinship.is_near_relative(by, person)),
            (RefusalGround.NOT_DECEASED, died),
            # What somebody decided for after their death is theirs until then.
            (RefusalGround.DECIDED_OTHERWISE, not died or not kinship.decided_otherwise(person)),
            (RefusalGround.NO_INTEREST, request.has_interest),
        ),
    }[request.asker]
    grounds = list(dict.fromkeys([*grounds, *(ground for ground, holds in told if not holds)]))
    # Who has no standing learns nothing more: whether somebody is 14, has died or left word is personal too.
    standing = {RefusalGround.NOT_IDENTIFIED, RefusalGround.NOT_GUARDIAN, RefusalGround.NOT_RELATIVE}
    without = [ground for ground in grounds if ground in standing]
    return tuple(without or grounds)


def why_not_of(case: RightsCase, records: tuple[object, ...], on: date) -> tuple[RefusalGround, ...]:
    """Why somebody who may ask is granted nothing, by the person's records; empty if there is no such reason.

    Args:
        case: the request.
        records: the person's; they tell the age.
        on: the day.
    """
    if case.request.asker is Asker.GUARDIAN and not any(is_under_14(record, on) for record in records):
        return (RefusalGround.NOT_UNDER_14,)
    return () if records else (RefusalGround.NOTHING_HELD,)


def asked_fields(case: RightsCase, records: tuple[object, ...]) -> frozenset[str]:
    """The fields that a request is about: those named, or all that is filled in."""
    if case.request.fields:
        return frozenset(case.request.fields)
    return frozenset(
        rule.key for record in records for rule in record_schema(record) if getattr(record, rule.name) not in (None, ())
    )
