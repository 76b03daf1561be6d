"""Witnesses: a log that lost its end together with the roots that told of it is found."""

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from commgov.core import FixedClock
from commgov.errors import ConflictError, StorageError
from commgov.privacy.audit import AuditEntry, AuditLog, BrokenLogError, MemoryLogStore, WitnessFile
from commgov.seal import SigningKey

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
KEY = SigningKey.generate()
READ = AuditEntry(NOON, "officer-7", "read", subject="p-1", fields=("phone",))


@pytest.fixture
def witness(tmp_path):
    return WitnessFile(tmp_path / "roots.jsonl", keys=[KEY.verifying_key])


def log_of(number, witness=None, name="b"):
    log = AuditLog(name, MemoryLogStore(), clock=FixedClock(NOON), witness=witness)
    log.append([READ] * number)
    return log


def roots_in_a_file():
    """A file of two roots."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "roots.jsonl"
        log = log_of(3, WitnessFile(file))
        log.sign(KEY)
        log.sign(KEY)
        return file.read_bytes()


ROOTS = roots_in_a_file()


def without_its_end(log, size, witness):
    """What somebody makes of it who owns the store: fewer entries, fewer hashes, and no root that tells of more."""
    kept = log_of(size, witness)
    for root in log.signed_roots():
        if root.size <= size:
            kept.store.keep_root(root)
    return kept


def test_an_end_that_was_cut_off_together_with_its_roots_is_found_by_the_witness_alone(witness):
    log = log_of(5, witness)
    log.sign(KEY)
    log.append([READ] * 4)
    log.sign(KEY)
    for size in (0, 4, 5, 8):
        assert without_its_end(log, size, None).verify().size == size
        with pytest.raises(BrokenLogError, match="ends before") as broken:
            without_its_end(log, size, witness).verify()
        assert broken.value.number == size
        with pytest.raises(BrokenLogError):
            without_its_end(log, size, witness).sign(KEY)
    assert log.verify(keys=[KEY.verifying_key]).witnessed.size == 9


def test_the_witness_can_be_asked_without_hashing_the_log_anew(witness):
    log = log_of(5, witness)
    log.ask_witness()  # which knows nothing yet
    log.sign(KEY)
    log.append([READ])
    log.ask_witness()
    with pytest.raises(BrokenLogError) as cut:
        without_its_end(log, 4, witness).ask_witness()
    assert cut.value.number == 4
    other = AuditLog("b", MemoryLogStore(), witness=witness)
    other.append([evolve(READ, by="officer-9")] * 6)
    with pytest.raises(BrokenLogError):
        other.ask_witness()
    log_of(2).ask_witness()  # it has none


def test_verifying_says_what_it_was_held_against(witness):
    log = log_of(3)
    assert log.verify().words.en == (
        "Checked against no signed root. "
        "No witness vouches for it: entries may have been cut off together with the roots that told of them."
    )
    root = log.sign(KEY)
    found = log.verify(roots=[root])
    assert (found.roots, found.newest, found.witnessed) == (1, root, None)
    assert "1 signed roots, the newest of 3 entries, signed 2026-03-02 12:00 UTC. No witness" in found.words.en
    vouched = log_of(3, witness)
    assert vouched.verify().witnessed is None
    vouched.sign(KEY)
    vouched.append([READ])
    assert vouched.verify().words.en.endswith("A witness vouches for the first 3 entries.")
    assert "见证人为前3条作证" in vouched.verify().words.zh


def test_a_witness_takes_no_root_that_the_log_did_not_grow_to(witness):
    log = log_of(5, witness)
    first = log.sign(KEY)
    anew = log_of(0)
    anew.append([evolve(READ, subject="p-2")] * 8)
    other = anew.sign(KEY)
    log.append([READ])
    for growth in (None, anew.prove_growth(5), log.prove_growth(4), log.prove_growth(5)):
        with pytest.raises(ConflictError, match="did not grow"):
            witness.keep(other, growth)
    with pytest.raises(ConflictError, match="trusted"):
        log.sign(SigningKey.generate())
    assert witness.latest("b") == first
    assert witness.latest("c") is None


def test_a_witness_that_was_out_of_reach_takes_the_next_root_for_both(tmp_path):
    witness = WitnessFile(tmp_path / "elsewhere" / "roots.jsonl")
    log = log_of(0, witness)
    with pytest.raises(StorageError):
        log.sign(KEY)
    (tmp_path / "elsewhere").mkdir()
    for size in (0, 0, 1, 3, 3, 8):
        log.append([READ] * (size - log.size))
        log.sign(KEY)
    assert (len(log.signed_roots()), witness.latest("b").size, log.verify().witnessed.size) == (7, 8, 8)


def test_one_witness_keeps_the_roots_of_several_logs(witness):
    logs = [log_of(3, witness, name) for name in ("b", "c")]
    roots = [log.sign(KEY) for log in (*logs, *logs)]
    assert [witness.latest(name) for name in ("b", "c")] == roots[2:]


@pytest.mark.parametrize("line", ["", "no", "[]", "{}", '{"issuer":"z","signature":"x","statement":"{}"}', "\xff"])
def test_a_file_that_says_what_no_witness_wrote_is_refused_whole(witness, tmp_path, line):
    log = log_of(3, witness)
    log.sign(KEY)
    with (tmp_path / "roots.jsonl").open("ab") as file:
        file.write(line.encode("latin-1") + b"\n")
    for ask in (log.verify, lambda: log.sign(KEY)):
        with pytest.raises(StorageError, match="line 2"):
            ask()


def test_a_line_that_was_being_written_when_the_power_went_is_none(witness, tmp_path):
    log = log_of(3, witness)
    first = log.sign(KEY)
    kept = (tmp_path / "roots.jsonl").read_bytes()
    log.append([READ])
    second = log.sign(KEY)
    whole = (tmp_path / "roots.jsonl").read_bytes()
    for cut in range(len(kept), len(whole)):
        (tmp_path / "roots.jsonl").write_bytes(whole[:cut])
        assert witness.latest("b") == first
    witness.keep(second, log.prove_growth(3, 4))
    assert (tmp_path / "roots.jsonl").read_bytes() == whole


@settings(max_examples=300)
@given(data=st.data())
def test_whatever_stands_in_the_file_there_is_an_answer_or_a_refusal(data):
    content = bytearray(ROOTS)
    for _ in range(data.draw(st.integers(1, 3))):
        at, to = sorted(data.draw(st.tuples(*[st.integers(0, len(content))] * 2)))
        content[at:to] = data.draw(st.sampled_from([b"", bytes(content[at:to]) * 2]) | st.binary(max_size=8))
    with TemporaryDirectory() as folder:
        file = Path(folder) / "roots.jsonl"
        file.write_bytes(content)
        try:
            root = WitnessFile(file).latest("b")
        except StorageError:
            return
    assert root is None or root.log == "b"
