"""Facts of services for tests: one service with what matters stated and the rest ordinary, and strategies of many."""

from datetime import datetime, timedelta

from hypothesis import strategies as st

from commgov.core import DemandId, EmployerId, MemberId, Outcome, OutcomeState, PersonRef, TeamId, UnitId
from commgov.incentives import Attestation, Form, RecordId, ServiceFacts, Side
from commgov.testing.strategies import MONDAY

_STATES = st.sampled_from([OutcomeState.SOLVED, OutcomeState.NOT_SOLVED, OutcomeState.WITHDRAWN, OutcomeState.REOPENED])
_SCAN = "0" * 64


def service_facts_of(
    member: str,
    *,
    start: datetime = MONDAY + timedelta(hours=9),
    minutes: int = 60,
    satisfaction: int | None = None,
    record: str | None = None,
    demand: str | None = None,
    resident: str = "r-1",
    unit: str = "grid-1",
    employer: str | None = None,
    team: str | None = None,
    home_unit: str | None = None,
    on_paper: bool = False,
) -> ServiceFacts:
    """One service that both sides attested, ordinary in all that is not stated.

    Args:
        member: who served.
        start: when it began; a Monday morning.
        minutes: what was claimed, attested and posted.
        satisfaction: the resident's stars, if any.
        record: which record; by default made of member and start.
        demand: which demand; by default one of its own.
        resident: who was served.
        unit: where.
        employer: the member's sending unit on that day.
        team: the team that took the order.
        home_unit: where the member was registered on that day.
        on_paper: whether the resident signed a paper form.

    Example:
        >>> service_facts_of("m-1", minutes=45)
        ServiceFacts('s-m-1-2026-03-02T09:00', 45 minutes)
    """
    end = start + timedelta(minutes=max(minutes, 1))
    own = record or f"s-{member}-{start:%Y-%m-%dT%H:%M}"
    paper = {"form": Form.PAPER, "scan": _SCAN, "entered_by": PersonRef("clerk-1")} if on_paper else {}
    return ServiceFacts(
        RecordId(own),
        DemandId(demand or f"d-{own}"),
        MemberId(member),
        PersonRef(resident),
        "visit",
        UnitId(unit),
        start,
        end,
        minutes,
        minutes,
        PersonRef(member),
        end,
        Attestation(Side.COMMUNITY, PersonRef("officer-7"), end, minutes),
        Attestation(Side.RESIDENT, PersonRef(resident), end, minutes, **paper),  # type: ignore[arg-type]
        team=None if team is None else TeamId(team),
        employer=None if employer is None else EmployerId(employer),
        home_unit=None if home_unit is None else UnitId(home_unit),
        satisfaction=satisfaction,
    )


@st.composite
def service_facts(draw: st.DrawFn, *, size_max: int = 12) -> tuple[ServiceFacts, ...]:
    """Up to `size_max` services of four members in two weeks: long and short, rated or not, of few residents.

    Args:
        draw: Hypothesis's.
        size_max: the most services.

    Example:
        >>> from hypothesis import given
        >>> @given(service_facts(size_max=3))
        ... def test_minutes_are_claimed_first(services):
        ...     assert all(service.minutes <= service.claimed for service in services)
        >>> test_minutes_are_claimed_first()
    """
    return tuple(
        service_facts_of(
            f"m-{draw(st.integers(1, 4))}",
            record=f"s-{number}",
            start=MONDAY + timedelta(minutes=30 * draw(st.integers(0, 14 * 48 - 1))),
            minutes=draw(st.integers(0, 14)) * 45,
            satisfaction=draw(st.none() | st.integers(1, 5)),
            demand=f"d-{draw(st.integers(1, 6))}",
            resident=f"resident-{draw(st.integers(1, 4))}",
            unit=f"grid-{draw(st.integers(1, 3))}",
            employer=draw(st.sampled_from([None, "e-1", "e-2"])),
            team=draw(st.sampled_from([None, "t-1"])),
            home_unit=f"grid-{draw(st.integers(1, 3))}",
            on_paper=draw(st.booleans()),
        )
        for number in range(draw(st.integers(0, size_max)))
    )


@st.composite
def outcomes(draw: st.DrawFn, *, size_max: int = 8) -> tuple[Outcome, ...]:
    """Up to `size_max` closings and reopenings of the demands that `service_facts` serve.

    Args:
        draw: Hypothesis's.
        size_max: the most of them.
    """
    return tuple(
        Outcome(
            DemandId(f"d-{draw(st.integers(1, 6))}"),
            draw(_STATES),
            MONDAY + timedelta(hours=draw(st.integers(0, 60 * 24))),
            PersonRef("officer-7"),
            seen_by_resident=draw(st.booleans()),
        )
        for _ in range(draw(st.integers(0, size_max)))
    )
