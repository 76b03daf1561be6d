"""The conformance kit of access-log stores: what every store must do, whoever wrote it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import hypothesis.strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from commgov.core import FixedClock
from commgov.privacy import Tier
from commgov.privacy.audit import AuditEntry, AuditLog, LogStore
from commgov.privacy.audit.verifier import EMPTY_ROOT, leaf_hash, node_hash
from commgov.seal import SigningKey
from commgov.testing.machines import OpenStore, run_machine
from commgov.testing.rules import require

_START = datetime(2026, 3, 2, 9, tzinfo=UTC)
_CLOCK = FixedClock(_START)
_KEY = SigningKey(bytes(32))

ENTRIES = st.builds(
    AuditEntry,
    st.integers(0, 10**12).map(lambda moment: _START + timedelta(microseconds=moment)),
    st.sampled_from(["officer-7", "officer-8", "m-1"]),
    st.sampled_from(["read", "write", "share", "erase"]),
    subject=st.sampled_from(["", "p-1", "p-2", "p-3"]),
    fields=st.sampled_from([(), ("phone",), ("name", "phone")]),
    tier=st.sampled_from(Tier),
    purpose=st.sampled_from(["", "home-visit"]),
    allowed=st.booleans(),
)
"""Entries about three subjects and nobody."""


def root_of(contents: list[bytes]) -> bytes:
    """The root of a tree, as RFC 9162 defines it (2.1.1), word by word.

    Example:
        >>> root_of([b"one"]) == leaf_hash(b"one"), root_of([]) == EMPTY_ROOT
        (True, True)
    """
    if not contents:
        return EMPTY_ROOT
    if len(contents) == 1:
        return leaf_hash(contents[0])
    half = 1 << ((len(contents) - 1).bit_length() - 1)
    return node_hash(root_of(contents[:half]), root_of(contents[half:]))


class LogMachine(RuleBasedStateMachine):
    """Does to an access log whatever can be done, and holds it against a list."""

    open_store: OpenStore[LogStore]

    @initialize()
    def begin(self) -> None:
        """An empty log."""
        self._opening = self.open_store()
        self._again = self._opening.__enter__()
        self._log = AuditLog("b", self._again(), clock=_CLOCK)
        self._model: list[AuditEntry] = []
        self._roots: list[tuple[int, bytes]] = []

    def teardown(self) -> None:
        """The whole log stands as written."""
        if hasattr(self, "_log"):
            found = self._log.verify(keys=[_KEY.verifying_key])
            is_whole = (found.size, found.root) == (len(self._model), root_of(self._contents))
            require(is_whole, "the whole log is what was written")
            self._opening.__exit__(None, None, None)

    @property
    def _contents(self) -> list[bytes]:
        return [entry.to_bytes() for entry in self._model]

    @rule(entries=st.lists(ENTRIES, max_size=9))
    def append(self, entries: list[AuditEntry]) -> None:
        """New entries come behind the others, in their order."""
        before = len(self._model)
        numbers = self._log.append(entries)
        require(numbers == range(before, before + len(entries)), "new entries get the next numbers")
        self._model += entries

    @rule()
    def restart(self) -> None:
        """What is kept is there again."""
        self._log = AuditLog("b", self._again(), clock=_CLOCK)

    @rule()
    def sign(self) -> None:
        """A root is signed, and kept."""
        root = self._log.sign(_KEY)
        self._roots.append((root.size, root.root))
        kept = [(each.size, each.root) for each in self._log.signed_roots()]
        require(kept == self._roots, "signed roots are kept in order")

    @rule(subject=st.sampled_from(["p-1", "p-2", "p-3", "p-4"]))
    def ask_about(self, subject: str) -> None:
        """Who did what to somebody's data."""
        expected = [(number, entry) for number, entry in enumerate(self._model) if entry.subject == subject]
        require(list(self._log.about(subject)) == expected, "all entries about a subject are found, in order")
        is_there = self._log.mentions(["p-none", subject]) == frozenset([subject] if expected else [])
        require(is_there, "it is known of whom there is an entry")

    @precondition(lambda self: bool(getattr(self, "_model", ())))
    @rule(data=st.data())
    def prove(self, data: Any) -> None:
        """An entry stands in the log as it was at any later time, and no other entry does in its place."""
        size = data.draw(st.integers(1, len(self._model)))
        number = data.draw(st.integers(0, size - 1))
        proof = self._log.prove(number, size)
        root = root_of(self._contents[:size])
        require(proof.entry == self._contents[number] and proof.holds(root), "an entry is proven at any later size")
        require(not proof.holds(leaf_hash(root)), "a proof fits one root only")

    @precondition(lambda self: bool(getattr(self, "_model", ())))
    @rule(data=st.data())
    def prove_growth(self, data: Any) -> None:
        """The log only grew between any two sizes."""
        new = data.draw(st.integers(1, len(self._model)))
        old = data.draw(st.integers(1, new))
        roots = root_of(self._contents[:old]), root_of(self._contents[:new])
        require(self._log.prove_growth(old, new).holds(*roots), "growth is proven between any two sizes")

    @invariant()
    def reads_what_was_written(self) -> None:
        """All entries are there, and nothing else."""
        if hasattr(self, "_log"):
            require(list(self._log.entries()) == self._model, "entries are read as they were written")
            require(self._log.size == len(self._model), "the size is the number of entries")
            require(self._log.root() == root_of(self._contents), "the root is that of RFC 9162")


def check_log_store(open_store: OpenStore[LogStore], *, examples: int = 50, steps: int = 30) -> None:
    """Judge a store of an access log: append, restart, sign, ask and prove, in any order, beside a list and RFC 9162.

    Args:
        open_store: a context manager that makes an empty store, and gives a function that opens this store, each time
            anew; what it has kept must be there again.
        examples: how many histories.
        steps: how long each is, at most.

    Raises:
        AssertionError: with the shortest history after which the store is wrong.

    Example:
        >>> from contextlib import contextmanager
        >>> from tempfile import TemporaryDirectory
        >>> from commgov.storage import Database
        >>> @contextmanager
        ... def open_store():
        ...     with TemporaryDirectory() as folder, Database.open(f"sqlite:///{folder}/b.db") as database:
        ...         yield lambda: database.access_log("b").store
        >>> check_log_store(open_store, examples=2, steps=5)
    """
    run_machine(LogMachine, open_store, examples=examples, steps=steps)
