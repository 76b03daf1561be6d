"""A desk of rights over a real vault: what people ask for reaches what is sealed there."""

import json

from tests.clocks import HandClock
from tests.privacy.vault.scene import HEALTH, NAME, NOON, PHONE, assignments, entered, given, memory_vault, resident

from commgov.privacy import AccessPolicy, Accounts, MemberPerson, Resident
from commgov.privacy.access.control import ZONE
from commgov.privacy.rights import (
    Asker,
    IdentityMeans,
    KinshipRegister,
    RefusalGround,
    ReplyOutcome,
    Right,
    RightsDesk,
    RightsRequest,
    VaultSubjectData,
)
from commgov.privacy.schema import record_schema
from commgov.wording import Text


class Counter:
    """A desk of rights over a vault in memory."""

    def __init__(self) -> None:
        self.clock = HandClock(NOON)
        self.vault = memory_vault(self.clock)
        entered(self.vault, resident(health=HEALTH))
        entered(self.vault, MemberPerson(ref="r-205", name="李虚构", party_member=True))
        accounts = Accounts(
            self.vault.log, assignments(), AccessPolicy.community().roles, ZONE, Text("the office", "办公室"),
            purposes=AccessPolicy.community().purposes, fields=record_schema(Resident),
        )  # fmt: skip
        self.data = VaultSubjectData(self.vault, accounts)
        kin = KinshipRegister(relatives=frozenset({("r-210", "r-205")}), deceased=frozenset({"r-205"}))
        self.desk = RightsDesk(self.data, kin, self.vault.log, self.data.pseudonym, ZONE, clock=self.clock)

    def asked(self, right: Right, person: str = "r-204", by: str | None = None, **given_: object):
        changes = given_.pop("changes", None)
        name = f"q-{len(self.desk.all()) + 1}"
        self.desk.receive(RightsRequest(name, right, person, by or person, **given_), "secretary-1")
        self.desk.check_identity(name, IdentityMeans.IN_PERSON, "secretary-1")
        return self.desk.answer(name, "secretary-1", changes=changes)


def test_a_resident_sees_what_is_sealed_and_who_saw_it():
    counter = Counter()
    given(counter.vault)
    answer = counter.asked(Right.ACCESS)
    assert answer, answer.reply
    assert json.loads(answer.copy.to_json())["resident"] == {"name": NAME, "phone": PHONE, "health": HEALTH}
    told = answer.account.to("zh")
    assert "网格员查看了姓名" in told
    assert "officer-7" not in told
    assert "社区书记制作副本：" in told, "the log tells of who really did it"
    assert "您本人" not in told
    counter.vault.log.verify()


def test_a_near_relative_of_a_member_gets_the_members_copy():
    answer = Counter().asked(Right.COPY, "r-205", "r-210", asker=Asker.NEAR_RELATIVE, has_interest=True)
    assert json.loads(answer.copy.to_json()) == {"member": {"name": "李虚构", "party_member": True}}


def test_a_correction_reaches_the_vault_and_one_that_cannot_be_right_does_not():
    counter = Counter()
    wrong = counter.asked(Right.CORRECT, fields=("resident.phone",), changes={"resident.phone": "12345"})
    assert [each.ground for each in wrong.reply.refusals] == [RefusalGround.NOT_VALID]
    none = counter.asked(Right.CORRECT, fields=("resident.shoe-size",), changes={"resident.shoe-size": "43"})
    assert [each.ground for each in none.reply.refusals] == [RefusalGround.NOTHING_HELD]
    assert counter.asked(Right.CORRECT, fields=("resident.phone",), changes={"resident.phone": "13900000034"})
    assert counter.data.read_all("r-204", by="secretary-1")[0].phone == "13900000034"


def test_fields_of_two_records_are_corrected_one_record_at_a_time():
    counter = Counter()
    entered(counter.vault, MemberPerson(ref="r-204", name="王小虚"))
    changes = {"resident.phone": "13900000034", "member.phone": "13900000034"}
    answer = counter.asked(Right.CORRECT, fields=tuple(changes), changes=changes)
    assert "fields of one record at a time" in answer.reply.to("en")
    assert counter.data.read_all("r-204", by="secretary-1")[0].phone == PHONE


def test_an_erasure_destroys_the_keys_and_says_what_it_did_not_reach():
    counter = Counter()
    assert counter.asked(Right.ERASE, fields=("resident.health",))
    assert counter.data.read_all("r-204", by="secretary-1")[0].health is None
    answer = counter.asked(Right.ERASE)
    assert answer.reply.outcome is ReplyOutcome.PARTLY
    assert "backups of the key store" in answer.reply.to("en")
    assert "vault:" not in answer.reply.to("en")
    assert "vault" not in answer.reply.to("zh")
    assert not given(counter.vault)
    assert counter.data.who_saw("r-204").sightings == ()
    gone = counter.asked(Right.COPY)
    assert [each.ground for each in gone.reply.refusals] == [RefusalGround.NOTHING_HELD]


class Cache:
    """Keeps something of people beside the vault, and notes what it was asked to forget, and under which name."""

    name, keeps = "cache", Text("names", "姓名")

    def __init__(self) -> None:
        self.asked, self.known_as = [], str

    def forget(self, person, fields=None, *, item=None):
        assert item is None
        self.asked.append((person, fields, bool(self.known_as(person))))
        return 1


def test_an_erasure_reaches_whatever_else_keeps_something_while_the_log_still_knows_the_person():
    counter, cache = Counter(), Cache()
    data = VaultSubjectData(counter.vault, counter.data._accounts, [cache])
    cache.known_as = data.pseudonym
    part = data.erase("r-204", frozenset({"resident.health"}), by="secretary-1")
    whole = data.erase("r-204", None, by="secretary-1")
    assert part.reached["cache"] == whole.reached["cache"] == 1
    assert set(whole.reached) == {"cache", "vault"}
    assert cache.asked == [("r-204", frozenset({"resident.health"}), True), ("r-204", None, True)]


def test_what_is_restricted_is_used_by_nobody_but_the_right_to_a_copy_goes_on():
    counter = Counter()
    assert counter.asked(Right.RESTRICT)
    assert not given(counter.vault)
    assert json.loads(counter.asked(Right.COPY).copy.to_json())["resident"]["phone"] == PHONE
    waits = counter.asked(Right.CORRECT, fields=("resident.phone",), changes={"resident.phone": "13900000034"})
    assert waits.reply is None
    assert "the vault keeps something back" in waits.reasons[0].en
    counter.vault.lift_restriction("r-204", by="secretary-1")
    assert counter.desk.answer("q-3", "secretary-1", changes={"resident.phone": "13900000034"})


def test_a_restriction_of_one_field_leaves_the_others_in_use():
    counter = Counter()
    assert counter.asked(Right.RESTRICT, fields=("resident.phone",))
    seen = given(counter.vault)
    assert (seen["name"], "phone" in seen) == (NAME, False)


def test_nobodys_data_is_read_for_who_has_no_standing():
    counter = Counter()
    before = len(counter.vault.accesses("r-204"))
    assert not counter.asked(Right.COPY, "r-204", "r-210")
    assert not counter.asked(Right.COPY, "r-204", "r-210", asker=Asker.NEAR_RELATIVE)
    told = [(entry.by, entry.allowed) for _, entry in counter.vault.accesses("r-204")[before:]]
    assert told == [("secretary-1", False)] * 2, "an attempt, and no access"
