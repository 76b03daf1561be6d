"""Whose unit answers for people asks, approves and issues; whoever does not answer for them learns nothing of them."""

from datetime import timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.privacy.said import english
from tests.privacy.sharing.office import CONSENT, ILLNESS, NAMES, NOON, PHONES, POLICY, Office, assessment

from commgov.errors import InvalidInputError
from commgov.privacy import Assignment, Resident, Tier, View
from commgov.privacy.access import Cover
from commgov.privacy.schema import fields_of
from commgov.privacy.sharing import Approval, PersonFile, SharingGrounds, SharingPolicy, SharingRow

UNITS = ("b", "grid-1", "grid-2")
NOT_THEIRS = "no unit of yours answers for {}, or nothing is held of them"


def covered(name: str) -> bool:
    return next(role for role in POLICY.roles if role.name == name).can_be_covered


def with_cover(*, can_be_covered: bool) -> Office:
    """An office in which somebody stands in for its leader, and a request for a telephone number."""
    roles = tuple(evolve(role, can_be_covered=can_be_covered and role.name != "self") for role in POLICY.roles)
    office = Office(policy=evolve(POLICY, roles=roles))
    office.covers.append(Cover("leader", "grid-leader", "stand-in", NOON, NOON + timedelta(days=1)))
    assert office.ask()
    return office


def test_whoever_stands_in_approves_only_where_the_access_policy_lets_somebody_stand_in():
    assert covered("grid-leader")
    assert not covered("auditor")
    assert with_cover(can_be_covered=True).desk.approve("s-1", "stand-in")
    office = with_cover(can_be_covered=False)
    assert not office.desk.approve("s-1", "stand-in")
    assert not office.desk.refuse("s-1", "stand-in", SharingGrounds.TOO_MUCH)
    assert office.desk.approve("s-1", "leader")


def test_a_stand_in_approves_no_longer_than_they_stand_in():
    office = with_cover(can_be_covered=True)
    office.clock.forward(days=1)
    assert not office.desk.approve("s-1", "stand-in")


def test_nobody_approves_whose_unit_does_not_answer_for_the_people():
    office = Office()
    office.assignments.append(Assignment("leader-of-2", "grid-leader", "grid-2", NOON))
    office.assignments.append(Assignment("leader-of-1", "grid-leader", "grid-1", NOON))
    office.units["r-2"] = "grid-2"
    office.ask("s-1", people=("r-1",))
    office.ask("s-2", people=("r-1", "r-2"))
    assert not office.desk.approve("s-1", "leader-of-2")
    assert not office.desk.refuse("s-1", "leader-of-2", SharingGrounds.TOO_MUCH)
    assert office.desk.approve("s-1", "leader-of-1")
    for of_some in ("leader-of-1", "leader-of-2"):
        assert not office.desk.approve("s-2", of_some), "of some of them is not of all"
    assert office.desk.approve("s-2", "leader"), "the unit above answers for all"


def test_a_leader_of_several_grids_answers_for_people_of_all_of_them():
    office = Office()
    office.assignments += [Assignment("leader-of-both", "grid-leader", unit, NOON) for unit in ("grid-1", "grid-2")]
    office.units["r-2"] = "grid-2"
    office.ask(people=("r-1", "r-2"))
    assert office.desk.approve("s-1", "leader-of-both")


@given(
    st.sampled_from(UNITS), st.sampled_from(["grid-leader", "grid-worker", "auditor"]),
    st.lists(st.sampled_from(["grid-1", "grid-2"]), min_size=1, max_size=3), st.booleans(),
)  # fmt: skip
def test_who_approves_holds_the_role_for_the_unit_of_each_or_for_one_above_it(unit, role, units, stands_in):
    office, people = Office(), tuple(f"r-{n}" for n, _ in enumerate(units))
    office.units |= dict(zip(people, units, strict=True))
    office.assignments.append(Assignment("holder", role, unit, NOON))
    if stands_in:
        office.covers.append(Cover("holder", role, "someone", NOON, NOON + timedelta(days=1)))
    assert office.ask(people=people)
    may = role == "grid-leader" and (unit == "b" or set(units) == {unit})
    assert bool(office.desk.approve("s-1", "someone" if stands_in else "holder")) == may


def test_an_approval_does_not_count_once_another_unit_answers_for_the_person():
    office = Office()
    office.assignments.append(Assignment("leader-of-1", "grid-leader", "grid-1", NOON))
    office.ask()
    assert office.desk.approve("s-1", "leader-of-1")
    office.units["r-1"] = "grid-2"
    assert english(office.desk.issue("s-1", "worker").reasons) == ["1 approvals are needed, there are 0"]


def test_an_approval_that_was_written_into_the_store_by_somebody_without_the_role_does_not_count():
    office = Office()
    office.ask()
    found = office.desk.find("s-1")
    for by, role in (("worker", "grid-leader"), ("nobody", "grid-leader"), ("auditor", "auditor")):
        forged = evolve(found, approvals=(Approval(by, role, NOON),))
        office.desk._book.find = lambda _id, forged=forged: forged
        assert english(office.desk.issue("s-1", "worker").reasons) == ["1 approvals are needed, there are 0"]
        assert office.keys.find("s-1") is None


def test_an_approval_of_who_opens_for_the_recipient_by_now_does_not_count():
    opens_for: set[str] = set()
    office = Office(acts_for=lambda by, _recipient: by in opens_for)
    office.ask()
    assert office.desk.approve("s-1", "leader")
    opens_for.add("leader")
    assert english(office.desk.issue("s-1", "worker").reasons) == ["1 approvals are needed, there are 0"]


def test_roles_that_approve_are_roles_of_the_access_policy():
    rows = SharingPolicy().rows
    policy = SharingPolicy(rows=(*rows[:2], SharingRow(Tier.T3, 1, frozenset({"mayor"})), rows[3]))
    office = Office()
    with pytest.raises(InvalidInputError, match=r"T3.*mayor.*a role of the access policy"):
        evolve(office.house, conditions=evolve(office.house.conditions, policy=policy))


def test_what_cannot_be_issued_is_refused_when_it_is_asked_for_and_leaves_an_entry():
    office = Office()
    office.records["r-3"] = Resident(ref="r-3", name="王虚构3")
    doors = View("doors", "street-office", PHONES.purpose, clear=fields_of(Resident, "address"))
    office.views.append(doors)
    restrict(office, {"r-2": frozenset({"resident.address"}), "r-4": True, "r-5": frozenset({"resident.health"})})
    step = office.ask("s-1", doors, ("r-1", "r-2", "r-3", "r-4", "r-5"))
    assert english(step.reasons) == [
        "what is asked for is only kept, of r-2, r-4",
        "nothing of what is asked for is held of r-3",
    ]
    assert all(reason.zh for reason in step.reasons)
    assert office.desk.find("s-1") is None
    entry = list(office.log.entries())[-1]
    assert (entry.action, entry.by, entry.allowed, entry.about) == ("request-sharing", "worker", False, "s-1")
    assert office.ask("s-1", doors, ("r-1", "r-5"))


def restrict(office: Office, restricted: dict[str, bool | frozenset[str]]) -> None:
    """Let the house's source say that data of people is only kept."""
    source, file = office.house.source, office.house.source.file

    def closed(person):
        held = file(person)
        return held and PersonFile(held.unit, held.fields, restricted.get(person, False))

    source.file = closed


@pytest.mark.parametrize("who", ["nobody", "carer", "leader-of-2", "former"])
def test_who_answers_for_nobody_cannot_tell_people_who_are_held_restricted_or_unknown_apart(who):
    office = Office()
    office.assignments += [
        Assignment("carer", "grid-worker", "grid-1", NOON, subject="r-1"),
        Assignment("leader-of-2", "grid-leader", "grid-2", NOON),
        Assignment("former", "grid-leader", "b", NOON - timedelta(days=9), NOON),
    ]
    restrict(office, {"r-2": True})
    office.issued("s-1")  # what the recipient has already tells nothing either
    for view in (NAMES, PHONES, ILLNESS):
        said = {
            person: [reason.en.replace(person, "?") for reason in asked(office, who, view, person).reasons]
            for person in ("r-1", "r-2", "r-3", "r-999")
        }
        assert set(map(tuple, said.values())) == {(NOT_THEIRS.format("?"),)}


def asked(office: Office, by: str, view: View, person: str):
    """Somebody else than the worker asks."""
    worker, office.desk.request = office.desk.request, lambda request: worker(evolve(request, requester=by))
    try:
        return office.ask("s-9", view, (person,))
    finally:
        office.desk.request = worker


def test_who_answers_for_nobody_issues_nothing_and_learns_nothing():
    office = Office()
    office.ask("s-1", view=NAMES)
    office.ask("s-2", people=("r-1", "r-2"))
    for name in ("s-1", "s-2"):
        (reason,) = english(office.desk.issue(name, "stranger").reasons)
        assert reason.startswith("no unit of yours answers for")
    assert not [entry for entry in office.log.entries() if entry.action == "share" and entry.allowed]


def test_whether_sensitive_fields_are_held_is_told_to_who_may_approve_that_they_leave():
    office = Office()
    office.assessments.add(assessment())
    clinic = View("clinic", "street-office", PHONES.purpose, clear=fields_of(Resident, "health"))
    office.views.append(clinic)
    office.records["r-1"] = Resident(ref="r-1", name="王虚构1")
    office.agrees("r-1")
    assert office.ask("s-1", clinic, assessment="ia-7", basis=CONSENT), "a worker may ask, and learns nothing"
    request = office.desk.find("s-1").request
    told = office.desk.request(evolve(request, id="s-2", requester="secretary"))
    assert english(told.reasons) == ["nothing of what is asked for is held of r-1"]


def test_what_a_recipient_has_read_counts_on_when_the_package_has_run_out():
    office = Office()
    people = tuple(f"r-{n}" for n in range(60))
    for month in range(2):
        batch = people[month * 20 : month * 20 + 20]
        assert office.desk.open(office.issued(f"s-{month}", people=batch), "street-office")
        office.clock.forward(days=30)
    assert "T4" in office.ask("s-7", people=people[40:]).reasons[0].en, "twenty each month are sixty people"
    assert office.ask("s-8", people=people[:20]).state.tier is Tier.T3, "the same people again are no more"
    assert office.ask("s-9", people=people[40:49]).state.tier is Tier.T3
    office.clock.forward(days=365)
    assert office.ask("s-10", people=people[40:]).state.tier is Tier.T3, "not for ever"


def test_what_was_never_opened_was_not_read():
    office = Office()
    people = tuple(f"r-{n}" for n in range(60))
    office.issued("s-1", people=people[:40])
    office.clock.forward(days=8)
    assert office.ask("s-2", people=people[40:]).state.tier is Tier.T3


def test_what_was_read_counts_although_it_was_revoked_and_under_whatever_reference():
    office = Office(same_person={"street-office-2": "street-office"})
    people = tuple(f"r-{n}" for n in range(60))
    sent = office.issued("s-1", people=people[:40])
    assert office.desk.open(sent, "street-office")
    office.desk.revoke("s-1", "leader", SharingGrounds.OBJECTION)
    for name, recipient in (("s-2", "street-office"), ("s-3", "street-office-2")):
        assert "T4" in office.ask(name, people=people[40:], recipient=recipient).reasons[0].en


def test_a_field_that_the_purpose_does_not_need_is_no_way_to_ask_whether_it_is_held():
    office = Office()
    office.records["r-2"] = Resident(ref="r-2", name="王虚构2")
    hidden = View("hidden", "street-office", PHONES.purpose, (), fields_of(Resident, "health"))
    office.views.append(hidden)
    for view in (NAMES, hidden):
        said = [
            [
                reason.en
                for reason in office.ask(
                    f"s-{view.name}-{person}", view, (person,), fields=("resident.health",)
                ).reasons
            ]
            for person in ("r-1", "r-2")
        ]
        assert said[0] == said[1], "one of them is ill, and nobody is told"
