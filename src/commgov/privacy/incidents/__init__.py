"""When something went wrong: contain it, see who had access, tell whom law wants told in time, make good, learn."""

from commgov.privacy.incidents.desk import IncidentDesk as IncidentDesk
from commgov.privacy.incidents.desk import LateTask as LateTask
from commgov.privacy.incidents.events import IncidentDetected as IncidentDetected
from commgov.privacy.incidents.events import IncidentKind as IncidentKind
from commgov.privacy.incidents.exposure import Exposure as Exposure
from commgov.privacy.incidents.exposure import who_had_access as who_had_access
from commgov.privacy.incidents.incident import Incident as Incident
from commgov.privacy.incidents.incident import IncidentTask as IncidentTask
from commgov.privacy.incidents.incident import TaskDone as TaskDone
from commgov.privacy.incidents.notices import IncidentNotice as IncidentNotice
from commgov.privacy.incidents.notices import draft_notice as draft_notice
from commgov.privacy.incidents.policy import CONTAINMENT as CONTAINMENT
from commgov.privacy.incidents.policy import NOTICE_RULES as NOTICE_RULES
from commgov.privacy.incidents.policy import Audience as Audience
from commgov.privacy.incidents.policy import ContainmentStep as ContainmentStep
from commgov.privacy.incidents.policy import IncidentPolicy as IncidentPolicy
from commgov.privacy.incidents.policy import NoticeRule as NoticeRule

__all__ = [
    "CONTAINMENT",
    "NOTICE_RULES",
    "Audience",
    "ContainmentStep",
    "Exposure",
    "Incident",
    "IncidentDesk",
    "IncidentDetected",
    "IncidentKind",
    "IncidentNotice",
    "IncidentPolicy",
    "IncidentTask",
    "LateTask",
    "NoticeRule",
    "TaskDone",
    "draft_notice",
    "who_had_access",
]
