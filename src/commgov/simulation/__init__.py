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
from commgov.simulation.tampering.planting import Planted as Planted
from commgov.simulation.tampering.scene import TamperedServices as TamperedServices
from commgov.simulation.tampering.scene import tampered_services as tampered_services
from commgov.simulation.tampering.scoring import Score as Score
from commgov.simulation.tampering.scoring import score_flags as score_flags

__all__ = [
    "CATEGORIES",
    "SKILLS",
    "STANDING_DUTIES",
    "Category",
    "Planted",
    "Scenario",
    "Score",
    "SkillKind",
    "StandingDuty",
    "TamperedServices",
    "community_b",
    "score_flags",
    "standing_orders",
    "tampered_services",
    "week",
]
