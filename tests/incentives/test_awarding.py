"""Awarding again and again: the ledger holds what the awards come to, and every change can be told later."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commgov.core import Outcome, OutcomeState
from commgov.errors import InvalidInputError
from commgov.incentives import (
    POINTS,
    Account,
    AwardBook,
    Command,
    EffectPoints,
    Ledger,
    Open,
    PointsPolicy,
    TimePoints,
    award_points,
)
from commgov.testing import service_facts_of

FIRST = PointsPolicy("points", 1, date(2026, 1, 1))
BY_TIME = PointsPolicy("points", 2, date(2026, 1, 1), rules=(TimePoints(minutes_a_point=10),))
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
WHO = {"by": "officer-7", "approved_by": "officer-8"}


def book_of(*members):
    ledger = Ledger()
    accounts = [Open(Account("issued/community-b/points", POINTS, floor=None))]
    accounts += [Open(Account(f"member/{member}/points", POINTS)) for member in members]
    assert ledger.post(Command("open", tuple(accounts), by="officer-7", cause="begin"))
    return AwardBook(ledger)


def points_of(book, member="m-1"):
    return book.ledger.standing(f"member/{member}/points").posted


def test_a_demand_that_is_solved_later_changes_the_award_by_what_it_changes():
    book, service = book_of("m-1"), service_facts_of("m-1", start=NINE, minutes=60)
    book.take(award_points([service], [], [FIRST]), **WHO)
    assert points_of(book) == 2
    solved = Outcome(service.demand, OutcomeState.SOLVED, NINE + timedelta(days=1), "officer-3")
    [change] = book.take(award_points([service], [solved], [FIRST]), **WHO)
    assert (change.before, change.after, points_of(book)) == (2, 4, 4)
    reopened = Outcome(service.demand, OutcomeState.REOPENED, NINE + timedelta(days=9), "r-5")
    book.take(award_points([service], [solved, reopened], [FIRST]), **WHO)
    assert points_of(book) == 2
    assert [award.points for award in book.versions(service.record)] == [2, 4, 2]
    assert book.award(service.record).reasons
    assert book.ledger.verify()


def test_every_award_tells_version_and_reasons():
    book, service = book_of("m-1"), service_facts_of("m-1", minutes=60)
    book.take(award_points([service], [], [FIRST]), **WHO)
    book.take(award_points([service], [], [BY_TIME]), **WHO)
    kept = book.award(service.record)
    assert (kept.version, kept.points) == (2, 6)
    assert all(reason.en and reason.zh for reason in kept.reasons)


def test_what_the_ledger_refuses_is_told_and_tried_again_next_time():
    book, service = book_of(), service_facts_of("m-1", minutes=60)
    awards = award_points([service], [], [FIRST])
    [change] = book.take(awards, **WHO)
    assert (change.after, change.refused.en) == (0, "there is no such account")
    account = Open(Account("member/m-1/points", POINTS))
    assert book.ledger.post(Command("open-1", (account,), by="officer-7", cause="begin"))
    assert [change.after for change in book.take(awards, **WHO)] == [2]


def test_what_a_rejected_record_had_earned_is_taken_back_once():
    """A decision found that nothing was served: the record has no facts any more, and no points either."""
    book, (gone, stays) = book_of("m-1"), (service_facts_of("m-1", start=NINE + timedelta(days=day)) for day in (0, 1))
    book.take(award_points([gone, stays], [], [FIRST]), **WHO)
    assert points_of(book) == 4
    [change] = book.withdraw([gone.record, "s-unknown"], **WHO)
    assert (change.record, change.before, change.after, points_of(book)) == (gone.record, 2, 0, 2)
    assert [reason.zh for reason in book.award(gone.record).reasons] == ["该记录不再计入"]
    assert book.withdraw([gone.record], **WHO) == []
    with pytest.raises(InvalidInputError, match="approved_by"):
        book.withdraw([stays.record], by="officer-7", approved_by="officer-7")
    assert [change.after for change in book.take(award_points([gone, stays], [], [FIRST]), **WHO)] == [2]
    assert (points_of(book), bool(book.ledger.verify())) == (4, True)


def test_an_award_that_was_cut_off_is_repeated_first_and_nobody_else_waits_for_it():
    book, services = book_of("m-1", "m-2"), [service_facts_of(f"m-{n}", start=NINE) for n in (1, 2)]
    append = book.streams.append
    book.streams.append = lambda *_: (_ for _ in ()).throw(OSError("disk full"))
    with pytest.raises(OSError, match="disk full"):
        book.take(award_points(services, [], [FIRST]), **WHO)
    book.streams.append = append
    solved = [Outcome(each.demand, OutcomeState.SOLVED, each.end, "officer-3") for each in services]
    changed = award_points(services, solved, [FIRST])
    told, other = book.take(changed, **WHO)
    assert (told.after, "cut off" in told.refused.en, other.after) == (0, True, 4)
    book.take(award_points(services, [], [FIRST]), **WHO)
    book.take(changed, **WHO)
    assert (points_of(book), points_of(book, "m-2"), bool(book.ledger.verify())) == (4, 4, True)


def test_nobody_awards_alone():
    book, awards = book_of("m-1"), award_points([service_facts_of("m-1", minutes=60)], [], [FIRST])
    with pytest.raises(InvalidInputError, match="approved_by"):
        book.take(awards, by="officer-7", approved_by="officer-7")


@given(st.lists(st.lists(st.integers(1, 6), min_size=1, max_size=4), min_size=1, max_size=5))
def test_however_often_awards_change_the_ledger_holds_their_sum(rounds):
    book = book_of("m-1")
    services = [
        service_facts_of("m-1", record=f"s-{at}", demand=f"d-{at}", start=NINE + timedelta(hours=2 * at), minutes=30)
        for at in range(4)
    ]
    for each in rounds:
        rule = EffectPoints(seen=6, solved=each[0])
        solved = [Outcome(f"d-{at}", OutcomeState.SOLVED, NINE + timedelta(days=1), "o") for at in range(len(each))]
        policy = PointsPolicy("points", 1, date(2026, 1, 1), rules=(TimePoints(each[-1]), rule))
        awards = award_points(services, solved, [policy])
        book.take(awards, **WHO)
        assert points_of(book) == sum(award.points for award in awards)
        assert book.take(awards, **WHO) == []
    assert -book.ledger.standing("issued/community-b/points").posted == points_of(book)
