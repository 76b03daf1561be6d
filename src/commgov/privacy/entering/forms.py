"""Forms ask for declared fields, once; views show them, whole or masked, to a role for a purpose."""

from typing import Any

from attrs import field, frozen

from commgov.core.checks import Checks
from commgov.privacy.classification.combining import COMBINATIONS, Combination, Combined, combined_tier
from commgov.privacy.classification.tiering import STANDARD_TIERS, TierPolicy
from commgov.privacy.purposes import Basis, Purpose
from commgov.privacy.schema.records import record_schema, reference_of
from commgov.privacy.schema.rules import FieldRule
from commgov.wording import Text

_PURPOSE = Text("a Purpose", "应为Purpose")
_BASIS = Text("a Basis", "应为Basis")
_RULE = Text("a FieldRule, see fields_of", "应为FieldRule，见fields_of")
_SOME = Text("at least one field", "至少一个字段")


@frozen
class Form:
    """A form asks people for declared fields, for one purpose, on one basis.

    Args:
        name: a short name, unique within a community.
        purpose: what it is for.
        basis: what allows that its answers are held.
        required: fields that have to be answered.
        optional: fields that may be.
        words: what people call it, in both languages; by default the name.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> from commgov.privacy import BasisKind, Resident
        >>> from commgov.privacy.schema import fields_of
        >>> moved_in = Form(
        ...     "moving-in",
        ...     Purpose("registration"),
        ...     Basis(BasisKind.DUTY, "population-regulation-9"),
        ...     required=fields_of(Resident, "name", "id_number"),
        ...     optional=fields_of(Resident, "phone"),
        ... )
        >>> [rule.key for rule in moved_in.fields]
        ['resident.name', 'resident.id_number', 'resident.phone']
    """

    name: str
    purpose: Purpose
    basis: Basis
    required: tuple[FieldRule, ...] = ()
    optional: tuple[FieldRule, ...] = ()
    words: Text = field(kw_only=True)

    @words.default
    def _name_as_words(self) -> Text:
        return Text(self.name, self.name)

    def __attrs_post_init__(self) -> None:
        checks = Checks("Form", self.name)
        checks.identifier("name", self.name)
        checks.instance("purpose", self.purpose, Purpose, _PURPOSE)
        checks.instance("basis", self.basis, Basis, _BASIS)
        _check_fields(checks, (("required", self.required), ("optional", self.optional)))
        checks.refuse()

    @property
    def fields(self) -> tuple[FieldRule, ...]:
        """All that it asks for."""
        return self.required + self.optional

    def asks(self, key: str) -> bool:
        """Whether it asks for a field ("resident.phone")."""
        return any(rule.key == key for rule in self.fields)


@frozen
class View:
    """What a role sees of people's data for one purpose: some fields whole, some masked, no others.

    Whether somebody has the role, where and until when, is for the access policy to say.

    Args:
        name: a short name, unique within a community.
        role: who sees it: "grid-worker".
        purpose: what for.
        clear: fields that are shown whole.
        masked: fields that are shown through their mask.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> from commgov.privacy import Resident
        >>> from commgov.privacy.schema import fields_of
        >>> visit = View(
        ...     "visit",
        ...     "grid-worker",
        ...     Purpose("home-visit"),
        ...     clear=fields_of(Resident, "name"),
        ...     masked=fields_of(Resident, "phone"),
        ... )
        >>> seen = visit.show(Resident(ref="r-1", name="王小明", phone="13800000012", health="asthma"))
        >>> seen.values["name"], seen.values["phone"], "health" in seen.values, seen
        ('王小明', '138***12', False, Viewed('visit', 'r-1', 2 fields))
    """

    name: str
    role: str
    purpose: Purpose
    clear: tuple[FieldRule, ...] = ()
    masked: tuple[FieldRule, ...] = ()

    def __attrs_post_init__(self) -> None:
        checks = Checks("View", self.name)
        checks.identifier("name", self.name)
        checks.identifier("role", self.role)
        checks.instance("purpose", self.purpose, Purpose, _PURPOSE)
        _check_fields(checks, (("clear", self.clear), ("masked", self.masked)))
        checks.refuse()

    @property
    def fields(self) -> tuple[FieldRule, ...]:
        """All that it shows, whole or masked."""
        return self.clear + self.masked

    def shows(self, key: str) -> bool:
        """Whether it shows a field ("resident.phone"), whole or masked."""
        return any(rule.key == key for rule in self.fields)

    def tier(
        self,
        persons: int = 1,
        *,
        tiers: TierPolicy = STANDARD_TIERS,
        combinations: tuple[Combination, ...] = COMBINATIONS,
    ) -> Combined:
        """How sensitive it is to see this view of so many people: what is shown whole, taken together.

        Example:
            >>> from commgov.privacy import Resident
            >>> from commgov.privacy.schema import fields_of
            >>> lists = View("list", "clerk", Purpose("notice"), clear=fields_of(Resident, "name", "phone"))
            >>> lists.tier(1).tier.name, lists.tier(200).tier.name
            ('T3', 'T4')
        """
        kinds = {rule.category for rule in self.clear}
        return combined_tier(kinds, persons=persons, tiers=tiers, combinations=combinations)

    def show(self, record: object) -> "Viewed":
        """What the view shows of a record.

        Raises:
            TypeError: if it is no record.
        """
        kind = record_schema(record).name
        values: dict[str, object] = {
            rule.name: getattr(record, rule.name) for rule in self.clear if rule.record == kind
        }
        values |= {rule.name: rule.mask(getattr(record, rule.name)) for rule in self.masked if rule.record == kind}
        return Viewed(self.name, reference_of(record), values)


@frozen(repr=False)
class Viewed:
    """What a view shows of one record. A repr shows none of it.

    Args:
        view: the view's name.
        ref: whom it is about.
        values: what is shown, by field: whole, or as its mask gives it.
    """

    view: str
    ref: str
    values: dict[str, Any]

    def __repr__(self) -> str:
        """View, reference and number of fields."""
        return f"Viewed({self.view!r}, {self.ref!r}, {len(self.values)} fields)"


def _check_fields(checks: Checks, parts: tuple[tuple[str, object], ...]) -> None:
    """Fields, each once, at least one in all."""
    keys = [rule.key for part, rules in parts for rule in checks.every(part, rules, FieldRule, _RULE)]
    checks.unique("fields", keys)
    checks.require("fields", "", ok=bool(keys), expected=_SOME)
