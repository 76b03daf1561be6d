"""Who would have whom: what is refused, and preferences that come from the data of a matching problem."""

import pytest
from hypothesis import given, settings

from commgov.core import HeldSkill, Member, Preference, RequiredSkill, Seat
from commgov.errors import InvalidInputError
from commgov.grid import Organisation
from commgov.matching import (
    Aim,
    MatchingProblem,
    Objective,
    Partner,
    PartnerProblem,
    Views,
    blocking_pairs,
    pair_up,
    partners_from,
)
from commgov.testing import communities
from commgov.testing.strategies import UNITS

few = settings(max_examples=150, deadline=None)


def problem_of(members, wishes=None, most=None):
    """Partners from plain rankings."""
    most = most or {}
    return PartnerProblem(
        tuple(Partner.ranking(one, choices, most=most.get(one, 1)) for one, choices in members.items()),
        None if wishes is None else tuple(Partner.ranking(one, choices) for one, choices in wishes.items()),
    )


def test_choices_that_are_no_choices_are_refused_all_at_once():
    problem = problem_of({"m-1": ["w-1", "w-2"], "m-2": ["w-1"]}, {"w-1": ["m-1", "m-2"], "w-2": []})
    with pytest.raises(InvalidInputError) as error:
        blocking_pairs(problem, [("m-1", "w-1"), ("m-1", "w-1"), ("m-2", "w-1"), ("m-1", "w-2"), ("nobody", "w-1")])
    assert [str(problem.where) for problem in error.value.problems] == [
        "pairs, [1]",
        "pairs, [3]",
        "pairs, [4]",
        "Partner w-1",
    ]


@pytest.mark.parametrize(
    ("make", "places"),
    [
        (lambda: Partner("m-1", (("w-1", "w-2"), ("w-1",))), ["Partner m-1, choices"]),
        (lambda: Partner("m-1", ((),), most=0), ["Partner m-1, most"]),
        (lambda: Partner("m-1", ("w-1",)), ["Partner m-1, choices[0]"]),
        (lambda: Partner("m-1", ((),)), ["Partner m-1, choices[0]"]),
        (lambda: Partner("m-1", (("13800000000",),)), ["Partner m-1, choices[0]"]),
        (
            lambda: problem_of({"m-1": ["w-9"], "m-2": ["m-1"]}, {}),
            ["Partner m-1, choices[0]", "Partner m-2, choices[0]"],
        ),
        (lambda: problem_of({"m-1": ["m-1"]}), ["Partner m-1, choices[0]"]),
        (lambda: problem_of({"m-1": []}, {"m-1": []}), ["PartnerProblem, id"]),
        (lambda: problem_of({"m-1": ["m-2"], "m-2": []}, most={"m-1": 2}), ["Partner m-1, most"]),
        (
            lambda: PartnerProblem((), (Partner("w-1", (), most=2),)),
            ["Partner w-1, most"],
        ),
        (lambda: PartnerProblem(("m-1",)), ["PartnerProblem, members[0]"]),
        (
            lambda: PartnerProblem((Partner.ranking("m-1", ["w-1"]),), (Partner.ranking("w-1", ["m-1"]),), {}),
            ["PartnerProblem, costs[m-1, w-1]"],
        ),
    ],
)
def test_wrong_partners_are_named(make, places):
    with pytest.raises(InvalidInputError) as error:
        make()
    assert [str(problem.where) for problem in error.value.problems] == places


def test_members_rank_by_distance_and_liking_wishes_by_fit(order):
    """An expert who lives next door and a beginner who comes gladly: the wish for anyone takes the beginner."""
    plumbing = (Seat((RequiredSkill("plumbing", 2),)),)
    members = [
        Member("expert", "grid-2", (HeldSkill("plumbing", 5),), preferences=(Preference("errand", 2),)),
        Member("beginner", "grid-2", (HeldSkill("plumbing", 2),)),
    ]
    wishes = [order(1, 9, 10, unit="grid-2"), order(2, 9, 10, seats=plumbing, category="repair")]
    asked = partners_from(
        MatchingProblem.build(members, wishes, hierarchy=Organisation.from_units(UNITS)), Views(most=1)
    )
    choices = {partner.id: partner.choices for partner in asked.everyone}
    assert choices == {
        "expert": (("d-1",), ("d-2",)),
        "beginner": (("d-1",), ("d-2",)),
        "d-1": (("beginner",), ("expert",)),
        "d-2": (("beginner",), ("expert",)),
    }


@few
@given(communities())
def test_preferences_from_data_hold_exactly_the_pairs_that_the_rules_allow(oracle_class, community):
    """... and each side's ranks follow the costs of its own objective."""
    singles = tuple(demand for demand in community.demands if len(demand.seats) == 1 and not demand.is_flexible)
    problem = MatchingProblem.build(community.members, singles, hierarchy=community.organisation)
    asked = partners_from(problem, Views(Objective(waste=0, profession=0, recent=0), Objective()))
    judge = oracle_class(community)
    may = {
        (member.id, demand.id)
        for member in community.members
        for demand in singles
        if judge.may(member, demand, demand.seats[0], demand.window.start)
    }
    assert set(asked.allowed) == may
    for wish in asked.wishes:
        demand = judge.demands[wish.id]
        costs = [[judge.cost(judge.members[m], demand, demand.seats[0]) for m in tier] for tier in wish.choices]
        assert all(len(set(tier)) == 1 for tier in costs)
        assert [tier[0] for tier in costs] == sorted({tier[0] for tier in costs})
    for pair in may:
        demand = judge.demands[pair[1]]
        assert asked.cost(pair) == judge.cost(judge.members[pair[0]], demand, demand.seats[0])


def test_a_wish_for_a_team_cannot_be_paired(one_order, team_of):
    members, demand = one_order
    with pytest.raises(InvalidInputError, match="a wish takes one member"):
        partners_from(MatchingProblem.build(members, [team_of(demand, 2)]))


def test_a_member_takes_as_many_wishes_as_services_a_week_unless_told_otherwise(order):
    wishes = [order(number, 9, 10) for number in range(5)]
    problem = MatchingProblem.build([Member("m-1", "grid-1", weekly_services_max=3)], wishes)
    assert len(pair_up(partners_from(problem), ties=0).pairs) == 3
    assert len(pair_up(partners_from(problem, Views(most=2)), aim=Aim.LEAST_COST).pairs) == 2
    with pytest.raises(InvalidInputError, match="most"):
        partners_from(problem, Views(most=0))
