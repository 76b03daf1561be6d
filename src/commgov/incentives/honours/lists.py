"""The honour list: who is thanked by name, and only those who want to be.

Two kinds of honour that never mix: stars, for hours served in all, without a quota; and grades, for a year's work
beside that of others. Nobody is on a list without having said in which form; whoever withdraws is gone at once, and
nobody else's rank moves. There is no list of the worst, and nothing is said of a group of a few.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from attrs import field, frozen

from commgov.core import MemberId, Text
from commgov.core.checks import Checks
from commgov.incentives.assessment.assessing import Assessment
from commgov.incentives.assessment.grades import Grade
from commgov.incentives.assessment.quota import JOINED, pools

STAR_HOURS = (100, 300, 600, 1000, 1500)
"""Hours for one to five stars: the national star rating of volunteers (中国注册志愿者星级认定)."""

GROUP_MIN = 5
"""Honours that fewer members have are not shown by themselves."""

_HOUR = 60


class DisplayLevel(StrEnum):
    """In which form a member may be shown. The library holds references: the caller puts the name to them."""

    FULL = "full name"
    SURNAME = "surname and title"
    NUMBER = "number"
    ABSENT = "absent"

    @property
    def text(self) -> Text:
        """In both languages."""
        return Text(self.value, _CHINESE[self])


_CHINESE = {
    DisplayLevel.FULL: "全名",
    DisplayLevel.SURNAME: "姓氏加称谓",
    DisplayLevel.NUMBER: "编号",
    DisplayLevel.ABSENT: "不公示",
}
_LEVELS = list(DisplayLevel)


@frozen
class DisplayConsent:
    """In which form a member agrees to be shown, from a moment on.

    Args:
        member: who.
        level: the form; ABSENT withdraws.
        at: from when.

    Raises:
        InvalidInputError: naming all that is wrong.
    """

    member: MemberId
    level: DisplayLevel
    at: datetime

    def __attrs_post_init__(self) -> None:
        checks = Checks("DisplayConsent")
        checks.identifier("member", self.member)
        checks.instance("level", self.level, DisplayLevel, Text("a DisplayLevel", "应为DisplayLevel"))
        checks.aware("at", self.at)
        checks.refuse()


@frozen
class HonourLine:
    """What a list shows of one member.

    Args:
        member: who, as a reference.
        level: in which form the caller may show it.
        honour: for what.
        section: under which heading; empty: the list has none.
        rank: the place in the list, equals alike; None where the honour has no order.
    """

    member: MemberId
    level: DisplayLevel
    honour: Text
    section: Text
    rank: int | None


@frozen
class HonourList:
    """Everybody who is honoured. Only `shown` gives lines out, and only of those who agreed.

    Args:
        title: what is honoured.
    """

    title: Text
    _lines: tuple[HonourLine, ...] = field(repr=False)

    def shown(self, consents: Iterable[DisplayConsent], at: datetime) -> tuple[HonourLine, ...]:
        """The lines that may be shown at a moment.

        What a member said last counts; without a word a member is absent. Of two words at one moment the more private
        one counts.

        Args:
            consents: what members said, in any order.
            at: when the list is shown.

        Example:
            >>> from datetime import UTC
            >>> noon, later = datetime(2026, 3, 2, 12, tzinfo=UTC), datetime(2026, 3, 2, 12, 1, tzinfo=UTC)
            >>> stars = star_list({f"m-{n}": 120 * 60 for n in range(6)})
            >>> agreed = DisplayConsent("m-1", DisplayLevel.SURNAME, noon)
            >>> [(line.member, line.level.value, line.honour.zh) for line in stars.shown([agreed], noon)]
            [('m-1', 'surname and title', '一星级')]
            >>> stars.shown([agreed, DisplayConsent("m-1", DisplayLevel.ABSENT, later)], later)
            ()
        """
        said = sorted(consents, key=lambda consent: (consent.at, _LEVELS.index(consent.level)))
        levels = {consent.member: consent.level for consent in said if consent.at <= at}
        return tuple(
            HonourLine(line.member, levels[line.member], line.honour, line.section, line.rank)
            for line in self._lines
            if levels.get(line.member, DisplayLevel.ABSENT) is not DisplayLevel.ABSENT
        )


def stars(minutes: int) -> int:
    """How many stars so many minutes of service are worth: 0 to 5, without a quota.

    Args:
        minutes: everything that was ever posted for the member.

    Raises:
        InvalidInputError: if that is no whole number from 0.

    Example:
        >>> stars(99 * 60 + 59), stars(100 * 60), stars(2000 * 60)
        (0, 1, 5)
    """
    checks = Checks("stars")
    checks.whole("minutes", minutes)
    checks.refuse()
    return bisect_right([hours * _HOUR for hours in STAR_HOURS], minutes)


def star_list(minutes: Mapping[MemberId, int], *, group_min: int = GROUP_MIN) -> HonourList:
    """Who has how many stars.

    Args:
        minutes: of each member, everything that was ever posted.
        group_min: stars that fewer members have are shown together with the next lower ones, as "so many and more";
            the lowest ones, if they are fewer, are not shown.

    Raises:
        InvalidInputError: if a number is wrong.

    Example:
        >>> star_list({"m-1": 5 * 60})
        HonourList(title=Text(en='stars for hours of service', zh='服务时长星级'))
    """
    by_stars: dict[int, list[MemberId]] = {number: [] for number in range(len(STAR_HOURS), 0, -1)}
    for member in sorted(minutes):
        number = stars(minutes[member])
        if number:
            by_stars[number].append(member)
    lines: list[HonourLine] = []
    waiting: list[MemberId] = []
    for number, members in by_stars.items():
        is_alone = not waiting
        waiting = sorted([*waiting, *members])
        if len(waiting) >= group_min:
            honour = _STARS[number] if is_alone else _AND_MORE.fill(stars=_STARS[number])
            lines += [HonourLine(member, DisplayLevel.ABSENT, honour, Text("", ""), None) for member in waiting]
            waiting = []
    return HonourList(Text("stars for hours of service", "服务时长星级"), tuple(lines))


_STARS = {
    1: Text("one star", "一星级"),
    2: Text("two stars", "二星级"),
    3: Text("three stars", "三星级"),
    4: Text("four stars", "四星级"),
    5: Text("five stars", "五星级"),
}
_AND_MORE = Text("{stars} and more", "{stars}及以上")


def grade_list(
    assessment: Assessment, *, section_of: Mapping[MemberId, str] | None = None, group_min: int = GROUP_MIN
) -> HonourList:
    """Who is excellent in an assessment. No other grade is ever listed.

    Args:
        assessment: the assessment.
        section_of: under which heading each member stands, such as a branch; small sections are joined.
        group_min: sections of fewer excellent members are not shown by themselves; fewer in all are not shown.

    Example:
        >>> from datetime import UTC, date
        >>> from commgov.incentives import Criteria, Weights, assess, publish_criteria
        >>> from commgov.testing import service_facts_of
        >>> weights = Weights(duration=1, effect=0, satisfaction=0)
        >>> criteria = Criteria("spring", 1, date(2026, 3, 1), date(2026, 5, 31), weights=weights, minutes_full=300)
        >>> published = publish_criteria(criteria, at=datetime(2026, 2, 1, tzinfo=UTC), by="office-1")
        >>> spring = assess([service_facts_of(f"m-{n}", minutes=10 * n) for n in range(1, 31)], [], criteria, published)
        >>> agreed = [DisplayConsent(f"m-{n}", DisplayLevel.FULL, criteria.starts_at) for n in (26, 30)]
        >>> [(line.member, line.rank) for line in grade_list(spring).shown(agreed, criteria.starts_at)]
        [('m-30', 1), ('m-26', 5)]
    """
    totals = {
        member: assessment.result(member).total or 0
        for member in assessment.members
        if assessment.grade(member) is Grade.EXCELLENT
    }
    sections = pools(totals, section_of or dict.fromkeys(totals, ""), group_min)
    lines: list[HonourLine] = []
    for section in sorted(sections, key=lambda section: (section == JOINED, section)):
        inside = sorted(sections[section], key=lambda member: (-totals[member], member))
        heading = _TOGETHER if section == JOINED else Text(section, section)
        if len(inside) >= group_min:
            ranks = {member: 1 + sum(totals[other] > totals[member] for other in inside) for member in inside}
            lines += [HonourLine(m, DisplayLevel.ABSENT, Grade.EXCELLENT.text, heading, ranks[m]) for m in inside]
    return HonourList(_EXCELLENT.fill(name=assessment.criteria.name), tuple(lines))


_EXCELLENT = Text("excellent members: {name}", "优秀成员：{name}")
_TOGETHER = Text("small sections together", "人数较少的合并公示")
