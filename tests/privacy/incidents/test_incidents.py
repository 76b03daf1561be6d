"""An incident from detection to lesson: contained, told in time, made good, learned from; nothing late in silence."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.privacy.incidents.office import NOON, OFFICE, SHANGHAI, WORDS, Case
from tests.privacy.said import english
from tests.privacy.sharing.office import Office

from commgov.core.wire import to_json
from commgov.errors import InvalidInputError
from commgov.privacy import Category, Deadline, Recognised, Risk, Tier
from commgov.privacy.incidents import (
    NOTICE_RULES,
    ContainmentStep,
    IncidentDesk,
    IncidentKind,
    IncidentPolicy,
    NoticeRule,
    draft_notice,
    who_had_access,
)
from commgov.privacy.sharing import SharingGrounds
from commgov.wording import Text


def test_deadlines_are_those_of_the_articles_and_count_from_when_it_is_known():
    case = Case()
    due = {task.name: (task.due - NOON, task.deadline.source) for task in case.desk.tasks("i-1")}
    hour = timedelta(hours=1)
    assert due["gdpr-33"] == (72 * hour, "GDPR art. 33(1)")
    assert due["pipl-57-authority"] == (24 * hour, "PIPL art. 57(1)")
    assert due["pipl-57-person"] == (24 * hour, "PIPL art. 57(1), (2)")
    assert due["gdpr-34"] == (72 * hour, "GDPR art. 34(1), (3)")
    assert due["contain"][0] == 4 * hour
    assert due["scope"][0] == 20 * hour
    assert [task.due for task in case.desk.tasks("i-1") if task.name == "remedy"] == [
        datetime(2026, 4, 2, tzinfo=SHANGHAI)
    ]


def test_what_was_known_before_it_was_noted_counts_from_when_it_was_known():
    case = Case()
    assert case.desk.detect("i-2", IncidentKind.STOLEN, "u-2", known=NOON - timedelta(hours=70))
    assert {late.task.name for late in case.desk.late() if late.incident == "i-2"} == {
        "contain", "scope", "pipl-57-authority", "pipl-57-person",
    }  # fmt: skip
    with pytest.raises(InvalidInputError, match="not later than when it was noticed"):
        case.desk.detect("i-3", IncidentKind.LOST, "u-2", known=NOON + timedelta(hours=1))
    with pytest.raises(InvalidInputError, match="time zone"):
        case.desk.detect("i-3", IncidentKind.LOST, "u-2", known=NOON.replace(tzinfo=None))


def test_what_is_not_known_yet_counts_at_its_worst_so_no_notice_is_forgotten():
    case = Case()
    assert {task.name for task in case.desk.tasks("i-1")} >= {rule.name for rule in NOTICE_RULES}
    assert case.scope(risk=Risk.LOW)
    assert "gdpr-34" not in {task.name for task in case.desk.tasks("i-1")}, "only where the risk is high"


def test_a_whole_incident_from_detection_to_lesson():
    case = Case()
    assert case.contain()
    assert case.scope(tier=Tier.T4, risk=Risk.HIGH)
    for rule in NOTICE_RULES:
        assert case.desk.told("i-1", rule.name, f"letter-{rule.name}", "u-2")
    assert english(case.desk.close("i-1", "u-2").reasons) == [
        "still to do: make good what can be made good; write down what will be different"
    ]
    assert case.desk.remedy("i-1", Text("new cards", "更换卡片"), "u-2")
    assert case.desk.learn("i-1", Text("lists are no longer sent", "不再发送名单"), "u-3")
    assert case.desk.close("i-1", "u-3")
    assert case.late() == []
    assert english(case.desk.told("i-1", "gdpr-33", "again", "u-2").reasons) == ["the incident is closed"]
    assert [task.name for task in case.desk.tasks("i-1") if task.is_late(NOON + timedelta(days=900))] == []
    assert [type(event).__name__ for event in case.desk.history("i-1")][-2:] == ["LessonLearned", "IncidentClosed"]
    assert {entry.about for entry in case.log.entries()} == {"i-1"}
    assert all(entry.subject == "" for entry in case.log.entries())


def test_a_late_notice_has_to_say_why_and_stays_late_for_good():
    case = Case()
    case.clock.forward(hours=72)
    assert set(case.late()) == {"contain", "scope", *(rule.name for rule in NOTICE_RULES)}
    assert english(case.desk.told("i-1", "gdpr-33", "letter-1", "u-2").reasons) == [
        "it is late: say why (tell the authority (GDPR art. 33(1)))"
    ]
    assert case.desk.told("i-1", "gdpr-33", "letter-1", "u-2", delay=WORDS)
    assert "gdpr-33" not in case.late()
    (task,) = [task for task in case.desk.tasks("i-1") if task.name == "gdpr-33"]
    assert task.is_late(NOON)
    assert task.done.delay == WORDS
    draft = draft_notice(case.desk.find("i-1"), NOTICE_RULES[2], OFFICE, case.desk.policy, UTC)
    assert "This comes late: the member of staff was busy" in draft.to("en")


def test_a_moment_before_the_deadline_it_is_in_time():
    case = Case()
    case.clock.forward(hours=72, seconds=-1)
    assert "gdpr-33" not in case.late()
    assert case.desk.told("i-1", "gdpr-33", "letter-1", "u-2")


def test_people_need_not_be_told_where_that_was_decided_but_the_authority_always_is():
    case = Case()
    encrypted = Text("the device is encrypted", "设备已加密")
    assert english(case.desk.waive("i-1", "pipl-57-person", encrypted, "u-3").reasons) == [
        "first find out who had access to what"
    ]
    case.scope()
    assert english(case.desk.waive("i-1", "pipl-57-person", encrypted, "u-9").reasons) == [
        "who had access does not decide that something is needless"
    ]
    assert not case.desk.skip("i-1", "suspend-assignments", encrypted, "u-9")
    assert case.desk.waive("i-1", "pipl-57-person", encrypted, "u-3")
    done = case.desk.find("i-1").find("pipl-57-person")
    assert (done.is_needless, done.says, done.by) == (True, encrypted, "u-3")
    assert english(case.desk.waive("i-1", "pipl-57-authority", encrypted, "u-3").reasons) == [
        "PIPL art. 57(1) lets nobody leave this notice out"
    ]
    assert english(case.desk.waive("i-1", "unknown", encrypted, "u-3").reasons) == [
        "no rule unknown asks for a notice of this incident"
    ]
    assert english(case.desk.told("i-1", "pipl-57-person", "x-1", "u-3").reasons) == ["it is done already"]


def test_containment_is_a_list_of_calls_and_one_that_fails_stops_no_other():
    case = Case()
    called = []

    def broken():
        called.append("rotate")
        raise OSError("王虚构 13800000001")

    calls = {
        "rotate-keys": broken,
        "revoke-packages": lambda: called.append("revoke"),
        "unknown": lambda: called.append("x"),
    }
    step = case.desk.contain("i-1", calls, "u-2")
    assert english(step.reasons) == [
        "rotate-keys failed (OSError): do it again",
        "there is no step of containment unknown",
    ]
    assert called == ["rotate", "revoke"]
    assert case.desk.find("i-1").failed == {"rotate-keys": "OSError"}
    assert "13800000001" not in "".join(case.streams.read("incident/i-1")), "what an error says is not kept"
    assert case.desk.contain("i-1", {"rotate-keys": lambda: called.append("again"), "revoke-packages": broken}, "u-2")
    assert called == ["rotate", "revoke", "again"], "what is done is not done again"
    assert case.desk.find("i-1").find("contain") is None
    assert case.desk.skip("i-1", "suspend-assignments", Text("nobody of ours", "不涉及本社区人员"), "u-2")
    assert case.desk.find("i-1").find("contain").by == "u-2"
    said = draft_notice(case.desk.find("i-1"), NOTICE_RULES[0], OFFICE, case.desk.policy, UTC).to("en")
    assert "What was done: revoke the packages that are out; rotate the keys." in said
    assert "suspend" not in said, "what was found needless was not done"
    assert case.desk.contain("i-1", {"suspend-assignments": lambda: None}, "u-2").state.needless == ()


def test_nothing_is_called_for_an_incident_that_is_none():
    case, called = Case(), []
    assert not case.desk.contain("i-9", {"rotate-keys": lambda: called.append(1)}, "u-2")
    assert called == []


def test_containment_revokes_packages_that_are_out():
    office, case = Office(), Case()
    sent = office.issued()
    revoke = {"revoke-packages": lambda: office.desk.revoke("s-1", "u-2", SharingGrounds.INCIDENT)}
    assert case.desk.contain("i-1", revoke, "u-2")
    assert not office.desk.open(sent, "street-office")


def test_an_incident_of_which_the_log_tells_nothing_is_not_harmless_for_that():
    case = Case()
    nothing = who_had_access([], NOON, NOON + timedelta(hours=1))
    assert english(case.desk.scope("i-1", nothing, Risk.LOW, "u-2").reasons) == [
        "the log tells of nobody in this time: say of which tier what was open is"
    ]
    assert {rule.name for rule in NOTICE_RULES} <= {task.name for task in case.desk.tasks("i-1")}
    assert [entry.allowed for entry in case.log.entries()] == [True, False]
    assert case.desk.scope("i-1", nothing, Risk.LOW, "u-2", tier=Tier.T3)


def test_what_an_incident_is_called_says_nothing_of_anybody_and_nothing_is_kept_before_that():
    case = Case()
    with pytest.raises(InvalidInputError):
        case.desk.detect("13800000012", IncidentKind.LOST, "u-3")
    assert case.desk.find("13800000012") is None
    for name in ("13800000012", "../i-1", "i" * 5000, ""):
        assert not case.desk.close(name, "u-3")
        assert not case.desk.remedy(name, WORDS, "u-3")
    assert {entry.about for entry in case.log.entries()} == {"i-1", ""}


def test_who_notes_an_incident_under_anothers_id_is_not_shown_it():
    assert Case().desk.detect("i-1", IncidentKind.LOST, "u-3").state is None


def test_personal_data_does_not_get_into_the_book():
    class Digits:
        name = "digits"

        def recognise(self, text: str):
            return [Recognised.of(Category.CONTACT)] if any(c.isdigit() for c in text) else []

    case = Case(recognisers=(Digits(),))
    step = case.desk.learn("i-1", Text("call 13800000001", "致电13800000001"), "u-2")
    assert english(step.reasons) == ["this holds personal data: write it without"]
    assert case.desk.learn("i-1", Text("call first", "先致电"), "u-2")
    assert "13800000001" not in "".join(case.streams.read("incident/i-1"))


def test_nothing_shows_of_whom_it_concerns():
    case = Case()
    case.scope()
    shown = repr(case.desk.find("i-1")) + repr(case.desk.history("i-1")) + repr(case.log)
    assert "p-1" not in shown
    assert "u-9" not in shown


def test_the_desk_starts_again_from_what_was_kept():
    case = Case()
    case.contain()
    case.scope()
    again = IncidentDesk(case.log, SHANGHAI, clock=case.clock, streams=case.streams)
    assert again.find("i-1") == case.desk.find("i-1")
    assert to_json(again.find("i-1")) == to_json(case.desk.find("i-1"))
    assert english(again.detect("i-1", IncidentKind.LOST, "u-2").reasons) == ["there is an incident with this id"]
    assert english(again.close("i-7", "u-2").reasons) == ["there is no such incident"]


def test_a_policy_is_checked_as_a_whole():
    with pytest.raises(InvalidInputError, match="each value only once"):
        IncidentPolicy(notices=(NOTICE_RULES[0], NOTICE_RULES[0]))
    with pytest.raises(InvalidInputError, match="an Audience"):
        NoticeRule("x", "person", Deadline("y", hours=1))
    with pytest.raises(InvalidInputError):
        ContainmentStep("", "no text")
