"""Dispatching: demand list and resource list in, service list out, as the files that people read."""

from collections.abc import Mapping
from datetime import date

from attrs import frozen

from commgov.community.tables import REASONS, plan_tables
from commgov.core import Demand, Service, monday_of
from commgov.errors import InvalidInputError, MissingExtraError
from commgov.grid import FIVE_LEVEL_POSTS, Organisation, Roster
from commgov.matching import (
    Effort,
    MatchingProblem,
    NoOverlap,
    PairRule,
    Plan,
    expertise,
    first_come,
    pin_conflicts,
    solve,
    standard_rules,
)
from commgov.matching.effort import OnProgress
from commgov.report import plan_page
from commgov.storage import Inputs, PolicySettings, table_bytes, workbook_bytes
from commgov.wording import Language, Text

_DEMAND = (Text("demand", "需求"), Text("category", "类别"), Text("unit", "单元"))
_SERVICES = (
    *_DEMAND,
    Text("seat", "席位"),
    Text("role", "角色"),
    Text("member", "成员"),
    Text("start", "开始"),
    Text("end", "结束"),
    Text("minutes", "时长（分钟）"),
    Text("cap lifted by", "上限放宽批准人"),
    Text("team", "志愿服务队"),
)
_BOOKINGS = (
    *_DEMAND,
    Text("resource", "种类"),
    Text("offer", "资源"),
    Text("number", "件号"),
    Text("start", "开始"),
    Text("end", "结束"),
)
_UNMET = (*_DEMAND, Text("priority", "优先级"), Text("reason", "原因类别"), Text("why", "原因"))


@frozen
class Dispatch:
    """A plan with what it was made from.

    Args:
        inputs: the tables.
        organisation: the units as a tree; None where no unit was given.
        plan: the service list.
        unplanned: what members would have taken first come, first served: what the plan is compared with.
    """

    inputs: Inputs
    organisation: Organisation | None
    plan: Plan
    unplanned: tuple[Service, ...] = ()

    @property
    def served(self) -> int:
        """How many demands are served."""
        return len(self.inputs.demands) - len(self.plan.unmet)

    def figures(self) -> dict[str, int | float | str]:
        """The key figures, flat, for programs to read."""
        plan = self.plan
        own, other = expertise(plan.problem, plan.services), expertise(plan.problem, self.unplanned)
        return {
            "members": len(self.inputs.members),
            "demands": len(self.inputs.demands),
            "seats": sum(len(demand.seats) for demand in self.inputs.demands),
            "services": len(plan.services),
            "bookings": len(plan.bookings),
            "serving": len({service.member for service in plan.services}),
            "served": self.served,
            "unmet": len(plan.unmet),
            "overrides_used": len(plan.overrides_used),
            "objective": plan.objective,
            "bound": plan.bound,
            "gap": round(plan.gap, 6),
            "value_gap": round(plan.value_gap, 6),
            "proof": plan.proof.value,
            "family": plan.family.value,
            "seed": plan.seed,
            "expertise_used": own.used,
            "specialists_unskilled": own.specialists_unskilled,
            "unplanned_served": len({service.demand for service in self.unplanned}),
            "unplanned_services": other.services,
            "unplanned_expertise_used": other.used,
            "unplanned_specialists_unskilled": other.specialists_unskilled,
        }


def problem_of(inputs: Inputs, organisation: Organisation | None) -> MatchingProblem:
    """The matching problem that a folder of tables states, with the rules that its policy asks for.

    Raises:
        InvalidInputError: naming everything that does not fit together; pins that cannot hold, by their rows.
    """
    policy = inputs.policy
    problem = MatchingProblem.build(
        inputs.members,
        inputs.demands,
        rules=rules_of(policy),
        hierarchy=organisation,
        objective=policy.objective,
        pins=inputs.pins,
        bans=inputs.bans,
        overrides=inputs.overrides,
        zone=policy.zone,
        start_step=policy.start_step_minutes,
        teams=inputs.teams,
        offers=inputs.offers,
    )
    conflicts = pin_conflicts(problem)
    if conflicts:
        raise InvalidInputError([conflict.problem(inputs.place_of) for conflict in conflicts])
    return problem


def rules_of(policy: PolicySettings) -> tuple[PairRule, ...]:
    """The standard rules with the policy's parameters, without those that it turns off."""
    rules = standard_rules(distance_max=policy.distance_max)
    travel = NoOverlap(policy.travel_minutes)
    chosen = (travel if isinstance(rule, NoOverlap) else rule for rule in rules)
    return tuple(rule for rule in chosen if rule.name not in policy.rules_off)


def organisation_of(inputs: Inputs) -> Organisation | None:
    """The units as a tree, with their posts if appointments were given; None where no unit was given."""
    if not inputs.units:
        return None
    organisation = Organisation.from_units(inputs.units)
    if not inputs.appointments:
        return organisation
    return organisation.with_roster(Roster(FIVE_LEVEL_POSTS, inputs.appointments))


def dispatch(
    inputs: Inputs, *, seed: int | None = None, effort: Effort | None = None, on_progress: OnProgress | None = None
) -> Dispatch:
    """Plan what a folder of tables asks for.

    Args:
        inputs: the tables.
        seed: None: the policy's.
        effort: how much work; None: the default.
        on_progress: called now and then, see `commgov.matching.solve`.

    Raises:
        InvalidInputError: naming everything that does not fit together.
    """
    organisation = organisation_of(inputs)
    problem = problem_of(inputs, organisation)
    seed = inputs.policy.seed if seed is None else seed
    plan = solve(problem, seed=seed, effort=effort, on_progress=on_progress)
    return Dispatch(inputs, organisation, plan, first_come(problem, seed=seed))


def plan_files(dispatched: Dispatch, *, title: Text, language: Language) -> dict[str, bytes]:
    """The files of a plan: `services.csv`, `unmet.csv`, `services.xlsx`, `report.html`, and `bookings.csv` if need be.

    The CSV files have the same English headings in every language, as programs read them too; the workbook is for
    people. It is left out where the extra `commgov[excel]` is not installed.

    Args:
        dispatched: the plan.
        title: what the report is called.
        language: the language of the workbook, and the one that the report opens in.
    """
    services, unmet = _service_rows(dispatched), _unmet_rows(dispatched)
    files = {
        "services.csv": table_bytes([heading.en for heading in _SERVICES], services),
        "unmet.csv": table_bytes([*(heading.en for heading in _UNMET), _UNMET[-1].zh], unmet),
        "report.html": plan_page(
            plan_tables(dispatched.inputs, dispatched.organisation, dispatched.plan, dispatched.unplanned),
            title=title,
            generated_from=Text("made from the tables of the folder", "依据文件夹中的表格生成"),
            date=_period(dispatched.inputs),
            language=language,
        ).encode(),
    }
    sheets = {
        Text("services", "服务清单").to(language): ([heading.to(language) for heading in _SERVICES], services),
        Text("unmet", "未满足需求").to(language): (
            [heading.to(language) for heading in _UNMET],
            [(*row[:4], _reason(str(row[4])).to(language), row[5] if language == "en" else row[6]) for row in unmet],
        ),
    }
    if bookings := _booking_rows(dispatched):
        files["bookings.csv"] = table_bytes([heading.en for heading in _BOOKINGS], bookings)
        sheets[Text("bookings", "预订").to(language)] = [heading.to(language) for heading in _BOOKINGS], bookings
    try:
        files["services.xlsx"] = workbook_bytes(sheets)
    except MissingExtraError:
        return files
    return files


def _period(inputs: Inputs) -> str:
    """From the first to the last day of the demands."""
    days = [moment.astimezone(inputs.zone).date() for d in inputs.demands for moment in (d.window.start, d.window.end)]
    return f"{min(days)} – {max(days)}" if days else ""


_Cells = tuple[str | int, ...]


def _service_rows(dispatched: Dispatch) -> list[_Cells]:
    demands = _by_id(dispatched)
    zone = dispatched.inputs.zone
    lifted: dict[tuple[str, date], list[str]] = {}
    for use in dispatched.plan.overrides_used:
        lifted.setdefault((use.override.member, use.week), []).append(use.override.by)

    def lifted_by(service: Service) -> str:
        monday = monday_of(service.start.astimezone(zone).date())
        return ", ".join(dict.fromkeys(lifted.get((service.member, monday), ())))

    return [
        (
            service.demand,
            demands[service.demand].category,
            demands[service.demand].unit,
            service.seat + 1,
            demands[service.demand].seats[service.seat].role,
            service.member,
            service.start.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
            service.end.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
            service.minutes,
            lifted_by(service),
            service.team or "",
        )
        for service in dispatched.plan.services
    ]


def _booking_rows(dispatched: Dispatch) -> list[_Cells]:
    demands, zone = _by_id(dispatched), dispatched.inputs.zone
    offers = {offer.id: offer for offer in dispatched.inputs.offers}
    return [
        (
            booking.demand,
            demands[booking.demand].category,
            demands[booking.demand].unit,
            offers[booking.offer].resource,
            booking.offer,
            booking.number,
            booking.start.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
            booking.end.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
        )
        for booking in dispatched.plan.bookings
    ]


def _unmet_rows(dispatched: Dispatch) -> list[_Cells]:
    demands = _by_id(dispatched)
    return [
        (
            unmet.demand,
            demands[unmet.demand].category,
            demands[unmet.demand].unit,
            demands[unmet.demand].priority,
            unmet.reasons[0].code,
            unmet.why.en,
            unmet.why.zh,
        )
        for unmet in dispatched.plan.unmet
    ]


def _reason(code: str) -> Text:
    return REASONS.get(code, Text(code, code))


def _by_id(dispatched: Dispatch) -> Mapping[str, Demand]:
    return {demand.id: demand for demand in dispatched.inputs.demands}
