"""People ask for what they have a right to, residents and members alike, and each gets a dated reply."""

import json
import pickle
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.clocks import HandClock
from tests.privacy.sharing.office import Office

from commgov.core import MemoryStreams
from commgov.errors import InvalidInputError, NotFoundError
from commgov.privacy import Accounts, AuditEntry, AuditLog, Deadline, FieldLedger, MemberPerson, Resident, Tier
from commgov.privacy.access import Assignment, AssignmentBook, Role
from commgov.privacy.citing import cited
from commgov.privacy.rights import (
    Asker,
    DataLimits,
    IdentityMeans,
    KinshipRegister,
    MemorySubjectData,
    RefusalGround,
    ReplyOutcome,
    Right,
    RightsDesk,
    RightsPolicy,
    RightsRequest,
    copy_of,
)
from commgov.privacy.schema import record_schema
from commgov.testing import residents
from commgov.wording import Text

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")
WANG = Resident(
    ref="r-1",
    name="王虚构",
    phone="13800000012",
    birth_date=date(1949, 12, 31),
    health="哮喘",
    assistance="低保",
    household="女儿王示例，13900000034",
    lives_alone=True,
)
CHILD = Resident(ref="r-9", name="小虚构", birth_date=date(2015, 5, 1))
LI = MemberPerson(ref="m-1", name="李示例", phone="13700000056", party_member=True, joined_party=date(2001, 7, 1))
KIN = KinshipRegister(
    guardians=frozenset({("r-1", "r-9"), ("r-2", "r-1")}),
    relatives=frozenset({("r-2", "r-1"), ("r-2", "m-1"), ("r-2", "r-7")}),
    deceased=frozenset({"m-1", "r-7"}),
    otherwise=frozenset({"r-7"}),
)
ZHAO = MemberPerson(ref="m-2", name="李示例", phone="13700000056", party_member=True, joined_party=date(2001, 7, 1))
LATE = Resident(ref="r-7", name="赵拟", phone="13600000078")
ACT = Text("relief act, ten years", "救助法，十年")


class Counter:
    """A desk of rights over people nobody is, with a clock that a test moves."""

    def __init__(self, limits: DataLimits | None = None, keepers: tuple[object, ...] = (), **given: object) -> None:
        self.clock, self.log, self.streams = HandClock(NOON), AuditLog("b"), MemoryStreams()
        staff = AssignmentBook([Assignment("u-17", "grid-worker", "grid-3", NOON - timedelta(days=9))])
        accounts = Accounts(
            self.log,
            staff,
            [Role("grid-worker", Text("grid worker", "网格员"))],
            SHANGHAI,
            Text("the community office", "社区办公室"),
            fields=[*record_schema(Resident), *record_schema(MemberPerson)],
        )
        self.data = MemorySubjectData([WANG, CHILD, LI, ZHAO, LATE], accounts, "p-{}".format, keepers)
        self.desk = RightsDesk(
            self.data, KIN, self.log, "p-{}".format, SHANGHAI, clock=self.clock, streams=self.streams,
            limits=lambda _person: limits or DataLimits(), **given,
        )  # fmt: skip

    def ask(
        self, right: Right, by: str = "r-1", person: str | None = None, *, sure: bool = True, **given: object
    ) -> str:
        name = f"q-{len(self.desk.all()) + 1}"
        asker = given.pop("asker", Asker.SELF)
        assert self.desk.receive(RightsRequest(name, right, person or by, by, asker, **given), "u-2")
        assert self.desk.check_identity(name, IdentityMeans.DOCUMENT, "u-2", is_sure=sure)
        return name

    def asked(self, right: Right, by: str = "r-1", person: str | None = None, **given: object):
        changes = given.pop("changes", None)
        return self.desk.answer(self.ask(right, by, person, **given), "u-2", changes=changes)


def grounds(answer) -> list[RefusalGround]:
    return [refusal.ground for refusal in answer.reply.refusals]


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


@pytest.mark.parametrize("right", list(Right))
def test_nobody_gets_anything_before_it_is_sure_who_they_are(right):
    counter = Counter()
    fields = ("resident.phone",) if right is Right.CORRECT else ()
    request = RightsRequest("q-1", right, "r-1", "r-1", fields=fields)
    counter.desk.receive(request, "u-2")
    answer = counter.desk.answer("q-1", "u-2")
    assert answer.reply is None
    assert (
        counter.desk.check_identity("q-1", IdentityMeans.IN_PERSON, "r-1")
        .reasons[0]
        .zh.startswith("不得自行核实本人身份")
    )
    counter.desk.check_identity("q-1", IdentityMeans.KNOWN_PHONE, "u-2", is_sure=False)
    if right is Right.OBJECT:
        answer = counter.desk.decide("q-1", "u-2", upheld=True, why=ACT)
    else:
        answer = counter.desk.answer("q-1", "u-2", changes={"resident.phone": "13900000034"})
    assert (answer.reply.outcome, grounds(answer)) == (ReplyOutcome.REFUSED, [RefusalGround.NOT_IDENTIFIED])
    assert (answer.copy, answer.account) == (None, None)
    assert counter.data.read_all("r-1", by="u-2") == (WANG,)
    assert counter.data.restricted("r-1") == frozenset()


@pytest.mark.parametrize(
    ("asker", "by", "person", "expected"),
    [
        (Asker.SELF, "r-2", "r-1", [RefusalGround.NOT_THEIRS]),
        (Asker.GUARDIAN, "r-1", "r-9", []),
        (Asker.GUARDIAN, "r-2", "r-9", [RefusalGround.NOT_GUARDIAN]),
        (Asker.GUARDIAN, "r-2", "r-1", [RefusalGround.NOT_UNDER_14]),
        (Asker.NEAR_RELATIVE, "r-2", "m-1", []),
        (Asker.NEAR_RELATIVE, "r-2", "r-1", [RefusalGround.NOT_DECEASED]),
        (Asker.NEAR_RELATIVE, "r-3", "m-1", [RefusalGround.NOT_RELATIVE]),
        (Asker.NEAR_RELATIVE, "r-2", "r-7", [RefusalGround.DECIDED_OTHERWISE]),
    ],
)
def test_who_may_ask_for_whom(asker, by, person, expected):
    answer = Counter().asked(Right.COPY, by, person, asker=asker, has_interest=True)
    assert grounds(answer) == expected
    assert (answer.copy is None) == bool(expected)


def test_a_guardian_asks_until_the_day_of_the_fourteenth_birthday():
    counter = Counter()
    counter.clock.moment = datetime(2029, 4, 30, 15, 59, tzinfo=UTC)  # a minute before midnight in Wuhan
    assert counter.asked(Right.COPY, "r-1", "r-9", asker=Asker.GUARDIAN)
    counter.clock.forward(minutes=1)
    late = counter.asked(Right.COPY, "r-1", "r-9", asker=Asker.GUARDIAN)
    assert grounds(late) == [RefusalGround.NOT_UNDER_14]


def test_a_near_relative_states_an_interest_and_may_not_restrict_or_object():
    counter = Counter()
    given = {"asker": Asker.NEAR_RELATIVE}
    assert grounds(counter.asked(Right.COPY, "r-2", "m-1", **given)) == [RefusalGround.NO_INTEREST]
    restrict = counter.asked(Right.RESTRICT, "r-2", "m-1", has_interest=True, **given)
    assert grounds(restrict) == [RefusalGround.NOT_A_RELATIVES_RIGHT]
    assert counter.data.restricted("m-1") == frozenset()


def test_who_has_no_standing_does_not_learn_whether_somebody_died_or_is_a_child():
    for asker in (Asker.GUARDIAN, Asker.NEAR_RELATIVE):
        for person in ("r-1", "r-9", "r-7", "r-nobody"):
            answer = Counter().asked(Right.COPY, "r-3", person, asker=asker)
            assert len(grounds(answer)) == 1
            assert grounds(answer)[0] in {RefusalGround.NOT_GUARDIAN, RefusalGround.NOT_RELATIVE}


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


@pytest.mark.parametrize("source", [each.source for each in (*RefusalGround, *Right)])
def test_residents_read_articles_in_their_own_language(source):
    told = cited(source)
    assert told.en == source
    assert "art." not in told.zh
    assert "第" in told.zh
    assert "(" not in told.zh


@pytest.mark.parametrize("ground", list(RefusalGround))
def test_every_ground_has_its_source_and_says_what_one_can_do(ground):
    assert ground.source
    for words in (ground.words, ground.advice):
        assert words.en
        assert words.zh


def test_a_reply_is_due_within_fifteen_working_days_unless_law_asks_for_less():
    counter = Counter()
    counter.ask(Right.COPY)
    case = counter.desk.find("q-1")
    assert case.due == datetime(2026, 3, 24, tzinfo=SHANGHAI)
    counter.clock.moment = case.due - timedelta(seconds=1)
    assert counter.desk.late() == []
    counter.clock.forward(seconds=1)
    assert [late.request.id for late in counter.desk.late()] == ["q-1"]
    counter.desk.answer("q-1", "u-2")
    assert counter.desk.late() == []
    assert counter.desk.find("q-1").is_late(NOON), "that it was late stays"
    quick = Counter(policy=RightsPolicy((Deadline("by-law 7", days=3), Deadline("GDPR art. 12(3)", months=1))))
    quick.ask(Right.COPY)
    assert quick.desk.find("q-1").due == datetime(2026, 3, 6, tzinfo=SHANGHAI)
    holidays = Counter(is_working_day=lambda day: day.weekday() < 5 and day.day > 10)
    holidays.ask(Right.COPY)
    assert holidays.desk.find("q-1").due == datetime(2026, 4, 1, tzinfo=SHANGHAI), "at last a month after"


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


@given(residents())
def test_a_copy_says_all_that_is_filled_in_and_nothing_else(resident):
    copy = copy_of([resident])
    content = json.loads(copy.to_json())["resident"]
    filled = {rule.name for rule in record_schema(resident) if getattr(resident, rule.name) not in (None, ())}
    assert set(content) == filled
    assert len(copy.lines) == len(filled) + 1
    for name, value in content.items():
        assert value == getattr(resident, name)
        if isinstance(value, str):
            assert value in copy.to("zh")


@given(
    st.sampled_from(list(Right)), st.sampled_from(list(Asker)), st.sampled_from(["r-1", "r-2", "r-3", "m-1"]),
    st.sampled_from(["r-1", "r-7", "r-9", "m-1", "r-nobody"]), st.booleans(), st.booleans(),
)  # fmt: skip
def test_whoever_asks_for_whatever_there_is_one_dated_reply_in_both_languages(right, asker, by, person, sure, interest):
    counter = Counter()
    fields = ("resident.phone",) if right is Right.CORRECT else ()
    name = counter.ask(right, by, person, sure=sure, asker=asker, has_interest=interest, fields=fields)
    if right is Right.OBJECT:
        answer = counter.desk.decide(name, "u-2", upheld=True, why=ACT)
    else:
        answer = counter.desk.answer(name, "u-2", changes={"resident.phone": "13900000034"} if fields else None)
    assert answer.reply.at == counter.clock.now()
    assert counter.desk.find(name).reply == answer.reply
    kin = {
        Asker.SELF: by == person and person not in KIN.deceased,
        Asker.GUARDIAN: (by, person) == ("r-1", "r-9"),
        Asker.NEAR_RELATIVE: (by, person) == ("r-2", "m-1") and interest,
    }[asker]
    may = sure and kin and right in asker.rights
    if not may:
        assert answer.reply.outcome is ReplyOutcome.REFUSED
        assert (answer.copy, answer.account) == (None, None)
    refused = answer.reply.outcome is ReplyOutcome.REFUSED
    for language in ("en", "zh"):
        letter = answer.reply.to(language)
        assert f"{counter.clock.now():%Y-%m-%d}" in letter
        assert (Text("go to court", "人民法院").to(language) in letter) >= refused
        sources = [cited(refusal.ground.source).to(language) for refusal in answer.reply.refusals]
        assert not refused or any(source in letter for source in sources)
