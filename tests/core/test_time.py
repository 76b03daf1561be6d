"""Windows, clocks and timetables: real minutes, whole weeks, and texts that can be read again."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commgov.core import DaySlot, FixedClock, SystemClock, Timetable, WeeklySlot, Window, monday_of
from commgov.errors import InvalidInputError

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)


def hours(first, last):
    return Window(NINE.replace(hour=first), NINE.replace(hour=last))


def places_of(make):
    with pytest.raises(InvalidInputError) as caught:
        make()
    return [str(problem.where) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("start", "end", "places"),
    [
        (NINE, NINE, ["Window, end"]),
        (NINE, NINE - timedelta(minutes=1), ["Window, end"]),
        (NINE.replace(tzinfo=None), NINE, ["Window, start"]),
        (None, "noon", ["Window, start", "Window, end"]),
        (NINE.replace(second=1), NINE.replace(microsecond=1), ["Window, start", "Window, end", "Window, end"]),
    ],
)
def test_a_window_that_cannot_be_is_refused_with_all_that_is_wrong(start, end, places):
    assert places_of(lambda: Window(start, end)) == places


def test_windows_that_touch_do_not_overlap():
    assert not hours(9, 10).overlaps(hours(10, 11))
    assert hours(9, 11).overlaps(hours(10, 12))
    assert hours(9, 12).contains(hours(9, 12))
    assert not hours(9, 12).contains(hours(9, 13))


def test_minutes_are_real_ones_in_the_nights_in_which_clocks_change():
    spring = Window(datetime(2026, 3, 29, 1, tzinfo=BERLIN), datetime(2026, 3, 29, 4, tzinfo=BERLIN))
    autumn = Window(datetime(2026, 10, 25, 1, tzinfo=BERLIN), datetime(2026, 10, 25, 4, tzinfo=BERLIN))
    twice = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN)
    assert (spring.minutes, autumn.minutes, Window(twice, twice.replace(fold=1)).minutes) == (120, 240, 60)


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_the_monday_of_a_day_is_the_last_one_not_after_it(day):
    monday = monday_of(day)
    assert monday.weekday() == 0
    assert timedelta(0) <= day - monday < timedelta(7)


def test_only_a_clock_knows_the_time():
    assert FixedClock(NINE).now() == NINE
    assert SystemClock().now().utcoffset() == timedelta(0)
    assert places_of(lambda: FixedClock(NINE.replace(tzinfo=None))) == ["FixedClock, moment"]


@pytest.mark.parametrize(
    ("make", "places"),
    [
        (lambda: WeeklySlot(7, 0, 60), ["WeeklySlot, weekday"]),
        (lambda: WeeklySlot(0, 60, 60), ["WeeklySlot, end"]),
        (lambda: WeeklySlot(-1, -1, 1441), ["WeeklySlot, weekday", "WeeklySlot, start", "WeeklySlot, end"]),
        (lambda: DaySlot(NINE, 0, 60), ["DaySlot, day"]),
        (lambda: DaySlot("2026-03-02", 60, 30), ["DaySlot, day", "DaySlot, end"]),
        (lambda: Timetable([], (1,), None), ["Timetable, weekly", "Timetable, extra[0]", "Timetable, away"]),
        (lambda: Timetable(away=(NINE, "never")), ["Timetable, away[1]", "Timetable, away"]),
    ],
)  # fmt: skip
def test_slots_and_timetables_that_make_no_sense_are_refused(make, places):
    assert places_of(make) == places


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("Mon-Fri 18:00-21:00; Sat,Sun 08:00-20:00", "Mon-Fri 18:00-21:00; Sat,Sun 08:00-20:00"),
        ("周一至周五 18:00-21:00；周六、周日 08:00-20:00", "Mon-Fri 18:00-21:00; Sat,Sun 08:00-20:00"),
        ("星期三 9：00～11：30", "Wed 09:00-11:30"),
        ("Fri-Mon 09:00-10:00", "Mon,Fri,Sat,Sun 09:00-10:00"),
        ("2026-10-01 09:00-12:00；除 2026-10-02", "2026-10-01 09:00-12:00; not 2026-10-02"),
        ("礼拜天 00:00-24:00\nexcept 2026-03-08", "Sun 00:00-24:00; not 2026-03-08"),
        ("Mon 09:00-10:00; Mon 09:00-10:00", "Mon 09:00-10:00"),
        ("ALWAYS", "always"),
        ("随时", "always"),
        ("", ""),
        (" ; ", ""),
    ],
)
def test_what_people_write_is_read_in_both_languages(text, english):
    assert str(Timetable.parse(text)) == english


@pytest.mark.parametrize(
    "entry",
    ["Mon", "Mon 9-10", "Mon 09:00-09:00", "Mon 10:00-09:00", "Mon 09:60-10:00", "Mon 09:00-25:00", "Mun 09:00-10:00",
     "Mon-Tue-Wed 09:00-10:00", "2026-02-30 09:00-10:00", "not 2026-02-30", "not Monday", "周八 09:00-10:00"],
)  # fmt: skip
def test_each_entry_that_cannot_be_read_is_named_beside_the_form_that_can(entry):
    with pytest.raises(InvalidInputError) as caught:
        Timetable.parse(f"{entry}; Tue 09:00-10:00; nonsense")
    assert [problem.value for problem in caught.value.problems] == [entry, "nonsense"]
    assert all("Mon-Fri 18:00-21:00" in problem.expected.en for problem in caught.value.problems)


TIMES = st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda span: span[0] < span[1])
DAYS = st.dates(date(2026, 3, 2), date(2026, 3, 15))
TIMETABLES = st.builds(
    Timetable,
    st.lists(st.builds(lambda day, span: WeeklySlot(day, *span), st.integers(0, 6), TIMES), max_size=6).map(tuple),
    st.lists(st.builds(lambda day, span: DaySlot(day, *span), DAYS, TIMES), max_size=3).map(tuple),
    st.lists(DAYS, max_size=3).map(tuple),
)


@given(TIMETABLES)
def test_a_timetable_written_and_read_again_is_the_same(timetable):
    assert Timetable.parse(str(timetable)) == timetable


@given(TIMETABLES)
def test_its_windows_are_exactly_its_minutes_disjoint_and_in_order(timetable):
    first, last = date(2026, 3, 2), date(2026, 3, 16)
    windows = list(timetable.windows(first, last, SHANGHAI))
    assert all(one.end < other.start for one, other in pairwise(windows))
    said = {w.start + timedelta(minutes=m) for w in windows for m in range(w.minutes)}
    assert said == {
        datetime.combine(day, datetime.min.time(), SHANGHAI) + timedelta(minutes=minute)
        for day in (first + timedelta(days=n) for n in range(14))
        if day not in timetable.away
        for slot in (*timetable.weekly, *timetable.extra)
        if (slot.weekday == day.weekday() if isinstance(slot, WeeklySlot) else slot.day == day)
        for minute in range(slot.start, slot.end)
    }


def test_always_has_no_gap():
    [all_week] = Timetable.always().windows(date(2026, 3, 2), date(2026, 3, 9), SHANGHAI)
    assert all_week.minutes == 7 * 24 * 60
