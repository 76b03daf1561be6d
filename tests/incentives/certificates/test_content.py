"""What a certificate may say: whole minutes that add up, no personal data, who answers for it, and nothing else."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve

from commgov.errors import InvalidInputError
from commgov.incentives import Attestation, ServiceFacts, Side
from commgov.incentives.certificates import CertificateLine, certificate_lines, issue_certificate

ZONE = ZoneInfo("Asia/Shanghai")


def test_a_certificate_is_not_issued_for_minutes_that_its_lines_do_not_add_up_to(certificate, key) -> None:
    with pytest.raises(InvalidInputError) as refused:
        issue_certificate(evolve(certificate, lines=(), minutes=600), key)
    assert [str(problem) for problem in refused.value.problems] == [
        "Certificate B-2027-17, lines: — at least one line",
        "Certificate B-2027-17, minutes: '600' — the sum of the lines: what is issued shows all of them",
    ]


def test_all_that_is_wrong_with_a_certificate_is_named_at_once(certificate) -> None:
    with pytest.raises(InvalidInputError) as refused:
        evolve(
            certificate,
            first=date(2026, 3, 5),
            minutes=259,
            holder="two\nlines",
            issued=certificate.issued.replace(microsecond=1),
            valid_until=certificate.issued,
        )
    assert [str(problem).split(": ")[0] for problem in refused.value.problems] == [
        "Certificate B-2027-17, lines[0]",
        "Certificate B-2027-17, minutes",
        "Certificate B-2027-17, holder",
        "Certificate B-2027-17, issued",
        "Certificate B-2027-17, valid_until",
    ]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"kind": "13800000000"}, "kind"),
        ({"place": "x@b.example"}, "place"),
        ({"kind": ""}, "kind"),
        ({"place": "a\u202eb"}, "place"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 1441}, "minutes"),
        ({"day": datetime(2026, 3, 2, tzinfo=UTC)}, "day"),
    ],
)
def test_a_line_holds_no_personal_data_and_a_whole_number_of_minutes(certificate, change, place) -> None:
    with pytest.raises(InvalidInputError, match=f"CertificateLine, {place}: ") as refused:
        evolve(certificate.lines[0], **change)
    assert "13800000000" not in str(refused.value)


@pytest.mark.parametrize("minutes", [260.0, True, -1, 2**70, "260"])
def test_minutes_are_whole_numbers(certificate, minutes, key) -> None:
    with pytest.raises(InvalidInputError):
        issue_certificate(evolve(certificate, minutes=minutes), key)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"id": "b.example"}, "id"),
        ({"id": "https://b.example#key"}, "id"),
        ({"name": " "}, "name"),
        ({"head": "13800000000"}, "head"),
        ({"handler": ""}, "handler"),
        ({"contact": "x" * 121}, "contact"),
    ],
)
def test_an_issuer_says_who_answers(issuer, change, place) -> None:
    with pytest.raises(InvalidInputError, match=f"Issuer, {place}: "):
        evolve(issuer, **change)


def test_the_lines_of_a_member_are_the_posted_services_of_the_period_in_the_community_s_days() -> None:
    def service(record: str, member: str, begin: str, minutes: int) -> ServiceFacts:
        start = datetime.fromisoformat(begin).replace(tzinfo=UTC)
        sides = (Attestation(side, f"{side.value}-1", start, minutes) for side in (Side.COMMUNITY, Side.RESIDENT))
        end = start + timedelta(hours=2)
        whose = (record, f"d-{record}", member, "resident-1", "errand", "grid-1")
        return ServiceFacts(*whose, start, end, minutes, 120, member, end, *sides)

    services = [
        service("s-3", "m-1", "2026-03-02T01:00", 60),
        service("s-2", "m-1", "2025-12-31T16:00", 50),  # the first of January, in Shanghai
        service("s-1", "m-1", "2025-12-31T15:59", 40),  # still the last of December
        service("s-4", "m-2", "2026-03-02T01:00", 70),
        service("s-5", "m-1", "2026-12-31T16:00", 80),  # the next year
        service("s-6", "m-1", "2026-05-02T01:00", 0),  # nothing was posted
    ]
    year = (date(2026, 1, 1), date(2026, 12, 31))
    lines = certificate_lines(services, "m-1", *year, place={"grid-1": "grid branch"}.__getitem__, zone=ZONE)
    assert lines == (
        CertificateLine(date(2026, 1, 1), "grid branch", "errand", 50),
        CertificateLine(date(2026, 3, 2), "grid branch", "errand", 60),
    )
