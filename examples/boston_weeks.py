"""Real service requests (Boston, July to October 2011) as orders of a community: a folder for each full week.

    python examples/boston_weeks.py DATA FOLDER --plan

writes the folders and runs `commgov plan` on each; `--weeks 1` does only the first.

DATA holds `boston311_2011.csv.gz`. Its requests are the demand of a city, Community B (illustrative, not calibrated)
is the supply: 5,600 members of another town. So the plans show how the planner copes with a real stream of orders:
its hot spots, its bursts, its skewed mix. They say nothing about Boston.

A week's folder holds the requests opened from Monday to Sunday. `ORIGIN` says of each column whether it is real,
worked out from real ones, or invented.
"""

import argparse
import csv
import gzip
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from attrs import frozen

from commgov.core import Channel, Demand, DemandId, DemandKind, Seat, UnitId, Window, keyed, monday_of
from commgov.errors import InvalidInputError, Place, Problem
from commgov.simulation import Scenario, community_b
from commgov.simulation.catalogue import ANYONE, HELPER, LEAD, seat
from commgov.storage import Inputs, PolicySettings, write_inputs
from commgov.wording import Text

ZONE = ZoneInfo("America/New_York")
FILE = "boston311_2011.csv.gz"
FIRST_MONDAY, WEEKS = date(2011, 7, 4), 17  # the full weeks of the file

ORIGIN = {
    "demand": "real: the request's id",
    "ordered_at": "real: when it was opened",
    "start": "real: when it was opened, rounded up to the half hour",
    "end": "real where the request has a usable target; cut at the end of the week; else invented: the end of the week",
    "category": "real: the request's reason, in our words (see WORK)",
    "channel": "real: the request's source, in our words (see CHANNELS)",
    "unit": "worked out: its neighborhood is a garden branch, its place (1 km) a grid branch of it",
    "kind": "invented for each category",
    "minutes": "invented for each category",
    "seats": "invented for each category, with their skills",
    "needs_cover": "invented for each category",
    "priority": "invented: 3 if the target is within a day, 2 if within two, else 1",
    "members": "invented: Community B, illustrative, not calibrated",
    "units": "invented: Community B",
    "policy": "invented: members serve inside their own garden branch",
}
"""Where each column of the folders comes from."""

POLICY = PolicySettings(zone=ZONE.key, distance_max=4)
"""Invented too: members serve inside their own garden branch."""

CHANNELS = {
    "Constituent Call": Channel.TELEPHONE,
    "Employee Generated": Channel.COMMUNITY,
    "Maximo Integration": Channel.COMMUNITY,
    "Self Service": Channel.APP,
    "Citizens Connect App": Channel.APP,
    "Twitter": Channel.CHAT,
}


@frozen
class Work:
    """What volunteers could do about a request; all but the name is invented."""

    category: str
    kind: DemandKind
    minutes: int
    seats: tuple[Seat, ...] = (ANYONE,)
    needs_cover: bool = False


_G, _A, _W = DemandKind.GOVERNANCE, DemandKind.APPEAL, DemandKind.WISH
_STREET = Work("street watch", _G, 45)
WORK = {
    "Sanitation": Work("bulky waste", _G, 30),
    "Recycling": Work("recycling", _G, 30),
    "Street Cleaning": Work("street cleaning", _G, 60, (LEAD, HELPER)),
    "Highway Maintenance": Work("pothole and pavement", _G, 45),
    "Signs & Signals": Work("signs and signals", _G, 30),
    "Street Lights": Work("street lighting", _G, 30, (seat("electrical"),), needs_cover=True),
    "Trees": Work("tree trimming", _G, 60, (seat("gardening"),), needs_cover=True),
    "Graffiti": Work("graffiti removal", _G, 60, (LEAD, HELPER)),
    "Housing": Work("housing complaint", _A, 60, (seat("mediation"),)),
    "Building": Work("building complaint", _A, 60, (seat("legal-advice", 1),)),
    "Health": Work("health complaint", _A, 45, (seat("first-aid", 1),)),
    "Environmental Services": Work("pests and animals", _G, 45),
    "Employee & General Comments": Work("comment", _W, 30, (seat("publicity", 1),)),
    "Administrative & General Requests": Work("general request", _W, 30, (seat("digital-help", 1),)),
    "Park Maintenance & Safety": Work("park care", _G, 60, (seat("gardening", 1),)),
    "Volunteer & Corporate Groups": Work("clean-up day", _G, 120, (LEAD, HELPER, HELPER)),
}
"""What each reason of the data becomes; reasons that are not here become `street watch`."""

_HALF_HOUR = timedelta(minutes=30)
_LATE = timedelta(days=2)  # who orders at the week's end can be served up to so much later
_SOON = (timedelta(days=1), timedelta(days=2))


def read_requests(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The rows of the file with their numbers.

    Args:
        path: the gzipped CSV file.

    Raises:
        InvalidInputError: if the file is missing or lacks a column.
    """
    if not path.is_file():
        raise InvalidInputError([Problem(path.name, Text("a file that exists", "应为已有的文件"))])
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        table = csv.DictReader(file, restval="")
        needed = ("id", "open", "target", "reason", "neighborhood", "lat", "lon", "source")
        missing = [name for name in needed if name not in (table.fieldnames or ())]
        if missing:
            expected = Text("a column of this name", "应有此列")
            raise InvalidInputError([Problem(Place.of(path.name).column(name), expected) for name in missing])
        yield from enumerate(table, 2)


@frozen
class Requests:
    """The requests of the full weeks as demands.

    Args:
        rows: how many rows the file has.
        weeks: the demands of each full week, by its Monday.
        outside: how many were opened outside the full weeks.
        without_target: how many have no target.
        dirty: rows that cannot be used, and targets before the service could be over (not used).
    """

    rows: int
    weeks: Mapping[date, tuple[Demand, ...]]
    outside: int
    without_target: int
    dirty: tuple[Problem, ...]


def to_demands(path: Path, scenario: Scenario) -> Requests:
    """Read the file and place its requests in the community.

    Args:
        path: the gzipped CSV file.
        scenario: whose units they are placed in.
    """
    weeks: dict[date, list[Demand]] = {FIRST_MONDAY + timedelta(weeks=at): [] for at in range(WEEKS)}
    grids: dict[UnitId, list[UnitId]] = {}
    for unit in scenario.units:
        if unit.level == "grid" and unit.parent is not None:
            grids.setdefault(unit.parent, []).append(unit.id)
    gardens = tuple(grids.values())
    rows = outside = without_target = 0
    dirty: list[Problem] = []
    for row, cells in read_requests(path):
        rows += 1
        place = Place.of(path.name).row(row)
        opened, target = _moment(cells["open"]), _moment(cells["target"])
        if opened is None or not cells["id"]:
            dirty.append(Problem(place, Text("an id and the time it was opened", "应有编号和受理时间"), cells["open"]))
            continue
        monday = monday_of(opened.date())
        if monday not in weeks:
            outside += 1
            continue
        without_target += target is None
        work = WORK.get(cells["reason"], _STREET)
        if target is not None and target < _start(opened) + timedelta(minutes=work.minutes):
            expected = Text("later than the service could be over", "应晚于服务可完成的时间")
            dirty.append(Problem(place.column("target"), expected, cells["target"]))
            target = None
        weeks[monday].append(_demand(cells, work, (opened, target), _grid(cells, gardens)))
    full = {monday: tuple(demands) for monday, demands in weeks.items()}
    return Requests(rows, full, outside, without_target, tuple(dirty))


def _demand(cells: Mapping[str, str], work: Work, times: tuple[datetime, datetime | None], unit: UnitId) -> Demand:
    opened, target = times
    start = _start(opened)
    week_end = datetime.combine(monday_of(opened.date()) + timedelta(weeks=1), time(), ZONE)
    last = max(week_end, start + _LATE)
    end = last if target is None else min(target.replace(second=0), last)
    waits = None if target is None else target - opened
    return Demand(
        DemandId(f"boston-{cells['id']}"),
        work.kind,
        work.category,
        unit,
        Window(start, end),
        work.minutes,
        work.seats,
        priority=1 if waits is None else 1 + sum(waits <= soon for soon in _SOON),
        channel=CHANNELS.get(cells["source"], Channel.TELEPHONE),
        needs_cover=work.needs_cover,
        ordered_at=opened,
    )


def _grid(cells: Mapping[str, str], gardens: tuple[list[UnitId], ...]) -> UnitId:
    """Each neighborhood lies in one garden branch; each square kilometre of it in one grid branch."""
    neighborhood = cells["neighborhood"].strip()
    garden = gardens[int(len(gardens) * keyed(0, "garden", neighborhood))]
    place = f"{cells['lat'][:5]} {cells['lon'][:6]}"  # two decimals of a degree
    return garden[int(len(garden) * keyed(0, "grid", neighborhood, place))]


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZONE)
    except ValueError:
        return None


def _start(opened: datetime) -> datetime:
    """Rounded up to the half hour."""
    midnight = opened.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - (midnight - opened) // _HALF_HOUR * _HALF_HOUR


def planned(folder: Path) -> str:
    """Run `commgov plan` on a folder; the key figures in one line.

    Args:
        folder: as written by `write_inputs`.
    """
    command = [sys.executable, "-c", "from commgov.cli import main; main()", "plan", str(folder), "--json"]
    run = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own command line
    return run.stdout.strip()


def main(arguments: list[str] | None = None) -> None:
    """Write a folder for each week and say what is in it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help=f"folder with {FILE}")
    parser.add_argument("folder", type=Path, help="where to write a folder for each week")
    parser.add_argument("--weeks", type=int, default=WEEKS, help="only so many of the weeks")
    parser.add_argument("--plan", action="store_true", help="also plan each week")
    asked = parser.parse_args(arguments)
    scenario = community_b(since=FIRST_MONDAY)
    requests = to_demands(asked.data / FILE, scenario)
    for column, origin in ORIGIN.items():
        print(f"{column}: {origin}")
    print(f"requests: {requests.rows}, outside the {WEEKS} full weeks: {requests.outside}")
    print(f"without target: {requests.without_target}, targets that cannot be met: {len(requests.dirty)}")
    for monday, demands in list(requests.weeks.items())[: asked.weeks]:
        inputs = Inputs(scenario.units, scenario.members, demands, policy=POLICY)
        folder = asked.folder / monday.isoformat()
        write_inputs(folder, inputs)
        print(f"{monday}: {planned(folder) if asked.plan else len(demands)}", flush=True)


if __name__ == "__main__":
    main()
