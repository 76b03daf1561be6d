"""What people make of a flag: who opens, holds, decides and appeals, until when, and that nothing happens by itself."""

from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from commgov.errors import InvalidInputError
from commgov.incentives import RegisteredProxies
from commgov.incentives.integrity import Flag, FlagKind, Measure
from commgov.incentives.integrity.review import (
    AReviewer,
    CaseBook,
    CaseGrounds,
    CaseState,
    Finding,
    NoPartInIt,
    NotBefore,
    NotConcerned,
    ReviewPolicy,
    advance_case,
)
from commgov.testing import service_facts_of
from commgov.wording import Text

MONDAY = datetime(2026, 3, 9, 9, tzinfo=UTC)
DAY = timedelta(days=1)
WORDS = Text("in two places at once", "同一时间出现在两地")
SERVED = [
    evolve(service_facts_of("m-1", record=f"s-{nth}", resident="r-5", on_paper=nth == 1), entered_by="clerk-7")
    for nth in (1, 2, 3)
]
OFFICER = SERVED[0].community.by  # who signed for the community
CLEARED, CONFIRMED = Finding
SHOWN, NOT_SHOWN = CaseGrounds.SHOWN, CaseGrounds.NOT_SHOWN


def flag(*records: str, about: tuple[str, ...] = ("m-1",), kind: FlagKind = FlagKind.OVERLAP) -> Flag:
    return Flag(kind, about, records or ("s-1", "s-2"), WORDS, Measure(WORDS, 60, 0), WORDS)


def opened(book: CaseBook, *records: str, by: str = "officer-3", at: datetime = MONDAY):
    step = book.open(flag(*records), SERVED, by=by, at=at)
    assert step, step.reasons
    return step.state


def confirmed(book: CaseBook):
    step = book.review(opened(book), CONFIRMED, NOT_SHOWN, by="officer-3", at=MONDAY)
    assert step, step.reasons
    return step.state


def why(step) -> list[str]:
    assert not step
    return [text.en for text in step.reasons]


def test_a_flag_is_no_case_until_somebody_opens_one(streams) -> None:
    book = CaseBook(streams)
    assert book.cases() == []
    assert why(book.appeal(flag().id, CaseGrounds.NOT_HEARD, by="m-1", at=MONDAY)) == ["nobody has made a case of it"]
    case = opened(book)
    assert (case.state, case.due, case.outcome) == (CaseState.OPEN, MONDAY + 30 * DAY, None)


def test_a_case_and_all_that_happened_to_it_is_kept(streams) -> None:
    book = CaseBook(streams)
    case = confirmed(book)
    book.appeal(case.id, CaseGrounds.OVERLOOKED, by="m-1", at=MONDAY + DAY)
    last = book.review(book.find(case.id), CLEARED, SHOWN, by="officer-8", at=MONDAY + 2 * DAY).state
    again = CaseBook(streams)
    assert again.cases() == [last]
    assert (last.state, last.outcome.en, last.outcome.zh) == (
        CaseState.CLEARED,
        "cleared: forms or other papers show that it took place",
        "已排除：有表单等材料证明服务属实",
    )
    assert [type(event).__name__ for event in again.events(case.id)] == ["CaseOpened", "Review", "Appeal", "Review"]


OWN = "nobody deals with a flag about themselves, or about what they served or typed in"
PART = "who has had a part in the evidence does not deal with it"


@pytest.mark.parametrize(
    ("who", "reason"),
    [("m-1", OWN), ("clerk-7", OWN), ("clerk-1", OWN), ("r-5", PART), (OFFICER, PART)],
)
def test_who_is_flagged_or_had_a_part_in_the_evidence_neither_opens_nor_holds_nor_decides(who, reason) -> None:
    """Clerk 7 typed the records in, clerk 1 a paper form of one."""
    book = CaseBook()
    assert why(book.open(flag(), SERVED, by=who, at=MONDAY)) == [reason]
    case = opened(book)
    assert why(book.review(case, CLEARED, SHOWN, by=who, at=MONDAY)) == [reason]
    until = MONDAY + DAY
    assert why(book.hold(case.id, CaseGrounds.TO_BE_ASKED, until=until, by=who, at=MONDAY)) == [reason]


def test_nobody_decides_about_themselves_under_another_reference() -> None:
    book = CaseBook(same_person={"officer-3": "m-1", "o-33": "officer-9"})
    assert why(book.open(flag(), SERVED, by="officer-3", at=MONDAY)) == [OWN]
    own = flag(about=("officer-9",), kind=FlagKind.ONE_DEVICE)
    assert why(book.open(own, SERVED, by="o-33", at=MONDAY)) == [OWN]


def test_the_evidence_has_to_be_shown_when_a_case_is_opened() -> None:
    with pytest.raises(InvalidInputError, match="facts of all evidence"):
        CaseBook().open(flag("s-1", "s-9"), SERVED, by="officer-3", at=MONDAY)


def test_only_who_is_appointed_reviews_where_reviewers_are() -> None:
    rules = (NotConcerned(), NoPartInIt(), NotBefore(), AReviewer(frozenset({"officer-3"})))
    book = CaseBook(policy=ReviewPolicy(rules=rules))
    case = opened(book)
    assert why(book.review(case, CLEARED, SHOWN, by="officer-4", at=MONDAY)) == ["not appointed to review flags"]
    assert book.review(case, CLEARED, SHOWN, by="officer-3", at=MONDAY)


@pytest.mark.parametrize("who", ["m-1", "clerk-7"])
def test_whom_it_concerns_may_appeal_and_nobody_else(who) -> None:
    book = CaseBook()
    case = confirmed(book)
    for stranger in ("m-2", "r-5", OFFICER, "officer-3"):
        reasons = why(book.appeal(case.id, CaseGrounds.NOT_HEARD, by=stranger, at=MONDAY + DAY))
        assert reasons == ["only whom it concerns, or who may speak for them, can appeal"]
    assert book.appeal(case.id, CaseGrounds.NOT_HEARD, by=who, at=MONDAY + DAY)


def test_who_may_speak_for_somebody_or_for_a_unit_may_appeal() -> None:
    proxies = RegisteredProxies({"m-1": frozenset({"p-1"}), "u-1": frozenset({"leader-1"})})
    for about, speaker in ((("m-1",), "p-1"), (("u-1",), "leader-1")):
        book = CaseBook(policy=ReviewPolicy(proxies=proxies))
        case = book.open(flag(about=about), SERVED, by="officer-3", at=MONDAY).state
        book.review(case, CONFIRMED, NOT_SHOWN, by="officer-3", at=MONDAY)
        assert book.appeal(case.id, CaseGrounds.NOT_HEARD, by=speaker, at=MONDAY)


def test_an_appeal_is_decided_by_somebody_who_has_not_dealt_with_the_case() -> None:
    book = CaseBook()
    opened(book, by="officer-2")
    held = book.hold(flag().id, CaseGrounds.TO_BE_ASKED, until=MONDAY + DAY, by="officer-4", at=MONDAY).state
    book.review(held, CONFIRMED, NOT_SHOWN, by="officer-3", at=MONDAY)
    case = book.appeal(flag().id, CaseGrounds.NOT_HEARD, by="m-1", at=MONDAY + DAY).state
    for before in ("officer-2", "officer-3", "officer-4"):
        reasons = why(book.review(case, CLEARED, SHOWN, by=before, at=MONDAY + DAY))
        assert reasons == ["an appeal is decided by somebody who has not dealt with the case before"]
    assert book.review(case, CONFIRMED, NOT_SHOWN, by="officer-8", at=MONDAY + DAY)
    reasons = why(book.appeal(case.id, CaseGrounds.NOT_HEARD, by="m-1", at=MONDAY + 2 * DAY))
    assert reasons == ["an appeal was decided already; only new evidence opens it again"]


def test_the_time_for_appeals_ends() -> None:
    book = CaseBook()
    case = confirmed(book)
    late = book.appeal(case.id, CaseGrounds.NOT_HEARD, by="m-1", at=MONDAY + 30 * DAY + timedelta(seconds=1))
    assert why(late) == ["the time for appeals is over"]
    assert book.appeal(case.id, CaseGrounds.NOT_HEARD, by="m-1", at=MONDAY + 30 * DAY)


def test_who_does_not_decide_in_time_is_named_and_nothing_is_decided_by_itself() -> None:
    book = CaseBook()
    case = opened(book)
    last = MONDAY + 30 * DAY
    assert (book.overdue(last), book.overdue(last + DAY)) == ([], [case])
    assert book.find(case.id).state is CaseState.OPEN
    assert book.review(case, CLEARED, SHOWN, by="officer-3", at=last + DAY)  # late is better than never
    assert book.overdue(last + 400 * DAY) == []


def test_an_appeal_too_is_to_be_decided_in_time() -> None:
    book = CaseBook()
    case = confirmed(book)
    assert book.overdue(MONDAY + 400 * DAY) == []
    book.appeal(case.id, CaseGrounds.NOT_HEARD, by="m-1", at=MONDAY + DAY)
    assert [one.id for one in book.overdue(MONDAY + 32 * DAY)] == [case.id]


def test_a_hold_is_somebodys_decision_and_ends_by_its_day_or_with_the_decision() -> None:
    book = CaseBook()
    case = opened(book)
    assert book.held(MONDAY) == ()  # a case alone holds nothing
    long = book.hold(case.id, CaseGrounds.TO_BE_ASKED, until=MONDAY + 31 * DAY, by="officer-3", at=MONDAY)
    assert why(long) == ["a hold is over by 2026-04-08, when somebody should have decided"]
    held = book.hold(case.id, CaseGrounds.TO_BE_ASKED, until=MONDAY + 7 * DAY, by="officer-3", at=MONDAY).state
    assert (book.held(MONDAY), book.held(MONDAY + 7 * DAY)) == (("s-1", "s-2"), ())
    book.review(held, CONFIRMED, NOT_SHOWN, by="officer-3", at=MONDAY)
    assert book.held(MONDAY) == ()  # decided: who may put records right does, or nobody does
    decided = book.hold(case.id, CaseGrounds.TO_BE_ASKED, until=MONDAY + DAY, by="officer-3", at=MONDAY)
    assert why(decided) == ["it is decided already; a confirmed flag can be appealed"]


def test_a_hold_can_be_ended_early_by_whoever_may_set_one() -> None:
    book = CaseBook()
    case = opened(book)
    assert why(book.end_hold(case.id, by="officer-3", at=MONDAY)) == ["nothing is held"]
    book.hold(case.id, CaseGrounds.TO_BE_ASKED, until=MONDAY + DAY, by="officer-3", at=MONDAY)
    assert why(book.end_hold(case.id, by="m-1", at=MONDAY)) == [OWN]
    assert book.end_hold(case.id, by="officer-4", at=MONDAY)
    assert book.held(MONDAY) == ()


def test_a_cleared_flag_stays_cleared_until_new_evidence_comes() -> None:
    book = CaseBook()
    case = opened(book)
    book.review(case, CLEARED, SHOWN, by="officer-3", at=MONDAY)
    assert opened(book, "s-2", "s-1", at=MONDAY + DAY).state is CaseState.CLEARED
    more = opened(book, "s-1", "s-2", "s-3", at=MONDAY + 2 * DAY)
    assert (more.state, more.unseen, more.due) == (CaseState.OPEN, ("s-3",), MONDAY + 32 * DAY)
    seen_before = book.review(case, CLEARED, SHOWN, by="officer-3", at=MONDAY + 2 * DAY)
    assert why(seen_before) == ["some of the evidence was not looked at"]  # the case as it was two days ago
    assert book.review(more, CONFIRMED, NOT_SHOWN, by="officer-3", at=MONDAY + 2 * DAY)


def test_new_evidence_opens_also_what_was_decided_on_appeal_and_can_be_appealed_anew() -> None:
    book = CaseBook()
    case = confirmed(book)
    case = book.appeal(case.id, CaseGrounds.NOT_HEARD, by="m-1", at=MONDAY).state
    book.review(case, CONFIRMED, NOT_SHOWN, by="officer-8", at=MONDAY)
    again = opened(book, "s-1", "s-2", "s-3", at=MONDAY + DAY)
    assert again.state is CaseState.OPEN
    book.review(again, CONFIRMED, NOT_SHOWN, by="officer-3", at=MONDAY + DAY)
    assert book.appeal(case.id, CaseGrounds.OVERLOOKED, by="m-1", at=MONDAY + DAY)


def test_what_does_not_fit_is_refused_and_leaves_the_case_as_it_was() -> None:
    book = CaseBook()
    case = opened(book)
    assert why(book.appeal(case.id, CaseGrounds.NOT_HEARD, by="m-1", at=MONDAY)) == [
        "only a confirmed flag can be appealed"
    ]
    assert why(book.review(case, CLEARED, SHOWN, by="officer-3", at=MONDAY - DAY)) == [
        "earlier than the step before it"
    ]
    done = book.review(case, CONFIRMED, NOT_SHOWN, by="officer-3", at=MONDAY).state
    assert why(book.review(case, CLEARED, SHOWN, by="officer-4", at=MONDAY)) == [
        "it is decided already; a confirmed flag can be appealed"
    ]
    assert book.find(case.id) == done


@pytest.mark.parametrize(
    ("finding", "grounds"),
    [
        (CLEARED, NOT_SHOWN),
        (CONFIRMED, SHOWN),
        (CONFIRMED, CaseGrounds.EXPLAINED),
        (CLEARED, "because"),
        ("fine", SHOWN),
    ],
)
def test_a_finding_has_grounds_that_fit_it(finding, grounds) -> None:
    book = CaseBook()
    with pytest.raises(InvalidInputError):
        book.review(opened(book), finding, grounds, by="officer-3", at=MONDAY)


def test_a_policy_without_time_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="decide_within"):
        ReviewPolicy(decide_within=timedelta())


def test_all_words_are_there_in_both_languages_and_reprs_name_nobody() -> None:
    for one in (*CaseGrounds, *Finding, *CaseState):
        assert one.label.en
        assert any("\u4e00" <= sign <= "\u9fff" for sign in one.label.zh)
    book = CaseBook()
    case = confirmed(book)
    step = book.appeal(case.id, CaseGrounds.NOT_HEARD, by="m-1", at=MONDAY)
    shown = repr((case, step, book.events(case.id)))
    assert not [name for name in ("m-1", "r-5", "clerk-7", OFFICER, "officer-3") if f"'{name}'" in shown]


PEOPLE = ("m-1", "clerk-7", "r-5", OFFICER, "officer-2", "officer-3", "officer-8")
ACTS = st.tuples(
    st.sampled_from(["open", "more", "hold", "end", "clear", "confirm", "appeal"]),
    st.sampled_from(PEOPLE),
    st.integers(0, 20),
)


def tried(book: CaseBook, act: str, who: str, at: datetime) -> None:
    """Somebody tries something, whether or not they may."""
    id_, case = flag().id, book.find(flag().id)
    if act in {"open", "more"}:
        book.open(flag("s-1", "s-2", "s-3") if act == "more" else flag(), SERVED, by=who, at=at)
    elif act == "hold":
        book.hold(id_, CaseGrounds.TO_BE_ASKED, until=at + 5 * DAY, by=who, at=at)
    elif act == "end":
        book.end_hold(id_, by=who, at=at)
    elif act == "appeal":
        book.appeal(id_, CaseGrounds.NOT_HEARD, by=who, at=at)
    elif case is not None:
        finding, grounds = (CLEARED, SHOWN) if act == "clear" else (CONFIRMED, NOT_SHOWN)
        book.review(case, finding, grounds, by=who, at=at)


@given(st.lists(ACTS, max_size=25))
def test_whoever_tries_whatever_in_any_order_the_rules_hold(acts) -> None:
    book, at = CaseBook(), MONDAY
    for act, who, days in acts:
        at += days * DAY
        before = book.find(flag().id)
        tried(book, act, who, at)
        case = book.find(flag().id)
        if case is None:
            continue
        assert not set(case.acted) & set(case.involved)
        assert {one.by for one in case.appeals} <= set(case.concerned)
        assert case.state.waits == (case.due is not None) == (case.outcome is None)
        assert case.state is not CaseState.APPEALED or case.appeals
        assert not case.unseen or case.state.waits
        assert not case.is_held(case.at + 31 * DAY)  # no hold outlasts the day by which somebody should decide
        if before is not None and before.state is CaseState.APPEALED and case.is_final:
            assert case.reviews[-1].by not in before.acted
    replayed = None
    for event in book.events(flag().id):
        replayed = advance_case(replayed, event, book.policy).state
    assert replayed == book.find(flag().id)
