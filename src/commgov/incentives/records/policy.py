"""How a community attests services: time limits, who may sign, and the accounts that minutes move between."""

from collections.abc import Callable
from datetime import date, timedelta

from attrs import field, frozen

from commgov.core import Rule, Text
from commgov.core.checks import Checks
from commgov.incentives.records.attesting import (
    AnOfficer,
    AttestationCase,
    NotTheClerk,
    NotTheMember,
    NotTwice,
    Officers,
    TheResidentOrProxy,
)
from commgov.incentives.records.record import ServiceClaim
from commgov.incentives.records.undecided import UndecidedRule, WhatStoodStands


def _no_lot(claim: ServiceClaim) -> date | None:  # noqa: ARG001
    return None


@frozen
class RecordPolicy:
    """How a community attests services.

    Args:
        name: its name and version, which each command's cause does not need: the record's id is the cause.
        attest_within: how long a submitted record waits for both sides.
        dispute_within: how long after its last change a record can be disputed, or a refusal appealed against.
        decide_within: how long those who decide have for it; then it goes to the next, or the rule decides.
        deciders: who decides disputes: at first, after `decide_within` without a decision, and so on; empty: everybody
            who may attest for the community.
        undecided: the rule that decides when the time of the last of them is over.
        decisions_max: how often one record can be decided; then it stays as it is.
        rules: who may attest; all are asked.
        conflicts: rules whose "no" is a conflict of interest: a second officer without one has to sign, too.
        community: whose minutes are issued: from the account `issued/...` of the time bank.
        lot_of: the day on which what a claim earns runs out; None: never.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> RecordPolicy(attest_within=timedelta(days=14)).name
        'two sides attest'
    """

    name: str = "two sides attest"
    attest_within: timedelta = timedelta(days=30)
    dispute_within: timedelta = timedelta(days=30)
    decide_within: timedelta = timedelta(days=30)
    deciders: tuple[Officers, ...] = ()
    undecided: UndecidedRule = field(factory=WhatStoodStands)
    decisions_max: int = 2
    rules: tuple[Rule[AttestationCase], ...] = field(
        factory=lambda: (NotTheMember(), NotTheClerk(), NotTwice(), TheResidentOrProxy(), AnOfficer())
    )
    conflicts: tuple[Rule[AttestationCase], ...] = ()
    community: str = "community-b"
    lot_of: Callable[[ServiceClaim], date | None] = _no_lot

    def __attrs_post_init__(self) -> None:
        checks = Checks("RecordPolicy")
        checks.text("name", self.name)
        for name in ("attest_within", "dispute_within", "decide_within"):
            span = getattr(self, name)
            positive = isinstance(span, timedelta) and span > timedelta()
            checks.require(name, span, ok=positive, expected=Text("a span of time above zero", "应为大于零的时长"))
        checks.whole("decisions_max", self.decisions_max, least=1)
        names = [rule.name for rule in (*self.rules, *self.conflicts)]
        checks.unique("rules", names)
        checks.identifier("undecided", self.undecided.name)
        checks.identifier("community", self.community)
        checks.refuse()
