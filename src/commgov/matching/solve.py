"""The one door: a problem in, a plan with a proven bound out."""

import numpy as np
from attrs import evolve, frozen

from commgov.core import Service
from commgov.errors import WrongAnswerError
from commgov.matching.bound import lower_bound
from commgov.matching.candidates import Candidates, beyond, shortlist
from commgov.matching.checking import violations
from commgov.matching.columns import Ints, Longs
from commgov.matching.cutting import cut
from commgov.matching.effort import Effort, OnProgress
from commgov.matching.piece import Answer, Family, Piece
from commgov.matching.plan import Plan, Unmet
from commgov.matching.problem import MatchingProblem
from commgov.matching.seating import Seating, seating_of
from commgov.matching.unmet import Loads, why_unmet

NEAREST = 64
"""Members that are shortlisted for a line of seats before prices tell who else is worth a look."""

PRICINGS_MAX = 4
"""How often the problem is solved at most, each time with what the last prices showed to be missing."""

_WORTH_ANOTHER_ROUND = 0.0005  # share of the value at stake that pricing out must promise before work is done again


def solve(
    problem: MatchingProblem,
    *,
    seed: int = 0,
    effort: Effort | None = None,
    nearest: int | None = NEAREST,
    on_progress: OnProgress | None = None,
) -> Plan:
    """Find the best service list that can be found, and prove how good it is.

    Same problem, seed and effort: same plan, byte for byte. The bound holds over every allowed pair, shortlisted or
    not; for flexible demands, over the starts that are tried (`MatchingProblem.start_step`).

    Args:
        problem: who may serve what.
        seed: for the parts of the search that draw lots; recorded in the plan.
        effort: how much work; None: `Effort()`.
        nearest: how many members a seat are looked at first; None: all at once.
        on_progress: called now and then; returning False ends the search early, with the best plan so far.

    Raises:
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
    seating = seating_of(problem)
    listed = shortlist(problem, seating, nearest=nearest)
    best: _Found | None = None
    work = _Work(seed, effort or Effort(), on_progress)
    for _ in range(PRICINGS_MAX):
        found, missing = _solve_listed(problem, seating, listed, work)
        best = found if best is None else best.or_better(found)
        if missing is None:
            break
        listed = listed.joined(missing)
    assert best is not None  # noqa: S101 - there is at least one round
    return _plan(problem, seating, best, work)


@frozen
class _Work:
    seed: int
    effort: Effort
    on_progress: OnProgress | None


@frozen(eq=False)
class _Found:
    """An answer over the lines of the problem, and what is proven.

    Args:
        chosen: who serves what.
        candidates: all that the answer was chosen from.
        objective: its cost.
        bound: no plan costs less, whoever serves.
        unserved: what serving nothing costs.
        family: which engine found it.
        prices: the prices of the lines.
    """

    chosen: Candidates
    candidates: Candidates
    objective: int
    bound: int
    unserved: int
    family: Family
    prices: Longs

    def or_better(self, other: "_Found") -> "_Found":
        """The cheaper answer with the higher bound, and the prices that prove the bound."""
        cheaper = other if other.objective <= self.objective else self
        proven = other if other.bound >= self.bound else self
        return evolve(cheaper, bound=proven.bound, prices=proven.prices)


def _solve_listed(
    problem: MatchingProblem, seating: Seating, listed: Candidates, work: _Work
) -> tuple[_Found, Candidates | None]:
    """Solve with the candidates listed; also what the prices show to be worth adding, if anything is."""
    piece = cut(problem, seating, listed)
    answer = _engine(piece, work)
    objective = piece.objective(answer.chosen)
    bound = _bound(piece, answer.prices)
    unserved = int(piece.unserved.sum())
    missing = None
    if not listed.complete:
        from commgov.matching.engines.pricing import price_out  # noqa: PLC0415 - as in `_engine`

        wide = beyond(problem, seating, answer.prices)
        proven, used = price_out(cut(problem, seating, wide), answer.prices)
        exact = piece.family is Family.COUNTS
        if bound - proven > (0 if exact else _WORTH_ANOTHER_ROUND * (unserved - proven)):
            missing = wide.where(used)
        bound = min(bound, proven)
    found = _Found(listed.where(answer.chosen), listed, objective, bound, unserved, piece.family, answer.prices)
    return found, missing


def _engine(piece: Piece, work: _Work) -> Answer:
    """The engine for the piece's family; imported here, because importing it loads the compiler."""
    if piece.family is Family.COUNTS:
        from commgov.matching.engines import paths  # noqa: PLC0415

        return paths.solve(piece)
    from commgov.matching.engines import lagrangian  # noqa: PLC0415

    return lagrangian.solve(piece, work.effort, work.seed, work.on_progress)


def _bound(piece: Piece, prices: Longs) -> int:
    """What the prices prove for the piece."""
    if piece.family is Family.COUNTS:
        return lower_bound(piece, prices)
    from commgov.matching.engines.pricing import price_out  # noqa: PLC0415

    return price_out(piece, prices)[0]


def _plan(problem: MatchingProblem, seating: Seating, found: _Found, work: _Work) -> Plan:
    """The answer as services and reasons, judged before it is handed out."""
    demand, seat = _demands_and_seats(seating, found.chosen)
    services = _services(problem, demand, seat, found.chosen)
    wrong = violations(problem, services)
    if wrong:
        raise WrongAnswerError(f"the {found.family} engine's answer breaks {len(wrong)} rules, first: {wrong[0]}")
    columns = problem.columns
    served = np.zeros(len(columns.demands), dtype=bool)
    served[demand] = True
    left = np.flatnonzero(~served)
    loads = Loads.of(columns, found.chosen.member, found.chosen.start, columns.demands.minutes[demand])
    reasons = why_unmet(problem, seating, found.candidates, loads, left)
    ids = columns.demands.ids
    return Plan(
        services=services,
        unmet=tuple(Unmet(ids[at], why) for at, why in zip(left.tolist(), reasons, strict=True)),
        objective=found.objective,
        bound=found.bound,
        unserved=found.unserved,
        family=found.family,
        seed=work.seed,
        effort=work.effort,
        prices=found.prices,
    )


def _demands_and_seats(seating: Seating, chosen: Candidates) -> tuple[Ints, Ints]:
    """The demand and the seat that each of the chosen fills; a line's seats are given out by the members' order."""
    demand = seating.demand_of_line()[chosen.line]
    new_line = np.ones(len(chosen), dtype=bool)
    new_line[1:] = np.diff(chosen.line) > 0
    first = np.maximum.accumulate(np.where(new_line, np.arange(len(chosen)), 0))
    seat_from = np.cumsum(seating.need) - seating.need
    return demand, seating.seats[seat_from[chosen.line] + np.arange(len(chosen)) - first]


def _services(problem: MatchingProblem, demand: Ints, seat: Ints, chosen: Candidates) -> tuple[Service, ...]:
    """Service objects, ordered by demand and seat."""
    columns = problem.columns
    order = np.lexsort((seat, demand))
    start = chosen.start[order]
    end = start + columns.demands.minutes[demand[order]]
    moment = {minute: columns.moment(minute) for minute in np.unique(np.concatenate([start, end])).tolist()}
    members, demands = columns.members.ids, columns.demands.ids
    rows = (demand[order], seat[order], chosen.member[order], start, end)
    return tuple(
        Service(demands[d], s, members[m], moment[a], moment[b])
        for d, s, m, a, b in zip(*(row.tolist() for row in rows), strict=True)
    )
