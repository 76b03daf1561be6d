"""Made-up tables and persons for the tests of releases, and a second opinion on what a table gives away."""

from itertools import product

import hypothesis.strategies as st
import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from commgov.core import FixedClock
from commgov.privacy import Tier
from commgov.privacy.releases import Column, Counts, Dimension, ReleaseRegister, Rows
from commgov.privacy.releases.suppressing import covering_keys

KEY = bytes(range(32))


def register_at(moment, store=None):
    return ReleaseRegister("b", KEY, store, clock=FixedClock(moment), same_person={})


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


def interval(sizes, groups, atom):
    """The least and the largest number of an atom in all worlds of whole numbers that fit the groups (by MILP).

    Args:
        sizes: the atoms, as they truly are.
        groups: the atoms of each published group; one of them has the atom.
        atom: which.
    """
    matrix = np.array([[float(at in group) for at in range(len(sizes))] for group in groups])
    truth, goal = matrix @ np.array(sizes), np.eye(len(sizes))[atom]
    known = LinearConstraint(matrix, truth, truth)
    ends = [
        milp(sign * goal, constraints=known, integrality=np.ones(len(sizes)), bounds=Bounds(0, np.inf))
        for sign in (1, -1)
    ]
    return tuple(round(end.x[atom]) for end in ends)


def groups_of(cells, published):
    """The places of cells in each published number."""
    return [{at for at, cell in enumerate(cells) if key in covering_keys(cell)} for key in published]
