"""Good tables, in all the forms in which people write them."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from commgov.core import Channel, DemandKind, HeldSkill, Preference, RequiredSkill, Seat, Timetable
from commgov.matching import Ban, MatchingProblem, Pin
from commgov.storage import read_folder
from commgov.storage.csv_sheet import csv_sheet

Folder = Callable[..., Path]
SHANGHAI = ZoneInfo("Asia/Shanghai")

UNITS_ZH = "单元,上级单元,层级,名称\n委员会,,社区党委,某社区\n网格１,委员会,网格党支部,第一网格\n"
MEMBERS_ZH = (
    "志愿者编号；所属单元；技能；可服务时间；每周分钟上限；每周次数上限；派出单位；工作时间；单位同意；近期服务分钟；保险到期；偏好；休息日\n"
    "v-1；网格1；电工:3、护士:2@2026-12-31；周一至周五 18:00-21:00；１２０分钟；2；某局；"
    "周一至周五 09:00-17:00；是；90；2026年12月31日；巡逻:+2、保洁:-1；周六、周日\n"
).replace("；", ";")
DEMANDS_ZH = (
    "需求编号\t类型\t类别\t单元\t开始时间\t结束时间\t时长（分钟）\t人数\t所需技能\t优先级\t渠道\t代办人\t需保险\t下单时间\n"
    "q-1\t微心愿\t家电维修\t网格1\t2026年3月2日 9:00\t12:00\t60分钟\t2人\t"
    "电工:3\t紧急\t微信群\tp-7\t是\t2026/3/1 8:30\n"
)


def test_english_tables_become_units_members_and_demands(folder: Folder):
    inputs = read_folder(folder())

    assert [unit.id for unit in inputs.units] == ["committee", "grid-1"]
    assert inputs.units[1].parent == "committee"
    assert inputs.members[0].skills == (HeldSkill("electrician", 3),)
    demand = inputs.demands[0]
    assert demand.window.start == datetime(2026, 3, 2, 9, tzinfo=SHANGHAI)
    assert (demand.minutes, demand.is_flexible, demand.kind) == (60, True, DemandKind.WISH)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_tables_read_the_same_in_every_usual_encoding_and_with_every_separator(folder: Folder, encoding: str):
    tables = {"units.csv": UNITS_ZH, "members.csv": MEMBERS_ZH, "demands.csv": DEMANDS_ZH}
    inputs = read_folder(folder({name: text.encode(encoding) for name, text in tables.items()}))

    assert [unit.level for unit in inputs.units] == ["committee", "grid"]
    (member,) = inputs.members
    assert (member.id, member.home_unit) == ("v-1", "网格1")  # full-width digits are the same digits
    assert member.skills == (HeldSkill("电工", 3), HeldSkill("护士", 2, date(2026, 12, 31)))
    assert member.availability == Timetable.parse("Mon-Fri 18:00-21:00")
    assert (member.weekly_minutes_max, member.weekly_services_max, member.recent_minutes) == (120, 2, 90)
    assert (member.employer, member.employer_consents) == ("某局", True)
    assert member.working_hours == Timetable.parse("Mon-Fri 09:00-17:00")
    assert member.insured_until == date(2026, 12, 31)
    assert member.preferences == (Preference("巡逻", 2), Preference("保洁", -1))
    assert member.rest_days == {5, 6}
    (demand,) = inputs.demands
    assert (demand.kind, demand.category, demand.unit) == (DemandKind.WISH, "家电维修", "网格1")
    assert demand.window.end == datetime(2026, 3, 2, 12, tzinfo=SHANGHAI)
    assert demand.seats == (Seat((RequiredSkill("电工", 3),)),) * 2
    assert (demand.priority, demand.channel, demand.proxy, demand.needs_cover) == (3, Channel.CHAT, "p-7", True)
    assert demand.ordered_at == datetime(2026, 3, 1, 8, 30, tzinfo=SHANGHAI)


def test_files_may_have_chinese_names(folder: Folder):
    renamed = {"单元.csv": UNITS_ZH, "成员表.csv": MEMBERS_ZH, "需求清单.csv": DEMANDS_ZH}
    inputs = read_folder(folder(renamed | dict.fromkeys(("units.csv", "members.csv", "demands.csv"))))

    assert len(inputs.demands) == 1


def test_empty_cells_mean_the_same_as_missing_columns(folder: Folder):
    bare = read_folder(folder()).members[1]
    blank = "member,unit,availability,weekly_minutes,employer,insured_until,rest_days\nm-2,grid-1,,,,,\n"

    assert read_folder(folder({"members.csv": blank})).members == (bare,)
    assert bare.availability == Timetable.always()


def test_never_is_an_empty_timetable(folder: Folder):
    members = read_folder(
        folder({"members.csv": "member,unit,availability\nm-1,grid-1,never\nm-2,grid-1,无\n"})
    ).members

    assert [member.availability for member in members] == [Timetable(), Timetable()]


def test_without_an_end_a_demand_stands_at_a_fixed_time(folder: Folder):
    table = "demand,kind,category,unit,start,minutes\nd-1,duty,patrol,grid-1,2026-03-02 22:30,90\n"
    (demand,) = read_folder(folder({"demands.csv": table})).demands

    assert not demand.is_flexible
    assert demand.window.end == datetime(2026, 3, 3, 0, 0, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-02 09:00",
        "2026/3/2 9:00",
        "2026.3.2 9:00",
        "2026年3月2日9时",
        "2026-03-02T01:00Z",
        "2026-03-02T09:00:00",
    ],
)
def test_a_moment_can_be_written_in_many_ways(folder: Folder, written: str):
    table = f"demand,kind,category,unit,start,minutes\nd-1,duty,patrol,grid-1,{written},90\n"
    (demand,) = read_folder(folder({"demands.csv": table})).demands

    assert demand.window.start == datetime(2026, 3, 2, 9, tzinfo=SHANGHAI)


def test_midnight_can_end_a_day(folder: Folder):
    table = "demand,kind,category,unit,start,end,minutes\nd-1,duty,patrol,grid-1,2026-03-02 22:00,24:00,90\n"
    (demand,) = read_folder(folder({"demands.csv": table})).demands

    assert demand.window.end == datetime(2026, 3, 3, 0, 0, tzinfo=SHANGHAI)


def test_local_times_are_read_in_the_zone_of_the_policy(folder: Folder):
    inputs = read_folder(folder({"policy.toml": 'zone = "Europe/Berlin"'}))

    assert inputs.demands[0].window.start == datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Europe/Berlin"))


def test_a_list_of_seats_names_skills_and_roles(folder: Folder):
    seats = "electrician:3; driver (lead) | 2*(helper) | anyone"
    table = f"demand,kind,category,unit,start,minutes,seats\nd-1,duty,patrol,grid-1,2026-03-02 09:00,60,{seats}\n"
    (demand,) = read_folder(folder({"demands.csv": table})).demands

    lead = Seat((RequiredSkill("electrician", 3), RequiredSkill("driver", 1)), "lead")
    assert demand.seats == (lead, Seat((), "helper"), Seat((), "helper"), Seat())


def test_pins_count_seats_from_one_and_bans_stand_beside_them(folder: Folder):
    table = "demand,member,decision,seat\nd-1,m-1,pin,1\nd-1,m-2,禁止,\n"
    inputs = read_folder(folder({"pins.csv": table}))

    assert inputs.pins == (Pin("d-1", "m-1", 0),)
    assert inputs.bans == (Ban("d-1", "m-2"),)


def test_a_title_and_empty_rows_may_stand_around_the_headings(folder: Folder):
    table = "Members of Grid 1,,\n\nmember,unit,skills\n\nm-1,grid-1,\n"

    assert [member.id for member in read_folder(folder({"members.csv": table})).members] == ["m-1"]


def test_headings_alone_are_an_empty_table(folder: Folder):
    inputs = read_folder(folder({"demands.csv": "demand,kind,category,unit,start,minutes\n"}))

    assert inputs.demands == ()


def test_without_any_unit_there_is_no_hierarchy_to_look_units_up_in(folder: Folder):
    assert len(read_folder(folder({"units.csv": "unit\n"})).members) == 2


def test_a_quoted_line_break_stays_in_its_cell_and_rows_count_as_in_a_spreadsheet(folder: Folder):
    sheet = csv_sheet("members.csv", b'member,unit\r\n"m-1","grid-1\r\n"\r\nm-2,grid-2\r\n')

    assert [(row.number, row.cells[0]) for row in sheet.rows] == [(1, "member"), (2, "m-1"), (3, "m-2")]
    table = 'member,unit,availability\nm-1,grid-1,"Mon 18:00-21:00\nSat 08:00-12:00"\n'
    (member,) = read_folder(folder({"members.csv": table})).members
    assert len(member.availability.weekly) == 2


def test_old_line_ends_of_a_mac_are_lines_too(folder: Folder):
    assert len(read_folder(folder({"members.csv": "member,unit\rm-1,grid-1\rm-2,grid-1\r"})).members) == 2


def test_what_a_plan_leaves_in_the_folder_is_not_taken_for_input(folder: Folder):
    place = folder({"services.csv": "nonsense", "services.xlsx": b"nonsense", "~$open.xlsx": b"x", "unmet.csv": "x"})

    assert len(read_folder(place).members) == 2


def test_inputs_show_only_how_much_there_is(folder: Folder):
    assert repr(read_folder(folder())) == "Inputs(2 units, 2 members, 1 demands)"


def test_a_date_that_means_for_ever_can_be_planned_with(folder: Folder):
    table = "member,unit,skills,insured_until\nm-1,grid-1,electrician:3@9999-12-31,9999-12-31\n"
    inputs = read_folder(folder({"members.csv": table}))
    problem = MatchingProblem.build(inputs.members, inputs.demands, zone=inputs.policy.zone)

    assert len(problem.columns.members.ids) == 1
