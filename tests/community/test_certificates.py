"""From a year of posted services to the paper in the holder's hand, and back to a verdict."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from commgov.community import certificate_sheet
from commgov.incentives import (
    Attestation,
    Certificate,
    CertificateRegister,
    Issuer,
    ServiceFacts,
    Side,
    certificate_lines,
    issue_certificate,
    verify_certificate,
)
from commgov.report import certificate_page
from commgov.seal import SigningKey
from commgov.wording import Text

WORDS = {"errand": Text("errand", "代办跑腿"), "grid": Text("grid branch", "网格党支部")}
NAMES = {"m-1": "Holder A", "officer-1": "Head B", "officer-7": "Clerk C"}


def service(number: int, minutes: int) -> ServiceFacts:
    start = datetime(2026, 3, number, 9, tzinfo=UTC)
    sides = (Attestation(side, f"{side.value}-1", start, minutes) for side in (Side.COMMUNITY, Side.RESIDENT))
    end = start + timedelta(hours=2)
    return ServiceFacts(
        f"s-{number}",
        f"d-{number}",
        "m-1",
        "resident-1",
        "errand",
        "grid-1",
        start,
        end,
        minutes,
        120,
        "m-1",
        end,
        *sides,
    )


def test_a_year_of_service_becomes_a_paper_that_can_be_checked() -> None:
    key = SigningKey(bytes(range(32)))
    me, at = key.verifying_key.to_did(), datetime(2027, 1, 4, 9, tzinfo=UTC)
    year = (date(2026, 1, 1), date(2026, 12, 31))
    services = [service(number, 50 + number) for number in range(1, 6)]
    lines = certificate_lines(services, "m-1", *year, place=lambda _: "grid", zone=ZoneInfo("Asia/Shanghai"))
    issuer = Issuer(me, "Community B", "officer-1", "officer-7", "office, Garden Road 1")
    certificate = Certificate("B-17", "m-1", issuer, *year, at, lines, holder="Holder A")
    register = CertificateRegister("https://b.example/status/1")
    signed = issue_certificate(certificate, key, status=register.free_place())
    register.enter(certificate, signed)

    published = register.status_list(key, issuer=me, at=at, until=at + timedelta(days=1))
    part = signed.showing(lambda line: line.minutes > 52)
    answer = verify_certificate(part.to_json(), keys={me: [key.verifying_key]}, at=at, status_list=published)
    assert answer.is_valid
    sheet = certificate_sheet(answer.certificate, part.check_code, names=NAMES, words=WORDS)
    html = certificate_page(sheet, language="zh")

    assert [row.minutes for row in sheet.rows] == [53, 54, 55]
    assert sheet.minutes == sum(range(51, 56))
    for told in ("Holder A", "Head B", "Clerk C", "代办跑腿", "网格党支部", "本页未列出其中1小时43分钟", "B-17"):
        assert told in html
    assert register.look_up(sheet.number, sheet.check_code).entry.minutes == sheet.minutes


def test_without_names_a_sheet_carries_references_and_what_the_holder_signed_for() -> None:
    issuer = Issuer("https://b.example", "Community B", "officer-1", "officer-7", "office, Garden Road 1")
    at, year = datetime(2027, 1, 4, 9, tzinfo=UTC), (date(2026, 1, 1), date(2026, 12, 31))
    named = Certificate(
        "B-17", "m-1", issuer, *year, at, (), minutes=0, holder="Holder A", valid_until=at + timedelta(9)
    )
    unnamed = Certificate("B-17", "m-1", issuer, *year, at, (), minutes=0)
    assert certificate_sheet(named, "8G9P-Z8TN-PDKR").holder == "Holder A"
    assert certificate_sheet(named, "8G9P-Z8TN-PDKR").until == date(2027, 1, 13)
    sheet = certificate_sheet(unnamed, "8G9P-Z8TN-PDKR")
    assert (sheet.holder, sheet.head, sheet.handler, sheet.until) == ("m-1", "officer-1", "officer-7", None)
