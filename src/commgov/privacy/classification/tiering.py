"""From what law says, and from what a community has decided, to a tier for each kind of data."""

from attrs import field, frozen

from commgov.core.checks import Checks
from commgov.privacy.classification.categories import Category
from commgov.privacy.classification.law import LAW, LawRow, LegalSource
from commgov.privacy.tiers import Tier
from commgov.wording import Text


@frozen
class TierDecision:
    """What a community decides about a kind of data, where sources differ or are silent. One line, with its reason.

    Args:
        category: the kind of data.
        tier: where it belongs.
        reason: why, in both languages.

    Example:
        >>> strict = TierDecision(Category.PARTY_MEMBERSHIP, Tier.T4, Text("as the GDPR has it", "参照GDPR"))
        >>> TierPolicy(decisions=(strict,)).tier(Category.PARTY_MEMBERSHIP).name
        'T4'
    """

    category: Category
    tier: Tier
    reason: Text

    def __attrs_post_init__(self) -> None:
        checks = Checks("TierDecision")
        checks.instance("category", self.category, Category, Text("a Category", "应为Category"))
        checks.instance("tier", self.tier, Tier, Text("a Tier", "应为Tier"))
        checks.instance("reason", self.reason, Text, Text("a Text", "应为Text"))
        checks.refuse()


_NOT_LISTED = Text(
    "PIPL art. 28 does not list it, GDPR art. 9 does: personal, and T4 by changing this one line",
    "个保法第28条未列、GDPR第9条列明：定为个人级；改此一行即可升为敏感级",
)
_NO_LONGER = Text(
    "the list of GB/T 35273-2020 has it, those of PIPL art. 28 and GB/T 45574-2025 do not: a step above general",
    "GB/T 35273-2020清单列入，个保法第28条与GB/T 45574-2025未列入：高于一般",
)
DECISIONS = (
    TierDecision(Category.PARTY_MEMBERSHIP, Tier.T3, _NOT_LISTED),
    TierDecision(Category.ETHNICITY, Tier.T3, _NOT_LISTED),
    TierDecision(Category.IDENTITY_NUMBER, Tier.T3, _NO_LONGER),
    TierDecision(Category.MARRIAGE, Tier.T3, _NO_LONGER),
    TierDecision(Category.PROPERTY, Tier.T3, _NO_LONGER),
    TierDecision(Category.COMMUNICATION, Tier.T3, _NO_LONGER),
)
"""What is decided here, and why: lines to be changed by a community that sees it otherwise."""


@frozen
class TierPolicy:
    """Which tier a kind of data has: the highest that any source asks for, unless the community decided otherwise.

    "Take the higher when unsure" is GB/T 43697-2024, 6.6. A kind that no row and no decision names is T4.

    Args:
        law: rows, by default all of `LAW`.
        decisions: the community's own, at most one for each kind of data.
        sources: whose rows count; by default all, so that a kind is nowhere protected less than one source asks.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> policy = TierPolicy()
        >>> policy.tier(Category.HEALTH).name, policy.tier(Category.IDENTITY_NUMBER).name
        ('T4', 'T3')
        >>> for reason in policy.reasons(Category.ETHNICITY)[:1]:
        ...     print(reason.zh)
        社区决定：个保法第28条未列、GDPR第9条列明：定为个人级；改此一行即可升为敏感级
    """

    law: tuple[LawRow, ...] = LAW
    decisions: tuple[TierDecision, ...] = DECISIONS
    sources: frozenset[LegalSource] = frozenset(LegalSource)
    _tiers: dict[Category, Tier] = field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        checks = Checks("TierPolicy")
        rows = checks.every("law", self.law, LawRow, Text("a LawRow", "应为LawRow"))
        decisions = checks.every("decisions", self.decisions, TierDecision, Text("a TierDecision", "应为TierDecision"))
        checks.unique("decisions", (decision.category for decision in decisions))
        sources = checks.entries("sources", self.sources)
        checks.refuse()
        tiers: dict[Category, Tier] = {}
        for row in rows:
            if row.source in sources:
                tiers[row.category] = max(row.tier, tiers.get(row.category, row.tier))
        tiers |= {decision.category: decision.tier for decision in decisions}
        object.__setattr__(self, "_tiers", tiers)

    def tier(self, category: Category) -> Tier:
        """The tier of a kind of data."""
        return self._tiers.get(category, Tier.T4)

    def rows(self, category: Category) -> tuple[LawRow, ...]:
        """What the sources that count say of it, the highest tier first."""
        own = (row for row in self.law if row.category is category and row.source in self.sources)
        return tuple(sorted(own, key=lambda row: -row.tier))

    def reasons(self, category: Category) -> tuple[Text, ...]:
        """Why it has its tier: the decision, if there is one, and what each source says."""
        decided = [_DECIDED.fill(why=each.reason) for each in self.decisions if each.category is category]
        said = [
            _SAID.fill(source=row.source.value, article=row.article, says=row.says, tier=row.tier.name)
            for row in self.rows(category)
        ]
        return (*decided, *said) or (_UNKNOWN,)


_DECIDED = Text("decided by the community: {why}", "社区决定：{why}")
_SAID = Text("{source}, {article}: {says} ({tier})", "{source}，{article}：{says}（{tier}）")
_UNKNOWN = Text("nothing is known of it, so it counts as sensitive", "没有依据可循，按敏感处理")
STANDARD_TIERS = TierPolicy()
"""The tiers that follow from all rows and from `DECISIONS`."""
