"""What it takes to give data of each tier to somebody else: a row for each tier, and how the tier is found."""

from collections.abc import Collection
from datetime import date, timedelta

from attrs import field, frozen

from commgov.core.checks import Checks
from commgov.privacy.classification.categories import Category
from commgov.privacy.classification.combining import COMBINATIONS, Combination, combined_tier
from commgov.privacy.classification.tiering import STANDARD_TIERS, TierPolicy
from commgov.privacy.minors import is_under_14
from commgov.privacy.purposes import BasisKind
from commgov.privacy.recognise import Recogniser, content_tier
from commgov.privacy.schema.records import record_schema
from commgov.privacy.schema.rules import FieldRule
from commgov.privacy.tiers import Tier
from commgov.wording import Text

_ANY = frozenset(BasisKind)


@frozen
class SharingRow:
    """What it takes to give data of one tier to somebody else.

    Args:
        tier: of what is shared, as a whole.
        approvals: how many others have to approve.
        roles: who may approve: holders of one of these roles.
        days_most: for how many days at most a package can be opened.
        bases: which kinds of basis are good enough.
        needs_assessment: whether there has to be an impact assessment (PIPL article 55).
        needs_basis_each: whether the basis has to stand for each person: a consent of their own, or a statute.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> print(*(f"{row.tier.name}: {row.approvals}" for row in SharingPolicy().rows), sep=", ")
        T1: 0, T2: 0, T3: 1, T4: 2
    """

    tier: Tier
    approvals: int
    roles: frozenset[str] = frozenset()
    days_most: int = 365
    bases: frozenset[BasisKind] = _ANY
    needs_assessment: bool = False
    needs_basis_each: bool = False

    def __attrs_post_init__(self) -> None:
        checks = Checks("SharingRow")
        checks.instance("tier", self.tier, Tier, Text("a Tier", "应为Tier"))
        if checks.whole("approvals", self.approvals):
            some = not self.approvals or bool(self.roles)
            checks.require("roles", "", ok=some, expected=Text("a role that may approve", "应列明可审批的角色"))
        checks.texts("roles", self.roles)
        checks.whole("days_most", self.days_most, least=1)
        for kind in checks.entries("bases", self.bases):
            checks.instance("bases", kind, BasisKind, Text("a BasisKind", "应为BasisKind"))
        checks.flag("needs_assessment", self.needs_assessment)
        checks.flag("needs_basis_each", self.needs_basis_each)
        checks.refuse()

    @property
    def time_most(self) -> timedelta:
        """How long at most a package can be opened."""
        return timedelta(days=self.days_most)


ROWS = (
    SharingRow(Tier.T1, 0),
    SharingRow(Tier.T2, 0, days_most=90),
    SharingRow(Tier.T3, 1, frozenset({"grid-leader", "community-secretary"}), 30),
    SharingRow(
        Tier.T4,
        2,
        frozenset({"community-secretary", "auditor"}),
        7,
        frozenset({BasisKind.CONSENT, BasisKind.STATUTE}),
        needs_assessment=True,
        needs_basis_each=True,
    ),
)
"""The rows in force, unless a community has others: 0, 0, 1 and 2 approvals."""


@frozen
class SharingPolicy:
    """What it takes to give data to somebody else, tier by tier.

    Args:
        name: of the policy, with its version, as the access log says it.
        rows: one for each tier; a higher tier never asks for fewer approvals.
        tiers: the tier of each kind of data.
        combinations: kinds of data that together are more.
        counted_days: for so many days after its end, a package that was opened counts as what its recipient has.

    Raises:
        InvalidInputError: naming all that is wrong.

    Source: PIPL articles 23, 25, 28 to 31, 51 and 55; the combination rule is in `COMBINATIONS`.

    Example:
        >>> SharingPolicy().row(Tier.T4).needs_assessment
        True
    """

    name: str = "sharing/1"
    rows: tuple[SharingRow, ...] = ROWS
    tiers: TierPolicy = field(default=STANDARD_TIERS, repr=False)
    combinations: tuple[Combination, ...] = field(default=COMBINATIONS, repr=False)
    counted_days: int = 365

    def __attrs_post_init__(self) -> None:
        checks = Checks("SharingPolicy")
        checks.identifier("name", self.name)
        checks.whole("counted_days", self.counted_days)
        rows = checks.every("rows", self.rows, SharingRow, Text("a SharingRow", "应为SharingRow"))
        checks.require("rows", "", ok=[row.tier for row in rows] == list(Tier), expected=_EACH_TIER)
        asked = [row.approvals for row in rows]
        checks.require("rows", "", ok=asked == sorted(asked), expected=_NEVER_FEWER)
        checks.refuse()

    @property
    def counted_time(self) -> timedelta:
        """How long what was read counts as what its recipient has."""
        return timedelta(days=self.counted_days)

    def row(self, tier: Tier) -> SharingRow:
        """What a tier asks for."""
        return self.rows[tier - Tier.T1]

    def declared_tier(self, fields: Collection[FieldRule], persons: int) -> tuple[Tier, tuple[Text, ...]]:
        """The tier of fields of so many people as they are declared, and what raised it above each alone."""
        kinds = {rule.category for rule in fields}
        whole = combined_tier(kinds, persons=persons, tiers=self.tiers, combinations=self.combinations)
        return max([whole.tier, *(rule.tier for rule in fields)]), whole.reasons

    def found_tier(
        self,
        records: Collection[object],
        fields: Collection[FieldRule],
        recognisers: Collection[Recogniser],
        on: date,
    ) -> tuple[Tier, tuple[Text, ...]]:
        """The tier of what really leaves: as declared, with what stands in free text, and of people under 14 all T4.

        Args:
            records: of the people.
            fields: those that leave whole.
            recognisers: who looks into free text.
            on: the day.
        """
        tier, reasons = self.declared_tier(fields, len(records))
        kinds = {rule.category for rule in fields}
        for record in records:
            if fields and is_under_14(record, on):
                kinds.add(Category.UNDER_14)
            for rule in fields:
                if rule.is_free_text and rule.record == record_schema(record).name:
                    text = str(getattr(record, rule.name) or "")
                    found = content_tier(text, rule.tier, recognisers, tiers=self.tiers, combinations=self.combinations)
                    kinds |= found.found
                    tier, reasons = max(tier, found.tier), reasons + found.reasons
        whole = combined_tier(kinds, persons=len(records), tiers=self.tiers, combinations=self.combinations)
        if Category.UNDER_14 in kinds:
            reasons += (_UNDER_14,)
        return max(tier, whole.tier), tuple(dict.fromkeys(reasons + whole.reasons))


_EACH_TIER = Text("one row for each tier, from T1 to T4", "应为T1至T4各一行，依次排列")
_NEVER_FEWER = Text("no fewer approvals for a higher tier", "级别越高，所需审批数不应越少")
_UNDER_14 = Text("about somebody under 14", "涉及不满十四周岁未成年人")
