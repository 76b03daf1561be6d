"""Streams in memory, SQLite and PostgreSQL: the same answers, and no event is lost, doubled or changed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from commgov.core import FixedClock
from commgov.errors import ConflictError, InvalidInputError, StorageError
from commgov.incentives import (
    MINUTES,
    Account,
    Attestation,
    Attested,
    Command,
    Drafted,
    Open,
    RecordBook,
    RecordState,
    ServiceClaim,
    Side,
    Submitted,
)
from commgov.storage import Database
from commgov.testing import check_stream_store

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
NOON = NINE + timedelta(hours=3)


def test_streams_in_databases_keep_the_contract(restarting):
    check_stream_store(restarting(Database.streams), examples=6, steps=15)


def test_events_are_read_in_the_order_in_which_they_came(streams):
    for number, body in enumerate(["draft", "submitted"], start=1):
        streams.append("record/s-1", number, body)
    assert (streams.read("record/s-1"), streams.last("record/s-1")) == (["draft", "submitted"], "submitted")
    assert (streams.read("record/s-2"), streams.last("record/s-2")) == ([], None)


@pytest.mark.parametrize("number", [1, 3])
def test_who_does_not_come_next_changes_nothing(streams, number):
    streams.append("record/s-1", 1, "draft")
    with pytest.raises(ConflictError):
        streams.append("record/s-1", number, "other")
    assert streams.read("record/s-1") == ["draft"]


def test_the_latest_of_a_kind_come_by_name(streams):
    for stream in ("record/s-2", "record/s-10", "award/s-2", "record/10/s"):
        streams.append(stream, 1, stream)
    streams.append("record/s-2", 2, "more")
    latest = list(streams.latest("record"))
    assert latest == [("record/10/s", "record/10/s"), ("record/s-10", "record/s-10"), ("record/s-2", "more")]


def test_of_many_who_go_on_from_the_same_state_one_does(streams):
    def append(who):
        try:
            streams.append("record/s-1", 1, str(who))
        except ConflictError:
            return None
        return str(who)

    with ThreadPoolExecutor(8) as pool:
        done = [who for who in pool.map(append, range(24)) if who is not None]
    assert streams.read("record/s-1") == done
    assert len(done) == 1


def test_what_is_written_stays_when_the_database_is_opened_again(database_place):
    with Database.open(**database_place) as database:
        database.streams().append("record/s-1", 1, "提交")
    with Database.open(**database_place) as database:
        assert database.streams().read("record/s-1") == ["提交"]


@pytest.mark.parametrize("statement", ["UPDATE stream_event SET body = 'x'", "DELETE FROM stream_event"])
def test_nobody_changes_an_event_by_mistake(database, statement):
    database.streams().append("record/s-1", 1, "draft")
    with pytest.raises(StorageError, match="only ever added"), database.transaction() as connection:
        connection.execute(text(statement))


def served(book):
    """A record from its draft to its posting, through whatever keeps it."""
    claim = ServiceClaim("s-1", "d-1", "m-1", "r-5", "errand", "grid-1", NINE, NINE + timedelta(hours=1), 60, "m-1")
    events = [
        Drafted(at=NOON, by="m-1", claim=claim),
        Submitted(at=NOON, by="m-1"),
        Attested(at=NOON, by="r-5", attestation=Attestation(Side.RESIDENT, "r-5", NOON, 50), satisfaction=4),
        Attested(at=NOON, by="o-7", attestation=Attestation(Side.COMMUNITY, "o-7", NOON, 60)),
    ]
    assert all(book.take("s-1", event) for event in events)
    return events


def open_accounts(ledger):
    accounts = (
        Open(Account("issued/community-b/minutes", MINUTES, floor=None)),
        Open(Account("member/m-1/minutes", MINUTES)),
    )
    assert ledger.post(Command("open", accounts, by="o-7", cause="begin"))


def test_a_service_record_is_the_same_after_it_was_kept(database_place):
    with Database.open(**database_place) as database:
        ledger = database.ledger(clock=FixedClock(NOON))
        open_accounts(ledger)
        book = RecordBook(ledger, database.streams())
        events = served(book)
        before = book.record("s-1")
    with Database.open(**database_place) as database:
        book = RecordBook(database.ledger(clock=FixedClock(NOON)), database.streams())
        assert book.record("s-1") == before
        assert before.state is RecordState.POSTED
        assert book.events("s-1") == events
        assert book.posted() == [before.facts()]


def test_record_and_ledger_are_written_together_or_not_at_all(database):
    """In one transaction of the caller's: when it fails at the end, neither the minutes nor the record are there."""
    clock = FixedClock(NOON)
    open_accounts(database.ledger(clock=clock))

    def in_one_transaction(*, fails):
        with database.transaction() as connection:
            book = RecordBook(database.ledger(clock=clock, within=connection), database.streams(within=connection))
            served(book)
            assert book.ledger.standing("member/m-1/minutes").posted == 50
            if fails:
                raise RuntimeError("power")

    with pytest.raises(RuntimeError, match="power"):
        in_one_transaction(fails=True)
    assert database.ledger().standing("member/m-1/minutes").posted == 0
    assert database.streams().read("record/s-1") == []
    in_one_transaction(fails=False)
    assert database.ledger().standing("member/m-1/minutes").posted == 50
    assert database.ledger().verify()


def test_a_conflict_inside_a_transaction_leaves_the_rest_of_it_standing(database):
    with database.transaction() as connection:
        streams = database.streams(within=connection)
        streams.append("record/s-1", 1, "draft")
        with pytest.raises(ConflictError):
            streams.append("record/s-1", 1, "other")
        streams.append("record/s-1", 2, "submitted")
    assert database.streams().read("record/s-1") == ["draft", "submitted"]


def test_only_a_transaction_of_this_database_will_do(database, tmp_path):
    with Database.open(f"sqlite:///{tmp_path / 'other.db'}") as other, other.transaction() as connection:
        with pytest.raises(InvalidInputError, match="within"):
            database.streams(within=connection)
        with pytest.raises(InvalidInputError, match="within"):
            database.ledger(within=connection)
