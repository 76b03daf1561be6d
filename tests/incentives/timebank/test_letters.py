"""Letters between communities: only what a registered key of the partner signed, as it was signed, is believed."""

import json
from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.incentives.timebank.conftest import key_of, partner_keys

from commgov.errors import InvalidInputError
from commgov.incentives import Ledger
from commgov.incentives.timebank import (
    BankRules,
    Letter,
    No,
    PartnerKey,
    Remittance,
    Reply,
    Statement,
    TimeBank,
    net,
    signed_letter,
)
from commgov.seal import SigningKey, to_multibase

OFFICERS = {"by": "officer-7", "approved_by": "officer-8"}
NAMES = ("a", "b", "c")
THIEF = SigningKey(bytes(32))


@pytest.fixture
def banks(make):
    """Three communities that know each other's keys; a and b let each other owe 300 minutes."""
    houses = {name: make(name, partners=partner_keys(*NAMES)) for name in NAMES}
    for name, house in houses.items():
        house.member(f"m-{name}", 600)
        for other in sorted(set(NAMES) - {name}):
            assert house.bank.clearing.agree(f"with-{other}", other, 300, **OFFICERS) == 300
    return houses


@pytest.fixture
def letter(banks):
    return banks["a"].bank.clearing.send("s-1", "m-a", "b", 60, by="m-a")


def receive(banks, letter, name="b"):
    return banks[name].bank.clearing.receive(letter, f"m-{name}", by="officer-9")


def test_a_remittance_that_a_partner_signed_is_taken_in(banks, letter):
    assert receive(banks, letter).message == Reply(letter.message.id, "a", "b", received=True)
    assert banks["b"].available("m-b") == (660,)


def test_minutes_that_nobody_sent_are_not_believed(banks):
    made_up = Remittance("made-up", "a", "b", ((date(2027, 6, 30), 300),))
    no = receive(banks, signed_letter(made_up, THIEF))
    assert no.reason.en == "it is signed with a key that is not registered for the community a"
    forged = Letter(made_up, key_of("a").verifying_key.to_multibase(), to_multibase(THIEF.sign(b"anything")))
    assert receive(banks, forged).reason.en.startswith("it is not what the community a signed")
    assert receive(banks, evolve(forged, signature="no multibase")).reason.en.startswith("it is not what")
    assert banks["b"].available("m-b") == (600,)


def test_a_partner_cannot_write_in_anothers_name(banks):
    other = Remittance("5f2a", "a", "b", ((date(2027, 6, 30), 30),))
    no = receive(banks, signed_letter(other, key_of("c")))
    assert no.reason.en == "it is signed with a key that is not registered for the community a"
    with pytest.raises(InvalidInputError, match="a message of this community's own"):
        banks["c"].bank.clearing.sign(other)


@pytest.mark.parametrize(
    "changed",
    [
        {"pieces": ((date(2027, 6, 30), 61),)},
        {"pieces": ((date(2030, 1, 1), 60),)},
        {"receiver": "c"},
        {"id": "another"},
    ],
)
def test_what_was_altered_on_the_way_is_refused(banks, letter, changed):
    altered = evolve(letter, message=evolve(letter.message, **changed))
    name = altered.message.receiver
    assert receive(banks, altered, name).reason.en.startswith("it is not what the community a signed: it was altered")
    assert banks[name].bank.clearing.refuse(altered, by="officer-9").reason.zh.startswith("内容与社区a签名的不符")
    assert banks[name].available(f"m-{name}") == (600,)


def test_a_community_of_which_no_key_is_registered_is_not_believed(banks, letter):
    alone = banks["b"].again(partners=partner_keys("c"))
    assert alone.clearing.receive(letter, "m-b", by="officer-9").reason.en == "no key of the community a is registered"


def test_what_comes_twice_counts_once_and_for_one_member(banks, letter):
    first = receive(banks, letter)
    assert receive(banks, letter) == first
    banks["b"].member("thief")
    no = banks["b"].bank.clearing.receive(letter, "thief", by="officer-9")
    assert no.reason.en == "it was answered already: received, or refused"
    assert banks["b"].available("m-b", "thief") == (660, 0)


def test_two_communities_may_use_the_same_id(banks, letter):
    """Else one could answer for another: c sends under the id that a chose, before a's letter comes."""
    copied = signed_letter(Remittance(letter.message.id, "c", "b", ((date(2027, 6, 30), 5),)), key_of("c"))
    theirs = receive(banks, copied)
    assert theirs.message.sender == "c"
    assert banks["a"].bank.clearing.settle(theirs, by="officer-7").reason.en == (
        "the community that answers is not the one it was sent to"
    )
    assert banks["a"].bank.clearing.settle(receive(banks, letter), by="officer-7") == 60


def test_only_the_community_that_got_it_says_what_became_of_it(banks, letter):
    lie = signed_letter(Reply(letter.message.id, "a", "c", received=False), key_of("c"))
    assert banks["a"].bank.clearing.settle(lie, by="officer-7").reason.en == (
        "the community that answers is not the one it was sent to"
    )
    turned = evolve(receive(banks, letter), message=Reply(letter.message.id, "a", "b", received=False))
    assert (
        banks["a"].bank.clearing.settle(turned, by="officer-7").reason.en.startswith("it is not what the community b")
    )
    assert banks["a"].available("m-a") == (540,)


def test_a_letter_of_one_kind_is_none_of_another(banks, letter):
    statement = banks["a"].bank.clearing.sign(banks["a"].bank.clearing.statement("2026-03"))
    for no in (receive(banks, statement), banks["b"].bank.clearing.settle(letter, by="officer-7")):
        assert no.reason.en == "the letter is of another kind"


def test_a_community_changes_its_key(banks, letter):
    """What is under way arrives while the old key holds; after its last day only letters with the new one do."""
    fresh, today = SigningKey(bytes([7]) * 32), banks["b"].watch.moment.date()
    known = (
        PartnerKey("a", key_of("a").verifying_key, since=date(2026, 1, 1), until=today + timedelta(days=10)),
        PartnerKey("a", fresh.verifying_key, since=today + timedelta(days=3)),
    )
    there = banks["b"].again(partners=known)
    here = TimeBank("a", banks["a"].ledger, banks["a"].rules, signing_key=fresh)
    again = here.clearing.send("s-1", "m-a", "b", 60, by="m-a")
    assert again.message == letter.message, "the same remittance, signed anew"
    early = there.clearing.receive(again, "m-b", by="officer-9")
    assert early.reason.en.startswith("the key that signed it is believed from 2026-03-05 to further notice")
    banks["b"].watch.forward(days=11)
    late = there.clearing.receive(letter, "m-b", by="officer-9")
    assert late.reason.en == (
        "the key that signed it is believed from 2026-01-01 to 2026-03-12, and today is 2026-03-13"
    )
    assert there.clearing.receive(again, "m-b", by="officer-9")
    assert banks["b"].available("m-b") == (660,)


def test_a_reply_is_the_same_under_either_of_two_keys_that_hold(banks, letter):
    fresh = SigningKey(bytes([7]) * 32)
    known = (*partner_keys("a"), PartnerKey("a", fresh.verifying_key, since=date(2026, 1, 1)))
    there = banks["b"].again(partners=known).clearing
    again = signed_letter(letter.message, fresh)
    assert there.receive(letter, "m-b", by="officer-9") == there.receive(again, "m-b", by="officer-9")
    assert banks["b"].available("m-b") == (660,)


def test_a_bank_without_a_key_writes_nothing_and_moves_nothing(banks, letter):
    for name, call in (
        ("a", lambda clearing: clearing.send("s-2", "m-a", "b", 60, by="m-a")),
        ("b", lambda clearing: clearing.receive(letter, "m-b", by="officer-9")),
        ("b", lambda clearing: clearing.refuse(letter, by="officer-9")),
    ):
        silent = TimeBank(name, banks[name].ledger, banks[name].rules)
        with pytest.raises(InvalidInputError, match="a SigningKey, to write to other communities"):
            call(silent.clearing)
    assert (banks["a"].available("m-a"), banks["b"].available("m-b")) == ((540,), (600,))


def test_statements_are_signed_too_and_everybody_nets_for_themselves(banks, letter):
    assert banks["a"].bank.clearing.settle(receive(banks, letter), by="officer-7") == 60
    sent = [banks[name].bank.clearing.sign(banks[name].bank.clearing.statement("2026-03")) for name in NAMES]
    heard = {name: [banks[name].bank.clearing.read(letter) for letter in sent] for name in NAMES}
    assert net(heard["a"]) == net(heard["b"]) == net(heard["c"])
    changed = evolve(sent[0], message=Statement("a", "2026-03", {"b": 0, "c": 0}))
    not_believed = banks["b"].bank.clearing.read(changed)
    assert isinstance(not_believed, No)
    with pytest.raises(InvalidInputError, match="a Statement"):
        net([not_believed, *heard["b"][1:]])


def test_a_letter_is_a_file_that_names_nobody(banks, letter):
    reply = receive(banks, letter)
    statement = banks["a"].bank.clearing.sign(banks["a"].bank.clearing.statement("2026-03"))
    for each in (letter, reply, statement):
        written = each.to_json()
        assert Letter.from_json(written) == each
        assert not any(name in written.decode() for name in ("m-a", "m-b", "s-1", "officer"))


@given(at=st.integers(min_value=0), bit=st.integers(0, 7))
def test_one_flipped_bit_anywhere_in_the_file_is_found(at, bit):
    message = Remittance("5f2a", "a", "b", ((date(2027, 6, 30), 45), (date.max, 15)))
    written = bytearray(signed_letter(message, key_of("a")).to_json())
    written[at % len(written)] ^= 1 << bit
    bank = TimeBank("b", Ledger(), BankRules(partners=partner_keys("a")))
    try:
        read = Letter.from_json(bytes(written))
    except InvalidInputError:
        return
    assert isinstance(bank.clearing.read(read), No)


@pytest.mark.parametrize(
    "change",
    [
        lambda file: file.pop("issuer"),
        lambda file: file.update(more=1),
        lambda file: file.update(signature=5),
        lambda file: file.update(content=[]),
        lambda file: file["content"].update(kind="Payment"),
        lambda file: file["content"].update(more=1),
        lambda file: file["content"].pop("id"),
        lambda file: file["content"].update(pieces=[]),
        lambda file: file["content"].update(pieces=[["2027-06-30", "60"]]),
        lambda file: file["content"].update(pieces=[["2027-06-30", True]]),
        lambda file: file["content"].update(pieces=[["2027-06-30", -60]]),
        lambda file: file["content"].update(pieces=[["2027-06-30", 1], ["2027-06-30", 2]]),
        lambda file: file["content"].update(pieces=[["tomorrow", 60]]),
        lambda file: file["content"].update(pieces=60),
        lambda file: file["content"].update(sender=""),
    ],
)
def test_what_is_no_letter_is_refused(change):
    file = json.loads(signed_letter(Remittance("5f2a", "a", "b", ((date(2027, 6, 30), 60),)), THIEF).to_json())
    change(file)
    with pytest.raises(InvalidInputError, match="a letter of a time bank"):
        Letter.from_json(json.dumps(file))


def test_a_register_of_keys_is_checked():
    with pytest.raises(InvalidInputError, match="not before the first day"):
        PartnerKey("a", THIEF.verifying_key, since=date(2026, 3, 2), until=date(2026, 3, 1))
    with pytest.raises(InvalidInputError, match="a VerifyingKey"):
        PartnerKey("a", THIEF, since=date(2026, 3, 2))
    with pytest.raises(InvalidInputError, match="a PartnerKey"):
        BankRules(partners=("a",))
