"""The report in a real Chromium: on a phone, at night, in Chinese, on paper."""

import re
from pathlib import Path

import pytest

from commgov.report import PlanTables, ServiceRow, UnitRow, UnmetRow, plan_page
from commgov.wording import Text

TITLE = Text("Service list, week 10", "第10周服务清单")
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1200, "height": 900}
OVERFLOWING = "document.documentElement.scrollWidth > innerWidth"


@pytest.fixture(scope="module")
def report(week, tmp_path_factory) -> Path:
    file = tmp_path_factory.mktemp("report") / "report.html"
    html = plan_page(week, title=TITLE, generated_from=Text("Made from a test", "由测试生成"), date="2026-03-02")
    file.write_text(html, "utf-8")
    return file


@pytest.fixture
def opened(browser, report):
    """Opens the report; at the end nothing may have been complained of or asked from anywhere else."""
    complaints, requests, contexts = [], [], []

    def open_report(**options):
        context = browser.new_context(**{"locale": "en-GB", **options})
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        context.on("request", lambda request: requests.append(request.url))
        page.goto(report.as_uri())
        return page

    yield open_report
    for context in contexts:
        context.close()
    assert complaints == []
    assert set(requests) == {report.as_uri()}


def unfold(page):
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_on_a_phone_nothing_sticks_out_folded_or_open(opened, tmp_path, locale):
    page = opened(viewport=PHONE, locale=locale)
    assert not page.evaluate(OVERFLOWING)
    page.screenshot(path=tmp_path / f"phone-{locale}.png")
    unfold(page)
    assert not page.evaluate(OVERFLOWING)
    assert page.evaluate("document.querySelector('#places-name').closest('.scroll').scrollWidth") > PHONE["width"]


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_on_a_phone_lists_are_read_without_scrolling_to_the_side(opened, locale):
    """Service list and reasons, whose last column is the one that matters, flow; so everything of them is in sight."""
    page = opened(viewport=PHONE, locale=locale)
    unfold(page)
    wide = "[...document.querySelectorAll('.flowing')].filter((t) => t.parentElement.scrollWidth > t.clientWidth + 2)"
    assert page.locator(".flowing").count() >= 5
    assert page.evaluate(f"{wide}.length") == 0
    why = page.locator("#unmet td:last-child").first.bounding_box()
    assert 0 <= why["x"] < why["x"] + why["width"] <= PHONE["width"]


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_on_a_narrow_phone_the_plan_stands_beside_the_list_without_a_plan(opened, locale):
    """The table that compares them is wholly in sight, down to the last column."""
    page = opened(viewport=PHONE, locale=locale)
    box = "document.querySelector('#expertise-use-name').closest('.scroll')"
    assert page.evaluate(f"{box}.scrollWidth <= {box}.clientWidth")


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_no_number_is_broken_and_nothing_covers_anything(opened, viewport, locale):
    """Each count stands on one line inside its fold's heading, each share on one line beside its bar."""
    page = opened(viewport=viewport, locale=locale)
    for bold in (*page.locator("summary > b").all(), *page.locator(".how b").all()[:20]):
        if bold.is_visible():
            own, around = bold.bounding_box(), bold.locator("xpath=..").bounding_box()
            assert own["height"] < 30
            assert around["y"] <= own["y"] + 1
            assert own["y"] + own["height"] <= around["y"] + around["height"] + 1


def test_on_a_phone_a_chinese_word_is_not_set_letter_under_letter(opened):
    page = opened(viewport=PHONE, locale="zh-CN")
    unfold(page)
    for cell in page.locator("#served table:not(.flowing) td:first-child").all():
        assert cell.bounding_box()["height"] < 60


def test_priorities_are_sorted_by_urgency_not_by_their_names(opened):
    page = opened(locale="zh-CN")
    unfold(page)
    table = page.locator("#unmet table").first
    table.get_by_role("button", name="优先级").click()
    words = ["普通", "较急", "紧急"]
    said = [words.index(text) for text in table.locator("td:nth-child(4)").all_inner_texts()]
    assert said == sorted(said)
    assert len(set(said)) > 1


@pytest.mark.parametrize(
    ("locale", "tag", "heading"), [("en-GB", "en", TITLE.en), ("zh-CN", "zh-CN", TITLE.zh), ("fr-FR", "en", TITLE.en)]
)
def test_it_opens_in_the_readers_language(opened, locale, tag, heading):
    page = opened(locale=locale)
    assert page.evaluate("document.documentElement.lang") == tag
    assert page.inner_text("h1") == page.title() == heading


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_the_switch_changes_every_word(opened, script):
    page = opened(java_script_enabled=script)
    assert page.inner_text("h1") == TITLE.en
    page.click("text=中文")
    assert page.inner_text("h1") == TITLE.zh
    headings = page.locator("h2, h3").all_inner_texts()
    assert len(headings) >= 9
    assert all(re.fullmatch("[^a-zA-Z]+", heading) for heading in headings)
    assert not page.locator('.page [lang="en"]').first.is_visible()


def test_the_switch_works_from_the_keyboard_and_names_the_page(opened):
    page = opened()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert page.inner_text("h1") == page.title() == TITLE.zh
    assert page.evaluate("document.documentElement.lang") == "zh-CN"


def test_drawings_are_named_in_the_language_shown(opened):
    page = opened(locale="zh-CN")
    assert page.get_by_role("img", name="每名成员的服务时长", exact=True).count() == 1


def test_a_table_is_sorted_by_a_click_and_back_by_another(opened):
    page = opened()
    head = page.get_by_role("button", name="services", exact=True)
    cells = page.locator("#load td:nth-child(2)")
    head.click()
    rising = [int(text) for text in cells.all_inner_texts()]
    head.click()
    falling = [int(text) for text in cells.all_inner_texts()]
    assert rising == sorted(rising)
    assert falling == rising[::-1] != rising


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_follows_the_readers_day_and_night(opened, tmp_path, scheme):
    page = opened(viewport=DESK, color_scheme=scheme)
    page.screenshot(path=tmp_path / f"{scheme}.png")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    brightness = sum(map(int, re.findall(r"\d+", ground)[:3]))
    assert (brightness < 128) == (scheme == "dark")


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_on_paper_folds_are_open_and_nothing_is_cut_off(opened, tmp_path, script):
    """The PDF has a page for the deepest units; laid out as wide as A4, nothing sticks out."""
    page = opened(java_script_enabled=script, viewport={"width": 688, "height": 1000}, color_scheme="dark")
    printed = page.pdf(path=tmp_path / "report.pdf", format="A4", prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    assert max(map(int, re.findall(rb"/Count (\d+)", printed))) > 20
    page.emulate_media(media="print")
    ground = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--card')")
    assert ground == "#ffffff"
    assert page.locator(".switch").is_hidden()
    unfold(page)
    assert not page.evaluate(OVERFLOWING)
    assert page.evaluate("[...document.querySelectorAll('.scroll')].every((box) => box.scrollWidth <= box.clientWidth)")
    assert page.locator("text=group-620").first.is_visible()


def test_hostile_text_neither_runs_nor_breaks_the_page(browser, tmp_path):
    """Ids that are scripts, or very long, change neither the title nor the width of a phone's page."""
    texts = (
        "<script>document.title = 'taken'</script>",
        "<img src=x onerror=\"document.title='taken'\">",
        "w" * 10_000,
    )
    tables = PlanTables(
        figures=tuple((Text(text, text), text) for text in texts),
        services=tuple(ServiceRow(*[text] * 6) for text in texts),
        unmet=tuple(UnmetRow(text, text, text, 1, text, Text(text, text)) for text in texts),
        units=tuple(UnitRow(text, texts[0] if at else None, Text(text, text), text) for at, text in enumerate(texts)),
    )
    file = tmp_path / "hostile.html"
    file.write_text(plan_page(tables, title=TITLE, generated_from=Text(texts[2], texts[2]), date=texts[0]), "utf-8")
    context = browser.new_context(viewport=PHONE, locale="en-GB")
    page = context.new_page()
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(file.as_uri())
    unfold(page)
    assert page.title() == TITLE.en
    assert not page.evaluate(OVERFLOWING)
    assert requests == [file.as_uri()]
    context.close()
