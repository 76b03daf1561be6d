"""Services are drafted, published, accepted or declined, locked, begun; a step that does not fit is an ordinary no."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from commgov.core import Demand, DemandKind, Member, Timetable, Window
from commgov.errors import ConflictError, InvalidInputError
from commgov.matching import (
    Accepted,
    AnswerKind,
    Changes,
    Claimed,
    Commitments,
    CommitmentState,
    Declined,
    HandedBack,
    Locked,
    MatchingProblem,
    MessageKind,
    ServiceStarted,
    Unlocked,
    advance_commitments,
    publish,
    replan,
    solve,
)

SUNDAY = datetime(2026, 3, 1, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
DRAFT, PUBLISHED, ACCEPTED, DECLINED, STARTED = CommitmentState


@pytest.fixture
def drafted(one_order):
    people, order = one_order
    return Commitments.of(solve(MatchingProblem.build(people, [order])))


def about(kind, at=SUNDAY, **fields):
    if kind in {Accepted, Declined, HandedBack}:
        fields = {"member": "m-1", **fields}
    return kind(at=at, demand="d-1", **({"by": "officer-1"} | fields if kind in {Locked, Unlocked} else fields))


def in_state(commitments, state):
    return evolve(commitments, entries=tuple(evolve(entry, state=state) for entry in commitments.entries))


FITS = {
    Accepted: {PUBLISHED: ACCEPTED},
    Declined: {PUBLISHED: DECLINED},
    HandedBack: {ACCEPTED: DECLINED},
    Locked: {DRAFT: DRAFT, PUBLISHED: PUBLISHED, ACCEPTED: ACCEPTED},
    Unlocked: {DRAFT: DRAFT, PUBLISHED: PUBLISHED, ACCEPTED: ACCEPTED},
    ServiceStarted: {PUBLISHED: STARTED, ACCEPTED: STARTED},
}


@pytest.mark.parametrize("kind", FITS)
@pytest.mark.parametrize("state", CommitmentState)
def test_each_event_fits_its_states_and_is_refused_in_all_others(drafted, kind, state):
    before = in_state(drafted, state)
    step = advance_commitments(before, about(kind))
    after = FITS[kind].get(state)
    if after is None:
        assert step.answer.kind is AnswerKind.REFUSED
        assert step.answer.why.en
        assert step.answer.why.zh
        assert step.commitments.entries == before.entries, "a refusal changes nothing"
        assert step.messages == ()
    else:
        assert step.answer.kind is AnswerKind.ACCEPTED
        assert [entry.state for entry in step.commitments.entries] == [after]
        assert (step.commitments.entries[0].locked_by == "officer-1") == (kind is Locked)


def test_members_are_told_once_and_with_references_only(drafted):
    step = publish(drafted, SUNDAY)
    assert [(m.to, m.kind, str(m.text)) for m in step.messages] == [
        ("m-1", MessageKind.GRANTED, "You are asked to serve order d-1: 2026-03-02 09:00, 60 minutes, at grid-1.")
    ]
    assert "需求d-1" in step.messages[0].text.zh
    again = publish(step.commitments, SUNDAY + timedelta(hours=1))
    assert again.messages == ()
    assert again.commitments.entries == step.commitments.entries


def test_some_demands_can_be_published_before_others(order):
    commitments = Commitments.of(
        solve(MatchingProblem.build([Member("m-1", "grid-1")], [order(1, 9, 10), order(2, 11, 12)]))
    )
    step = publish(commitments, SUNDAY, ["d-2"])
    assert [(m.demand, m.to) for m in step.messages] == [("d-2", "m-1")]
    assert repr(step.commitments) == "Commitments(1 draft, 1 published)"


def test_the_office_hears_that_somebody_will_not_come(drafted):
    step = advance_commitments(publish(drafted, SUNDAY).commitments, about(Declined))
    assert [(m.to, m.kind) for m in step.messages] == [(None, MessageKind.ESCALATED)]


def test_nobody_can_be_held_to_what_they_declined(drafted):
    locked = advance_commitments(publish(drafted, SUNDAY).commitments, about(Locked)).commitments
    assert locked.entries[0].is_locked
    assert not advance_commitments(locked, about(Declined)).commitments.entries[0].is_locked


def test_whoever_has_no_service_is_told_so(drafted):
    other = advance_commitments(publish(drafted, SUNDAY).commitments, about(Accepted, member="m-2"))
    assert str(other.answer) == "refused: the member has no service of this order"
    nobody = advance_commitments(drafted, Accepted(at=SUNDAY, demand="d-9", member="m-1"))
    assert str(nobody.answer) == "refused: the member has no service of this order"
    begun = advance_commitments(drafted, ServiceStarted(at=SUNDAY, demand="d-9"))
    assert str(begun.answer) == "refused: nobody has taken the order"


def test_what_cannot_be_dealt_with_at_all_raises(drafted):
    told = publish(drafted, SUNDAY).commitments
    early = SUNDAY - timedelta(hours=1)
    with pytest.raises(ConflictError, match="older"):
        advance_commitments(told, about(Accepted, at=early))
    with pytest.raises(ConflictError, match="older"):
        publish(told, early)
    with pytest.raises(InvalidInputError, match="time zone"):
        publish(drafted, SUNDAY.replace(tzinfo=None))
    with pytest.raises(TypeError, match="Claimed"):
        advance_commitments(told, Claimed(at=SUNDAY, demand="d-1", member="m-1"))
    with pytest.raises(InvalidInputError, match="by"):
        about(Locked, by="13800000000")


class Weeks(RuleBasedStateMachine):
    """Whatever happens and however often it is planned anew: what members were told last is what stands."""

    @initialize()
    def plan(self):
        monday = datetime(2026, 3, 2, tzinfo=ZoneInfo("Asia/Shanghai"))
        starts = [monday + timedelta(hours=hour) for hour in (9, 9, 10, 14)]
        self.orders = [
            Demand(f"d-{n}", DemandKind.WISH, "errand", "grid-1", Window(start, start + timedelta(minutes=60)), 60)
            for n, start in enumerate(starts)
        ]
        self.people = [Member(f"m-{n}", "grid-1", weekly_services_max=2) for n in range(3)]
        self.commitments = Commitments.of(solve(MatchingProblem.build(self.people, self.orders)))
        self.at, self.believes = SUNDAY, {}

    def takes(self, step):
        self.commitments = step.commitments
        for message in step.messages:
            if message.kind is MessageKind.RELEASED:
                assert self.believes.pop((message.demand, message.to)), "nobody is released who was not told"
            elif message.to is not None:
                known = (message.demand, message.to) in self.believes
                assert known == (message.kind is MessageKind.CHANGED)
                self.believes[message.demand, message.to] = str(message.text).split(": ")[-1].removeprefix("now ")

    @rule()
    def tell(self):
        self.takes(publish(self.commitments, self.at))
        assert publish(self.commitments, self.at).messages == ()

    @rule(data=st.data(), kind=st.sampled_from([Accepted, Declined, HandedBack, Locked, Unlocked]))
    def answer(self, data, kind):
        if self.commitments.entries:
            service = data.draw(st.sampled_from(self.commitments.entries)).service
            fields = {"by": "officer-1"} if kind in {Locked, Unlocked} else {}
            event = kind(at=self.at, demand=service.demand, member=service.member, **fields)
            step = advance_commitments(self.commitments, event)
            self.takes(step)
            if step.answer.kind is AnswerKind.ACCEPTED and kind in {Declined, HandedBack}:
                del self.believes[service.demand, service.member]

    @rule(data=st.data(), cost=st.sampled_from([0, 50, 10**6]), what=st.sampled_from(["nothing", "order", "away"]))
    def anew(self, data, cost, what):
        changes = Changes()
        if what == "order":
            number, hours = data.draw(st.integers(0, 6)), data.draw(st.integers(0, 2))
            start = self.orders[0].window.start + timedelta(hours=hours)
            window = Window(start, start + timedelta(hours=2))
            changes = Changes(demands=(evolve(self.orders[0], id=f"d-{number}", window=window),))
        elif what == "away":
            changes = Changes(
                members=(Member(data.draw(st.sampled_from(["m-0", "m-1"])), "grid-1", availability=_LATE),)
            )
        locked = [entry for entry in self.commitments.entries if entry.is_locked]
        found = replan(self.commitments, changes, change_cost=cost)
        broken = [one.commitment for one in found.broken]
        for entry in locked:
            stays = any(
                (one.service.demand, one.service.member, one.service.start)
                == (entry.service.demand, entry.service.member, entry.service.start)
                for one in found.commitments.entries
                if one.locked_by == entry.locked_by
            )
            assert stays != (entry in broken), "a lock holds, or it is said why it does not"
        self.commitments = found.commitments

    @invariant()
    def what_members_believe_is_what_the_commitments_say(self):
        entries, revoked = self.commitments.entries, self.commitments.revoked
        told = {(b.service.demand, b.service.member) for b in (*entries, *revoked) if b.is_told}
        assert told == set(self.believes)
        for entry in entries:
            if entry.is_told:
                when = self.believes[entry.service.demand, entry.service.member]
                assert when.startswith(f"{entry.service.start:%Y-%m-%d %H:%M}")


_LATE = Timetable.parse("Mon-Sun 12:00-20:00")
Weeks.TestCase.settings = settings(max_examples=30, stateful_step_count=12, deadline=None)
TestWeeks = Weeks.TestCase
