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
from commgov.matching.continuity import Continuity as Continuity
from commgov.matching.continuity import Rotation as Rotation
from commgov.matching.effort import Effort as Effort
from commgov.matching.effort import Progress as Progress
from commgov.matching.objective import CostTerm as CostTerm
from commgov.matching.objective import Objective as Objective
from commgov.matching.pairs import Aim as Aim
from commgov.matching.pairs import Partnering as Partnering
from commgov.matching.pairs import Side as Side
from commgov.matching.pairs import Unpaired as Unpaired
from commgov.matching.pairs import pair_up as pair_up
from commgov.matching.partners import Partner as Partner
from commgov.matching.partners import PartnerProblem as PartnerProblem
from commgov.matching.partners import Views as Views
from commgov.matching.partners import blocking_pairs as blocking_pairs
from commgov.matching.partners import partners_from as partners_from
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
from commgov.matching.standing import StandingOrder as StandingOrder
from commgov.matching.standing import occurrence_of as occurrence_of
from commgov.matching.standing import occurrences as occurrences
from commgov.matching.standing import spread_out as spread_out
from commgov.matching.standing import weekly_visits as weekly_visits
from commgov.matching.visits import Backup as Backup
from commgov.matching.visits import backups as backups
from commgov.matching.visits import heard_at as heard_at
from commgov.matching.visits import with_recent_minutes as with_recent_minutes

__all__ = [
    "Aim",
    "Availability",
    "Backup",
    "Ban",
    "CandidateTable",
    "Columns",
    "Continuity",
    "CostTerm",
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
    "Partner",
    "PartnerProblem",
    "Partnering",
    "Pin",
    "Plan",
    "Progress",
    "Proof",
    "Reason",
    "Rotation",
    "Side",
    "Skills",
    "StandingOrder",
    "Unmet",
    "Unpaired",
    "Views",
    "Violation",
    "WeeklyMinutes",
    "WeeklyServices",
    "backups",
    "blocking_pairs",
    "heard_at",
    "lower_bound",
    "occurrence_of",
    "occurrences",
    "pair_up",
    "partners_from",
    "solve",
    "spread_out",
    "standard_rules",
    "violations",
    "weekly_visits",
    "with_recent_minutes",
]
