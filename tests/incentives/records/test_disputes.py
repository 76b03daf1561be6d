"""Disputes: how they are decided, what is disputed cannot be spent meanwhile, and no dispute waits for ever."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from attrs import evolve
from tests.incentives.records.conftest import NOON, RULES, Officers
from tests.incentives.records.steps import community, decided, disputed, posted, resident, submitted, why

from commgov.core import MemoryStreams, Text
from commgov.errors import InvalidInputError
from commgov.incentives import Form, Side
from commgov.incentives.ledger import MINUTES, Account, Close, Command, Ledger, Open, Transfer
from commgov.incentives.records import (
    AttestationRefused,
    DecisionOverdue,
    Grounds,
    NothingCounts,
    NotRelated,
    RecordBook,
    RecordPolicy,
    RecordState,
    WhatStoodStands,
)
from commgov.storage import Database


def posted_and_disputed(book, spent=0):
    """A record of 60 minutes that is posted, of which some are spent, and then disputed."""
    submitted(book)
    book.take("s-1", community())
    book.take("s-1", resident())
    assert book.ledger.post(Command("shop", (Open(Account("shop", MINUTES)),), by="officer-7", cause="shop"))
    assert not spent or spend(book, spent)
    assert book.take("s-1", disputed())


def spend(book, minutes):
    step = Transfer("member/m-1/minutes", "shop", minutes)
    return book.ledger.post(Command(f"buy-{minutes}", (step,), by="m-1", cause="deal"))


@pytest.mark.parametrize(("spent", "left"), [(0, 60), (45, 15), (60, 0)])
def test_what_is_disputed_cannot_be_spent_until_it_is_decided(book, spent, left):
    posted_and_disputed(book, spent)
    standing = book.ledger.standing("member/m-1/minutes")
    assert (standing.held_out, standing.available) == (left, 0)
    assert not spend(book, 1)
    assert book.take("s-1", decided(60))
    assert book.ledger.standing("member/m-1/minutes").available == left
    assert book.record("s-1").hold == 0
    assert book.ledger.verify()


def test_what_was_earned_elsewhere_can_still_be_spent(book):
    earned = Transfer("issued/community-b/minutes", "member/m-1/minutes", 25)
    assert book.ledger.post(Command("earned", (earned,), by="officer-7", cause="s-2"))
    posted_and_disputed(book)
    assert not spend(book, 26)
    assert spend(book, 25)
    assert book.take("s-1", decided(20))
    assert book.ledger.standing("member/m-1/minutes").available == 20


def test_a_dispute_that_was_cut_off_freezes_once(book):
    """The ledger froze what was there, the record was not kept, and meanwhile some more minutes came in."""
    submitted(book)
    book.take("s-1", community())
    book.take("s-1", resident())
    before = MemoryStreams()
    for number, body in enumerate(book.streams.read("record/s-1"), start=1):
        before.append("record/s-1", number, body)
    assert book.ledger.post(Command("shop", (Open(Account("shop", MINUTES)),), by="officer-7", cause="shop"))
    assert spend(book, 45)
    book.take("s-1", disputed())
    earned = Transfer("issued/community-b/minutes", "member/m-1/minutes", 25)
    assert book.ledger.post(Command("earned", (earned,), by="officer-7", cause="s-2"))
    again = RecordBook(book.ledger, before, book.policy)
    step = again.take("s-1", disputed())
    assert step.record == book.record("s-1")
    assert book.ledger.standing("member/m-1/minutes").held_out == 15
    assert again.take("s-1", decided(60))
    assert book.ledger.standing("member/m-1/minutes").held_out == 0


def test_only_what_came_to_the_member_is_frozen_not_what_overflowed(watch):
    ledger = Ledger(clock=watch)
    accounts = (
        Open(Account("issued/community-b/minutes", MINUTES, floor=None)),
        Open(Account("pool", MINUTES)),
        Open(Account("member/m-1/minutes", MINUTES, ceiling=70, overflow="pool")),
    )
    assert ledger.post(Command("pool", accounts, by="officer-7", cause="begin"))
    earned = Transfer("issued/community-b/minutes", "member/m-1/minutes", 30)
    assert ledger.post(Command("earned", (earned,), by="officer-7", cause="s-2"))
    book = RecordBook(ledger, policy=RecordPolicy(rules=RULES))
    posted_and_disputed(book)
    standing = ledger.standing("member/m-1/minutes")
    assert (standing.posted, standing.held_out) == (70, 40)


LATE = NOON + timedelta(days=30)


def overdue(at=LATE):
    return DecisionOverdue(at=at, by="office")


@pytest.mark.parametrize(
    ("rule", "state", "left"), [(WhatStoodStands(), "posted", 60), (NothingCounts(), "rejected", 0)]
)
def test_a_dispute_that_nobody_decides_ends_by_the_published_rule(book, watch, rule, state, left):
    book.policy = evolve(book.policy, undecided=rule)
    posted_and_disputed(book)
    assert why(book.take("s-1", overdue(at=LATE - timedelta(seconds=1)))) == ["time"]
    watch.moment = LATE
    assert why(book.take("s-1", decided(30, at=LATE))) == ["time"]
    [step] = book.end_overdue(LATE, by="office")
    assert (step.record.state.value, step.record.minutes, posted(book)) == (state, left, left)
    assert step.record.decided_by == ("office", rule.name)
    assert book.ledger.standing("member/m-1/minutes").available == left
    assert (step.record.facts() is not None) == bool(left)
    assert book.end_overdue(LATE, by="office") == []
    assert book.ledger.verify()


class Generous:
    """A rule that gives more than it may."""

    name, says = "generous", Text("all counts", "全部计入")

    def minutes(self, record):
        return record.claim.minutes


@pytest.mark.parametrize("rule", [WhatStoodStands(), NothingCounts(), Generous()])
def test_no_rule_posts_what_two_sides_did_not_sign(book, rule):
    book.policy = evolve(book.policy, undecided=rule)
    submitted(book)
    assert book.take("s-1", disputed(by="m-1"))
    step = book.take("s-1", overdue())
    assert (step.record.state, posted(book)) == (RecordState.REJECTED, 0)


class Street:
    """Officers 21 and 22 decide for the street, above the community."""

    def speaks_for(self, person, _unit, _at):
        return person in {"officer-21", "officer-22"}


def test_an_undecided_dispute_goes_to_the_next_officers_and_at_last_to_the_rule(book, watch):
    book.policy = evolve(book.policy, deciders=(Officers(), Street()), decide_within=timedelta(days=10))
    posted_and_disputed(book)
    street = {"by": "officer-21", "approved_by": "officer-22"}
    assert why(book.take("s-1", decided(30, **street))) == ["decider"]
    watch.moment = NOON + timedelta(days=10)
    [step] = book.end_overdue(watch.moment, by="office")
    assert (step.record.state, step.record.passed_on) == (RecordState.DISPUTED, 1)
    assert book.ledger.standing("member/m-1/minutes").available == 0, "it stays frozen"
    assert why(book.take("s-1", decided(30, at=watch.moment))) == ["decider"]
    both = RecordBook(book.ledger, book.streams, book.policy)
    assert both.take("s-1", decided(30, at=watch.moment, **street)).record.minutes == 30
    assert both.take("s-1", disputed(by="m-1", at=watch.moment)).record.passed_on == 0, "a new dispute begins anew"
    for days in (10, 20):
        [step] = both.end_overdue(watch.moment + timedelta(days=days), by="office")
    assert (step.record.state, step.record.minutes, posted(both)) == (RecordState.POSTED, 30, 30)
    assert why(both.take("s-1", disputed(at=step.record.at))) == ["decided"], "a rule's decision counts as one"


def test_what_nobody_attests_in_time_ends_with_the_days_run(book, watch):
    submitted(book)
    watch.moment = LATE
    [step] = book.end_overdue(LATE, by="office")
    assert step.record.state is RecordState.EXPIRED


def test_a_policy_without_time_for_decisions_is_refused():
    with pytest.raises(InvalidInputError, match="decide_within"):
        RecordPolicy(decide_within=timedelta())


def test_who_spends_while_it_is_disputed_is_either_before_or_refused(tmp_path, watch):
    """In a file, with several at a time: what is frozen and what was spent are never together more than was earned."""
    with Database.open(f"sqlite:///{tmp_path / 'b.db'}") as database:
        book = RecordBook(database.ledger(clock=watch), database.streams(), RecordPolicy(rules=RULES))
        accounts = (
            Open(Account("issued/community-b/minutes", MINUTES, floor=None)),
            Open(Account("member/m-1/minutes", MINUTES)),
            Open(Account("shop", MINUTES)),
        )
        assert book.ledger.post(Command("open", accounts, by="officer-7", cause="begin"))
        submitted(book)
        book.take("s-1", community())
        book.take("s-1", resident())
        with ThreadPoolExecutor(5) as several:
            buying = [several.submit(spend, book, minutes) for minutes in (7, 11, 13, 17)]
            disputing = several.submit(book.take, "s-1", disputed())
        spent = sum(minutes for minutes, bought in zip((7, 11, 13, 17), buying, strict=True) if bought.result())
        assert disputing.result()
        standing = book.ledger.standing("member/m-1/minutes")
        assert (standing.posted, standing.held_out) == (60 - spent, 60 - spent)
        assert not spend(book, 1)
        again = RecordBook(database.ledger(clock=watch), database.streams(), book.policy)
        watch.moment = LATE
        [step] = again.end_overdue(LATE, by="office")
        assert step.record.state is RecordState.POSTED
        assert again.ledger.standing("member/m-1/minutes").available == 60 - spent
        assert again.ledger.verify()


def test_a_decision_opens_the_account_of_somebody_who_left_again(book):
    submitted(book)
    book.take("s-1", community())
    book.take("s-1", resident())
    assert book.ledger.post(Command("shop", (Open(Account("shop", MINUTES)),), by="officer-7", cause="shop"))
    assert spend(book, 60)
    assert book.ledger.post(Command("close", (Close("member/m-1/minutes"),), by="officer-7", cause="left"))
    assert book.take("s-1", disputed()).record.hold == 0
    assert book.take("s-1", decided(30)).record.state is RecordState.POSTED
    standing = book.ledger.standing("member/m-1/minutes")
    assert (standing.arrears, standing.is_closed) == (30, False)
    assert [entry.kind for entry in book.ledger.entries()].count("reopen") == 1
    assert book.take("s-1", disputed())
    book.policy = evolve(book.policy, undecided=NothingCounts())
    assert book.take("s-1", overdue()).record.state is RecordState.REJECTED
    assert book.ledger.standing("member/m-1/minutes").arrears == 60
    assert book.ledger.verify()


def test_what_counted_and_still_counts_changes_no_closed_account(book):
    submitted(book)
    book.take("s-1", community())
    book.take("s-1", resident())
    assert book.ledger.post(Command("shop", (Open(Account("shop", MINUTES)),), by="officer-7", cause="shop"))
    assert spend(book, 60)
    assert book.ledger.post(Command("close", (Close("member/m-1/minutes"),), by="officer-7", cause="left"))
    assert book.take("s-1", disputed())
    assert book.take("s-1", decided(60)).record.state is RecordState.POSTED
    assert book.ledger.standing("member/m-1/minutes").is_closed


@pytest.mark.parametrize(("minutes", "state"), [(60, "posted"), (20, "posted"), (0, "rejected")])
def test_what_was_posted_and_is_disputed_is_decided_by_two_officers(book, minutes, state):
    submitted(book)
    book.take("s-1", community())
    book.take("s-1", resident())
    assert book.take("s-1", disputed()).record.state is RecordState.DISPUTED
    assert posted(book) == 60
    step = book.take("s-1", decided(minutes))
    assert (step.record.state.value, posted(book)) == (state, minutes)
    assert (step.record.facts() is not None) == (minutes > 0)


def test_a_dispute_before_posting_frees_the_minutes_until_it_is_decided(book):
    submitted(book)
    book.take("s-1", disputed(by="officer-7"))
    assert book.ledger.standing("member/m-1/minutes").held_in == 0
    assert book.take("s-1", decided(30)).record.facts().attested.form is Form.DECISION
    assert posted(book) == 30


def test_a_member_appeals_against_a_refusal_and_others_decide(book):
    submitted(book)
    book.take("s-1", AttestationRefused(at=NOON, by="officer-7", side=Side.COMMUNITY, grounds=Grounds.OTHER_TIME))
    assert why(book.take("s-1", disputed(by="r-5"))) == ["party"]
    assert book.take("s-1", disputed(by="m-1"))
    assert why(book.take("s-1", decided(60, by="officer-7"))) == ["part"]
    assert why(book.take("s-1", decided(60, by="p-1"))) == ["an officer"]
    assert why(book.take("s-1", decided(61))) == ["minutes"]
    assert book.take("s-1", decided(60)).record.minutes == 60


def test_a_record_is_decided_so_often_and_not_more(book):
    submitted(book)
    book.policy = evolve(book.policy, decisions_max=1)
    book.take("s-1", disputed())
    book.take("s-1", decided(60))
    assert why(book.take("s-1", disputed())) == ["decided"]


def test_disputes_end_some_time(book):
    submitted(book)
    book.take("s-1", community())
    book.take("s-1", resident())
    assert why(book.take("s-1", disputed(at=NOON + timedelta(days=31)))) == ["time"]


def test_what_was_spent_already_is_owed_when_a_decision_takes_it_away(book):
    submitted(book)
    book.take("s-1", community())
    book.take("s-1", resident())
    ledger = book.ledger
    opened = Command("shop", (Open(Account("shop", MINUTES)),), by="officer-7", cause="shop")
    assert ledger.post(opened)
    assert ledger.post(Command("buy", (Transfer("member/m-1/minutes", "shop", 60),), by="m-1", cause="deal"))
    book.take("s-1", disputed())
    book.take("s-1", decided(0))
    assert ledger.standing("member/m-1/minutes").arrears == 60


def test_what_overflows_is_taken_back_as_well(watch):
    ledger = Ledger(clock=watch)
    accounts = (
        Open(Account("issued/community-b/minutes", MINUTES, floor=None)),
        Open(Account("pool", MINUTES)),
        Open(Account("member/m-1/minutes", MINUTES, ceiling=40, overflow="pool")),
    )
    assert ledger.post(Command("pool", accounts, by="officer-7", cause="begin"))
    book = RecordBook(ledger, policy=RecordPolicy(rules=RULES))
    submitted(book)
    book.take("s-1", community())
    book.take("s-1", resident())
    assert (posted(book), ledger.standing("pool").posted) == (40, 20)
    book.take("s-1", disputed())
    book.take("s-1", decided(30))
    assert (posted(book), ledger.standing("pool").posted) == (30, 0)


def test_of_two_officers_who_decide_one_at_least_has_no_conflict_of_interest(book):
    class Household:
        def between(self, one, other):
            home = {"officer-7": "h-1", "officer-8": "h-1", "m-1": "h-1"}
            return Text("one household", "同一家庭") if home.get(one, one) == home.get(other, other) else None

    book.policy = RecordPolicy(rules=RULES, conflicts=(NotRelated(Household()),))
    submitted(book)
    assert book.take("s-1", disputed())
    assert why(book.take("s-1", decided(60, by="officer-8", approved_by="officer-7"))) == ["conflict"]
    assert book.take("s-1", decided(60, by="officer-8", approved_by="officer-9"))
    assert posted(book) == 60
