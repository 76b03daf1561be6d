"""The criteria of an assessment, and their publication before the period begins.

What counts is said before anybody serves, and cannot be bent afterwards: a hash of all criteria is published, and an
assessment under others, or under criteria that came later, is refused.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from enum import StrEnum
from fractions import Fraction
from hashlib import sha256
from zoneinfo import ZoneInfo

from attrs import field, fields_dict, frozen, has

from commgov.core import PersonRef, Text
from commgov.core.checks import Checks
from commgov.core.timing import ZONE, check_zone
from commgov.incentives.facts.healthy import HealthyLimit
from commgov.incentives.ratings.calibration import WHOLE, Calibration
from commgov.seal import canonical_json

WEIGHT_MAX = 1000


class Criterion(StrEnum):
    """What members are assessed by."""

    DURATION = "duration"
    EFFECT = "effect"
    SATISFACTION = "satisfaction"

    @property
    def text(self) -> Text:
        """In both languages."""
        return Text(self.value, {"duration": "时长", "effect": "成效", "satisfaction": "满意度"}[self.value])


class Ties(StrEnum):
    """What becomes of members with equal totals for whom there are too few excellent grades left."""

    DROP = "drop"  # none of them is excellent
    KEEP = "keep"  # all of them are, although that is more than the share
    NEXT = "next criterion"  # the next criteria decide; whoever is still equal is not excellent


@frozen
class Weights:
    """How much each criterion weighs; only their ratio matters.

    Args:
        duration: minutes that count, up to a full mark.
        effect: whether the demands served were solved, and stayed so.
        satisfaction: what residents say.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> Weights(duration=2).sum
        4
    """

    duration: int = 1
    effect: int = 1
    satisfaction: int = 1

    def __attrs_post_init__(self) -> None:
        checks = Checks("Weights")
        each = [checks.whole(name, getattr(self, name), most=WEIGHT_MAX) for name in fields_dict(Weights)]
        if all(each):
            checks.require("weights", "", ok=self.sum > 0, expected=Text("one above 0", "至少一项大于0"))
        checks.refuse()

    @property
    def sum(self) -> int:
        """All of them together."""
        return self.duration + self.effect + self.satisfaction

    def of(self, criterion: Criterion) -> int:
        """The weight of one criterion."""
        return int(getattr(self, criterion.value))


@frozen
class SendingWeights:
    """How much weighs what in the assessment of sending units, which counts their members' service.

    All are shares of a unit's members, so that a large unit does not win by its size.

    Args:
        participation: the share of its members who served.
        duration: minutes that count for each of its members, up to a full mark.
        effect: as of members.
        satisfaction: as of members.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> SendingWeights(participation=2).sum
        5
    """

    participation: int = 1
    duration: int = 1
    effect: int = 1
    satisfaction: int = 1

    def __attrs_post_init__(self) -> None:
        checks = Checks("SendingWeights")
        each = [checks.whole(name, getattr(self, name), most=WEIGHT_MAX) for name in fields_dict(SendingWeights)]
        if all(each):
            checks.require("weights", "", ok=self.sum > 0, expected=Text("one above 0", "至少一项大于0"))
        checks.refuse()

    @property
    def sum(self) -> int:
        """All of them together."""
        return self.participation + self.duration + self.effect + self.satisfaction


_ORDER = (Criterion.SATISFACTION, Criterion.EFFECT, Criterion.DURATION)


@frozen
class Criteria:
    """Everything that an assessment depends on besides the facts.

    Args:
        name: what the assessment is called.
        version: which version of the criteria, from 1.
        first: the first day of the period.
        last: its last day.
        weights: of the three criteria.
        minutes_full: as many counted minutes give the full mark for duration; more give nothing more.
        limit: the most minutes that count on a day and in a week.
        solved: what a solved demand counts that the resident has not confirmed, in thousandths; 1000 if confirmed.
        reopened_within_days: a demand reopened within so many days counts as not solved.
        good_from: the least share of the full mark for the grade "good"; nobody below it is excellent.
        excellent: the share of excellent grades at most, exactly; it is a ceiling, never a target.
        ties: what becomes of equal totals on the line.
        order: the criteria that decide ties under `Ties.NEXT`, in that order.
        pool_min: pools with fewer graded members are joined: there is no quota inside a small team.
        effects_min: services with a known effect that are enough evidence.
        ratings_min: ratings that are enough evidence.
        raters_min: people by whom they must be given, at least two. Ratings enter in batches by so many people, so that
            no single one's word is shown, not as the difference of two assessments either.
        severity: whether strict and lenient raters are made comparable.
        places: whether places whose residents rate strictly are made comparable with others.
        satisfaction_calibration: mean and spreads of ratings, if they are to be the same everywhere; None: they are
            estimated from the ratings of the period.
        effect_calibration: the same for effects.
        sending: the weights in the assessment of sending units.
        group_min: groups with fewer members are not shown by themselves.
        zone: the time zone whose days count.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> criteria = Criteria("assessment 2026", 1, date(2026, 1, 1), date(2026, 12, 31), excellent=Fraction(15, 100))
        >>> criteria.excellent, len(criteria.digest)
        (Fraction(3, 20), 64)
    """

    name: str
    version: int
    first: date
    last: date
    weights: Weights = field(default=Weights(), kw_only=True)
    minutes_full: int = field(default=100 * 60, kw_only=True)
    limit: HealthyLimit = field(default=HealthyLimit(), kw_only=True)
    solved: int = field(default=500, kw_only=True)
    reopened_within_days: int = field(default=30, kw_only=True)
    good_from: Fraction = field(default=Fraction(1, 2), kw_only=True)
    excellent: Fraction = field(default=Fraction(1, 5), kw_only=True)
    ties: Ties = field(default=Ties.DROP, kw_only=True)
    order: tuple[Criterion, ...] = field(default=_ORDER, kw_only=True)
    pool_min: int = field(default=10, kw_only=True)
    effects_min: int = field(default=3, kw_only=True)
    ratings_min: int = field(default=5, kw_only=True)
    raters_min: int = field(default=3, kw_only=True)
    severity: bool = field(default=True, kw_only=True)
    places: bool = field(default=True, kw_only=True)
    satisfaction_calibration: Calibration | None = field(default=None, kw_only=True)
    effect_calibration: Calibration | None = field(default=None, kw_only=True)
    sending: SendingWeights = field(default=SendingWeights(), kw_only=True)
    group_min: int = field(default=5, kw_only=True)
    zone: str = field(default=ZONE, kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("Criteria", self.name)
        checks.text("name", self.name)
        checks.whole("version", self.version, least=1)
        checks.day("first", self.first)
        checks.day("last", self.last)
        days: tuple[object, object] = (self.first, self.last)
        if all(type(day) is date for day in days):
            later = Text("not before the first day", "不得早于首日")
            checks.require("last", self.last, ok=self.first <= self.last, expected=later)
        for name, kind in _KINDS.items():
            checks.instance(name, getattr(self, name), kind, Text(f"a {kind.__name__}", f"应为{kind.__name__}"))
        for name, least, most in _WHOLE:
            checks.whole(name, getattr(self, name), least=least, most=most)
        for name in ("good_from", "excellent"):
            share: object = getattr(self, name)
            exact = isinstance(share, Fraction) and 0 <= share <= 1
            expected = Text("an exact Fraction 0–1", "应为0–1的精确分数（Fraction）")
            checks.require(name, share, ok=exact, expected=expected)
        order = checks.every("order", self.order, Criterion, Text("a Criterion", "应为Criterion"))
        checks.unique("order", order)
        for name in ("severity", "places"):
            checks.flag(name, getattr(self, name))
        for name in ("satisfaction_calibration", "effect_calibration"):
            kinds = (Calibration, type(None))
            checks.instance(name, getattr(self, name), kinds, Text("a Calibration", "应为Calibration"))
        check_zone(checks, self.zone)
        checks.refuse()

    @property
    def starts_at(self) -> datetime:
        """When the period begins."""
        return datetime.combine(self.first, time(), ZoneInfo(self.zone))

    @property
    def content(self) -> dict[str, object]:
        """All criteria as plain values: texts, whole numbers, lists; what is published and hashed."""
        plain = _plain(self)
        assert isinstance(plain, dict)  # noqa: S101 - what _plain makes of an attrs class
        return plain

    @property
    def digest(self) -> str:
        """The SHA-256 of the canonical content, in hexadecimal."""
        return digest_of(self.content)


_KINDS: Mapping[str, type] = {
    "weights": Weights,
    "limit": HealthyLimit,
    "ties": Ties,
    "sending": SendingWeights,
}
_WHOLE = (
    ("minutes_full", 1, 366 * 24 * 60),
    ("solved", 0, WHOLE),
    ("reopened_within_days", 0, 366),
    ("pool_min", 1, None),
    ("effects_min", 1, None),
    ("ratings_min", 1, None),
    ("raters_min", 2, None),
    ("group_min", 1, None),
)


def _plain(value: object) -> object:
    """A value of texts, whole numbers, flags and lists alone: no field can be forgotten."""
    if isinstance(value, Fraction):
        return [value.numerator, value.denominator]
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    kind = type(value)
    return {name: _plain(getattr(value, name)) for name in fields_dict(kind)} if has(kind) else value


def digest_of(content: Mapping[str, object]) -> str:
    """The SHA-256 of published content as canonical JSON, in hexadecimal.

    Args:
        content: plain values, as `Criteria.content` gives them.
    """
    return sha256(canonical_json(content)).hexdigest()


@frozen
class Publication:
    """The trace of published criteria: what is kept, and checked before grades are given.

    Args:
        digest: the hash of the criteria.
        at: when they were published.
        by: who published them, as a reference.

    Raises:
        InvalidInputError: naming all that is wrong.
    """

    digest: str
    at: datetime
    by: PersonRef

    def __attrs_post_init__(self) -> None:
        checks = Checks("Publication")
        checks.text("digest", self.digest)
        checks.aware("at", self.at)
        checks.identifier("by", self.by)
        checks.refuse()


def publish_criteria(criteria: Criteria, *, at: datetime, by: PersonRef) -> Publication:
    """Publish criteria: put their content where everybody can read it, and keep this.

    Args:
        criteria: the criteria.
        at: when.
        by: who, as a reference.

    Example:
        >>> from datetime import UTC
        >>> criteria = Criteria("assessment 2026", 1, date(2026, 1, 1), date(2026, 12, 31))
        >>> published = publish_criteria(criteria, at=datetime(2025, 12, 1, tzinfo=UTC), by="office-1")
        >>> published.digest == criteria.digest
        True
    """
    return Publication(criteria.digest, at, by)


def check_publication(checks: Checks, criteria: Criteria, publication: Publication) -> None:
    """Note what is wrong: other criteria than those published, or published after the period had begun."""
    same = Text("the criteria that were published: their hash differs", "应为已公布的标准：哈希值不一致")
    checks.require("criteria", criteria.digest, ok=criteria.digest == publication.digest, expected=same)
    begins = criteria.starts_at
    before = Text(f"before the period begins at {begins}", f"应早于考评期开始时间{begins}")
    checks.require("published", publication.at, ok=publication.at < begins, expected=before)
