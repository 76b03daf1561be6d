"""The table of appointments: who holds which post of a unit, from when until when. Posts nobody holds are vacant."""

from collections.abc import Iterable
from datetime import date

from commgov.core import PersonRef, PostId
from commgov.errors import Problem
from commgov.grid import Appointment
from commgov.storage.cells import day, identifier, person
from commgov.storage.headings import Column, TableForm
from commgov.storage.references import References
from commgov.storage.table import Row, Table

APPOINTMENTS = TableForm(
    "appointments",
    "任职",
    ("appointment", "岗位任职", "任职表"),
    (
        Column("post", "岗位", ("post id", "岗位编号"), required=True),
        Column("holder", "任职者", ("member", "任职者编号"), required=True),
        Column("start", "开始", ("from", "任期开始"), required=True),
        Column("until", "结束", ("to", "任期结束")),
    ),
)


def read_appointments(table: Table, known: References, problems: list[Problem]) -> tuple[Appointment, ...]:
    """The appointments of a table.

    Args:
        table: the rows; a post is called by its unit and its duty: `group-7/health`.
        known: gets what is asked of ids.
        problems: gets what is wrong.
    """
    entries = (_read_entry(row, known) for row in table.read(problems))
    return tuple(entry for entry in entries if entry is not None)


def _read_entry(row: Row, known: References) -> Appointment | None:
    post = PostId(row.must("post", identifier, ""))
    known.refer("unit", post.rpartition("/")[0] or post, row, "post")
    holder = PersonRef(row.must("holder", person, ""))
    start = row.must("start", day, date.min)
    until = row.may("until", day, None)
    return row.build(lambda: Appointment(post, holder, start, until), {})


def appointment_rows(appointments: Iterable[Appointment]) -> Iterable[tuple[str, ...]]:
    """The rows of a table of appointments, below the English headings."""
    for term in appointments:
        yield term.post, term.holder, term.start.isoformat(), "" if term.until is None else term.until.isoformat()
