"""Where too little is: the deficient sets behind unmet demands, in words, and who would help most."""

from datetime import datetime

import numpy as np
from attrs import frozen

from commgov.core import DemandId, RequiredSkill, UnitId
from commgov.matching.columns import Columns, Ints
from commgov.matching.explain.deficient import Capacity, Shortage
from commgov.matching.explain.remedies import TRAINEES_MAX, Remedy, remedies
from commgov.matching.explain.words import asked_for
from commgov.matching.plan import Plan
from commgov.matching.unmet.words import skills_asked
from commgov.wording import Text


@frozen
class Bottleneck:
    """Seats for which there are too few services or minutes, whatever plan is made.

    Args:
        skills: what all of the seats ask for; empty: nothing is common to them.
        mixed: whether they ask for different things that have nothing in common.
        unit: the lowest unit that is known and holds all of the demands; None: there is none, or they lie nowhere.
        start: when the first of their windows begins.
        end: when the last of their windows ends.
        demands: the demands with those seats, ordered.
        unmet: those of them that the plan leaves unmet, ordered.
        members: how many members may fill one of the seats.
        seats: how many seats there are.
        services: how many services those members can give them at most.
        minutes: how many minutes the seats take.
        minutes_possible: how many minutes those members can give them at most.
        remedies: what would help, the most valuable first; empty where the caller's own candidates are all there is.

    Example:
        >>> from datetime import UTC
        >>> nine, noon = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 12, tzinfo=UTC)
        >>> asked = dict(skills=(), mixed=False, unit="grid-12", demands=("d-1", "d-2"), unmet=("d-2",), remedies=())
        >>> print(
        ...     Bottleneck(
        ...         **asked, start=nine, end=noon, members=1, seats=2, services=2, minutes=180, minutes_possible=120
        ...     ).text
        ... )
        anyone in grid-12, 03-02 09:00 to 03-02 12:00: minutes 180, possible 120, by 1 members; 1 unmet
    """

    skills: tuple[RequiredSkill, ...]
    mixed: bool
    unit: UnitId | None
    start: datetime
    end: datetime
    demands: tuple[DemandId, ...]
    unmet: tuple[DemandId, ...]
    members: int
    seats: int
    services: int
    minutes: int
    minutes_possible: int
    remedies: tuple[Remedy, ...]

    @property
    def text(self) -> Text:
        """What is short, where and when, and by how much, in one line."""
        words = _SEATS if self.seats > self.services else _MINUTES
        where = Text("", "") if self.unit is None else _WHERE.fill(unit=self.unit)
        return words.fill(
            skills=_ANY if self.mixed else asked_for(self.skills),
            where=where,
            start=f"{self.start:%m-%d %H:%M}",
            end=f"{self.end:%m-%d %H:%M}",
            members=self.members,
            seats=self.seats,
            services=self.services,
            minutes=self.minutes,
            possible=self.minutes_possible,
            unmet=len(self.unmet),
        )


@frozen
class Bottlenecks:
    """The bottlenecks of a plan.

    Args:
        found: those with most unmet demands first.
        unexplained: unmet demands that no deficient set was found for: somebody has room, and only what serving them
            would cost others stands against it, or the times do not fit together in a way that no sum shows.

    Example:
        >>> print(Bottlenecks(found=(), unexplained=("d-1",)).text)
        no deficient set explains: d-1
    """

    found: tuple[Bottleneck, ...]
    unexplained: tuple[DemandId, ...]

    @property
    def lines(self) -> tuple[Text, ...]:
        """Everything in plain words, line by line."""
        told = [line for each in self.found for line in (each.text, *(remedy.text for remedy in each.remedies))]
        if self.unexplained:
            told.append(_UNEXPLAINED.fill(demands=", ".join(self.unexplained)))
        return tuple(told)

    @property
    def text(self) -> Text:
        """Everything in plain words, one line below the other."""
        return Text("\n", "\n").join(self.lines)


def bottlenecks(plan: Plan, *, trainees_max: int = TRAINEES_MAX) -> Bottlenecks:
    """Where too little is, and what would help most.

    For counts each unmet demand that no plan could serve beside the others is explained by its deficient set. In all
    other families sets are tried that people would think of (the same skill, in a window, day or week, in a unit and
    all below it), so that `unexplained` may hold more than it had to; but every set that is named is proven: some of
    its seats stay empty in any plan.

    Args:
        plan: the plan.
        trainees_max: how many members are named for each, who could be trained.

    Example:
        >>> from datetime import UTC, datetime
        >>> from commgov.core import Demand, DemandKind, Member, RequiredSkill, Seat, Window
        >>> from commgov.matching import MatchingProblem, solve
        >>> window = Window(datetime(2026, 3, 2, 1, tzinfo=UTC), datetime(2026, 3, 2, 2, tzinfo=UTC))
        >>> seat = Seat((RequiredSkill("electrical", 2),))
        >>> order = Demand("d-1", DemandKind.WISH, "repair", "grid-12", window, 60, (seat,))
        >>> print(bottlenecks(solve(MatchingProblem.build([Member("m-1", "grid-12")], [order]))).text)
        electrical (level 2+) in grid-12, 03-02 09:00 to 03-02 10:00: seats 1, possible 0, by 0 members; 1 unmet
        train m-1 of grid-12 for electrical (level 2+): saves 960
        one more member with electrical (level 2+) in grid-12: saves 960
    """
    shortage, at = Shortage(plan), plan.problem.demand_at
    sets: dict[tuple[int, ...], tuple[Capacity, list[int]]] = {}
    unexplained: list[DemandId] = []
    for unmet in plan.unmet:
        found = shortage.deficient(at[unmet.demand])
        if found is None:
            unexplained.append(unmet.demand)
        else:
            sets.setdefault(tuple(found.roles.tolist()), (found, []))[1].append(at[unmet.demand])
    told = [_told(plan, capacity, unmet, trainees_max) for capacity, unmet in sets.values()]
    return Bottlenecks(tuple(sorted(told, key=lambda each: (-len(each.unmet), each.demands))), tuple(unexplained))


def _told(plan: Plan, capacity: Capacity, unmet: list[int], trainees_max: int) -> Bottleneck:
    """A deficient set in words."""
    columns = plan.problem.columns
    demands, ids = columns.demands, columns.demands.ids
    own = np.unique(demands.demand_of_role[capacity.roles])
    asked = {skills_asked(columns, role) for role in capacity.roles.tolist()}
    skills = _common(asked)
    remedied = plan.problem.table is None
    lacking = sorted({ids[row] for row in own.tolist()} & {each.demand for each in plan.unmet})
    return Bottleneck(
        skills=skills,
        mixed=not skills and asked != {()},
        unit=_unit_of(columns, own),
        start=columns.moment(int(demands.earliest[own].min())),
        end=columns.moment(int(demands.latest[own].max())),
        demands=tuple(sorted(ids[row] for row in own.tolist())),
        unmet=tuple(lacking),
        members=capacity.members,
        seats=capacity.seats,
        services=capacity.services,
        minutes=capacity.minutes,
        minutes_possible=capacity.minutes_possible,
        remedies=remedies(plan, capacity.roles, unmet, skills, trainees_max=trainees_max) if remedied else (),
    )


def _common(asked: set[tuple[RequiredSkill, ...]]) -> tuple[RequiredSkill, ...]:
    """What all seats ask for, each skill at the least level."""
    level = [{each.skill: each.level_min for each in skills} for skills in asked]
    shared = set.intersection(*(set(each) for each in level))
    return tuple(RequiredSkill(skill, min(each[skill] for each in level)) for skill in sorted(shared))


def _unit_of(columns: Columns, demands: Ints) -> UnitId | None:
    """The lowest unit that the problem knows and that holds all of the demands."""
    places, units = columns.places, np.unique(columns.demands.unit[demands])
    if places.path.shape[1] == 0:
        return places.ids[units[0]] if len(units) == 1 else None
    best: UnitId | None = None
    depth = -1
    for row, unit in enumerate(places.ids):
        own = int(places.depth[row])
        holds = (places.path[units, own] == places.path[row, own]) & (places.depth[units] >= own)
        if own > depth and holds.all():
            best, depth = unit, own
    return best


_ANY = Text("all kinds of seats", "各类席位")
_WHERE = Text(" in {unit}", "（{unit}）")
_SEATS = Text(
    "{skills}{where}, {start} to {end}: seats {seats}, possible {services}, by {members} members; {unmet} unmet",
    "{skills}{where}，{start}至{end}：席位{seats}个，{members}名成员至多可服务{services}次；未满足{unmet}项",
)
_MINUTES = Text(
    "{skills}{where}, {start} to {end}: minutes {minutes}, possible {possible}, by {members} members; {unmet} unmet",
    "{skills}{where}，{start}至{end}：需{minutes}分钟，{members}名成员至多可服务{possible}分钟；未满足{unmet}项",
)
_UNEXPLAINED = Text("no deficient set explains: {demands}", "无法以供给不足解释：{demands}")
