"""The register of releases: who stood in which published group, so that two releases can be held against each other."""

import hmac
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import combinations
from typing import Any

from commgov.core import Clock, MemoryStreams, PersonRef, StreamStore, SystemClock
from commgov.core.checks import Checks
from commgov.errors import ConflictError
from commgov.privacy.audit import AuditEntry, AuditLog
from commgov.privacy.releases.earlier import Before, EarlierRelease, Fingerprint, written
from commgov.privacy.same_person import check_same_person
from commgov.privacy.tiers import Tier
from commgov.seal import canonical_json, read_json
from commgov.wording import Text

KEY_BYTES_LEAST = 32
_FINGERPRINT_SIGNS = 16  # 64 bits: among a million persons two meet once in 37 million registers
_RELEASE, _ELSEWHERE, _APART = "release", "release-elsewhere", "declare-apart"

_KEY = Text("at least {n} bytes", "至少{n}字节").fill(n=KEY_BYTES_LEAST)
_BY = Text("who releases it, since the register has an access log", "登记簿配有访问日志，须写明发布人")
_TWO = Text("at least two populations, each once", "至少两个人群，每个只列一次")
_OTHER_REGISTER = Text(
    "there is a register already, {other}: a community has one, or its releases are not held against each other",
    "已有发布登记簿“{other}”：一个社区只能有一个，否则各次发布无法互相对照",
)
_OTHER_KEY = Text(
    "the register {name} was begun with another key: with this one nobody in it would be known again",
    "登记簿“{name}”以另一密钥建立：用此密钥将无法识别其中人员",
)
_SET_BACK = Text(
    "the access log has {number} releases that the register {name} has not: it was set back or begun anew; restore it",
    "访问日志中有{number}次发布不在登记簿“{name}”中：登记簿被回退或重建，请先恢复",
)
NOT_APART = Text(
    "{one} and {other} are declared to share nobody, and somebody was counted in both",
    "“{one}”与“{other}”已申明无共同人员，但有人同时被统计在内",
)


class ReleaseRegister:
    """All releases of a community. A release is in it before it is handed to anybody, or is refused.

    It keeps persons as fingerprints (HMAC-SHA-256 of the reference, 64 bits), for whoever compares two releases has to
    know who stood in both. So it is itself personal data: it stays inside, and its key is kept apart from it.

    A store has one register, and a register one key and one budget of noise. With an access log, a register that was
    set back, or begun anew in another store, is noticed: the log knows its releases.

    Args:
        name: of the community.
        key: 32 secret bytes or more, always the same ones.
        streams: keep it; None: in memory, gone with the process.
        clock: tells the time of a release.
        same_person: for references under which somebody also stands, the one to use: `{"m-7": "r-204"}`, so that a
            member who is a resident counts once. None: nobody has said; then each reference counts, and each release
            notes it.
        log: the access log: each release and each refusal leaves an entry.

    Raises:
        InvalidInputError: naming all that is wrong.
        ConflictError: if the store has another register or this one with another key, or the log knows more of it.

    Example:
        >>> register = ReleaseRegister("b", bytes(32), same_person={"m-7": "r-204"})
        >>> register.fingerprints(["m-7"]) == register.fingerprints(["r-204"]), register.earlier()
        (True, [])
    """

    def __init__(
        self,
        name: str,
        key: bytes,
        streams: StreamStore | None = None,
        *,
        clock: Clock | None = None,
        same_person: Mapping[str, str] | None = None,
        log: AuditLog | None = None,
    ) -> None:
        """Begin, or go on with what the store has."""
        checks = Checks("ReleaseRegister")
        checks.identifier("name", name)
        checks.require("key", "", ok=_is_key(key), expected=_KEY)  # what was given may be a key: it is not repeated
        check_same_person(checks, {} if same_person is None else same_person)
        checks.refuse()
        self.name, self.log = name, log
        self.knows_same_persons = same_person is not None
        self._key, self._same, self._clock = key, dict(same_person or {}), SystemClock() if clock is None else clock
        self._streams: StreamStore = MemoryStreams() if streams is None else streams
        self._stream = f"release/{name}"
        self._logged, self._entries_read = set[str](), 0
        self._begin()
        self.before()

    def now(self) -> datetime:
        """The present moment."""
        return self._clock.now()

    def person(self, subject: str) -> str:
        """The one reference of whoever stands under this one."""
        return self._same.get(subject, subject)

    def fingerprints(self, subjects: Collection[str]) -> frozenset[Fingerprint]:
        """What stands for persons in the register."""
        return frozenset(
            hmac.digest(self._key, self.person(subject).encode("utf-8", "surrogatepass"), sha256).hex()[
                :_FINGERPRINT_SIGNS
            ]
            for subject in subjects
        )

    def earlier(self) -> list[EarlierRelease]:
        """All releases so far, in order."""
        return list(self.before().releases)

    def before(self) -> Before:
        """How it stands.

        Raises:
            ConflictError: if the access log knows releases that are not in it.
        """
        self._read_log()  # first: what another process releases meanwhile is in the register before it is in the log
        found = Before.read(self._streams.read(self._stream))
        if missing := self._logged - {each.name for each in found.releases}:
            raise ConflictError(_SET_BACK.fill(name=self.name, number=len(missing)))
        return found

    def declare_apart(self, *populations: str, by: PersonRef) -> None:
        """Declare that populations share nobody, each with each other; it is written down and never changes.

        What is not declared so may share people, whatever it is called: numbers that came without persons are refused
        beside all releases of it, and noise about both is paid from the same budget.

        Args:
            populations: at least two.
            by: who answers for it.

        Raises:
            InvalidInputError: naming all that is wrong.
            ConflictError: if the register knows somebody in two of them, or somebody else changes it at this moment.
        """
        checks = Checks("declare_apart")
        checks.identifiers("populations", populations)
        checks.require("populations", "", ok=len(populations) > 1, expected=_TWO)
        checks.identifier("by", by)
        checks.refuse()
        before = self.before()
        for one, other in combinations(populations, 2):
            if persons_of(one, before.releases) & persons_of(other, before.releases):
                raise ConflictError(NOT_APART.fill(one=one, other=other))
        event = {"apart": sorted(populations), "at": self.now().isoformat(), "by": by}
        if self.log is not None:  # before it counts: what breaks off here leaves an entry of an attempt
            self.log.append(AuditEntry(self.now(), by, _APART, rule=self.name, about=each) for each in populations)
        self._streams.append(self._stream, before.events + 1, canonical_json(event).decode())

    def add(self, release: EarlierRelease, before: Before) -> None:
        """Write a release down.

        Args:
            release: which.
            before: what it was compared with.

        Raises:
            ConflictError: if there is more by now.
        """
        self._streams.append(self._stream, before.events + 1, written(release))

    def check_by(self, checks: Checks, by: PersonRef | None) -> None:
        """Note a problem if nobody is named who releases, and the register has an access log; or somebody wrongly."""
        if by is not None:
            checks.identifier("by", by)
        checks.require("by", "", ok=by is not None or self.log is None, expected=_BY)

    def note(
        self, name: str, by: PersonRef | None, tier: Tier, *, allowed: bool = True, elsewhere: bool = False
    ) -> None:
        """Leave an entry of a release, of a refusal, or of what was told elsewhere, if there is an access log."""
        if self.log is not None and by is not None:
            entry = AuditEntry(
                self.now(),
                by,
                _ELSEWHERE if elsewhere else _RELEASE,
                tier=tier,
                allowed=allowed,
                rule=self.name,
                about=name,
            )
            self.log.append([entry])

    def _begin(self) -> None:
        """Write the first event, or see that it is this register's."""
        check = hmac.digest(self._key, b"commgov release register", sha256).hex()
        for other, _ in self._streams.latest("release"):
            if other != self._stream:
                raise ConflictError(_OTHER_REGISTER.fill(other=other.partition("/")[2]))
        while not (events := self._streams.read(self._stream)):
            try:
                self._streams.append(self._stream, 1, canonical_json({"begun": self.name, "key": check}).decode())
            except ConflictError:  # somebody else has begun it meanwhile
                continue
        begun: Any = read_json(events[0])
        if begun.get("key") != check:
            raise ConflictError(_OTHER_KEY.fill(name=self.name))

    def _read_log(self) -> None:
        """Find the releases in what came to the access log since it was last looked at."""
        if self.log is None:
            return
        for row in self.log.store.rows(self._entries_read):
            if b'"action":"release' in row.content:
                entry = AuditEntry.from_bytes(row.content)
                is_release = entry.action in {_RELEASE, _ELSEWHERE}
                if is_release and entry.rule != self.name:
                    raise ConflictError(_OTHER_REGISTER.fill(other=entry.rule))
                if is_release and entry.allowed:
                    self._logged.add(entry.about)
            self._entries_read += 1  # last: what was refused is refused again

    def __repr__(self) -> str:
        """Whose."""
        return f"ReleaseRegister({self.name})"


def _is_key(key: object) -> bool:
    return isinstance(key, bytes) and len(key) >= KEY_BYTES_LEAST


def persons_of(population: str, releases: Sequence[EarlierRelease]) -> frozenset[Fingerprint]:
    """Who is known to be in a population, from what was released of it."""
    return frozenset().union(*(group for each in releases if each.population == population for group in each.groups))
