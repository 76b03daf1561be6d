"""The environment of peers that cannot live beside ours: `.venv-peers` in the checkout, made when it is first needed.

Its packages are pinned in `peers.txt`; commgov is the checkout's. A benchmark runs itself there and prints its rows as
JSON.
"""

import json
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv-peers"
PINS = Path(__file__).with_name("peers.txt")
MARK = VENV / "peers.txt"  # what was installed, written when all of it was

Rows = list[tuple[str, str, str]]


def python_of_peers() -> Path:
    """The Python that has the peers and this checkout's commgov; made anew when the pins have changed."""
    python = VENV / "bin" / "python"
    pins = PINS.read_text(encoding="utf-8")
    if not MARK.is_file() or MARK.read_text(encoding="utf-8") != pins:
        print(f"setting up {VENV.name} (some minutes, once) ...", file=sys.stderr)
        venv.create(VENV, with_pip=True, clear=True)
        install = [str(python), "-m", "pip", "install", "-q", "--no-warn-script-location"]
        for what in (["-r", str(PINS)], ["--no-deps", "--no-build-isolation", "-e", str(ROOT)]):
            done = subprocess.run([*install, *what], check=False, capture_output=True, text=True)
            if done.returncode:
                raise SystemExit(
                    f"The peers of benchmarks/peers.txt cannot be installed into {VENV.name}: they need Python 3.11 "
                    f"and a package index with those versions. pip says:\n{done.stderr.strip()[-1000:]}"
                )
        MARK.write_text(pins, encoding="utf-8")
    return python


def rows_from_peers(module: str) -> Rows:
    """What a benchmark module prints when it runs among the peers: `python -m module --among-peers`."""
    done = subprocess.run(
        [str(python_of_peers()), "-W", "ignore", "-m", module, "--among-peers"],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    if done.returncode:
        raise SystemExit(f"{module} failed among the peers:\n{done.stderr.strip()[-2000:]}")
    return [(str(what), str(value), str(note)) for what, value, note in json.loads(done.stdout.splitlines()[-1])]
