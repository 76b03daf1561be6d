"""Red Partners, the question and its judge: who would have whom, and which pairs upset a given choice of pairs.

Members are paired with residents' micro-wishes, or with each other. Unlike a demand that is served by whoever costs
least, here both sides have a say. A pair may be made only if each side lists the other.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np
from attrs import evolve, field, frozen

from commgov.core.checks import Checks
from commgov.errors import InvalidInputError, Place, Problem
from commgov.matching.candidates import allowed_candidates
from commgov.matching.columns import Ints, Pairs
from commgov.matching.objective import Objective
from commgov.matching.problem import MatchingProblem
from commgov.matching.seating import seating_of
from commgov.wording import Text

Together = tuple[str, str]
"""Two ids that are paired: a member and a wish, or two members, the one that stands first in the problem first."""


@frozen
class Partner:
    """A member or a wish that is to be paired, and whom it would have.

    Args:
        id: a reference: a member's id, or a demand's.
        choices: whom it would have, the best first; those in one entry are liked equally (a tie). Whoever is not here
            is never its partner.
        most: how many partners it takes: a member can take several wishes, a wish takes one member.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> Partner("m-1", (("w-2",), ("w-1", "w-3")), most=2)
        Partner('m-1')
    """

    id: str
    choices: tuple[tuple[str, ...], ...]
    most: int = 1

    def __attrs_post_init__(self) -> None:
        checks = Checks("Partner", self.id)
        checks.identifier("id", self.id)
        checks.every("choices", self.choices, tuple, Text("a tuple of those liked equally", "应为同等意愿者的元组"))
        checks.whole("most", self.most, least=1)
        checks.refuse()
        for rank, tier in enumerate(self.choices):
            checks.require(f"choices[{rank}]", "", ok=bool(tier), expected=Text("at least one id", "至少一个编号"))
            for other in tier:
                checks.identifier(f"choices[{rank}]", other)
        checks.unique("choices", (other for tier in self.choices for other in tier))
        checks.refuse()

    @classmethod
    def ranking(cls, own: str, choices: Iterable[str | Sequence[str]], *, most: int = 1) -> "Partner":
        """From a plain ranking: ids, the best first; a list of ids where several are liked equally.

        Example:
            >>> Partner.ranking("m-1", ["w-2", ["w-1", "w-3"]]).choices
            (('w-2',), ('w-1', 'w-3'))
        """
        return cls(own, tuple((tier,) if isinstance(tier, str) else tuple(tier) for tier in choices), most)

    @classmethod
    def by_cost(cls, own: str, costs: Mapping[str, int], *, most: int = 1) -> "Partner":
        """From costs: the lower the better; equal costs are a tie.

        Example:
            >>> Partner.by_cost("w-1", {"m-1": 60, "m-2": 0, "m-3": 60}).choices
            (('m-2',), ('m-1', 'm-3'))
        """
        tiers: dict[int, list[str]] = {}
        for other, cost in costs.items():
            tiers.setdefault(cost, []).append(other)
        return cls(own, tuple(tuple(tiers[cost]) for cost in sorted(tiers)), most)

    def __repr__(self) -> str:
        """The id alone: whom somebody would have stays out of logs."""
        return f"Partner({self.id!r})"


@frozen(eq=False)
class PartnerProblem:
    """Who is to be paired: members with wishes, or members with each other.

    Args:
        members: the members; each id once.
        wishes: the wishes, each for one member; None: the members are paired with each other, each with one.
        costs: what each pair costs, by (member, wish), for every pair that may be made; of two members, the one that
            stands first in `members` first. None: the ranks at which the two list each other, counted from 0, added.

    Raises:
        InvalidInputError: naming everything that does not fit together.

    Example:
        >>> members = [Partner.ranking("m-1", ["w-1", "w-2"]), Partner.ranking("m-2", ["w-1"])]
        >>> wishes = [Partner.ranking("w-1", ["m-1", "m-2"]), Partner.ranking("w-2", ["m-2"])]
        >>> problem = PartnerProblem(tuple(members), tuple(wishes))
        >>> problem, problem.allowed
        (PartnerProblem(2 members, 2 wishes), (('m-1', 'w-1'), ('m-2', 'w-1')))
    """

    members: tuple[Partner, ...]
    wishes: tuple[Partner, ...] | None = None
    costs: Mapping[Together, int] | None = None

    def __attrs_post_init__(self) -> None:
        checks = Checks("PartnerProblem")
        for name in ("members", "wishes"):
            if getattr(self, name) is not None:
                checks.every(name, getattr(self, name), Partner, Text("a Partner", "应为Partner"))
        checks.refuse()
        checks.unique("id", (partner.id for partner in self.everyone))
        checks.refuse()
        problems = [*_wrong_choices(self.members, self.wishes), *_too_many(self.members, self.wishes)]
        if problems:
            raise InvalidInputError(problems)
        for pair in self.allowed if self.costs is not None else ():
            checks.whole(f"costs[{pair[0]}, {pair[1]}]", self.costs.get(pair) if self.costs else None)
        checks.refuse()

    @property
    def everyone(self) -> tuple[Partner, ...]:
        """The members, then the wishes."""
        return (*self.members, *(self.wishes or ()))

    @cached_property
    def ranks(self) -> Mapping[str, Mapping[str, int]]:
        """For everyone, those who may be their partners (each lists the other), with the rank: 0 for the best."""
        listed = {
            one.id: {other: rank for rank, tier in enumerate(one.choices) for other in tier} for one in self.everyone
        }
        return {
            one: {other: rank for other, rank in choices.items() if one in listed[other]}
            for one, choices in listed.items()
        }

    @cached_property
    def allowed(self) -> tuple[Together, ...]:
        """The pairs that may be made, in the order of the members and of their choices."""
        place = {partner.id: at for at, partner in enumerate(self.everyone)}
        return tuple(
            (member.id, other)
            for member in self.members
            for other in self.ranks[member.id]
            if place[member.id] < place[other]
        )

    def cost(self, pair: Together) -> int:
        """What a pair costs."""
        one, other = pair
        return self.ranks[one][other] + self.ranks[other][one] if self.costs is None else self.costs[pair]

    def __repr__(self) -> str:
        """How many there are."""
        wishes = "with each other" if self.wishes is None else f"{len(self.wishes)} wishes"
        return f"PartnerProblem({len(self.members)} members, {wishes})"


def _wrong_choices(members: Sequence[Partner], wishes: Sequence[Partner] | None) -> Iterable[Problem]:
    """Choices of somebody who is not on the other side."""
    sides = [(members, members)] if wishes is None else [(members, wishes), (wishes, members)]
    for side, other_side in sides:
        known = {partner.id for partner in other_side}
        for partner in side:
            own = {partner.id}
            for rank, tier in enumerate(partner.choices):
                if not set(tier) <= known - own:
                    where = Place.of(f"Partner {partner.id}").at(f"choices[{rank}]")
                    yield Problem(where, Text("ids of the other side alone", "只能是另一方的编号"))


def _too_many(members: Sequence[Partner], wishes: Sequence[Partner] | None) -> Iterable[Problem]:
    """Wishes, or members paired with each other, who would take more than one partner."""
    for partner in members if wishes is None else wishes:
        if partner.most > 1:
            yield Problem(Place.of(f"Partner {partner.id}").at("most"), Text("1", "应为1"), str(partner.most))


def blocking_pairs(problem: PartnerProblem, pairs: Iterable[Together]) -> tuple[Together, ...]:
    """The pairs that upset a choice of pairs: two who are not paired and would both rather be.

    Each of the two has a place left, or would give up a partner whom it ranks strictly below the other. Where nobody
    blocks, the choice is stable (Gale and Shapley 1962); with ties this is weak stability (Irving 1994).

    Args:
        problem: who would have whom.
        pairs: any choice of pairs, whoever made it, in any order.

    Raises:
        InvalidInputError: if it is no choice of pairs at all: somebody unknown, a pair of which one does not list the
            other, a pair twice, or more partners than somebody takes. All such pairs are named.

    Example:
        >>> from commgov.matching import Partner, PartnerProblem
        >>> members = (Partner.ranking("m-1", ["w-1", "w-2"]), Partner.ranking("m-2", ["w-1", "w-2"]))
        >>> wishes = (Partner.ranking("w-1", ["m-1", "m-2"]), Partner.ranking("w-2", ["m-1", "m-2"]))
        >>> blocking_pairs(PartnerProblem(members, wishes), [("m-1", "w-2"), ("m-2", "w-1")])
        (('m-1', 'w-1'),)
    """
    partners_of = partners_by_id(problem, pairs)
    most = {partner.id: partner.most for partner in problem.everyone}

    def would_rather(one: str, other: str) -> bool:
        ranks, partners = problem.ranks[one], partners_of[one]
        return len(partners) < most[one] or ranks[other] < max(ranks[partner] for partner in partners)

    return tuple(
        (one, other)
        for one, other in problem.allowed
        if other not in partners_of[one] and would_rather(one, other) and would_rather(other, one)
    )


def partners_by_id(problem: PartnerProblem, pairs: Iterable[Together]) -> dict[str, set[str]]:
    """The partners of everyone in a choice of pairs.

    Args:
        problem: who would have whom.
        pairs: the choice.

    Raises:
        InvalidInputError: naming every pair that cannot be in a choice of pairs.
    """
    ranks = problem.ranks
    found: dict[str, set[str]] = {partner.id: set() for partner in problem.everyone}
    problems: list[Problem] = []
    for at, (one, other) in enumerate(pairs):
        where = Place.of("pairs").at(f"[{at}]")
        if other not in ranks.get(one, {}):
            problems.append(Problem(where, Text("two who list each other", "应为互相选择的双方")))
        elif other in found[one]:
            problems.append(Problem(where, Text("each pair only once", "同一对只能出现一次")))
        else:
            found[one].add(other)
            found[other].add(one)
    for partner in problem.everyone:
        if len(found[partner.id]) > partner.most:
            expected = Text(f"at most {partner.most} partners", f"至多{partner.most}个结对对象")
            problems.append(Problem(f"Partner {partner.id}", expected, str(len(found[partner.id]))))
    if problems:
        raise InvalidInputError(problems)
    return found


@frozen
class Views:
    """How preferences come about from what is known anyway: each side ranks by the costs of an objective of its own.

    Args:
        member: how members rank wishes; None: by distance and liking, with the weights of the problem's objective.
        wish: how wishes rank members; None: by distance, by how well the expertise fits, and by who is rested.
        most: how many wishes each member takes; None: the member's most services a week.
    """

    member: Objective | None = None
    wish: Objective | None = None
    most: int | None = field(default=None, kw_only=True)


def partners_from(problem: MatchingProblem, views: Views | None = None) -> PartnerProblem:
    """Preferences from the data of a matching problem: its members, and its demands as the wishes.

    A member and a wish list each other where every rule allows the pair; what the two cost each other decides the
    ranks, and equal costs are ties. What a pair costs is what it costs in the problem's own objective. Limits of all
    services of a week together (weekly caps, overlap) are not looked at: `most` says how many wishes a member takes.

    Args:
        problem: members and demands with one seat each. Candidates that the caller worked out have one cost for both
            sides.
        views: what each side ranks by; None: `Views()`.

    Raises:
        InvalidInputError: naming every demand that has more than one seat.

    Example:
        >>> from datetime import UTC, datetime
        >>> from commgov.core import Demand, DemandKind, Member, Preference, Window
        >>> noon = Window(datetime(2026, 3, 2, 12, tzinfo=UTC), datetime(2026, 3, 2, 13, tzinfo=UTC))
        >>> wishes = [
        ...     Demand(f"w-{at}", DemandKind.WISH, what, "grid-1", noon, 60) for at, what in enumerate(["a", "b"])
        ... ]
        >>> glad = Member("m-1", "grid-1", preferences=(Preference("b", 2),), weekly_services_max=1)
        >>> partners_from(MatchingProblem.build([glad], wishes), Views(most=1)).members[0].choices
        (('w-1',), ('w-0',))
    """
    columns, views = problem.columns, views or Views()
    seats = [len(roles) for roles in columns.demands.seat_role]
    several = [demand for demand, count in zip(columns.demands.ids, seats, strict=True) if count > 1]
    if several:
        one_seat = Text("one seat: a wish takes one member", "应只有一个席位：一个心愿由一名成员承接")
        raise InvalidInputError([Problem(f"Demand {demand}", one_seat) for demand in several])
    own = problem.objective
    by_member = views.member or Objective(
        own.unserved, own.distance, waste=0, profession=0, recent=0, liking=own.liking
    )
    by_wish = views.wish or evolve(own, liking=0)
    seating = seating_of(problem)
    found = allowed_candidates(problem, seating)
    first = np.flatnonzero(found.first_starts())  # of the starts of a flexible wish the first one speaks for all
    pairs = Pairs(columns, found.member[first], seating.role[found.line[first]], found.start[first])

    def cost(view: Objective) -> Ints:
        return found.cost[first] if problem.table is not None else view.cost(pairs)

    members = [str(columns.members.ids[at]) for at in pairs.member.tolist()]
    wishes = [str(columns.demands.ids[at]) for at in pairs.demand.tolist()]
    of_member: dict[str, dict[str, int]] = {str(member): {} for member in columns.members.ids}
    of_wish: dict[str, dict[str, int]] = {str(wish): {} for wish in columns.demands.ids}
    for member, wish, its, theirs in zip(
        members, wishes, cost(by_member).tolist(), cost(by_wish).tolist(), strict=True
    ):
        of_member[member][wish], of_wish[wish][member] = its, theirs
    caps = columns.members.services_max.tolist()
    most = [max(1, services) if views.most is None else views.most for services in caps]
    return PartnerProblem(
        tuple(
            Partner.by_cost(one, costs, most=limit) for (one, costs), limit in zip(of_member.items(), most, strict=True)
        ),
        tuple(Partner.by_cost(one, costs) for one, costs in of_wish.items()),
        dict(zip(zip(members, wishes, strict=True), found.cost[first].tolist(), strict=True)),
    )
