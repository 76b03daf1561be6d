"""The evidence of an assessment: what services, outcomes and ratings say of each member, as columns."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from commgov.core import MemberId, Outcome
from commgov.core.checks import Checks
from commgov.core.timing import day_of
from commgov.incentives.assessment.criteria import Criteria
from commgov.incentives.facts.effect import Effect, effects_of
from commgov.incentives.facts.healthy import counted_minutes
from commgov.incentives.facts.service import ServiceFacts
from commgov.incentives.ratings.batches import BATCH, RatingBatch, resident_batches, standing
from commgov.incentives.ratings.calibration import WHOLE, Calibration, Ints, RatingColumns, calibrate
from commgov.incentives.ratings.means import ShrunkenMeans, shrunken_means
from commgov.incentives.ratings.two_way import TwoWayRating

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
        satisfaction: `int64[services]`: thousandths of a full mark, or UNKNOWN: not rated, or in no full batch yet.
        rater: `int64[services]`: who judged it, as a number; UNKNOWN where nobody did.
        place: `int64[services]`: where, as a number.
        services: the facts themselves, in the same order; empty where only columns are known.
        effects: in words, in the same order.
        batch: `int64[services]`: the batch of ratings in which it counts, in the order in which they were full.
    """

    members: tuple[MemberId, ...]
    member: Ints
    day: Ints
    minutes: Ints
    effect: Ints
    satisfaction: Ints
    rater: Ints
    place: Ints
    services: tuple[ServiceFacts, ...] = ()
    effects: tuple[Effect, ...] = ()
    batch: Ints = field(factory=lambda: _column(()))

    @classmethod
    def of(
        cls,
        services: Iterable[ServiceFacts],
        outcomes: Iterable[Outcome],
        criteria: Criteria,
        members: Iterable[MemberId] = (),
        ratings: Iterable[TwoWayRating] | None = None,
    ) -> "ServiceColumns":
        """The columns of those services that began in the period.

        A rating belongs to the period of its service, whenever it came. Ratings enter in whole batches alone, each by
        `criteria.raters_min` people or more: so no two assessments differ by what fewer than these said. A batch of
        which a service lies outside the period does not enter.

        Args:
            services: facts, in any order.
            outcomes: how their demands ended.
            criteria: the period, its zone, and what an effect counts.
            members: who is assessed even without any service.
            ratings: the revealed pairs of a `RatingBook`; None: what residents said when they attested.

        Raises:
            InvalidInputError: if a record comes twice.
        """
        zone = ZoneInfo(criteria.zone)
        everything = tuple(services)
        dated = [(day_of(service.start, zone), service) for service in everything]
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
        size, raters = min(criteria.ratings_min, BATCH), criteria.raters_min
        batches = resident_batches(everything, ratings, size=size, raters=raters, zone=criteria.zone)
        rated = _rated(facts, batches)
        return cls(
            everyone,
            _column(place_of[service.member] for service in facts),
            _column(day.toordinal() for _, day in kept),
            _column(service.minutes for service in facts),
            _column(worth.get(effect, UNKNOWN) for effect in effects),
            rated.satisfaction,
            rated.rater,
            _numbered(service.unit for service in facts),
            facts,
            tuple(effects),
            rated.batch,
        )


@frozen(eq=False)
class _Rated:
    """What of each service is known of its rating; UNKNOWN where it is in no full batch."""

    satisfaction: Ints
    rater: Ints
    batch: Ints


def _rated(facts: Sequence[ServiceFacts], full: Sequence[RatingBatch]) -> _Rated:
    """Of the batches that lie in these services as a whole."""
    row_of = {service.record: row for row, service in enumerate(facts)}
    batches = standing(full, row_of)
    said = [one for batch in batches for one in batch.said]
    rows = _column(row_of[one.record] for one in said)
    columns = (
        _column((one.stars - 1) * _STAR for one in said),
        _numbered(one.by for one in said),
        np.repeat(np.arange(len(batches)), [len(batch.said) for batch in batches]),
    )
    whole = [np.full(len(facts), UNKNOWN) for _ in columns]
    for column, values in zip(whole, columns, strict=True):
        column[rows] = values
    return _Rated(*whole)


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
        raters: `int64[members]`: by how many people each was rated; a proxy is one, for however many residents.
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
        columns.rater[rated] if criteria.severity else None,
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
        _raters(columns.member[rated], columns.rater[rated], number),
        of_effect,
        of_ratings,
    )


def _summed(member: Ints, amounts: Ints, number: int) -> Ints:
    """Whole numbers far below 2^53, so the sums are exact."""
    return np.bincount(member, amounts, number).astype(np.int64)


def _raters(member: Ints, rater: Ints, number: int) -> Ints:
    """By how many different people each member was rated."""
    many = int(rater.max()) + 1 if len(rater) else 1
    pairs: NDArray[np.int64] = np.unique(member * many + rater)
    return np.bincount(pairs // many, minlength=number)
