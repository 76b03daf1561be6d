"""The instances of the shared generator, unchanged, as problems of the library."""

import sys
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType, SimpleNamespace
from zoneinfo import ZoneInfo

import numpy as np

from commgov.core import Demand, DemandKind, HeldSkill, Member, RequiredSkill, Seat, Window
from commgov.matching import CandidateTable, MatchingProblem, NoOverlap, Plan, WeeklyMinutes, lower_bound
from commgov.matching.candidates import allowed_candidates
from commgov.matching.cutting import cut
from commgov.matching.piece import Piece
from commgov.matching.seating import seating_of

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
SLOT = 30
"""Minutes of the generator's unit of time."""
MONDAY = datetime(2026, 3, 2, tzinfo=ZoneInfo("Asia/Shanghai"))


def sketches(name: str) -> ModuleType:
    """A module of the shared sketches."""
    folder = str(SHARED / "prototypes" / "matching")
    if folder not in sys.path:
        sys.path.insert(0, folder)
    return __import__(name)


def instance(size: str, seed: int, *, tight: float = 1.0) -> SimpleNamespace:
    """One instance of the generator."""
    gen = sketches("gen")
    return gen.make(*gen.SIZES[size], seed=seed, tight=tight)


def table(made: SimpleNamespace) -> CandidateTable:
    """Its candidates and costs."""
    return CandidateTable(role=made.dem_of_edge(), member=made.mem, cost=made.cost)


def problem(made: SimpleNamespace, *, windows: bool) -> MatchingProblem:
    """Its hours, and if asked its windows, as a problem."""
    return MatchingProblem.from_columns(
        services_max=np.full(made.nm, 10**6),
        unserved=made.unserved,
        candidates=table(made),
        minutes_max=made.hours * SLOT,
        minutes=made.dur * SLOT,
        start=made.start * SLOT,
        rules=[WeeklyMinutes(), NoOverlap((0,))] if windows else [WeeklyMinutes()],
    )


def objects(made: SimpleNamespace) -> tuple[list[Member], list[Demand]]:
    """Its members and demands as objects: skills, caps, times and priorities."""
    skills = [f"skill-{number}" for number in range(made.has.shape[0])]
    members = [
        Member(
            f"m-{row}",
            "community",
            tuple(HeldSkill(skills[number]) for number in np.flatnonzero(made.has[:, row])),
            weekly_services_max=int(made.cap[row]),
        )
        for row in range(made.nm)
    ]
    asks = [(Seat((RequiredSkill(skill),)),) for skill in skills]
    return members, [demand_of(made, row, asks[made.dskill[row]]) for row in range(made.nd)]


def demand_of(made: SimpleNamespace, row: int, seats: tuple[Seat, ...]) -> Demand:
    """A demand of it, at its time of a week, asking for these seats."""
    day, slot = divmod(int(made.start[row]), 28)  # 28 half hours a day, from eight o'clock
    minutes = int(made.dur[row]) * SLOT
    start = MONDAY + timedelta(days=day, minutes=8 * 60 + slot * SLOT)
    window = Window(start, start + timedelta(minutes=minutes))
    priority = int(made.unserved[row]) // 1000
    return Demand(f"d-{row}", DemandKind.WISH, "any", "community", window, minutes, seats, priority=priority)


def piece_of(stated: MatchingProblem) -> Piece:
    """A problem as plain arrays, all its candidates included."""
    seating = seating_of(stated)
    return cut(stated, seating, allowed_candidates(stated, seating))


def proven(stated: MatchingProblem, plan: Plan) -> int:
    """A plan's bound again, from the prices alone: `lower_bound` knows no engine."""
    return lower_bound(piece_of(stated), plan.prices)
