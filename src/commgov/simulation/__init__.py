"""The case study's community as a seeded scenario: illustrative, not calibrated."""

from commgov.simulation.catalogue import CATEGORIES as CATEGORIES
from commgov.simulation.catalogue import DUTIES as DUTIES
from commgov.simulation.catalogue import SKILLS as SKILLS
from commgov.simulation.catalogue import Category as Category
from commgov.simulation.catalogue import Duty as Duty
from commgov.simulation.catalogue import SkillKind as SkillKind
from commgov.simulation.community_b import Scenario as Scenario
from commgov.simulation.community_b import community_b as community_b
from commgov.simulation.community_b import week as week

__all__ = ["CATEGORIES", "DUTIES", "SKILLS", "Category", "Duty", "Scenario", "SkillKind", "community_b", "week"]
