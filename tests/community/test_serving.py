"""From the plan to points: what the plan knows is not typed in again, and only who holds the post attests for it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve

from commgov.community import KnownTies, PostHolders, claims_of, protections_of
from commgov.core import Demand, DemandKind, FixedClock, Member, Outcome, OutcomeState, Service, Timetable, Window
from commgov.errors import InvalidInputError
from commgov.grid import FIVE_LEVEL_POSTS, Appointment, Organisation, Party, RegistrationBook, Roster, Unit
from commgov.incentives import (
    MINUTES,
    POINTS,
    Account,
    Attestation,
    AwardBook,
    Command,
    Ledger,
    Open,
    PointsPolicy,
    Side,
    award_points,
)
from commgov.incentives.care import Consent, ConsentTo, ProtectionBook
from commgov.incentives.records import (
    AnOfficer,
    Attested,
    Drafted,
    NotRelated,
    NotTheClerk,
    NotTheMember,
    NotTwice,
    RecordBook,
    RecordPolicy,
    RecordState,
    Submitted,
    TheResidentOrProxy,
)
from commgov.matching import MatchingProblem, solve, standard_rules

NINE = datetime(2026, 3, 2, 1, tzinfo=UTC)  # nine o'clock in Wuhan
NOON = NINE + timedelta(hours=3)
UNITS = (
    Unit("committee", level="committee"),
    Unit("garden-1", "committee", level="garden"),
    Unit("grid-1", "garden-1", level="grid"),
    Unit("grid-2", "garden-1", level="grid"),
)
TERMS = (
    Appointment("committee/secretary", "o-0", date(2025, 1, 1)),
    Appointment("grid-1/secretary", "o-1", date(2025, 1, 1), date(2026, 6, 30)),
    Appointment("grid-2/secretary", "o-2", date(2025, 1, 1)),
)
ORGANISATION = Organisation.from_units(UNITS).with_roster(Roster(FIVE_LEVEL_POSTS, TERMS))
ORDER = Demand("d-1", DemandKind.WISH, "errand", "grid-1", Window(NINE, NINE + timedelta(hours=1)), 60)


def registered():
    """Member 1 is of school 2 in grid 1 until March, and of school 3 in grid 2 from then on."""
    book, _ = RegistrationBook().enter("m-1", date(2026, 1, 5), unit="grid-1", employer="school-2")
    for party in Party:
        book, _ = book.confirm("m-1", party, by="o-9", day=date(2026, 1, 6))
    book, verdict = book.enter("m-1", date(2026, 3, 10), unit="grid-2", employer="school-3")
    assert verdict
    return book


@pytest.mark.parametrize(
    ("person", "unit", "day", "speaks"),
    [
        ("o-1", "grid-1", datetime(2026, 6, 30, 15, tzinfo=UTC), True),
        ("o-1", "grid-1", datetime(2026, 6, 30, 16, tzinfo=UTC), False),  # in Wuhan the first of July
        ("o-0", "grid-1", datetime(2026, 6, 1, tzinfo=UTC), True),
        ("o-2", "grid-1", datetime(2026, 6, 1, tzinfo=UTC), False),
        ("o-1", "garden-1", datetime(2026, 6, 1, tzinfo=UTC), False),
        ("o-1", "nowhere", datetime(2026, 6, 1, tzinfo=UTC), False),
    ],
)
def test_who_leads_the_unit_or_one_above_speaks_for_the_community_in_their_term(person, unit, day, speaks):
    assert PostHolders(ORGANISATION).speaks_for(person, unit, day) is speaks


def test_a_claim_says_for_whom_the_member_served_on_that_day():
    services = solve(MatchingProblem.build([Member("m-1", "grid-1")], [ORDER], rules=standard_rules())).services
    [claim] = claims_of(services, [ORDER], {"d-1": "r-5"}, registered())
    assert (claim.employer, claim.home_unit, claim.unit, claim.category) == ("school-2", "grid-1", "grid-1", "errand")
    assert (claim.minutes, claim.entered_by) == (60, "m-1")
    april = Service("d-1", 0, "m-1", NINE + timedelta(days=30), NINE + timedelta(days=30, hours=1))
    [later] = claims_of([april], [ORDER], {"d-1": "r-5"}, registered(), entered_by="clerk-1")
    assert (later.employer, later.home_unit, later.entered_by) == ("school-3", "grid-2", "clerk-1")


def test_services_without_demand_or_resident_are_named_together():
    services = [Service(demand, 0, "m-1", NINE, NOON) for demand in ("d-1", "d-2")]
    with pytest.raises(InvalidInputError) as refused:
        claims_of(services, [ORDER], {"d-2": "r-5"}, registered())
    assert len(refused.value.problems) == 2


def opened():
    ledger = Ledger(clock=FixedClock(NOON))
    accounts = [Open(Account(f"issued/community-b/{book}", book, floor=None)) for book in (MINUTES, POINTS)]
    accounts += [Open(Account(f"member/m-1/{book}", book)) for book in (MINUTES, POINTS)]
    assert ledger.post(Command("open", tuple(accounts), by="o-0", cause="begin"))
    return ledger


def test_an_order_goes_from_the_plan_to_minutes_and_points():
    """Planned, served, attested by grid secretary and resident, posted, solved, awarded."""
    problem = MatchingProblem.build([Member("m-1", "grid-1")], [ORDER], rules=standard_rules())
    [claim] = claims_of(solve(problem).services, [ORDER], {"d-1": "r-5"}, registered())
    ties = KnownTies(employers={"m-1": "school-2", "o-1": "school-2"})
    rules = (NotTheMember(), NotTheClerk(), NotTwice(), TheResidentOrProxy(), AnOfficer(PostHolders(ORGANISATION)))
    ledger = opened()
    book = RecordBook(ledger, policy=RecordPolicy(rules=rules, conflicts=(NotRelated(ties),)))

    def attest(side, by):
        return book.take(claim.record, Attested(at=NOON, by=by, attestation=Attestation(side, by, NOON, 60)))

    assert book.take(claim.record, Drafted(at=NOON, by="m-1", claim=claim))
    assert book.take(claim.record, Submitted(at=NOON, by="m-1"))
    assert not attest(Side.COMMUNITY, "o-2")  # of another grid
    assert attest(Side.COMMUNITY, "o-1")  # of the member's own school: a second officer has to sign
    assert attest(Side.RESIDENT, "r-5").record.state is RecordState.SUBMITTED
    assert attest(Side.COMMUNITY, "o-0").record.state is RecordState.POSTED
    solved = [Outcome("d-1", OutcomeState.SOLVED, NOON, "o-1", seen_by_resident=True)]
    awards = award_points(book.posted(), solved, [PointsPolicy("points", 1, date(2026, 1, 1))])
    assert AwardBook(ledger).take(awards, by="o-1", approved_by="o-0")
    held = [ledger.standing(f"member/m-1/{book}").posted for book in (MINUTES, POINTS)]
    assert held == [60, awards[0].points]
    assert ledger.verify()


def planned(member: Member, *, needs_cover: bool = False, zone: str = "Asia/Shanghai"):
    """What the service of order 1 by member 1 needs, made from the plan."""
    order = evolve(ORDER, needs_cover=needs_cover)
    claims = claims_of(
        [Service("d-1", 0, "m-1", NINE, NINE + timedelta(hours=1))], [order], {"d-1": "r-5"}, registered()
    )
    (needed,) = protections_of(claims, [order], [member], zone=zone)
    return needed


def at_work(hours: str) -> Member:
    return Member("m-1", "grid-1", employer="school-2", working_hours=Timetable.parse(hours))


def test_the_plan_says_whose_consent_a_service_needs_and_whether_it_is_covered() -> None:
    needed = planned(Member("m-1", "grid-1", insured_until=date(2026, 3, 1)), needs_cover=True)
    assert (needed.record, needed.member, needed.resident, needed.employer) == ("d-1.0", "m-1", "r-5", None)
    assert [text.en for text in needed.missing()] == [
        "cover ended on 2026-03-01",
        "no consent: serve",
        "no consent: be visited",
    ]


@pytest.mark.parametrize(
    ("hours", "employer"),
    [
        ("Mon-Fri 09:00-17:00", "school-2"),
        ("Mon-Fri 10:00-17:00", None),  # the service ends as work begins
        ("Mon 09:59-10:30", "school-2"),  # the last minute
        ("Tue 09:00-17:00", None),
    ],
)
def test_the_employer_releases_who_serves_in_working_hours(hours: str, employer: str | None) -> None:
    assert planned(at_work(hours)).employer == employer


def test_services_of_which_nobody_noted_anything_are_listed_too() -> None:
    book, needed = ProtectionBook(), planned(at_work("Mon-Fri 09:00-17:00"))
    assert [one.record for one in book.lacking([needed])] == ["d-1.0"]
    agreed = (
        Consent(ConsentTo.SERVE, "m-1", NINE),
        Consent(ConsentTo.BE_VISITED, "r-5", NINE),
        Consent(ConsentTo.RELEASE, "school-2", NINE),
    )
    assert book.note(evolve(needed, consents=agreed), by="clerk-1", at=NINE)
    assert book.lacking([needed]) == []


def test_a_claim_without_its_demand_or_member_is_named() -> None:
    claims = claims_of(
        [Service("d-1", 0, "m-1", NINE, NINE + timedelta(hours=1))], [ORDER], {"d-1": "r-5"}, registered()
    )
    with pytest.raises(InvalidInputError, match=r"d-1\.0"):
        protections_of(claims, [ORDER], [])
