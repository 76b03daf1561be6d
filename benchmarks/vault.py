"""The vault as a whole beside what is usually built: SQLAlchemy, encrypted columns of `sqlalchemy-utils`, audit rows.

5,000 invented residents of eight fields in a hundred grids, on SQLite with the same settings (WAL, FULL). Both do each
job in one transaction for what it changes, write who did it before anything is given out, and give the same answers.
By the clock, since both wait for the disk, and in processor time; rounds are interleaved, and a ratio is the median of
the rounds' ratios.

The peer (`vault_peer`) runs among the peers: `python -m benchmarks.vault --among-peers`.
"""

import gc
import json
import random
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import Engine

from benchmarks.peers import Rows, rows_from_peers
from benchmarks.vault_people import COLUMNS, GRIDS, NOW, PURPOSE, READER, ROLE, VIEW, Values, person
from commgov.core import FixedClock
from commgov.grid import Organisation
from commgov.privacy import (
    AccessControl,
    AccessPolicy,
    Assignment,
    AssignmentBook,
    Basis,
    BasisBook,
    BasisKind,
    Origin,
    Purpose,
    Resident,
    SubjectBasis,
    Vault,
)
from commgov.seal import Keyset
from commgov.storage import Database

RESIDENTS, ROUNDS = 5000, 7
PUTS, READS, LISTS = 20, 60, 6  # of each round


class Ours:
    """The vault."""

    def __init__(self, folder: Path) -> None:
        """Open an empty one."""
        grids = [f"grid-{at}" for at in range(GRIDS)]
        organisation = Organisation.from_columns(["b", *grids], [None, *["b"] * GRIDS])
        self.duty = Basis(BasisKind.DUTY, "regulation-9")
        staff = AssignmentBook([Assignment(READER, ROLE, "b", NOW)])
        everybody = range(RESIDENTS + PUTS * ROUNDS)
        bases = BasisBook([SubjectBasis(f"r-{number}", PURPOSE, self.duty, NOW) for number in everybody])
        self.control = AccessControl(AccessPolicy.community(), organisation, staff, bases)
        self.database, self.root = Database.open(f"sqlite:///{folder / 'ours.db'}"), Keyset.generate()
        self.engine = self.database._engine  # noqa: SLF001 - to fill both sides without waiting for the disk
        self.start()

    def start(self) -> None:
        """Open it as a process does that has just started: no key is open. The day's round is done for all rounds."""
        vault = Vault.open(self.database, community="b", keys=self.root, control=self.control, clock=FixedClock(NOW))
        self.vault, self.session = vault, vault.session(by=READER, purpose=Purpose(PURPOSE))

    def close_keys(self) -> None:
        """As if another process began to read."""
        self.vault.keys.forget()

    def put(self, number: int) -> None:
        """A new resident."""
        ref, grid, values = person(number)
        written = self.session.put(Resident(ref=ref, **values), basis=self.duty, origin=Origin.PERSON, unit=grid)
        assert written, written.why("en")

    def get(self, number: int) -> Values:
        """Some fields of one."""
        return dict(self.session.get(f"r-{number}", VIEW).values)

    def page(self, number: int) -> list[Values]:
        """A masked list of a grid."""
        rows = self.session.list(Resident, COLUMNS, units=[f"grid-{number % GRIDS}"], masked=True)
        return [dict(row.values) for row in rows]

    def find(self, number: int) -> list[str]:
        """Who has a telephone."""
        return list(self.session.find(Resident, phone=person(number)[2]["phone"]).refs)

    def who_saw(self, number: int) -> list[tuple[str, str]]:
        """Who did what to somebody's data; what the policy decided differently has an entry of its own."""
        return list(dict.fromkeys((entry.by, entry.action) for _, entry in self.vault.accesses(f"r-{number}")))


def among_peers() -> Rows:
    """Fill both, ask both the same, and time it."""
    from benchmarks.vault_peer import Peer  # noqa: PLC0415 - among the peers only

    with TemporaryDirectory(prefix="commgov-bench-") as folder:
        sides = {"ours": Ours(Path(folder)), "peer": Peer(Path(folder))}
        for side in sides.values():
            _waits(side.engine, "OFF")
            for number in range(RESIDENTS):
                side.put(number)
            _waits(side.engine, "FULL")
        sides["ours"].start()
        return _rows(sides)


def _waits(engine: Engine, mode: str) -> None:
    """Whether a commit waits for the disk; the pool has one connection, since nobody else asks for one."""
    with engine.connect() as connection:
        connection.connection.execute(f"PRAGMA synchronous = {mode}").close()


def _rows(sides: dict[str, Any]) -> Rows:
    draw = random.Random(1)  # noqa: S311 - the same people each time
    jobs = {
        "a new resident of eight fields": ("put", PUTS),
        "four fields of one, keys not open": ("get", READS),
        "four fields of one": ("get", READS),
        "masked list of a grid of 50": ("page", LISTS),
        "find by telephone": ("find", READS),
        "who saw somebody's data": ("who_saw", READS),
    }
    took: dict[str, list[dict[str, tuple[float, float]]]] = {what: [] for what in jobs}
    for turn in range(ROUNDS):
        new = range(RESIDENTS + turn * PUTS, RESIDENTS + (turn + 1) * PUTS)
        people = draw.sample(range(RESIDENTS), READS)
        for what, (job, times) in jobs.items():
            asked = list(new) if job == "put" else people[:times]
            answers, lap = [], {}
            for side in sorted(sides, reverse=bool(turn % 2)):
                if "not open" in what:
                    sides[side].close_keys()
                answer, lap[side] = _timed(getattr(sides[side], job), asked)
                answers.append(answer)
            assert answers[0] == answers[1], what
            took[what].append(lap)
    return [_row(what, laps) for what, laps in took.items()]


def _timed(job: Callable[[int], object], asked: list[int]) -> tuple[list[object], tuple[float, float]]:
    gc.collect()
    clock, processor = perf_counter(), process_time()
    answers = [job(number) for number in asked]
    return answers, ((perf_counter() - clock) / len(asked), (process_time() - processor) / len(asked))


def _row(what: str, laps: list[dict[str, tuple[float, float]]]) -> tuple[str, str, str]:
    def ratio(clock: int) -> float:
        return median(lap["ours"][clock] / lap["peer"][clock] for lap in laps)

    def of(side: str) -> str:
        clock, processor = (1e3 * median(lap[side][at] for lap in laps) for at in (0, 1))
        return f"{clock:.1f} ms ({processor:.1f} of the processor)"

    value = f"{ratio(0):.1f} × the peer's time"
    peer = f"sqlalchemy-utils {version('sqlalchemy-utils')}"
    return what, value, f"processor {ratio(1):.1f} ×; ours {of('ours')}, {peer} {of('peer')}"


def measure() -> Rows:
    """Rows: each job, ours beside the peer's."""
    return rows_from_peers("benchmarks.vault")


if __name__ == "__main__":
    if "--among-peers" in sys.argv:
        print(json.dumps(among_peers(), ensure_ascii=False))
    else:
        for row in measure():
            print("| " + " | ".join(row) + " |")
