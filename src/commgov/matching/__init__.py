"""Demand list × resource list → service list: the best assignment, with a proven bound and a reason for each unmet.

::

    members, demands ──reading──▶ columns ──rules, objective──▶ candidates ──cutting──▶ piece ──engines──▶ answer
                                                                                                      │
    plan ◀── violations() says nothing ◀── services ◀─────────────────────────────────────────────────┘
"""

from commgov.matching.bound import lower_bound as lower_bound
from commgov.matching.by_hand import Ban as Ban
from commgov.matching.by_hand import Pin as Pin
from commgov.matching.candidate_table import CandidateTable as CandidateTable
from commgov.matching.checking import violations as violations
from commgov.matching.checking_supply import Violation as Violation
from commgov.matching.claims.advancing import advance_board as advance_board
from commgov.matching.claims.advancing import due_waves as due_waves
from commgov.matching.claims.assigning import assignment_events as assignment_events
from commgov.matching.claims.assigning import assignment_problem as assignment_problem
from commgov.matching.claims.board import AnswerKind as AnswerKind
from commgov.matching.claims.board import BoardAnswer as BoardAnswer
from commgov.matching.claims.board import BoardMessage as BoardMessage
from commgov.matching.claims.board import BoardOrder as BoardOrder
from commgov.matching.claims.board import BoardStep as BoardStep
from commgov.matching.claims.board import ClaimBoard as ClaimBoard
from commgov.matching.claims.board import MessageKind as MessageKind
from commgov.matching.claims.board import OrderState as OrderState
from commgov.matching.claims.board import Suited as Suited
from commgov.matching.claims.board import Waiting as Waiting
from commgov.matching.claims.calls import GRID_TO_COMMUNITY as GRID_TO_COMMUNITY
from commgov.matching.claims.calls import ClaimPolicy as ClaimPolicy
from commgov.matching.claims.calls import Wave as Wave
from commgov.matching.claims.desk import board_bookings as board_bookings
from commgov.matching.claims.desk import board_services as board_services
from commgov.matching.claims.events import BoardEvent as BoardEvent
from commgov.matching.claims.events import Claimed as Claimed
from commgov.matching.claims.events import Declined as Declined
from commgov.matching.claims.events import HandedBack as HandedBack
from commgov.matching.claims.events import NoShow as NoShow
from commgov.matching.claims.events import OrderAssigned as OrderAssigned
from commgov.matching.claims.events import OrderPosted as OrderPosted
from commgov.matching.claims.events import OrderWithdrawn as OrderWithdrawn
from commgov.matching.claims.events import ServiceDone as ServiceDone
from commgov.matching.claims.events import ServiceStarted as ServiceStarted
from commgov.matching.claims.events import WaveDue as WaveDue
from commgov.matching.claims.reserve import Reserve as Reserve
from commgov.matching.claims.reserve import ReservePrices as ReservePrices
from commgov.matching.columns import Columns as Columns
from commgov.matching.columns import Pairs as Pairs
from commgov.matching.continuity import Continuity as Continuity
from commgov.matching.continuity import Rotation as Rotation
from commgov.matching.effort import Effort as Effort
from commgov.matching.effort import Progress as Progress
from commgov.matching.expertise import Expertise as Expertise
from commgov.matching.expertise import expertise as expertise
from commgov.matching.explain.bottlenecks import Bottleneck as Bottleneck
from commgov.matching.explain.bottlenecks import Bottlenecks as Bottlenecks
from commgov.matching.explain.bottlenecks import bottlenecks as bottlenecks
from commgov.matching.explain.chain import Chain as Chain
from commgov.matching.explain.demands import Explanation as Explanation
from commgov.matching.explain.demands import Holder as Holder
from commgov.matching.explain.demands import Removal as Removal
from commgov.matching.explain.demands import SeatsExplained as SeatsExplained
from commgov.matching.explain.demands import explain as explain
from commgov.matching.explain.members import MemberExplanation as MemberExplanation
from commgov.matching.explain.members import NotServed as NotServed
from commgov.matching.explain.members import ServiceExplained as ServiceExplained
from commgov.matching.explain.members import explain_member as explain_member
from commgov.matching.explain.recommending import Recommendation as Recommendation
from commgov.matching.explain.recommending import recommend as recommend
from commgov.matching.explain.remedies import Remedy as Remedy
from commgov.matching.explain.worth import Price as Price
from commgov.matching.explain.worth import prices as prices
from commgov.matching.fairness.curve import FairnessCurve as FairnessCurve
from commgov.matching.fairness.curve import fairness_curve as fairness_curve
from commgov.matching.fairness.fair import FairPlan as FairPlan
from commgov.matching.fairness.fair import FairProof as FairProof
from commgov.matching.fairness.fair import solve_fairly as solve_fairly
from commgov.matching.fairness.measure import Load as Load
from commgov.matching.first_come import first_come as first_come
from commgov.matching.gap_format import read_gap as read_gap
from commgov.matching.objective import CostTerm as CostTerm
from commgov.matching.objective import Objective as Objective
from commgov.matching.offers import Offers as Offers
from commgov.matching.offers import with_offers as with_offers
from commgov.matching.overrides import Override as Override
from commgov.matching.overrides import OverrideUse as OverrideUse
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
from commgov.matching.pin_conflicts import PinConflict as PinConflict
from commgov.matching.pin_conflicts import pin_conflicts as pin_conflicts
from commgov.matching.plan import Plan as Plan
from commgov.matching.plan import Proof as Proof
from commgov.matching.plan import Reason as Reason
from commgov.matching.plan import Unmet as Unmet
from commgov.matching.problem import MatchingProblem as MatchingProblem
from commgov.matching.replan.answering import Accepted as Accepted
from commgov.matching.replan.answering import Locked as Locked
from commgov.matching.replan.answering import Unlocked as Unlocked
from commgov.matching.replan.answering import advance_commitments as advance_commitments
from commgov.matching.replan.answering import publish as publish
from commgov.matching.replan.changes import Changes as Changes
from commgov.matching.replan.commitments import Commitment as Commitment
from commgov.matching.replan.commitments import Commitments as Commitments
from commgov.matching.replan.commitments import CommitmentState as CommitmentState
from commgov.matching.replan.commitments import CommitmentStep as CommitmentStep
from commgov.matching.replan.disturbance import Disturbance as Disturbance
from commgov.matching.replan.live import LivePlan as LivePlan
from commgov.matching.replan.live import Move as Move
from commgov.matching.replan.locks import BrokenLock as BrokenLock
from commgov.matching.replan.present import NotBefore as NotBefore
from commgov.matching.replan.replanning import Effect as Effect
from commgov.matching.replan.replanning import Replan as Replan
from commgov.matching.replan.replanning import replan as replan
from commgov.matching.replan.replanning import replan_frontier as replan_frontier
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
from commgov.matching.share_out import share_out as share_out
from commgov.matching.sharing import AwayLimit as AwayLimit
from commgov.matching.sharing import Quota as Quota
from commgov.matching.sharing import QuotaShort as QuotaShort
from commgov.matching.sharing import Request as Request
from commgov.matching.sharing import SendableMember as SendableMember
from commgov.matching.sharing import Sending as Sending
from commgov.matching.sharing import Share as Share
from commgov.matching.sharing import Sharing as Sharing
from commgov.matching.sharing import SharingProblem as SharingProblem
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
    "GRID_TO_COMMUNITY",
    "Accepted",
    "Aim",
    "AnswerKind",
    "Availability",
    "AwayLimit",
    "Backup",
    "Ban",
    "BoardAnswer",
    "BoardEvent",
    "BoardMessage",
    "BoardOrder",
    "BoardStep",
    "Bottleneck",
    "Bottlenecks",
    "BrokenLock",
    "CandidateTable",
    "Chain",
    "Changes",
    "ClaimBoard",
    "ClaimPolicy",
    "Claimed",
    "Columns",
    "Commitment",
    "CommitmentState",
    "CommitmentStep",
    "Commitments",
    "Continuity",
    "CostTerm",
    "Declined",
    "Disturbance",
    "Effect",
    "Effort",
    "EmployerConsent",
    "Expertise",
    "Explanation",
    "FairPlan",
    "FairProof",
    "FairnessCurve",
    "Family",
    "HandedBack",
    "Holder",
    "Insurance",
    "LivePlan",
    "Load",
    "Locked",
    "MatchingProblem",
    "MaxDistance",
    "MemberExplanation",
    "MessageKind",
    "Move",
    "NoOverlap",
    "NoShow",
    "NotBefore",
    "NotServed",
    "Objective",
    "Offers",
    "OrderAssigned",
    "OrderPosted",
    "OrderState",
    "OrderWithdrawn",
    "Override",
    "OverrideUse",
    "PairRule",
    "Pairing",
    "Pairs",
    "Partner",
    "PartnerProblem",
    "Partnering",
    "Pin",
    "PinConflict",
    "Plan",
    "Price",
    "Progress",
    "Proof",
    "Quota",
    "QuotaShort",
    "Reason",
    "Recommendation",
    "Remedy",
    "Removal",
    "Replan",
    "Request",
    "Reserve",
    "ReservePrices",
    "Rotation",
    "SeatsExplained",
    "SendableMember",
    "Sending",
    "ServiceDone",
    "ServiceExplained",
    "ServiceStarted",
    "Share",
    "Sharing",
    "SharingProblem",
    "Side",
    "Skills",
    "StandingOrder",
    "Suited",
    "Unlocked",
    "Unmet",
    "Unpaired",
    "Views",
    "Violation",
    "Waiting",
    "Wave",
    "WaveDue",
    "WeeklyMinutes",
    "WeeklyServices",
    "advance_board",
    "advance_commitments",
    "assignment_events",
    "assignment_problem",
    "backups",
    "blocking_pairs",
    "board_bookings",
    "board_services",
    "bottlenecks",
    "due_waves",
    "expertise",
    "explain",
    "explain_member",
    "fairness_curve",
    "first_come",
    "heard_at",
    "lower_bound",
    "occurrence_of",
    "occurrences",
    "pair_up",
    "partners_from",
    "pin_conflicts",
    "prices",
    "publish",
    "read_gap",
    "recommend",
    "replan",
    "replan_frontier",
    "share_out",
    "solve",
    "solve_fairly",
    "spread_out",
    "standard_rules",
    "violations",
    "weekly_visits",
    "with_offers",
    "with_recent_minutes",
]
