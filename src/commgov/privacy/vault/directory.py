"""What is held of one person, as a list: which fields, where from, on which basis. It is sealed itself.

That a field is held tells enough of some: a disability, a community correction. So the list of fields and the entries
of the field ledger lie under the person's own key, and go with it.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from secrets import token_hex
from typing import Any

from attrs import evolve, field, frozen

from commgov.core.ids import PersonRef
from commgov.errors import CommgovError, SealError
from commgov.privacy.audit.entry import Pseudonym
from commgov.privacy.entering.fields import FieldEntry, Milestone, Origin
from commgov.privacy.purposes import Basis, BasisKind, Purpose
from commgov.privacy.retention import Since
from commgov.privacy.tiers import Tier
from commgov.seal import Secret
from commgov.wording import Text

Place = tuple[str, str]
"""A field of a person: its key ("resident.phone"), and which of several records."""
Line = tuple[str, ...]
"""An entry of the field ledger as it is sealed."""


@frozen
class Held:
    """A field that is held: all that its ciphertext is bound to.

    Args:
        key: "resident.phone".
        item: which of several records of the person; empty where there is one.
        slot: its number in the store.
        tier: under which it is sealed, after whatever raised it.
        schema: the version of the schema.
        bucket: to a multiple of how many bytes it is padded.
        basis: what allows that it is held.
    """

    key: str
    item: str
    slot: int
    tier: Tier
    schema: int
    bucket: int
    basis: Basis

    @property
    def place(self) -> Place:
        """Under what it is found."""
        return self.key, self.item


@frozen(repr=False)
class Directory(Secret):
    """What is held of one person. It does not pickle: that something is held tells enough of some.

    Args:
        pseudonym: stands for them in the log. Random, and nowhere else: with their key it is gone.
        next_slot: the number of the next field.
        held: the fields.
        known: the entries of the field ledger, as lines: few who open a list ask for them.
        milestones: of the field ledger.
        restricted: keys of fields that are only kept, and not used otherwise.
    """

    pseudonym: Pseudonym = field(factory=lambda: f"p-{token_hex(12)}")
    next_slot: int = 1
    held: tuple[Held, ...] = ()
    known: tuple[Line, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    restricted: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        """How many fields."""
        return f"Directory({len(self.held)} fields)"

    def find(self, key: str, item: str = "") -> Held | None:
        """A field, or None."""
        return next((each for each in self.held if each.place == (key, item)), None)

    def of(self, record: str, item: str = "") -> Iterator[Held]:
        """The fields of a record."""
        return (each for each in self.held if each.item == item and each.key.partition(".")[0] == record)

    def items(self, record: str) -> tuple[str, ...]:
        """Which records of a kind are held."""
        return tuple(dict.fromkeys(each.item for each in self.held if each.key.partition(".")[0] == record))

    def without(self, places: Iterable[Place]) -> tuple["Directory", frozenset[int]]:
        """Without some fields, and their numbers; what is known of them stays."""
        gone = frozenset(places)
        dropped = frozenset(each.slot for each in self.held if each.place in gone)
        return evolve(self, held=tuple(each for each in self.held if each.slot not in dropped)), dropped

    def entries(self, person: PersonRef) -> tuple[FieldEntry, ...]:
        """The entries of the field ledger.

        Raises:
            SealError: if a line is none.
        """
        try:
            return tuple(_entry(person, line) for line in self.known)
        except (ValueError, TypeError, CommgovError):
            raise SealError(_NO_LIST) from None  # an error would repeat what it says

    def to_bytes(self) -> bytes:
        """All of it, as JSON."""
        said = {
            "pseudonym": self.pseudonym,
            "next": self.next_slot,
            "held": [
                [each.key, each.item, each.slot, int(each.tier), each.schema, each.bucket, *_basis(each.basis)]
                for each in self.held
            ],
            "known": self.known,
            "restricted": sorted(self.restricted),
            "milestones": [[each.since.value, each.on.isoformat(), each.item] for each in self.milestones],
        }
        return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()

    @staticmethod
    def from_bytes(content: bytes, person: PersonRef) -> "Directory":
        """What was written of a person.

        Raises:
            SealError: if it is none.
        """
        try:
            said = json.loads(content)
            return Directory(
                said["pseudonym"],
                said["next"],
                tuple(_read_held(each) for each in said["held"]),
                tuple(map(tuple, said["known"])),
                tuple(
                    Milestone(person, Since(since), date.fromisoformat(on), item)
                    for since, on, item in said["milestones"]
                ),
                frozenset(said["restricted"]),
            )
        except (ValueError, TypeError, LookupError, CommgovError):
            raise SealError(_NO_LIST) from None  # an error would repeat what it says


def _basis(basis: Basis) -> tuple[str, str]:
    return basis.kind.value, basis.ref


def line_of(entry: FieldEntry) -> Line:
    """An entry as a line: key and item first."""
    purpose = entry.purpose
    days = entry.collected.isoformat(), entry.confirmed.isoformat()
    told = entry.key, entry.item, entry.origin.value, entry.form, *days, *_basis(entry.basis)
    return (*told, purpose.name, purpose.words.en, purpose.words.zh)


def _read_held(said: list[Any]) -> Held:
    key, item, slot, tier, schema, bucket, kind, ref = said
    return Held(key, item, slot, Tier(tier), schema, bucket, _basis_of(kind, ref))


def _entry(person: PersonRef, line: Line) -> FieldEntry:
    key, item, origin, form, collected, confirmed, kind, ref, purpose, en, zh = line
    days = date.fromisoformat(collected), date.fromisoformat(confirmed)
    words = Purpose(purpose, Text(en, zh))
    return FieldEntry(person, key, Origin(origin), form, days[0], words, _basis_of(kind, ref), days[1], item)


@lru_cache(maxsize=1024)
def _basis_of(kind: str, ref: str) -> Basis:
    return Basis(BasisKind(kind), ref)


_NO_LIST = Text("what was sealed is no list of fields", "解封的内容不是字段清单")
