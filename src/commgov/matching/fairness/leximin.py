"""The fairest answer of the counts family, exactly: most served, then leximin of loads, then the least cost.

Each aim is one assignment, solved by the exact engine, over the best answers of all aims before it. Which answers are
the best is read from the prices that prove them (complementary slackness): an answer is as good exactly if it uses only
candidates whose cost and slot price are what the demand pays, fills every slot that has a price, and serves every
demand that pays less than being left costs. So no aim is weighed against another, and no number grows with their count.

For leximin a worker is split into slots, the first, the second, ... service, and at each load, the highest first, as
few workers as possible end with it. That the steps of an increasing cost of slots can be taken one by one is what
makes loads easy to level: N. Harvey, R. Ladner, L. Lovász, T. Tamir, "Semi-matchings for bipartite graphs and load
balancing", Journal of Algorithms 59 (2006) 53-78.
"""

from fractions import Fraction

import numpy as np
from attrs import evolve, field, frozen

from commgov.errors import WrongAnswerError
from commgov.matching.columns import Flags, Longs
from commgov.matching.piece import PRICE_SCALE, Piece
from commgov.wording import Text


@frozen(eq=False)
class _Face:
    """The best answers so far: slots, the edges of demands to slots that such an answer may use, and what it must do.

    Args:
        piece: what is solved.
        cap: `int64[slots]`, how many services each slot holds.
        first: `int64[demands + 1]`, the edges of each demand.
        slot: `int64[edges]`.
        candidate: `int64[edges]`, the piece's candidate behind each edge.
        full: `bool[slots]`, slots that must be filled.
        served: `bool[demands]`, demands that must be served.
    """

    piece: Piece
    cap: Longs
    first: Longs
    slot: Longs
    candidate: Longs
    full: Flags
    served: Flags

    @property
    def demand(self) -> Longs:
        """`int64[edges]`: the demand of each edge."""
        return np.repeat(np.arange(len(self.served)), np.diff(self.first))

    def least(self, cost: Longs) -> "tuple[_Face, Longs]":
        """The answers of least cost among these, and the edges of one of them.

        What must be done is worth more than all costs together: `2 * much` for a demand left, `much` less for serving
        one that must be served, and for filling a slot that must be filled.
        """
        much = 1 + int(np.maximum.reduceat(cost, self.first[:-1][np.diff(self.first) > 0]).sum()) if len(cost) else 1
        dear = cost + much * (~self.full[self.slot]).astype(np.int64) + much * (~self.served[self.demand])
        return self.solved(dear, np.full(len(self.served), 2 * much, dtype=np.int64))

    def solved(self, cost: Longs, unserved: Longs) -> "tuple[_Face, Longs]":
        """The answers of least cost, where each demand left costs something too."""
        from commgov.matching.engines import counts  # noqa: PLC0415 - importing it loads the compiler

        each = np.arange(len(unserved) + 1, dtype=np.int64)
        rows = len(self.slot)
        piece = evolve(
            self.piece,
            services_max=self.cap.astype(np.int32),
            minutes_max=self.cap.astype(np.int32),
            member=np.arange(len(self.cap), dtype=np.int32),
            unserved=unserved,
            option_from=each,
            role_from=each,
            need=np.ones(len(unserved), dtype=np.int32),
            candidate_from=self.first,
            worker=self.slot.astype(np.int32),
            start=np.zeros(rows, dtype=np.int32),
            minutes=np.ones(rows, dtype=np.int32),
            cost=cost,  # type: ignore[arg-type]  # the engine takes whole numbers of either width
        )
        answer = counts.solve(piece)
        pays = answer.prices // PRICE_SCALE
        profit = pays[self.demand] - cost
        price = np.zeros(len(self.cap), dtype=np.int64)
        np.maximum.at(price, self.slot, profit)
        if int(pays.sum() - (self.cap * price).sum()) != piece.objective(answer.chosen):
            raise WrongAnswerError(_NO_PROOF)
        tight = profit == price[self.slot]
        face = evolve(
            self,
            first=np.concatenate([[0], np.cumsum(np.bincount(self.demand[tight], minlength=len(unserved)))]),
            slot=self.slot[tight],
            candidate=self.candidate[tight],
            full=self.full | (price > 0),
            served=self.served | (pays < unserved),
        )
        where = np.cumsum(tight) - 1
        return face, where[answer.chosen]

    def split(self, load_max: Longs) -> "tuple[_Face, Longs]":
        """Every worker's room as slots of one service each, and the number (from 1) of each slot.

        Args:
            load_max: `int64[workers]`, how many slots each worker gets.
        """
        edge = np.repeat(np.arange(len(self.slot)), load_max[self.slot])
        begins = np.cumsum(load_max) - load_max
        nth = np.arange(len(edge)) - np.repeat(
            np.cumsum(load_max[self.slot]) - load_max[self.slot], load_max[self.slot]
        )
        demands = np.bincount(self.demand[edge], minlength=len(self.served))
        number = np.arange(int(load_max.sum())) - np.repeat(begins, load_max) + 1
        face = evolve(
            self,
            cap=np.ones(int(load_max.sum()), dtype=np.int64),
            first=np.concatenate([[0], np.cumsum(demands)]),
            slot=begins[self.slot[edge]] + nth,
            candidate=self.candidate[edge],
            full=np.repeat(self.full, load_max),
        )
        return face, number


@frozen(eq=False)
class Served:
    """How much a counts piece lets be served, whatever it costs to serve it.

    Args:
        unserved: the least cost of all demands left.
        face: the answers that leave no more.
        load_max: `int64[workers]`, the most services of each worker.
    """

    unserved: int
    face: _Face = field(repr=False)
    load_max: Longs = field(repr=False)

    @classmethod
    def of(cls, piece: Piece) -> "Served":
        """Serve as much as can be.

        Args:
            piece: a piece of `Family.COUNTS`.
        """
        workers = len(piece.services_max)
        cap = np.minimum(piece.services_max, np.bincount(piece.worker, minlength=workers)).astype(np.int64)
        face = _Face(
            piece,
            cap,
            piece.candidate_from,
            piece.worker.astype(np.int64),
            np.arange(len(piece.worker), dtype=np.int64),
            np.zeros(workers, dtype=bool),
            np.zeros(len(piece.unserved), dtype=bool),
        )
        best, chosen = face.solved(np.zeros(len(piece.worker), dtype=np.int64), piece.unserved)
        return cls(piece.objective(best.candidate[chosen]) - int(piece.cost[best.candidate[chosen]].sum()), best, cap)


def fairest(found: Served, offered: Longs | None) -> Longs:
    """The candidates of the fairest answer that serves as much: leximin of loads, then the least cost.

    Args:
        found: how much is served, and by which answers.
        offered: `int64[workers]`, what each worker's load is a share of; None: loads are numbers of services.
    """
    face, number = found.face.split(found.load_max)
    owner = np.repeat(np.arange(len(found.load_max)), found.load_max)
    if offered is None:
        level, below = number, number - 1
        levels = range(int(number.max(initial=0)), 1, -1)
        steps = [(level == at, below == at) for at in levels]
    else:
        of = offered[owner].tolist()
        share = [Fraction(one, cap) for one, cap in zip(number.tolist(), of, strict=True)]
        before = [Fraction(one - 1, cap) for one, cap in zip(number.tolist(), of, strict=True)]
        known = {value: at for at, value in enumerate(sorted({*share, *before}))}
        level, below = (np.array([known[value] for value in some], dtype=np.int64) for some in (share, before))
        steps = [(level == at, below == at) for at in range(len(known) - 1, 0, -1)]
    for ends, passes in steps:
        if ends[face.slot].any():
            face, _ = face.least(1 + ends[face.slot].astype(np.int64) - passes[face.slot])
    face, chosen = face.least(found.face.piece.cost[face.candidate].astype(np.int64))
    return np.sort(face.candidate[chosen])


_NO_PROOF = Text("the counts engine's prices do not prove its answer", "计数求解引擎的价格未能证明其结果")
