"""The access log's tree beside pymerkle's, and the stored log with one entry and with many a commit.

Both trees take the same bytes, one entry after the other, and end with the same root; of proofs the same entries are
proven at the same size, and each proof is verified. Both live in memory. By processor time, in interleaved rounds: each
round gives one ratio, and their median counts.

The stored log waits for the disk (SQLite: WAL, FULL), so it is measured by the wall clock, beside the same entries one
by one, each of which is there for good before the next one comes.
"""

import gc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from pymerkle import InmemoryTree

from commgov.privacy import Tier
from commgov.privacy.audit import AuditEntry, AuditLog, MemoryLogStore
from commgov.privacy.audit.store import Row
from commgov.storage import Database

Rows = list[tuple[str, str, str]]

ROUNDS = 7
ENTRIES = 20_000
PROOFS = 200
SINGLES = 100
CALLERS = 64
START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def measure() -> Rows:
    """Rows: appending and proving beside pymerkle, the stored log."""
    entries = [
        AuditEntry(
            START + timedelta(seconds=number),
            f"officer-{number % 300}",
            "read",
            subject=f"p-{number % 5000}",
            fields=("phone",),
            tier=Tier.T3,
            purpose="home-visit",
        )
        for number in range(ENTRIES)
    ]
    return [*_trees([entry.to_bytes() for entry in entries]), *_stored(entries)]


def _timed(way: Callable[[], object], clock: Callable[[], float] = process_time) -> float:
    gc.collect()
    start = clock()
    way()
    return clock() - start


def _trees(contents: list[bytes]) -> Rows:
    rows = [Row("", content) for content in contents]
    one_by_one, at_once, proving, verifying = [], [], [], []
    for _ in range(ROUNDS):
        peer, log, batch = InmemoryTree(algorithm="sha256"), AuditLog("b"), AuditLog("b")
        theirs = _timed(lambda tree=peer: [tree.append_entry(content) for content in contents])
        ours = _timed(lambda store=log.store: [store.append([row]) for row in rows])
        batched = _timed(lambda store=batch.store: store.append(rows))
        assert isinstance(log.store, MemoryLogStore)
        assert peer.get_root() == log.root() == batch.root()
        one_by_one.append(theirs / ours)
        at_once.append(theirs / batched)
        asked, root = range(0, ENTRIES, ENTRIES // PROOFS), log.root()
        theirs = _timed(lambda tree=peer, some=asked: [tree.prove_inclusion(number + 1, ENTRIES) for number in some])
        ours = _timed(lambda log=log, some=asked: [log.prove(number, ENTRIES) for number in some])
        proving.append(theirs / ours)
        proofs = [log.prove(number, ENTRIES) for number in asked]
        verifying.append(_timed(lambda some=proofs, root=root: all(proof.holds(root) for proof in some)) / len(proofs))
        assert all(proof.holds(root) for proof in proofs)
    return [
        ("append, one by one", f"{median(one_by_one):.1f} × pymerkle", f"{ENTRIES:,} entries; goal: at least 4"),
        ("append, in one call", f"{median(at_once):.1f} × pymerkle one by one", "pymerkle has no call for many"),
        ("prove an entry", f"{median(proving):.1f} × pymerkle", f"{PROOFS} of {ENTRIES:,}; goal: at least 6"),
        ("verify a proof", f"{median(verifying) * 1e6:.0f} µs", "beside it"),
    ]


def _stored(entries: list[AuditEntry]) -> Rows:
    many, threads = [], []
    with TemporaryDirectory(prefix="commgov-bench-") as folder:
        for number in range(ROUNDS):
            with Database.open(f"sqlite:///{Path(folder) / str(number)}.db") as database:
                log = database.access_log("b")
                single = _timed(lambda log=log: [log.append([entry]) for entry in entries[:SINGLES]], perf_counter)
                batch = _timed(lambda log=log: log.append(entries[:2000]), perf_counter)
                some = entries[: CALLERS * 20]
                with ThreadPoolExecutor(CALLERS) as pool:
                    asked = _timed(
                        lambda log=log, pool=pool, some=some: list(pool.map(lambda entry: log.append([entry]), some)),
                        perf_counter,
                    )
                assert log.size == SINGLES + 2000 + len(some)
                log.verify()
            each = single / SINGLES
            many.append(each / (batch / 2000))
            threads.append(each / (asked / len(some)))
    return [
        ("stored, 2,000 a commit", f"{median(many):.0f} × one a commit", "goal: at least 20"),
        (f"stored, {CALLERS} callers at a time", f"{median(threads):.1f} × one caller", "each waits for its own entry"),
    ]
