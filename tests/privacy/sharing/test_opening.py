"""A package opens for its recipient, as long as everything still holds; what is opened is minimised and marked."""

import copy
import pickle
from datetime import timedelta

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.privacy.said import english
from tests.privacy.sharing.office import ILLNESS, PHONES, Office

from commgov.core import Verdict
from commgov.core.wire import to_json
from commgov.privacy import BasisKind, Category, MemberPerson, Recognised, Resident, Tier, View
from commgov.privacy.keeping import forget_everywhere
from commgov.privacy.schema import fields_of
from commgov.privacy.sharing import (
    SealedPackage,
    SharingDesk,
    SharingGrounds,
    SharingPolicy,
    SharingState,
)
from commgov.testing import residents
from commgov.wording import Text


def test_the_recipient_reads_what_was_asked_for_and_nothing_else():
    office = Office()
    opened = office.desk.open(office.issued(), "street-office").opened
    assert opened.rows == (
        {"resident.name": "王虚构1", "resident.phone": "13800000001", "resident.id_number": "11***X"},
    )
    assert "哮喘" not in opened.to("zh")
    assert "姓名：王虚构1；手机号码：13800000001" in opened.to("zh")
    fewer = office.issued("s-2", fields=("resident.phone",))
    assert office.desk.open(fewer, "street-office").opened.rows == ({"resident.phone": "13800000001"},)


EVERYTHING = View("everything", "street-office", PHONES.purpose, clear=fields_of(Resident))
KEYS = [rule.key for rule in EVERYTHING.fields]


@given(residents(), st.lists(st.sampled_from(KEYS), min_size=1, unique=True))
def test_whatever_is_asked_for_of_whomever_nothing_else_leaves(resident, keys):
    assume(any(getattr(resident, key.partition(".")[2]) not in (None, ()) for key in keys))
    office = Office()
    office.views.append(EVERYTHING)
    office.records["r-1"] = resident
    sent = office.sensitive("s-1", ("r-1",), view=EVERYTHING, fields=tuple(keys), at_least=Tier.T4)
    opened = office.desk.open(sent, "street-office").opened
    (row,) = opened.rows
    assert set(row) == set(keys)
    assert all(row[key] == getattr(resident, key.partition(".")[2]) or row[key] == [] for key in keys)
    for name in ("name", "address", "health"):
        value = getattr(resident, name)
        if value is not None:
            assert (value in opened.to("zh")) == (f"resident.{name}" in keys)
            assert value.encode() not in sent


def test_it_opens_for_nobody_else_and_not_after_its_time():
    office = Office()
    sent = office.issued()
    assert english(office.desk.open(sent, "worker").reasons) == ["it is for another recipient"]
    office.clock.forward(days=7, seconds=-1)
    assert office.desk.open(sent, "street-office")
    office.clock.forward(seconds=1)
    assert english(office.desk.open(sent, "street-office").reasons) == ["the request is expired", "the time is over"]
    assert office.keys.find("s-1") is not None
    assert office.desk.expire() == ("s-1",)
    assert office.keys.find("s-1") is None
    assert office.desk.expire() == ()


def test_somebody_may_open_for_the_recipient_if_the_house_knows_them():
    office = Office(acts_for=lambda by, recipient: (by, recipient) == ("clerk-3", "street-office"))
    sent = office.issued()
    assert office.desk.open(sent, "clerk-3")
    assert not office.desk.open(sent, "clerk-4")


def test_what_was_revoked_never_opens_again_and_its_keys_are_gone():
    office = Office()
    sent = office.issued()
    assert office.desk.revoke("s-1", "anybody", SharingGrounds.OBJECTION)
    assert office.keys.find("s-1") is None
    answer = office.desk.open(sent, "street-office")
    assert [reason.zh for reason in answer.reasons] == ["该申请已撤回"]
    assert not office.desk.revoke("s-1", "anybody", SharingGrounds.OBJECTION)
    assert not office.desk.issue("s-1", "worker")


def test_consent_that_is_taken_back_after_issue_leaves_the_person_out():
    office = Office()
    sent = office.sensitive()
    office.takes_back("r-1")
    opened = office.desk.open(sent, "street-office").opened
    assert [row["resident.name"] for row in opened.rows] == ["王虚构2"]
    assert opened.left_out == ("r-1",)
    assert "王虚构1" not in opened.to("en")
    office.takes_back("r-2")
    assert english(office.desk.open(sent, "street-office").reasons) == ["what allows it does not stand for r-1, r-2"]


def test_an_assessment_that_no_longer_counts_closes_the_package():
    office = Office()
    sent = office.sensitive()
    office.house.conditions.assessments._streams._streams.clear()
    assert english(office.desk.open(sent, "street-office").reasons) == ["there is no assessment ia-7"]


def test_a_view_that_was_narrowed_closes_the_package():
    office = Office()
    sent = office.issued()
    office.views[office.views.index(PHONES)] = evolve(PHONES, clear=fields_of(Resident, "name"))
    assert english(office.desk.open(sent, "street-office").reasons) == ["the view phones no longer allows it"]


def test_a_view_that_was_taken_away_closes_the_package():
    office = Office()
    sent = office.issued()
    office.views.remove(PHONES)
    refused = english(office.desk.open(sent, "street-office").reasons)
    assert refused == ["there is no view phones: nobody has said what the purpose needs"]


def test_a_policy_that_asks_for_more_holds_for_packages_that_are_out_too():
    office = Office()
    sent = office.issued()
    rows = SharingPolicy().rows
    stricter = evolve(rows[2], approvals=2, bases=frozenset({BasisKind.CONSENT}))
    policy = SharingPolicy("sharing/2", (*rows[:2], stricter, rows[3]))
    conditions = evolve(office.house.conditions, policy=policy)
    desk = SharingDesk(
        evolve(office.house, conditions=conditions),
        streams=office.desk._book._streams,
        package_keys=office.keys,
        clock=office.clock,
    )
    assert english(desk.open(sent, "street-office").reasons) == [
        "data of T3 is not shared on the basis duty",
        "2 approvals are needed, there are 1",
    ]


def test_a_package_that_was_relabelled_is_told_from_the_one_that_was_issued():
    office = Office()
    package = SealedPackage.from_bytes(office.issued())
    later = evolve(package.heading, expires=package.heading.expires + timedelta(days=300))
    relabelled = SealedPackage(later, package.ciphertext).to_bytes()
    assert english(office.desk.open(relabelled, "street-office").reasons) == [
        "its heading is not the one that was issued"
    ]
    swapped = SealedPackage(package.heading, SealedPackage.from_bytes(office.issued("s-2")).ciphertext).to_bytes()
    assert english(office.desk.open(swapped, "street-office").reasons) == [
        "it does not open: it is not what was sealed"
    ]


def test_a_rule_of_the_house_is_asked_at_issue_and_at_opening():
    class Weekdays:
        name = "weekdays"

        def __init__(self) -> None:
            self.asked: list[bool] = []

        def why(self, subject) -> Verdict:
            self.asked.append(subject.is_opening)
            return Verdict(subject.at.weekday() < 5, Text("only on weekdays", "仅限工作日"))

    rule = Weekdays()
    office = Office(rules=(rule,))
    sent = office.issued()
    office.clock.forward(days=5)
    assert english(office.desk.open(sent, "street-office").reasons) == ["only on weekdays"]
    assert rule.asked == [False, True]


def test_a_free_text_that_turns_out_to_be_sensitive_is_seen_before_it_is_sealed():
    class Words:
        name = "words"

        def recognise(self, text: str):
            return [Recognised.of(Category.HEALTH)] if "透析" in text else []

    view = View("notes", "street-office", PHONES.purpose, clear=fields_of(Resident, "household"))
    free = view.clear[0].is_free_text
    office = Office(recognisers=(Words(),))
    office.views.append(view)
    office.records["r-1"] = Resident(ref="r-1", household="父亲每周透析")
    office.ask(view=view)
    office.desk.approve("s-1", "leader")
    answer = office.desk.issue("s-1", "worker")
    assert free
    assert not answer
    assert "words found health and medical care (T4)" in answer.reasons[1].en


def test_whom_nobody_knows_cannot_be_shared():
    office = Office()
    unknown = ["no unit of yours answers for r-999, or nothing is held of them"]
    assert english(office.ask(people=("r-1", "r-999")).reasons) == unknown
    office.ask()
    office.desk.approve("s-1", "leader")
    del office.records["r-1"]
    assert english(office.desk.issue("s-1", "worker").reasons) == [unknown[0].replace("r-999", "r-1")]


def test_an_erasure_reaches_packages_and_those_that_have_run_out_too():
    office = Office()
    first, other = office.issued("s-1"), office.issued("s-2", people=("r-2",))
    office.issued("s-3", expires=office.clock.now() + timedelta(days=1))
    office.clock.forward(days=2)
    reach = forget_everywhere("r-1", [office.desk], fields={"resident.phone"})
    assert reach.reached == {"packages": 2}
    assert not office.desk.open(first, "street-office")
    assert office.desk.open(other, "street-office")
    assert office.keys.find("s-3") is None
    assert office.desk.forget("r-2", frozenset({"resident.religion"})) == 0
    assert office.desk.find("s-1").grounds is SharingGrounds.ERASURE


def test_everything_leaves_an_entry_and_the_person_finds_who_was_given_their_data():
    office = Office()
    sent = office.issued(people=("r-1", "r-2"))
    office.desk.open(sent, "street-office")
    office.desk.open(sent, "nosy")
    office.desk.open(b"junk", "nosy")
    office.desk.revoke("s-1", "leader", SharingGrounds.INCIDENT)
    told = [(entry.action, entry.by, entry.subject, entry.allowed) for entry in office.log.entries()]
    assert told == [
        ("request-sharing", "worker", "", True),
        ("approve-sharing", "leader", "", True),
        ("share", "worker", "p-r-1", True),
        ("share", "worker", "p-r-2", True),
        ("open", "street-office", told[4][2], True),
        ("open", "street-office", told[5][2], True),
        ("open", "nosy", "", False),
        ("open", "nosy", "", False),
        ("revoke-sharing", "leader", "p-r-1", True),
        ("revoke-sharing", "leader", "p-r-2", True),
    ]
    assert {told[4][2], told[5][2]} == {"p-r-1", "p-r-2"}
    entry = next(entry for _, entry in office.log.about("p-r-1"))
    assert (entry.tier, entry.purpose, entry.rule, entry.about) == (Tier.T3, "relief", "sharing/1#T3", "s-1")


def test_a_log_that_cannot_be_written_lets_nothing_out(monkeypatch):
    office = Office()
    sent = office.issued()

    def fails(_entries):
        raise OSError("disk full")

    monkeypatch.setattr(office.log, "append", fails)
    with pytest.raises(OSError, match="disk full"):
        office.desk.open(sent, "street-office")


def test_members_are_people_too():
    party = View("party", "street-office", PHONES.purpose, clear=fields_of(MemberPerson, "party_member"))
    office = Office()
    office.views.append(party)
    members = tuple(f"m-{n}" for n in range(60))
    office.units |= dict.fromkeys(members, "grid-2")
    office.records |= {ref: MemberPerson(ref=ref, name="李虚构", party_member=True) for ref in members}
    assert office.ask("s-1", party, members[:2]).state.tier is Tier.T3
    assert "T4" in office.ask("s-2", party, members).reasons[0].en
    office.desk.approve("s-1", "leader")
    opened = office.desk.open(office.desk.issue("s-1", "worker").package.to_bytes(), "street-office").opened
    assert opened.rows == ({"member.party_member": True},) * 2
    assert "李虚构" not in opened.to("zh")


def test_nothing_shows_in_a_repr_a_pickle_the_book_or_the_log():
    office = Office()
    sent = office.sensitive()
    answer = office.desk.open(sent, "street-office")
    package = SealedPackage.from_bytes(sent)
    kept = "".join(to_json(event) for event in office.desk.history("s-1"))
    logged = b"".join(entry.to_bytes() for entry in office.log.entries()).decode()
    shown = (
        repr([answer, answer.opened, package, office.desk.all(), office.keys]) + kept + logged + sent.decode("latin-1")
    )
    for secret in ("王虚构", "1380000", "哮喘", "幸福苑"):
        assert secret not in shown
        assert secret.encode() not in sent
    for hidden in (answer.opened, answer):
        with pytest.raises(TypeError, match="does not pickle"):
            pickle.dumps(hidden)
    with pytest.raises(TypeError, match="does not pickle"):
        copy.copy(answer.opened)


def test_the_desk_starts_again_from_what_was_kept():
    office = Office()
    sent = office.sensitive()
    again = type(office.desk)(
        office.house, streams=office.desk._book._streams, package_keys=office.keys, clock=office.clock
    )
    assert again.find("s-1") == office.desk.find("s-1")
    assert again.find("s-1").state(office.clock.now()) is SharingState.ISSUED
    assert again.open(sent, "street-office")
    assert [type(event).__name__ for event in again.history("s-1")] == [
        "SharingRequested", "SharingApproved", "SharingApproved", "PackageIssued", "PackageOpened",
    ]  # fmt: skip


def test_the_order_of_fields_is_that_of_the_view_and_every_field_has_its_words():
    office = Office()
    opened = office.desk.open(office.sensitive(), "street-office").opened
    assert list(opened.words) == [rule.key for rule in ILLNESS.fields]
    assert opened.visible_mark.en.startswith("[for street office only, for: paying relief, until 2026-03-09 12:00 UTC")
