"""An assignment that changes one demand at a time is, after every change, as good as one made from scratch."""

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tiny_pieces import optimum, piece_of, plain_bound, random_piece

from commgov.matching.engines import counts
from commgov.matching.engines.insertion import LiveAssignment
from commgov.matching.piece import PRICE_SCALE, Family


class Changes(RuleBasedStateMachine):
    """Demands come, go, are told to their workers and begin, in any order; the plain model beside it is solved anew."""

    @initialize(services_max=st.lists(st.integers(0, 3), min_size=1, max_size=5))
    def start(self, services_max):
        self.live = LiveAssignment(np.array(services_max))
        self.left = services_max  # what each worker can still take, beside what has begun
        self.asks = []  # of every demand known: the cost of each worker, and of leaving it unserved
        self.within, self.told, self.begun = [], {}, 0

    @rule(data=st.data(), unserved=st.integers(1, 30))
    def a_demand_comes(self, data, unserved):
        workers = data.draw(st.lists(st.integers(0, len(self.left) - 1), unique=True))
        cost = {worker: data.draw(st.integers(0, unserved + 5)) for worker in workers}
        before = self.seating()
        changed = self.live.add(np.array(workers, dtype=np.int64), np.array(list(cost.values()), np.int64), unserved)
        self.within.append(len(self.asks))
        self.asks.append((cost, unserved))
        self.changed_is(changed, before)

    @precondition(lambda self: self.within)
    @rule(data=st.data(), returns=st.booleans())
    def a_demand_goes_and_perhaps_returns(self, data, returns):
        demand = data.draw(st.sampled_from(self.within))
        self.within.remove(demand)
        self.told.pop(demand, None)
        before = self.seating()
        self.changed_is(self.live.remove(demand), before)
        if returns:
            before = self.seating()
            self.within.append(demand)
            self.changed_is(self.live.enter(demand), before)

    @precondition(lambda self: self.within)
    @rule(data=st.data())
    def a_service_begins_or_its_time_passes(self, data):
        demand = data.draw(st.sampled_from(self.within))
        cost, unserved = self.asks[demand]
        worker = self.live.worker_of(demand)
        self.live.fix(demand)
        self.within.remove(demand)
        self.told.pop(demand, None)
        self.begun += unserved if worker is None else cost[worker]
        if worker is not None:
            self.left[worker] -= 1
        assert self.live.worker_of(demand) == worker

    @precondition(lambda self: self.served())
    @rule(data=st.data(), change=st.integers(0, 9), drop=st.integers(0, 9))
    def a_worker_is_told(self, data, change, drop):
        demand = data.draw(st.sampled_from(self.served()))
        _, so_far, drop_so_far = self.told.get(demand, (None, 0, 0))
        change = so_far + change
        drop = max(change, drop_so_far) + drop
        self.live.tell(demand, change, drop)
        self.told[demand] = (self.live.worker_of(demand), change, drop)

    def served(self):
        return [demand for demand in self.within if self.live.worker_of(demand) is not None]

    def seating(self):
        return {demand: self.live.worker_of(demand) for demand in self.within}

    def changed_is(self, changed, before):
        """What a change tells is exactly what is different now; unserved demands count as not there."""
        after = self.seating()
        different = {d for d in after.keys() | before.keys() if after.get(d) != before.get(d)} & set(self.within)
        assert set(changed) == different

    def charged(self, demand):
        """What the demand costs at each worker and unserved, with what was told."""
        cost, unserved = self.asks[demand]
        if demand not in self.told:
            return cost, unserved
        told, change, drop = self.told[demand]
        return {worker: c + change * (worker != told) for worker, c in cost.items()}, unserved + drop

    @invariant()
    def it_is_as_good_as_from_scratch_and_its_prices_prove_it(self):
        total = true_total = 0
        held = [0] * len(self.left)
        for demand in self.within:
            worker = self.live.worker_of(demand)
            for (cost, unserved), true in ((self.charged(demand), False), (self.asks[demand], True)):
                spent = unserved if worker is None else cost[worker]
                total, true_total = (total, true_total + spent) if true else (total + spent, true_total)
            if worker is not None:
                held[worker] += 1
        assert all(n <= most for n, most in zip(held, self.left, strict=True))
        assert self.live.objective == true_total + self.begun
        piece = self.piece()
        assert total == piece.objective(counts.solve(piece).chosen)
        workers, seats = self.live.prices, []
        for demand in self.within:
            cost, unserved = self.charged(demand)
            offers = [c + int(workers[w]) for w, c in cost.items() if self.left[w] > 0]
            seats.append(PRICE_SCALE * min([unserved, *offers]))
        assert plain_bound(piece, seats) == total

    def piece(self):
        demands = []
        for demand in self.within:
            cost, unserved = self.charged(demand)
            demands.append((unserved, 10, 0, [[(1, [(worker, 0, c) for worker, c in cost.items()])]]))
        workers = [(most, 10_000, number) for number, most in enumerate(self.left)]
        return piece_of(demands, workers, limits_minutes=False, no_overlap=False)


Changes.TestCase.settings = settings(max_examples=80, stateful_step_count=25, deadline=None)
TestChanges = Changes.TestCase


def test_a_piece_is_taken_over_as_it_is_solved():
    for seed in range(300):
        piece = random_piece(Family.COUNTS, seed)
        assert LiveAssignment.of(piece).objective == optimum(piece)


def test_workers_who_take_many_are_given_room_as_demands_come_even_after_some_have_begun():
    draw = np.random.default_rng(5)
    live, left = LiveAssignment(np.array([30, 12, 0])), [30, 12, 0]
    asks, within = [], []
    for number in range(70):
        cost = draw.integers(0, 60, 3)
        live.add(np.arange(3), cost, 50)
        asks.append((50, 10, 0, [[(1, [(worker, 0, c) for worker, c in enumerate(cost.tolist()) if c < 50])]]))
        within.append(number)
        if number % 3 == 0:
            begun = within.pop(int(draw.integers(len(within))))
            worker = live.worker_of(begun)
            live.fix(begun)
            if worker is not None:
                left[worker] -= 1
        elif number % 7 == 0:
            live.remove(within.pop(0))
        workers = [(most, 10_000, number) for number, most in enumerate(left)]
        piece = piece_of([asks[d] for d in within], workers, limits_minutes=False, no_overlap=False)
        spent = [50 if live.worker_of(d) is None else dict_of(asks[d])[live.worker_of(d)] for d in within]
        assert sum(spent) == piece.objective(counts.solve(piece).chosen)
    assert left[0] < 18, "the first worker serves more than any first layout had room for"


def dict_of(ask):
    """The cost of each worker who may serve a demand."""
    return {worker: cost for worker, _, cost in ask[3][0][0][1]}


def test_any_order_of_coming_in_ends_at_the_same_cost():
    for seed in range(100):
        piece = random_piece(Family.COUNTS, seed)
        live = LiveAssignment.of(piece)
        best, demands = live.objective, list(range(len(piece.unserved)))
        for demand in demands:
            live.remove(demand)
        assert live.objective == 0
        assert not live.prices.any(), "an empty house has no scarce workers"
        for demand in reversed(demands):
            live.enter(demand)
        assert live.objective == best


def test_who_was_told_stays_unless_a_change_is_worth_more_than_it_costs():
    for change_cost, changed in ((39, (0, 1)), (41, ())):
        live = LiveAssignment(np.array([1, 1]))
        live.add(np.array([0, 1]), np.array([10, 30]), unserved=1000)
        live.tell(0, change_cost)
        assert live.add(np.array([0, 1]), np.array([10, 70]), unserved=1000) == (changed or (1,))
        assert (live.worker_of(0), live.worker_of(1)) == ((1, 0) if changed else (0, 1))


def test_a_promise_is_kept_where_dropping_costs_more_than_any_order():
    live = LiveAssignment(np.array([1]))
    live.add(np.array([0]), np.array([10]), unserved=1000)
    live.tell(0, 0, 10**6)
    assert live.add(np.array([0]), np.array([10]), unserved=3000) == ()
    assert (live.worker_of(0), live.worker_of(1)) == (0, None)


def test_a_change_that_does_not_fit_is_refused_and_changes_nothing():
    live = LiveAssignment(np.array([1]))
    live.add(np.array([0]), np.array([10]), unserved=100)
    live.add(np.array([0]), np.array([20]), unserved=50)
    live.tell(0, 5, 7)
    live.add(np.array([], dtype=np.int64), np.array([], dtype=np.int64), unserved=1)
    live.fix(2)
    wrong = (
        lambda: live.enter(0),
        lambda: live.remove(2),
        lambda: live.fix(3),
        lambda: live.fix(-1),
        lambda: live.enter_all(np.array([0])),
        lambda: live.tell(1, 5),  # unserved: nobody was told
        lambda: live.tell(0, 4, 7),  # cheaper than before
        lambda: live.tell(0, 5, 6),
        lambda: live.tell(0, 9, 8),  # a drop cheaper than a change
    )
    for change in wrong:
        with pytest.raises(ValueError, match="demand"):
            change()
    assert (live.worker_of(0), live.worker_of(1), live.objective, live.price(0)) == (0, None, 10 + 50 + 1, 50 - 20)
