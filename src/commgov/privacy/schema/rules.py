"""What is known of a declared field, and of a record of such fields."""

from collections.abc import Iterator
from enum import StrEnum

from attrs import field, frozen

from commgov.core.personal import shown_plain
from commgov.errors import NotFoundError
from commgov.privacy.classification.categories import Category
from commgov.privacy.masks import Mask
from commgov.privacy.retention import Retention
from commgov.privacy.schema.types import Storable
from commgov.privacy.tiers import Tier
from commgov.privacy.validators.candidate import IdentifierKind
from commgov.wording import Text


class Trait(StrEnum):
    """What else is to be known of a field beside its tier.

    Example:
        >>> Trait.THIRD_PARTY.value
        'third-party'
    """

    THIRD_PARTY = "third-party"  # it is about somebody else too: a relative, a landlord
    QUASI = "quasi"  # with others like it, it singles a person out
    PUBLIC_OK = "public-ok"  # law wants it published for a time, masked
    FEW_VALUES = "few-values"  # so few values that its length or an index would give it away
    FREE_TEXT = "free-text"  # anything can be in it: what is found there may raise its tier


@frozen
class Index:
    """That a field can be looked up by its value, without the value being readable.

    Args:
        together: other fields of the record that go into the same index, for a field with few values.

    Example:
        >>> Index(together=("unit",)).together
        ('unit',)
    """

    together: tuple[str, ...] = ()


@frozen
class FieldRule:
    """What is known of one declared field. It holds nobody's value.

    Args:
        record: the record's name.
        name: the field's name.
        words: what people call it.
        tier: how sensitive it is alone.
        category: which kind of data it is.
        retain: how long it is kept.
        kind: which identifier it holds, if any; its form is checked.
        mask: what is shown of it where it may not be shown whole.
        index: whether it can be looked up.
        fresh_days: after so many days without confirmation it is stale; None: it does not change.
        traits: what else is to be known.
        holds: which values it can hold.

    Example:
        >>> from commgov.privacy import Resident
        >>> from commgov.privacy.schema import record_schema
        >>> phone = record_schema(Resident).field("phone")
        >>> phone.key, phone.tier.name, phone.mask("13800000012")
        ('resident.phone', 'T3', '138***12')
    """

    record: str
    name: str
    words: Text
    tier: Tier
    category: Category
    retain: Retention
    kind: IdentifierKind | None
    mask: Mask = field(repr=False)
    index: Index | None
    fresh_days: int | None
    traits: frozenset[Trait]
    holds: Storable = field(repr=False)

    @property
    def key(self) -> str:
        """Record and field as one word, for policies, forms and logs."""
        return f"{self.record}.{self.name}"

    @property
    def is_free_text(self) -> bool:
        """Whether anything can be in it."""
        return Trait.FREE_TEXT in self.traits


@frozen
class RecordSchema:
    """What is known of a record: its fields, in order.

    Args:
        name: the record's name, as it stands in policies and logs.
        words: about whom it is, in both languages.
        ref: the field that holds the reference.
        fields: the declared fields.

    Example:
        >>> from commgov.privacy import Resident
        >>> from commgov.privacy.schema import record_schema
        >>> schema = record_schema(Resident)
        >>> schema.name, schema.ref, schema.field("name").tier.name
        ('resident', 'ref', 'T2')
    """

    name: str
    words: Text
    ref: str
    fields: tuple[FieldRule, ...]

    def field(self, name: str) -> FieldRule:
        """A field by its name.

        Raises:
            NotFoundError: if the record has no such field.
        """
        for rule in self.fields:
            if rule.name == name:
                return rule
        wrong = shown_plain(name)
        raise NotFoundError(Text(f"record {self.name!r} has no field {wrong!r}", f"记录{self.name!r}没有字段{wrong!r}"))

    def __iter__(self) -> Iterator[FieldRule]:
        """The fields, in order."""
        return iter(self.fields)
