"""Who is whose relative, and what may be given among relatives."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from attrs import Factory, field, frozen

from commgov.core import PersonRef, Text
from commgov.core.checks import Checks
from commgov.incentives.timebank.periods import Period, PersonLimit


class Kinship(StrEnum):
    """What one person is to another."""

    SPOUSE = "spouse"
    PARENT = "parent"
    CHILD = "child"
    GRANDPARENT = "grandparent"
    GRANDCHILD = "grandchild"
    SIBLING = "sibling"


KINSHIP_WORDS = {
    Kinship.SPOUSE: Text("spouse", "配偶"),
    Kinship.PARENT: Text("parent", "父母"),
    Kinship.CHILD: Text("child", "子女"),
    Kinship.GRANDPARENT: Text("grandparent", "祖父母"),
    Kinship.GRANDCHILD: Text("grandchild", "孙子女"),
    Kinship.SIBLING: Text("sibling", "兄弟姐妹"),
}
_THE_OTHER_WAY = {
    Kinship.PARENT: Kinship.CHILD,
    Kinship.CHILD: Kinship.PARENT,
    Kinship.GRANDPARENT: Kinship.GRANDCHILD,
    Kinship.GRANDCHILD: Kinship.GRANDPARENT,
}
DIRECT_FAMILY = frozenset(Kinship) - {Kinship.SIBLING}
"""Spouse, and relatives in the direct line."""


@frozen
class Relation:
    """An entry of the register of relations, which the community keeps and has checked.

    Args:
        person: somebody.
        relative: their relative.
        kinship: what the relative is to the person: of a person and their mother, `PARENT`.
        since: from which day on it is registered.
        until: the last day; None: it still is.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> Relation("m-1", "m-2", Kinship.PARENT, date(2026, 1, 5))
        Relation(parent)
    """

    person: PersonRef
    relative: PersonRef
    kinship: Kinship
    since: date
    until: date | None = None

    def __attrs_post_init__(self) -> None:
        checks = Checks("Relation")
        checks.identifier("person", self.person)
        checks.identifier("relative", self.relative)
        other = Text("another person", "应为另一人")
        checks.require("relative", "", ok=self.person != self.relative, expected=other)
        checks.instance("kinship", self.kinship, Kinship, Text("a Kinship", "应为亲属关系（Kinship）"))
        checks.day("since", self.since)
        if self.until is not None:
            checks.day("until", self.until)
        checks.refuse()

    def __repr__(self) -> str:
        """What it is; not between whom."""
        return f"Relation({self.kinship.value})"

    def holds(self, day: date) -> bool:
        """Whether it is registered on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


def kinships(relations: Iterable[Relation], person: PersonRef, relative: PersonRef, day: date) -> frozenset[Kinship]:
    """What one person is to another on a day, read in both directions.

    Example:
        >>> register = [Relation("m-1", "m-2", Kinship.PARENT, date(2026, 1, 5))]
        >>> [each.value for each in kinships(register, "m-2", "m-1", date(2026, 3, 1))]
        ['child']
    """
    found = set()
    for relation in relations:
        if relation.holds(day):
            if (relation.person, relation.relative) == (person, relative):
                found.add(relation.kinship)
            if (relation.relative, relation.person) == (person, relative):
                found.add(_THE_OTHER_WAY.get(relation.kinship, relation.kinship))
    return frozenset(found)


@frozen
class GiftPolicy:
    """What may be given to relatives.

    Args:
        kinships: to whom, as what they are to the donor; empty: to nobody.
        limit: the most minutes that one donor may give in a period; None: no limit.
        no_return_days: within how many days minutes must not come back to whom they came from, on any way.
        source: where the rule is described.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> GiftPolicy(frozenset({Kinship.PARENT, Kinship.SPOUSE})).no_return_days
        90
    """

    kinships: frozenset[Kinship] = DIRECT_FAMILY
    limit: PersonLimit | None = Factory(lambda: PersonLimit(6_000, Period.YEAR))
    no_return_days: int = 90
    source: str = field(default="", kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("GiftPolicy")
        for entry in checks.entries("kinships", self.kinships):
            checks.instance("kinships", entry, Kinship, Text("a Kinship", "应为亲属关系（Kinship）"))
        if self.limit is not None:
            checks.instance("limit", self.limit, PersonLimit, Text("a PersonLimit", "应为个人限额（PersonLimit）"))
        checks.whole("no_return_days", self.no_return_days, most=3660)
        checks.refuse()
