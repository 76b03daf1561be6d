"""How well a service list uses what its members can do: the complaint is that specialists are sent to sweep floors."""

from collections.abc import Sequence

from attrs import frozen

from commgov.core import Service
from commgov.matching.problem import MatchingProblem

SPECIALIST_LEVEL = 4
"""Who holds a skill at this level, that of a profession, or above is a specialist (see `commgov.core.LEVEL_MAX`)."""


@frozen
class Expertise:
    """Counts of services.

    Args:
        services: all of them.
        used: those whose seat asks for what the member does best: a skill that they hold at their best level.
        specialists: those that specialists serve, see `SPECIALIST_LEVEL`.
        specialists_used: those of them that use what the specialist does best.
        specialists_unskilled: those of them whose seat asks for no skill at all.

    Example:
        >>> Expertise(services=9, used=4).specialists_unskilled
        0
    """

    services: int = 0
    used: int = 0
    specialists: int = 0
    specialists_used: int = 0
    specialists_unskilled: int = 0


def expertise(problem: MatchingProblem, services: Sequence[Service]) -> Expertise:
    """How many services use the expertise of who serves, whoever made the list.

    A profession counts as the skills that it stands for (`commgov.grid.SkillMap`): they are what its member does best.

    Args:
        problem: what the list serves.
        services: the list.

    Example:
        >>> from datetime import UTC, datetime
        >>> from commgov.core import Demand, DemandKind, HeldSkill, Member, Window
        >>> window = Window(datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC))
        >>> sweeping = Demand("d-1", DemandKind.WISH, "sweeping", "grid-1", window, 60)
        >>> plumber = Member("m-1", "grid-1", (HeldSkill("plumbing", 4),))
        >>> problem = MatchingProblem.build([plumber], [sweeping])
        >>> expertise(problem, [Service("d-1", 0, "m-1", window.start, window.end)]).specialists_unskilled
        1
    """
    used = specialists = specialists_used = unskilled = 0
    for service in services:
        best, own, asks = _levels(problem, service)
        uses = asks and own == best
        used += uses
        if best >= SPECIALIST_LEVEL:
            specialists += 1
            specialists_used += uses
            unskilled += not asks
    return Expertise(len(services), used, specialists, specialists_used, unskilled)


def _levels(problem: MatchingProblem, service: Service) -> tuple[int, int, bool]:
    """The member's best level, their best in what the seat asks for, and whether it asks for any skill."""
    demands, level = problem.columns.demands, problem.columns.members.level
    demand = problem.demand_at[service.demand]
    role = int(demands.role_from[demand]) + demands.seat_role[demand][service.seat]
    asked = demands.ask_skill[demands.asks_from[role] : demands.asks_from[role + 1]]
    held = level[problem.member_at[service.member]]
    return int(held.max(initial=0)), int(held[asked].max(initial=0)), len(asked) > 0
