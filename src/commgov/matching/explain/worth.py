"""What one more member would be worth: at the plan's prices at once, and for the best by solving anew."""

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np
from attrs import evolve, field, frozen

from commgov.core import Member, RequiredSkill, SkillId, Timetable, UnitId
from commgov.core.checks import Checks
from commgov.errors import InvalidInputError, Place, Problem
from commgov.matching.explain.one_more import EVER, gains, like_holders, openings, with_members
from commgov.matching.plan import Plan
from commgov.matching.solve import solve
from commgov.wording import Text

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WINDOWS = tuple(f"{day} {hours}" for day in _DAYS for hours in ("06:00-12:00", "12:00-18:00", "18:00-23:00"))
"""The windows that are told apart: mornings, afternoons and evenings of the days of the week."""

GROUPINGS = ("skill", "unit", "window")
"""What one more member can be told apart by."""


@frozen
class Price:
    """What one more member of a kind would be worth.

    Args:
        skill: what the member holds, and no other skill; None: no skill at all.
        unit: where the member lives.
        window: when the member can serve; empty: always.
        estimate: by how much the plan's cost would fall, at the plan's prices. For counts never too low; too high where
            the member would take on several demands, or one from somebody who has nothing as dear to do instead.
        at_most: what the member is worth at the very most, whatever plan is made: the estimate, the plan's own gap, and
            what demands pay for whose crews there are too few members without this one.
        confirmed: by how much it does fall when the problem is solved anew with that member; None if that was not
            tried. Exact for counts; else as near as `solve` comes with the plan's seed and effort.
        member: the fictitious member.

    Example:
        >>> member = Member("one-more-0", "grid-12")
        >>> print(Price(RequiredSkill("electrical", 2), "grid-12", "Sat 06:00-12:00", 940, 990, member=member).text)
        one more member with electrical (level 2), at home in grid-12, free Sat 06:00-12:00: worth about 940
    """

    skill: RequiredSkill | None
    unit: UnitId
    window: str
    estimate: int
    at_most: int
    confirmed: int | None = None
    member: Member = field(repr=False, kw_only=True)

    @property
    def text(self) -> Text:
        """What the member would be worth, in one line."""
        who = _ANYONE
        if self.skill is not None:
            who = _WITH.fill(skill=self.skill.skill, level=self.skill.level_min)
        when = Text(", free {window}", "（{window}有空）").fill(window=self.window) if self.window else Text("", "")
        worth = _ABOUT.fill(worth=self.estimate) if self.confirmed is None else _WORTH.fill(worth=self.confirmed)
        return _PRICE.fill(who=who, unit=self.unit, when=when, worth=worth)


def prices(
    plan: Plan, by: Sequence[str] = ("skill", "unit"), *, units: Sequence[str] | None = None, confirm: int = 1
) -> tuple[Price, ...]:
    """What one more member would be worth, the most valuable first: "one more electrician in grid 12 is worth 940".

    The member is fictitious: holds one skill at the level of the median of those who hold it (or none), has the weekly
    limits of that median, lives in the unit, and can serve always or in one window of the week, with insurance cover
    and without working hours that stand in the way. So it is the most that one more such member would bring.

    Args:
        plan: a plan of a problem built from objects.
        by: what the kinds are told apart by: some of `"skill"`, `"unit"`, `"window"`. Without `"skill"` the member
            holds none, without `"unit"` lives where it brings most, without `"window"` is free always.
        units: where the member could live: units in which somebody lives or orders. None: where demands stay unmet,
            or where there are demands at all if none does.
        confirm: so many of the first are confirmed by solving anew; of a plan that is not of the family counts this
            takes as long as making the plan.

    Raises:
        InvalidInputError: if `by` names anything else or a thing twice, a unit is not known, `confirm` is no whole
            number, or the plan's problem has candidates of the caller's own: then nobody can say what a new member
            would cost.

    Example:
        >>> from datetime import UTC, datetime
        >>> from commgov.core import Demand, DemandKind, Member, RequiredSkill, Seat, Window
        >>> from commgov.matching import MatchingProblem, solve
        >>> window = Window(datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC))
        >>> seat = Seat((RequiredSkill("electrical", 2),))
        >>> order = Demand("d-1", DemandKind.WISH, "repair", "grid-12", window, 60, (seat,))
        >>> plan = solve(MatchingProblem.build([Member("m-1", "grid-12")], [order]))
        >>> print(prices(plan)[0].text)
        one more member with electrical (level 2), at home in grid-12: worth 960
    """
    kinds = _checked(plan, by, units, confirm)
    columns = plan.problem.columns
    homes = [UnitId(unit) for unit in units] if units is not None else _units_in_want(plan)
    skills: list[RequiredSkill | None] = [None]
    if "skill" in kinds:
        skills = [_usual(plan, column) for column in range(len(columns.skills)) if _is_asked(plan, column)]
    windows = WINDOWS if "window" in kinds else ("",)
    rows = list(_priced(plan, list(product(skills, homes, windows))))
    if "unit" not in kinds:
        best: dict[tuple[RequiredSkill | None, str], Price] = {}
        for row in rows:
            best.setdefault((row.skill, row.window), row)
        rows = list(best.values())
    return tuple(_confirmed(plan, row) if at < confirm else row for at, row in enumerate(rows))


def _checked(plan: Plan, by: Sequence[str], units: Sequence[str] | None, confirm: int) -> frozenset[str]:
    checks = Checks("prices")
    checks.whole("confirm", confirm)
    kinds = [by] if isinstance(by, str) else list(by)
    known = Text("some of skill, unit, window, each once", "应为skill、unit、window中的若干项，每项一次")
    checks.require("by", kinds, ok=bool(kinds) and len({*kinds} & {*GROUPINGS}) == len(kinds), expected=known)
    here = {*plan.problem.columns.places.ids}
    for unit in units or ():
        wanted = Text("a unit in which somebody lives or orders", "应为有成员居住或有需求的单元")
        checks.require("units", unit, ok=unit in here, expected=wanted)
    checks.refuse()
    if plan.problem.table is not None:
        wanted = Text("a problem without candidates of its own", "应为未自带候选名单的问题")
        raise InvalidInputError([Problem(Place.of("prices").at("plan"), wanted)])
    return frozenset(kinds)


def _units_in_want(plan: Plan) -> list[UnitId]:
    """Where demands stay unmet; where there are demands at all if none does."""
    columns, at = plan.problem.columns, plan.problem.demand_at
    rows = [at[unmet.demand] for unmet in plan.unmet] or range(len(columns.demands))
    return [columns.places.ids[unit] for unit in sorted({int(columns.demands.unit[row]) for row in rows})]


def _is_asked(plan: Plan, column: int) -> bool:
    return bool((plan.problem.columns.demands.ask_skill == column).any())


def _usual(plan: Plan, column: int) -> RequiredSkill:
    """A skill at the level of the (upper) median of its holders; at the highest level asked for if there are none."""
    columns = plan.problem.columns
    level = columns.members.level[: columns.people, column]
    held = level[level > 0]
    asked = columns.demands.ask_level[columns.demands.ask_skill == column]
    return RequiredSkill(
        SkillId(columns.skills[column]), int(np.sort(held)[len(held) // 2]) if len(held) else int(asked.max())
    )


def _priced(plan: Plan, kinds: Sequence[tuple[RequiredSkill | None, UnitId, str]]) -> Iterator[Price]:
    """The price of each kind at the plan's prices, the highest first."""
    people = [
        like_holders(
            plan,
            () if skill is None else (skill,),
            unit,
            number=at,
            available=Timetable.parse(window) if window else EVER,
        )
        for at, (skill, unit, window) in enumerate(kinds)
    ]
    worth = gains(plan, people).tolist()
    most = (np.array(worth, dtype=np.int64) + openings(plan, people) + plan.objective - plan.bound).tolist()
    for at in sorted(range(len(kinds)), key=lambda row: (-worth[row], row)):
        skill, unit, window = kinds[at]
        yield Price(skill, unit, window, worth[at], most[at], member=people[at])


def _confirmed(plan: Plan, price: Price) -> Price:
    """With what solving anew says. The plan itself stays possible, so nobody is worth less than nothing."""
    again = solve(with_members(plan.problem, [price.member]), seed=plan.seed, effort=plan.effort)
    return evolve(price, confirmed=max(0, plan.objective - again.objective))


_ANYONE = Text("one more member without special skills", "增加一名无专长的成员")
_WITH = Text("one more member with {skill} (level {level})", "增加一名具备{skill}（{level}级）的成员")
_PRICE = Text("{who}, at home in {unit}{when}: {worth}", "{who}，居住于{unit}{when}：{worth}")
_ABOUT = Text("worth about {worth}", "价值约{worth}")
_WORTH = Text("worth {worth}", "价值{worth}")
