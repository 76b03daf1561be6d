"""Yes, no and no longer: by whom, how, to which version; and what follows for everybody who asks."""

import json
from datetime import timedelta

import pytest
from tests.privacy.consents.town import (
    APP,
    CALLS,
    CARE,
    HEALTH,
    NOTICES,
    PAPER,
    STREET,
    VOICE,
    Town,
    notice,
    words,
)

from commgov.errors import InvalidInputError
from commgov.privacy import Basis, BasisBook, BasisKind, SubjectBasis, Tier
from commgov.privacy.consents import ConsentBook, ConsentEnd


def test_who_agreed_is_asked_no_more_and_it_allows_what_the_notice_says(town):
    assert CALLS in town.book.to_ask("r-1")
    assert not town.allows("r-1")
    assert town.signs("r-1")
    (basis,) = town.book.of("r-1", "care")
    assert basis.basis == Basis(BasisKind.CONSENT, "calls") == CALLS.basis
    assert basis.fields == {"name", "phone"}
    assert (basis.start, basis.end) == (town.clock.now(), town.clock.now() + timedelta(days=100))
    assert CALLS not in town.book.to_ask("r-1")
    assert town.book.agreed("r-1") == {("r-1", "care")}
    assert town.book.of("r-1", "relief") == ()
    assert town.book.of("r-5", "care") == ()


def test_taking_back_is_as_easy_as_giving(town):
    for means in (PAPER, APP, VOICE):
        town.signs("r-1")
        town.clock.forward(hours=1)
        assert town.book.withdraw("r-1", "calls", by="r-1", means=means), "no approval, no witness, no paper"
        assert not town.allows("r-1"), "at once"
        assert words(town.book.withdraw("r-1", "calls", by="r-1", means=means)) == "there is nothing to take back"
        town.clock.forward(hours=1)
    assert {each.end for each in town.book.said("r-1")} == {ConsentEnd.WITHDRAWN}


def test_a_no_ends_with_nothing_not_even_when_a_consent_is_taken_back_or_all_is_erased(town):
    town.book.refuse("c-1", "r-1", CALLS, by="clerk-1", means=VOICE)
    town.clock.forward(minutes=1)
    town.signs("r-1")
    town.book.withdraw("r-1", "calls", by="r-1", means=VOICE)
    town.book.forget("r-1")
    assert [(each.is_yes, each.end) for each in town.book.said("r-1")] == [
        (False, None),
        (True, ConsentEnd.WITHDRAWN),
    ]


def test_a_no_is_kept_closes_nothing_and_is_not_asked_again(town):
    assert town.book.refuse("c-1", "r-1", CALLS, by="clerk-1", means=VOICE)
    assert not town.allows("r-1")
    assert CALLS not in town.book.to_ask("r-1")
    assert [each.is_yes for each in town.book.said("r-1")] == [False]
    assert town.book.withdrawn("r-1") == {}
    assert "不影响其他服务" in town.book.receipt("r-1", "c-1").to("zh")
    town.clock.forward(minutes=1)
    assert town.signs("r-1"), "who said no may say yes later"


def test_how_a_yes_is_said(town):
    give = town.book.give
    assert words(town.signs("r-1", evidence="")) == "where the signed paper lies, as a reference"
    assert "nobody notes their own word" in words(town.signs("r-1", by="r-1"))
    assert words(give("c-1", "r-1", CALLS, by="clerk-1", means=APP)) == "in the app everybody says it themself"
    assert give("c-2", "r-1", CALLS, by="r-1", means=APP)
    assert words(give("c-3", "r-1", CALLS, by="clerk-1", means=VOICE)) == "what is said by voice needs a witness"
    for witness in ("r-1", "clerk-1"):
        assert "somebody else" in words(give("c-3", "r-1", CALLS, by="clerk-1", means=VOICE, witness=witness))
    assert give("c-3", "r-1", CALLS, by="clerk-1", means=VOICE, witness="clerk-2")
    written = notice("written", 1, "name", is_written=True)
    town.book = town.opened([written])
    assert words(town.book.give("c-4", "r-1", written, by="r-1", means=APP)) == "law wants it in writing"
    assert town.signs("r-1", written, consent="c-5")
    with pytest.raises(InvalidInputError):
        town.signs("r-1", written, consent="", by="13800000000")


def test_what_has_run_out_allows_nothing_and_is_asked_anew(town):
    town.signs("r-1")
    town.clock.forward(days=99)
    assert town.allows("r-1")
    assert town.book.withdrawn("r-1") == {}
    town.clock.forward(days=1)
    assert not town.allows("r-1")
    assert CALLS in town.book.to_ask("r-1")
    assert town.book.told("r-1")[0].zh.endswith("已于2026-06-10到期。")
    assert town.book.withdrawn("r-1") == {"calls": town.clock.now().date()}
    assert town.signs("r-1")
    assert town.book.withdrawn("r-1") == {}


def test_what_is_repeated_is_said_once_and_is_not_said_again_by_repeating_it(town):
    first = town.signs("r-1", consent="c-1")
    town.clock.forward(days=1)
    again = town.signs("r-1", consent="c-1")
    assert again, "nothing is wrong with sending it twice"
    assert again.state == first.state
    assert "under this id something was said before" in words(town.signs("r-1", HEALTH, consent="c-1"))
    town.book.withdraw("r-1", "calls", by="r-1", means=APP)
    town.clock.forward(days=1)
    assert "under this id something was said before" in words(town.signs("r-1", consent="c-1"))
    assert not town.allows("r-1")


def test_of_two_that_contradict_each_other_the_no_holds(town):
    assert town.signs("r-1")
    assert town.book.withdraw("r-1", "calls", by="r-1", means=APP), "at the same moment"
    assert "at this moment or later a no was said" in words(town.signs("r-1"))
    assert not town.allows("r-1")


def test_a_clock_that_goes_back_lets_no_yes_in_and_every_no(town):
    town.signs("r-1")
    town.clock.forward(hours=-2)
    assert words(town.signs("r-1", HEALTH)) == "the clock stands before what was said last: set it right first"
    assert town.book.withdraw("r-1", "calls", by="r-1", means=APP)
    for hours in (0, 1, 2, 3):
        town.clock.forward(hours=hours)
        assert not town.allows("r-1")
    town.clock.forward(days=-1)
    assert "a no was said" in words(town.signs("r-1"))


def test_a_no_that_is_said_again_by_an_earlier_clock_leaves_the_first_where_it_is(town):
    town.book.refuse("c-1", "r-1", CALLS, by="clerk-1", means=VOICE)
    town.clock.forward(hours=-2)
    town.book.refuse("c-2", "r-1", CALLS, by="clerk-1", means=VOICE)
    town.clock.forward(hours=1)
    assert "a no was said" in words(town.signs("r-1"))


def test_a_receipt_names_nobody_and_says_how_to_take_it_back(town):
    town.signs("r-1", STREET, consent="c-1")
    receipt = town.book.receipt("r-1", "c-1")
    assert town.book.receipt("r-1", "c-2") is None
    assert town.book.receipt("r-5", "c-1") is None
    for text in (receipt.to("en"), receipt.to("zh"), receipt.to_json().decode()):
        assert "r-1" not in text
        assert "clerk-1" not in text
    assert receipt.to("zh").splitlines()[:2] == [
        "回执c-1，2026-03-02",
        "2026-03-02，本人同意（书面签字）：发放救助（提供给他人）。有效期至2026-06-10，可随时撤回。",
    ]
    assert "撤回方式：告诉任一网格员，或在应用中操作。" in receipt.to("zh")
    content = json.loads(receipt.to_json())
    assert content["notice"] == "street@1"
    assert content["recipients"] == {"street-office": {"en": "street office", "zh": "街道办"}}


def test_a_receipt_can_be_held_against_the_book(town):
    town.signs("r-1", consent="c-1")
    sent = town.book.receipt("r-1", "c-1").to_json()
    assert town.book.is_genuine(sent)
    town.clock.forward(days=3)
    town.book.withdraw("r-1", "calls", by="r-1", means=APP)
    assert town.book.is_genuine(sent), "it was true when it was made"
    for made_up in (
        sent.replace(b'"calls@1"', b'"health@1"'),
        sent.replace(b'"yes"', b'"no"'),
        b"{}",
        b"[]",
        b"\xff",
        b"[" * 100_000,
        b'{"record":1,"consent":[]}',
        b'{"record":"k-1","consent":"c-1"}',
        b'{"record":"' + b"\\u0000" * 9 + b'","consent":"c-1"}',
    ):
        assert not town.book.is_genuine(made_up)


def test_the_account_tells_each_answer_in_both_languages(town):
    town.signs("r-1")
    town.book.refuse("c-9", "r-1", HEALTH, by="clerk-1", means=VOICE)
    town.clock.forward(days=1)
    town.book.withdraw("r-1", "calls", by="clerk-1", means=VOICE)
    assert [line.zh for line in town.book.told("r-1")] == [
        "2026-03-02，本人同意（书面签字）：每周电话问候（内部使用）。2026-03-03已撤回。",
        "2026-03-02，本人不同意（口头）：每周电话问候（内部使用）。",
    ]


def test_every_answer_leaves_an_entry_refused_ones_too(town):
    town.signs("r-1")
    town.signs("r-9")
    town.book.refuse("c-9", "r-1", HEALTH, by="clerk-1", means=VOICE)
    town.book.withdraw("r-1", "calls", by="r-1", means=APP)
    told = [(each.action, each.subject, each.allowed, each.rule, each.tier) for each in town.log.entries()]
    assert told == [
        ("give-consent", "p-r-1", True, "consents#calls@1", Tier.T3),
        ("give-consent", "p-r-9", False, "consents#calls@1", Tier.T3),
        ("refuse-consent", "p-r-1", True, "consents#health@1", Tier.T4),
        ("withdraw-consent", "p-r-1", True, "consents#calls@1", Tier.T3),
    ]


def test_without_an_entry_nobody_has_agreed_and_everybody_can_still_take_it_back(town, monkeypatch):
    town.signs("r-1")

    def fail(_entries):
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(town.log, "append", fail)
        with pytest.raises(OSError, match="disk full"):
            town.signs("r-1", HEALTH)
        town.clock.forward(hours=1)
        with pytest.raises(OSError, match="disk full"):
            town.book.withdraw("r-1", "calls", by="r-1", means=APP)
    assert not town.allows("r-1", tier=Tier.T1)


def test_what_is_kept_names_no_resident(town):
    town.signs("r-1", witness="r-6")
    town.signs("r-9", HEALTH, speaker="r-2")
    town.signs("r-3", speaker="r-4")
    town.book.give("c-9", "r-1", HEALTH, by="r-1", means=APP)
    kept = " ".join(f"{event.stream} {event.body}" for event in town.streams.events())
    for person in ("r-1", "r-2", "r-3", "r-4", "r-6", "r-9"):
        assert f'"{person}"' not in kept
        assert f"/{person} " not in kept
    state = town.book.said("r-9")[0]
    assert "k-" not in repr(state)
    assert "r-" not in repr(town.book.receipt("r-1", "c-9"))


def test_an_erasure_ends_all_keeps_the_proof_for_its_time_and_then_nobody_knows_of_whom(town):
    town.signs("r-1", consent="c-1")
    receipt = town.book.receipt("r-1", "c-1").to_json()
    assert town.book.forget("r-1", frozenset({"resident.phone"})) == 0, "no value stands here"
    assert town.book.forget("r-1") == 1
    assert town.book.forget("r-1") == 0
    assert not town.allows("r-1")
    assert town.book.said("r-1")[0].end is ConsentEnd.ERASED
    assert "the person's data was erased" in words(town.signs("r-1"))
    town.clock.forward(days=3 * 365 - 1)
    assert town.book.expire() == 0
    town.clock.forward(days=1)
    assert town.book.expire() == 1
    assert town.book.expire() == 0
    assert town.book.said("r-1") == ()
    assert town.book.is_genuine(receipt), "whoever holds a receipt can still have it found"
    assert "the person's data was erased" in words(town.signs("r-1")), "whoever comes back gets a new reference"
    assert [each.action for each in town.log.entries()][1] == "end-consent"


def test_proof_that_is_not_kept_goes_at_once():
    town = Town(proof_days=0)
    town.signs("r-9", HEALTH, speaker="r-2")
    assert town.book.forget("r-9") == 1
    assert town.book.said("r-9") == ()
    assert town.book.forget("r-2") == 0, "who only spoke for another goes too"
    assert "erased" in words(town.signs("r-2"))


def test_bases_by_law_are_asked_with_it(town):
    duty = SubjectBasis("r-1", "care", Basis(BasisKind.DUTY, "regulation-9"), town.clock.now())
    book = ConsentBook([CALLS], town.house, others=BasisBook([duty]), clock=town.clock)
    assert book.of("r-1", CARE.name) == (duty,)


def test_a_yes_that_a_no_overtakes_is_refused_and_the_log_says_so(town):
    other, append = town.opened(NOTICES), town.streams.append
    town.signs("r-1", HEALTH)

    def overtaken(*args):
        town.streams.append = append
        assert other.refuse("c-2", "r-1", CALLS, by="clerk-1", means=VOICE)
        append(*args)

    town.streams.append = overtaken
    assert "a no was said" in words(town.signs("r-1", CALLS, consent="c-1"))
    assert [basis.basis for basis in town.book.of("r-1", "care")] == [HEALTH.basis]
    told = [(each.action, each.allowed) for each in town.log.entries()][1:]
    assert told == [("give-consent", True), ("refuse-consent", True), ("give-consent", False)]


def test_what_had_ended_keeps_its_end_whatever_ends_later():
    town = Town()
    for _ in range(2):
        town.signs("r-1")
        town.clock.forward(minutes=1)
    town.book.withdraw("r-1", "calls", by="clerk-1", means=VOICE)
    town.clock.forward(minutes=1)
    before = town.book.said("r-1")
    town.signs("r-1")
    town.clock.forward(minutes=1)
    town.book.forget("r-1")
    assert town.book.said("r-1")[: len(before)] == before
