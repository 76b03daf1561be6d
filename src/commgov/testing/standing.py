"""Hypothesis strategies of standing orders: a rhythm that its times hold, with or without days away."""

from datetime import date, timedelta

from attrs import evolve
from hypothesis import strategies as st

from commgov.core import Timetable
from commgov.errors import InvalidInputError
from commgov.matching import StandingOrder
from commgov.testing.strategies import CATEGORIES, MONDAY, UNITS

_TIMES = tuple(
    map(
        Timetable.parse,
        (
            "Mon-Fri 09:00-11:00",
            "Tue,Thu 19:00-20:30; Sat 09:00-12:00",
            "Mon-Sun 08:00-09:00",
            "Mon-Fri 09:00-11:00; Mon-Fri 14:00-17:30; Sun 22:00-24:00",
        ),
    )
)
_DAY = 24 * 60


@st.composite
def standing_orders(draw: st.DrawFn, number: int = 1, *, away: bool = False) -> StandingOrder:
    """One standing order, called by its number, not yet spread out; its days away lie in the eight weeks from 2 March.

    Args:
        draw: given by Hypothesis.
        number: of the order.
        away: whether its times may have days away.
    """
    days = st.lists(st.integers(0, 55).map(_day), max_size=20) if away else st.just([])
    order = StandingOrder(
        f"v-{number}",
        draw(st.sampled_from(CATEGORIES)),
        draw(st.sampled_from([unit.id for unit in UNITS])),
        evolve(draw(st.sampled_from(_TIMES)), away=tuple(draw(days))),
        draw(st.sampled_from([30, 60])),
        every_weeks=draw(st.integers(1, 4)),
        same_member=draw(st.booleans()),
        backup=draw(st.booleans()),
    )
    gap = draw(st.sampled_from([0, 0, _DAY, 2 * _DAY, 4 * _DAY]))
    for per_week in range(draw(st.integers(1, 3)), 0, -1):
        try:
            return evolve(order, per_week=per_week, gap_minutes=gap)
        except InvalidInputError:  # its times hold fewer with such a gap
            continue
    return order


def _day(at: int) -> date:
    return MONDAY.date() + timedelta(days=at)
