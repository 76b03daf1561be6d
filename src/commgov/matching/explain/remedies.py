"""What would help where too little is: a member to train, or somebody new, with what it would save."""

from collections.abc import Sequence

import numpy as np
from attrs import evolve, frozen

from commgov.core import HeldSkill, Member, MemberId, RequiredSkill, UnitId
from commgov.matching.candidates import Candidates, allowed_candidates
from commgov.matching.columns import ALWAYS, Ints, Longs, Pairs
from commgov.matching.explain.one_more import alone, gains, like_holders
from commgov.matching.explain.words import asked_for
from commgov.matching.offer_caps import caps_of_pairs
from commgov.matching.plan import Plan
from commgov.matching.problem import MatchingProblem
from commgov.matching.seating import FREE, Seating, seating_of
from commgov.matching.unmet import Loads
from commgov.matching.unmet.words import skills_asked
from commgov.wording import Text

TRAINEES_MAX = 3
"""So many members are named who could be trained, the most useful first."""


@frozen
class Remedy:
    """What would help with a bottleneck.

    Args:
        member: whom to train; None: somebody new, as `prices` describes them.
        skills: what that member would hold afterwards.
        unit: where that member lives.
        levels: how many levels there are to learn; 0 for somebody new.
        worth: by how much the plan's cost would fall at least: what serving the dearest of the unmet demands would save
            for which that member alone is lacking and has time. Where it is `about`: at the plan's prices.
        about: whether the worth is an estimate, because all of the unmet demands lack more than one member.

    Example:
        >>> print(Remedy("m-2", (RequiredSkill("electrical", 2),), "grid-12", levels=1, worth=960).text)
        train m-2 of grid-12 for electrical (level 2+): saves 960
    """

    member: MemberId | None
    skills: tuple[RequiredSkill, ...]
    unit: UnitId
    levels: int
    worth: int
    about: bool = False

    @property
    def text(self) -> Text:
        """The remedy and its worth, in one line."""
        words = _TRAIN if self.member is not None else _RECRUIT if self.skills else _ANYONE
        worth = (_ABOUT if self.about else _SAVES).fill(worth=self.worth)
        return words.fill(member=self.member or "", skills=asked_for(self.skills), unit=self.unit, worth=worth)


def remedies(
    plan: Plan,
    roles: Longs,
    unmet: Sequence[int],
    skills: tuple[RequiredSkill, ...],
    *,
    trainees_max: int = TRAINEES_MAX,
) -> tuple[Remedy, ...]:
    """Whom to train, or whom to look for, the most valuable first.

    Args:
        plan: the plan; its problem was built from objects, without a table of candidates.
        roles: `int64`, the roles for whose seats there are too few.
        unmet: the rows of the unmet demands among theirs.
        skills: what all the seats ask for.
        trainees_max: how many members to train are named, the most useful ones.
    """
    columns = plan.problem.columns
    home = columns.places.ids[int(columns.demands.unit[unmet[0]])]
    asked = [each for role in roles.tolist() for each in skills_asked(columns, role)]
    wanted = tuple(
        RequiredSkill(skill.skill, max(each.level_min for each in asked if each.skill == skill.skill))
        for skill in skills
    )
    found = [_recruit(plan, roles, unmet, like_holders(plan, wanted, home), wanted)]
    if wanted:
        found += _trainees(plan, roles, unmet, wanted)[:trainees_max]
    there = [each for each in found if each.worth > 0]
    return tuple(sorted(there, key=lambda each: (-each.worth, each.member is None, each.member or "")))


def _recruit(plan: Plan, roles: Longs, unmet: Sequence[int], new: Member, wanted: tuple[RequiredSkill, ...]) -> Remedy:
    """Somebody new, who serves the dearest unmet demand that only one member is lacking for."""
    problem, seating = plan.problem, seating_of(plan.problem)
    lines = _lines_alone(problem, seating, roles, unmet)
    if not len(lines):
        return Remedy(None, wanted, new.home_unit, 0, int(gains(plan, [new])[0]), about=True)
    offered = allowed_candidates(alone(problem, [new]), seating, lines)
    demand = problem.columns.demands.demand_of_role[seating.role[offered.line]]
    saves = problem.unserved[demand] - offered.cost
    return Remedy(None, wanted, new.home_unit, 0, int(saves.max(initial=0)))


def _trainees(plan: Plan, roles: Longs, unmet: Sequence[int], wanted: tuple[RequiredSkill, ...]) -> list[Remedy]:
    """Members who would have time for one of the unmet demands if they held the skills: who saves most comes first."""
    problem, columns, seating = plan.problem, plan.problem.columns, seating_of(plan.problem)
    lines = _lines_alone(problem, seating, roles, unmet)
    then = _with_everybody_trained(problem, wanted)
    people = columns.members.objects[: columns.people]
    lacks = np.array([_to_learn(member.skills, wanted) for member in people], dtype=np.int64)
    offered = allowed_candidates(then, seating, lines)
    offered = offered.where(lacks[offered.member] > 0)
    pairs = Pairs(columns, offered.member, seating.role[offered.line], offered.start)
    loads = Loads.of_services(problem, plan.services)
    has_time = ~loads.full(problem, pairs) & ~loads.busy(problem, pairs)
    offered = offered.where(has_time & ~loads.used_up(caps_of_pairs(then, pairs)))
    return _best(plan, then, seating, offered, lacks, wanted)


def _lines_alone(problem: MatchingProblem, seating: Seating, roles: Longs, unmet: Sequence[int]) -> Ints:
    """The lines of unmet demands that ask for one member and nothing else: one trainee is all that they lack."""
    demand = seating.demand_of_line()
    lacks_one = np.bincount(demand, weights=seating.need, minlength=len(problem.unserved)) == 1
    usual = (seating.pin == FREE) & (seating.team == FREE) & ~seating.of_resources
    own = usual & lacks_one[demand] & np.isin(demand, unmet) & np.isin(seating.role, roles)
    return np.flatnonzero(own).astype(np.int32)


def _with_everybody_trained(problem: MatchingProblem, wanted: tuple[RequiredSkill, ...]) -> MatchingProblem:
    """The problem as it would be if everybody held the skills, at no less than the levels asked for, for ever."""
    columns = problem.columns
    level, until = columns.members.level.copy(), columns.members.skill_until
    until = None if until is None else until.copy()
    for skill in wanted:
        at = list(columns.skills).index(skill.skill)
        level[:, at] = np.maximum(level[:, at], skill.level_min)
        if until is not None:
            until[:, at] = ALWAYS
    return evolve(problem, columns=evolve(columns, members=evolve(columns.members, level=level, skill_until=until)))


def _best(
    plan: Plan,
    then: MatchingProblem,
    seating: Seating,
    offered: Candidates,
    lacks: Longs,
    wanted: tuple[RequiredSkill, ...],
) -> list[Remedy]:
    """What each trainee would save, less what their services of today would cost more: they are experts afterwards."""
    problem, columns = plan.problem, plan.problem.columns
    dearer = _dearer(plan, then)
    demand = columns.demands.demand_of_role[seating.role[offered.line]]
    saves = problem.unserved[demand] - offered.cost - dearer[offered.member]
    best: dict[int, int] = {}
    for member, saved in zip(offered.member.tolist(), saves.tolist(), strict=True):
        best[member] = max(best.get(member, 0), saved)
    people = columns.members.objects
    found = [Remedy(people[at].id, wanted, people[at].home_unit, int(lacks[at]), saved) for at, saved in best.items()]
    return sorted(found, key=lambda each: (-each.worth, each.levels, str(each.member)))


def _dearer(plan: Plan, then: MatchingProblem) -> Longs:
    """`int64[members]`: by how much the services of each would cost more in another problem."""
    problem, demands = plan.problem, plan.problem.columns.demands
    member = np.array([problem.member_at[service.member] for service in plan.services], dtype=np.int32)
    row = [problem.demand_at[service.demand] for service in plan.services]
    role = [
        int(demands.role_from[demand]) + demands.seat_role[demand][service.seat]
        for demand, service in zip(row, plan.services, strict=True)
    ]
    start = [problem.columns.minute(service.start) for service in plan.services]
    roles, starts = np.array(role, dtype=np.int32), np.array(start, dtype=np.int32)
    now, later = (
        each.objective.cost(Pairs(each.columns, member, roles, starts)).astype(np.int64) for each in (problem, then)
    )
    found = np.zeros(len(problem.columns.members), dtype=np.int64)
    np.add.at(found, member, later - now)
    return found


def _to_learn(held: tuple[HeldSkill, ...], wanted: tuple[RequiredSkill, ...]) -> int:
    """How many levels there are to learn."""
    level = {skill.skill: skill.level for skill in held}
    return sum(max(0, skill.level_min - level.get(skill.skill, 0)) for skill in wanted)


_SAVES = Text("saves {worth}", "节约{worth}")
_ABOUT = Text("saves about {worth}", "约节约{worth}")
_TRAIN = Text("train {member} of {unit} for {skills}: {worth}", "培训{member}（{unit}）掌握{skills}：{worth}")
_ANYONE = Text("one more member in {unit}: {worth}", "在{unit}增加一名成员：{worth}")
_RECRUIT = Text("one more member with {skills} in {unit}: {worth}", "在{unit}增加一名具备{skills}的成员：{worth}")
