"""What a community's members can do and what its residents order: skills, categories of demand, standing duties.

The shares and the weekly numbers are illustrative, not calibrated: they say what is common and what is rare.
"""

from attrs import field, frozen

from commgov.core import DemandKind, RequiredResource, RequiredSkill, Seat, SkillId, Text, Timetable

_A, _W, _D, _G = DemandKind.APPEAL, DemandKind.WISH, DemandKind.DREAM, DemandKind.GOVERNANCE

DAY = Timetable.parse("Mon-Sun 08:00-20:00")
MORNING = Timetable.parse("Mon-Fri 08:00-12:00")
OFFICE = Timetable.parse("Mon-Fri 08:30-17:30; Sat 09:00-12:00")
AFTER_WORK = Timetable.parse("Mon-Fri 18:00-21:00; Sat,Sun 08:00-20:00")
WEEKEND = Timetable.parse("Sat,Sun 08:00-18:00")


@frozen
class SkillKind:
    """A skill that members may hold.

    Args:
        id: its id in `HeldSkill` and `RequiredSkill`.
        name: what people call it.
        certified: whether it rests on a certificate that runs out.
    """

    id: SkillId
    name: Text
    certified: bool = False


def _skill(skill: str, en: str, zh: str, *, certified: bool = False) -> SkillKind:
    return SkillKind(SkillId(skill), Text(en, zh), certified)


SKILLS = (
    _skill("companionship", "companionship", "陪伴关怀"),
    _skill("digital-help", "help with phones and computers", "数码助老"),
    _skill("publicity", "explaining policies", "政策宣传"),
    _skill("sports-and-arts", "sports and arts", "文体活动"),
    _skill("tutoring", "tutoring", "课业辅导"),
    _skill("first-aid", "first aid", "急救", certified=True),
    _skill("childcare", "childcare", "儿童看护"),
    _skill("mediation", "mediation", "矛盾调解"),
    _skill("haircut", "hairdressing", "理发"),
    _skill("electrical", "electrical work", "电工", certified=True),
    _skill("plumbing", "plumbing", "管道维修"),
    _skill("gardening", "gardening and tree work", "绿化养护"),
    _skill("driving", "driving", "驾驶", certified=True),
    _skill("home-nursing", "nursing at home", "居家护理", certified=True),
    _skill("appliance-repair", "appliance repair", "家电维修"),
    _skill("carpentry", "carpentry and locks", "木工换锁"),
    _skill("legal-advice", "legal advice", "法律咨询", certified=True),
    _skill("counselling", "counselling", "心理疏导", certified=True),
    _skill("translation", "translation", "外语翻译"),
    _skill("sign-language", "sign language", "手语"),
)
"""All skills, the most common first: how many members hold one falls with its rank as in Zipf's law."""

ANYONE = Seat()


def seat(skill: str, level: int = 2, role: str = "") -> Seat:
    """A seat that asks for one skill."""
    return Seat((RequiredSkill(SkillId(skill), level),), role)


LEAD = Seat(role="lead")
HELPER = Seat(role="helper")


@frozen
class Category:
    """A category of what residents order.

    Args:
        id: its name in `Demand.category`.
        name: what people call it.
        kind: which of the four micros.
        weekly: how many in a typical week, over the year.
        minutes: how long one takes; each as likely.
        hours: when it is wanted.
        seats: who is needed.
        flexible: share of the orders with a choice of time.
        elders: whether mostly elders order it: often by telephone, or by a neighbour.
        urgent: share of the orders with the highest priority.
        at_grid: whether it is served for a whole grid, not in one building group.
        needs_cover: whether it is dangerous enough to need insurance cover.
        peak: week of the year with the most orders.
        swing: how much the number rises at the peak and falls half a year later, as a share.
    """

    id: str
    name: Text
    kind: DemandKind
    weekly: int
    minutes: tuple[int, ...]
    hours: Timetable = DAY
    seats: tuple[Seat, ...] = (ANYONE,)
    flexible: float = field(default=0.7, kw_only=True)
    elders: bool = field(default=False, kw_only=True)
    urgent: float = field(default=0.05, kw_only=True)
    at_grid: bool = field(default=False, kw_only=True)
    needs_cover: bool = field(default=False, kw_only=True)
    peak: int = field(default=0, kw_only=True)
    swing: float = field(default=0.0, kw_only=True)


def _seats(*seats: Seat) -> tuple[Seat, ...]:
    return seats


CATEGORIES = (
    Category("plumbing repair", Text("plumbing repair", "水管维修"), _A, 52, (45, 60, 90, 120), DAY,
             _seats(seat("plumbing", 3)), urgent=0.2, peak=3, swing=0.3),
    Category("electrical repair", Text("electrical repair", "电路维修"), _A, 44, (45, 60, 90), DAY,
             _seats(seat("electrical", 3)), urgent=0.25, needs_cover=True, peak=30, swing=0.4),
    Category("stairwell lighting", Text("stairwell lighting", "楼道照明"), _A, 24, (30, 45, 60), DAY,
             _seats(seat("electrical")), needs_cover=True, at_grid=True, peak=50, swing=0.3),
    Category("appliance repair", Text("appliance repair", "家电维修"), _A, 34, (45, 60, 90), DAY,
             _seats(seat("appliance-repair")), peak=28, swing=0.5),
    Category("lock and carpentry repair", Text("lock and carpentry repair", "门锁木工"), _A, 24, (30, 45, 60), DAY,
             _seats(seat("carpentry")), urgent=0.2),
    Category("elder care visit", Text("elder care visit", "探访老人"), _A, 118, (30, 45, 60), DAY,
             _seats(seat("companionship", 1)), elders=True, peak=4, swing=0.2),
    Category("escort to hospital", Text("escort to hospital", "陪同就医"), _A, 66, (120, 180, 240), MORNING,
             elders=True, flexible=0.15, urgent=0.2, peak=2, swing=0.3),
    Category("parcel and grocery run", Text("parcel and grocery run", "代购代取"), _A, 104, (30, 45), DAY, elders=True),
    Category("cleaning", Text("cleaning", "家庭保洁"), _A, 46, (60, 90, 120), DAY, elders=True, peak=4, swing=0.8),
    Category("haircut at home", Text("haircut at home", "上门理发"), _A, 34, (30, 45), OFFICE,
             _seats(seat("haircut")), elders=True, peak=4, swing=0.3),
    Category("nursing at home", Text("nursing at home", "上门护理"), _A, 26, (45, 60), DAY,
             _seats(seat("home-nursing", 2)), elders=True, flexible=0.3, urgent=0.25),
    Category("legal advice", Text("legal advice", "法律咨询"), _A, 26, (45, 60), AFTER_WORK,
             _seats(seat("legal-advice", 2))),
    Category("counselling", Text("counselling", "心理疏导"), _A, 14, (60, 90), AFTER_WORK,
             _seats(seat("counselling", 2)), urgent=0.25),
    Category("childcare", Text("childcare", "临时托管"), _A, 28, (60, 90, 120), AFTER_WORK,
             _seats(seat("childcare")), flexible=0.1, peak=30, swing=0.5),
    Category("driving service", Text("driving service", "助行用车"), _A, 16, (60, 90, 120), DAY,
             _seats(seat("driving")), elders=True, flexible=0.2, needs_cover=True),
    Category("phone and computer help", Text("phone and computer help", "数码助老"), _W, 84, (30, 45, 60), DAY,
             _seats(seat("digital-help")), elders=True),
    Category("company for a walk", Text("company for a walk", "陪伴散步"), _W, 44, (45, 60), DAY,
             elders=True, peak=18, swing=0.4),
    Category("moving furniture", Text("moving furniture", "搬运家具"), _W, 22, (60, 90), DAY,
             _seats(HELPER, HELPER), needs_cover=True),
    Category("form filling", Text("form filling", "代办填表"), _W, 28, (30, 45), OFFICE, elders=True),
    Category("translation", Text("translation", "外语翻译"), _W, 9, (60, 90), AFTER_WORK, _seats(seat("translation"))),
    Category("sign language", Text("sign language", "手语翻译"), _W, 5, (60, 90), OFFICE,
             _seats(seat("sign-language")), flexible=0.3),
    Category("tutoring", Text("tutoring", "课业辅导"), _D, 62, (60, 90), AFTER_WORK,
             _seats(seat("tutoring")), flexible=0.3, peak=22, swing=0.4),
    Category("arts lesson", Text("arts lesson", "才艺课堂"), _D, 22, (60, 90), AFTER_WORK,
             _seats(seat("sports-and-arts")), flexible=0.2, peak=30, swing=0.3),
    Category("sports and culture activity", Text("sports and culture activity", "文体活动"), _D, 18, (90, 120), WEEKEND,
             _seats(seat("sports-and-arts", 2, "lead"), HELPER, HELPER), flexible=0.0, at_grid=True,
             peak=40, swing=0.4),
    Category("life story", Text("recording a life story", "口述故事"), _D, 10, (60, 90), DAY, elders=True),
    Category("tree trimming", Text("tree trimming", "树木修剪"), _G, 18, (90, 120), WEEKEND,
             _seats(seat("gardening", 2, "lead"), HELPER), at_grid=True, needs_cover=True, peak=14, swing=0.7),
    Category("corridor clearing", Text("corridor clearing", "楼道清理"), _G, 24, (60, 90), AFTER_WORK,
             _seats(LEAD, HELPER, HELPER), peak=4, swing=0.4),
    Category("waste sorting guidance", Text("waste sorting guidance", "垃圾分类引导"), _G, 30, (60, 90), AFTER_WORK,
             flexible=0.2, at_grid=True),
    Category("parking order", Text("parking order", "停车秩序"), _G, 16, (60, 90), AFTER_WORK,
             flexible=0.2, at_grid=True),
    Category("dispute mediation", Text("dispute mediation", "邻里调解"), _G, 20, (60, 90), AFTER_WORK,
             _seats(seat("mediation", 3, "lead"), HELPER), urgent=0.15),
    Category("community garden", Text("community garden", "共享花园"), _G, 6, (90, 120), WEEKEND,
             _seats(seat("gardening", 2, "lead"), HELPER, HELPER), at_grid=True, peak=16, swing=0.9),
)  # fmt: skip
"""All categories of the four micros; about 1,070 orders in a typical week."""


@frozen
class StandingDuty:
    """A standing duty, which the community orders itself each week at fixed times.

    Args:
        id: its name in `Demand.category`.
        name: what people call it.
        level: the level of the units that have the duty.
        times: from when to when, each week.
        seats: who is needed.
    """

    id: str
    name: Text
    level: str
    times: Timetable
    seats: tuple[Seat, ...]


STANDING_DUTIES = (
    StandingDuty("patrol", Text("patrol", "治安巡逻"), "grid", Timetable.parse("Tue,Fri 19:00-20:30"), (LEAD, HELPER)),
    StandingDuty("propaganda", Text("propaganda", "政策宣传"), "grid", Timetable.parse("Sat 09:00-10:30"),
         (seat("publicity", 2, "lead"), HELPER)),
    StandingDuty("environment day", Text("environment day", "环境清洁"), "grid", Timetable.parse("Sun 09:00-10:30"),
         (LEAD, HELPER, HELPER)),
    StandingDuty("convenience services", Text("convenience services", "便民服务"), "garden",
         Timetable.parse("Wed 14:00-16:30; Sat 14:00-16:30"),
         (seat("haircut"), seat("digital-help"), seat("appliance-repair"), LEAD)),
    StandingDuty("first aid duty", Text("first aid duty", "急救值守"), "garden", Timetable.parse("Sat,Sun 14:00-17:00"),
         (seat("first-aid"),)),
)  # fmt: skip
"""All standing duties: 372 demands a week for 84 grid branches and 9 garden branches."""


@frozen
class ResourceKind:
    """A kind of venue or goods.

    Args:
        id: its id in `RequiredResource` and `OfferOfService`.
        name: what people call it.
        setup_minutes: kept free after each use.
    """

    id: str
    name: Text
    setup_minutes: int


RESOURCES = (
    ResourceKind("meeting-room", Text("meeting room", "会议室"), 15),
    ResourceKind("activity-hall", Text("activity hall", "活动室"), 30),
    ResourceKind("wheelchair", Text("wheelchair", "轮椅"), 15),
    ResourceKind("ladder", Text("ladder", "梯子"), 15),
    ResourceKind("toolbox", Text("toolbox", "工具箱"), 0),
    ResourceKind("handcart", Text("handcart", "手推车"), 15),
    ResourceKind("loudspeaker", Text("loudspeaker", "扩音器"), 0),
    ResourceKind("first-aid-kit", Text("first-aid kit", "急救箱"), 0),
)
"""All kinds of venues and goods of the resource list."""

ASKED_RESOURCES = {
    "sports and culture activity": (RequiredResource("activity-hall", people=40), RequiredResource("loudspeaker")),
    "arts lesson": (RequiredResource("meeting-room", people=10),),
    "escort to hospital": (RequiredResource("wheelchair"),),
    "stairwell lighting": (RequiredResource("ladder"),),
    "moving furniture": (RequiredResource("handcart"),),
}
"""What the orders of some categories ask for beside people."""

FOR_ONE_TEAM = frozenset({"corridor clearing", "community garden"})
"""Categories of which one volunteer team takes an order."""
