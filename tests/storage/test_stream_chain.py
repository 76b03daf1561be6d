"""Whoever changes a stored event, or takes one away, is found: also the last one, also by who owns the database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from commgov.core import FixedClock
from commgov.core.streams import BrokenStreamsError, MemoryStreams, StreamHead
from commgov.core.streams.chain import NO_EVENT, chained, refold_streams
from commgov.errors import ConflictError, StorageError
from commgov.incentives.ledger import MINUTES, Account, BrokenJournalError, Command, Open, Reverse, Transfer
from commgov.seal import SigningKey
from commgov.storage import Database

CLOCK = FixedClock(datetime(2026, 3, 2, 9, tzinfo=UTC))
EVENTS = [("record/s-1", 1, "draft"), ("award/s-1", 1, "{}"), ("record/s-1", 2, "提交"), ("record/s-2", 1, "draft")]


def filled(streams):
    for stream, number, body in EVENTS:
        streams.append(stream, number, body)
    return streams


def command(key, *steps):
    return Command(key, steps, by="officer-7", cause="test", approved_by="officer-8")


def run(database, *statements, off=True):
    """What somebody does who owns the database: first the triggers go."""
    if off and repr(database) == "Database(sqlite)":
        statements = (*(f"DROP TRIGGER stream_event_{verb}" for verb in ("UPDATE", "DELETE")), *statements)
    elif off:
        statements = ("ALTER TABLE stream_event DISABLE TRIGGER ALL", *statements)
    with database.transaction() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_all_events_make_one_chain_on_every_store(streams):
    filled(streams)
    events = list(streams.events())
    assert [event[:3] for event in events] == [(place, *event[:2]) for place, event in enumerate(EVENTS, 1)]
    assert events == list(filled(MemoryStreams()).events())
    assert refold_streams(events, streams.head()) == streams.head() == StreamHead(4, events[-1].link)


def test_what_is_refused_adds_no_link(streams):
    filled(streams)
    head = streams.head()
    with pytest.raises(ConflictError):
        streams.append("record/s-1", 2, "other")
    assert streams.head() == head
    streams.append("record/s-1", 3, "more")
    assert refold_streams(streams.events(), streams.head()).place == 5


def test_many_who_append_at_the_same_time_make_one_chain(database):
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda n: database.streams().append(f"record/s-{n}", 1, "draft"), range(30)))
    assert database.ledger().verify().streams.place == 30


def test_nobody_waits_crosswise_for_journal_and_streams(database):
    """Some write to the ledger first and some to a stream: one lock for both chains, so all of them come through."""
    ledger = database.ledger(clock=CLOCK)
    accounts = (Account("issued", MINUTES, floor=None), Account("a", MINUTES))
    assert ledger.post(command("accounts", *map(Open, accounts)))

    def both(number):
        with database.transaction() as connection:
            within = database.ledger(clock=CLOCK, within=connection)
            earned = command(f"k-{number}", Transfer("issued", "a", 1))
            todo = [
                lambda: within.post(earned),
                lambda: database.streams(within=connection).append(f"s/{number}", 1, ""),
            ]
            for each in todo if number % 2 else reversed(todo):
                each()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(both, range(16)))
    found = ledger.verify()
    assert (found.promised, found.streams.place) == ({MINUTES: 16}, 16)


def test_an_event_and_its_link_are_there_together_or_not_at_all(database):
    def cut_off():
        with database.transaction() as connection:
            filled(database.streams(within=connection))
            raise RuntimeError("power")

    with pytest.raises(RuntimeError, match="power"):
        cut_off()
    assert (database.streams().head(), database.ledger().verify().streams) == (NO_EVENT, NO_EVENT)


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("UPDATE stream_event SET body = 'drafT' WHERE place = 1", 1),
        ("UPDATE stream_event SET kind = 'other' WHERE place = 2", 2),
        ("UPDATE stream_event SET stream = 'record/s-9', number = 1 WHERE place = 3", 3),
        ("DELETE FROM stream_event WHERE place = 2", 2),
        ("DELETE FROM stream_event WHERE place = 4", 4),  # the last one, and all that its stream has
        ("DELETE FROM stream_event", 1),
        ("UPDATE stream_head SET place = 3", 4),
    ],
)
def test_verify_names_the_first_event_that_is_wrong(database, statement, place):
    filled(database.streams())
    assert database.ledger().verify().streams.place == 4
    run(database, statement)
    with pytest.raises(BrokenStreamsError) as broken:
        database.ledger().verify()
    assert (broken.value.place, bool(broken.value.why.zh)) == (place, True)


def test_one_flipped_bit_of_a_link_is_found(database):
    filled(database.streams())
    link = bytearray(list(database.streams().events())[1].link)
    link[7] ^= 1
    flipped = f"'\\x{link.hex()}'" if repr(database) != "Database(sqlite)" else f"x'{link.hex()}'"
    run(database, f"UPDATE stream_event SET link = {flipped} WHERE place = 2")  # noqa: S608 -- our own
    with pytest.raises(BrokenStreamsError) as broken:
        database.ledger().verify()
    assert broken.value.place == 2


def cut(database, to):
    """Take the last events away, and set the head back, as somebody would who knows how it is made."""
    last = list(database.streams().events())[to - 1]
    link = f"x'{last.link.hex()}'" if repr(database) == "Database(sqlite)" else f"'\\x{last.link.hex()}'"
    gone = f"DELETE FROM stream_event WHERE place > {to}"  # noqa: S608 -- our own
    run(database, gone, f"UPDATE stream_head SET place = {to}, link = {link}")  # noqa: S608 -- our own


def test_a_cut_end_is_found_by_the_signed_checkpoint(database):
    filled(database.streams())
    key, ledger = SigningKey.generate(), database.ledger(clock=CLOCK)
    kept = ledger.checkpoint(key)
    assert (kept.streams.place, kept.is_signed_by([key.verifying_key])) == (4, True)
    cut(database, 3)
    for known in ((), (kept,)):
        with pytest.raises(BrokenStreamsError, match="end before a checkpoint"):
            ledger.verify(keys=[key.verifying_key], checkpoints=known)


def test_a_chain_that_was_made_anew_is_found_by_the_signed_checkpoint(database):
    filled(database.streams())
    key, ledger = SigningKey.generate(), database.ledger(clock=CLOCK)
    ledger.checkpoint(key)
    cut(database, 3)
    database.streams().append("record/s-2", 1, "posted")
    with pytest.raises(BrokenStreamsError, match="says otherwise") as broken:
        ledger.verify()
    assert broken.value.place == 4


def test_a_later_checkpoint_says_how_far_the_events_have_come_since(database):
    key, ledger = SigningKey.generate(), database.ledger(clock=CLOCK)
    first = ledger.checkpoint(key)
    filled(database.streams())
    second = ledger.checkpoint(key)
    assert (first.streams, second.streams.place) == (NO_EVENT, 4)
    assert b"streams" not in first.statement
    assert ledger.verify(keys=[key.verifying_key]).streams == second.streams
    assert database.ledger().store.checkpoints() == [first, second]


def test_without_its_head_nothing_is_added(database):
    run(database, "DELETE FROM stream_head", off=False)
    with pytest.raises(StorageError, match="restore the database"):
        database.streams().append("record/s-1", 1, "draft")
    with pytest.raises(StorageError, match="restore the database"):
        database.ledger().verify()


CHANGED = {
    "place": lambda value: value + 1,
    "stream": lambda value: value + "x",
    "number": lambda value: value + 1,
    "kind": lambda value: value + "x",
    "body": lambda value: value + "x",
    "link": lambda value: bytes([value[0] ^ 1]) + value[1:],
}


@given(at=st.integers(0, 3), field=st.sampled_from(sorted(CHANGED)))
def test_whatever_is_changed_is_found_where_it_is(at, field):
    streams = filled(MemoryStreams())
    events = list(streams.events())
    events[at] = events[at]._replace(**{field: CHANGED[field](getattr(events[at], field))})
    with pytest.raises(BrokenStreamsError) as broken:
        refold_streams(events, streams.head())
    assert broken.value.place == at + 1


def test_a_number_that_does_not_follow_is_found_even_in_a_chain_that_holds():
    first = chained(NO_EVENT, "record/s-1", 1, "draft")
    third = chained(StreamHead(1, first.link), "record/s-1", 3, "posted")
    with pytest.raises(BrokenStreamsError, match="does not follow"):
        refold_streams([first, third], StreamHead(2, third.link))


GUARDS = {
    "sqlite": [
        "DROP TRIGGER ledger_entry_UPDATE",
        "DROP TRIGGER stream_event_DELETE",
        "DROP INDEX ledger_entry_key",
        "DROP INDEX stream_event_stream",
        "DROP INDEX ledger_hold_expires",
        "CREATE TRIGGER strange AFTER INSERT ON ledger_entry BEGIN SELECT 1; END",
    ],
    "postgresql": [
        "DROP TRIGGER ledger_entry_stays ON ledger_entry",
        "ALTER TABLE stream_event DISABLE TRIGGER ALL",
        "ALTER TABLE ledger_checkpoint ENABLE REPLICA TRIGGER ledger_checkpoint_stays",
        "CREATE OR REPLACE FUNCTION ledgeronly_added() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'",
        "DROP INDEX ledger_entry_key",
        "DROP INDEX ledger_hold_expires",
        "ALTER TABLE ledger_account DROP CONSTRAINT floor",
        "CREATE TRIGGER strange AFTER INSERT ON ledger_entry EXECUTE FUNCTION ledgeronly_added()",
    ],
}


@pytest.mark.parametrize("number", range(8))
def test_a_guard_that_is_gone_is_missed(database, number):
    assert database.ledger().verify()
    statements = GUARDS["sqlite" if repr(database) == "Database(sqlite)" else "postgresql"]
    run(database, statements[number % len(statements)], off=False)
    with pytest.raises(BrokenJournalError, match=r"lost a guard|did not make"):
        database.ledger().verify()


@pytest.fixture
def in_debt(database):
    """An account whose owner spent what was reversed later."""
    ledger = database.ledger(clock=CLOCK)
    accounts = (Account("issued", MINUTES, floor=None), Account("a", MINUTES), Account("shop", MINUTES))
    assert ledger.post(command("accounts", *map(Open, accounts)))
    assert ledger.post(command("earned", Transfer("issued", "a", 90)))
    assert ledger.post(command("spent", Transfer("a", "shop", 80)))
    assert ledger.post(command("undo", Reverse(4)))
    return ledger


def owed(database):
    with database.transaction() as connection:
        return connection.execute(text("SELECT owed FROM ledger_account WHERE id = 'a'")).scalar_one()


def test_how_far_an_account_may_be_below_its_floor_shrinks_as_it_is_paid(database, database_place, in_debt):
    assert owed(database) == 80
    assert in_debt.post(command("paid", Transfer("shop", "a", 30)))
    assert owed(database) == 50
    with Database.open(**database_place) as again:  # with nothing kept in memory
        assert again.ledger(clock=CLOCK).post(command("rest", Transfer("shop", "a", 50)))
    assert owed(database) == 0
    assert in_debt.verify()
    with pytest.raises(StorageError, match="floor"):  # the database's own guard holds again
        run(database, "UPDATE ledger_account SET posted = posted - 1 WHERE id = 'a'", off=False)


def test_verify_sees_an_allowance_that_somebody_raised(database, in_debt):
    run(database, "UPDATE ledger_account SET owed = 200 WHERE id = 'a'", off=False)
    with pytest.raises(BrokenJournalError, match="owed of an account"):
        in_debt.verify()


def test_tables_of_another_version_are_left_alone(database, database_place):
    run(database, "UPDATE commgov_schema SET version = 1", off=False)
    with pytest.raises(ConflictError, match="version 1"):
        Database.open(**database_place)
