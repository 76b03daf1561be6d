"""A quarter of regular visits in Community B, week by week: the same member as before, turns that go round, the price.

300 residents are visited in rhythms of their own, and the community has its duties. Each of 13 weeks is planned with
what was served before, once with continuity and rotation and once without; nothing else differs. The cost of both is
that of the plain objective, so it says what the same faces and the fair turns cost.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
from attrs import frozen

from commgov.core import Demand, MemberId, Service, gini
from commgov.matching import (
    Continuity,
    Effort,
    MatchingProblem,
    Objective,
    Pairs,
    Rotation,
    StandingOrder,
    backups,
    occurrence_of,
    occurrences,
    solve,
    violations,
    weekly_visits,
    with_recent_minutes,
)
from commgov.simulation import Scenario, community_b, standing_orders

MONDAY = date(2026, 3, 2)
WEEKS = 13
VISITED = 300


@frozen
class Quarter:
    """What a quarter came to."""

    services: tuple[Service, ...]
    members: int
    cost: int  # of all services, by the plain objective
    unmet: int
    value_gap: float  # the worst week's
    backed_up: int  # services with somebody standing by
    asked_backup: int


def measure() -> list[tuple[str, str, str]]:
    """Rows: how level the weeks are, then visits with and without continuity, then duties with and without rotation."""
    scenario = community_b()
    orders = standing_orders(scenario, visited=VISITED)
    visits = tuple(order for order in orders if order.same_member)
    duties = tuple(order for order in orders if not order.same_member)
    load = weekly_visits(visits, MONDAY, weeks=WEEKS)
    level = (
        "visits a week, most and fewest",
        f"{max(load)} and {min(load)}",
        f"{VISITED} residents, {sum(load):,} visits",
    )
    return [level, *_continuity(scenario, visits), *_rotation(scenario, duties)]


def _continuity(scenario: Scenario, visits: Sequence[StandingOrder]) -> list[tuple[str, str, str]]:
    steady = quarter(scenario, visits, lambda demands, past: Objective().plus(Continuity.of(visits, demands, past)))
    plain = quarter(scenario, visits, lambda _demands, _past: Objective())
    rows = [_visits_row("visits with continuity", steady), _visits_row("visits without", plain)]
    price = steady.cost / len(steady.services) / (plain.cost / len(plain.services)) - 1
    note = "cost of a visit (way, expertise, recent load, liking), with over without, minus 1"
    return [*rows, ("**price of the same faces**", f"**{price:+.1%}**", note)]


def _visits_row(what: str, found: Quarter) -> tuple[str, str, str]:
    note = (
        f"{been_before(found.services):.1%} by somebody who had been there, "
        f"{found.unmet} of {len(found.services) + found.unmet:,} visits unmet, "
        f"{faces(found.services):.2f} different members a resident, {found.cost / len(found.services):.0f} a visit, "
        f"backup for {found.backed_up / max(1, found.asked_backup):.1%}, worst value gap {found.value_gap:.2%}"
    )
    return what, f"{same_as_before(found.services):.1%} by the same member as before", note


def _rotation(scenario: Scenario, duties: Sequence[StandingOrder]) -> list[tuple[str, str, str]]:
    fair = quarter(scenario, duties, lambda _demands, past: Objective().plus(Rotation.of(duties, past)))
    plain = quarter(scenario, duties, lambda _demands, _past: Objective())
    rows = [_turns_row("duties with rotation", fair), _turns_row("duties without", plain)]
    price = fair.cost / len(fair.services) / (plain.cost / len(plain.services)) - 1
    return [*rows, ("**price of the fair turns**", f"**{price:+.1%}**", "cost of a turn, with over without, minus 1")]


def _turns_row(what: str, found: Quarter) -> tuple[str, str, str]:
    turns = Counter(service.member for service in found.services)
    patrols = Counter(service.member for service in found.services if service.demand.startswith("patrol/"))
    everybody = [*turns.values(), *[0] * (found.members - len(turns))]
    note = (
        f"{len(found.services):,} turns by {len(turns):,} of {found.members:,} members, Gini among all "
        f"{gini(everybody):.3f}, "
        f"{found.unmet} duties unmet, {found.cost / len(found.services):.0f} a turn, "
        f"worst value gap {found.value_gap:.2%}"
    )
    return what, f"at most {max(patrols.values())} patrols a member in {WEEKS} weeks", note


def quarter(
    scenario: Scenario,
    orders: Sequence[StandingOrder],
    objective: Callable[[Sequence[Demand], Sequence[Service]], Objective],
    *,
    weeks: int = WEEKS,
) -> Quarter:
    """Plan week by week, each with what was served before."""
    past: list[Service] = []
    cost = unmet = backed_up = asked = 0
    gap = 0.0
    organisation = scenario.organisation()
    for at in range(weeks):
        monday = MONDAY + timedelta(weeks=at)
        demands = occurrences(orders, monday)
        members = scenario.members if not at else with_recent_minutes(scenario.members, past, monday)
        problem = MatchingProblem.build(members, demands, hierarchy=organisation, objective=objective(demands, past))
        plan = solve(problem, effort=Effort.quick())
        named = backups(problem, plan.services, orders)
        assert violations(problem, plan.services) == []
        cost += plain_cost(problem, plan.services)
        unmet, gap = unmet + len(plan.unmet), max(gap, plan.value_gap)
        backed_up, asked = backed_up + sum(one.member is not None for one in named), asked + len(named)
        past += plan.services
    return Quarter(tuple(past), len(scenario.members), cost, unmet, gap, backed_up, asked)


def plain_cost(problem: MatchingProblem, services: Sequence[Service]) -> int:
    """What the services cost by the plain objective."""
    demands = problem.columns.demands
    role = [
        demands.role_from[at] + demands.seat_role[at][service.seat]
        for service in services
        for at in [problem.demand_at[service.demand]]
    ]
    member = [problem.member_at[service.member] for service in services]
    start = [problem.columns.minute(service.start) for service in services]
    pairs = Pairs(problem.columns, *(np.array(column, dtype=np.int32) for column in (member, role, start)))
    return int(Objective().cost(pairs).sum())


def by_order(services: Sequence[Service]) -> dict[str, list[MemberId]]:
    """Who came, visit by visit, to each resident."""
    found: dict[str, list[MemberId]] = {}
    for service in sorted(services, key=lambda one: one.start):
        found.setdefault(str(occurrence_of(service.demand)), []).append(service.member)
    return found


def same_as_before(services: Sequence[Service]) -> float:
    """Share of the visits, but for each resident's first, by the member of the visit before."""
    pairs = [pair for members in by_order(services).values() for pair in pairwise(members)]
    return sum(one == other for one, other in pairs) / len(pairs)


def been_before(services: Sequence[Service]) -> float:
    """Share of the visits, but for each resident's first, by somebody who had been there before."""
    known = [members[at] in members[:at] for members in by_order(services).values() for at in range(1, len(members))]
    return sum(known) / len(known)


def faces(services: Sequence[Service]) -> float:
    """Different members a resident, on average."""
    counts = [len(set(members)) for members in by_order(services).values()]
    return sum(counts) / len(counts)
