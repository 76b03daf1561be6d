"""Units sent one after the other along the cheapest paths of a network: successive shortest paths, in a given order.

Each unit starts at a node and looks for the sink. The flow stays one of least cost for what each start has sent
(R. K. Ahuja, T. L. Magnanti, J. B. Orlin, Network Flows, 1993, section 9.7), and what was sent once stays sent: later
units only lead it other ways. A start that does not reach the sink never will: all that it reaches is closed for good,
and the arcs that leave what is closed are a cut which proves it.
"""

import numpy as np

from commgov.matching.columns import Flags, Ints, Longs
from commgov.matching.engines.augmenting import FAR, pop, push
from commgov.matching.engines.compiling import kernel, step


class Network:
    """Arcs with room and cost; each has a mate for taking flow back.

    Args:
        nodes: how many; the last one is the sink.
        tail: `int32[arcs]`.
        head: `int32[arcs]`.
        room: `int64[arcs]`, how much an arc holds.
        cost: `int64[arcs]`, at least 0.
    """

    def __init__(self, nodes: int, tail: Ints, head: Ints, room: Longs, cost: Longs) -> None:
        """With nothing sent yet."""
        count = len(tail)
        tails = np.concatenate([tail, head])
        order = np.argsort(tails, kind="stable")
        at = np.empty(2 * count, dtype=np.int64)
        at[order] = np.arange(2 * count)
        self._arc = at[:count]
        self.first = np.searchsorted(tails[order], np.arange(nodes + 1)).astype(np.int64)
        self.head = np.concatenate([head, tail])[order].astype(np.int32)
        self.mate = at[(order + count) % (2 * count)]
        self.room = np.concatenate([room, np.zeros(count, dtype=np.int64)])[order]
        self.cost = np.concatenate([cost, -cost])[order]
        self.price = np.zeros(nodes, dtype=np.int64)
        self.closed = np.full(nodes, -1, dtype=np.int64)
        self._given = room

    def send(self, starts: Ints) -> Flags:
        """Send one unit from each start, in this order; whether it arrived. Starts are closed in turn as they fail."""
        sent = np.zeros(len(starts), dtype=bool)
        if len(starts):
            begun = int(self.closed.max()) + 1
            arrays = (self.first, self.head, self.mate, self.room, self.cost, self.price, self.closed)
            _send(*arrays, starts.astype(np.int32), sent, begun)
        return sent

    def open_arcs(self) -> tuple[Longs, Longs]:
        """Tail and head of all arcs, mates too, that could still carry more."""
        at = np.flatnonzero(self.room > 0)
        return self.head[self.mate[at]].astype(np.int64), self.head[at].astype(np.int64)

    @property
    def flow(self) -> Longs:
        """`int64[arcs]`: what each arc carries, in the order given."""
        left: Longs = self.room[self._arc]
        return self._given - left


@kernel
def _send(first, head, mate, room, cost, price, closed, starts, sent, begun):
    nodes = len(price)
    dist = np.full(nodes, FAR)
    via = np.full(nodes, -1, dtype=np.int64)
    settled = np.zeros(nodes, dtype=np.bool_)
    touched = np.empty(nodes, dtype=np.int32)
    stack = np.empty(nodes, dtype=np.int32)
    at = np.empty(nodes, dtype=np.int64)  # the next arc of each node on the stack
    keys = np.empty(len(head) + 1, dtype=np.int64)
    values = np.empty(len(head) + 1, dtype=np.int64)
    for nth in range(len(starts)):
        start = starts[nth]
        if closed[start] >= 0:
            continue
        room_to_work = (dist, via, settled, touched, stack, at, keys, values)
        seen = _search(first, head, room, cost, price, closed, start, *room_to_work)
        sink = nodes - 1
        far = dist[sink]
        if far < FAR:
            sent[nth] = True
            node = np.int32(sink)
            while node != start:
                arc = via[node]
                room[arc] -= 1
                room[mate[arc]] += 1
                node = head[mate[arc]]
        for n in range(seen):
            node = touched[n]
            if far == FAR:
                closed[node] = begun
            elif settled[node]:
                price[node] += dist[node] - far
            dist[node] = FAR
            settled[node] = False
        if far == FAR:
            begun += 1


@step
def _search(first, head, room, cost, price, closed, start, dist, via, settled, touched, stack, at, keys, values):
    """Nodes by their distance until the sink is one of them; arcs that add nothing are followed at once, in depth."""
    sink = len(price) - 1
    seen, high, heap = 1, 1, 0
    dist[start] = 0
    settled[start] = True
    touched[0] = start
    stack[0] = start
    at[start] = first[start]
    while high or heap:
        if not high:
            key, node = keys[0], np.int32(values[0])
            heap = pop(keys, values, heap)
            if settled[node] or key > dist[node]:
                continue
            settled[node] = True
            if node == sink:
                break
            stack[0] = node
            at[node] = first[node]
            high = 1
        node = stack[high - 1]
        arc = at[node]
        if arc == first[node + 1]:
            high -= 1
            continue
        at[node] = arc + 1
        other = head[arc]
        if room[arc] == 0 or closed[other] >= 0 or settled[other]:
            continue
        way = dist[node] + cost[arc] + price[node] - price[other]
        if way < dist[other]:
            if dist[other] == FAR:
                touched[seen] = other
                seen += 1
            dist[other] = way
            via[other] = arc
            if way > dist[node]:
                heap = push(keys, values, heap, way, np.int64(other))
                continue
            settled[other] = True
            if other == sink:
                break
            stack[high] = other
            at[other] = first[other]
            high += 1
    return seen
