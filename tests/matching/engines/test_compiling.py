"""Compiled code is kept between runs, and is never older than any file that it was made from."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from commgov.matching.engines import compiling

KERNEL = (
    "from {0}.compiling import kernel\nfrom {0}.rules import fee\n\n@kernel\ndef total(n):\n    return n * fee(n)\n"
)
STEP = "from {0}.compiling import step\n\n@step\ndef fee(n):\n    return n + {1}\n"
RUN = "from {0}.sums import total; print(total(2), len(total.stats.cache_hits) if hasattr(total, 'stats') else 0)"


@pytest.fixture
def engines(tmp_path: Path) -> Path:
    """A package of two engine files, one of which calls the other, with the real `compiling`."""
    package = tmp_path / "engines"
    package.mkdir()
    (package / "__init__.py").touch()
    shutil.copy(str(compiling.__file__), package)
    (package / "sums.py").write_text(KERNEL.format(package.name), encoding="utf-8")
    (package / "rules.py").write_text(STEP.format(package.name, 1), encoding="utf-8")
    return package


def run(engines: Path, **environment: str) -> tuple[int, bool]:
    """What the kernel gives for 2 in a new process, and whether its code was still there."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NUMBA_")}
    home = {"XDG_CACHE_HOME": str(engines.parent / "cache")}
    told = subprocess.run(
        [sys.executable, "-c", RUN.format(engines.name)],
        cwd=engines.parent,
        env=kept | home | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    total, hits = map(int, told.stdout.split())
    return total, hits == 1


@pytest.mark.parametrize("folder", ["writable", "not writable"])
def test_a_kernel_is_compiled_anew_when_a_file_that_it_calls_changes(engines: Path, folder: str):
    if folder == "not writable":
        (engines / "__pycache__").touch()  # a file stands where numba would make its folder; this stops root, too
    assert run(engines) == (6, False)
    assert run(engines) == (6, True)
    (engines / "rules.py").write_text(STEP.format(engines.name, 10), encoding="utf-8")
    assert run(engines) == (24, False)
    assert run(engines) == (24, True)
    where = engines.parent / "cache" if folder == "not writable" else engines / "__pycache__"
    assert list(where.rglob("sums.total-*.nbi"))


def test_where_no_folder_can_be_written_each_process_compiles_for_itself(engines: Path):
    (engines / "__pycache__").touch()
    (engines.parent / "cache").touch()
    assert run(engines) == (6, False)
    assert run(engines) == (6, False)


def test_engines_run_without_compiling(engines: Path):
    """As for whoever steps through a kernel with a debugger."""
    assert run(engines, NUMBA_DISABLE_JIT="1") == (6, False)
