"""The words everyone shares: ids, timing, people, demands, services, outcomes, the hierarchy, rules, randomness."""

from commgov.core.demand import PRIORITY_MAX as PRIORITY_MAX
from commgov.core.demand import Channel as Channel
from commgov.core.demand import Demand as Demand
from commgov.core.demand import DemandKind as DemandKind
from commgov.core.demand import RequiredResource as RequiredResource
from commgov.core.demand import RequiredSkill as RequiredSkill
from commgov.core.demand import Seat as Seat
from commgov.core.hierarchy import Hierarchy as Hierarchy
from commgov.core.ids import CourseId as CourseId
from commgov.core.ids import DemandId as DemandId
from commgov.core.ids import EmployerId as EmployerId
from commgov.core.ids import MemberId as MemberId
from commgov.core.ids import OfferId as OfferId
from commgov.core.ids import PersonRef as PersonRef
from commgov.core.ids import PostId as PostId
from commgov.core.ids import SkillId as SkillId
from commgov.core.ids import TeamId as TeamId
from commgov.core.ids import UnitId as UnitId
from commgov.core.inequality import gini as gini
from commgov.core.inequality import lorenz as lorenz
from commgov.core.people import LEVEL_MAX as LEVEL_MAX
from commgov.core.people import Employer as Employer
from commgov.core.people import HeldSkill as HeldSkill
from commgov.core.people import Member as Member
from commgov.core.people import OfferCap as OfferCap
from commgov.core.people import OfferKind as OfferKind
from commgov.core.people import OfferOfService as OfferOfService
from commgov.core.people import Period as Period
from commgov.core.people import Preference as Preference
from commgov.core.people import Team as Team
from commgov.core.personal import looks_personal as looks_personal
from commgov.core.randomness import between as between
from commgov.core.randomness import keyed as keyed
from commgov.core.rules import Rule as Rule
from commgov.core.rules import Verdict as Verdict
from commgov.core.rules import ask as ask
from commgov.core.rules import refusals as refusals
from commgov.core.service import Booking as Booking
from commgov.core.service import Outcome as Outcome
from commgov.core.service import OutcomeState as OutcomeState
from commgov.core.service import Service as Service
from commgov.core.streams import BrokenStreamsError as BrokenStreamsError
from commgov.core.streams import MemoryStreams as MemoryStreams
from commgov.core.streams import StreamStore as StreamStore
from commgov.core.timetable import DaySlot as DaySlot
from commgov.core.timetable import Timetable as Timetable
from commgov.core.timetable import WeeklySlot as WeeklySlot
from commgov.core.timing import ZONE as ZONE
from commgov.core.timing import Clock as Clock
from commgov.core.timing import FixedClock as FixedClock
from commgov.core.timing import SystemClock as SystemClock
from commgov.core.timing import Window as Window
from commgov.core.timing import monday_of as monday_of
from commgov.wording import Text as Text

__all__ = [
    "LEVEL_MAX",
    "PRIORITY_MAX",
    "ZONE",
    "Booking",
    "BrokenStreamsError",
    "Channel",
    "Clock",
    "CourseId",
    "DaySlot",
    "Demand",
    "DemandId",
    "DemandKind",
    "Employer",
    "EmployerId",
    "FixedClock",
    "HeldSkill",
    "Hierarchy",
    "Member",
    "MemberId",
    "MemoryStreams",
    "OfferCap",
    "OfferId",
    "OfferKind",
    "OfferOfService",
    "Outcome",
    "OutcomeState",
    "Period",
    "PersonRef",
    "PostId",
    "Preference",
    "RequiredResource",
    "RequiredSkill",
    "Rule",
    "Seat",
    "Service",
    "SkillId",
    "StreamStore",
    "SystemClock",
    "Team",
    "TeamId",
    "Text",
    "Timetable",
    "UnitId",
    "Verdict",
    "WeeklySlot",
    "Window",
    "ask",
    "between",
    "gini",
    "keyed",
    "looks_personal",
    "lorenz",
    "monday_of",
    "refusals",
]
