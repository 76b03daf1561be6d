"""The long run of the ledger's state machine: whatever can be done to a ledger, in any order, held against a model."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from attrs import frozen

from commgov.incentives import Command, LedgerStore, MemoryStore
from commgov.incentives.ledger import Receipt, Refusal
from commgov.storage import Database
from commgov.testing import check_ledger_store
from commgov.testing.ledger_machine import always

HISTORIES, STEPS = 100, 50
OpenStore = Callable[[], AbstractContextManager[Callable[[], LedgerStore]]]


@frozen
class LongRun:
    """How far the machine came without finding anything.

    Args:
        steps: how many steps were done.
        seeds: of how many seeds.
    """

    steps: int
    seeds: int


def run(open_store: OpenStore, steps: int, first_seed: int = 0) -> LongRun:
    """Take seed after seed until so many steps are done; raises what the first wrong history raises."""
    done = seeds = 0
    while done < steps:
        done += check_ledger_store(open_store, examples=HISTORIES, steps=STEPS, seed=first_seed + seeds)
        seeds += 1
    return LongRun(done, seeds)


def in_memory() -> AbstractContextManager[Callable[[], LedgerStore]]:
    """A store that cannot be opened again."""
    return always(MemoryStore())


def on_sqlite(folder: Path) -> OpenStore:
    """Stores in files of a folder, opened anew at each restart."""

    @contextmanager
    def open_store() -> Iterator[Callable[[], LedgerStore]]:
        file = folder / "machine.db"
        opened: list[Database] = []

        def again() -> LedgerStore:
            while opened:
                opened.pop().close()
            opened.append(Database.open(f"sqlite:///{file}"))
            return opened[0].ledger().store

        try:
            yield again
        finally:
            opened.pop().close()
            for left in folder.glob("machine.db*"):
                left.unlink()

    return open_store


class Late(MemoryStore):
    """The planted fault: holds end a microsecond late."""

    def run(self, commands: Sequence[Command], now: int) -> list[Receipt | Refusal]:
        return super().run(commands, now - 1)


def planted() -> AbstractContextManager[Callable[[], LedgerStore]]:
    """A store with the planted fault."""
    return always(Late())
