"""The rating book: what residents and members say of each service, kept until both have spoken, and given out after.

The book gives out nothing that is not revealed, not even to who keeps it running. It stamps each rating with its own
clock when it comes in, so that nothing is revealed later and yet stands earlier: what was told once is only added to.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from attrs import evolve

from commgov.core import Clock, PersonRef, SystemClock, Text, Verdict
from commgov.core.checks import Checks
from commgov.core.personal import shown
from commgov.core.streams.chain import stream_name
from commgov.core.streams.store import MemoryStreams, StreamStore
from commgov.core.wire import from_json, to_json
from commgov.errors import ConflictError, NotFoundError
from commgov.incentives.facts.proxies import Proxies
from commgov.incentives.facts.service import Form, RecordId, ServiceFacts
from commgov.incentives.ratings.batches import ShownRatings, community_ratings, revealed_order, shown_ratings
from commgov.incentives.ratings.two_way import OPEN_FOR, Rating, RatingSide, TwoWayRating

KIND = "rating"
TRIES = 3  # how often a rating is tried anew: each side has one, so a pair changes twice at most

_NOTED = Text("noted; both ratings are revealed together", "已记录；双方评价将同时公开")
_NO_PROXY = Text("not authorised to speak for the resident", "未获居民授权")
_NOT_YET = Text("not later than now: nothing is told before it is revealed", "不得晚于当前时间：评价公开前不得告知")
_SPAN = Text("a span of time above zero", "应为大于零的时长")
_OWN_WORD = Text("the rater's own word, a proxy's, or a paper form", "应为本人、代办人或纸质表的评价")


class RatingBook:
    """A community's two-way ratings.

    Args:
        streams: keep the ratings, service by service; None: in memory.
        clock: tells the time at which ratings come in and are revealed.
        proxies: who may rate for a resident; None: nobody.
        open_for: how long ratings of a service are taken.

    Raises:
        InvalidInputError: if `open_for` is no span of time above zero.

    Example:
        >>> from commgov.testing import service_facts_of
        >>> visit, book = service_facts_of("m-1", resident="r-5"), RatingBook()
        >>> until = book.open(visit, organiser="grid-1")
        >>> print(book.rate(visit.record, RatingSide.RESIDENT, "r-5", 2).reason)
        noted; both ratings are revealed together
        >>> book.revealed()
        ()
        >>> print(book.rate(visit.record, RatingSide.RESIDENT, "r-5", 5).reason)
        the resident has rated it already
        >>> bool(book.rate(visit.record, RatingSide.MEMBER, "m-1", 4)), book.revealed()
        (True, (TwoWayRating('s-m-1-2026-03-02T09:00', 2 of 2),))
    """

    def __init__(
        self,
        streams: StreamStore | None = None,
        *,
        clock: Clock | None = None,
        proxies: Proxies | None = None,
        open_for: timedelta = OPEN_FOR,
    ) -> None:
        """Take streams, clock and proxies."""
        checks = Checks("RatingBook")
        span: object = open_for
        checks.require("open_for", span, ok=isinstance(span, timedelta) and span > timedelta(), expected=_SPAN)
        checks.refuse()
        self.streams: StreamStore = MemoryStreams() if streams is None else streams
        self.clock: Clock = SystemClock() if clock is None else clock
        self.proxies, self.open_for = proxies, open_for

    def open(self, service: ServiceFacts, *, organiser: str) -> datetime:
        """Take ratings of a posted service from now on. What the resident said when attesting it is in already.

        A window that is open, or was, stays as it is, also if the record was decided anew since.

        Args:
            service: the service.
            organiser: whom the member rates back: the unit or the activity, as a reference.

        Returns:
            Until when ratings are taken.

        Raises:
            ConflictError: if the window was opened for another organiser.
        """
        there, _ = self._find(service.record)
        if there is None:
            new = TwoWayRating.of_service(service, organiser=organiser, opened=self.clock.now(), open_for=self.open_for)
            try:
                self.streams.append(stream_name(KIND, service.record), 1, to_json(new))
            except ConflictError:  # somebody else opened it meanwhile
                return self.open(service, organiser=organiser)
            return new.closes
        if there.organiser != organiser:
            raise ConflictError(_OTHER_ORGANISER.fill(record=shown(service.record)))
        return there.closes

    def rate(
        self,
        record: RecordId,
        side: RatingSide,
        by: PersonRef,
        stars: int,
        *,
        form: Form = Form.ONLINE,
        scan: str | None = None,
        entered_by: PersonRef | None = None,
    ) -> Verdict:
        """Take a rating in, or say why not. The same rating again is taken for the same one.

        Args:
            record: of which service.
            side: who rates whom.
            by: who rates: the resident or a proxy, or the member.
            stars: 1 to 5.
            form: online, by a proxy, or on paper. A paper form counts from when it is typed in, and only while the
                window is open: it could be written until then.
            scan: of a paper form, the SHA-256 of its scan.
            entered_by: of a paper form, the clerk who types it in.

        Raises:
            InvalidInputError: if it is no rating of this service by the right person.
            NotFoundError: if no window was opened for the service.
            ConflictError: if others keep changing it.
        """
        checks = Checks("Rating", record)
        checks.require("form", str(form), ok=form is not Form.DECISION, expected=_OWN_WORD)
        checks.refuse()
        for _ in range(TRIES):
            pair, number = self._find(record)
            if pair is None:
                raise NotFoundError(_NO_WINDOW.fill(record=shown(record)))
            new = Rating(record, side, by, stars, self.clock.now(), form, scan=scan, entered_by=entered_by)
            if any(_same(new, old) for old in pair.ratings):
                return Verdict(allowed=True, reason=_NOTED)
            why = pair.why_not(side, new.at) or self._no_proxy(pair, new)
            if why is not None:
                return Verdict(allowed=False, reason=why)
            try:
                self.streams.append(stream_name(KIND, record), number + 1, to_json(pair.with_rating(new)))
            except ConflictError:
                continue
            return Verdict(allowed=True, reason=_NOTED)
        raise ConflictError(_KEEP_CHANGING.fill(record=shown(record)))

    def revealed(self, at: datetime | None = None) -> tuple[TwoWayRating, ...]:
        """The pairs that were revealed before a moment, in that order: what `assess` and `award_points` count.

        Args:
            at: the moment, such as that of an earlier assessment; None: now.

        Raises:
            InvalidInputError: if it is later than now.
        """
        now = self.clock.now()
        moment = now if at is None else at
        checks = Checks("RatingBook")
        if checks.aware("at", moment):
            checks.require("at", moment, ok=moment <= now, expected=_NOT_YET)
        checks.refuse()
        kept = (from_json(body, TwoWayRating) for _, body in self.streams.latest(KIND))
        return tuple(sorted((pair for pair in kept if pair.revealed_at < moment), key=revealed_order))

    def shown(
        self, side: RatingSide, services: Iterable[ServiceFacts], at: datetime | None = None
    ) -> dict[str, ShownRatings]:
        """What may be shown of the ratings of one side, by whom they are about; see `shown_ratings`.

        Args:
            side: RESIDENT for what is said of members, MEMBER for what is said of organisers.
            services: the services that still count.
            at: the moment; None: now.

        Raises:
            InvalidInputError: if `at` is later than now.
        """
        records = {service.record for service in services}
        return shown_ratings(self.revealed(at), side, at or self.clock.now(), records=records)

    def of_community(self, services: Iterable[ServiceFacts], at: datetime | None = None) -> ShownRatings | None:
        """What members say of the community; see `community_ratings`.

        Args:
            services: the services that still count.
            at: the moment; None: now.

        Raises:
            InvalidInputError: if `at` is later than now.
        """
        records = {service.record for service in services}
        return community_ratings(self.revealed(at), at or self.clock.now(), records=records)

    def _find(self, record: RecordId) -> tuple[TwoWayRating | None, int]:
        """A pair as it stands, and how many events it has."""
        events = self.streams.read(stream_name(KIND, record))
        return (from_json(events[-1], TwoWayRating), len(events)) if events else (None, 0)

    def _no_proxy(self, pair: TwoWayRating, rating: Rating) -> Text | None:
        if rating.form is not Form.PROXY or rating.side is RatingSide.MEMBER:
            return None
        may = self.proxies is not None and self.proxies.speaks_for(rating.by, pair.resident, rating.at)
        return None if may else _NO_PROXY


def _same(one: Rating, other: Rating) -> bool:
    """Whether two ratings are one, said twice: all is the same but the time."""
    return evolve(one, at=other.at) == other


_OTHER_ORGANISER = Text("ratings of {record} are open, for another organiser", "{record}的评价已为另一组织者开放")
_NO_WINDOW = Text("no window was opened for ratings of {record}", "{record}未开放评价")
_KEEP_CHANGING = Text("the ratings of {record} keep being changed meanwhile", "{record}的评价不断被他人更改")
