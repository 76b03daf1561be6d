"""The one door of the assessment: facts, criteria and their publication in, a grade for each member out."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from math import ceil

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from commgov.core import MemberId, Outcome, Text
from commgov.core.checks import Checks
from commgov.errors import NotFoundError
from commgov.incentives.assessment.criteria import Criteria, Criterion, Publication, Ties, check_publication
from commgov.incentives.assessment.evidence import UNKNOWN, Evidence, ServiceColumns, evidence_of
from commgov.incentives.assessment.grades import Grade, Mark, MemberResult, percent
from commgov.incentives.assessment.quota import Excellent, excellent, pools
from commgov.incentives.facts.service import ServiceFacts
from commgov.incentives.ratings.calibration import Ints
from commgov.incentives.ratings.means import FULL, ShrunkenMeans
from commgov.incentives.ratings.two_way import TwoWayRating

Flags = NDArray[np.bool_]


@frozen(eq=False, slots=False)
class Assessment:
    """Grades of all members for a period, with everything they rest on. Comes out of `assess`.

    Args:
        criteria: what counts.
        publication: its trace from before the period.
        columns: the services of the period.
        evidence: what they say of each member.
        grades: of each member, in the order of `columns.members`.
        pools: the pools in which excellent grades were given out, with what came of it.
        pool_of: each graded member's pool.
    """

    criteria: Criteria
    publication: Publication
    columns: ServiceColumns
    evidence: Evidence
    grades: tuple[Grade, ...] = field(repr=False)
    pools: Mapping[str, Excellent] = field(repr=False)
    pool_of: Mapping[MemberId, str] = field(repr=False)

    @property
    def members(self) -> tuple[MemberId, ...]:
        """Everybody who was assessed, ascending."""
        return self.columns.members

    def grade(self, member: MemberId) -> Grade:
        """A member's grade.

        Raises:
            NotFoundError: if nobody of that id was assessed.
        """
        return self.grades[self._place(member)]

    def result(self, member: MemberId) -> MemberResult:
        """What a member was given, with every number.

        Raises:
            NotFoundError: if nobody of that id was assessed.
        """
        at = self._place(member)
        marks, total, pool = self._marks(at), None, self.pool_of.get(member, "")
        if self.grades[at] is not Grade.NOT_ENOUGH_EVIDENCE:
            total = sum(mark.weight * mark.score for mark in marks if mark.score is not None)
        contested = bool(pool) and member in self.pools[pool].contested
        evidence = self.evidence
        return MemberResult(
            member,
            self.grades[at],
            self._reason(at, marks, total, contested=contested),
            marks,
            total,
            self.criteria.weights.sum * FULL,
            pool,
            contested,
            int(evidence.services[at]),
            int(evidence.minutes[at]),
            int(evidence.counting[at]),
            int(evidence.raters[at]),
        )

    def results(self) -> tuple[MemberResult, ...]:
        """What everybody was given, ascending by member: no order of merit."""
        return tuple(map(self.result, self.members))

    def minutes_of(self, member: MemberId) -> int:
        """The minutes of a member that were posted in the period.

        Raises:
            NotFoundError: if nobody of that id was assessed.
        """
        return int(self.evidence.minutes[self._place(member)])

    @cached_property
    def rating_at(self) -> Ints:
        """`int64[services]`: the place of each service's rating among all ratings, where one was given."""
        return np.cumsum(self.columns.satisfaction != UNKNOWN) - 1

    def __repr__(self) -> str:
        """The sizes."""
        return f"Assessment({self.criteria.name!r}, {len(self.members)} members, {len(self.columns.member)} services)"

    @cached_property
    def _at(self) -> dict[MemberId, int]:
        return {member: at for at, member in enumerate(self.members)}

    @cached_property
    def _duration(self) -> Ints:
        return _duration(self.evidence, self.criteria)

    @cached_property
    def _enough(self) -> dict[Criterion, Flags]:
        return enough_of(self.evidence, self.criteria)

    def _place(self, member: MemberId) -> int:
        if member not in self._at:
            raise NotFoundError(Text(f"nobody called {member!r} was assessed", f"未考评成员{member!r}"))
        return self._at[member]

    def _marks(self, at: int) -> tuple[Mark, ...]:
        criteria, evidence, weights = self.criteria, self.evidence, self.criteria.weights
        duration = int(self._duration[at])
        marks = [Mark(Criterion.DURATION, weights.duration, duration, None, None, int(evidence.services[at]), 0)]
        enough = self._enough
        for criterion, means, needed in (
            (Criterion.EFFECT, evidence.effect, criteria.effects_min),
            (Criterion.SATISFACTION, evidence.satisfaction, criteria.ratings_min),
        ):
            number = 0 if means is None else int(means.count[at])
            known: tuple[int | None, int | None, int | None] = (None, None, None)
            if means is not None and bool(enough[criterion][at]):
                known = int(means.mean[at]), int(means.low[at]), int(means.high[at])
            marks.append(Mark(criterion, weights.of(criterion), *known, number, needed))
        return tuple(marks)

    def _reason(self, at: int, marks: tuple[Mark, ...], total: int | None, *, contested: bool) -> Text:
        grade, criteria = self.grades[at], self.criteria
        if total is None:
            return Text("; ", "；").join(self._missing(at, mark) for mark in marks if _is_missing(mark))
        share = percent(total, criteria.weights.sum * FULL)
        if grade is Grade.QUALIFIED:
            return _QUALIFIED.fill(
                share=share, line=percent(criteria.good_from.numerator, criteria.good_from.denominator)
            )
        pool = self.pools[self.pool_of[self.members[at]]]
        if contested:
            rule = _RULES[criteria.ties]
            return _CONTESTED.fill(share=share, seats=pool.seats, equal=len(pool.contested), rule=rule)
        if grade is Grade.EXCELLENT:
            return _EXCELLENT.fill(share=share, seats=pool.seats)
        return (_NO_SEATS if pool.seats == 0 else _GOOD).fill(share=share, seats=pool.seats)

    def _missing(self, at: int, mark: Mark) -> Text:
        """Why a mark cannot be given."""
        means = self.evidence.effect if mark.criterion is Criterion.EFFECT else self.evidence.satisfaction
        if means is None:
            return _UNTOLD.fill(criterion=mark.criterion.text)
        if mark.number >= mark.needed:
            return _FEW_RATERS.fill(raters=int(self.evidence.raters[at]), needed=self.criteria.raters_min)
        said = _FEW.fill(criterion=mark.criterion.text, number=mark.number, needed=mark.needed)
        if mark.criterion is Criterion.EFFECT:
            return said
        return Text(", ", "，").join([said, _BATCHED.fill(raters=self.criteria.raters_min)])


_RULES = {
    Ties.DROP: Text("by the rule none of them is excellent", "按规则均不评为优秀"),
    Ties.KEEP: Text("by the rule all of them are excellent", "按规则均评为优秀"),
    Ties.NEXT: Text("equal in all further criteria too, so none of them is excellent", "其余各项亦相同，均不评为优秀"),
}
_EXCELLENT = Text("{share} of the full mark, among the best {seats} of the pool", "得分率{share}，位列组内前{seats}名")
_GOOD = Text(
    "{share} of the full mark; the {seats} excellent grades of the pool went to higher totals",
    "得分率{share}；组内{seats}个优秀名额由得分更高者获得",
)
_NO_SEATS = Text(
    "{share} of the full mark; the pool is too small for excellent grades",
    "得分率{share}；组内人数不足，不设优秀名额",
)
_CONTESTED = Text(
    "{share} of the full mark; {equal} with the same total stand on the line of {seats} excellent grades: {rule}",
    "得分率{share}；{equal}人同分，处于{seats}个优秀名额的分界线上：{rule}",
)
_QUALIFIED = Text("{share} of the full mark; good from {line}", "得分率{share}；良好须达到{line}")
_UNTOLD = Text(
    "{criterion}: too little is known of all members together to tell merit from chance",
    "{criterion}：全体数据过少，无法区分成绩与偶然",
)
_FEW = Text("{criterion}: {number} count, {needed} are needed", "{criterion}：计入{number}条，至少需要{needed}条")
_BATCHED = Text("and they count in batches by {raters} people or more", "且每满{raters}人评价计入一批")
_FEW_RATERS = Text(
    "satisfaction: rated by {raters}, at least {needed} different people are needed",
    "满意度：评价来自{raters}人，至少需要{needed}人",
)


def _is_missing(mark: Mark) -> bool:
    return mark.score is None and mark.weight > 0


def _duration(evidence: Evidence, criteria: Criteria) -> Ints:
    """`int64[members]`: the marks for duration; beyond the full mark nothing more is given."""
    return np.minimum(evidence.counting, criteria.minutes_full) * FULL // criteria.minutes_full


def enough_of(evidence: Evidence, criteria: Criteria) -> dict[Criterion, Flags]:
    """`bool[members]` for each criterion that is estimated: whether there is enough evidence."""
    nobody = np.zeros(len(evidence.minutes), dtype=bool)

    def known(means: ShrunkenMeans | None, needed: int) -> Flags:
        return nobody if means is None else means.count >= needed

    return {
        Criterion.EFFECT: known(evidence.effect, criteria.effects_min),
        Criterion.SATISFACTION: known(evidence.satisfaction, criteria.ratings_min)
        & (evidence.raters >= criteria.raters_min),
    }


def assess(
    services: Iterable[ServiceFacts],
    outcomes: Iterable[Outcome],
    criteria: Criteria,
    publication: Publication,
    *,
    ratings: Iterable[TwoWayRating] | None = None,
    members: Iterable[MemberId] = (),
    pool_of: Mapping[MemberId, str] | None = None,
) -> Assessment:
    """Assess all members of one community, or of several under the same criteria.

    A community is no input: neither its name nor its size moves a grade. What a member is given depends on the member's
    own evidence, on how strictly the same residents rate others, and, for excellent grades, on the pool.

    Args:
        services: posted services; those that began outside the period are left out.
        outcomes: how their demands ended.
        criteria: what counts.
        publication: the trace of their publication.
        ratings: the revealed pairs of a `RatingBook`: then these count and nothing else that residents said; those of
            services that are not among `services` do not. None: what residents said when they attested counts.
        members: who is assessed even without any service.
        pool_of: each member's pool, of comparable roles; None: one pool for all.

    Raises:
        InvalidInputError: if the criteria are not those that were published, or were published after the period had
            begun, or if a record comes twice. No grade is given then.

    Example:
        >>> from datetime import UTC, date, datetime
        >>> from commgov.incentives import Criteria, Weights, assess, publish_criteria
        >>> from commgov.testing import service_facts_of
        >>> weights = Weights(duration=1, effect=0, satisfaction=0)
        >>> criteria = Criteria("spring", 1, date(2026, 3, 1), date(2026, 5, 31), weights=weights, minutes_full=120)
        >>> published = publish_criteria(criteria, at=datetime(2026, 2, 1, tzinfo=UTC), by="office-1")
        >>> services = [service_facts_of(f"m-{n}", minutes=10 * n) for n in range(1, 13)]
        >>> spring = assess(services, [], criteria, published)
        >>> print(spring.grade("m-12"), "|", spring.result("m-9").reason.zh)
        excellent | 得分率75.0%；组内2个优秀名额由得分更高者获得
    """
    checks = Checks("assess")
    check_publication(checks, criteria, publication)
    checks.refuse()
    columns = ServiceColumns.of(services, outcomes, criteria, members, ratings)
    return assess_columns(columns, criteria, publication, pool_of=pool_of)


def assess_columns(
    columns: ServiceColumns,
    criteria: Criteria,
    publication: Publication,
    *,
    pool_of: Mapping[MemberId, str] | None = None,
) -> Assessment:
    """Assess from columns that are there already; `assess` makes them from facts.

    Args:
        columns: the services of the period.
        criteria: what counts.
        publication: the trace of their publication.
        pool_of: each member's pool.

    Raises:
        InvalidInputError: as `assess`.
    """
    checks = Checks("assess")
    check_publication(checks, criteria, publication)
    checks.refuse()
    evidence = evidence_of(columns, criteria)
    weights, enough = criteria.weights, enough_of(evidence, criteria)
    marks = {Criterion.DURATION: _duration(evidence, criteria)}
    graded = evidence.services > 0
    for criterion, means in ((Criterion.EFFECT, evidence.effect), (Criterion.SATISFACTION, evidence.satisfaction)):
        if weights.of(criterion):
            graded &= enough[criterion]
        marks[criterion] = np.zeros_like(evidence.minutes) if means is None else means.mean
    total = sum(weights.of(criterion) * marks[criterion] for criterion in Criterion)
    good = graded & (total >= ceil(criteria.good_from * weights.sum * FULL))
    placing = np.column_stack([total, *(marks[criterion] for criterion in criteria.order)])
    given, pooled = _excellent(columns.members, graded, good, placing, criteria, pool_of)
    best = frozenset().union(*(pool.chosen for pool in given.values()))
    grades = tuple(
        _grade(member in best, is_good, is_graded)
        for member, is_good, is_graded in zip(columns.members, good.tolist(), graded.tolist(), strict=True)
    )
    return Assessment(criteria, publication, columns, evidence, grades, given, pooled)


def _grade(best: bool, good: bool, graded: bool) -> Grade:  # noqa: FBT001 - three flags, asked in order
    if not graded:
        return Grade.NOT_ENOUGH_EVIDENCE
    if best:
        return Grade.EXCELLENT
    return Grade.GOOD if good else Grade.QUALIFIED


def _excellent(
    members: tuple[MemberId, ...],
    graded: Flags,
    good: Flags,
    placing: Ints,
    criteria: Criteria,
    pool_of: Mapping[MemberId, str] | None,
) -> tuple[dict[str, Excellent], dict[MemberId, str]]:
    """What came of the quota in each pool, and each graded member's pool."""
    placings = {members[at]: tuple(placing[at].tolist()) for at in np.flatnonzero(good).tolist()}
    who = [members[at] for at in np.flatnonzero(graded).tolist()]
    apart = pools(who, pool_of or dict.fromkeys(who, "all"), criteria.pool_min)
    given: dict[str, Excellent] = {}
    pooled: dict[MemberId, str] = {}
    for pool, inside in apart.items():
        share = criteria.excellent if len(inside) >= criteria.pool_min else criteria.excellent * 0
        candidates = {member: placings[member] for member in inside if member in placings}
        given[pool] = excellent(candidates, len(inside), share, criteria.ties)
        pooled |= dict.fromkeys(inside, pool)
    return given, pooled
