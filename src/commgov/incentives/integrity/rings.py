"""Rings: people who sign for each other's services in a circle, more often than chance has it.

Who served is tied to who signed. A ring is a group in which everybody can be reached from everybody through such ties,
and which no single person holds together: a circle or a denser knot, never a chain of neighbours. How many signatures
stay inside by chance follows from how many services each did for others and signed for others in a unit (the
configuration model); a group counts only if none of all the groups of its size that there could be is so closed by
chance.

Not meant: two neighbours who help each other, the weekly carer of one elder, and honest services besides.
"""

import math
from bisect import bisect_left
from collections.abc import Iterable

import numpy as np
from attrs import frozen

from commgov.incentives.integrity.chance import Floats, Ints, count_tail, poisson_tails
from commgov.incentives.integrity.flag import Flag, FlagKind, Measure
from commgov.incentives.integrity.material import Material
from commgov.incentives.integrity.policy import IntegrityPolicy
from commgov.incentives.integrity.records import NOBODY, Records, are_among, begins_of, order_of
from commgov.incentives.integrity.signs import Wording
from commgov.wording import Text

_SLIM = 0.25
"""Ties that one of four would have by chance are not worth following; whole groups are judged, not ties."""

_LET_GO = 10
"""One tie in ten, the weakest, is let go at a time."""

_WORDS = Wording(
    FlagKind.RING,
    Text("signatures that stay inside the group", "组内互签的记录数"),
    Text(
        "{who} signed for each other's services in a circle: {inside} of their {served} records stay among the {size} "
        "of them, where chance has {usual}",
        "{who}形成互签圈：{size}人的{served}条记录中有{inside}条由圈内人签名核验，偶然情况下约为{usual}条",
    ),
    Text(
        "services that somebody outside saw, or a circle of neighbours that the community knows of",
        "有圈外人见证服务，或属社区知晓的邻里互助圈",
    ),
)


@frozen(eq=False)
class _Ties:
    """Who served, who signed, and how often; one entry a pair of two people.

    With it: how often the one serves and the other signs at all, and how many records there are in the unit.
    """

    server: Ints
    signer: Ints
    times: Ints
    served: Ints
    signed: Ints
    nearby: Ints

    def of(self, keep: Ints) -> "_Ties":
        """Some of them."""
        columns = (self.server, self.signer, self.times, self.served, self.signed, self.nearby)
        return _Ties(*(column[keep] for column in columns))

    @property
    def usual(self) -> Floats:
        """How often each would come by chance."""
        return np.asarray(self.served * self.signed / np.maximum(self.nearby, 1), dtype=np.float64)

    def usual_without(self, times: Ints) -> float:
        """How often all of them would come by chance, by what else these people do: without so many of each tie."""
        served = self.served - np.bincount(self.server, times)[self.server] + 1
        signed = self.signed - np.bincount(self.signer, times)[self.signer] + 1
        nearby = np.maximum(self.nearby - times.sum(), self.nearby // 2)
        return float((served * signed / np.maximum(nearby, 1)).sum())


def rings(material: Material, policy: IntegrityPolicy) -> list[Flag]:
    """Flag groups who sign for each other in circles beyond chance."""
    ties, people = _ties(material.records)
    strong = ties.of(np.flatnonzero(ties.times >= 2))  # noqa: PLR2004 - once is no tie
    slim = poisson_tails(strong.times, strong.usual)
    kept = np.flatnonzero(slim <= _SLIM)
    found = _closed_groups(strong.of(kept), slim[kept], ties, people, policy)
    return [_flag(material.records, ties, group) for group in sorted(found)]


def _ties(records: Records) -> tuple[_Ties, int]:
    """The ties among people who both serve and sign, and how many people these are."""
    size = len(records.people)
    rows = np.flatnonzero((records.member != records.signer) & (records.signer != NOBODY))
    served, signed = (
        np.bincount(records.member[rows], minlength=size),
        np.bincount(records.signer[rows], minlength=size),
    )
    both = (served > 0) & (signed > 0)
    rows = rows[both[records.member[rows]] & both[records.signer[rows]]]
    rows = rows[order_of(records.member[rows], records.signer[rows])]
    begins = begins_of(records.member[rows], records.signer[rows])
    times = np.bincount(np.cumsum(begins) - 1) if len(rows) else np.zeros(0, dtype=np.int64)
    first = rows[begins]
    server, signer = records.member[first], records.signer[first]
    nearby = np.bincount(records.unit, minlength=len(records.units))[records.unit[first]]
    return _Ties(server, signer, times, served[server], signed[signer], nearby), int(both.sum())


def _closed_groups(
    strong: _Ties, slim: Floats, ties: _Ties, people: int, policy: IntegrityPolicy
) -> set[tuple[int, ...]]:
    """The groups that are closed beyond chance. Where one is too large or not closed, its weaker ties are let go."""
    found: set[tuple[int, ...]] = set()
    waiting = [np.arange(len(slim))]
    while waiting:
        entries = waiting.pop()
        for group in _knots(strong, entries):
            if len(group) < policy.ring_least:
                continue
            if len(group) <= policy.ring_most and _is_closed(ties, group, people, policy):
                found.add(tuple(sorted(group)))
                continue
            inside = entries[_within(strong.of(entries), group)]
            strongest_first = inside[np.lexsort((inside, slim[inside]))]
            waiting.append(strongest_first[: len(inside) - 1 - len(inside) // _LET_GO])
    return found


def _knots(strong: _Ties, entries: Ints) -> Iterable[set[int]]:
    """The groups in which everybody reaches everybody through ties, and which hold without any one person."""
    import networkx as nx  # noqa: PLC0415 - only who looks for rings pays for networkx

    waiting = [list(zip(strong.server[entries].tolist(), strong.signer[entries].tolist(), strict=True))]
    while waiting:
        edges = waiting.pop()
        for group in nx.strongly_connected_components(nx.DiGraph(edges)):
            if len(group) < 3:  # noqa: PLR2004 - neighbours
                continue
            inside = [(one, other) for one, other in edges if one in group and other in group]
            blocks = [block for block in nx.biconnected_components(nx.Graph(inside)) if len(block) > 2]  # noqa: PLR2004
            if len(blocks) == 1 and len(blocks[0]) == len(group):
                yield group
            else:
                waiting += [
                    [(one, other) for one, other in inside if one in block and other in block] for block in blocks
                ]


def _is_closed(ties: _Ties, group: set[int], people: int, policy: IntegrityPolicy) -> bool:
    """Whether the ties inside are more than chance has for any group of the size.

    Neither a pair of neighbours nor a weekly carer makes a ring of those around them: a tie counts no more than twice
    the weakest without which the group would fall apart. Allowed for are all groups that begin with anybody and go on
    with people whom somebody in the group has a tie with. Honest people too ask the same ones again, so signatures are
    counted in bundles as large as among all others.
    """
    size = int(max(ties.server.max(), ties.signer.max())) + 1
    serves, signs = (are_among(column, np.array(list(group)), size) for column in (ties.server, ties.signer))
    near = len({*ties.server[signs].tolist(), *ties.signer[serves].tolist(), *group})
    allowed = math.log(policy.ring_chance) - math.log(people) - math.log(math.comb(near - 1, len(group) - 1))
    inside = ties.of(np.flatnonzero(serves & signs))
    again = _again(ties.of(np.flatnonzero(~(serves & signs))))
    for times in (inside.times, np.minimum(inside.times, 2 * _weakest_needed(inside, group))):
        if _log(count_tail(int(times.sum() / again), inside.usual_without(times) / again)) > allowed:
            return False
    return True


def _again(others: _Ties) -> float:
    """How many times people sign once they sign at all, against chance: at least 1."""
    by_chance = others.usual / -np.expm1(-others.usual)  # of Poisson counts that are not 0
    return max(1.0, float(others.times.sum() / by_chance.sum())) if len(others.times) else 1.0


def _weakest_needed(inside: _Ties, group: set[int]) -> int:
    """The most times for which the ties with at least so many hold the whole group together."""

    def falls_apart(times: int) -> bool:
        return group not in _knots(inside, np.flatnonzero(inside.times >= times))

    times: list[int] = np.unique(inside.times).tolist()
    holding = bisect_left(times, True, key=falls_apart)
    return times[holding - 1] if holding else 1


def _within(ties: _Ties, group: Iterable[int]) -> Ints:
    """The ties inside a group."""
    size, codes = int(max(ties.server.max(), ties.signer.max())) + 1, np.array(list(group))
    return np.flatnonzero(are_among(ties.server, codes, size) & are_among(ties.signer, codes, size))


def _log(chance: float) -> float:
    return math.log(chance) if chance > 0 else -math.inf


def _flag(records: Records, ties: _Ties, group: tuple[int, ...]) -> Flag:
    among = ties.of(_within(ties, group))
    inside, usual = int(among.times.sum()), among.usual_without(among.times)
    of_them = np.flatnonzero(are_among(records.member, np.array(group), len(records.people)))
    member, signer = records.member[of_them], records.signer[of_them]
    evidence = records.of_rows(of_them[np.isin(signer, group) & (signer != member)])
    measure = Measure(_WORDS.measure, inside, usual, count_tail(inside, usual))
    about = sorted(records.people[code] for code in group)
    values = {"inside": inside, "served": len(of_them), "size": len(group), "usual": f"{usual:.1f}"}
    return _WORDS.flag(about, evidence, measure, **values)
