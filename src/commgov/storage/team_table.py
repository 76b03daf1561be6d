"""The table of volunteer teams: who is in which, and what it takes; as references."""

from collections.abc import Iterable

from commgov.core import MemberId, Team, TeamId, UnitId
from commgov.errors import Problem
from commgov.storage import short_forms as short
from commgov.storage.cells import identifier
from commgov.storage.headings import Column, TableForm
from commgov.storage.references import References
from commgov.storage.table import Row, Table

TEAMS = TableForm(
    "teams",
    "志愿服务队",
    ("team", "队伍", "志愿队伍", "服务队"),
    (
        Column("team", "队伍", ("id", "team id", "编号", "队伍编号", "志愿服务队", "服务队"), required=True),
        Column("unit", "单元", ("home unit", "所属单元", "单元编号", "网格"), required=True),
        Column("members", "成员", ("member", "队员", "成员编号"), required=True),
        Column("categories", "类别", ("category", "承接类别", "服务类别")),
    ),
)

_FIELDS = {"id": "team", "home_unit": "unit"}


def read_teams(table: Table, known: References, problems: list[Problem]) -> tuple[Team, ...]:
    """The teams of a table.

    Args:
        table: the rows.
        known: gets the ids, and what is asked of them.
        problems: gets what is wrong.
    """
    return known.read_each("team", table, problems, lambda row: _read_team(row, known))


def _read_team(row: Row, known: References) -> Team | None:
    own = TeamId(known.own_id("team", row))
    home = UnitId(row.must("unit", identifier, ""))
    known.refer("unit", home, row, "unit")
    nobody: tuple[MemberId, ...] = ()
    members = row.must("members", short.people, nobody)
    for member in members:
        known.refer("member", member, row, "members")
    anything: frozenset[str] = frozenset()
    categories = row.may("categories", short.categories, anything)
    return row.build(lambda: Team(own, home, members, categories), _FIELDS)


def team_rows(teams: Iterable[Team]) -> Iterable[tuple[str, ...]]:
    """The rows of a table of teams, below the English headings."""
    for team in teams:
        yield team.id, team.home_unit, "; ".join(team.members), "; ".join(sorted(team.categories))
