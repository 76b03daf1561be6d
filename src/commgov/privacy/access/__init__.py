"""Who may do what with which field of whose data, for what purpose, now; and what a whole policy allows."""

from commgov.privacy.access.actions import Action as Action
from commgov.privacy.access.analysis import DeadRule as DeadRule
from commgov.privacy.access.analysis import PolicyDiff as PolicyDiff
from commgov.privacy.access.analysis import dead_rules as dead_rules
from commgov.privacy.access.analysis import diff as diff
from commgov.privacy.access.approvals import ApprovalBook as ApprovalBook
from commgov.privacy.access.approvals import Approvals as Approvals
from commgov.privacy.access.approvals import WorkApproval as WorkApproval
from commgov.privacy.access.assignments import Assignment as Assignment
from commgov.privacy.access.assignments import AssignmentBook as AssignmentBook
from commgov.privacy.access.assignments import Assignments as Assignments
from commgov.privacy.access.assignments import Cover as Cover
from commgov.privacy.access.bases import Bases as Bases
from commgov.privacy.access.bases import BasisBook as BasisBook
from commgov.privacy.access.bases import SubjectBasis as SubjectBasis
from commgov.privacy.access.capabilities import WhoCan as WhoCan
from commgov.privacy.access.capabilities import who_can as who_can
from commgov.privacy.access.cedar import CEDAR_SCHEMA as CEDAR_SCHEMA
from commgov.privacy.access.cedar import to_cedar as to_cedar
from commgov.privacy.access.control import AccessControl as AccessControl
from commgov.privacy.access.decisions import AccessDecision as AccessDecision
from commgov.privacy.access.listing import ListRow as ListRow
from commgov.privacy.access.listing import ScopeFilter as ScopeFilter
from commgov.privacy.access.missing import Alternative as Alternative
from commgov.privacy.access.missing import Lack as Lack
from commgov.privacy.access.missing import Missing as Missing
from commgov.privacy.access.obligations import Obligation as Obligation
from commgov.privacy.access.obligations import ObligationKind as ObligationKind
from commgov.privacy.access.policy import AccessPolicy as AccessPolicy
from commgov.privacy.access.region import Region as Region
from commgov.privacy.access.requests import AccessRequest as AccessRequest
from commgov.privacy.access.reviews import AccessReview as AccessReview
from commgov.privacy.access.reviews import ReviewState as ReviewState
from commgov.privacy.access.roles import SELF as SELF
from commgov.privacy.access.roles import Role as Role
from commgov.privacy.access.rules import Forbid as Forbid
from commgov.privacy.access.rules import Permit as Permit
from commgov.privacy.access.scopes import Scope as Scope

__all__ = [
    "CEDAR_SCHEMA",
    "SELF",
    "AccessControl",
    "AccessDecision",
    "AccessPolicy",
    "AccessRequest",
    "AccessReview",
    "Action",
    "Alternative",
    "ApprovalBook",
    "Approvals",
    "Assignment",
    "AssignmentBook",
    "Assignments",
    "Bases",
    "BasisBook",
    "Cover",
    "DeadRule",
    "Forbid",
    "Lack",
    "ListRow",
    "Missing",
    "Obligation",
    "ObligationKind",
    "Permit",
    "PolicyDiff",
    "Region",
    "ReviewState",
    "Role",
    "Scope",
    "ScopeFilter",
    "SubjectBasis",
    "WhoCan",
    "WorkApproval",
    "dead_rules",
    "diff",
    "to_cedar",
    "who_can",
]
