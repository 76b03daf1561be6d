"""Reports about public groups: people judge, against facts; no text, no author, no judgement of opinions."""

from datetime import UTC, datetime, timedelta

import attrs
import pytest

from commgov.core import Text
from commgov.errors import InvalidInputError
from commgov.privacy.guard import (
    GroupReport,
    Judgement,
    LeakGuard,
    LeakKind,
    ReportKind,
    VerifiedFact,
    WatchCase,
    WatchState,
    WatchStep,
    kept_cases,
    message_digest,
    removal_request,
    watch_counts,
)

SALT = b"a salt of the community, invented"
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
FACT = VerifiedFact("f-1", Text("the water is on again", "已恢复供水"), "notice 12", "officer-8", MONDAY)


def report(
    kind: ReportKind = ReportKind.LEAK, *, by: str | None = "r-5", message: str = "明天停水一个月"
) -> GroupReport:
    return GroupReport(kind, "g-7", message_digest(message, salt=SALT), MONDAY, by)


def upheld(kind: ReportKind) -> WatchCase:
    case, verdict = WatchCase((report(kind),)).judge(
        Judgement.UPHELD, by="officer-3", at=MONDAY + HOUR, reason="seen", facts=(FACT,)
    )
    assert verdict
    return case


def test_a_message_is_kept_as_a_salted_digest_only() -> None:
    digest = message_digest("电话13800000000", salt=SALT)
    assert digest == message_digest("电 话１３８００００００００", salt=SALT)
    assert digest != message_digest("电话13800000000", salt=SALT + b"2")
    assert digest != message_digest("电话13800000001", salt=SALT)
    assert message_digest("\ud800", salt=SALT) != message_digest("\ud801", salt=SALT)


def test_a_short_salt_is_refused() -> None:
    with pytest.raises(InvalidInputError):
        message_digest("x", salt=b"short")


def test_nothing_that_is_stored_has_a_place_for_a_text_or_an_author() -> None:
    stored = {field.name for each in (GroupReport, WatchCase, WatchStep) for field in attrs.fields(each)}
    assert stored == {"kind", "group", "digest", "at", "by", "counts", "reports", "steps", "state", "reason", "facts"}


def test_a_leak_that_the_guard_sees_becomes_a_report_with_counts(guard: LeakGuard) -> None:
    message = "王小虚 13800000000"
    verdict = guard.check(message, "public group")
    found = GroupReport(
        ReportKind.LEAK, "g-7", message_digest(message, salt=SALT), MONDAY, counts=dict(verdict.persons)
    )
    assert found.counts == {LeakKind.NAME: 1, LeakKind.MOBILE: 1}
    asked = removal_request(WatchCase((found,)))
    assert "手机号1处" in asked.zh
    assert "mobile: 1" in asked.en
    assert "138" not in asked.zh + asked.en


def test_a_text_cannot_pass_for_a_digest() -> None:
    with pytest.raises(InvalidInputError) as refused:
        GroupReport(ReportKind.LEAK, "g-7", "王小虚13800000000", MONDAY)
    assert "王小虚" not in str(refused.value)


@pytest.mark.parametrize("kind", [ReportKind.LEAK, ReportKind.HARASSMENT])
def test_of_a_leak_or_harassment_removal_is_asked_for_once_somebody_upheld_it(kind: ReportKind) -> None:
    refused, verdict = WatchCase((report(kind),)).ask_removal(by="officer-3", at=MONDAY + HOUR)
    assert (refused.state, bool(verdict)) == (WatchState.OPEN, False)
    case, _ = upheld(kind).ask_removal(by="officer-3", at=MONDAY + 2 * HOUR)
    case, _ = case.removed(by="officer-3", at=MONDAY + 3 * HOUR)
    assert case.state is WatchState.REMOVED


def test_a_rumour_needs_a_verified_fact_and_is_corrected_not_removed() -> None:
    case = WatchCase((report(ReportKind.RUMOUR),))
    same, verdict = case.judge(Judgement.UPHELD, by="officer-3", at=MONDAY + HOUR, reason="no")
    assert (same, verdict.reason.en) == (case, "a rumour is one only against a verified fact: name it")
    case = upheld(ReportKind.RUMOUR)
    assert not case.ask_removal(by="officer-3", at=MONDAY + 2 * HOUR)[1]
    case, _ = case.correct(by="officer-3", at=MONDAY + 2 * HOUR)
    assert case.correction == Text(
        "Verified: the water is on again (source: notice 12). "
        "Whoever does not agree tells the community: somebody else will look again.",
        "经核实：已恢复供水（来源：notice 12）。如有异议，请告知社区，将由他人复核。",
    )


def test_an_opinion_is_closed_and_nothing_follows() -> None:
    case, _ = WatchCase((report(ReportKind.RUMOUR),)).judge(
        Judgement.OPINION, by="officer-3", at=MONDAY + HOUR, reason="says what they think"
    )
    assert case.state is WatchState.CLOSED
    assert not case.correct(by="officer-3", at=MONDAY + 2 * HOUR)[1]
    assert not case.ask_removal(by="officer-3", at=MONDAY + 2 * HOUR)[1]


def test_whoever_reported_does_not_judge() -> None:
    case = WatchCase((report(), report(by="officer-3")))
    assert not case.judge(Judgement.UPHELD, by="officer-3", at=MONDAY + HOUR, reason="seen")[1]


def test_an_objection_takes_the_correction_back_until_somebody_else_has_looked() -> None:
    case, _ = upheld(ReportKind.RUMOUR).correct(by="officer-3", at=MONDAY + 2 * HOUR)
    case, verdict = case.object(at=MONDAY + 3 * HOUR, reason="it was the other building")
    assert (bool(verdict), case.state, case.correction) == (True, WatchState.OBJECTED, None)
    assert not case.judge(Judgement.UPHELD, by="officer-3", at=MONDAY + 4 * HOUR, reason="no", facts=(FACT,))[1]
    case, verdict = case.judge(Judgement.DISMISSED, by="officer-9", at=MONDAY + 4 * HOUR, reason="right")
    assert (bool(verdict), case.state) == (True, WatchState.CLOSED)


def test_nothing_is_judged_twice_and_there_is_nothing_to_object_to_at_first() -> None:
    case = upheld(ReportKind.LEAK)
    assert not case.judge(Judgement.DISMISSED, by="officer-9", at=MONDAY + 2 * HOUR, reason="no")[1]
    assert not WatchCase((report(),)).object(at=MONDAY + HOUR, reason="no")[1]
    assert not case.removed(by="officer-3", at=MONDAY + 2 * HOUR)[1]


def test_reports_of_one_message_are_one_case_and_others_are_not() -> None:
    case = WatchCase((report(),)).reported_again(report(by=None))
    assert len(case.reports) == 2
    with pytest.raises(InvalidInputError):
        case.reported_again(report(message="another"))
    with pytest.raises(InvalidInputError):
        case.reported_again(report(ReportKind.RUMOUR))


def test_steps_are_in_order_of_time() -> None:
    with pytest.raises(InvalidInputError):
        upheld(ReportKind.LEAK).ask_removal(by="officer-3", at=MONDAY)


def test_what_two_people_found_stands() -> None:
    case, _ = upheld(ReportKind.HARASSMENT).object(at=MONDAY + 2 * HOUR, reason="it was a joke")
    case, _ = case.judge(Judgement.UPHELD, by="officer-9", at=MONDAY + 3 * HOUR, reason="it was none")
    same, verdict = case.object(at=MONDAY + 4 * HOUR, reason="again")
    assert (same, bool(verdict)) == (case, False)
    assert "court" in verdict.reason.en
    assert case.ask_removal(by="officer-9", at=MONDAY + 4 * HOUR)[1]


def test_where_two_differ_a_third_decides() -> None:
    case, _ = upheld(ReportKind.LEAK).object(at=MONDAY + 2 * HOUR, reason="no")
    case, _ = case.judge(Judgement.DISMISSED, by="officer-9", at=MONDAY + 3 * HOUR, reason="right")
    case, verdict = case.object(at=MONDAY + 4 * HOUR, reason="it is my number", by="r-5")
    assert verdict
    case, _ = case.judge(Judgement.UPHELD, by="officer-4", at=MONDAY + 5 * HOUR, reason="it is theirs")
    assert not case.object(at=MONDAY + 6 * HOUR, reason="no")[1]


def test_nobody_verifies_the_fact_that_they_judge_by_or_after_they_judged() -> None:
    case = WatchCase((report(ReportKind.RUMOUR),))
    for by, at in (("officer-8", MONDAY + HOUR), ("officer-3", MONDAY - HOUR)):
        same, verdict = case.judge(Judgement.UPHELD, by=by, at=at, reason="not so", facts=(FACT,))
        assert (same, bool(verdict)) == (case, False)


def test_what_turns_out_to_be_wrong_is_taken_back_where_it_was_said() -> None:
    case, _ = upheld(ReportKind.RUMOUR).correct(by="officer-3", at=MONDAY + 2 * HOUR)
    assert case.withdrawal is None
    case, _ = case.object(at=MONDAY + 3 * HOUR, reason="it was the other building")
    case, _ = case.judge(Judgement.DISMISSED, by="officer-9", at=MONDAY + 4 * HOUR, reason="right")
    assert case.withdrawal is not None
    assert "2026-03-02" in case.withdrawal.en
    never_said, _ = WatchCase((report(),)).judge(Judgement.DISMISSED, by="officer-3", at=MONDAY + HOUR, reason="no")
    assert never_said.withdrawal is None


def test_whoever_is_harmed_is_told_what_else_there_is_if_the_owner_does_not_remove_it() -> None:
    case, _ = upheld(ReportKind.HARASSMENT).ask_removal(by="officer-3", at=MONDAY + 2 * HOUR)
    case, verdict = case.not_removed(by="officer-3", at=MONDAY + 3 * HOUR)
    assert (case.state, "报警" in verdict.reason.zh) == (WatchState.NOT_REMOVED, True)
    assert not case.not_removed(by="officer-3", at=MONDAY + 4 * HOUR)[1]


@pytest.mark.parametrize("words", ["作者电话13800000000", "住3栋501室", "抄" * 201])
def test_no_reason_has_room_for_a_message_or_a_number(words: str) -> None:
    for tell in (
        lambda: WatchCase((report(),)).judge(Judgement.UPHELD, by="officer-3", at=MONDAY + HOUR, reason=words),
        lambda: upheld(ReportKind.LEAK).object(at=MONDAY + 2 * HOUR, reason=words),
    ):
        with pytest.raises(InvalidInputError) as refused:
            tell()
        assert words not in str(refused.value)


def test_a_correction_is_no_leak_itself() -> None:
    with pytest.raises(InvalidInputError):
        VerifiedFact("f-2", Text("call 13800000000", "请打13800000000"), "notice 13", "officer-8", MONDAY)


def test_no_case_is_kept_for_long_also_if_nobody_looked() -> None:
    waiting, old = WatchCase((report(),)), upheld(ReportKind.LEAK)
    later = MONDAY + timedelta(days=90)
    assert kept_cases([waiting, old], at=later) == (waiting, old)
    assert kept_cases([waiting, old], at=later + HOUR) == (old,)
    assert kept_cases([waiting, old], at=later + 2 * HOUR) == ()


def test_who_reported_is_not_shown_in_passing() -> None:
    assert "r-5" not in repr(WatchCase((report(),)))


def test_counts_are_of_kinds_and_states_only() -> None:
    cases = [upheld(ReportKind.LEAK), upheld(ReportKind.LEAK), WatchCase((report(ReportKind.RUMOUR),))]
    assert watch_counts(cases) == {
        (ReportKind.LEAK, WatchState.UPHELD): 2,
        (ReportKind.RUMOUR, WatchState.OPEN): 1,
    }


def test_no_repr_shows_the_words_of_who_judged_or_objected() -> None:
    case, _ = upheld(ReportKind.LEAK).object(at=MONDAY + 2 * HOUR, reason="my own words", by="r-9")
    assert "my own words" not in repr(case)
    assert "seen" not in repr(case)
