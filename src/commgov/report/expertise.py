"""What becomes of expertise: how many services use what their member does best, in the plan and in other lists."""

from collections.abc import Sequence

from commgov.report.blocks import Column, Table, note, paragraph
from commgov.report.charts import percent
from commgov.report.markup import Html, join
from commgov.report.tables import ExpertiseRow
from commgov.wording import Text

_USED = Text(
    "{used:,} of {services:,} services use what their member does best. Specialists serve {specialists:,} times: "
    "{own:,} times in their own field, {unskilled:,} times at work that asks for no skill.",
    "{services:,}人次服务中，{used:,}人次用上了成员最擅长的技能。专业人员服务{specialists:,}人次：其中本专业{own:,}人次，"
    "无技能要求的工作{unskilled:,}人次。",
)
_WHAT = Text(
    "What a member does best is what they hold at their highest level, a profession's skills included; a specialist "
    "holds a skill at level 4 or above. First come, first served: each order goes, as it comes in, to whichever member "
    "sees it first and may serve it.",
    "最擅长的技能指该成员等级最高的技能，职业对应的技能也计入；专业人员指至少一项技能达到4级及以上者。"
    "先到先得：需求到来时，由最先看到且符合条件的成员接单。",
)
_COLUMNS = (
    Column(Text("service list", "服务清单")),
    Column(Text("demands served", "已服务需求"), "number"),
    Column(Text("services", "服务人次"), "number"),
    Column(Text("use what the member does best", "用上最擅长的技能"), "number"),
    Column(Text("by specialists", "专业人员服务"), "number"),
    Column(Text("in their own field", "其中本专业"), "number"),
    Column(Text("no skill asked for", "其中无技能要求"), "number"),
)


def expertise_block(rows: Sequence[ExpertiseRow]) -> Html:
    """The plan's use of expertise (the first row), beside that of other lists."""
    plan = rows[0]
    said = _USED.fill(
        used=plan.used,
        services=plan.services,
        specialists=plan.specialists,
        own=plan.specialists_used,
        unskilled=plan.specialists_unskilled,
    )
    cells = [
        (
            row.name,
            row.demands,
            row.services,
            _share(row.used, row.services),
            row.specialists,
            _share(row.specialists_used, row.specialists),
            _share(row.specialists_unskilled, row.specialists),
        )
        for row in rows
    ]
    table = Table("expertise-use", Text("use of expertise", "专长使用情况"), _COLUMNS, cells, sortable=False)
    return join((paragraph(said), table.html(), note(_WHAT)))


def _share(part: int, whole: int) -> str:
    """A count and its share."""
    return f"{part:,} ({percent(part, whole)})"
