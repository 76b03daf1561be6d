"""Who serves in the community: incumbents after work and at weekends, retirees in the daytime, others in between."""

from datetime import date, timedelta

from attrs import frozen

from commgov.core import (
    LEVEL_MAX,
    Employer,
    EmployerId,
    HeldSkill,
    Member,
    MemberId,
    Preference,
    Timetable,
    UnitId,
    WeeklySlot,
)
from commgov.simulation.catalogue import CATEGORIES, SKILLS, STANDING_DUTIES
from commgov.simulation.draws import Draws, Lottery, apportion
from commgov.simulation.neighbourhood import Neighbourhood, grid_of

MEMBERS = 5_600
EMPLOYERS = 120
COMMONEST_SHARE = 0.2
"""Share of the members who hold the most common skill; the skill of rank r is held by 1/r of that (Zipf's law)."""

_LEVELS = Lottery(range(1, LEVEL_MAX + 1), (15, 35, 30, 15, 5))
_CAPS = Lottery(((60, 1), (120, 2), (180, 3), (240, 3), (360, 5)), (25, 35, 22, 12, 6))  # minutes, services
_PREFERENCES = Lottery(range(4), (50, 25, 15, 10))
_LIKINGS = Lottery((-2, -1, 1, 2), (10, 20, 40, 30))
_WISHED = (*(category.id for category in CATEGORIES), *(duty.id for duty in STANDING_DUTIES))


@frozen
class Rhythm:
    """The weeks of a kind of member.

    Args:
        slots: when one of them could serve.
        fewest: least of these slots that a member offers.
        most: most of them.
        employed: whether they work in the daytime.
    """

    slots: tuple[WeeklySlot, ...]
    fewest: int
    most: int
    employed: bool = False


def _slots(text: str) -> tuple[WeeklySlot, ...]:
    return Timetable.parse(text).weekly


_WEEKEND = _slots("Sat,Sun 08:00-12:30; Sat,Sun 12:30-18:00")
_EVENINGS = _slots("Mon-Fri 18:00-21:00")
_DAYTIME = _slots("Mon-Fri 08:00-12:30; Mon-Fri 12:30-18:00")
_HALF_DAYS_OFF = _slots("Mon-Fri 13:30-17:30")
_RHYTHMS = Lottery(
    (
        Rhythm(_EVENINGS + _WEEKEND, 2, 5, employed=True),  # incumbents
        Rhythm(_DAYTIME + _WEEKEND, 4, 8),  # retirees
        Rhythm(_DAYTIME + _EVENINGS + _WEEKEND, 2, 6),  # students, homemakers, the self-employed
    ),
    (50, 27, 23),
)
_WORKING_HOURS = tuple(Timetable.parse(f"Mon-Fri {hours}") for hours in ("08:30-17:30", "09:00-18:00", "08:00-17:00"))


def hire(seed: int) -> tuple[Employer, ...]:
    """The sending units.

    Args:
        seed: the scenario's seed.
    """
    draws = Draws(seed, ("employers",))
    return tuple(
        Employer(
            EmployerId(f"employer-{at:03}"),
            f"Sending unit {at}",
            tuple(draws.some(_WISHED, draws.between(0, 3, at, "projects"), at, "project")),
        )
        for at in range(1, EMPLOYERS + 1)
    )


def recruit(seed: int, place: Neighbourhood, employers: tuple[Employer, ...], since: date) -> tuple[Member, ...]:
    """The members, building group by building group.

    Args:
        seed: the scenario's seed.
        place: where they live.
        employers: where the incumbents work; few of them send many.
        since: certificates and insurance covers are dated from this day.
    """
    draws = Draws(seed, ("members",))
    eager = [0.3 + draws.number("grid", grid) ** 2 for grid in place.grids]  # some grids send few members
    of_grid = dict(zip(place.grids, eager, strict=True))
    weights = [size * of_grid[grid_of(group)] for group, size in zip(place.groups, place.households, strict=True)]
    homes = [group for group, count in zip(place.groups, apportion(MEMBERS, weights, least=2), strict=True)
             for _ in range(count)]  # fmt: skip
    sending = Lottery(employers, [1 / rank for rank in range(1, len(employers) + 1)])
    return tuple(_member(draws.of(at), at, home, sending, since) for at, home in enumerate(homes, 1))


def _member(draws: Draws, at: int, home: UnitId, sending: Lottery[Employer], since: date) -> Member:
    rhythm = draws.pick(_RHYTHMS, "rhythm")
    slots = draws.some(rhythm.slots, draws.between(rhythm.fewest, rhythm.most, "slots"), "slot")
    employer = draws.pick(sending, "employer").id if rhythm.employed else None
    if rhythm.employed and draws.chance(0.25, "half day off"):
        slots += draws.some(_HALF_DAYS_OFF, 1, "half day")
    minutes, services = draws.pick(_CAPS, "caps")
    return Member(
        MemberId(f"m-{at:05}"),
        home,
        _skills(draws, since),
        Timetable(tuple(sorted(slots))),
        weekly_minutes_max=minutes,
        weekly_services_max=services,
        employer=employer,
        working_hours=_WORKING_HOURS[draws.between(0, 2, "hours")] if rhythm.employed else Timetable(),
        employer_consents=rhythm.employed and draws.chance(0.4, "consent"),
        recent_minutes=_recent_minutes(draws),
        preferences=_preferences(draws),
        insured_until=since + timedelta(days=draws.between(30, 700, "cover")) if draws.chance(0.88, "cover?") else None,
        rest_days=frozenset({6}) if draws.chance(0.06, "rest") else frozenset(),
    )


def _skills(draws: Draws, since: date) -> tuple[HeldSkill, ...]:
    """Each skill of rank r with probability `COMMONEST_SHARE / r`; one certificate in about fourteen has run out."""
    held = []
    for rank, skill in enumerate(SKILLS, 1):
        if draws.chance(COMMONEST_SHARE / rank, "holds", skill.id):
            lasts = draws.between(-60, 730, "until", skill.id)
            until = since + timedelta(days=lasts) if skill.certified else None
            held.append(HeldSkill(skill.id, draws.pick(_LEVELS, "level", skill.id), until))
    return tuple(held)


def _recent_minutes(draws: Draws) -> int:
    """Minutes of the last four weeks: most members none, few of them very much (Pareto, exponent 1.2)."""
    if draws.chance(0.55, "idle"):
        return 0
    return min(2_400, 15 * int(2 * (1 - draws.number("recent")) ** (-1 / 1.2)))


def _preferences(draws: Draws) -> tuple[Preference, ...]:
    wished = draws.some(_WISHED, count, "category") if (count := draws.pick(_PREFERENCES, "preferences")) else []
    return tuple(Preference(category, draws.pick(_LIKINGS, "liking", category)) for category in wished)
