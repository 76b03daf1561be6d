"""Classes of records: every field is declared, no value shows in a repr, none goes into a pickle."""

from collections.abc import Callable
from types import NoneType
from typing import Any, Never, TypeVar, dataclass_transform, get_type_hints

import attrs

from commgov.core.checks import Checks
from commgov.core.personal import looks_like_name, shown
from commgov.privacy.classification.categories import Category
from commgov.privacy.classification.tiering import STANDARD_TIERS, TierPolicy
from commgov.privacy.masks import usual_mask
from commgov.privacy.retention import Retention
from commgov.privacy.schema.declaring import DECLARED, Declared, Reference, pii, reference
from commgov.privacy.schema.rules import FieldRule, Index, RecordSchema, Trait
from commgov.privacy.schema.types import STORABLE, storable
from commgov.privacy.tiers import Tier
from commgov.privacy.validators.candidate import IdentifierKind
from commgov.privacy.validators.checking import check_identifier
from commgov.wording import Text

Record = TypeVar("Record")
_SCHEMA = "__record_schema__"
_OURS = ("__repr__", "__str__", "__format__", "__reduce__", "__reduce_ex__", "__getstate__")


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(pii, reference))
def resident_record(
    name: str, *, words: Text | None = None, tiers: TierPolicy = STANDARD_TIERS
) -> Callable[[type[Record]], type[Record]]:
    """Make a class of records about people: frozen, with keyword arguments, each field declared by `pii`.

    One field is a `reference`. A repr shows the reference and how many fields are filled in; `pickle` refuses; `copy`
    gives the record itself, which never changes. When a record is made, all that is wrong with it is told at once, and
    no value is repeated.

    Args:
        name: the record's name, as it stands in policies and logs.
        words: about whom it is, in both languages; by default the name.
        tiers: the tier that each kind of data has at least.

    Raises:
        InvalidInputError: when the class is made, naming every field that is undeclared or declared too low.

    Example:
        >>> from commgov.privacy import Category, keep_days
        >>> try:
        ...
        ...     @resident_record("patient")
        ...     class Patient:
        ...         ref: str = reference()
        ...         ward: str = "3"
        ...         illness: str = pii(Tier.T2, category=Category.HEALTH, retain=keep_days(30))
        ... except ValueError as error:
        ...     print(error)
        record patient, ward: — declared with pii(...)
        record patient, illness: 'T2' — at least T4, the tier of health and medical care
    """

    def made(cls: type[Record]) -> type[Record]:
        checks = Checks(f"record {name}")
        checks.identifier("name", name)
        for own in _OURS:
            checks.require(own, "", ok=own not in vars(cls), expected=_OURS_ALONE)
        _judge_when_made(cls)
        built = attrs.frozen(cls, kw_only=True, slots=True, repr=False, auto_attribs=True)
        schema = _schema(built, name, words or Text(name, name), tiers, checks)
        checks.refuse()
        for method, does in (
            ("__repr__", _shown),
            ("__reduce_ex__", _no_pickle),
            ("__copy__", _itself),
            ("__deepcopy__", _itself),
            (_SCHEMA, schema),
        ):
            setattr(built, method, does)
        return built

    return made


def record_schema(record: object) -> RecordSchema:
    """What is known of a record, or of a class of records.

    Raises:
        TypeError: if it is neither.

    Example:
        >>> from commgov.privacy import Resident
        >>> [rule.name for rule in record_schema(Resident)][:3]
        ['name', 'sex', 'birth_year']
    """
    cls = record if isinstance(record, type) else type(record)
    schema = vars(cls).get(_SCHEMA)
    if not isinstance(schema, RecordSchema):
        raise TypeError(f"{cls.__name__} is no record: decorate it with resident_record")
    return schema


def fields_of(record: type, *names: str) -> tuple[FieldRule, ...]:
    """Fields of a class of records: those named, in that order, or all.

    Raises:
        TypeError: if it is no class of records.
        NotFoundError: if it has no such field.

    Example:
        >>> from commgov.privacy import Resident
        >>> [rule.key for rule in fields_of(Resident, "phone", "name")]
        ['resident.phone', 'resident.name']
    """
    schema = record_schema(record)
    return tuple(schema.field(name) for name in names) if names else schema.fields


def clear_values(record: object) -> dict[str, object]:
    """The values of a record as they are, without the reference: for a vault, which keeps them sealed.

    This is the door through which values leave a record whole; everything else shows them through a `View`.

    Example:
        >>> from commgov.privacy import Resident
        >>> values = clear_values(Resident(ref="r-1", name="王小明"))
        >>> len(values), values["name"]
        (27, '王小明')
    """
    return {rule.name: getattr(record, rule.name) for rule in record_schema(record)}


def reference_of(record: object) -> str:
    """Whom a record is about.

    Example:
        >>> from commgov.privacy import Resident
        >>> reference_of(Resident(ref="r-1"))
        'r-1'
    """
    return str(getattr(record, record_schema(record).ref))


def _judge_when_made(cls: type) -> None:
    """See to it that a record judges its values as soon as it has them, and then whatever the class itself does."""
    own: Callable[[object], None] | None = getattr(cls, "__attrs_post_init__", None)
    if "__attrs_post_init__" in vars(cls):
        setattr(cls, "__own_post_init__", own)  # noqa: B010 - here attrs sees it, and mends its `super()`

    def judged(self: object) -> None:
        _check_values(self)
        if own is not None:
            own(self)

    setattr(cls, "__attrs_post_init__", judged)  # noqa: B010 - cls is any class


def _check_values(record: object) -> None:
    schema = record_schema(record)
    ref = getattr(record, schema.ref)
    named = isinstance(ref, str) and looks_like_name(ref)
    checks = Checks(schema.name, None if named else ref)
    checks.identifier(schema.ref, ref)
    checks.require(schema.ref, "", ok=not named, expected=_NO_NAME)
    for rule in schema:
        value = getattr(record, rule.name)
        if not rule.holds.fits(value):
            checks.require(rule.name, "", ok=False, expected=_KIND.fill(kind=rule.holds.kind.__name__))
        elif rule.kind is not None and value is not None:
            for reason in check_identifier(rule.kind, value).reasons:
                checks.require(rule.name, "", ok=False, expected=reason)
    checks.refuse()


def _schema(cls: type, name: str, words: Text, tiers: TierPolicy, checks: Checks) -> RecordSchema:
    """What the class declares; what is wrong with it goes into `checks`."""
    hints = _hints(cls, checks)
    rules, refs = [], []
    for attribute in attrs.fields(cls):
        declared = attribute.metadata.get(DECLARED)
        if isinstance(declared, Reference):
            refs.append(attribute.name)
        elif isinstance(declared, Declared):
            rule = _rule(attribute.name, declared, hints.get(attribute.name, str), name, checks)
            if rule is not None:
                rules.append(rule)
        else:
            checks.require(attribute.name, "", ok=False, expected=_UNDECLARED)
    checks.require("reference", "", ok=len(refs) == 1, expected=_ONE_REFERENCE)
    names = {rule.name for rule in rules}
    for rule in rules:
        _check_rule(rule, tiers, names, checks)
    return RecordSchema(name, words, refs[0] if refs else "", tuple(rules))


def _hints(cls: type, checks: Checks) -> dict[str, Any]:
    try:
        return get_type_hints(cls)
    except (NameError, TypeError) as error:
        checks.require("annotations", type(error).__name__, ok=False, expected=_READABLE)
        return {}


def _rule(field: str, declared: Declared, hint: Any, record: str, checks: Checks) -> FieldRule | None:
    holds = storable(hint)
    checks.require(field, "", ok=holds is not None, expected=STORABLE)
    right = [
        checks.instance(f"{field}.{part}", value, kinds, Text(f"a {kinds[0].__name__}", f"应为{kinds[0].__name__}"))
        for part, value, kinds in (
            ("tier", declared.tier, (Tier,)),
            ("category", declared.category, (Category,)),
            ("retain", declared.retain, (Retention,)),
            ("kind", declared.kind, (IdentifierKind, NoneType)),
            ("index", declared.index, (Index, NoneType)),
            ("traits", declared.traits, (frozenset,)),
        )
    ]
    if holds is None or not all(right):
        return None
    return FieldRule(
        record,
        field,
        declared.words or Text(field, field),
        declared.tier,
        declared.category,
        declared.retain,
        declared.kind,
        declared.mask or usual_mask(declared.category, declared.kind),
        declared.index,
        declared.fresh_days,
        declared.traits,
        holds,
    )


def _check_rule(rule: FieldRule, tiers: TierPolicy, names: set[str], checks: Checks) -> None:
    floor = tiers.tier(rule.category)
    expected = _TOO_LOW.fill(tier=floor.name, category=rule.category.words)
    checks.require(rule.name, rule.tier.name, ok=rule.tier >= floor, expected=expected)
    limited = rule.retain.days is not None or rule.tier is Tier.T1
    checks.require(rule.name, "", ok=limited, expected=_LIMITED)
    if rule.fresh_days is not None:
        checks.whole(f"{rule.name}.fresh_days", rule.fresh_days, least=1)
    text = not rule.is_free_text or (rule.holds.kind is str and not rule.holds.many)
    checks.require(rule.name, "", ok=text, expected=_FREE_TEXT_IS_TEXT)
    if rule.index is not None:
        checks.require(rule.name, "", ok=not rule.is_free_text, expected=_NO_INDEX)
        alone = Trait.FEW_VALUES in rule.traits and not rule.index.together
        checks.require(rule.name, "", ok=not alone, expected=_FEW)
        for other in rule.index.together:
            checks.require(rule.name, other, ok=other in names - {rule.name}, expected=_OTHER_FIELD)


def _shown(self: object) -> str:
    schema = record_schema(self)
    ref = shown(getattr(self, schema.ref, ""))  # one that was refused may be a number of somebody
    filled = sum(getattr(self, rule.name, None) not in (None, ()) for rule in schema)
    return f"{type(self).__name__}({ref!r}, {filled} of {len(schema.fields)} fields)"


def _no_pickle(self: object, protocol: object) -> Never:
    del protocol
    raise TypeError(f"a record of {record_schema(self).name} is not pickled: a pickle would hold it in clear text")


def _itself(self: Record, memo: object = None) -> Record:
    del memo
    return self


_OURS_ALONE = Text("left to the record, which shows and pickles no value", "由记录统一实现，不显示也不序列化任何值")
_UNDECLARED = Text("declared with pii(...)", "应以pii(...)声明")
_NO_NAME = Text("a reference: this looks like a person's name", "应为编号引用：此处疑似姓名")
_ONE_REFERENCE = Text("exactly one field declared with reference()", "应有且仅有一个以reference()声明的字段")
_READABLE = Text("annotations that can be read where the class is made", "类型注解应可在定义处解析")
_TOO_LOW = Text("at least {tier}, the tier of {category}", "级别不应低于{tier}（{category}）")
_LIMITED = Text("a limited retention: only T1 is kept without limit", "应设保存期限：仅T1可不设期限")
_FREE_TEXT_IS_TEXT = Text("free text is str", "自由文本应为str")
_NO_INDEX = Text("no index over free text", "自由文本不建索引")
_FEW = Text(
    "no index alone over few values: name others with `together`",
    "取值很少的字段不得单独建索引：应以together并列其他字段",
)
_OTHER_FIELD = Text("another field of the record", "应为记录中的其他字段")
_KIND = Text("a value of {kind}, or None where the field may be empty", "应为{kind}类型的值，可空字段可为None")
