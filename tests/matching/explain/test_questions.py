"""Questions about a plan, with answers known by hand."""

from datetime import timedelta

import pytest
from attrs import evolve
from small_plans import COUNTS

from commgov.core import HeldSkill, Member, RequiredSkill, Seat, Timetable
from commgov.errors import InvalidInputError, NotFoundError
from commgov.matching import (
    Ban,
    CandidateTable,
    MatchingProblem,
    Pin,
    bottlenecks,
    explain,
    explain_member,
    prices,
    recommend,
    solve,
)

WIRING = (Seat((RequiredSkill("electrical", 2),)),)


def electrician(number, level=2, **different):
    return evolve(Member(f"m-{number}", "grid-1", (HeldSkill("electrical", level),)), **different)


@pytest.fixture
def short_of_electricians(order):
    """One electrician with one service a week, two orders for electricians, and a neighbour who is learning."""
    members = [electrician(1, weekly_services_max=1), electrician(2, level=1), Member("m-3", "grid-1")]
    orders = [order(1, 9, 10, seats=WIRING, priority=2), order(2, 14, 15, seats=WIRING), order(3, 16, 17)]
    return solve(MatchingProblem.build(members, orders, rules=COUNTS))


def test_an_unmet_order_names_who_is_removed_who_holds_the_slot_and_what_it_takes(short_of_electricians):
    found = explain(short_of_electricians, "d-2")
    (seat,) = found.seats
    assert [(removal.rule, removal.members, removal.left) for removal in seat.removed] == [("skills", 2, 1)]
    assert (seat.eligible, seat.full, seat.busy, seat.free) == (1, 1, 0, 0)
    assert [(holder.member, [s.demand for s in holder.services]) for holder in seat.holders] == [("m-1", ["d-1"])]
    assert found.chain.dropped == ("d-1",)
    assert found.chain.gained == ("d-2",)
    assert found.chain.extra_cost == found.at_least == 1000  # d-1 costs 2000 unserved, d-2 costs 1000
    assert found.chain.exact


def test_an_explanation_is_told_in_both_languages(short_of_electricians):
    told = explain(short_of_electricians, "d-2").text
    told_chain = "m-1 serves d-2 on 03-02 14:00; d-1 stays unmet: the plan costs 1000 more (proven: no way is cheaper)"
    assert told.en.splitlines() == [
        "d-2 stays unmet",
        "seat 1 (electrical (level 2+)): 2 do not hold the skills asked for; 1 may serve: 1 full, 0 busy, 0 free",
        "m-1 serves d-1 03-02 09:00",
        f"To serve it: {told_chain}",
    ]
    assert told.zh.splitlines() == [
        "d-2未安排",
        "席位1（electrical（2级及以上））：2名不具备所需技能；可承接1名：已达上限1名，同时段另有服务0名，有空0名",
        "m-1已承接d-1 03-02 09:00",
        "若要安排：m-1于03-02 14:00承接d-2；d-1不再安排：方案成本增加1000（已证明：没有更低成本的办法）",
    ]


def test_a_served_order_says_by_whom(short_of_electricians):
    found = explain(short_of_electricians, "d-1")
    assert [service.member for service in found.services] == ["m-1"]
    assert found.chain is None
    assert found.text.en.startswith("d-1 is served by m-1\n")


def test_a_chain_passes_an_order_on_before_it_gives_one_up(order):
    """m-1 is asked for the wiring, so the errand goes to m-2, who is free: one displaces the other."""
    members = [electrician(1, weekly_services_max=1), Member("m-2", "grid-1", recent_minutes=120)]
    wiring = order(2, 14, 15, seats=WIRING)
    plan = solve(MatchingProblem.build(members, [order(1, 9, 10), wiring], bans=[Ban("d-2", "m-1")]))
    assert explain(plan, "d-2").chain is None
    assert [removal.rule for removal in explain(plan, "d-2").seats[0].removed] == ["skills", "ban"]

    plan = solve(MatchingProblem.build(members, [order(1, 9, 10), wiring], pins=[Pin("d-1", "m-1")]))
    assert explain(plan, "d-2").chain is None, "what was given by hand stays"

    plan = solve(MatchingProblem.build(members, [order(1, 9, 10), wiring]))
    (first, second) = recommend(plan, "d-1")
    assert (first.member, first.serves, first.extra_cost) == ("m-2", True, 0)
    assert (second.member, second.chain.dropped) == ("m-1", ("d-2",))


def test_a_recommendation_counts_whoever_takes_over(order):
    """Whoever takes d-1 from m-1 costs the difference of hours served lately: 12 an hour."""
    members = [Member(f"m-{n}", "grid-1", recent_minutes=60 * n) for n in (0, 1, 2)]
    plan = solve(MatchingProblem.build(members, [order(1, 9, 10)], rules=COUNTS))
    found = recommend(plan, "d-1", 2)
    assert [(each.member, each.extra_cost) for each in found] == [("m-0", 0), ("m-1", 12)]
    assert found[1].text.zh == "d-1（03-02 09:00）由m-0改为m-1承接：方案成本增加12（已证明：没有更低成本的办法）"


def test_nobody_takes_a_second_seat_of_a_team(order, team_of):
    members = [Member(f"m-{n}", "grid-1", recent_minutes=60 * n) for n in (0, 1, 2)]
    plan = solve(MatchingProblem.build(members, [team_of(order(1, 9, 10), 2)]))
    others = {seat: [each.member for each in recommend(plan, "d-1", seat=seat)] for seat in (0, 1)}
    assert others == {0: ["m-0", "m-2"], 1: ["m-1", "m-2"]}


def test_a_team_gives_way_to_another_team(order, team_of):
    """Two members, two teams of two at one time: to serve the other, one is left as a whole."""
    members = [Member(f"m-{n}", "grid-1") for n in (1, 2)]
    orders = [evolve(team_of(order(1, 9, 10), 2), priority=2), team_of(order(2, 9, 10), 2)]
    found = explain(solve(MatchingProblem.build(members, orders)), "d-2")
    assert (found.chain.dropped, found.chain.gained, found.chain.extra_cost) == (("d-1",), ("d-2",), 2000)
    assert [service.demand for service in found.chain.added] == ["d-2", "d-2"]


def test_too_few_who_may_serve_is_told_as_such(order):
    night = Member("m-1", "grid-1", availability=Timetable.parse("Mon-Sun 20:00-23:00"))
    found = explain(solve(MatchingProblem.build([night], [order(1, 9, 10)])), "d-1")
    assert found.lines[-1].en == "No change of the plan can serve it: too few may serve"
    assert found.lines[1].zh.startswith("席位1（任何人）：1名该时段无法服务；可承接0名")


def test_a_member_is_told_why_not_by_the_rules_or_by_the_cost(short_of_electricians):
    plan = short_of_electricians
    (own,) = explain_member(plan, "m-1").services
    assert (own.service.demand, own.otherwise) == ("d-1", None)
    learner = explain_member(plan, "m-2", "d-2").instead
    assert [reason.en for reason in learner.refusals] == ["lacks electrical at level 2"]
    assert explain_member(plan, "m-1", "d-2").instead.chain.extra_cost == 1000
    assert explain_member(plan, "m-1", "d-1").instead is None
    assert explain_member(plan, "m-2", "d-2").text.zh.splitlines()[-1] == "未承接d-2：缺少electrical（2级）技能"


@pytest.fixture
def one_electrician_for_two_orders(order):
    """Everybody who knows about wiring serves once a week."""
    members = [electrician(1, weekly_services_max=1), electrician(2, level=1, weekly_services_max=1)]
    orders = [order(1, 9, 10, seats=WIRING), order(2, 14, 15, seats=WIRING)]
    return solve(MatchingProblem.build(members, orders, rules=COUNTS))


def test_one_more_electrician_is_worth_an_order_less_what_serving_it_costs(one_electrician_for_two_orders):
    """1000 for the order, less 40 for neutral liking."""
    (price,) = prices(one_electrician_for_two_orders, by=("skill", "unit"))
    assert (price.skill, price.unit) == (RequiredSkill("electrical", 2), "grid-1")
    assert price.confirmed == price.estimate == price.at_most == 960
    assert price.text.en == "one more member with electrical (level 2), at home in grid-1: worth 960"
    assert price.text.zh == "增加一名具备electrical（2级）的成员，居住于grid-1：价值960"


def test_a_price_by_window_says_when_help_is_needed(one_electrician_for_two_orders):
    found = prices(one_electrician_for_two_orders, by=("skill", "window"), confirm=0)
    worth = {price.window: price.estimate for price in found if price.estimate}
    assert worth == {"Mon 06:00-12:00": 960, "Mon 12:00-18:00": 960}
    assert "free Mon 06:00-12:00: worth about 960" in found[0].text.en


def test_prices_refuse_what_they_cannot_say(short_of_electricians):
    with pytest.raises(InvalidInputError) as caught:
        prices(short_of_electricians, by=("colour", "unit"), units=["grid-9"], confirm=-1)
    assert len(caught.value.problems) == 3
    table = CandidateTable(role=[0], member=[0], cost=[5])
    plan = solve(MatchingProblem.from_columns(services_max=[1], unserved=[100], candidates=table))
    with pytest.raises(InvalidInputError, match="without candidates of its own"):
        prices(plan)


def test_a_bottleneck_is_named_with_what_would_help(short_of_electricians):
    """m-2 has one level to learn; as an expert of level 2, other orders would suit less: but there are none."""
    found = bottlenecks(short_of_electricians)
    assert found.unexplained == ()
    (bottleneck,) = found.found
    assert (bottleneck.demands, bottleneck.unmet) == (("d-1", "d-2"), ("d-2",))
    assert (bottleneck.seats, bottleneck.services, bottleneck.members) == (2, 1, 1)
    assert bottleneck.skills == (RequiredSkill("electrical", 2),)
    first = bottleneck.remedies[0]
    assert (first.member, first.levels, first.worth) == ("m-2", 1, 960)


def test_an_order_that_only_costs_too_much_is_explained_by_no_set(order):
    """Twelve orders could move up by one each; together that would cost more than the order that stays."""
    size, far = 12, 95
    rows = [(at, at, 0) for at in range(size)] + [(at, at + 1, far) for at in range(size)]
    role, member, cost = (list(column) for column in zip(*sorted(rows), strict=True))
    members = [Member(f"m-{n:02}", "grid-1", weekly_services_max=1) for n in range(size + 1)]
    orders = [order(n, 9, 10) for n in range(size)] + [order(99, 9, 10)]
    table = CandidateTable(role=[*role, size], member=[*member, 0], cost=[*cost, 5])
    plan = solve(MatchingProblem.build(members, orders, rules=COUNTS, candidates=table))
    assert [unmet.demand for unmet in plan.unmet] == ["d-99"]
    assert bottlenecks(plan).unexplained == ("d-99",)
    chain = explain(plan, "d-99").chain
    assert (chain.dropped, chain.extra_cost) == (("d-0",), 5)  # moving all would cost 12 * 95 + 5 - 1000


def test_questions_about_plain_arrays_are_answered():
    table = CandidateTable(role=[0, 0, 1], member=[0, 1, 0], cost=[5, 9, 7])
    plan = solve(MatchingProblem.from_columns(services_max=[1, 1, 1], unserved=[100, 100], candidates=table))
    assert [(each.member, each.extra_cost) for each in recommend(plan, "d0")] == [("m1", 0), ("m0", 89)]
    assert explain(plan, "d0").seats[0].removed[0].text.en == "1 are not on the list of candidates"
    instead = explain_member(plan, "m2", "d0").instead
    assert instead.text.en == "not d0: not on the list of candidates"


def test_whoever_is_not_there_is_not_found(short_of_electricians):
    for ask in (
        lambda: explain(short_of_electricians, "d-9"),
        lambda: recommend(short_of_electricians, "d-9"),
        lambda: explain_member(short_of_electricians, "m-9"),
        lambda: explain_member(short_of_electricians, "m-1", "d-9"),
    ):
        with pytest.raises(NotFoundError):
            ask()
    with pytest.raises(InvalidInputError, match=r"recommend, k.*\n.*recommend, seat"):
        recommend(short_of_electricians, "d-1", 0, seat=3)


def test_the_same_question_gets_the_same_answer(order):
    members = [Member(f"m-{n}", "grid-1", weekly_services_max=2) for n in range(6)]
    orders = [order(n, 9, 11, minutes=60) for n in range(14)]
    later = [evolve(each, window=evolve(each.window, end=each.window.end + timedelta(hours=2))) for each in orders]
    plan = solve(MatchingProblem.build(members, later))
    assert plan.unmet
    for ask in (
        lambda: explain(plan, plan.unmet[0].demand),
        lambda: recommend(plan, "d-3"),
        lambda: explain_member(plan, "m-1", plan.unmet[0].demand),
        lambda: prices(plan),
        lambda: bottlenecks(plan),
    ):
        assert ask() == ask()
