"""An incident that was just noticed, at a desk of its own."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.clocks import HandClock

from commgov.core import MemoryStreams
from commgov.privacy import AuditEntry, AuditLog, Risk, Tier
from commgov.privacy.incidents import (
    IncidentDesk,
    IncidentKind,
    who_had_access,
)
from commgov.privacy.keeping import Controller
from commgov.wording import Text

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")
WORDS = Text("the member of staff was busy", "经办人当时另有任务")
OFFICE = Controller(Text("Community B", "社区B"), "office@example.org")


class Case:
    """An incident desk with its clock and log, and an incident that was just noticed."""

    def __init__(self, **given: object) -> None:
        self.clock, self.log, self.streams = HandClock(NOON), AuditLog("b"), MemoryStreams()
        self.desk = IncidentDesk(self.log, SHANGHAI, clock=self.clock, streams=self.streams, **given)
        assert self.desk.detect("i-1", IncidentKind.WRONG_GROUP, "u-2", begins=NOON - timedelta(days=1))

    def late(self) -> list[str]:
        return [late.task.name for late in self.desk.late()]

    def scope(self, tier: Tier = Tier.T3, risk: Risk = Risk.LOW, **given: object):
        entries = [
            AuditEntry(NOON, "u-9", "read", subject="p-1", fields=("resident.phone",), tier=tier),
            AuditEntry(NOON, "u-9", "read", subject="p-2", fields=("resident.name",), tier=Tier.T2),
        ]
        exposure = who_had_access(entries, NOON, NOON + timedelta(hours=1))
        return self.desk.scope("i-1", exposure, risk, "u-2", **given)

    def contain(self):
        steps = [step.name for step in self.desk.policy.containment]
        return self.desk.contain("i-1", dict.fromkeys(steps, lambda: None), "u-2")
