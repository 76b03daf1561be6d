"""What stands in a free text may raise its tier, never lower it. Who looks into texts fits a small Protocol.

The leak guard is such a recogniser; so is a list of words that a community keeps. A recogniser that fails is not
believed: its text counts as sensitive.
"""

from collections.abc import Iterable
from typing import Protocol

from attrs import frozen

from commgov.core.checks import Checks
from commgov.privacy.classification.categories import Category
from commgov.privacy.classification.combining import COMBINATIONS, Combination, combined_tier
from commgov.privacy.classification.tiering import STANDARD_TIERS, TierPolicy
from commgov.privacy.schema.records import record_schema
from commgov.privacy.schema.rules import FieldRule
from commgov.privacy.tiers import Tier
from commgov.privacy.validators.candidate import IdentifierKind
from commgov.wording import Text

CATEGORY_OF: dict[IdentifierKind, Category] = {
    IdentifierKind.RESIDENT_ID: Category.IDENTITY_NUMBER,
    IdentifierKind.MOBILE: Category.CONTACT,
    IdentifierKind.BANK_CARD: Category.FINANCIAL_ACCOUNT,
    IdentifierKind.PLATE: Category.VEHICLE,
    IdentifierKind.USCC: Category.EMPLOYER,
    IdentifierKind.PASSPORT: Category.IDENTITY_NUMBER,
    IdentifierKind.HK_MACAU_PERMIT: Category.IDENTITY_NUMBER,
}
"""Which kind of data an identifier is."""


@frozen
class Recognised:
    """Something that was found in a text: which kind of data, and its tier. What it says is not repeated.

    Args:
        category: which kind of data.
        tier: how sensitive it is.

    Example:
        >>> Recognised.of(IdentifierKind.BANK_CARD).tier.name, Recognised.of(Category.NAME).tier.name
        ('T4', 'T2')
    """

    category: Category
    tier: Tier

    def __attrs_post_init__(self) -> None:
        checks = Checks("Recognised")
        checks.instance("category", self.category, Category, Text("a Category", "应为Category"))
        checks.instance("tier", self.tier, Tier, Text("a Tier", "应为Tier"))
        checks.refuse()

    @classmethod
    def of(cls, what: IdentifierKind | Category, tiers: TierPolicy = STANDARD_TIERS) -> "Recognised":
        """What is found where an identifier or a kind of data is found."""
        category = CATEGORY_OF[what] if isinstance(what, IdentifierKind) else what
        return cls(category, tiers.tier(category))


class Recogniser(Protocol):
    """Looks into a text for personal data."""

    @property
    def name(self) -> str:
        """A short name, for reasons."""
        ...

    def recognise(self, text: str) -> Iterable[Recognised]:
        """What is found in a text; the same may be given more than once, in any order."""
        ...


@frozen
class ContentTier:
    """The tier of a text with what was found in it.

    Args:
        tier: of the whole, never below `declared`.
        declared: what the field was declared with.
        found: the kinds of data that were found.
        reasons: what raised it, in both languages; empty if nothing did.
    """

    tier: Tier
    declared: Tier
    found: frozenset[Category] = frozenset()
    reasons: tuple[Text, ...] = ()


def content_tier(
    text: str,
    declared: Tier,
    recognisers: Iterable[Recogniser],
    *,
    tiers: TierPolicy = STANDARD_TIERS,
    combinations: tuple[Combination, ...] = COMBINATIONS,
) -> ContentTier:
    """The tier of a text: what it was declared with, or more, if what is found in it asks for more.

    Args:
        text: the text; it is shown to the recognisers and kept nowhere.
        declared: the tier of its field, which is the least.
        recognisers: who looks into it. One that raises, or answers with something else, makes it T4.
        tiers: as `combined_tier` takes them, for what is found together.
        combinations: the same.

    Example:
        >>> class Words:
        ...     name = "words"
        ...
        ...     def recognise(self, text):
        ...         return [Recognised.of(Category.HEALTH)] if "透析" in text else []
        >>> raised = content_tier("接送透析", Tier.T3, [Words()])
        >>> raised.tier.name, raised.reasons[0].zh
        ('T4', 'words发现健康与医疗（T4）')
        >>> content_tier("修水管", Tier.T3, [Words()]).tier.name
        'T3'
    """
    found: set[Category] = set()
    tier, reasons = declared, []
    for recogniser in recognisers:
        try:
            finds = tuple(recogniser.recognise(text))
            right = all(isinstance(find, Recognised) for find in finds)
        except Exception:  # noqa: BLE001 - whatever it raises, the text is not known to be harmless
            finds, right = (), False
        name = str(getattr(recogniser, "name", type(recogniser).__name__))
        if not right:
            tier = Tier.T4
            reasons.append(_FAILED.fill(name=name))
            continue
        found.update(find.category for find in finds)
        for category, found_tier in sorted({(find.category, find.tier) for find in finds}):
            if found_tier > declared:
                tier = max(tier, found_tier)
                reasons.append(_FOUND.fill(name=name, what=category.words, tier=found_tier.name))
    together = combined_tier(found, tiers=tiers, combinations=combinations)
    if together.tier > tier:
        tier = together.tier
        reasons.extend(together.reasons)
    return ContentTier(tier, declared, frozenset(found), tuple(reasons))


WRITTEN_MOST = 1000
"""So many signs at most has what staff write for others, in each language."""


def why_not_written(texts: Iterable[Text], recognisers: Iterable[Recogniser]) -> tuple[Text, ...]:
    """Why what staff write for others is not kept; empty if it is.

    It stands among lines of ours, in a reply that somebody holds against the house: so it is one line, of signs that
    show, and holds no personal data as far as recognisers can tell.
    """
    written, looking = [each for text in texts for each in (text.en, text.zh)], tuple(recognisers)
    is_line = all(each.isprintable() and len(each) <= WRITTEN_MOST for each in written)
    if not is_line:
        return (_LINE,)
    is_personal = any(content_tier(each, Tier.T2, looking).tier > Tier.T2 for each in written)
    return (_PERSONAL,) if is_personal else ()


_LINE = Text(
    f"write it in one line of {WRITTEN_MOST} signs at most, all of which show",
    f"请写成一行，不超过{WRITTEN_MOST}字，且不含不可见字符",
)
_PERSONAL = Text("this holds personal data: write it without", "内容含个人信息，请改写")


@frozen
class RecordTiers:
    """The tiers of one record as it is filled in.

    Args:
        tier: of the record as a whole.
        fields: each filled-in field, and its tier with what was found in it.
        reasons: what raised a field or the whole, in both languages.

    Example:
        >>> from commgov.privacy import Resident
        >>> alone = record_tiers(Resident(ref="r-1", name="王小明", phone="13800000012"))
        >>> alone.tier.name, alone.fields["phone"].name
        ('T3', 'T3')
        >>> more = record_tiers(Resident(ref="r-1", name="王小明", phone="13800000012", address="幸福苑3栋501室"))
        >>> more.tier.name, more.reasons[0].zh
        ('T4', '姓名加两项识别信息：足以冒用或上门')
    """

    tier: Tier
    fields: dict[str, Tier]
    reasons: tuple[Text, ...]


def record_tiers(
    record: object,
    recognisers: Iterable[Recogniser] = (),
    *,
    under_14: bool = False,
    tiers: TierPolicy = STANDARD_TIERS,
    combinations: tuple[Combination, ...] = COMBINATIONS,
) -> RecordTiers:
    """The tiers of a record as it is filled in: of each field, with what stands in free text, and of the whole.

    Args:
        record: a record; it is read and kept nowhere.
        recognisers: who looks into its free text.
        under_14: whether it is about somebody under 14, of whom everything is sensitive (PIPL articles 28, 31).
        tiers: as `combined_tier` takes them.
        combinations: the same.

    Raises:
        TypeError: if it is no record.

    Example:
        >>> from commgov.privacy import Resident
        >>> record_tiers(Resident(ref="r-9", name="小虚构"), under_14=True).tier.name
        'T4'
    """
    lookers = tuple(recognisers)
    fields: dict[str, Tier] = {}
    kinds: set[Category] = set()
    reasons: list[Text] = [_UNDER_14] if under_14 else []
    for rule in record_schema(record):
        value = getattr(record, rule.name)
        if value in (None, ()):
            continue
        kinds.add(rule.category)
        content = _content(rule, value, lookers, tiers, combinations)
        kinds |= content.found
        reasons.extend(_IN_FIELD.fill(field=rule.words, reason=reason) for reason in content.reasons)
        fields[rule.name] = Tier.T4 if under_14 else content.tier
    together = combined_tier(kinds, tiers=tiers, combinations=combinations)
    highest = max(fields.values(), default=Tier.T1)
    if together.tier > highest:
        reasons.extend(together.reasons)
    return RecordTiers(max(highest, together.tier), fields, tuple(reasons))


def _content(
    rule: FieldRule,
    value: object,
    recognisers: tuple[Recogniser, ...],
    tiers: TierPolicy,
    combinations: tuple[Combination, ...],
) -> ContentTier:
    if not rule.is_free_text:
        return ContentTier(rule.tier, rule.tier)
    return content_tier(str(value), rule.tier, recognisers, tiers=tiers, combinations=combinations)


_FOUND = Text("{name} found {what} ({tier})", "{name}发现{what}（{tier}）")
_FAILED = Text("{name} failed, so the text counts as sensitive", "{name}未能判断，按敏感处理")
_IN_FIELD = Text("{field}: {reason}", "{field}：{reason}")
_UNDER_14 = Text("about somebody under 14", "涉及不满十四周岁未成年人")
