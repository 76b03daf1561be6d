"""kill -9: whoever posts is killed in the middle of it, again and again, on the same books.

A child posts gifts one by one and says so only after the ledger has answered. It is killed after some milliseconds.
Then: every gift that it spoke of is there; each is there as a whole, so that the members hold what the gifts come to;
and the gift that was under way is sent again under its key and is there once.
"""

import os
import signal
import time
from collections.abc import Callable
from itertools import islice
from random import Random

from attrs import Factory, define

from commgov.errors import CommgovError
from commgov.incentives import Command
from commgov.storage import Database
from faults.books import gifts, keys_of, open_books, standings_after, standings_of

MOST = 30  # gifts that a child has spoken of, at most, before its time begins to run out
LONGEST = 0.020  # seconds until it is killed then
EARLY_EVERY = 10  # one in so many is killed while it still opens the database
VERIFIED_EVERY = 25

_READY = b"!"

Post = Callable[[Database, Command, Callable[[], None]], None]
"""Posts a command, and calls back once it is there."""


def post(database: Database, command: Command, done: Callable[[], None]) -> None:
    """As it should be."""
    assert database.ledger().post(command)
    done()


def post_told_too_early(database: Database, command: Command, done: Callable[[], None]) -> None:
    """Planted: says that it is there before it is."""
    done()
    time.sleep(0.002)
    assert database.ledger().post(command)


def post_without_transaction(database: Database, command: Command, done: Callable[[], None]) -> None:
    """Planted: each statement is committed by itself."""
    from commgov.storage.ledger_sql import cursor_of, sql_of  # noqa: PLC0415 -- SQLAlchemy, in the child alone
    from commgov.storage.ledger_writing import Call, carry_out_calls  # noqa: PLC0415 -- as above

    engine = database._engine  # noqa: SLF001 -- the fault is planted behind the scenes
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        carry_out_calls(cursor_of(connection), sql_of(engine), [Call([command], 0)], None)
        connection.exec_driver_sql("BEGIN")
    done()


@define
class Found:
    """What the rounds have shown.

    Args:
        rounds: how many children were killed.
        told: gifts that a child said were there.
        untold: gifts that were there though no child had said so yet.
        lost: gifts that were said to be there and are not.
        broken: rounds after which members did not hold what the gifts come to, or the journal was broken.
        doubled: gifts that were there twice after they were sent again.
    """

    rounds: int = 0
    told: int = 0
    untold: int = 0
    lost: int = 0
    broken: int = 0
    doubled: int = 0

    @property
    def faults(self) -> int:
        return self.lost + self.broken + self.doubled


def kill(place: dict[str, str], rounds: int, *, seed: int = 0, how: Post = post, stop_at_fault: bool = False) -> Found:
    """Kill so many children, on one database.

    Args:
        place: what opens it.
        rounds: how many.
        seed: of the moments at which they are killed.
        how: how they post.
        stop_at_fault: whether to stop at the first fault: for those that are planted.
    """
    lots, found, books = Random(seed), Found(), _Books(place)
    with Database.open(**place) as database:
        open_books(database.ledger())
    for number in range(rounds):
        name = f"g{number}"
        least = None if number % EARLY_EVERY == 0 else lots.randint(0, MOST)
        told = _killed(place, name, least, lots.uniform(0, LONGEST), how)
        found.rounds += 1
        found.told += told
        try:
            books.judge(name, told, found, whole=number % VERIFIED_EVERY == 0 or number == rounds - 1)
        except (CommgovError, AssertionError):
            found.broken += 1
        if stop_at_fault and found.faults:
            break
    return found


def _killed(place: dict[str, str], name: str, least: int | None, after: float, how: Post) -> int:
    """Let a child post until it is killed; how many gifts it said were there.

    Args:
        place: what opens the database.
        name: of the gifts.
        least: its time begins to run out when it has spoken of so many; None: at once.
        after: and then it has so many seconds.
        how: how it posts.
    """
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reads)
            with Database.open(**place) as database:
                os.write(writes, _READY)
                for command in gifts(name):
                    how(database, command, lambda: os.write(writes, b"."))
        finally:
            os._exit(1)  # a child that fails ends here, and not in the test that forked it
    os.close(writes)
    said = b""
    while least is not None and len(said) < len(_READY) + least:
        more = os.read(reads, 1)
        if not more:
            break  # it has ended by itself, and what it left behind will be judged
        said += more
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while more := os.read(reads, 1 << 16):
        said += more
    os.close(reads)
    return len(said.removeprefix(_READY))


@define
class _Books:
    """What the books have to say after each round.

    Args:
        place: what opens the database.
        since: the first entry of the round.
        held: what members hold.
    """

    place: dict[str, str]
    since: int = 1
    held: dict[str, int] = Factory(lambda: standings_after([]))

    def judge(self, name: str, told: int, found: Found, *, whole: bool) -> None:
        """Open the books again and look; send the gift that was under way again."""
        with Database.open(**self.place) as database:
            ledger = database.ledger()
            there = keys_of(ledger, f"{name}-", self.since)
            found.lost += max(0, told - len(there))
            found.untold += max(0, len(there) - told)
            again = list(islice(gifts(name), max(told, len(there)) + 1))
            for command in again[max(0, told - 1) :]:
                assert ledger.post(command)
            found.doubled += len(keys_of(ledger, f"{name}-", self.since)) - len(again)
            self.held = standings_after(again, self.held)
            self.since += sum(1 for _ in ledger.entries(self.since))
            assert standings_of(ledger) == self.held
            if whole:
                ledger.verify()
