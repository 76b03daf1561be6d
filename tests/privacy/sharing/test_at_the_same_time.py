"""Several people at one package at the same moment."""

from concurrent.futures import ThreadPoolExecutor

from tests.privacy.said import english
from tests.privacy.sharing.office import CONSENT, ILLNESS, Office, assessment

from commgov.core import Verdict
from commgov.privacy.sharing import (
    SharingGrounds,
)
from commgov.wording import Text


def test_what_is_revoked_while_it_is_being_sealed_is_not_issued():
    class Meanwhile:
        name = "meanwhile"

        def why(self, subject) -> Verdict:
            assert office.desk.revoke("s-1", "auditor", SharingGrounds.WITHDRAWN) or subject.is_opening
            return Verdict(True, Text("fine", "可"))

    office = Office(rules=(Meanwhile(),))
    office.ask()
    office.desk.approve("s-1", "leader")
    answer = office.desk.issue("s-1", "worker")
    assert answer.package is None
    assert english(answer.reasons) == ["this cannot be done: the request is revoked"]
    assert office.keys.find("s-1") is None
    assert not [entry for entry in office.log.entries() if entry.action == "share" and entry.allowed]


def test_of_many_threads_one_approval_of_each_counts_and_one_package_is_sealed():
    office = Office()
    office.assessments.add(assessment())
    office.agrees("r-1")
    office.ask(view=ILLNESS, basis=CONSENT, assessment="ia-7")

    def at_once(does, *calls):
        with ThreadPoolExecutor(8) as pool:
            return [step.result() for step in [pool.submit(does, "s-1", who) for who in calls]]

    approved = at_once(office.desk.approve, *["auditor"] * 4, *["secretary"] * 4)
    assert sum(map(bool, approved)) == 2
    assert {each.by for each in office.desk.find("s-1").approvals} == {"auditor", "secretary"}
    issued = [answer for answer in at_once(office.desk.issue, *["worker"] * 5) if answer]
    assert len(issued) == 1
    assert office.desk.open(issued[0].package.to_bytes(), "street-office")


def test_of_two_who_issue_at_the_same_moment_one_seals():
    office = Office()
    office.ask()
    office.desk.approve("s-1", "leader")
    assert office.desk.issue("s-1", "worker")
    assert english(office.desk.issue("s-1", "worker").reasons) == ["the request is issued"]


def test_what_is_revoked_while_it_is_being_opened_does_not_open():
    class Meanwhile:
        name = "meanwhile"

        def why(self, subject) -> Verdict:
            if subject.is_opening:
                assert office.desk.revoke("s-1", "auditor", SharingGrounds.INCIDENT)
            return Verdict(True, Text("fine", "可"))

    office = Office(rules=(Meanwhile(),))
    sent = office.issued()
    answer = office.desk.open(sent, "street-office")
    assert answer.opened is None
    assert answer.reasons
    assert not [entry for entry in office.log.entries() if entry.action == "open" and entry.allowed]
