"""How long residents wait, counted by hand."""

from datetime import timedelta

from attrs import evolve

from commgov.community import fairness_svg, problem_of
from commgov.community.waiting import wait_rows
from commgov.core import Channel, Demand, DemandKind, Member, Window
from commgov.grid import Organisation, Unit
from commgov.matching import fairness_curve, solve
from commgov.storage import Inputs
from commgov.testing.strategies import MONDAY

UNITS = (
    Unit("garden-1", level="garden"),
    Unit("grid-1", "garden-1", level="grid"),
    Unit("group-1", "grid-1", level="group"),
    Unit("grid-2", "garden-1", level="grid"),
)
NINE = MONDAY + timedelta(hours=9)


def order(number, unit, waited, hour=0, **different):
    window = Window(NINE + timedelta(hours=hour), NINE + timedelta(hours=hour + 1))
    ordered = None if waited is None else window.start - timedelta(days=waited)
    own = Demand(f"d-{number}", DemandKind.WISH, "errand", unit, window, 60, ordered_at=ordered)
    return evolve(own, **different)


ORDERS = (
    order(1, "group-1", 2),
    order(2, "grid-1", 4, hour=2),
    order(3, "grid-2", 9, hour=4),
    order(4, "garden-1", 3, hour=6),
    order(5, "grid-2", None, hour=8),
    order(6, "grid-2", 30, hour=10, channel=Channel.COMMUNITY),
)


EAGER = (Member("m-1", "group-1", weekly_services_max=9, weekly_minutes_max=900),)


def rows(orders=ORDERS, members=EAGER):
    inputs = Inputs(units=UNITS, members=members, demands=orders)
    organisation = Organisation.from_units(UNITS)
    plan = solve(problem_of(inputs, organisation))
    found = wait_rows(inputs, organisation, plan)
    return {row.unit: (row.orders, row.days, row.days_often) for row in found}, found


def test_orders_count_for_their_grid_and_duties_for_nobody():
    found, _ = rows()
    assert found == {"": (4, 18, 9), "garden-1": (1, 3, 3), "grid-1": (2, 6, 4), "grid-2": (1, 9, 9)}


def test_what_stays_unmet_waits_until_its_window_is_over():
    long = evolve(ORDERS[0], window=Window(NINE, NINE + timedelta(days=5)))
    assert rows((long,), members=())[0]["grid-1"] == (1, 7, 7)
    assert rows((long,))[0]["grid-1"][1] in range(2, 7)


def test_nine_of_ten_is_the_nearest_rank():
    orders = tuple(order(day, "grid-1", day) for day in range(1, 11))
    assert rows(orders, members=())[0][""] == (10, 55, 9)


def test_nobody_waits_where_no_order_tells_when_it_came():
    assert rows((ORDERS[4],))[1] == ()


def test_the_curve_of_a_community_becomes_a_picture():
    inputs = Inputs(units=UNITS, members=(Member("m-1", "group-1"),), demands=ORDERS)
    curve = fairness_curve(problem_of(inputs, Organisation.from_units(UNITS)))
    for language in ("en", "zh"):
        assert fairness_svg(curve, language=language).count("<circle") == len(curve.points)
