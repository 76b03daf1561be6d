"""The access log in memory: what it says, proves and refuses."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from commgov.core import FixedClock
from commgov.errors import ConflictError, InvalidInputError
from commgov.privacy import Tier
from commgov.privacy.audit import AuditEntry, AuditLog, BrokenLogError, MemoryLogStore, SignedRoot
from commgov.privacy.audit.store import Row
from commgov.seal import SigningKey
from commgov.testing import check_log_store
from commgov.testing.access_log import ENTRIES
from commgov.testing.ledger_machine import always

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
KEY = SigningKey.generate()


def read(subject="p-1", **given):
    return AuditEntry(NOON, "officer-7", "read", subject=subject, fields=("phone",), tier=Tier.T3, **given)


def log_of(number):
    log = AuditLog("b", clock=FixedClock(NOON))
    log.append([read(f"p-{place % 3}") for place in range(number)])
    return log


def test_the_store_in_memory_keeps_the_contract():
    check_log_store(lambda: always(MemoryLogStore()))


@given(entry=ENTRIES)
def test_an_entry_is_read_as_it_was_written(entry):
    assert AuditEntry.from_bytes(entry.to_bytes()) == entry


def test_a_moment_is_written_in_utc():
    wuhan = NOON.astimezone(timezone(timedelta(hours=8)))
    assert AuditEntry(wuhan, "officer-7", "read").to_bytes() == AuditEntry(NOON, "officer-7", "read").to_bytes()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        read().to_bytes() + b" ",
        read().to_bytes().replace(b'"tier":3', b'"tier":9'),
        read().to_bytes().replace(b'"tier":3', b'"tier":"3"'),
        read().to_bytes().replace(b'["phone"]', b"7"),
        read().to_bytes().replace(b'["phone"]', b'"phone"'),
        read().to_bytes().replace(b"true", b"1"),
        read().to_bytes().replace(b"2026-03-02T12", b"2026-03-02 12"),
        read().to_bytes().replace(b'"by":"officer-7"', b'"by":null'),
        read().to_bytes().replace(b'"by":', b'"by":"officer-8","by":'),
        read().to_bytes().replace(b'"tier":3', b'"tier":3.0'),
        read().to_bytes().replace(b"2026-03-02T12:00:00.000000+00:00", b"0001-01-01T00:00:00.000000+23:00"),
        read().to_bytes().decode().encode("utf-16"),
        b"[" * 100_000,
        b'{"at":' + b"9" * 5000 + b"}",
    ],
)
def test_bytes_that_no_log_wrote_are_no_entry(content):
    with pytest.raises(ValueError, match=r"."):
        AuditEntry.from_bytes(content)


@given(entries=st.lists(ENTRIES, max_size=6), action=st.sampled_from(["read", "share", "a", '"action":"read",']))
def test_the_entries_of_an_action_are_found_and_no_others(entries, action):
    log = AuditLog("b")
    log.append(evolve(entry, about=action, rule=f'x"action":"{action}",x') for entry in entries)
    log.append([AuditEntry(NOON, "officer-7", action)])
    found = [(number, entry) for number, entry in enumerate(log.entries()) if entry.action == action]
    assert list(log.done([action])) == found
    assert list(log.done([action], 1, 3)) == [each for each in found if 1 <= each[0] < 3]


def test_all_that_is_wrong_with_an_entry_is_said_at_once():
    with pytest.raises(InvalidInputError) as refused:
        AuditEntry(datetime(2026, 3, 2), "13800000000", "", subject=" ", tier=3, allowed=1)  # noqa: DTZ001
    assert len(refused.value.problems) == 6
    assert "13800000000" not in str(refused.value)


def test_the_repr_of_an_entry_and_a_proof_says_nothing_of_the_subject():
    log = log_of(3)
    for value in (read("p-secret"), log.prove(1)):
        assert "p-" not in repr(value)


def test_an_earlier_root_still_proves_what_stood_then():
    log = log_of(10)
    old = log.sign(KEY)
    log.append([read()] * 7)
    assert log.prove(4, old.size).holds(old.root)
    assert log.prove_growth(old.size).holds(old.root, log.root())
    assert log.root(10) == old.root


def test_what_is_not_there_cannot_be_proven():
    log = log_of(5)
    for ask in (lambda: log.prove(5), lambda: log.prove(-1), lambda: log.prove(4, 3), lambda: log.root(6)):
        with pytest.raises(ConflictError):
            ask()
    for old, new in ((0, 3), (4, 3), (1, 9)):
        with pytest.raises(ConflictError):
            log.prove_growth(old, new)


def test_a_root_is_signed_by_whom_it_names():
    root = log_of(4).sign(KEY)
    assert root.is_signed_by([KEY.verifying_key])
    assert not root.is_signed_by([SigningKey.generate().verifying_key])


def test_what_a_root_says_and_its_signature_are_the_same_bytes_for_ever():
    """An auditor in ten years verifies the roots of today."""
    log = AuditLog("b", clock=FixedClock(NOON.replace(microsecond=1)))
    log.append([read()])
    root = log.sign(SigningKey(bytes(32)))
    assert root.statement == (
        b'{"at":1772452800000001,"log":"b",'
        b'"root":"14d14b4c788ba811783289d68d75270c5e1d87ebe15ab6d9c19f66b73960c0df","size":1}'
    )
    assert root.issuer == "z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"
    assert root.signature.hex() == (
        "013f366606a8ade72368c69542ceab6ec907404fc2a213e53ea31272b10c2896"
        "2811cfb62a8018c9ffde6ab1adbbd179684044253475a1b59a38e5b25966a70b"
    )
    assert SignedRoot.from_statement(root.statement, root.issuer, root.signature) == root


def test_a_root_of_another_log_or_another_key_is_not_believed():
    log = log_of(4)
    other = AuditLog("c", log.store, clock=FixedClock(NOON)).sign
    root = AuditLog("c", MemoryLogStore(), clock=FixedClock(NOON)).sign(KEY)
    for roots, keys in (([root], []), ([log.sign(SigningKey.generate())], [KEY.verifying_key])):
        with pytest.raises(BrokenLogError, match="not signed"):
            log.verify(roots=roots, keys=keys)
    with pytest.raises(BrokenLogError):
        other(KEY)


def test_a_log_that_was_written_anew_is_found_by_a_root_that_was_kept_elsewhere():
    root = log_of(9).sign(KEY)
    anew = AuditLog("b", clock=FixedClock(NOON))
    anew.append([read("p-0")] * 9)
    with pytest.raises(BrokenLogError, match="says otherwise"):
        anew.verify(roots=[root])


def test_a_log_whose_end_was_cut_off_is_found_by_a_root_that_was_kept_elsewhere():
    root = log_of(9).sign(KEY)
    with pytest.raises(BrokenLogError, match="ends before") as broken:
        log_of(8).verify(roots=[root])
    assert broken.value.number == 8


def spoilt(change):
    """A log of ten whose store was changed behind its back."""
    log = log_of(10)
    change(log.store)
    return log


def flip(content, bit):
    return (int.from_bytes(content, "big") ^ (1 << bit)).to_bytes(len(content), "big")


@pytest.mark.parametrize("number", range(10))
def test_any_bit_of_any_entry_and_any_hash_is_found(number):
    content = read(f"p-{number % 3}").to_bytes()
    for bit in range(0, 8 * len(content), 5):
        changed = Row(f"p-{number % 3}", flip(content, bit))

        def change(store, row=changed):
            store._rows[number] = row

        with pytest.raises(BrokenLogError) as broken:
            spoilt(change).verify()
        assert broken.value.number == number


def test_a_changed_or_missing_hash_is_found_at_every_level():
    for level, size in ((0, 10), (1, 5), (2, 2), (3, 1)):
        for number in range(size):

            def change(store, level=level, number=number):
                store._levels[level][number] = flip(store._levels[level][number], 7)

            with pytest.raises(BrokenLogError) as broken:
                spoilt(change).verify()
            assert broken.value.number == number << level


def test_what_a_proof_has_looked_up_hides_no_change_from_who_verifies():
    log = log_of(10)
    root = log.sign(KEY)
    assert log.prove(3).holds(root.root)
    anew = log_of(0)
    anew.append([read("p-2")] * 10)
    log.store._rows[:], log.store._levels[:] = anew.store._rows, anew.store._levels
    with pytest.raises(BrokenLogError, match="says otherwise"):
        log.verify()


def test_entries_that_changed_places_or_went_are_found():
    def swap(store):
        store._rows[3], store._rows[4] = store._rows[4], store._rows[3]

    def remove(store):
        del store._rows[5]

    def cut(store):
        del store._rows[-1]

    def rename(store):
        store._rows[6] = Row("p-2", store._rows[6].content)

    for change, number in ((swap, 3), (remove, 5), (cut, 9), (rename, 6)):
        with pytest.raises(BrokenLogError) as broken:
            spoilt(change).verify()
        assert broken.value.number == number


@pytest.mark.parametrize("size", [-1, 0])
def test_a_root_that_somebody_made_up_for_no_log_at_all_is_found(size):
    log = log_of(3)
    log.store.keep_root(SignedRoot(log.name, size, bytes(32), 0, "z6Mk", b""))
    with pytest.raises(BrokenLogError) as found:
        log.verify()
    assert found.value.number == 0
