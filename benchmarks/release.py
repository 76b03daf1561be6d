"""Measures of anonymity beside pycanon, Mondrian beside anonypy: the same rows, the same answers.

Both peers run in the environment of peers, which has pandas: `python -m benchmarks.release --among-peers`. Each begins
with what it takes, a data frame or `Rows`; by processor time, in interleaved rounds: each round gives one ratio, and
their median counts. anonypy needs a minute for its rows, so it runs twice only.

`python -m benchmarks.release --record` writes pycanon's answers on seeded tables to tests/privacy/release/pycanon.json,
against which the tests hold ours.
"""

import gc
import json
import random
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

import numpy as np

from benchmarks.peers import ROOT, Rows, python_of_peers, rows_from_peers
from commgov.privacy import Tier
from commgov.privacy.releases import Anonymity, Column
from commgov.privacy.releases import Rows as Persons
from commgov.privacy.releases import measure as measure_rows
from commgov.privacy.releases.mondrian import ordered_codes, partition

RECORD = ROOT / "tests" / "privacy" / "release" / "pycanon.json"
QUASI, SENSITIVE = ("age", "sex", "grid", "education"), "need"
ROWS, MONDRIAN_ROWS, K = 100_000, 20_000, 5
ROUNDS = 5

Table = dict[str, list[Any]]


def small_tables() -> list[tuple[Table, list[str], list[str]]]:
    """Seeded tables with quasi-identifiers and sensitive columns: few and many values, even and skewed, numbers."""
    found = []
    for seed in range(60):
        draw = random.Random(seed)  # noqa: S311 - the same tables each time
        size, ages, needs = draw.randint(8, 400), draw.choice([2, 4, 9]), draw.choice([1, 2, 3, 6])
        weights = [1] * needs if seed % 3 else [6**at for at in range(needs)]
        table: Table = {
            "age": [10 * draw.randrange(ages) for _ in range(size)],
            "sex": [draw.choice("FM") for _ in range(size)],
            "need": draw.choices([f"need-{at}" for at in range(needs)], weights, k=size),
            "score": [draw.randrange(1 + seed % 7) for _ in range(size)],
        }
        sensitive = ["need"] if len(set(table["score"])) < 2 or seed % 2 else ["need", "score"]
        found.append((table, ["age", "sex"] if seed % 4 else ["age"], sensitive))
    return found


def persons_of(table: Table, sensitive: list[str]) -> Persons:
    size = len(next(iter(table.values())))
    columns = tuple(
        Column(name, Tier.T4 if name in sensitive else Tier.T2, values, sensitive=name in sensitive)
        for name, values in table.items()
    )
    return Persons(tuple(f"p-{at}" for at in range(size)), columns)


def same_answers(found: Anonymity, theirs: dict[str, Any]) -> bool:
    """Whether a measure is what pycanon says: whole numbers equal, distances to twelve digits."""
    whole = (found.k, found.distinct_l, int(found.entropy_l or 0), found.rarest_c)
    return whole == (theirs["k"], theirs["l"], theirs["entropy_l"], theirs["c"]) and (
        abs((found.t or 0) - theirs["t"]) < 1e-12
    )


def pycanon_says(frame: Any, quasi: list[str], sensitive: list[str]) -> dict[str, Any]:
    from pycanon import anonymity  # noqa: PLC0415 - only there among the peers

    c, _ = anonymity.recursive_c_l_diversity(frame, quasi, sensitive)
    return {
        "k": int(anonymity.k_anonymity(frame, quasi)),
        "l": int(anonymity.l_diversity(frame, quasi, sensitive)),
        "entropy_l": int(anonymity.entropy_l_diversity(frame, quasi, sensitive)),
        "c": None if c != c else int(c),  # noqa: PLR0124 - pycanon's "none" is not a number
        "t": float(anonymity.t_closeness(frame, quasi, sensitive)),
    }


def record() -> None:
    import pandas as pd  # noqa: PLC0415 - only there among the peers

    said = [pycanon_says(pd.DataFrame(table), quasi, sensitive) for table, quasi, sensitive in small_tables()]
    text = json.dumps({"pycanon": version("pycanon"), "answers": said}, indent=1)
    RECORD.write_text(text + "\n", encoding="utf-8")


def large_table() -> Table:
    draw = np.random.default_rng(3)
    needs = ["elder care", "repair", "childcare", "medical", "dispute", "other"]
    return {
        "age": draw.integers(0, 95, ROWS).tolist(),
        "sex": draw.choice(["F", "M"], ROWS).tolist(),
        "grid": draw.choice([f"g{at:02d}" for at in range(40)], ROWS).tolist(),
        "education": draw.choice(list("ABCDE"), ROWS).tolist(),
        "need": draw.choice(needs, ROWS).tolist(),
    }


def lap(way: Callable[[], object]) -> tuple[float, Any]:
    gc.collect()
    start = process_time()
    answer = way()
    return process_time() - start, answer


def ratios(theirs: Callable[[], object], ours: Callable[[], object], rounds: int = ROUNDS) -> tuple[float, Any, Any]:
    """How many times as long as ours theirs takes, and what both answer."""
    found, their_answer, our_answer = [], None, None
    for _ in range(rounds):
        their_time, their_answer = lap(theirs)
        our_time, our_answer = lap(ours)
        found.append(their_time / our_time)
    return median(found), their_answer, our_answer


def among_peers() -> Rows:
    import pandas as pd  # noqa: PLC0415 - only there among the peers

    table = large_table()
    banded = table | {"age": [f"{age // 10 * 10}" for age in table["age"]]}
    return [_same_small(pd), *_measures(pd.DataFrame(banded), banded), *_mondrian(pd.DataFrame(table), table)]


def _same_small(pd: Any) -> tuple[str, str, str]:
    same = 0
    for table, quasi, sensitive in small_tables():
        theirs = pycanon_says(pd.DataFrame(table), quasi, sensitive)
        assert same_answers(measure_rows(persons_of(table, sensitive), quasi, sensitive), theirs), theirs
        same += 1
    with_what = ", ".join(f"{name} {version(name)}" for name in ("pycanon", "pandas", "numpy"))
    note = f"{with_what}: k, l, entropy l, c, t of seeded tables"
    return "equal to pycanon", f"{same} of {len(small_tables())} tables", note


def _measures(frame: Any, table: Table) -> Rows:
    from pycanon import anonymity  # noqa: PLC0415 - only there among the peers

    quasi, asked = list(QUASI), persons_of(table, [SENSITIVE])
    fresh = iter([persons_of(table, [SENSITIVE]) for _ in range(2 * ROUNDS)])

    def theirs() -> Any:
        return anonymity.k_anonymity(frame, quasi), anonymity.l_diversity(frame, quasi, [SENSITIVE])

    k, their_k, our_k = ratios(lambda: anonymity.k_anonymity(frame, quasi), lambda: measure_rows(next(fresh), quasi))
    both, their_l, ours = ratios(theirs, lambda: measure_rows(next(fresh), quasi, [SENSITIVE]))
    again, _, _ = ratios(theirs, lambda: measure_rows(asked, quasi, [SENSITIVE]))
    assert our_k.k == their_k
    assert (ours.k, ours.distinct_l) == their_l
    rows = f"{ROWS:,} rows, {our_k.classes:,} classes"
    return [
        ("k", f"{k:.1f} × pycanon", f"{rows}; goal: at least 5"),
        ("k and l", f"{both:.0f} × pycanon", f"{rows}; ours gives entropy l, c and t as well; goal: at least 5"),
        ("k and l of rows that were asked before", f"{again:.0f} × pycanon", "ours codes each column once"),
    ]


def _mondrian(frame: Any, table: Table) -> Rows:
    import anonypy  # noqa: PLC0415 - only there among the peers

    part: Table = {name: values[:MONDRIAN_ROWS] for name, values in table.items()}
    theirs_takes = frame.head(MONDRIAN_ROWS).copy()
    for name in ("sex", "grid", "education", "need"):
        theirs_takes[name] = theirs_takes[name].astype("category")
    persons = persons_of(part, [SENSITIVE])

    def theirs() -> Any:
        return anonypy.Preserver(theirs_takes, list(QUASI), SENSITIVE).anonymize_k_anonymity(k=K)

    def ours(least_distinct: int = 1) -> Any:
        points = [ordered_codes(persons.column(name))[0] for name in QUASI]
        values = [persons.column(SENSITIVE).coded[0]]
        return partition(points, values, k=K, least_distinct=least_distinct)

    ratio, said, classes = ratios(theirs, ours, rounds=2)
    sizes = np.bincount(classes)
    their_classes: dict[tuple[str, ...], int] = {}
    for row in said:
        key = tuple(str(row[name]) for name in QUASI)
        their_classes[key] = their_classes.get(key, 0) + row["count"]
    assert min(their_classes.values()) >= K
    assert sizes.min() >= K
    assert sum(their_classes.values()) == sizes.sum() == MONDRIAN_ROWS
    peer = f"anonypy {version('anonypy')} {len(their_classes):,}"
    with_l, _ = lap(lambda: ours(2))
    without, _ = lap(ours)
    return [
        (
            "Mondrian, k = 5",
            f"{ratio:.0f} × anonypy",
            f"{MONDRIAN_ROWS:,} rows; {len(sizes):,} classes, {peer}; goal: at least 50",
        ),
        ("Mondrian with l = 2 beside without", f"{with_l / without:.1f} × as long", "the same rows"),
    ]


def measure() -> Rows:
    return rows_from_peers("benchmarks.release")


if __name__ == "__main__":
    if "--among-peers" in sys.argv:
        print(json.dumps(among_peers(), ensure_ascii=False))
    elif "--record" in sys.argv:
        import subprocess

        if Path(sys.prefix).name == python_of_peers().parent.parent.name:
            record()
        else:
            subprocess.run([str(python_of_peers()), "-m", "benchmarks.release", "--record"], check=True, cwd=ROOT)
    else:
        for row in measure():
            print("| " + " | ".join(row) + " |")
