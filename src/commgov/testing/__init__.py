"""For tests of code that uses commgov: Hypothesis strategies, and kits that judge plug-ins. Needs `hypothesis`."""

from commgov.testing.access_log import check_log_store as check_log_store
from commgov.testing.allocation import applicants as applicants
from commgov.testing.allocation import check_allocation_rule as check_allocation_rule
from commgov.testing.facts import outcomes as outcomes
from commgov.testing.facts import service_facts as service_facts
from commgov.testing.facts import service_facts_of as service_facts_of
from commgov.testing.keys import check_key_store as check_key_store
from commgov.testing.ledger import check_ledger_store as check_ledger_store
from commgov.testing.package_keys import check_package_keys as check_package_keys
from commgov.testing.partners import partner_problems as partner_problems
from commgov.testing.personal import check_keeper as check_keeper
from commgov.testing.personal import check_recogniser as check_recogniser
from commgov.testing.personal import identifiers as identifiers
from commgov.testing.personal import residents as residents
from commgov.testing.points import check_point_rule as check_point_rule
from commgov.testing.points import points_cases as points_cases
from commgov.testing.rules import check_rule as check_rule
from commgov.testing.standing import standing_orders as standing_orders
from commgov.testing.strategies import communities as communities
from commgov.testing.strategies import demands as demands
from commgov.testing.strategies import members as members
from commgov.testing.strategies import timetables as timetables
from commgov.testing.streams import check_stream_store as check_stream_store
from commgov.testing.subject_data import check_subject_data as check_subject_data
from commgov.testing.terms import check_cost_term as check_cost_term
from commgov.testing.vault import check_vault_store as check_vault_store

__all__ = [
    "applicants",
    "check_allocation_rule",
    "check_cost_term",
    "check_keeper",
    "check_key_store",
    "check_ledger_store",
    "check_log_store",
    "check_package_keys",
    "check_point_rule",
    "check_recogniser",
    "check_rule",
    "check_stream_store",
    "check_subject_data",
    "check_vault_store",
    "communities",
    "demands",
    "identifiers",
    "members",
    "outcomes",
    "partner_problems",
    "points_cases",
    "residents",
    "service_facts",
    "service_facts_of",
    "standing_orders",
    "timetables",
]
