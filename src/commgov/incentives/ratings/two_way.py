"""Two-way ratings: the resident rates a service, the member rates how it was organised, and both are revealed together.

Neither side sees the other's rating before both are in or the window is closed, so nobody rates in revenge. What
residents said is never shown singly, and not as the difference of two means either: only whole batches are shown.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from attrs import evolve, field, frozen

from commgov.core import MemberId, PersonRef, Text
from commgov.core.checks import Checks
from commgov.core.timing import LATER
from commgov.errors import ConflictError
from commgov.incentives.facts import Form, RecordId, ServiceFacts
from commgov.incentives.ratings.intervals import Interval, wilson

Given = TypeVar("Given")
STARS_MAX = 5

BATCH = 5
"""Ratings are shown so many at a time or more, and points for them are given so many at a time or more."""

RATERS_MIN = 3
"""So many people at least give the ratings of a batch: a mean of one person's ratings is that person's word."""

SATISFIED_MIN = 4
"""Who gives so many stars or more is satisfied."""


class RatingSide(StrEnum):
    """Who rates."""

    RESIDENT = "resident"  # the person served rates the service
    MEMBER = "member"  # the member who served rates the community's activity


@frozen
class Rating:
    """One to five stars for one service.

    Args:
        record: for which service.
        side: who rates whom.
        by: who rates, as a reference.
        stars: 1 to 5.
        at: when it reached the community; of a paper form, when it was typed in, since it could be written until then.
        form: online, by a proxy, or on paper.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> from datetime import UTC
        >>> Rating("s-1", RatingSide.RESIDENT, "r-5", 4, datetime(2026, 3, 2, 12, tzinfo=UTC))
        Rating('s-1', resident)
    """

    record: RecordId
    side: RatingSide
    by: PersonRef
    stars: int
    at: datetime
    form: Form = Form.ONLINE

    def __attrs_post_init__(self) -> None:
        checks = Checks("Rating", self.record)
        checks.identifier("record", self.record)
        checks.instance("side", self.side, RatingSide, Text("a RatingSide", "应为评价方（RatingSide）"))
        checks.identifier("by", self.by)
        checks.whole("stars", self.stars, least=1, most=STARS_MAX)
        checks.aware("at", self.at)
        checks.instance("form", self.form, Form, Text("a Form", "应为Form"))
        checks.refuse()

    def __repr__(self) -> str:
        """For which service, and from which side; neither who said it nor what."""
        return f"Rating({self.record!r}, {self.side.value})"


@frozen
class TwoWayRating:
    """The two ratings of one service, of which each side gives at most one.

    Args:
        record: which service.
        member: who served, and rates the activity.
        resident: who was served, and rates the service.
        organiser: whom the member rates back: the unit or the activity, as a reference.
        opened: from when ratings are taken.
        closes: until when; then what is there is revealed.
        ratings: those given so far; use `with_rating`.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> from datetime import UTC
        >>> second, third, ninth = (datetime(2026, 3, day, tzinfo=UTC) for day in (2, 3, 9))
        >>> pair = TwoWayRating("s-1", "m-1", "r-5", "grid-1", second, ninth)
        >>> one = pair.with_rating(Rating("s-1", RatingSide.RESIDENT, "r-5", 2, third))
        >>> one.revealed(third), one.revealed(ninth)
        ((), (Rating('s-1', resident),))
        >>> both = one.with_rating(Rating("s-1", RatingSide.MEMBER, "m-1", 5, third))
        >>> len(both.revealed(third))
        2
    """

    record: RecordId
    member: MemberId
    resident: PersonRef
    organiser: str
    opened: datetime
    closes: datetime
    ratings: tuple[Rating, ...] = field(default=(), kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("TwoWayRating", self.record)
        for name in ("record", "member", "resident", "organiser"):
            checks.identifier(name, getattr(self, name))
        if all([checks.aware("opened", self.opened), checks.aware("closes", self.closes)]):
            checks.require("closes", self.closes, ok=self.opened < self.closes, expected=LATER)
        given = checks.every("ratings", self.ratings, Rating, Text("a Rating", "应为Rating"))
        checks.unique("ratings", (rating.side.value for rating in given))
        for rating in given:
            checks.require("ratings", rating, ok=self._may_be(rating), expected=_OWN)
        checks.refuse()

    @classmethod
    def of_service(
        cls, service: ServiceFacts, *, organiser: str, open_for: timedelta = timedelta(days=14)
    ) -> "TwoWayRating":
        """The two ratings of a posted service, with what the resident said when attesting it, online or on paper.

        Args:
            service: the service.
            organiser: whom the member rates back.
            open_for: how long ratings are taken, from the resident's attestation on.

        Example:
            >>> from commgov.testing import service_facts_of
            >>> visit = service_facts_of("m-1", satisfaction=4, on_paper=True)
            >>> TwoWayRating.of_service(visit, organiser="grid-1").ratings[0].form.value
            'paper'
        """
        opened = service.attested.at
        pair = cls(service.record, service.member, service.resident, organiser, opened, opened + open_for)
        if service.satisfaction is None:
            return pair
        attested = service.attested
        decided = attested.form is Form.DECISION  # then an officer signed, and the stars are still the resident's
        by = service.resident if decided else attested.by
        said = Rating(service.record, RatingSide.RESIDENT, by, service.satisfaction, opened, attested.form)
        return pair.with_rating(said)

    def with_rating(self, rating: Rating) -> "TwoWayRating":
        """The pair with one rating more.

        Raises:
            ConflictError: if that side has rated already, or the window is closed or not yet open. What was said once
                stays: it cannot be changed after the other side's rating is known.
            InvalidInputError: if the rating is of another service or by somebody else.
        """
        if any(given.side is rating.side for given in self.ratings):
            raise ConflictError(_RATED.fill(record=self.record, side=_SIDES[rating.side]))
        if not self.opened <= rating.at < self.closes:
            raise ConflictError(_NOT_NOW.fill(record=self.record, opened=self.opened, closes=self.closes))
        return evolve(self, ratings=(*self.ratings, rating))

    @property
    def revealed_at(self) -> datetime:
        """When the ratings are revealed: once both are in, or when the window closes."""
        return max(rating.at for rating in self.ratings) if len(self.ratings) == len(RatingSide) else self.closes

    def revealed(self, at: datetime) -> tuple[Rating, ...]:
        """The ratings that may be looked at, at a moment: both, or none, or after the window the one that came."""
        return self.ratings if at >= self.revealed_at else ()

    def __repr__(self) -> str:
        """Which service, and how many have rated it."""
        return f"TwoWayRating({self.record!r}, {len(self.ratings)} of 2)"

    def _may_be(self, rating: Rating) -> bool:
        """Whether it is of this service and by the right person: a proxy may speak for the resident, not the member."""
        by_member = str(rating.by) == str(self.member)
        right = by_member if rating.side is RatingSide.MEMBER else not by_member
        is_resident = rating.side is RatingSide.MEMBER or rating.form is Form.PROXY or rating.by == self.resident
        return rating.record == self.record and right and is_resident


_OWN = Text(
    "a rating of this service, by the resident or a proxy, or by the member who served",
    "应为居民（或代办人）或服务成员对本次服务的评价",
)


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


def shown_ratings(pairs: Iterable[TwoWayRating], side: RatingSide, at: datetime) -> dict[str, ShownRatings]:
    """What may be shown of the ratings of one side, by whom they are about.

    Ratings count in the order in which they were revealed, in whole batches of `BATCH` or more from at least
    `RATERS_MIN` people each: so neither a mean nor the difference of two tells what one person said.

    Args:
        pairs: of all services.
        side: RESIDENT for what is said of members, MEMBER for what is said of organisers.
        at: when it is shown.

    Returns:
        By member, or by organiser; those of whom too little was said are not in it.

    Example:
        >>> from datetime import UTC
        >>> third, ninth = datetime(2026, 3, 3, tzinfo=UTC), datetime(2026, 3, 9, tzinfo=UTC)
        >>> pairs = [
        ...     TwoWayRating(f"s-{n}", "m-1", f"r-{n}", "grid-1", third, ninth).with_rating(
        ...         Rating(f"s-{n}", RatingSide.RESIDENT, f"r-{n}", 5 - n % 2, third)
        ...     )
        ...     for n in range(7)
        ... ]
        >>> shown_ratings(pairs, RatingSide.RESIDENT, third)
        {}
        >>> print(shown_ratings(pairs, RatingSide.RESIDENT, ninth)["m-1"].text)
        4.6 stars from 5 ratings; satisfied: between 57% and 100%
    """
    said: dict[str, list[Rating]] = defaultdict(list)
    for pair in sorted(pairs, key=lambda pair: (pair.revealed_at, pair.record)):
        about = pair.member if side is RatingSide.RESIDENT else pair.organiser
        said[about] += [rating for rating in pair.revealed(at) if rating.side is side]
    whole = {
        about: [rating for batch in _full(ratings, lambda rating: rating.by) for rating in batch]
        for about, ratings in sorted(said.items())
    }
    return {about: _shown(ratings) for about, ratings in whole.items() if ratings}


def _full(given: Iterable[Given], rater: Callable[[Given], str]) -> list[list[Given]]:
    """The full batches of what was given, in order: `BATCH` or more, by `RATERS_MIN` people or more; the rest waits."""
    full: list[list[Given]] = []
    waiting: list[Given] = []
    raters: set[str] = set()
    for one in given:
        waiting.append(one)
        raters.add(rater(one))
        if len(waiting) >= BATCH and len(raters) >= RATERS_MIN:
            full.append(waiting)
            waiting, raters = [], set()
    return full


def _shown(ratings: list[Rating]) -> ShownRatings:
    stars = [rating.stars for rating in ratings]
    on_paper = sum(rating.form is Form.PAPER for rating in ratings)
    satisfied = wilson(sum(given >= SATISFIED_MIN for given in stars), len(stars))
    return ShownRatings(len(stars), on_paper, Fraction(sum(stars), len(stars)), satisfied)


def batches(services: Iterable[ServiceFacts]) -> dict[RecordId, tuple[int, ...]]:
    """The batches of ratings that residents gave with their attestations.

    Args:
        services: in any order.

    Returns:
        For each service whose rating completes a batch of its member's, of `BATCH` or more from at least `RATERS_MIN`
        residents: the stars of the batch, in ascending order.

    Example:
        >>> from datetime import UTC, timedelta
        >>> from commgov.testing import service_facts_of
        >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
        >>> visits = [
        ...     service_facts_of(
        ...         "m-1", start=monday + timedelta(days=n), satisfaction=5 - n, record=f"s-{n}", resident=f"r-{n}"
        ...     )
        ...     for n in range(5)
        ... ]
        >>> batches(visits)
        {'s-4': (1, 2, 3, 4, 5)}
    """
    said: dict[MemberId, list[tuple[ServiceFacts, int]]] = defaultdict(list)
    for service in sorted(services, key=lambda service: (service.attested.at, service.record)):
        if service.satisfaction is not None:
            said[service.member].append((service, service.satisfaction))
    return {
        batch[-1][0].record: tuple(sorted(stars for _, stars in batch))
        for theirs in said.values()
        for batch in _full(theirs, lambda entry: entry[0].resident)
    }


_RATED = Text("service {record}: the {side} has rated it already", "服务{record}：{side}已评价")
_NOT_NOW = Text(
    "service {record}: ratings are taken from {opened} until {closes}", "服务{record}：评价时间为{opened}至{closes}"
)
_SIDES = {RatingSide.RESIDENT: Text("resident", "居民"), RatingSide.MEMBER: Text("member", "成员")}
