"""How long something may take: hours, days, months and working days, as law counts them."""

from datetime import UTC, datetime

import pytest
from tests.privacy.incidents.office import NOON, SHANGHAI

from commgov.errors import InvalidInputError
from commgov.privacy import Deadline


@pytest.mark.parametrize(
    ("limit", "since", "due"),
    [
        (Deadline("x", hours=72), "2026-03-02T12:00", "2026-03-05T12:00"),
        (Deadline("x", days=1), "2026-03-02T12:00", "2026-03-04T00:00"),
        (Deadline("x", months=1), "2026-01-31T09:00", "2026-03-01T00:00"),
        (Deadline("x", months=1), "2028-01-31T09:00", "2028-03-01T00:00"),
        (Deadline("x", months=1), "2026-12-15T09:00", "2027-01-16T00:00"),
        (Deadline("x", months=14), "2026-12-31T09:00", "2028-03-01T00:00"),
        (Deadline("x", working_days=1), "2026-03-06T09:00", "2026-03-10T00:00"),
        (Deadline("x", working_days=15), "2026-03-02T09:00", "2026-03-24T00:00"),
    ],
)
def test_deadlines_count_as_law_counts(limit, since, due):
    moment = datetime.fromisoformat(since).replace(tzinfo=UTC)
    assert limit.due(moment, UTC) == datetime.fromisoformat(due).replace(tzinfo=UTC)


def test_days_begin_where_the_community_is_and_holidays_are_the_communitys_own():
    evening = datetime(2026, 3, 2, 17, tzinfo=UTC)  # past midnight in Wuhan
    assert Deadline("x", days=1).due(evening, SHANGHAI) == datetime(2026, 3, 5, tzinfo=SHANGHAI)
    never_on_tuesday = Deadline("x", working_days=1).due(NOON, UTC, is_working_day=lambda day: day.weekday() != 1)
    assert never_on_tuesday == datetime(2026, 3, 5, tzinfo=UTC)
    for wrong in ({}, {"hours": 1, "days": 1}, {"hours": -1}):
        with pytest.raises(InvalidInputError):
            Deadline("x", **wrong)
    with pytest.raises(InvalidInputError, match="time zone"):
        Deadline("x", hours=1).due(NOON.replace(tzinfo=None), UTC)
