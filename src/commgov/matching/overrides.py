"""Caps lifted by name: one member, one rule, how far, by whom and why; nobody else's protection changes.

A member's weekly caps protect them. A person who answers for it may lift one for one member, which is written down and
leaves a trace: `overrides_used` tells in which weeks a plan went beyond the member's own cap. Rest days and working
hours are not lifted here: they are the member's and the employer's to give (2003/88/EC, article 5, and article 38 of
China's Labour Law give a day of rest a week).
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date

import numpy as np
from attrs import evolve, frozen

from commgov.core import Member, MemberId, PersonRef, Service, looks_personal
from commgov.core.checks import Checks
from commgov.errors import Place, Problem
from commgov.matching.columns import Columns
from commgov.matching.rules import PairRule, WeeklyMinutes, WeeklyServices
from commgov.wording import Text

MINUTES, SERVICES = WeeklyMinutes().name, WeeklyServices().name
RULE_NAMES = {MINUTES: "每周分钟上限", SERVICES: "每周次数上限"}
"""The rules whose cap can be lifted, and what they are called in Chinese."""

_UNITS = {MINUTES: Text("minutes a week", "每周分钟上限"), SERVICES: Text("services a week", "每周次数上限")}
_MOST = {MINUTES: 7 * 24 * 60, SERVICES: 7 * 24}
_WHY_MAX = 200


@frozen
class Override:
    """A member's weekly cap, lifted by name.

    Args:
        member: whose cap; nobody else's changes.
        rule: which cap: `"weekly minutes"` or `"weekly services"`.
        most: the cap in its place, above the member's own, in every week of the problem.
        by: who answers for it, as a reference.
        why: the reason, or a reference to where it is written down; no personal data.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> Override("m-3", "weekly minutes", 360, by="officer-3", why="flood, decision 17").most
        360
    """

    member: MemberId
    rule: str
    most: int
    by: PersonRef
    why: str

    def __attrs_post_init__(self) -> None:
        checks = Checks("Override", self.member)
        checks.identifier("member", self.member)
        names = ", ".join(_MOST)
        known = checks.instance("rule", self.rule, str, Text(f"one of {names}", f"应为{names}之一"))
        if known:
            checks.require(
                "rule", self.rule, ok=self.rule in _MOST, expected=Text(f"one of {names}", f"应为{names}之一")
            )
        checks.whole("most", self.most, least=1, most=_MOST.get(self.rule) if known else None)
        checks.identifier("by", self.by)
        checks.text("why", self.why, Text("a reason", "应有理由"))
        if isinstance(self.why, str):
            short = len(self.why) <= _WHY_MAX and self.why.isprintable()
            expected = Text(f"at most {_WHY_MAX} printable characters", f"不超过{_WHY_MAX}个可见字符")
            checks.require("why", "", ok=short, expected=expected)
            private = any(map(looks_personal, self.why.split()))
            checks.require("why", "", ok=not private, expected=Text("no personal data", "不得含个人信息"))
        checks.refuse()

    def own_cap(self, member: Member) -> int:
        """What the member's own cap is."""
        return member.weekly_minutes_max if self.rule == MINUTES else member.weekly_services_max


@frozen
class OverrideUse:
    """A week in which a service list goes beyond a member's own cap, as an override allows.

    Args:
        override: what was lifted, by whom and why.
        week: the week's Monday.
        own: the member's own cap.
        load: what the member carries in that week: minutes, or services.
    """

    override: Override
    week: date
    own: int
    load: int

    @property
    def text(self) -> Text:
        """The trace in words."""
        lifted = self.override
        said = Text(
            "{member}, week of {week}: {load} where the own cap is {own} {rule}; lifted to {most} by {by}: {why}",
            "{member}，{week}起的一周：{load}，本人{rule}为{own}；由{by}放宽至{most}：{why}",
        )
        return said.fill(
            member=lifted.member,
            week=self.week,
            load=self.load,
            rule=_UNITS[lifted.rule],
            own=self.own,
            most=lifted.most,
            by=lifted.by,
            why=lifted.why,
        )


def override_problems(
    members: Sequence[Member], rules: Sequence[PairRule], overrides: Sequence[Override]
) -> list[Problem]:
    """Overrides that name nobody, a cap that does not hold, one that is as high anyway, or the same cap twice."""
    by_id = {member.id: member for member in members} if overrides else {}
    names = {rule.name for rule in rules}
    problems: list[Problem] = []
    seen: set[tuple[MemberId, str]] = set()
    for override in overrides:
        where = Place.of(f"Override {override.member}")
        member = by_id.get(override.member)
        if member is None:
            expected = Text("a member of the problem", "应为已登记的成员")
            problems.append(Problem(where.at("member"), expected, override.member))
        elif override.most <= override.own_cap(member):
            own = override.own_cap(member)
            expected = Text(f"above the member's own {own}", f"应高于该成员本人的上限{own}")
            problems.append(Problem(where.at("most"), expected, str(override.most)))
        if override.rule not in names:
            expected = Text("a rule that holds in the problem", "应为问题中生效的规则")
            problems.append(Problem(where.at("rule"), expected, override.rule))
        if (override.member, override.rule) in seen:
            problems.append(
                Problem(where.at("rule"), Text("each cap only once", "同一上限只能放宽一次"), override.rule)
            )
        seen.add((override.member, override.rule))
    return problems


def lifted(columns: Columns, overrides: Sequence[Override]) -> Columns:
    """The columns with the caps that overrides put in place of the members' own; the members themselves stay."""
    if not overrides:
        return columns
    members = columns.members
    at = {member: row for row, member in enumerate(members.ids)}
    minutes, services = members.minutes_max.copy(), members.services_max.copy()
    for override in overrides:
        (minutes if override.rule == MINUTES else services)[at[override.member]] = override.most
    return evolve(columns, members=evolve(members, minutes_max=minutes, services_max=services))


def overrides_used(
    columns: Columns, overrides: Sequence[Override], services: Sequence[Service]
) -> tuple[OverrideUse, ...]:
    """The weeks in which a service list goes beyond members' own caps, by override and week.

    Args:
        columns: the facts, with the members themselves.
        overrides: those of the problem.
        services: the list.
    """
    if not overrides:
        return ()
    at = {member: row for row, member in enumerate(columns.members.ids)}
    week = columns.week_of(np.array([columns.minute(service.start) for service in services], dtype=np.int32))
    minutes: Counter[tuple[MemberId, int]] = Counter()
    times: Counter[tuple[MemberId, int]] = Counter()
    for service, number in zip(services, week.tolist(), strict=True):
        minutes[service.member, number] += service.minutes
        times[service.member, number] += 1
    found: list[OverrideUse] = []
    for override in overrides:
        own = override.own_cap(columns.members.objects[at[override.member]])
        loads = minutes if override.rule == MINUTES else times
        for number in range(len(columns.weeks) - 1):
            load = loads[override.member, number]
            if load > own:
                found.append(OverrideUse(override, columns.moment(int(columns.weeks[number])).date(), own, load))
    return tuple(found)
