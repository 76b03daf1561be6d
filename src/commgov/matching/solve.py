"""The one door: a problem in, a plan with a proven bound out."""

import gc
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

import numpy as np

from commgov.core import Booking, Service
from commgov.errors import InvalidInputError, RuleFailedError, WrongAnswerError
from commgov.matching.candidates import Candidates, allowed_candidates
from commgov.matching.checking import violations
from commgov.matching.columns import Flags, Ints, Longs
from commgov.matching.cutting import cut
from commgov.matching.decompose import Found, solve_piece
from commgov.matching.effort import Effort, OnProgress, Progress
from commgov.matching.offer_caps import taken_caps
from commgov.matching.piece import Answer, Family, Piece, begins
from commgov.matching.pin_conflicts import pin_conflicts
from commgov.matching.plan import Plan, Unmet
from commgov.matching.problem import MatchingProblem
from commgov.matching.rules import BUILT_IN
from commgov.matching.seating import Seating, seating_of
from commgov.matching.unmet import Loads, why_unmet
from commgov.wording import Text

NEAREST = 64
"""Members that are shortlisted for a line of seats before prices tell who else is worth a look."""


def solve(
    problem: MatchingProblem,
    *,
    seed: int = 0,
    effort: Effort | None = None,
    nearest: int | None = NEAREST,
    executor: Executor | None = None,
    on_progress: OnProgress | None = None,
) -> Plan:
    """Find the best service list that can be found, and prove how good it is.

    Same problem, seed and effort: same plan, byte for byte, whoever solves the parts. The bound holds over every
    allowed pair, shortlisted or not; for flexible demands, over the starts that are tried
    (`MatchingProblem.start_step`).

    Args:
        problem: who may serve what.
        seed: for the parts of the search that draw lots; recorded in the plan.
        effort: how much work; None: `Effort()`.
        nearest: how many members a seat are looked at first; None: all at once.
        executor: where parts that have no member in common are solved, such as communities without members for each
            other: any `concurrent.futures.Executor`, of threads, processes or a cluster; None: here, one by one.
        on_progress: called now and then; returning False ends the search early, with the best plan so far.

    Raises:
        InvalidInputError: if pins cannot hold, naming the smallest sets of them that conflict (`pin_conflicts`).
        RuleFailedError: if a rule or a cost term breaks its contract; the error names it.
        WrongAnswerError: if an engine's answer breaks a rule: a bug, never the caller's fault.

    Example:
        >>> from datetime import UTC, datetime
        >>> from commgov.core import Demand, DemandKind, Member, Window
        >>> window = Window(datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC))
        >>> orders = [Demand(f"d-{n}", DemandKind.WISH, "errand", "grid-1", window, 60) for n in (1, 2)]
        >>> plan = solve(MatchingProblem.build([Member("m-1", "grid-1")], orders))
        >>> len(plan.services), plan.proof.value, str(plan.unmet[0].reasons[0].text)
        (1, 'optimal', 'members: 1, all are needed for other orders')
    """
    conflicts = pin_conflicts(problem)
    if conflicts:
        raise InvalidInputError([conflict.problem() for conflict in conflicts])
    effort, tell = effort or Effort(), _until_cancelled(on_progress)
    seating = seating_of(problem)
    offered = allowed_candidates(problem, seating)
    usable = offered.without(_closed_lines(seating, offered))
    listed = np.ones(len(usable), dtype=bool)
    if nearest is not None and problem.table is None:
        listed = usable.nearest(nearest)
    piece = cut(problem, seating, usable)
    found = solve_piece(piece, listed, effort, seed, executor=executor, on_progress=tell)
    chosen = usable.where(found.answer.chosen)
    return _plan(problem, seating, piece, found, chosen=chosen, offered=offered, seed=seed, effort=effort)


def _until_cancelled(on_progress: OnProgress | None) -> OnProgress | None:
    """Whoever cancelled once is not asked again: all that is left ends too."""
    if on_progress is None:
        return None
    cancelled = False

    def ask(progress: Progress) -> bool:
        nonlocal cancelled
        cancelled = cancelled or on_progress(progress) is False
        return not cancelled

    return ask


def _closed_lines(seating: Seating, offered: Candidates) -> Flags:
    """`bool[lines]`: lines of options for which there are too few members, whoever else is free.

    Nobody can serve there, and to know it makes the bound higher.
    """
    members = np.bincount(offered.line[offered.first_starts()], minlength=len(seating))
    option = np.repeat(np.arange(len(seating.line_from) - 1), np.diff(seating.line_from))
    return np.isin(option, option[members < seating.need])


def _plan(
    problem: MatchingProblem,
    seating: Seating,
    piece: Piece,
    found: Found,
    *,
    chosen: Candidates,
    offered: Candidates,
    seed: int,
    effort: Effort,
) -> Plan:
    """The answer as services and reasons, judged before it is handed out."""
    demand, seat = _demands_and_seats(seating, chosen)
    is_booked = seating.of_resources[chosen.line]
    services = _services(problem, seating, demand, seat, chosen, np.flatnonzero(~is_booked))
    bookings = _bookings(problem, demand, chosen, np.flatnonzero(is_booked))
    _judge(problem, services, bookings, piece.family)
    columns = problem.columns
    served = np.zeros(len(columns.demands), dtype=bool)
    served[demand] = True
    left = np.flatnonzero(~served)
    loads = Loads.of(columns, chosen.member, chosen.start, chosen.minutes, taken_caps(problem, services))
    reasons = why_unmet(problem, seating, offered, loads, left)
    ids = columns.demands.ids
    return Plan(
        problem=problem,
        services=services,
        unmet=tuple(Unmet(ids[at], why) for at, why in zip(left.tolist(), reasons, strict=True)),
        objective=found.objective,
        bound=found.bound,
        unserved=int(np.where(served, problem.unserved, piece.unserved).sum()),
        family=piece.family,
        seed=seed,
        effort=effort,
        prices=found.answer.prices,
        bookings=bookings,
    )


def _judge(
    problem: MatchingProblem, services: tuple[Service, ...], bookings: tuple[Booking, ...], family: Family
) -> None:
    """Nothing that breaks a rule leaves the house.

    A caller's own rule that allowed a pair by its mask and refuses it by its `why` contradicts itself: then it is that
    rule which failed, not the engine.
    """
    wrong = violations(problem, services, bookings=bookings)
    own = {rule.name for rule in problem.rules if type(rule) not in BUILT_IN}
    for violation in wrong:
        if violation.rule in own:
            of = services[violation.services[0]].demand
            raise RuleFailedError(_CONTRADICTS_ITSELF.fill(rule=repr(violation.rule), of=of))
    if wrong:
        raise WrongAnswerError(_BREAKS.fill(family=family, rules=len(wrong), first=wrong[0]))


_CONTRADICTS_ITSELF = Text(
    "rule {rule}: its mask allows a pair for {of} that its why refuses; commgov.testing.check_rule shows the smallest "
    "such case",
    "规则{rule}：其mask允许的{of}的一个配对被其why拒绝；commgov.testing.check_rule可给出最小的反例",
)


def _demands_and_seats(seating: Seating, chosen: Candidates) -> tuple[Ints, Ints]:
    """The demand and the seat that each of the chosen fills; a line's seats are given out by the members' order."""
    demand = seating.demand_of_line()[chosen.line]
    first = np.maximum.accumulate(np.where(begins(chosen.line), np.arange(len(chosen)), 0))
    return demand, seating.seats[seating.seat_from[chosen.line] + np.arange(len(chosen)) - first]


def _services(
    problem: MatchingProblem, seating: Seating, demand: Ints, seat: Ints, chosen: Candidates, at: Longs
) -> tuple[Service, ...]:
    """Service objects of those at some positions, ordered by demand and seat."""
    columns = problem.columns
    order = at[np.lexsort((seat[at], demand[at]))]
    start = chosen.start[order]
    end = start + chosen.minutes[order]
    moment = {minute: columns.moment(minute) for minute in np.unique(np.concatenate([start, end])).tolist()}
    members, demands = list(problem.member_at), list(problem.demand_at)  # the very ids that it is judged by
    team = {row: each.id for row, each in enumerate(problem.teams)}
    rows = (demand[order], seat[order], chosen.member[order], start, end, seating.team[chosen.line[order]])
    with _nothing_to_collect():
        return tuple(
            Service(demands[d], s, members[m], moment[a], moment[b], team.get(t))
            for d, s, m, a, b, t in zip(*(row.tolist() for row in rows), strict=True)
        )


@contextmanager
def _nothing_to_collect() -> Iterator[None]:
    """Many objects are made that all stay: looking for garbage among them, over and over, took half the time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _bookings(problem: MatchingProblem, demand: Ints, chosen: Candidates, at: Longs) -> tuple[Booking, ...]:
    """Bookings of the resources at some positions, in order; the minutes to set up are no part of them."""
    columns = problem.columns
    booked = zip(demand[at].tolist(), chosen.member[at].tolist(), chosen.start[at].tolist(), strict=True)
    found = []
    for d, row, start in booked:
        resource = columns.resources[row - columns.people]
        span = columns.moment(start), columns.moment(start + int(columns.demands.minutes[d]))
        found.append((d, Booking(columns.demands.ids[d], resource.offer.id, resource.number, *span)))
    return tuple(booking for _, booking in sorted(found))


def plan_of_answer(
    problem: MatchingProblem,
    seating: Seating,
    offered: Candidates,
    piece: Piece,
    chosen: Longs,
    *,
    seed: int,
    effort: Effort,
) -> Plan:
    """An answer that was found elsewhere, as a plan with reasons; nothing is proven of its cost.

    Args:
        problem: what was asked, and what the answer is judged by.
        seating: its lines.
        offered: all candidates.
        piece: what was cut out of them.
        chosen: `int64`, the candidates chosen, ascending.
        seed: recorded in the plan.
        effort: recorded in the plan.

    Raises:
        WrongAnswerError: if the answer breaks a rule.
    """
    found = Found(Answer(chosen, np.zeros(piece.priced, dtype=np.int64)), bound=0, objective=piece.objective(chosen))
    served_by = offered.where(chosen)
    return _plan(problem, seating, piece, found, chosen=served_by, offered=offered, seed=seed, effort=effort)


_BREAKS = Text(
    "the {family} engine's answer breaks {rules} rules, first: {first}",
    "{family}求解引擎的结果违反{rules}条规则，首条：{first}",
)
