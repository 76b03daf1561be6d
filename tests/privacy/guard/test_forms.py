"""The many ways in which people write an address or a number, and what only looks like one."""

import tomllib
from pathlib import Path

import pytest

from commgov.privacy.guard import Gazetteer, LeakGuard, LeakKind

FORMS = {
    name: words.split()
    for name, words in tomllib.loads(Path(__file__).with_name("forms.toml").read_text(encoding="utf-8")).items()
}
NUMBERS = [
    (LeakKind(name), number) for name, all_ in FORMS.items() if name in set(LeakKind) - {"address"} for number in all_
]
SENTENCES = ("{}的水管漏了", "快递放{}，谢谢", "王阿姨住{}")

guard = LeakGuard(gazetteer=Gazetteer(["幸福花园", "向阳里", "听涛阁", "东湖景园"]))


def kinds(message: str) -> set[LeakKind]:
    return {span.kind for span in guard.check(message, "group").spans}


@pytest.mark.parametrize("address", FORMS["address"])
def test_an_address_is_found_whole_in_any_sentence(address: str) -> None:
    for sentence in SENTENCES:
        message = sentence.format(address)
        start = message.index(address)
        (span,) = guard.check(message, "group").spans
        covered = min(span.end, start + len(address)) - max(span.start, start)
        assert (span.kind, covered >= 0.8 * len(address)) == (LeakKind.ADDRESS, True), message


@pytest.mark.parametrize("words", FORMS["no address"])
def test_what_is_no_households_address_is_left_alone(words: str) -> None:
    assert LeakKind.ADDRESS not in kinds(f"请看{words}，谢谢")


@pytest.mark.parametrize(("kind", "number"), NUMBERS)
def test_a_number_is_found_however_it_is_written(kind: LeakKind, number: str) -> None:
    assert kinds(f"请看{number}吧") == {kind}


@pytest.mark.parametrize("words", FORMS["no number"])
def test_what_is_no_persons_number_is_left_alone(words: str) -> None:
    assert kinds(f"请看{words}，谢谢") == set()


def test_two_numbers_side_by_side_are_two() -> None:
    spans = guard.check("手机13812345678/13912345678 身份证11010519491231002X", "group").spans
    assert [span.kind for span in spans] == [LeakKind.MOBILE, LeakKind.MOBILE, LeakKind.RESIDENT_ID]
