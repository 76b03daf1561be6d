"""What a service led to: the outcome of its demand, as points and the assessment count it.

A service is judged by what happened *after it began*: the first time that the demand is closed. So whoever served
before a demand was reopened is not credited with what somebody else mended later.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from commgov.core import DemandId, Outcome, OutcomeState, Text
from commgov.incentives.facts.service import ServiceFacts

REOPENED_WITHIN = timedelta(days=30)
"""A demand that is reopened later than that was solved all the same."""


class Effect(StrEnum):
    """What became of the demand that a service served."""

    SEEN = "solved, seen by the resident"
    SOLVED = "solved"
    REOPENED = "reopened"
    NOT_SOLVED = "not solved"
    WITHDRAWN = "withdrawn"
    OPEN = "open"

    @property
    def text(self) -> Text:
        """In both languages."""
        return Text(self.value, _CHINESE[self])


_CHINESE = {
    Effect.SEEN: "已办结，居民已确认",
    Effect.SOLVED: "已办结",
    Effect.REOPENED: "办结后重开",
    Effect.NOT_SOLVED: "未办成",
    Effect.WITHDRAWN: "已撤回",
    Effect.OPEN: "尚未办结",
}
_UNSOLVED = {OutcomeState.NOT_SOLVED: Effect.NOT_SOLVED, OutcomeState.WITHDRAWN: Effect.WITHDRAWN}
_STATES = list(OutcomeState)


def effects_of(
    services: Iterable[ServiceFacts], outcomes: Iterable[Outcome], *, reopened_within: timedelta = REOPENED_WITHIN
) -> list[Effect]:
    """The effect of each service, in order.

    Args:
        services: which services.
        outcomes: how demands ended, one entry each time that one was closed or reopened, in any order.
        reopened_within: a demand reopened within that time of being solved was not.

    Returns:
        Of each service, what came of it: of the first closing since it began; `OPEN` where there is none.

    Example:
        >>> from datetime import UTC, datetime
        >>> from commgov.testing import service_facts_of
        >>> service = service_facts_of("m-1", start=datetime(2026, 3, 2, 9, tzinfo=UTC))
        >>> solved = Outcome(service.demand, OutcomeState.SOLVED, datetime(2026, 3, 3, tzinfo=UTC), "officer-3")
        >>> again = Outcome(service.demand, OutcomeState.REOPENED, datetime(2026, 3, 20, tzinfo=UTC), "r-5")
        >>> effects_of([service], [solved]), effects_of([service], [again, solved])
        ([<Effect.SOLVED: 'solved'>], [<Effect.REOPENED: 'reopened'>])
    """
    entries: dict[DemandId, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        entries[outcome.demand].append(outcome)
    for several in entries.values():
        if len(several) > 1:
            several.sort(key=when)
    return [_effect(service, entries.get(service.demand, ()), reopened_within) for service in services]


def when(outcome: Outcome) -> tuple[datetime, int]:
    """By what outcomes are put in order: of two at one moment, to have been reopened is the last word.

    Example:
        >>> from datetime import UTC
        >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
        >>> both = [Outcome("d-1", state, noon, "officer-3") for state in (OutcomeState.REOPENED, OutcomeState.SOLVED)]
        >>> max(both, key=when).state.value
        'reopened'
    """
    return outcome.at, _STATES.index(outcome.state)


def _effect(service: ServiceFacts, entries: Sequence[Outcome], reopened_within: timedelta) -> Effect:
    closed_at, is_seen = None, False
    for entry in entries:
        if entry.at < service.start:
            continue
        if entry.state is OutcomeState.REOPENED:
            if closed_at is None:
                continue  # whoever served before was not done; this service began since
            if entry.at - closed_at <= reopened_within:
                return Effect.REOPENED
            break
        if closed_at is None:
            if entry.state is not OutcomeState.SOLVED:
                return _UNSOLVED[entry.state]
            closed_at = entry.at
        is_seen |= entry.state is OutcomeState.SOLVED and entry.seen_by_resident
    if closed_at is None:
        return Effect.OPEN
    return Effect.SEEN if is_seen else Effect.SOLVED
