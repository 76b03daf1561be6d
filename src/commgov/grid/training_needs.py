"""Who should be trained for what: what nobody can serve, what is about to run out, and who is near and has time."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from attrs import field, frozen

from commgov.core.checks import Checks
from commgov.core.hierarchy import Hierarchy
from commgov.core.ids import CourseId, MemberId, SkillId, UnitId
from commgov.core.people import LEVEL_MAX, HeldSkill, Member
from commgov.grid.training import Course, TaughtSkill
from commgov.wording import Text

_WEEKS = 4  # `Member.recent_minutes` covers so many


@frozen
class Shortage:
    """Seats that stayed unmet for want of a skill.

    Args:
        skill: which one.
        level_min: the least level asked for.
        seats: how many seats stayed unmet.
        unit: where; the unit and all below it. None: anywhere.
    """

    skill: SkillId
    level_min: int
    seats: int
    unit: UnitId | None = None

    def __attrs_post_init__(self) -> None:
        checks = Checks("Shortage")
        checks.identifier("skill", self.skill)
        checks.whole("level_min", self.level_min, least=1, most=LEVEL_MAX)
        checks.whole("seats", self.seats, least=1)
        if self.unit is not None:
            checks.identifier("unit", self.unit)
        checks.refuse()


@frozen
class TrainingAdvice:
    """A member who should take a course.

    Args:
        member: who.
        course: which course.
        seats: unmet seats that the member could help to fill afterwards.
        levels: how many levels the member learns for the nearest of them; 0 to renew what is held.
        free_minutes: how much of the weekly cap the member lately left unused.
        reasons: why, in both languages.
    """

    member: MemberId
    course: CourseId
    seats: int
    levels: int
    free_minutes: int
    reasons: tuple[Text, ...] = field(repr=False)


@frozen
class _Gain:
    """What one skill of a course would bring; shortages by their place in the list.

    Who renews a skill goes on to help where it is short (`helps`), but fills no seat that is unmet today (`fills`).
    """

    helps: tuple[int, ...]
    fills: tuple[int, ...]
    levels: int
    reason: Text


def who_should_train(
    courses: Iterable[Course],
    members: Iterable[Member],
    shortages: Sequence[Shortage],
    as_of: date,
    *,
    hierarchy: Hierarchy | None = None,
    expiry_days: int = 60,
) -> tuple[TrainingAdvice, ...]:
    """Who should be trained for what, the most useful first.

    A member is considered for a course that lifts him or her to a level that is short where he or she lives, or that
    renews a skill which runs out soon. First comes who helps with most unmet seats, then who has fewest levels to
    learn, then who has most time left, then by id. Each course fills its seats once, each member gets one course, and
    for a shortage no more members are trained than seats are unmet. Who has no time left is not asked.

    Args:
        courses: what can be taught.
        members: who could learn; their skills as confirmed.
        shortages: what stayed unmet.
        as_of: the day on which we look.
        hierarchy: needed where a shortage names a unit: whoever lives in it or below it counts.
        expiry_days: a skill that runs out within so many days is renewed.

    Raises:
        InvalidInputError: if a shortage names a unit and there is no hierarchy, `expiry_days` is no whole number, or a
            course stands twice.

    Example:
        >>> from datetime import date
        >>> from commgov.core import Member
        >>> course = Course("plumbing-1", (TaughtSkill("plumbing", 3),))
        >>> near = Member("m-2", "group-1", (HeldSkill("plumbing", 2),))
        >>> found = who_should_train(
        ...     [course], [Member("m-1", "group-1"), near], [Shortage("plumbing", 3, 1)], date(2026, 3, 2)
        ... )
        >>> [(advice.member, str(advice.reasons[0])) for advice in found]
        [('m-2', 'plumbing: unmet seats from level 3 up: 1; held at level 2')]
    """
    checks = Checks("who_should_train")
    checks.whole("expiry_days", expiry_days, most=36_500)
    lost = hierarchy is None and any(shortage.unit is not None for shortage in shortages)
    checks.require(
        "hierarchy", "", ok=not lost, expected=Text("the hierarchy of the units named", "应提供所涉单元的层级")
    )
    taught = list(courses)
    checks.unique("courses", (course.id for course in taught))
    checks.refuse()
    search = _Search(tuple(shortages), _places(shortages, hierarchy, as_of), as_of, as_of + timedelta(days=expiry_days))
    left = [shortage.seats for shortage in shortages]
    considered = []
    for member in members:
        for course in taught:
            gains = search.gains(member, course)
            if gains:
                considered.append((_advice(member, course, gains, left), gains))
    considered.sort(
        key=lambda pair: (-pair[0].seats, pair[0].levels, -pair[0].free_minutes, pair[0].member, pair[0].course)
    )
    return _within_seats(considered, {course.id: course.seats for course in taught}, left)


def _places(shortages: Iterable[Shortage], hierarchy: Hierarchy | None, as_of: date) -> dict[UnitId, frozenset[UnitId]]:
    """For each unit that is short, the homes that count for it."""
    units = {shortage.unit for shortage in shortages if shortage.unit is not None}
    if hierarchy is None:
        return {}
    return {unit: frozenset((unit, *hierarchy.descendants(unit, as_of))) for unit in units}


@frozen
class _Search:
    shortages: tuple[Shortage, ...]
    places: dict[UnitId, frozenset[UnitId]]
    as_of: date
    soon: date

    def gains(self, member: Member, course: Course) -> tuple[_Gain, ...]:
        """What the course would bring this member, skill by skill; nothing for who has no time left."""
        if _free_minutes(member) <= 0:
            return ()
        held = {skill.skill: skill for skill in member.skills if skill.counts_on(self.as_of)}
        found = [self._gain(member, taught, held.get(taught.skill)) for taught in course.teaches]
        return tuple(gain for gain in found if gain is not None)

    def _gain(self, member: Member, taught: TaughtSkill, held: HeldSkill | None) -> _Gain | None:
        level = 0 if held is None else held.level
        renews = held is not None and level <= taught.level and self._renews(held, taught)
        helps = tuple(at for at, shortage in enumerate(self.shortages) if self._reaches(member, taught, shortage))
        fills = tuple(at for at in helps if self.shortages[at].level_min > level)
        if renews and held is not None:
            words = Text("{skill} at level {level} runs out on {day}", "{skill}（{level}级）将于{day}到期")
            return _Gain(helps, fills, 0, words.fill(skill=held.skill, level=level, day=held.until))
        if not fills:
            return None
        asked = min(self.shortages[at].level_min for at in fills)
        words = Text(
            "{skill}: unmet seats from level {asked} up: {seats}; {stands}",
            "{skill}：{asked}级及以上未满足席位{seats}个，{stands}",
        )
        stands = Text("held at level {level}", "现为{level}级") if level else Text("not held yet", "尚未具备")
        seats = sum(self.shortages[at].seats for at in fills)
        reason = words.fill(skill=taught.skill, asked=asked, seats=seats, stands=stands.fill(level=level))
        return _Gain(fills, fills, asked - level, reason)

    def _renews(self, held: HeldSkill, taught: TaughtSkill) -> bool:
        if held.until is None or held.until > self.soon:
            return False
        return taught.validity_days is None or self.as_of + timedelta(days=taught.validity_days) > held.until

    def _reaches(self, member: Member, taught: TaughtSkill, shortage: Shortage) -> bool:
        near = shortage.unit is None or member.home_unit in self.places[shortage.unit]
        return near and shortage.skill == taught.skill and shortage.level_min <= taught.level


def _free_minutes(member: Member) -> int:
    return member.weekly_minutes_max - member.recent_minutes // _WEEKS


def _advice(member: Member, course: Course, gains: tuple[_Gain, ...], left: Sequence[int]) -> TrainingAdvice:
    helped = {at for gain in gains for at in gain.helps}
    return TrainingAdvice(
        member.id,
        course.id,
        sum(left[at] for at in helped),
        min(gain.levels for gain in gains),
        _free_minutes(member),
        tuple(gain.reason for gain in gains),
    )


def _within_seats(
    considered: Iterable[tuple[TrainingAdvice, tuple[_Gain, ...]]], free: dict[CourseId, int], left: list[int]
) -> tuple[TrainingAdvice, ...]:
    """Those who find a seat, in their order, until what is short is covered; who only renews needs no shortage."""
    chosen: list[TrainingAdvice] = []
    placed: set[MemberId] = set()
    for advice, gains in considered:
        wanted = [at for gain in gains for at in gain.fills if left[at] > 0]
        renews = any(gain.levels == 0 for gain in gains)
        if advice.member in placed or free[advice.course] == 0 or not (wanted or renews):
            continue
        placed.add(advice.member)
        free[advice.course] -= 1
        for at in dict.fromkeys(wanted):
            left[at] -= 1
        chosen.append(advice)
    return tuple(chosen)
