"""Services, the entries of the service list, what is booked with them, and the outcomes of demands."""

from datetime import datetime
from enum import StrEnum

from attrs import field, frozen

from commgov.core.checks import Checks
from commgov.core.ids import DemandId, MemberId, OfferId, PersonRef, TeamId
from commgov.core.timing import Window
from commgov.wording import Text


@frozen(order=True)
class Service:
    """One member serving one seat of a demand at a time.

    Built by the thousand from answers that were checked as a whole, so it does not check itself.

    Args:
        demand: which demand.
        seat: which of its seats, counted from 0.
        member: who serves.
        start: when it begins, with a time zone.
        end: when it is over.
        team: the volunteer team that took the order as a team, if one did.

    Example:
        >>> from datetime import UTC, datetime
        >>> print(Service("d-1", 0, "m-1", datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC)))
        m-1 serves d-1, 2026-03-02 09:00-10:00
    """

    demand: DemandId
    seat: int
    member: MemberId
    start: datetime
    end: datetime
    team: TeamId | None = None

    @property
    def minutes(self) -> int:
        """How long it takes."""
        return Window(self.start, self.end).minutes

    def __str__(self) -> str:
        """Who serves what and when, as one line of English."""
        return f"{self.member} serves {self.demand}, {self.start:%Y-%m-%d %H:%M}-{self.end:%H:%M}"


@frozen(order=True)
class Booking:
    """A venue, one piece of goods, or one place of an employer's project, held for a demand at a time.

    It is no service: it names nobody, and nobody earns hours by it; an employer's people do once they are named.

    Built from answers that were checked as a whole, so it does not check itself.

    Args:
        demand: which demand.
        offer: which entry of the resource list.
        number: which piece of it, counted from 1; 1 for a venue.
        start: from when, with a time zone.
        end: until when; the offer's set-up minutes follow.

    Example:
        >>> from datetime import UTC, datetime
        >>> nine, ten = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC)
        >>> print(Booking("d-1", "room-1", 1, nine, ten))
        room-1 is booked for d-1, 2026-03-02 09:00-10:00
    """

    demand: DemandId
    offer: OfferId
    number: int
    start: datetime
    end: datetime

    def __str__(self) -> str:
        """What is booked for what and when, as one line of English."""
        which = self.offer if self.number == 1 else f"{self.offer} no. {self.number}"
        return f"{which} is booked for {self.demand}, {self.start:%Y-%m-%d %H:%M}-{self.end:%H:%M}"


class OutcomeState(StrEnum):
    """How a demand stands."""

    SOLVED = "solved"
    NOT_SOLVED = "not solved"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"


@frozen
class Outcome:
    """How a demand ended; one entry each time that it is closed or reopened.

    Args:
        demand: which demand.
        state: how it stands now.
        at: since when.
        by: who said so, as a reference.
        seen_by_resident: whether the resident confirmed having seen it; a demand that only the office calls
            solved is not the same as one that the resident calls solved.
        minutes: minutes of service that it took.

    Example:
        >>> from datetime import UTC, datetime
        >>> Outcome("d-1", OutcomeState.SOLVED, datetime(2026, 3, 2, 9, tzinfo=UTC), "officer-3")
        Outcome('d-1', solved)
    """

    demand: DemandId
    state: OutcomeState
    at: datetime
    by: PersonRef
    seen_by_resident: bool = field(default=False, kw_only=True)
    minutes: int = field(default=0, kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("Outcome", self.demand)
        checks.identifier("demand", self.demand)
        names = ", ".join(OutcomeState)
        checks.instance("state", self.state, OutcomeState, Text(f"one of {names}", f"应为{names}之一"))
        checks.aware("at", self.at)
        checks.identifier("by", self.by)
        checks.flag("seen_by_resident", self.seen_by_resident)
        checks.whole("minutes", self.minutes)
        checks.refuse()

    def __repr__(self) -> str:
        """The demand and its state."""
        return f"Outcome({self.demand!r}, {self.state.value})"
