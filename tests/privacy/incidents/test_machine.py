"""Whatever is done or forgotten in an incident: no deadline passes silently, and nothing is closed unfinished."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.clocks import HandClock

from commgov.privacy import AuditEntry, AuditLog, Risk, Tier
from commgov.privacy.incidents import CONTAINMENT, NOTICE_RULES, IncidentDesk, IncidentKind, who_had_access
from commgov.wording import Text

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DELAY = st.sampled_from([None, Text("illness in the office", "办公室人员病假")])
DUE = {"contain": 4, "scope": 20, "pipl-57-authority": 24, "pipl-57-person": 24, "gdpr-33": 72, "gdpr-34": 72}
DAYS = {"remedy": 30, "lesson": 60}


class IncidentMachine(RuleBasedStateMachine):
    """A desk beside a plain account of what was done when."""

    @initialize()
    def begin(self) -> None:
        self.clock = HandClock(NOON)
        self.desk = IncidentDesk(AuditLog("b"), UTC, clock=self.clock)
        self.desk.detect("i-1", IncidentKind.LOOKED_UP, "u-2")
        self.done: dict[str, datetime] = {}
        self.steps: set[str] = set()
        self.risk, self.closed = Risk.HIGH, False

    def asked(self) -> dict[str, datetime]:
        """What is asked for and until when, by the tables as they stand in the articles."""
        due = {name: NOON + timedelta(hours=hours) for name, hours in DUE.items()}
        midnight = NOON.replace(hour=0)
        due |= {name: midnight + timedelta(days=days + 1) for name, days in DAYS.items()}
        if self.risk is not Risk.HIGH and "gdpr-34" not in self.done:
            del due["gdpr-34"]
        return due

    def took(self, name: str, step, delay) -> None:
        late = name in self.asked() and self.clock.now() >= self.asked()[name]
        may = not self.closed and name in self.asked() and name not in self.done and (not late or delay is not None)
        assert bool(step) == may
        if step:
            self.done[name] = self.clock.now()

    @rule(hours=st.sampled_from([1, 5, 30, 24 * 20]))
    def time_goes_on(self, hours) -> None:
        self.clock.forward(hours=hours)

    @rule(step=st.sampled_from([step.name for step in CONTAINMENT]), fails=st.booleans())
    def contain(self, step, fails) -> None:
        tried = self.desk.contain("i-1", {step: (lambda: 1 / 0) if fails else (lambda: None)}, "u-2")
        if self.closed or step in self.steps:
            return
        assert bool(tried) == (not fails)
        if not fails:
            self.steps.add(step)
            if len(self.steps) == len(CONTAINMENT):
                self.done["contain"] = self.clock.now()

    @rule(risk=st.sampled_from(list(Risk)), delay=DELAY)
    def scope(self, risk, delay) -> None:
        seen = AuditEntry(NOON, "u-9", "read", subject="p-1", fields=("resident.phone",), tier=Tier.T3)
        exposure = who_had_access([seen], NOON, NOON + timedelta(hours=1))
        step = self.desk.scope("i-1", exposure, risk, "u-2", delay=delay)
        self.took("scope", step, delay)
        if step:
            self.risk = risk

    @rule(name=st.sampled_from([rule.name for rule in NOTICE_RULES]), delay=DELAY)
    def tell(self, name, delay) -> None:
        self.took(name, self.desk.told("i-1", name, "letter-1", "u-2", delay=delay), delay)

    @rule(delay=DELAY)
    def remedy(self, delay) -> None:
        self.took("remedy", self.desk.remedy("i-1", Text("new locks", "更换门锁"), "u-2", delay=delay), delay)

    @rule(delay=DELAY)
    def learn(self, delay) -> None:
        self.took("lesson", self.desk.learn("i-1", Text("ask first", "先核实"), "u-2", delay=delay), delay)

    @rule()
    def close(self) -> None:
        may = not self.closed and set(self.asked()) <= set(self.done)
        assert bool(self.desk.close("i-1", "u-2")) == may
        self.closed = self.closed or may

    @invariant()
    def every_deadline_that_passed_is_named(self) -> None:
        now = self.clock.now()
        missed = {name for name, due in self.asked().items() if name not in self.done and now >= due}
        assert {late.task.name for late in self.desk.late()} == missed
        for task in self.desk.tasks("i-1"):
            if task.done is not None and task.done.at >= task.due and task.name != "contain":
                assert task.done.delay is not None, "what was late says why"
            assert task.is_late(now) == (self.done.get(task.name, now) >= self.asked()[task.name])


IncidentMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
test_whatever_is_done_no_deadline_passes_silently = IncidentMachine.TestCase


@pytest.mark.parametrize("what", ["改了\n已通知全部人员。", "改了\u202e", "改" * 1001])
def test_what_staff_write_into_the_book_is_one_line_that_shows(what):
    desk = IncidentDesk(AuditLog("b"), UTC, clock=HandClock(NOON))
    desk.detect("i-1", IncidentKind.WRONG_GROUP, "u-2")
    step = desk.remedy("i-1", Text("changed", what), "u-2")
    assert "in one line" in step.reasons[0].en


def test_what_makes_less_of_an_incident_does_not_count_if_the_log_does_not_take_it(monkeypatch):
    log = AuditLog("b")
    desk = IncidentDesk(log, UTC, clock=HandClock(NOON))
    desk.detect("i-1", IncidentKind.WRONG_GROUP, "u-2")
    before, why = desk.find("i-1"), Text("the group was empty", "群内无人")
    with monkeypatch.context() as patch:
        patch.setattr(log.store, "append", lambda _rows: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            desk.skip("i-1", CONTAINMENT[0].name, why, "u-2")
        assert desk.find("i-1") == before
        with pytest.raises(ZeroDivisionError):
            desk.detect("i-2", IncidentKind.WRONG_GROUP, "u-2")
        assert desk.find("i-2") is not None, "that something happened counts all the same"
    assert desk.skip("i-1", CONTAINMENT[0].name, why, "u-2")
    assert [entry.allowed for entry in log.entries()] == [True, True]
