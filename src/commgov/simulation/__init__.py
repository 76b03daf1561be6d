"""The case study's community as a seeded scenario: illustrative, not calibrated."""

from commgov.simulation.catalogue import CATEGORIES as CATEGORIES
from commgov.simulation.catalogue import SKILLS as SKILLS
from commgov.simulation.catalogue import STANDING_DUTIES as STANDING_DUTIES
from commgov.simulation.catalogue import Category as Category
from commgov.simulation.catalogue import SkillKind as SkillKind
from commgov.simulation.catalogue import StandingDuty as StandingDuty
from commgov.simulation.community_b import Scenario as Scenario
from commgov.simulation.community_b import community_b as community_b
from commgov.simulation.community_b import standing_orders as standing_orders
from commgov.simulation.community_b import week as week

__all__ = [
    "CATEGORIES",
    "SKILLS",
    "STANDING_DUTIES",
    "Category",
    "Scenario",
    "SkillKind",
    "StandingDuty",
    "community_b",
    "standing_orders",
    "week",
]
