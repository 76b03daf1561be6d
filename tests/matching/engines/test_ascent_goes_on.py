"""Dual ascent does not end where the average of old slopes points nowhere but a fresh one still leads up."""

from datetime import datetime
from zoneinfo import ZoneInfo

from commgov.core import Demand, DemandKind, HeldSkill, Member, RequiredSkill, Seat, Window
from commgov.matching import MatchingProblem, Proof, solve

SATURDAY = Window(*(datetime(2026, 3, 7, hour, tzinfo=ZoneInfo("Asia/Shanghai")) for hour in (9, 12)))


def seat(skill: str, level: int) -> tuple[Seat]:
    return (Seat((RequiredSkill(skill, level),)),)


def test_a_demand_that_nobody_can_serve_does_not_hide_what_the_others_cost() -> None:
    # The price of d-3 has to climb to its cap; on the way the others fall to 0, and the average keeps them there.
    demands = [
        Demand("d-1", DemandKind.WISH, "repair", "grid-1", SATURDAY, 60, seat("electrician", 3), priority=3),
        Demand("d-2", DemandKind.APPEAL, "company", "garden-1", SATURDAY, 90),
        Demand("d-3", DemandKind.WISH, "repair", "grid-1", SATURDAY, 60, seat("plumber", 1)),
    ]
    members = [Member("m-1", "grid-1", (HeldSkill("electrician", 4),)), Member("m-2", "garden-1")]
    plan = solve(MatchingProblem.build(members, demands))
    assert (plan.objective, plan.bound, plan.proof) == (1100, 1100, Proof.OPTIMAL)
