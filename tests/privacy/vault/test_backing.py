"""Approvals and assessments behind a session are looked up: whoever opens it cannot make them up."""

from datetime import date, timedelta

import pytest
from tests.clocks import HandClock
from tests.privacy.vault.scene import (
    CONSENT,
    EMERGENCY,
    HEALTH,
    NAME,
    NOON,
    PEOPLE,
    PHONE,
    RELIEF,
    VISIT,
    assignments,
    entered,
    memory_vault,
    resident,
)

from commgov.core import MemoryStreams
from commgov.errors import InvalidInputError
from commgov.privacy import AssessmentBook, ImpactAssessment, Resident, Risk
from commgov.privacy.access import Action, ApprovalBook, WorkApproval
from commgov.wording import Text

LEADERS = frozenset({"grid-leader", "community-secretary", "auditor"})
MORROW = NOON + timedelta(days=1)


def assessment(name="ia-7", **values):
    said = {
        "purpose": RELIEF,
        "fields": ("resident.name", "resident.health"),
        "done": date(2026, 1, 5),
        "by": "secretary-1",
        "necessity": Text("the street office pays the relief", "街道办发放救助"),
        "risk": Risk.LOW,
        "measures": (Text("few fields", "少量字段"),),
        "until": date(2026, 12, 31),
    }
    return ImpactAssessment(name, **said | values)


class House:
    """A vault with a book of approvals and one of assessments."""

    def __init__(self):
        self.clock = HandClock(NOON)
        self.approvals = ApprovalBook(assignments(), LEADERS, clock=self.clock, same_person={"old-1": "leader-1"})
        self.assessments = AssessmentBook()
        self.vault = memory_vault(self.clock, approvals=self.approvals, assessments=self.assessments)
        entered(self.vault, resident(health=HEALTH))

    def approve(self, *by, worker="secretary-1", purpose=RELIEF, until=MORROW):
        return [self.approvals.approve(worker, purpose, by=each, until=until) for each in by]

    def shared(self, *fields, by="secretary-1", **session):
        with self.vault.session(by=by, purpose=RELIEF, **session) as s:
            return s.get("r-204", fields, action=Action.SHARE)


@pytest.fixture
def house():
    return House()


def test_nobody_says_how_many_approved(house):
    with pytest.raises(TypeError):
        house.vault.session(by="secretary-1", purpose=RELIEF, approvals=2)
    assert not house.shared("phone")
    assert all(house.approve("leader-1"))
    assert house.shared("phone").masked == {"phone"}


def test_many_people_are_listed_in_an_emergency_once_another_approved(house):
    for ref in PEOPLE:
        if ref != "r-204":
            entered(house.vault, resident(ref))

    def listed():
        with house.vault.session(by="officer-7", purpose=EMERGENCY, emergency=True) as s:
            return s.list(Resident, ("name", "phone"))

    assert listed().refused["phone"].rule == "emergency-lists-approved"
    house.approve("leader-1", worker="officer-7", purpose=EMERGENCY)
    assert len(listed()) == len(PEOPLE)


def test_an_approval_is_for_one_worker_one_purpose_and_a_time(house):
    house.approve("leader-1", worker="officer-7")
    house.approve("leader-1", purpose=VISIT)
    assert not house.shared("phone")
    house.approve("leader-1", until=NOON + timedelta(hours=1))
    assert house.shared("phone")
    house.clock.forward(hours=1)
    assert not house.shared("phone")


def test_nobody_approves_alone_twice_or_without_a_role(house):
    own, no_role = house.approve("secretary-1", "officer-8")
    assert [reason.en for reason in (*own.reasons, *no_role.reasons)] == [
        "nobody agrees to their own work",
        "no role held now may agree to this",
    ]
    (too_long,) = house.approve("leader-1", until=NOON + timedelta(days=31))
    assert too_long.reasons[0].zh == "最长30天"
    house.approve("leader-1", "leader-1")
    assert house.approvals.approvers("secretary-1", RELIEF, NOON) == {"leader-1"}
    assert not house.approvals.approve("old-1", RELIEF, by="leader-1", until=MORROW)


def test_an_approval_does_not_count_once_it_is_known_that_both_are_one_person(house):
    streams = MemoryStreams()
    before = ApprovalBook(assignments(), LEADERS, clock=house.clock, streams=streams)
    assert before.approve("secretary-1", RELIEF, by="leader-1", until=MORROW)
    same = {"leader-1": "old-1", "secretary-1": "old-1"}
    known = ApprovalBook(assignments(), LEADERS, clock=house.clock, streams=streams, same_person=same)
    assert before.approvers("secretary-1", RELIEF, NOON) == {"leader-1"}
    assert known.approvers("secretary-1", RELIEF, NOON) == frozenset()


def test_what_was_withdrawn_or_given_by_somebody_who_left_the_role_counts_no_more(house):
    house.approve("leader-1", "auditor-1")
    assert len(house.approvals.approvers("secretary-1", RELIEF, NOON)) == 2
    house.approvals.withdraw("secretary-1", RELIEF, by="leader-1")
    house.approvals.withdraw("secretary-1", RELIEF, by="leader-1")
    assert house.approvals.approvers("secretary-1", RELIEF, NOON) == {"auditor-1"}
    house.approve("auditor-1", until=NOON + timedelta(days=30))
    house.approvals._assignments = type(assignments())([])
    assert house.approvals.approvers("secretary-1", RELIEF, NOON) == frozenset()


def test_an_assessment_counts_only_if_it_is_there_in_force_and_for_the_purpose(house):
    house.assessments.add(assessment())
    house.assessments.add(assessment("ia-8", purpose=VISIT))
    house.assessments.add(assessment("ia-9", until=date(2026, 3, 1)))
    house.assessments.add(assessment("ia-10", risk=Risk.HIGH))
    wrong = {"ia-1": "no assessment", "ia-8": "another purpose", "ia-9": "counts from", "ia-10": "high risk"}
    for name, why in wrong.items():
        with pytest.raises(InvalidInputError, match=why):
            house.vault.session(by="secretary-1", purpose=RELIEF, assessment=name)
    house.approve("leader-1", "auditor-1")
    assert not house.shared("health")
    assert house.shared("health", assessment="ia-7").masked == {"health"}


def test_an_assessment_counts_for_the_fields_that_it_covers(house):
    house.assessments.add(assessment(fields=("resident.name",)))
    house.approve("leader-1", "auditor-1")
    refused = house.shared("name", "health", assessment="ia-7").refused
    assert set(refused) == {"health"}
    assert any("assessment" in line.en for line in refused["health"].lines)


def test_a_vault_without_books_knows_of_no_approval_and_no_assessment():
    vault = memory_vault(HandClock(NOON))
    with pytest.raises(InvalidInputError, match="no assessment ia-7"):
        vault.session(by="secretary-1", purpose=RELIEF, assessment="ia-7")


def test_whoever_works_is_not_among_their_approvers_even_after_a_procedure(house):
    with house.vault.session_after_procedure(by="leader-1", purpose=RELIEF, approvers=["leader-1"]) as s:
        assert not s.get("r-204", ("phone",), action=Action.SHARE)


def test_approvals_show_references_and_no_data():
    told = repr(WorkApproval("officer-7", "relief", "leader-1", NOON, MORROW))
    assert not [value for value in (NAME, PHONE, HEALTH, CONSENT.ref) if value in told]


def test_references_of_one_person_that_lead_on_and_on_are_refused():
    with pytest.raises(InvalidInputError, match="none of which leads further"):
        ApprovalBook(assignments(), LEADERS, same_person={"leader-1": "somebody", "somebody": "secretary-1"})
