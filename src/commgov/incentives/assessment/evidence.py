"""The evidence of an assessment: what services, outcomes and ratings say of each member, as columns."""

from collections.abc import Iterable
from datetime import timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from commgov.core import MemberId, Outcome
from commgov.core.checks import Checks
from commgov.core.timing import day_of
from commgov.incentives.assessment.criteria import Criteria
from commgov.incentives.effect import Effect, effects_of
from commgov.incentives.facts import ServiceFacts
from commgov.incentives.healthy import counted_minutes
from commgov.incentives.ratings.calibration import WHOLE, Calibration, Ints, RatingColumns, calibrate
from commgov.incentives.ratings.means import ShrunkenMeans, shrunken_means

UNKNOWN = -1
"""In a column of marks: nothing is known. It never counts as nothing."""

_STAR = WHOLE // 4  # one star is no satisfaction at all, five are full
Key = TypeVar("Key")


@frozen(eq=False)
class ServiceColumns:
    """The services of a period, the earliest first.

    Args:
        members: whose services they may be, ascending.
        member: `int64[services]`: who served, as a place in `members`.
        day: `int64[services]`: the day on which it began, as `date.toordinal`.
        minutes: `int64[services]`: what was posted.
        effect: `int64[services]`: thousandths of a full mark, or UNKNOWN.
        satisfaction: `int64[services]`: thousandths of a full mark, or UNKNOWN.
        resident: `int64[services]`: who was served, as a number.
        place: `int64[services]`: where, as a number.
        services: the facts themselves, in the same order; empty where only columns are known.
        effects: in words, in the same order.
    """

    members: tuple[MemberId, ...]
    member: Ints
    day: Ints
    minutes: Ints
    effect: Ints
    satisfaction: Ints
    resident: Ints
    place: Ints
    services: tuple[ServiceFacts, ...] = ()
    effects: tuple[Effect, ...] = ()

    @classmethod
    def of(
        cls,
        services: Iterable[ServiceFacts],
        outcomes: Iterable[Outcome],
        criteria: Criteria,
        members: Iterable[MemberId] = (),
    ) -> "ServiceColumns":
        """The columns of those services that began in the period.

        Args:
            services: facts, in any order.
            outcomes: how their demands ended.
            criteria: the period, its zone, and what an effect counts.
            members: who is assessed even without any service.

        Raises:
            InvalidInputError: if a record comes twice.
        """
        zone = ZoneInfo(criteria.zone)
        dated = [(day_of(service.start, zone), service) for service in services]
        kept = [(service, day) for day, service in dated if criteria.first <= day <= criteria.last]
        kept.sort(key=lambda entry: (entry[0].start, entry[0].record))
        facts = tuple(service for service, _ in kept)
        checks = Checks("assess")
        checks.unique("services", (service.record for service in facts))
        checks.refuse()
        effects = effects_of(facts, outcomes, reopened_within=timedelta(days=criteria.reopened_within_days))
        everyone = tuple(sorted({*members, *(service.member for service in facts)}))
        place_of = {member: at for at, member in enumerate(everyone)}
        worth = {Effect.SEEN: WHOLE, Effect.SOLVED: criteria.solved, Effect.REOPENED: 0, Effect.NOT_SOLVED: 0}
        return cls(
            everyone,
            _column(place_of[service.member] for service in facts),
            _column(day.toordinal() for _, day in kept),
            _column(service.minutes for service in facts),
            _column(worth.get(effect, UNKNOWN) for effect in effects),
            _column(UNKNOWN if stars is None else (stars - 1) * _STAR for stars in (s.satisfaction for s in facts)),
            _numbered(service.resident for service in facts),
            _numbered(service.unit for service in facts),
            facts,
            tuple(effects),
        )


def _column(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)


def _numbered(keys: Iterable[Key]) -> Ints:
    """Each key as a number, in the order in which they come."""
    listed = list(keys)
    numbers = {key: at for at, key in enumerate(dict.fromkeys(listed))}
    return _column(map(numbers.__getitem__, listed))


@frozen(eq=False)
class Evidence:
    """What is known of each member.

    Args:
        counted: `int64[services]`: the minutes of each service that count.
        minutes: `int64[members]`: what was posted.
        counting: `int64[members]`: the minutes that count.
        services: `int64[members]`: how many services.
        effect: the means of effects; None where they cannot be told from noise and no calibration was published.
        satisfaction: the means of ratings; None likewise.
        raters: `int64[members]`: by how many residents each was rated.
        effect_calibration: what the means of effects rest on.
        satisfaction_calibration: what the means of ratings rest on.
    """

    counted: Ints
    minutes: Ints
    counting: Ints
    services: Ints
    effect: ShrunkenMeans | None
    satisfaction: ShrunkenMeans | None
    raters: Ints
    effect_calibration: Calibration | None
    satisfaction_calibration: Calibration | None


def evidence_of(columns: ServiceColumns, criteria: Criteria) -> Evidence:
    """Work out the evidence.

    Args:
        columns: the services of the period.
        criteria: what counts.
    """
    number = len(columns.members)
    counted = counted_minutes(columns.member, columns.day, columns.minutes, criteria.limit)
    ended = columns.effect != UNKNOWN
    effects = RatingColumns(columns.member[ended], columns.effect[ended], number)
    rated = columns.satisfaction != UNKNOWN
    ratings = RatingColumns(
        columns.member[rated],
        columns.satisfaction[rated],
        number,
        columns.resident[rated] if criteria.severity else None,
        columns.place[rated] if criteria.places else None,
    )
    of_effect, of_ratings = criteria.effect_calibration, criteria.satisfaction_calibration
    of_effect = of_effect or calibrate(effects)
    of_ratings = of_ratings or calibrate(ratings)
    return Evidence(
        counted,
        _summed(columns.member, columns.minutes, number),
        _summed(columns.member, counted, number),
        np.bincount(columns.member, minlength=number),
        None if of_effect is None else shrunken_means(effects, of_effect),
        None if of_ratings is None else shrunken_means(ratings, of_ratings),
        _raters(columns.member[rated], columns.resident[rated], number),
        of_effect,
        of_ratings,
    )


def _summed(member: Ints, amounts: Ints, number: int) -> Ints:
    """Whole numbers far below 2^53, so the sums are exact."""
    return np.bincount(member, amounts, number).astype(np.int64)


def _raters(member: Ints, resident: Ints, number: int) -> Ints:
    """By how many different residents each member was rated."""
    many = int(resident.max()) + 1 if len(resident) else 1
    pairs: NDArray[np.int64] = np.unique(member * many + resident)
    return np.bincount(pairs // many, minlength=number)
