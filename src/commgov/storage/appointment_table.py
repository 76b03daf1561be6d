"""The table of appointments: who holds which post of a unit, from when until when. Posts nobody holds are vacant."""

from collections.abc import Iterable, Sequence
from datetime import date

from commgov.core import PersonRef, PostId
from commgov.errors import InvalidInputError, Problem
from commgov.grid import FIVE_LEVEL_POSTS, Appointment, Organisation, Roster
from commgov.storage.cells import day, identifier, person
from commgov.storage.headings import Column, TableForm, did_you_mean
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


def read_appointments(
    table: Table, known: References, organisation: Organisation | None, problems: list[Problem]
) -> tuple[Appointment, ...]:
    """The appointments of a table.

    Args:
        table: the rows; a post is called by its unit and its duty: `group-7/health`.
        known: gets what is asked of ids.
        organisation: whose posts they are; None where there is none, or where it could not be read.
        problems: gets what is wrong.
    """
    read = ((_read_entry(row, known), row) for row in table.read(problems))
    terms = [(term, row) for term, row in read if term is not None]
    if organisation is not None:
        _check_posts(terms, organisation)
    return tuple(term for term, _ in terms)


def _check_posts(terms: Sequence[tuple[Appointment, Row]], organisation: Organisation) -> None:
    """Note the posts that a unit does not have, and those that two people hold at once, beside their rows."""
    posts: dict[str, list[str]] = {}
    for post in organisation.with_roster(Roster(FIVE_LEVEL_POSTS)).posts():
        posts.setdefault(post.unit, []).append(post.id)
    there: dict[Appointment, Row] = {}
    for term, row in terms:
        own = posts.get(term.post.rpartition("/")[0])
        if own is not None and term.post not in own:
            row.note("post", did_you_mean(term.post, own), term.post)
        elif own is not None:
            there[term] = row
    row_of = {str(term.place): row for term, row in there.items()}
    try:
        organisation.with_roster(Roster(FIVE_LEVEL_POSTS, tuple(term for term, _ in terms if term in there)))
    except InvalidInputError as error:
        for problem in error.problems:
            row = row_of[str(problem.where)]
            row.note("post", problem.expected, row.text("post"))


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
