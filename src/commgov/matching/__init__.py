"""Demand list × resource list → service list: the best assignment, with a proven bound and a reason for each unmet.

::

    members, demands ──reading──▶ columns ──rules, objective──▶ candidates ──cutting──▶ piece ──engines──▶ answer
                                                                                                      │
    plan ◀── violations() says nothing ◀── services ◀─────────────────────────────────────────────────┘
"""

from commgov.matching.bound import lower_bound as lower_bound
from commgov.matching.checking import Violation as Violation
from commgov.matching.checking import violations as violations
from commgov.matching.columns import Columns as Columns
from commgov.matching.columns import Pairs as Pairs
from commgov.matching.effort import Effort as Effort
from commgov.matching.effort import Progress as Progress
from commgov.matching.objective import Objective as Objective
from commgov.matching.piece import Family as Family
from commgov.matching.plan import Plan as Plan
from commgov.matching.plan import Proof as Proof
from commgov.matching.plan import Reason as Reason
from commgov.matching.plan import Unmet as Unmet
from commgov.matching.problem import Ban as Ban
from commgov.matching.problem import CandidateTable as CandidateTable
from commgov.matching.problem import MatchingProblem as MatchingProblem
from commgov.matching.problem import Pin as Pin
from commgov.matching.rules import Availability as Availability
from commgov.matching.rules import EmployerConsent as EmployerConsent
from commgov.matching.rules import Insurance as Insurance
from commgov.matching.rules import MaxDistance as MaxDistance
from commgov.matching.rules import NoOverlap as NoOverlap
from commgov.matching.rules import Pairing as Pairing
from commgov.matching.rules import PairRule as PairRule
from commgov.matching.rules import Skills as Skills
from commgov.matching.rules import WeeklyMinutes as WeeklyMinutes
from commgov.matching.rules import WeeklyServices as WeeklyServices
from commgov.matching.rules import standard_rules as standard_rules
from commgov.matching.solve import solve as solve

__all__ = [
    "Availability",
    "Ban",
    "CandidateTable",
    "Columns",
    "Effort",
    "EmployerConsent",
    "Family",
    "Insurance",
    "MatchingProblem",
    "MaxDistance",
    "NoOverlap",
    "Objective",
    "PairRule",
    "Pairing",
    "Pairs",
    "Pin",
    "Plan",
    "Progress",
    "Proof",
    "Reason",
    "Skills",
    "Unmet",
    "Violation",
    "WeeklyMinutes",
    "WeeklyServices",
    "lower_bound",
    "solve",
    "standard_rules",
    "violations",
]
