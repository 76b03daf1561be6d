"""A dry run of another points policy: who would gain or lose, and why. Nothing is booked."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from attrs import evolve, frozen

from commgov.core import MemberId, Outcome, Text
from commgov.incentives.facts.service import ServiceFacts
from commgov.incentives.points.awarding import Award, PointsPolicy, award_points
from commgov.incentives.ratings.two_way import TwoWayRating


@frozen
class PointsChange:
    """What another version of the policy would mean for a member.

    Args:
        member: who.
        before: points under the policies in force.
        after: points under the proposed one.
        awards: the services that would earn otherwise, each with its award before and after.
    """

    member: MemberId
    before: int
    after: int
    awards: tuple[tuple[Award, Award], ...]

    @property
    def gain(self) -> int:
        """How many points more; below 0 for somebody who would lose."""
        return self.after - self.before

    @property
    def text(self) -> Text:
        """Who would gain or lose how much, and by which rules."""
        by_rule: dict[Text, int] = defaultdict(int)
        for before, after in self.awards:
            for sign, award in ((-1, before), (1, after)):
                for title, line in award.lines:
                    by_rule[title] += sign * line.points
        named = Text(", ", "、").join(
            _BY_RULE.fill(title=title, points=f"{by_rule[title]:+}")
            for title in sorted(by_rule, key=lambda title: title.en)
            if by_rule[title]
        )
        said = _CHANGE.fill(member=self.member, before=self.before, after=self.after)
        return Text(": ", "：").join([said, named]) if named.en else said


_BY_RULE = Text("{title} {points}", "{title}{points}")
_CHANGE = Text("{member}: {before} → {after} points", "{member}：{before} → {after}分")


@frozen
class DryRun:
    """What would change if another version of the policy held for the same facts. Nothing is booked.

    Args:
        version: the version that was tried.
        changes: the members for whom something would change, the largest gain first.
        unchanged: how many members would have what they have.
    """

    version: int
    changes: tuple[PointsChange, ...]
    unchanged: int

    @property
    def gainers(self) -> tuple[PointsChange, ...]:
        """Who would gain."""
        return tuple(change for change in self.changes if change.gain > 0)

    @property
    def losers(self) -> tuple[PointsChange, ...]:
        """Who would lose."""
        return tuple(change for change in self.changes if change.gain < 0)


def dry_run(
    services: Iterable[ServiceFacts],
    outcomes: Iterable[Outcome],
    policies: Sequence[PointsPolicy],
    proposed: PointsPolicy,
    *,
    ratings: Iterable[TwoWayRating] | None = None,
) -> DryRun:
    """What the same services would have earned if another policy had been in force all along.

    Args:
        services: all services of their members in the weeks concerned.
        outcomes: how their demands ended.
        policies: the versions in force.
        proposed: the version to try; its `since` is not looked at.
        ratings: as for `award_points`.

    Raises:
        InvalidInputError: as `award_points`.
        RuleFailedError: as `award_points`.

    Example:
        >>> from commgov.incentives.points import TimePoints
        >>> from commgov.testing import service_facts_of
        >>> now, then = (
        ...     PointsPolicy("points", version, date(2026, 1, 1), (TimePoints(each),))
        ...     for version, each in ((1, 30), (2, 20))
        ... )
        >>> tried = dry_run([service_facts_of("m-1", minutes=60)], [], [now], then)
        >>> print(tried.changes[0].text)
        m-1: 2 → 3 points: time +1
    """
    facts, ended, said = tuple(services), tuple(outcomes), None if ratings is None else tuple(ratings)
    before = award_points(facts, ended, policies, ratings=said)
    after = award_points(facts, ended, [evolve(proposed, since=date.min)], ratings=said)
    pairs: dict[MemberId, list[tuple[Award, Award]]] = defaultdict(list)
    for one, other in zip(before, after, strict=True):
        pairs[one.member].append((one, other))
    changes = []
    for member, awards in pairs.items():
        differ = tuple((one, other) for one, other in awards if one.points != other.points)
        if differ:
            total, tried = (sum(award.points for award in side) for side in zip(*awards, strict=True))
            changes.append(PointsChange(member, total, tried, differ))
    changes.sort(key=lambda change: (-change.gain, change.member))
    return DryRun(proposed.version, tuple(changes), len(pairs) - len(changes))
