"""What becomes of expertise: how many services use what their member does best, in the plan and in other lists."""

from collections.abc import Sequence

from commgov.report.blocks import Cell, Column, Table, note, paragraph
from commgov.report.charts import percent
from commgov.report.markup import Html, join
from commgov.report.tables import ExpertiseRow
from commgov.wording import Text

_USED = Text(
    "{used:,} of {services:,} services use what their member does best. Services by specialists: {specialists:,}, of "
    "these {own:,} in their own field and {unskilled:,} at work that asks for no skill.",
    "{services:,}人次服务中，{used:,}人次用上了成员的专长。专业人员服务{specialists:,}人次：其中本专业{own:,}人次，"
    "无技能要求的工作{unskilled:,}人次。",
)
_WHAT = Text(
    "What a member does best is what they hold at their highest level, a profession's skills included; a specialist "
    "holds a skill at level 4 or above. First come, first served: each order goes, as it comes in, to whichever member "
    "sees it first and may serve it.",
    "专长指该成员等级最高的技能，职业对应的技能也计入；专业人员指至少一项技能达到4级及以上者。"
    "先到先得：需求到来时，由最先看到且符合条件的成员接单。",
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
    heads = (Column(Text("service list", "服务清单")), *(Column(row.name, "number") for row in rows))
    cells: list[tuple[Cell, ...]] = [
        (Text("demands served", "已服务需求"), *(row.demands for row in rows)),
        (Text("services", "服务人次"), *(row.services for row in rows)),
        (Text("use what the member does best", "用上专长"), *(_share(row.used, row.services) for row in rows)),
        (Text("by specialists", "专业人员服务"), *(row.specialists for row in rows)),
        (Text("… in their own field", "……本专业"), *(_share(row.specialists_used, row.specialists) for row in rows)),
        (
            Text("… at work that asks for no skill", "……无需技能"),
            *(_share(row.specialists_unskilled, row.specialists) for row in rows),
        ),
    ]
    table = Table("expertise-use", Text("use of expertise", "专长使用情况"), heads, cells, sortable=False)
    return join((paragraph(said), table.html(), note(_WHAT)))


def _share(part: int, whole: int) -> str:
    """A count and its share."""
    return f"{part:,} ({percent(part, whole)})"
