"""Where a member's minutes go when their accounts are closed: a policy of each community, published beforehand."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from attrs import field, frozen

from commgov.core import PersonRef, Text
from commgov.core.checks import Checks
from commgov.incentives.timebank.kinship import Kinship, Relation, kinships


class Leaving(StrEnum):
    """Why a member's accounts are closed."""

    MOVES = "moves away"
    DIES = "dies"
    LEAVES = "leaves"


class Destination(StrEnum):
    """Where minutes go."""

    PARTNER = "partner"  # another community, for the member who goes there
    FAMILY = "family"
    POOL = "pool"  # the community's own pool of donations


LEAVING_WORDS = {
    Leaving.MOVES: Text("who moves away", "迁出"),
    Leaving.DIES: Text("who dies", "去世"),
    Leaving.LEAVES: Text("who leaves", "退出"),
}
DESTINATION_WORDS = {
    Destination.PARTNER: Text("the community they move to", "迁入社区"),
    Destination.FAMILY: Text("registered relatives", "登记亲属"),
    Destination.POOL: Text("the community's pool", "社区捐赠池"),
}
_SAYS = Text("minutes of {who} go to: {to}, whichever is possible first", "{who}者的时长依次转入：{to}")
_LAST = Text("destinations, each once, the pool last: it is always possible", "去向各列一次，末项为捐赠池")
_FIRST_ORDER = frozenset({Kinship.SPOUSE, Kinship.CHILD, Kinship.PARENT})
_SECOND_ORDER = frozenset({Kinship.SIBLING, Kinship.GRANDPARENT})


@frozen
class LeavingPolicy:
    """Where a member's minutes go, for each way of leaving: to the first destination that is possible.

    As it stands, the family is that of the Civil Code of the PRC: spouse, children and parents come first, siblings and
    grandparents after them (article 1127), each of one order an equal part (article 1130). Points belong to a person
    and lapse.

    Args:
        moves: of who moves away.
        dies: of who dies.
        leaves: of who leaves for another reason.
        family: orders of relatives; the first order in which somebody has open accounts gets the minutes.
        source: where the rule is described.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> print(LeavingPolicy().words(Leaving.DIES))
        minutes of who dies go to: registered relatives, the community's pool, whichever is possible first
    """

    moves: tuple[Destination, ...] = (Destination.PARTNER, Destination.POOL)
    dies: tuple[Destination, ...] = (Destination.FAMILY, Destination.POOL)
    leaves: tuple[Destination, ...] = (Destination.POOL,)
    family: tuple[frozenset[Kinship], ...] = (_FIRST_ORDER, _SECOND_ORDER)
    source: str = field(default="", kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("LeavingPolicy")
        for name in ("moves", "dies", "leaves"):
            to = checks.every(name, getattr(self, name), Destination, Text("a Destination", "应为去向（Destination）"))
            right = len(to) == len(set(to)) and to[-1:] == (Destination.POOL,)
            checks.require(name, "", ok=right, expected=_LAST)
        for order in self.family:
            for kin in checks.entries("family", order):
                checks.instance("family", kin, Kinship, Text("a Kinship", "应为亲属关系（Kinship）"))
        checks.refuse()

    def to(self, leaving: Leaving) -> tuple[Destination, ...]:
        """Where minutes go: the destinations, in order."""
        return {Leaving.MOVES: self.moves, Leaving.DIES: self.dies, Leaving.LEAVES: self.leaves}[leaving]

    def words(self, leaving: Leaving) -> Text:
        """The rule in words, as it is published."""
        to = Text(", ", "、").join(DESTINATION_WORDS[each] for each in self.to(leaving))
        return _SAYS.fill(who=LEAVING_WORDS[leaving], to=to)

    def heirs(
        self, relations: Iterable[Relation], member: PersonRef, day: date, able: Iterable[PersonRef]
    ) -> tuple[PersonRef, ...]:
        """The relatives who get a member's minutes; none if nobody of the family can.

        Args:
            relations: the register of relations.
            member: whose minutes.
            day: on which day the register is read.
            able: who has open accounts.
        """
        listed = list(relations)
        near = {each.relative if each.person == member else each.person for each in listed} - {member}
        kin = {one: kinships(listed, member, one, day) for one in near & set(able)}
        orders = (tuple(sorted(one for one in kin if kin[one] & order)) for order in self.family)
        return next((order for order in orders if order), ())


def equal_parts(minutes: int, heirs: tuple[PersonRef, ...]) -> dict[PersonRef, int]:
    """Minutes in equal parts, in the order given; what is left over goes to the first of them, a minute each.

    Example:
        >>> equal_parts(61, ("m-2", "m-3"))
        {'m-2': 31, 'm-3': 30}
    """
    each, over = divmod(minutes, len(heirs))
    return {heir: each + (at < over) for at, heir in enumerate(heirs)}


def parts_of_lots(lots: Iterable[int], heirs: tuple[PersonRef, ...]) -> list[tuple[PersonRef, int]]:
    """Who gets how much of which lot, lot by lot: equal parts of each and of all, to a minute.

    Example:
        >>> parts_of_lots([61, 61], ("m-2", "m-3"))
        [('m-2', 31), ('m-3', 30), ('m-2', 30), ('m-3', 31)]
    """
    parts, given = list[tuple[PersonRef, int]](), 0
    for lot in lots:
        before, after = equal_parts(given, heirs), equal_parts(given + lot, heirs)
        parts += [(heir, after[heir] - before[heir]) for heir in heirs if after[heir] > before[heir]]
        given += lot
    return parts
