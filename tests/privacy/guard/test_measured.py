"""How much the guard finds, and how seldom it cries wolf: on made-up data, and on real messages."""

import hashlib
from collections import Counter
from pathlib import Path

import pytest
from benchmarks.leak_messages import (
    BUILDINGS,
    CLEAN,
    ESTATES,
    OBFUSCATIONS,
    PLAIN,
    Message,
    found_share,
    messages,
    plain_values,
)
from tests.privacy.guard.conftest import Names

from commgov.privacy.guard import Gazetteer, GuardAction, LeakGuard, LeakKind

JUDGED = Path(__file__).with_name("judged_messages.txt")
MESSAGES = messages(6_000, seed=5, share=0.8)


def spans_of(guard: LeakGuard, text: str) -> list[tuple[str, int, int]]:
    return [(span.kind.value, span.start, span.end) for span in guard.check(text, "group").spans]


def checked(guard: LeakGuard) -> list[tuple[Message, list[tuple[str, int, int]]]]:
    return [(message, spans_of(guard, message.text)) for message in MESSAGES]


@pytest.fixture(scope="module")
def full_guard() -> LeakGuard:
    """The roster has the people in the messages, the gazetteer the estates and buildings, and no rooms."""
    names = {text[start:end] for text, holds in map(both, MESSAGES) for kind, start, end in holds if kind == "name"}
    return LeakGuard(Names(tuple(names)), gazetteer=Gazetteer([*ESTATES, *BUILDINGS]))


def both(message: Message) -> tuple[str, tuple[tuple[str, int, int], ...]]:
    return message.text, message.holds


def test_of_numbers_addresses_and_names_hardly_any_is_missed(full_guard: LeakGuard) -> None:
    shares = found_share(checked(full_guard), (*PLAIN, "address", "name"))
    assert {kind for kind in PLAIN if shares[kind][0] < 0.999 * shares[kind][1]} == set()
    assert shares["address"][0] >= 0.95 * shares["address"][1]
    assert shares["name"][0] >= 0.98 * shares["name"][1]
    assert all(due > 500 for _, due in shares.values())


def test_without_a_roster_and_a_gazetteer_numbers_are_found_all_the_same() -> None:
    shares = found_share(checked(LeakGuard()), PLAIN)
    assert {kind for kind in PLAIN if shares[kind][0] < 0.999 * shares[kind][1]} == set()


@pytest.mark.parametrize("family", OBFUSCATIONS)
@pytest.mark.parametrize("kind", ["resident ID", "mobile", "bank card"])
def test_numbers_are_found_behind_disguises(family: str, kind: str) -> None:
    make, guard = plain_values(seed=9)[kind], LeakGuard()
    hits = 0
    for _ in range(500):
        hidden = OBFUSCATIONS[family](make())
        hits += any(
            what == kind and start <= 4 and end >= 4 + len(hidden)
            for what, start, end in spans_of(guard, f"请记一下{hidden}谢谢")
        )
    assert hits >= 0.99 * 500


def test_ordinary_made_up_messages_pass(full_guard: LeakGuard, many_names: Names) -> None:
    for guard in (full_guard, LeakGuard(many_names)):
        assert [text for text in CLEAN if guard.check(text, "group").spans] == []


def test_real_messages_pass_but_for_those_that_hold_real_data(real_messages: list[str], many_names: Names) -> None:
    """At most 1 in 1,000 with every detector on. Each that has a span was read: it holds real data, or counts here."""
    judged = set(JUDGED.read_text(encoding="ascii").split())
    guard = LeakGuard(many_names)
    seen = [text for text in real_messages if guard.check(text, "group").spans]
    false = [text for text in seen if hashlib.sha256(text.encode()).hexdigest()[:12] not in judged]
    assert len(real_messages) > 9_000
    assert len(false) <= len(real_messages) / 1_000
    assert len(seen) > len(false)


def test_what_real_messages_hold_is_masked_held_or_blocked(real_messages: list[str]) -> None:
    """Without a roster: rooms, plates and numbers that citizens wrote into public messages."""
    guard = LeakGuard()
    actions = Counter(guard.check(text, "group").action for text in real_messages)
    assert actions[GuardAction.MASK] > 50
    kinds = Counter(kind for text in real_messages for kind in guard.check(text, "group").persons)
    assert kinds.keys() <= {LeakKind.ADDRESS, LeakKind.PLATE, LeakKind.MOBILE}
