"""Batches: ratings count, and are shown, so many at a time that none of them can be told from the others.

What residents said is never shown singly, and not as the difference of two means either: between two figures lie whole
batches, each the word of several people. Points, grades and what is shown are made of the same batches, so that no two
of these differ by less either. Batches are of one calendar year of service each, and filled in the order in which
ratings were revealed. As nothing is revealed later and yet earlier in that order (`RatingBook` sees to it), a batch
once full stays what it is.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from fractions import Fraction
from typing import NamedTuple
from zoneinfo import ZoneInfo

from attrs import frozen

from commgov.core import PersonRef, Text
from commgov.core.timing import ZONE, day_of
from commgov.incentives.facts.service import Form, RecordId, ServiceFacts
from commgov.incentives.ratings.intervals import Interval, wilson
from commgov.incentives.ratings.two_way import RatingSide, TwoWayRating

BATCH = 5
"""Ratings are shown so many at a time or more, and points for them are given so many at a time or more."""

RATERS_MIN = 3
"""So many people at least give the ratings of a batch: a mean of one person's ratings is that person's word."""

SATISFIED_MIN = 4
"""Who gives so many stars or more is satisfied."""


class Said(NamedTuple):
    """What one person said of one service, inside a batch.

    Args:
        record: of which service.
        by: who judged.
        stars: 1 to 5.
        year: of the service, where the community is.
        on_paper: whether it came on a paper form.
    """

    record: RecordId
    by: PersonRef
    stars: int
    year: int
    on_paper: bool = False

    def __repr__(self) -> str:
        """Of which service; neither who said it nor what."""
        return f"Said({self.record!r})"


@frozen
class RatingBatch:
    """Ratings that count only together.

    Args:
        about: whom they are about: a member, or an organiser.
        said: the ratings, in the order in which they were revealed.
    """

    about: str
    said: tuple[Said, ...]


Sequenced = Iterable[tuple[str, Said]]
"""Whom a rating is about, and the rating; in the order in which they were revealed."""


def full_batches(said: Sequenced, *, size: int = BATCH, raters: int = RATERS_MIN) -> list[RatingBatch]:
    """The batches that are full, those first that were full first; what is left waits.

    Args:
        said: the ratings, in the order in which they were revealed.
        size: how many ratings of a year fill a batch at least.
        raters: by how many people at least.

    Example:
        >>> said = [("m-1", Said(f"s-{n}", f"r-{n % 2}", 5, 2026)) for n in range(5)]
        >>> [len(batch.said) for batch in full_batches(said, size=1, raters=2)]
        [2, 2]
    """
    waiting: dict[tuple[str, int], list[Said]] = defaultdict(list)
    full = []
    for about, one in said:
        theirs = waiting[about, one.year]
        theirs.append(one)
        if len(theirs) >= size and len({each.by for each in theirs}) >= raters:
            full.append(RatingBatch(about, tuple(waiting.pop((about, one.year)))))
    return full


def revealed_order(pair: TwoWayRating) -> tuple[datetime, str]:
    """By what ratings are put in order: when they were revealed."""
    return pair.revealed_at, pair.record


def sequenced(pairs: Iterable[TwoWayRating], side: RatingSide, zone: str = ZONE) -> Sequenced:
    """The ratings of one side, in the order in which they were revealed.

    Args:
        pairs: pairs that are revealed, in any order.
        side: RESIDENT for what is said of members, MEMBER for what is said of organisers.
        zone: where the community is.
    """
    where = ZoneInfo(zone)
    for pair in sorted(pairs, key=revealed_order):
        year = day_of(pair.start, where).year
        about = pair.member if side is RatingSide.RESIDENT else pair.organiser
        for one in pair.ratings:
            if one.side is side:
                yield about, Said(one.record, one.by, one.stars, year, one.form is Form.PAPER)


def attested(services: Iterable[ServiceFacts], zone: str = ZONE) -> Sequenced:
    """What residents said when they attested, in the order in which the community knew of it.

    Args:
        services: in any order.
        zone: where the community is.
    """
    where = ZoneInfo(zone)
    rated = (service for service in services if service.satisfaction is not None)
    for service in sorted(rated, key=lambda service: (service.known_at, service.record)):
        if service.satisfaction is not None:
            year, on_paper = day_of(service.start, where).year, service.attested.form is Form.PAPER
            yield service.member, Said(service.record, service.rater, service.satisfaction, year, on_paper)


def standing(batches: Iterable[RatingBatch], records: Collection[RecordId]) -> list[RatingBatch]:
    """The batches of which each service still counts.

    A batch that has lost one falls out as a whole: filled up or counted without it, the difference would be one
    person's word.

    Args:
        batches: the batches.
        records: the services that count.
    """
    return [batch for batch in batches if all(one.record in records for one in batch.said)]


def resident_batches(
    services: Iterable[ServiceFacts],
    revealed: Iterable[TwoWayRating] | None = None,
    *,
    size: int = BATCH,
    raters: int = RATERS_MIN,
    zone: str = ZONE,
) -> list[RatingBatch]:
    """The full batches of what residents said of members.

    Args:
        services: the services that count.
        revealed: the revealed pairs of a `RatingBook`: then these ratings count and no others. None: no window is kept,
            so what residents said when they attested counts.
        size: how many ratings fill a batch at least.
        raters: by how many people at least.
        zone: where the community is.

    Example:
        >>> from commgov.testing import service_facts_of
        >>> visits = [service_facts_of("m-1", satisfaction=5, record=f"s-{n}", resident=f"r-{n}") for n in range(6)]
        >>> [len(batch.said) for batch in resident_batches(visits)], resident_batches(visits, [])
        ([5], [])
    """
    facts = tuple(services)
    said = attested(facts, zone) if revealed is None else sequenced(revealed, RatingSide.RESIDENT, zone)
    return standing(full_batches(said, size=size, raters=raters), {service.record for service in facts})


@frozen
class ShownRatings:
    """What may be shown of somebody's ratings: whole batches, taken together.

    Args:
        number: how many ratings.
        on_paper: how many of them came on paper.
        mean: their mean in stars, exactly.
        satisfied: the share of satisfied ones, with the Wilson interval around it; 0 to 1.
    """

    number: int
    on_paper: int
    mean: Fraction
    satisfied: Interval

    @classmethod
    def of(cls, batches: Iterable[RatingBatch]) -> "ShownRatings | None":
        """Of whole batches; None where there is none."""
        said = [one for batch in batches for one in batch.said]
        if not said:
            return None
        satisfied = wilson(sum(one.stars >= SATISFIED_MIN for one in said), len(said))
        mean = Fraction(sum(one.stars for one in said), len(said))
        return cls(len(said), sum(one.on_paper for one in said), mean, satisfied)

    @property
    def text(self) -> Text:
        """In words."""
        return _SHOWN.fill(
            mean=f"{float(self.mean):.1f}",
            number=self.number,
            low=f"{self.satisfied.low:.0%}",
            high=f"{self.satisfied.high:.0%}",
        )


_SHOWN = Text(
    "{mean} stars from {number} ratings; satisfied: between {low} and {high}",
    "{number}条评价平均{mean}星；满意率在{low}至{high}之间",
)


def shown_ratings(
    pairs: Iterable[TwoWayRating], side: RatingSide, at: datetime, *, records: Collection[RecordId] | None = None
) -> dict[str, ShownRatings]:
    """What may be shown of the ratings of one side, by whom they are about.

    Only whole batches are in it, of `BATCH` ratings or more from at least `RATERS_MIN` people each: so neither a mean
    nor the difference of two tells what one person said.

    Args:
        pairs: of all services.
        side: RESIDENT for what is said of members, MEMBER for what is said of organisers.
        at: when it is shown.
        records: the services that still count; None: all.

    Returns:
        By member, or by organiser; those of whom too little was said are not in it.

    Example:
        >>> from datetime import UTC
        >>> from commgov.incentives.ratings import Rating
        >>> third, ninth = datetime(2026, 3, 3, tzinfo=UTC), datetime(2026, 3, 9, tzinfo=UTC)
        >>> pairs = [
        ...     TwoWayRating(f"s-{n}", "m-1", f"r-{n}", "grid-1", third, third, ninth).with_rating(
        ...         Rating(f"s-{n}", RatingSide.RESIDENT, f"r-{n}", 5 - n % 2, third)
        ...     )
        ...     for n in range(7)
        ... ]
        >>> shown_ratings(pairs, RatingSide.RESIDENT, third)
        {}
        >>> print(shown_ratings(pairs, RatingSide.RESIDENT, ninth)["m-1"].text)
        4.6 stars from 5 ratings; satisfied: between 57% and 100%
    """
    by_whom = defaultdict(list)
    for batch in _shown_batches(pairs, side, at, records):
        by_whom[batch.about].append(batch)
    shown = {about: ShownRatings.of(by_whom[about]) for about in sorted(by_whom)}
    return {about: figures for about, figures in shown.items() if figures is not None}


def community_ratings(
    pairs: Iterable[TwoWayRating], at: datetime, *, records: Collection[RecordId] | None = None
) -> ShownRatings | None:
    """What members say of the community: the whole batches of all organisers, taken together.

    Ratings of an organiser of whom too little was said are not in it: else they could be told by subtraction.

    Args:
        pairs: of all services.
        at: when it is shown.
        records: the services that still count; None: all.

    Returns:
        None where too little was said of each organiser.

    Example:
        >>> from datetime import UTC
        >>> from commgov.incentives.ratings import Rating
        >>> third, ninth = datetime(2026, 3, 3, tzinfo=UTC), datetime(2026, 3, 9, tzinfo=UTC)
        >>> pairs = [
        ...     TwoWayRating(f"s-{n}", f"m-{n}", "r-1", "festival", third, third, ninth).with_rating(
        ...         Rating(f"s-{n}", RatingSide.MEMBER, f"m-{n}", 4, third)
        ...     )
        ...     for n in range(5)
        ... ]
        >>> print(community_ratings(pairs, ninth).text, community_ratings(pairs[1:], ninth))
        4.0 stars from 5 ratings; satisfied: between 57% and 100% None
    """
    return ShownRatings.of(_shown_batches(pairs, RatingSide.MEMBER, at, records))


def _shown_batches(
    pairs: Iterable[TwoWayRating], side: RatingSide, at: datetime, records: Collection[RecordId] | None
) -> list[RatingBatch]:
    full = full_batches(sequenced((pair for pair in pairs if pair.revealed(at)), side))
    return full if records is None else standing(full, records)
