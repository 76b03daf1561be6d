"""Real input: volunteer shifts of Berlin against what people did by hand, and 17 weeks of Boston's requests.

Berlin: the yardstick is the largest conflict-free part of the real claims, found exactly by CP-SAT; the plan must fill
at least as many slots. Boston: each of the 17 full weeks is planned over the members of Community B.
"""

import json
import tempfile
from pathlib import Path

from benchmarks.instances import SHARED
from commgov.simulation import community_b
from commgov.storage import Inputs, write_inputs
from examples import berlin_shifts, boston_weeks

DATA = SHARED / "data"


def measure() -> list[tuple[str, str, str]]:
    """Rows: Berlin, then each week of Boston, then all weeks."""
    return [_berlin(), *_boston()]


def _berlin() -> tuple[str, str, str]:
    roster = berlin_shifts.read_roster(DATA)
    inputs = berlin_shifts.to_inputs(roster)
    best_by_hand = berlin_shifts.yardstick(roster.clean)
    with tempfile.TemporaryDirectory() as folder:
        write_inputs(Path(folder), inputs)
        filled = berlin_shifts.planned(Path(folder))
    assert filled >= best_by_hand
    note = (
        f"claims made {roster.made}, clean {len(roster.clean)}, yardstick {best_by_hand}, slots {len(inputs.demands)}, "
        f"volunteers {len(inputs.members)}, dirty rows {len(roster.dirty)}; nobody in two places, no shift overfull"
    )
    return "Berlin 2015: slots filled", f"{filled} ({filled / best_by_hand:.2f} × the yardstick)", note


def _boston() -> list[tuple[str, str, str]]:
    scenario = community_b(since=boston_weeks.FIRST_MONDAY)
    requests = boston_weeks.to_demands(DATA / boston_weeks.FILE, scenario)
    rows, demands, served = [], 0, 0
    for monday, orders in requests.weeks.items():
        inputs = Inputs(scenario.units, scenario.members, orders, policy=boston_weeks.POLICY)
        with tempfile.TemporaryDirectory() as folder:
            write_inputs(Path(folder), inputs)
            figures = json.loads(boston_weeks.planned(Path(folder)))
        demands, served = demands + figures["demands"], served + figures["served"]
        value = f"{figures['served']:,} of {figures['demands']:,} served"
        note = f"value gap {figures['value_gap']:.2%}, {figures['seats']:,} seats, {figures['seconds_plan']:.0f} s"
        rows.append((f"Boston, week of {monday}", value, note))
    total = f"{served:,} of {demands:,} served"
    invented = [column for column, origin in boston_weeks.ORIGIN.items() if origin.startswith("invented")]
    rows.append(("**Boston, 17 weeks**", f"**{total}**", f"invented columns: {', '.join(invented)}; and all members"))
    return rows
