"""How long residents wait for what they ordered, grid by grid."""

from collections import defaultdict
from fractions import Fraction

from commgov.core import Channel, Demand, UnitId, gini
from commgov.grid import Organisation
from commgov.matching import Plan
from commgov.report import WaitRow
from commgov.storage import Inputs

GRID = "grid"
"""The level by which waiting is told: a grid branch looks after its residents."""

_OFTEN = Fraction(9, 10)


def wait_rows(inputs: Inputs, organisation: Organisation | None, plan: Plan) -> tuple[WaitRow, ...]:
    """How long the orders of each grid wait: a row a grid, and before them one of all orders.

    An order waits until its service begins; one that stays unmet, until its window is over. Whole days. Orders whose
    moment is not known are left out, and so are the community's own duties: no resident waits for them.

    Args:
        inputs: what was planned.
        organisation: the units as a tree; an order in no grid counts for its own unit.
        plan: the service list.
    """
    begins = {service.demand: service.start for service in plan.services}
    by_grid: defaultdict[UnitId, list[int]] = defaultdict(list)
    for demand in inputs.demands:
        if demand.ordered_at is not None and demand.channel is not Channel.COMMUNITY:
            until = begins.get(demand.id, demand.window.end)
            by_grid[_grid_of(demand, organisation)].append(max(0, (until - demand.ordered_at).days))
    if not by_grid:
        return ()
    every = [days for some in by_grid.values() for days in some]
    return (_row("", every), *(_row(grid, by_grid[grid]) for grid in sorted(by_grid)))


def _grid_of(demand: Demand, organisation: Organisation | None) -> UnitId:
    if organisation is None:
        return demand.unit
    above = (demand.unit, *organisation.ancestors(demand.unit))
    return next((unit for unit in above if organisation.unit(unit).level == GRID), demand.unit)


def _row(unit: str, days: list[int]) -> WaitRow:
    ascending = sorted(days)
    rank = -(-len(days) * _OFTEN.numerator // _OFTEN.denominator)  # nearest rank
    return WaitRow(unit, len(days), sum(days), ascending[rank - 1], gini(days))
