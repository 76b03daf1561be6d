"""The names held in a vault, for the leak guard: read through a session, kept in memory, forgotten with the person."""

from collections.abc import Iterable
from threading import Lock

from commgov.core import PersonRef, Verdict
from commgov.core.checks import Checks
from commgov.errors import ConflictError
from commgov.privacy.access.actions import Action
from commgov.privacy.audit.entry import OWE_NOTICE, OWE_REVIEW, Pseudonym
from commgov.privacy.classification.categories import Category
from commgov.privacy.guard import NameIndex
from commgov.privacy.purposes import Purpose
from commgov.privacy.schema.records import record_schema
from commgov.privacy.vault.results import Seen
from commgov.privacy.vault.session import Session
from commgov.privacy.vault.vault import Vault
from commgov.seal import Secret
from commgov.wording import Text

_LOOKS = frozenset({*map(str, (Action.READ, Action.SEARCH, Action.EXPORT, Action.SHARE, Action.DISCLOSE))}) | {
    OWE_NOTICE,
    OWE_REVIEW,
    "copy",
    "explain",
}
"""What entries of the log tell of names that are as they were."""

_Place = tuple[PersonRef, str, str]
"""Whose name, of which field, in which of several records."""


class VaultRoster(Secret):
    """The names of everybody in a vault, for leak guards of the same process. Fits `LiveRoster` and `Keeper`.

    Names are read as anybody reads them: by somebody, for a purpose, as far as the policy gives them whole, with an
    entry in the log for each person. They lie in memory until the person is erased or restricted, and a guard keeps
    none. An erasure reaches it at once; what happened elsewhere, and who is new, it learns by `refresh`.

    Args:
        by: who answers for it.
        purpose: what the policy lets names be read for.
        assessment: the reference of the impact assessment. Children's names are T4: they come where the vault finds
            the approvals (`VaultOptions.approvals`).

    Example:
        >>> from commgov.privacy import Purpose
        >>> VaultRoster(by="officer-1", purpose=Purpose("leak-guard"))
        VaultRoster(0 names)
    """

    __slots__ = ("_asking", "_erased", "_fields", "_index", "_learnt", "_lock", "_names", "_refused", "_seen", "_vault")

    name = "guard-roster"
    keeps = Text(
        "names, in the memory of the running program, for the leak guard",
        "姓名，仅存于运行中程序的内存，供泄露防护使用",
    )

    def __init__(self, *, by: PersonRef, purpose: Purpose, assessment: str | None = None) -> None:
        """Know nobody yet: `read` does."""
        checks = Checks("VaultRoster")
        checks.identifier("by", by)
        checks.instance("purpose", purpose, Purpose, Text("a Purpose", "应为Purpose"))
        checks.refuse()
        self._asking = (by, purpose, assessment)
        self._vault: Vault | None = None
        self._fields: tuple[tuple[type, tuple[str, ...]], ...] = ()
        self._names: dict[_Place, str] = {}
        self._index: NameIndex | None = None
        self._refused: tuple[Text, ...] = (_NOT_READ,)
        self._seen, self._learnt = 0, dict[Pseudonym, int]()
        self._erased, self._lock = 0, Lock()

    def read(self, vault: Vault) -> Verdict:
        """Read the names of everybody that may be read, and from now on be among that vault's keepers.

        Returns:
            Whether names were given, and if not, why; then none is kept, and guards refuse to check.

        Raises:
            StorageError: if the log could not be written; then the names are as they were.
        """
        vault.add_keeper(self)  # before any name is here: an erasure reaches it
        self._vault, self._fields = vault, _named(vault)
        while True:
            erased, seen = self._erased, vault.log.size
            names, refused = self._listed(vault)
            with self._lock:
                if erased != self._erased:
                    continue  # somebody was erased meanwhile, and may be among these
                self._keep(names, tuple(dict.fromkeys(refused)))
                self._seen, self._learnt = seen, {}
            return _verdict(self._refused)

    def refresh(self) -> Verdict:
        """Read anew if the log tells of a name that changed, came or went since; else do nothing.

        To be called now and then, and after somebody was entered. It costs a look at the new entries of the log.

        Raises:
            ConflictError: if nothing was read yet.
        """
        vault = self._known_vault()
        keys = {f"{record_schema(record).name}.{field}" for record, fields in self._fields for field in fields}
        number = self._seen
        for number, entry in enumerate(vault.log.entries(self._seen), self._seen + 1):
            is_change = entry.allowed and entry.action not in _LOOKS and not keys.isdisjoint(entry.fields)
            if is_change and number > self._learnt.get(entry.subject, 0):
                return self.read(vault)
        self._seen = number
        return _verdict(self._refused)

    def learn(self, person: PersonRef) -> Verdict:
        """Read the names of one person who was entered or changed just now, instead of everybody's.

        Raises:
            ConflictError: if nothing was read yet.
        """
        vault = self._known_vault()
        erased, seen = self._erased, vault.log.size
        names, refused = dict[_Place, str](), list[Text]()
        held = {entry.key for entry in vault.known(person).known(person)}
        with self._session(vault) as session:
            for record, every in self._fields:
                fields = tuple(field for field in every if f"{record_schema(record).name}.{field}" in held)
                if not fields:
                    continue
                given = session.get(person, fields, record=record)
                names |= _whole([given])
                refused += given.reasons
        with self._lock:
            if erased != self._erased:
                names = {}  # somebody was erased meanwhile, perhaps they
            kept = {place: name for place, name in self._names.items() if place[0] != person}
            self._keep(kept | names)
        if names:
            self._learnt[vault.pseudonym(person)] = seen
        return _verdict(() if names else tuple(dict.fromkeys(refused)) or (_NOBODY,))

    def forget(self, person: PersonRef, fields: frozenset[str] | None = None, *, item: str | None = None) -> int:
        """See `Keeper`. The next message is checked without these names, unless somebody else is called so."""
        with self._lock:
            gone = [
                place
                for place in self._names
                if place[0] == person and (fields is None or place[1] in fields) and item in (None, place[2])
            ]
            self._erased += 1
            if gone:
                self._keep({place: name for place, name in self._names.items() if place not in gone})
            return len(gone)

    def index(self) -> NameIndex:
        """See `LiveRoster`.

        Raises:
            ConflictError: if no names were read, or none were given: a guard that would find nobody says so.
        """
        if self._refused:
            raise ConflictError(_NONE.fill(why=_AND.join(self._refused)))
        index = self._index
        if index is None:
            with self._lock:
                index = self._index = NameIndex(self._names.values())
        return index

    def __repr__(self) -> str:
        """How many; no name."""
        return f"VaultRoster({len(self._names)} names)"

    def _listed(self, vault: Vault) -> tuple[dict[_Place, str], list[Text]]:
        names, refused = dict[_Place, str](), list[Text]()
        with self._session(vault) as session:
            for record, fields in self._fields:
                listed = session.list(record, fields)
                names |= _whole(listed)
                refused += (*listed.reasons, *listed.notes)
        return names, refused

    def _session(self, vault: Vault) -> Session:
        by, purpose, assessment = self._asking
        return vault.session(by=by, purpose=purpose, assessment=assessment)

    def _keep(self, names: dict[_Place, str], refused: tuple[Text, ...] = ()) -> None:
        """Keep these names and no others; the index is made when it is next asked for."""
        self._names, self._index = names, None
        self._refused = () if names else refused or (_NOBODY,)

    def _known_vault(self) -> Vault:
        if self._vault is None:
            raise ConflictError(_NONE.fill(why=_NOT_READ))
        return self._vault


def _verdict(refused: tuple[Text, ...]) -> Verdict:
    return Verdict(allowed=False, reason=_AND.join(refused)) if refused else _READ


def _named(vault: Vault) -> tuple[tuple[type, tuple[str, ...]], ...]:
    """The classes of records that have names of persons, and which fields are names."""
    found = (
        (kind, tuple(rule.name for rule in record_schema(kind) if rule.category is Category.NAME))
        for kind in vault.kinds
    )
    return tuple((kind, fields) for kind, fields in found if fields)


def _whole(rows: Iterable[Seen]) -> dict[_Place, str]:
    """The names that were given whole."""
    return {
        (row.ref, f"{row.record}.{field}", row.item): str(value)
        for row in rows
        for field, value in row.values.items()
        if value and field not in row.masked
    }


_AND = Text("; ", "；")
_READ = Verdict(allowed=True, reason=Text("the names were read", "已读取姓名"))
_NOT_READ = Text("they were not read yet: call read(vault)", "尚未读取：请调用read(vault)")
_NOBODY = Text(
    "the vault gave none: none is held, or nobody's may be read by this person for this purpose",
    "保险库未给出姓名：未保存任何姓名，或该人员不得以此用途读取",
)
_NONE = Text("the guard's roster has no names: {why}", "泄露防护名单中没有姓名：{why}")
