"""Who gets what from a pool: a published rule, which anybody can apply again and which says why."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from attrs import frozen

from commgov.core import PersonRef, Text, keyed
from commgov.core.checks import Checks
from commgov.core.rules import RAISED, called
from commgov.errors import RuleFailedError
from commgov.incentives.ledger.accounts import AMOUNT_MAX


@frozen
class Applicant:
    """Somebody who asks for minutes from a pool. Only references and minutes reach the journal.

    Args:
        member: who.
        minutes: how many are asked for.
        since: since when they wait.
        lives_alone: whether the community knows them as an elder who lives alone.

    Raises:
        InvalidInputError: naming all that is wrong.
    """

    member: PersonRef
    minutes: int
    since: date
    lives_alone: bool = False

    def __attrs_post_init__(self) -> None:
        checks = Checks("Applicant")
        checks.identifier("member", self.member)
        checks.whole("minutes", self.minutes, least=1, most=AMOUNT_MAX)
        checks.day("since", self.since)
        checks.flag("lives_alone", self.lives_alone)
        checks.refuse()

    def __repr__(self) -> str:
        """How much; not who, and not why."""
        return f"Applicant({self.minutes} minutes)"


class AllocationRule(Protocol):
    """The order in which a pool is given out. `commgov.testing.check_allocation_rule` judges one of your own."""

    @property
    def name(self) -> Text:
        """What the rule is, as it is published."""
        ...

    def rank(self, applicant: Applicant) -> tuple[int, ...]:
        """What applicants are ordered by, the least first."""
        ...

    def why(self, applicant: Applicant) -> Text:
        """What put an applicant where they are, in words for that applicant alone."""
        ...


@frozen
class LoneEldersFirst:
    """Elders who live alone come first, then who has waited longest.

    Example:
        >>> lone, other = (
        ...     Applicant("m-1", 60, date(2026, 3, 1), lives_alone=True),
        ...     Applicant("m-2", 60, date(2025, 1, 1)),
        ... )
        >>> [share.member for share in shared_out(90, [other, lone], LoneEldersFirst(), seed=7)]
        ['m-1', 'm-2']
    """

    @property
    def name(self) -> Text:
        """See `AllocationRule`."""
        return Text("elders who live alone first, then who has waited longest", "独居老人优先，其次等候最久者优先")

    def rank(self, applicant: Applicant) -> tuple[int, ...]:
        """See `AllocationRule`."""
        return 0 if applicant.lives_alone else 1, applicant.since.toordinal()

    def why(self, applicant: Applicant) -> Text:
        """See `AllocationRule`."""
        alone = Text("lives alone", "独居") if applicant.lives_alone else Text("does not live alone", "非独居")
        return Text("{alone}, waits since {since}", "{alone}，自{since}起等候").fill(alone=alone, since=applicant.since)


@frozen
class PoolShare:
    """What an applicant got.

    Args:
        member: who.
        minutes: how many; 0 if nothing was left.
        place: the place in the rule's order, from 1.
        reason: why this place and this much.
    """

    member: PersonRef
    minutes: int
    place: int
    reason: Text

    def __repr__(self) -> str:
        """How much, and at which place."""
        return f"PoolShare({self.minutes} minutes, place {self.place})"


_RULE = Text("allocation rule {name}", "分配规则{name}")
_NO_RANK = Text("allocation rule {rule}: rank is a tuple of whole numbers", "分配规则{rule}：rank应返回整数元组")
_NO_WHY = Text("allocation rule {rule}: why is a Text", "分配规则{rule}：why应返回双语文本（Text）")


def ranked(rule: AllocationRule, applicant: Applicant) -> tuple[int, ...]:
    """Ask a rule for an applicant's rank and fail closed.

    Raises:
        RuleFailedError: if the rule raised, or gave anything but a tuple of whole numbers.
    """
    try:
        rank: object = rule.rank(applicant)
    except Exception as error:
        raise RuleFailedError(RAISED.fill(who=_RULE.fill(name=called(rule)), error=type(error).__name__)) from error
    if not isinstance(rank, tuple) or not all(type(part) is int for part in rank):
        raise RuleFailedError(_NO_RANK.fill(rule=called(rule)))
    return rank


def explained(rule: AllocationRule, applicant: Applicant) -> Text:
    """Ask a rule why and fail closed.

    Raises:
        RuleFailedError: if the rule raised, or gave anything but a Text.
    """
    try:
        why: object = rule.why(applicant)
    except Exception as error:
        raise RuleFailedError(RAISED.fill(who=_RULE.fill(name=called(rule)), error=type(error).__name__)) from error
    if not isinstance(why, Text):
        raise RuleFailedError(_NO_WHY.fill(rule=called(rule)))
    return why


_REASON = Text("place {place}: {why}; {got} of {asked} minutes", "第{place}位：{why}；获{got}/{asked}分钟")


def in_order(applicants: Iterable[Applicant], rule: AllocationRule, seed: int) -> list[Applicant]:
    """Applicants in the rule's order; those whom it does not tell apart as a lottery draws them, not by their ids."""
    return sorted(applicants, key=lambda each: (ranked(rule, each), keyed(seed, "pool", each.member), each.member))


def shared_out(
    minutes: int, applicants: Iterable[Applicant], rule: AllocationRule, *, seed: int
) -> tuple[PoolShare, ...]:
    """What each applicant gets: all that they ask for, in the rule's order, as long as there is something left.

    Args:
        minutes: how many there are.
        applicants: who asks.
        rule: the published rule.
        seed: of the lottery among those whom the rule does not tell apart.

    Raises:
        RuleFailedError: if the rule raised, or broke its contract; nothing is given out then.
    """
    left, given = minutes, []
    for applicant in in_order(applicants, rule, seed):
        given.append(min(left, applicant.minutes))
        left -= given[-1]
    return told(given, applicants, rule, seed=seed)


def told(
    given: list[int], applicants: Iterable[Applicant], rule: AllocationRule, *, seed: int
) -> tuple[PoolShare, ...]:
    """What each applicant got, with the reason; `given` is in the rule's order."""
    shares = []
    for place, (applicant, got) in enumerate(zip(in_order(applicants, rule, seed), given, strict=True), start=1):
        why = explained(rule, applicant)
        reason = _REASON.fill(place=place, why=why, got=got, asked=applicant.minutes)
        shares.append(PoolShare(applicant.member, got, place, reason))
    return tuple(shares)
