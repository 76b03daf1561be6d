"""Whatever happens, in whatever order: the board keeps its promises, and replaying the events gives the same board."""

from datetime import timedelta

from attrs import evolve
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from street import MONDAY

from commgov.core import OfferKind, OfferOfService, RequiredResource
from commgov.matching import (
    AnswerKind,
    ClaimBoard,
    Claimed,
    ClaimPolicy,
    Declined,
    HandedBack,
    MatchingProblem,
    MessageKind,
    NoShow,
    OrderPosted,
    OrderState,
    OrderWithdrawn,
    ServiceDone,
    ServiceStarted,
    Wave,
    WaveDue,
    advance_board,
    assignment_events,
    assignment_problem,
    board_bookings,
    board_services,
    due_waves,
    solve,
    violations,
)
from commgov.testing.strategies import communities


class Worth:
    """Every other member's service is worth something elsewhere."""

    def price(self, member):
        return 400 * (len(member.skills) % 2)


POLICY = ClaimPolicy(
    (Wave(1, 10, 2, 100), Wave(2, 30, 4, 500), Wave(2, 60)), budget=2, standby_max=1, reserve=Worth(), notice_minutes=60
)
KINDS = st.sampled_from([Claimed, Claimed, Claimed, Declined, HandedBack, NoShow])
OTHERS = st.sampled_from([WaveDue, ServiceStarted, ServiceDone, OrderWithdrawn])


def thing(name, kind, resource, **more):
    return OfferOfService(name, kind, "committee", "root", resource=resource, **more)


THINGS = (
    thing("room", OfferKind.VENUE, "classroom", quantity=20, setup_minutes=30),
    thing("chairs", OfferKind.GOODS, "wheelchair", quantity=2),
    thing("rice", OfferKind.GOODS, "rice", quantity=2, given_away=True),
)
ASKED = st.sampled_from(
    [
        (),
        (RequiredResource("classroom", 10),),
        (RequiredResource("wheelchair", pieces=2),),
        (RequiredResource("rice"), RequiredResource("wheelchair")),
    ]
)


class Board(RuleBasedStateMachine):
    """Any events about the orders of a small community."""

    @initialize(community=communities(), data=st.data())
    def start(self, community, data):
        self.org = community.organisation
        demands = [evolve(demand, resources=data.draw(ASKED)) for demand in community.demands]
        self.problem = MatchingProblem.build(community.members, demands, hierarchy=self.org, offers=THINGS)
        self.members = [member.id for member in community.members]
        self.orders = [demand.id for demand in community.demands]
        self.board, self.now, self.events, self.steps = ClaimBoard(), MONDAY, [], []

    def happen(self, event):
        step = advance_board(self.board, event, self.problem, POLICY)
        if step.answer.kind is AnswerKind.REFUSED:
            assert step.answer.reasons
            assert step.board == evolve(self.board, at=event.at)
            assert step.messages == ()
        before, self.board = self.board, step.board
        self.events.append(event)
        self.steps.append(step)
        self.calls_are_as_promised(before, step)
        return step

    @rule(minutes=st.sampled_from([0, 5, 30, 240, 24 * 60]))
    def time_passes(self, minutes):
        self.now += timedelta(minutes=minutes)

    @rule(minutes=st.sampled_from([5, 30, 240]))
    def time_passes_and_waves_end(self, minutes):
        self.now += timedelta(minutes=minutes)
        for event in due_waves(self.board, self.now):
            assert self.happen(event).answer.kind is AnswerKind.ACCEPTED
        assert due_waves(self.board, self.now) == (), "each wave ends later than it began"

    @precondition(lambda self: set(self.orders) - set(self.board.orders))
    @rule(data=st.data())
    def an_order_is_posted(self, data):
        demand = data.draw(st.sampled_from(sorted(set(self.orders) - set(self.board.orders))))
        self.happen(OrderPosted(at=self.now, demand=demand))

    @precondition(lambda self: self.board.orders and self.members)
    @rule(data=st.data(), kind=KINDS)
    def a_member_acts(self, data, kind):
        demand = data.draw(st.sampled_from(list(self.board.orders)))
        member = data.draw(st.sampled_from(self.members))
        self.happen(kind(at=self.now, demand=demand, member=member))

    @precondition(lambda self: self.board.orders)
    @rule(data=st.data(), kind=OTHERS)
    def something_else_happens(self, data, kind):
        demand = data.draw(st.sampled_from(list(self.board.orders)))
        more = {"by": "officer-1"} if kind is OrderWithdrawn else {}
        self.happen(kind(at=self.now, demand=demand, **more))

    @precondition(lambda self: any(order.state is OrderState.ESCALATED for order in self.board.orders.values()))
    @rule()
    def escalated_orders_are_assigned(self):
        plan = solve(assignment_problem(self.board, self.problem, self.now, hierarchy=self.org))
        for event in assignment_events(self.board, plan, self.now):
            answer = self.happen(event).answer
            if answer.kind is AnswerKind.REFUSED:  # only where the time that a team had agreed on has passed
                assert {reason.code for reason in answer.reasons} == {"start"}
                assert self.board.orders[event.demand].start == event.start < self.now

    @invariant()
    def nobody_is_overbooked(self):
        services = board_services(self.board, self.problem)
        assert violations(self.problem, services, bookings=board_bookings(self.board), unfinished=True) == []

    @invariant()
    def whoever_has_a_seat_has_what_the_order_asks_for(self):
        for order in self.board.orders.values():
            demand = self.problem.columns.demands.objects[self.problem.demand_at[order.demand]]
            needed = sum(required.pieces for required in demand.resources)
            assert len(order.bookings) == (needed if any(order.seats) else 0)

    @invariant()
    def states_say_how_the_seats_are(self):
        for order in self.board.orders.values():
            if order.state in {OrderState.OPEN, OrderState.ESCALATED}:
                assert order.free_seats
            if order.state is OrderState.GRANTED:
                assert not order.free_seats
            assert (order.wave_until is not None) == (order.state is OrderState.OPEN)
            assert (order.start is not None) == any(order.seats)

    @invariant()
    def each_member_is_in_one_place_of_an_order(self):
        for order in self.board.orders.values():
            waiting = [w.member for w in (*order.standby, *order.deferred)]
            places = [*filter(None, order.seats), *waiting, *order.out]
            assert len(places) == len(set(places))
            assert len(order.called) == len(set(order.called))
            assert len(order.standby) <= POLICY.standby_max

    def calls_are_as_promised(self, before, step):
        calls = [m for m in step.messages if m.kind is MessageKind.CALL]
        for message in calls:
            order = step.board.orders[message.demand]
            suited = {one.member: one for one in order.suited}
            assert message.to in suited
            assert suited[message.to].bid < order.unserved
            assert message.to not in order.out
            earlier = before.orders.get(message.demand)
            assert earlier is None or message.to not in earlier.called
        for times in step.board.calls.values():
            assert len([call for call in times if call > self.now - timedelta(days=7)]) <= POLICY.budget

    def teardown(self):
        if hasattr(self, "events"):
            board = ClaimBoard()
            for event, step in zip(self.events, self.steps, strict=True):
                again = advance_board(board, event, self.problem, POLICY)
                assert again == step
                board = again.board


Board.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestBoard = Board.TestCase
