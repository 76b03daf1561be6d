"""The policy file, `policy.toml`: the zone, which rules are off, their parameters, and what a good plan weighs.

All keys are optional; a folder without the file has the defaults::

    zone = "Asia/Shanghai"  # local times are read and written in it
    seed = 0  # of everything that is drawn
    start_step_minutes = 30  # between the starts that are tried in a flexible window
    distance_max = 4  # most steps in the hierarchy between home and demand
    travel_minutes = [0, 5, 5, 10, 10, 15, 15]  # kept free between two services, by steps between their units
    rules_off = ["insurance"]  # names of standard rules that do not hold

    [weights]  # see commgov.matching.objective.Objective
    unserved = [1000, 2000, 3000]
    distance = 30
    waste = 20
    profession = 20
    recent = 12
    liking = 20
    waiting = 0
"""

import tomllib
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from attrs import Factory, asdict, fields, frozen

from commgov.core import ZONE
from commgov.errors import InvalidInputError, Place, Problem
from commgov.matching.objective import Objective
from commgov.matching.rules import NoOverlap, standard_rules
from commgov.storage.headings import did_you_mean
from commgov.storage.text_file import decode
from commgov.wording import Text

POLICY_MAX = 8 * 2**10
"""Bytes that a policy file may have: what reads it takes memory by the square of its length."""

_RULE_NAMES = frozenset(rule.name for rule in standard_rules(distance_max=0))
_PROTECTING = frozenset({"availability", "employer consent", "weekly minutes", "weekly services"})
_DAY_MINUTES = 24 * 60


@frozen
class PolicySettings:
    """What a policy file says.

    Args:
        zone: the community's time zone, by its IANA name.
        distance_max: most steps in the hierarchy between a member's home and a demand; None for no limit.
        travel_minutes: minutes to keep free between two services, by steps between their units.
        start_step_minutes: minutes between the starts that are tried in a flexible window.
        rules_off: names of standard rules that do not hold; those that protect members always hold.
        objective: what a good plan weighs.
        seed: of everything that is drawn.

    Example:
        >>> PolicySettings(distance_max=4).zone
        'Asia/Shanghai'
    """

    zone: str = ZONE
    distance_max: int | None = None
    travel_minutes: tuple[int, ...] = NoOverlap().travel
    start_step_minutes: int = 30
    rules_off: frozenset[str] = frozenset()
    objective: Objective = Factory(Objective)
    seed: int = 0


def read_policy(place: str, data: bytes) -> PolicySettings:
    """Read a policy file.

    Args:
        place: the file's name, for messages.
        data: its bytes.

    Raises:
        InvalidInputError: naming every unknown key (with the nearest known one) and every wrong value.

    Example:
        >>> read_policy("policy.toml", b"rules_off = ['insurance']").rules_off
        frozenset({'insurance'})
    """
    if len(data) > POLICY_MAX:
        expected = Text(f"at most {POLICY_MAX >> 10} KiB", f"不超过{POLICY_MAX >> 10} KiB")
        raise InvalidInputError([Problem(place, expected)])
    text = decode(place, data)
    try:
        entries = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # no TOML, a number without end, brackets in brackets in brackets
        raise InvalidInputError([Problem(place, Text(f"TOML: {error}", f"应为TOML格式：{error}"))]) from error
    problems: list[Problem] = []
    found: dict[str, Any] = {}
    for key, value in entries.items():
        read = _READERS.get(key)
        if read is None:
            problems.append(Problem(Place.of(place).at(key), did_you_mean(key, _READERS)))
            continue
        try:
            found["objective" if key == "weights" else key] = read(value)
        except InvalidInputError as error:
            where = Place.of(place).at(key)
            problems += [Problem(where.at(*one.where.parts), one.expected, one.value) for one in error.problems]
    if problems:
        raise InvalidInputError(problems)
    return PolicySettings(**found)


def policy_text(policy: PolicySettings) -> str:
    """The file of some settings, as `read_policy` reads it."""
    lines = [f'zone = "{policy.zone}"', f"seed = {policy.seed}", f"start_step_minutes = {policy.start_step_minutes}"]
    if policy.distance_max is not None:
        lines.append(f"distance_max = {policy.distance_max}")
    lines.append(f"travel_minutes = {list(policy.travel_minutes)}")
    names = ", ".join(f'"{name}"' for name in sorted(policy.rules_off))
    lines += [f"rules_off = [{names}]", "", "[weights]"]
    weights = asdict(policy.objective)
    lines += [f"{name} = {list(value) if isinstance(value, tuple) else value}" for name, value in weights.items()]
    return "\n".join(lines) + "\n"


def _refuse(expected: Text, value: object) -> InvalidInputError:
    return InvalidInputError([Problem(Place(), expected, str(value))])


def _whole(least: int, most: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        if type(value) is not int or not least <= value <= most:
            raise _refuse(Text(f"a whole number {least}–{most}", f"应为整数 {least}–{most}"), value)
        return value

    return read


def _zone(value: object) -> str:
    if not isinstance(value, str) or value not in available_timezones():
        raise _refuse(Text("a time zone's IANA name such as Asia/Shanghai", "应为IANA时区名，如Asia/Shanghai"), value)
    return ZoneInfo(value).key


def _travel(value: object) -> tuple[int, ...]:
    minutes = tuple(value) if isinstance(value, list) else ()
    is_whole = all(type(entry) is int and 0 <= entry <= _DAY_MINUTES for entry in minutes)
    if not minutes or not is_whole or list(minutes) != sorted(minutes):
        expected = Text("a list of minutes that never falls, such as [0, 5, 10]", "应为不减的分钟数列表，如[0, 5, 10]")
        raise _refuse(expected, value)
    return minutes


def _rules_off(value: object) -> frozenset[str]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise _refuse(Text("a list of rules' names", "应为规则名列表"), value)
    unknown = [Problem(Place(), did_you_mean(name, _RULE_NAMES), name) for name in value if name not in _RULE_NAMES]
    unknown += [Problem(Place(), _PROTECTED, name) for name in value if name in _PROTECTING]
    if unknown:
        raise InvalidInputError(unknown)
    return frozenset(value)


_PROTECTED = Text(
    "no rule that protects members; one member's cap is lifted by name, in the table overrides",
    "不得停用保护成员的规则；如需放宽某一成员的上限，请在“放宽”表中具名登记",
)


def _weights(value: object) -> Objective:
    names = [field.name for field in fields(Objective)]
    if not isinstance(value, dict):
        raise _refuse(Text("a table of weights", "应为权重表"), value)
    problems = [Problem(name, did_you_mean(name, names)) for name in value if name not in names]
    weights: dict[str, Any] = {name: weight for name, weight in value.items() if name in names}
    unserved = weights.pop("unserved", [*Objective().unserved])
    if isinstance(unserved, list) and len(unserved) == len(Objective().unserved):
        weights["unserved"] = tuple(unserved)
    else:
        expected = Text("three whole numbers, by priority", "应为三个整数，按优先级")
        problems.append(Problem("unserved", expected, str(unserved)))
    objective = Objective()
    try:
        objective = Objective(**weights)
    except InvalidInputError as error:
        problems += [Problem(Place(one.where.parts[1:]), one.expected, one.value) for one in error.problems]
    if problems:
        raise InvalidInputError(problems)
    return objective


_READERS: dict[str, Callable[[object], Any]] = {
    "zone": _zone,
    "seed": _whole(0, 2**63 - 1),
    "start_step_minutes": _whole(1, _DAY_MINUTES),
    "distance_max": _whole(0, 100),
    "travel_minutes": _travel,
    "rules_off": _rules_off,
    "weights": _weights,
}
