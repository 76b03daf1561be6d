"""One more member: somebody fictitious, and the problem as it would be with them."""

from collections.abc import Sequence
from datetime import date

import numpy as np
from attrs import evolve

from commgov.core import HeldSkill, Member, MemberId, RequiredSkill, Timetable, UnitId
from commgov.matching.candidates import allowed_candidates
from commgov.matching.columns import ALWAYS, Columns, Flags, Ints, Longs, MemberColumns, Spans
from commgov.matching.cutting import cut
from commgov.matching.piece import PRICE_SCALE
from commgov.matching.plan import Plan
from commgov.matching.problem import MatchingProblem
from commgov.matching.reading import columns_of_members
from commgov.matching.seating import FREE, seating_of

EVER = Timetable.parse("always")
"""When one more member can serve, if nothing else is said: always."""


def like_holders(
    plan: Plan, skills: Sequence[RequiredSkill], unit: UnitId, *, number: int = 0, available: Timetable = EVER
) -> Member:
    """A fictitious member: the skills asked for and no other, and the weekly limits of the median of their holders.

    Such a member lives in the unit, has insurance cover, is never at work, has served nothing lately and likes all
    orders alike. Where nobody holds the skills, the limits are those of the median member.

    Args:
        plan: the plan.
        skills: what the member holds, at just these levels.
        unit: where the member lives.
        number: tells several from each other.
        available: when the member can serve.
    """
    columns = plan.problem.columns
    at = {skill: column for column, skill in enumerate(columns.skills)}
    level = columns.members.level[: columns.people]
    holds = np.ones(columns.people, dtype=bool)
    for skill in skills:
        holds &= level[:, at[skill.skill]] >= skill.level_min
    rows = np.flatnonzero(holds) if holds.any() else np.arange(columns.people)
    minutes, services = (
        int(np.median(caps[: columns.people][rows])) if len(rows) else default
        for caps, default in ((columns.members.minutes_max, 240), (columns.members.services_max, 4))
    )
    return Member(
        MemberId(_unused(plan.problem, number)),
        unit,
        tuple(HeldSkill(skill.skill, skill.level_min) for skill in skills),
        available,
        weekly_minutes_max=minutes,
        weekly_services_max=services,
        insured_until=date.max,
    )


def _unused(problem: MatchingProblem, number: int) -> str:
    """An id that no member has."""
    name = f"one-more-{number}"
    while name in problem.member_at:
        name += "+"
    return name


def with_members(problem: MatchingProblem, members: Sequence[Member]) -> MatchingProblem:
    """The problem as it would be with more members.

    Args:
        problem: a problem built from objects, without a table of candidates.
        members: who comes; they live in units that the problem knows.
    """
    columns = problem.columns
    rows = _joined(columns.members, columns_of_members(members, columns), columns.people)
    return evolve(problem, columns=evolve(columns, members=rows))


def gains(plan: Plan, members: Sequence[Member]) -> Longs:
    """What each of some more members would gain at the plan's prices, in cost units, rounded up.

    The plan's bound falls by no more than this if one of them comes (weak duality), and by what crews lack no longer
    (`openings`); so for a plan that is proven optimal nobody is worth more than both.

    Args:
        plan: a plan whose problem was built from objects, without a table of candidates.
        members: who might come, one at a time.
    """
    from commgov.matching.engines.pricing import Pricing  # noqa: PLC0415 - importing it loads the compiler

    problem, seating = plan.problem, seating_of(plan.problem)
    if not members:
        return np.zeros(0, dtype=np.int64)
    only = alone(problem, members)
    usual = (seating.pin == FREE) & (seating.team == FREE) & ~seating.of_resources & (plan.prices[: len(seating)] > 0)
    offered = allowed_candidates(only, seating, np.flatnonzero(usual).astype(np.int32))
    piece = cut(only, seating, offered)
    _, used = Pricing.of(piece).at(plan.prices[: len(seating)])
    gain = plan.prices[piece.role_of_candidate()[used]] - PRICE_SCALE * piece.cost[used].astype(np.int64)
    found = np.zeros(len(members), dtype=np.int64)
    np.add.at(found, piece.member[piece.worker[used]], gain)
    return -(-found // PRICE_SCALE)


def openings(plan: Plan, members: Sequence[Member]) -> Longs:
    """What each of some more members could at most bring because a crew that lacked people then has enough of them.

    A bound leaves out the starts at which a crew's demand has too few members, whoever else is free. With one more
    there may be enough; then the demand may pay nothing instead of what it pays now.
    """
    problem, seating = plan.problem, seating_of(plan.problem)
    found = np.zeros(len(members), dtype=np.int64)
    demand = seating.demand_of_line()
    option = np.repeat(np.arange(len(seating.line_from) - 1), np.diff(seating.line_from))
    in_team = np.bincount(demand, weights=seating.need) > 1
    lines = np.flatnonzero(in_team[demand]).astype(np.int32)
    if not len(lines) or not members:
        return found
    offered = allowed_candidates(problem, seating, lines)
    many = np.bincount(offered.line[offered.first_starts()], minlength=len(seating))
    closed = np.zeros(len(seating.line_from) - 1, dtype=bool)
    closed[option[lines[many[lines] < seating.need[lines]]]] = True
    pays = _paid(plan, closed, np.add.reduceat(seating.need * plan.prices[: len(seating)], seating.line_from[:-1]))
    free = closed[option] & (seating.pin == FREE) & (seating.team == FREE) & ~seating.of_resources
    could = allowed_candidates(alone(problem, members), seating, np.flatnonzero(free).astype(np.int32))
    for member, row in sorted({*zip(could.member.tolist(), demand[could.line].tolist(), strict=True)}):
        found[member] += pays[row]
    return found


def _paid(plan: Plan, closed: Flags, asked: Longs) -> Longs:
    """`int64[demands]`: what each demand pays: the least of being left and of one of its open options, rounded up."""
    seating = seating_of(plan.problem)
    pays = plan.problem.unserved * PRICE_SCALE
    of_option = np.repeat(np.arange(len(pays)), np.diff(seating.option_from))
    np.minimum.at(pays, of_option[~closed], asked[~closed])
    paid: Longs = -(-pays // PRICE_SCALE)
    return paid


def alone(problem: MatchingProblem, members: Sequence[Member]) -> MatchingProblem:
    """The same demands, and nobody but some members to serve them; see `with_members`."""
    rows = columns_of_members(members, problem.columns)
    columns: Columns = evolve(problem.columns, members=rows, resources=())
    return evolve(problem, columns=columns, pins=(), bans=(), teams=(), offers=(), tried=())


def _joined(old: MemberColumns, new: MemberColumns, people: int) -> MemberColumns:
    """New members behind the old ones, before what stands behind those."""
    until = None
    if old.skill_until is not None or new.skill_until is not None:
        until = np.insert(_until(old), people, _until(new), axis=0)
    columns = {
        name: np.insert(getattr(old, name), people, getattr(new, name), axis=0)
        for name in ("unit", "minutes_max", "services_max", "recent", "level", "liking", "insured_until", "consents")
    }
    return MemberColumns(
        ids=[*old.ids[:people], *new.ids, *old.ids[people:]],
        skill_until=until,
        free=_joined_spans(old.free, new.free, people),
        working=_joined_spans(old.working, new.working, people),
        objects=(*old.objects[:people], *new.objects, *old.objects[people:]),
        **columns,
    )


def _until(rows: MemberColumns) -> Ints:
    """When each skill runs out, also where none ever does."""
    ever = np.full(rows.level.shape, ALWAYS, dtype=np.int32)
    return ever if rows.skill_until is None else rows.skill_until


def _joined_spans(old: Spans, new: Spans, people: int) -> Spans:
    cut_at = int(old.first[people])
    first = np.concatenate(
        [old.first[: people + 1], cut_at + new.first[1:], old.first[people + 1 :] + int(new.first[-1])]
    )
    start, end = np.insert(old.start, cut_at, new.start), np.insert(old.end, cut_at, new.end)
    return Spans(first.astype(np.int64), start, end)
