"""The yearly assessment: criteria published before the period, evidence, grades, and the reason for each.

::

    Criteria ──publish_criteria──▶ Publication        facts + Criteria + Publication ──assess──▶ Assessment

* `criteria`: what counts, and its publication before the period begins.
* `evidence`: what services, outcomes and ratings say of each member, as columns.
* `quota`: who is excellent; `grades`: what one member was given.
* `assessing`: the one door.
* `explain`, `groups`, `sending`: questions about the answer: why, what a group did, what sending units did.
* `disclosing`: which groups are large enough to be shown.
"""

from commgov.incentives.assessment.assessing import Assessment as Assessment
from commgov.incentives.assessment.assessing import assess as assess
from commgov.incentives.assessment.criteria import Criteria as Criteria
from commgov.incentives.assessment.criteria import Criterion as Criterion
from commgov.incentives.assessment.criteria import Publication as Publication
from commgov.incentives.assessment.criteria import SendingWeights as SendingWeights
from commgov.incentives.assessment.criteria import Ties as Ties
from commgov.incentives.assessment.criteria import Weights as Weights
from commgov.incentives.assessment.criteria import publish_criteria as publish_criteria
from commgov.incentives.assessment.explain import GradeExplanation as GradeExplanation
from commgov.incentives.assessment.explain import ServiceLine as ServiceLine
from commgov.incentives.assessment.explain import explain_grade as explain_grade
from commgov.incentives.assessment.grades import Grade as Grade
from commgov.incentives.assessment.grades import Mark as Mark
from commgov.incentives.assessment.grades import MemberResult as MemberResult
from commgov.incentives.assessment.groups import GroupKind as GroupKind
from commgov.incentives.assessment.groups import GroupResult as GroupResult
from commgov.incentives.assessment.groups import roll_up as roll_up
from commgov.incentives.assessment.sending import SendingMark as SendingMark
from commgov.incentives.assessment.sending import SendingResult as SendingResult
from commgov.incentives.assessment.sending import assess_sending_units as assess_sending_units

__all__ = [
    "Assessment",
    "Criteria",
    "Criterion",
    "Grade",
    "GradeExplanation",
    "GroupKind",
    "GroupResult",
    "Mark",
    "MemberResult",
    "Publication",
    "SendingMark",
    "SendingResult",
    "SendingWeights",
    "ServiceLine",
    "Ties",
    "Weights",
    "assess",
    "assess_sending_units",
    "explain_grade",
    "publish_criteria",
    "roll_up",
]
