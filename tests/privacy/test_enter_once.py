"""What was entered once is used in many places: by whom and for what it may be used, and as long as it holds."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commgov.core import Verdict
from commgov.errors import InvalidInputError, NotFoundError
from commgov.privacy import (
    Basis,
    BasisKind,
    Category,
    MemberPerson,
    OrderText,
    Purpose,
    Resident,
    Since,
    Tier,
    keep_days,
)
from commgov.privacy.entering import (
    FieldEntry,
    FieldLedger,
    Filled,
    Form,
    Freshness,
    Origin,
    PurposeLimit,
    ReuseCase,
    View,
    coverage,
    prefill,
)
from commgov.privacy.schema import clear_values, fields_of, pii, resident_record
from commgov.wording import Text

CARE = Purpose("care", Text("care at home", "居家照护"))
NOTICE = Purpose("notice", Text("notices", "通知"))
CONSENT = Basis(BasisKind.CONSENT, "c-1")
DUTY = Basis(BasisKind.DUTY, "regulation-9")
VISIT = Form("visit", CARE, CONSENT, fields_of(Resident, "name", "phone"), fields_of(Resident, "health"))
MEALS = Form("meals", CARE, Basis(BasisKind.CONSENT, "c-2"), fields_of(Resident, "name", "phone", "address", "health"))
BY_LAW = Form("census", Purpose("census"), DUTY, fields_of(Resident, "name", "phone"))
NURSE = View("nurse", "nurse", CARE, fields_of(Resident, "name", "phone", "address"), fields_of(Resident, "health"))
COOK = View("cook", "cook", CARE, fields_of(Resident, "name"))
CENSUS = View("census", "clerk", Purpose("census"), fields_of(Resident, "name", "phone"))
KNOWN = Resident(ref="r-1", name="王虚构", phone="13800000012", health="哮喘")
DAY = date(2026, 1, 5)


def ledger_with(record: Resident = KNOWN) -> FieldLedger:
    ledger = FieldLedger([Resident, MemberPerson, OrderText])
    ledger.collect(record, VISIT, Origin.PERSON, DAY)
    return ledger


def reading(record: object = KNOWN) -> Callable[[str, str], object]:
    values = clear_values(record)
    return lambda _person, key: values[key.partition(".")[2]]


def filled(form: Form, role: str = "nurse", on: date = DAY, **given: object):
    views = (NURSE, COOK, CENSUS)
    return prefill(form, "r-1", ledger_with(), reading(), role=role, views=views, on=on, **given)


def states(made) -> dict[str, str]:
    return {answer.rule.name: answer.state.value for answer in made.answers}


def test_a_second_form_is_filled_in_from_the_first():
    made = filled(MEALS)
    assert states(made) == {"name": "filled", "phone": "filled", "address": "missing", "health": "filled"}
    assert made.answer("name").value == "王虚构"
    assert [rule.name for rule in made.to_ask] == ["address"]
    assert "本人" in made.answer("resident.phone").reasons[0].zh
    with pytest.raises(KeyError):
        made.answer("religion")


def test_what_a_view_masks_is_filled_in_masked():
    health = filled(MEALS).answer("health")
    assert (health.state, health.masked, health.value) == (Filled.FILLED, True, "***")


def test_what_no_view_shows_to_the_role_is_not_permitted_and_not_even_read():
    read: list[str] = []

    def spying(person: str, key: str) -> object:
        read.append(key)
        return reading()(person, key)

    made = prefill(MEALS, "r-1", ledger_with(), spying, role="cook", views=(NURSE, COOK), on=DAY)
    assert states(made) == {"name": "filled"} | dict.fromkeys(("phone", "address", "health"), "not-permitted")
    assert read == ["resident.name"]
    assert "cook" in made.answer("phone").reasons[0].en


def test_what_is_old_is_offered_to_be_confirmed():
    made = filled(MEALS, on=DAY + timedelta(days=181))
    assert states(made) == {"name": "filled", "phone": "filled", "address": "missing", "health": "stale"}
    assert "181" in made.answer("health").reasons[1].zh
    assert states(filled(MEALS, on=DAY + timedelta(days=180)))["health"] == "filled"


def test_another_purpose_needs_law_or_the_persons_word():
    notice = Form("notice", NOTICE, CONSENT, fields_of(Resident, "phone"))
    view = View("notice", "clerk", NOTICE, fields_of(Resident, "phone"))

    def state(*rules: PurposeLimit) -> str:
        given_rules = {"rules": rules} if rules else {}
        made = prefill(notice, "r-1", ledger_with(), reading(), role="clerk", views=[view], on=DAY, **given_rules)
        return made.answers[0].state.value

    assert state() == "not-permitted"
    assert state(PurposeLimit(frozenset({("r-1", "notice")}))) == "filled"
    assert state(PurposeLimit(frozenset({("r-2", "notice")}))) == "not-permitted"
    assert states(filled(BY_LAW, "clerk")) == {"name": "filled", "phone": "filled"}


def test_who_has_no_view_does_not_even_learn_whether_something_is_known():
    ill, well = KNOWN, Resident(ref="r-1", name="王虚构", phone="13800000012")
    told = [
        prefill(MEALS, "r-1", ledger_with(record), reading(record), role="cook", views=[COOK], on=DAY).answer("health")
        for record in (ill, well)
    ]
    assert told[0] == told[1]


def test_nor_does_who_sees_it_masked_in_a_view():
    ill, well = KNOWN, Resident(ref="r-1", name="王虚构", phone="13800000012")
    assert NURSE.show(ill).values["health"] == NURSE.show(well).values["health"] == "***"


def test_all_reasons_against_it_are_told():
    class Never:
        name = "never"

        def why(self, subject: ReuseCase) -> Verdict:
            return Verdict(False, Text(f"never for {subject.role}", "不得使用"))

    notice = Form("notice", NOTICE, CONSENT, fields_of(Resident, "phone"))
    view = View("notice", "clerk", NOTICE, fields_of(Resident, "phone"))
    rules = (PurposeLimit(), Never())
    made = prefill(notice, "r-1", ledger_with(), reading(), role="clerk", views=[view], on=DAY, rules=rules)
    assert len(made.answers[0].reasons) == 2


def test_a_rule_of_the_community_may_refuse_and_one_that_fails_does():
    class Evening:
        name = "evening"

        def why(self, subject: ReuseCase) -> Verdict:
            return Verdict(subject.rule.tier < Tier.T4, Text("not T4", "非T4"))

    class Failing:
        name = "failing"

        def why(self, subject: ReuseCase) -> Verdict:
            raise KeyError(subject.role)

    assert states(filled(MEALS, rules=(Evening(),)))["health"] == "not-permitted"
    assert states(filled(MEALS, rules=(Evening(),)))["name"] == "filled"
    assert set(states(filled(MEALS, rules=(Failing(),))).values()) == {"not-permitted", "missing"}


def test_what_was_erased_from_the_vault_is_missing():
    made = prefill(MEALS, "r-1", ledger_with(), lambda _person, _key: None, role="nurse", views=[NURSE], on=DAY)
    assert set(states(made).values()) == {"missing"}


def test_no_value_shows_in_what_was_filled_in():
    shown = repr(filled(MEALS)) + repr(NURSE.show(KNOWN)) + repr(ledger_with()) + repr(ledger_with().known("r-1"))
    assert "王虚构" not in shown
    assert "138" not in shown
    assert "哮喘" not in shown


def test_no_more_is_taken_in_than_a_form_asks_and_no_less_than_it_requires():
    ledger = FieldLedger([Resident])
    with pytest.raises(InvalidInputError) as told:
        ledger.collect(Resident(ref="r-1", name="王虚构", religion="佛教"), VISIT, Origin.PERSON, DAY)
    assert [str(problem).split(":")[0] for problem in told.value.problems] == [
        "visit, resident.religion",
        "visit, resident.phone",
    ]
    assert "佛教" not in str(told.value)
    assert ledger.known("r-1") == (), "nothing half-done is left"


def test_each_field_knows_source_date_purpose_and_basis():
    entry = ledger_with().latest("r-1", "resident.phone")
    assert entry == FieldEntry("r-1", "resident.phone", Origin.PERSON, "visit", DAY, CARE, CONSENT)
    assert entry.confirmed == DAY


def test_freshness_counts_from_the_last_confirmation():
    ledger = ledger_with()
    later = DAY + timedelta(days=400)
    assert ledger.freshness("r-1", "resident.phone", later) is Freshness.STALE
    ledger.confirm("r-1", "resident.phone", later - timedelta(days=3), Origin.WORKER)
    assert ledger.freshness("r-1", "resident.phone", later) is Freshness.FRESH
    assert ledger.freshness("r-1", "resident.name", later) is Freshness.FRESH, "a name does not grow old"
    assert ledger.freshness("r-2", "resident.phone", later) is Freshness.MISSING
    assert [entry.origin for entry in ledger.history("r-1") if entry.key == "resident.phone"] == [
        Origin.PERSON,
        Origin.WORKER,
    ]
    assert ledger.latest("r-1", "resident.phone").collected == DAY


def test_what_arrives_late_does_not_replace_what_was_confirmed_later():
    ledger = ledger_with()
    old = FieldEntry("r-1", "resident.phone", Origin.IMPORT, "old-table", date(2020, 1, 1), CARE, CONSENT)
    ledger.enter(old)
    assert ledger.latest("r-1", "resident.phone").form == "visit"
    assert old in ledger.history("r-1")


def test_what_no_record_has_is_refused_and_nothing_is_entered():
    ledger = FieldLedger([Resident])
    right = FieldEntry("r-1", "resident.phone", Origin.PERSON, "visit", DAY, CARE, CONSENT)
    wrong = FieldEntry("r-1", "resident.shoe", Origin.PERSON, "visit", DAY, CARE, CONSENT)
    with pytest.raises(InvalidInputError, match=r"resident\.shoe"):
        ledger.enter(right, wrong)
    assert ledger.known("r-1") == ()
    with pytest.raises(NotFoundError):
        ledger.freshness("r-1", "resident.shoe", DAY)
    with pytest.raises(NotFoundError):
        ledger.confirm("r-1", "resident.phone", DAY, Origin.PERSON)
    ledger.enter(right)
    with pytest.raises(InvalidInputError):
        ledger.confirm("r-1", "resident.phone", DAY - timedelta(days=1), Origin.PERSON)


def test_all_that_is_wrong_with_an_entry_is_told_at_once():
    with pytest.raises(InvalidInputError) as told:
        FieldEntry("13800000012", "", "me", "", "today", "care", "consent")  # type: ignore[arg-type]
    assert len(told.value.problems) == 8
    assert "13800000012" not in str(told.value)


def test_two_orders_of_a_person_are_two_records():
    ledger = ledger_with()
    form = Form("order", CARE, CONSENT, fields_of(OrderText, "demand", "text"))
    for demand in ("d-1", "d-2"):
        order = OrderText(ref="r-1", demand=demand, text="送药")
        ledger.collect(order, form, Origin.PROXY, DAY, item=demand)
    assert ledger.latest("r-1", "order.text", item="d-2").item == "d-2"
    assert ledger.forget("r-1", frozenset({"order.text"}), item="d-1") == 1
    assert ledger.latest("r-1", "order.text", item="d-1") is None
    assert ledger.latest("r-1", "order.text", item="d-2") is not None


keys = st.sampled_from(("resident.name", "resident.phone", "resident.health"))
people = st.sampled_from(("r-1", "r-2"))
days = st.integers(0, 30).map(lambda days: DAY + timedelta(days=days))
steps = st.lists(
    st.tuples(st.just("enter"), people, keys, days)
    | st.tuples(st.just("forget"), people, st.none() | st.frozensets(keys), days)
    | st.tuples(st.just("mark"), people, st.none(), days)
)


@given(steps)
def test_the_ledger_is_as_a_plain_list_of_entries_would_have_it(done: list[tuple[str, str, object, date]]):
    ledger, entries = FieldLedger([Resident]), []
    for step, person, what, day in done:
        if step == "enter":
            entry = FieldEntry(person, what, Origin.PERSON, "visit", day, CARE, CONSENT)
            ledger.enter(entry)
            entries.append(entry)
        elif step == "forget":
            gone = [each for each in entries if each.person == person and (what is None or each.key in what)]
            assert ledger.forget(person, what) == len(gone)
            entries = [each for each in entries if each not in gone]
        elif any(each.person == person for each in entries):
            ledger.note(person, Since.LEFT, day)
    for person in ("r-1", "r-2"):
        mine = [each for each in entries if each.person == person]
        assert list(ledger.history(person)) == mine
        for key in ("resident.name", "resident.phone", "resident.health"):
            of_key = [each for each in mine if each.key == key]
            expected = max(of_key, key=lambda each: each.confirmed, default=None)
            latest = ledger.latest(person, key)
            assert (latest and latest.confirmed) == (expected and expected.confirmed)
        again = FieldLedger.from_json([Resident], ledger.to_json())
        assert again.to_json() == ledger.to_json()
        assert again.known(person) == ledger.known(person)
        assert again.noted(person, Since.LEFT) == ledger.noted(person, Since.LEFT)
        if not mine:
            assert ledger.noted(person, Since.LEFT) is None, "who is forgotten leaves nothing"
            assert person not in ledger.to_json()
    assert sorted(entry.key for entry in ledger) == sorted(
        {(each.person, each.key): each.key for each in entries}.values()
    )


def test_a_stored_ledger_tells_all_but_values_and_is_read_as_it_was_written():
    ledger = ledger_with()
    ledger.enter(FieldEntry("r-1", "order.text", Origin.IMPORT, "居民点单", DAY, NOTICE, DUTY, item="d-1"))
    ledger.note("r-1", Since.CLOSED, DAY, item="d-1")
    text = ledger.to_json()
    assert "王虚构" not in text
    assert "13800000012" not in text
    again = FieldLedger.from_json([Resident, MemberPerson, OrderText], text)
    assert again.history("r-1") == ledger.history("r-1")
    assert again.noted("r-1", Since.CLOSED, item="d-1") == DAY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "{}",
        '{"entries":[{}],"milestones":[]}',
        '{"entries":[],"milestones":[],"more":1}',
        '{"entries":[],"milestones":[{"person":"r-1","since":"dead","on":"2026-01-05","item":""}]}',
    ],
)
def test_what_is_no_stored_ledger_is_refused_and_not_repeated(text: str):
    with pytest.raises(InvalidInputError, match="to_json") as told:
        FieldLedger.from_json([Resident], text)
    assert told.value.__cause__ is None
    assert "r-1" not in str(told.value)


def test_a_stored_ledger_of_other_records_is_refused():
    with pytest.raises(InvalidInputError, match=r"resident\.name"):
        FieldLedger.from_json([MemberPerson], ledger_with().to_json())


def test_a_view_shows_what_it_names_and_nothing_else():
    seen = NURSE.show(KNOWN)
    assert seen.values == {"name": "王虚构", "phone": "13800000012", "address": None, "health": "***"}
    assert NURSE.show(MemberPerson(ref="m-1", name="李虚构")).values == {}, "a view of residents shows no member"


def test_a_community_adds_fields_and_keeps_the_forms_and_views_of_the_standard_ones():
    @resident_record("resident")
    class OurResident(Resident):
        balcony: bool | None = pii(Tier.T3, category=Category.HOUSING, retain=keep_days(90), default=None)

    known = OurResident(ref="r-1", name="王虚构", phone="13800000012", balcony=True)
    ledger = FieldLedger([OurResident])
    with pytest.raises(InvalidInputError, match="balcony"):
        ledger.collect(known, VISIT, Origin.PERSON, DAY)
    ours = Form("ours", CARE, CONSENT, fields_of(OurResident, "name", "phone", "balcony"))
    ledger.collect(known, ours, Origin.PERSON, DAY)
    assert NURSE.show(known).values["name"] == "王虚构"
    assert "balcony" not in NURSE.show(known).values
    made = prefill(MEALS, "r-1", ledger, reading(known), role="nurse", views=[NURSE], on=DAY)
    assert states(made)["phone"] == "filled"


def test_a_view_is_as_sensitive_as_what_it_shows_whole():
    assert NURSE.tier().tier is Tier.T4, "name, telephone and address together"
    assert COOK.tier().tier is Tier.T2
    assert COOK.tier(persons=50).tier is Tier.T3
    masked = View("masked", "clerk", CARE, fields_of(Resident, "name"), fields_of(Resident, "phone", "address"))
    assert masked.tier().tier is Tier.T2


def test_all_that_is_wrong_with_a_form_or_a_view_is_told_at_once():
    name = fields_of(Resident, "name")
    with pytest.raises(InvalidInputError) as told:
        Form("", "care", "consent", (*name, "phone"), name)  # type: ignore[arg-type]
    assert len(told.value.problems) == 5
    with pytest.raises(InvalidInputError) as told:
        View("v", "", CARE)
    assert len(told.value.problems) == 2


def test_coverage_tells_what_is_collected_for_nothing_and_what_is_asked_twice():
    told = coverage([Resident], [NURSE, COOK], [VISIT, MEALS])
    unused = {rule.name for rule in told.unused}
    assert "religion" in unused
    assert not {"name", "phone", "address", "health"} & unused
    assert {each.rule.name: each.forms for each in told.asked_twice} == {
        "name": ("visit", "meals"),
        "phone": ("visit", "meals"),
        "health": ("visit", "meals"),
    }
    assert told.unasked == ()
    assert all(reason.en and reason.zh for reason in told.reasons)
    assert len(told.reasons) == len(told.unused) + 3


def test_coverage_asks_where_a_field_comes_from_that_no_form_asks_for():
    assert [rule.name for rule in coverage([], [NURSE], [VISIT]).unasked] == ["address"]
    used = coverage([], [NURSE], [MEALS])
    assert (used.unused, used.asked_twice, used.unasked, used.reasons) == ((), (), (), ())
