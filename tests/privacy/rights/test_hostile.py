"""Who would get at other people's data by the rights that everybody has, or cover up what they did with it."""

from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve
from tests.privacy.rights.counter import KIN, NOON, WANG, Counter, grounds
from tests.privacy.sharing.office import ORGANISATION, POLICY

from commgov.errors import InvalidInputError
from commgov.privacy import AccessControl, Accounts, AuditEntry, AuditLog, Category, OrderText, Recognised
from commgov.privacy.access import Assignment, AssignmentBook, Cover
from commgov.privacy.rights import (
    Asker,
    IdentityMeans,
    KinshipRegister,
    RefusalGround,
    ReplyOutcome,
    Right,
    RightsDesk,
    RightsPolicy,
    RightsRequest,
    copy_of,
)
from commgov.wording import Text


def test_staff_who_are_residents_neither_vouch_for_themselves_nor_answer_what_they_ask():
    counter = Counter(same_person={"u-7": "r-1"})
    counter.desk.receive(RightsRequest("q-1", Right.COPY, "r-1", "r-1"), "u-7")
    assert not counter.desk.check_identity("q-1", IdentityMeans.DOCUMENT, "u-7")
    assert counter.desk.check_identity("q-1", IdentityMeans.DOCUMENT, "u-2")
    answer = counter.desk.answer("q-1", "u-7")
    assert (answer.reply, answer.copy) == (None, None)
    assert "nobody vouches for themself" in answer.reasons[0].en
    assert not counter.desk.refuse("q-1", RefusalGround.UNFOUNDED, "u-7").reply
    assert counter.desk.answer("q-1", "u-2").copy
    name = counter.ask(Right.ERASE)
    assert not counter.desk.answer(name, "u-7")
    assert counter.data.read_all("r-1", by="u-2") == (WANG,), "nothing was done before it was refused"


@pytest.mark.parametrize("who", ["officer-7", "stranger", "stand-in", "former"])
def test_who_holds_no_role_for_it_gets_nobodys_data_by_asking_in_their_name(who):
    staff = AssignmentBook(
        [
            Assignment("leader-1", "grid-leader", "b", NOON),
            Assignment("officer-7", "grid-worker", "b", NOON),
            Assignment("former", "grid-leader", "b", NOON - timedelta(days=2), NOON),
        ],
        [Cover("leader-1", "grid-leader", "stand-in", NOON, NOON + timedelta(days=1))],
    )
    strict = evolve(POLICY, roles=tuple(evolve(role, can_be_covered=False) for role in POLICY.roles))
    counter = Counter(control=AccessControl(strict, ORGANISATION, staff))
    request = RightsRequest("q-1", Right.COPY, "r-1", "r-1")
    assert counter.desk.receive(request, who).state is None
    assert counter.desk.receive(request, "leader-1")
    assert counter.desk.check_identity("q-1", IdentityMeans.DOCUMENT, who).state is None
    assert counter.desk.check_identity("q-1", IdentityMeans.DOCUMENT, "leader-1")
    answer = counter.desk.answer("q-1", who)
    assert (answer.reply, answer.copy) == (None, None)
    assert [reason.en for reason in answer.reasons] == ["no role that you hold now works on such requests"]
    assert [(entry.by, entry.allowed) for entry in counter.log.entries()] == [(who, False)] * 3
    assert counter.desk.answer("q-1", "leader-1").copy


def test_roles_that_work_on_requests_are_roles_of_the_access_policy():
    with pytest.raises(InvalidInputError, match=r"mayor.*a role of the access policy"):
        Counter(
            policy=RightsPolicy(roles=frozenset({"mayor"})),
            control=AccessControl(POLICY, ORGANISATION, AssignmentBook([])),
        )


def test_nobody_comes_as_somebody_who_has_died_whatever_document_they_bring():
    for right in (Right.ACCESS, Right.COPY, Right.ERASE, Right.RESTRICT):
        counter = Counter()
        answer = counter.asked(right, "m-1")
        assert grounds(answer) == [RefusalGround.NOT_IDENTIFIED]
        assert (answer.copy, answer.account) == (None, None)
        assert counter.data.read_all("m-1", by="u-2")
        assert counter.data.restricted("m-1") == frozenset()


def test_what_somebody_decided_for_after_their_death_is_told_to_nobody_before():
    counter = Counter()
    kin = KinshipRegister(relatives=frozenset({("r-2", "r-1")}), otherwise=frozenset({"r-1"}))
    counter.desk = RightsDesk(counter.data, kin, counter.log, "p-{}".format, UTC, clock=counter.clock)
    answer = counter.asked(Right.COPY, "r-2", "r-1", asker=Asker.NEAR_RELATIVE, has_interest=True)
    assert grounds(answer) == [RefusalGround.NOT_DECEASED]


@pytest.mark.parametrize("asker", list(Asker))
def test_nobodys_data_is_looked_at_for_who_has_no_standing(asker, monkeypatch):
    counter = Counter()

    def looked_at(*_, **__):
        raise AssertionError("somebody's data was read")

    monkeypatch.setattr(counter.data, "read_all", looked_at)
    for right in (Right.ACCESS, Right.COPY, Right.ERASE, Right.RESTRICT):
        assert counter.asked(right, "r-3", "r-1", asker=asker).reply.outcome is ReplyOutcome.REFUSED


def test_a_reply_to_a_relative_calls_the_dead_person_by_no_you():
    counter = Counter()
    counter.log.append([AuditEntry(NOON, "m-1", "read", subject="p-m-1", fields=("member.phone",))])
    answer = counter.asked(Right.ACCESS, "r-2", "m-1", asker=Asker.NEAR_RELATIVE, has_interest=True)
    assert "本人查看了" in answer.account.to("zh")
    assert "您本人" not in answer.account.to("zh")
    assert "you yourself" not in answer.account.to("en")


@pytest.mark.parametrize("fields", [(), ("resident.phone", "resident.health")])
def test_an_erasure_that_broke_off_before_its_reply_is_answered_as_what_it_was(fields, monkeypatch):
    counter = Counter()
    name = counter.ask(Right.ERASE, fields=fields)

    def fails(_entries):
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(counter.log, "append", fails)
        with pytest.raises(OSError, match="disk full"):
            counter.desk.answer(name, "u-2")
    assert all(record.phone is None for record in counter.data.read_all("r-1", by="u-2"))
    again = RightsDesk(
        counter.data, KIN, counter.log, "p-{}".format, UTC, clock=counter.clock, streams=counter.streams
    )  # fmt: skip
    answer = again.answer(name, "u-2")
    assert answer.reply.outcome is ReplyOutcome.GRANTED, "not: nothing of the kind is held"
    entry = list(counter.log.entries())[-1]
    assert (entry.action, entry.allowed) == ("erase", True)
    assert {"resident.phone", "resident.health"} <= set(entry.fields)


def test_what_staff_write_into_a_reply_holds_no_personal_data():
    class Digits:
        name = "digits"

        def recognise(self, text: str):
            return [Recognised.of(Category.CONTACT)] if any(each.isdigit() for each in text) else []

    counter = Counter(recognisers=(Digits(),))
    name = counter.ask(Right.OBJECT)
    answer = counter.desk.decide(name, "u-3", upheld=True, why=Text("call 13800000012", "致电13800000012"))
    assert answer.reply is None
    assert "personal data" in answer.reasons[0].en
    assert counter.data.restricted("r-1") == frozenset()
    assert "13800000012" not in "".join(counter.streams.read(f"right/{name}"))
    assert counter.desk.decide(name, "u-3", upheld=True, why=Text("call first", "先致电"))


def test_an_answer_is_a_no_with_all_its_reasons():
    counter = Counter()
    answer = counter.asked(Right.CORRECT, fields=("resident.phone",), changes={"resident.phone": "12345"})
    assert not answer
    assert len(answer.reasons) == 1
    assert "11 digits" in answer.reasons[0].en
    assert "11" in answer.reasons[0].zh
    assert counter.asked(Right.COPY, "m-2").reasons == ()


def accounts(log: AuditLog, staff: tuple[Assignment, ...] = ()) -> Accounts:
    return Accounts(log, AssignmentBook(staff), [], UTC, Text("the office", "办公室"))


def test_whom_the_log_knows_no_more_is_told_nothing_and_not_what_is_nobodys():
    log = AuditLog("b")
    log.append([AuditEntry(NOON, "u-2", "request-sharing", about="s-1"), AuditEntry(NOON, "u-2", "open")])
    assert accounts(log).of("").sightings == ()


def test_nobody_hides_behind_the_name_of_what_acts_by_itself():
    log, moment = AuditLog("b"), datetime(2026, 3, 2, 12, tzinfo=UTC)
    for name in ("vault", "sharing"):
        staff = (Assignment(name, "grid-worker", "grid-3", moment - timedelta(days=1)),)
        assert accounts(log, staff).who(name, moment).en == "grid-worker"
        assert accounts(log).who(name, moment).en != "grid-worker"


def test_a_copy_holds_each_of_several_records():
    orders = [OrderText(ref="r-1", demand=f"d-{n}", text=f"修灯{n}") for n in range(3)]
    copy = copy_of([WANG, *orders])
    assert [order["text"] for order in copy.content["order"]] == ["修灯0", "修灯1", "修灯2"]
    assert copy.content["resident"]["name"] == WANG.name
    assert all(f"修灯{n}" in copy.to("zh") for n in range(3))


def test_a_case_that_is_kept_holds_no_value_and_whose_it_is_shows_nowhere():
    counter = Counter()
    name = counter.ask(Right.ERASE)
    assert counter.desk.answer(name, "u-2")
    assert WANG.name not in repr(counter.desk.find(name)) + "".join(counter.streams.read(f"right/{name}"))


def test_references_of_one_person_that_lead_on_and_on_are_refused():
    with pytest.raises(InvalidInputError, match="none of which leads further"):
        Counter(same_person={"u-7": "somebody", "somebody": "r-1"})


@pytest.mark.parametrize("why", ["没有\n同意办理。", "没有\u202e", "没" * 1001])
def test_what_staff_write_into_a_reply_is_one_line_that_shows(why):
    counter = Counter()
    name = counter.ask(Right.OBJECT)
    answer = counter.desk.decide(name, "u-2", upheld=False, why=Text("no", why))
    assert (answer.reply, "in one line" in answer.reasons[0].en) == (None, True)


def test_what_was_typed_into_a_field_makes_no_line_of_its_own_in_a_copy():
    told = copy_of([evolve(WANG, name="王\n手机号码：13900000000\u202e")]).to("zh")
    assert told.splitlines()[1] == "姓名：王 手机号码：13900000000 "


def test_nobody_comes_as_the_dead_under_another_reference_of_theirs():
    for same in ({"r-1": "m-1"}, {"m-1": "r-1"}, {"r-1": "r-8", "m-1": "r-8"}):
        counter = Counter(same_person=same)
        assert grounds(counter.asked(Right.COPY, "r-1")) == [RefusalGround.NOT_IDENTIFIED]
