"""Real shifts and claims: dirty rows are reported, the yardstick is the true maximum, the folder can be planned."""

from datetime import datetime, timedelta
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commgov.community import dispatch, plan_files
from commgov.core import Text, Window
from commgov.errors import InvalidInputError
from commgov.matching import Effort
from commgov.storage import read_folder, write_inputs
from examples import berlin_shifts as berlin

NINE = datetime(2015, 8, 22, 9, tzinfo=berlin.ZONE)


def written(folder: Path, shifts: list[str], claims: list[str]) -> Path:
    (folder / berlin.SHIFTS).write_text("\n".join(["shift,topic,location,start,end,slots", *shifts]), encoding="utf-8")
    (folder / berlin.CLAIMS).write_text("\n".join(["volunteer,shift,joined", *claims]), encoding="utf-8")
    return folder


def test_dirty_rows_are_reported_with_their_place_and_do_not_stop_the_rest(tmp_path: Path):
    folder = written(
        tmp_path,
        [
            "1,Springer,2,2015-08-22T09:00:00,2015-08-22T12:00:00,1",
            "2,Springer,2,2015-08-22T09:00:00,2015-08-21T12:00:00,1",
            "3,Springer,2,2015-08-23T09:00:00,2015-08-23T12:00:00,0",
            "4,Springer,2,soon,2015-08-23T12:00:00,1",
            "1,Springer,2,2015-08-24T09:00:00,2015-08-24T12:00:00,1",
        ],
        ["7,1,2015-08-20", "7,1,2015-08-20", "7,2,2015-08-20", "8,3,2015-08-20", "8,99,2015-08-20", ",1,2015-08-20"],
    )
    roster = berlin.read_roster(folder)
    assert [str(problem.where) for problem in roster.dirty] == [
        "vp2015_shifts.csv, row 3, column end",
        "vp2015_shifts.csv, row 4, column slots",
        "vp2015_shifts.csv, row 5, column start, end, slots",
        "vp2015_shifts.csv, row 6, column shift",
        "vp2015_claims.csv, row 3, column volunteer",
        "vp2015_claims.csv, row 4, column shift",
        "vp2015_claims.csv, row 5, column shift",
        "vp2015_claims.csv, row 6, column shift",
        "vp2015_claims.csv, row 7, column volunteer",
    ]
    assert (roster.made, len(roster.clean), len(roster.shifts)) == (6, 1, 1)
    assert {member.id for member in berlin.to_inputs(roster).members} == {"volunteer-7", "volunteer-8"}


def test_a_missing_file_or_column_is_named(tmp_path: Path):
    with pytest.raises(InvalidInputError, match=r"vp2015_shifts\.csv"):
        berlin.read_roster(tmp_path)
    written(tmp_path, [], [])
    (tmp_path / berlin.CLAIMS).write_text("who,joined\n", encoding="utf-8")
    with pytest.raises(InvalidInputError) as caught:
        berlin.read_roster(tmp_path)
    assert len(caught.value.problems) == 2


def test_a_shift_that_passes_midnight_needs_both_days(tmp_path: Path):
    folder = written(tmp_path, ["1,Springer,2,2015-08-22T22:00:00,2015-08-23T02:00:00,2"], ["7,1,2015-08-20"])
    inputs = berlin.to_inputs(berlin.read_roster(folder))
    assert [str(slot.day) for slot in inputs.members[0].availability.extra] == ["2015-08-22", "2015-08-23"]
    assert [demand.id for demand in inputs.demands] == ["shift-1-1", "shift-1-2"]
    free = list(inputs.members[0].availability.windows(NINE.date(), NINE.date() + timedelta(days=2), berlin.ZONE))
    assert any(window.contains(inputs.demands[0].window) for window in free)


def claim(volunteer: str, shift: str, start: int, hours: int, slots: int) -> object:
    begin = NINE + timedelta(hours=start)
    window = Window(begin, begin + timedelta(hours=hours))
    return berlin.Claim(volunteer, berlin.Shift(shift, "Springer", "2", window, slots))


def largest_by_trying(claims: tuple) -> int:
    """The yardstick by looking at every subset."""

    def fits(kept: tuple) -> bool:
        taken = [one.shift.id for one in kept]
        return all(taken.count(one.shift.id) <= one.shift.slots for one in kept) and not any(
            one.volunteer == other.volunteer and one.shift.window.overlaps(other.shift.window)
            for one, other in combinations(kept, 2)
        )

    return max(size for size in range(len(claims) + 1) if any(map(fits, combinations(claims, size))))


SHIFTS = st.lists(st.tuples(st.integers(0, 6), st.integers(1, 3), st.integers(1, 2)), min_size=1, max_size=4)


@given(SHIFTS, st.sets(st.tuples(st.integers(0, 2), st.integers(0, 3)), max_size=8))
@settings(max_examples=60, deadline=None)
def test_the_yardstick_is_what_trying_every_subset_finds(shifts: list[tuple[int, int, int]], taken: set):
    claims = tuple(claim(f"{who}", f"{at}", *shifts[at]) for who, at in sorted(taken) if at < len(shifts))
    assert berlin.yardstick(claims) == largest_by_trying(claims)


def test_the_yardstick_of_the_real_claims_agrees_with_a_second_solver(shared: Path):
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 - slow to load, needed here alone

    roster = berlin.read_roster(shared / "data")
    assert (roster.made, len(roster.clean)) == (2116, 2105)
    ends_early = [problem for problem in roster.dirty if str(problem.where).endswith("column end")]
    no_slots = [problem for problem in roster.dirty if str(problem.where).endswith("column slots")]
    assert (len(ends_early), len(no_slots), len(roster.dirty)) == (2, 28, 41)
    rows, most = [], []
    for shift in {one.shift.id: one.shift for one in roster.clean}.values():
        rows.append([one.shift.id == shift.id for one in roster.clean])
        most.append(shift.slots)
    for at, one in enumerate(roster.clean):
        for other in range(at):
            known = roster.clean[other]
            if known.volunteer == one.volunteer and known.shift.window.overlaps(one.shift.window):
                rows.append([number in (at, other) for number in range(len(roster.clean))])
                most.append(1)
    limits = LinearConstraint(np.array(rows, dtype=float), ub=np.array(most))
    count = len(roster.clean)
    found = milp(-np.ones(count), constraints=limits, integrality=np.ones(count), bounds=Bounds(0, 1))
    assert found.success
    assert berlin.yardstick(roster.clean) == round(-found.fun) == 2056


def test_the_folder_reads_back_and_keeps_every_clean_claim_possible(shared: Path, tmp_path: Path):
    roster = berlin.read_roster(shared / "data")
    inputs = berlin.to_inputs(roster)
    write_inputs(tmp_path, inputs)
    assert read_folder(tmp_path) == inputs
    assert len(inputs.demands) == sum(shift.slots for shift in roster.shifts)
    members = {member.id: member for member in inputs.members}
    seats = {demand.id.rsplit("-", 1)[0]: demand.seats[0] for demand in inputs.demands}
    for one in roster.clean:
        member = members[f"volunteer-{one.volunteer}"]
        held = {skill.skill for skill in member.skills}
        first = one.shift.window.start.date()
        free = member.availability.windows(first, one.shift.window.end.date() + timedelta(days=1), berlin.ZONE)
        assert any(window.contains(one.shift.window) for window in free)
        assert {asked.skill for asked in seats[f"shift-{one.shift.id}"].skills} <= held


def test_a_plan_fills_what_can_be_filled(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    folder = written(
        tmp_path,
        [
            "1,Springer,2,2015-08-22T09:00:00,2015-08-22T12:00:00,2",
            "2,Springer,2,2015-08-22T10:00:00,2015-08-22T13:00:00,1",
            "3,Dolmetscher Infobox farsi,5,2015-08-22T14:00:00,2015-08-22T16:00:00,1",
        ],
        ["7,1,2015-08-20", "7,2,2015-08-20", "8,1,2015-08-20", "8,3,2015-08-20"],
    )
    berlin.main([str(folder), str(tmp_path / "plan"), "--plan"])
    said = capsys.readouterr().out
    assert "yardstick, the largest conflict-free part of them: 3" in said
    assert "no shift overfull: 3" in said


def test_a_plan_of_the_real_shifts_reaches_the_yardstick(shared: Path, tmp_path: Path):
    roster = berlin.read_roster(shared / "data")
    done = dispatch(berlin.to_inputs(roster), effort=Effort(steps=20, passes=4, moves=3))
    services = tmp_path / "services.csv"
    services.write_bytes(plan_files(done, title=Text("plan", "方案"), language="en")[services.name])
    assert berlin.filled_slots(services) == done.served
    assert done.served >= berlin.yardstick(roster.clean)


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        (["shift-1-1,7,09:00,12:00", "shift-2-1,7,11:59,13:00"], "in two places"),
        (["shift-1-1,7,09:00,12:00", "shift-1-1,8,09:00,12:00"], "filled twice"),
    ],
)
def test_a_service_list_that_cannot_be_is_refused(rows: list[str], wrong: str, tmp_path: Path):
    services = tmp_path / "services.csv"
    services.write_text("\n".join(["demand,member,start,end", *rows]), encoding="utf-8")
    with pytest.raises(ValueError, match=wrong):
        berlin.filled_slots(services)
