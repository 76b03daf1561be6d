"""Services by hand, in few words."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest

from commgov.incentives import Attestation, Form, ServiceFacts, Side

ZERO = datetime(2026, 3, 2, tzinfo=timezone(timedelta(hours=8)))  # a Monday
Serve = Callable[..., ServiceFacts]


@pytest.fixture
def serve() -> Serve:
    """Makes a service; `at` and `entered` are hours since Monday, what is not said is ordinary."""
    made = 0

    def make(member: str, at: float, minutes: int = 50, **said) -> ServiceFacts:
        nonlocal made
        made += 1
        start = ZERO + timedelta(hours=at)
        end = start + timedelta(minutes=minutes)
        entered = end if "entered" not in said else ZERO + timedelta(hours=said["entered"])
        resident = said.get("resident", f"r-{made}")
        signed = entered + timedelta(hours=5) if "signed" not in said else ZERO + timedelta(hours=said["signed"])
        scan, decided = said.get("scan"), said.get("decided", False)
        attested = Attestation(
            Side.RESIDENT,
            said.get("signer", resident),
            signed,
            minutes,
            Form.DECISION if decided else Form.PAPER if scan else Form.ONLINE,
            scan=scan,
            entered_by="clerk-1" if scan else None,
            device=said.get("signer_device"),
        )
        community = Attestation(
            Side.COMMUNITY,
            said.get("officer", "officer-1"),
            entered,
            minutes,
            Form.DECISION if decided else Form.ONLINE,
            device=said.get("officer_device"),
        )
        return ServiceFacts(
            f"s-{made}", said.get("demand", f"d-{made}"), member, resident, said.get("category", "visit"),
            said.get("unit", "u-1"), start, end, said.get("posted", minutes), minutes, said.get("clerk", member),
            entered, community, attested, checked_in=said.get("checked_in", False),
            satisfaction=said.get("satisfaction"), content=said.get("content"),
        )  # fmt: skip

    return make
