"""Whatever goes wrong denies, with a reason, and nothing is ever raised."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from commgov.core import Text
from commgov.grid import Organisation
from commgov.privacy import BasisKind, Purpose, Tier
from commgov.privacy.access import (
    SELF,
    AccessControl,
    AccessPolicy,
    AccessRequest,
    Action,
    Assignment,
    AssignmentBook,
    Forbid,
    ListRow,
    Obligation,
    ObligationKind,
    Permit,
    Role,
    Scope,
)

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
ORG = Organisation.from_columns(["c", "g1"], [None, "c"])
EVERYTHING = Permit(
    "everything",
    roles=frozenset({"worker", SELF}),
    actions=frozenset(Action),
    up_to=Tier.T4,
    purposes=frozenset({"visit"}),
    scope=Scope.ANYWHERE,
)
POLICY = AccessPolicy(
    "open",
    "1",
    roles=(Role("worker"), Role(SELF)),
    purposes=(Purpose("visit"),),
    permits=(EVERYTHING,),
    forbids=(
        Forbid("children", minors=True),
        Forbid("others", third_party=True),
        Forbid("many", from_persons=2),
        Forbid("t4", from_tier=Tier.T4, unless_approvals=1, unless_assessed=True),
    ),
)
HELD = Assignment("u", "worker", "c", NOON - timedelta(days=1))
ASKED = AccessRequest("u", Action.READ, "r", "g1", "phone", Tier.T3, Purpose("visit"), NOON)
CONTROL = AccessControl(POLICY, ORG, AssignmentBook([HELD]))


def test_the_request_itself_is_allowed() -> None:
    assert CONTROL.decide(ASKED).allowed


BROKEN: dict[str, list[Any]] = {
    "actor": [None, "", 7, ["u"], {}],
    "action": [None, "burn", 3, [Action.READ], {}],
    "subject": [None, "", 0],
    "unit": [None, "", "g9", [], 5],
    "field": [None, 7, ["phone"], {}],
    "tier": [None, 0, 1, 5, -1, True, 1.0, "T1", 2.5, [Tier.T1], float("nan")],
    "purpose": [None, "visit", 4, Text("visit", "走访")],
    "at": [None, "2026-03-02", datetime(2026, 3, 2, 4), 0],  # noqa: DTZ001 -- that it has no zone is the point
    "is_minor": [None, True, 0, "no", []],
    "is_third_party": [None, True, "", 0],
    "persons": [None, 0, -1, 1.0, True, "1", float("nan"), 2],
}
CASES = [(name, value) for name, values in BROKEN.items() for value in values]


@pytest.mark.parametrize(("name", "value"), CASES, ids=[f"{name}={value!r}" for name, value in CASES])
def test_what_is_malformed_is_denied_with_a_reason(name: str, value: Any) -> None:
    refused = CONTROL.decide(evolve(ASKED, **{name: value}))
    assert refused.allowed is False
    assert refused.obligations == ()
    assert refused.reasons
    assert all(reason.en and reason.zh for reason in refused.reasons)
    assert refused.to("zh").startswith("拒绝")


@pytest.mark.parametrize("approvals", [True, "1", 1.0, None, -1, [1], float("inf")])
@pytest.mark.parametrize("assessment", [None, "", "  ", 1, True])
def test_nothing_that_is_no_number_approves_and_nothing_without_a_name_assesses(
    approvals: Any, assessment: Any
) -> None:
    asked = evolve(ASKED, tier=Tier.T4)
    assert CONTROL.decide(evolve(asked, approvals=1))
    assert CONTROL.decide(evolve(asked, assessment="pia-1"))
    assert not CONTROL.decide(evolve(asked, approvals=approvals, assessment=assessment))


@pytest.mark.parametrize("declared", [1, "yes", "False", [0], None])
def test_an_emergency_is_declared_by_true_and_nothing_else(declared: Any) -> None:
    owed = (Obligation(ObligationKind.NOTIFY, "worker"), Obligation(ObligationKind.REVIEW, "worker", 72))
    urgent = evolve(EVERYTHING, emergency=True, obligations=owed)
    control = AccessControl(evolve(POLICY, permits=(urgent,)), ORG, AssignmentBook([HELD]))
    assert control.decide(evolve(ASKED, emergency=True))
    assert not control.decide(evolve(ASKED, emergency=declared))


@given(
    st.fixed_dictionaries(
        {},
        optional={
            name: st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.integers())
            for name in BROKEN.keys() | {"service", "approvals", "assessment", "emergency"}
        },
    )
)
def test_the_door_never_raises_and_explains_itself_whatever_is_asked(parts: dict[str, Any]) -> None:
    decision = CONTROL.decide(evolve(ASKED, **parts))
    assert isinstance(decision.allowed, bool)
    assert decision.reasons
    assert isinstance(decision.would_allow_if, tuple)
    assert decision.to("en")


class Broken:
    """A source that fails."""

    def held_by(self, person: str) -> Sequence[Any]:  # noqa: ARG002 -- the Protocol's
        raise RuntimeError("13812345678 is not for the log")

    def of(self, subject: str, purpose: str) -> Sequence[Any]:  # noqa: ARG002 -- the Protocol's
        raise ConnectionError("down")


@pytest.mark.parametrize(
    "control",
    [
        AccessControl(POLICY, ORG, Broken()),
        AccessControl(POLICY, ORG, AssignmentBook([HELD]), Broken()),
        AccessControl(POLICY, None, AssignmentBook([HELD])),  # type: ignore[arg-type]
        AccessControl(POLICY, ORG, None),  # type: ignore[arg-type]
    ],
)
def test_a_source_that_fails_denies_and_what_it_said_is_not_repeated(control: AccessControl) -> None:
    refused = control.decide(ASKED)
    assert (refused.allowed, refused.rule) == (False, "error-deny")
    assert "could not be judged" in refused.reasons[0].en
    assert "138" not in refused.to("en") + repr(refused)
    assert refused.would_allow_if == ()


class Liar:
    """A source that gives what was not asked for."""

    def __init__(self, *given: Any) -> None:
        self.given = given

    def held_by(self, person: str) -> Sequence[Any]:  # noqa: ARG002 -- the Protocol's
        return self.given


@pytest.mark.parametrize("given", [evolve(HELD, holder="other"), evolve(HELD, role="king"), None, "worker", 5])
def test_a_source_that_gives_anothers_assignment_or_junk_gives_nothing(given: Any) -> None:
    assert not AccessControl(POLICY, ORG, Liar(given)).decide(ASKED)


def test_a_list_of_which_anything_goes_wrong_is_empty() -> None:
    row = ListRow("r", "g1")
    names = {"persons": 1}
    good = CONTROL.scope_filter("u", Action.READ, {"phone": Tier.T3}, Purpose("visit"), NOON, **names)
    assert list(good.fields(row)) == ["phone"]
    for bad in (
        CONTROL.scope_filter("u", "burn", {"phone": Tier.T3}, Purpose("visit"), NOON, persons=1),  # type: ignore[arg-type]
        CONTROL.scope_filter("u", Action.READ, {"phone": 9}, Purpose("visit"), NOON, persons=1),  # type: ignore[dict-item]
        CONTROL.scope_filter("u", Action.READ, {"phone": Tier.T3}, None, NOON, persons=1),  # type: ignore[arg-type]
        CONTROL.scope_filter("u", Action.READ, {"phone": Tier.T3}, Purpose("visit"), NOON, persons=0),
        CONTROL.scope_filter("", Action.READ, {"phone": Tier.T3}, Purpose("visit"), NOON, persons=1),
        AccessControl(POLICY, ORG, Broken()).scope_filter(
            "u", Action.READ, {"phone": Tier.T3}, Purpose("visit"), NOON, persons=1
        ),
    ):
        assert bad.fields(row) == {}
        assert bad.units("phone") == frozenset()
    assert good.fields(ListRow("", "g1")) == {}
    assert good.fields(ListRow("r", "g9")) == {}
    assert good.fields(ListRow("r", None)) == {}  # type: ignore[arg-type]
    assert good.fields(ListRow("r", "g1", is_minor=None)) == {}  # type: ignore[arg-type]


def test_a_list_whose_bases_cannot_be_looked_up_is_empty() -> None:
    on_consent = evolve(EVERYTHING, bases=frozenset({BasisKind.CONSENT}))
    control = AccessControl(evolve(POLICY, permits=(on_consent,)), ORG, AssignmentBook([HELD]), Broken())
    seen = control.scope_filter("u", Action.READ, {"phone": Tier.T3}, Purpose("visit"), NOON, persons=1)
    assert seen.units("phone") is None
    assert seen.fields(ListRow("r", "g1")) == {}


def test_names_that_nobody_knows_do_not_fill_the_memory() -> None:
    control = AccessControl(POLICY, ORG, AssignmentBook([HELD]))
    for number in range(500):
        control.decide(evolve(ASKED, field=f"f{number}", purpose=Purpose(f"p{number}"), unit=f"u{number}"))
    control.decide(ASKED)
    assert len(control._compiled._rows) + len(control._compiled._others) <= 2
    assert len(control._day.near) <= 1


def test_a_decision_shows_references_only() -> None:
    shown = repr(CONTROL.decide(ASKED))
    assert "'r'" in shown
    assert "Assignment" in shown
    assert "explainer" not in shown


def test_what_went_wrong_is_kept_by_its_name_alone() -> None:
    assert CONTROL.decide(evolve(ASKED, persons=0)).facts.error == "ValueError"
    assert CONTROL.decide(evolve(ASKED, unit="g9")).facts.error == "NotFoundError"


def test_of_two_assignments_that_both_allow_it_the_first_is_relied_on() -> None:
    first, second = HELD, evolve(HELD, start=HELD.start + timedelta(hours=1))
    for held in ((first, second), (second, first)):
        assert AccessControl(POLICY, ORG, AssignmentBook(held)).decide(ASKED).assignment == first
