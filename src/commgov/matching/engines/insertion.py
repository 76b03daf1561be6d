"""Counts, kept optimal while demands come and go: each change is one search from where the last one ended.

A demand that comes in is one shortest augmenting path (`augmenting.enter`). A demand that goes leaves a free slot
behind: one search the other way finds the chain of moves that makes the best use of it. A service that has begun is
fixed: its demand and its slot leave the assignment together, which keeps the rest optimal. People who were told may be
given a change cost: whatever takes their demand from them has to be worth more than that.

After any sequence of these, the objective is that of solving from scratch, and the workers' prices prove it.
"""

import numpy as np

from commgov.matching.engines.augmenting import FAR, Holding, Offers, Search, enter, leave, nearest, reach, take
from commgov.matching.engines.compiling import kernel, step
from commgov.matching.engines.paths import DEAREST, entering_order
from commgov.matching.piece import Ints, Longs, Piece

OUT, IN, FIXED = 0, 1, 2
"""A demand is not (or no longer) there; it is there; it is there and nothing about it can change."""


@kernel
def insert(offers, held, search, demand):
    """A demand comes in. Returns how many demands changed: the first entries of `search.trail`."""
    return enter(offers, held, search, demand)


@kernel
def insert_all(offers, held, search, demands):
    """Many demands come in, one after the other."""
    for demand in demands:
        enter(offers, held, search, demand)


@kernel
def withdraw(offers, held, search, links, state, demand):
    """A demand goes. Returns how many other demands changed: the first entries of `search.trail`."""
    candidate = held.match[demand]
    if candidate < 0:
        return 0
    worker = offers.worker[candidate]
    leave(held, worker, demand)
    held.match[demand] = -1
    if held.price[worker] == 0:
        return 0  # nobody would pay for the slot that is free now
    return _fill(offers, held, search, links, state, worker)


@kernel
def free(held, worker, demand):
    """A demand leaves its slot."""
    leave(held, worker, demand)


@kernel
def learn(offers, held, links, true, room, demand, counts, worker, cost, unserved):
    """New demands, from number `demand` on, with their candidates; whether some worker now needs more slots."""
    heads, following = links
    true_cost, true_unserved = true
    services_max, asked, fixed = room
    e, short = offers.first[demand], False
    for at in range(len(counts)):
        k = demand + at
        offers.unserved[k] = true_unserved[k] = min(unserved[at], DEAREST)
        held.match[k] = -1
        for _ in range(counts[at]):
            c = e - offers.first[demand]
            i = worker[c]
            offers.worker[e] = i
            offers.cost[e] = true_cost[e] = cost[c]
            offers.owner[e] = k
            following[e] = heads[i]
            heads[i] = e
            asked[i] += 1
            slots = held.slot_from[i + 1] - held.slot_from[i]
            short |= min(services_max[i], asked[i]) - fixed[i] > slots
            e += 1
        offers.first[k + 1] = e
    return short


@kernel
def seat(slot_from, slot, worker, demands):
    """Put demands into the empty slots of their workers."""
    taken = np.zeros(len(slot_from) - 1, np.int64)
    for at in range(len(demands)):
        i = worker[at]
        slot[slot_from[i] + taken[i]] = demands[at]
        taken[i] += 1


@step
def _fill(offers, held, search, links, state, worker):
    """Make the best use of a slot that has become free: the cheapest chain of demands that each move up by one.

    The chain ends with a demand that was unserved, or with a worker whose slot stays free (which gives up its price).
    """
    heads, following = links
    dist, price, match, near = search.dist, held.price, held.match, np.int64(0)
    dist[worker] = 0
    search.touched[0] = search.level[0] = worker
    n, level_n, touched_n, settled_n = 0, 1, 1, 0
    best, end, entering = price[worker], worker, -1  # `entering`: the candidate by which an unserved demand comes in
    while n > 0 or level_n > 0:
        near, i, n, level_n = nearest(search, near, n, level_n)
        if near >= best:
            break
        if near > dist[i]:
            continue
        search.settled[settled_n] = i
        settled_n += 1
        e = heads[i]
        while e >= 0:
            k = offers.owner[e]
            if state[k] == IN and match[k] != e:
                d = near + offers.cost[e] + price[i]
                if match[k] < 0:
                    if d - offers.unserved[k] < best:
                        best, end, entering = d - offers.unserved[k], i, e
                else:
                    m = offers.worker[match[k]]
                    d -= offers.cost[match[k]] + price[m]
                    if d < dist[m] and d < best:
                        n, level_n, touched_n = reach(search, near, n, level_n, touched_n, m, d, e)
                        if d + price[m] < best:  # the chain may end here: the slot of this worker stays free
                            best, end, entering = d + price[m], m, -1
            e = following[e]
    for t in range(settled_n):
        i = search.settled[t]
        if dist[i] < best:
            price[i] -= best - dist[i]
    for t in range(touched_n):
        dist[search.touched[t]] = FAR
    return _shift(offers, held, search, worker, end, entering)


@step
def _shift(offers, held, search, worker, end, entering):
    """Move the demands of a chain up, the one next to the free slot first; returns how many there are."""
    trail, changed, at = search.trail, 0, end
    while at != worker:
        trail[changed] = search.via[at]
        changed += 1
        at = offers.worker[search.via[at]]
    for t in range(changed - 1, -1, -1):
        candidate = trail[t]
        moved = offers.owner[candidate]
        leave(held, offers.worker[held.match[moved]], moved)
        take(held, offers.worker[candidate], moved, candidate)
        trail[t] = moved
    if entering >= 0:
        take(held, offers.worker[entering], offers.owner[entering], entering)
        trail[changed] = offers.owner[entering]
        changed += 1
    return changed


class LiveAssignment:
    """An optimal assignment of a counts problem that changes one demand at a time.

    Each change costs about as much as the search that it needs, whatever the size of the whole; what it changed is
    told. Workers are numbered from 0, demands in the order in which they were made known.

    Args:
        services_max: `int32[workers]`, most demands of each worker.

    Example:
        >>> import numpy as np
        >>> live = LiveAssignment(np.array([1, 1]))
        >>> both = np.array([0, 1])
        >>> live.add(both, np.array([10, 30]), unserved=100), live.add(both, np.array([20, 90]), unserved=100)
        ((0,), (0, 1))
        >>> live.worker_of(0), live.worker_of(1), live.objective, live.price(0)
        (1, 0, 50, 20)
        >>> live.remove(1), live.worker_of(0), live.objective
        ((0,), 0, 10)
    """

    def __init__(self, services_max: Ints) -> None:
        """Nobody holds anything yet."""
        workers = len(services_max)
        self._services_max = np.asarray(services_max, dtype=np.int64)
        self._demands = self._candidates = 0
        none = _longs(0)
        self._offers = Offers(first=_longs(1), worker=none, cost=none, owner=none, unserved=none)
        self._held = Holding(
            caps=none, slot_from=none, slot=none, used=_longs(workers), price=_longs(workers), match=none
        )
        self._search = Search(
            dist=np.full(workers, FAR),
            via=_longs(workers),
            touched=_longs(workers),
            settled=_longs(workers),
            keys=none,
            values=none,
            level=_longs(workers),
            trail=_longs(workers + 1),
        )
        self._heads, self._following = np.full(workers, -1, dtype=np.int64), none
        self._asked, self._fixed = _longs(workers), _longs(workers)  # candidates and fixed demands of each worker
        self._state, self._true_unserved, self._true_cost = none, none, none
        self._charged = np.zeros((0, 2), dtype=np.int64)  # change cost and drop cost of each demand
        self._lay_out_slots()

    @classmethod
    def of(cls, piece: Piece) -> "LiveAssignment":
        """All demands of a counts piece, solved: its demand `d` is demand `d` here."""
        live = cls(piece.services_max)
        live.know(np.diff(piece.candidate_from), piece.worker, piece.cost, piece.unserved)
        live.enter_all(entering_order(piece))
        return live

    def know(self, counts: Longs, worker: Ints, cost: Ints, unserved: Longs) -> None:
        """Make demands known, without them coming in yet.

        Args:
            counts: `int64[new demands]`, how many candidates each has.
            worker: `int32[candidates]`, one demand after the other.
            cost: `int32[candidates]`, not negative.
            unserved: `int64[new demands]`, what leaving each unserved costs.
        """
        self._make_room(self._demands + len(counts), self._candidates + len(worker))
        columns = (np.ascontiguousarray(column, dtype=np.int64) for column in (counts, worker, cost, unserved))
        links, true = (self._heads, self._following), (self._true_cost, self._true_unserved)
        room = (self._services_max, self._asked, self._fixed)
        short = learn(self._offers, self._held, links, true, room, self._demands, *columns)
        self._demands += len(counts)
        self._candidates += len(worker)
        if short:
            self._lay_out_slots()

    def add(self, worker: Ints, cost: Ints, unserved: int) -> tuple[int, ...]:
        """A new demand becomes known and comes in.

        Args:
            worker: `int32[candidates]`, who may serve it.
            cost: `int32[candidates]`, at what cost.
            unserved: what leaving it unserved costs.

        Returns:
            The demands that are served differently now, the new one included if it is served.
        """
        self.know(np.array([len(worker)]), worker, cost, np.array([unserved]))
        return self.enter(self._demands - 1)

    def enter(self, demand: int) -> tuple[int, ...]:
        """A known demand comes in. Returns the demands that are served differently now."""
        self._expect(demand, OUT)
        self._state[demand] = IN
        return self._changed(insert(self._offers, self._held, self._search, demand))

    def enter_all(self, demands: Longs) -> None:
        """Known demands come in, one after the other."""
        for demand in demands.tolist():
            self._expect(demand, OUT)
        self._state[demands] = IN
        insert_all(self._offers, self._held, self._search, demands)

    def remove(self, demand: int) -> tuple[int, ...]:
        """A demand goes; it may come in again. Returns the other demands that are served differently now."""
        self._expect(demand, IN)
        self._state[demand] = OUT
        self._charge(demand, 0, 0)
        links = (self._heads, self._following)
        return self._changed(withdraw(self._offers, self._held, self._search, links, self._state, demand))

    def fix(self, demand: int) -> None:
        """Nothing about a demand can change any more: its service has begun, or its time has passed unserved."""
        self._expect(demand, IN)
        self._state[demand] = FIXED
        worker = self.worker_of(demand)
        if worker is not None:
            free(self._held, worker, demand)
            self._held.caps[worker] -= 1
            self._fixed[worker] += 1

    def tell(self, demand: int, change_cost: int, drop_cost: int | None = None) -> None:
        """The worker who serves a demand has been told.

        Tell again after a demand has moved. What was told cannot be made cheaper, only forgotten: by `remove`.

        Args:
            demand: a demand that is served.
            change_cost: what it costs, from now on, to have somebody else serve it.
            drop_cost: what it costs to leave it unserved after all, at least `change_cost`; None: the same.
        """
        self._expect(demand, IN)
        drop_cost = change_cost if drop_cost is None else drop_cost
        charged = self._charged[demand]
        if self._held.match[demand] < 0:
            raise ValueError(f"demand {demand} is unserved: nobody was told")
        if not charged[0] <= change_cost <= drop_cost or drop_cost < charged[1]:
            raise ValueError(f"demand {demand}: a change costs no less than before, and no more than a drop")
        self._charge(demand, change_cost, drop_cost)

    def worker_of(self, demand: int) -> int | None:
        """Who serves a demand."""
        candidate = self._held.match[demand]
        return int(self._offers.worker[candidate]) if candidate >= 0 else None

    @property
    def matches(self) -> Longs:
        """`int64[demands]`: the candidate by which each demand is served, or -1."""
        return np.array(self._held.match[: self._demands])

    def price(self, worker: int) -> int:
        """What one slot more of a worker would save."""
        return int(self._held.price[worker])

    @property
    def prices(self) -> Longs:
        """`int64[workers]`: what one slot more of each worker would save."""
        return np.array(self._held.price)

    @property
    def objective(self) -> int:
        """The cost of all demands that are in or fixed; what was told is not counted."""
        match, there = self._held.match[: self._demands], self._state[: self._demands] != OUT
        served = match[there & (match >= 0)]
        left = self._true_unserved[: self._demands][there & (match < 0)]
        return int(self._true_cost[served].sum() + left.sum())

    def _charge(self, demand: int, change_cost: int, drop_cost: int) -> None:
        """The true costs of a demand, and the charges on top for all but the candidate that serves it.

        At the same prices the assignment stays optimal: all others become dearer, or the one that serves (and was not
        told before) becomes cheaper.
        """
        offers, match = self._offers, self._held.match
        own = slice(offers.first[demand], offers.first[demand + 1])
        offers.cost[own] = self._true_cost[own] + change_cost
        offers.unserved[demand] = self._true_unserved[demand] + drop_cost
        self._charged[demand] = change_cost, drop_cost
        if match[demand] >= 0:
            offers.cost[match[demand]] -= change_cost

    def _expect(self, demand: int, state: int) -> None:
        """A change that does not fit the state of a demand is the caller's mistake."""
        if not 0 <= demand < self._demands or self._state[demand] != state:
            raise ValueError(f"demand {demand} is not {('out', 'in', 'fixed')[state]}")

    def _changed(self, count: int) -> tuple[int, ...]:
        return tuple(sorted(self._search.trail[:count].tolist()))

    def _make_room(self, demands: int, candidates: int) -> None:
        """Arrays at least as long as needed, doubled so that growing costs little on average."""
        offers, search = self._offers, self._search
        if demands + 1 > len(offers.first):
            size = 2 * (demands + 1)
            self._offers = offers = offers._replace(
                first=_grown(offers.first, size), unserved=_grown(offers.unserved, size)
            )
            self._held = self._held._replace(match=_grown(self._held.match, size))
            self._state, self._charged = _grown(self._state, size), _grown(self._charged, size)
            self._true_unserved = _grown(self._true_unserved, size)
        if candidates + 1 > len(search.keys):
            size = 2 * (candidates + 1)
            worker, cost, owner = (_grown(column, size) for column in (offers.worker, offers.cost, offers.owner))
            self._offers = offers._replace(worker=worker, cost=cost, owner=owner)
            self._following, self._true_cost = _grown(self._following, size), _grown(self._true_cost, size)
            self._search = search._replace(keys=_longs(size), values=_longs(size))

    def _lay_out_slots(self) -> None:
        """Slots for as many demands as each worker can come to hold, with room to grow."""
        room = np.minimum(self._services_max, np.maximum(2 * self._asked, _SLOTS_LEAST)) - self._fixed
        slot_from = _longs(len(room) + 1)
        np.cumsum(room, out=slot_from[1:])
        slot = np.full(slot_from[-1], -1, dtype=np.int64)
        match = self._held.match
        seated = np.flatnonzero((self._state == IN) & (match >= 0))
        seat(slot_from, slot, self._offers.worker[match[seated]], seated)
        self._held = self._held._replace(caps=self._services_max - self._fixed, slot_from=slot_from, slot=slot)


_SLOTS_LEAST = 4


def _longs(size: int) -> Longs:
    return np.zeros(size, dtype=np.int64)


def _grown(column: Longs, size: int) -> Longs:
    """The same rows with rows of zeros behind them."""
    longer = np.zeros((size, *column.shape[1:]), dtype=np.int64)
    longer[: len(column)] = column
    return longer
