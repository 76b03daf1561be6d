"""Where the community lives: its committee, garden branches, grid branches and building groups, of uneven sizes."""

from attrs import frozen

from commgov.core import UnitId
from commgov.grid import Unit
from commgov.simulation.draws import Draws, apportion

GARDENS, GRIDS, GROUPS = 9, 84, 620
HOUSEHOLDS = 24_000
COMMITTEE = UnitId("committee")


@frozen
class Neighbourhood:
    """The units and how many households live in the building groups.

    Args:
        units: all units, each before those below it.
        gardens: ids of the garden branches.
        grids: ids of the grid branches.
        groups: ids of the building groups.
        households: for each building group, how many households.
    """

    units: tuple[Unit, ...]
    gardens: tuple[UnitId, ...]
    grids: tuple[UnitId, ...]
    groups: tuple[UnitId, ...]
    households: tuple[int, ...]


def grid_of(group: UnitId) -> UnitId:
    """The grid branch above a building group: ids here are numbered from the top, `group-3-07-05` in `grid-3-07`."""
    _, garden, grid, _ = group.split("-")
    return UnitId(f"grid-{garden}-{grid}")


def garden_of(unit: UnitId) -> UnitId:
    """The garden branch above a grid branch or a building group."""
    return UnitId(f"garden-{unit.split('-')[1]}")


def settle(seed: int) -> Neighbourhood:
    """Lay out the units.

    Args:
        seed: the scenario's seed.
    """
    draws = Draws(seed, ("neighbourhood",))
    units = [Unit(COMMITTEE, level="committee", name="Community B")]
    gardens, grids, groups = [], [], []
    grids_of = apportion(GRIDS, [0.5 + draws.number("garden", at) for at in range(GARDENS)], least=4)
    groups_of = iter(apportion(GROUPS, [0.5 + draws.number("grid", at) for at in range(GRIDS)], least=3))
    for garden_at, grid_count in enumerate(grids_of, 1):
        garden = UnitId(f"garden-{garden_at}")
        gardens.append(garden)
        units.append(Unit(garden, COMMITTEE, level="garden", name=f"Garden {garden_at}"))
        for grid_at in range(1, grid_count + 1):
            grid = UnitId(f"grid-{garden_at}-{grid_at:02}")
            grids.append(grid)
            units.append(Unit(grid, garden, level="grid", name=f"Grid {garden_at}-{grid_at}"))
            for group_at in range(1, next(groups_of) + 1):
                group = UnitId(f"group-{garden_at}-{grid_at:02}-{group_at:02}")
                groups.append(group)
                units.append(Unit(group, grid, level="group", name=f"Building group {garden_at}-{grid_at}-{group_at}"))
    weights = [0.4 + draws.number("group", at) for at in range(GROUPS)]
    households = apportion(HOUSEHOLDS, weights, least=6)
    return Neighbourhood(tuple(units), tuple(gardens), tuple(grids), tuple(groups), tuple(households))
