"""What the register keeps: releases, and which populations share nobody. Written as events, and read again."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any

from attrs import frozen

from commgov.seal import canonical_json, read_json
from commgov.wording import Text

Fingerprint = str
"""Stands for a person in the register of releases: made with its key, and says nothing without it."""

_NAME_TAKEN = Text(
    "{name} was released already: each release has a name of its own", "“{name}”已经发布过：每次发布须有自己的名称"
)


class ReleaseKind(StrEnum):
    """What was released."""

    COUNTS = "counts"
    ROWS = "rows"
    NOISE = "noise"
    LIST = "list"


@frozen(repr=False)
class EarlierRelease:
    """A release as the register keeps it.

    Args:
        name: which.
        at: when.
        kind: counts, rows, counts with noise, or a list with names.
        population: who was counted, as a reference; empty where that was not said.
        groups: the fingerprints of each published group of persons; none where the persons are not known.
        secret: the numbers of those groups of which nobody can tell from outside who stands in them, for they go by
            what must not be learnt.
        epsilon: of noise, what was paid for it.
        total: of noise, the budget that it was paid from.
    """

    name: str
    at: datetime
    kind: ReleaseKind
    population: str = ""
    groups: tuple[frozenset[Fingerprint], ...] = ()
    secret: frozenset[int] = frozenset()
    epsilon: Fraction = Fraction(0)
    total: Fraction = Fraction(0)

    @property
    def is_exact(self) -> bool:
        """Whether it told true numbers of people: then what else is told is held against it."""
        return self.kind in {ReleaseKind.COUNTS, ReleaseKind.ROWS}

    def __repr__(self) -> str:
        """Which it is; nobody's fingerprint."""
        return f"EarlierRelease({self.name}, {self.kind}, {len(self.groups)} groups)"


@frozen
class Before:
    """How the register stands before a release.

    Args:
        releases: all so far, in order.
        apart: populations that share nobody, as they were declared: each with each other.
        events: how many events the register has.
    """

    releases: Sequence[EarlierRelease]
    apart: Sequence[frozenset[str]]
    events: int

    @staticmethod
    def read(bodies: Sequence[str]) -> "Before":
        """What events say."""
        said: list[Any] = [read_json(body) for body in bodies]
        releases = [_release(event) for event in said if "kind" in event]
        return Before(releases, [frozenset(event["apart"]) for event in said if "apart" in event], len(said))

    def may_share(self, one: str, other: str) -> bool:
        """Whether somebody may be in both populations: unless it was declared, everybody may."""
        return one == other or not any({one, other} <= each for each in self.apart)

    def why_taken(self, name: str) -> tuple[Text, ...]:
        """Why a release cannot have this name; nothing, if it can."""
        return (_NAME_TAKEN.fill(name=name),) if any(each.name == name for each in self.releases) else ()


def written(release: EarlierRelease) -> str:
    """A release as an event."""
    persons = sorted({person for group in release.groups for person in group})
    place = {person: at for at, person in enumerate(persons)}
    event: dict[str, Any] = {
        "at": release.at.isoformat(),
        "groups": [sorted(place[person] for person in group) for group in release.groups],
        "kind": str(release.kind),
        "name": release.name,
        "persons": persons,
        "population": release.population,
        "secret": sorted(release.secret),
    }
    if release.kind is ReleaseKind.NOISE:
        event |= {"epsilon": str(release.epsilon), "total": str(release.total)}
    return canonical_json(event).decode()


def _release(event: Any) -> EarlierRelease:
    persons: Sequence[str] = event["persons"]
    groups = tuple(frozenset(persons[at] for at in group) for group in event["groups"])
    at, kind = datetime.fromisoformat(event["at"]), ReleaseKind(event["kind"])
    paid = Fraction(event.get("epsilon", 0)), Fraction(event.get("total", 0))
    return EarlierRelease(event["name"], at, kind, event["population"], groups, frozenset(event["secret"]), *paid)
