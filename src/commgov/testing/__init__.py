"""For tests of code that uses commgov: Hypothesis strategies, and kits that judge plug-ins. Needs `hypothesis`."""

from commgov.testing.rules import check_rule as check_rule
from commgov.testing.strategies import communities as communities
from commgov.testing.strategies import demands as demands
from commgov.testing.strategies import members as members
from commgov.testing.strategies import timetables as timetables

__all__ = ["check_rule", "communities", "demands", "members", "timetables"]
