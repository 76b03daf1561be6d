"""Awarding again and again: the ledger holds what the awards come to, and every change can be told later."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commgov.core import Outcome, OutcomeState
from commgov.errors import InvalidInputError
from commgov.incentives import POINTS, Account, Command, Ledger, Open
from commgov.incentives.points import AwardBook, EffectPoints, PointsPolicy, TimePoints, award_points
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


def cut_off(book, awards, **who):
    """The ledger takes the first of the awards, and the disk is full before it is kept."""
    append = book.streams.append
    book.streams.append = lambda *_: (_ for _ in ()).throw(OSError("disk full"))
    with pytest.raises(OSError, match="disk full"):
        book.take(awards, **(who or WHO))
    book.streams.append = append


OTHERS = {"by": "officer-1", "approved_by": "officer-2"}


def test_whoever_awards_next_goes_on_from_an_award_that_was_cut_off():
    book, services = book_of("m-1", "m-2"), [service_facts_of(f"m-{n}", start=NINE) for n in (1, 2)]
    cut_off(book, award_points(services, [], [FIRST]))
    solved = [Outcome(each.demand, OutcomeState.SOLVED, each.end, "officer-3") for each in services]
    changes = book.take(award_points(services, solved, [FIRST]), **OTHERS)
    assert [(change.before, change.after, change.refused) for change in changes] == [(2, 4, None), (0, 4, None)]
    assert [award.points for award in book.versions(services[0].record)] == [2, 4]
    assert "cut off" in book.versions(services[0].record)[0].reasons[0].en
    assert (points_of(book), points_of(book, "m-2"), bool(book.ledger.verify())) == (4, 4, True)


def test_the_same_award_by_other_people_moves_nothing_twice():
    book, awards = book_of("m-1"), award_points([service_facts_of("m-1", minutes=60)], [], [FIRST])
    cut_off(book, awards)
    [change] = book.take(awards, **OTHERS)
    assert (change.before, change.after, points_of(book)) == (2, 2, 2)
    assert book.take(awards, **WHO) == []
    assert book.award(awards[0].record) == awards[0]


def test_the_same_people_repeat_it_as_if_nothing_had_been():
    book, awards = book_of("m-1"), award_points([service_facts_of("m-1", minutes=60)], [], [FIRST])
    cut_off(book, awards)
    assert [change.after for change in book.take(awards, **WHO)] == [2]
    assert (book.versions(awards[0].record), points_of(book), book.unfinished()) == (list(awards), 2, [])


def test_what_was_cut_off_is_listed_and_finished_by_anybody_who_may_award():
    book, service = book_of("m-1", "m-2"), service_facts_of("m-1", minutes=60)
    other = service_facts_of("m-2", minutes=30)
    book.take(award_points([other], [], [FIRST]), **WHO)
    cut_off(book, award_points([service], [], [FIRST]))
    assert book.unfinished() == [service.record]
    [change] = book.finish([service.record, other.record, "s-unknown"], **OTHERS)
    assert (change.record, change.before, change.after) == (service.record, 0, 2)
    assert (book.unfinished(), book.finish([service.record], **OTHERS), points_of(book)) == ([], [], 2)
    [change] = book.withdraw([service.record], **OTHERS)
    assert (change.after, points_of(book), bool(book.ledger.verify())) == (0, 0, True)
    with pytest.raises(InvalidInputError, match="approved_by"):
        book.finish([service.record], by="officer-1", approved_by="officer-1")


def test_a_withdrawal_that_was_cut_off_is_finished_too():
    book, service = book_of("m-1"), service_facts_of("m-1", minutes=60)
    book.take(award_points([service], [], [FIRST]), **WHO)
    append = book.streams.append
    book.streams.append = lambda *_: (_ for _ in ()).throw(OSError("disk full"))
    with pytest.raises(OSError, match="disk full"):
        book.withdraw([service.record], **WHO)
    book.streams.append = append
    assert (book.unfinished(), points_of(book)) == ([service.record], 0)
    [change] = book.finish(book.unfinished(), **OTHERS)
    assert (change.before, change.after, book.award(service.record).member) == (2, 0, "m-1")
    assert [each.after for each in book.take(award_points([service], [], [FIRST]), **OTHERS)] == [2]
    assert book.ledger.verify()


def test_who_is_overtaken_between_ledger_and_stream_goes_on_from_what_is_there():
    """Another pair of officers notes the award as cut off while the first is about to keep it."""
    book, service = book_of("m-1"), service_facts_of("m-1", minutes=60)
    other, append = AwardBook(book.ledger, book.streams), book.streams.append
    awards, once = award_points([service], [], [FIRST]), iter([True])

    def overtaken(*event):
        if next(once, False):
            other.finish([service.record], **OTHERS)
        append(*event)

    book.streams.append = overtaken
    [change] = book.take(awards, **WHO)
    assert (change.before, change.after, points_of(book), book.award(service.record)) == (2, 2, 2, awards[0])
    assert book.ledger.verify()


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
