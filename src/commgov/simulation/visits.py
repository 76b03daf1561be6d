"""Whom the community visits regularly: elders living alone and disabled residents, each in a rhythm of their own."""

from commgov.core import DemandKind, PersonRef, Timetable, UnitId
from commgov.matching import StandingOrder
from commgov.simulation.catalogue import seat
from commgov.simulation.draws import Draws, Lottery
from commgov.simulation.neighbourhood import Neighbourhood

_TWO_DAYS = 2 * 24 * 60
_RHYTHMS = Lottery(((2, 1, _TWO_DAYS), (1, 1, 0), (1, 2, 0), (1, 4, 0)), (25, 45, 20, 10))  # a week, every, gap
_HOURS = Lottery(
    tuple(
        Timetable.parse(text)
        for text in (
            "Mon-Fri 08:30-11:30",
            "Mon-Sat 14:00-17:00",
            "Mon-Fri 08:30-11:30; Mon-Fri 14:00-17:00",
            "Mon-Fri 18:00-20:00; Sat,Sun 09:00-11:30",
        )
    ),
    (30, 25, 25, 20),
)
_SEATS = Lottery((seat("companionship", 1), seat("home-nursing", 2)), (92, 8))
_MINUTES = (30, 45, 60)


def visits(seed: int, place: Neighbourhood, count: int) -> tuple[StandingOrder, ...]:
    """So many standing orders of visits, not yet spread out; those of a smaller count come first.

    Args:
        seed: the scenario's seed.
        place: where they live.
        count: how many residents are visited.
    """
    draws = Draws(seed, ("regular visits",))
    homes = Lottery(place.groups, place.households)
    return tuple(_visit(draws.of(at), at, homes.at(draws.number(at, "home"))) for at in range(1, count + 1))


def _visit(draws: Draws, at: int, home: UnitId) -> StandingOrder:
    per_week, every_weeks, gap = draws.pick(_RHYTHMS, "rhythm")
    return StandingOrder(
        f"visit-{at:04}",
        "elder care visit",
        home,
        draws.pick(_HOURS, "hours"),
        _MINUTES[draws.between(0, len(_MINUTES) - 1, "minutes")],
        (draws.pick(_SEATS, "seat"),),
        person=PersonRef(f"p-visited-{at:04}"),
        kind=DemandKind.APPEAL,
        per_week=per_week,
        every_weeks=every_weeks,
        gap_minutes=gap,
        same_member=True,
        backup=True,
        priority=2,
    )
