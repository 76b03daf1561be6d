"""What the issuer keeps: numbers, places, check codes, revocations, and what it tells who reads them from a paper."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from attrs import evolve

from commgov.core import MemoryStreams
from commgov.errors import ConflictError, InvalidInputError, NotFoundError
from commgov.incentives.certificates import (
    CertificateRegister,
    Revocation,
    StatusEntry,
    issue_certificate,
    same_code,
    verify_certificate,
)
from commgov.incentives.certificates import register as module
from commgov.incentives.certificates.status_list import PLACES

LIST = "https://b.example/status/1"


@pytest.fixture
def kept(streams) -> CertificateRegister:
    """A register in each kind of store."""
    return CertificateRegister(LIST, streams)


@pytest.fixture
def issued(certificate, register, key):
    return issue_certificate(certificate, key, status=register.free_place(bytes), randomness=bytes)


@pytest.fixture
def entered(register, certificate, issued) -> CertificateRegister:
    register.enter(certificate, issued)
    return register


def test_a_register_is_as_it_was_left_whoever_opens_it_again(streams, certificate, key, noon, day, trusted) -> None:
    kept = CertificateRegister(LIST, streams)
    signed = issue_certificate(certificate, key, status=kept.free_place())
    entry = kept.enter(certificate, signed)
    assert CertificateRegister(LIST, streams).find("B-2027-17") == entry
    revoked = CertificateRegister(LIST, streams).revoke("B-2027-17", Revocation("typed in twice", "officer-1", noon))
    again = CertificateRegister(LIST, streams)
    assert again.find("B-2027-17") == revoked
    published = again.status_list(key, issuer=certificate.issuer.id, at=noon, until=noon + day)
    answer = verify_certificate(signed, keys=trusted, at=noon, status_list=published)
    assert answer.verdict.value == "revoked"
    assert [again.streams.read(f"certificate/{certificate.number}")[at].count("typed") for at in (0, 1)] == [0, 1]


def test_what_is_entered_is_what_was_signed(register, certificate, issued) -> None:
    """Else the register would vouch for other minutes than the paper, and revoke another number."""
    for other in (evolve(certificate, number="B-2027-18"), evolve(certificate, subject="m-99")):
        with pytest.raises(InvalidInputError, match="this certificate, signed"):
            register.enter(other, issued)
        assert register.find(other.number) is None
    assert register.enter(certificate, issued).check_code == issued.check_code


def test_no_repr_of_an_entry_tells_code_or_person(register, certificate, issued) -> None:
    told = repr(register.enter(certificate, issued))
    assert issued.check_code not in told
    assert certificate.subject not in told


def test_of_many_who_ask_at_once_each_gets_a_place_and_one_the_number(kept, certificate, key) -> None:
    def enter(_: int) -> int | None:
        place = kept.free_place(bytes)
        try:
            kept.enter(certificate, issue_certificate(certificate, key, status=place))
        except ConflictError:
            return None
        return place.place

    with ThreadPoolExecutor(8) as pool:
        entered = [place for place in pool.map(enter, range(12)) if place is not None]
    assert entered == [kept.find("B-2027-17").status.place]
    assert kept.free_place(bytes).place == 12, "the first twelve places were given, each once"


def test_two_registers_in_one_store_have_their_own_lists(streams, certificate, key, noon, day, trusted) -> None:
    registers = [CertificateRegister(f"https://b.example/status/{number}", streams) for number in (1, 2)]
    signed = []
    for number, register in enumerate(registers):
        numbered = evolve(certificate, number=f"B-{number}")
        signed.append(issue_certificate(numbered, key, status=register.free_place(bytes)))
        register.enter(numbered, signed[-1])
    registers[0].revoke("B-0", Revocation("typed in twice", "officer-1", noon))
    verdicts = []
    for register, each in zip(registers, signed, strict=True):
        published = register.status_list(key, issuer=certificate.issuer.id, at=noon, until=noon + day)
        verdicts.append(verify_certificate(each, keys=trusted, at=noon, status_list=published).verdict.value)
    assert verdicts == ["revoked", "valid"]


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
    assert entered.revoke("B-2027-17", first) == entered.revoke("B-2027-17", second)
    answer = entered.look_up("B-2027-17", issued.check_code)
    assert not answer.is_valid
    assert answer.entry.revoked == first
    assert answer.why.zh == "已于2027-01-04撤销。"


def test_a_number_is_given_once(entered, certificate, key) -> None:
    with pytest.raises(ConflictError, match="certificate/B-2027-17"):
        entered.enter(certificate, issue_certificate(certificate, key, status=entered.free_place()))


def test_a_place_is_one_certificate_s(entered, certificate, key) -> None:
    other = evolve(certificate, number="B-2027-18")
    place = entered.find("B-2027-17").status
    with pytest.raises(ConflictError, match=f"place {place.place} of the list is another certificate's"):
        entered.enter(other, issue_certificate(other, key, status=place))


def test_entering_that_was_cut_off_is_done_again(register, certificate, issued) -> None:
    append, calls = register.streams.append, []

    def cut_off(stream: str, number: int, body: str) -> None:
        calls.append(stream)
        if stream.startswith("certificate/"):
            raise OSError("disk full")
        append(stream, number, body)

    register.streams.append = cut_off
    with pytest.raises(OSError, match="disk full"):
        register.enter(certificate, issued)
    register.streams.append = append
    assert register.find("B-2027-17") is None
    assert register.enter(certificate, issued) == register.find("B-2027-17")
    assert len(calls) == 2


def test_a_certificate_that_could_not_be_revoked_here_is_not_entered(register, certificate, key) -> None:
    elsewhere, never_given = StatusEntry("https://other.example/status/1", 7), StatusEntry(LIST, 7)
    for status in (None, elsewhere, never_given):
        with pytest.raises(InvalidInputError, match="a place in the list of this register"):
            register.enter(certificate, issue_certificate(certificate, key, status=status))


def test_nobody_revokes_what_was_never_issued(entered, noon) -> None:
    with pytest.raises(NotFoundError, match="B-2027-99"):
        entered.revoke("B-2027-99", Revocation("typed in twice", "officer-1", noon))


def test_a_place_is_free_also_where_the_draw_hits_one_that_is_taken(entered) -> None:
    assert entered.find("B-2027-17").status.place == 0
    assert entered.free_place(bytes).place == 1


def test_places_are_drawn_over_the_whole_list(register) -> None:
    drawn = [register.free_place().place for _ in range(200)]
    assert len({*drawn}) == 200
    assert max(drawn) > PLACES * 3 // 4
    assert min(drawn) < PLACES // 4


def test_a_full_list_gives_no_place(register, monkeypatch) -> None:
    monkeypatch.setattr(module, "PLACES", 4)
    assert {register.free_place().place for _ in range(4)} == {0, 1, 2, 3}
    with pytest.raises(ConflictError, match="all places of the list are taken"):
        register.free_place()


def test_a_register_has_a_list_with_a_url() -> None:
    with pytest.raises(InvalidInputError, match="list_id"):
        CertificateRegister("status/1", MemoryStreams())


def test_a_revocation_says_who_and_why(noon) -> None:
    with pytest.raises(InvalidInputError) as refused:
        Revocation(" ", "", noon.replace(tzinfo=None))
    assert len(refused.value.problems) == 3


def test_a_register_shows_no_person(entered) -> None:
    assert "m-17" not in repr(entered) + repr(entered.find("B-2027-17"))
