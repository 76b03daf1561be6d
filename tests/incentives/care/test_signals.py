"""Signals that ask a person to visit or call a member."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from commgov.core import Member
from commgov.errors import InvalidInputError
from commgov.grid import FIVE_LEVEL_POSTS, Appointment, Organisation, Roster, Unit
from commgov.incentives import Attestation, ServiceFacts, Side
from commgov.incentives.care import Answer, CarePolicy, SignalKind, care_signals
from commgov.testing import service_facts_of

TODAY = date(2026, 3, 23)  # a Monday
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
MEMBER = Member("m-1", "group-1", weekly_minutes_max=240)


def served(day: date, minutes: int = 60, member: str = "m-1") -> ServiceFacts:
    start = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    end = start + timedelta(minutes=minutes)
    name = f"{member}-{day}"
    return ServiceFacts(
        f"s-{name}", f"d-{name}", member, "r-1", "visit", "group-1", start, end, minutes, minutes, member, end,
        Attestation(Side.COMMUNITY, "officer-1", end, minutes), Attestation(Side.RESIDENT, "r-1", end, minutes),
    )  # fmt: skip


def back(days: int) -> date:
    return TODAY - timedelta(days=days)


def kinds(facts, member: Member = MEMBER, **said) -> list[SignalKind]:
    return [signal.kind for signal in care_signals([member], facts, TODAY, **said)]


def test_weeks_above_ones_own_minutes_one_after_the_other_are_overload() -> None:
    heavy = [served(back(days), 150) for days in (4, 6, 11, 13)]
    assert kinds(heavy) == [SignalKind.OVERLOAD]
    assert kinds(heavy[:2]) == []  # one week may be the week of a flood
    assert kinds(heavy, Member("m-1", "group-1", weekly_minutes_max=300)) == []


def test_seven_days_in_a_row_leave_no_rest_and_six_do() -> None:
    assert kinds([served(back(days), 10) for days in range(7)]) == [SignalKind.NO_REST]
    assert kinds([served(back(days), 10) for days in range(6)]) == []
    assert kinds([served(back(days + 5), 10) for days in range(7)]) == []  # it is over


def test_a_service_on_a_rest_day_is_no_rest() -> None:
    resting = Member("m-1", "group-1", rest_days=frozenset({6}))
    assert kinds([served(back(1), 10)], resting) == [SignalKind.NO_REST]  # yesterday was Sunday
    assert kinds([served(back(2), 10)], resting) == []


def test_somebody_regular_who_stays_away_is_missed_and_somebody_rare_is_not() -> None:
    regular = [served(back(50 + 7 * nth)) for nth in range(4)]
    assert kinds(regular) == [SignalKind.ABSENCE]
    assert kinds(regular[:2]) == []
    assert kinds([*regular, served(back(10))]) == []


def test_many_a_no_in_a_row_asks_for_a_call_and_a_yes_ends_the_row() -> None:
    no = [Answer("m-1", NINE + timedelta(days=day), accepted=False) for day in range(4)]
    assert kinds([], answers=no) == [SignalKind.DECLINES]
    assert kinds([], answers=no[:3]) == []
    assert kinds([], answers=[*no, Answer("m-1", NINE + timedelta(days=9), accepted=True)]) == []
    assert kinds([], answers=no, member=Member("m-2", "group-1")) == []


def test_what_comes_after_today_does_not_count() -> None:
    assert kinds([served(TODAY + timedelta(days=day)) for day in range(1, 9)]) == []


def test_the_nearest_in_the_chain_should_call_and_nobody_calls_themselves() -> None:
    units = [Unit("b"), Unit("east", "b"), Unit("grid-1", "east"), Unit("group-1", "grid-1")]
    posts = [
        Appointment("group-1/leader", "m-7", date(2026, 1, 1)),
        Appointment("grid-1/secretary", "m-9", date(2026, 1, 1)),
    ]
    organisation = Organisation.from_units(units).with_roster(Roster(FIVE_LEVEL_POSTS)).appoint(*posts)
    members = [MEMBER, Member("m-7", "group-1")]
    no = [Answer(one.id, NINE + timedelta(days=day), accepted=False) for one in members for day in range(4)]
    signals = care_signals(members, [], TODAY, answers=no, chain=organisation)
    assert [signal.caller for signal in signals] == ["m-7", "m-9"]
    assert [str(signal.title) for signal in signals] == ["building party group leader", "grid branch secretary"]
    empty = care_signals(members, [], TODAY, answers=no, chain=Organisation.from_units(units))
    assert [signal.caller for signal in empty] == [None, None]


def test_signals_speak_both_languages_and_their_repr_names_nobody() -> None:
    no = [Answer("m-1", NINE + timedelta(days=day), accepted=False) for day in range(4)]
    facts = [*(served(back(days), 150) for days in range(14))]
    signals = care_signals([MEMBER], facts, TODAY, answers=no)
    assert {signal.kind for signal in signals} == {SignalKind.OVERLOAD, SignalKind.NO_REST, SignalKind.DECLINES}
    for signal in signals:
        assert "m-1" not in repr(signal)
        assert "{" not in signal.reason.en + signal.reason.zh
        assert any("\u4e00" <= sign <= "\u9fff" for sign in signal.reason.zh)


def test_the_days_are_the_communitys_in_whatever_zone_a_moment_is_written() -> None:
    """Half past seven in the morning of a Sunday in Shanghai is still Saturday in UTC."""
    sunday = datetime(2026, 3, 22, 7, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    resting = Member("m-1", "group-1", rest_days=frozenset({6}))
    for zone in (sunday.tzinfo, UTC):
        visit = service_facts_of("m-1", start=sunday.astimezone(zone), minutes=10)
        assert kinds([visit], resting) == [SignalKind.NO_REST]
    assert kinds([visit], resting, policy=CarePolicy(zone="UTC")) == []


@pytest.mark.parametrize("wrong", [{"heavy_weeks": 0}, {"declines": True}, {"absent_days": 1.5}, {"zone": "Wuhan"}])
def test_limits_out_of_range_are_refused(wrong) -> None:
    with pytest.raises(InvalidInputError):
        CarePolicy(**wrong)
