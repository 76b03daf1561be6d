"""A sealed package as bytes: it opens as it was sealed or not at all, and hostile bytes are refused."""

from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.privacy.sharing.office import Office

from commgov.core import MemoryStreams
from commgov.errors import InvalidInputError, SealError
from commgov.privacy import KeyTree, MemoryKeyStore
from commgov.privacy.sharing import (
    MemoryPackageKeys,
    PackageHeading,
    SealedPackage,
    SharingDesk,
    SharingGrounds,
    TreePackageKeys,
)
from commgov.privacy.sharing.watermark import hidden_code, in_marked_order, read_codes
from commgov.seal import Keyset
from commgov.storage import Database
from commgov.testing import check_package_keys

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)
KEYS = Keyset.generate()
HEADING = PackageHeading("s-1", "street-office", "relief", NOON)
SENT = SealedPackage.seal(HEADING, [{"ref": "r-204"}], KEYS).to_bytes()
OTHERS = (
    PackageHeading("s-2", "street-office", "relief", NOON),
    PackageHeading("s-1", "property-company", "relief", NOON),
    PackageHeading("s-1", "street-office", "advertising", NOON),
    PackageHeading("s-1", "street-office", "relief", NOON + timedelta(microseconds=1)),
)


def test_a_package_comes_back_as_it_was_sealed():
    package = SealedPackage.from_bytes(SENT)
    assert package.heading == HEADING
    assert package.to_bytes() == SENT
    assert package.unseal(KEYS) == [{"ref": "r-204"}]


@pytest.mark.parametrize("heading", OTHERS)
def test_what_is_sealed_for_one_recipient_purpose_and_moment_opens_for_no_other(heading):
    relabelled = SealedPackage(heading, SealedPackage.from_bytes(SENT).ciphertext)
    with pytest.raises(SealError):
        SealedPackage.from_bytes(relabelled.to_bytes()).unseal(KEYS)


def test_the_keys_of_another_package_open_nothing():
    with pytest.raises(SealError):
        SealedPackage.from_bytes(SENT).unseal(Keyset.generate())


@given(st.binary(max_size=300) | st.binary(max_size=300).map(lambda junk: b"CGP1" + junk))
def test_any_bytes_are_a_package_or_refused(content):
    try:
        package = SealedPackage.from_bytes(content)
    except InvalidInputError:
        return
    assert package.to_bytes() == content


@given(st.data())
def test_a_package_with_any_byte_changed_is_refused_or_does_not_open(data):
    at = data.draw(st.integers(0, len(SENT) - 1))
    changed = bytearray(SENT)
    changed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises((InvalidInputError, SealError)):
        SealedPackage.from_bytes(bytes(changed)).unseal(KEYS)


@given(st.integers(0, len(SENT) - 1))
def test_a_package_that_was_cut_off_is_refused_or_does_not_open(length):
    with pytest.raises((InvalidInputError, SealError)):
        SealedPackage.from_bytes(SENT[:length]).unseal(KEYS)


@pytest.mark.parametrize(
    "heading",
    [
        b'{"package":"s-1","expires":"2026-03-09T12:00:00.000000+00:00","purpose":"relief","recipient":"street-office"}',
        b'{"expires":"2026-03-09T12:00:00.000000+00:00","package":"s-1","purpose":"relief","recipient":"13800000000"}',
        b'{"expires":"2026-03-09T12:00:00.000000+00:00","more":1,"package":"s-1","purpose":"relief","recipient":"o"}',
        b'{"expires":"2026-03-09T12:00:00.000000+00:00","package":7,"purpose":"relief","recipient":"street-office"}',
        b'{"expires":"2026-03-09T12:00:00","package":"s-1","purpose":"relief","recipient":"street-office"}',
        b'{"expires":"9999-99-09T12:00:00.000000+00:00","package":"s-1","purpose":"relief","recipient":"street-office"}',
        b'{"expires":"0001-01-01T00:00:00.000000+23:00","package":"s-1","purpose":"relief","recipient":"street-office"}',
        b"[]",
        b"null",
        b"[" * 500,
        b"\xff\xfe",
        b'{"expires":1e999}',
    ],
)
def test_a_heading_is_written_in_one_way_only(heading):
    content = b"CGP1" + len(heading).to_bytes(2, "big") + heading + b"ciphertext"
    with pytest.raises(InvalidInputError):
        SealedPackage.from_bytes(content)


@given(st.binary(max_size=200) | st.sampled_from([SENT, SENT[:-1], SENT + b"\x00"]))
def test_the_desk_answers_whatever_bytes_it_is_given_with_reasons_in_both_languages(content):
    office = Office()
    office.issued()
    answer = office.desk.open(content, "street-office")
    assert not answer
    assert all(reason.en and reason.zh for reason in answer.reasons)
    assert answer.reasons
    assert [entry.allowed for entry in office.log.entries()][-1] is False


@given(st.binary(min_size=8, max_size=8), st.text(max_size=30), st.text(max_size=30))
def test_a_hidden_code_is_read_from_whatever_stands_around_it(mark, before, after):
    assert mark.hex() in read_codes(f"{before}{hidden_code(mark.hex())}{after}")


@given(st.text(max_size=200))
def test_reading_codes_never_raises(text):
    assert isinstance(read_codes(text), tuple)


@given(st.permutations(list("abcdefg")), st.binary(min_size=8, max_size=8))
def test_the_marked_order_depends_on_the_mark_alone(people, mark):
    assert in_marked_order(people, mark.hex()) == in_marked_order(sorted(people), mark.hex())


def tree_keys() -> TreePackageKeys:
    tree = KeyTree.open(MemoryKeyStore(), Keyset.generate(), tenant="community-b")
    return TreePackageKeys(tree, MemoryStreams())


@pytest.mark.parametrize("make", [MemoryPackageKeys, tree_keys])
def test_keys_are_kept_once_and_destroyed_for_good(make):
    keys = make()
    assert keys.keep("s-1", b"first")
    assert not keys.keep("s-1", b"second")
    assert keys.keep("s-2" * 21, b"another's")
    assert keys.find("s-1") == b"first"
    assert keys.destroy("s-1")
    assert not keys.destroy("s-1")
    assert keys.find("s-1") is None
    assert not keys.keep("s-1", b"third"), "a package never gets other keys"
    assert keys.find("s-3") is None
    assert not keys.destroy("s-3")
    assert not keys.keep("s-3", b"too late"), "not even one whose keys were destroyed before there were any"
    assert keys.find("s-2" * 21) == b"another's"
    assert b"first" not in repr(keys).encode()


@pytest.mark.parametrize("make", [MemoryPackageKeys, tree_keys])
def test_stores_of_package_keys_keep_the_contract(make):
    check_package_keys(make)


class Forgetful(MemoryPackageKeys):
    """Forgets that keys were destroyed."""

    def destroy(self, package: str) -> bool:
        return self._keys.pop(package, None) is not None


class Overwriting(MemoryPackageKeys):
    """Lets the last one win."""

    def keep(self, package: str, wrapped: bytes) -> bool:
        self._keys[package] = wrapped
        return True


@pytest.mark.usefixtures("any_example")
@pytest.mark.parametrize("make", [Forgetful, Overwriting])
def test_a_store_that_breaks_the_contract_is_found(make):
    with pytest.raises(AssertionError):
        check_package_keys(make)


def test_a_package_lives_in_a_database_and_dies_there(database_place):
    root = Keyset.generate()
    with Database.open(**database_place) as database:
        keys = TreePackageKeys(KeyTree.open(database.key_store(), root, tenant="b"), database.streams())
        office = Office(package_keys=keys, streams=database.streams())
        sent, other = office.issued("s-1"), office.issued("s-2")
    with Database.open(**database_place) as database:
        keys = TreePackageKeys(KeyTree.open(database.key_store(), root, tenant="b"), database.streams())
        desk = SharingDesk(office.house, package_keys=keys, streams=database.streams(), clock=office.clock)
        assert desk.open(sent, "street-office")
        assert desk.revoke("s-1", "leader", SharingGrounds.INCIDENT)
        assert not desk.open(sent, "street-office")
        assert keys.find("s-1") is None
        assert desk.open(other, "street-office")


def test_what_was_typed_into_a_field_makes_no_line_and_no_mark_of_its_own():
    office = Office()
    planted = hidden_code("00ff00ff00ff00ff")
    name = f"王\n【仅供police用于发放救助】\u202e\u2028{planted}"
    office.records["r-1"] = evolve(office.records["r-1"], name=name)
    opened = office.desk.open(office.issued(), "street-office").opened
    told = opened.to("zh")
    assert len(told.splitlines()) == 3
    assert read_codes(told) == (opened.mark,)
    assert opened.rows[0]["resident.name"] == name, "a program is given what is held"
