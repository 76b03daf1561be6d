"""Courses, who attended them, and the skills that they give or renew."""

from collections.abc import Iterable
from datetime import date, timedelta

from attrs import evolve, field, frozen

from commgov.core.checks import Checks
from commgov.core.ids import CourseId, MemberId, SkillId, UnitId
from commgov.core.people import LEVEL_MAX, HeldSkill
from commgov.core.rules import Verdict
from commgov.grid.profiles import SkillProposal, SkillSource
from commgov.wording import Text


@frozen
class TaughtSkill:
    """A skill that a course gives.

    Args:
        skill: which one.
        level: at which level, 1 to 5.
        validity_days: for how many days after the session's last day it counts; None: for good.
    """

    skill: SkillId
    level: int
    validity_days: int | None = None

    def __attrs_post_init__(self) -> None:
        checks = Checks("TaughtSkill")
        checks.identifier("skill", self.skill)
        checks.whole("level", self.level, least=1, most=LEVEL_MAX)
        if self.validity_days is not None:
            checks.whole("validity_days", self.validity_days, least=1, most=_DAYS_MAX)
        checks.refuse()


_DAYS_MAX = 36_500  # a hundred years: beyond that a validity is a slip of the keyboard


@frozen
class Course:
    """Something that members can be trained in.

    Args:
        id: a reference.
        teaches: at least one skill, each once.
        seats: how many members a session takes.
        attended_percent_min: the least share of a session's days that counts as attended.

    Raises:
        InvalidInputError: naming all that is wrong.
    """

    id: CourseId
    teaches: tuple[TaughtSkill, ...]
    seats: int = 20
    attended_percent_min: int = field(default=80, kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("Course", self.id)
        checks.identifier("id", self.id)
        checks.every("teaches", self.teaches, TaughtSkill, Text("a TaughtSkill", "应为TaughtSkill"))
        checks.whole("seats", self.seats, least=1)
        checks.whole("attended_percent_min", self.attended_percent_min, most=100)
        checks.refuse()
        checks.require("teaches", "", ok=bool(self.teaches), expected=Text("at least one skill", "至少一项技能"))
        checks.unique("teaches", (taught.skill for taught in self.teaches))
        checks.refuse()


@frozen
class Attendance:
    """How one member did in a session.

    Args:
        member: who.
        days: on how many of the session's days the member was there.
        passed: whether the test at the end was passed.
    """

    member: MemberId
    days: int
    passed: bool

    def __attrs_post_init__(self) -> None:
        checks = Checks("Attendance", self.member)
        checks.identifier("member", self.member)
        checks.whole("days", self.days)
        checks.flag("passed", self.passed)
        checks.refuse()


@frozen
class TrainingSession:
    """A course that is held once.

    Args:
        course: what is taught.
        unit: where.
        days: on which days, in order.
        enrolled: who takes part, each once, no more than the course has seats.
        attendance: how they did; only who is enrolled, each once.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> from datetime import date
        >>> first_aid = Course("first-aid-1", (TaughtSkill("first-aid", 2, validity_days=730),), seats=12)
        >>> session = TrainingSession(first_aid, "garden-1", (date(2026, 3, 7), date(2026, 3, 8)), ("m-1", "m-2"))
        >>> session = session.with_attendance([Attendance("m-1", 2, True), Attendance("m-2", 1, True)])
        >>> session.gains("m-1")
        (HeldSkill(skill='first-aid', level=2, until=datetime.date(2028, 3, 7)),)
        >>> print(session.why("m-2").reason)
        attended 50 % of the days, 80 % are needed
    """

    course: Course
    unit: UnitId
    days: tuple[date, ...]
    enrolled: tuple[MemberId, ...] = ()
    attendance: tuple[Attendance, ...] = ()

    def __attrs_post_init__(self) -> None:
        checks = Checks("TrainingSession")
        checks.instance("course", self.course, Course, Text("a Course", "应为Course"))
        checks.identifier("unit", self.unit)
        checks.every("days", self.days, date, Text("a date", "应为日期"))
        for member in self.enrolled:
            checks.identifier("enrolled", member)
        checks.every("attendance", self.attendance, Attendance, Text("an Attendance", "应为Attendance"))
        checks.refuse()
        self._check_together(checks)
        checks.refuse()

    def _check_together(self, checks: Checks) -> None:
        ordered = bool(self.days) and list(self.days) == sorted(set(self.days))
        forward = Text("at least one day, in order, each once", "至少一天，按先后且不重复")
        checks.require("days", "", ok=ordered, expected=forward)
        checks.unique("enrolled", self.enrolled)
        seats = Text("at most {n} members", "最多{n}人").fill(n=self.course.seats)
        checks.require("enrolled", len(self.enrolled), ok=len(self.enrolled) <= self.course.seats, expected=seats)
        checks.unique("attendance", (one.member for one in self.attendance))
        right = Text("a member who is enrolled, at most {n} days", "应为已报名成员，最多{n}天").fill(n=len(self.days))
        for one in self.attendance:
            known = one.member in self.enrolled and one.days <= len(self.days)
            checks.require(f"attendance of {one.member}", one.days, ok=known, expected=right)

    def enrol(self, member: MemberId) -> tuple["TrainingSession", Verdict]:
        """The session with a member more; the same one if there is no seat, with the reason."""
        if member in self.enrolled:
            return self, Verdict(False, Text("enrolled already", "已报名"))
        if len(self.enrolled) >= self.course.seats:
            full = Text("all {n} seats are taken", "{n}个名额已满").fill(n=self.course.seats)
            return self, Verdict(False, full)
        return evolve(self, enrolled=(*self.enrolled, member)), Verdict(True, Text("enrolled", "报名成功"))

    def with_attendance(self, attendance: Iterable[Attendance]) -> "TrainingSession":
        """The session with how members did, added to what was noted before."""
        return evolve(self, attendance=(*self.attendance, *attendance))

    def why(self, member: MemberId) -> Verdict:
        """Whether the member completed the course, and why not."""
        found = next((one for one in self.attendance if one.member == member), None)
        if found is None:
            return Verdict(False, Text("no attendance is noted", "没有出勤记录"))
        percent, least = 100 * found.days // len(self.days), self.course.attended_percent_min
        if percent < least:
            short = Text("attended {had} % of the days, {least} % are needed", "出勤{had}%，需达到{least}%")
            return Verdict(False, short.fill(had=percent, least=least))
        passed = Text("attended and passed", "已出勤并通过考核")
        return Verdict(found.passed, passed if found.passed else Text("the test was not passed", "未通过考核"))

    def gains(self, member: MemberId, held: Iterable[HeldSkill] = ()) -> tuple[HeldSkill, ...]:
        """The skills that the course gives or renews, as they will be held.

        Args:
            member: who attended.
            held: what the member holds; what has run out by the session's last day counts as not held.

        Returns:
            A skill that is new, better, or longer valid than before; nothing for who did not complete the course. A
            course below the level held renews nothing, and none shortens what is held.
        """
        if not self.why(member):
            return ()
        last = self.days[-1]
        before = {skill.skill: skill for skill in held if skill.counts_on(last)}
        gained = ((_gained(taught, before.get(taught.skill), last), taught.skill) for taught in self.course.teaches)
        return tuple(skill for skill, name in gained if skill != before.get(name))

    def proposals(self, member: MemberId, held: Iterable[HeldSkill] = ()) -> tuple[SkillProposal, ...]:
        """What the member's profile is offered after the session, dated on its last day."""
        because = Text("course {id} completed", "完成课程{id}").fill(id=self.course.id)
        gained = self.gains(member, held)
        return tuple(SkillProposal(skill, SkillSource.TRAINING, self.days[-1], because) for skill in gained)


def _gained(taught: TaughtSkill, held: HeldSkill | None, last: date) -> HeldSkill:
    """What is held after the course."""
    until = None if taught.validity_days is None else last + timedelta(days=taught.validity_days)
    given = HeldSkill(taught.skill, taught.level, until)
    if held is None or held.level < given.level:
        return given
    if held.level > given.level or held.until is None:
        return held
    return given if until is None or until > held.until else held
