"""Why a member serves what they serve, and why not something else."""

import numpy as np
from attrs import frozen

from commgov.core import DemandId, MemberId, Service, refusals
from commgov.matching.candidates import allowed_candidates
from commgov.matching.checking import pairing_of
from commgov.matching.columns import Ints
from commgov.matching.explain.chain import Chain
from commgov.matching.explain.chains import Chains, chains_of, demand_row, judged, member_row
from commgov.matching.plan import Plan
from commgov.matching.seating import FREE, seating_of
from commgov.matching.starts import timed_pairs
from commgov.wording import Text


@frozen
class ServiceExplained:
    """Why a member serves a demand: what it would cost if somebody else had to.

    Args:
        service: what the member serves.
        otherwise: the cheapest changes by which somebody else serves it; None if nobody else can.

    Example:
        >>> from datetime import UTC, datetime
        >>> from commgov.core import Service
        >>> nine, ten = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC)
        >>> print(ServiceExplained(Service("d-1", 0, "m-1", nine, ten), otherwise=None).text)
        d-1 on 03-02 09:00: nobody else can serve it
    """

    service: Service
    otherwise: Chain | None

    @property
    def text(self) -> Text:
        """The service and what stands against giving it to somebody else."""
        service = self.service
        start = f"{service.start:%m-%d %H:%M}"
        other = _NOBODY_ELSE if self.otherwise is None else _ELSE.fill(chain=self.otherwise.text)
        return _SERVES.fill(demand=service.demand, start=start, other=other)


@frozen
class NotServed:
    """Why a member does not serve a demand.

    Args:
        demand: which one.
        refusals: why the rules do not allow it, at the start at which fewest do; empty if they allow it.
        chain: the cheapest changes by which the member serves it; None if the rules refuse, or no way was found.

    Example:
        >>> print(NotServed("d-1", (Text("too far from home", "距居住单元过远"),), None).text.zh)
        未承接d-1：距居住单元过远
    """

    demand: DemandId
    refusals: tuple[Text, ...]
    chain: Chain | None

    @property
    def text(self) -> Text:
        """The reason in one line."""
        if self.refusals:
            return _REFUSED.fill(demand=self.demand, why=Text("; ", "；").join(self.refusals))
        if self.chain is None:
            return _NO_WAY.fill(demand=self.demand)
        return _COSTS.fill(demand=self.demand, chain=self.chain.text)


@frozen
class MemberExplanation:
    """Why a member serves what they serve.

    Args:
        member: who.
        services: what they serve, by start, each with what it would cost if somebody else had to.
        instead: why not the demand that was asked about; None if none was, or if the member serves it.

    Example:
        >>> print(MemberExplanation("m-1", services=(), instead=None).text)
        m-1 serves 0 of the orders
    """

    member: MemberId
    services: tuple[ServiceExplained, ...]
    instead: NotServed | None

    @property
    def lines(self) -> tuple[Text, ...]:
        """The whole explanation, line by line."""
        head = _HEAD.fill(member=self.member, n=len(self.services))
        more = () if self.instead is None else (self.instead.text,)
        return (head, *(service.text for service in self.services), *more)

    @property
    def text(self) -> Text:
        """The whole explanation, one line below the other."""
        return Text("\n", "\n").join(self.lines)


def explain_member(plan: Plan, member: str, demand: str | None = None) -> MemberExplanation:
    """Why a member serves what they serve, and why not some demand.

    Args:
        plan: the plan.
        member: the id of the member.
        demand: the id of a demand that the member might serve instead; None: only what they serve.

    Raises:
        NotFoundError: if the plan's problem has no such member or demand.

    Example:
        >>> from datetime import UTC, datetime
        >>> from commgov.core import Demand, DemandKind, Member, RequiredSkill, Seat, Window
        >>> from commgov.matching import MatchingProblem, solve
        >>> window = Window(datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC))
        >>> errand = Demand("d-1", DemandKind.WISH, "errand", "grid-1", window, 60)
        >>> repair = Demand(
        ...     "d-2", DemandKind.WISH, "repair", "grid-1", window, 60, (Seat((RequiredSkill("plumbing", 2),)),)
        ... )
        >>> plan = solve(MatchingProblem.build([Member("m-1", "grid-1")], [errand, repair]))
        >>> print(explain_member(plan, "m-1", "d-2").text)
        m-1 serves 1 of the orders
        d-1 on 03-02 17:00: nobody else can serve it
        not d-2: lacks plumbing at level 2
    """
    row = member_row(plan, member)
    wanted = None if demand is None else demand_row(plan, demand)
    chains, problem = chains_of(plan), plan.problem
    own = sorted((s for s in plan.services if s.member == member), key=lambda service: (service.start, service.demand))
    others = [chains.serve(problem.demand_at[service.demand], service.seat, without=row) for service in own]
    told = tuple(
        ServiceExplained(service, None if other is None else judged(plan, other))
        for service, other in zip(own, others, strict=True)
    )
    serves = wanted is not None and any(service.demand == demand for service in own)
    instead = None if wanted is None or serves else _not_served(plan, chains, row, wanted)
    return MemberExplanation(MemberId(member), told, instead)


def _not_served(plan: Plan, chains: Chains, member: int, demand: int) -> NotServed:
    """Why not: the rules, or what it would cost."""
    id_ = plan.problem.columns.demands.ids[demand]
    problem, seating = plan.problem, seating_of(plan.problem)
    options = seating.option_from[demand : demand + 2]
    lines = np.arange(*seating.line_from[options], dtype=np.int32)
    lines = lines[~seating.of_resources[lines]]
    allowed = allowed_candidates(problem, seating, lines)
    if not (allowed.member == member).any():
        return NotServed(id_, _refusals(plan, member, demand, lines), None)
    mine = np.unique(allowed.line[allowed.member == member]).tolist()
    seats = sorted({seat for at in mine for seat in seating.seats_of(at)})
    found = [chains.serve(demand, seat, only=member) for seat in seats]
    there = [chain for chain in found if chain is not None]
    best = min(there, key=lambda chain: chain.extra_cost, default=None)
    return NotServed(id_, (), None if best is None else judged(plan, best))


def _refusals(plan: Plan, member: int, demand: int, lines: Ints) -> tuple[Text, ...]:
    """What the rules say against it: at the start and for the seat of which they say least."""
    problem, columns = plan.problem, plan.problem.columns
    who, id_ = columns.members.ids[member], columns.demands.ids[demand]
    if any(ban.demand == id_ and ban.member == who for ban in problem.bans):
        return (Text("banned from it by hand", "已被人工禁止承接"),)
    if problem.table is not None or not columns.demands.objects:
        return (Text("not on the list of candidates", "不在候选名单中"),)
    seating = seating_of(problem)
    if len(lines) and (seating.pin[lines] != FREE).all():
        return (Text("its seats are given to others by hand", "席位已人工指定他人"),)
    pairs, _ = timed_pairs(problem, seating, lines, np.array([member], dtype=np.int32))
    starts = {int(start) for start in pairs.start} or {int(columns.demands.earliest[demand])}
    best: tuple[Text, ...] | None = None
    for seat in range(len(columns.demands.seat_role[demand])):
        for start in sorted(starts):
            begin, end = (columns.moment(at) for at in (start, start + int(columns.demands.minutes[demand])))
            why = _said(plan, Service(id_, seat, who, begin, end))
            best = why if best is None or len(why) < len(best) else best
    return best or (Text("not in the team that takes it", "不属于承接该需求的服务队"),)


def _said(plan: Plan, service: Service) -> tuple[Text, ...]:
    pairing = pairing_of(plan.problem, service)
    return tuple(reason for _, reason in refusals(list(plan.problem.rules), pairing))


_HEAD = Text("{member} serves {n} of the orders", "{member}承接{n}项服务")
_SERVES = Text("{demand} on {start}: {other}", "{demand}（{start}）：{other}")
_NOBODY_ELSE = Text("nobody else can serve it", "无其他人可承接")
_ELSE = Text("if somebody else had to: {chain}", "若改由他人承接：{chain}")
_REFUSED = Text("not {demand}: {why}", "未承接{demand}：{why}")
_NO_WAY = Text("not {demand}: no way was found", "未承接{demand}：未找到可行的办法")
_COSTS = Text("not {demand}: {chain}", "未承接{demand}：若承接，{chain}")
