"""Posts meet units: which appointments fit the organisation as it stood on their days."""

from collections.abc import Iterator

from commgov.core.ids import UnitId
from commgov.errors import Problem
from commgov.grid.columns import level_codes, unknown_level
from commgov.grid.history import History
from commgov.grid.posts import Appointment, Roster
from commgov.wording import Text

_THERE = Text("a post that is there on the first day", "应为任职首日已设的岗位")


def roster_problems(roster: Roster, history: History) -> Iterator[Problem]:
    """All that keeps a roster from fitting an organisation.

    Levels that the scheme lacks, appointments to posts that are not there on their first day, and terms that begin
    while another one runs on the same post.
    """
    codes = level_codes(history.levels)
    for template in roster.templates:
        if template.level not in codes:
            yield unknown_level(f"PostTemplate {template.level}", template.level, codes)
    for term in roster.appointments:
        if not _is_there(roster, history, term):
            yield Problem(term.place, _THERE)
    yield from roster.overlaps()


def _is_there(roster: Roster, history: History, term: Appointment) -> bool:
    unit = UnitId(term.post.rpartition("/")[0])
    if not history.is_open(unit, term.start):
        return False
    return any(post.id == term.post for post in roster.posts(unit, history.level(unit)))
