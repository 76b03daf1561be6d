"""What residents order: demands and their seats. The order's text and the reason of its priority stay in the vault."""

from datetime import datetime
from enum import StrEnum

from attrs import field, frozen

from commgov.core.checks import Checks
from commgov.core.ids import DemandId, PersonRef, SkillId, UnitId
from commgov.core.people import LEVEL_MAX
from commgov.core.timing import Window
from commgov.wording import Text

PRIORITY_MAX = 3
"""Priorities run from 1 (ordinary) to 3 (urgent). Why a demand is urgent is sensitive and is not here."""

PIECES_MAX = 100
"""Pieces of goods that a demand may ask for."""


class DemandKind(StrEnum):
    """The case study's "four micros", and the duties that the community orders itself."""

    APPEAL = "appeal"  # 微诉求
    WISH = "wish"  # 微心愿
    DREAM = "dream"  # 微梦想
    GOVERNANCE = "governance"  # 微治理
    DUTY = "duty"  # standing duties: patrol, propaganda, convenience services


class Channel(StrEnum):
    """How an order came in."""

    APP = "app"
    CHAT = "chat"
    COUNTER = "counter"
    TELEPHONE = "telephone"
    PAPER = "paper"
    VISIT = "visit"
    COMMUNITY = "community"  # ordered by the community itself


@frozen
class RequiredSkill:
    """A skill that a seat asks for.

    Args:
        skill: which one.
        level_min: the least level, 1 to 5.
    """

    skill: SkillId
    level_min: int = 1

    def __attrs_post_init__(self) -> None:
        checks = Checks("RequiredSkill")
        checks.identifier("skill", self.skill)
        checks.whole("level_min", self.level_min, least=1, most=LEVEL_MAX)
        checks.refuse()


@frozen(cache_hash=True)  # many demands have the same seats, and are looked up by them
class Seat:
    """One place in a demand, for one member.

    Args:
        skills: all of these are asked for; empty: anyone can help.
        role: what the seat is called among them ("lead", "helper").
    """

    skills: tuple[RequiredSkill, ...] = ()
    role: str = ""

    def __attrs_post_init__(self) -> None:
        checks = Checks("Seat")
        asked = checks.every("skills", self.skills, RequiredSkill, Text("a RequiredSkill", "应为RequiredSkill"))
        checks.unique("skills", (required.skill for required in asked))
        checks.instance("role", self.role, str, Text("a text", "应为文本"))
        checks.refuse()


@frozen
class RequiredResource:
    """A venue, goods, or people of an employer's project, that a demand asks for beside its seats.

    Args:
        resource: which kind, in the community's own list: "classroom", "wheelchair", "drivers".
        people: for a venue, how many it must hold.
        pieces: for goods and people, how many; 1 for a venue.

    Example:
        >>> RequiredResource("classroom", people=20).pieces
        1
    """

    resource: str
    people: int = 0
    pieces: int = 1

    def __attrs_post_init__(self) -> None:
        checks = Checks("RequiredResource")
        checks.text("resource", self.resource, Text("a kind of venue or goods", "应为场地或物资的种类"))
        checks.whole("people", self.people)
        checks.whole("pieces", self.pieces, least=1, most=PIECES_MAX)
        checks.refuse()


@frozen
class Demand:
    """What a resident ordered.

    Args:
        id: a reference.
        kind: one of the four micros, or a duty.
        category: what it is about, in the community's own list of categories.
        unit: where it is served.
        window: when it can be served. As long as `minutes`: at that fixed time; longer: any time inside it.
        minutes: how long the service takes.
        seats: one or more; a demand for a crew has several, which are filled together or not at all.
        priority: 1 (ordinary) to 3 (urgent); the reason is sensitive and is not here.
        channel: how the order came in.
        proxy: who ordered for the resident (a neighbour acting for an elder), as a reference.
        needs_cover: whether only members with insurance cover may serve (work at heights, driving).
        ordered_at: when the order came in.
        resources: venues, goods and employers' people that are booked with it; each kind once.
        one_team: whether all seats are filled by members of one volunteer team, which takes the order as a team.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> from datetime import UTC, datetime
        >>> nine, noon = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 12, tzinfo=UTC)
        >>> order = Demand("d-1", DemandKind.WISH, "home repair", "group-7", Window(nine, noon), 60)
        >>> order, order.is_flexible
        (Demand('d-1'), True)
    """

    id: DemandId
    kind: DemandKind
    category: str
    unit: UnitId
    window: Window
    minutes: int
    seats: tuple[Seat, ...] = (Seat(),)
    priority: int = field(default=1, kw_only=True)
    channel: Channel = field(default=Channel.APP, kw_only=True)
    proxy: PersonRef | None = field(default=None, kw_only=True)
    needs_cover: bool = field(default=False, kw_only=True)
    ordered_at: datetime | None = field(default=None, kw_only=True)
    resources: tuple[RequiredResource, ...] = field(default=(), kw_only=True)
    one_team: bool = field(default=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("Demand", self.id)
        checks.identifier("id", self.id)
        checks.instance("kind", self.kind, DemandKind, _one_of(DemandKind))
        checks.text("category", self.category, Text("a category", "应为类别"))
        checks.identifier("unit", self.unit)
        is_timed = checks.instance("window", self.window, Window, Text("a Window", "应为Window"))
        if checks.whole("minutes", self.minutes, least=1) and is_timed:
            most = self.window.minutes
            expected = Text(f"at most the window's {most} minutes", f"不超过时段的{most}分钟")
            checks.require("minutes", self.minutes, ok=self.minutes <= most, expected=expected)
        checks.every("seats", self.seats, Seat, Text("a Seat", "应为Seat"))
        checks.require("seats", "", ok=self.seats != (), expected=Text("at least one seat", "至少一个席位"))
        checks.whole("priority", self.priority, least=1, most=PRIORITY_MAX)
        checks.instance("channel", self.channel, Channel, _one_of(Channel))
        if self.proxy is not None:
            checks.identifier("proxy", self.proxy)
        checks.flag("needs_cover", self.needs_cover)
        if self.ordered_at is not None:
            checks.aware("ordered_at", self.ordered_at)
        asked = checks.every(
            "resources", self.resources, RequiredResource, Text("a RequiredResource", "应为RequiredResource")
        )
        checks.unique("resources", (required.resource for required in asked))
        checks.flag("one_team", self.one_team)
        checks.refuse()

    @property
    def is_flexible(self) -> bool:
        """Whether its window leaves a choice of when to start."""
        return self.minutes < self.window.minutes

    def __repr__(self) -> str:
        """The id alone: what somebody ordered stays out of logs."""
        return f"Demand({self.id!r})"


def _one_of(kind: type[StrEnum]) -> Text:
    names = ", ".join(kind)
    return Text(f"one of {names}", f"应为{names}之一")
