"""A small good folder, and ways to spoil it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from commgov.errors import InvalidInputError, Problem
from commgov.storage import Database, read_folder
from commgov.testing.machines import OpenStore

GOOD = {
    "units.csv": "unit,parent,level,name\ncommittee,,committee,Community B\ngrid-1,committee,grid,Grid 1\n",
    "members.csv": "member,unit,skills\nm-1,grid-1,electrician:3\nm-2,grid-1,\n",
    "demands.csv": (
        "demand,kind,category,unit,start,end,minutes\n"
        "d-1,wish,home repair,grid-1,2026-03-02 09:00,2026-03-02 12:00,60\n"
    ),
}

Files = dict[str, str | bytes | None]


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Writes a good folder with some files replaced; None leaves a file out. Returns the folder."""

    def write(files: Files | None = None) -> Path:
        for name, content in (GOOD | (files or {})).items():
            if content is not None:
                (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return tmp_path

    return write


@pytest.fixture
def problems(folder: Callable[..., Path]) -> Callable[..., list[str]]:
    """All problems of a spoilt folder, as lines of English; fails if there is none."""

    def read(files: Files) -> list[str]:
        with pytest.raises(InvalidInputError) as caught:
            read_folder(folder(files))
        found: tuple[Problem, ...] = caught.value.problems
        assert all(problem.expected.zh and problem.expected.zh != problem.expected.en for problem in found)
        return [str(problem) for problem in found]

    return read


@pytest.fixture
def demand_problems(problems: Callable[..., list[str]]) -> Callable[..., list[str]]:
    """All problems of a demand with some cells replaced."""
    good = {
        "demand": "d-1",
        "kind": "wish",
        "category": "home repair",
        "unit": "grid-1",
        "start": "2026-03-02 09:00",
        "end": "2026-03-02 12:00",
        "minutes": "60",
    }

    def read(**cells: str) -> list[str]:
        row = good | cells
        quoted = ",".join('"' + cell.replace('"', '""') + '"' for cell in row.values())
        return problems({"demands.csv": ",".join(row) + "\n" + quoted + "\n"})

    return read


@pytest.fixture
def member_problems(problems: Callable[..., list[str]]) -> Callable[..., list[str]]:
    """All problems of a member with some cells replaced."""

    def read(**cells: str) -> list[str]:
        row = {"member": "m-1", "unit": "grid-1"} | cells
        quoted = ",".join(f'"{cell}"' for cell in row.values())
        return problems({"members.csv": ",".join(row) + "\n" + quoted + "\n"})

    return read


@pytest.fixture(params=["sqlite", "postgresql"])
def restarting(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[Callable[[Database], Any]], OpenStore[Any]]:
    """Makes what a conformance kit opens: an empty store in a database, closed before it is opened anew."""
    server = request.getfixturevalue("postgres_server") if request.param == "postgresql" else None

    def opener(store_of: Callable[[Database], Any]) -> OpenStore[Any]:
        @contextmanager
        def open_store() -> Iterator[Callable[[], Any]]:
            name = f"kit_{uuid4().hex}"
            place = {"url": f"sqlite:///{tmp_path / name}"} if server is None else {"url": server, "schema": name}
            opened: list[Database] = []

            def again() -> Any:
                while opened:
                    opened.pop().close()
                opened.append(Database.open(**place))
                return store_of(opened[0])

            try:
                yield again
            finally:
                opened.pop().close()

        return open_store

    return opener
