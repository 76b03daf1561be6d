"""A policy as plain data, and that as TOML: written so that people can review it, read without trusting it."""

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import Any, TypeVar

from attrs import fields

from commgov.core.personal import shown
from commgov.errors import InvalidInputError, Place, Problem
from commgov.privacy.access.actions import Action
from commgov.privacy.access.obligations import Obligation
from commgov.privacy.access.roles import Role
from commgov.privacy.access.rules import Forbid, Permit, Rule
from commgov.privacy.access.scopes import Scope
from commgov.privacy.purposes import BasisKind, Purpose
from commgov.privacy.tiers import Tier
from commgov.seal import read_json
from commgov.wording import Text

Plain = dict[str, Any]
Made = TypeVar("Made")

_TABLE = Text("a table", "应为表")
_LIST = Text("a list", "应为列表")
_KNOWN = Text("one of: {names}", "应为下列之一：{names}")
_SETS: Mapping[str, type] = {
    "roles": str,
    "purposes": str,
    "unless_purposes": str,
    "fields": str,
    "actions": Action,
    "bases": BasisKind,
    "unless_bases": BasisKind,
}
_NAMED = {"up_to": Tier, "from_tier": Tier, "scope": Scope}


def plain(
    name: str,
    version: str,
    roles: Sequence[Role],
    purposes: Sequence[Purpose],
    permits: Sequence[Permit],
    forbids: Sequence[Forbid],
) -> Plain:
    """A policy as plain data, without what is left at its default."""
    return {
        "name": name,
        "version": version,
        "roles": [_role(role) for role in roles],
        "purposes": [_purpose(purpose) for purpose in purposes],
        "permits": [_rule(rule) for rule in permits],
        "forbids": [_rule(rule) for rule in forbids],
    }


def _role(role: Role) -> Plain:
    covered = {"can_be_covered": True} if role.can_be_covered else {}
    return {"name": role.name, "en": role.words.en, "zh": role.words.zh, **covered}


def _purpose(purpose: Purpose) -> Plain:
    return {"name": purpose.name, "en": purpose.words.en, "zh": purpose.words.zh}


def _rule(rule: Rule) -> Plain:
    """A rule without what it leaves at its default."""
    made: Plain = {}
    for each in fields(type(rule)):
        value = getattr(rule, each.name)
        if value == each.default:
            continue
        if each.name in _NAMED:
            made[each.name] = value.name
        elif each.name in _SETS:
            made[each.name] = sorted(map(str, value))
        elif each.name == "obligations":
            made[each.name] = [str(owed) for owed in value]
        elif each.name == "source":
            made |= {"source_en": value.en, "source_zh": value.zh}
        else:
            made[each.name] = value
    return made


def from_plain(data: object) -> Plain:
    """What an `AccessPolicy` is built from, out of plain data.

    Raises:
        InvalidInputError: naming all that is wrong, with its place.
    """
    reading = _Reading()
    table = reading.table(Place.of("policy"), data, {"name", "version", "roles", "purposes", "permits", "forbids"})
    made = {
        "name": table.get("name"),
        "version": table.get("version"),
        "roles": reading.each(table, "roles", reading.role),
        "purposes": reading.each(table, "purposes", reading.purpose),
        "permits": reading.each(table, "permits", lambda place, entry: reading.rule(place, entry, Permit)),
        "forbids": reading.each(table, "forbids", lambda place, entry: reading.rule(place, entry, Forbid)),
    }
    if reading.problems:
        raise InvalidInputError(reading.problems)
    return made


class _Reading:
    """Reads the parts of a policy and collects everything that is wrong."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def table(self, place: Place, data: object, names: Iterable[str]) -> Plain:
        """A table with no other names than these."""
        if not isinstance(data, dict):
            self.problems.append(Problem(place, _TABLE, type(data).__name__))
            return {}
        known = set(names)
        listed = ", ".join(sorted(known))
        for name in data:
            if name not in known:
                self.problems.append(Problem(place, _KNOWN.fill(names=listed), shown(name)))
        return {name: value for name, value in data.items() if name in known}

    def each(self, table: Plain, name: str, read: Any) -> tuple[Any, ...]:
        """The entries of a list of tables, those that can be read."""
        listed = table.get(name, [])
        if not isinstance(listed, list):
            self.problems.append(Problem(Place.of(name), _LIST, type(listed).__name__))
            return ()
        made = (read(Place.of(name).row(at + 1), entry) for at, entry in enumerate(listed))
        return tuple(entry for entry in made if entry is not None)

    def role(self, place: Place, data: object) -> Role | None:
        """A role."""
        table = self.table(place, data, ("name", "en", "zh", "can_be_covered"))
        name = str(table.get("name", ""))
        words = Text(str(table.get("en", name)), str(table.get("zh", name)))
        return self._built(place, Role, name=name, words=words, can_be_covered=table.get("can_be_covered", False))

    def purpose(self, place: Place, data: object) -> Purpose | None:
        """A purpose."""
        table = self.table(place, data, ("name", "en", "zh"))
        name = str(table.get("name", ""))
        words = Text(str(table.get("en", name)), str(table.get("zh", name)))
        return self._built(place, Purpose, name=name, words=words)

    def rule(self, place: Place, data: object, kind: type[Made]) -> Made | None:
        """A rule of a kind."""
        names = {each.name for each in fields(kind)} - {"source"}  # type: ignore[arg-type]
        table = self.table(place, data, names | {"source_en", "source_zh"})
        before = len(self.problems)
        en, zh = (table.pop(name, "") for name in ("source_en", "source_zh"))
        made: Plain = {"source": Text(str(en), str(zh))}
        for name, value in table.items():
            inner = place.at(name)
            if name in _NAMED:
                made[name] = self._member(inner, value, {each.name: each for each in _NAMED[name]})
            elif name in _SETS:
                made[name] = frozenset(self._entries(inner, value, _SETS[name]))
            elif name == "obligations":
                made[name] = tuple(self._obligations(inner, value))
            else:
                made[name] = value
        return self._built(place, kind, **made) if len(self.problems) == before else None

    def _entries(self, place: Place, value: object, kind: type) -> Iterable[Any]:
        if not isinstance(value, list):
            self.problems.append(Problem(place, _LIST, shown(value)))
            return
        for entry in value:
            if issubclass(kind, Enum):
                yield self._member(place, entry, {str(each): each for each in kind})
            else:
                yield entry if isinstance(entry, str) else ""

    def _obligations(self, place: Place, value: object) -> Iterable[Obligation]:
        for entry in value if isinstance(value, list) else [value]:
            try:
                yield Obligation.parse(str(entry))
            except InvalidInputError as error:
                self._inside(place, error)

    def _member(self, place: Place, value: object, known: Mapping[str, Any]) -> Any:
        if not isinstance(value, str) or value not in known:
            self.problems.append(Problem(place, _KNOWN.fill(names=", ".join(known)), shown(value)))
            return None
        return known[value]

    def _built(self, place: Place, kind: type[Made], **values: object) -> Made | None:
        try:
            return kind(**values)
        except InvalidInputError as error:
            self._inside(place, error)
        except TypeError:
            self.problems.append(Problem(place, Text("all that is required", "缺少必填项")))
        return None

    def _inside(self, place: Place, error: InvalidInputError) -> None:
        """The problems of a part, with the place of the part before them."""
        for problem in error.problems:
            where = Place((*place.parts, *problem.where.parts))
            self.problems.append(Problem(where, problem.expected, problem.value))


def read_toml(text: str) -> object:
    """The data of a TOML text.

    Raises:
        InvalidInputError: if it is none; the message says where, and repeats nothing of it.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = str(error).rpartition("(")[2].rstrip(")")
        raise InvalidInputError([Problem("policy", Text("TOML 1.0", "应为TOML 1.0"), where)]) from None


def read_json_text(text: str) -> object:
    """The data of a JSON text. Raises `InvalidInputError` if it is none."""
    return read_json(text)


def written_toml(data: Plain) -> str:
    """Plain data of a policy as TOML: a table for each role, purpose and rule."""
    lines = [f"{name} = {_value(value)}" for name, value in data.items() if not isinstance(value, list)]
    for name, listed in data.items():
        if isinstance(listed, list):
            for entry in listed:
                lines += ["", f"[[{name}]]", *(f"{key} = {_value(value)}" for key, value in entry.items())]
    return "\n".join(lines) + "\n"


def _value(value: object) -> str:
    """A text, a number, a flag or a list of texts: JSON's form of these is TOML's too, but for one character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
