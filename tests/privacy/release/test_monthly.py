"""A table that is published every month while people come and go: it ends, always with the same answer."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

MONTHS = """
from random import Random
from commgov.privacy import ReleaseRegister, Tier
from commgov.privacy.releases import Bands, Column, Counts, Rows, release

draw, register = Random(4), ReleaseRegister("b", bytes(32))

def somebody():
    return f"g{draw.randrange(5)}", draw.randrange(95), draw.choice(["care", "meals", "repair", "none"])

people = {f"p-{at}": somebody() for at in range(500)}
for month in range(3):
    subjects = tuple(people)
    grids, ages, needs = zip(*people.values())
    columns = Column("grid", Tier.T1, grids), Column("age", Tier.T2, ages, Bands(20)), Column("need", Tier.T4, needs)
    rows = Rows(subjects, columns).coarser("age", 0)
    for by in (("grid", "age"), ("grid", "need"), ("grid",)):
        answer = release(Counts.of("residents", rows, *by), "-".join((str(month), *by)), register)
        print(month, *by, answer.content.lines("en") if answer else answer.reasons[0])
    for gone in draw.sample(sorted(people), 10):
        del people[gone]
    people |= {f"p-{month}-{at}": somebody() for at in range(10)}
"""


def months(seed):
    """What the months print, with texts hashed otherwise for each seed."""
    told = subprocess.run(
        [sys.executable, "-c", MONTHS],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONHASHSEED": seed},
        cwd=ROOT,
    )
    return told.stdout.splitlines()


def test_a_monthly_series_ends_and_is_the_same_each_time():
    first = months("1")
    assert len(first) == 9
    assert "…" not in "".join(first[:3]), "of the first month all numbers are large enough"
    assert "…" in "".join(first[3:6]), "in the second, ten of five hundred have moved"
    assert first == months("2")
