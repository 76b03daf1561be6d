"""A rule for planning anew in the middle of a week: what is past is past."""

from datetime import UTC, datetime

import numpy as np
from attrs import field, frozen

from commgov.core import Service, Verdict
from commgov.matching.columns import Flags, Pairs
from commgov.matching.rules import Pairing
from commgov.wording import Text


@frozen
class NotBefore:
    """Nothing begins before a moment, but for services that are known already.

    Args:
        at: the moment.
        known: services that people know of; they may have begun.

    Example:
        >>> from datetime import UTC
        >>> from commgov.core import Demand, DemandKind, Member, Window
        >>> from commgov.matching import MatchingProblem, solve
        >>> nine, ten = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC)
        >>> order = Demand("d-1", DemandKind.WISH, "errand", "grid-1", Window(nine, ten), 60)
        >>> plan = solve(MatchingProblem.build([Member("m-1", "grid-1")], [order], rules=[NotBefore(ten)]))
        >>> print(plan.unmet[0].reasons[0].code)
        not before
    """

    at: datetime
    known: frozenset[Service] = field(default=frozenset(), repr=False)
    name: str = field(default="not before", init=False)

    def why(self, pairing: Pairing) -> Verdict:
        """Refuses what would begin earlier."""
        pair = (pairing.demand.id, pairing.member.id, pairing.start)
        allowed = pairing.start.astimezone(UTC) >= self.at.astimezone(UTC) or any(
            (one.demand, one.member, one.start) == pair for one in self.known
        )
        return Verdict(allowed=allowed, reason=_OK if allowed else _PAST)

    def mask(self, pairs: Pairs) -> Flags:
        """The same over columns."""
        columns, count = pairs.columns, len(pairs.columns.members)
        demand_at = {demand: row for row, demand in enumerate(columns.demands.ids)}
        member_at = {member: row for row, member in enumerate(columns.members.ids)}
        known = [
            (demand_at[one.demand] * count + member_at[one.member], columns.minute(one.start))
            for one in self.known
            if one.demand in demand_at and one.member in member_at
        ]
        minute = columns.minute(self.at)
        allowed: Flags = pairs.start >= minute + (columns.moment(minute) < self.at)
        key = pairs.demand.astype(np.int64) * count + pairs.member
        begun = set(known)
        for row in np.flatnonzero(~allowed & np.isin(key, [pair for pair, _ in known])).tolist():
            allowed[row] = (int(key[row]), int(pairs.start[row])) in begun
        return allowed


_OK = Text("allowed", "允许")
_PAST = Text("the time for it is past", "时间已过")
