"""Real shifts and claims of volunteers (Berlin, August and September 2015) as a folder for `commgov plan`.

    python examples/berlin_shifts.py DATA FOLDER --plan

writes the folder, runs `commgov plan FOLDER`, and compares.

DATA holds `vp2015_shifts.csv` (shift,topic,location,start,end,slots) and `vp2015_claims.csv` (volunteer,shift,joined):
who took which shift by hand, first come first served. The folder asks the planner to do better with what these people
showed of themselves: they can come on the days on which they claimed anything, and can do the topics that they ever
claimed. Each slot of a shift becomes a demand of its own, because shifts went ahead half filled.

The yardstick is the largest part of the real claims that could have been served: nobody in two places at once, no
shift overfull. It is found exactly, and a plan has to reach it: the claims it keeps are allowed in the folder too.
"""

import argparse
import csv
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from attrs import frozen
from ortools.sat.python import cp_model

from commgov.core import (
    Channel,
    DaySlot,
    Demand,
    DemandId,
    DemandKind,
    HeldSkill,
    Member,
    MemberId,
    RequiredSkill,
    Seat,
    SkillId,
    Timetable,
    UnitId,
    Window,
)
from commgov.core.timing import MINUTES_A_DAY, MINUTES_A_WEEK
from commgov.errors import InvalidInputError, Place, Problem
from commgov.grid import Unit
from commgov.storage import Inputs, PolicySettings, write_inputs
from commgov.wording import Text

ZONE = ZoneInfo("Europe/Berlin")
ROOT = UnitId("berlin")
SHIFTS = "vp2015_shifts.csv"
CLAIMS = "vp2015_claims.csv"
_SHIFT_COLUMNS = ("shift", "topic", "location", "start", "end", "slots")
_CLAIM_COLUMNS = ("volunteer", "shift")

_READABLE = Text("two times and a whole number", "应为两个时间和一个整数")
_LATER = Text("later than {start}", "应晚于{start}")
_OTHER = Text("a number that no other shift has", "应为其他班次未用的编号")
_SLOTS = Text("at least 1", "至少为1")
_ONCE = Text("a volunteer who has not claimed this shift before", "应为尚未认领该班次的志愿者")
_TIMED = Text("a shift that has a time", "应为时间有效的班次")
_OPEN = Text("a shift with slots", "应为有名额的班次")


@frozen
class Shift:
    """A shift that has a time.

    Args:
        id: its number in the data.
        topic: what is to be done.
        location: where.
        window: when.
        slots: how many people it takes; 0 occurs in the data.
    """

    id: str
    topic: str
    location: str
    window: Window
    slots: int


@frozen
class Claim:
    """A volunteer who took a shift."""

    volunteer: str
    shift: Shift


@frozen
class Roster:
    """What the data hold, cleaned.

    Args:
        made: how many claims the file has.
        shifts: the shifts that can be served.
        clean: the claims that could be served, each once.
        shown: these, and the claims of shifts without slots: they too show who could come when.
        dirty: the rows that make no sense, and why.
    """

    made: int
    shifts: tuple[Shift, ...]
    clean: tuple[Claim, ...]
    shown: tuple[Claim, ...]
    dirty: tuple[Problem, ...]


def read_roster(data: Path) -> Roster:
    """Read both files; rows that make no sense are reported, not crashed on.

    Args:
        data: the folder with the two files.

    Raises:
        InvalidInputError: if a file is missing or lacks a column.
    """
    dirty: list[Problem] = []
    shifts = _read_shifts(data / SHIFTS, dirty)
    clean: list[Claim] = []
    shown: list[Claim] = []
    seen: set[tuple[str, str]] = set()
    made = 0
    for row, cells in _rows(data / CLAIMS, _CLAIM_COLUMNS):
        made += 1
        who, which = cells["volunteer"], cells["shift"]
        if not who or (who, which) in seen:
            dirty.append(_dirty(CLAIMS, row, "volunteer", _ONCE, who))
        elif which not in shifts:
            dirty.append(_dirty(CLAIMS, row, "shift", _TIMED, which))
        else:
            shown.append(Claim(who, shifts[which]))
            if shifts[which].slots:
                clean.append(shown[-1])
            else:
                dirty.append(_dirty(CLAIMS, row, "shift", _OPEN, which))
        seen.add((who, which))
    served = tuple(shift for shift in shifts.values() if shift.slots)
    return Roster(made, served, tuple(clean), tuple(shown), tuple(dirty))


def _read_shifts(path: Path, dirty: list[Problem]) -> dict[str, Shift]:
    found: dict[str, Shift] = {}
    for row, cells in _rows(path, _SHIFT_COLUMNS):
        try:
            start, end = (datetime.fromisoformat(cells[name]).replace(tzinfo=ZONE) for name in ("start", "end"))
            slots = int(cells["slots"])
        except ValueError:
            dirty.append(_dirty(path.name, row, "start, end, slots", _READABLE, cells["start"]))
            continue
        if end <= start:
            dirty.append(_dirty(path.name, row, "end", _LATER.fill(start=cells["start"]), cells["end"]))
        elif not cells["shift"] or cells["shift"] in found:
            dirty.append(_dirty(path.name, row, "shift", _OTHER, cells["shift"]))
        else:
            if slots < 1:
                dirty.append(_dirty(path.name, row, "slots", _SLOTS, cells["slots"]))
            window = Window(start, end)
            found[cells["shift"]] = Shift(cells["shift"], cells["topic"], cells["location"], window, max(slots, 0))
    return found


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The rows of a file with their numbers, as a spreadsheet counts them."""
    if not path.is_file():
        raise InvalidInputError([Problem(path.name, Text("a file that exists", "应为已有的文件"))])
    with path.open(encoding="utf-8", newline="") as file:
        table = csv.DictReader(file, restval="")
        missing = [name for name in columns if name not in (table.fieldnames or ())]
        if missing:
            expected = Text("a column of this name", "应有此列")
            raise InvalidInputError([Problem(Place.of(path.name).column(name), expected) for name in missing])
        yield from enumerate(table, 2)


def _dirty(file: str, row: int, column: str, expected: Text, value: str) -> Problem:
    return Problem(Place.of(file).row(row).column(column), expected, value)


def yardstick(claims: tuple[Claim, ...]) -> int:
    """The largest number of claims that can be kept: nobody in two places at once, no shift overfull. Proven.

    Args:
        claims: each once.
    """
    model = cp_model.CpModel()
    kept = [model.new_bool_var(f"claim {at}") for at in range(len(claims))]
    of_shift: dict[str, list[int]] = {}
    of_volunteer: dict[str, list[int]] = {}
    for at, claim in enumerate(claims):
        of_shift.setdefault(claim.shift.id, []).append(at)
        of_volunteer.setdefault(claim.volunteer, []).append(at)
    for taken in of_shift.values():
        model.add(sum(kept[at] for at in taken) <= claims[taken[0]].shift.slots)
    for own in of_volunteer.values():
        for one in own:  # of spans that meet pairwise, one starts last, inside all others: these sets say everything
            moment = claims[one].shift.window.start
            model.add_at_most_one(
                kept[at] for at in own if claims[at].shift.window.start <= moment < claims[at].shift.window.end
            )
    model.maximize(sum(kept))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    if solver.solve(model) != cp_model.OPTIMAL:
        raise RuntimeError("the yardstick is not proven")
    return round(solver.objective_value)


def to_inputs(roster: Roster) -> Inputs:
    """The roster as a folder's content: one demand a slot, members with what they showed of themselves.

    Args:
        roster: the cleaned data.
    """
    places = sorted({shift.location for shift in roster.shifts})
    units = (Unit(ROOT), *(Unit(_place(place), ROOT) for place in places))
    claims_of: dict[str, list[Shift]] = {}
    for claim in roster.shown:
        claims_of.setdefault(claim.volunteer, []).append(claim.shift)
    members = tuple(
        _member(who, claimed) for who, claimed in sorted(claims_of.items(), key=lambda item: (len(item[0]), item[0]))
    )
    demands = tuple(demand for shift in roster.shifts for demand in _slots(shift))
    return Inputs(units, members, demands, policy=PolicySettings(zone=ZONE.key))


def _member(volunteer: str, claimed: list[Shift]) -> Member:
    """A volunteer: free on the days and able to do the topics of any claim; no caps, none are known."""
    days = sorted({day for shift in claimed for day in _days(shift.window)})
    skills = sorted({_skill(shift.topic) for shift in claimed})
    return Member(
        MemberId(f"volunteer-{volunteer}"),
        ROOT,
        tuple(HeldSkill(skill, 1) for skill in skills),
        Timetable(extra=tuple(DaySlot(day, 0, MINUTES_A_DAY) for day in days)),
        weekly_minutes_max=MINUTES_A_WEEK,
        weekly_services_max=7 * 24,
    )


def _slots(shift: Shift) -> Iterator[Demand]:
    seat = Seat((RequiredSkill(_skill(shift.topic), 1),))
    for slot in range(1, shift.slots + 1):
        yield Demand(
            DemandId(f"shift-{shift.id}-{slot}"),
            DemandKind.DUTY,
            shift.topic,
            _place(shift.location),
            shift.window,
            shift.window.minutes,
            (seat,),
            channel=Channel.COMMUNITY,
        )


def _days(window: Window) -> Iterator[date]:
    """The days that a window touches: one that passes midnight touches two."""
    day, last = window.start.date(), (window.end - timedelta(minutes=1)).date()
    while day <= last:
        yield day
        day += timedelta(days=1)


def _place(location: str) -> UnitId:
    return UnitId(f"place-{location}")


def _skill(topic: str) -> SkillId:
    return SkillId(re.sub(r"\W+", "-", topic.lower()))


def planned(folder: Path) -> int:
    """Run `commgov plan` on the folder; how many slots the plan fills.

    Args:
        folder: as written by `write_inputs`.
    """
    command = [sys.executable, "-c", "from commgov.cli import main; main()", "plan", str(folder), "--json"]
    run = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own command line
    print(f"plan: {run.stdout.strip()}")
    return filled_slots(folder / "services.csv")


def filled_slots(services: Path) -> int:
    """Check a service list by hand: how many slots it fills.

    Args:
        services: the `services.csv` of a plan.

    Raises:
        ValueError: if somebody is in two places at once or a slot is filled twice.
    """
    filled: set[str] = set()
    busy: dict[str, list[tuple[str, str]]] = {}
    with services.open(encoding="utf-8-sig", newline="") as file:
        for service in csv.DictReader(file):
            if service["demand"] in filled:
                raise ValueError(f"{service['demand']} is filled twice")
            filled.add(service["demand"])
            busy.setdefault(service["member"], []).append((service["start"], service["end"]))
    for who, spans in busy.items():
        spans.sort()
        if any(after[0] < before[1] for before, after in pairwise(spans)):
            raise ValueError(f"{who} is in two places at once")
    return len(filled)


def main(arguments: list[str] | None = None) -> None:
    """Write the folder and say what is in the data."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder with vp2015_shifts.csv and vp2015_claims.csv")
    parser.add_argument("folder", type=Path, help="where to write units, members and demands")
    parser.add_argument("--plan", action="store_true", help="also plan the folder and compare")
    asked = parser.parse_args(arguments)
    roster = read_roster(asked.data)
    inputs = to_inputs(roster)
    write_inputs(asked.folder, inputs)
    for problem in roster.dirty:
        print(f"dirty: {problem}")
    print(f"dirty rows: {len(roster.dirty)}")
    print(f"claims made: {roster.made}")
    print(f"clean claims: {len(roster.clean)}")
    print(f"yardstick, the largest conflict-free part of them: {yardstick(roster.clean)}")
    print(f"slots asked for: {len(inputs.demands)}, volunteers: {len(inputs.members)}")
    if asked.plan:
        print(f"slots filled by the plan, nobody in two places, no shift overfull: {planned(asked.folder)}")


if __name__ == "__main__":
    main()
