"""What a ledger asks of whoever keeps it, and the reference that keeps it in memory.

`commgov.storage` keeps it in SQLite and PostgreSQL; `commgov.testing` has the tests that every store must pass.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from threading import Lock
from typing import Protocol

from commgov.core import Text
from commgov.core.streams.store import StreamReader
from commgov.incentives.ledger.accounts import AccountId, Book, Standing
from commgov.incentives.ledger.answering import carry_out, expire
from commgov.incentives.ledger.answers import Receipt, Refusal
from commgov.incentives.ledger.checkpoints import Checkpoint
from commgov.incentives.ledger.commands import Command
from commgov.incentives.ledger.journal import Entry
from commgov.incentives.ledger.state import Known, OpenHold, State


class LedgerReader(Protocol):
    """Reads one community's journal, and what it adds up to."""

    def standing(self, account: AccountId) -> Standing | None:
        """How one account stands, all of it at one moment."""
        ...

    def standings(self, book: Book | None = None) -> Iterable[Standing]:
        """How all accounts stand, or those of one book, all at one moment."""
        ...

    def holds(self) -> dict[int, OpenHold]:
        """The open holds, by the number of their entry."""
        ...

    def entries(self, first: int = 1) -> Iterator[Entry]:
        """The journal from an entry on, in order."""
        ...

    def last(self) -> Entry | None:
        """The last entry of the journal."""
        ...

    def receipt(self, key: str) -> Receipt | None:
        """The receipt of the command that was carried out under a key."""
        ...

    def checkpoints(self) -> list[Checkpoint]:
        """The signed checkpoints, in order."""
        ...

    def streams(self) -> StreamReader | None:
        """The streams that are kept together with the ledger; None where there are none."""
        ...

    def faults(self) -> Iterable[Text]:
        """What is wrong with the store itself: a guard that is gone, a column that does not follow from the others."""
        ...


class LedgerStore(LedgerReader, Protocol):
    """Keeps one community's journal, and what it adds up to."""

    def run(self, commands: Sequence[Command], now: int) -> list[Receipt | Refusal]:
        """Carry commands out in their order, in one transaction, and answer once they are there for good.

        Expired holds end first, also where there is no command. A refused command changes nothing; others go on.

        Args:
            commands: what is to be done.
            now: the present, in microseconds since 1970, UTC; a store never goes back behind its last entry.

        Raises:
            StorageError: if the store could not do it; nothing of it was kept.
        """
        ...

    def keep_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Add a signed checkpoint; none is ever changed or removed.

        Raises:
            StorageError: if the store could not do it.
        """
        ...

    def at_one_moment(self) -> AbstractContextManager[LedgerReader]:
        """Read all of it as it stands at one moment, whoever writes meanwhile."""
        ...


def answer_all(state: State, commands: Sequence[Command], now: int) -> tuple[list[Receipt | Refusal], list[Entry]]:
    """Answer commands one after the other; the entries that they add. The state advances by them.

    Args:
        state: with all that the commands touch, and every hold that expires by now.
        commands: what is to be done.
        now: the present, in microseconds since 1970, UTC.
    """
    at = max(now, state.at)
    entries = list(expire(state, at))
    return carry_out(state, commands, at, entries), entries


class MemoryReader:
    """Reads what is in memory, which nobody must change meanwhile."""

    def __init__(self, state: State, journal: Sequence[Entry], checkpoints: Sequence[Checkpoint]) -> None:
        """Take what there is."""
        self._state, self._journal, self._checkpoints = state, journal, checkpoints

    def standing(self, account: AccountId) -> Standing | None:
        """See `LedgerReader`."""
        standing = self._state.accounts.get(account)
        return None if standing is None else standing.copy()

    def standings(self, book: Book | None = None) -> Iterable[Standing]:
        """See `LedgerReader`."""
        every = self._state.accounts.values()
        return [standing.copy() for standing in every if book in {None, standing.account.book}]

    def holds(self) -> dict[int, OpenHold]:
        """See `LedgerReader`."""
        return dict(self._state.holds)

    def entries(self, first: int = 1) -> Iterator[Entry]:
        """See `LedgerReader`."""
        return iter(self._journal[max(0, first - 1) :])

    def last(self) -> Entry | None:
        """See `LedgerReader`."""
        return self._journal[-1] if self._journal else None

    def receipt(self, key: str) -> Receipt | None:
        """See `LedgerReader`."""
        known = self._state.known.get(key)
        if known is None:
            return None
        first, parts, _ = Known.of(known) if isinstance(known, Entry) else known
        return Receipt(key, first, parts)

    def checkpoints(self) -> list[Checkpoint]:
        """See `LedgerReader`."""
        return list(self._checkpoints)

    def streams(self) -> None:
        """See `LedgerReader`: none are kept here."""

    def faults(self) -> Iterable[Text]:
        """See `LedgerReader`: there is nothing beside the ledger."""
        return ()


class MemoryStore:
    """Keeps a ledger in memory: the reference, and good for simulation. Threads may share it."""

    def __init__(self) -> None:
        """Begin with an empty journal."""
        self._state, self._journal, self._lock = State(), list[Entry](), Lock()
        self._checkpoints = list[Checkpoint]()
        self._reader = MemoryReader(self._state, self._journal, self._checkpoints)

    def run(self, commands: Sequence[Command], now: int) -> list[Receipt | Refusal]:
        """See `LedgerStore`."""
        with self._lock:
            answers, entries = answer_all(self._state, commands, now)
            self._journal += entries
            return answers

    def standing(self, account: AccountId) -> Standing | None:
        """See `LedgerReader`."""
        with self._lock:
            return self._reader.standing(account)

    def standings(self, book: Book | None = None) -> Iterable[Standing]:
        """See `LedgerReader`."""
        with self._lock:
            return self._reader.standings(book)

    def holds(self) -> dict[int, OpenHold]:
        """See `LedgerReader`."""
        with self._lock:
            return self._reader.holds()

    def entries(self, first: int = 1) -> Iterator[Entry]:
        """See `LedgerReader`."""
        with self._lock:
            return self._reader.entries(first)

    def last(self) -> Entry | None:
        """See `LedgerReader`."""
        with self._lock:
            return self._reader.last()

    def receipt(self, key: str) -> Receipt | None:
        """See `LedgerReader`."""
        with self._lock:
            return self._reader.receipt(key)

    @contextmanager
    def at_one_moment(self) -> Iterator[LedgerReader]:
        """See `LedgerStore`."""
        with self._lock:
            accounts = {standing.account.id: standing for standing in self._reader.standings()}
            state = State(accounts=accounts, holds=self._reader.holds(), known=dict(self._state.known))
            moment = MemoryReader(state, list(self._journal), list(self._checkpoints))
        yield moment

    def keep_checkpoint(self, checkpoint: Checkpoint) -> None:
        """See `LedgerStore`."""
        with self._lock:
            self._checkpoints.append(checkpoint)

    def checkpoints(self) -> list[Checkpoint]:
        """See `LedgerReader`."""
        with self._lock:
            return self._reader.checkpoints()

    def streams(self) -> None:
        """See `LedgerReader`: none are kept here."""

    def faults(self) -> Iterable[Text]:
        """See `LedgerReader`."""
        return self._reader.faults()
