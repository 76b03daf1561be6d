"""Who had access to what, read from the log."""

from datetime import timedelta

import pytest
from tests.clocks import HandClock
from tests.privacy.incidents.office import NOON
from tests.privacy.vault.scene import HEALTH, entered, memory_vault, resident

from commgov.errors import InvalidInputError
from commgov.privacy import AuditEntry, AuditLog, Purpose, Tier
from commgov.privacy.incidents import (
    who_had_access,
)


def test_who_had_access_is_read_from_the_log():
    def entry(hours: float, by: str, subject: str = "p-1", **given: object) -> AuditEntry:
        return AuditEntry(NOON + timedelta(hours=hours), by, "read", subject=subject, **given)

    log = AuditLog("b")
    log.append(
        [
            entry(-1, "early"),
            entry(0, "u-1", fields=("resident.phone",), tier=Tier.T3, about="s-1"),
            entry(1, "u-2", "p-2", fields=("resident.health",), tier=Tier.T4),
            entry(1, "u-1", "p-3", fields=("resident.name",), tier=Tier.T2, about="s-1"),
            entry(1, "nosy", "p-9", fields=("resident.health",), tier=Tier.T4, allowed=False),
            entry(1, "desk", ""),
            entry(2, "late"),
        ]
    )
    exposure = who_had_access(log.entries(), NOON, NOON + timedelta(hours=2))
    assert exposure.actors == {"u-1": 2, "u-2": 1}
    assert exposure.subjects == ("p-1", "p-2", "p-3")
    assert exposure.fields == ("resident.health", "resident.name", "resident.phone")
    assert exposure.tier is Tier.T4
    assert exposure.tried == {"nosy": 1}
    assert exposure.entries == (1, 2, 3)
    assert all(log.prove(number).holds(log.root()) for number in exposure.entries)
    end = NOON + timedelta(hours=2)
    assert who_had_access(log.entries(), NOON, end, about={"s-1"}).subjects == ("p-1", "p-3")
    assert who_had_access(log.entries(), NOON, end, by={"u-2"}).tier is Tier.T4
    assert who_had_access(log.entries(), NOON, end, fields={"resident.phone"}).subjects == ("p-1",)
    with pytest.raises(InvalidInputError, match="later than start"):
        who_had_access([], end, NOON)


def test_what_an_access_owes_does_not_count_as_another_access():
    vault = memory_vault(HandClock(NOON))
    entered(vault, resident(health=HEALTH))
    before = len(list(vault.log.entries()))
    with vault.session(by="officer-7", purpose=Purpose("emergency"), emergency=True) as session:
        assert session.get("r-204", ("health",))
    first, *owed = list(vault.log.entries())[before:]
    assert [entry.action for entry in owed] == ["owe-notice", "owe-notice", "owe-review"]
    exposure = who_had_access(vault.log.entries(), first.at, first.at + timedelta(hours=1), by={"officer-7"})
    assert exposure.actors == {"officer-7": 1}
    assert exposure.entries == (before,)
