"""Parts of a piece that have nothing to do with each other, solved one after the other or wherever there is room.

Communities without a member in common are solved apart: bounds add up, and so do answers (the best of each part costs a
whole number, so each part's bound may be rounded up before). What the parts are depends
on the piece alone, and they are joined in their order; so the answer is the same whoever solves them: this process,
threads, other processes, other machines.
"""

from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from operator import itemgetter

import numpy as np
from attrs import evolve, frozen

from commgov.matching.bound import lower_bound
from commgov.matching.columns import Flags, Longs
from commgov.matching.effort import Effort, OnProgress, Progress
from commgov.matching.piece import Answer, Family, Piece
from commgov.matching.starts import spread

PART_DEMANDS = 4000
"""Small parts go together until they have so many demands: what is smaller is not worth sending anywhere."""

PRICINGS_MAX = 6
"""How often prices are worked out at most, each time with those who the last prices showed to be missing."""

_WORTH_ANOTHER_ROUND = 0.0005  # share of the value at stake that pricing out must promise before work is done again
_NOTHING = Effort(steps=0, passes=0, moves=0, rounds=0)


@frozen(eq=False)
class Found:
    """An answer to a piece, and what is proven.

    Args:
        answer: who was chosen, and the prices of the roles.
        bound: no answer costs less.
        objective: what this one costs.
    """

    answer: Answer
    bound: int
    objective: int


@frozen(eq=False)
class Part:
    """Some demands of a piece, as a piece of their own.

    Args:
        piece: the part.
        roles: `int64`, its roles in the whole piece.
        caps: `int64`, its caps in the whole piece.
        candidates: `int64`, its candidates in the whole piece.
    """

    piece: Piece
    roles: Longs
    caps: Longs
    candidates: Longs


def solve_piece(
    piece: Piece,
    listed: Flags,
    effort: Effort,
    seed: int,
    *,
    executor: Executor | None = None,
    on_progress: OnProgress | None = None,
) -> Found:
    """Solve a piece, part by part.

    Args:
        piece: with every candidate.
        listed: `bool[candidates]`, which of them are looked at first.
        effort: how much work to do on each part.
        seed: for the parts of the search that draw lots.
        executor: what solves the parts; None: this process, one after the other.
        on_progress: as for `commgov.matching.solve`. With an executor it is told of whole parts.
    """
    parts = list(split(piece))
    if len(parts) == 1:
        return solve_part(piece, listed, effort, seed, on_progress)
    if executor is None:
        found = _one_by_one(parts, listed, effort, seed, on_progress)
    else:
        found = _handed_out(parts, listed, effort, seed, executor, on_progress)
    chosen = np.concatenate([part.candidates[one.answer.chosen] for part, one in zip(parts, found, strict=True)])
    prices = np.zeros(piece.priced, dtype=np.int64)
    for part, one in zip(parts, found, strict=True):
        prices[np.concatenate([part.roles, len(piece.need) + part.caps])] = one.answer.prices
    bound, objective = sum(one.bound for one in found), sum(one.objective for one in found)
    return Found(Answer(np.sort(chosen), prices), bound, objective)


def split(piece: Piece) -> Iterator[Part]:
    """The parts of a piece, in the order of their first demands; the piece itself if it hangs together."""
    demands = len(piece.unserved)
    part = np.zeros(demands, dtype=np.int64)
    if demands > PART_DEMANDS:
        part = _packed(_components(piece))
    if not part.any():
        yield Part(piece, np.arange(len(piece.need)), np.arange(len(piece.cap_max)), np.arange(len(piece.cost)))
        return
    order = np.argsort(part, kind="stable")
    for own in np.split(order, np.flatnonzero(np.diff(part[order])) + 1):
        yield _part(piece, own)


def _components(piece: Piece) -> Longs:
    """`int64[demands]`: the same number for demands that hang together."""
    from commgov.matching.engines.components import components  # noqa: PLC0415 - importing it loads the compiler

    label = np.empty(len(piece.unserved), dtype=np.int64)
    first = piece.candidate_from[piece.role_from[piece.option_from]]
    components(first, piece.worker, piece.member, _leaders(piece), label)
    return label


def _leaders(piece: Piece) -> Longs:
    """`int64[members]`: each member, or the first of those who count in the same caps: they cannot be parted."""
    leader = np.arange(int(piece.member.max(initial=-1)) + 1)
    if piece.cap is None:
        return leader
    capped = np.flatnonzero(piece.cap >= 0)
    member, cap = piece.member[piece.worker[capped]], piece.cap[capped]
    while True:
        first = np.full(len(piece.cap_max), len(leader))
        np.minimum.at(first, cap, leader[member])
        then = leader.copy()
        np.minimum.at(then, member, first[cap])
        then = then[then]
        if (then == leader).all():
            return leader
        leader = then


def _packed(label: Longs) -> Longs:
    """`int64[demands]`: the part of each demand. Components stay whole, in the order of their first demands."""
    _, first, component, size = np.unique(label, return_index=True, return_inverse=True, return_counts=True)
    order = np.argsort(first)
    before = np.cumsum(size[order]) - size[order]
    part = np.empty(len(order), dtype=np.int64)
    part[order] = before // PART_DEMANDS
    return np.unique(part[component], return_inverse=True)[1]


def _part(piece: Piece, demands: Longs) -> Part:
    """Some demands with all their options, candidates and workers."""
    options, option_from = _below(piece.option_from, demands)
    roles, role_from = _below(piece.role_from, options)
    candidates, candidate_from = _below(piece.candidate_from, roles)
    workers, worker = np.unique(piece.worker[candidates], return_inverse=True)
    nowhere = [] if piece.stays is None else [len(piece.travel) - 1]  # see `Piece.stays`: it has to be the last one
    places = np.unique(np.concatenate([piece.place[demands], np.array(nowhere, dtype=np.int32)]))
    own = evolve(
        piece,
        services_max=piece.services_max[workers],
        minutes_max=piece.minutes_max[workers],
        member=np.unique(piece.member[workers], return_inverse=True)[1].astype(np.int32),
        unserved=piece.unserved[demands],
        place=np.searchsorted(places, piece.place[demands]).astype(np.int32),
        option_from=option_from,
        role_from=role_from,
        need=piece.need[roles],
        candidate_from=candidate_from,
        worker=worker.astype(np.int32),
        start=piece.start[candidates],
        minutes=piece.minutes[candidates],
        cost=piece.cost[candidates],
        travel=piece.travel[np.ix_(places, places)],
        stays=None if piece.stays is None else piece.stays[roles],
    )
    caps = np.zeros(0, dtype=np.int64)
    if piece.cap is not None:
        cap = piece.cap[candidates]
        caps = np.unique(cap[cap >= 0]).astype(np.int64)
        cap = np.where(cap < 0, -1, np.searchsorted(caps, cap)).astype(np.int32)
        own = evolve(own, cap=cap if len(caps) else None, cap_max=piece.cap_max[caps])
    return Part(own, roles, caps, candidates)


def _below(first: Longs, chosen: Longs) -> tuple[Longs, Longs]:
    """What belongs to some rows of an index, and the index of these rows alone."""
    counts = np.diff(first)[chosen]
    row, nth = spread(counts)
    own = np.zeros(len(chosen) + 1, dtype=np.int64)
    np.cumsum(counts, out=own[1:])
    return first[chosen[row]] + nth, own


def _one_by_one(
    parts: list[Part], listed: Flags, effort: Effort, seed: int, on_progress: OnProgress | None
) -> list[Found]:
    """Every part here; of the others, `on_progress` hears what is known of them."""
    found: list[Found] = []
    for part in parts:
        tell = _for_all(on_progress, found, parts) if on_progress is not None else None
        found.append(solve_part(part.piece, listed[part.candidates], effort, seed, tell))
    return found


def _for_all(on_progress: OnProgress, found: list[Found], parts: list[Part]) -> OnProgress:
    """The progress of one part as that of the whole: what is solved counts as it is, what is not as unserved."""
    cost, bound = _known(found, parts[len(found) + 1 :])

    def tell(progress: Progress) -> bool | None:
        objective = None if progress.objective is None else cost + progress.objective
        return on_progress(
            evolve(progress, objective=objective, bound=bound + (0 if progress.bound is None else progress.bound))
        )

    return tell


def _handed_out(
    parts: list[Part], listed: Flags, effort: Effort, seed: int, executor: Executor, on_progress: OnProgress | None
) -> list[Found]:
    """Every part wherever the executor likes. Parts that are lost with a broken pool are solved here."""
    futures: list[Future[Found]] = [
        executor.submit(solve_part, part.piece, listed[part.candidates], effort, seed) for part in parts
    ]
    found: list[Found] = []
    for part, future in zip(parts, futures, strict=True):
        own = part.piece, listed[part.candidates]
        try:
            found.append(solve_part(*own, _NOTHING, seed) if future.cancelled() else future.result())
        except BrokenExecutor:
            found.append(solve_part(*own, effort, seed))
        if on_progress is not None and on_progress(_done(parts, found)) is False:
            for waiting in futures[len(found) :]:
                waiting.cancel()
    return found


def _done(parts: list[Part], found: list[Found]) -> Progress:
    return Progress("parts", len(found), len(parts), *_known(found, parts[len(found) :]))


def _known(found: list[Found], others: list[Part]) -> tuple[int, int]:
    """What the parts found cost with the others left unserved, and the bound of those found."""
    left = sum(int(part.piece.unserved.sum()) for part in others)
    return left + sum(one.objective for one in found), sum(one.bound for one in found)


def solve_part(piece: Piece, listed: Flags, effort: Effort, seed: int, on_progress: OnProgress | None = None) -> Found:
    """Solve a piece that hangs together: a pure function, which any process may run."""
    if piece.family is Family.COUNTS:
        return _exact(piece, listed)
    return _bounded(piece, listed, effort, seed, on_progress)


def _exact(piece: Piece, listed: Flags) -> Found:
    """Counts: exact for the candidates listed, and again until no pair that is not listed would help."""
    from commgov.matching.engines import counts  # noqa: PLC0415 - importing it loads the compiler
    from commgov.matching.engines.pricing import Pricing  # noqa: PLC0415 - as above

    pricing: Pricing | None = None
    while True:
        some = piece.where(listed)
        answer = counts.solve(some)
        bound = lower_bound(some, answer.prices)
        if not listed.all():
            pricing = pricing or Pricing.of(piece)
            bound_of_all, used = pricing.at(answer.prices)
            if bound_of_all < bound:
                listed = listed | twins(piece, used)
                continue
        return _found(piece, listed, answer.chosen, answer.prices, bound)


def _bounded(piece: Piece, listed: Flags, effort: Effort, seed: int, on_progress: OnProgress | None) -> Found:
    """All other families: prices first; who the prices show to be missing joins the list; then the search."""
    from commgov.matching.engines import few, lagrangian  # noqa: PLC0415 - importing them loads the compiler
    from commgov.matching.engines.pricing import Pricing  # noqa: PLC0415 - as above

    pricing = None if listed.all() else Pricing.of(piece)
    now, start = effort, None
    best = (0, np.zeros(piece.priced, dtype=np.int64))  # prices of zero prove that no plan costs less than nothing
    for left in reversed(range(PRICINGS_MAX)):
        some = piece.where(listed)
        engine = few if few.suits(some) else lagrangian
        priced = engine.price(some, now, on_progress, start=start)
        bound, used = (priced.bound, None) if pricing is None else pricing.at(priced.prices)
        best = max(best, (min(bound, priced.bound), priced.prices), key=itemgetter(0))
        at_stake = int(piece.unserved.sum()) - bound
        if used is None or not left or priced.bound - bound <= _WORTH_ANOTHER_ROUND * at_stake:
            break
        listed, start = listed | twins(piece, used), priced.prices
        now = evolve(effort, steps=-(-effort.steps // 4))  # from good prices, fewer steps do
    chosen = engine.search(some, priced, effort, seed, on_progress)
    return _found(piece, listed, chosen, best[1], best[0])


def _found(piece: Piece, listed: Flags, chosen: Longs, prices: Longs, bound: int) -> Found:
    """What was chosen of those listed, as candidates of the piece."""
    chosen = chosen if listed.all() else np.flatnonzero(listed)[chosen]
    return Found(Answer(chosen, prices), bound, piece.objective(chosen))


def twins(piece: Piece, at: Longs) -> Flags:
    """`bool[candidates]`: those at some positions, each with all the starts of its member in its role."""
    pair = np.cumsum(piece.first_starts(), dtype=np.int32) - 1
    wanted = np.zeros(int(pair[-1]) + 1 if len(pair) else 0, dtype=bool)
    wanted[pair[at]] = True
    return wanted[pair]
