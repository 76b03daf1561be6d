"""Locked services: they stay exactly as they are, or it is said why they cannot."""

from datetime import timedelta

from attrs import evolve, frozen

from commgov.core import Service
from commgov.matching.by_hand import Pin
from commgov.matching.checking import violations
from commgov.matching.plan import Reason
from commgov.matching.problem import MatchingProblem
from commgov.matching.replan.commitments import Commitment
from commgov.wording import Text


@frozen
class BrokenLock:
    """A locked service that cannot stay.

    Args:
        commitment: the service as it was.
        reasons: why it cannot stay; at least one.
    """

    commitment: Commitment
    reasons: tuple[Reason, ...]

    @property
    def why(self) -> Text:
        """All reasons in one line."""
        return Text("; ", "；").join(reason.text for reason in self.reasons)

    def __str__(self) -> str:
        """The service and why, as one line of English."""
        return f"{self.commitment.service} was locked and cannot stay: {self.why}"


@frozen
class LockPin(Pin):
    """A pin that a lock makes for one time of planning: the next time looks at the locks again."""


def locks_that_hold(
    problem: MatchingProblem, locked: list[Commitment]
) -> tuple[dict[Commitment, Service], tuple[BrokenLock, ...]]:
    """The locked services that break no rule together, as they are in the problem; and the others, with the reasons.

    Where several cannot stay together, the one that comes last in the list goes.

    Args:
        problem: the problem after the changes.
        locked: the locked commitments.
    """
    held: list[tuple[Commitment, Service]] = []
    broken: list[BrokenLock] = []
    for commitment in locked:
        service, reason = commitment.service, _not_here(problem, commitment.service)
        if reason is not None:
            broken.append(BrokenLock(commitment, (reason,)))
            continue
        minutes = int(problem.columns.demands.minutes[problem.demand_at[service.demand]])
        held.append((commitment, evolve(service, end=service.start + timedelta(minutes=minutes))))
    while found := violations(problem, [service for _, service in held], unfinished=True):
        reasons: dict[int, dict[Reason, None]] = {}
        for violation in found:
            reasons.setdefault(max(violation.services), {})[Reason(violation.rule, violation.reason)] = None
        broken += [BrokenLock(held[at][0], tuple(why)) for at, why in sorted(reasons.items())]
        held = [entry for at, entry in enumerate(held) if at not in reasons]
    return dict(held), tuple(broken)


def with_locks(pins: tuple[Pin, ...], held: dict[Commitment, Service]) -> tuple[Pin, ...]:
    """Pins for the locked services, and the pins that say nothing about their seats or members."""
    locks = [LockPin(service.demand, service.member, service.seat, service.start) for service in held.values()]
    seats = {(lock.demand, lock.seat) for lock in locks}
    members = {(lock.demand, lock.member) for lock in locks}
    others = (pin for pin in pins if (pin.demand, pin.seat) not in seats and (pin.demand, pin.member) not in members)
    return (*locks, *others)


def _not_here(problem: MatchingProblem, service: Service) -> Reason | None:
    """Why a service cannot even be asked about."""
    if service.demand not in problem.demand_at:
        return Reason("withdrawn", Text("the order was withdrawn", "该需求已撤回"))
    if service.member not in problem.member_at:
        return Reason("gone", Text("the member serves no more", "该成员已不再服务"))
    if service.seat >= len(problem.columns.demands.seat_role[problem.demand_at[service.demand]]):
        return Reason("list", Text("the demand has no such seat", "该需求没有此席位"))
    return None
