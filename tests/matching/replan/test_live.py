"""A live plan is, after every order that comes or goes, as good as one made from nothing; and it says who is moved."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commgov.core import Member
from commgov.errors import InvalidInputError, NotFoundError
from commgov.matching import CandidateTable, LivePlan, MatchingProblem, Move, WeeklyServices, solve


def problem_of(caps, asks):
    """Orders as (cost of each member, unserved cost)."""
    rows = [(d, member, cost) for d, (costs, _) in enumerate(asks) for member, cost in costs.items()]
    role, member, cost = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    return MatchingProblem.from_columns(
        services_max=caps,
        unserved=np.array([unserved for _, unserved in asks], dtype=np.int64),
        candidates=CandidateTable(role=role, member=member, cost=cost),
    )


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_after_every_change_it_is_as_good_as_made_from_nothing(data):
    caps = data.draw(st.lists(st.integers(0, 2), min_size=1, max_size=4))

    def an_order():
        unserved = data.draw(st.integers(10, 30))
        members = data.draw(st.lists(st.integers(0, len(caps) - 1), unique=True))
        return {member: data.draw(st.integers(0, unserved - 1)) for member in members}, unserved

    asks = {f"d{n}": an_order() for n in range(data.draw(st.integers(1, 3)))}
    live = LivePlan(problem_of(caps, list(asks.values())))
    serves = {demand: live.member_of(demand) for demand in asks}
    for number in range(10, 16):
        if asks and data.draw(st.booleans()):
            gone = data.draw(st.sampled_from(sorted(asks)))
            del asks[gone], serves[gone]
            moves = live.withdraw(gone)
        else:
            costs, unserved = asks[f"d{number}"] = an_order()
            serves[f"d{number}"] = None
            moves = live.add(f"d{number}", {f"m{member}": cost for member, cost in costs.items()}, unserved)
        for move in moves:
            assert serves[move.demand] == move.before != move.after
            serves[move.demand] = move.after
        assert serves == {demand: live.member_of(demand) for demand in asks}, "only what was told has changed"
        assert live.objective == (solve(problem_of(caps, list(asks.values()))).objective if asks else 0)


def test_who_was_told_is_moved_only_if_it_is_worth_it():
    for change_cost, moved in ((39, True), (41, False)):
        live = LivePlan(problem_of([1, 1], [({0: 10, 1: 30}, 100)]))
        live.tell("d0", change_cost)
        moves = live.add("d9", {"m0": 10, "m1": 70}, 100)
        assert (Move("d0", "m0", "m1") in moves) == moved
        live.fix("d9")
        assert live.member_of("d9") == ("m0" if moved else "m1")


def test_an_order_that_does_not_fit_is_refused_with_all_that_is_wrong_and_changes_nothing():
    live = LivePlan(problem_of([1], [({0: 10}, 100)]))
    with pytest.raises(InvalidInputError) as error:
        live.add("d0", {"m9": 5, "m0": 100}, 100)
    assert len(error.value.problems) == 3
    with pytest.raises(InvalidInputError, match="unserved"):
        live.add("d1", {"m0": 1}, 1.5)
    for ask in (lambda: live.member_of("d1"), lambda: live.withdraw("d1"), lambda: live.price("m9")):
        with pytest.raises(NotFoundError):
            ask()
    assert repr(live) == "LivePlan(1 members, 1 demands, objective 10)"


def test_a_problem_of_another_kind_is_refused(one_order, order):
    people, first = one_order
    with pytest.raises(InvalidInputError, match="counts"):
        LivePlan(MatchingProblem.build(people, [first]))
    with pytest.raises(InvalidInputError, match="one week"):
        LivePlan(MatchingProblem.build(people, [first, order(2, 200, 201)], rules=[WeeklyServices()]))


def test_objects_will_do(order):
    people = [Member("m-1", "grid-1", weekly_services_max=1), Member("m-2", "grid-1", recent_minutes=120)]
    live = LivePlan(MatchingProblem.build(people, [order(1, 9, 10)], rules=[WeeklyServices()]))
    assert live.member_of("d-1") == "m-1"
    assert live.add("d-2", {"m-1": 0, "m-2": 500}, 1000) == (Move("d-1", "m-1", "m-2"), Move("d-2", None, "m-1"))
