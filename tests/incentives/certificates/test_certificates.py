"""Certificates from services to verdicts: what holds, what does not and why, in part and in whole, bit by bit."""

import json
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from openbadgeslib.ob3.credential import OpenBadgeCredential
from openvc.status import CredentialRevoked
from openvc.verify import VerificationPolicy, verify_credential

from commgov.errors import InvalidInputError
from commgov.incentives.certificates import (
    Certificate,
    CertificateLine,
    CertificateRegister,
    CertificateVerdict,
    Issuer,
    Revocation,
    SignedCertificate,
    issue_certificate,
    verify_certificate,
)
from commgov.incentives.certificates.badge import badge_of
from commgov.incentives.certificates.disclosures import digest
from commgov.incentives.certificates.proofs import method_of, with_proof
from commgov.seal import SigningKey, canonical_json

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture(scope="session")
def kept() -> CertificateRegister:
    return CertificateRegister("https://b.example/status/1")


@pytest.fixture(scope="session")
def issued(certificate, kept, key) -> SignedCertificate:
    return issue_certificate(certificate, key, status=kept.free_place(bytes), randomness=salts())


@pytest.fixture(scope="session")
def lists(certificate, kept, issued, key, noon) -> dict:
    """The published list before the certificate was revoked, and after; each for a day."""
    times = {"issuer": certificate.issuer.id, "at": noon, "until": noon + timedelta(days=1)}
    kept.enter(certificate, issued)
    before = kept.status_list(key, **times)
    kept.revoke(certificate.number, Revocation("typed in twice", "officer-1", noon))
    return {"before": before, "after": kept.status_list(key, **times)}


def salts():
    """Salts that differ and are the same in each run."""
    drawn = iter(range(10_000))
    return lambda size: next(drawn).to_bytes(size, "big")


def test_a_certificate_says_after_verification_what_it_said_before(issued, lists, certificate, trusted, noon) -> None:
    answer = verify_certificate(issued.to_json(), keys=trusted, at=noon, status_list=lists["before"])
    assert answer.verdict is CertificateVerdict.VALID
    assert answer.is_valid
    assert answer.certificate == certificate
    assert [reason.en for reason in answer.reasons] == [
        "The signature of 社区B居民委员会 holds: 260 minutes, 4 of 4 entries shown."
    ]


def test_an_independent_verifier_takes_it_and_its_list_and_refuses_it_once_revoked(issued, lists, issuer, noon) -> None:
    def check(published: bytes) -> object:
        policy = VerificationPolicy(now=noon, require_status_issuer_binding=True)
        return verify_credential(issued.document(), policy=policy, resolve_status_list=lambda _: json.loads(published))

    result = check(lists["before"])
    assert (result.format, result.issuer) == ("data-integrity:eddsa-jcs-2022", issuer.id)
    assert result.status.revoked is False
    with pytest.raises(CredentialRevoked):
        check(lists["after"])
    listed = verify_credential(json.loads(lists["after"]), policy=VerificationPolicy(now=noon))
    assert listed.issuer == issuer.id


def test_an_independent_open_badges_library_reads_it(issued, certificate, issuer) -> None:
    badge = OpenBadgeCredential.from_vc_document(issued.document())
    assert badge.issuer.name == issuer.name
    assert badge.achievement.achievement_type == "CommunityService"
    assert [identity.identity_hash for identity in badge.identifiers] == [certificate.subject]
    assert badge.issuance_date == certificate.issued


@pytest.mark.parametrize(
    ("change", "verdict", "why"),
    [
        ({}, CertificateVerdict.VALID, "holds: 260 minutes"),
        ({"status_list": "after"}, CertificateVerdict.REVOKED, "has revoked it"),
        ({"status_list": None}, CertificateVerdict.STATUS_UNKNOWN, "may have been revoked"),
        ({"late": timedelta(days=1)}, CertificateVerdict.STATUS_UNKNOWN, "no current list"),
        ({"late": timedelta(seconds=-1)}, CertificateVerdict.NOT_YET_VALID, "from 2027-01-04 on"),
        ({"keys": {}}, CertificateVerdict.UNKNOWN_ISSUER, "not among those that are trusted"),
        ({"keys": "other key"}, CertificateVerdict.UNKNOWN_ISSUER, "or the key it was signed with"),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else None,
)
def test_the_verdict_and_why(change, verdict, why, issued, lists, trusted) -> None:
    other = {issuer: [SigningKey(bytes(32)).verifying_key] for issuer in trusted}
    keys = {"trusted": trusted, "other key": other}.get(str(change.get("keys", "trusted")), {})
    published = lists.get(change.get("status_list", "before"))
    at = datetime(2027, 1, 4, 12, tzinfo=UTC) + change.get("late", timedelta())
    answer = verify_certificate(issued, keys=keys, at=at, status_list=published)
    assert answer.verdict is verdict
    assert why in answer.reasons[0].en
    assert answer.reasons[0].zh != answer.reasons[0].en
    assert (answer.certificate is None) is (verdict is CertificateVerdict.UNKNOWN_ISSUER)


def test_all_that_stands_against_a_certificate_is_told_the_gravest_first(
    certificate, register, key, trusted, noon
) -> None:
    day, issuer = timedelta(days=1), certificate.issuer
    ending = evolve(certificate, valid_until=noon + day)
    issued = issue_certificate(ending, key, status=register.free_place(bytes), randomness=salts())
    register.enter(ending, issued)
    register.revoke("B-2027-17", Revocation("wrong person", "officer-1", noon))
    published = register.status_list(key, issuer=issuer.id, at=noon, until=noon + 9 * day)
    answer = verify_certificate(issued, keys=trusted, at=noon + day, status_list=published)
    assert answer.verdict is CertificateVerdict.REVOKED
    assert [reason.zh for reason in answer.reasons] == ["签发单位已撤销该证明。", "该证明有效期至2027-01-05。"]
    last_moment = noon + day - timedelta(seconds=1)
    assert verify_certificate(issued, keys=trusted, at=last_moment).verdict is CertificateVerdict.STATUS_UNKNOWN
    early = verify_certificate(issued, keys=trusted, at=noon - day)
    assert [reason.en[:2] for reason in early.reasons] == ["It", "It"]


def test_a_certificate_without_a_place_in_a_list_cannot_be_revoked_and_needs_none(
    certificate, key, trusted, noon
) -> None:
    issued = issue_certificate(certificate, key)
    assert "credentialStatus" not in issued.document()
    assert verify_certificate(issued, keys=trusted, at=noon).is_valid


def test_old_keys_stay_trusted_until_they_are_taken_out(certificate, key, noon) -> None:
    community = evolve(certificate, issuer=evolve(certificate.issuer, id="https://b.example/issuer"))
    new = SigningKey(bytes(32))
    keys = {community.issuer.id: [new.verifying_key, key.verifying_key]}
    for signer in (key, new):
        assert verify_certificate(issue_certificate(community, signer), keys=keys, at=noon).is_valid
    without = {community.issuer.id: [new.verifying_key]}
    answer = verify_certificate(issue_certificate(community, key), keys=without, at=noon)
    assert answer.verdict is CertificateVerdict.UNKNOWN_ISSUER


def test_a_list_of_another_issuer_or_key_counts_for_nothing(issued, register, trusted, issuer, noon) -> None:
    other, day = SigningKey(bytes(32)), timedelta(days=1)
    for claimed in (issuer.id, other.verifying_key.to_did()):
        forged = register.status_list(other, issuer=claimed, at=noon, until=noon + day)
        keys = {**trusted, other.verifying_key.to_did(): [other.verifying_key]}
        answer = verify_certificate(issued, keys=keys, at=noon, status_list=forged)
        assert answer.verdict is CertificateVerdict.STATUS_UNKNOWN


@pytest.mark.parametrize(
    "change", [{"validUntil": None}, {"validUntil": "tomorrow"}, {"validFrom": "2027-01-04T12:00:00"}]
)
def test_a_list_that_does_not_say_from_when_to_when_it_holds_counts_for_nothing(
    change, issued, lists, key, trusted, noon
) -> None:
    document = {name: value for name, value in json.loads(lists["before"]).items() if name != "proof"} | change
    signed = with_proof(document, key, method=method_of(document["issuer"], key.verifying_key), created=noon)
    answer = verify_certificate(issued, keys=trusted, at=noon, status_list=canonical_json(signed))
    assert answer.verdict is CertificateVerdict.STATUS_UNKNOWN


@pytest.mark.parametrize(
    "published", ["", "[]", "{}", b"\xff", '{"issuer": 7}', '{"issuer": {"id": "x"}, "proof": []}']
)
def test_whatever_stands_where_the_list_should_the_answer_is_a_value(issued, trusted, noon, published) -> None:
    answer = verify_certificate(issued, keys=trusted, at=noon, status_list=published)
    assert answer.verdict is CertificateVerdict.STATUS_UNKNOWN


def test_a_holder_shows_some_lines_and_the_total_and_both_hold(issued, lists, certificate, trusted, noon) -> None:
    part = issued.showing(lambda line: line.kind == "errand", holder=False)
    answer = verify_certificate(part.to_json(), keys=trusted, at=noon, status_list=lists["before"])
    assert answer.is_valid
    assert answer.certificate.lines == (certificate.lines[1],)
    assert answer.certificate.holder is None
    assert answer.certificate.minutes == 260
    assert answer.reasons[0].zh == "社区B居民委员会的签名有效：共260分钟，展示4项中的1项。"
    assert part.check_code == issued.check_code
    hidden = [*(line.kind for line in certificate.lines if line.kind != "errand"), certificate.holder, "2026-03-16"]
    assert not any(word in part.to_json().decode() for word in hidden)


def test_the_order_of_the_digests_tells_nothing_of_the_order_of_the_lines(issued) -> None:
    digests = issued.document()["credentialSubject"]["digests"]
    assert digests == sorted(digests)
    assert digests != [digest(text) for text in issued.disclosures]


def test_no_line_of_one_certificate_can_be_shown_with_another(issued, certificate, key, trusted, noon) -> None:
    better = evolve(certificate, lines=(evolve(certificate.lines[0], minutes=1440),), minutes=1440)
    other = issue_certificate(better, key)
    mixed = evolve(issued, disclosures=(*issued.disclosures, other.disclosures[0]))
    twice = evolve(issued, disclosures=(*issued.disclosures, issued.disclosures[0]))
    for forged in (mixed, twice):
        answer = verify_certificate(forged, keys=trusted, at=noon)
        assert answer.verdict is CertificateVerdict.ALTERED
        assert answer.certificate is None


def test_lines_that_exceed_the_total_are_no_certificate_even_if_signed(certificate, issued, key, trusted, noon) -> None:
    """An issuer whose own software adds up wrongly."""
    document = issued.document()
    del document["proof"], document["credentialStatus"]
    document["credentialSubject"]["minutes"] = 259
    method = method_of(certificate.issuer.id, key.verifying_key)
    signed = SignedCertificate(
        canonical_json(with_proof(document, key, method=method, created=noon)), issued.disclosures
    )
    assert verify_certificate(signed, keys=trusted, at=noon).verdict is CertificateVerdict.UNREADABLE


def test_a_list_of_revocations_is_no_certificate_although_the_issuer_signed_it(lists, trusted, noon) -> None:
    forged = SignedCertificate(lists["before"], ())
    assert verify_certificate(forged, keys=trusted, at=noon).verdict is CertificateVerdict.UNREADABLE


def flipped(content: bytes, bit: int) -> bytes:
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def test_a_single_flipped_bit_anywhere_in_a_certificate_is_detected(issued, lists, trusted, noon) -> None:
    """Invariant: one flipped bit, wherever it is, and it is worth nothing. Of each byte one or two are tried."""
    part = issued.showing(lambda line: line.minutes == 90)
    source = part.to_json()
    assert verify_certificate(source, keys=trusted, at=noon, status_list=lists["before"]).is_valid
    for bit in range(0, 8 * len(source), 5):
        answer = verify_certificate(flipped(source, bit), keys=trusted, at=noon, status_list=lists["before"])
        assert answer.certificate is None
        assert answer.verdict in {
            CertificateVerdict.ALTERED,
            CertificateVerdict.UNREADABLE,
            CertificateVerdict.UNKNOWN_ISSUER,
        }


def test_a_list_with_another_content_or_a_flipped_bit_counts_for_nothing(issued, lists, trusted, noon) -> None:
    """Who may not revoke may not take a revocation back either."""
    mixed = json.loads(lists["after"]) | {"credentialSubject": json.loads(lists["before"])["credentialSubject"]}
    changed = [json.dumps(mixed), *(flipped(lists["after"], bit) for bit in range(0, 8 * len(lists["after"]), 9))]
    for published in changed:
        answer = verify_certificate(issued, keys=trusted, at=noon, status_list=published)
        assert answer.verdict is CertificateVerdict.STATUS_UNKNOWN


names = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="@0123456789"), min_size=1, max_size=20)
identifiers = st.text("abcdefgh-0123", min_size=1, max_size=12)
some_lines = st.lists(
    st.builds(CertificateLine, st.dates(date(2026, 1, 1), date(2026, 12, 31)), names, names, st.integers(1, 1440)),
    min_size=1,
    max_size=5,
).map(tuple)
certificates = st.builds(
    lambda number, subject, name, lines, holder, issued, seconds: Certificate(
        f"n-{number}",
        f"m-{subject}",
        Issuer(SigningKey(bytes(range(32))).verifying_key.to_did(), name, "officer-1", "officer-7", name),
        date(2026, 1, 1),
        date(2026, 12, 31),
        issued,
        lines,
        holder=holder,
        valid_until=None if seconds is None else issued + timedelta(seconds=seconds),
    ),
    identifiers,
    identifiers,
    names,
    some_lines,
    st.none() | names,
    st.datetimes(datetime(2027, 1, 1), datetime(2028, 1, 1), timezones=st.sampled_from([UTC, ZONE])).map(  # noqa: DTZ001
        lambda moment: moment.replace(microsecond=0)
    ),
    st.none() | st.integers(1, 10**8),
)


@given(certificates, st.data())
def test_any_certificate_holds_as_it_is_and_in_part_and_with_no_bit_changed(certificate: Certificate, data) -> None:
    key = SigningKey(bytes(range(32)))
    keys, at = {certificate.issuer.id: [key.verifying_key]}, certificate.issued
    issued = issue_certificate(certificate, key, randomness=salts())
    assert verify_certificate(issued.to_json(), keys=keys, at=at).certificate == certificate
    kept = data.draw(st.sets(st.sampled_from(certificate.lines)))
    part = issued.showing(lambda line: line in kept)
    shown = verify_certificate(part, keys=keys, at=at)
    assert shown.is_valid
    assert shown.certificate == evolve(certificate, lines=tuple(line for line in certificate.lines if line in kept))
    assert verify_credential(part.document(), policy=VerificationPolicy(now=at)).issuer == certificate.issuer.id
    source = part.to_json()
    bit = data.draw(st.integers(0, 8 * len(source) - 1))
    assert not verify_certificate(flipped(source, bit), keys=keys, at=at).is_valid


@given(st.binary(max_size=60) | st.text(max_size=60))
def test_whatever_is_handed_in_the_answer_is_a_value(source: bytes | str) -> None:
    answer = verify_certificate(source, keys={}, at=datetime(2027, 1, 4, tzinfo=UTC))
    assert answer.verdict is CertificateVerdict.UNREADABLE
    assert answer.certificate is None


@pytest.mark.parametrize("credential", [b"", b"[]", b"7", b'{"proof": 1}', b'{"issuer": []}', b'{"a": 1.5}'])
def test_credentials_of_any_form_get_a_verdict(credential: bytes, noon) -> None:
    for keys in ({}, {"": [SigningKey(bytes(32)).verifying_key]}):
        assert not verify_certificate(SignedCertificate(credential, ("x",)), keys=keys, at=noon).is_valid


@pytest.mark.parametrize(
    "change",
    [
        {"validFrom": "yesterday"},
        {"validFrom": "2027-01-04T09:00:00"},
        {"issuer": "b.example"},
        {"type": ["VerifiableCredential"]},
        {"credentialSubject": []},
        {"validUntil": None},
        {"@context": ["https://www.w3.org/ns/credentials/v2"]},
    ],
    ids=str,
)
def test_what_the_issuer_signed_as_something_else_is_no_certificate(change, certificate, issuer, key, noon) -> None:
    document = badge_of(certificate, [], None) | change
    signed = with_proof(
        document,
        key,
        method=method_of("b.example" if change.get("issuer") else issuer.id, key.verifying_key),
        created=noon,
    )
    keys = {issuer.id: [key.verifying_key], "b.example": [key.verifying_key]}
    answer = verify_certificate(SignedCertificate(canonical_json(signed), ()), keys=keys, at=noon)
    assert answer.verdict is CertificateVerdict.UNREADABLE


def test_the_same_certificate_key_and_salts_give_the_same_bytes(certificate, key) -> None:
    once, again = (issue_certificate(certificate, key, randomness=salts()).to_json() for _ in "12")
    assert once == again
    assert issue_certificate(certificate, key).to_json() != once


def test_a_file_comes_back_from_its_json_in_any_layout(issued) -> None:
    assert SignedCertificate.from_json(issued.to_json()) == issued
    assert SignedCertificate.from_json(json.dumps(json.loads(issued.to_json()), indent=2)) == issued


@pytest.mark.parametrize("source", ["[]", "{}", '{"credential": {}}', '{"credential": 1, "disclosures": []}',
                                    '{"credential": {}, "disclosures": [1]}', '{"credential": {}, "disclosures": {}}',
                                    '{"credential": {}, "disclosures": [], "more": 1}'])  # fmt: skip
def test_a_file_of_another_form_is_refused_with_what_would_be_right(source: str) -> None:
    with pytest.raises(InvalidInputError, match=r"SignedCertificate: — a certificate file"):
        SignedCertificate.from_json(source)


def test_no_name_and_no_line_shows_in_a_repr(certificate, issued, trusted, noon) -> None:
    answer = verify_certificate(issued, keys=trusted, at=noon)
    for value in (certificate, issued, answer, certificate.issuer):
        assert not any(word in repr(value) for word in ("Holder A", "m-17", "帮扶", "officer", "苑区路"))
