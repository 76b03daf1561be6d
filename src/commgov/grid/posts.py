"""Posts: the duties a unit has to fill, such as a building's "two leaders and four members", and who fills them."""

from collections.abc import Iterator
from datetime import date

from attrs import evolve, field, frozen

from commgov.core.checks import Checks
from commgov.core.ids import MemberId, PersonRef, PostId, UnitId
from commgov.errors import InvalidInputError, Place, Problem
from commgov.grid.units import FIVE_LEVELS
from commgov.wording import Text


@frozen
class Duty:
    """A kind of post.

    Args:
        id: a short word: `"health"`.
        title: what its holder is called.
        count: how many posts of the kind a unit has.
        leads: whether its holder answers for the unit.
    """

    id: str
    title: Text
    count: int = 1
    leads: bool = field(default=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("Duty")
        checks.identifier("id", self.id)
        checks.require("id", self.id, ok="/" not in str(self.id), expected=Text("an id without /", "编号中不得有“/”"))
        checks.instance("title", self.title, Text, Text("a Text", "应为Text"))
        checks.whole("count", self.count, least=1)
        checks.flag("leads", self.leads)
        checks.refuse()


@frozen
class Post:
    """One place to be filled by one person.

    Args:
        id: the unit's id, the duty's, and a number where there are several: `"group-7/health"`, `"group-7/patrol-2"`.
            As any id it has 64 characters at most.
        unit: where.
        duty: which kind.
    """

    id: PostId
    unit: UnitId
    duty: Duty

    @property
    def title(self) -> Text:
        """What its holder is called."""
        return self.duty.title


@frozen
class PostTemplate:
    """The posts that every unit of a level has.

    Args:
        level: the id of the level.
        duties: at least one; at most one kind leads.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> [str(post.title) for post in BUILDING_POSTS.posts("group-7")][:2]
        ['building party group leader', 'building leader']
        >>> len(BUILDING_POSTS.posts("group-7")), BUILDING_POSTS.duties[5].title.zh
        (6, '物业管家')
    """

    level: str
    duties: tuple[Duty, ...]

    def __attrs_post_init__(self) -> None:
        checks = Checks("PostTemplate")
        checks.identifier("level", self.level)
        checks.every("duties", self.duties, Duty, Text("a Duty", "应为Duty"))
        checks.refuse()
        checks.require("duties", "", ok=bool(self.duties), expected=Text("at least one duty", "至少一项职责"))
        checks.unique("duties", (post.id.rpartition("/")[2] for post in self.posts(UnitId("unit"))))
        leading = sum(duty.count for duty in self.duties if duty.leads)
        checks.require("leads", leading, ok=leading <= 1, expected=Text("at most one leading post", "最多一个负责岗位"))
        checks.refuse()

    def posts(self, unit: UnitId) -> tuple[Post, ...]:
        """The posts of one unit."""
        return tuple(
            Post(PostId(f"{unit}/{duty.id}" + (f"-{place}" if duty.count > 1 else "")), unit, duty)
            for duty in self.duties
            for place in range(1, duty.count + 1)
        )


BUILDING_POSTS = PostTemplate(
    "group",
    (
        Duty("leader", Text("building party group leader", "楼栋党小组组长"), leads=True),
        Duty("building", Text("building leader", "楼栋长")),
        Duty("health", Text("health member", "卫生员")),
        Duty("security", Text("public security member", "治安员")),
        Duty("culture", Text("culture and sports member", "文体员")),
        Duty("house", Text("property house manager", "物业管家")),
    ),
)
"""The case study's "two leaders and four members" (两长四员) of a building."""

FIVE_LEVEL_POSTS = (
    *(PostTemplate(level.id, (Duty("secretary", level.head, leads=True),)) for level in FIVE_LEVELS[:3]),
    BUILDING_POSTS,
)
"""A secretary for each unit above the building groups, and the posts of the buildings."""


@frozen
class Appointment:
    """Someone holds a post for a term.

    Args:
        post: the post's id.
        holder: a reference, never a name.
        start: the first day.
        until: the last day, or None for an open end.
    """

    post: PostId
    holder: MemberId | PersonRef
    start: date
    until: date | None = None

    def __attrs_post_init__(self) -> None:
        checks = Checks("Appointment")
        checks.identifier("post", self.post)
        checks.identifier("holder", self.holder)
        checks.day("start", self.start)
        if self.until is not None:
            checks.day("until", self.until)
        checks.refuse()
        ordered = self.until is None or self.start <= self.until
        checks.require("until", self.until, ok=ordered, expected=Text("no day before the start", "不得早于开始日期"))
        checks.refuse()

    def runs_on(self, day: date) -> bool:
        """Whether the term runs on a day."""
        return self.start <= day and (self.until is None or day <= self.until)

    @property
    def place(self) -> Place:
        """Where a problem with it is: the post, and the day on which the term begins."""
        return Place().at(Text(f"Appointment {self.post} ({self.start})", f"任职{self.post}（{self.start}）"))


@frozen
class Roster:
    """Which posts there are, and who holds them when. One person may hold several posts.

    A roster by itself does not know the units: `Organisation.with_roster` checks it as a whole, and lists appointments
    to posts that are not there together with posts that two people hold at once.

    Args:
        templates: one a level.
        appointments: all terms, past ones too.

    Raises:
        InvalidInputError: for entries of other types and for a level with two templates.

    Example:
        >>> from datetime import date
        >>> roster = Roster((BUILDING_POSTS,)).appoint(Appointment("group-7/health", "m-3", date(2026, 1, 1)))
        >>> roster = roster.end_term("group-7/health", "m-3", date(2026, 6, 30))
        >>> roster.holder("group-7/health", date(2026, 6, 30)), roster.holder("group-7/health", date(2026, 7, 1))
        ('m-3', None)
    """

    templates: tuple[PostTemplate, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    _terms: dict[PostId, list[Appointment]] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        checks = Checks("Roster")
        checks.every("templates", self.templates, PostTemplate, Text("a PostTemplate", "应为PostTemplate"))
        checks.every("appointments", self.appointments, Appointment, Text("an Appointment", "应为Appointment"))
        checks.refuse()
        checks.unique("templates", (template.level for template in self.templates))
        checks.refuse()
        terms: dict[PostId, list[Appointment]] = {}
        for term in self.appointments:
            terms.setdefault(term.post, []).append(term)
        object.__setattr__(self, "_terms", terms)

    def appoint(self, *appointments: Appointment) -> "Roster":
        """With further appointments."""
        return evolve(self, appointments=(*self.appointments, *appointments))

    def end_term(self, post: PostId, holder: MemberId | PersonRef, last: date) -> "Roster":
        """With the term that somebody serves on a post ended after a day.

        Raises:
            InvalidInputError: if they hold no such post on that day.
        """
        running = [term for term in self._terms.get(post, ()) if term.holder == holder and term.runs_on(last)]
        if not running:
            expected = Text("a term of that holder which runs on that day", "该任职者当日应在任")
            raise InvalidInputError([Problem(f"Roster.end_term ({last})", expected, post)])
        ended = [evolve(term, until=last) if term in running else term for term in self.appointments]
        return evolve(self, appointments=tuple(ended))

    def posts(self, unit: UnitId, level: str) -> tuple[Post, ...]:
        """The posts of a unit of a level."""
        return tuple(post for template in self.templates if template.level == level for post in template.posts(unit))

    def holder(self, post: PostId, day: date) -> MemberId | PersonRef | None:
        """Who holds a post on a day, or None: it is vacant, or its term has run out."""
        return next((term.holder for term in self._terms.get(post, ()) if term.runs_on(day)), None)

    def held_by(self, holder: MemberId | PersonRef, day: date) -> tuple[PostId, ...]:
        """The posts somebody holds on a day."""
        return tuple(term.post for term in self.appointments if term.holder == holder and term.runs_on(day))

    def latest_day(self) -> date | None:
        """The day on which the last term began, if there is one."""
        return max((term.start for term in self.appointments), default=None)

    def overlaps(self) -> Iterator[Problem]:
        """A problem for each term that begins while another one runs on the same post."""
        expected = Text("one holder at a time", "同一时间只能有一人任职")
        for terms in self._terms.values():
            taken_until = date.min
            for term in sorted(terms, key=lambda term: term.start):
                if term.start <= taken_until:
                    yield Problem(term.place, expected, term.holder)
                taken_until = max(taken_until, term.until or date.max)
