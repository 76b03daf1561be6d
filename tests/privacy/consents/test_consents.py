"""Yes, no and no longer: by whom, how, to which version; and what follows for everybody who asks."""

import json
from datetime import timedelta

import pytest
from tests.privacy.consents.town import (
    APP,
    BOARD,
    CALLS,
    CALLS_2,
    CARE,
    HEALTH,
    NOTICES,
    PAPER,
    RELIEF,
    STREET,
    VOICE,
    WHY,
    Town,
    notice,
)

from commgov.core import MemoryStreams
from commgov.errors import InvalidInputError, NotFoundError
from commgov.privacy import Basis, BasisBook, BasisKind, SubjectBasis, Tier
from commgov.privacy.access import Action
from commgov.privacy.consents import ConsentBook, ConsentEnd, ConsentUse, Speaking
from commgov.privacy.keys import MemorySecretStore
from commgov.wording import Text


@pytest.fixture
def town() -> Town:
    return Town(MemoryStreams(), MemorySecretStore())


def words(step) -> str:
    return "; ".join(reason.en for reason in step.reasons)


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


@pytest.mark.parametrize(
    ("shown", "action", "holds"),
    [
        (CALLS, Action.READ, True),
        (CALLS, Action.EXPORT, True),
        (CALLS, Action.SHARE, False),
        (CALLS, Action.DISCLOSE, False),
        (STREET, Action.SHARE, True),
        (STREET, Action.READ, False),
        (STREET, Action.DISCLOSE, False),
        (BOARD, Action.DISCLOSE, True),
        (BOARD, Action.SHARE, False),
        (BOARD, Action.READ, False),
    ],
)
def test_giving_and_making_public_take_consents_of_their_own(town, shown, action, holds):
    assert town.signs("r-1", shown)
    (basis,) = town.book.of("r-1", shown.purpose.name)
    assert basis.reaches(action, "name") == holds
    assert not basis.reaches(action, "bank_card")


def test_data_goes_to_the_recipients_of_the_notice_and_to_nobody_else(town):
    town.signs("r-1", STREET)
    (basis,) = town.book.of("r-1", "relief")
    assert basis.may_go_to("street-office")
    assert not basis.may_go_to("insurer")
    town.signs("r-1", CALLS)
    (at_home,) = town.book.of("r-1", "care")
    assert not at_home.may_go_to("street-office")


def test_sensitive_data_takes_a_notice_that_says_why(town):
    assert (CALLS.up_to, HEALTH.up_to) == (Tier.T3, Tier.T4)
    town.signs("r-1", CALLS)
    assert not town.allows("r-1", tier=Tier.T4)
    town.signs("r-1", HEALTH)
    assert town.allows("r-1", tier=Tier.T4)
    with pytest.raises(InvalidInputError, match="PIPL article 30"):
        notice("health", 1, "health")


@pytest.mark.parametrize(
    "wrong",
    [
        {"recipients": {"o": Text("o", "o")}, "is_public": True},
        {"recipients": {"public": Text("o", "o")}},
        {"up_to": Tier.T2},
        {"days": 0},
        {"necessity": "because"},
    ],
)
def test_a_notice_that_cannot_be_is_refused(wrong):
    with pytest.raises(InvalidInputError):
        notice("calls", 1, "name", "phone", **wrong)


def test_all_that_is_wrong_with_a_notice_is_named():
    with pytest.raises(InvalidInputError) as refused:
        notice("calls@1", 0, "name", days=0)
    assert len(refused.value.problems) == 3


def test_a_notice_says_all_that_law_wants_told():
    text = STREET.to("zh")
    who, kept = ("街道办", "社区B", "office, building 1"), ("迁出或退出之日起90天", "100天")
    for said in ("发放救助", "street@1", "姓名", "手机号码", *who, *kept, "撤回方式", "不影响其他服务"):
        assert said in text
    assert WHY.zh in HEALTH.to("zh")
    assert [use.words.zh for use in (CALLS.use, STREET.use, BOARD.use)] == ["内部使用", "提供给他人", "公开"]
    assert "public" in BOARD.to("en")
    assert [each.name.en for each in STREET.given_to()] == ["street office"]
    assert list(ConsentUse) == [CALLS.use, STREET.use, BOARD.use]


def test_taking_back_is_as_easy_as_giving(town):
    for means in (PAPER, APP, VOICE):
        town.signs("r-1")
        town.clock.forward(hours=1)
        assert town.book.withdraw("r-1", "calls", by="r-1", means=means), "no approval, no witness, no paper"
        assert not town.allows("r-1"), "at once"
        assert words(town.book.withdraw("r-1", "calls", by="r-1", means=means)) == "there is nothing to take back"
        town.clock.forward(hours=1)
    assert {each.end for each in town.book.said("r-1")} == {ConsentEnd.WITHDRAWN}


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


def test_another_version_takes_another_yes_and_the_old_one_allows_what_it_said(town):
    town.signs("r-1")
    town.book = town.opened([CALLS_2, CALLS])
    assert town.allows("r-1"), "what was agreed to stays agreed to"
    assert not town.allows("r-1", RELIEF), "and no more"
    assert town.book.to_ask("r-1") == (CALLS_2,)
    assert words(town.signs("r-1", CALLS)) == "a newer notice is to be shown: calls@2"
    assert town.book.refuse("c-1", "r-3", CALLS, by="clerk-1", means=VOICE), "a no may come on the old form"
    assert CALLS_2 in town.book.to_ask("r-3")
    town.clock.forward(days=1)
    assert town.signs("r-1", CALLS_2)
    assert town.allows("r-1", RELIEF)
    assert not town.allows("r-1"), "the later yes stands in the place of the earlier"
    assert [each.end for each in town.book.said("r-1")] == [ConsentEnd.REPLACED, None]
    town.clock.forward(days=1)
    town.book.refuse(town.next_id(), "r-1", CALLS_2, by="clerk-1", means=VOICE)
    assert not town.allows("r-1", RELIEF)


def test_a_notice_that_was_changed_under_its_version_carries_nothing(town):
    town.signs("r-1", consent="c-1")
    altered = notice("calls", 1, "name", "phone", "address")
    town.book = town.opened([altered])
    assert town.book.of("r-1", "care") == ()
    assert words(town.signs("r-1", CALLS)) == "the book has no notice calls@1 with this text"
    with pytest.raises(NotFoundError):
        town.book.receipt("r-1", "c-1")
    assert town.book.told("r-1"), "the person is told all the same"
    with pytest.raises(InvalidInputError):
        town.opened([CALLS, altered])


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


def test_for_a_child_the_guardian_decides_until_the_fourteenth_birthday(town):
    assert words(town.signs("r-9")) == "the person is under 14: the guardian decides"
    assert town.signs("r-9", HEALTH, speaker="r-2").state.said[0].speaking is Speaking.GUARDIAN
    assert town.allows("r-9", tier=Tier.T4)
    town.registers.children.clear()
    assert not town.allows("r-9", tier=Tier.T4), "the guardian's word ends with the birthday"
    assert HEALTH in town.book.to_ask("r-9")
    assert town.book.withdrawn("r-9") == {}, "but nothing is erased behind anybody's back"
    assert "14" in town.book.told("r-9")[0].en
    assert words(town.signs("r-9", HEALTH, speaker="r-2")) == "the person is 14 or older and decides themself"
    assert words(town.book.withdraw("r-9", "health", by="r-2", means=APP, speaker="r-2")) != ""
    assert town.signs("r-9", HEALTH)
    assert town.allows("r-9", tier=Tier.T4)


def test_whoever_turns_out_to_be_a_child_has_agreed_to_nothing(town):
    town.registers.unknown.add("r-7")
    assert town.signs("r-7")
    assert town.allows("r-7")
    town.registers.unknown.clear()
    town.registers.children.add("r-7")
    assert not town.allows("r-7")


def test_a_registered_guardian_is_believed_where_the_age_is_not_known_yet(town):
    town.registers.unknown.add("r-9")
    assert town.signs("r-9", HEALTH, speaker="r-2")
    assert town.allows("r-9", tier=Tier.T4)


def test_a_guardianship_that_ended_gives_no_say_any_more(town):
    town.signs("r-9", HEALTH, speaker="r-2")
    town.registers.guardians = {("r-5", "r-9")}
    for step in (
        town.signs("r-9", CALLS, speaker="r-2"),
        town.book.withdraw("r-9", "health", by="clerk-1", means=VOICE, speaker="r-2"),
    ):
        assert "neither the person nor known as somebody" in words(step)
    assert town.allows("r-9", tier=Tier.T4), "what was validly said stands until somebody takes it back"
    assert town.book.withdraw("r-9", "health", by="clerk-1", means=VOICE, speaker="r-5")
    assert not town.allows("r-9", tier=Tier.T4)


def test_a_neighbour_speaks_for_an_elder_with_authority_alone(town):
    assert "neither the person" in words(town.signs("r-1", speaker="r-4"))
    assert town.signs("r-3", speaker="r-4").state.said[0].speaking is Speaking.PROXY
    assert town.book.withdraw("r-3", "calls", by="r-3", means=APP), "the elder needs nobody to take it back"
    assert not town.allows("r-3")


def test_nobody_agrees_for_the_dead_and_what_they_agreed_to_ends(town):
    town.signs("r-3")
    town.registers.deceased.add("r-3")
    assert not town.allows("r-3")
    for step in (town.signs("r-3"), town.signs("r-3", speaker="r-4")):
        assert words(step) == "the person is registered as deceased"


def test_whoever_has_no_standing_learns_nothing(town):
    town.registers.deceased.add("r-1")
    assert words(town.signs("r-1", speaker="r-8")) == words(town.signs("r-9", speaker="r-8"))


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
