"""Short forms: how lists of skills, seats and preferences, and days of rest, stand in one cell.

- skills held: `electrician:3; nurse:2@2026-12-31; driver`, 电工:3；护士:2@2026-12-31 (level 1 to 5, 2 if none is
  named; after `@` the last day on which it counts);
- skills asked: `electrician:3; driver`, 电工:3；驾驶 (least level, 1 if none is named);
- seats: `2`, or a list such as `electrician:3 (lead) | 2*(helper) | anyone`, 电工:3（组长）| 任何人;
- venues and goods asked: `classroom:20; 2*wheelchair`, 教室:20；2*轮椅 (people to hold; pieces);
- how often an offer can be taken up: `2/month`, `1/week`, 每月2次, 每周1次; when it was: `2026-03-07; 2026-03-14`;
- categories, and members of a team: `patrol; cleaning`, 巡逻、保洁;
- preferences: `patrol:+2; cleaning:-1`, 巡逻:+2；保洁:-1 (-2 rather not, +2 gladly);
- days of rest: `Sat,Sun`, 周六、周日;
- when: `Mon-Fri 18:00-21:00; not 2026-10-02`, `always`, `never`, 随时, 无 (see `commgov.core.timetable`).

Entries are separated by `;` or `,` (`；`, `，`, `、`), so the names of skills and categories have none of these.
In a list of seats each entry is one seat: its skills, then its role in brackets; `anyone` or only a role asks for no
skill; `2*` makes two of it.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date

from commgov.core import (
    HeldSkill,
    MemberId,
    OfferCap,
    Period,
    Preference,
    RequiredResource,
    RequiredSkill,
    Seat,
    SkillId,
    Timetable,
)
from commgov.core.demand import PIECES_MAX
from commgov.errors import InvalidInputError, Place, Problem
from commgov.storage.cells import Reader, Value, day, identifier, person, refuse, whole, words
from commgov.wording import Text

SEATS_MAX = 100
"""Seats that a demand in a table may have."""

_BETWEEN = re.compile(r"[;,、\n]")
_SKILL = re.compile(r"(?P<skill>[^:@]+?)\s*(?::\s*(?P<level>\d+))?(?:\s*@\s*(?P<until>[\d./年月日-]+))?")
_LIKING = re.compile(r"(?P<category>.+?)\s*:\s*(?P<liking>[+-]?\d)")
_SEAT = re.compile(r"(?:(?P<times>\d{1,3})\s*[*×]\s*)?(?P<skills>[^()]*?)\s*(?:\((?P<role>[^()]*)\))?")
_RESOURCE = re.compile(r"(?:(?P<pieces>\d{1,3})\s*[*×]\s*)?(?P<resource>[^:*×]+?)\s*(?::\s*(?P<people>\d{1,6})\s*人?)?")
_ANYONE = frozenset({"", "anyone", "任何人", "不限"})
_NEVER = frozenset({"never", "无", "从不", "没有"})
_WEEKDAYS = Text("weekdays such as Sat,Sun", "应为星期，如周六、周日")
_SKILL_FORM = Text("skills such as 'electrician:3; nurse:2@2026-12-31'", "技能应写作“电工:3；护士:2@2026-12-31”")
_ASKED_FORM = Text("skills such as 'electrician:3; driver'", "所需技能应写作“电工:3；驾驶”")
_LIKING_FORM = Text("preferences such as 'patrol:+2; cleaning:-1'", "偏好应写作“巡逻:+2；保洁:-1”，取值-2至+2")
_RESOURCE_FORM = Text(
    f"venues and goods such as 'classroom:20; 2*wheelchair', 1–{PIECES_MAX} pieces",
    f"场地与物资应写作“教室:20；2*轮椅”，件数1–{PIECES_MAX}",
)
_SEATS_FORM = Text(
    f"a number of seats, 1–{SEATS_MAX}, or a list such as 'electrician:3 (lead) | 2*anyone'",
    f"应为席位数（1–{SEATS_MAX}），或写作“电工:3（组长）| 2*任何人”",
)
_CAP = re.compile(
    r"(?P<most>\d{1,3})\s*(?:/|a\s|per\s)\s*(?P<per>week|month)|每(?P<every>[周月])\s*(?P<times>\d{1,3})\s*次"
)
_CAP_FORM = Text("how often, such as '2/month' or '1/week'", "应写作“每月2次”或“每周1次”")
_level = whole(1, 5)
_most = whole(1, 999)
_times = whole(1, SEATS_MAX)
_liking = whole(-2, 2)


def _each_once(text: str, read: Reader[Value], key: Callable[[Value], str]) -> tuple[Value, ...]:
    """The entries of a list, all problems of all entries at once; no entry twice."""
    found: dict[str, Value] = {}
    problems: list[Problem] = []
    for entry in filter(None, (part.strip() for part in _BETWEEN.split(words(text)))):
        try:
            value = read(entry)
        except InvalidInputError as error:
            problems += [Problem(Place(), problem.expected, problem.value or entry) for problem in error.problems]
            continue
        if key(value) in found:
            problems.append(Problem(Place(), Text("each entry only once", "同一项只能出现一次"), entry))
        found[key(value)] = value
    if problems:
        raise InvalidInputError(problems)
    return tuple(found.values())


def held_skills(text: str) -> tuple[HeldSkill, ...]:
    """Read the skills that a member holds.

    Example:
        >>> [(held.skill, held.level) for held in held_skills("电工:3；driver")]
        [('电工', 3), ('driver', 2)]
    """
    return _each_once(text, _held, lambda entry: entry.skill)


def _held(entry: str) -> HeldSkill:
    match = _SKILL.fullmatch(entry)
    if match is None:
        refuse(_SKILL_FORM, entry)
    level = _level(match["level"]) if match["level"] else 2
    until: date | None = day(match["until"]) if match["until"] else None
    return HeldSkill(SkillId(identifier(match["skill"])), level, until)


def held_skills_text(skills: Iterable[HeldSkill]) -> str:
    """The short form of skills held."""
    return "; ".join(f"{s.skill}:{s.level}" + (f"@{s.until}" if s.until else "") for s in skills)


def required_skills(text: str) -> tuple[RequiredSkill, ...]:
    """Read the skills that a seat asks for."""
    return _each_once(text, _required, lambda entry: entry.skill)


def _required(entry: str) -> RequiredSkill:
    match = _SKILL.fullmatch(entry)
    if match is None or match["until"]:
        refuse(_ASKED_FORM, entry)
    return RequiredSkill(SkillId(identifier(match["skill"])), _level(match["level"]) if match["level"] else 1)


def required_skills_text(skills: Iterable[RequiredSkill]) -> str:
    """The short form of skills asked for."""
    return "; ".join(f"{asked.skill}:{asked.level_min}" for asked in skills)


def resources(text: str) -> tuple[RequiredResource, ...]:
    """Read the venues and goods that a demand asks for.

    Example:
        >>> [(asked.resource, asked.people, asked.pieces) for asked in resources("教室:20；2*wheelchair")]
        [('教室', 20, 1), ('wheelchair', 0, 2)]
    """
    return _each_once(text, _resource, lambda entry: entry.resource)


def _resource(entry: str) -> RequiredResource:
    match = _RESOURCE.fullmatch(entry)
    pieces = int(match["pieces"] or 1) if match else 0
    if match is None or not 1 <= pieces <= PIECES_MAX:
        refuse(_RESOURCE_FORM, entry)
    return RequiredResource(match["resource"], int(match["people"] or 0), pieces)


def resources_text(asked: Iterable[RequiredResource]) -> str:
    """The short form of venues and goods asked for."""
    return "; ".join(
        (f"{each.pieces}*" if each.pieces > 1 else "") + each.resource + (f":{each.people}" if each.people else "")
        for each in asked
    )


def categories(text: str) -> frozenset[str]:
    """Read a list of categories.

    Example:
        >>> sorted(categories("patrol、cleaning"))
        ['cleaning', 'patrol']
    """
    return frozenset(_each_once(text, words, str))


def offer_cap(text: str) -> OfferCap:
    """Read how often an offer can be taken up.

    Example:
        >>> print(offer_cap("每月2次"), offer_cap("1/week"))
        2/month 1/week
    """
    match = _CAP.fullmatch(words(text).lower())
    if match is None:
        refuse(_CAP_FORM)
    per = Period(match["per"]) if match["per"] else {"周": Period.WEEK, "月": Period.MONTH}[match["every"]]
    return OfferCap(_most(match["most"] or match["times"]), per)


def days(text: str) -> tuple[date, ...]:
    """Read a list of days; one that stands there twice counts twice."""
    return tuple(day(part) for part in _BETWEEN.split(words(text)) if part.strip())


def people(text: str) -> tuple[MemberId, ...]:
    """Read a list of members, each once, the first one first."""
    return tuple(map(MemberId, _each_once(text, person, str)))


def preferences(text: str) -> tuple[Preference, ...]:
    """Read how gladly a member takes which category.

    Example:
        >>> preferences("巡逻:+2；保洁:-1")[1]
        Preference(category='保洁', liking=-1)
    """
    return _each_once(text, _preference, lambda entry: entry.category)


def _preference(entry: str) -> Preference:
    match = _LIKING.fullmatch(entry)
    if match is None:
        refuse(_LIKING_FORM, entry)
    return Preference(match["category"], _liking(match["liking"]))


def preferences_text(preferred: Iterable[Preference]) -> str:
    """The short form of preferences."""
    return "; ".join(f"{entry.category}:{entry.liking:+d}" for entry in preferred)


def seats(text: str) -> tuple[Seat, ...]:
    """Read a number of seats, or a list of them.

    Example:
        >>> [seat.role for seat in seats("electrician:3 (lead) | 2*(helper)")], len(seats("3"))
        (['lead', 'helper', 'helper'], 3)
    """
    folded = words(text)
    if folded.isdecimal() or "|" not in folded:
        return _one_kind(folded)
    found: list[Seat] = []
    problems: list[Problem] = []
    for entry in folded.split("|"):
        try:
            found += _seats_of(entry.strip())
        except InvalidInputError as error:
            problems += error.problems
    if len(found) > SEATS_MAX:
        problems.append(Problem(Place(), _SEATS_FORM))
    if problems:
        raise InvalidInputError(problems)
    return tuple(found)


def _one_kind(text: str) -> tuple[Seat, ...]:
    number = re.fullmatch(r"(\d+)(?:\.0+)?\s*(?:人|个)?", text)
    if number is None:
        return tuple(_seats_of(text))
    return (Seat(),) * _times(number[1])


def _seats_of(entry: str) -> Iterable[Seat]:
    match = _SEAT.fullmatch(entry)
    if match is None or not entry:
        refuse(_SEATS_FORM, entry)
    asked = match["skills"].strip()
    skills = () if asked.lower() in _ANYONE else required_skills(asked)
    return (Seat(skills, (match["role"] or "").strip()),) * (_times(match["times"]) if match["times"] else 1)


def seats_text(wanted: Iterable[Seat]) -> str:
    """The short form of seats; equal neighbours are counted."""
    groups: list[tuple[Seat, int]] = []
    for seat in wanted:
        if groups and groups[-1][0] == seat:
            groups[-1] = (seat, groups[-1][1] + 1)
        else:
            groups.append((seat, 1))
    if len(groups) == 1 and groups[0][0] == Seat():
        return str(groups[0][1])
    return " | ".join((f"{times}*" if times > 1 else "") + _seat_text(seat) for seat, times in groups)


def _seat_text(seat: Seat) -> str:
    role = f"({seat.role})" if seat.role else ""
    skills = required_skills_text(seat.skills) or ("" if role else "anyone")
    return f"{skills} {role}".strip()


def rest_days(text: str) -> frozenset[int]:
    """Read days of rest: 0 is Monday.

    Example:
        >>> sorted(rest_days("周六、周日"))
        [5, 6]
    """
    try:
        days = Timetable.parse(f"{words(text)} 00:00-24:00").weekly
    except ValueError:
        refuse(_WEEKDAYS)
    if not days:
        refuse(_WEEKDAYS)
    return frozenset(slot.weekday for slot in days)


def rest_days_text(days: frozenset[int]) -> str:
    """The short form of days of rest."""
    names = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    return ",".join(names[weekday] for weekday in sorted(days))


def timetable(text: str) -> Timetable:
    """Read when someone can serve or works; `never` (`无`) is an empty timetable."""
    folded = words(text)
    return Timetable() if folded.lower() in _NEVER else Timetable.parse(folded)


def timetable_text(when: Timetable) -> str:
    """The text form of a timetable."""
    return str(when) or "never"
