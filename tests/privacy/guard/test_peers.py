"""The environment of peers: pinned, made once, and a clear word where it cannot be made."""

import re
import subprocess
import venv
from pathlib import Path

import pytest
from benchmarks import peers


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No environment yet, and nothing that would be installed."""
    monkeypatch.setattr(peers, "VENV", tmp_path / "peers")
    monkeypatch.setattr(peers, "MARK", tmp_path / "peers" / "peers.txt")
    monkeypatch.setattr(venv, "create", lambda folder, **_: folder.mkdir(exist_ok=True))


def test_every_peer_is_pinned_to_one_version() -> None:
    pins = [line for line in peers.PINS.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9_.\-]+==[A-Za-z0-9.]+", pin) for pin in pins)
    names = {pin.partition("==")[0].casefold().replace("_", "-") for pin in pins}
    assert {"presidio-analyzer", "pycanon", "anonypy", "faker", "spacy"} <= names


def test_without_an_index_one_is_told_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    failed = subprocess.CompletedProcess([], 1, "", "no such index")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(SystemExit, match=r"cannot be installed into peers[^\0]*package index[^\0]*no such index"):
        peers.python_of_peers()
    assert not peers.MARK.exists()


def test_it_is_made_once_and_again_when_the_pins_change(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []
    done = subprocess.CompletedProcess([], 0, "", "")
    monkeypatch.setattr(subprocess, "run", lambda command, **_: asked.append(command) or done)
    assert peers.python_of_peers() == peers.python_of_peers()
    assert len(asked) == 2  # the pins, and the checkout
    peers.MARK.write_text("other pins", encoding="utf-8")
    peers.python_of_peers()
    assert len(asked) == 4


def test_rows_come_back_from_the_peers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "python_of_peers", lambda: Path("python"))
    told = subprocess.CompletedProcess([], 0, 'a warning\n[["what", "1 ×", "note"]]\n', "")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: told)
    assert peers.rows_from_peers("benchmarks.leak_guard") == [("what", "1 ×", "note")]
    broken = subprocess.CompletedProcess([], 1, "", "it broke")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: broken)
    with pytest.raises(SystemExit, match="it broke"):
        peers.rows_from_peers("benchmarks.leak_guard")
