"""Which kinds of data together are more than each alone: combinations raise the tier, as a table.

GB/T 45574-2025, 4.2: several items that are general one by one are judged as a whole. A rule never lowers a tier.
"""

from collections.abc import Collection

from attrs import frozen

from commgov.core.checks import Checks
from commgov.privacy.classification.categories import Category
from commgov.privacy.classification.tiering import STANDARD_TIERS, TierPolicy
from commgov.privacy.tiers import Tier
from commgov.wording import Text


@frozen
class Combination:
    """One row: what together has at least a tier.

    Args:
        name: a short name, unique within a policy.
        tier: the least that the whole has then.
        reason: why, in both languages.
        every: kinds of data that all have to be there.
        some: kinds of data of which `least` have to be there.
        least: how many of `some`, at least 1 where there are any.
        held: at least one kind of this tier or above has to be there; None: whatever they are.
        persons: it holds for data about so many people or more.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> pair = Combination(
        ...     "pair", Tier.T4, Text("both", "两者"), every=frozenset({Category.NAME, Category.ADDRESS})
        ... )
        >>> pair.holds({Category.NAME, Category.ADDRESS, Category.SEX}, 1, STANDARD_TIERS)
        True
    """

    name: str
    tier: Tier
    reason: Text
    every: frozenset[Category] = frozenset()
    some: frozenset[Category] = frozenset()
    least: int = 0
    held: Tier | None = None
    persons: int = 1

    def __attrs_post_init__(self) -> None:
        checks = Checks("Combination", self.name)
        checks.identifier("name", self.name)
        checks.instance("tier", self.tier, Tier, Text("a Tier", "应为Tier"))
        checks.instance("reason", self.reason, Text, Text("a Text", "应为Text"))
        size = 0
        for part, kinds in (("every", self.every), ("some", self.some)):
            entries = checks.entries(part, kinds)
            size = len(entries)
            for kind in entries:
                checks.instance(part, kind, Category, Text("a Category", "应为Category"))
        checks.whole("least", self.least, least=1 if size else 0, most=size)
        checks.whole("persons", self.persons, least=1)
        asks = bool(self.every or self.some or self.held)
        checks.require("every", "", ok=asks, expected=Text("something that has to be there", "应至少有一项条件"))
        checks.refuse()

    def holds(self, categories: Collection[Category], persons: int, tiers: TierPolicy) -> bool:
        """Whether these kinds of data, about so many people, are such a combination."""
        present = frozenset(categories)
        return (
            persons >= self.persons
            and self.every <= present
            and len(self.some & present) >= self.least
            and (self.held is None or any(tiers.tier(category) >= self.held for category in present))
        )


@frozen
class Combined:
    """The tier of several kinds of data together, and what raised it.

    Args:
        tier: of the whole.
        alone: the highest of the kinds one by one.
        raised: the rows that hold and ask for more than `alone`.

    Example:
        >>> whole = combined_tier({Category.NAME, Category.ADDRESS, Category.CONTACT})
        >>> whole.alone.name, whole.tier.name, whole.raised[0].reason.zh
        ('T3', 'T4', '姓名加两项识别信息：足以冒用或上门')
    """

    tier: Tier
    alone: Tier
    raised: tuple[Combination, ...] = ()

    @property
    def reasons(self) -> tuple[Text, ...]:
        """Why the whole is more than its parts; empty if it is not."""
        return tuple(row.reason for row in self.raised)


_REACHES = frozenset({Category.IDENTITY_NUMBER, Category.CONTACT, Category.ADDRESS, Category.BIRTH_DATE})
_NAMES = frozenset({Category.NAME, Category.IDENTITY_NUMBER, Category.CONTACT, Category.ONLINE_ID, Category.ADDRESS})
_SINGLES_OUT = frozenset(
    {Category.SEX, Category.AGE, Category.EDUCATION, Category.OCCUPATION, Category.COARSE_LOCATION, Category.NEEDS}
)
_TELLING = frozenset({Category.LIVING_ALONE, Category.PROPERTY})
COMBINATIONS = (
    Combination(
        "name-and-two",
        Tier.T4,
        Text(
            "a name with two ways to identify: enough to pose as the person or to call",
            "姓名加两项识别信息：足以冒用或上门",
        ),
        every=frozenset({Category.NAME}),
        some=_REACHES,
        least=2,
    ),
    Combination(
        "name-address-illness",
        Tier.T4,
        Text("who is ill, and where they live", "谁患病、住在哪里"),
        every=frozenset({Category.NAME, Category.ADDRESS, Category.HEALTH}),
    ),
    Combination(
        "door-and-weakness",
        Tier.T4,
        Text("at which door somebody is alone or worth robbing", "哪一户独居或有财物"),
        every=frozenset({Category.ADDRESS}),
        some=_TELLING,
        least=1,
    ),
    Combination(
        "many-persons",
        Tier.T4,
        Text("a list of fifty people or more with personal data", "涉及五十人以上的个人级名单"),
        held=Tier.T3,
        persons=50,
    ),
    Combination(
        "many-names",
        Tier.T3,
        Text("a list of fifty people or more, by name or number", "五十人以上的名单"),
        some=_NAMES,
        least=1,
        persons=50,
    ),
    Combination(
        "singles-out",
        Tier.T3,
        Text("general items that together single a person out", "几项一般信息合在一起足以锁定个人"),
        some=_SINGLES_OUT,
        least=4,
    ),
)
"""The rows in force, unless a caller passes others."""


def combined_tier(
    categories: Collection[Category],
    *,
    persons: int = 1,
    tiers: TierPolicy = STANDARD_TIERS,
    combinations: Collection[Combination] = COMBINATIONS,
) -> Combined:
    """The tier of several kinds of data together.

    This is the tier of what leaves as a whole: a list, a message, a package, a copy. Who looks at one person's fields
    for a task is judged field by field. More kinds or more people never lower it. Nothing at all is T1.

    Args:
        categories: the kinds of data that stand together: in a view, a message, a list.
        persons: how many people they are about.
        tiers: the tier of each kind alone.
        combinations: the table.

    Source: GB/T 45574-2025, 4.2 (as a whole); GB/T 43697-2024, 6.6 (take the higher); Sweeney, "Simple demographics
    often identify people uniquely" (2000), for what singles people out.

    Example:
        >>> combined_tier({Category.NAME}).tier.name, combined_tier({Category.NAME}, persons=80).tier.name
        ('T2', 'T3')
    """
    alone = max((tiers.tier(category) for category in categories), default=Tier.T1)
    holding = [row for row in combinations if row.tier > alone and row.holds(categories, persons, tiers)]
    tier = max((row.tier for row in holding), default=alone)
    return Combined(tier, alone, tuple(row for row in holding if row.tier == tier))
