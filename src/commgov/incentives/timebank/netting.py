"""Netting: what communities owe each other at a month's end becomes as few payments as can be.

Each community's net position stays what it is; only who pays whom changes. The fewest payments leave each group of
communities whose positions add up to nothing with one payment less than it has members, so they are found by splitting
the communities into as many such groups as possible: exactly, by dynamic programming over subsets (Verhoeff, 2004,
"Settling multiple debts efficiently"), up to 16 communities that owe or are owed. A minimum-cost flow would not do: the
number of payments is no sum of amounts times costs. Beyond 16, pairs that owe exactly what others are owed are joined
first and the rest is paid from the largest to the largest; the answer then says that fewer may be possible.
"""

from collections.abc import Iterable, Mapping

from attrs import frozen

from commgov.core import Text
from commgov.core.checks import Checks
from commgov.errors import InvalidInputError, Problem

EXACT_MAX = 16
"""Most communities with a position for which the fewest payments are found exactly: 2 to this power are looked at."""


@frozen
class Statement:
    """What a community says it owes others, and is owed, at the end of a period: totals, and nobody's name.

    Args:
        community: which one.
        period: of which period, e.g. `2026-03`.
        owes: by other community, how many minutes it owes; less than nothing: what it is owed.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> Statement("c-1", "2026-03", {"c-2": 90})
        Statement(community='c-1', period='2026-03', owes={'c-2': 90})
    """

    community: str
    period: str
    owes: Mapping[str, int]

    def __attrs_post_init__(self) -> None:
        checks = Checks("Statement", self.community)
        checks.identifier("community", self.community)
        checks.identifier("period", self.period)
        for other, minutes in self.owes.items():
            checks.identifier("owes", other)
            whole = Text("whole minutes", "应为整分钟数")
            checks.require("owes", minutes, ok=type(minutes) is int, expected=whole)
        itself = Text("other communities", "应为其他社区")
        checks.require("owes", "", ok=self.community not in self.owes, expected=itself)
        checks.refuse()


@frozen
class Payment:
    """What one community owes another after netting.

    Args:
        debtor: who owes.
        creditor: who is owed.
        minutes: how much.
    """

    debtor: str
    creditor: str
    minutes: int


@frozen
class Netting:
    """What comes of netting.

    Args:
        period: of which period.
        payments: who owes whom how much afterwards, in order of names.
        positions: each community's net position before and after: what it owes in all, less what it is owed.
        before: how many debts there were.
        fewest: whether it is proven that fewer payments cannot do.
    """

    period: str
    payments: tuple[Payment, ...]
    positions: Mapping[str, int]
    before: int
    fewest: bool

    def owes(self, community: str) -> dict[str, int]:
        """What a community owes others afterwards; less than nothing: what it is owed."""
        owed = {each.creditor: each.minutes for each in self.payments if each.debtor == community}
        return owed | {each.debtor: -each.minutes for each in self.payments if each.creditor == community}


def net(statements: Iterable[Statement]) -> Netting:
    """Net what communities owe each other.

    Args:
        statements: one of each community, all of one period.

    Raises:
        InvalidInputError: naming every pair whose statements differ, everyone named without a statement, every
            community with two, and what is no statement, such as the no to a letter that is not believed.

    Example:
        >>> ring = [Statement("a", "2026-03", {"b": 60, "c": -60}), Statement("b", "2026-03", {"c": 60, "a": -60})]
        >>> net([*ring, Statement("c", "2026-03", {"a": 60, "b": -60})]).payments
        ()
        >>> net([Statement("a", "2026-03", {"b": 60}), Statement("b", "2026-03", {"a": -60})]).payments
        (Payment(debtor='a', creditor='b', minutes=60),)
    """
    checks = Checks("net")
    listed = list(
        checks.every("statements", tuple(statements), Statement, Text("a Statement", "应为对账单（Statement）"))
    )
    checks.refuse()
    _check(listed)
    said = {each.community: each.owes for each in listed}
    positions = {community: sum(said[community].values()) for community in sorted(said)}
    open_positions = [(community, minutes) for community, minutes in positions.items() if minutes]
    exact = len(open_positions) <= EXACT_MAX
    groups = _most_groups(open_positions) if exact else _pairs_first(open_positions)
    payments = sorted(
        (payment for group in groups for payment in _within(group)), key=lambda each: (each.debtor, each.creditor)
    )
    before = sum(minutes > 0 for owes in said.values() for minutes in owes.values())
    period = listed[0].period if listed else ""
    owing = sum(minutes > 0 for _, minutes in open_positions)
    least = max(owing, len(open_positions) - owing)  # each of them pays, or is paid, at least once
    return Netting(period, tuple(payments), positions, before, exact or len(payments) == least)


_TWICE = Text("one statement of each community", "每个社区只应有一份对账单")
_PERIOD = Text("statements of one period", "应为同一期间的对账单")
_NO_STATEMENT = Text("a statement of every community that is named", "所涉社区均须提交对账单")
_DIFFER = Text(
    "both sides say the same: {one} says {ours}, {other} says {theirs}", "双方应一致：{one}为{ours}，{other}为{theirs}"
)


def _check(statements: list[Statement]) -> None:
    """Refuse statements that do not fit together."""
    problems, said = [], dict[str, Statement]()
    for statement in statements:
        if statement.community in said:
            problems.append(Problem(f"Statement {statement.community}", _TWICE))
        if statement.period != statements[0].period:
            problems.append(Problem(f"Statement {statement.community}", _PERIOD, statement.period))
        said[statement.community] = statement
    for one, statement in sorted(said.items()):
        for other, minutes in sorted(statement.owes.items()):
            if other not in said:
                problems.append(Problem(f"Statement {one}", _NO_STATEMENT, other))
                continue
            theirs = -said[other].owes.get(one, 0)
            if theirs != minutes and (one < other or one not in said[other].owes):
                differ = _DIFFER.fill(one=one, ours=minutes, other=other, theirs=theirs)
                problems.append(Problem(f"Statement {one}", differ))
    if problems:
        raise InvalidInputError(problems)


Position = tuple[str, int]


def _most_groups(positions: list[Position]) -> list[list[Position]]:
    """Positions in as many groups as can be that add up to nothing each.

    For each set of communities, in the order in which they may be added one by one: how often the sum is zero on the
    way, at most. The way back tells the groups.
    """
    number = len(positions)
    if not number:
        return []
    sums, most, last = [0] * (1 << number), [0] * (1 << number), [0] * (1 << number)
    for chosen in range(1, 1 << number):
        low = (chosen & -chosen).bit_length() - 1
        sums[chosen] = sums[chosen & (chosen - 1)] + positions[low][1]
        best = -1
        for at in range(number):
            if chosen >> at & 1 and most[chosen ^ 1 << at] > best:
                best, last[chosen] = most[chosen ^ 1 << at], at
        most[chosen] = best + (sums[chosen] == 0)
    groups: list[list[Position]] = []
    chosen = (1 << number) - 1
    while chosen:
        if sums[chosen] == 0:
            groups.append([])
        groups[-1].append(positions[last[chosen]])
        chosen ^= 1 << last[chosen]
    return groups


def _pairs_first(positions: list[Position]) -> list[list[Position]]:
    """Pairs that cancel out, and the rest as one group."""
    waiting: dict[int, list[Position]] = {}
    groups = []
    for position in positions:
        opposite = waiting.get(-position[1])
        if opposite:
            groups.append([opposite.pop(), position])
        else:
            waiting.setdefault(position[1], []).append(position)
    rest = sorted(position for left in waiting.values() for position in left)
    return [*groups, rest] if rest else groups


def _within(group: list[Position]) -> list[Payment]:
    """Payments in a group: the largest debtor pays the largest creditor; one of them is done with each payment."""
    debts = sorted((-minutes, community) for community, minutes in group if minutes > 0)
    claims = sorted((minutes, community) for community, minutes in group if minutes < 0)
    payments = []
    while debts:
        (debt, debtor), (claim, creditor) = debts[0], claims[0]
        minutes = min(-debt, -claim)
        payments.append(Payment(debtor, creditor, minutes))
        debts = sorted([*debts[1:], *([(debt + minutes, debtor)] if debt + minutes else [])])
        claims = sorted([*claims[1:], *([(claim + minutes, creditor)] if claim + minutes else [])])
    return payments
