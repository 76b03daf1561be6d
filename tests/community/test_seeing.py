"""From posts and the service list to decisions: who leads a grid or holds a service sees, for just so long."""

from datetime import UTC, date, datetime, timedelta

import pytest

from commgov.community import assignments_of_posts, assignments_of_services
from commgov.core import Demand, DemandKind, Service, Window
from commgov.errors import InvalidInputError
from commgov.grid import BUILDING_POSTS, FIVE_LEVEL_POSTS, Appointment, Organisation, Roster
from commgov.privacy import AccessControl, AccessPolicy, AccessRequest, AssignmentBook, Purpose, Tier
from commgov.privacy.access import Action

NINE = datetime(2026, 3, 2, 1, tzinfo=UTC)  # nine o'clock in Wuhan
UNITS = Organisation.from_columns(["b", "garden-1", "grid-1", "grid-2"], [None, "b", "garden-1", "garden-1"])
TERMS = (
    Appointment("b/secretary", "u-0", date(2026, 1, 1)),
    Appointment("garden-1/secretary", "u-9", date(2026, 1, 1)),
    Appointment("grid-1/secretary", "u-1", date(2026, 1, 1), date(2026, 3, 31)),
    Appointment("grid-1/secretary", "u-2", date(2026, 4, 1)),
)
ORGANISATION = UNITS.with_roster(Roster(FIVE_LEVEL_POSTS, TERMS))
ROLES = {("committee", "secretary"): "community-secretary", ("grid", "secretary"): "grid-leader"}
ORDER = Demand("d-1", DemandKind.WISH, "errand", "grid-1", Window(NINE, NINE + timedelta(hours=1)), 60)
SERVICE = Service("d-1", 0, "m-8", NINE, NINE + timedelta(hours=1))


def sees(
    held, actor: str, at: datetime, field: str = "name", tier: Tier = Tier.T2, purpose: str = "home-visit", **more
):
    control = AccessControl(AccessPolicy.community(), ORGANISATION, AssignmentBook(held))
    whose = more.pop("unit", "grid-1")
    subject = more.pop("subject", "r-204")
    return control.decide(
        AccessRequest(actor, Action.READ, subject, whose, field, tier, Purpose(purpose), at, **more)
    ).allowed


def test_who_leads_a_unit_sees_there_and_below_on_the_days_of_the_term():
    held = assignments_of_posts(ORGANISATION, ROLES)
    assert sees(held, "u-0", NINE)
    assert sees(held, "u-1", NINE)
    assert not sees(held, "u-1", NINE, unit="grid-2")
    last_minute = datetime(2026, 3, 31, 15, 59, tzinfo=UTC)  # one minute to midnight in Wuhan
    assert [sees(held, who, last_minute) for who in ("u-1", "u-2")] == [True, False]
    assert [sees(held, who, last_minute + timedelta(minutes=1)) for who in ("u-1", "u-2")] == [False, True]


def test_posts_without_a_role_see_nothing():
    assert not sees(assignments_of_posts(ORGANISATION, ROLES), "u-9", NINE)
    assert assignments_of_posts(ORGANISATION, {}) == []


def test_posts_of_which_a_unit_has_several_and_units_of_several_levels_are_told_apart():
    below = UNITS.from_columns(["b", "g", "n", "group-1"], [None, "b", "g", "n"])
    terms = (
        Appointment("group-1/health", "u-5", date(2026, 1, 1)),
        Appointment("group-1/house", "u-6", date(2026, 1, 1)),
    )
    held = assignments_of_posts(
        below.with_roster(Roster((BUILDING_POSTS,), terms)), {("group", "house"): "property-company"}
    )
    assert [(each.holder, each.role, each.unit, each.end) for each in held] == [
        ("u-6", "property-company", "group-1", None)
    ]


def test_a_role_for_posts_that_are_not_there_is_named():
    with pytest.raises(InvalidInputError, match="grid, patrol"):
        assignments_of_posts(ORGANISATION, {("grid", "patrol"): "grid-worker"})


def test_a_member_sees_the_phone_for_the_service_they_hold_while_they_hold_it_and_of_nobody_else():
    held = assignments_of_services([SERVICE], [ORDER], {"d-1": "r-204"}, after=timedelta(minutes=30))
    phone = {"field": "phone", "tier": Tier.T3, "purpose": "service", "service": "d-1"}
    assert sees(held, "m-8", NINE, **phone)
    assert sees(held, "m-8", NINE + timedelta(minutes=89), **phone)
    assert not sees(held, "m-8", NINE + timedelta(minutes=90), **phone)
    assert not sees(held, "m-8", NINE - timedelta(minutes=1), **phone)
    assert not sees(held, "m-8", NINE, **phone, subject="r-205")
    assert not sees(held, "m-9", NINE, **phone)


def test_a_service_without_demand_or_resident_and_a_time_below_zero_are_named():
    with pytest.raises(InvalidInputError, match="its demand and its resident") as refused:
        assignments_of_services([SERVICE], [ORDER], {}, before=timedelta(minutes=-1))
    assert "before" in str(refused.value)
    with pytest.raises(InvalidInputError, match="its demand and its resident"):
        assignments_of_services([SERVICE], [], {"d-1": "r-204"})
