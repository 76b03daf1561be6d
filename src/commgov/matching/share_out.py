"""Employers' members go to several communities, in balance, and proven.

The balance, in this order: the quotas from above are met, or come as near as they can; then the worst-off community
gets as large a share of what it asked for as can be, then the second worst-off, and so on (leximin), which also sends
as many people as can go; then the more urgent requests are filled first; then as many members as can be go where they
would rather serve.

How. Who goes where is a flow (`sharing_network`); an employer's limit and a quota are bounds of arcs. What communities
can get together is therefore a polymatroid (N. Megiddo, Optimal flows in networks with multiple sources and sinks,
Mathematical Programming 7, 1974), on which it is exact to give one person after the other to whoever has the least
share so far and can still get one (A. Federgruen, H. Groenevelt, The greedy procedure for resource allocation problems,
Operations Research 34, 1986). Each is sent along a cheapest path, so that urgency and home are exact too. The first
community that can get no more comes with a cut, and the bound is worked out from that cut alone.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property

import numpy as np
from attrs import frozen

from commgov.core import EmployerId, UnitId
from commgov.matching.columns import Longs
from commgov.matching.plan import Reason
from commgov.matching.sharing import QuotaShort, Request, SendableMember, Sending, Share, Sharing, SharingProblem
from commgov.matching.sharing_network import Desk, Kind, SharingNetwork, share_key
from commgov.wording import Text


def share_out(problem: SharingProblem) -> Sharing:
    """Send members to communities in balance. In which order things are given does not matter.

    Args:
        problem: who asks for whom, who can go, and what limits it.

    Example:
        >>> from commgov.matching import AwayLimit
        >>> asked = (Request("north", "spring", 4), Request("south", "spring", 2))
        >>> people = tuple(SendableMember(f"m-{n}", "school") for n in range(5))
        >>> plan = share_out(SharingProblem(("spring",), asked, people, (AwayLimit("school", 3),)))
        >>> [(share.community, share.sent, share.asked) for share in plan.shares], plan.proof.value
        ([('north', 2, 4), ('south', 1, 2)], 'optimal')
        >>> print(plan.shares[1].reasons[0].text)
        1 of 2 people in spring do not come: all employers of those who could go (1) have as many away as they allow
    """
    from commgov.matching.engines.spreading import Network  # noqa: PLC0415 - importing it loads the compiler

    layout = SharingNetwork(problem)
    network = Network(layout.nodes, *layout.columns())
    least = layout.least_people()
    arrived = network.send(np.array([layout.desk[key] for key in least], dtype=np.int32))
    base = Counter(key for key, sent in zip(least, arrived.tolist(), strict=True) if sent)
    short = _short(layout, network.closed, network.open_arcs(), base)
    got = Counter({at: sum(base[key] for key in own) for at, own in layout.desks_of.items()})
    beyond = layout.people_beyond(got)
    arrived = network.send(np.array([layout.community[at] for at in beyond], dtype=np.int32))
    bound = _bound(layout, network.closed, base)
    got.update(at for at, sent in zip(beyond, arrived.tolist(), strict=True) if sent)
    flow = _Flow(layout, network.flow)
    shares = tuple(Share(at, layout.asked[at], got[at], flow.reasons(at)) for at in layout.community)
    return Sharing(problem, flow.sendings(), shares, short, bound)


def _short(
    layout: SharingNetwork, closed: Longs, arcs: tuple[Longs, Longs], base: Counter[Desk]
) -> tuple[QuotaShort, ...]:
    """The quotas that could not be met, each with those that share its supply.

    What is closed in one turn may still lead into what was closed before: together these are a cut.
    """
    group = {at: at for at in range(int(closed.max(initial=-1)) + 1)}

    def root(at: int) -> int:
        return at if group[at] == at else root(group[at])

    tail, head = arcs
    both = (closed[tail] >= 0) & (closed[head] >= 0)
    for one, other in {*zip(closed[tail[both]].tolist(), closed[head[both]].tolist(), strict=True)}:
        group[max(root(one), root(other))] = min(root(one), root(other))
    desks: dict[int, list[Desk]] = defaultdict(list)
    for key, node in layout.desk.items():
        if closed[node] >= 0 and layout.quota[key].least:
            desks[root(int(closed[node]))].append(key)
    return tuple(
        QuotaShort(tuple(own), sum(layout.quota[key].least for key in own), sum(base[key] for key in own))
        for _, own in sorted(desks.items())
    )


def _bound(layout: SharingNetwork, closed: Longs, base: Counter[Desk]) -> Fraction:
    """The largest share that the worst-off can have, by the first cut alone: its supply, given out evenly.

    The cut is what was closed up to the first community that could get no more. Nobody leaves it but through its
    outgoing arcs, so what its communities get is at most the room of these. People of the quotas start at their desks.
    """
    first = min((int(closed[node]) for node in layout.community.values() if closed[node] >= 0), default=-1)
    if first < 0:
        return Fraction(1)
    inside = (closed >= 0) & (closed <= first)
    own = [at for at, node in layout.community.items() if inside[node]]
    had = Counter({at: sum(base[key] for key in layout.desks_of[at]) for at in own})
    left = layout.room_out_of(inside) - sum(base[key] for key, node in layout.desk.items() if inside[node])
    people = [(at, nth) for at in own for nth in range(had[at], layout.asked[at])]
    people.sort(key=lambda one: share_key(one[1], layout.asked[one[0]]))
    if left >= len(people):
        return Fraction(1)
    at, nth = people[left]
    return Fraction(nth, layout.asked[at])


@frozen(eq=False)
class _Flow:
    """What the arcs carry, as people: who goes where, and what keeps the rest."""

    layout: SharingNetwork
    carried: Longs

    @cached_property
    def into(self) -> Counter[int]:
        """What each node carries."""
        sums: Counter[int] = Counter()
        for (_, head, _, _), carried in zip(self.layout.arcs, self.carried.tolist(), strict=True):
            sums[head] += carried
        return sums

    @cached_property
    def at_desk(self) -> Counter[Desk]:
        """How many each desk gets; those of the quotas begin there and enter it through no arc."""
        sums: Counter[Desk] = Counter()
        for at, node in self.layout.request.items():
            request = self.layout.problem.requests[at]
            sums[request.community, request.period] += self.into[node]
        return sums

    def sendings(self) -> tuple[Sending, ...]:
        """Who goes where, by community, period and member."""
        requests = self.layout.problem.requests
        order = {period: at for at, period in enumerate(self.layout.problem.periods)}
        found = [Sending(member.id, requests[at].community, requests[at].period, at) for member, at in self._people()]
        return tuple(sorted(found, key=lambda one: (one.community, order[one.period], one.member)))

    def _people(self) -> Iterator[tuple[SendableMember, int]]:
        """Each member who goes, and the request: where they were in the period before, if that can be."""
        wanted = self._requests_of_kinds()
        before: dict[str, UnitId] = {}
        times: Counter[str] = Counter()
        for period in self.layout.problem.periods:
            now: dict[str, UnitId] = {}
            for (kind, when), node in self.layout.kind.items():
                if when != period or not wanted[node]:
                    continue
                free = {member.id: member for member in self.layout.pool[kind, period]}
                places: dict[UnitId, list[int]] = defaultdict(list)
                for at in sorted(wanted[node], key=self.layout.request.__getitem__):
                    places[self.layout.problem.requests[at].community].append(at)
                stays = [member for member in free.values() if places.get(before.get(member.id, UnitId("")))]
                for member in stays:
                    if places[before[member.id]]:
                        now[member.id] = before[member.id]
                        yield free.pop(member.id), places[before[member.id]].pop(0)
                rest = iter(sorted(free.values(), key=lambda member: (times[member.id], member.id)))
                for community in sorted(places):
                    for at in places[community]:
                        member = next(rest)
                        now[member.id] = community
                        yield member, at
            before = now
            times.update(now.keys())

    def _requests_of_kinds(self) -> dict[int, list[int]]:
        """For each kind's node, the requests that its members fill."""
        layout = self.layout
        request_at = {node: at for at, node in layout.request.items()}
        skills, kinds = set(layout.skill.values()), set(layout.kind.values())
        waiting: dict[int, list[int]] = defaultdict(list)
        found: dict[int, list[int]] = defaultdict(list)
        rows = list(zip(layout.arcs, self.carried.tolist(), strict=True))
        for (tail, head, _, _), carried in rows:
            if tail in request_at and head in skills:
                waiting[head] += [request_at[tail]] * carried
            elif tail in request_at and head in kinds:
                found[head] += [request_at[tail]] * carried
        for (tail, head, _, _), carried in sorted(rows):  # skills are numbered from what anyone can do upwards
            if tail in skills and carried:
                further = waiting if head in skills else found
                further[head] += waiting[tail][:carried]
                del waiting[tail][:carried]
        return found

    def reasons(self, community: UnitId) -> tuple[Reason, ...]:
        """Why people do not come, for each request of a community that is not filled."""
        return tuple(self._reason(*row) for row in self._unfilled[community])

    @cached_property
    def _unfilled(self) -> dict[UnitId, list[tuple[Request, int]]]:
        rows: dict[UnitId, list[tuple[Request, int]]] = defaultdict(list)
        for at, node in self.layout.request.items():
            request = self.layout.problem.requests[at]
            if self.into[node] < request.people:
                rows[request.community].append((request, request.people - self.into[node]))
        return rows

    def _reason(self, request: Request, missing: int) -> Reason:
        code, why = self._why(request)
        asked, skill = request.skill, Text("", "")
        if asked is not None:
            skill = Text(f" with {asked.skill} at level {asked.level_min}", f"（{asked.skill}，{asked.level_min}级）")
        words = Text(
            "{n} of {asked} people{skill} in {period} do not come: {why}",
            "{period}申请{asked}人{skill}，{n}人未能派出：{why}",
        )
        text = words.fill(n=missing, asked=request.people, skill=skill, period=request.period, why=why)
        return Reason(code, text, () if asked is None else (asked,), missing)

    def _why(self, request: Request) -> tuple[str, Text]:
        """The first thing that keeps more people from coming."""
        layout = self.layout
        desk = (request.community, request.period)
        most = layout.quota[desk].most
        if most is not None and self.at_desk[desk] >= most:
            return "quota", Text("the quota of {most} is used up", "名额{most}人已用完").fill(most=most)
        skill = layout.skills.index(request.skill)
        able, employers = self._able.get((skill, request.period), (0, []))
        if not able:
            if any(skill in kind[1] for kind, _ in layout.pool):
                return "availability", Text("none of those who could is free then", "具备条件的成员该时段均无法外派")
            return "skills", Text("nobody holds that", "没有成员具备该技能")
        full = [it for it in employers if self.into[layout.employer[it, request.period]] >= layout.limit[it]]
        if len(full) == len(employers):
            words = Text(
                "all employers of those who could go ({n}) have as many away as they allow",
                "可派成员的所在单位（{n}家）均已达外派上限",
            )
            return "employer", words.fill(n=len(full))
        words = Text(
            "of the {able} who could go, all whom their employers let go are needed where the share is no larger, or"
            " for more urgent requests",
            "可派的{able}人中，单位允许外派者均用于满足率不更高之处或更紧急的申请",
        )
        return "balance", words.fill(able=able)

    @cached_property
    def _able(self) -> dict[tuple[int, str], tuple[int, list[EmployerId]]]:
        """For each skill and period: how many could go, and whose they are."""
        people: Counter[tuple[int, str]] = Counter()
        whose: dict[tuple[int, str], set[EmployerId]] = defaultdict(set)
        pool: dict[tuple[Kind, str], list[SendableMember]] = self.layout.pool
        for (kind, period), members in pool.items():
            for skill in kind[1]:
                people[skill, period] += len(members)
                whose[skill, period].add(kind[0])
        return {key: (people[key], sorted(whose[key])) for key in people}
