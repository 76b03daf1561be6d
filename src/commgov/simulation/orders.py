"""What the community's residents order in a week, and the duties that it orders itself."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from attrs import evolve

from commgov.core import ZONE, Channel, Demand, DemandId, PersonRef, UnitId, WeeklySlot, Window, monday_of
from commgov.core.checks import Checks
from commgov.matching import StandingOrder, occurrences
from commgov.simulation.catalogue import CATEGORIES, STANDING_DUTIES, Category
from commgov.simulation.draws import Draws, Lottery
from commgov.simulation.neighbourhood import Neighbourhood, grid_of
from commgov.wording import Text

_ZONE = ZoneInfo(ZONE)
STRESS_DEMANDS = 10_000
WEEKS_A_YEAR = 52
_NOISE = 0.05
_HALF_HOUR = 30
_CHANNELS = Lottery(
    (Channel.APP, Channel.CHAT, Channel.COUNTER, Channel.TELEPHONE, Channel.PAPER, Channel.VISIT),
    (40, 28, 12, 12, 2, 6),
)
_ELDERS_CHANNELS = Lottery(
    (Channel.APP, Channel.CHAT, Channel.COUNTER, Channel.TELEPHONE, Channel.PAPER, Channel.VISIT),
    (8, 10, 22, 34, 6, 20),
)
_PROXY_SHARE = 0.3  # of elders' orders: a neighbour or a relative orders for them
_RAISED_SHARE = 0.2  # of all orders: priority 2


def orders(seed: int, place: Neighbourhood, monday: date, *, stress: bool) -> Iterator[Demand]:
    """The demands of a week, duties first; see `community_b.week`."""
    checks = Checks("week")
    checks.day("monday", monday)
    checks.refuse()
    checks.require("monday", monday, ok=monday == monday_of(monday), expected=Text("a Monday", "应为星期一"))
    checks.refuse()
    prefix = f"d-{monday.strftime('%g%V')}"  # ISO year and week
    number = 0
    for demand in occurrences(duties(place), monday, zone=ZONE):
        number += 1
        yield evolve(demand, ordered_at=datetime.combine(monday - timedelta(days=14), time(9), _ZONE))
    draws = Draws(seed, ("orders", monday.isoformat()))
    categories = Lottery(CATEGORIES, _wanted(monday))
    homes = Lottery(place.groups, _appetite(seed, place))
    last = STRESS_DEMANDS if stress else number + ordered(seed, monday)
    for at in range(number + 1, last + 1):
        yield _order(draws.of(at), DemandId(f"{prefix}-{at:05}"), categories, homes, monday)


def ordered(seed: int, monday: date) -> int:
    """How many orders the residents place in a typical week: what the season wants, give or take a twentieth.

    Args:
        seed: the scenario's seed.
        monday: the week's first day.
    """
    noise = 2 * Draws(seed, ("orders", monday.isoformat())).number("noise") - 1
    return round(sum(_wanted(monday)) * (1 + _NOISE * noise))


def _wanted(monday: date) -> list[float]:
    """How many orders of each category the season wants."""
    week = int(monday.strftime("%V"))
    return [category.weekly * season(category, week) for category in CATEGORIES]


def season(category: Category, week: int) -> float:
    """How many orders of a category there are in a week of the year, as a multiple of the year's mean.

    A triangle wave: highest in the category's peak week, lowest half a year later, 1 on average over 52 weeks.

    Args:
        category: which.
        week: 1 to 53 (ISO 8601).

    Example:
        >>> trees = next(category for category in CATEGORIES if category.id == "tree trimming")
        >>> round(season(trees, 14), 2), round(season(trees, 40), 2)
        (1.7, 0.3)
    """
    apart = abs(week - category.peak) % WEEKS_A_YEAR
    apart = min(apart, WEEKS_A_YEAR - apart)
    return 1 + category.swing * (1 - 4 * apart / WEEKS_A_YEAR)


def _appetite(seed: int, place: Neighbourhood) -> list[float]:
    """How much each building group orders: by its households, and more in some grids (old ones) than in others."""
    draws = Draws(seed, ("appetite",))
    of_grid = {grid: 0.4 + 1.6 * draws.number(grid) ** 2 for grid in place.grids}
    return [size * of_grid[grid_of(group)] for group, size in zip(place.groups, place.households, strict=True)]


def duties(place: Neighbourhood) -> tuple[StandingOrder, ...]:
    """The standing orders by which the community has its duties done: a turn in each slot of each week, spread out.

    Args:
        place: the units; each duty is one of the grid branches or of the garden branches.
    """
    units = {"grid": place.grids, "garden": place.gardens}
    return tuple(
        StandingOrder(
            f"{duty.id.replace(' ', '-')}/{unit}",
            duty.id,
            unit,
            duty.times,
            min(slot.end - slot.start for slot in duty.times.weekly),
            duty.seats,
            per_week=len(duty.times.weekly),
            priority=2,
            slots=duty.times.weekly,
            phase=0,
        )
        for duty in STANDING_DUTIES
        for unit in units[duty.level]
    )


def _order(
    draws: Draws, demand: DemandId, categories: Lottery[Category], homes: Lottery[UnitId], monday: date
) -> Demand:
    category = draws.pick(categories, "category")
    home = draws.pick(homes, "home")
    minutes = category.minutes[draws.between(0, len(category.minutes) - 1, "minutes")]
    day = datetime.combine(monday - timedelta(days=draws.between(1, 7, "day")), time(8), _ZONE)
    by_proxy = category.elders and draws.chance(_PROXY_SHARE, "by proxy")
    return Demand(
        demand,
        category.kind,
        category.id,
        grid_of(home) if category.at_grid else home,
        _when(draws, category, minutes, monday),
        minutes,
        category.seats,
        priority=_priority(draws.number("priority"), category),
        channel=draws.pick(_ELDERS_CHANNELS if category.elders else _CHANNELS, "channel"),
        proxy=PersonRef(f"p-{draws.between(1, 99_999, 'proxy'):05}") if by_proxy else None,
        needs_cover=category.needs_cover,
        ordered_at=day + timedelta(minutes=draws.between(0, 12 * 60, "minute")),
    )


def _priority(number: float, category: Category) -> int:
    if number < category.urgent:
        return 3
    return 2 if number < category.urgent + _RAISED_SHARE else 1


def _when(draws: Draws, category: Category, minutes: int, monday: date) -> Window:
    """A fixed time on a half hour; or a span of the day, the whole day, or up to two days more."""
    slots = category.hours.weekly
    slot = slots[draws.between(0, len(slots) - 1, "slot")]
    width = minutes
    if draws.chance(category.flexible, "flexible"):
        choice = draws.number("width")
        if choice < 0.2:  # noqa: PLR2004 - a fifth of those who are flexible wait for up to two days
            last = min(6, slot.weekday + 2)
            return Window(_moment(monday, slot.weekday, slot.start), _moment(monday, last, slot.end))
        if choice < 0.7:  # noqa: PLR2004 - half of them are at home for the whole of the day's hours
            return _window(monday, slot, slot.start, slot.end)
        width = min(minutes + 120, slot.end - slot.start)
    latest = (slot.end - slot.start - width) // _HALF_HOUR
    start = slot.start + _HALF_HOUR * draws.between(0, latest, "start")
    return _window(monday, slot, start, start + width)


def _window(monday: date, slot: WeeklySlot, start: int, end: int) -> Window:
    return Window(_moment(monday, slot.weekday, start), _moment(monday, slot.weekday, end))


def _moment(monday: date, weekday: int, minute: int) -> datetime:
    return datetime.combine(monday + timedelta(days=weekday), time(minute // 60, minute % 60), _ZONE)
