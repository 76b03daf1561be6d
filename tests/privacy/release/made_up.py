"""Made-up tables and persons for the tests of releases, and a second opinion on what a table gives away."""

from itertools import product

import hypothesis.strategies as st
import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from commgov.core import FixedClock
from commgov.privacy import Tier
from commgov.privacy.release import Column, Counts, Dimension, ReleaseRegister, Rows
from commgov.privacy.release.suppressing import covering_keys

KEY = bytes(range(32))


def register_at(moment, store=None):
    return ReleaseRegister("b", KEY, store, clock=FixedClock(moment))


def people(*cells, first=0):
    """Rows by grid and need: (grid, need, how many) ..., persons numbered through."""
    said = [(grid, need) for grid, need, number in cells for _ in range(number)]
    subjects = tuple(f"p-{first + at}" for at in range(len(said)))
    grids, needs = zip(*said, strict=True)
    return Rows(subjects, (Column("grid", Tier.T1, grids), Column("need", Tier.T3, needs)))


@st.composite
def tables(draw, tiers=(Tier.T1, Tier.T2)):
    """Counts by one or two dimensions, with empty, small and large cells."""
    shape = draw(st.lists(st.integers(1, 4), min_size=1, max_size=2))
    dimensions = tuple(
        Dimension(f"by{at}", draw(st.sampled_from(tiers)), tuple(f"{at}-{label}" for label in range(size)))
        for at, size in enumerate(shape)
    )
    cells = {
        key: draw(st.sampled_from([0, 0, 1, 2, 4, 5, 6, 9, 12, 30]))
        for key in product(*(dimension.labels for dimension in dimensions))
    }
    return Counts("residents", dimensions, cells)


def interval(cells, published, cell):
    """The least and the largest number of a cell in all tables of whole numbers that fit what is published (by MILP).

    Args:
        cells: the numbers of the cells, as they truly are.
        published: the keys whose numbers are published, totals too.
        cell: which.
    """
    keys = list(cells)
    sums = [key for key in published if any(key in covering_keys(each) for each in keys)]
    matrix = np.array([[float(key in covering_keys(each)) for each in keys] for key in sums]).reshape(-1, len(keys))
    truth = matrix @ np.array([cells[key] for key in keys])
    goal = np.array([float(key == cell) for key in keys])
    ends = []
    for sign in (1, -1):
        constraints = [LinearConstraint(matrix, truth, truth)] if len(sums) else []
        bounds = Bounds(0, 10_000)  # stands for "no end"
        found = milp(sign * goal, constraints=constraints, integrality=np.ones(len(keys)), bounds=bounds)
        ends.append(round(found.x[keys.index(cell)]))
    return tuple(ends)
