"""Two-way ratings: the resident rates a service, the member rates how it was organised, and both are revealed together.

Neither side sees the other's rating before both are in or the window is closed, so nobody rates in revenge. One
service has one rating of each side: what the resident said when attesting it is that rating, and none can follow in the
window; only a resident who gave no stars then can give them there.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from attrs import evolve, field, frozen

from commgov.core import MemberId, PersonRef, Text
from commgov.core.checks import Checks
from commgov.core.timing import LATER
from commgov.errors import ConflictError
from commgov.incentives.facts.service import Form, RecordId, ServiceFacts, is_sha256

STARS_MAX = 5

OPEN_FOR = timedelta(days=14)
"""How long ratings are taken."""


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
        form: online, by a proxy, or on paper; DECISION where officers decided about the minutes of a rated service.
        scan: of a paper form, the SHA-256 of its scan in hexadecimal.
        entered_by: of a paper form, the clerk who typed it in.

    Raises:
        InvalidInputError: naming all that is wrong: a paper form without scan or clerk, too.

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
    scan: str | None = field(default=None, kw_only=True)
    entered_by: PersonRef | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("Rating", self.record)
        checks.identifier("record", self.record)
        checks.instance("side", self.side, RatingSide, Text("a RatingSide", "应为评价方（RatingSide）"))
        checks.identifier("by", self.by)
        checks.whole("stars", self.stars, least=1, most=STARS_MAX)
        checks.aware("at", self.at)
        checks.instance("form", self.form, Form, Text("a Form", "应为Form"))
        is_paper = self.form is Form.PAPER
        checks.require("scan", "", ok=is_sha256(self.scan) if is_paper else self.scan is None, expected=_SCAN)
        if self.entered_by is not None:
            checks.identifier("entered_by", self.entered_by)
        is_typed = (self.entered_by is not None) == is_paper and self.entered_by != self.by
        checks.require("entered_by", "", ok=is_typed, expected=_CLERK)
        checks.refuse()

    def __repr__(self) -> str:
        """For which service, and from which side; neither who said it nor what."""
        return f"Rating({self.record!r}, {self.side.value})"


_SCAN = Text("of a paper form, and only of one, the SHA-256 of its scan", "仅纸质表须填写扫描件的SHA-256值")
_CLERK = Text("of a paper form, and only of one, the clerk who typed it in", "仅纸质表须填写录入人，且不得为评价人")


@frozen
class TwoWayRating:
    """The two ratings of one service, of which each side gives at most one.

    Args:
        record: which service.
        member: who served, and rates the activity.
        resident: who was served, and rates the service.
        organiser: whom the member rates back: the unit or the activity, as a reference.
        start: when the service began: to the period of that day its ratings belong, whenever they come.
        opened: from when ratings are taken.
        closes: until when; then what is there is revealed.
        ratings: those given so far; use `with_rating`.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> from datetime import UTC
        >>> second, third, ninth = (datetime(2026, 3, day, tzinfo=UTC) for day in (2, 3, 9))
        >>> pair = TwoWayRating("s-1", "m-1", "r-5", "grid-1", second, second, ninth)
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
    start: datetime
    opened: datetime
    closes: datetime
    ratings: tuple[Rating, ...] = field(default=(), kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("TwoWayRating", self.record)
        for name in ("record", "member", "resident", "organiser"):
            checks.identifier(name, getattr(self, name))
        checks.aware("start", self.start)
        if all([checks.aware("opened", self.opened), checks.aware("closes", self.closes)]):
            checks.require("closes", self.closes, ok=self.opened < self.closes, expected=LATER)
        given = checks.every("ratings", self.ratings, Rating, Text("a Rating", "应为Rating"))
        checks.unique("ratings", (rating.side.value for rating in given))
        for rating in given:
            checks.require("ratings", rating, ok=self._may_be(rating), expected=_OWN)
        checks.refuse()

    @classmethod
    def of_service(
        cls, service: ServiceFacts, *, organiser: str, opened: datetime | None = None, open_for: timedelta = OPEN_FOR
    ) -> "TwoWayRating":
        """The two ratings of a posted service, with what the resident said when attesting it, online or on paper.

        Args:
            service: the service.
            organiser: whom the member rates back.
            opened: from when ratings are taken; None: since the community knew of both attestations.
            open_for: how long.

        Example:
            >>> from commgov.testing import service_facts_of
            >>> visit = service_facts_of("m-1", satisfaction=4, on_paper=True)
            >>> TwoWayRating.of_service(visit, organiser="grid-1").ratings[0].form.value
            'paper'
        """
        since = opened or service.known_at
        who = (service.record, service.member, service.resident, organiser)
        pair = cls(*who, service.start, since, since + open_for)
        if service.satisfaction is None:
            return pair
        form, scan, clerk = service.attested.form, service.attested.scan, service.attested.entered_by
        said = (service.record, RatingSide.RESIDENT, service.rater, service.satisfaction, since)
        return pair.with_rating(Rating(*said, form, scan=scan, entered_by=clerk))

    def with_rating(self, rating: Rating) -> "TwoWayRating":
        """The pair with one rating more.

        Raises:
            ConflictError: if it may not be given any more; `why_not` says why.
            InvalidInputError: if the rating is of another service or by somebody else.
        """
        why = self.why_not(rating.side, rating.at)
        if why is not None:
            raise ConflictError(_OF_SERVICE.fill(record=self.record, why=why))
        return evolve(self, ratings=(*self.ratings, rating))

    def why_not(self, side: RatingSide, at: datetime) -> Text | None:
        """Why a side can give no rating at a moment; None if it can.

        What was said once stays: it cannot be changed after the other side's rating is known.
        """
        if any(given.side is side for given in self.ratings):
            return _RATED.fill(side=_SIDES[side])
        if not self.opened <= at < self.closes:
            return _WINDOW.fill(opened=self.opened, closes=self.closes)
        return None

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
        member = str(self.member)
        by_member = str(rating.by) == member
        if rating.record != self.record or str(rating.entered_by) == member:
            return False
        if rating.side is RatingSide.MEMBER:
            return by_member
        return not by_member and (rating.form in {Form.PROXY, Form.DECISION} or rating.by == self.resident)


_SIDES = {RatingSide.RESIDENT: Text("resident", "居民"), RatingSide.MEMBER: Text("member", "服务成员")}
_RATED = Text("the {side} has rated it already", "{side}已评价")
_WINDOW = Text("ratings are taken from {opened} until {closes}", "评价期为{opened}至{closes}")
_OWN = Text(
    "a rating of this service, by the resident or a proxy, or by the member who served",
    "应为居民（或代办人）或服务成员对本次服务的评价",
)
_OF_SERVICE = Text("service {record}: {why}", "服务{record}：{why}")
