"""A record book with a clock that is set by hand, and the rules that it attests by."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.clocks import HandClock

from commgov.incentives import MINUTES, Account, Command, Ledger, Open, RegisteredProxies
from commgov.incentives.records import (
    AnOfficer,
    NotTheClerk,
    NotTheMember,
    NotTwice,
    RecordBook,
    RecordPolicy,
    TheResidentOrProxy,
)

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
NOON = NINE + timedelta(hours=3)


class Officers:
    """Officers 7, 8 and 9 speak for the community."""

    def speaks_for(self, person, unit, at):
        return person in {"officer-7", "officer-8", "officer-9"} and unit == "grid-1" and at.year == 2026


RULES = (
    NotTheMember(),
    NotTheClerk(),
    NotTwice(),
    TheResidentOrProxy(RegisteredProxies({"r-5": frozenset({"p-1"})})),
    AnOfficer(Officers()),
)


@pytest.fixture
def watch():
    return HandClock(NOON)


@pytest.fixture
def book(watch):
    ledger = Ledger(clock=watch)
    accounts = (
        Open(Account("issued/community-b/minutes", MINUTES, floor=None)),
        Open(Account("member/m-1/minutes", MINUTES)),
    )
    assert ledger.post(Command("open", accounts, by="officer-7", cause="begin"))
    return RecordBook(ledger, policy=RecordPolicy(rules=RULES))
