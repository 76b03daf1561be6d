"""The case study's community: its size, its repeatability, and what it holds about nobody."""

import hashlib
import os
import re
import subprocess
import sys
from collections import Counter
from datetime import date, datetime, timedelta
from enum import Enum

import attrs
import pytest

from commgov.core import Demand, DemandKind, Member, OfferKind, looks_personal
from commgov.errors import InvalidInputError
from commgov.matching import Effort, MatchingProblem, solve, violations
from commgov.simulation import STANDING_DUTIES, Scenario, community_b, week
from commgov.simulation.orders import ordered

MONDAY = date(2026, 3, 2)
FIRST_WEEK = date(2026, 1, 5)


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return community_b()


@pytest.fixture(scope="module")
def typical(scenario: Scenario) -> tuple[Demand, ...]:
    return week(scenario, MONDAY)


@pytest.fixture(scope="module")
def stress(scenario: Scenario) -> tuple[Demand, ...]:
    return week(scenario, MONDAY, stress=True)


def plain(value: object) -> object:
    """All that a value holds, in a text form that hides nothing (a repr does)."""
    if attrs.has(type(value)):
        return [type(value).__name__, *(plain(getattr(value, f.name)) for f in attrs.fields(type(value)))]
    if isinstance(value, frozenset):
        return sorted(map(str, value))
    if isinstance(value, tuple):
        return [plain(entry) for entry in value]
    return str(value.value) if isinstance(value, Enum) else str(value)


def digest(seed: int) -> str:
    scenario = community_b(seed)
    held = [plain(scenario), plain(week(scenario, MONDAY))]
    return hashlib.sha256(str(held).encode()).hexdigest()


def elsewhere(seed: int, hash_seed: str) -> str:
    """The digest as another process finds it."""
    code = f"import runpy; print(runpy.run_path({__file__!r})['digest']({seed}))"
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, env=environment)
    return run.stdout.strip()


def test_the_community_has_the_size_of_the_case_study(scenario: Scenario):
    levels = Counter(unit.level for unit in scenario.units)
    assert levels == {"committee": 1, "garden": 9, "grid": 84, "group": 620}
    assert len(scenario.members) >= 5_000
    assert len(scenario.teams) == 290
    assert len(scenario.employers) == 120


def test_each_unit_stands_after_the_one_above_it(scenario: Scenario):
    above = {"committee": None, "garden": "committee", "grid": "garden", "group": "grid"}
    level_of: dict[str | None, str | None] = {None: None}
    for unit in scenario.units:
        assert level_of[unit.parent] == above[unit.level]
        level_of[unit.id] = unit.level


def test_branches_and_groups_are_uneven(scenario: Scenario):
    grids_of = Counter(unit.parent for unit in scenario.units if unit.level == "grid")
    members_of = Counter(member.home_unit for member in scenario.members)
    assert min(grids_of.values()) < max(grids_of.values())
    assert len(members_of) == 620
    assert max(members_of.values()) > 3 * min(members_of.values())


def test_the_same_seed_gives_the_same_bytes_in_every_process():
    here = digest(0)
    assert elsewhere(0, "1") == here
    assert elsewhere(0, "2") == here


def test_in_chinese_only_the_words_are_others(scenario: Scenario, typical: tuple[Demand, ...]):
    """Ids, numbers, times stay; every skill, category, role and unit has a Chinese name."""
    chinese = community_b(language="zh")
    demands = week(chinese, MONDAY)
    assert [unit.id for unit in chinese.units] == [unit.id for unit in scenario.units]
    assert {unit.name for unit in chinese.units} >= {"社区B", "苑区9", "网格1-1", "楼栋1-1-1"}
    same = ("id", "home_unit", "availability", "weekly_minutes_max", "employer", "recent_minutes", "insured_until")
    for mine, other in zip(chinese.members, scenario.members, strict=True):
        assert [getattr(mine, name) for name in same] == [getattr(other, name) for name in same]
        assert [(held.level, held.until) for held in mine.skills] == [(held.level, held.until) for held in other.skills]
    assert [(d.id, d.unit, d.window, len(d.seats)) for d in demands] == [
        (d.id, d.unit, d.window, len(d.seats)) for d in typical
    ]
    words = {d.category for d in demands} | {seat.role for d in demands for seat in d.seats if seat.role}
    words |= {held.skill for member in chinese.members for held in member.skills}
    words |= {kind for offered in (*chinese.teams, *chinese.offers) for kind in offered.categories}
    words |= {kind for sending in chinese.employers for kind in (sending.name.rstrip("0123456789"), *sending.projects)}
    assert all(re.fullmatch("[\u4e00-\u9fff]+", word) for word in words)
    assert len({d.category for d in demands}) == len({d.category for d in typical})


def test_another_seed_gives_another_community():
    one, other = community_b(1), community_b(2)
    assert one.place.households != other.place.households
    assert plain(one.members[:50]) != plain(other.members[:50])
    assert plain(week(one, MONDAY)[400:450]) != plain(week(other, MONDAY)[400:450])


def test_members_live_in_building_groups_and_work_for_known_employers(scenario: Scenario):
    groups = {unit.id for unit in scenario.units if unit.level == "group"}
    employers = {employer.id for employer in scenario.employers} | {None}
    assert {member.home_unit for member in scenario.members} <= groups
    assert {member.employer for member in scenario.members} <= employers
    consenting = sum(member.employer_consents for member in scenario.members)
    assert 0 < consenting < sum(member.employer is not None for member in scenario.members)


def test_incumbents_serve_after_work_and_at_weekends_retirees_in_the_daytime(scenario: Scenario):
    def daytime_minutes(member: Member) -> int:
        slots = member.availability.weekly
        return sum(max(0, min(s.end, 18 * 60) - s.start) for s in slots if s.weekday < 5)

    incumbents = [m for m in scenario.members if m.employer is not None]
    others = [m for m in scenario.members if m.employer is None]
    assert all(m.availability.weekly for m in scenario.members)
    assert sum(daytime_minutes(m) == 0 for m in incumbents) > 0.7 * len(incumbents)
    assert sum(daytime_minutes(m) > 0 for m in others) > 0.9 * len(others)


def test_few_members_did_much_of_the_recent_work(scenario: Scenario):
    recent = sorted((m.recent_minutes for m in scenario.members), reverse=True)
    assert recent[len(recent) // 2] == 0
    assert sum(recent[: len(recent) // 100]) > 0.1 * sum(recent)


def test_skills_are_rare_as_in_zipfs_law(scenario: Scenario):
    held = Counter(skill.skill for member in scenario.members for skill in member.skills)
    ranked = [count for _, count in held.most_common()]
    assert ranked[0] == pytest.approx(10 * ranked[9], rel=0.4)


def test_some_certificates_have_run_out_and_most_have_not(scenario: Scenario):
    dated = [skill for member in scenario.members for skill in member.skills if skill.until is not None]
    lapsed = sum(not skill.counts_on(FIRST_WEEK) for skill in dated)
    assert 0 < lapsed < 0.2 * len(dated)


def test_each_building_has_two_leaders_and_four_members_and_some_posts_are_vacant(scenario: Scenario):
    organisation = scenario.organisation()
    of_building = Counter(post.unit for post in organisation.posts() if post.unit.startswith("group-"))
    assert len(of_building) == 620
    assert set(of_building.values()) == {6}
    vacant = organisation.vacancies(FIRST_WEEK)
    assert 0.05 < len(vacant) / len(organisation.posts()) < 0.25
    assert all(post.unit.startswith("group-") for post in vacant)


def test_posts_are_held_by_members_who_live_there_and_by_house_managers(scenario: Scenario):
    home = {member.id: member.home_unit for member in scenario.members}
    for term in scenario.appointments:
        unit, _, duty = term.post.rpartition("/")
        if duty == "house":
            assert term.holder.startswith("house-grid-")
        elif duty != "secretary":
            assert home[term.holder] == unit


def test_teams_are_made_of_members_who_live_there(scenario: Scenario):
    home = {member.id: member.home_unit for member in scenario.members}
    for team in scenario.teams:
        below = team.home_unit.split("-", 1)[1]
        assert all(home[member].split("-", 1)[1].startswith(f"{below}-") for member in team.members)


def test_the_resource_list_has_every_kind_of_offer(scenario: Scenario):
    units = {unit.id for unit in scenario.units}
    ids = [offer.id for offer in scenario.offers]
    assert len(set(ids)) == len(ids)
    assert {offer.kind for offer in scenario.offers} == set(OfferKind)
    assert {offer.unit for offer in scenario.offers} <= units


@pytest.mark.parametrize("seed", range(4))
def test_a_year_of_52_weeks_has_75000_demands(seed: int):
    duties = sum(len(duty.times.weekly) * {"grid": 84, "garden": 9}[duty.level] for duty in STANDING_DUTIES)
    weeks = [duties + ordered(seed, FIRST_WEEK + timedelta(weeks=at)) for at in range(52)]
    assert sum(weeks) == pytest.approx(75_000, rel=0.03)
    assert max(weeks) > 1.05 * min(weeks)


def test_a_week_has_its_duties_and_what_the_residents_order(scenario: Scenario, typical: tuple[Demand, ...]):
    duties = [demand for demand in typical if demand.kind is DemandKind.DUTY]
    assert Counter(demand.category for demand in duties) == {
        "patrol": 168,
        "propaganda": 84,
        "environment day": 84,
        "convenience services": 18,
        "first aid duty": 18,
    }
    assert not any(demand.is_flexible for demand in duties)
    assert len(typical) == len(duties) + ordered(scenario.seed, MONDAY)


def test_a_stress_week_has_10000_demands_and_begins_with_the_typical_ones(
    typical: tuple[Demand, ...], stress: tuple[Demand, ...]
):
    assert len(stress) == 10_000
    assert plain(stress[: len(typical)]) == plain(typical)


def test_demands_are_of_known_units_in_the_week_asked_for(scenario: Scenario, stress: tuple[Demand, ...]):
    units = {unit.id for unit in scenario.units}
    assert {demand.unit for demand in stress} <= units
    assert len({demand.id for demand in stress}) == len(stress)
    zone = stress[0].window.start.tzinfo
    assert str(zone) == "Asia/Shanghai"
    midnight = datetime(2026, 3, 2, tzinfo=zone)
    for demand in stress:
        assert midnight <= demand.window.start
        assert demand.window.end <= midnight + timedelta(days=7)
        assert demand.ordered_at is not None
        assert demand.ordered_at < midnight


def test_ids_are_never_used_twice_in_two_weeks(scenario: Scenario, typical: tuple[Demand, ...]):
    later = week(scenario, MONDAY + timedelta(weeks=1))
    assert not {demand.id for demand in typical} & {demand.id for demand in later}


def test_all_kinds_channels_and_priorities_occur(typical: tuple[Demand, ...]):
    assert {demand.kind for demand in typical} == set(DemandKind)
    assert {demand.priority for demand in typical} == {1, 2, 3}
    assert len({demand.channel for demand in typical}) == 7
    flexible = sum(demand.is_flexible for demand in typical) / len(typical)
    assert 0.3 < flexible < 0.8
    assert any(demand.proxy for demand in typical)
    assert max(len(demand.seats) for demand in typical) >= 3
    assert any(not seat.skills for demand in typical for seat in demand.seats)


def test_every_skill_asked_for_is_held_by_someone(scenario: Scenario, stress: tuple[Demand, ...]):
    best: dict[str, int] = {}
    for member in scenario.members:
        for held in member.skills:
            if held.counts_on(MONDAY):
                best[held.skill] = max(best.get(held.skill, 0), held.level)
    asked = {(needed.skill, needed.level_min) for d in stress for seat in d.seats for needed in seat.skills}
    assert len(asked) > 15
    assert all(best[skill] >= level for skill, level in asked)


def test_trees_are_trimmed_in_spring_rather_than_in_autumn(scenario: Scenario):
    def trims(monday: date) -> int:
        return sum(d.category == "tree trimming" for d in week(scenario, monday))

    spring = sum(trims(date(2026, 3, 23) + timedelta(weeks=at)) for at in range(4))
    autumn = sum(trims(date(2026, 9, 28) + timedelta(weeks=at)) for at in range(4))
    assert spring > 2 * autumn


def ids_of(scenario: Scenario, demands: tuple[Demand, ...]) -> set[str]:
    """Every id in a scenario and a week."""
    found: set[str] = {unit.id for unit in scenario.units} | {employer.id for employer in scenario.employers}
    found |= {member.id for member in scenario.members} | {team.id for team in scenario.teams}
    found |= {term.post for term in scenario.appointments} | {term.holder for term in scenario.appointments}
    found |= {offer.id for offer in scenario.offers} | {offer.provider for offer in scenario.offers}
    return found | {demand.id for demand in demands} | {demand.proxy for demand in demands if demand.proxy}


def test_ids_are_fictitious_references(scenario: Scenario, stress: tuple[Demand, ...]):
    ids = ids_of(scenario, stress)
    prefixes = {name.split("-")[0] for name in ids}
    assert not any(looks_personal(name) for name in ids)
    assert not any(looks_personal(name.split("-", 1)[-1]) for name in ids)
    assert all(name.isascii() for name in ids)
    assert {"m", "d", "p", "garden", "grid", "group", "committee"} <= prefixes


def asked_minutes(demands: tuple[Demand, ...]) -> Counter[tuple[str, str]]:
    """Minutes of seats, by skill and garden branch."""
    asked: Counter[tuple[str, str]] = Counter()
    for demand in demands:
        for seat in demand.seats:
            for needed in seat.skills:
                asked[needed.skill, demand.unit.split("-")[1]] += demand.minutes
    return asked


def offered_minutes(scenario: Scenario) -> Counter[tuple[str, str]]:
    """Weekly caps of those who hold a skill (level 2 or more, not run out), by skill and garden branch."""
    offered: Counter[tuple[str, str]] = Counter()
    for member in scenario.members:
        for held in member.skills:
            if held.level >= 2 and held.counts_on(MONDAY):
                offered[held.skill, member.home_unit.split("-")[1]] += member.weekly_minutes_max
    return offered


def by_skill(minutes: Counter[tuple[str, str]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for (skill, _), amount in minutes.items():
        total[skill] += amount
    return total


def test_a_typical_week_can_be_served_over_all_but_not_in_each_branch(scenario: Scenario, typical: tuple[Demand, ...]):
    caps = sum(member.weekly_minutes_max for member in scenario.members)
    seats = sum(demand.minutes * len(demand.seats) for demand in typical)
    assert 3 < caps / seats < 8
    asked, offered = asked_minutes(typical), offered_minutes(scenario)
    assert all(amount < by_skill(offered)[skill] for skill, amount in by_skill(asked).items())
    overloaded = [place for place, amount in asked.items() if amount > offered[place]]
    assert 0 < len(overloaded) < 0.2 * len(asked)


def test_a_stress_week_asks_for_more_than_there_is(scenario: Scenario, stress: tuple[Demand, ...]):
    caps = sum(member.weekly_minutes_max for member in scenario.members)
    assert caps < 1.3 * sum(demand.minutes * len(demand.seats) for demand in stress)
    asked, offered = by_skill(asked_minutes(stress)), by_skill(offered_minutes(scenario))
    assert sum(amount > offered[skill] for skill, amount in asked.items()) >= 5


def test_only_a_monday_begins_a_week(scenario: Scenario):
    with pytest.raises(InvalidInputError, match="a Monday"):
        week(scenario, date(2026, 3, 3))
    with pytest.raises(InvalidInputError, match="a date"):
        week(scenario, datetime(2026, 3, 2))  # noqa: DTZ001 - a datetime is wrong here whatever its zone


def test_a_repr_shows_sizes_alone(scenario: Scenario):
    assert repr(scenario) == "Scenario(seed=0, 714 units, 5600 members)"


def test_a_week_with_supply_is_the_same_week_that_asks_for_more(scenario: Scenario, typical: tuple[Demand, ...]):
    """Every kind that is asked for is offered, large enough, to all units that ask; some teams take what is theirs."""
    asking = week(scenario, MONDAY, with_supply=True)
    assert [attrs.evolve(demand, resources=(), one_team=False) for demand in asking] == list(typical)
    organisation = scenario.organisation()
    offered = [offer for offer in scenario.offers if offer.is_resource]
    for demand in asking:
        here = {demand.unit, *organisation.ancestors(demand.unit)}
        for asked in demand.resources:
            assert any(o.resource == asked.resource and o.quantity >= asked.people and o.unit in here for o in offered)
    teamwork = {demand.category for demand in asking if demand.one_team}
    assert teamwork
    assert all(any(kind in team.categories for team in scenario.teams) for kind in teamwork)
    chinese = week(community_b(language="zh"), MONDAY, with_supply=True)
    words = {asked.resource for demand in chinese for asked in demand.resources}
    assert words <= {offer.resource for offer in community_b(language="zh").offers}
    assert all(re.fullmatch("[\u4e00-\u9fff]+", word) for word in words)


def test_a_week_with_supply_is_planned(scenario: Scenario):
    asking = week(scenario, MONDAY, with_supply=True)
    problem = MatchingProblem.build(
        scenario.members, asking, hierarchy=scenario.organisation(), teams=scenario.teams, offers=scenario.offers
    )
    plan = solve(problem, effort=Effort(steps=40, passes=4, moves=2))
    asked = {demand.id: sum(each.pieces for each in demand.resources) for demand in asking}
    served = {service.demand for service in plan.services}
    assert len(plan.bookings) == sum(asked[demand] for demand in served) > 0
    assert {d.id for d in asking if d.one_team} & served == {s.demand for s in plan.services if s.team is not None}
    assert violations(problem, plan.services, bookings=plan.bookings) == []
