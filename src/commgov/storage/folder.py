"""A folder of tables: units, members, demands, and what else there is: pins, overrides, posts, teams, offers, a policy.

The tables stand in CSV files (`units.csv members.csv demands.csv pins.csv overrides.csv appointments.csv teams.csv
offers.csv`, or 单元.csv 成员.csv 需求.csv 指定.csv 放宽.csv 任职.csv 志愿服务队.csv 资源.csv) or in the sheets of one
workbook (`*.xlsx`) with these names; the policy in `policy.toml`.
An empty cell means the same as a missing column: the default. See `commgov.storage.short_forms` for lists in a cell
and `commgov.storage.policy_file` for the policy.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from zoneinfo import ZoneInfo

from commgov.errors import InvalidInputError, Place, Problem
from commgov.grid import Appointment, Organisation, Unit
from commgov.storage.appointment_table import APPOINTMENTS, appointment_rows, read_appointments
from commgov.storage.csv_sheet import csv_sheet
from commgov.storage.demand_table import DEMANDS, demand_rows, read_demands
from commgov.storage.headings import TableForm
from commgov.storage.inputs import Inputs
from commgov.storage.member_table import MEMBERS, member_rows, read_members
from commgov.storage.offer_table import OFFERS, offer_rows, read_offers
from commgov.storage.override_table import OVERRIDES, override_rows, read_overrides
from commgov.storage.pin_table import PINS, pin_rows, read_pins
from commgov.storage.policy_file import PolicySettings, policy_text, read_policy
from commgov.storage.references import References
from commgov.storage.sheet import Sheet
from commgov.storage.table import Table, open_table
from commgov.storage.table_output import table_bytes
from commgov.storage.team_table import TEAMS, read_teams, team_rows
from commgov.storage.unit_table import UNITS, read_units, unit_rows
from commgov.storage.whole_files import write_all
from commgov.storage.workbook_sheet import workbook_sheets
from commgov.wording import Language, Text

FILE_MAX = 64 * 2**20
"""Bytes that a file may have."""

FORMS = (UNITS, MEMBERS, DEMANDS, PINS, OVERRIDES, APPOINTMENTS, TEAMS, OFFERS)
POLICY = "policy.toml"
_NEEDED = (UNITS, MEMBERS, DEMANDS)
OUR_WORKBOOK = "services.xlsx"  # what a plan leaves in the folder is not taken for its input
OUR_TABLES = frozenset({"services.csv", "unmet.csv", "bookings.csv"})
_WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb"})
_ROW = re.compile(r"row (\d+)")


def read_folder(folder: Path) -> Inputs:
    """Read a folder of tables, or one workbook.

    Args:
        folder: the folder, or a workbook (then the policy stands beside it).

    Raises:
        InvalidInputError: naming every problem of every file: file, row, column, value and what would be right.
            Values that look personal are never repeated.
        MissingExtraError: if there is a workbook and the extra `commgov[excel]` is not installed.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as place:
        ...     write_inputs(Path(place), Inputs())
        ...     read_folder(Path(place))
        Inputs(0 units, 0 members, 0 demands)
    """
    if not folder.exists():
        expected = Text("a folder or a workbook that exists", "应为已有的文件夹或工作簿")
        raise InvalidInputError([Problem(folder.name, expected)])
    if not folder.is_dir() and folder.suffix.lower() not in _WORKBOOKS:
        expected = Text("a folder of tables, or a workbook (.xlsx)", "应为存放表格的文件夹或工作簿（.xlsx）")
        raise InvalidInputError([Problem(folder.name, expected)])
    paths = sorted(filter(_is_input, folder.iterdir())) if folder.is_dir() else [folder, folder.parent / POLICY]
    problems: list[Problem] = []
    files: dict[str, bytes] = {}
    for path in paths:
        with _noting(problems):
            files |= _load(path)
    return _read_files(files, problems, _strangers(folder))


def _strangers(folder: Path) -> list[str]:
    """CSV files that are not called like a table: perhaps one that somebody misses."""
    names = folder.glob("*.[cC][sS][vV]") if folder.is_dir() else ()
    return sorted(path.name for path in names if not _is_input(path) and path.name not in OUR_TABLES)


def write_inputs(folder: Path, inputs: Inputs, *, language: Language = "en") -> None:
    """Write a folder that `read_folder` reads back equal; all its files, or none.

    Args:
        folder: where; it is made if it is missing.
        inputs: what to write.
        language: of the headings.

    Raises:
        InvalidInputError: if something cannot be said in a table, such as a skill with a `;` in its id.
        OSError: if the files cannot be written.
    """
    rows = {
        UNITS: unit_rows(inputs.units),
        MEMBERS: member_rows(inputs.members),
        DEMANDS: demand_rows(inputs.demands, inputs.zone),
        PINS: pin_rows(inputs.pins, inputs.bans),
        OVERRIDES: override_rows(inputs.overrides),
        APPOINTMENTS: appointment_rows(inputs.appointments),
        TEAMS: team_rows(inputs.teams),
        OFFERS: offer_rows(inputs.offers),
    }
    files = {
        f"{form.name}.csv": table_bytes(
            [column.zh if language == "zh" else column.name for column in form.columns], lines
        )
        for form, lines in ((form, list(lines)) for form, lines in rows.items())
        if form in _NEEDED or lines
    }
    files[POLICY] = policy_text(inputs.policy).encode()
    _check_same(inputs, _read_files(files, [], []))
    write_all(folder, files)


def _check_same(inputs: Inputs, again: Inputs) -> None:
    """Refuse what a table cannot say, such as a role with brackets in it, before it is lost unseen."""
    expected = Text("words that a table can say and give back", "应为表格可以原样表达的内容")
    different = [
        Problem(f"{noun} {mine.id}", expected)
        for noun in ("units", "members", "demands", "teams", "offers")
        for mine, read in zip(getattr(inputs, noun), getattr(again, noun), strict=True)
        if mine != read
    ]
    if different or inputs != again:
        raise InvalidInputError(different or [Problem("inputs", expected)])


def _is_input(path: Path) -> bool:
    if path.suffix.lower() == ".csv":
        return any(form.is_called(path.stem) for form in FORMS)
    is_open_elsewhere = path.name.startswith("~$")  # the mark that a spreadsheet program leaves
    is_workbook = path.suffix.lower() in _WORKBOOKS and path.name != OUR_WORKBOOK and not is_open_elsewhere
    return is_workbook or path.name == POLICY


def _load(path: Path) -> dict[str, bytes]:
    """One file's bytes; not those of a folder, a pipe or a file that is too large."""
    try:
        if not path.exists():
            return {}
        if not path.is_file():
            raise InvalidInputError([Problem(path.name, Text("a file", "应为文件"))])
        if path.stat().st_size > FILE_MAX:
            expected = Text(f"at most {FILE_MAX >> 20} MiB", f"不超过{FILE_MAX >> 20} MiB")
            raise InvalidInputError([Problem(path.name, expected)])
        return {path.name: path.read_bytes()}
    except OSError as error:
        reason = error.strerror or type(error).__name__
        expected = Text(f"a file that can be read: {reason}", f"应为可读取的文件：{reason}")
        raise InvalidInputError([Problem(path.name, expected)]) from error


def _read_files(files: Mapping[str, bytes], problems: list[Problem], strangers: Sequence[str]) -> Inputs:
    """What the files hold; all problems of all files in one error, in the order of the files and rows."""
    policy = PolicySettings()
    with _noting(problems):
        policy = read_policy(POLICY, files[POLICY]) if POLICY in files else policy
    sheets = _sheets(files, problems, strangers)
    opened = {form: open_table(sheet, form, problems) for form, sheet in sheets.items()}
    tables = {form: table for form, table in opened.items() if table is not None}
    inputs = _read_tables(tables, policy, problems)
    if problems:
        order = [sheets[form].place for form in FORMS if form in sheets]
        raise InvalidInputError(sorted(problems, key=lambda problem: _reading_order(problem, order)))
    return inputs


def _sheets(files: Mapping[str, bytes], problems: list[Problem], strangers: Sequence[str]) -> dict[TableForm, Sheet]:
    """The sheet of each table, from CSV files or from one workbook."""
    csvs = {name: data for name, data in files.items() if name.lower().endswith(".csv")}
    workbooks = {name: data for name, data in files.items() if Path(name).suffix.lower() in _WORKBOOKS}
    if len(workbooks) > 1 or (workbooks and csvs):
        expected = Text("either CSV files or one workbook", "应只有CSV文件或一个工作簿")
        problems += [Problem(name, expected) for name in workbooks]
        return {}
    if not workbooks:
        return _csv_sheets(csvs, problems, strangers)
    name, data = workbooks.popitem()
    found: dict[TableForm, Sheet] = {}
    with _noting(problems):
        found = workbook_sheets(name, data, FORMS)
        problems += [_missing(form, Place.of(name).sheet(form.name)) for form in _NEEDED if form not in found]
    return found


def _csv_sheets(csvs: Mapping[str, bytes], problems: list[Problem], strangers: Sequence[str]) -> dict[TableForm, Sheet]:
    found: dict[TableForm, Sheet] = {}
    names: dict[TableForm, str] = {}
    for name, data in csvs.items():
        form = next(form for form in FORMS if form.is_called(Path(name).stem))
        if form in names:
            expected = Text(
                f"one file of {form.name}; {names[form]} is one", f"{form.zh}表只能有一个；已有{names[form]}"
            )
            problems.append(Problem(name, expected))
            continue
        names[form] = name
        with _noting(problems):
            found[form] = csv_sheet(name, data)
    unread = {form for form in FORMS for problem in problems if form.is_called(Path(str(problem.where.parts[0])).stem)}
    problems += [
        _missing(form, Place.of(f"{form.name}.csv"), strangers)
        for form in _NEEDED
        if form not in names and form not in unread
    ]
    return found


def _missing(form: TableForm, place: Place, strangers: Sequence[str] = ()) -> Problem:
    expected = Text(f"this table is needed: {form.name}", f"缺少此表：{form.zh}")
    if strangers:
        rest = Text("{expected}; not called like a table: {names}", "{expected}；文件名不符：{names}")
        expected = rest.fill(expected=expected, names=", ".join(strangers))
    return Problem(place, expected)


def _read_tables(tables: Mapping[TableForm, Table], policy: PolicySettings, problems: list[Problem]) -> Inputs:
    """The tables' rows as objects, with every reference between them checked."""
    known = References()
    units = read_units(tables[UNITS], known, problems) if UNITS in tables else ()
    members = read_members(tables[MEMBERS], known, problems) if MEMBERS in tables else ()
    zone = ZoneInfo(policy.zone)
    demands = read_demands(tables[DEMANDS], known, zone, problems) if DEMANDS in tables else ()
    seats = {demand.id: len(demand.seats) for demand in demands}
    pins, bans, places = read_pins(tables[PINS], known, seats, problems) if PINS in tables else ((), (), ())
    own = {member.id: member for member in members}
    overrides = read_overrides(tables[OVERRIDES], known, own, problems) if OVERRIDES in tables else ()
    terms: tuple[Appointment, ...] = ()
    if APPOINTMENTS in tables:
        terms = read_appointments(tables[APPOINTMENTS], known, _tree(units), problems)
    teams = read_teams(tables[TEAMS], known, problems) if TEAMS in tables else ()
    offers = read_offers(tables[OFFERS], known, problems) if OFFERS in tables else ()
    known.settle()
    read = units, members, demands, pins, bans, policy, terms, teams, offers, overrides
    return Inputs(*read, pin_places=places)


def _tree(units: tuple[Unit, ...]) -> Organisation | None:
    """The organisation that the units make; None if they make none, which is noted with the units."""
    with suppress(InvalidInputError):
        return Organisation.from_units(units)
    return None


@contextmanager
def _noting(problems: list[Problem]) -> Iterator[None]:
    """Note what is refused inside, and go on."""
    try:
        yield
    except InvalidInputError as error:
        problems += error.problems


def _reading_order(problem: Problem, places: Sequence[Place]) -> tuple[int, int]:
    """Files first, then tables, then rows: as people read."""
    table = next((at for at, place in enumerate(places, start=1) if problem.where.is_in(place)), 0)
    row = _ROW.search(str(problem.where))
    return table, int(row[1]) if row else 0
