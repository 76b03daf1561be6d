"""The check of resident IDs, beside python-stdnum, on the same numbers.

Invented people's numbers by Faker, half of them with one digit changed. A number on which the peer raises is left out
and counted. *Time*: processor time of one pass, medians of interleaved rounds, on all numbers and on those that both
accept (the peer's longest way, and ours). *Accepted*: of the numbers whose check digit, province and day are right, as
the generator made them.
"""

from collections.abc import Callable
from importlib.metadata import version
from statistics import median
from time import process_time

import stdnum.cn.ric
import stdnum.cn.uscc
import stdnum.luhn
from faker import Faker

from commgov.privacy.validators import check_resident_id, is_bank_card, is_resident_id, is_uscc

NUMBER, ROUNDS = 3000, 15
Check = Callable[[str], object]


def measure() -> list[tuple[str, str, str]]:
    """Rows: how fast, and what is accepted."""
    people = Faker("zh_CN")
    people.seed_instance(7)
    made = [people.ssn(min_age=0, max_age=105) for _ in range(NUMBER)]
    usable = [number for number in made if _answers(number)]
    changed = [number[:9] + str((int(number[9]) + 1) % 10) + number[10:] for number in usable]
    both = [number for number in usable if stdnum.cn.ric.is_valid(number)]
    assert all(map(is_resident_id, made)), "every number that was made right is accepted"
    assert not any(map(is_resident_id, changed)), "none with a digit changed is"
    assert not any(map(stdnum.cn.ric.is_valid, changed))
    return [
        _row("resident ID, right and wrong ones", is_resident_id, stdnum.cn.ric.is_valid, [*usable, *changed], 10),
        _row("resident ID, those that both accept", is_resident_id, stdnum.cn.ric.is_valid, both, 10),
        _row("resident ID with all reasons", check_resident_id, stdnum.cn.ric.is_valid, [*usable, *changed], None),
        (
            "resident ID: right ones accepted",
            f"{len(made):,} of {len(made):,}; python-stdnum {len(both):,}",
            f"it wants the county to be older than the person; it raised KeyError on {len(made) - len(usable)}",
        ),
        _row(
            "bank card", is_bank_card, stdnum.luhn.is_valid, [people.credit_card_number() for _ in range(NUMBER)], None
        ),
        _row("credit code", is_uscc, stdnum.cn.uscc.is_valid, _codes(people), None),
    ]


def _answers(number: str) -> bool:
    try:
        stdnum.cn.ric.is_valid(number)
    except KeyError:
        return False
    return True


def _codes(people: Faker) -> list[str]:
    bodies = [f"91{people.numerify('######')}{people.numerify('#########')}" for _ in range(NUMBER)]
    return [body + stdnum.cn.uscc.calc_check_digit(body) for body in bodies]


def _row(what: str, ours: Check, theirs: Check, numbers: list[str], goal: int | None) -> tuple[str, str, str]:
    took: dict[str, list[float]] = {"ours": [], "theirs": []}
    for _ in range(ROUNDS):
        for side, check in (("ours", ours), ("theirs", theirs)):
            began = process_time()
            for number in numbers:
                check(number)
            took[side].append(process_time() - began)
    each = {side: 1e6 * median(seconds) / len(numbers) for side, seconds in took.items()}
    aim = f"goal: at least {goal} ×; " if goal else ""
    peer = f"python-stdnum {version('python-stdnum')}: {each['theirs']:.2f} µs"
    note = f"{aim}ours {each['ours']:.2f} µs, {peer}; {len(numbers):,} numbers"
    return what, f"{each['theirs'] / each['ours']:.1f} × faster than python-stdnum", note
