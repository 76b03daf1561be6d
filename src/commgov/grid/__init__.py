"""The organisation: units, levels, dated changes, posts, double registration, profiles, training."""

from commgov.grid.changes import AddUnit as AddUnit
from commgov.grid.changes import Change as Change
from commgov.grid.changes import CloseUnit as CloseUnit
from commgov.grid.changes import MergeUnits as MergeUnits
from commgov.grid.changes import MoveUnit as MoveUnit
from commgov.grid.changes import Part as Part
from commgov.grid.changes import SplitUnit as SplitUnit
from commgov.grid.organisation import Organisation as Organisation
from commgov.grid.units import FIVE_LEVELS as FIVE_LEVELS
from commgov.grid.units import Level as Level
from commgov.grid.units import Unit as Unit

__all__ = [
    "FIVE_LEVELS",
    "AddUnit",
    "Change",
    "CloseUnit",
    "Level",
    "MergeUnits",
    "MoveUnit",
    "Organisation",
    "Part",
    "SplitUnit",
    "Unit",
]
