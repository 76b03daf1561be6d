"""Small random pieces, and the definitions of `commgov.matching.piece` as slow, plain code to judge engines by."""

from itertools import combinations, product

import numpy as np
from attrs import evolve

from commgov.matching.piece import PRICE_SCALE, Family, Piece


def piece_of(demands, workers, *, travel=((0,),), limits_minutes=True, no_overlap=True):
    """A piece from plain lists.

    A demand is `(unserved, minutes, place, options)`, an option a list of roles `(need, candidates)`, a candidate
    `(worker, start, cost)`, or `(worker, start, cost, minutes)` for one who takes another time than the demand says; a
    worker is `(services_max, minutes_max, member)`.
    """
    options = [option for demand in demands for option in demand[3]]
    roles = [role for option in options for role in option]
    candidates = [candidate for role in roles for candidate in role[1]]
    usual = [demand[1] for demand in demands for option in demand[3] for role in option for _ in role[1]]
    minutes = [
        candidate[3] if len(candidate) > 3 else takes for candidate, takes in zip(candidates, usual, strict=True)
    ]

    def offsets(groups):
        return np.cumsum([0, *map(len, groups)], dtype=np.int64)

    def column(rows, at):
        return np.array([row[at] for row in rows], dtype=np.int32)

    return Piece(
        services_max=column(workers, 0),
        minutes_max=column(workers, 1),
        member=column(workers, 2),
        unserved=np.array([demand[0] for demand in demands], dtype=np.int64),
        place=column(demands, 2),
        option_from=offsets([demand[3] for demand in demands]),
        role_from=offsets(options),
        need=column(roles, 0),
        candidate_from=offsets([role[1] for role in roles]),
        worker=column(candidates, 0),
        start=column(candidates, 1),
        minutes=np.array(minutes, dtype=np.int32),
        cost=column(candidates, 2),
        travel=np.array(travel, dtype=np.int32),
        limits_minutes=limits_minutes,
        no_overlap=no_overlap,
    )


def random_piece(family, seed):
    """A tiny piece with at most six demands; scarce, so that choosing matters."""
    draw = np.random.default_rng([seed, list(Family).index(family)])

    def pick(low, high):
        return int(draw.integers(low, high + 1))

    weeks = pick(1, 2) if family in {Family.WINDOWS, Family.SEATS} else 1
    members = pick(1, 4)
    workers = [(pick(0, 3), 10 * pick(0, 9), k // weeks) for k in range(members * weeks)]
    spot = draw.integers(0, 3, (3, 2))
    travel = 10 * np.abs(spot[:, None] - spot[None]).sum(axis=2) * pick(0, 1)
    teams = family is Family.SEATS

    def candidates(unserved, start, takes):
        found = [(k, start, pick(0, unserved - 1)) for k in range(len(workers)) if draw.random() < 0.7]
        if not teams and draw.random() < 0.3:
            found += [(k, start + 10 * pick(1, 5), pick(0, unserved - 1)) for k, _, _ in found if draw.random() < 0.7]
        return [(k, start, cost, takes[k // weeks]) for k, start, cost in found]

    demands = []
    for _ in range(pick(1, 4 if teams else 6)):
        unserved = pick(1, 40)
        chosen_options = pick(1, 2) if teams else 1
        roles = pick(1, 2) if teams else 1
        need = pick(1, 2) if teams else 1
        takes = [10 * pick(1, 4) for _ in range(members)] if draw.random() < 0.4 else [10 * pick(1, 4)] * members
        options = []
        for _ in range(chosen_options):
            start = 10 * pick(0, 14)
            options.append([(need if r == 0 else 1, candidates(unserved, start, takes)) for r in range(roles)])
        demands.append((unserved, 0, pick(0, 2), options))
    no_overlap = family is Family.WINDOWS or (teams and draw.random() < 0.7)
    limits_minutes = family is Family.HOURS or (family is not Family.COUNTS and draw.random() < 0.7)
    return piece_of(demands, workers, travel=travel, limits_minutes=limits_minutes, no_overlap=no_overlap)


def with_caps(piece, seed):
    """The piece, with some of each member's candidates in one of two caps, whichever weeks they are in."""
    draw = np.random.default_rng([seed, 99])
    member = piece.member[piece.worker]
    cap = np.where(draw.random(len(member)) < 0.7, 2 * member + draw.integers(0, 2, len(member)), -1)
    most = draw.integers(0, 3, 2 * (int(piece.member.max(initial=-1)) + 1))
    return evolve(piece, cap=cap.astype(np.int32), cap_max=most.astype(np.int32))


def overrun(piece, chosen):
    """The caps that some candidates overrun."""
    if piece.cap is None:
        return []
    counted = [int(piece.cap[candidate]) for candidate in chosen]
    return [cap for cap, most in enumerate(piece.cap_max.tolist()) if counted.count(cap) > most]


def ways(piece, demand):
    """Every way to serve a demand, as tuples of candidates; the empty tuple leaves it unserved."""
    found = [()]
    for option in range(piece.option_from[demand], piece.option_from[demand + 1]):
        roles = range(piece.role_from[option], piece.role_from[option + 1])
        filled = [
            combinations(range(piece.candidate_from[role], piece.candidate_from[role + 1]), int(piece.need[role]))
            for role in roles
        ]
        for parts in product(*filled):
            way = tuple(candidate for part in parts for candidate in part)
            members = piece.member[piece.worker[list(way)]]
            if len(set(members.tolist())) == len(way):
                found.append(way)
    return found


def problems(piece, chosen):
    """What is wrong with an answer, judged from the definitions alone."""
    wrong = []
    chosen = [int(candidate) for candidate in chosen]
    demand_of = piece.demand_of_role()[piece.role_of_candidate()]
    if chosen != sorted(set(chosen)):
        wrong.append("not ascending or chosen twice")
    for demand in set(demand_of[chosen].tolist()):
        serving = tuple(candidate for candidate in chosen if demand_of[candidate] == demand)
        if serving not in {tuple(sorted(way)) for way in ways(piece, demand)}:
            wrong.append(f"demand {demand} is not served by one whole option")
    for worker in range(len(piece.services_max)):
        held = [candidate for candidate in chosen if piece.worker[candidate] == worker]
        minutes = int(piece.minutes[held].sum())
        if len(held) > piece.services_max[worker]:
            wrong.append(f"worker {worker} serves too often")
        if piece.limits_minutes and minutes > piece.minutes_max[worker]:
            wrong.append(f"worker {worker} serves too long")
    wrong += [f"cap {cap} is overrun" for cap in overrun(piece, chosen)]
    if piece.no_overlap:
        wrong += [f"{a} and {b} overlap" for a, b in combinations(chosen, 2) if overlap(piece, demand_of, a, b)]
    return wrong


def overlap(piece, demand_of, a, b):
    """Whether two candidates are of one member and leave no time for the way."""
    if piece.member[piece.worker[a]] != piece.member[piece.worker[b]]:
        return False
    one, two = demand_of[a], demand_of[b]
    way = int(piece.travel[piece.place[one], piece.place[two]])
    start_a, start_b = int(piece.start[a]), int(piece.start[b])
    return start_a + int(piece.minutes[a]) + way > start_b and start_b + int(piece.minutes[b]) + way > start_a


def optimum(piece):
    """The least objective of all answers, by trying them."""
    best = int(piece.unserved.sum())
    options = [ways(piece, demand) for demand in range(len(piece.unserved))]

    def extend(demand, chosen, cost):
        nonlocal best
        if cost >= best:
            return
        if demand == len(options):
            best = cost
            return
        for way in options[demand]:
            longer = sorted(chosen + list(way))
            if not problems_of_workers(piece, longer):
                extra = int(piece.cost[list(way)].sum()) if way else int(piece.unserved[demand])
                extend(demand + 1, longer, cost + extra)

    extend(0, [], 0)
    return best


def problems_of_workers(piece, chosen):
    """Whether some worker's caps or times are broken, or another cap; quick enough for the search above."""
    demand_of = piece.demand_of_role()[piece.role_of_candidate()]
    for worker in {int(piece.worker[candidate]) for candidate in chosen}:
        held = [candidate for candidate in chosen if piece.worker[candidate] == worker]
        if len(held) > piece.services_max[worker]:
            return True
        if piece.limits_minutes and int(piece.minutes[held].sum()) > piece.minutes_max[worker]:
            return True
    if overrun(piece, chosen):
        return True
    return piece.no_overlap and any(overlap(piece, demand_of, a, b) for a, b in combinations(chosen, 2))


def plain_bound(piece, prices):
    """The lower bound that prices prove, by trying every schedule of every worker."""
    seats = piece.demand_of_role()[piece.role_of_candidate()]
    role_of = piece.role_of_candidate()
    total = -sum(int(most) * int(p) for most, p in zip(piece.cap_max, prices[len(piece.need) :], strict=True))
    dearer = [0 if cap < 0 else int(prices[cap]) for cap in piece.price_of_cap()]
    piece = evolve(piece, cap=None)
    for demand in range(len(piece.unserved)):
        pays = [int(piece.unserved[demand]) * PRICE_SCALE]
        for option in range(piece.option_from[demand], piece.option_from[demand + 1]):
            roles = range(piece.role_from[option], piece.role_from[option + 1])
            pays.append(sum(int(piece.need[role]) * int(prices[role]) for role in roles))
        total += min(pays)
    for worker in range(len(piece.services_max)):
        mine = [int(c) for c in np.flatnonzero(piece.worker == worker)]
        gain = {c: int(prices[role_of[c]]) - int(piece.cost[c]) * PRICE_SCALE - dearer[c] for c in mine}
        mine = [c for c in mine if gain[c] > 0]
        best = 0
        stack = [(0, [], 0)]
        while stack:
            at, held, worth = stack.pop()
            best = max(best, worth)
            for k in range(at, len(mine)):
                longer = [*held, mine[k]]
                twice = len({int(seats[c]) for c in longer}) < len(longer)
                if not twice and not problems_of_workers(piece, longer):
                    stack.append((k + 1, longer, worth + gain[mine[k]]))
        total -= best
    return -(-total // PRICE_SCALE)
