"""The case study's community: a typical week with the default effort, a stress week with `--quick`.

Each is planned by the command line in a process of its own, tables written and read, report made; the figures are those
of `commgov demo --json`. And what a fresh clone spends on compiling: the first demo with nothing kept, less the second.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile


def measure() -> list[tuple[str, str, str]]:
    """Rows: the typical week, the stress week, compiling."""
    return [_week("typical week"), _week("stress week", "--stress"), _compiling()]


def _demo(*options: str, kept: str | None = None) -> dict[str, float]:
    """The figures of a demo; its compiled code is kept in a folder of its own, if one is given."""
    command = [sys.executable, "-c", "from commgov.cli import main; main()", "demo", "--json", *options]
    here = os.environ if kept is None else os.environ | {"NUMBA_CACHE_DIR": kept}
    with tempfile.TemporaryDirectory() as folder:
        run = subprocess.run([*command, "--out", folder], check=True, capture_output=True, text=True, env=here)
    figures: dict[str, float] = json.loads(run.stdout)
    return figures


def _compiling() -> tuple[str, str, str]:
    seconds = []
    with tempfile.TemporaryDirectory() as kept:
        for _ in range(2):
            before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
            _demo(kept=kept)
            seconds.append(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before)
    note = f"first demo {seconds[0]:.1f} s, second {seconds[1]:.1f} s of processor time; goal: at most 20 s"
    return "compiling, on a fresh clone", f"{seconds[0] - seconds[1]:.1f} s", note


def _week(name: str, *options: str) -> tuple[str, str, str]:
    figures = _demo(*options)
    assert figures["bound"] <= figures["objective"]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024**2  # the largest child so far; they grow
    value = f"{figures['served']:,} of {figures['demands']:,} served, value gap {figures['value_gap']:.2%}"
    seconds = ", ".join(f"{stage} {figures[f'seconds_{stage}']:.1f} s" for stage in ("read", "plan", "write"))
    note = f"{figures['seats']:,} seats, {figures['members']:,} members; {seconds}; {peak:.1f} GB"
    return name, value, note
