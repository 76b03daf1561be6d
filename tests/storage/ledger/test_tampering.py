"""Whoever changes a ledger behind its back is refused by the database, or found by verify."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from commgov.core import FixedClock
from commgov.errors import StorageError
from commgov.incentives.ledger import (
    MINUTES,
    Account,
    BrokenJournalError,
    Command,
    Hold,
    Open,
    Reverse,
    Settle,
    Transfer,
)
from commgov.seal import SigningKey

CLOCK = FixedClock(datetime(2026, 3, 2, 9, tzinfo=UTC))


def command(key, *steps):
    return Command(key, steps, by="officer-7", cause="test", approved_by="officer-8")


@pytest.fixture
def ledger(database):
    ledger = database.ledger(clock=CLOCK)
    accounts = (Account("issued", MINUTES, floor=None), Account("a", MINUTES), Account("l", MINUTES, keeps_lots=True))
    assert ledger.post(command("accounts", *map(Open, accounts)))
    assert ledger.post(command("earned", Transfer("issued", "a", 100), Transfer("issued", "l", 50)))
    assert ledger.post(command("hold", Hold("a", "issued", 10)))
    assert ledger.post(command("undo", Reverse(4)))
    assert ledger.post(command("more", Transfer("issued", "a", 110)))
    return ledger


def run(database, *statements):
    with database.transaction() as connection:
        for statement in statements:
            connection.execute(text(statement))


def without_triggers(database, statement):
    """What somebody does who owns the database."""
    if repr(database) == "Database(sqlite)":
        off = [
            f"DROP TRIGGER ledger_{table}_{verb}" for table in ("entry", "checkpoint") for verb in ("UPDATE", "DELETE")
        ]
    else:
        off = [f"ALTER TABLE ledger_{table} DISABLE TRIGGER ALL" for table in ("entry", "checkpoint")]
    run(database, *off, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET amount = 1",
        "DELETE FROM ledger_entry",
        "UPDATE ledger_checkpoint SET statement = ''",
        "DELETE FROM ledger_checkpoint WHERE number = 1",
    ],
)
def test_the_database_refuses_to_change_or_remove_what_was_written(database, ledger, statement):
    ledger.checkpoint(SigningKey.generate())
    with pytest.raises(StorageError, match="only ever added"):
        run(database, statement)
    assert ledger.verify().entries == 8


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE ledger_account SET posted = -1 WHERE id = 'l'", "floor"),
        ("UPDATE ledger_account SET held_out = -1", "amounts"),
        ("UPDATE ledger_account SET lots = NULL WHERE id = 'l'", "flags"),
        ("INSERT INTO ledger_hold VALUES (99, 'a', 'issued', 0, 0, '')", "amounts"),
    ],
)
def test_the_database_refuses_amounts_that_cannot_be(database, ledger, statement, constraint):
    with pytest.raises(StorageError, match=constraint):
        run(database, statement)
    assert ledger.verify()


def test_the_database_refuses_a_key_and_an_end_that_are_there_already(database, ledger):
    columns = '"by", approved_by, cause, body, link'
    for key, refers in (("earned", 0), ("new", 4)):
        made = (
            f"INSERT INTO ledger_entry SELECT 99, '{key}', 1, kind, debit, credit, amount, {refers}, expires, detail,"  # noqa: S608
            f" at, {columns} FROM ledger_entry WHERE seq = 8"
        )
        with pytest.raises(StorageError, match=r"(?i)unique"):
            run(database, made)
    assert ledger.verify()


@pytest.mark.parametrize(
    ("statement", "seq"),
    [
        ("UPDATE ledger_entry SET amount = amount + 1 WHERE seq = 5", 5),
        ("UPDATE ledger_entry SET cause = 'other' WHERE seq = 6", 6),
        ("DELETE FROM ledger_entry WHERE seq = 7", 8),
        ("UPDATE ledger_entry SET credit = 'l' WHERE seq = 8", 8),
        ("UPDATE ledger_account SET posted = posted + 1 WHERE id = 'a'", 8),
        ("UPDATE ledger_account SET lots = 'never:49' WHERE id = 'l'", 8),
        ("UPDATE ledger_account SET floor = -5 WHERE id = 'a'", 8),
        ("UPDATE ledger_account SET is_closed = 1 WHERE id = 'l'", 8),
        ("DELETE FROM ledger_account WHERE id = 'l'", 8),
        ("UPDATE ledger_hold SET amount = 9", 8),
        ("DELETE FROM ledger_hold", 8),
    ],
)
def test_verify_names_the_first_entry_that_is_wrong(database, ledger, statement, seq):
    assert ledger.verify().entries == 8
    without_triggers(database, statement)
    with pytest.raises(BrokenJournalError) as broken:
        ledger.verify()
    assert broken.value.seq == seq


@pytest.mark.parametrize(
    ("statement", "row"),
    [
        ("UPDATE ledger_account SET lots = 'tomorrow' WHERE id = 'l'", "account 'l'"),
        ("UPDATE ledger_account SET overflow = 'a' WHERE id = 'a'", "account 'a'"),
        ("UPDATE ledger_checkpoint SET statement = '[]'", "checkpoint"),
        ("UPDATE ledger_checkpoint SET statement = 'no'", "checkpoint"),
    ],
)
def test_a_row_that_no_ledger_wrote_is_named(database, ledger, statement, row):
    ledger.checkpoint(SigningKey.generate())
    without_triggers(database, statement)
    with pytest.raises(StorageError, match=row):
        ledger.verify()


def test_a_removed_checkpoint_is_missed_by_nobody_but_a_cut_journal_by_the_copy(database, ledger):
    key = SigningKey.generate()
    kept = ledger.checkpoint(key)
    without_triggers(database, "DELETE FROM ledger_checkpoint")
    run(
        database,
        "DELETE FROM ledger_entry WHERE seq = 8",
        "UPDATE ledger_account SET posted = posted - 110, owed = 10 WHERE id = 'a'",
    )
    run(database, "UPDATE ledger_account SET posted = posted + 110 WHERE id = 'issued'")
    with pytest.raises(BrokenJournalError, match="lost a guard"):  # the triggers; the amounts are in order
        ledger.verify()
    with pytest.raises(BrokenJournalError, match="ends before"):
        ledger.verify(keys=[key.verifying_key], checkpoints=[kept])


def test_an_account_that_is_gone_from_its_table_is_an_error_and_nothing_is_written(database, ledger):
    run(database, "DELETE FROM ledger_account WHERE id = 'l'")
    with pytest.raises(StorageError, match="gone"):
        ledger.post(command("gift", Transfer("a", "issued", 1), Transfer("issued", "l", 1)))


def test_a_sql_error_of_the_callers_own_is_a_storage_error(database, ledger):
    with pytest.raises(StorageError) as failed:
        run(database, "SELECT * FROM nowhere")
    assert isinstance(failed.value.__cause__, SQLAlchemyError)
    assert ledger.post(command("settle", Settle(6)))
