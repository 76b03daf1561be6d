"""What `write_inputs` writes, `read_folder` reads back equal; what a table cannot say is refused, not lost."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commgov.core import (
    Channel,
    DaySlot,
    Demand,
    DemandKind,
    HeldSkill,
    Member,
    OfferCap,
    OfferKind,
    OfferOfService,
    Period,
    PersonRef,
    Preference,
    RequiredResource,
    RequiredSkill,
    Seat,
    Team,
    Timetable,
    WeeklySlot,
    Window,
)
from commgov.errors import InvalidInputError
from commgov.grid import Unit
from commgov.matching import Ban, Override, Pin
from commgov.storage import Inputs, PolicySettings, read_folder, write_inputs

WORDS = st.text("abcxyz-_./=+'\"&#éß电工网格维修甲乙", min_size=1, max_size=8)
NAMES = st.text("abc ,;|:()\n'=+-\"。，甲Ａ", max_size=8).map(str.strip)
SKILLS = st.sampled_from(["electrician", "nurse", "电工", "driver c1", "first-aid"])
CATEGORIES = st.sampled_from(["patrol", "home repair", "家电维修", "a:b", "=x"])
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
ZONES = st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "UTC", "America/St_Johns"])
SPANS = st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda span: span[0] < span[1])


KINDS = st.sampled_from(["classroom", "教室", "folding chair", "=x"])
RESOURCES = st.builds(RequiredResource, KINDS, st.integers(0, 500), st.integers(1, 100))


def unique(values: st.SearchStrategy[Any], **size: int) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(values, unique=True, **size).map(tuple)


TIMETABLES = st.builds(
    Timetable,
    unique(st.builds(lambda day, span: WeeklySlot(day, *span), st.integers(0, 6), SPANS), max_size=4),
    unique(st.builds(lambda day, span: DaySlot(day, *span), DAYS, SPANS), max_size=2),
    unique(DAYS, max_size=2),
) | st.just(Timetable.always())


@st.composite
def seats(draw: st.DrawFn) -> tuple[Seat, ...]:
    asked = st.dictionaries(SKILLS, st.integers(1, 5), max_size=2)
    role = st.sampled_from(["", "", "lead", "组长"])
    some = draw(st.lists(st.tuples(asked, role), min_size=1, max_size=3))
    made = [Seat(tuple(RequiredSkill(*entry) for entry in skills.items()), role) for skills, role in some]
    return tuple(made) * draw(st.integers(1, 2))


@st.composite
def members(draw: st.DrawFn, id_: str, homes: st.SearchStrategy[str]) -> Member:
    held = draw(st.dictionaries(SKILLS, st.tuples(st.integers(1, 5), st.none() | DAYS), max_size=3))
    liked = draw(st.dictionaries(CATEGORIES, st.integers(-2, 2), max_size=3))
    return Member(
        id_,
        draw(homes),
        tuple(HeldSkill(skill, *level) for skill, level in held.items()),
        draw(TIMETABLES),
        weekly_minutes_max=draw(st.integers(0, 10080)),
        weekly_services_max=draw(st.integers(0, 168)),
        employer=draw(st.none() | WORDS),
        working_hours=draw(TIMETABLES),
        employer_consents=draw(st.booleans()),
        recent_minutes=draw(st.integers(0, 10**5)),
        preferences=tuple(Preference(*entry) for entry in liked.items()),
        insured_until=draw(st.none() | DAYS),
        rest_days=draw(st.frozensets(st.integers(0, 6))),
    )


@st.composite
def demands(draw: st.DrawFn, id_: str, sites: st.SearchStrategy[str]) -> Demand:
    moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1))  # noqa: DTZ001 - the zone is put on below
    ordered = draw(st.none() | moments)
    start = draw(moments).replace(second=0, microsecond=0, tzinfo=UTC)
    length = draw(st.integers(1, 3000))
    return Demand(
        id_,
        draw(st.sampled_from(DemandKind)),
        draw(CATEGORIES),
        draw(sites),
        Window(start, start + timedelta(minutes=length)),
        draw(st.integers(1, length)),
        draw(seats()),
        priority=draw(st.integers(1, 3)),
        channel=draw(st.sampled_from(Channel)),
        proxy=draw(st.none() | st.sampled_from(["p-1", "代办-2"])),
        needs_cover=draw(st.booleans()),
        ordered_at=None if ordered is None else ordered.replace(tzinfo=ZoneInfo("Asia/Tokyo")),
        resources=draw(st.lists(RESOURCES, max_size=2, unique_by=lambda asked: asked.resource).map(tuple)),
        one_team=draw(st.booleans()),
    )


TAKEN = st.frozensets(st.sampled_from(["patrol", "home repair", "家电维修", "a:b"]))


@st.composite
def teams(draw: st.DrawFn, id_: str, homes: st.SearchStrategy[str], people: list[Member]) -> Team:
    crew = draw(unique(st.sampled_from([person.id for person in people]), min_size=1))
    return Team(id_, draw(homes), crew, draw(TAKEN))


CAPS = st.builds(OfferCap, st.integers(1, 999), st.sampled_from(Period))


@st.composite
def offers(
    draw: st.DrawFn, id_: str, sites: st.SearchStrategy[str], owners: dict[OfferKind, list[str]]
) -> OfferOfService:
    kind = draw(st.sampled_from([kind for kind in OfferKind if owners.get(kind, ["-"])]))
    provider = draw(st.sampled_from(owners.get(kind, ["committee"])))
    asked = draw(KINDS) if kind in (OfferKind.VENUE, OfferKind.GOODS) else ""
    return OfferOfService(
        id_,
        kind,
        provider,
        draw(sites),
        draw(TAKEN),
        draw(TIMETABLES),
        draw(st.integers(1, 1000)),
        resource=asked,
        setup_minutes=draw(st.integers(0, 600)),
        cap=draw(st.none() | CAPS) if kind in (OfferKind.MEMBER, OfferKind.TEAM) else None,
        taken=draw(st.lists(st.dates(date(2000, 1, 1), date(2099, 12, 31)), max_size=2).map(tuple)),
        given_away=kind is OfferKind.GOODS and draw(st.booleans()),
    )


@st.composite
def all_inputs(draw: st.DrawFn) -> Inputs:
    ids = draw(unique(WORDS, min_size=1, max_size=4))
    units = [Unit(ids[0], level="committee", name=draw(NAMES))]
    units += [Unit(id_, draw(st.sampled_from(ids[:at])), name=draw(NAMES)) for at, id_ in enumerate(ids) if at]
    places = st.sampled_from(ids)
    people = [draw(members(id_, places)) for id_ in draw(unique(WORDS.map("m-".__add__), max_size=3))]
    orders = [draw(demands(id_, places)) for id_ in draw(unique(WORDS.map("d-".__add__), max_size=3))]
    names = draw(unique(WORDS.map("t-".__add__), max_size=2)) if people else ()
    crews = [draw(teams(id_, places, people)) for id_ in names]
    owners = {OfferKind.MEMBER: [p.id for p in people], OfferKind.TEAM: [crew.id for crew in crews]}
    pins = [Pin(o.id, p.id, draw(st.integers(0, len(o.seats) - 1))) for o, p in zip(orders, people, strict=False)]
    pinned = {(pin.demand, pin.member) for pin in pins}
    pairs = [(order.id, person.id) for order in orders for person in people]
    return Inputs(
        tuple(units),
        tuple(people),
        tuple(orders),
        tuple(pins),
        tuple(Ban(*pair) for pair in pairs if pair not in pinned),
        PolicySettings(zone=draw(ZONES), distance_max=draw(st.none() | st.integers(0, 9))),
        teams=tuple(crews),
        offers=tuple(draw(offers(id_, places, owners)) for id_ in draw(unique(WORDS.map("o-".__add__), max_size=3))),
        overrides=tuple(
            Override(person.id, "weekly minutes", 10080, PersonRef("officer-3"), draw(WORDS))
            for person in people
            if person.weekly_minutes_max < 10080 and draw(st.booleans())
        ),
    )


@given(all_inputs())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_inputs_come_back_as_they_were(inputs: Inputs):
    with TemporaryDirectory() as place:
        write_inputs(Path(place), inputs)

        assert read_folder(Path(place)) == inputs


@given(st.datetimes(datetime(1980, 1, 1), datetime(2040, 1, 1)), ZONES)  # noqa: DTZ001 - the zone is put on below
@settings(max_examples=300)
def test_moments_come_back_to_the_instant_even_while_clocks_change(moment: datetime, zone: str):
    from commgov.storage.cells import moment as reader  # noqa: PLC0415 - the name is taken
    from commgov.storage.cells import moment_text  # noqa: PLC0415

    instant = moment.replace(tzinfo=UTC)
    again = reader(ZoneInfo(zone))(moment_text(instant, ZoneInfo(zone)))

    assert again.astimezone(UTC) == instant


def test_the_hour_that_the_clocks_show_twice_is_written_with_its_offset():
    from commgov.storage.cells import moment_text  # noqa: PLC0415 - beside its twin above

    berlin = ZoneInfo("Europe/Berlin")
    first, second = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)

    assert moment_text(first, berlin) == "2026-10-25 02:30+02:00"
    assert moment_text(second, berlin) == "2026-10-25 02:30+01:00"


UNIT = Unit("grid-1")
NOON = Window(datetime(2026, 3, 2, 12, tzinfo=UTC), datetime(2026, 3, 2, 13, tzinfo=UTC))


@pytest.mark.parametrize(
    "inputs",
    [
        Inputs((UNIT,), (Member("m-1", "grid-1", (HeldSkill("a;b"),)),)),
        Inputs((UNIT,), (Member("m-1", "grid-1", preferences=(Preference("a,b", 1),)),)),
        Inputs((UNIT,), (), (Demand("d-1", DemandKind.WISH, "x", "grid-1", NOON, 60, (Seat((), "a (b)"),)),)),
        Inputs((UNIT,), (), (Demand("d-1", DemandKind.WISH, " x", "grid-1", NOON, 60),)),
        Inputs((UNIT,), (Member("m-1", "grid-9"),)),
        Inputs((UNIT,), (Member("张小明", "grid-1"),)),
    ],
)
def test_what_a_table_cannot_say_is_refused_and_nothing_is_written(tmp_path: Path, inputs: Inputs):
    with pytest.raises(InvalidInputError):
        write_inputs(tmp_path / "out", inputs)

    assert not (tmp_path / "out").exists()


def test_the_tables_are_readable_for_people(tmp_path: Path):
    member = Member("m-1", "grid-1", (HeldSkill("nurse", 3, date(2026, 12, 31)),), rest_days=frozenset({6}))
    write_inputs(tmp_path, Inputs((UNIT,), (member,)))
    lines = (tmp_path / "members.csv").read_text("utf-8-sig").splitlines()

    assert lines[1] == "m-1,grid-1,nurse:3@2026-12-31,always,240,4,,,no,0,,,Sun"


def test_chinese_headings_are_read_back_the_same(tmp_path: Path):
    inputs = Inputs((UNIT,), (Member("m-1", "grid-1", (HeldSkill("护理", 3),)),))
    write_inputs(tmp_path, inputs, language="zh")

    assert (tmp_path / "members.csv").read_text("utf-8-sig").startswith("成员,单元,技能,可服务时间,")
    assert read_folder(tmp_path) == inputs
