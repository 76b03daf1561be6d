"""Ids of one folder: which are there, which are there twice, and which are named but not there."""

from collections.abc import Callable
from typing import TypeVar

from commgov.errors import Problem
from commgov.storage.cells import identifier
from commgov.storage.headings import closest
from commgov.storage.table import Row, Table
from commgov.wording import Text

Thing = TypeVar("Thing")

_NOUNS = {"unit": "单元", "member": "成员", "demand": "需求", "team": "志愿服务队", "offer": "资源"}


class References:
    """Collects ids and the places that name them, over all tables; `settle` notes what does not fit."""

    def __init__(self) -> None:
        """Start with no id."""
        self._rows: dict[str, dict[str, int]] = {}
        self._asked: list[tuple[str, str, Row, str]] = []

    def open(self, noun: str) -> None:
        """A table of this kind could be read: from now on its ids are asked for."""
        self._rows.setdefault(noun, {})

    def read_each(
        self, noun: str, table: Table, problems: list[Problem], read: Callable[[Row], Thing | None]
    ) -> tuple[Thing, ...]:
        """What the rows of a table hold, one thing a row; rows with problems are left out.

        Args:
            noun: what the table is of; from now on its ids are asked for.
            table: the rows.
            problems: gets what is wrong.
            read: makes the thing of a row.
        """
        self.open(noun)
        things = (read(row) for row in table.read(problems))
        return tuple(thing for thing in things if thing is not None)

    def own_id(self, noun: str, row: Row) -> str:
        """The id of a row's thing, which stands in the column of that name; noted as one that is there."""
        own = row.must(noun, identifier, "")
        self.declare(noun, own, row)
        return own

    def declare(self, noun: str, own: str, row: Row) -> None:
        """A row's own id; noted as a problem if another row has it."""
        if not own:
            return
        rows = self._rows[noun]
        first = rows.setdefault(own, row.number)
        if first != row.number:
            row.note(
                noun,
                Text(f"each {noun} once; row {first} has this one", f"每个{_NOUNS[noun]}只能出现一次；第{first}行已有"),
                own,
            )

    def refer(self, noun: str, other: str, row: Row, column: str) -> None:
        """A row names the id of something else; empty means that it names nothing."""
        if other:
            self._asked.append((noun, other, row, column))

    def settle(self) -> None:
        """Note each id that nobody has. A kind of which no table could be read is not asked for."""
        near: dict[tuple[str, str], str | None] = {}
        for noun, other, row, column in self._asked:
            rows = self._rows.get(noun)
            if rows is None or other in rows:
                continue
            if (noun, other) not in near:
                # the nearest of thousands of ids takes a while: only for the first few of them
                near[noun, other] = closest(other, rows) if len(near) < _SUGGESTIONS_MAX else None
            row.note(column, _expected(noun, near[noun, other]), other)


_SUGGESTIONS_MAX = 20


def _expected(noun: str, near: str | None) -> Text:
    if near is None:
        return Text(f"a {noun} that is in the table of {noun}s", f"应为{_NOUNS[noun]}表中已有的编号")
    return Text(f"a {noun} that is there; did you mean {near!r}?", f"应为已有的{_NOUNS[noun]}编号；是否指“{near}”？")
