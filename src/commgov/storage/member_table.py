"""The table of members: who serves, one member a row, as references."""

from collections.abc import Iterable
from functools import partial

from commgov.core import EmployerId, HeldSkill, Member, MemberId, Preference, Timetable, UnitId
from commgov.errors import Problem
from commgov.storage import short_forms as short
from commgov.storage.cells import YEAR_MINUTES, cached, day, identifier, person, whole, yes_no, yes_no_text
from commgov.storage.headings import Column, TableForm
from commgov.storage.references import References
from commgov.storage.table import Row, Table

MEMBERS = TableForm(
    "members",
    "成员",
    ("member", "志愿者", "党员", "下沉党员", "成员名单", "志愿者名单"),
    (
        Column(
            "member", "成员", ("id", "member id", "编号", "成员编号", "志愿者", "志愿者编号", "党员编号"), required=True
        ),
        Column("unit", "单元", ("home unit", "所属单元", "单元编号", "居住单元", "所在单元", "网格"), required=True),
        Column("skills", "技能", ("skill", "特长", "技能特长")),
        Column("availability", "可服务时间", ("available", "空闲时间", "服务时间")),
        Column("weekly_minutes", "每周分钟上限", ("weekly minutes max", "每周时长上限", "周分钟上限")),
        Column("weekly_services", "每周次数上限", ("weekly services max", "周次数上限")),
        Column("employer", "派出单位", ("employer id", "工作单位", "单位编号", "派出单位编号")),
        Column("working_hours", "工作时间", ("work hours", "上班时间")),
        Column("employer_consents", "单位同意", ("employer consent", "consent", "单位是否同意")),
        Column("recent_minutes", "近期服务分钟", ("近期分钟", "近期服务时长")),
        Column("insured_until", "保险到期", ("insurance", "保险到期日", "保险有效期")),
        Column("preferences", "偏好", ("preference", "服务偏好")),
        Column("rest_days", "休息日", ("rest day", "不服务日")),
    ),
)

_FIELDS = {
    "id": "member",
    "home_unit": "unit",
    "weekly_minutes_max": "weekly_minutes",
    "weekly_services_max": "weekly_services",
}
_week_minutes = whole(0, 7 * 24 * 60)
_week_services = whole(0, 7 * 24)
_minutes = whole(0, YEAR_MINUTES)
_NOBODY = Member(MemberId("-"), UnitId("-"))  # its fields are the defaults of empty cells


class _Readers:
    """The readers of one table: equal cells are read once."""

    def __init__(self) -> None:
        self.skills = cached(short.held_skills)
        self.timetable = cached(short.timetable)
        self.preferences = cached(short.preferences)


def read_members(table: Table, known: References, problems: list[Problem]) -> tuple[Member, ...]:
    """The members of a table.

    Args:
        table: the rows.
        known: gets the ids, and what is asked of them.
        problems: gets what is wrong.
    """
    readers = _Readers()
    return known.read_each("member", table, problems, lambda row: _read_member(row, known, readers))


def _read_member(row: Row, known: References, readers: _Readers) -> Member | None:
    own = MemberId(row.must("member", person, ""))
    known.declare("member", own, row)
    home = UnitId(row.must("unit", identifier, ""))
    known.refer("unit", home, row, "unit")
    no_skills: tuple[HeldSkill, ...] = ()
    no_days: frozenset[int] = frozenset()
    no_preferences: tuple[Preference, ...] = ()
    make = partial(
        Member,
        own,
        home,
        row.may("skills", readers.skills, no_skills),
        row.may("availability", readers.timetable, _NOBODY.availability),
        weekly_minutes_max=row.may("weekly_minutes", _week_minutes, _NOBODY.weekly_minutes_max),
        weekly_services_max=row.may("weekly_services", _week_services, _NOBODY.weekly_services_max),
        employer=EmployerId(row.may("employer", identifier, "")) or None,
        working_hours=row.may("working_hours", readers.timetable, Timetable()),
        employer_consents=row.may("employer_consents", yes_no, default=False),
        recent_minutes=row.may("recent_minutes", _minutes, 0),
        preferences=row.may("preferences", readers.preferences, no_preferences),
        insured_until=row.may("insured_until", day, None),
        rest_days=row.may("rest_days", short.rest_days, no_days),
    )
    return row.build(make, _FIELDS)


def member_rows(members: Iterable[Member]) -> Iterable[tuple[str, ...]]:
    """The rows of a table of members, below the English headings."""
    for member in members:
        yield (
            member.id,
            member.home_unit,
            short.held_skills_text(member.skills),
            short.timetable_text(member.availability),
            str(member.weekly_minutes_max),
            str(member.weekly_services_max),
            member.employer or "",
            short.timetable_text(member.working_hours) if member.working_hours != Timetable() else "",
            yes_no_text(answer=member.employer_consents),
            str(member.recent_minutes),
            member.insured_until.isoformat() if member.insured_until else "",
            short.preferences_text(member.preferences),
            short.rest_days_text(member.rest_days),
        )
