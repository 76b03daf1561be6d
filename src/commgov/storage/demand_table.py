"""The table of demands: what was ordered, one demand a row, without the order's text and without names."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from attrs import evolve

from commgov.core import (
    Channel,
    Demand,
    DemandId,
    DemandKind,
    PersonRef,
    RequiredResource,
    RequiredSkill,
    Seat,
    UnitId,
    Window,
)
from commgov.core.demand import PRIORITY_MAX
from commgov.core.timing import LATER
from commgov.errors import Problem
from commgov.storage import short_forms as short
from commgov.storage.cells import (
    YEAR_MINUTES,
    cached,
    choice,
    identifier,
    moment,
    moment_text,
    person,
    whole,
    words,
    yes_no,
    yes_no_text,
)
from commgov.storage.headings import Column, TableForm
from commgov.storage.references import References
from commgov.storage.table import Row, Table
from commgov.wording import Text

DEMANDS = TableForm(
    "demands",
    "需求",
    ("demand", "需求清单", "订单", "orders"),
    (
        Column("demand", "需求", ("id", "demand id", "编号", "需求编号", "订单编号"), required=True),
        Column("kind", "类型", ("type", "需求类型"), required=True),
        Column("category", "类别", ("需求类别", "服务类别"), required=True),
        Column("unit", "单元", ("所属单元", "单元编号", "服务单元", "网格"), required=True),
        Column("start", "开始", ("from", "开始时间", "起始时间"), required=True),
        Column("end", "结束", ("to", "until", "结束时间", "截止时间")),
        Column("minutes", "时长", ("duration", "分钟", "服务时长", "所需分钟"), required=True),
        Column("seats", "席位", ("people", "人数", "席位数", "所需人数")),
        Column("skills", "所需技能", ("skill", "技能", "required skills", "技能要求")),
        Column("priority", "优先级", ("紧急程度",)),
        Column("channel", "渠道", ("来源渠道", "来源")),
        Column("proxy", "代办人", ("代办人编号", "ordered by", "代下单人")),
        Column("needs_cover", "需保险", ("needs insurance", "需要保险", "是否需保险")),
        Column("ordered_at", "下单时间", ("ordered", "提交时间")),
        Column("resources", "场地物资", ("resource", "场地", "物资", "venue", "所需场地")),
        Column("one_team", "整队承接", ("one team", "by a team", "由服务队承接")),
    ),
)

_KINDS = {
    DemandKind.APPEAL: ("微诉求", "诉求"),
    DemandKind.WISH: ("微心愿", "心愿"),
    DemandKind.DREAM: ("微梦想", "梦想"),
    DemandKind.GOVERNANCE: ("微治理", "治理"),
    DemandKind.DUTY: ("常态任务", "任务", "职责", "值守"),
}
_CHANNELS = {
    Channel.APP: ("小程序", "手机应用"),
    Channel.CHAT: ("微信群", "群聊"),
    Channel.COUNTER: ("窗口", "柜台", "服务窗口", "现场"),
    Channel.TELEPHONE: ("电话", "热线"),
    Channel.PAPER: ("纸质", "纸质表单", "意见箱"),
    Channel.VISIT: ("走访", "入户"),
    Channel.COMMUNITY: ("社区",),
}
_FIELDS = {"id": "demand"}
_PRIORITIES = {"普通": "1", "一般": "1", "较急": "2", "优先": "2", "紧急": "3", "ordinary": "1", "urgent": "3"}
_kind = choice(DemandKind, _KINDS)
_channel = choice(Channel, _CHANNELS)
_minutes = whole(1, YEAR_MINUTES)
_priority_number = whole(1, PRIORITY_MAX)
_NEVER = datetime.min.replace(tzinfo=UTC)  # stands in for the start of a broken row
_NOTHING: tuple[RequiredResource, ...] = ()
_SOME_DAY = date(2000, 1, 1)


class _Readers:
    """The readers of one table: equal cells are read once."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self.moment = cached(moment(zone))
        self.skills = cached(short.required_skills)
        self.seats = cached(short.seats)
        self.resources = cached(short.resources)


def read_demands(table: Table, known: References, zone: ZoneInfo, problems: list[Problem]) -> tuple[Demand, ...]:
    """The demands of a table.

    Args:
        table: the rows.
        known: gets the ids, and what is asked of them.
        zone: in which times without an offset are read.
        problems: gets what is wrong.
    """
    readers = _Readers(zone)
    return known.read_each("demand", table, problems, lambda row: _read_demand(row, known, readers))


def _read_demand(row: Row, known: References, readers: _Readers) -> Demand | None:
    own = DemandId(known.own_id("demand", row))
    unit = UnitId(row.must("unit", identifier, ""))
    known.refer("unit", unit, row, "unit")
    kind, category = row.must("kind", _kind, DemandKind.APPEAL), row.must("category", words, "")
    minutes = row.must("minutes", _minutes, 1)
    span = _read_span(row, minutes, readers)
    seats = _read_seats(row, readers)
    make = partial(
        Demand,
        own,
        kind,
        category,
        unit,
        minutes=minutes,
        seats=seats,
        priority=row.may("priority", _priority, 1),
        channel=row.may("channel", _channel, Channel.APP),
        proxy=PersonRef(row.may("proxy", person, "")) or None,
        needs_cover=row.may("needs_cover", yes_no, default=False),
        ordered_at=row.may("ordered_at", readers.moment, None),
        resources=row.may("resources", readers.resources, _NOTHING),
        one_team=row.may("one_team", yes_no, default=False),
    )
    return row.build(lambda: make(window=Window(*span)), _FIELDS)


def _read_span(row: Row, minutes: int, readers: _Readers) -> tuple[datetime, datetime]:
    """From start to end; without an end, at that fixed time; an end without a date is on the start's day.

    What is wrong between the cells is noted here and not left to `Demand`: the row may be broken elsewhere.
    """
    start = row.must("start", readers.moment, _NEVER)
    if start is _NEVER:  # an end by itself is only looked at for its form: its day is not known
        row.may("end", moment(readers.zone, on=_SOME_DAY), _NEVER)
        return _NEVER, _NEVER
    fixed_end = (start.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(readers.zone)
    end = row.may("end", moment(readers.zone, on=start.date()), fixed_end)
    window = (end.astimezone(UTC) - start.astimezone(UTC)) // timedelta(minutes=1)  # real minutes, not the clock's
    if window <= 0:
        row.note("end", LATER, row.text("end"))
    elif window < minutes:
        expected = Text(f"at most the {window} minutes from start to end", f"不超过开始到结束的{window}分钟")
        row.note("minutes", expected, row.text("minutes"))
    return start, end


def _read_seats(row: Row, readers: _Readers) -> tuple[Seat, ...]:
    """The seats; the skills that all of them ask for can stand in a column of their own."""
    one: tuple[Seat, ...] = (Seat(),)
    seats = row.may("seats", readers.seats, one)
    none: tuple[RequiredSkill, ...] = ()
    skills = row.may("skills", readers.skills, none)
    if not skills:
        return seats
    if any(seat.skills for seat in seats):
        twice = Text("empty, as the seats name their skills", "席位中已写明技能，此处应为空")
        row.note("skills", twice, row.text("skills"))
    return tuple(evolve(seat, skills=skills) for seat in seats)


def _priority(text: str) -> int:
    word = words(text).lower()
    return _priority_number(_PRIORITIES.get(word, word))


def demand_rows(demands: Iterable[Demand], zone: ZoneInfo) -> Iterable[tuple[str, ...]]:
    """The rows of a table of demands, below the English headings; times are local."""
    for demand in demands:
        first = demand.seats[0]
        are_alike = first.role == "" and all(seat == first for seat in demand.seats)
        yield (
            demand.id,
            demand.kind.value,
            demand.category,
            demand.unit,
            moment_text(demand.window.start, zone),
            moment_text(demand.window.end, zone),
            str(demand.minutes),
            str(len(demand.seats)) if are_alike else short.seats_text(demand.seats),
            short.required_skills_text(first.skills) if are_alike else "",
            str(demand.priority),
            demand.channel.value,
            demand.proxy or "",
            yes_no_text(answer=demand.needs_cover),
            moment_text(demand.ordered_at, zone) if demand.ordered_at else "",
            short.resources_text(demand.resources),
            yes_no_text(answer=True) if demand.one_team else "",
        )
