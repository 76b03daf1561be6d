"""Files appear whole or not at all, whatever fails and whoever writes at the same time."""

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from commgov.storage import whole_files, write_all, write_table

OLD = {"a.csv": b"old a", "b.csv": b"old b"}
NEW = {"a.csv": b"new a", "b.csv": b"new b", "c.csv": b"new c"}


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def full(*_args: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def fail_at(call: int, real: object):
    """A function that works until its n-th call, which finds the disk full."""
    calls = iter(range(1, 1000))

    def maybe(*args: object, **options: object) -> object:
        return full() if next(calls) == call else real(*args, **options)

    return maybe


@pytest.fixture
def old(tmp_path: Path) -> Path:
    write_all(tmp_path, OLD)
    return tmp_path


def test_files_are_written_and_replaced_and_nothing_else_is_left(old: Path):
    write_all(old, NEW)

    assert content(old) == NEW


@pytest.mark.parametrize("call", [1, 2, 3])
def test_a_disk_that_is_full_while_writing_leaves_all_as_it_was(old: Path, monkeypatch: pytest.MonkeyPatch, call: int):
    monkeypatch.setattr(os, "fsync", fail_at(call, os.fsync))
    with pytest.raises(OSError, match="No space left"):
        write_all(old, NEW)

    assert content(old) == OLD


@pytest.mark.parametrize("call", [1, 2, 3])
def test_a_failure_between_the_moves_brings_the_old_files_back(old: Path, monkeypatch: pytest.MonkeyPatch, call: int):
    monkeypatch.setattr(Path, "replace", fail_at(call, Path.replace))
    with pytest.raises(OSError, match="No space left"):
        write_all(old, NEW)

    assert content(old) == OLD


@pytest.mark.parametrize("call", [1, 2])
def test_where_files_cannot_have_a_second_name_they_are_copied(old: Path, monkeypatch: pytest.MonkeyPatch, call: int):
    monkeypatch.setattr(os, "link", lambda *_: full())
    monkeypatch.setattr(Path, "replace", fail_at(call, Path.replace))
    with pytest.raises(OSError, match="No space left"):
        write_all(old, OLD | {"a.csv": b"new"})

    assert content(old) == OLD


def test_a_folder_that_was_made_for_nothing_goes_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(whole_files, "_write", full)
    with pytest.raises(OSError, match="No space left"):
        write_all(tmp_path / "deep" / "out", NEW)

    assert content(tmp_path) == {}


def test_writers_at_the_same_time_leave_one_whole_file(tmp_path: Path):
    tables = [[[writer, row] for row in range(500)] for writer in range(8)]
    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(write_table, tmp_path / "t.csv", ["w", "r"], rows) for rows in tables * 5]:
            done.result()

    (data,) = content(tmp_path).values()
    lines = data.decode("utf-8-sig").splitlines()[1:]
    assert len(lines) == 500
    assert len({line.partition(",")[0] for line in lines}) == 1
