"""Who says yes or no for whom: children, guardians, whoever has authority, the dead."""

from tests.privacy.consents.town import (
    APP,
    CALLS,
    HEALTH,
    VOICE,
    words,
)

from commgov.privacy import Tier
from commgov.privacy.consents import Speaking


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
