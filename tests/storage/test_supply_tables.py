"""Teams and offers are tables like the others, in both languages; everything that is wrong is named at once."""

from datetime import date

from commgov.core import OfferKind, OfferOfService, RequiredResource, Team, Timetable
from commgov.storage import read_folder


def test_teams_and_offers_are_read(folder):
    found = read_folder(
        folder(
            {
                "teams.csv": "team,unit,members,categories\nt-1,grid-1,m-2; m-1,patrol\nt-2,grid-1,m-1,\n",
                "offers.csv": (
                    "offer,kind,provider,unit,resource,categories,availability,quantity,setup_minutes\n"
                    "o-1,member,m-1,grid-1,,calligraphy; reading,Sat 09:00-11:00,,\n"
                    "o-2,venue,committee,committee,classroom,,,20,15\n"
                ),
            }
        )
    )
    assert found.teams == (
        Team("t-1", "grid-1", ("m-2", "m-1"), frozenset({"patrol"})),
        Team("t-2", "grid-1", ("m-1",)),
    )
    lesson, room = found.offers
    saturday = Timetable.parse("Sat 09:00-11:00")
    assert lesson == OfferOfService(
        "o-1", OfferKind.MEMBER, "m-1", "grid-1", frozenset({"calligraphy", "reading"}), saturday
    )
    assert (room.kind, room.resource, room.quantity, room.setup_minutes) == (OfferKind.VENUE, "classroom", 20, 15)
    assert room.availability == Timetable.always()


def test_chinese_headings_and_words_say_the_same(folder):
    found = read_folder(
        folder(
            {
                "志愿服务队.csv": "队伍,单元,成员,类别\nt-1,grid-1,m-1、m-2,巡逻\n",
                "资源.csv": (
                    "资源,类型,提供方,单元,种类,可服务时间,数量,布置分钟\n"
                    "o-1,场地,committee,grid-1,教室,周六 09:00-11:00,20,15分钟\no-2,志愿服务队,t-1,grid-1,,,,\n"
                ),
                "demands.csv": None,
                "需求.csv": (
                    "需求,类型,类别,单元,开始,时长,场地物资,整队承接\n"
                    "d-1,微梦想,书法,grid-1,2026-03-07 09:00,60,教室:20人；2*轮椅,是\n"
                ),
            }
        )
    )
    assert found.teams[0].members == ("m-1", "m-2")
    assert [offer.kind for offer in found.offers] == [OfferKind.VENUE, OfferKind.TEAM]
    assert found.demands[0].resources == (RequiredResource("教室", 20), RequiredResource("轮椅", 0, 2))
    assert found.demands[0].one_team


def test_all_that_is_wrong_is_named_at_once(problems):
    found = problems(
        {
            "teams.csv": "team,unit,members\nt-1,grid-7,m-1; m-8\nt-1,grid-1,\nt-3,grid-1,m-1; m-1\n",
            "offers.csv": (
                "offer,kind,provider,unit,resource,quantity\no-1,member,m-7,grid-1,,\no-2,team,t-9,grid-1,,\n"
                "o-3,venue,x,grid-1,,0\no-3,castle,x,grid-1,hall,\no-5,goods,x,grid-8,chair,2000\n"
            ),
        }
    )
    expected = (
        "teams.csv, row 2, column unit",
        "teams.csv, row 2, column members",
        "teams.csv, row 3, column team",
        "teams.csv, row 3, column members",
        "teams.csv, row 4, column members",
        "offers.csv, row 2, column provider",
        "offers.csv, row 3, column provider",
        "offers.csv, row 4, column quantity",
        "offers.csv, row 4, column resource",
        "offers.csv, row 5, column offer",
        "offers.csv, row 5, column kind",
        "offers.csv, row 6, column unit",
        "offers.csv, row 6, column quantity",
    )
    assert {place for place in expected if not any(line.startswith(place) for line in found)} == set()
    assert len(found) == len(expected)


def test_what_a_demand_asks_for_is_looked_at(demand_problems):
    assert len(demand_problems(resources="0*wheelchair")) == 1
    assert len(demand_problems(resources="classroom; classroom:20")) == 1
    assert len(demand_problems(resources=":20", one_team="perhaps")) == 2


def test_names_do_not_stand_among_the_members_of_a_team(problems):
    [line] = problems({"teams.csv": "team,unit,members\nt-1,grid-1,张伟\n"})
    assert "张伟" not in line


def test_how_often_and_what_is_given_away_stand_in_words_of_both_languages(folder, problems):
    table = (
        "offer,kind,provider,unit,resource,quantity,cap,taken,given_away\n"
        "o-1,member,m-1,grid-1,,,2/month,2026-03-07; 2026-03-07,\no-2,member,m-2,grid-1,,,每周1次,,\n"
        "o-3,goods,merchant,grid-1,rice,20,,,yes\n"
    )
    month, week, rice = read_folder(folder({"offers.csv": table})).offers
    assert (str(month.cap), str(week.cap), month.taken) == ("2/month", "1/week", (date(2026, 3, 7),) * 2)
    assert (rice.given_away, rice.quantity, rice.cap) == (True, 20, None)
    march, april, monday = date(2026, 3, 1), date(2026, 4, 1), date(2026, 3, 2)
    assert (month.left_in(march), month.left_in(april), week.left_in(monday)) == (0, 2, 1)
    wrong = table.replace("2/month", "often").replace("每周1次", "0/week").replace("yes", "perhaps")
    named = problems({"offers.csv": wrong})
    for at, expected in enumerate(("row 2, column cap", "row 3, column cap", "row 4, column given_away")):
        assert expected in named[at]
    (venue,) = problems({"offers.csv": table.replace("goods,", "venue,")})
    assert "row 4, column given_away" in venue
