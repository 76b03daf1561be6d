"""The report of a plan: what is served where, by whom, what is not and why, and how good the plan is."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from commgov.core import gini
from commgov.report.blocks import (
    ROWS_MAX,
    Column,
    Table,
    card,
    cell,
    columns,
    fold,
    key_figures,
    note,
    paragraph,
    section,
)
from commgov.report.charts import Bar, bar_list, bins, figure, histogram, lorenz_curves, percent
from commgov.report.expertise import expertise_block
from commgov.report.hierarchy import hierarchy
from commgov.report.markup import NOTHING, Html, element, join, words
from commgov.report.page import page
from commgov.report.quality import quality_block
from commgov.report.tables import LoadRow, OverrideRow, PlanTables, ServiceRow, UnitRow, UnmetRow
from commgov.report.waiting import waiting
from commgov.wording import Language, Text

SERVICES_FILE, UNMET_FILE, BOOKINGS_FILE = "services.csv", "unmet.csv", "bookings.csv"
CATEGORIES_MAX = 20
BUSIEST_MAX = 20
PLACES_MAX = 12
_STEPS = (15, 30, 60, 120, 180, 240, 480)  # widths of the load histogram, minutes

_DEMAND = Column(Text("demand", "需求"))
_CATEGORY = Column(Text("category", "类别"))
_PLACE = Column(Text("place", "地点"))
_MEMBER = Column(Text("member", "成员"))
_SERVICE_COLUMNS = (
    _DEMAND,
    _CATEGORY,
    _PLACE,
    _MEMBER,
    Column(Text("from", "开始")),
    Column(Text("to", "结束")),
)
_BOOKING_COLUMNS = (
    _DEMAND,
    _PLACE,
    Column(Text("kind", "种类")),
    Column(Text("booked", "预订资源")),
    Column(Text("from", "开始")),
    Column(Text("to", "结束")),
)
_PRIORITIES = {1: Text("ordinary", "普通"), 2: Text("raised", "较急"), 3: Text("urgent", "紧急")}
_UNMET_COLUMNS = (
    _DEMAND,
    _CATEGORY,
    _PLACE,
    Column(Text("priority", "优先级"), "number", names=_PRIORITIES),
    Column(Text("why", "原因")),
)
_LOAD_COLUMNS = (
    _MEMBER,
    Column(Text("services", "服务次数"), "number"),
    Column(Text("time served (h:min)", "服务时长（时:分）"), "number"),
    Column(Text("own maximum (h:min)", "本人上限（时:分）"), "number"),
    Column(Text("of it used", "已用比例"), "number"),
)
_OVERRIDE_COLUMNS = (
    _MEMBER,
    Column(Text("week of", "周（起始日）")),
    Column(Text("cap", "上限")),
    Column(Text("own", "本人上限"), "number"),
    Column(Text("carries", "实际承担"), "number"),
    Column(Text("lifted to", "放宽至"), "number"),
    Column(Text("by", "批准人")),
    Column(Text("why", "理由")),
)


def plan_page(
    tables: PlanTables,
    *,
    title: Text,
    generated_from: Text,
    date: str,
    language: Language = "en",
    follow_reader: bool = True,
    rows_max: int = ROWS_MAX,
) -> str:
    """The report of a plan as one HTML file that needs nothing else. The same arguments give the same bytes.

    Args:
        tables: what the plan says, as plain rows.
        title: what the plan is called.
        generated_from: what it was made from.
        date: the day it was made, as shown: nothing here asks a clock.
        language: the language it opens in; both are inside.
        follow_reader: open in the language of the reader's browser where that is English or Chinese.
        rows_max: the most rows of the service list, and of the unmet demands, to show.

    Example:
        >>> tables = PlanTables(services=(ServiceRow("d-1", "repair", "group-7", "m-3", "Mon 09:00", "Mon 10:00"),))
        >>> html = plan_page(
        ...     tables, title=Text("Plan", "方案"), generated_from=Text("a test", "测试"), date="2026-03-02"
        ... )
        >>> "group-7" in html
        True
    """
    parts = (
        key_figures(tables.figures),
        _quality(tables),
        _served(tables, rows_max),
        _unmet(tables, rows_max),
        waiting(tables.waits),
        _load(tables.loads, tables.overrides),
        _expertise(tables),
        _organisation(tables),
    )
    return page(title, *parts, generated_from=generated_from, date=date, language=language, follow_reader=follow_reader)


def _quality(tables: PlanTables) -> Html:
    if tables.quality is None:
        return NOTHING
    return section("quality", Text("How good is this plan?", "方案有多好？"), quality_block(tables.quality))


def _served(tables: PlanTables, rows_max: int) -> Html:
    rows = [(row.demand, row.category, row.unit, row.member, row.start, row.end) for row in tables.services]
    table = Table(
        "services",
        Text("service list", "服务清单"),
        _SERVICE_COLUMNS,
        rows,
        rows_max=rows_max,
        source=SERVICES_FILE,
        flowing=True,
    )
    name = Text("Served, by category", "各类需求满足情况")
    bars = card(name, bar_list(_by_category(tables.services, tables.unmet)))
    summary = Text("The service list: who serves what, where and when", "服务清单：谁、何时、何地、服务什么")
    listed = fold(_counted(summary, len(rows)), element("div", table.html(), class_="inside"))
    parts = (bars, _by_place(tables), listed, _booked(tables, rows_max))
    return section("served", Text("What is served, and where", "服务了什么、在哪里"), *parts)


def _booked(tables: PlanTables, rows_max: int) -> Html:
    """The venues and goods that are booked; nothing where none are."""
    if not tables.bookings:
        return NOTHING
    rows = [(row.demand, row.unit, row.resource, row.offer, row.start, row.end) for row in tables.bookings]
    caption = Text("bookings", "预订")
    table = Table("bookings", caption, _BOOKING_COLUMNS, rows, rows_max=rows_max, source=BOOKINGS_FILE, flowing=True)
    summary = Text("Venues and goods that are booked", "已预订的场地与物资")
    return fold(_counted(summary, len(rows)), element("div", table.html(), class_="inside"))


def _by_place(tables: PlanTables) -> Html:
    """What is served where: each category in each of the units right below the top, if these fit beside each other."""
    place_of = _places(tables.units)
    demands = {(row.demand, row.category, row.unit) for row in tables.services}
    served = Counter((category, place_of.get(unit, "")) for _, category, unit in demands)
    every = served + Counter((row.category, place_of.get(row.unit, "")) for row in tables.unmet)
    places = [row for row in tables.units if any(place == row.unit for _, place in every)]
    if not 1 < len(places) <= PLACES_MAX:
        return NOTHING
    total: Counter[str] = Counter()
    for (category, _), count in every.items():
        total[category] += count
    rows = [
        (category, *(_of(served[category, row.unit], every[category, row.unit]) for row in places))
        for category in sorted(total, key=lambda category: (-total[category], category))
    ]
    heads = [Column(Text(row.name or row.unit, row.name or row.unit), "number") for row in places]
    table = Table("places", Text("served / demands", "已服务 / 需求"), (_CATEGORY, *heads), rows, rows_max=len(rows))
    summary = Text("What is served where: each category, place by place", "各类需求在各处的满足情况")
    return fold(_counted(summary, len(rows)), element("div", table.html(), class_="inside"))


def _places(units: Sequence[UnitRow]) -> dict[str, str]:
    """For each unit the one right below the top in which it lies; what lies in none of these stands for itself."""
    children: dict[str | None, list[str]] = defaultdict(list)
    for row in units:
        children[row.parent].append(row.unit)
    found = {top: top for top in children[None]}
    for place in [place for top in children[None] for place in children[top]]:
        waiting = [place]
        while waiting:
            unit = waiting.pop()
            found[unit] = place
            waiting += children[unit]
    return found


def _of(part: int, whole: int) -> str:
    return f"{part:,} / {whole:,}" if whole else "–"


def _counted(name: Text, count: int) -> Html:
    """What a fold holds, and how many."""
    return join((words(name), Html(" "), element("b", cell(count))))


def _by_category(services: Sequence[ServiceRow], unmet: Sequence[UnmetRow]) -> list[Bar]:
    """Served demands of all demands, the largest categories first; the small ones together."""
    served = Counter(category for _, category in {(row.demand, row.category) for row in services})
    every = served + Counter(row.category for row in unmet)
    ordered = sorted(every, key=lambda category: (-every[category], category))
    shown, rest = ordered[:CATEGORIES_MAX], ordered[CATEGORIES_MAX:]
    bars = [Bar(Text(category, category), served[category], every[category]) for category in shown]
    if rest:
        others = Text("{n} other categories", "其他{n}类").fill(n=len(rest))
        bars.append(Bar(others, sum(served[each] for each in rest), sum(every[each] for each in rest)))
    return bars


def _unmet(tables: PlanTables, rows_max: int) -> Html:
    title = Text("What stays unmet, and why", "哪些需求未能满足，原因何在")
    if not tables.unmet:
        return section("unmet", title, paragraph(Text("Every demand is served.", "所有需求均已安排服务。")))
    by_code: dict[str, list[UnmetRow]] = defaultdict(list)
    for row in tables.unmet:
        by_code[row.code].append(row)
    ordered = sorted(by_code, key=lambda code: (-len(by_code[code]), code))
    each_max = max(rows_max // len(ordered), 20)
    names = {code: tables.reasons.get(code, Text(code, code)) for code in ordered}
    bars = bar_list([Bar(names[code], len(by_code[code])) for code in ordered])
    folds = (_one_reason(f"unmet-{at}", names[code], by_code[code], each_max) for at, code in enumerate(ordered))
    total = Text("{n:,} demands stay unmet.", "共有{n:,}项需求未能满足。").fill(n=len(tables.unmet))
    named = Text("Unmet, by reason", "未满足需求的原因")
    return section("unmet", title, paragraph(total), element("div", card(named, bars), class_="lacking"), *folds)


def _one_reason(key: str, name: Text, rows: Sequence[UnmetRow], rows_max: int) -> Html:
    """The demands that stay unmet for one kind of reason, the urgent ones first."""
    urgent_first = sorted(rows, key=lambda row: -row.priority)
    shown = [(row.demand, row.category, row.unit, row.priority, row.reason) for row in urgent_first]
    caption = Text("demands, the urgent ones first", "需求（紧急者在前）")
    table = Table(key, caption, _UNMET_COLUMNS, shown, rows_max=rows_max, source=UNMET_FILE, flowing=True)
    return fold(_counted(name, len(rows)), element("div", table.html(), class_="inside"))


def _load(loads: Sequence[LoadRow], overrides: Sequence[OverrideRow]) -> Html:
    title = Text("Who carries how much", "谁承担了多少")
    serving = [row for row in loads if row.minutes > 0]
    if not serving:
        return section("load", title, paragraph(Text("No member has a service.", "没有成员承担服务。")))
    said = Text(
        "{some:,} of {every:,} members serve; the others are free this time. One who serves gives {median} (h:min) in "
        "the middle, {most} at most.",
        "{every:,}名成员中{some:,}名参与服务，其余本次未安排。参与者服务时长的中位数为{median}（时:分），最多{most}。",
    ).fill(
        some=len(serving),
        every=len(loads),
        median=_hours(sorted(row.minutes for row in serving)[(len(serving) - 1) // 2]),
        most=_hours(max(row.minutes for row in serving)),
    )
    charts = columns(_distribution(serving), _evenness(loads, serving))
    return section("load", title, paragraph(said), charts, _busiest(serving), _lifted(overrides))


def _distribution(serving: Sequence[LoadRow]) -> Html:
    """How many members serve how long."""
    counted = bins([row.minutes for row in serving], steps=_STEPS)
    largest = max(counted, key=lambda each: each.count)
    said = Text(
        "Only members who serve. Most often, {n:,} of them, more than {low} and up to {high} (h:min).",
        "仅统计参与服务的成员。人数最多的一档有{n:,}人：超过{low}、不超过{high}（时:分）。",
    ).fill(n=largest.count, low=_hours(largest.low), high=_hours(largest.high))
    drawing = histogram(
        counted,
        [_hours(each.high) for each in counted],
        along=Text("time served, up to (h:min)", "服务时长，不超过（时:分）"),
        up=Text("members", "成员数"),
    )
    return figure("hours", Text("Time served per member", "每名成员的服务时长"), said, drawing)


def _evenness(loads: Sequence[LoadRow], serving: Sequence[LoadRow]) -> Html:
    """How evenly the work is shared: Lorenz curves and Gini coefficients."""
    everyone, some = [row.minutes for row in loads], [row.minutes for row in serving]
    said = Text(
        "The nearer a curve is to the diagonal, the more evenly the work is shared. Gini coefficient (0: all the same, "
        "1: one does everything): {some:.2f} among those who serve (full line), {every:.2f} among all (dashed).",
        "曲线越接近对角线，分担越均衡。基尼系数（0：人人相同；1：一人承担全部）：参与服务者之间{some:.2f}（实线），"
        "全体成员之间{every:.2f}（虚线）。",
    ).fill(some=gini(some), every=gini(everyone))
    drawing = lorenz_curves(
        everyone,
        some,
        along=Text("share of members, least busy first", "成员占比（由少到多）"),
        up=Text("share of the time", "时长占比"),
    )
    return figure("evenness", Text("How evenly it is shared", "分担是否均衡"), said, drawing)


def _busiest(serving: Sequence[LoadRow]) -> Html:
    """The members who carry most, next to what they said they can give."""
    ordered = sorted(serving, key=lambda row: (-row.minutes, row.member))[:BUSIEST_MAX]
    unlimited = Text("no limit", "无上限")
    rows = [
        (
            row.member,
            row.services,
            _hours(row.minutes),
            unlimited if row.minutes_max is None else _hours(row.minutes_max),
            percent(row.minutes, row.minutes_max or 0),
        )
        for row in ordered
    ]
    caption = Text("the {n} members who give most time", "服务时长最多的{n}名成员").fill(n=len(rows))
    return Table("busiest", caption, _LOAD_COLUMNS, rows).html()


def _lifted(overrides: Sequence[OverrideRow]) -> Html:
    """Where members carry more than their own caps: how much, and who lifted the cap and why."""
    if not overrides:
        return paragraph(Text("Nobody carries more than their own cap.", "没有成员超出本人上限。"))
    caption = Text("caps lifted by name, and used: {n}", "已使用的具名放宽：{n}项").fill(n=len(overrides))
    rows = [(o.member, o.week, o.rule, o.own, o.load, o.most, o.by, o.why) for o in overrides]
    return Table("overrides", caption, _OVERRIDE_COLUMNS, rows, rows_max=len(rows)).html()


def _hours(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"


def _expertise(tables: PlanTables) -> Html:
    if not tables.expertise:
        return NOTHING
    title = Text("Is expertise used?", "专长用上了吗？")
    return section("expertise", title, expertise_block(tables.expertise))


def _organisation(tables: PlanTables) -> Html:
    if not tables.units:
        return NOTHING
    how = Text(
        "Each line counts a unit with all units under it. Open a line to see them.",
        "每行包含该单元及其全部下级单元的数据；点开可查看下级。",
    )
    title = Text("The organisation: coverage and vacancies", "组织体系：满足率与岗位空缺")
    return section("organisation", title, note(how), hierarchy(tables.units))
