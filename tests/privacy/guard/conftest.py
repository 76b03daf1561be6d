"""Fictitious rosters, and real messages that nobody here wrote."""

import gzip
import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from attrs import frozen
from faker import Faker

from commgov.privacy import Gazetteer, LeakGuard

FILES = {
    "tipdm_class_raw": ("title", "text"),
    "tipdm_hot": ("title", "text"),
    "tipdm_reply": ("title", "text", "reply"),
}


@frozen
class Names:
    """A roster of made-up names."""

    of: tuple[str, ...]

    def names(self) -> Iterable[str]:
        return self.of


@pytest.fixture(scope="session")
def many_names() -> Names:
    """Nine thousand names of nobody, many of them short and made of common characters."""
    people = Faker("zh_CN")
    people.seed_instance(11)
    names: set[str] = set()
    while len(names) < 9_000:
        names.add(people.name())
    return Names(tuple(sorted(names)))


@pytest.fixture(scope="session")
def real_messages(shared: Path) -> list[str]:
    """Titles, bodies and replies of a city's message board, each once."""
    found = set()
    for name, columns in FILES.items():
        with gzip.open(shared / "data" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
            found |= {row[column].strip() for row in map(json.loads, file) for column in columns}
    return sorted(found - {""})


@pytest.fixture(scope="session")
def guard() -> LeakGuard:
    """A guard of a small community."""
    roster = Names(("王小虚", "李虚", "张造", "高兴", "黄河", "赵子虚", "Ann Invented"))
    return LeakGuard(roster, gazetteer=Gazetteer(["幸福花园", "向阳里", "听涛阁"]))
