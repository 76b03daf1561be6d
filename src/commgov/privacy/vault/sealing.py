"""Opens and seals what is held of a person."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from attrs import evolve, field, frozen

from commgov.core.ids import PersonRef, UnitId
from commgov.errors import ConflictError, NotFoundError, SealError
from commgov.privacy.keys.label import FieldLabel, joined
from commgov.privacy.keys.tree import KeyTree
from commgov.privacy.minors import FULL_PROTECTION, least_age, tells_age
from commgov.privacy.purposes import Basis, BasisKind
from commgov.privacy.schema.rules import FieldRule, RecordSchema
from commgov.privacy.tiers import Tier
from commgov.privacy.vault.directory import Directory, Held, Place
from commgov.privacy.vault.store import SealedSubject, Slots, Stored, SubjectChange, SubjectState
from commgov.privacy.vault.values import bucket_of, from_bytes, is_empty, to_bytes
from commgov.seal import Secret
from commgov.wording import Text

_DIRECTORY = Basis(BasisKind.DUTY, "pipl-51")  # the article that asks for permissions and a record of processing
_DIRECTORY_TIER = Tier.T4  # so that everybody has a key of this tier, and having one tells nothing
_DIRECTORY_SCHEMA = 1


class KeyGoneError(SealError):
    """What was found cannot be opened any more: the person was erased meanwhile, or their keys were lost."""


@frozen(repr=False)
class File(Secret):
    """What is held of one person, with the list opened and the fields still sealed. It does not pickle.

    Args:
        subject: who.
        unit: where they live, or the unit that answers for them.
        state: how it is held.
        version: of the row; 0: nothing is stored yet.
        directory: what is held.
        slots: the sealed fields.
    """

    subject: PersonRef
    unit: UnitId
    state: SubjectState = SubjectState.KEPT
    version: int = 0
    directory: Directory = field(factory=Directory)
    slots: Slots = field(factory=dict[int, bytes])

    def __repr__(self) -> str:
        """The reference and how many fields."""
        return f"File({self.subject!r}, {len(self.directory.held)} fields)"


@frozen
class New:
    """A field to be sealed.

    Args:
        rule: the field.
        item: which of several records.
        value: not empty.
        tier: after whatever raised it.
        basis: what allows that it is held.
    """

    rule: FieldRule
    item: str
    value: object = field(repr=False)
    tier: Tier
    basis: Basis

    @property
    def place(self) -> Place:
        """Under what it is found."""
        return self.rule.key, self.item


class Sealer(Secret):
    """Opens and seals with a community's key tree.

    Args:
        keys: the key tree.
        schemas: of the records that are kept.
        version: of the schemas.
    """

    __slots__ = ("_rules", "_version", "keys")

    def __init__(self, keys: KeyTree, schemas: Iterable[RecordSchema], version: int) -> None:
        """Take the key tree and the schemas."""
        self.keys, self._version = keys, version
        self._rules: Mapping[str, FieldRule] = {rule.key: rule for schema in schemas for rule in schema}

    def opened(self, stored: Stored) -> File:
        """A person as stored, with the list opened.

        Raises:
            SealError: if the row is not what was written: another person's, or with another unit, state or version.
        """
        row = stored.row
        content = self._decrypted(row.subject, _label_of(row), row.directory, _DIRECTORY)
        directory = Directory.from_bytes(content, row.subject)
        return File(row.subject, row.unit, row.state, row.version, directory, stored.slots)

    def is_whole(self, file: File) -> bool:
        """Whether every field that is on a person's list is there."""
        return all(held.slot in file.slots for held in file.directory.held)

    def value(self, file: File, held: Held) -> Any:
        """The value of a field in clear text. Whoever asks has made the entry of the log.

        Raises:
            SealError: if the ciphertext is another one than that of this person, field, tier, version and basis.
        """
        sealed, rule = file.slots.get(held.slot), self._rules.get(held.key)
        if sealed is None:
            raise SealError(_NOT_THERE)
        if rule is None:
            raise ConflictError(_UNDECLARED)
        return from_bytes(self._decrypted(file.subject, _label(held), sealed, held.basis), rule.holds)

    def _decrypted(self, subject: PersonRef, label: FieldLabel, sealed: bytes, basis: Basis) -> bytes:
        try:
            return self.keys.decrypt(subject, label, sealed, basis)
        except NotFoundError as error:
            raise KeyGoneError(_KEY_GONE) from error

    def values(self, file: File, held: Iterable[Held]) -> dict[str, Any]:
        """The values of several fields by name; as `value`."""
        return {self._rules[each.key].name: self.value(file, each) for each in held if each.key in self._rules}

    def is_minor(self, file: File, on: date) -> bool:
        """Whether anything held says that the person is under 14 on a day."""
        return any(self._ages(file, on, frozenset()))

    def under_14(self, file: File, on: date) -> bool | None:
        """The same; None if nothing held says how old they are."""
        said = list(self._ages(file, on, frozenset()))
        return any(said) if said else None

    def would_be_minor(self, file: File, record: object, schema: RecordSchema, item: str, on: date) -> bool:
        """The same, with a record in place of what is held of it."""
        new = (least_age(rule, getattr(record, rule.name), on) < FULL_PROTECTION for rule in schema)
        return any(new) or any(self._ages(file, on, frozenset((rule.key, item) for rule in schema)))

    def _ages(self, file: File, on: date, leave_out: frozenset[Place]) -> Iterator[bool]:
        for held in file.directory.held:
            rule = self._rules.get(held.key)
            if rule is not None and tells_age(rule) and held.place not in leave_out:
                yield least_age(rule, self.value(file, held), on) < FULL_PROTECTION

    def change(
        self, file: File, directory: Directory, new: Iterable[New] = (), *, dropped: frozenset[int] = frozenset()
    ) -> SubjectChange:
        """The change that seals a list with new fields in it, each in a slot of its own; codes are not in it yet."""
        fresh = list(new)
        directory, replaced = directory.without(each.place for each in fresh)
        first = directory.next_slot
        held = [
            Held(each.rule.key, each.item, slot, each.tier, self._version, bucket_of(each.rule), each.basis)
            for slot, each in enumerate(fresh, first)
        ]
        directory = evolve(directory, next_slot=first + len(held), held=(*directory.held, *held))
        self.keys.set_aside(file.subject, sorted({_DIRECTORY_TIER, *(each.tier for each in fresh)}))
        put: dict[int, bytes] = {}
        for basis in dict.fromkeys(each.basis for each in fresh):
            some = [(made, each) for made, each in zip(held, fresh, strict=True) if each.basis == basis]
            texts = [(_label(made), to_bytes(each.value)) for made, each in some]
            sealed = self.keys.encrypt_fields(file.subject, texts, basis)
            put |= {made.slot: content for (made, _), content in zip(some, sealed, strict=True)}
        row = SealedSubject(file.subject, file.unit, file.state, b"", file.version + 1)
        content = self.keys.encrypt(file.subject, _label_of(row), directory.to_bytes(), _DIRECTORY)
        return SubjectChange(evolve(row, directory=content), put, dropped | replaced)


def filled(record: object, schema: RecordSchema) -> dict[str, object]:
    """The values of a record that are filled in, by name."""
    values = {rule.name: getattr(record, rule.name) for rule in schema}
    return {name: value for name, value in values.items() if not is_empty(value)}


def _label(held: Held) -> FieldLabel:
    """What a field is bound to: with its slot, so that of two orders of a person each opens in its own place alone."""
    return FieldLabel(f"{held.key}#{held.slot}", held.tier, held.schema, held.bucket)


def _label_of(row: SealedSubject) -> FieldLabel:
    """What a list is bound to: with unit, state and version, so that none of these is changed in the store alone."""
    bound = sha256(joined(row.unit, row.state.value, str(row.version))).hexdigest()[:32]
    return FieldLabel(f"directory#{bound}", _DIRECTORY_TIER, _DIRECTORY_SCHEMA)


_KEY_GONE = Text("the keys of what is held are gone", "所存数据的密钥已不存在")
_NOT_THERE = Text("a field that is on the list is not there", "清单所列字段不存在")
_UNDECLARED = Text(
    "a field is held that no record of this vault declares: open the vault with its class",
    "所存字段未在本保险库的记录中声明：请以相应记录类打开",
)
