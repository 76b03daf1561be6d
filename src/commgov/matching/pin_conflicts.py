"""Pins that cannot hold: each alone against a rule, or several together against a limit, as the smallest sets.

Pins can hold together if there are starts, of those that are tried, at which every rule allows every pinned member, the
seats of a crew begin at once, and each member's limits hold. Whether the other seats of a crew can be filled is not
asked: that is a shortage, which the plan explains.

Sets are found from small to large: every pin that cannot hold alone; every two of the others that cannot hold together;
then, among pins that have to do with each other, larger sets that contain none of these, such that no two of them share
a pin. Whether a set can hold is answered by trying the starts. Which larger set is the smallest: where every demand has
one start and no two pins clash, only weekly caps are left, and taking the longest first passes a cap with the fewest;
otherwise all sets are tried by their size, up to `SETS_MAX`. If that ends the search, the set given has no pin that
could be left out, but a smaller one may exist.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import combinations

import numpy as np
from attrs import evolve, frozen

from commgov.core import OfferId, OfferOfService, refusals
from commgov.core.personal import looks_personal
from commgov.errors import Place, Problem
from commgov.matching.by_hand import Pin, place_by_hand
from commgov.matching.candidates import allowed_candidates
from commgov.matching.columns import Columns
from commgov.matching.offer_caps import Counted, caps_of
from commgov.matching.problem import MatchingProblem
from commgov.matching.rules import NoOverlap, Pairing, WeeklyMinutes, WeeklyServices
from commgov.matching.seating import FREE, seating_of
from commgov.wording import Text

SETS_MAX = 20_000
"""Most sets of pins that are tried for the smallest that conflicts."""

STEPS_MAX = 20_000
"""Most starts that are tried for one set; a set that is not decided by then counts as one that can hold."""


@frozen
class PinConflict:
    """Pins that cannot hold together, though they could if any one of them were taken away.

    Args:
        pins: the pins, in the order given to the problem.
        reason: the rule or the limit that they break, in both languages.
    """

    pins: tuple[Pin, ...]
    reason: Text

    def problem(self, place: Callable[[Pin], Place] = place_by_hand) -> Problem:
        """The conflict as a problem of the input.

        Args:
            place: where a pin stands.
        """
        first, *others = (place(pin) for pin in self.pins)
        if not others:
            return Problem(first, self.reason)
        rest = Text(" and ", "与").join(Text(other.to("en"), other.to("zh")) for other in others)
        words = Text("not together with {rest}: {why}", "不能与{rest}同时成立：{why}")
        return Problem(first, words.fill(rest=rest, why=self.reason))


def pin_conflicts(problem: MatchingProblem) -> tuple[PinConflict, ...]:
    """The pins of a problem that cannot hold, as the smallest sets; empty if all can. `solve` refuses them.

    Args:
        problem: with its pins; built from objects.

    Example:
        >>> from datetime import UTC, datetime
        >>> from commgov.core import Demand, DemandKind, Member, Window
        >>> nine, ten = (datetime(2026, 3, 2, hour, tzinfo=UTC) for hour in (9, 10))
        >>> orders = [Demand(f"d-{n}", DemandKind.WISH, "errand", "grid-1", Window(nine, ten), 60) for n in (1, 2)]
        >>> pins = [Pin("d-1", "m-1"), Pin("d-2", "m-1")]
        >>> [conflict] = pin_conflicts(MatchingProblem.build([Member("m-1", "grid-1")], orders, pins=pins))
        >>> isinstance(conflict, PinConflict), len(conflict.pins), str(conflict.reason)
        (True, 2, 'rule “no overlap”: the services overlap, or leave no time to travel, at every start that is tried')
    """
    if not problem.pins:
        return ()
    given = _given(problem)
    found = [PinConflict((one.pin,), _against(problem, one)) for one in given if not one.times]
    limits = _Limits.of(problem)
    for group in _groups([one for one in given if one.times]):
        found += (
            PinConflict(tuple(one.pin for one in some), limits.reason(some)) for some in _conflicts(group, limits)
        )
    order = {pin: at for at, pin in enumerate(problem.pins)}
    return tuple(sorted(found, key=lambda conflict: [order[pin] for pin in conflict.pins]))


@frozen(eq=False)
class _Given:
    """A pin as numbers.

    Args:
        at: its position among the pins.
        pin: the pin.
        member: the member's row.
        demand: the demand's row.
        unit: where.
        times: the starts at which the rules allow it; for each, the end, the week, and what the service counts for.
    """

    at: int
    pin: Pin
    member: int
    demand: int
    unit: int
    times: dict[int, tuple[int, int, Counted | None]]

    @cached_property
    def longest(self) -> int:
        return max(end - start for start, (end, _, _) in self.times.items())


def _given(problem: MatchingProblem) -> list[_Given]:
    """All pins, with the starts at which each could hold."""
    seating, columns = seating_of(problem), problem.columns
    lines = np.flatnonzero(seating.pin != FREE).astype(np.int32)
    allowed = allowed_candidates(problem, seating, lines)
    seat = seating.seats[seating.seat_from]  # the first of each line; a pinned line has no other
    demand_of_line = seating.demand_of_line()
    times: dict[tuple[int, int], dict[int, tuple[int, int, Counted | None]]] = {}
    caps = caps_of(problem, seating, allowed)
    alone = seating.team[allowed.line] < 0  # what a team takes counts for the team, whichever that is
    counted = [*caps.counted, None]
    rows = (allowed.line, allowed.start, allowed.start + allowed.minutes, columns.week_of(allowed.start))
    for line, start, end, own, cap in zip(
        *(row.tolist() for row in rows), np.where(alone, caps.of, -1).tolist(), strict=True
    ):
        times.setdefault((int(demand_of_line[line]), int(seat[line])), {})[start] = (end, own, counted[cap])
    found = []
    for at, pin in enumerate(problem.pins):
        demand = problem.demand_at[pin.demand]
        own = times.get((demand, pin.seat), {})
        found.append(_Given(at, pin, problem.member_at[pin.member], demand, int(columns.demands.unit[demand]), own))
    return found


def _against(problem: MatchingProblem, one: _Given) -> Text:
    """Why a pin cannot hold alone: the rules that refuse it at every start; else all that refuse it at some start."""
    columns = problem.columns
    demand, member = columns.demands.objects[one.demand], columns.members.objects[one.member]
    home, site = columns.members.unit[[one.member]], columns.demands.unit[[one.demand]]
    steps = int(columns.places.steps(home, site)[0])
    first, takes = int(columns.demands.earliest[one.demand]), int(columns.demands.minutes[one.demand])
    starts = range(first, int(columns.demands.latest[one.demand]) - takes + 1, problem.start_step)
    pairing = Pairing(member, demand, demand.seats[one.pin.seat], columns.moment(first), steps)
    reasons: dict[str, Text] = {}
    times: Counter[str] = Counter()
    for start in starts:
        for name, reason in refusals(problem.rules, evolve(pairing, start=columns.moment(start))):
            reasons.setdefault(name, reason)
            times[name] += 1
    always = [name for name in reasons if times[name] == len(starts)]
    if not reasons:
        return Text("the member is not among the candidates given for it", "该成员不在所给候选名单之中")
    return Text("; ", "；").join(_rule(name, reasons[name]) for name in always or reasons)


def _rule(name: str, reason: Text) -> Text:
    private = looks_personal(reason.en) or looks_personal(reason.zh)
    return Text("rule “{name}”", "规则“{name}”").fill(name=name) if private else _WHY.fill(name=name, why=reason)


_WHY = Text("rule “{name}”: {why}", "规则“{name}”：{why}")


def _groups(given: Sequence[_Given]) -> Iterator[list[_Given]]:
    """Pins that may have to do with each other: through a demand, or through a member."""
    rest = list(given)
    while rest:
        group, rest = [rest[0]], rest[1:]
        for one in group:  # grows while it is read
            near = [other for other in rest if other.member == one.member or other.demand == one.demand]
            group += near
            rest = [other for other in rest if other not in near]
        yield sorted(group, key=lambda one: one.at)


def _conflicts(group: list[_Given], limits: "_Limits") -> Iterator[tuple[_Given, ...]]:
    """The sets of at least two pins, from one group, that cannot hold together."""
    pairs = [two for two in combinations(group, 2) if not limits.hold(two)]
    yield from pairs
    clashes = {(one.at, other.at) for one, other in pairs}
    left = group
    while (some := _smallest(left, clashes, limits)) is not None:
        yield some
        left = [one for one in left if one not in some]


def _smallest(group: Sequence[_Given], clashes: set[tuple[int, int]], limits: "_Limits") -> tuple[_Given, ...] | None:
    """The smallest set of at least three pins, with no clash among them, that cannot hold together."""
    enough = _longest_first(group, clashes, limits)
    fixed = all(len(one.times) == 1 for one in group)
    clash = any((one.at, other.at) in clashes for one, other in combinations(group, 2))
    if fixed and not clash and not limits.offers:
        return enough
    most = len(group) if enough is None else len(enough) - 1
    tried = 0
    for size in range(3, most + 1):
        for some in _without_clash(group, size, clashes):
            if not limits.hold(some):
                return some
            tried += 1
            if tried == SETS_MAX:
                return enough
    return enough


def _longest_first(
    group: Sequence[_Given], clashes: set[tuple[int, int]], limits: "_Limits"
) -> tuple[_Given, ...] | None:
    """Of each member, and of all, pins from the longest on until they cannot hold; then without those not needed."""
    members = sorted({one.member for one in group})
    own = [[one for one in group if one.member == member] for member in members]
    found = []
    for some in [*own, list(group)] if len(own) > 1 else own:
        chosen: list[_Given] = []
        for one in sorted(some, key=lambda one: (-one.longest, one.at)):
            if any((min(one.at, it.at), max(one.at, it.at)) in clashes for it in chosen):
                continue
            chosen.append(one)
            if not limits.hold(chosen):
                found.append(_needed(chosen, limits))
                break
    return min(found, key=lambda some: (len(some), [one.at for one in some]), default=None)


def _needed(chosen: Sequence[_Given], limits: "_Limits") -> tuple[_Given, ...]:
    """Without every pin that can be left out while the rest still cannot hold; the shortest are left out first."""
    kept = list(chosen)
    for one in reversed(chosen):
        fewer = [other for other in kept if other is not one]
        if not limits.hold(fewer):
            kept = fewer
    return tuple(sorted(kept, key=lambda one: one.at))


def _without_clash(
    group: Sequence[_Given], size: int, clashes: set[tuple[int, int]], chosen: tuple[_Given, ...] = ()
) -> Iterator[tuple[_Given, ...]]:
    """All sets of one size in which no two clash."""
    if len(chosen) == size:
        yield chosen
        return
    for at, one in enumerate(group[: len(group) - (size - len(chosen)) + 1]):
        if not any((other.at, one.at) in clashes for other in chosen):
            yield from _without_clash(group[at + 1 :], size, clashes, (*chosen, one))


@frozen(eq=False)
class _Limits:
    """What holds over several services of a member; each limit may be lifted."""

    problem: MatchingProblem
    apart: bool
    minutes: bool
    services: bool
    offers: bool

    @classmethod
    def of(cls, problem: MatchingProblem) -> "_Limits":
        capped = any(offer.cap for offer in problem.offers)
        return cls(problem, problem.no_overlap is not None, problem.limits_minutes, problem.limits_services, capped)

    @cached_property
    def offer(self) -> dict[OfferId, OfferOfService]:
        return {offer.id: offer for offer in self.problem.offers}

    @property
    def columns(self) -> Columns:
        return self.problem.columns

    def hold(self, some: Sequence[_Given]) -> bool:
        """Whether there are starts at which these pins hold together."""
        of_demand: dict[int, list[_Given]] = {}
        for one in some:
            of_demand.setdefault(one.demand, []).append(one)
        choices = [(sorted(set.intersection(*(set(one.times) for one in own))), own) for own in of_demand.values()]
        choices.sort(key=lambda choice: len(choice[0]))
        return _Trial(self, choices).goes_on(0)

    def reason(self, some: Sequence[_Given]) -> Text:
        """The limit that keeps them apart: one that would let them hold if it were lifted; else all that there are."""
        lifted = {
            "apart": evolve(self, apart=False),
            "minutes": evolve(self, minutes=False),
            "services": evolve(self, services=False),
            "offers": evolve(self, offers=False),
        }
        there = [name for name in lifted if getattr(self, name)]
        if not evolve(self, apart=False, minutes=False, services=False, offers=False).hold(some):
            return Text("they have no common start among those that are tried", "在所尝试的开始时间中没有共同时间")
        names = [name for name in there if lifted[name].hold(some)] or there
        return Text("; ", "；").join(self._words(name, some) for name in names)

    def _words(self, name: str, some: Sequence[_Given]) -> Text:
        if name == "apart":
            words = "the services overlap, or leave no time to travel, at every start that is tried"
            return _WHY.fill(name=NoOverlap().name, why=Text(words, "在所尝试的每个开始时间，服务均重叠或路途时间不足"))
        if name == "offers":
            counts = Counter(cap for one in some for cap in {cap for _, _, cap in one.times.values() if cap})
            names = Text(", ", "、").join(Text(str(offer), str(offer)) for offer in sorted({cap[0] for cap in counts}))
            why = Text("more than {offers} can still be taken up", "超过资源{offers}尚可选用的次数")
            return _WHY.fill(name="offer caps", why=why.fill(offers=names))
        member = Counter(one.member for one in some).most_common(1)[0][0]
        own = [one for one in some if one.member == member]
        members = self.columns.members
        if name == "minutes":
            most, total = int(members.minutes_max[member]), sum(one.longest for one in own)
            why = Text("together {n} minutes, the weekly limit is {most}", "合计{n}分钟，超过每周上限{most}分钟")
            return _WHY.fill(name=WeeklyMinutes().name, why=why.fill(n=total, most=most))
        most = int(members.services_max[member])
        why = Text("{n} services, the weekly limit is {most}", "共{n}次，超过每周上限{most}次")
        return _WHY.fill(name=WeeklyServices().name, why=why.fill(n=len(own), most=most))


class _Trial:
    """Tries the starts of one demand after the other, and takes back those that do not fit."""

    def __init__(self, limits: _Limits, choices: Sequence[tuple[list[int], list[_Given]]]) -> None:
        self._limits, self._choices = limits, choices
        self._booked: list[tuple[_Given, int]] = []
        self._load: Counter[tuple[int, int]] = Counter()
        self._times: Counter[tuple[int, int]] = Counter()
        self._taken: Counter[Counted] = Counter()
        self._steps = 0

    def goes_on(self, at: int) -> bool:
        """Whether the demands from this one on can be placed beside those before it."""
        if at == len(self._choices):
            return True
        starts, own = self._choices[at]
        for start in starts:
            self._steps += 1
            if self._steps > STEPS_MAX:
                return True
            before = len(self._booked)
            if all(self._book(one, start) for one in own) and self.goes_on(at + 1):
                return True
            while len(self._booked) > before:
                self._take_back()
        return False

    def _book(self, one: _Given, start: int) -> bool:
        limits, (end, week, counted) = self._limits, one.times[start]
        members = limits.columns.members
        key = (one.member, week)
        if limits.minutes and self._load[key] + end - start > members.minutes_max[one.member]:
            return False
        if limits.services and self._times[key] >= members.services_max[one.member]:
            return False
        if limits.offers and counted and self._taken[counted] >= limits.offer[counted[0]].left_in(counted[1]):
            return False
        if limits.apart and any(self._meet(one, start, *other) for other in self._booked):
            return False
        self._booked.append((one, start))
        self._load[key] += end - start
        self._times[key] += 1
        if counted:
            self._taken[counted] += 1
        return True

    def _take_back(self) -> None:
        one, start = self._booked.pop()
        end, week, counted = one.times[start]
        self._load[one.member, week] -= end - start
        self._times[one.member, week] -= 1
        if counted:
            self._taken[counted] -= 1

    def _meet(self, one: _Given, start: int, other: _Given, begin: int) -> bool:
        """Whether one member's two services overlap, or leave no time for the way between them."""
        if one.member != other.member:
            return False
        rule, units = self._limits.problem.no_overlap, np.array([one.unit, other.unit], dtype=np.int32)
        steps = int(self._limits.columns.places.steps(units[:1], units[1:])[0])
        way = rule.travel[min(steps, len(rule.travel) - 1)] if rule is not None and rule.travel else 0
        return start < other.times[begin][0] + way and begin < one.times[start][0] + way
