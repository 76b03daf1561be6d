"""Members, demands, teams, offers and outcomes: what they hold, and that they refuse bad values all at once."""

from datetime import UTC, date, datetime

import pytest
from attrs.exceptions import FrozenInstanceError

from commgov.core import (
    Channel,
    Demand,
    DemandKind,
    Employer,
    HeldSkill,
    Member,
    OfferKind,
    OfferOfService,
    Outcome,
    OutcomeState,
    Preference,
    RequiredSkill,
    Seat,
    Service,
    Team,
    Timetable,
    Window,
)
from commgov.errors import InvalidInputError

NINE, NOON = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 12, tzinfo=UTC)
MORNING = Window(NINE, NOON)
GOOD = {
    Member: {"id": "m-1", "home_unit": "grid-1"},
    Demand: {
        "id": "d-1", "kind": DemandKind.WISH, "category": "repair", "unit": "grid-1", "window": MORNING, "minutes": 60,
    },
    HeldSkill: {"skill": "plumbing"},
    RequiredSkill: {"skill": "plumbing"},
    Preference: {"category": "repair", "liking": 1},
    Seat: {},
    Employer: {"id": "e-1", "name": "School 2"},
    Team: {"id": "t-1", "home_unit": "grid-1", "members": ("m-1", "m-2")},
    OfferOfService: {"id": "o-1", "kind": OfferKind.VENUE, "provider": "hall-1", "unit": "grid-1"},
    Outcome: {"demand": "d-1", "state": OutcomeState.SOLVED, "at": NINE, "by": "officer-1"},
}  # fmt: skip
IDS = [None, 7, "", " ", "m 1 ", "x" * 65, "a\tb", "13800000000", "420106199001011234", "someone@example.org"]
BAD = {
    (Member, "id"): IDS,
    (Member, "home_unit"): IDS,
    (Member, "skills"): [None, [HeldSkill("a")], ("plumbing",), (HeldSkill("a"), HeldSkill("a", 3))],
    (Member, "availability"): [None, "always"],
    (Member, "weekly_minutes_max"): [-1, 10_081, 60.0, True, "60"],
    (Member, "weekly_services_max"): [-1, 169, 1.0, False],
    (Member, "employer"): ["", 3, "13800000000"],
    (Member, "working_hours"): [None, ()],
    (Member, "employer_consents"): [None, 1, "yes"],
    (Member, "recent_minutes"): [-1, 0.5],
    (Member, "preferences"): [[], ("repair",), (Preference("repair", 1), Preference("repair", 2))],
    (Member, "insured_until"): ["2026-12-31", NINE, 2026],
    (Member, "rest_days"): [None, {5}, frozenset({7}), frozenset({-1}), frozenset({"Sat"})],
    (Demand, "id"): IDS,
    (Demand, "kind"): ["wish", None],
    (Demand, "category"): ["", "  ", None, 5],
    (Demand, "unit"): IDS,
    (Demand, "window"): [None, (NINE, NOON)],
    (Demand, "minutes"): [0, -5, 181, 60.0, None, True],
    (Demand, "seats"): [(), [Seat()], (RequiredSkill("a"),), 2],
    (Demand, "priority"): [0, 4, "urgent", None],
    (Demand, "channel"): ["app", None],
    (Demand, "proxy"): ["", "13800000000"],
    (Demand, "needs_cover"): [None, 1],
    (Demand, "ordered_at"): [datetime(2026, 3, 1), date(2026, 3, 1), "2026-03-01"],  # noqa: DTZ001 - that is wrong
    (HeldSkill, "skill"): ["", None],
    (HeldSkill, "level"): [0, 6, 2.0, True],
    (HeldSkill, "until"): [NINE, "2026-12-31"],
    (RequiredSkill, "skill"): ["", None],
    (RequiredSkill, "level_min"): [0, 6, None],
    (Preference, "category"): ["", None],
    (Preference, "liking"): [-3, 3, 0.5],
    (Seat, "skills"): [["plumbing"], ("plumbing",), (RequiredSkill("a"), RequiredSkill("a", 2))],
    (Seat, "role"): [None, 3],
    (Employer, "id"): IDS,
    (Employer, "name"): ["", None],
    (Employer, "projects"): [["a"], (1,)],
    (Team, "id"): IDS,
    (Team, "home_unit"): IDS,
    (Team, "members"): [(), ["m-1"], "m-1", ("m-1", "m-1"), ("13800000000",), (["m-1"],)],
    (Team, "categories"): [{"repair"}, ("repair",), frozenset({""}), frozenset({1})],
    (OfferOfService, "id"): IDS,
    (OfferOfService, "kind"): ["venue", None],
    (OfferOfService, "provider"): IDS,
    (OfferOfService, "unit"): IDS,
    (OfferOfService, "categories"): [{"repair"}, frozenset({""})],
    (OfferOfService, "availability"): [None],
    (OfferOfService, "quantity"): [0, 1.5],
    (Outcome, "demand"): IDS,
    (Outcome, "state"): ["solved", None],
    (Outcome, "at"): [datetime(2026, 3, 2), None],  # noqa: DTZ001 - that is wrong
    (Outcome, "by"): IDS,
    (Outcome, "seen_by_resident"): [1, None],
    (Outcome, "minutes"): [-1, 1.5],
}
CASES = [(kind, field, bad) for (kind, field), values in BAD.items() for bad in values]


def problems_of(make):
    """The places of all problems, without the object's own."""
    with pytest.raises(InvalidInputError) as caught:
        make()
    assert all(problem.expected.zh and problem.expected.zh != problem.expected.en for problem in caught.value.problems)
    return [str(problem.where).partition(", ")[2].partition("[")[0] for problem in caught.value.problems]


@pytest.mark.parametrize(("kind", "field", "bad"), CASES, ids=[f"{k.__name__}-{f}-{b!r:.20}" for k, f, b in CASES])
def test_a_bad_value_is_refused_and_named(kind, field, bad):
    assert set(problems_of(lambda: kind(**GOOD[kind] | {field: bad}))) == {field}


@pytest.mark.parametrize("kind", GOOD)
def test_all_that_is_wrong_is_said_at_once(kind):
    """With every field wrong each of them is named: nobody mends one only to be told of the next."""
    wrong = {field: values[0] for (owner, field), values in BAD.items() if owner is kind}
    assert set(problems_of(lambda: kind(**GOOD[kind] | wrong))) == wrong.keys()


@pytest.mark.parametrize("kind", GOOD)
def test_they_cannot_be_changed(kind):
    thing = kind(**GOOD[kind])
    for field in [*GOOD[kind], "new"]:
        with pytest.raises((FrozenInstanceError, AttributeError)):
            setattr(thing, field, "other")
    assert hash(thing) == hash(kind(**GOOD[kind]))


@pytest.mark.parametrize("kind", [Member, Demand, Employer, Team, OfferOfService, Outcome])
@pytest.mark.parametrize("personal", ["13800000000", "420106199001011234", "someone@example.org"])
def test_an_id_that_is_personal_data_is_not_repeated_in_the_message(kind, personal):
    own = next(iter(GOOD[kind]))
    with pytest.raises(InvalidInputError) as caught:
        kind(**GOOD[kind] | {own: personal})
    assert personal not in str(caught.value)
    assert all(personal not in problem.to("zh") for problem in caught.value.problems)


def test_a_long_wrong_value_is_repeated_in_short():
    with pytest.raises(InvalidInputError) as caught:
        Demand(**GOOD[Demand] | {"kind": "wish" * 1000})
    assert [len(problem.value) for problem in caught.value.problems] == [40]


def test_a_member_has_all_that_a_plan_asks_about():
    member = Member(
        "m-1",
        "grid-1",
        (HeldSkill("plumbing", 4, date(2026, 12, 31)),),
        Timetable.parse("Mon-Fri 18:00-21:00; Sat,Sun 08:00-20:00"),
        weekly_minutes_max=180,
        weekly_services_max=3,
        employer="school-2",
        working_hours=Timetable.parse("Mon-Fri 09:00-17:30"),
        employer_consents=True,
        recent_minutes=90,
        preferences=(Preference("repair", 2),),
        insured_until=date(2026, 6, 30),
        rest_days=frozenset({6}),
    )
    assert repr(member) == "Member('m-1')"
    assert [member.skills[0].counts_on(date(2026, 12, day)) for day in (30, 31)] == [True, True]
    assert not member.skills[0].counts_on(date(2027, 1, 1))


def test_a_demand_may_be_at_a_fixed_time_or_flexible_and_for_a_team():
    order = Demand(
        "d-1",
        DemandKind.GOVERNANCE,
        "tree trimming",
        "grid-1",
        MORNING,
        60,
        (Seat((RequiredSkill("gardening", 3),), "lead"), Seat(role="helper")),
        priority=3,
        channel=Channel.TELEPHONE,
        proxy="p-7",
        needs_cover=True,
        ordered_at=NINE,
    )
    assert order.is_flexible
    assert not Demand("d-2", DemandKind.DUTY, "patrol", "grid-1", MORNING, 180).is_flexible
    assert repr(order) == "Demand('d-1')"


def test_the_first_of_a_team_leads():
    team = Team("t-1", "grid-1", ("m-2", "m-1"), frozenset({"patrol"}))
    assert (team.lead, repr(team)) == ("m-2", "Team('t-1', 2 members)")


@pytest.mark.parametrize("kind", OfferKind)
def test_members_teams_employers_venues_and_goods_can_be_offered(kind):
    offer = OfferOfService("o-1", kind, "provider-1", "grid-1", frozenset({"repair"}), quantity=3)
    assert repr(offer) == f"OfferOfService('o-1', {kind.value})"
    assert {kind.value for kind in OfferKind} == {"member", "team", "employer", "venue", "goods"}


def test_a_service_knows_how_long_it_takes():
    assert Service("d-1", 0, "m-1", NINE, NOON).minutes == 180


def test_an_outcome_says_who_said_so_and_whether_the_resident_saw_it():
    outcome = Outcome("d-1", OutcomeState.REOPENED, NINE, "officer-1", seen_by_resident=True, minutes=45)
    assert (outcome.by, outcome.seen_by_resident, repr(outcome)) == ("officer-1", True, "Outcome('d-1', reopened)")
