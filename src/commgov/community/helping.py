"""What would help most where a plan has too little: whom to train with which course, or whom to look for."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from attrs import frozen

from commgov.core import MemberId, RequiredSkill, SkillId, UnitId
from commgov.grid import Course, Organisation, Shortage, TrainingAdvice, who_should_train
from commgov.matching import Bottleneck, Plan, Remedy, bottlenecks
from commgov.wording import Text


@frozen
class Trainee:
    """A member to train for a bottleneck.

    Args:
        advice: who should take which course, and why.
        worth: what the plan would save at once, if the member held the skills; see `commgov.matching.Remedy`.

    Example:
        >>> from commgov.grid import TrainingAdvice
        >>> reason = Text("plumbing: unmet seats from level 3 up: 1; not held yet", "")
        >>> print(Trainee(TrainingAdvice("m-2", "plumbing-1", 1, 3, 240, (reason,)), worth=940).text)
        course plumbing-1 for m-2: saves 940 (plumbing: unmet seats from level 3 up: 1; not held yet)
    """

    advice: TrainingAdvice
    worth: int

    @property
    def text(self) -> Text:
        """Who takes which course, what that saves and why, in one line."""
        why = Text("; ", "；").join(self.advice.reasons)
        return _TRAINEE.fill(course=self.advice.course, member=self.advice.member, worth=self.worth, why=why)


@frozen
class Help:
    """What would help with one bottleneck.

    Args:
        bottleneck: where too little is.
        train: whom to train with which course, what saves most first.
        recruit: somebody new who would help; None if one more member would save nothing.

    Example:
        >>> from datetime import UTC, datetime
        >>> nine, ten = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC)
        >>> lacking = dict(members=0, seats=1, services=0, minutes=60, minutes_possible=0, remedies=())
        >>> asked = dict(skills=(), mixed=False, unit="grid-1", start=nine, end=ten, demands=("d-1",), unmet=("d-1",))
        >>> Help(Bottleneck(**asked, **lacking), train=(), recruit=None).worth
        0
    """

    bottleneck: Bottleneck
    train: tuple[Trainee, ...]
    recruit: Remedy | None

    @property
    def worth(self) -> int:
        """What the best single step would save."""
        steps = [*(each.worth for each in self.train), 0 if self.recruit is None else self.recruit.worth]
        return max(steps)

    @property
    def lines(self) -> tuple[Text, ...]:
        """The bottleneck and what would help, line by line."""
        recruit = () if self.recruit is None else (self.recruit.text,)
        return (self.bottleneck.text, *(each.text for each in self.train), *recruit)


def what_would_help(
    plan: Plan, courses: Sequence[Course], as_of: date, *, organisation: Organisation | None = None
) -> tuple[Help, ...]:
    """The bottlenecks of a plan with the training or recruiting that would help, the most valuable first.

    Only members are asked to a course who could then serve one of the unmet demands: by all rules, and with time for it
    beside what the plan asks of them. Of these, `commgov.grid.who_should_train` fills the courses.

    Args:
        plan: the plan; its problem was built from objects.
        courses: what can be taught.
        as_of: the day on which we look.
        organisation: where the units lie, as it was given to the plan's problem; None: wherever members live counts.

    Raises:
        InvalidInputError: if a course stands twice.

    Example:
        >>> from datetime import UTC, datetime
        >>> from commgov.core import Demand, DemandKind, Member, Seat, Window
        >>> from commgov.grid import TaughtSkill
        >>> from commgov.matching import MatchingProblem, solve
        >>> nine, ten = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC)
        >>> plumber = Seat((RequiredSkill("plumbing", 3),))
        >>> order = Demand("d-1", DemandKind.WISH, "repair", "grid-1", Window(nine, ten), 60, (plumber,))
        >>> plan = solve(MatchingProblem.build([Member("m-1", "grid-1")], [order]))
        >>> course = Course("plumbing-1", (TaughtSkill("plumbing", 3),))
        >>> (help_,) = what_would_help(plan, [course], date(2026, 3, 2))
        >>> [each.advice.member for each in help_.train], help_.worth
        (['m-1'], 960)
    """
    members = plan.problem.columns.members.objects
    found = bottlenecks(plan, trainees_max=len(members)).found
    useful = {remedy.member for each in found for remedy in each.remedies}
    short = [shortage for each in found for shortage in _shortages(plan, each, known=organisation is not None)]
    advice = who_should_train(
        courses, [each for each in members if each.id in useful], _joined(short), as_of, hierarchy=organisation
    )
    taught = {course.id: {each.skill: each.level for each in course.teaches} for course in courses}
    helps = [_help(each, [one for one in advice if _teaches(taught[one.course], each.skills)]) for each in found]
    return tuple(sorted(helps, key=lambda each: -each.worth))


def _help(bottleneck: Bottleneck, advice: Sequence[TrainingAdvice]) -> Help:
    worth: dict[MemberId | None, Remedy] = {remedy.member: remedy for remedy in bottleneck.remedies}
    train = [Trainee(each, worth[each.member].worth) for each in advice if each.member in worth]
    return Help(bottleneck, tuple(sorted(train, key=lambda each: -each.worth)), worth.get(None))


def _teaches(taught: dict[SkillId, int], wanted: Sequence[RequiredSkill]) -> bool:
    """Whether a course teaches a skill that a bottleneck lacks."""
    return any(taught.get(each.skill, 0) >= each.level_min for each in wanted)


def _shortages(plan: Plan, bottleneck: Bottleneck, *, known: bool) -> list[Shortage]:
    """The unmet seats of a bottleneck by the skills that it lacks, each at the level that the seat asks for."""
    problem, lacking = plan.problem, {each.skill for each in bottleneck.skills}
    seats: Counter[tuple[SkillId, int]] = Counter()
    for demand in bottleneck.unmet:
        for seat in problem.columns.demands.objects[problem.demand_at[demand]].seats:
            seats.update((each.skill, each.level_min) for each in seat.skills if each.skill in lacking)
    unit = bottleneck.unit if known else None
    return [Shortage(skill, level, count, unit) for (skill, level), count in sorted(seats.items())]


def _joined(shortages: Sequence[Shortage]) -> list[Shortage]:
    """Those of the same skill, level and unit as one."""
    seats: Counter[tuple[SkillId, int, UnitId | None]] = Counter()
    for each in shortages:
        seats[each.skill, each.level_min, each.unit] += each.seats
    return [Shortage(skill, level, count, unit) for (skill, level, unit), count in seats.items()]


_TRAINEE = Text("course {course} for {member}: saves {worth} ({why})", "{member}参加课程{course}：节约{worth}（{why}）")
