"""The certificate on paper: what it says in both languages, in a real browser, on one sheet or several."""

import re
from datetime import date, timedelta

import pytest
from attrs import evolve

from commgov.report import CertificateLineRow, CertificateSheet, certificate_page
from commgov.wording import Text

PHONE = {"width": 360, "height": 740}
OVERFLOWING = "document.documentElement.scrollWidth > innerWidth"


def rows(count: int) -> tuple[CertificateLineRow, ...]:
    kinds = (Text("errand", "代办跑腿"), "环境整治", Text("care of an elder", "帮扶老人"))
    days = (date(2026, 1, 1) + timedelta(days=at) for at in range(count))
    return tuple(CertificateLineRow(day, kinds[at % 3], "网格党支部", 90) for at, day in enumerate(days))


@pytest.fixture(scope="module")
def sheet() -> CertificateSheet:
    return CertificateSheet(
        number="B-2027-17",
        check_code="8G9P-Z8TN-PDKR",
        subject="m-17",
        holder="Holder A",
        first=date(2026, 1, 1),
        last=date(2026, 12, 31),
        minutes=1_260,
        rows=rows(12),
        issuer="社区B居民委员会",
        identity="did:key:z6MkehRgf7yJbgaGfYsdoAsKdBPE3dj2CYhowQdcjqSJgvVd",
        head="officer-1",
        handler="officer-7",
        contact="苑区路1号服务站",
        issued=date(2027, 1, 4),
        until=date(2037, 1, 4),
    )


@pytest.fixture
def opened(browser, tmp_path):
    """Opens a certificate; at the end nothing may have been complained of."""
    complaints, contexts = [], []

    def open_page(html: str, **options):
        file = tmp_path / "certificate.html"
        file.write_text(html, "utf-8")
        context = browser.new_context(**{"locale": "en-GB", **options})
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(file.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def test_it_says_all_that_the_rules_ask_for_in_both_languages(sheet, read_page) -> None:
    said = read_page(certificate_page(sheet)).words()
    for asked in (sheet.number, sheet.check_code, sheet.issuer, sheet.head, sheet.handler, sheet.contact, "21:00"):
        assert asked in said
    for labelled in ("Contact: 苑区路1号服务站", "联系方式：苑区路1号服务站", "Head", "负责人", "Handled by", "经办人"):
        assert labelled in said
    assert "that Holder A (volunteer number m-17) served as a volunteer from 1 January 2026 to 31 December 2026" in said
    assert "兹证明Holder A（志愿者编号m-17）于2026年1月1日至2026年12月31日期间参加志愿服务，累计21小时。" in said
    assert "有效期至2037年1月4日。" in said


def test_who_is_not_named_is_called_by_the_reference(sheet) -> None:
    html = certificate_page(evolve(sheet, holder="m-17"))
    assert "that the volunteer with the number m-17 served" in html
    assert "兹证明编号为m-17的志愿者于" in html


def test_what_is_not_listed_is_said_with_its_time(sheet) -> None:
    html = certificate_page(sheet)
    assert "Services of 3 h are not listed" in html
    assert "本页未列出其中3小时的服务明细" in html
    whole = evolve(sheet, minutes=12 * 90)
    assert "not listed" not in certificate_page(whole)
    nothing = certificate_page(evolve(sheet, rows=()))
    assert "<table" not in nothing
    assert "Services of 21 h are not listed" in nothing


def test_a_name_is_text_whatever_it_holds(sheet, read_page) -> None:
    hostile = evolve(sheet, holder="<script>alert(1)</script>", issuer="{0} & {holder}")
    tags = [tag for tag, _ in read_page(certificate_page(hostile)).tags]
    assert tags.count("script") == 1, "our own"
    assert "&lt;script&gt;" in certificate_page(hostile)


def test_the_same_sheet_gives_the_same_bytes(sheet) -> None:
    assert certificate_page(sheet) == certificate_page(sheet)
    assert certificate_page(sheet) != certificate_page(sheet, language="zh")


@pytest.mark.parametrize(
    ("language", "heading"), [("en", "Certificate of volunteer service"), ("zh", "志愿服务记录证明")]
)
def test_it_is_printed_on_one_sheet_in_its_language_whatever_the_reader_s(
    opened, sheet, tmp_path, language, heading
) -> None:
    page = opened(certificate_page(sheet, language=language), locale="zh-CN" if language == "en" else "en-GB")
    assert page.locator("h1").inner_text().strip() == heading
    page.screenshot(path=tmp_path / f"certificate-{language}.png", full_page=True)
    printed = page.pdf(path=tmp_path / f"certificate-{language}.pdf", format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1


def test_many_lines_go_over_several_sheets_and_the_signatures_stay_together(opened, sheet, tmp_path) -> None:
    page = opened(certificate_page(evolve(sheet, rows=rows(200), minutes=200 * 90)))
    printed = page.pdf(path=tmp_path / "certificate.pdf", format="A4", prefer_css_page_size=True)
    assert 3 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 8
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('.signed')).breakInside") == "avoid"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_on_a_phone_nothing_sticks_out_and_the_code_stays_on_one_line(opened, sheet, language) -> None:
    page = opened(certificate_page(sheet, language=language), viewport=PHONE)
    assert not page.evaluate(OVERFLOWING)
    code = page.locator(".figure dd", has_text=sheet.check_code)
    assert code.bounding_box()["height"] < 1.5 * page.locator(".figure dd", has_text="21:00").bounding_box()["height"]


def test_no_name_shows_in_a_repr(sheet) -> None:
    assert not any(word in repr(sheet) for word in ("Holder A", "m-17", "officer"))
