"""The register of releases: who stood in which published group, so that two releases can be held against each other."""

import hmac
from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from attrs import frozen

from commgov.core import Clock, SystemClock
from commgov.core.checks import Checks
from commgov.privacy.releases.store import MemoryReleaseStore, ReleaseStore
from commgov.seal import canonical_json, read_json
from commgov.wording import Text

KEY_BYTES_LEAST = 32
_FINGERPRINT_SIGNS = 16  # 64 bits: among a million persons two meet once in 37 million registers

Fingerprint = str
"""Stands for a person in the register of releases: made with its key, and says nothing without it."""


_KEY = Text("at least {n} bytes", "至少{n}字节").fill(n=KEY_BYTES_LEAST)


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
        population: who was counted, as a reference; empty where that does not matter.
        groups: the fingerprints of each published group of persons; none where the persons are not known.
        secret: the numbers of those groups of which nobody can tell from outside who stands in them, for they go by
            what must not be learnt.
    """

    name: str
    at: datetime
    kind: ReleaseKind
    population: str = ""
    groups: tuple[frozenset[Fingerprint], ...] = ()
    secret: frozenset[int] = frozenset()

    def __repr__(self) -> str:
        """Which it is; nobody's fingerprint."""
        return f"EarlierRelease({self.name}, {self.kind}, {len(self.groups)} groups)"


class ReleaseRegister:
    """All releases of a community. A release is in it before it is handed to anybody, or is refused.

    It keeps persons as fingerprints (HMAC-SHA-256 of the reference, 64 bits), for whoever compares two releases has to
    know who stood in both. So it is itself personal data: it stays inside, and its key is kept apart from it.

    Args:
        name: of the community.
        key: 32 secret bytes or more, always the same ones.
        store: keeps it; None: in memory, gone with the process.
        clock: tells the time of a release.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> ReleaseRegister("b", bytes(32)).earlier()
        []
    """

    def __init__(self, name: str, key: bytes, store: ReleaseStore | None = None, *, clock: Clock | None = None) -> None:
        """Begin, or go on with what the store has."""
        checks = Checks("ReleaseRegister")
        checks.identifier("name", name)
        if checks.instance("key", key, bytes, _KEY):
            checks.require("key", "", ok=len(key) >= KEY_BYTES_LEAST, expected=_KEY)
        checks.refuse()
        self.name = name
        self._key, self._clock = key, SystemClock() if clock is None else clock
        self._store = MemoryReleaseStore() if store is None else store
        self._stream = f"release/{name}"

    def now(self) -> datetime:
        """The present moment."""
        return self._clock.now()

    def fingerprints(self, subjects: Collection[str]) -> frozenset[Fingerprint]:
        """What stands for persons in the register."""
        return frozenset(
            hmac.digest(self._key, subject.encode(), sha256).hex()[:_FINGERPRINT_SIGNS] for subject in subjects
        )

    def earlier(self) -> list[EarlierRelease]:
        """All releases so far, in order."""
        return [_read(body) for body in self._store.read(self._stream)]

    def add(self, release: EarlierRelease, number: int) -> None:
        """Write a release down.

        Args:
            release: which.
            number: how many there are with it.

        Raises:
            ConflictError: if there are others than those that it was compared with.
        """
        self._store.append(self._stream, number, _written(release))

    def __repr__(self) -> str:
        """Whose."""
        return f"ReleaseRegister({self.name})"


def _written(release: EarlierRelease) -> str:
    persons = sorted({person for group in release.groups for person in group})
    place = {person: at for at, person in enumerate(persons)}
    groups = [sorted(place[person] for person in group) for group in release.groups]
    event = {
        "at": release.at.isoformat(),
        "groups": groups,
        "kind": str(release.kind),
        "name": release.name,
        "persons": persons,
        "population": release.population,
        "secret": sorted(release.secret),
    }
    return canonical_json(event).decode()


def _read(body: str) -> EarlierRelease:
    event: Any = read_json(body)
    persons: Sequence[str] = event["persons"]
    groups = tuple(frozenset(persons[at] for at in group) for group in event["groups"])
    at, kind = datetime.fromisoformat(event["at"]), ReleaseKind(event["kind"])
    return EarlierRelease(event["name"], at, kind, event["population"], groups, frozenset(event["secret"]))
