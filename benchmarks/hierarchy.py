"""The organisation of a country: 665,276 real divisions, loaded and asked, beside networkx on the same tree.

Run it: `python benchmarks/hierarchy.py [the file of divisions]`. One run measures both; the answers are asserted equal.
"""

import lzma
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import networkx as nx

from commgov.core import Text, keyed
from commgov.grid import Level, Organisation

DIVISIONS = Path(__file__).resolve().parents[2] / "shared" / "data" / "divisions_china.csv.xz"
COUNTRY = "0"  # the 31 provinces have no common root
ABOVE = {2: 0, 4: 2, 6: 4, 9: 6, 12: 9}  # characters of the code that are the code above
LEVELS = tuple(
    Level(name, Text(name, zh))
    for name, zh in zip(
        ("country", "province", "city", "county", "street", "community"),
        ("国家", "省", "市", "县", "街道", "社区"),
        strict=True,
    )
)
ROUNDS = 6  # even: each goes first as often
WEIGHTED, LEAVES = 60, 2_000


def load(path: Path = DIVISIONS) -> Organisation:
    ids, names = [COUNTRY], ["中国"]
    parents: list[str | None] = [None]
    lines = lzma.decompress(path.read_bytes()).decode().splitlines()
    for line in lines[1:]:
        code, _, name = line.partition(",")
        ids.append(code)
        names.append(name)
        parents.append(code[: ABOVE[len(code)]] or COUNTRY)
    return Organisation.from_columns(ids, parents, names=names, levels=LEVELS)


def lap(ask: Callable[[str], object], units: list[str]) -> float:
    """Processor seconds to ask for each of the units: what others run beside does not count."""
    start = time.process_time()
    for unit in units:
        ask(unit)
    return time.process_time() - start


def in_a_fresh_process(path: Path) -> tuple[float, float, float]:
    """Seconds, processor seconds and peak MB of loading in a process that did nothing else."""
    answer = subprocess.run(
        [sys.executable, __file__, "--load", str(path)], check=True, capture_output=True, text=True
    ).stdout.split()
    seconds, processor, peak = map(float, answer)
    return seconds, processor, peak


def chosen(org: Organisation) -> tuple[list[str], list[str]]:
    """Units drawn in proportion to the size of their subtree, and leaves; the same in every run."""
    units = org.units()
    sizes = list(org.totals(dict.fromkeys(units, 1)).values())
    total = sum(sizes)
    marks = sorted(int(keyed(7, "weighted", draw) * total) for draw in range(WEIGHTED))
    weighted, passed, at = [], 0, 0
    for mark in marks:
        while passed + sizes[at] <= mark:
            passed += sizes[at]
            at += 1
        weighted.append(units[at])
    leaves = [unit for unit, size in zip(units, sizes, strict=True) if size == 1]
    return weighted, [leaves[int(keyed(7, "leaf", draw) * len(leaves))] for draw in range(LEAVES)]


def ratio(asked: list[str], ours: Callable[[str], object], theirs: Callable[[str], object]) -> tuple[float, float]:
    """Seconds of networkx over our seconds for all units asked, and ours in microseconds a unit: medians."""
    ratios, micros = [], []
    for at in range(ROUNDS):
        # In turns who goes first: the second finds the units' ids in the processor's cache.
        if at % 2:
            own, peer = lap(ours, asked), lap(theirs, asked)
        else:
            peer, own = lap(theirs, asked), lap(ours, asked)
        ratios.append(peer / own)
        micros.append(own / len(asked) * 1e6)
    return statistics.median(ratios), statistics.median(micros)


def measure(path: Path = DIVISIONS) -> list[tuple[str, str, str]]:
    loads = [in_a_fresh_process(path) for _ in range(3)]
    org = load(path)
    graph = org.to_networkx()
    weighted, leaves = chosen(org)
    for unit in {*weighted, *leaves}:
        below = org.descendants(unit)
        assert set(below) == nx.descendants(graph, unit)
        assert len(below) == len(set(below))
    wall, processor = (statistics.median(one[at] for one in loads) for at in (0, 1))
    rows = [
        ("units", f"{len(org):,}", "31 provinces and all below, with a root added"),
        ("load", f"{wall:.2f} s", f"file read and checked; median of 3 processes; {processor:.2f} s of the processor"),
        ("peak memory", f"{max(one[2] for one in loads):.0f} MB", "of the loading process, its imports included"),
    ]
    for name, asked, note in (
        ("descendants, weighted", weighted, f"{WEIGHTED} units drawn by the size of their subtree"),
        ("descendants, leaves", leaves, f"{LEAVES} leaves"),
    ):
        times, micros = ratio(asked, org.descendants, lambda unit: nx.descendants(graph, unit))
        rows.append((name, f"{times:.1f}× networkx", f"{note}; {micros:.2f} µs each; median of {ROUNDS} rounds"))
    return rows


def main() -> None:
    path = Path(sys.argv[-1]) if len(sys.argv) > 1 else DIVISIONS
    if "--load" in sys.argv:
        start, started = time.perf_counter(), time.process_time()
        load(path)
        print(
            time.perf_counter() - start,
            time.process_time() - started,
            resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        )
        return
    print("| what | measured | how |\n|---|---|---|")
    for row in measure(path):
        print("| {} | {} | {} |".format(*row))


if __name__ == "__main__":
    main()
