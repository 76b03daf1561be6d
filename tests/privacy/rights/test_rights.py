"""People ask for what they have a right to, residents and members alike, and each gets a dated reply."""

import json
import pickle

import pytest
from tests.privacy.rights.counter import ACT, KIN, NOON, SHANGHAI, WANG, Counter, grounds
from tests.privacy.sharing.office import Office

from commgov.errors import InvalidInputError, NotFoundError
from commgov.privacy import AuditEntry, FieldLedger, MemberPerson, Resident, Tier
from commgov.privacy.rights import (
    DataLimits,
    IdentityMeans,
    MemorySubjectData,
    RefusalGround,
    ReplyOutcome,
    Right,
    RightsDesk,
    RightsRequest,
)
from commgov.privacy.schema import record_schema
from commgov.wording import Text


def test_a_resident_sees_all_of_their_data_and_who_saw_it():
    counter = Counter()
    counter.log.append(
        [
            AuditEntry(
                NOON, "u-17", "read", subject="p-r-1", fields=("resident.phone",), tier=Tier.T3, purpose="home-visit"
            )
        ]
    )
    answer = counter.asked(Right.ACCESS)
    assert answer.reply.outcome is ReplyOutcome.PARTLY, "what tells of other people is masked"
    assert grounds(answer) == [RefusalGround.THIRD_PARTY]
    assert "手机号码：13800000012" in answer.copy.to("zh")
    assert "王示例" not in answer.copy.to("zh")
    assert answer.copy.masked == ("resident.household",)
    assert "网格员查看了手机号码" in answer.account.to("zh")
    assert "u-17" not in answer.account.to("zh"), "by role, not by name"
    assert "home-visit" in answer.account.to("en")
    assert "tell the community office its number" in answer.account.to("en")


def test_a_member_has_the_same_rights_and_party_membership_is_among_their_data():
    answer = Counter().asked(Right.COPY, "m-2")
    assert answer
    content = json.loads(answer.copy.to_json())
    assert content == {
        "member": {"joined_party": "2001-07-01", "name": "李示例", "party_member": True, "phone": "13700000056"}
    }
    assert record_schema(MemberPerson).field("party_member").tier is Tier.T3
    assert answer.account is None


def test_a_correction_is_checked_and_takes_place_as_a_whole():
    counter = Counter()
    wrong = counter.asked(
        Right.CORRECT, fields=("resident.phone", "resident.name"),
        changes={"resident.phone": "12345", "resident.name": "王更正"},
    )  # fmt: skip
    assert (wrong.reply.outcome, grounds(wrong)) == (ReplyOutcome.REFUSED, [RefusalGround.NOT_VALID])
    assert counter.data.read_all("r-1", by="u-2") == (WANG,), "nothing half-done"
    assert "12345" not in wrong.reply.to("en")
    right = counter.asked(Right.CORRECT, fields=("resident.phone",), changes={"resident.phone": "139 0000 0034"})
    assert right
    assert counter.data.read_all("r-1", by="u-2")[0].phone == "13900000034"
    none = counter.asked(Right.CORRECT, fields=("resident.shoe-size",), changes={"resident.shoe-size": "43"})
    assert grounds(none) == [RefusalGround.NOTHING_HELD]
    with pytest.raises(InvalidInputError, match="a new value for each field"):
        counter.asked(Right.CORRECT, fields=("resident.phone",), changes={"resident.name": "王"})


def test_an_erasure_reaches_packages_and_the_ledger_of_fields_too():
    office = Office()
    sent = office.issued()
    ledger = FieldLedger([Resident])
    counter = Counter(keepers=(office.desk, ledger))
    assert counter.asked(Right.ERASE, fields=("resident.phone",))
    assert counter.data.read_all("r-1", by="u-2")[0].phone is None
    assert counter.data.read_all("r-1", by="u-2")[0].name == "王虚构"
    assert not office.desk.open(sent, "street-office")
    assert counter.asked(Right.ERASE)
    assert counter.data.read_all("r-1", by="u-2") == ()
    assert grounds(counter.asked(Right.ERASE)) == [RefusalGround.NOTHING_HELD]


def test_what_an_erasure_did_not_reach_is_told():
    class Backup:
        name, keeps = "backup", Text("copies", "备份")

        def forget(self, person, fields=None, *, item=None):
            raise OSError("王虚构", person, fields, item)

    answer = Counter(keepers=(Backup(),)).asked(Right.ERASE)
    assert answer.reply.outcome is ReplyOutcome.PARTLY
    assert "copies: it could not (OSError)" in answer.reply.to("en")
    assert "备份：未能执行" in answer.reply.to("zh")
    assert "backup" not in answer.reply.to("en") + answer.reply.to("zh"), "what a keeper is called says nothing to them"
    assert "王虚构" not in answer.reply.to("en")


def test_what_law_wants_kept_is_only_stored():
    counter = Counter(DataLimits(kept={"resident.assistance": ACT}))
    answer = counter.asked(Right.ERASE)
    assert (answer.reply.outcome, grounds(answer)) == (ReplyOutcome.PARTLY, [RefusalGround.KEPT_BY_LAW])
    (left,) = counter.data.read_all("r-1", by="u-2")
    assert (left.name, left.assistance) == (None, "低保")
    assert counter.data.restricted("r-1") == {"resident.assistance"}
    letter = answer.reply.to("zh", {rule.key: rule.words for rule in record_schema(Resident)})
    assert "法定保存期限未届满（救助法，十年）（《个人信息保护法》第47条第2款" in letter
    assert "依法保存的信息仅作存储" in letter
    again = counter.asked(Right.ERASE, fields=("resident.assistance",))
    assert again.reply.outcome is ReplyOutcome.REFUSED


def test_what_law_wants_kept_secret_is_not_shown():
    answer = Counter(DataLimits(secret={"resident.assistance": ACT})).asked(Right.COPY, fields=("resident.assistance",))
    assert grounds(answer) == [RefusalGround.SECRET]
    assert "低保" not in answer.copy.to("zh") + answer.copy.to_json().decode()


def test_a_restriction_leaves_the_data_where_it_is():
    counter = Counter()
    assert counter.asked(Right.RESTRICT, fields=("resident.phone",))
    assert counter.data.read_all("r-1", by="u-2") == (WANG,)
    assert counter.data.restricted("r-1") == {"resident.phone"}
    assert counter.asked(Right.RESTRICT, "m-2")
    assert "member.party_member" in counter.data.restricted("m-2")


def test_an_objection_is_a_case_that_a_person_decides_with_a_dated_reply():
    counter = Counter()
    name = counter.ask(Right.OBJECT, fields=("resident.phone",), about="0")
    assert counter.desk.answer(name, "u-2").reasons[0].en == "an objection is decided by a person"
    why = Text("the visit was not announced", "走访未事先告知")
    assert not counter.desk.decide(name, "r-1", upheld=True, why=why)
    answer = counter.desk.decide(name, "u-3", upheld=True, why=why)
    assert answer
    assert counter.data.restricted("r-1") == {"resident.phone"}
    assert "走访未事先告知" in answer.reply.to("zh")
    other = counter.ask(Right.OBJECT)
    refused = counter.desk.decide(other, "u-3", upheld=False, why=Text("the census act", "人口普查条例"))
    assert grounds(refused) == [RefusalGround.OVERRIDING]
    assert "go to court" in refused.reply.to("en")
    assert not counter.desk.decide(counter.ask(Right.COPY), "u-3", upheld=True, why=why)
    assert counter.desk.decide(name, "u-3", upheld=True, why=why).reasons[0].en == "it is answered already"
    assert counter.desk.check_identity(name, IdentityMeans.DOCUMENT, "u-2").reasons[0].en == "it is answered already"


def test_staff_refuse_only_on_grounds_that_are_theirs_to_decide():
    counter = Counter()
    name = counter.ask(Right.COPY)
    assert counter.desk.refuse(name, RefusalGround.KEPT_BY_LAW, "u-2").reply is None
    answer = counter.desk.refuse(name, RefusalGround.UNFOUNDED, "u-2")
    assert grounds(answer) == [RefusalGround.UNFOUNDED]
    assert counter.desk.answer(name, "u-2").reasons[0].en == "it is answered already"
    assert counter.desk.refuse("q-77", RefusalGround.UNFOUNDED, "u-2").reasons[0].en == "there is no such request"


def test_everything_leaves_an_entry_and_no_value():
    counter = Counter()
    counter.asked(Right.CORRECT, fields=("resident.phone",), changes={"resident.phone": "13900000034"})
    counter.asked(Right.ERASE, fields=("resident.health",))
    counter.asked(Right.COPY, "r-2", "r-1")
    told = [(entry.action, entry.subject, entry.fields, entry.allowed, entry.about) for entry in counter.log.entries()]
    assert told == [
        ("correct", "p-r-1", ("resident.phone",), True, "q-1"),
        ("erase", "p-r-1", ("resident.health",), True, "q-2"),
        ("export", "p-r-1", (), False, "q-3"),
    ]
    kept = "".join(body for n in (1, 2, 3) for body in counter.streams.read(f"right/q-{n}"))
    shown = kept + repr([counter.desk.all(), counter.data, counter.log]) + b"".join(
        entry.to_bytes() for entry in counter.log.entries()
    ).decode()  # fmt: skip
    for secret in ("王虚构", "1380000", "1390000", "哮喘", "低保"):
        assert secret not in shown


def test_a_copy_shows_in_no_repr_and_goes_into_no_pickle():
    answer = Counter().asked(Right.ACCESS)
    assert "王虚构" not in repr(answer) + repr(answer.copy) + repr(answer.account)
    with pytest.raises(TypeError, match="does not pickle"):
        pickle.dumps(answer.copy)


def test_nothing_is_handed_over_if_the_log_cannot_be_written(monkeypatch):
    counter = Counter()
    name = counter.ask(Right.COPY)

    def fails(_entries):
        raise OSError("disk full")

    monkeypatch.setattr(counter.log, "append", fails)
    with pytest.raises(OSError, match="disk full"):
        counter.desk.answer(name, "u-2")
    monkeypatch.undo()
    assert counter.desk.answer(name, "u-2").copy is not None, "it is answered later"


def test_the_desk_starts_again_from_what_was_kept():
    counter = Counter()
    counter.asked(Right.COPY)
    again = RightsDesk(counter.data, KIN, counter.log, "p-{}".format, SHANGHAI, streams=counter.streams)
    assert again.all() == counter.desk.all()
    assert again.receive(RightsRequest("q-1", Right.COPY, "r-1", "r-1"), "u-2").reasons[0].zh == "该编号的申请已存在"


def test_a_request_says_what_it_is_about():
    with pytest.raises(InvalidInputError, match="the fields to be corrected"):
        RightsRequest("q-1", Right.CORRECT, "r-1", "r-1")
    with pytest.raises(InvalidInputError):
        RightsRequest("q-1", "copy", "13800000012", "r-1")
    assert "r-1" not in repr(RightsRequest("q-1", Right.COPY, "r-1", "r-1"))


def test_data_without_a_log_cannot_say_who_saw_it():
    with pytest.raises(NotFoundError):
        MemorySubjectData([WANG]).who_saw("r-1")
