"""A ledger in a database: there again after a restart, shared by threads and processes, all or nothing."""

import multiprocessing
import sqlite3
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import psycopg
import pytest
from sqlalchemy import text

from commgov.core import FixedClock
from commgov.errors import ConflictError, InvalidInputError, MissingExtraError, NotFoundError, StorageError
from commgov.incentives.ledger import MINUTES, Account, Code, Command, Hold, Open, Settle, Transfer
from commgov.storage import Database, engines, ledger_store, ledger_writing

CLOCK = FixedClock(datetime(2026, 3, 2, 9, tzinfo=UTC))


def command(key, *steps):
    return Command(key, steps, by="officer-7", cause="test")


def begin(database, members=2, minutes=100):
    """Some members with some minutes each."""
    ledger = database.ledger(clock=CLOCK)
    names = [f"m-{number}" for number in range(members)]
    accounts = [Account("issued", MINUTES, floor=None), *(Account(name, MINUTES) for name in names)]
    assert ledger.post(command("accounts", *map(Open, accounts)))
    assert ledger.post(command("issue", *(Transfer("issued", name, minutes) for name in names)))
    return ledger


def test_what_was_answered_is_there_after_a_restart(database_place):
    with Database.open(**database_place) as database:
        ledger = begin(database)
        gift = command("gift", Transfer("m-0", "m-1", 30))
        receipt = ledger.post(gift)
        before = ledger.verify()
    with Database.open(**database_place) as database:
        ledger = database.ledger(clock=CLOCK)
        assert ledger.verify() == before
        assert ledger.post(gift) == receipt
        assert ledger.standing("m-1").posted == 130


def test_two_openings_of_one_database_see_each_other(database_place):
    with Database.open(**database_place) as one, Database.open(**database_place) as other:
        first, second = begin(one), other.ledger(clock=CLOCK)
        for number in range(4):
            ledger = (first, second)[number % 2]
            assert ledger.post(command(f"gift-{number}", Transfer("m-0", "m-1", 25)))
        assert first.post(command("more", Transfer("m-0", "m-1", 1))).code is Code.INSUFFICIENT
        assert second.verify().entries == first.verify().entries == 9


MIXED = {  # commands that were carried out before, in between new ones, and what comes of all
    "what would move twice": (Transfer("m-0", "m-1", 30), Transfer("m-0", "m-1", 20)),
    "what would be refused by now": (Transfer("m-0", "m-1", 100), Transfer("m-1", "m-0", 200)),
    "what was several steps": (Transfer("m-0", "m-1", 30), Transfer("m-1", "m-0", 10)),
}


@pytest.mark.parametrize("steps", MIXED.values(), ids=MIXED)
def test_a_batch_may_hold_commands_that_were_carried_out_before(database, steps):
    ledger = begin(database)
    first = [command("one", steps[0]), command("linked", *steps[::-1])]
    receipts = ledger.post_many(first)
    assert all(receipts)
    before = ledger.standing("m-0").posted
    batch = [command("new-1", Transfer("m-0", "m-1", 1)), *first, command("new-2", Transfer("m-1", "m-0", 1))]
    answers = ledger.post_many(batch)
    assert answers[1:3] == receipts
    assert all(answers)
    assert ledger.standing("m-0").posted == before
    other = [command("new-3", Transfer("m-0", "m-1", 1)), command("one", Transfer("m-0", "m-1", 2)), batch[0]]
    new, reused, old = ledger.post_many(other)
    assert new.first == answers[3].first + 1
    assert (reused.code, old) == (Code.KEY_REUSED, answers[0])
    ledger.verify()


def test_a_refused_command_may_have_been_carried_out_before(database):
    ledger = begin(database)
    all_of_it = command("all", Transfer("m-0", "issued", 100))
    receipt = ledger.post(all_of_it)
    too_much = command("too-much", Transfer("m-0", "m-1", 1))
    batch = [
        command("new-1", Transfer("m-1", "issued", 1)),
        all_of_it,
        too_much,
        command("new-2", Transfer("m-1", "issued", 1)),
    ]
    answers = ledger.post_many(batch)
    assert list(map(bool, answers)) == [True, True, False, True]
    assert answers[1] == receipt
    assert ledger.standing("m-1").posted == 98


def test_own_rows_and_the_ledger_are_written_together(database):
    begin(database)
    with database.transaction() as connection:
        connection.execute(text("CREATE TABLE deal (id TEXT)"))
        connection.execute(text("INSERT INTO deal VALUES ('deal-1')"))
        within = database.ledger(clock=CLOCK, within=connection)
        assert within.post(command("deal-1", Transfer("m-0", "m-1", 30)))
        assert within.standing("m-1").posted == 130
        assert within.verify().entries == 6
    assert database.ledger().standing("m-1").posted == 130
    with database.transaction() as connection:
        assert connection.execute(text("SELECT count(*) FROM deal")).scalar_one() == 1


class ShopError(Exception):
    """Something of the caller's fails."""


def test_if_the_callers_transaction_fails_nothing_of_it_is_there(database):
    ledger = begin(database)
    before = ledger.verify()
    gift = command("deal-1", Transfer("m-0", "m-1", 30))

    def sell():
        with database.transaction() as connection:
            assert database.ledger(clock=CLOCK, within=connection).post(gift)
            raise ShopError

    with pytest.raises(ShopError):
        sell()
    assert ledger.verify() == before
    assert ledger.post(gift)
    assert ledger.standing("m-0").posted == 70


def test_a_refusal_within_a_transaction_leaves_the_rest_of_it_alone(database):
    begin(database)
    with database.transaction() as connection:
        within = database.ledger(clock=CLOCK, within=connection)
        assert within.post(command("one", Transfer("m-0", "m-1", 30)))
        assert within.post(command("two", Transfer("m-0", "m-1", 130))).code is Code.INSUFFICIENT
        with pytest.raises(ConflictError):
            within.post(command("one", Transfer("m-0", "m-1", 31)))
    assert database.ledger().standing("m-1").posted == 130


def test_a_connection_of_somebody_else_is_refused(database, tmp_path):
    opened = Database.open(f"sqlite:///{tmp_path / 'other.db'}")
    with opened as other, other.transaction() as connection, pytest.raises(InvalidInputError, match="within"):
        database.ledger(within=connection)


def test_many_threads_on_one_ledger_spend_no_more_than_there_is(database):
    ledger = begin(database, members=1, minutes=40)
    gate = Barrier(16)

    def spend(caller):
        gate.wait()
        return [bool(ledger.post(command(f"{caller}-{n}", Transfer("m-0", "issued", 1)))) for n in range(5)]

    with ThreadPoolExecutor(16) as pool:
        answers = [answer for answers in pool.map(spend, range(16)) for answer in answers]
    assert (sum(answers), len(answers)) == (40, 80)
    assert ledger.standing("m-0").posted == 0
    assert ledger.verify().entries == 3 + 40


def test_callers_who_write_together_do_not_meet_each_others_errors(database):
    ledger = begin(database, members=2, minutes=100)
    gate = Barrier(12)

    def post(caller):
        gate.wait()
        try:
            if caller % 3 == 0:
                return ledger.store.run([None], 0)  # no command at all
            return ledger.post(command(f"k-{caller}", Transfer("m-0", "m-1", 200 if caller % 3 == 1 else 1)))
        except AttributeError:
            return "an error of one's own"

    for _ in range(3):
        with ThreadPoolExecutor(12) as pool:
            answers = list(pool.map(post, range(12)))
        assert answers[0::3] == ["an error of one's own"] * 4
        assert [answer.code for answer in answers[1::3]] == [Code.INSUFFICIENT] * 4
        assert all(answers[2::3])
    assert ledger.standing("m-1").posted == 104


def _sell(place, name, attempts, told):
    """One process: sells pieces of one item, some of them under a key that others use too."""
    with Database.open(**place) as database:
        ledger = database.ledger(clock=CLOCK)
        sold = 0
        for number in range(attempts):
            key = f"shared-{number}" if number % 4 == 0 else f"{name}-{number}"
            sold += bool(ledger.post_many([command(key, Transfer("m-0", "issued", 1))])[0])
        told.put(sold)


def test_processes_that_sell_one_stock_sell_just_what_is_there(database_place):
    with Database.open(**database_place) as database:
        begin(database, members=1, minutes=50)
    context = multiprocessing.get_context("spawn")
    told = context.Queue()
    sellers = [context.Process(target=_sell, args=(database_place, f"p-{n}", 40, told)) for n in range(4)]
    for seller in sellers:
        seller.start()
    sold = [told.get(timeout=120) for _ in sellers]
    for seller in sellers:
        seller.join()
    assert sum(sold) >= 50
    with Database.open(**database_place) as database:
        ledger = database.ledger()
        assert ledger.standing("m-0").posted == 0
        assert ledger.verify().entries == 3 + 50


def test_a_hold_is_settled_by_one_of_two_openings(database_place):
    with Database.open(**database_place) as one, Database.open(**database_place) as other:
        first, second = begin(one, minutes=50), other.ledger(clock=CLOCK)
        for number in range(5):
            hold = first.post(command(f"hold-{number}", Hold("m-0", "m-1", 5))).first
            with ThreadPoolExecutor(2) as pool:
                tries = [
                    pool.submit(ledger.post, command(f"settle-{number}-{name}", Settle(hold)))
                    for name, ledger in (("one", first), ("other", second))
                ]
                answers = [each.result() for each in tries]
            assert sorted(map(bool, answers)) == [False, True]
        assert first.verify().promised == {MINUTES: 100}


@pytest.mark.parametrize("url", ["", "sqlite://", "sqlite:///:memory:", "mysql://a/b", "not a url"])
def test_a_url_that_names_no_database_is_refused_without_repeating_it(url):
    with pytest.raises(InvalidInputError, match="url") as refused:
        Database.open(url)
    assert "mysql" not in str(refused.value)


def test_a_schema_is_for_postgresql_and_has_a_plain_name(tmp_path, postgres_server):
    for url, schema in ((f"sqlite:///{tmp_path / 'b.db'}", "b"), (postgres_server, 'b"; drop')):
        with pytest.raises(InvalidInputError, match="schema"):
            Database.open(url, schema=schema)


def test_a_schema_that_is_there_needs_no_right_to_make_one_and_may_have_any_plain_name(postgres_server):
    with Database.open(postgres_server, schema="order") as database, database.transaction() as connection:
        for statement in ("CREATE ROLE app LOGIN", "CREATE SCHEMA granted AUTHORIZATION app"):
            connection.execute(text(statement))
        assert connection.execute(text('SELECT count(*) FROM "order".commgov_schema')).scalar_one() == 1
    with Database.open(postgres_server.replace("postgres@", "app@"), schema="granted") as database:
        assert begin(database).verify().entries == 5
    with pytest.raises(StorageError, match="permission denied"):
        Database.open(postgres_server.replace("postgres@", "app@"), schema="denied")


def test_a_stricter_isolation_of_the_servers_own_costs_no_command(postgres_schema, monkeypatch):
    monkeypatch.setenv("PGOPTIONS", f"-c search_path={postgres_schema['schema']}")
    with Database.open(**postgres_schema) as database:
        begin(database, minutes=400)
    monkeypatch.setenv(
        "PGOPTIONS",
        f"-c search_path={postgres_schema['schema']} -c default_transaction_isolation=serializable",
    )
    with Database.open(postgres_schema["url"]) as one, Database.open(postgres_schema["url"]) as other:
        gate = Barrier(2)

        def give(database, name):
            gate.wait()
            ledger = database.ledger(clock=CLOCK)
            return [bool(ledger.post(command(f"{name}-{n}", Transfer("m-0", "m-1", 1)))) for n in range(60)]

        with ThreadPoolExecutor(2) as pool:
            answers = [pool.submit(give, *who) for who in ((one, "one"), (other, "other"))]
        assert all(all(each.result()) for each in answers)
        assert one.ledger().standing("m-1").posted == 520


def test_a_file_that_is_no_database_is_named_as_such(tmp_path):
    place = tmp_path / "notes.db"
    place.write_text("these are notes, and no database" * 50)
    with pytest.raises(StorageError, match="not a database"):
        Database.open(f"sqlite:///{place}")
    with pytest.raises(StorageError, match="unable to open"):
        Database.open(f"sqlite:///{tmp_path / 'no' / 'folder.db'}")


def test_tables_of_a_later_version_are_left_alone(database_place):
    with Database.open(**database_place) as database, database.transaction() as connection:
        connection.execute(text("UPDATE commgov_schema SET version = 99"))
    with pytest.raises(ConflictError, match="99"):
        Database.open(**database_place)


def test_tables_of_another_program_are_left_alone(tmp_path, postgres_schema):
    other = sqlite3.connect(tmp_path / "b.db")
    other.execute("CREATE TABLE ledger_account (name TEXT)")
    other.commit()
    with pytest.raises(ConflictError, match="another program"):
        Database.open(f"sqlite:///{tmp_path / 'b.db'}")
    assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("ledger_account",)]
    other.close()
    with Database.open(**postgres_schema) as database, database.transaction() as connection:
        connection.execute(text("DROP TABLE commgov_schema"))
    with pytest.raises(ConflictError, match="another program"):
        Database.open(**postgres_schema)


def test_a_write_that_the_disk_refuses_is_an_error_and_leaves_the_journal_whole(tmp_path):
    with Database.open(f"sqlite:///{tmp_path / 'b.db'}") as database:
        ledger = begin(database)
        before = ledger.verify()
        driver = ledger.store._connection.connection.dbapi_connection
        (pages,) = driver.execute("PRAGMA page_count").fetchone()
        driver.execute(f"PRAGMA max_page_count = {pages}")
        many = [command(f"k-{n}", Transfer("issued", "m-0", 1)) for n in range(2000)]
        with pytest.raises(StorageError, match="full"):
            ledger.post_many(many)
        assert ledger.verify() == before
        driver.execute("PRAGMA max_page_count = 1000000")
        assert all(ledger.post_many(many))
        assert ledger.standing("m-0").posted == 2100


def test_who_waits_too_long_for_another_writer_is_told_so(tmp_path, monkeypatch):
    monkeypatch.setattr(engines, "BUSY_TIMEOUT_MS", 50)
    with Database.open(f"sqlite:///{tmp_path / 'b.db'}") as database:
        ledger = begin(database)
        other = sqlite3.connect(tmp_path / "b.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError, match="locked"):
            ledger.post(command("gift", Transfer("m-0", "m-1", 1)))
        other.execute("ROLLBACK")
        other.close()
        assert ledger.post(command("gift", Transfer("m-0", "m-1", 1)))


def test_the_repr_of_a_database_shows_no_password(postgres_schema):
    with Database.open(**postgres_schema) as database:
        assert repr(database) == "Database(postgresql)"


def test_a_transaction_that_postgresql_gives_up_is_tried_again(postgres_schema, monkeypatch):
    def giving_up(times, error):
        left = [error] * times

        def carry_out(*args, **options):
            if left:
                raise left.pop()
            return ledger_writing.carry_out_calls(*args, **options)

        return carry_out

    with Database.open(**postgres_schema) as database:
        ledger = begin(database)
        gift = command("gift", Transfer("m-0", "m-1", 1))
        monkeypatch.setattr(ledger_store, "carry_out_calls", giving_up(3, psycopg.errors.DeadlockDetected()))
        assert ledger.post(gift)
        monkeypatch.setattr(ledger_store, "carry_out_calls", giving_up(99, psycopg.errors.SerializationFailure("busy")))
        with pytest.raises(StorageError, match="busy"):
            ledger.post(command("gift-2", Transfer("m-0", "m-1", 1)))
        monkeypatch.setattr(ledger_store, "carry_out_calls", giving_up(2, psycopg.errors.UniqueViolation("twice")))
        with pytest.raises(StorageError, match="twice"):
            ledger.post(command("gift-3", Transfer("m-0", "m-1", 1)))
        assert ledger.post(command("gift-3", Transfer("m-0", "m-1", 1)))
        assert ledger.standing("m-1").posted == 102


def test_a_connection_that_was_lost_is_made_anew(postgres_schema):
    with Database.open(**postgres_schema) as database:
        ledger = begin(database)
        with database.transaction() as connection:
            connection.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
            )
        assert ledger.post(command("gift", Transfer("m-0", "m-1", 1)))
        assert ledger.verify().entries == 6


def test_postgresql_without_its_driver_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(MissingExtraError, match="postgres"):
        Database.open("postgresql://nobody@localhost/nothing")


def test_who_only_looks_makes_nothing(database_place):
    with pytest.raises(NotFoundError, match="no tables of commgov"):
        Database.open(**database_place, create=False)
    with Database.open(**database_place) as made:
        assert made.ledger().verify().entries == 0
    with Database.open(**database_place, create=False) as looked:
        assert looked.ledger().verify().entries == 0
