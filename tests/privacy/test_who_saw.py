"""Who saw my data, for what, when and which fields: in both languages, by role, with the way to object."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve

from commgov.errors import InvalidInputError
from commgov.privacy import Accounts, AuditEntry, AuditLog, Purpose, Resident, Tier
from commgov.privacy.access import Action, Assignment, AssignmentBook, Role
from commgov.privacy.schema import record_schema
from commgov.wording import Text

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
VISIT = Purpose("home-visit", Text("visiting a resident at home", "入户走访"))
ROLES = (Role("grid-worker", Text("grid worker", "网格员")), Role("auditor", Text("auditor", "审计员")))
HELD = (
    Assignment("u-17", "grid-worker", "grid-3", NOON - timedelta(days=9), NOON + timedelta(days=1)),
    Assignment("u-9", "auditor", "b", NOON - timedelta(days=9)),
    Assignment("u-9", "grid-worker", "grid-3", NOON - timedelta(days=9)),
)


def entry(by: str, action: str = "read", **given: object) -> AuditEntry:
    plain = {"subject": "p-1", "fields": ("resident.phone",), "tier": Tier.T3, "purpose": "home-visit"}
    return AuditEntry(given.pop("at", NOON), by, action, **plain | given)


def accounts(*entries: AuditEntry, **given: object) -> Accounts:
    log = AuditLog("b")
    log.append(entries)
    return Accounts(
        log, AssignmentBook(HELD), ROLES, ZoneInfo("Asia/Shanghai"), Text("the office", "办公室"),
        purposes=[VISIT], fields=record_schema(Resident), **given,
    )  # fmt: skip


def test_the_account_says_who_by_role_what_when_for_what_and_how_to_object():
    told = accounts(entry("u-17"), entry("u-17", subject="p-2"), entry("u-17", about="d-5")).of("p-1")
    assert [each.number for each in told.sightings] == [0, 2]
    english = told.to("en").splitlines()
    assert english[:2] == [
        "0, 2026-03-02 20:00: grid worker read mobile number, for: visiting a resident at home.",
        "2, 2026-03-02 20:00: grid worker read mobile number, for: visiting a resident at home (d-5).",
    ]
    assert "tell the office its number" in english[2]
    assert told.to("zh").splitlines()[0] == "第0条，2026-03-02 20:00：网格员查看了手机号码，用途：入户走访。"
    assert "u-17" not in told.to("en") + told.to("zh") + repr(told)


def test_the_role_is_that_of_the_moment():
    late = accounts(entry("u-17", at=NOON + timedelta(days=2))).of("p-1")
    assert late.sightings[0].who.zh == "当时无职务的人员"
    both = accounts(entry("u-9")).of("p-1")
    assert (
        both.sightings[0].who.en == "grid worker and auditor" or both.sightings[0].who.en == "auditor and grid worker"
    )


def test_where_the_policy_names_people_their_reference_stands_beside_the_role():
    told = accounts(entry("u-9"), entry("u-17"), named_roles=frozenset({"auditor"})).of("p-1").to("en")
    assert "auditor (u-9)" in told
    assert "u-17" not in told


def test_who_opened_a_package_outside_is_told_by_what_people_call_them():
    office = {"street-office": Text("the street office", "街道办事处")}
    told = accounts(entry("street-office", "open", about="s-1"), outside=office).of("p-1")
    assert told.to("en").startswith(
        "0, 2026-03-02 20:00: the street office opened a package with mobile number, "
        "for: visiting a resident at home (s-1)."
    )


def test_what_people_looked_at_themselves_is_told_so():
    told = accounts(entry("r-1")).of("p-1", person="r-1")
    assert told.sightings[0].who.zh == "本人"


def test_who_was_refused_is_told_too():
    told = accounts(entry("u-17", allowed=False)).of("p-1")
    assert "was refused, and was given nothing" in told.to("en")
    assert "申请被拒，未获任何内容（申请内容：查看手机号码）" in told.to("zh")


def test_what_an_access_owes_is_told_by_role_in_both_languages():
    told = accounts(
        entry("u-17", "owe-notice", about="auditor/0h"), entry("u-17", "owe-review", about="somebody-new/72h")
    ).of("p-1")
    notice, review = told.sightings
    assert notice.words(UTC).en.endswith(
        "grid worker owes auditor a notice about mobile number, for: visiting a resident at home."
    )
    assert notice.words(UTC).zh.endswith("网格员须告知审计员其处理了手机号码，用途：入户走访。")
    assert review.what.en == "owes somebody-new a review about"
    assert "0h" not in told.to("en") + told.to("zh")


@pytest.mark.parametrize(("itself", "words"), [("vault", "数据保险库"), ("sharing", "数据提供台")])
def test_what_acts_by_itself_is_not_taken_for_a_person_without_a_role(itself, words):
    assert accounts(entry(itself, "erase")).of("p-1").sightings[0].who.zh == words


def test_what_was_erased_since_the_time_was_over_is_told_apart_from_what_somebody_asked_for():
    over, asked = (entry("vault", "erase", rule=f"vault#{rule}", purpose="upkeep") for rule in ("retention", "forget"))
    told = [sighting.words(UTC).zh for sighting in accounts(over, asked).of("p-1").sightings]
    assert "数据保险库因保存期限届满删除了" in told[0]
    assert "数据保险库删除了" in told[1]
    assert all("用途：不超期保存" in line for line in told)


def test_whom_nobody_saw_is_told_that_and_how_to_object():
    told = accounts().of("p-1")
    assert told.to("en").startswith("The log tells of nobody who has seen your data.")
    assert "the office" in told.to("en")


@pytest.mark.parametrize(
    "action",
    [each.value for each in Action]
    + ["write", "open", "restrict", "lift-restriction", "copy", "object", "revoke-sharing", "something-new"],
)
def test_every_action_has_words_and_an_unknown_one_is_told_as_it_is(action):
    told = accounts(entry("u-17", action)).of("p-1").sightings[0]
    assert told.what.en
    assert told.what.zh
    if action == "something-new":
        assert told.what.en == action
    else:
        assert told.what.zh != action


def test_fields_and_purposes_without_words_are_told_by_name():
    told = accounts(entry("u-17", fields=("record.new", "phone"), purpose="")).of("p-1").sightings[0]
    assert [each.en for each in told.fields] == ["record.new", "mobile number"]
    assert told.purpose.en == "—"
    assert "no field" in accounts(entry("u-17", fields=())).of("p-1").to("en")


def test_an_account_needs_a_contact_and_a_time_zone():
    with pytest.raises(InvalidInputError, match="a time zone"):
        evolve(accounts(), zone="Asia/Shanghai", contact="office")
