"""Online: orders come one by one and are answered at once; how much of the value is left that hindsight would reach?

Size M of the shared generator (5,000 members, 10,000 demands) with capacities 1 to 2 (supply 0.87 times the demand),
seeds 0 to 4; the worst counts. Protocol:

* An order comes in at a random moment within so many days (the *lead*) before it has to begin, and is answered at once:
  a member is told, or it stays open until its start. Nothing is known of orders to come but the history: another week,
  of another community (seed + 100).
* From half a day before its start a service that was told is fixed; so are services that have begun.
* Taking a member who was told off an order is a *move* and is counted. A promise is kept: an order that was granted
  stays granted, though perhaps by somebody else, unless a row says otherwise.
* Value: what is saved against leaving everything unserved, as a share of what the best plan in hindsight saves.

Ways: *greedy* takes the cheapest free member. *Reserve prices* adds what the member's service is worth elsewhere
(`ReservePrices`), learnt from the history. *Kept optimal* re-optimises what has not begun (`LiveAssignment`) at each
order, with a change cost for each move. *Expected orders* puts last week's orders beside the real ones, each until the
moment at which it came in, with candidates drawn among the members who hold its skill: what is to come holds back whom
it will need, and the price of a member falls as the week goes by.

The last rows time one new order against building and solving the flow model anew (OR-Tools, bulk arrays), both in
seconds of the processor, so that other work on the machine does not look like a slow search: given as arrays to
`LiveAssignment`, and by ids to `LivePlan`, which also says who is moved.
"""

from collections.abc import Iterator
from itertools import pairwise
from statistics import median
from time import process_time
from types import SimpleNamespace

import numpy as np
from attrs import frozen

from benchmarks.instances import instance, objects, sketches, table
from commgov.matching import CandidateTable, LivePlan, MatchingProblem, ReservePrices, Skills, WeeklyServices, solve
from commgov.matching.engines.insertion import LiveAssignment

SEEDS = range(5)
ANOTHER = 100
"""What is added to a seed for the history."""
DAY = 28
"""Half hours of a day in the generator."""
NOTICE = DAY // 2
NEVER = 10**6
"""A change cost that nothing is worth."""
FRONTIER = (NEVER, 1000, 400, 200, 100, 50, 0)
SAMPLE = 1000
"""Orders that are timed."""

Row = tuple[str, str, str]


@frozen(eq=False)
class Week:
    """One instance as it comes in, with what is known beforehand.

    Args:
        made: the instance.
        comes: `float[demands]`, when each order comes in, in half hours.
        expected: the history's orders with candidates here: `(counts, member, cost, unserved)`.
        expected_until: when each of them came in.
        bids: `int64[members]`, reserve prices learnt from the history.
        best: the objective in hindsight.
    """

    made: SimpleNamespace
    comes: np.ndarray
    expected: tuple[np.ndarray, ...]
    expected_until: np.ndarray
    bids: np.ndarray
    best: int

    def value(self, objective: int) -> float:
        """Share of the value in hindsight, in percent."""
        at_stake = int(self.made.unserved.sum())
        return 100 * (at_stake - objective) / (at_stake - self.best)


@frozen
class Way:
    """A way to answer orders by keeping the assignment optimal.

    Args:
        change_cost: what a move costs.
        expects: whether last week's orders stand beside the real ones.
        promises: whether an order that was granted stays granted.
    """

    change_cost: int
    expects: bool = True
    promises: bool = True


def measure() -> list[Row]:
    """Rows: per lead the ways and the frontier of value against moves; then one new order against a new model."""
    rows: list[Row] = []
    for days in (7, 3, 1):
        weeks = [week(seed, days) for seed in SEEDS]
        lead = f"lead ≤ {days} {'days' if days > 1 else 'day'}"
        rows.append(_told(f"{lead}: greedy", [(w.value(first_come(w, np.zeros_like(w.bids))), 0, 0) for w in weeks]))
        rows.append(_told(f"{lead}: reserve prices", [(w.value(first_come(w, w.bids)), 0, 0) for w in weeks]))
        if days == 7:
            ways = [Way(cost) for cost in FRONTIER]
            ways += [Way(400, expects=False), Way(400, expects=False, promises=False), Way(400, promises=False)]
        else:
            ways = [Way(NEVER), Way(400), Way(100), Way(400, promises=False), Way(100, promises=False)]
        rows += [_told(f"{lead}: {_name(way)}", [kept_optimal(w, way) for w in weeks]) for way in ways]
    return rows + one_new_order()


def week(seed: int, days: int) -> Week:
    """An instance, and what another one says about it beforehand."""
    made, history = _scarce(seed), _scarce(seed + ANOTHER)
    draw = np.random.default_rng([seed, days])
    members, _ = objects(made)
    plan = solve(_problem(history))
    learnt = ReservePrices.from_weeks([(_problem(history), plan)])
    return Week(
        made,
        made.start - DAY * days * draw.random(made.nd),
        _expected(made, history, draw),
        history.start - DAY * days * draw.random(history.nd),
        np.array([learnt.price(member) for member in members]),
        solve(_problem(made)).bound,
    )


def _scarce(seed: int) -> SimpleNamespace:
    made = instance("M", seed)
    made.cap = np.minimum(made.cap, 2)
    return made


def _problem(made: SimpleNamespace) -> MatchingProblem:
    members, demands = objects(made)
    return MatchingProblem.build(members, demands, candidates=table(made), rules=[Skills(), WeeklyServices()])


def _expected(made: SimpleNamespace, history: SimpleNamespace, draw: np.random.Generator) -> tuple[np.ndarray, ...]:
    """The history's orders with as many candidates, at the same costs, among the members who hold the skill here."""
    holders = [np.flatnonzero(held) for held in made.has]
    members, costs, counts = [], [], []
    for demand, (first, last) in enumerate(pairwise(history.indptr.tolist())):
        able = holders[history.dskill[demand]]
        count = min(last - first, len(able))
        members.append(draw.choice(able, count, replace=False))
        costs.append(history.cost[first : first + count])
        counts.append(count)
    return np.array(counts), np.concatenate(members), np.concatenate(costs), history.unserved


def first_come(week: Week, bids: np.ndarray) -> int:
    """Each order takes the member who costs least, reserve price included, if that is worth it; for good."""
    made, left, objective = week.made, week.made.cap.copy(), int(week.made.unserved.sum())
    for demand in np.argsort(week.comes, kind="stable").tolist():
        own = np.arange(made.indptr[demand], made.indptr[demand + 1])
        own = own[left[made.mem[own]] > 0]
        if not len(own):
            continue
        bid = made.cost[own] + bids[made.mem[own]]
        if bid.min() < made.unserved[demand]:
            taken = own[bid.argmin()]
            left[made.mem[taken]] -= 1
            objective -= int(made.unserved[demand] - made.cost[taken])
    return objective


def kept_optimal(week: Week, way: Way) -> tuple[float, int, int]:
    """The value in percent, the moves, and how many orders were granted, when the assignment is kept optimal."""
    made, told, moves, granted = week.made, {}, 0, set()
    live = LiveAssignment(made.cap)
    live.know(np.diff(made.indptr), made.mem, made.cost, made.unserved)
    if way.expects:
        live.know(*week.expected)
        live.enter_all(made.nd + np.arange(len(week.expected[0])))
    inside = set()
    for now, what, demand in _events(week, expects=way.expects):
        if what == "expected":
            changed = live.remove(demand)
        elif what == "comes":
            inside.add(demand)
            changed = live.enter(demand)
        else:
            if demand in inside and (what == "begins" or demand in told):
                inside.discard(demand)
                live.fix(demand)
            continue
        for other in changed:
            worker = live.worker_of(other) if other < made.nd else None
            moves += other in told and told[other] != worker
            if worker is None:
                told.pop(other, None)
                continue
            told[other] = worker
            granted.add(other)
            if now >= made.start[other] - NOTICE:
                inside.discard(other)
                live.fix(other)
            else:
                live.tell(other, way.change_cost, NEVER if way.promises else way.change_cost)
    return week.value(live.objective), moves, len(granted)


def _events(week: Week, *, expects: bool) -> Iterator[tuple[float, str, int]]:
    """What happens, in the order of time; at one moment what is fixed comes first."""
    made = week.made
    found = [(float(start), 0, "begins", demand) for demand, start in enumerate(made.start.tolist())]
    found += [(float(start - NOTICE), 1, "notice", demand) for demand, start in enumerate(made.start.tolist())]
    found += [(moment, 3, "comes", demand) for demand, moment in enumerate(week.comes.tolist())]
    if expects:
        found += [(moment, 2, "expected", made.nd + nth) for nth, moment in enumerate(week.expected_until.tolist())]
    for moment, _, what, demand in sorted(found):
        yield moment, what, demand


def _name(way: Way) -> str:
    cost = "nobody is moved" if way.change_cost == NEVER else f"change cost {way.change_cost}"
    expects = "expected orders" if way.expects else "nothing expected"
    return f"kept optimal, {expects}, {cost}" + ("" if way.promises else ", orders may be dropped")


def _told(what: str, found: list[tuple[float, int, int]]) -> Row:
    """The worst seed's value, and the moves."""
    values = [value for value, _, _ in found]
    note = f"median {median(values):.2f} %"
    if any(granted for _, _, granted in found):
        worst = max(found, key=lambda one: one[1])
        note += f"; moves at most {worst[1]:,} for {worst[2]:,} granted orders ({100 * worst[1] / worst[2]:.1f} %)"
    return what, f"{min(values):.2f} %", note


def one_new_order() -> list[Row]:
    """One new order into a full week, timed each, against the flow model built and solved anew; the worst seed."""
    flow = sketches("peers_a").mcf
    rows: list[Row] = []
    for most, supply in ((4, "1.25"), (2, "0.87")):
        found: dict[str, list[tuple[float, float, float, float, float]]] = {}
        for seed in SEEDS:
            made = instance("M", seed)
            made.cap = np.minimum(made.cap, most)
            took, objectives = _inserted(made, seed)
            seconds = []
            for _ in range(3):
                began = process_time()
                optimum = flow(made)
                seconds.append(process_time() - began)
                assert {optimum} == objectives
            for way, times in took.items():
                middle, late = np.percentile(times, [50, 99])
                rebuilt = median(seconds)
                found.setdefault(way, []).append((rebuilt / middle, rebuilt / late, middle, late, rebuilt))
        for way, ratios in found.items():
            ratio, ratio_late = (min(column) for column in list(zip(*ratios, strict=True))[:2])
            middle, late, rebuilt = (median(column) for column in list(zip(*ratios, strict=True))[2:])
            note = f"median p50 {1e6 * middle:.0f} µs, p99 {1e6 * late:.0f} µs, flow {rebuilt:.3f} s; same optimum"
            what = f"M, supply {supply} × demand: one new order, exact, {way}"
            rows.append((what, f"worst p50 {ratio:,.0f} ×, p99 {ratio_late:,.0f} × faster than a new flow model", note))
    return rows


def _inserted(made: SimpleNamespace, seed: int) -> tuple[dict[str, list[float]], set[int]]:
    """The seconds that each of the last orders took, after all others were in; by arrays and by ids."""
    order = np.random.default_rng(seed).permutation(made.nd)
    before, new = order[:-SAMPLE], order[-SAMPLE:]
    own = np.concatenate([np.arange(made.indptr[demand], made.indptr[demand + 1]) for demand in before])
    counts = np.diff(made.indptr)[before]
    known = CandidateTable(role=np.repeat(np.arange(len(before)), counts), member=made.mem[own], cost=made.cost[own])
    plan = LivePlan(
        MatchingProblem.from_columns(services_max=made.cap, unserved=made.unserved[before], candidates=known)
    )
    live = LiveAssignment(made.cap)
    live.know(counts, made.mem[own], made.cost[own], made.unserved[before])
    live.enter_all(np.arange(len(before)))
    live.add(made.mem[:0], made.cost[:0], 0)  # the first call loads the kernels
    by_arrays, by_ids = [], []
    for demand in new.tolist():
        own = slice(made.indptr[demand], made.indptr[demand + 1])
        member, cost, unserved = made.mem[own], made.cost[own], int(made.unserved[demand])
        began = process_time()
        live.add(member, cost, unserved)
        by_arrays.append(process_time() - began)
        costs = {f"m{at}": value for at, value in zip(member.tolist(), cost.tolist(), strict=True)}
        began = process_time()
        plan.add(f"new-{demand}", costs, unserved)
        by_ids.append(process_time() - began)
    return {"arrays": by_arrays, "ids (`LivePlan`)": by_ids}, {live.objective, plan.objective}
