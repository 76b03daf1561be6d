"""Who is who: what was counted by references becomes what counts people, as far as the register knows who is whom."""

from itertools import chain

from attrs import evolve

from commgov.privacy.releases.counting import Counts
from commgov.privacy.releases.register import ReleaseRegister
from commgov.privacy.releases.rows import Column, Rows
from commgov.wording import Text

_TWICE = Text(
    "{number} persons stand in several places of it, under references that are the same person: give each one place",
    "有{number}人以不同引用出现在多处：每人只能占一处",
)
_NUMBERS = Text(
    "it came as numbers: whether somebody is counted twice in them is not known",
    "数据为汇总数字，无法得知是否有人被重复统计",
)
_REFERENCES = Text(
    "each reference was counted as a person: the register was not told which are the same person (same_person)",
    "每个引用按一人统计：登记簿未获知哪些引用是同一人（same_person）",
)


def by_person(what: Counts | Rows, register: ReleaseRegister) -> Counts | Rows | Text:
    """The same, with one reference and one place for each person; or why that cannot be."""
    return _rows_by_person(what, register) if isinstance(what, Rows) else _counts_by_person(what, register)


def what_is_not_known(what: Counts | Rows, register: ReleaseRegister) -> tuple[Text, ...]:
    """What nobody knows of who is whom in it."""
    if isinstance(what, Counts) and not what.knows_persons:
        return (_NUMBERS,)
    return () if register.knows_same_persons else (_REFERENCES,)


def _counts_by_person(counts: Counts, register: ReleaseRegister) -> Counts | Text:
    if not counts.knows_persons:
        return counts
    cells = {
        key: frozenset(map(register.person, cell)) for key, cell in counts.cells.items() if isinstance(cell, frozenset)
    }
    persons = list(chain.from_iterable(cells.values()))
    if twice := len(persons) - len(set(persons)):
        return _TWICE.fill(number=twice)
    return evolve(counts, cells=cells)


def _rows_by_person(rows: Rows, register: ReleaseRegister) -> Rows | Text:
    persons = [register.person(subject) for subject in rows.subjects]
    first: dict[str, int] = {}
    for at, person in enumerate(persons):
        first.setdefault(person, at)
    if len(first) == len(persons):
        return evolve(rows, subjects=tuple(persons))
    again = ((at, first[person]) for at, person in enumerate(persons) if first[person] != at)
    differ = {there for at, there in again if any(each.values[at] != each.values[there] for each in rows.columns)}
    if differ:
        return _TWICE.fill(number=len(differ))
    kept = tuple(first.values())
    columns = tuple(_of(column, kept) for column in rows.columns)
    return evolve(rows, subjects=tuple(first), columns=columns)


def _of(column: Column, kept: tuple[int, ...]) -> Column:
    return evolve(column, values=tuple(column.values[at] for at in kept))
