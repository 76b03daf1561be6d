"""What a plan leaves unmet where one more member with a skill would help: what training looks at."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from commgov.core import Demand, SkillId, UnitId
from commgov.grid import Organisation, Shortage
from commgov.matching import Plan


def shortages(
    demands: Iterable[Demand],
    plan: Plan,
    organisation: Organisation | None = None,
    *,
    level: str = "",
    as_of: date | None = None,
) -> tuple[Shortage, ...]:
    """Count the seats that nobody is left for, by the skills that they ask for; the largest shortage first.

    Whatever keeps those who hold the skill (limits, times, distance), somebody else who held it would be one more.
    Seats that ask for no skill are not counted. A seat that asks for two skills counts for each of them.

    Args:
        demands: what was planned.
        plan: what came out.
        organisation: where the demands' units lie; needed for `level`.
        level: count each unit of this level apart, by the id of the level; a demand above it counts where it is. Empty:
            count all places together.
        as_of: the day on which the organisation is asked; None: its latest state.

    Raises:
        NotFoundError: if the organisation has no such level, or does not know a demand's unit.

    Example:
        >>> from datetime import UTC, datetime
        >>> from commgov.core import DemandKind, Member, RequiredSkill, Seat, Window
        >>> from commgov.matching import MatchingProblem, solve
        >>> nine, ten = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC)
        >>> plumber = Seat((RequiredSkill("plumbing", 3),))
        >>> order = Demand("d-1", DemandKind.WISH, "repair", "grid-1", Window(nine, ten), 60, (plumber, plumber))
        >>> plan = solve(MatchingProblem.build([Member("m-1", "grid-1")], [order]))
        >>> shortages([order], plan)
        (Shortage(skill='plumbing', level_min=3, seats=2, unit=None),)
    """
    places = _places(organisation, level, as_of)
    unit_of = {demand.id: demand.unit for demand in demands}
    seats: Counter[tuple[SkillId, int, UnitId | None]] = Counter()
    for unmet in plan.unmet:
        unit = unit_of[unmet.demand]
        for reason in unmet.reasons:
            for asked in reason.skills:
                place = None if organisation is None or not level else _place(organisation, unit, places, as_of)
                seats[asked.skill, asked.level_min, place] += reason.seats
    found = [Shortage(skill, least, count, place) for (skill, least, place), count in seats.items() if count]
    return tuple(sorted(found, key=lambda short: (-short.seats, short.skill, short.level_min, short.unit or "")))


def _places(organisation: Organisation | None, level: str, as_of: date | None) -> frozenset[UnitId]:
    if organisation is None or not level:
        return frozenset()
    return frozenset(organisation.at_level(level, as_of))


def _place(organisation: Organisation, unit: UnitId, places: frozenset[UnitId], as_of: date | None) -> UnitId:
    """The unit of the level in which a unit lies; the unit itself where it lies above."""
    way_up = (unit, *organisation.ancestors(unit, as_of))
    return next((here for here in way_up if here in places), unit)
