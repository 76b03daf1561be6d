"""From tables to files: what the policy says holds, and posts show up as vacancies."""

import re
from datetime import date, timedelta

import pytest
from attrs import evolve

from commgov.community import dispatch, plan_files
from commgov.community.dispatching import organisation_of, problem_of, rules_of
from commgov.community.tables import REASONS, plan_tables
from commgov.core import (
    Demand,
    DemandKind,
    HeldSkill,
    Member,
    OfferKind,
    OfferOfService,
    RequiredResource,
    RequiredSkill,
    Seat,
    Team,
    Timetable,
    WeeklySlot,
    Window,
)
from commgov.errors import InvalidInputError
from commgov.grid import Appointment, Unit
from commgov.matching import Override, standard_rules
from commgov.storage import Inputs, PolicySettings, read_folder, write_inputs
from commgov.testing.strategies import MONDAY
from commgov.wording import Text

UNITS = (
    Unit("committee", level="committee"),
    Unit("garden-1", "committee", level="garden"),
    Unit("grid-1", "garden-1", level="grid"),
    Unit("group-1", "grid-1", level="group"),
)


def inputs(**different):
    window = Window(MONDAY + timedelta(hours=9), MONDAY + timedelta(hours=10))
    orders = tuple(Demand(f"d-{n}", DemandKind.WISH, "errand", "group-1", window, 60) for n in (1, 2))
    return Inputs(**{"units": UNITS, "members": (Member("m-1", "group-1"),), "demands": orders} | different)


def test_a_policy_turns_rules_off_and_sets_their_parameters():
    policy = PolicySettings(distance_max=2, travel_minutes=(0, 9), rules_off=frozenset({"insurance"}))
    rules = {rule.name: rule for rule in rules_of(policy)}
    assert "insurance" not in rules
    assert rules["distance"].steps == 2
    assert rules["no overlap"].travel == (0, 9)
    assert list(rules_of(PolicySettings())) == list(standard_rules())


def test_figures_count_what_is_served_and_what_is_not():
    figures = dispatch(inputs()).figures()
    assert (figures["demands"], figures["served"], figures["unmet"], figures["services"]) == (2, 1, 1, 1)


def test_figures_and_report_say_whether_a_plumber_sweeps_floors():
    """Where a plumber is the first to see the order to sweep, a plumber sweeps; the plan sends the neighbour."""
    window = Window(MONDAY + timedelta(hours=9), MONDAY + timedelta(hours=10))
    plumbers = tuple(Member(f"m-{n}", "group-1", (HeldSkill("plumbing", 4),)) for n in (1, 2))
    neighbour = Member("m-3", "group-1", (), Timetable(weekly=(WeeklySlot(0, 9 * 60, 11 * 60),)))
    order = Demand("d-1", DemandKind.WISH, "sweeping", "group-1", window, 60, ordered_at=MONDAY)
    tap = Demand("d-2", DemandKind.WISH, "tap", "group-1", window, 60, (Seat((RequiredSkill("plumbing"),)),))
    stated = inputs(members=(*plumbers, neighbour), demands=(order, tap))
    found = (dispatch(stated, seed=seed) for seed in range(20))
    done = next(done for done in found if done.figures()["unplanned_specialists_unskilled"])
    figures = done.figures()
    assert (figures["services"], figures["expertise_used"], figures["specialists_unskilled"]) == (2, 1, 0)
    assert (figures["unplanned_services"], figures["unplanned_served"]) == (2, 2)
    assert (figures["unplanned_expertise_used"], figures["unplanned_specialists_unskilled"]) == (1, 1)
    plan, unplanned = plan_tables(stated, done.organisation, done.plan, done.unplanned).expertise
    assert (plan.specialists, plan.specialists_used, plan.specialists_unskilled) == (1, 1, 0)
    assert (unplanned.specialists, unplanned.specialists_used, unplanned.specialists_unskilled) == (2, 1, 1)
    html = plan_files(done, title=Text("Plan", "方案"), language="en")["report.html"].decode()
    assert "Services by specialists: 1, of these 1 in their own field and 0 at work that asks for no skill" in html


def test_vacancies_show_where_appointments_are_kept():
    held = Appointment("group-1/health", "m-1", date(2026, 1, 1))
    expired = Appointment("group-1/culture", "m-1", date(2025, 1, 1), date(2025, 12, 31))
    stated = inputs(appointments=(held, expired))
    done = dispatch(stated)
    rows = {row.unit: row for row in plan_tables(stated, done.organisation, done.plan).units}
    assert (rows["group-1"].posts, rows["group-1"].vacant) == (6, 5)
    assert (rows["committee"].posts, rows["committee"].vacant) == (1, 1)
    without = dispatch(inputs())
    assert sum(row.posts for row in plan_tables(inputs(), without.organisation, without.plan).units) == 0


def test_without_units_a_plan_needs_no_hierarchy():
    done = dispatch(inputs(units=()))
    assert done.organisation is None
    assert plan_tables(inputs(units=()), None, done.plan).units == ()


def test_the_report_holds_both_languages_and_the_reasons():
    files = plan_files(dispatch(inputs()), title=Text("Plan", "方案"), language="zh")
    html = files["report.html"].decode()
    assert "成员1名（group-1内1名），均已安排其他服务" in html
    assert "members: 1 (1 in group-1), all are needed for other orders" in html
    assert "2026-03-02" in html
    assert not re.search(r"(src|href)=\"https?:", html)


def test_every_kind_of_reason_has_a_name_in_both_languages():
    by_rule = {rule.name for rule in standard_rules(distance_max=1)} - {"no overlap"}
    others = {"weekly limit", "busy", "too few", "needed elsewhere", "no gain", "no candidate", "ban"}
    others |= {"offers", "no team", "booked", "not offered"}
    assert REASONS.keys() == by_rule | others
    assert all(name.en and name.zh for name in REASONS.values())


def test_pins_that_cannot_hold_are_refused_by_their_rows(tmp_path):
    """The first pin stands in row 3, below a ban; it takes the hour that the second one needs."""
    stated = inputs()
    write_inputs(tmp_path, stated)
    first, second = stated.demands[0], evolve(stated.demands[0], id="d-twin")
    member = stated.members[0].id
    write_inputs(tmp_path, evolve(stated, demands=(*stated.demands, second)))
    decisions = ((stated.demands[1].id, "ban"), (first.id, "pin"), (second.id, "pin"))
    rows = "demand,member,decision\n" + "".join(f"{demand},{member},{what}\n" for demand, what in decisions)
    (tmp_path / "pins.csv").write_text(rows, encoding="utf-8")
    read = read_folder(tmp_path)
    for refuse in (dispatch, lambda given: problem_of(given, organisation_of(given))):
        with pytest.raises(InvalidInputError) as caught:
            refuse(read)
        (problem,) = caught.value.problems
        assert problem.to("en").startswith("pins.csv, row 3: — not together with pins.csv, row 4: rule “no overlap”")
        assert problem.to("zh").startswith("pins.csv，第3行：— 不能与pins.csv，第4行同时成立：规则“no overlap”")
    by_hand = Inputs(read.units, read.members, read.demands, read.pins)
    with pytest.raises(InvalidInputError, match=f"Pin {first.id} → {member}"):
        dispatch(by_hand)


def test_teams_rooms_and_offers_go_from_the_tables_into_the_files():
    """A lesson of a member who is never free but for the offer, in the only room; an order that a team takes."""
    always, kind = Timetable.always(), OfferKind.VENUE
    first, second = inputs().demands
    done = dispatch(
        inputs(
            members=(Member("m-1", "group-1", availability=Timetable()), Member("m-2", "group-1")),
            demands=(
                evolve(first, category="lesson", resources=(RequiredResource("classroom", 10),)),
                evolve(second, seats=(Seat(), Seat()), one_team=True),
            ),
            teams=(Team("t-1", "grid-1", ("m-2",)), Team("t-2", "grid-1", ("m-2", "m-1"))),
            offers=(
                OfferOfService("o-1", OfferKind.MEMBER, "m-1", "grid-1", frozenset({"lesson"})),
                OfferOfService("o-2", kind, "committee", "garden-1", frozenset(), always, 12, resource="classroom"),
            ),
        )
    )
    assert done.figures()["bookings"] == 1
    files = plan_files(done, title=Text("Plan", "方案"), language="zh")
    services, bookings = (files[name].decode("utf-8-sig").splitlines() for name in ("services.csv", "bookings.csv"))
    assert len(services) == len(bookings) == 2
    assert bookings[1] == "d-1,lesson,group-1,classroom,o-2,1,2026-03-02 09:00,2026-03-02 10:00"
    report = files["report.html"].decode()
    assert "已预订的场地与物资" in report
    assert "o-2" in report
    assert "bookings.csv" not in plan_files(dispatch(inputs()), title=Text("Plan", "方案"), language="en")


def test_the_service_list_names_the_team():
    members = (Member("m-1", "group-1"), Member("m-2", "group-1"))
    order = evolve(inputs().demands[0], seats=(Seat(), Seat()), one_team=True)
    done = dispatch(inputs(members=members, demands=(order,), teams=(Team("t-1", "grid-1", ("m-1", "m-2")),)))
    rows = plan_files(done, title=Text("Plan", "方案"), language="en")["services.csv"].decode("utf-8-sig").splitlines()
    assert [row.rsplit(",", 1)[1] for row in rows] == ["team", "t-1", "t-1"]


def test_a_cap_lifted_by_name_leaves_its_trace_in_every_file():
    """In the key figures, beside the services, and in the report in both languages."""
    lifted = Override("m-1", "weekly minutes", 120, "officer-3", "flood")
    stated = inputs(
        members=(Member("m-1", "group-1", weekly_minutes_max=60),),
        demands=tuple(
            Demand(f"d-{n}", DemandKind.WISH, "errand", "group-1", Window(start, start + timedelta(hours=1)), 60)
            for n, start in enumerate((MONDAY + timedelta(hours=9), MONDAY + timedelta(hours=14)))
        ),
    )
    for overrides, trace in (((), ""), ((lifted,), "officer-3")):
        done = dispatch(evolve(stated, overrides=overrides))
        assert done.figures()["overrides_used"] == len(overrides)
        files = plan_files(done, title=Text("Plan", "方案"), language="zh")
        services = files["services.csv"].decode("utf-8-sig").splitlines()
        assert services[0].endswith(",cap lifted by,team")
        assert all(line.endswith(f",{trace},") for line in services[1:])
        assert len(services) == 2 + len(overrides)
        report = files["report.html"].decode()
        assert ("officer-3" in report) == bool(overrides)
        assert ("Nobody carries more than their own cap." in report) == (not overrides)
    assert "已使用的具名放宽：1项" in report
