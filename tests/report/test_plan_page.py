"""The report of a plan, read by a parser."""

import re

import pytest
from attrs import evolve

from commgov.report import ExpertiseRow, PlanTables, Quality, ServiceRow, UnitRow, UnmetRow, plan_page
from commgov.wording import Text

TITLE = Text("Service list, week 10", "第10周服务清单")
ORIGIN = Text("Made from a test", "由测试生成")
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style></title><!--",
    "]]>&lt;&amp;{0}%s{{x}}",
    "\u202egnihtemos\u2066",
    "\x00\x1b[31m\ud800",
    "长" * 10_000,
)


def report(tables, **options):
    return plan_page(tables, title=TITLE, generated_from=ORIGIN, date="2026-03-02", **options)


@pytest.fixture(scope="module")
def week_page(week):
    return report(week)


def test_a_page_is_whole_and_its_tags_are_balanced(week_page, read_page):
    page = read_page(week_page)
    assert not page.open
    assert [len(page.named(tag)) for tag in ("html", "head", "main", "h1", "style", "script")] == [1] * 6


def test_a_page_loads_nothing_and_allows_nothing(week_page, read_page):
    page = read_page(week_page)
    loading = {"src", "href", "srcset", "action", "style", "background", "data", "xlink:href"}
    assert not [(tag, found) for tag, attributes in page.tags if (found := loading & attributes.keys())]
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
    assert "://" not in week_page
    assert not re.search(r"url\(|@import|import\(", week_page)
    policy = next(meta["content"] for meta in page.named("meta") if meta.get("http-equiv"))
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


def test_ids_are_unique_and_every_reference_is_met(week_page, read_page):
    page = read_page(week_page)
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids)) > 50
    meant = [
        name
        for _, attributes in page.tags
        for key in ("aria-labelledby", "aria-describedby", "for")
        for name in (attributes.get(key) or "").split()
    ]
    assert set(meant) <= set(ids)


def test_every_label_is_in_both_languages(week_page, read_page):
    """English and Chinese come in pairs, none is empty, and the Chinese is Chinese."""
    said = read_page(week_page).said
    english, chinese = said["en"], said["zh-CN"]
    assert len(english) == len(chinese) > 500
    assert all(english)
    assert all(re.search("[\u4e00-\u9fff]", text) for text in chinese)


def test_drawings_have_a_name_and_words(week_page, read_page):
    drawings = read_page(week_page).named("svg")
    hidden = [each for each in drawings if each.get("aria-hidden") == "true"]
    told = [each for each in drawings if each.get("role") == "img"]
    assert len(told) == 2
    assert all(each["aria-labelledby"] and each["aria-describedby"] for each in told)
    assert len(hidden) + len(told) == len(drawings)


def test_it_shows_what_was_served_where_and_why_not(week, week_page, read_page):
    said = read_page(week_page).words()
    service, unmet = week.services[0], week.unmet[0]
    for shown in (service.demand, service.unit, service.member, service.start, unmet.demand, unmet.reason.en):
        assert shown in said
    assert f"The first 500 of {len(week.services):,} are shown; all are in services.csv." in said


def test_the_same_tables_give_the_same_bytes(week, week_page):
    assert report(week) == week_page


def test_a_city_week_stays_small(stress_week):
    """10,000 demands: a file that a chat group takes, with an honest note."""
    html = report(stress_week)
    assert len(html.encode()) < 700_000
    assert f"The first 500 of {len(stress_week.services):,} are shown" in html


def test_the_script_is_small(week_page):
    assert len(re.search("<script>(.*)</script>", week_page, re.DOTALL)[1].encode()) < 10_000


def test_hostile_text_stays_text(read_page):
    tables = PlanTables(
        figures=tuple((Text(text, text + "中"), text) for text in HOSTILE),
        services=tuple(ServiceRow(*[text] * 6) for text in HOSTILE),
        unmet=tuple(UnmetRow(text, text, text, 1, text, Text(text, text)) for text in HOSTILE),
        units=tuple(UnitRow(text, HOSTILE[0] if at else None, TITLE, text) for at, text in enumerate(HOSTILE)),
        reasons={HOSTILE[0]: Text(HOSTILE[1], HOSTILE[1])},
    )
    html = plan_page(tables, title=Text(HOSTILE[3], HOSTILE[1]), generated_from=ORIGIN, date=HOSTILE[0])
    page = read_page(html.encode("utf-8").decode("utf-8"))
    assert not page.open
    assert len(page.named("script")) == len(page.named("style")) == 1
    assert not page.named("img")
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
    assert not set("\u202e\u2066\x00\x1b") & set(html)
    assert len(html) < 100_000
    assert "<script>alert(1)</script>" in page.words()


@pytest.mark.parametrize(("language", "tag", "title"), [("en", "en", TITLE.en), ("zh", "zh-CN", TITLE.zh)])
def test_it_opens_in_the_language_asked_for(language, tag, title, read_page):
    page = read_page(report(PlanTables(), language=language, follow_reader=False))
    root = page.named("html")[0]
    assert (root["lang"], "data-follow" in root) == (tag, False)
    assert [each["id"] for each in page.named("input") if "checked" in each] == [f"in-{language}"]
    assert ("title", title) in page.texts


def test_an_empty_plan_has_a_page_that_says_so(read_page):
    said = read_page(report(PlanTables())).words()
    assert "Every demand is served." in said
    assert "No member has a service." in said


@pytest.mark.parametrize(
    ("quality", "sentence"),
    [
        (Quality(100, 100, 1000, "optimal"), "No plan can be better than this one."),
        (Quality(104, 100, 1100, "bounded"), "Ours is within 0.4% of what can be achieved at all"),
        (Quality(104, 0, 0, "none"), "How much better another plan could be is not known"),
    ],
)
def test_the_proof_is_told_in_plain_words(quality, sentence, read_page):
    assert sentence in read_page(report(PlanTables(quality=quality))).words()


def test_the_use_of_expertise_is_told_beside_that_without_a_plan(read_page):
    plan = ExpertiseRow(Text("this plan", "本方案"), 9, 10, 8, 4, 3, 0)
    unplanned = ExpertiseRow(Text("first come, first served", "先到先得"), 8, 9, 5, 6, 2, 3)
    page = read_page(report(PlanTables(expertise=(plan, unplanned))))
    said = "8 of 10 services use what their member does best. Services by specialists: 4, of these 3 in their own field"
    assert said + " and 0 at work that asks for no skill." in page.said["en"]
    assert any(sentence.startswith("10人次服务中，8人次用上了成员的专长。") for sentence in page.said["zh-CN"])
    cells = [text for tag, text in page.texts if tag == "td"]
    assert cells == [
        *("9", "8"),
        *("10", "9"),
        *("8 (80%)", "5 (56%)"),
        *("4", "6"),
        *("3 (75%)", "2 (33%)"),
        *("0 (0%)", "3 (50%)"),
    ]


def test_unmet_demands_are_grouped_by_reason_the_most_frequent_first(week, read_page):
    said = read_page(report(week)).words()
    counts = {code: sum(row.code == code for row in week.unmet) for code in week.reasons}
    ordered = sorted(counts, key=counts.get, reverse=True)
    places = [said.index(week.reasons[code].en) for code in ordered]
    assert places == sorted(places)


def test_a_reason_without_a_name_is_shown_by_its_code(week, read_page):
    nameless = evolve(week, reasons={})
    assert "weekly limit" in read_page(report(nameless)).words()


def matrix(html):
    """The table of what is served where: its headings and its rows."""
    body = html[html.index('id="places-name"') :]
    body = body[: body.index("</table>")]
    rows = [re.sub(r"<[^>]+>", "|", row) for row in body.split("<tr>")[1:]]
    return [[cell for cell in row.split("|") if cell] for row in rows]


def test_what_is_served_where_stands_place_by_place():
    """A demand below a garden counts for the garden, one of the committee for itself; several seats count once."""
    level = Text("unit", "单元")
    units = (
        UnitRow("group-1", "grid-1", level),
        UnitRow("b", None, level, "Community B"),
        UnitRow("garden-1", "b", level),
        UnitRow("garden-2", "b", level, "South"),
        UnitRow("grid-1", "garden-1", level),
        UnitRow("garden-3", "b", level),
    )
    services = [
        ServiceRow(f"d-{n}", "patrol", unit, "m", "1", "2") for n, unit in enumerate(["group-1", "grid-1", "b"])
    ]
    services += [
        ServiceRow("d-0", "patrol", "group-1", "m-2", "1", "2"),
        ServiceRow("d-9", "errand", "garden-2", "m", "1", "2"),
    ]
    unmet = (
        UnmetRow("d-7", "patrol", "garden-1", 1, "skills", level),
        UnmetRow("d-8", "errand", "garden-2", 1, "skills", level),
    )
    html = report(PlanTables(services=tuple(services), unmet=unmet, units=units))
    heads, *rows = matrix(html)
    assert heads == ["category", "类别", "Community B", "garden-1", "South"]
    assert rows == [["patrol", "1 / 1", "2 / 3", "–"], ["errand", "–", "–", "1 / 2"]]


def test_places_that_do_not_fit_beside_each_other_are_left_to_the_hierarchy():
    level = Text("unit", "单元")
    units = (UnitRow("b", None, level), *(UnitRow(f"g-{n}", "b", level) for n in range(13)))
    services = tuple(ServiceRow(f"d-{n}", "patrol", f"g-{n}", "m", "1", "2") for n in range(13))
    assert "places-name" not in report(PlanTables(services=services, units=units))
    assert "places-name" in report(PlanTables(services=services[:12], units=units))
    assert "places-name" not in report(PlanTables(services=services))


def test_categories_beyond_the_first_are_taken_together(read_page):
    services = tuple(ServiceRow(f"d-{at}", f"kind {at:02}", "u", "m", "1", "2") for at in range(30))
    said = read_page(report(PlanTables(services=services))).words()
    assert "10 other categories" in said
    assert "10 / 10" in said


def test_a_demand_with_several_seats_counts_once(read_page):
    services = tuple(ServiceRow("d-1", "patrol", "u", f"m-{at}", "1", "2") for at in range(3))
    assert "1 / 1" in read_page(report(PlanTables(services=services))).words()
