"""Who serves: members, the skills they hold, their employers, their teams, and what is offered as supply.

Nothing here names a person: ids are references, and a repr shows the id alone.
"""

from datetime import date
from enum import StrEnum

from attrs import field, frozen

from commgov.core.checks import Checks
from commgov.core.ids import EmployerId, MemberId, OfferId, SkillId, TeamId, UnitId
from commgov.core.timetable import Timetable
from commgov.core.timing import monday_of
from commgov.wording import Text

LEVEL_MAX = 5
"""The highest level of a skill: 1 can help, 2 knows the work, 3 does it alone, 4 professional, 5 expert."""

LIKING_MAX = 2
"""Preferences run from -2 (rather not) to +2 (gladly)."""


@frozen
class HeldSkill:
    """A skill that a member holds.

    Args:
        skill: which one.
        level: 1 to 5, see `LEVEL_MAX`.
        until: the last day on which it counts (a certificate's expiry), or None.
    """

    skill: SkillId
    level: int = 2
    until: date | None = None

    def __attrs_post_init__(self) -> None:
        checks = Checks("HeldSkill")
        checks.identifier("skill", self.skill)
        checks.whole("level", self.level, least=1, most=LEVEL_MAX)
        if self.until is not None:
            checks.day("until", self.until)
        checks.refuse()

    def counts_on(self, day: date) -> bool:
        """Whether it has not run out by that day."""
        return self.until is None or day <= self.until


@frozen
class Preference:
    """How gladly a member takes a category of demand.

    Args:
        category: the demands' category.
        liking: -2 (rather not) to 2 (gladly); soft, never a refusal.
    """

    category: str
    liking: int

    def __attrs_post_init__(self) -> None:
        checks = Checks("Preference")
        checks.text("category", self.category, Text("a category", "应为类别"))
        checks.whole("liking", self.liking, least=-LIKING_MAX, most=LIKING_MAX)
        checks.refuse()


@frozen
class Member:
    """Someone who serves: a sinking party member, a volunteer.

    Args:
        id: a reference, never a name or a number of the person.
        home_unit: the unit in which the member is registered as a resident.
        skills: what the member can do; each skill once.
        availability: when the member can serve (incumbents: after work and at weekends).
        weekly_minutes_max: most minutes of service in a week (Monday to Sunday).
        weekly_services_max: most services in a week.
        employer: the sending unit, if there is one.
        working_hours: when the member works there; empty for who does not work.
        employer_consents: whether the employer lets the member serve during working hours.
        recent_minutes: minutes served lately (the last four weeks); who served much is spared.
        preferences: how gladly the member takes which category.
        insured_until: last day of the accident and liability cover, or None if there is none.
        rest_days: weekdays (0 Monday to 6 Sunday) on which the member is never asked.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> Member("m-1", "grid-1-1", weekly_minutes_max=180)
        Member('m-1')
    """

    id: MemberId
    home_unit: UnitId
    skills: tuple[HeldSkill, ...] = ()
    availability: Timetable = field(factory=Timetable.always)
    weekly_minutes_max: int = field(default=240, kw_only=True)
    weekly_services_max: int = field(default=4, kw_only=True)
    employer: EmployerId | None = field(default=None, kw_only=True)
    working_hours: Timetable = field(factory=Timetable, kw_only=True)
    employer_consents: bool = field(default=False, kw_only=True)
    recent_minutes: int = field(default=0, kw_only=True)
    preferences: tuple[Preference, ...] = field(default=(), kw_only=True)
    insured_until: date | None = field(default=None, kw_only=True)
    rest_days: frozenset[int] = field(default=frozenset(), kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("Member", self.id)
        checks.identifier("id", self.id)
        checks.identifier("home_unit", self.home_unit)
        held = checks.every("skills", self.skills, HeldSkill, Text("a HeldSkill", "应为HeldSkill"))
        checks.unique("skills", (skill.skill for skill in held))
        checks.instance("availability", self.availability, Timetable, _TIMETABLE)
        checks.instance("working_hours", self.working_hours, Timetable, _TIMETABLE)
        checks.whole("weekly_minutes_max", self.weekly_minutes_max, most=7 * 24 * 60)
        checks.whole("weekly_services_max", self.weekly_services_max, most=7 * 24)
        checks.whole("recent_minutes", self.recent_minutes)
        preferred = checks.every("preferences", self.preferences, Preference, Text("a Preference", "应为Preference"))
        checks.unique("preferences", (preference.category for preference in preferred))
        if self.employer is not None:
            checks.identifier("employer", self.employer)
        checks.flag("employer_consents", self.employer_consents)
        if self.insured_until is not None:
            checks.day("insured_until", self.insured_until)
        for weekday in checks.entries("rest_days", self.rest_days):
            checks.whole("rest_days", weekday, most=6)
        checks.refuse()

    def __repr__(self) -> str:
        """The id alone: what is known of a member stays out of logs."""
        return f"Member({self.id!r})"


@frozen
class Employer:
    """The sending unit: it pledges members and projects, and is their back-up group.

    Args:
        id: a reference.
        name: the organisation's name (public, not a person's).
        projects: what the unit has promised to do.
    """

    id: EmployerId
    name: str
    projects: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        checks = Checks("Employer", self.id)
        checks.identifier("id", self.id)
        checks.text("name", self.name, Text("a name", "应有名称"))
        checks.every("projects", self.projects, str, Text("a text", "应为文本"))
        checks.refuse()


@frozen
class Team:
    """A volunteer team, which can take an order as a team.

    Args:
        id: a reference.
        home_unit: the unit it belongs to.
        members: at least one, each once; the first leads.
        categories: the categories of demand it takes; empty means any.
    """

    id: TeamId
    home_unit: UnitId
    members: tuple[MemberId, ...]
    categories: frozenset[str] = frozenset()

    def __attrs_post_init__(self) -> None:
        checks = Checks("Team", self.id)
        checks.identifier("id", self.id)
        checks.identifier("home_unit", self.home_unit)
        checks.identifiers("members", self.members)
        checks.require("members", "", ok=self.members != (), expected=Text("at least one member", "至少一名成员"))
        checks.texts("categories", self.categories)
        checks.refuse()

    @property
    def lead(self) -> MemberId:
        """The member who leads."""
        return self.members[0]

    def __repr__(self) -> str:
        """The id and the size."""
        return f"Team({self.id!r}, {len(self.members)} members)"


class Period(StrEnum):
    """What a cap of an offer is counted in.

    Example:
        >>> print(", ".join(Period))
        week, month
    """

    WEEK = "week"  # Monday to Sunday
    MONTH = "month"  # of the calendar


@frozen
class OfferCap:
    """How often an offer can be taken up: "at most twice a month".

    Args:
        most: so many times.
        per: in each week, or in each month.

    Example:
        >>> print(OfferCap(2, Period.MONTH))
        2/month
    """

    most: int
    per: Period = Period.WEEK

    def __attrs_post_init__(self) -> None:
        checks = Checks("OfferCap")
        checks.whole("most", self.most, least=1, most=_CAP_MOST)
        kinds = ", ".join(Period)
        checks.instance("per", self.per, Period, Text(f"one of {kinds}", f"应为{kinds}之一"))
        checks.refuse()

    def period_of(self, day: date) -> date:
        """The first day of the week or month in which a day lies."""
        return monday_of(day) if self.per is Period.WEEK else day.replace(day=1)

    def __str__(self) -> str:
        """As it stands in tables."""
        return f"{self.most}/{self.per}"


class OfferKind(StrEnum):
    """What an entry of the resource list is."""

    MEMBER = "member"
    TEAM = "team"
    EMPLOYER = "employer"
    VENUE = "venue"
    GOODS = "goods"


@frozen
class OfferOfService:
    """An entry of the resource list: what a member, a team or an employer publishes, a venue, or goods.

    Args:
        id: a reference.
        kind: who or what is offered.
        provider: the id of the member, team, employer, or of whoever holds the venue or the goods.
        unit: where it is offered; the unit and all below it are served.
        categories: for which categories of demand.
        availability: when.
        quantity: how many at a time: people that a venue holds, pieces of goods, people whom an employer brings.
        resource: what can be booked, by its kind: a "classroom", a "wheelchair", for an employer's project "drivers";
            empty for members and teams, and for employers whose people serve as members.
        setup_minutes: to keep free after each use, to clear up and to set up for the next.
        cap: how often a member or a team takes it up at most; None: as often as the weekly caps let them. A service
            counts for the first of the provider's offers that it lies in; what a team takes counts once, for the team.
        taken: days on which it was taken up already, each day once for each time: they count for the cap.
        given_away: goods that are given and not lent: `quantity` is the stock, and each piece goes to one demand.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> OfferOfService("offer-1", OfferKind.VENUE, "grid-1", "grid-1", quantity=20, resource="classroom")
        OfferOfService('offer-1', venue)
    """

    id: OfferId
    kind: OfferKind
    provider: str
    unit: UnitId
    categories: frozenset[str] = frozenset()
    availability: Timetable = field(factory=Timetable.always)
    quantity: int = 1
    resource: str = field(default="", kw_only=True)
    setup_minutes: int = field(default=0, kw_only=True)
    cap: OfferCap | None = field(default=None, kw_only=True)
    taken: tuple[date, ...] = field(default=(), kw_only=True)
    given_away: bool = field(default=False, kw_only=True)

    @property
    def is_resource(self) -> bool:
        """Whether it is booked: a venue, goods, or people of an employer who are named later."""
        return self.kind in (OfferKind.VENUE, OfferKind.GOODS) or self.is_project

    @property
    def is_project(self) -> bool:
        """Whether it is a project: an employer brings so many of its people at a time, who are named later."""
        return self.kind is OfferKind.EMPLOYER and self.resource != ""

    @property
    def pieces(self) -> int:
        """How many can be booked apart: a venue is one, however many people it holds."""
        return 1 if self.kind is OfferKind.VENUE else self.quantity

    def left_in(self, period: date) -> int:
        """How often its cap lets it still be taken up in the week or month that begins on a day.

        Raises:
            TypeError: if it has no cap.
        """
        if self.cap is None:
            raise TypeError(f"offer {self.id!r} has no cap")
        return max(0, self.cap.most - sum(self.cap.period_of(day) == period for day in self.taken))

    def __attrs_post_init__(self) -> None:
        checks = Checks("OfferOfService", self.id)
        checks.identifier("id", self.id)
        kinds = ", ".join(OfferKind)
        checks.instance("kind", self.kind, OfferKind, Text(f"one of {kinds}", f"应为{kinds}之一"))
        checks.identifier("provider", self.provider)
        checks.identifier("unit", self.unit)
        checks.texts("categories", self.categories)
        checks.instance("availability", self.availability, Timetable, _TIMETABLE)
        checks.whole("quantity", self.quantity, least=1)
        checks.instance("resource", self.resource, str, Text("a text", "应为文本"))
        checks.whole("setup_minutes", self.setup_minutes, most=24 * 60)
        checks.flag("given_away", self.given_away)
        goods = not self.given_away or self.kind is OfferKind.GOODS
        checks.require("given_away", "", ok=goods, expected=Text("only goods are given away", "仅物资可赠送"))
        if self.cap is not None:
            checks.instance("cap", self.cap, OfferCap, Text("an OfferCap", "应为OfferCap"))
            people = self.kind in (OfferKind.MEMBER, OfferKind.TEAM)
            expected = Text("only what members and teams offer has a cap", "仅成员与志愿服务队的资源可设上限")
            checks.require("cap", "", ok=people, expected=expected)
        for day in checks.every("taken", self.taken, date, Text("a date", "应为日期")):
            checks.day("taken", day)
        checks.refuse()

    def __repr__(self) -> str:
        """The id and the kind."""
        return f"OfferOfService({self.id!r}, {self.kind.value})"


_CAP_MOST = 999
_TIMETABLE = Text("a Timetable", "应为Timetable")
