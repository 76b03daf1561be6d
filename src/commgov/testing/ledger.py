"""The conformance kit of ledger stores: what every store must do, whoever wrote it."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from hypothesis import seed as seeded
from hypothesis import settings
from hypothesis.stateful import invariant

from commgov.incentives import LedgerStore
from commgov.testing.ledger_machine import LedgerMachine
from commgov.testing.machines import run_machine


def check_ledger_store(
    open_store: Callable[[], AbstractContextManager[Callable[[], LedgerStore]]],
    *,
    examples: int = 100,
    steps: int = 50,
    seed: int | None = None,
) -> int:
    """Judge a ledger store: do to it whatever can be done, in any order, and hold it against a model.

    Transfers, linked steps, batches, holds and their ends, time that passes, reversals, repeated and reused keys,
    accounts that come, change and go, and restarts. After each step every account must stand as a model of a few dicts
    says; in the end the journal must fold to that, link by link the same as that of a store in memory.

    Args:
        open_store: a context manager that makes an empty store, and gives a function that opens this store, each time
            anew; what it has kept must be there again.
        examples: how many histories.
        steps: how long each is, at most.
        seed: which histories; None: as the profile of Hypothesis says, new ones each time unless it says otherwise.

    Returns:
        How many steps were done in all.

    Raises:
        AssertionError: with the shortest history after which the store is wrong.

    Example:
        >>> from contextlib import contextmanager
        >>> from tempfile import TemporaryDirectory
        >>> from commgov.storage import Database
        >>> @contextmanager
        ... def open_store():
        ...     with TemporaryDirectory() as folder, Database.open(f"sqlite:///{folder}/b.db") as database:
        ...         yield lambda: database.ledger().store
        >>> check_ledger_store(open_store, examples=2, steps=5) > 0
        True
    """
    done = 0

    class Machine(LedgerMachine):
        """The machine on this store."""

        @invariant()
        def count(self) -> None:
            """Asked once after each step."""
            nonlocal done
            done += 1

    machine = Machine if seed is None else seeded(seed)(Machine)
    drawn = None if seed is None else settings(derandomize=False, database=None)
    run_machine(machine, open_store, examples=examples, steps=steps, base=drawn)
    return done
