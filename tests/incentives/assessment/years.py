"""Small years of service for the tests of the assessment."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from attrs import evolve
from hypothesis import strategies as st

from commgov.core import Outcome, OutcomeState
from commgov.incentives import Assessment, Criteria, ServiceFacts, Weights, assess, publish_criteria
from commgov.incentives.ratings import Calibration
from commgov.testing import service_facts_of

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
BEFORE = datetime(2025, 12, 1, tzinfo=UTC)
NEW_YEAR = datetime(2026, 1, 1, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
DURATION_ONLY = Weights(duration=1, effect=0, satisfaction=0)

# Little is enough here, and spreads are published, so that small examples have grades.
SATISFACTION = Calibration(mean=700, noise=40_000, merit=10_000, severity=5_000)
EFFECT = Calibration(mean=600, noise=100_000, merit=20_000)
CRITERIA = Criteria(
    "assessment 2026",
    1,
    FIRST,
    LAST,
    minutes_full=1200,
    excellent=Fraction(1, 5),
    pool_min=5,
    effects_min=1,
    ratings_min=2,
    raters_min=2,
    group_min=2,
    satisfaction_calibration=SATISFACTION,
    effect_calibration=EFFECT,
)


def assessed(services, outcomes=(), criteria=CRITERIA, **stated) -> Assessment:
    """An assessment under criteria that were published in time."""
    return assess(services, outcomes, criteria, publish_criteria(criteria, at=BEFORE, by="office-1"), **stated)


def by_duration(minutes: dict[str, int], **stated) -> Assessment:
    """Members who served so many minutes, at most eight hours on a day, assessed by duration alone."""
    criteria = evolve(CRITERIA, weights=DURATION_ONLY, minutes_full=100_000, good_from=Fraction(0), **stated)
    return assessed(served(minutes), criteria=criteria)


def served(minutes: dict[str, int], **stated) -> list[ServiceFacts]:
    """Services of so many minutes, one on every other Monday, Wednesday, ..., of up to eight hours."""
    services = []
    for member, whole in minutes.items():
        parts = [480] * (whole // 480) + ([whole % 480] if whole % 480 else [])
        for at, part in enumerate(parts):
            start = NEW_YEAR + timedelta(days=2 * at)
            services.append(service_facts_of(member, start=start, minutes=part, **stated))
    return services


def ended(services: Sequence[ServiceFacts], *, seen: bool = True) -> list[Outcome]:
    """All their demands solved on the day."""
    return [
        Outcome(service.demand, OutcomeState.SOLVED, service.end, "officer-3", seen_by_resident=seen)
        for service in services
    ]


@st.composite
def years(draw: st.DrawFn, *, members: int = 8) -> tuple[list[ServiceFacts], list[Outcome]]:
    """A year of up to `members` members, each with some services, ratings and outcomes."""
    services, outcomes = [], []
    for number in range(draw(st.integers(1, members))):
        for at in range(draw(st.integers(1, 5))):
            service = service_facts_of(
                f"m-{number}",
                start=NEW_YEAR + timedelta(days=7 * at + draw(st.integers(0, 2))),
                record=f"s-{number}-{at}",
                minutes=draw(st.sampled_from([30, 60, 240, 500])),
                satisfaction=draw(st.sampled_from([None, 1, 3, 4, 5])),
                resident=f"r-{draw(st.integers(0, 5))}",
                unit=f"grid-{draw(st.integers(1, 2))}",
                employer=draw(st.sampled_from([None, "bank", "school"])),
                home_unit=draw(st.sampled_from(["grid-1", "grid-2", "grid-3"])),
                team=draw(st.sampled_from([None, "cooks", "drivers"])),
            )
            services.append(service)
            state = draw(st.sampled_from([None, OutcomeState.SOLVED, OutcomeState.NOT_SOLVED]))
            if state is not None:
                seen = draw(st.booleans())
                outcomes.append(Outcome(service.demand, state, service.end, "officer-3", seen_by_resident=seen))
    return services, outcomes
