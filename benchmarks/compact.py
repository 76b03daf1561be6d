"""The compact models of hours and windows, as anyone would state them first: one variable a candidate, two solvers.

CP-SAT gets the naive model: each demand at most once, each member's hours, and optional intervals that must not
overlap. HiGHS, as scipy brings it, gets the same as linear rows; of the candidates of a member that overlap at one
moment at most one (the maximal cliques).
"""

import multiprocessing
from collections.abc import Iterator
from multiprocessing.connection import Connection
from time import perf_counter
from types import SimpleNamespace

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from ortools.sat.python import cp_model
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csc_array

Longs = NDArray[np.int64]
PATIENCE = 3
"""HiGHS may overrun its limit of seconds many times over; after so many times it is stopped."""


@frozen
class Peer:
    """What a solver found: None where it found nothing; its bound likewise."""

    cost: float | None
    bound: float | None
    seconds: float

    def told(self, name: str, best_bound: float) -> str:
        """A line about it: its cost above the best bound known, its own bound below it."""
        cost = "no plan" if self.cost is None else f"{self.cost:,.0f} ({self.cost / best_bound - 1:+.1%})"
        bound = "no bound" if self.bound is None else f"bound {self.bound:,.0f} ({self.bound / best_bound - 1:+.2%})"
        return f"{name}: {cost}, {bound}, {self.seconds:.0f} s"


def cp_sat(made: SimpleNamespace, *, windows: bool, seconds: int) -> Peer:
    """CP-SAT on the naive model, two workers."""
    began = perf_counter()
    model = cp_model.CpModel()
    served = [model.new_bool_var("") for _ in made.mem]
    owner = made.dem_of_edge()
    for first, end in zip(made.indptr[:-1], made.indptr[1:], strict=True):
        model.add_at_most_one(served[first:end])
    for member, edges in _by_member(made):
        own, hours = [served[edge] for edge in edges], made.dur[owner[edges]].tolist()
        model.add(cp_model.LinearExpr.weighted_sum(own, hours) <= int(made.hours[member]))
        if windows:
            starts = made.start[owner[edges]].tolist()
            spans = zip(starts, hours, own, strict=True)
            model.add_no_overlap([model.new_optional_fixed_size_interval_var(*span, "") for span in spans])
    nothing = int(made.unserved.sum())
    model.minimize(cp_model.LinearExpr.weighted_sum(served, (made.cost - made.unserved[owner]).tolist()) + nothing)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 2
    status = solver.solve(model)
    took = perf_counter() - began
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Peer(None, None, took)
    return Peer(solver.objective_value, solver.best_objective_bound, took)


def highs(made: SimpleNamespace, *, windows: bool, seconds: int) -> Peer:
    """HiGHS on the linear rows, in a process of its own, which is stopped when patience is at its end."""
    began = perf_counter()
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_highs, args=(theirs, vars(made), windows, seconds))
    process.start()
    found = ours.recv() if ours.poll(PATIENCE * seconds) else (None, None)
    process.kill()
    process.join()
    return Peer(*found, perf_counter() - began)


def _highs(answer: Connection, columns: dict[str, object], windows: bool, seconds: int) -> None:  # noqa: FBT001 - by place
    """The process: sends what was found."""
    made = SimpleNamespace(**columns)
    owner = np.repeat(np.arange(made.nd), np.diff(made.indptr))
    rows, most = _rows(made, owner, windows=windows)
    found = milp(
        (made.cost - made.unserved[owner]).astype(float),
        integrality=np.ones(len(owner)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(rows, -np.inf, most),
        options={"time_limit": seconds, "mip_rel_gap": 1e-5},
    )
    nothing = float(made.unserved.sum())
    cost = None if found.fun is None else float(found.fun) + nothing
    bound = None if found.mip_dual_bound is None else float(found.mip_dual_bound) + nothing
    answer.send((cost, bound))


def _rows(made: SimpleNamespace, owner: Longs, *, windows: bool) -> tuple[csc_array, NDArray[np.float64]]:
    """The linear rows over the candidates, and the most that each may reach."""
    count = len(owner)
    row, column = [owner, made.nd + made.mem], [np.arange(count), np.arange(count)]
    entry = [np.ones(count), made.dur[owner].astype(float)]
    most = [np.ones(made.nd), made.hours.astype(float)]
    if windows:
        cliques = [clique for _, edges in _by_member(made) for clique in _cliques(made, owner, edges)]
        row.append(made.nd + made.nm + np.repeat(np.arange(len(cliques)), [len(clique) for clique in cliques]))
        column.append(np.concatenate(cliques))
        entry.append(np.ones(len(column[-1])))
        most.append(np.ones(len(cliques)))
    limits = np.concatenate(most)
    entries = np.concatenate(entry), (np.concatenate(row), np.concatenate(column))
    return csc_array(entries, shape=(len(limits), count)), limits


def _by_member(made: SimpleNamespace) -> Iterator[tuple[int, Longs]]:
    """Each member's candidates."""
    order = np.argsort(made.mem, kind="stable")
    for edges in np.split(order, np.flatnonzero(np.diff(made.mem[order])) + 1):
        yield int(made.mem[edges[0]]), edges


def _cliques(made: SimpleNamespace, owner: Longs, edges: Longs) -> Iterator[list[int]]:
    """The maximal sets of a member's candidates that hold a moment in common."""
    begins, ends = made.start[owner], (made.start + made.dur)[owner]
    ordered = edges[np.argsort(begins[edges], kind="stable")].tolist()
    live: list[int] = []
    for at, edge in enumerate(ordered):
        live = [*(other for other in live if ends[other] > begins[edge]), edge]
        last = at + 1 == len(ordered)
        if len(live) > 1 and (last or any(ends[other] <= begins[ordered[at + 1]] for other in live)):
            yield live
