"""Flags for formalism and fraud: how many planted cases are found, how many flags are right, and what it takes.

The services are made up by `commgov.simulation.tampered_services`, whose constants are none of the detectors' limits.
The seeds here were not used while the detectors were made; those were 1 to 6. Every flag that names no case of its own
kind counts as wrong, also one that is true (a record that was moved to the end of the month may overlap with another).
"""

import time
from collections.abc import Callable, Sequence

import numpy as np
from attrs import evolve

from commgov.incentives.integrity import FlagKind, IntegrityPolicy, Material, find_flags
from commgov.simulation import Score, TamperedServices, score_flags, tampered_services

SEEDS = (101, 102, 103, 104, 105)
RATES = (0.005, 0.01, 0.03)
DOSES = (0.8, 0.6, 0.4, 0.25)
MEMBERS = 600
LARGE = 6_700
RECORDS = 200_000
ROUNDS = 9


def scores(rate: float, dose: float = 1.0) -> list[tuple[TamperedServices, dict[FlagKind, Score]]]:
    scenes = [tampered_services(seed, members=MEMBERS, rate=rate, dose=dose) for seed in SEEDS]
    return [(scene, dict(score_flags(scene.planted, find_flags(scene.material()).flags))) for scene in scenes]


def pooled(some: Sequence[Score]) -> Score:
    return sum(some[1:], start=some[0])


def quality() -> list[tuple[str, str, str]]:
    rows = []
    for rate in RATES:
        found = scores(rate)
        for kind in FlagKind:
            by_seed = [score[kind] for _, score in found]
            whole = pooled(by_seed)
            each = ", ".join(f"{score.recall:.2f} / {score.precision:.2f}" for score in by_seed)
            value = f"recall {whole.recall:.2f}, precision {whole.precision:.2f}"
            rows.append((f"{kind.value}, base rate {rate:.1%}", value, f"{whole.planted} cases; by seed {each}"))
    return rows


def ring_varieties() -> list[tuple[str, str, str]]:
    """Rings by form, honest share and size, with more of them than the base rates give."""
    varieties: dict[str, list[bool]] = {}
    for seed in SEEDS:
        scene = tampered_services(seed, members=2 * MEMBERS, rate=0.03)
        flags = [set(flag.about) for flag in find_flags(scene.material()).flags if flag.kind is FlagKind.RING]
        for case in scene.planted:
            if case.kind is FlagKind.RING:
                hit = any(2 * len(case.about & flag) >= len(case.about) for flag in flags)
                for key in (case.variety, f"of {len(case.about)}"):
                    varieties.setdefault(key, []).append(hit)
    return [
        (f"rings, {key}", f"{sum(hits)} of {len(hits)} found", f"{2 * MEMBERS:,} members, base rate 3 %")
        for key, hits in sorted(varieties.items())
    ]


def honest() -> list[tuple[str, str, str]]:
    flags = dict.fromkeys(FlagKind, 0)
    services = 0
    for seed in SEEDS:
        scene = tampered_services(seed, members=MEMBERS, rate=0.0)
        services += len(scene.facts)
        for flag in find_flags(scene.material()).flags:
            flags[flag.kind] += 1
    named = ", ".join(f"{kind.value} {count}" for kind, count in flags.items() if count)
    return [("nothing planted: false flags", str(sum(flags.values())), f"{services:,} services; {named or 'none'}")]


def doses() -> list[tuple[str, str, str]]:
    by_dose = {dose: scores(0.02, dose) for dose in DOSES}
    rows = []
    for kind in FlagKind:
        recalls = [pooled([score[kind] for _, score in found]).recall for found in by_dose.values()]
        value = " / ".join(f"{recall:.2f}" for recall in recalls)
        rows.append((f"{kind.value}: recall by dose", value, "dose " + " / ".join(f"{dose:.0%}" for dose in DOSES)))
    return rows


def sort_pass(member: np.ndarray, start: np.ndarray, end: np.ndarray, place: np.ndarray) -> tuple[int, int]:
    """The yardstick: one sort by member and time; neighbours that overlap, or are faster than 60 km/h."""
    order = np.lexsort((start, member))
    who, begins, ends, at = member[order], start[order], end[order], place[order]
    same = who[1:] == who[:-1]
    overlaps = same & (begins[1:] < ends[:-1])
    gap = np.maximum(begins[1:] - ends[:-1], 0)
    faster = same & ~overlaps & (np.hypot(*(at[1:] - at[:-1]).T) > gap)
    return int(overlaps.sum()), int(faster.sum())


def speed() -> list[tuple[str, str, str]]:
    material = tampered_services(11, members=LARGE, rate=0.01).material()
    records = material.records
    rng = np.random.default_rng(3)
    place = rng.random((len(records.units), 2))[records.unit] * 30
    who, start = rng.integers(0, 5_000, RECORDS), rng.integers(0, 525_600, RECORDS)
    end, where = start + rng.integers(30, 180, RECORDS), rng.random((RECORDS, 2)) * 30
    jobs: dict[str, Callable[[], object]] = {
        "all": lambda: find_flags(Material(evolved(records), **beside(material)), IntegrityPolicy()),
        "same": lambda: sort_pass(records.member, records.start, records.end, place),
        "random": lambda: sort_pass(who, start, end, where),
    }
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    for each in range(ROUNDS + 1):
        for name, job in jobs.items():
            begin = time.process_time()
            job()
            if each:  # the first round imports and warms up
                taken[name].append(time.process_time() - begin)
    median = {name: float(np.median(times)) for name, times in taken.items()}
    note = f"{len(records):,} records, {ROUNDS} interleaved rounds, processor time; all {median['all']:.3f} s"
    return [
        (
            "all detectors against one sort of as many random records",
            f"{median['all'] / median['random']:.1f} ×",
            f"goal: at most 5 ×; {note}",
        ),
        ("all detectors against one sort of the same records", f"{median['all'] / median['same']:.1f} ×", note),
    ]


def evolved(records: object) -> object:
    """The same columns, with nothing remembered from the round before."""
    return evolve(records)


def beside(material: Material) -> dict[str, object]:
    return {"endings": material.endings, "paperwork": material.paperwork, "travel": material.travel}


def measure() -> list[tuple[str, str, str]]:
    rows = quality()
    for _, value, what in rows:
        assert float(value.split()[1].rstrip(",")) >= 0.85, (value, what)
    return [*rows, *ring_varieties(), *honest(), *doses(), *speed()]
