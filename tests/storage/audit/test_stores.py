"""The access log in databases: the contract, other writers, own transactions, and whoever owns the database."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context

import pytest
from sqlalchemy import text

from commgov.core import FixedClock
from commgov.errors import StorageError
from commgov.privacy import AuditEntry, BrokenLogError
from commgov.seal import SigningKey
from commgov.storage import Database
from commgov.testing import check_log_store

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CLOCK = FixedClock(NOON)
KEY = SigningKey.generate()


def read(subject="p-1"):
    return AuditEntry(NOON, "officer-7", "read", subject=subject, fields=("phone",))


def run(database, *statements):
    with database.transaction() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_the_stores_in_databases_keep_the_contract_also_after_a_restart(restarting):
    open_store = restarting(lambda database: database.access_log("b").store)
    check_log_store(open_store, examples=8, steps=20)


def test_an_entry_and_what_it_tells_of_are_written_together_or_not_at_all(database):
    run(database, "CREATE TABLE own (n INTEGER)")
    log = database.access_log("b", clock=CLOCK)

    def both(fails):
        with database.transaction() as connection:
            connection.execute(text("INSERT INTO own VALUES (1)"))
            database.access_log("b", within=connection).append([read()])
            if fails:
                raise RuntimeError("the caller's own")

    with pytest.raises(RuntimeError):
        both(fails=True)
    assert log.size == 0
    both(fails=False)
    assert log.size == 1
    assert log.verify().size == 1


def test_threads_add_their_entries_without_gap_or_overlap(database):
    log = database.access_log("b", clock=CLOCK)
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda place: log.append([read(f"p-{place % 5}")] * (place % 4)), range(40)))
    assert sorted(number for some in numbers for number in some) == list(range(log.verify().size))
    for place, some in enumerate(numbers):
        assert {log_entry.subject for number, log_entry in log.about(f"p-{place % 5}") if number in some} <= {
            f"p-{place % 5}"
        }


def _append_some(place, name):
    with Database.open(**place) as database:
        log = database.access_log("b", clock=CLOCK)
        return [number for _ in range(10) for number in log.append([read(name)] * 2)]


def test_processes_add_their_entries_to_one_tree(database_place):
    with Database.open(**database_place) as database, ProcessPoolExecutor(3, get_context("spawn")) as pool:
        added = list(pool.map(_append_some, [database_place] * 3, ["p-1", "p-2", "p-3"]))
        log = database.access_log("b", clock=CLOCK)
        assert sorted(number for some in added for number in some) == list(range(60))
        assert log.verify().size == 60
        assert [number for number, _ in log.about("p-2")] == added[1]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET subject = 'p-2'",
        "DELETE FROM audit_entry",
        "UPDATE audit_node SET number = 99 WHERE level = 0 AND number = 0",
        "DELETE FROM audit_node",
        "UPDATE audit_root SET statement = ''",
        "DELETE FROM audit_root",
    ],
)
def test_the_database_refuses_to_change_or_remove_what_was_written(database, statement):
    log = database.access_log("b", clock=CLOCK)
    log.append([read()] * 3)
    log.sign(KEY)
    with pytest.raises(StorageError, match="only ever added"):
        run(database, statement)
    assert log.verify().size == 3


def without_triggers(database, statement):
    """What somebody does who owns the database."""
    tables = ("audit_entry", "audit_node", "audit_root")
    if repr(database) == "Database(sqlite)":
        off = [f"DROP TRIGGER {table}_{verb}" for table in tables for verb in ("UPDATE", "DELETE")]
    else:
        off = [f"ALTER TABLE {table} DISABLE TRIGGER ALL" for table in tables]
    run(database, *off, statement)


@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("UPDATE audit_entry SET subject = 'p-2' WHERE number = 4", 4),
        ("UPDATE audit_entry SET content = (SELECT content FROM audit_entry WHERE number = 1) WHERE number = 2", 2),
        ("DELETE FROM audit_entry WHERE number = 3", 3),
        ("DELETE FROM audit_entry WHERE number = 8", 8),
        ("DELETE FROM audit_node WHERE level = 0 AND number = 6", 6),
        (
            "UPDATE audit_node SET hash = (SELECT hash FROM audit_node WHERE level = 0 AND number = 0) WHERE level = 1",
            0,
        ),
        ("DELETE FROM audit_node WHERE level = 2 AND number = 1", 4),
    ],
)
def test_verify_names_the_first_entry_that_is_wrong(database, statement, number):
    log = database.access_log("b", clock=CLOCK)
    log.append([read(f"p-{place}") for place in range(9)])
    without_triggers(database, statement)
    with pytest.raises(BrokenLogError) as broken:
        log.verify()
    assert broken.value.number == number


def test_a_log_whose_end_was_cut_off_with_its_hashes_is_found_by_the_signed_root(database):
    log = database.access_log("b", clock=CLOCK)
    log.append([read()] * 5)
    log.sign(KEY)
    run_off = "DELETE FROM audit_entry WHERE number = 4"
    without_triggers(database, run_off)
    run(database, "DELETE FROM audit_node WHERE level = 0 AND number = 4")
    with pytest.raises(BrokenLogError, match="ends before"):
        log.verify()


@pytest.mark.parametrize("said", ["[]", "no", '{"log":"b"}'])
def test_a_signed_root_that_no_log_wrote_is_named(database, said):
    log = database.access_log("b", clock=CLOCK)
    log.append([read()])
    log.sign(KEY)
    without_triggers(database, f"UPDATE audit_root SET statement = '{said}'")  # noqa: S608 -- constants
    with pytest.raises(StorageError, match="signed root"):
        log.verify()
