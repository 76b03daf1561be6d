"""Who sees what under the policy a community begins with."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from attrs import evolve

from commgov.grid import Organisation
from commgov.privacy import Basis, BasisKind, Purpose, Tier
from commgov.privacy.access import (
    AccessControl,
    AccessDecision,
    AccessPolicy,
    AccessRequest,
    Action,
    Assignment,
    AssignmentBook,
    BasisBook,
    Cover,
    Lack,
    ListRow,
    ObligationKind,
    ScopeFilter,
    SubjectBasis,
)

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
POLICY = AccessPolicy.community()
ORG = Organisation.from_columns(["c", "b1", "g1", "g2", "g9"], [None, "c", "b1", "b1", "c"])
STAFF = [
    Assignment("worker", "grid-worker", "g1", NOON - 30 * DAY, NOON + 30 * DAY),
    Assignment("leader", "grid-leader", "b1", NOON - 30 * DAY),
    Assignment("secretary", "community-secretary", "c", NOON - 30 * DAY),
    Assignment("member", "member", "g1", NOON - HOUR, NOON + HOUR, subject="r-1", service="d-1"),
    Assignment("plumber", "property-company", "c", NOON - HOUR, NOON + HOUR, subject="r-1", service="d-7"),
    Assignment("doctor", "family-doctor", "c", NOON - DAY, subject="r-1"),
    Assignment("auditor", "auditor", "c", NOON - DAY),
    Assignment("mother", "guardian", "g1", NOON - DAY, subject="r-1"),
    Assignment("retired", "grid-worker", "g1", NOON - 30 * DAY, NOON - DAY),
]
HEALTH_CONSENT = SubjectBasis(
    "r-1", "health-care", Basis(BasisKind.CONSENT, "c-9"), NOON - DAY, NOON + DAY, up_to=Tier.T4
)
RELIEF_STATUTE = SubjectBasis("r-1", "relief", Basis(BasisKind.STATUTE, "art-8"), NOON - DAY, up_to=Tier.T4)


def ask(actor: str, purpose: str, field: str = "phone", tier: Tier = Tier.T3, **names: Any) -> AccessRequest:
    action = names.pop("action", Action.READ)
    at, unit, subject = names.pop("at", NOON), names.pop("unit", "g1"), names.pop("subject", "r-1")
    return AccessRequest(actor, action, subject, unit, field, tier, Purpose(purpose), at, **names)


def decided(request: AccessRequest, covers: tuple[Cover, ...] = ()) -> AccessDecision:
    book = AssignmentBook(STAFF, covers)
    return AccessControl(POLICY, ORG, book, BasisBook([HEALTH_CONSENT, RELIEF_STATUTE])).decide(request)


def duties(decision: AccessDecision) -> set[ObligationKind]:
    return {each.kind for each in decision.obligations}


def test_a_member_sees_the_phone_of_whom_they_serve_while_they_serve_them() -> None:
    seen = decided(ask("member", "service", service="d-1"))
    assert seen.allowed
    assert seen.rule == "member-on-service"
    assert seen.assignment is not None
    assert seen.assignment.service == "d-1"


@pytest.mark.parametrize(
    "request_",
    [
        ask("member", "service"),  # for no service in particular
        ask("member", "service", service="d-2"),
        ask("member", "service", service="d-1", at=NOON + HOUR),  # the end is not part of the term
        ask("member", "service", service="d-1", at=NOON - HOUR - timedelta(microseconds=1)),
        ask("member", "service", service="d-1", subject="r-2"),
        ask("member", "service", field="health", service="d-1"),
        ask("member", "service", tier=Tier.T4, service="d-1"),
        ask("member", "home-visit", service="d-1"),
        ask("member", "service", service="d-1", action=Action.EXPORT),
        ask("nobody", "service", service="d-1"),
    ],
    ids=["no service", "another", "after", "before", "neighbour", "field", "tier", "purpose", "export", "stranger"],
)
def test_and_not_otherwise(request_: AccessRequest) -> None:
    assert not decided(request_)


@pytest.mark.parametrize("at", [NOON - HOUR, NOON + HOUR - timedelta(microseconds=1)])
def test_a_term_begins_with_its_start_and_lasts_up_to_its_end(at: datetime) -> None:
    assert decided(ask("member", "service", service="d-1", at=at))


def test_a_grid_worker_sees_their_own_grid_and_personal_data_masked() -> None:
    assert decided(ask("worker", "home-visit", "name", Tier.T2)).obligations == ()
    assert duties(decided(ask("worker", "home-visit"))) == {ObligationKind.MASK}
    assert not decided(ask("worker", "home-visit", unit="g2"))
    assert not decided(ask("worker", "repair"))
    assert not decided(ask("retired", "home-visit"))


def test_whoever_leads_a_branch_reaches_the_grids_below_and_no_others() -> None:
    assert decided(ask("leader", "home-visit", unit="g2"))
    assert not decided(ask("leader", "home-visit", unit="g9"))
    assert decided(ask("secretary", "home-visit", unit="g9"))


def test_sensitive_data_is_for_named_roles_on_a_basis_that_covers_it() -> None:
    assert decided(ask("doctor", "health-care", "health", Tier.T4)).rule == "family-doctor-own-patients"
    assert not decided(ask("doctor", "health-care", "health", Tier.T4, subject="r-2"))
    assert not decided(ask("doctor", "health-care", "health", Tier.T4, at=NOON + DAY))  # the consent has run out
    assert not decided(ask("leader", "relief", "health", Tier.T4))
    assert ObligationKind.NOTIFY in duties(decided(ask("secretary", "relief", "low-income", Tier.T4)))


def test_a_property_company_never_sees_sensitive_data_in_whatever_role() -> None:
    both = [*STAFF, Assignment("plumber", "family-doctor", "c", NOON - DAY, subject="r-1")]
    control = AccessControl(POLICY, ORG, AssignmentBook(both), BasisBook([HEALTH_CONSENT]))
    refused = control.decide(ask("plumber", "health-care", "health", Tier.T4))
    assert (refused.allowed, refused.rule) == (False, "property-never-sensitive")
    assert control.decide(ask("plumber", "repair", service="d-7"))


def test_residents_see_their_own_data_and_guardians_their_childrens() -> None:
    assert decided(ask("r-1", "own-rights", "health", Tier.T4)).rule == "own-data"
    assert decided(ask("r-1", "own-rights", "health", Tier.T4, action=Action.EXPORT, is_minor=True))
    assert decided(ask("mother", "own-rights", "health", Tier.T4))
    assert not decided(ask("mother", "own-rights", "health", Tier.T4, subject="r-2"))
    assert not decided(ask("r-2", "own-rights", "health", Tier.T4))


def test_an_emergency_opens_at_once_with_a_notice_and_a_review() -> None:
    asked = ask("worker", "emergency", "health", Tier.T4, unit="g9", subject="r-9")
    closed = decided(asked)
    assert not closed
    assert [each.lack for each in closed.would_allow_if[0].missing] == [Lack.EMERGENCY]
    opened = decided(ask("worker", "emergency", "health", Tier.T4, unit="g9", subject="r-9", emergency=True))
    assert duties(opened) == {ObligationKind.WATERMARK, ObligationKind.NOTIFY, ObligationKind.REVIEW}
    assert next(each.within_hours for each in opened.obligations if each.kind is ObligationKind.REVIEW) == 72
    assert "notify self 72h" in map(str, opened.obligations), "the resident is told once the danger is over"
    assert not decided(ask("member", "emergency", "health", Tier.T4, emergency=True, service="d-1"))


@pytest.mark.parametrize("actor", ["worker", "leader", "secretary"])
def test_an_emergency_opens_no_list_of_the_community_unless_somebody_else_approves(actor: str) -> None:
    names = ask(actor, "emergency", "name", Tier.T2, unit="g9", emergency=True, persons=10)
    phones = evolve(names, field="phone", tier=Tier.T3)
    for asked in (names, phones):
        assert decided(evolve(asked, persons=1))
        assert decided(evolve(asked, persons=9))
        assert decided(asked).rule == "emergency-lists-approved"
        assert not decided(evolve(asked, persons=9_000))
        approved = decided(evolve(asked, approvals=1))
        assert duties(approved) == {ObligationKind.WATERMARK, ObligationKind.NOTIFY, ObligationKind.REVIEW}
    assert [each.lack for each in decided(phones).would_allow_if[0].missing] == [Lack.APPROVALS]


def test_an_emergency_opens_what_helps_and_not_what_somebody_is_curious_about() -> None:
    for field in ("health", "disability", "pregnancy", "household", "lives_alone"):
        assert decided(ask("worker", "emergency", field, Tier.T4, emergency=True))
    for field in ("religion", "bank_card", "correction", "assistance", "id_photo"):
        assert not decided(ask("worker", "emergency", field, Tier.T4, emergency=True))
        assert decided(ask("secretary", "emergency", field, Tier.T4, emergency=True))


def test_a_doctor_sees_what_care_needs_and_nothing_else_of_their_patient() -> None:
    assert decided(ask("doctor", "health-care", "pregnancy", Tier.T4))
    for field in ("religion", "bank_card", "id_number", "party_member", "assistance"):
        assert decided(ask("doctor", "health-care", field, Tier.T4)).rule == "default-deny"


def test_for_a_public_list_the_secretary_sees_only_what_will_be_public() -> None:
    statute = SubjectBasis("r-1", "public-list", Basis(BasisKind.STATUTE, "art-9"), NOON - DAY, up_to=Tier.T4)
    control = AccessControl(POLICY, ORG, AssignmentBook(STAFF), BasisBook([statute]))
    assert control.decide(ask("secretary", "public-list", "assistance_amount", Tier.T4)).rule == "public-list"
    assert not control.decide(ask("secretary", "public-list", "health", Tier.T4))


def test_many_names_leave_the_house_with_one_approval_as_a_package_of_them_does() -> None:
    names = ask("secretary", "relief", "name", Tier.T2, action=Action.SHARE, persons=50)
    assert decided(names).rule == "many-approved"
    assert decided(evolve(names, persons=49))
    assert decided(evolve(names, approvals=1))


def test_sharing_asks_for_as_many_approvals_as_the_data_is_sensitive() -> None:
    one = {"action": Action.SHARE, "approvals": 1}
    assert not decided(ask("secretary", "relief", action=Action.SHARE))
    assert decided(ask("secretary", "relief", **one))
    sensitive = ask("secretary", "relief", "low-income", Tier.T4, assessment="pia-1", **one)
    assert decided(sensitive).rule == "share-sensitive-approved-twice"
    assert decided(ask("secretary", "relief", "low-income", Tier.T4, assessment="pia-1", **(one | {"approvals": 2})))
    assert not decided(ask("secretary", "relief", "low-income", Tier.T4, **(one | {"approvals": 2})))


def test_many_at_once_are_judged_as_sensitive() -> None:
    few = ask("secretary", "relief", action=Action.EXPORT, persons=49)
    many = ask("secretary", "relief", action=Action.EXPORT, persons=50)
    assert decided(few)
    assert [missing.lack for missing in decided(many).would_allow_if[0].missing] == [Lack.FEWER_PERSONS]


def test_holiday_cover_gives_what_the_holder_has_and_ends() -> None:
    cover = Cover("worker", "grid-worker", "deputy", NOON - DAY, NOON + DAY)
    seen = decided(ask("deputy", "home-visit"), (cover,))
    assert seen
    assert seen.assignment is not None
    assert seen.assignment.covers == "worker"
    assert "代行worker的职责" in seen.reasons[0].zh
    assert not decided(ask("deputy", "home-visit", unit="g2"), (cover,))
    assert not decided(ask("deputy", "home-visit", at=NOON + DAY), (cover,))


def test_a_cover_ends_with_the_term_it_covers_and_is_not_passed_on() -> None:
    covers = (
        Cover("retired", "grid-worker", "deputy", NOON - 2 * DAY, NOON + DAY),
        Cover("worker", "grid-worker", "one", NOON - DAY, NOON + DAY),
        Cover("one", "grid-worker", "two", NOON - DAY, NOON + DAY),
    )
    assert not decided(ask("deputy", "home-visit"), covers)
    assert decided(ask("one", "home-visit"), covers)
    assert not decided(ask("two", "home-visit"), covers)


def test_a_role_that_nobody_may_stand_in_for_gives_a_cover_nothing() -> None:
    cover = Cover("auditor", "auditor", "deputy", NOON - DAY, NOON + DAY)
    assert decided(ask("auditor", "audit"), (cover,))
    assert not decided(ask("deputy", "audit"), (cover,))


def test_what_no_permit_mentions_is_denied() -> None:
    assert decided(ask("secretary", "gossip", "name", Tier.T2)).rule == "default-deny"
    assert decided(ask("secretary", "relief", action=Action.ERASE)).rule == "default-deny"


def test_a_denial_says_why_and_what_would_allow_it_in_both_languages() -> None:
    refused = decided(ask("worker", "home-visit", unit="g2"))
    assert refused.to("zh").splitlines()[:2] == ["拒绝", "规则personal-for-a-task要求：正在承接该居民的服务"]
    assert "would be allowed: the role grid worker, the resident's unit or one above it" in refused.to("en")
    assert "如满足以下条件则可允许：担任网格员，范围：居民所在单元或其上级单元" in refused.to("zh")


def test_every_forbid_that_hits_is_named() -> None:
    refused = decided(ask("secretary", "relief", "low-income", Tier.T4, action=Action.SHARE))
    named = " ".join(reason.en for reason in refused.reasons)
    for rule in ("share-personal-approved", "share-sensitive-approved-twice", "share-sensitive-assessed"):
        assert rule in named
    assert [missing.lack for missing in refused.would_allow_if[0].missing] == [Lack.APPROVALS, Lack.ASSESSMENT]


@pytest.mark.parametrize(
    ("actor", "said"),
    [
        ("stranger", "stranger has no assignment"),
        ("retired", "retired's assignments are over or have not begun"),
        ("doctor", "no permit lets family doctor read phone (T3) for the purpose visiting residents at home"),
    ],
)
def test_the_first_step_that_failed_is_told(actor: str, said: str) -> None:
    assert [reason.en for reason in decided(ask(actor, "home-visit")).reasons] == [said]


def test_a_basis_that_is_missing_or_relied_on_is_told() -> None:
    without = decided(ask("doctor", "health-care", "health", Tier.T4, at=NOON + DAY))
    assert without.reasons[0].zh == "规则family-doctor-own-patients要求具备处理依据：同意或合同"
    on_it = decided(ask("doctor", "health-care", "health", Tier.T4))
    assert on_it.reasons[-1].en == "basis: consent c-9"


def test_a_permission_says_by_which_rule_and_law() -> None:
    seen = decided(ask("member", "service", service="d-1"))
    assert seen.reasons[0].en == "member holds the role member on a service for g1 until 2026-03-02T13:00+08:00"
    assert "第六条" in seen.reasons[1].zh
    assert seen.would_allow_if == ()
    assert seen.policy == "community 2026-1"


def test_fields_that_rules_name_are_such_as_a_record_can_declare() -> None:
    named = {name for rule in (*POLICY.permits, *POLICY.forbids) for name in rule.fields or ()}
    assert {"name", "phone", "health"} <= named
    assert [name for name in named if not name.isidentifier()] == []


def test_an_emergency_is_suggested_only_to_whoever_asked_for_one() -> None:
    refused = decided(ask("worker", "relief", "health", Tier.T4))
    assert refused.would_allow_if
    assert all(each.lack is not Lack.EMERGENCY for way in refused.would_allow_if for each in way.missing)


def listed(actor: str, purpose: str, **names: Any) -> ScopeFilter:
    columns = {"name": Tier.T2, "phone": Tier.T3, "health": Tier.T4}
    control = AccessControl(POLICY, ORG, AssignmentBook(STAFF), BasisBook([HEALTH_CONSENT, RELIEF_STATUTE]))
    return control.scope_filter(actor, Action.READ, columns, Purpose(purpose), NOON, **{"persons": 1} | names)


def test_a_list_is_asked_of_a_store_by_units_and_residents() -> None:
    assert listed("worker", "home-visit").units("phone") == {"g1"}
    assert listed("leader", "home-visit").units("phone") == {"b1", "g1", "g2"}
    assert listed("secretary", "home-visit").units("phone") == set(ORG.units())
    assert listed("worker", "home-visit").subjects("phone") is None
    of_member = listed("member", "service", service="d-1")
    assert (of_member.units("phone"), of_member.subjects("phone")) == ({"g1"}, {"r-1"})
    assert listed("member", "service").units("phone") == frozenset()
    assert listed("worker", "emergency", emergency=True).units("health") is None
    assert listed("r-5", "own-rights").subjects("health") == {"r-5"}


def test_sensitive_fields_are_in_no_list_of_several() -> None:
    row = ListRow("r-1", "g1")
    assert "health" in listed("doctor", "health-care").fields(row)
    assert "health" not in listed("doctor", "health-care", persons=2).fields(row)
    assert "health" in listed("doctor", "health-care", persons=2, approvals=2).fields(row)
