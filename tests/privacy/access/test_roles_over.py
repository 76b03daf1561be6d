"""In which roles somebody answers for units: fails closed, follows the units of the day and the rule on standing in."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from commgov.grid import MoveUnit, Organisation
from commgov.privacy import AccessControl, AccessPolicy, Assignment, AssignmentBook
from commgov.privacy.access import Cover

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ORGANISATION = Organisation.from_columns(["b", "grid-1", "grid-2"], [None, "b", "b"])
POLICY = AccessPolicy.community()


def control(*assignments: Assignment, covers: tuple[Cover, ...] = ()) -> AccessControl:
    return AccessControl(POLICY, ORGANISATION, AssignmentBook(assignments, covers), zone=ZoneInfo("UTC"))


LEADER = Assignment("u-1", "grid-leader", "grid-1", NOON, NOON + timedelta(days=9))


@pytest.mark.parametrize(
    ("units", "at", "expected"),
    [
        (["grid-1"], NOON, {"grid-leader"}),
        (["grid-1", "grid-1"], NOON, {"grid-leader"}),
        (["grid-1", "grid-2"], NOON, set()),
        (["b"], NOON, set()),  # the unit above is not theirs
        ([], NOON, set()),
        (["grid-9"], NOON, set()),
        (["grid-1", ""], NOON, set()),
        (["grid-1"], NOON - timedelta(seconds=1), set()),
        (["grid-1"], NOON + timedelta(days=9), set()),
        (["grid-1"], NOON.replace(tzinfo=None), set()),
        (None, NOON, set()),
    ],
)  # fmt: skip
def test_somebody_answers_for_their_units_and_those_below_and_for_nothing_else(units, at, expected):
    assert control(LEADER).roles_over("u-1", units, at) == expected
    assert control(LEADER).roles_over("u-2", units, at) == set()


def test_one_role_has_to_hold_for_all_units():
    worker = Assignment("u-1", "grid-worker", "b", NOON)
    both = control(LEADER, worker)
    assert both.roles_over("u-1", ["grid-1"], NOON) == {"grid-leader", "grid-worker"}
    assert both.roles_over("u-1", ["grid-1", "grid-2"], NOON) == {"grid-worker"}


def test_roles_that_the_policy_does_not_know_and_assignments_of_others_count_for_nothing():
    class Careless:
        def held_by(self, person):
            del person
            return (LEADER, Assignment("u-2", "mayor", "b", NOON))

    careless = AccessControl(POLICY, ORGANISATION, Careless(), zone=ZoneInfo("UTC"))
    assert careless.roles_over("u-1", ["grid-1"], NOON) == {"grid-leader"}
    assert careless.roles_over("u-2", ["grid-1"], NOON) == set()
    assert not careless.holds("u-2", "grid-leader", NOON)
    assert not careless.holds("u-2", "mayor", NOON)


def test_a_role_that_nobody_may_cover_is_the_holders_alone():
    auditor = Assignment("u-1", "auditor", "b", NOON)
    covers = tuple(Cover("u-1", role, "u-2", NOON, NOON + timedelta(days=1)) for role in ("auditor", "grid-leader"))
    both = control(auditor, LEADER, covers=covers)
    assert both.roles_over("u-2", ["grid-1"], NOON) == {"grid-leader"}


def test_what_fails_answers_for_nobody():
    class Broken:
        def held_by(self, person):
            raise OSError(person)

    assert AccessControl(POLICY, ORGANISATION, Broken()).roles_over("u-1", ["grid-1"], NOON) == frozenset()


def test_the_organisation_of_the_day_counts():
    april = datetime(2026, 4, 1, tzinfo=UTC)
    street = Organisation.from_columns(["s", "a", "b", "grid-1"], [None, "s", "s", "a"], levels=())
    moved = street.apply(MoveUnit(april.date(), "grid-1", "b"))
    book = AssignmentBook([Assignment("u-1", "grid-leader", "a", NOON)])
    leads = AccessControl(POLICY, moved, book, zone=ZoneInfo("UTC"))
    assert leads.roles_over("u-1", ["grid-1"], april - timedelta(seconds=1)) == {"grid-leader"}
    assert leads.roles_over("u-1", ["grid-1"], april) == frozenset()
