"""How long something is kept, that its end leaves a trace, and that an erasure reaches everything that keeps it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.clocks import HandClock

from commgov.core import FixedClock
from commgov.errors import InvalidInputError
from commgov.privacy import Basis, BasisKind, Purpose, Since, Tier
from commgov.privacy.entering import FieldEntry, FieldLedger, Form, Origin, View
from commgov.privacy.keeping import (
    Controller,
    Recipient,
    RetentionRound,
    Trace,
    due_fields,
    forget_everywhere,
    processing_register,
    run_retention,
)
from commgov.privacy.schema import fields_of, record_schema
from commgov.privacy.standard import ORDER_TRACES, MemberPerson, OrderText, Resident
from commgov.wording import Text

DAY = date(2026, 1, 5)
CARE = Purpose("care", Text("care at home", "居家照护"))
CONSENT = Basis(BasisKind.CONSENT, "c-1")
HOLD = Text("a dispute is open", "争议未结")


class Shelf:
    """A keeper that holds values, or fails."""

    def __init__(self, name: str = "vault", *, fails: bool = False) -> None:
        self.name, self.keeps, self.fails = name, Text("values", "内容"), fails
        self.held: set[tuple[str, str, str]] = set()

    def forget(self, person: str, fields: frozenset[str] | None = None, *, item: str | None = None) -> int:
        if self.fails:
            raise OSError(person)
        gone = {
            each
            for each in self.held
            if each[0] == person and (fields is None or each[1] in fields) and (item is None or each[2] == item)
        }
        self.held -= gone
        return len(gone)


def entry(key: str, person: str = "r-1", *, on: date = DAY, basis: Basis = CONSENT, item: str = "") -> FieldEntry:
    return FieldEntry(person, key, Origin.PERSON, "form", on, CARE, basis, item=item)


def ledger_of(*entries: FieldEntry) -> FieldLedger:
    return FieldLedger([Resident, MemberPerson, OrderText], entries)


def due_keys(ledger: FieldLedger, on: date, **given: object) -> list[str]:
    return [due.key for due in due_fields(ledger, on, **given)]


def test_a_field_is_due_when_its_days_are_over_and_not_a_day_before():
    ledger = ledger_of(entry("resident.pregnancy"))
    assert due_keys(ledger, DAY + timedelta(days=299)) == []
    assert due_keys(ledger, DAY + timedelta(days=300)) == ["resident.pregnancy"]
    assert due_fields(ledger, DAY + timedelta(days=999))[0].since == DAY + timedelta(days=300)


def test_days_from_the_last_confirmation_begin_anew_with_each():
    ledger = ledger_of(entry("resident.health"))
    ledger.confirm("r-1", "resident.health", DAY + timedelta(days=100), Origin.WORKER)
    assert due_keys(ledger, DAY + timedelta(days=365)) == []
    assert due_keys(ledger, DAY + timedelta(days=465)) == ["resident.health"]


def test_days_from_a_departure_or_a_closing_do_not_run_before_it():
    ledger = ledger_of(entry("resident.phone"), entry("order.text", item="d-1"), entry("order.text", item="d-2"))
    far = DAY + timedelta(days=9999)
    assert due_keys(ledger, far) == []
    ledger.note("r-1", Since.LEFT, DAY)
    assert due_keys(ledger, DAY + timedelta(days=89)) == []
    assert due_keys(ledger, DAY + timedelta(days=90)) == ["resident.phone"]
    ledger.note("r-1", Since.CLOSED, DAY, item="d-2")
    assert [(due.key, due.item) for due in due_fields(ledger, far)] == [("order.text", "d-2"), ("resident.phone", "")]


def test_with_the_last_field_of_an_order_its_closing_is_forgotten():
    ledger = ledger_of(entry("order.text", item="d-1"), entry("order.text", item="d-2"))
    ledger.note("r-1", Since.CLOSED, DAY, item="d-1")
    run_retention(ledger, [], DAY + timedelta(days=365))
    assert [each.item for each in ledger.known("r-1")] == ["d-2"]
    assert ledger.noted("r-1", Since.CLOSED, item="d-1") is None
    with pytest.raises(InvalidInputError):
        ledger.note("13800000012", "left", "today")  # type: ignore[arg-type]


def test_a_basis_that_was_taken_back_makes_its_fields_due_from_that_day():
    other = Basis(BasisKind.DUTY, "regulation-9")
    ledger = ledger_of(entry("resident.name"), entry("resident.phone", basis=other))
    back = {"c-1": DAY + timedelta(days=7)}
    assert due_keys(ledger, DAY + timedelta(days=6), withdrawn=back) == []
    assert due_keys(ledger, DAY + timedelta(days=7), withdrawn=back) == ["resident.name"]
    assert "c-1" in due_fields(ledger, DAY + timedelta(days=7), withdrawn=back)[0].reason.zh


def test_a_field_that_is_held_on_two_bases_is_due_when_both_were_taken_back():
    other = Basis(BasisKind.CONTRACT, "lease-4")
    ledger = ledger_of(entry("resident.name", basis=other), entry("resident.name"))
    one, both = {"c-1": DAY}, {"c-1": DAY, "lease-4": DAY + timedelta(days=3)}
    assert due_keys(ledger, DAY + timedelta(days=9), withdrawn=one) == []
    assert due_keys(ledger, DAY + timedelta(days=2), withdrawn=both) == []
    assert due_fields(ledger, DAY + timedelta(days=9), withdrawn=both)[0].since == DAY + timedelta(days=3)


def test_a_member_is_forgotten_as_a_resident_is():
    ledger = ledger_of(entry("member.party_member", "m-1"))
    ledger.note("m-1", Since.LEFT, DAY)
    run = run_retention(ledger, [], DAY + timedelta(days=90))
    assert [due.key for due in run.erased] == ["member.party_member"]
    assert ledger.known("m-1") == ()


def test_a_run_erases_what_is_due_everywhere_and_leaves_a_trace_without_a_value():
    ledger, vault = ledger_of(entry("resident.health"), entry("resident.name")), Shelf()
    vault.held = {("r-1", "resident.health", ""), ("r-1", "resident.name", "")}
    on = DAY + timedelta(days=365)
    run = run_retention(ledger, [vault, ledger], on)
    assert vault.held == {("r-1", "resident.name", "")}
    assert [each.key for each in ledger.known("r-1")] == ["resident.name"]
    assert run.rows() == [
        {
            "on": on.isoformat(),
            "what": "erased",
            "person": "r-1",
            "field": "resident.health",
            "item": "",
            "due": on.isoformat(),
            "reason": "365 days from the day it was last confirmed are over",
        }
    ]
    assert run_retention(ledger, [vault], on).rows() == [], "done once"


def test_what_is_held_is_kept_and_said_why():
    ledger, vault = ledger_of(entry("resident.health")), Shelf()
    vault.held = {("r-1", "resident.health", "")}
    run = run_retention(ledger, [vault], DAY + timedelta(days=365), held={"r-1": HOLD})
    assert run.erased == ()
    assert run.rows()[0]["reason"] == HOLD.en
    assert vault.held
    assert ledger.known("r-1")


def test_a_keeper_that_fails_leaves_the_field_due_and_stops_no_other():
    ledger, broken, vault = ledger_of(entry("resident.health")), Shelf("index", fails=True), Shelf()
    vault.held = {("r-1", "resident.health", "")}
    on = DAY + timedelta(days=365)
    run = run_retention(ledger, [broken, vault], on)
    assert run.erased == ()
    assert run.rows()[0]["what"] == "missed"
    assert "index" in run.rows()[0]["reason"]
    assert vault.held == set()
    broken.fails = False
    assert [due.key for due in run_retention(ledger, [broken, vault], on).erased] == ["resident.health"]


keys = st.sampled_from([rule.key for rule in record_schema(Resident)])


@given(st.lists(st.tuples(keys, st.integers(0, 400))), st.integers(0, 2000), st.none() | st.just(DAY))
def test_after_a_run_nothing_is_due_and_what_was_not_due_is_untouched(known: list, later: int, left: date | None):
    ledger, vault = ledger_of(*(entry(key, on=DAY + timedelta(days=days)) for key, days in known)), Shelf()
    if left is not None:
        ledger.note("r-1", Since.LEFT, left)
    vault.held = {(each.person, each.key, "") for each in ledger}
    on = DAY + timedelta(days=later)
    due = set(due_keys(ledger, on))
    before = {each.key for each in ledger}
    run = run_retention(ledger, [vault], on)
    assert {each.key for each in run.erased} == due
    assert due_fields(ledger, on) == ()
    assert {each.key for each in ledger} == before - due == {key for _, key, _ in vault.held}


def test_retention_runs_by_itself_once_a_day_in_the_communitys_time_zone():
    clock, runs = HandClock(datetime(2026, 3, 1, 15, 59, tzinfo=UTC)), []
    round_ = RetentionRound(ledger_of(), (), clock, ZoneInfo("Asia/Shanghai"), runs.append)
    assert round_.tick().on == date(2026, 3, 1)
    assert round_.tick() is None
    clock.moment = datetime(2026, 3, 1, 16, 0, tzinfo=UTC)  # midnight in Wuhan
    assert round_.tick().on == date(2026, 3, 2)
    assert [run.on for run in runs] == [date(2026, 3, 1), date(2026, 3, 2)]


def test_a_trace_that_could_not_be_written_is_written_at_the_next_call():
    full, runs = [True], []

    def trace(run: object) -> None:
        if full[0]:
            raise OSError(full)
        runs.append(run)

    ledger = ledger_of(entry("resident.health"))
    round_ = RetentionRound(ledger, (), FixedClock(datetime(2027, 2, 1, tzinfo=UTC)), UTC, trace)
    with pytest.raises(OSError, match="True"):
        round_.tick()
    full[0] = False
    assert round_.tick() is None
    assert [row["field"] for row in runs[0].rows()] == ["resident.health"]


def test_a_round_in_which_something_was_missed_is_done_again():
    broken = Shelf(fails=True)
    ledger, runs = ledger_of(entry("resident.health")), []
    round_ = RetentionRound(ledger, (broken,), FixedClock(datetime(2027, 2, 1, tzinfo=UTC)), UTC, runs.append)
    assert round_.tick().missed
    broken.fails = False
    assert round_.tick().erased
    assert round_.tick() is None
    assert len(runs) == 2


def test_an_erasure_reaches_every_keeper_and_says_where_it_did_not():
    vault, broken, ledger = Shelf(), Shelf("index", fails=True), ledger_of(entry("resident.name"))
    vault.held = {("r-1", "resident.name", ""), ("r-2", "resident.name", "")}
    reach = forget_everywhere("r-1", [broken, vault, ledger])
    assert reach.reached == {"vault": 1, "field-ledger": 1}
    assert [out.keeper for out in reach.missed] == ["index"]
    assert not reach
    assert vault.held == {("r-2", "resident.name", "")}
    assert forget_everywhere("r-1", [vault, ledger]), "asked twice, it does no harm"


def test_what_is_left_of_an_orders_text_is_stated_and_an_erasure_asks_for_each():
    promised = [trace.keeper for trace in ORDER_TRACES if trace.personal]
    assert promised == ["demand-triage", "demand-index", "demand-model"]
    assert all(trace.of == "order.text" and trace.keeps.zh and trace.erasure.en for trace in ORDER_TRACES)
    keepers = [Shelf(name) for name in promised]
    assert forget_everywhere("r-1", keepers, traces=ORDER_TRACES)
    assert [out.keeper for out in forget_everywhere("r-1", keepers[1:], traces=ORDER_TRACES).missed] == [
        "demand-triage"
    ]
    assert forget_everywhere("r-1", [], fields={"resident.name"}, traces=ORDER_TRACES), "no order is asked for"
    with pytest.raises(InvalidInputError):
        Trace("", "order.text", "text", None)  # type: ignore[arg-type]


COMMUNITY = Controller(Text("Community B", "社区B"), "office@example.org", (Text("fields are sealed", "字段加密"),))
FORM = Form("care", CARE, CONSENT, fields_of(Resident, "name", "address", "health"))
NURSE = View("nurse", "nurse", CARE, fields_of(Resident, "name", "health"))


def test_the_register_says_for_each_purpose_what_whose_why_who_and_how_long():
    made = processing_register(
        COMMUNITY, [Resident, MemberPerson], [NURSE], [FORM], keepers=[Shelf()], traces=ORDER_TRACES
    )
    row = made.rows[0]
    assert (row.purpose, row.tier, row.bases, row.roles, row.forms) == (
        CARE,
        Tier.T4,
        (CONSENT,),
        ("nurse",),
        ("care",),
    )
    assert [words.zh for words in row.about] == ["居民"]
    assert [category.value for category in row.categories] == ["name", "address", "health"]
    assert [name for name, _ in made.kept_by] == ["vault", *(trace.keeper for trace in ORDER_TRACES)]
    assert len(made.without_purpose) == 27 + 13 - 3
    for language, said in (("en", "90 days from the day the person moved out or left"), ("zh", "迁出或退出之日起90天")):
        heading, line = made.table(language)
        assert len(heading) == len(line)
        assert said in made.markdown(language)


def test_what_is_sensitive_given_away_or_leaves_the_country_is_assessed_first():
    names = fields_of(Resident, "name")
    duty = Basis(BasisKind.DUTY, "regulation-9")
    abroad = Recipient(Text("a clinic", "诊所"), Purpose("clinic"), names, duty, is_abroad=True)
    plain = Form("plain", Purpose("plain"), duty, names)
    made = processing_register(COMMUNITY, [Resident], [NURSE], [FORM, plain], recipients=[abroad])
    assess = {row.purpose.name: [reason.en for reason in row.assess] for row in made.rows}
    assert assess == {
        "care": ["sensitive information"],
        "clinic": ["given to others", "leaves the country"],
        "plain": [],
    }


def test_a_purpose_for_which_nobody_names_a_basis_is_a_problem():
    lone = View("lone", "clerk", Purpose("lone"), fields_of(Resident, "phone"))
    made = processing_register(COMMUNITY, [Resident], [lone], [])
    assert "basis" in made.rows[0].problems[0].en
    assert "待解决" in made.markdown("zh")


def test_the_register_follows_the_declaration():
    """A field more in the schema's form is a field more in the register, without anybody writing it."""
    more = Form("care", CARE, CONSENT, fields_of(Resident, "name", "address", "health", "religion"))
    few, many = (processing_register(COMMUNITY, [Resident], [NURSE], [form]) for form in (FORM, more))
    assert "宗教信仰" not in few.table("zh")[1][2]
    assert "宗教信仰" in many.table("zh")[1][2]


def test_the_register_is_the_same_in_any_order_and_its_table_holds():
    barred = Purpose("a|b", Text("one | two\nthree", "一|二"))
    view = View("barred", "clerk", barred, fields_of(Resident, "phone"))
    made = processing_register(COMMUNITY, [Resident], [NURSE, view], [FORM])
    assert made.rows == processing_register(COMMUNITY, [Resident], [view, NURSE], [FORM]).rows
    lines = [line for line in made.markdown("en").splitlines() if line.startswith("|")]
    assert {line.replace("\\|", "").count("|") for line in lines} == {10}


def test_all_that_is_wrong_with_a_controller_or_a_recipient_is_told_at_once():
    with pytest.raises(InvalidInputError) as told:
        Controller("B", "", ("x",))  # type: ignore[arg-type]
    assert len(told.value.problems) == 3
    with pytest.raises(InvalidInputError) as told:
        Recipient("office", "care", (), "duty", is_abroad=1)  # type: ignore[arg-type]
    assert len(told.value.problems) == 5
