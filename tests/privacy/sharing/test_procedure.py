"""What it takes to give data of each tier to somebody else."""

from datetime import timedelta

import pytest
from tests.privacy.sharing.office import (
    CALLS,
    CONSENT,
    DUTY,
    ILLNESS,
    NAMES,
    NOON,
    PHONES,
    RELIEF,
    STATUTE,
    Office,
    assessment,
)

from commgov.errors import InvalidInputError
from commgov.privacy import Assignment, Basis, BasisKind, Purpose, Resident, Risk, SubjectBasis, Tier, View
from commgov.privacy.schema import fields_of
from commgov.privacy.sharing import SharingGrounds, SharingPolicy, SharingRow, SharingState

NO_ROLE = "no role that you hold now for these people's units may approve this"


def english(reasons) -> list[str]:
    return [reason.en for reason in reasons]


def state(office: Office, name: str = "s-1") -> SharingState:
    return office.desk.find(name).state(office.clock.now())


def test_nothing_but_a_name_needs_a_purpose_and_a_time_and_nobodys_approval():
    office = Office()
    step = office.ask(view=NAMES)
    assert (step.state.tier, step.state.needed, state(office)) == (Tier.T2, 0, SharingState.APPROVED)
    assert office.desk.issue("s-1", "worker")


def test_a_telephone_number_needs_one_approval():
    office = Office()
    assert office.ask().state.needed == 1
    assert state(office) is SharingState.REQUESTED
    assert english(office.desk.issue("s-1", "worker").reasons) == [
        "1 approvals are needed, there are 0",
        "the request is waiting for approval",
    ]
    assert office.desk.approve("s-1", "leader")
    assert office.desk.issue("s-1", "worker")
    assert state(office) is SharingState.ISSUED


def test_an_illness_needs_two_approvals_a_consent_of_each_person_and_an_assessment():
    office = Office()
    refused = office.ask(view=ILLNESS, expires=office.clock.now() + timedelta(days=8))
    assert english(refused.reasons) == [
        "data of T4 is not shared on the basis duty",
        "data of T4 is shared for 7 days at most",
        "data of T4 needs an impact assessment (PIPL article 55)",
    ]
    assert office.desk.find("s-1") is None, "what nobody could approve is not kept"
    office.assessments.add(assessment())
    assert office.ask(view=ILLNESS, basis=CONSENT, assessment="ia-7").state.needed == 2
    assert office.desk.approve("s-1", "secretary")
    assert office.desk.approve("s-1", "auditor")
    assert english(office.desk.issue("s-1", "worker").reasons) == ["what allows it does not stand for r-1"]
    office.agrees("r-1", up_to=Tier.T3)
    assert not office.desk.issue("s-1", "worker"), "a consent that was not asked for sensitive data does not cover it"
    office.agrees("r-1")
    assert office.desk.issue("s-1", "worker")


def test_a_statute_takes_the_place_of_a_consent():
    office = Office()
    office.assessments.add(assessment())
    office.agrees("r-1", basis=STATUTE)
    assert office.issued("s-1", "auditor", "auditor-2", view=ILLNESS, basis=STATUTE, assessment="ia-7")


def test_a_consent_is_each_persons_own_also_for_a_telephone_number():
    office = Office()
    office.agrees("r-1")
    office.ask(people=("r-1", "r-2"), basis=CONSENT)
    office.desk.approve("s-1", "leader")
    assert english(office.desk.issue("s-1", "worker").reasons) == ["what allows it does not stand for r-2"]


def test_a_name_with_two_identifiers_goes_by_the_highest_tier():
    with_two = fields_of(Resident, "name", "phone", "birth_date")
    tier, reasons = SharingPolicy().declared_tier(with_two, 1)
    assert tier is Tier.T4
    assert reasons[0].zh == "姓名加两项识别信息：足以冒用或上门"
    assert SharingPolicy().declared_tier(fields_of(Resident, "name", "phone"), 1) == (Tier.T3, ())


def test_fifty_people_with_personal_data_go_by_the_highest_tier_and_forty_nine_do_not():
    office = Office()
    people = tuple(f"r-{n}" for n in range(50))
    assert office.ask("s-49", people=people[:49]).state.tier is Tier.T3
    assert "T4" in office.ask("s-50", people=people).reasons[0].en


def test_nobody_gets_by_slices_what_they_would_not_get_at_once():
    office = Office()
    people = tuple(f"r-{n}" for n in range(60))
    assert office.ask("s-1", people=people[:49]).state.tier is Tier.T3
    assert "T4" in office.ask("s-2", people=people[49:51]).reasons[0].en, "that would be 51 people in all"
    assert office.ask("s-3", people=people[:5]).state.tier is Tier.T3, "the same people again are no more people"
    elsewhere = {"recipient": "family-doctor"}
    assert office.ask("s-4", people=people[49:51], **elsewhere).state.tier is Tier.T3
    office.desk.refuse("s-1", "leader", SharingGrounds.TOO_MUCH)
    assert office.ask("s-5", people=people[49:51]).state.tier is Tier.T3


def test_slices_that_were_asked_for_at_the_same_moment_are_seen_when_the_second_is_sealed(monkeypatch):
    office = Office()
    people = tuple(f"r-{n}" for n in range(60))
    with monkeypatch.context() as moment:
        moment.setattr(office.desk, "_counted", lambda _request, _at: [])  # neither saw the other's
        office.ask("s-1", people=people[:30])
        office.ask("s-2", people=people[30:])
    for name in ("s-1", "s-2"):
        office.desk.approve(name, "leader")
    assert office.desk.issue("s-1", "worker")
    assert english(office.desk.issue("s-2", "worker").reasons) == [
        "with what the recipient has already it is T4, the request went by T3: ask anew"
    ]


def test_a_name_with_a_number_today_and_an_address_tomorrow_are_taken_together():
    office = Office()
    doors = View("doors", "street-office", RELIEF, clear=fields_of(Resident, "name", "birth_date"))
    office.views.append(doors)
    assert office.ask("s-1").state.tier is Tier.T3
    assert "T4" in office.ask("s-2", doors).reasons[0].en
    assert office.ask("s-3", doors, ("r-2",)).state.tier is Tier.T3, "another person's"
    office.clock.forward(days=8)
    assert office.ask("s-4", doors).state.tier is Tier.T3, "what has run out cannot be opened any more"


def test_a_field_that_is_only_shown_masked_does_not_raise_the_tier():
    assert Office().ask(view=CALLS).state.tier is Tier.T2


def test_somebody_under_14_is_sensitive_whatever_the_field_and_that_is_seen_when_it_is_sealed():
    office = Office()
    office.records["r-1"] = Resident(ref="r-1", name="小虚构", birth_year=2020)
    office.ask(view=NAMES)
    higher, why = office.desk.issue("s-1", "worker").reasons
    assert "what stands in the records is T4" in higher.en
    assert why.en == "about somebody under 14"
    assert "十四" in why.zh
    office.assessments.add(assessment())
    office.agrees("r-1")
    sent = office.issued(
        "s-2", "secretary", "auditor", view=NAMES, basis=CONSENT, assessment="ia-7", at_least=Tier.T4
    )  # fmt: skip
    assert office.desk.open(sent, "street-office")


def test_the_requester_never_approves_nor_anybody_without_the_role_nor_anybody_twice():
    office = Office(same_person={"leader-2": "leader"})
    office.assignments.append(Assignment("worker", "grid-leader", "b", office.clock.now()))
    office.ask()
    assert "the requester" in english(office.desk.approve("s-1", "worker").reasons)[0]
    assert english(office.desk.approve("s-1", "auditor").reasons) == [NO_ROLE]
    assert english(office.desk.approve("s-1", "nobody").reasons) == [NO_ROLE]
    office.assessments.add(assessment())
    office.ask("s-2", view=ILLNESS, basis=CONSENT, assessment="ia-7")
    assert office.desk.approve("s-2", "auditor")
    assert english(office.desk.approve("s-2", "auditor").reasons) == ["nobody approves twice"]
    assert not office.desk.find("s-2").approvals[1:]


def test_who_approves_what_needs_no_approval_is_told_how_to_ask_for_one():
    office = Office()
    office.ask(view=NAMES)
    (refused,) = office.desk.approve("s-1", "leader").reasons
    assert "needs no approval" in refused.en
    assert "at_least" in refused.en
    assert "at_least" in refused.zh
    office.ask("s-2", view=NAMES, at_least=Tier.T3)
    assert office.desk.approve("s-2", "leader")


def test_nobody_approves_what_they_are_given_themselves_under_whatever_reference():
    for recipient in ("leader", "leader-at-home"):
        office = Office(same_person={"leader-at-home": "leader"})
        assert office.ask(recipient=recipient)
        assert [why.en for why in office.desk.approve("s-1", "leader").reasons] == [
            "the recipient does not approve what they are given"
        ]
        assert not office.desk.issue("s-1", "worker")
        assert office.desk.approve("s-1", "leader-2")


def test_nobody_approves_what_they_open_for_the_recipient():
    office = Office(acts_for=lambda by, recipient: (by, recipient) == ("leader-2", "street-office"))
    office.ask()
    assert english(office.desk.approve("s-1", "leader-2").reasons) == [
        "the recipient does not approve what they are given"
    ]
    assert office.desk.approve("s-1", "leader")


def test_who_asks_under_somebody_elses_id_is_not_shown_what_they_asked_for():
    office = Office()
    office.ask()
    assert office.ask(people=("r-2",)).state is None


def test_an_approval_counts_no_more_when_it_turns_out_that_the_requester_or_the_recipient_gave_it():
    for party in ("worker", "street-office"):
        same: dict[str, str] = {}
        office = Office(same_person=same)
        office.ask()
        assert office.desk.approve("s-1", "leader-2")
        same["leader-2"] = party
        assert not office.desk.issue("s-1", "worker")
        same.clear()
        assert office.desk.issue("s-1", "worker")


def test_one_person_under_two_references_is_one_approver():
    office = Office(same_person={"auditor-2": "auditor", "secretary": "worker"})
    office.assessments.add(assessment())
    office.ask(view=ILLNESS, basis=CONSENT, assessment="ia-7")
    assert office.desk.approve("s-1", "auditor")
    assert english(office.desk.approve("s-1", "auditor-2").reasons) == ["nobody approves twice"]
    assert "the requester" in english(office.desk.approve("s-1", "secretary").reasons)[0]


def test_a_role_that_was_held_before_or_for_one_resident_alone_approves_nothing():
    office = Office()
    now = office.clock.now()
    office.assignments += [
        Assignment("former", "grid-leader", "b", now - timedelta(days=9), now),
        Assignment("carer", "grid-leader", "b", now, subject="r-1"),
    ]
    office.ask()
    assert not office.desk.approve("s-1", "former")
    assert not office.desk.approve("s-1", "carer")


def test_what_the_purpose_does_not_need_is_not_shared():
    office = Office()
    refused = office.ask(view=PHONES, fields=("resident.name", "resident.religion")).reasons
    assert english(refused) == ["the field resident.religion is not in the view phones: the purpose does not need it"]
    assert english(office.ask(purpose=Purpose("advertising")).reasons) == [
        "the view phones is for another purpose: paying relief"
    ]
    (view,) = office.ask(view=PHONES.__class__("unknown", "x", Purpose("relief"), PHONES.clear), basis=CONSENT,
                         assessment="", expires=office.clock.now() + timedelta(days=1)).reasons[:1]  # fmt: skip
    assert view.zh == "没有视图unknown：未规定该用途所需字段"


def test_a_refusal_by_somebody_who_may_ends_the_request():
    office = Office()
    office.ask()
    assert not office.desk.refuse("s-1", "auditor", SharingGrounds.TOO_MUCH)
    assert office.desk.refuse("s-1", "leader", SharingGrounds.TOO_MUCH)
    assert state(office) is SharingState.REFUSED
    assert not office.desk.approve("s-1", "leader-2")
    assert not office.desk.issue("s-1", "worker")


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"done": NOON.date() - timedelta(days=9), "until": NOON.date() - timedelta(days=1)}, "counts from"),
        ({"purpose": Purpose("survey")}, "for another purpose"),
        ({"recipients": ()}, "does not name this recipient"),
        ({"fields": ("resident.name",)}, "does not cover the field resident.health"),
        ({"risk": Risk.HIGH}, "finds a high risk"),
    ],
)  # fmt: skip
def test_an_assessment_has_to_fit(given, reason):
    office = Office()
    office.assessments.add(assessment(**given))
    refused = office.ask(view=ILLNESS, basis=CONSENT, assessment="ia-7").reasons
    assert any(reason in each.en for each in refused)
    assert "there is no assessment ia-9" in english(office.ask(view=ILLNESS, basis=CONSENT, assessment="ia-9").reasons)


def test_a_policy_names_each_tier_and_never_asks_for_less_for_more():
    with pytest.raises(InvalidInputError, match="one row for each tier"):
        SharingPolicy(rows=SharingPolicy().rows[:3])
    rows = SharingPolicy().rows
    with pytest.raises(InvalidInputError, match="no fewer approvals for a higher tier"):
        SharingPolicy(rows=(*rows[:3], SharingRow(Tier.T4, 0)))
    with pytest.raises(InvalidInputError, match="a role that may approve"):
        SharingRow(Tier.T3, 1)


def test_a_package_has_an_end_that_is_still_to_come():
    office = Office()
    assert english(office.ask(expires=office.clock.now()).reasons) == ["the time is over"]
    assert english(office.ask(expires=office.clock.now() + timedelta(days=31)).reasons) == [
        "data of T3 is shared for 30 days at most"
    ]
    assert office.ask(expires=office.clock.now() + timedelta(days=30))


def test_nobody_asks_twice_under_one_id():
    office = Office()
    assert office.ask(basis=DUTY)
    assert english(office.ask().reasons) == ["there is a request with this id"]


def test_what_a_recipient_has_of_somebody_under_another_reference_is_taken_together():
    homes = View("homes", "street-office", RELIEF, clear=fields_of(Resident, "name", "address"))
    for same, tier in (({}, Tier.T3), ({"r-2": "r-1"}, None)):
        office = Office(same_person=same)
        office.views.append(homes)
        office.issued(view=PHONES, people=("r-1",))
        step = office.ask("s-2", view=homes, people=("r-2",))
        assert (None if step.state is None else step.state.tier) is tier, "name, telephone and address are T4"


def test_references_of_one_person_that_lead_on_and_on_are_refused():
    with pytest.raises(InvalidInputError, match="none of which leads further"):
        Office(same_person={"leader": "somebody", "somebody": "worker"})


def test_only_the_fields_that_are_asked_for_count_not_all_that_a_view_could_show():
    office = Office()
    office.ask(fields=("resident.name",))
    assert office.desk.find("s-1").tier is Tier.T2


@pytest.mark.parametrize(
    "given",
    [
        {"basis": Basis(BasisKind.CONSENT, "another-form")},
        {"basis": CONSENT, "fields": frozenset({"name"})},
        {"basis": CONSENT, "recipients": frozenset({"insurer"})},
        {"basis": CONSENT, "up_to": Tier.T2},
    ],
)
def test_a_consent_of_another_form_for_less_or_to_others_allows_no_giving(given):
    office = Office()
    office.bases.append(SubjectBasis("r-1", "relief", start=NOON, **given))
    office.ask(basis=CONSENT)
    office.desk.approve("s-1", "leader")
    sharing = office.desk.find("s-1")
    assert office.house.conditions.without_basis(sharing, NOON) == {"r-1"}
    office.agrees("r-1")
    assert office.house.conditions.without_basis(sharing, NOON) == frozenset()


def test_what_a_recipient_has_by_a_higher_tier_makes_no_later_request_higher_that_adds_nothing_to_it():
    office = Office()
    office.sensitive("s-1", ("r-1",))
    assert office.ask("s-2", view=PHONES, people=("r-1",)).state.tier is Tier.T3
