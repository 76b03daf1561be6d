"""What a field of a record is declared with."""

from typing import Any

import attrs
from attrs import frozen

from commgov.privacy.classification.categories import Category
from commgov.privacy.masks import Mask
from commgov.privacy.retention import Retention
from commgov.privacy.schema.rules import Index, Trait
from commgov.privacy.tiers import Tier
from commgov.privacy.validators.candidate import IdentifierKind
from commgov.privacy.validators.checking import check_identifier
from commgov.wording import Text

DECLARED = "commgov.privacy"
"""Under this key of a field's metadata stands what was declared."""


@frozen
class Declared:
    """What `pii` was told, before the class around it is known."""

    tier: Tier
    category: Category
    retain: Retention
    words: Text | None
    kind: IdentifierKind | None
    mask: Mask | None
    index: Index | None
    fresh_days: int | None
    traits: frozenset[Trait]


@frozen
class Reference:
    """Marks the field that holds the reference."""


def pii(
    tier: Tier,
    *,
    category: Category,
    retain: Retention,
    words: Text | None = None,
    kind: IdentifierKind | None = None,
    mask: Mask | None = None,
    index: Index | None = None,
    fresh_days: int | None = None,
    traits: frozenset[Trait] = frozenset(),
    default: Any = attrs.NOTHING,
) -> Any:
    """Declare a field of a record that holds data of a person.

    Args:
        tier: how sensitive it is; never lower than the tier of its kind of data.
        category: which kind of data it is.
        retain: how long it is kept; only T1 may be kept without limit.
        words: what people call it; by default its name.
        kind: which identifier it holds: its form is checked, and it is kept in its normal form.
        mask: what is shown where it may not be shown whole; by default the usual one of its kind.
        index: whether it can be looked up by its value.
        fresh_days: after so many days without confirmation it is stale; None: it does not change.
        traits: what else is to be known of it.
        default: its value where none is given.

    Example:
        >>> from commgov.privacy import keep_days, resident_record
        >>> @resident_record("neighbour")
        ... class Neighbour:
        ...     ref: str = reference()
        ...     phone: str | None = pii(
        ...         Tier.T3,
        ...         category=Category.CONTACT,
        ...         retain=keep_days(365),
        ...         kind=IdentifierKind.MOBILE,
        ...         default=None,
        ...     )
        >>> Neighbour(ref="r-1", phone="+86 138 0000 0000")
        Neighbour('r-1', 1 of 1 fields)
    """
    declared = Declared(tier, category, retain, words, kind, mask, index, fresh_days, traits)

    def in_normal_form(value: Any) -> Any:
        return value if kind is None else check_identifier(kind, value).normal or value

    converter = None if kind is None else in_normal_form
    return attrs.field(metadata={DECLARED: declared}, repr=False, default=default, converter=converter)


def reference() -> Any:
    """Declare the field that holds whom a record is about: a reference, which is no personal data itself.

    Example:
        >>> from commgov.privacy import resident_record
        >>> @resident_record("guest")
        ... class Guest:
        ...     ref: str = reference()
        >>> Guest(ref="r-7")
        Guest('r-7', 0 of 0 fields)
    """
    return attrs.field(metadata={DECLARED: Reference()})
