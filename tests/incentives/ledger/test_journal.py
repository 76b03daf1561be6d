"""What stands in a journal, byte for byte: whoever verifies it in ten years, with whatever code, reads the same."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import sha256

import pytest

from commgov.core import FixedClock
from commgov.core.signed import signed
from commgov.core.streams.chain import StreamHead
from commgov.core.timing import microseconds, moment_of
from commgov.incentives.ledger import (
    MINUTES,
    NEVER,
    Account,
    Checkpoint,
    Close,
    Command,
    Hold,
    Ledger,
    Limit,
    Open,
    Reopen,
    Reverse,
    Settle,
    Transfer,
    Void,
)
from commgov.incentives.ledger.checkpoints import promised
from commgov.incentives.ledger.journal import (
    account_of,
    facts_of,
    fingerprint,
    given_of,
    pieces_of,
    said_by,
    said_pieces,
)
from commgov.seal import SigningKey

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
AT = 1_772_452_800_000_000
JUNE = date(2027, 6, 30)
FULL = '{"book":"minutes","ceiling":50,"floor":-5,"id":"志愿者/1","keeps_lots":true,"overflow":"pool"}'
PLAIN = '{"book":"minutes","ceiling":null,"floor":null,"id":"issued","keeps_lots":false,"overflow":null}'


def test_each_entry_is_linked_by_the_hash_of_the_link_before_and_of_its_fields():
    ledger = Ledger(clock=FixedClock(NOON))
    issued, member = Account("issued", MINUTES, floor=None), Account("a", MINUTES)
    who = {"by": "officer-7", "cause": "c-1"}
    assert ledger.post(Command("开户", (Open(issued), Open(member)), **who))
    assert ledger.post(Command("k-2", (Transfer("issued", "a", 90),), approved_by="officer-8", **who))
    assert ledger.post(Command("k-3", (Hold("a", "issued", 30, NOON + timedelta(minutes=1)),), **who))
    body = sha256(f"officer-7\x1fc-1\x1f\x1eOpen\x1f{PLAIN}\x1eOpen\x1f{facts_of(member)}".encode()).digest()
    held = sha256(f"officer-7\x1fc-1\x1f\x1eHold\x1fa\x1fissued\x1f30\x1f{AT + 60_000_000}\x1f".encode()).digest()
    by = "officer-7\x1f\x1fc-1\x1f"
    rows = [
        f"1\x1f开户\x1f2\x1fopen\x1fissued\x1f\x1f0\x1f0\x1f0\x1f{PLAIN}\x1f{AT}\x1f{by}".encode() + body,
        f"2\x1f\x1f0\x1fopen\x1fa\x1f\x1f0\x1f0\x1f0\x1f{facts_of(member)}\x1f{AT}\x1f{by}".encode(),
        f"3\x1fk-2\x1f1\x1ftransfer\x1fissued\x1fa\x1f90\x1f0\x1f0\x1f\x1f{AT}\x1f".encode()
        + b"officer-7\x1fofficer-8\x1fc-1\x1f",
        f"4\x1fk-3\x1f1\x1fhold\x1fa\x1fissued\x1f30\x1f0\x1f{AT + 60_000_000}\x1f\x1f{AT}\x1f{by}".encode() + held,
    ]
    link, links = bytes(32), []
    for row in rows:
        link = sha256(link + row).digest()
        links.append(link)
    assert [entry.link for entry in ledger.entries()] == links


STEPS = [
    (Transfer("a", "b", 5, JUNE), "Transfer\x1fa\x1fb\x1f5\x1f2027-06-30"),
    (Hold("a", "b", 5, None, JUNE), "Hold\x1fa\x1fb\x1f5\x1f\x1f2027-06-30"),
    (Settle(7), "Settle\x1f7\x1f"),
    (Settle(7, 0), "Settle\x1f7\x1f0"),
    (Void(7), "Void\x1f7"),
    (Reverse(7), "Reverse\x1f7"),
    (Limit(Account("志愿者/1", MINUTES, -5, 50, "pool", keeps_lots=True)), f"Limit\x1f{FULL}"),
    (Close("a"), "Close\x1fa"),
    (Reopen("a"), "Reopen\x1fa"),
]


@pytest.mark.parametrize(("step", "said"), STEPS)
def test_a_command_is_told_from_others_by_the_hash_of_all_that_it_says(step, said):
    command = Command("k-1", (step,), by="officer-7", cause="c-1", approved_by="officer-8")
    wanted = sha256(f"officer-7\x1fc-1\x1fofficer-8\x1e{said}".encode()).digest()
    assert fingerprint(command) == said_by(command, 1) == wanted


def test_a_plain_transfer_says_what_its_entry_says_and_no_hash_is_needed():
    plain = Command("k-1", (Transfer("a", "b", 5),), by="officer-7", cause="c-1")
    assert said_by(plain, 1) == ("a", "b", 5, "officer-7", "", "c-1")
    assert said_by(plain, 2) == fingerprint(plain)  # it overflowed
    approved = Command("k-1", (Transfer("a", "b", 5),), by="officer-7", cause="c-1", approved_by="officer-8")
    assert said_by(approved, 1) == ("a", "b", 5, "officer-7", "officer-8", "c-1")


def test_an_accounts_facts_are_json_with_sorted_keys():
    account = Account("志愿者/1", MINUTES, -5, 50, "pool", keeps_lots=True)
    assert facts_of(account) == FULL
    assert account_of(FULL) == account
    assert list(json.loads(FULL)) == sorted(json.loads(FULL))


def test_lots_are_said_by_the_day_and_what_was_given_stands_behind_the_bar():
    pieces = ((JUNE, 60), (NEVER, 30))
    assert said_pieces(pieces) == "2027-06-30:60,never:30"
    assert pieces_of("2027-06-30:60,never:30") == pieces
    assert (said_pieces(()), pieces_of("")) == ("", ())
    assert given_of("2027-06-30:60") == ((JUNE, 60),)
    assert given_of("never:60|2027-06-30:60") == ((JUNE, 60),)
    assert given_of("never:60|") == ()


def test_a_moment_is_counted_in_whole_microseconds_wherever_it_was_said():
    moment = NOON.replace(microsecond=1)
    assert microseconds(moment) == microseconds(moment.astimezone(timezone(timedelta(hours=8)))) == AT + 1
    assert (moment_of(AT + 1), moment_of(0)) == (moment, datetime(1970, 1, 1, tzinfo=UTC))


def test_a_checkpoint_signs_canonical_json_with_amounts_as_texts():
    link = bytes(range(32))
    bare = Checkpoint(7, link, {"points": -3, MINUTES: 90}, AT, "z6Mk", b"")
    owed = f'"link":"{link.hex()}","promised":{{"minutes":"90","points":"-3"}},"seq":7'
    assert bare.statement == f'{{"at":{AT},{owed}}}'.encode()
    head = StreamHead(3, bytes(32))
    there = Checkpoint(7, link, {"points": -3, MINUTES: 90}, AT, "z6Mk", b"", head)
    assert there.statement == f'{{"at":{AT},{owed},"streams":{{"link":"{"00" * 32}","place":3}}}}'.encode()


def test_a_checkpoint_has_the_same_signature_for_ever():
    checkpoint = Checkpoint(3, bytes(range(32)), {MINUTES: 90}, 1772452800000001, streams=StreamHead(3, bytes(32)))
    kept = signed(checkpoint, SigningKey(bytes(32)))
    assert kept.issuer == "z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"
    assert kept.signature.hex() == (
        "147c1b10fd2892eb19a55b5b1cfa42a8ab46b28c6cc4108c63e5cd1a174b5959"
        "b4009e7b968cd2ae912f169320eab4dcd07c06c0888aa2e7e44929cd74932a09"
    )


def test_a_checkpoint_is_signed_by_whom_it_names_and_nobody_else():
    one, other = SigningKey.generate(), SigningKey.generate()
    kept = Ledger(clock=FixedClock(NOON)).checkpoint(one)
    assert (kept.at, kept.seq, kept.promised) == (AT, 0, {})
    assert kept.is_signed_by([other.verifying_key, one.verifying_key])
    assert not kept.is_signed_by([other.verifying_key])
    assert not kept.is_signed_by([])
    stolen = Checkpoint(kept.seq, kept.link, kept.promised, kept.at, other.verifying_key.to_multibase(), kept.signature)
    assert not stolen.is_signed_by([one.verifying_key, other.verifying_key])


def test_what_is_owed_is_what_all_sources_of_a_book_gave():
    ledger = Ledger(clock=FixedClock(NOON))
    accounts = [Account(name, MINUTES, floor=None) for name in ("issued", "granted")] + [Account("a", MINUTES)]
    assert ledger.post(Command("open", tuple(map(Open, accounts)), by="o", cause="c"))
    steps = Transfer("issued", "a", 90), Transfer("granted", "a", 30), Transfer("a", "issued", 20)
    assert ledger.post(Command("move", steps, by="o", cause="c"))
    assert promised(ledger.store.standings()) == {MINUTES: 100}
