"""What the issuer keeps: numbers, places, check codes, revocations, and what it tells who reads them from a paper."""

from datetime import UTC, datetime

import pytest
from attrs import evolve

from commgov.errors import ConflictError, InvalidInputError, NotFoundError
from commgov.incentives import (
    CertificateRegister,
    RegisterEntry,
    Revocation,
    StatusEntry,
    issue_certificate,
    same_code,
)
from commgov.incentives.certificates.status_list import PLACES


@pytest.fixture
def issued(certificate, register, key):
    return issue_certificate(certificate, key, status=register.free_place(bytes), randomness=bytes)


@pytest.fixture
def entered(register, certificate, issued) -> CertificateRegister:
    return register.enter(certificate, issued)


def test_a_paper_s_number_and_code_are_answered_with_what_it_should_say(entered, issued) -> None:
    answer = entered.look_up("B-2027-17", issued.check_code)
    assert answer.is_valid
    assert answer.why.en == "Issued on 2027-01-04 to m-17: 260 minutes from 2026-01-01 to 2026-12-31."
    assert answer.why.zh == "2027-01-04签发给m-17：2026-01-01至2026-12-31共260分钟。"


def test_the_code_may_be_typed_as_people_type(entered, issued) -> None:
    typed = issued.check_code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert entered.look_up("B-2027-17", typed).is_valid


def test_without_number_or_code_nothing_is_told(entered, issued) -> None:
    for number, code in [("B-2027-18", issued.check_code), ("B-2027-17", ""), ("B-2027-17", "0000-0000-0000")]:
        answer = entered.look_up(number, code)
        assert (answer.entry, answer.is_valid) == (None, False)
        assert answer.why.zh == "没有与该编号和校验码相符的证明。"


def test_a_check_code_is_three_groups_without_letters_that_look_like_digits(issued, certificate, key) -> None:
    groups = issued.check_code.split("-")
    assert [len(group) for group in groups] == [4, 4, 4]
    assert not {*"".join(groups)} & {*"ILOU"}
    other = issue_certificate(evolve(certificate, number="B-2027-18"), key)
    assert not same_code(issued.check_code, other.check_code)


def test_what_was_revoked_stays_revoked_with_its_first_reason(entered, issued, noon) -> None:
    first, second = (Revocation(reason, "officer-1", noon) for reason in ("typed in twice", "again"))
    revoked = entered.revoke("B-2027-17", first).revoke("B-2027-17", second)
    answer = revoked.look_up("B-2027-17", issued.check_code)
    assert not answer.is_valid
    assert answer.entry.revoked is first
    assert answer.why.zh == "已于2027-01-04撤销。"
    assert entered.look_up("B-2027-17", issued.check_code).is_valid, "the register before is as it was"


def test_a_number_or_a_place_is_given_once(entered, certificate, issued, key) -> None:
    with pytest.raises(ConflictError, match="B-2027-17 is in the register"):
        entered.enter(certificate, issued)
    other = evolve(certificate, number="B-2027-18")
    place = StatusEntry(entered.list_id, entered.entries["B-2027-17"].place)
    with pytest.raises(ConflictError, match=f"place {place.place} of the list is taken"):
        entered.enter(other, issue_certificate(other, key, status=place))


def test_a_certificate_that_could_not_be_revoked_here_is_not_entered(register, certificate, key) -> None:
    for status in (None, StatusEntry("https://other.example/status/1", 7)):
        with pytest.raises(InvalidInputError, match="a place in the list of this register"):
            register.enter(certificate, issue_certificate(certificate, key, status=status))


def test_nobody_revokes_what_was_never_issued(entered, noon) -> None:
    with pytest.raises(NotFoundError, match="B-2027-99"):
        entered.revoke("B-2027-99", Revocation("typed in twice", "officer-1", noon))


def test_a_place_is_free_also_where_the_draw_hits_one_that_is_taken(entered) -> None:
    assert entered.entries["B-2027-17"].place == 0
    assert entered.free_place(bytes).place == 1


def test_places_are_drawn_over_the_whole_list(register) -> None:
    drawn = [register.free_place().place for _ in range(200)]
    assert len({*drawn}) > 190
    assert all(0 <= place < PLACES for place in drawn)


def test_a_full_list_gives_no_place(register) -> None:
    at = datetime(2027, 1, 4, tzinfo=UTC)
    full = {
        str(place): RegisterEntry(str(place), place, "", "m-1", at.date(), at.date(), 1, at) for place in range(PLACES)
    }
    with pytest.raises(ConflictError, match="all places of the list are taken"):
        evolve(register, entries=full).free_place()


def test_a_revocation_says_who_and_why(noon) -> None:
    with pytest.raises(InvalidInputError) as refused:
        Revocation(" ", "", noon.replace(tzinfo=None))
    assert len(refused.value.problems) == 3


def test_a_register_shows_no_person(entered) -> None:
    assert "m-17" not in repr(entered) + repr(entered.entries["B-2027-17"])
