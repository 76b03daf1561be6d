"""The tables of a year's end: members, branches, employers, teams, as plain rows that `storage` writes and people read.

They hold references and numbers. No table is an order of merit, none shows what one resident said, and no group appears
that is so small that its numbers would be somebody's own.
"""

from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen

from commgov.core import EmployerId, Hierarchy, Text, UnitId
from commgov.incentives.assessment.assessing import Assessment
from commgov.incentives.assessment.disclosing import Shown, shown_groups
from commgov.incentives.assessment.grades import MemberResult, percent
from commgov.incentives.assessment.groups import GroupKind, GroupResult, chains_of, group_result
from commgov.incentives.assessment.sending import SendingResult, assess_sending_units
from commgov.incentives.ratings.means import FULL
from commgov.wording import Language

Cell = str | int | Text | None
OTHERS = Text("small groups together", "人数较少的合并统计")


@frozen
class YearEndTable:
    """One table.

    Args:
        name: what it is called, also as a file.
        title: in words.
        header: the headings.
        rows: the cells; None is empty.

    Example:
        >>> table = YearEndTable("teams", Text("teams", "团队"), (Text("team", "团队"),), (("t-1",),))
        >>> table.to("zh")
        (['团队'], [['t-1']])
    """

    name: str
    title: Text
    header: tuple[Text, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def to(self, language: Language) -> tuple[list[str], list[list[str | int | None]]]:
        """Headings and rows in one language, as `commgov.storage.write_table` takes them."""
        heads = [head.to(language) for head in self.header]
        return heads, [[cell.to(language) if isinstance(cell, Text) else cell for cell in row] for row in self.rows]


def year_end_tables(
    assessment: Assessment,
    *,
    strength: Mapping[EmployerId, int] | None = None,
    hierarchy: Hierarchy | None = None,
    branches: Iterable[UnitId] | None = None,
) -> tuple[YearEndTable, YearEndTable, YearEndTable, YearEndTable]:
    """The tables of members, branches, employers and teams.

    Args:
        assessment: an assessment made from facts by `assess`.
        strength: how many members each employer has registered with the community.
        hierarchy: the tree of units, as of the days of service; None: home units stand for themselves.
        branches: the units of the table of branches, each with all units below it; where one lies within another, it is
            counted there too, and the table says so. None: all home units, each by itself.

    Raises:
        InvalidInputError: if the assessment knows no facts, or a strength is wrong.
        NotFoundError: if the hierarchy does not know a unit on a day of service.

    Example:
        >>> from datetime import UTC, date, datetime
        >>> from commgov.incentives import Criteria, assess, publish_criteria
        >>> from commgov.testing import service_facts_of
        >>> criteria = Criteria("spring", 1, date(2026, 3, 1), date(2026, 5, 31))
        >>> published = publish_criteria(criteria, at=datetime(2026, 2, 1, tzinfo=UTC), by="office-1")
        >>> services = [service_facts_of(f"m-{n}", team="cooks" if n else "lone") for n in range(8)]
        >>> tables = year_end_tables(assess(services, [], criteria, published))
        >>> [(table.name, len(table.rows)) for table in tables]
        [('members', 8), ('branches', 0), ('employers', 0), ('teams', 1)]
        >>> print(tables[-1].rows[0][0])  # a team of one alone would tell what that one did
        small groups together
    """
    chains = chains_of(assessment, GroupKind.HOME_UNIT, hierarchy=None if branches is None else hierarchy)
    if branches is not None:
        listed = set(branches)
        chains = {at: tuple(unit for unit in chain if unit in listed) for at, chain in chains.items()}
        chains = {at: chain for at, chain in chains.items() if chain}
    return (
        YearEndTable("members", _MEMBERS, _MEMBER_HEADS, tuple(map(_member, assessment.results()))),
        _branches(assessment, chains),
        _employers(assessment, strength or {}),
        _teams(assessment),
    )


_MEMBERS = Text("members", "成员")
_MEMBER_HEADS = (
    Text("member", "成员"),
    Text("grade", "等次"),
    Text("services", "服务次数"),
    Text("minutes", "分钟"),
    Text("minutes that count", "计入分钟"),
    Text("duration", "时长"),
    Text("effect", "成效"),
    Text("satisfaction", "满意度"),
    Text("total", "总分"),
    Text("reason", "理由"),
)
_GROUP_HEADS = (
    Text("members who served", "参与人数"),
    Text("services", "服务次数"),
    Text("minutes", "分钟"),
    Text("minutes that count", "计入分钟"),
    Text("effect", "成效"),
    Text("satisfaction", "满意度"),
    Text("excellent of the graded", "优秀占比"),
)


def _member(result: MemberResult) -> tuple[Cell, ...]:
    """A member's row."""
    total = None if result.total is None else percent(result.total, result.full)
    marks = (None if mark.score is None else percent(mark.score, FULL) for mark in result.marks)
    numbers = (result.services, result.minutes, result.counting)
    return (result.member, result.grade.text, *numbers, *marks, total, result.reason)


def _group(group: GroupResult) -> tuple[Cell, ...]:
    """The numbers of a group."""
    shares = (
        None if share is None else percent(share.numerator, share.denominator)
        for share in (group.effect, group.satisfaction, group.excellent_share)
    )
    return (group.members, group.services, group.minutes, group.counting, *shares)


def _shown(assessment: Assessment, chains: Mapping[int, Sequence[str]]) -> tuple[Shown, dict[str, GroupResult]]:
    """Which groups may be shown by themselves, and what each did, `""` those told together."""
    who = [service.member for service in assessment.columns.services]
    shown = shown_groups(chains, who, assessment.criteria.group_min)
    rows: dict[str, list[int]] = {group: [] for group in shown.apart}
    for at, chain in chains.items():
        for group in set(chain) & set(rows):
            rows[group].append(at)
    results = {group: group_result(assessment, group, rows[group]) for group in shown.apart}
    if shown.together:
        results[""] = group_result(assessment, "", shown.together)
    return shown, results


def _branches(assessment: Assessment, chains: Mapping[int, Sequence[str]]) -> YearEndTable:
    """The table of branches, each with the one in which it is counted too."""
    shown, results = _shown(assessment, chains)
    listed = tuple((group or OTHERS, *_group(result), shown.within.get(group)) for group, result in results.items())
    heads = (Text("branch", "支部"), *_GROUP_HEADS, Text("counted in", "已计入上级"))
    return YearEndTable("branches", Text("branches", "支部"), heads, listed)


def _teams(assessment: Assessment) -> YearEndTable:
    """The table of teams."""
    _, results = _shown(assessment, chains_of(assessment, GroupKind.TEAM))
    listed = tuple((group or OTHERS, *_group(result)) for group, result in results.items())
    return YearEndTable("teams", Text("teams", "团队"), (Text("team", "团队"), *_GROUP_HEADS), listed)


def _employers(assessment: Assessment, strength: Mapping[EmployerId, int]) -> YearEndTable:
    """The table of employers, with what the assessment of sending units says of them."""
    _, groups = _shown(assessment, chains_of(assessment, GroupKind.EMPLOYER))
    results = {result.employer: result for result in assess_sending_units(assessment, strength)}
    listed = [_employer(results[EmployerId(employer)]) for employer in groups if employer]
    if "" in groups:
        listed.append((OTHERS, None, *_group(groups[""]), None, None))
    heads = (
        Text("employer", "派出单位"),
        Text("members registered", "报到人数"),
        *_GROUP_HEADS,
        Text("total", "总分"),
        Text("reason", "理由"),
    )
    return YearEndTable("employers", Text("employers", "派出单位"), heads, tuple(listed))


def _employer(result: SendingResult) -> tuple[Cell, ...]:
    total = None if result.total is None else percent(result.total, FULL)
    return (result.employer, result.strength, *_group(result.group), total, result.reason)
