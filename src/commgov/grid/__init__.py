"""The organisation: units, levels, dated changes, posts, double registration, profiles, training."""

from commgov.grid.chain import Responsible as Responsible
from commgov.grid.changes import AddUnit as AddUnit
from commgov.grid.changes import Change as Change
from commgov.grid.changes import CloseUnit as CloseUnit
from commgov.grid.changes import MergeUnits as MergeUnits
from commgov.grid.changes import MoveUnit as MoveUnit
from commgov.grid.changes import Part as Part
from commgov.grid.changes import SplitUnit as SplitUnit
from commgov.grid.evidence import CorrectionPolicy as CorrectionPolicy
from commgov.grid.evidence import SkillEvidence as SkillEvidence
from commgov.grid.evidence import corrections as corrections
from commgov.grid.occupations import Occupation as Occupation
from commgov.grid.occupations import OccupationIndex as OccupationIndex
from commgov.grid.occupations import OccupationSuggestion as OccupationSuggestion
from commgov.grid.organisation import Organisation as Organisation
from commgov.grid.pledges import Delivery as Delivery
from commgov.grid.pledges import EmployerRegistration as EmployerRegistration
from commgov.grid.pledges import Need as Need
from commgov.grid.pledges import NeedsList as NeedsList
from commgov.grid.pledges import Pledge as Pledge
from commgov.grid.pledges import PledgeKind as PledgeKind
from commgov.grid.pledges import open_needs as open_needs
from commgov.grid.posts import BUILDING_POSTS as BUILDING_POSTS
from commgov.grid.posts import FIVE_LEVEL_POSTS as FIVE_LEVEL_POSTS
from commgov.grid.posts import Appointment as Appointment
from commgov.grid.posts import Duty as Duty
from commgov.grid.posts import Post as Post
from commgov.grid.posts import PostTemplate as PostTemplate
from commgov.grid.posts import Roster as Roster
from commgov.grid.profiles import AnsweredSkill as AnsweredSkill
from commgov.grid.profiles import Profile as Profile
from commgov.grid.profiles import SkillAnswer as SkillAnswer
from commgov.grid.profiles import SkillProposal as SkillProposal
from commgov.grid.profiles import SkillSource as SkillSource
from commgov.grid.profiles import SkillStanding as SkillStanding
from commgov.grid.profiles import proposals_from as proposals_from
from commgov.grid.registration import Party as Party
from commgov.grid.registration import RegistrationBook as RegistrationBook
from commgov.grid.registration import RegistrationEvent as RegistrationEvent
from commgov.grid.registration import RegistrationHistory as RegistrationHistory
from commgov.grid.registration import RegistrationState as RegistrationState
from commgov.grid.registration import RegistrationStep as RegistrationStep
from commgov.grid.registration import Standing as Standing
from commgov.grid.registration import Tie as Tie
from commgov.grid.skill_map import DEFAULT_SKILL_MAP as DEFAULT_SKILL_MAP
from commgov.grid.skill_map import SkillMap as SkillMap
from commgov.grid.skill_map import SkillRule as SkillRule
from commgov.grid.training import Attendance as Attendance
from commgov.grid.training import Course as Course
from commgov.grid.training import TaughtSkill as TaughtSkill
from commgov.grid.training import TrainingSession as TrainingSession
from commgov.grid.training_needs import Shortage as Shortage
from commgov.grid.training_needs import TrainingAdvice as TrainingAdvice
from commgov.grid.training_needs import who_should_train as who_should_train
from commgov.grid.units import FIVE_LEVELS as FIVE_LEVELS
from commgov.grid.units import Level as Level
from commgov.grid.units import Unit as Unit

__all__ = [
    "BUILDING_POSTS",
    "DEFAULT_SKILL_MAP",
    "FIVE_LEVELS",
    "FIVE_LEVEL_POSTS",
    "AddUnit",
    "AnsweredSkill",
    "Appointment",
    "Attendance",
    "Change",
    "CloseUnit",
    "CorrectionPolicy",
    "Course",
    "Delivery",
    "Duty",
    "EmployerRegistration",
    "Level",
    "MergeUnits",
    "MoveUnit",
    "Need",
    "NeedsList",
    "Occupation",
    "OccupationIndex",
    "OccupationSuggestion",
    "Organisation",
    "Part",
    "Party",
    "Pledge",
    "PledgeKind",
    "Post",
    "PostTemplate",
    "Profile",
    "RegistrationBook",
    "RegistrationEvent",
    "RegistrationHistory",
    "RegistrationState",
    "RegistrationStep",
    "Responsible",
    "Roster",
    "Shortage",
    "SkillAnswer",
    "SkillEvidence",
    "SkillMap",
    "SkillProposal",
    "SkillRule",
    "SkillSource",
    "SkillStanding",
    "SplitUnit",
    "Standing",
    "TaughtSkill",
    "Tie",
    "TrainingAdvice",
    "TrainingSession",
    "Unit",
    "corrections",
    "open_needs",
    "proposals_from",
    "who_should_train",
]
