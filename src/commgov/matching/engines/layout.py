"""A piece laid out for the kernels: candidates as records, seats numbered, caps ready to compare.

Kernels take the layout as one named tuple of arrays. A role's candidates stand cheapest first, so the first that fits
is the best that fits.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from commgov.matching.piece import PRICE_SCALE, Longs, Piece, begins

UNLIMITED = 1 << 40
"""A cap that nothing reaches, in minutes or services."""

CANDIDATE = np.dtype(
    [
        ("worker", np.int32),
        ("role", np.int32),
        ("start", np.int32),
        ("end", np.int32),
        ("minutes", np.int32),
        ("place", np.int32),
        ("cost", np.int32),
        ("cap", np.int32),
    ]
)
"""A candidate: minutes in units of the piece's greatest common divisor, start and end in minutes."""


class Layout(NamedTuple):
    """The columns of a piece as the kernels read them.

    Args:
        candidate: records `CANDIDATE`, by role, cheapest first; twins stand together.
        origin: `int64[candidates]`, the index in the piece.
        twins_end: `int64[candidates]`, where the candidate's twins end: candidates alike but for the start.
        candidate_from: `int64[roles + 1]`.
        role_from: `int64[options + 1]`.
        option_from: `int64[demands + 1]`.
        role_demand: `int64[roles]`.
        role_option: `int64[roles]`.
        need: `int64[roles]`.
        seat_from: `int64[roles + 1]`, the seats of a role.
        seat_role: `int64[seats]`.
        unserved: `int64[demands]`, see `capped_unserved`.
        services_max: `int64[workers]`, never more than the worker's candidates.
        minutes_max: `int64[workers]`, in the unit of `minutes`; `UNLIMITED` where minutes do not count.
        member: `int64[workers]`.
        held_from: `int64[workers + 1]`, room for what a worker holds.
        kin_from: `int64[workers + 1]`.
        kin: `int64[...]`, the member's other weeks whose services may clash with the worker's.
        travel: `int64[places, places]`.
        no_overlap: whether services must not overlap.
        cap_from: `int64[caps + 1]`, room for the seats that count in each cap.
        pool: `int64[...]`, candidates that promise something, ascending, the first of their twins; local search draws
            from them.
        pool_from: `int64[roles + 1]`, the stretch of each role in the pool.
    """

    candidate: NDArray[np.void]
    origin: Longs
    twins_end: Longs
    candidate_from: Longs
    role_from: Longs
    option_from: Longs
    role_demand: Longs
    role_option: Longs
    need: Longs
    seat_from: Longs
    seat_role: Longs
    unserved: Longs
    services_max: Longs
    minutes_max: Longs
    member: Longs
    held_from: Longs
    kin_from: Longs
    kin: Longs
    travel: Longs
    no_overlap: bool
    cap_from: Longs
    pool: Longs
    pool_from: Longs


def capped_unserved(piece: Piece) -> Longs:
    """Cost of leaving each demand unserved, capped so that sums over all prices still fit 64 bits."""
    most = (1 << 59) // PRICE_SCALE // max(1, len(piece.unserved))
    return np.minimum(piece.unserved, most)


def unit_and_caps(piece: Piece) -> tuple[int, Longs, Longs]:
    """The unit of minutes, and the workers' caps: services (never more than candidates), minutes in that unit.

    The unit is the greatest common divisor of all candidates' minutes; smaller numbers make smaller tables.
    """
    unit = max(1, int(np.gcd.reduce(piece.minutes)))
    workers = len(piece.services_max)
    services_max = np.minimum(piece.services_max, np.bincount(piece.worker, minlength=workers)).astype(np.int64)
    if not piece.limits_minutes:
        return unit, services_max, np.full(workers, UNLIMITED, dtype=np.int64)
    return unit, services_max, piece.minutes_max.astype(np.int64) // unit


def layout_of(piece: Piece) -> Layout:
    """Lay a piece out."""
    role = piece.role_of_candidate().astype(np.int64)
    origin = np.lexsort((piece.worker, piece.cost, role)).astype(np.int64)
    unit, services_max, minutes_max = unit_and_caps(piece)
    records = _candidates(piece, origin, role[origin], unit)
    first = _first_twins(records)
    twins = np.diff(np.append(first, len(records)))
    kin_from, kin = _kin(piece, records)
    seat_from = _from(piece.need.astype(np.int64))
    layout = Layout(
        candidate=records,
        origin=origin,
        twins_end=np.repeat(first + twins, twins),
        candidate_from=piece.candidate_from.astype(np.int64),
        role_from=piece.role_from.astype(np.int64),
        option_from=piece.option_from.astype(np.int64),
        role_demand=piece.demand_of_role().astype(np.int64),
        role_option=piece.option_of_role().astype(np.int64),
        need=piece.need.astype(np.int64),
        seat_from=seat_from,
        seat_role=np.repeat(np.arange(len(piece.need), dtype=np.int64), piece.need),
        unserved=capped_unserved(piece),
        services_max=services_max,
        minutes_max=minutes_max,
        member=piece.member.astype(np.int64),
        held_from=_from(services_max),
        kin_from=kin_from,
        kin=kin,
        travel=np.ascontiguousarray(piece.travel, dtype=np.int64),
        no_overlap=piece.no_overlap,
        cap_from=_from(piece.cap_max.astype(np.int64)),
        pool=first,
        pool_from=np.zeros(0, dtype=np.int64),
    )
    return with_pool(layout, first)


def _first_twins(records: NDArray[np.void]) -> Longs:
    """`int64[...]`: the candidates that stand first among their twins, in the order of a layout."""
    return np.flatnonzero(begins(*(records[name] for name in ("role", "cost", "worker")))).astype(np.int64)


def with_pool(layout: Layout, pool: Longs) -> Layout:
    """The layout with another pool."""
    counts = np.bincount(layout.candidate["role"][pool], minlength=len(layout.need))
    return layout._replace(pool=pool, pool_from=_from(counts.astype(np.int64)))


def _from(counts: Longs) -> Longs:
    """Offsets of consecutive blocks with these sizes."""
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts, dtype=np.int64)])


def _candidates(piece: Piece, origin: Longs, role: Longs, unit: int) -> NDArray[np.void]:
    """The candidates' records."""
    records = np.empty(len(origin), dtype=CANDIDATE)
    records["worker"] = piece.worker[origin]
    records["role"] = role
    records["start"] = piece.start[origin]
    records["end"] = records["start"] + piece.minutes[origin]
    records["minutes"] = piece.minutes[origin] // unit
    records["place"] = piece.place_of_role()[role]
    records["cost"] = piece.cost[origin]
    records["cap"] = -1 if piece.cap is None else piece.cap[origin]
    return records


def _kin(piece: Piece, records: NDArray[np.void]) -> tuple[Longs, Longs]:
    """For each worker, the same member's other weeks that come within reach of it."""
    workers = len(piece.member)
    if not piece.no_overlap or len(np.unique(piece.member)) == workers:
        return np.zeros(workers + 1, dtype=np.int64), np.zeros(0, dtype=np.int64)
    first = np.full(workers, np.iinfo(np.int64).max)
    last = np.full(workers, np.iinfo(np.int64).min)
    np.minimum.at(first, records["worker"], records["start"])
    np.maximum.at(last, records["worker"], records["end"])
    reach = int(piece.travel.max(initial=0))
    weeks: dict[int, list[int]] = {}
    for worker, member in enumerate(piece.member.tolist()):
        if last[worker] >= first[worker]:
            weeks.setdefault(member, []).append(worker)
    kin: list[list[int]] = [[] for _ in range(workers)]
    for group in weeks.values():
        for one in group:
            kin[one] = [two for two in group if two != one and _near(first, last, one, two, reach)]
    counts = np.array([len(near) for near in kin], dtype=np.int64)
    return _from(counts), np.array([two for near in kin for two in near], dtype=np.int64)


def _near(first: Longs, last: Longs, one: int, two: int, reach: int) -> bool:
    """Whether services of the two workers can clash at all."""
    return bool(first[one] < last[two] + reach and first[two] < last[one] + reach)
