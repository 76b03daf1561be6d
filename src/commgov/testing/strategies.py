"""Hypothesis strategies in layers: timetables, then members and demands, then small whole communities.

All times lie in the two weeks from Monday, 2 March 2026, in Asia/Shanghai, on half hours: small enough that an
exhaustive search can say what is right, rich enough to hold every rule.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from attrs import frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from commgov.core import (
    ZONE,
    Demand,
    DemandId,
    DemandKind,
    HeldSkill,
    Member,
    MemberId,
    Preference,
    RequiredSkill,
    Seat,
    SkillId,
    Timetable,
    UnitId,
    Window,
)
from commgov.grid import Organisation, Unit

MONDAY = datetime(2026, 3, 2, tzinfo=ZoneInfo(ZONE))
_PARENTS = {
    "root": None,
    "garden-1": "root",
    "garden-2": "root",
    "grid-1": "garden-1",
    "grid-2": "garden-1",
    "grid-3": "garden-2",
}
UNITS = tuple(Unit(UnitId(unit), UnitId(above) if above else None) for unit, above in _PARENTS.items())
"""Six units on three levels."""

SKILLS = (SkillId("first-aid"), SkillId("plumbing"))
CATEGORIES = ("repair", "visit")
_DAYS = st.dates(date(2026, 3, 2), date(2026, 3, 16))
_PLACES = st.sampled_from([unit.id for unit in UNITS])


@frozen
class SmallCommunity:
    """Members and demands of a small organisation.

    Args:
        organisation: six units on three levels.
        members: up to four.
        demands: up to four.
    """

    organisation: Organisation
    members: tuple[Member, ...]
    demands: tuple[Demand, ...]


def timetables() -> st.SearchStrategy[Timetable]:
    """Always, never, or some evenings and days, over midnight and with a day away."""
    return st.sampled_from(_TIMETABLES)


_TIMETABLES = tuple(
    map(
        Timetable.parse,
        (
            "always",
            "",
            "Mon-Fri 18:00-21:00; Sat,Sun 08:00-20:00",
            "Mon,Tue 08:00-12:00; Sun 12:00-24:00; Mon 00:00-01:00",
            "2026-03-02 09:00-19:30; 2026-03-08 22:00-24:00; 2026-03-09 00:00-02:00",
            "Mon-Sun 00:00-24:00; not 2026-03-02",
        ),
    )
)


@st.composite
def members(draw: st.DrawFn, number: int = 1) -> Member:
    """One member, called by its number."""
    skills = draw(st.lists(st.sampled_from(SKILLS), unique=True))
    return Member(
        MemberId(f"m-{number}"),
        draw(_PLACES),
        tuple(HeldSkill(skill, draw(st.integers(1, 5)), draw(st.none() | _DAYS)) for skill in skills),
        draw(timetables()),
        weekly_minutes_max=draw(st.sampled_from([0, 60, 120, 600])),
        weekly_services_max=draw(st.integers(0, 3)),
        working_hours=draw(st.sampled_from([Timetable(), Timetable.parse("Mon-Fri 09:00-17:00")])),
        employer_consents=draw(st.booleans()),
        recent_minutes=draw(st.sampled_from([0, 90, 2000])),
        preferences=tuple(Preference(category, draw(st.integers(-2, 2))) for category in CATEGORIES),
        insured_until=draw(st.none() | _DAYS),
        rest_days=frozenset(draw(st.lists(st.integers(0, 6), max_size=1))),
    )


@st.composite
def demands(draw: st.DrawFn, number: int = 1, *, flexible: bool = True) -> Demand:
    """One demand, called by its number; at a fixed time unless `flexible`."""
    day = draw(st.sampled_from([0, 0, 1, 6, 7]))
    start = MONDAY + timedelta(days=day, minutes=30 * draw(st.sampled_from([0, 16, 18, 19, 36, 37, 46])))
    minutes = draw(st.sampled_from([30, 60, 90]))
    spare = draw(st.sampled_from([0, 0, 30, 120, 24 * 60])) if flexible else 0
    skilled = st.lists(st.builds(RequiredSkill, st.sampled_from(SKILLS), st.integers(1, 4)), max_size=1)
    seats = draw(st.lists(st.builds(Seat, skilled.map(tuple)), min_size=1, max_size=2))
    return Demand(
        DemandId(f"d-{number}"),
        draw(st.sampled_from(DemandKind)),
        draw(st.sampled_from(CATEGORIES)),
        draw(_PLACES),
        Window(start, start + timedelta(minutes=minutes + spare)),
        minutes,
        tuple(seats),
        priority=draw(st.integers(1, 3)),
        needs_cover=draw(st.booleans()),
    )


@st.composite
def communities(draw: st.DrawFn, *, flexible: bool = True, size_max: int = 4) -> SmallCommunity:
    """A small community with up to `size_max` members and demands."""
    people = [draw(members(number)) for number in range(draw(st.integers(0, size_max)))]
    orders = [draw(demands(number, flexible=flexible)) for number in range(draw(st.integers(0, size_max)))]
    return SmallCommunity(Organisation.from_units(UNITS), tuple(people), tuple(orders))


def for_all_communities(check: Callable[[SmallCommunity], None], examples: int) -> None:
    """Call `check` with so many small communities, always the same ones; what it raises is for the smallest."""

    @settings(max_examples=examples, deadline=None, derandomize=True)
    @given(communities())
    def checked(community: SmallCommunity) -> None:
        check(community)

    checked()
