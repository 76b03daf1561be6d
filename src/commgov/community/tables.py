"""A plan as the plain rows that the report takes."""

from collections import Counter
from collections.abc import Sequence

from commgov.community.waiting import wait_rows
from commgov.core import Service
from commgov.grid import Organisation
from commgov.matching import OverrideUse, Plan, expertise
from commgov.matching.overrides import RULE_NAMES
from commgov.report import (
    BookingRow,
    ExpertiseRow,
    LoadRow,
    OverrideRow,
    PlanTables,
    Quality,
    ServiceRow,
    UnitRow,
    UnmetRow,
)
from commgov.storage import Inputs
from commgov.wording import Text

REASONS = {
    "skills": Text("nobody has the skill", "无人具备所需技能"),
    "availability": Text("nobody available at that time", "该时段无人可服务"),
    "employer consent": Text("at work, no consent", "在岗且单位未同意"),
    "insurance": Text("no insurance cover", "无保险保障"),
    "distance": Text("nobody near enough", "附近无人"),
    "weekly minutes": Text("longer than a week's limit", "时长超过每周上限"),
    "weekly services": Text("takes no services", "不接受服务"),
    "weekly limit": Text("all at their weekly limit", "本周均已达上限"),
    "busy": Text("at the limit or serving others", "已达上限或另有服务"),
    "too few": Text("too few people for the team", "队员人数不足"),
    "needed elsewhere": Text("needed for other orders", "已安排其他服务"),
    "no gain": Text("free, but no gain found", "有空但未找到更优安排"),
    "booked": Text("venue or goods booked by others", "场地或物资已被预订"),
    "not offered": Text("no suitable venue or goods", "无合适的场地或物资"),
    "no team": Text("no team takes such orders", "无服务队承接"),
    "offers": Text("offered only for something else", "该时段仅提供其他服务"),
    "no candidate": Text("nobody on the list", "名单中无人"),
    "ban": Text("banned by hand", "人工禁止"),
}
"""What the kinds of reason are called (`commgov.matching.Reason.code`)."""


def plan_tables(
    inputs: Inputs, organisation: Organisation | None, plan: Plan, unplanned: Sequence[Service] = ()
) -> PlanTables:
    """All that the report of a plan shows.

    Args:
        inputs: what was planned.
        organisation: the units as a tree; None leaves the hierarchy out.
        plan: the service list.
        unplanned: what members would have taken first come, first served, to compare the use of expertise with.
    """
    demands = {demand.id: demand for demand in inputs.demands}
    zone = inputs.zone

    def shown(service: Service) -> ServiceRow:
        demand = demands[service.demand]
        start, end = service.start.astimezone(zone), service.end.astimezone(zone)
        return ServiceRow(
            service.demand, demand.category, demand.unit, service.member, f"{start:%m-%d %H:%M}", f"{end:%H:%M}"
        )

    unmet = tuple(
        UnmetRow(
            left.demand,
            demands[left.demand].category,
            demands[left.demand].unit,
            demands[left.demand].priority,
            left.reasons[0].code,
            left.why,
        )
        for left in plan.unmet
    )
    return PlanTables(
        figures=_figures(inputs, plan),
        services=tuple(map(shown, plan.services)),
        unmet=unmet,
        loads=_loads(inputs, plan),
        units=() if organisation is None else _units(inputs, organisation, plan),
        quality=Quality(plan.objective, plan.bound, plan.unserved, plan.proof.value),
        expertise=_expertise(plan, unplanned),
        reasons=REASONS,
        bookings=_bookings(inputs, plan),
        overrides=tuple(map(_override, plan.overrides_used)),
        waits=wait_rows(inputs, organisation, plan),
    )


def _bookings(inputs: Inputs, plan: Plan) -> tuple[BookingRow, ...]:
    zone = inputs.zone
    unit = {demand.id: demand.unit for demand in inputs.demands}
    kind = {offer.id: offer.resource for offer in inputs.offers}
    return tuple(
        BookingRow(
            booked.demand,
            unit[booked.demand],
            kind[booked.offer],
            booked.offer,
            f"{booked.start.astimezone(zone):%m-%d %H:%M}",
            f"{booked.end.astimezone(zone):%H:%M}",
        )
        for booked in plan.bookings
    )


def _expertise(plan: Plan, unplanned: Sequence[Service]) -> tuple[ExpertiseRow, ...]:
    lists = [(Text("this plan", "本方案"), plan.services)]
    if unplanned:
        lists.append((Text("first come, first served", "先到先得"), tuple(unplanned)))
    rows = []
    for name, services in lists:
        found = expertise(plan.problem, services)
        counts = found.used, found.specialists, found.specialists_used, found.specialists_unskilled
        rows.append(ExpertiseRow(name, len({service.demand for service in services}), found.services, *counts))
    return tuple(rows)


def _override(use: OverrideUse) -> OverrideRow:
    lifted = use.override
    rule = Text(lifted.rule, RULE_NAMES[lifted.rule])
    return OverrideRow(lifted.member, f"{use.week}", rule, use.own, use.load, lifted.most, lifted.by, lifted.why)


def _figures(inputs: Inputs, plan: Plan) -> tuple[tuple[Text, str], ...]:
    minutes = sum(service.minutes for service in plan.services)
    serving = len({service.member for service in plan.services})
    return (
        (Text("demands", "需求"), f"{len(inputs.demands):,}"),
        (Text("served", "已安排"), f"{len(inputs.demands) - len(plan.unmet):,}"),
        (Text("unmet", "未满足"), f"{len(plan.unmet):,}"),
        (Text("services", "服务人次"), f"{len(plan.services):,}"),
        (Text("members serve, of {n}", "参与成员（共{n}名）").fill(n=f"{len(inputs.members):,}"), f"{serving:,}"),
        (Text("hours of service", "服务小时"), f"{minutes / 60:,.0f}"),
    )


def _loads(inputs: Inputs, plan: Plan) -> tuple[LoadRow, ...]:
    minutes: Counter[str] = Counter()
    services: Counter[str] = Counter()
    for service in plan.services:
        minutes[service.member] += service.minutes
        services[service.member] += 1
    zone = inputs.zone
    weeks = len({service.start.astimezone(zone).isocalendar()[:2] for service in plan.services}) or 1
    return tuple(
        LoadRow(member.id, minutes[member.id], services[member.id], member.weekly_minutes_max * weeks)
        for member in inputs.members
    )


def _units(inputs: Inputs, organisation: Organisation, plan: Plan) -> tuple[UnitRow, ...]:
    unmet = {left.demand for left in plan.unmet}
    members = Counter(member.home_unit for member in inputs.members)
    demands = Counter(demand.unit for demand in inputs.demands)
    served = Counter(demand.unit for demand in inputs.demands if demand.id not in unmet)
    day = min((demand.window.start.astimezone(inputs.zone).date() for demand in inputs.demands), default=None)
    posts = Counter(post.unit for post in organisation.posts(day))
    vacant = Counter(post.unit for post in organisation.vacancies(day))
    names = {level.id: level.name for level in organisation.levels}
    rows = []
    for id_ in organisation.units():
        unit = organisation.unit(id_)
        level = names.get(unit.level, Text(unit.level, unit.level))
        counts = (members[id_], demands[id_], served[id_], posts[id_], vacant[id_])
        rows.append(UnitRow(id_, unit.parent, level, unit.name, *counts))
    return tuple(rows)
