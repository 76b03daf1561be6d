"""The case study's community: a typical week with the default effort, a stress week with `--quick`.

Each is planned by the command line in a process of its own, tables written and read, report made; the figures are those
of `commgov demo --json`.
"""

import json
import resource
import subprocess
import sys
import tempfile


def measure() -> list[tuple[str, str, str]]:
    """Rows: the typical week, the stress week."""
    return [_week("typical week"), _week("stress week", "--stress")]


def _week(name: str, *options: str) -> tuple[str, str, str]:
    command = [sys.executable, "-c", "from commgov.cli import main; main()", "demo", "--json", *options]
    with tempfile.TemporaryDirectory() as folder:
        run = subprocess.run([*command, "--out", folder], check=True, capture_output=True, text=True)
    figures = json.loads(run.stdout)
    assert figures["bound"] <= figures["objective"]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024**2  # the largest child so far; they grow
    value = f"{figures['served']:,} of {figures['demands']:,} served, value gap {figures['value_gap']:.2%}"
    seconds = ", ".join(f"{stage} {figures[f'seconds_{stage}']:.1f} s" for stage in ("read", "plan", "write"))
    note = f"{figures['seats']:,} seats, {figures['members']:,} members; {seconds}; {peak:.1f} GB"
    return name, value, note
