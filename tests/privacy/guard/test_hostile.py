"""Messages made to hurt: long, odd, unfinished. The work grows as the message does, which is counted, not timed."""

import importlib
import pkgutil
import re
import sys
from collections.abc import Callable
from re import _constants, _parser

import pytest
from tests.privacy.guard.conftest import Names

from commgov.errors import InvalidInputError
from commgov.privacy import Gazetteer, LeakGuard
from commgov.privacy import guard as guard_package

WIDTH_MAX = 400  # characters that a pattern may look at from one place


def patterns() -> list[tuple[str, re.Pattern[str]]]:
    found = []
    for module in pkgutil.iter_modules(guard_package.__path__):
        loaded = importlib.import_module(f"{guard_package.__name__}.{module.name}")
        for name, value in vars(loaded).items():
            pattern = getattr(value, "__self__", value)
            if isinstance(pattern, re.Pattern):
                found.append((f"{module.name}.{name}", pattern))
    return found


def endless(parsed: object) -> int:
    """How many repetitions without an end a pattern has that could give characters back."""
    count = 0
    for operation, argument in parsed:
        if operation is _constants.POSSESSIVE_REPEAT:
            count += endless(argument[2])
        elif operation in {_constants.MAX_REPEAT, _constants.MIN_REPEAT}:
            _, high, inner = argument
            # A single set of characters gives back one at a time, and what follows decides at once: no second way.
            count += high is _constants.MAXREPEAT and operation is _constants.MIN_REPEAT
            count += high is _constants.MAXREPEAT and (len(inner) > 1 or inner[0][0] is _constants.SUBPATTERN)
            count += endless(inner)
        elif operation is _constants.SUBPATTERN:
            count += endless(argument[3])
        elif operation is _constants.BRANCH:
            count += sum(map(endless, argument[1]))
        elif operation in {_constants.ASSERT, _constants.ASSERT_NOT}:
            count += endless(argument[1])
    return count


def test_no_pattern_has_two_ways_through_an_endless_text() -> None:
    assert len(patterns()) > 25
    assert [name for name, pattern in patterns() if endless(_parser.parse(pattern.pattern, pattern.flags))] == []


HOSTILE: dict[str, Callable[[int], str]] = {
    "digits": lambda count: "1" * count,
    "digits and dashes": lambda count: "1-" * (count // 2),
    "digits and spaces": lambda count: "13 " * (count // 3),
    "Chinese digits": lambda count: "一三" * (count // 2),
    "buildings": lambda count: "3栋2单元" * (count // 6),
    "rooms": lambda count: "栋501" * (count // 4),
    "estates": lambda count: "向阳里501" * (count // 6),
    "at signs": lambda count: "a@" * (count // 2),
    "mail without an end": lambda count: "a." * (count // 2) + "@",
    "hosts": lambda count: "docs.qq.com." * (count // 12),
    "names": lambda count: "王小虚" * (count // 3),
    "names and words": lambda count: "王小虚病" * (count // 4),
    "family names": lambda count: "王" * count,
    "zero-width": lambda count: "\u200b" * count,
    "lone surrogates": lambda count: "\ud8001" * (count // 2),
    "keycaps": lambda count: "1\ufe0f\u20e3" * (count // 3),
    "lines": lambda count: "姓名\t电话\n王\t1\n" * (count // 10),
    "plates": lambda count: "鄂A" * (count // 2),
    "letters for digits": lambda count: "1l" * (count // 2),
    "pieces and words": lambda count: "1然后" * (count // 3),
    "pieces and pictures": lambda count: "1\U0001f600" * (count // 2),
    "digits in lines": lambda count: "1\n" * (count // 2),
    "combining marks": lambda count: "1" + "\u0301" * count + "38",
    "from right to left": lambda count: "\u202e138" * (count // 4),
    "names in numbers": lambda count: "王小虚 3-2-501 13800000000 " * (count // 24),
    "mobiles": lambda count: "13800000000，" * (count // 12),
}


def calls(work: Callable[[], object]) -> int:
    """How many functions are called, Python's and C's."""
    counted = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal counted
        counted += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return counted


@pytest.mark.parametrize("kind", HOSTILE)
def test_twice_the_message_is_at_most_twice_the_work(kind: str) -> None:
    guard = LeakGuard(Names(("王小虚", "王虚")), gazetteer=Gazetteer(["向阳里"]))
    guard.check(HOSTILE[kind](400), "group")  # signs are learnt on their first sight
    once, twice = (calls(lambda n=n: guard.check(HOSTILE[kind](n), "group").masked) for n in (3_000, 6_000))
    assert twice <= 2.1 * once + 50


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_huge_message_gets_its_verdict(kind: str) -> None:
    guard = LeakGuard(Names(("王小虚",)), gazetteer=Gazetteer(["向阳里"]))
    verdict = guard.check(HOSTILE[kind](60_000), "group")
    assert len(verdict.masked) <= 120_100  # asterisks do not tell how long a name is


def test_a_number_is_found_at_the_end_of_a_huge_message() -> None:
    verdict = LeakGuard().check("好" * 500_000 + "13800000000", "group")
    assert [(span.start, span.end) for span in verdict.spans] == [(500_000, 500_011)]


@pytest.mark.parametrize("message", [None, 13800000000, b"13800000000", ["13800000000"]])
def test_what_is_no_text_is_refused_and_not_repeated(message: object) -> None:
    with pytest.raises(InvalidInputError) as refused:
        LeakGuard().check(message, "group")
    assert "138" not in str(refused.value)
