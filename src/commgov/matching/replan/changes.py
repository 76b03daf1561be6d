"""What has become different since a plan was made, and the problem as it is then."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from attrs import frozen

from commgov.core import Demand, DemandId, Hierarchy, Member, MemberId, OfferKind
from commgov.core.checks import Checks
from commgov.errors import InvalidInputError, Problem
from commgov.matching.by_hand import Ban, Pin
from commgov.matching.objective import Objective
from commgov.matching.offers import before_offers
from commgov.matching.overrides import Override
from commgov.matching.problem import MatchingProblem
from commgov.matching.replan.present import NotBefore
from commgov.wording import Text


@frozen(kw_only=True)
class Changes:
    """What has become different.

    Args:
        demands: new demands; and changed ones, which replace those of the same id.
        withdrawn: demands that are wanted no more.
        members: new members; and changed ones, which replace those of the same id.
        gone: members who serve no more.
        pins: seats that are given by hand now; one replaces an earlier pin of its seat.
        bans: members who must not serve a demand from now on.
        lifted: earlier pins and bans that count no more; a ban that a declined service left behind, too.

    Raises:
        InvalidInputError: if an entry is of the wrong kind, or an id both comes and goes or comes twice.

    Example:
        >>> Changes(withdrawn=("d-1",), gone=("m-2",))
        Changes(1 withdrawn, 1 gone)
    """

    demands: tuple[Demand, ...] = ()
    withdrawn: tuple[DemandId, ...] = ()
    members: tuple[Member, ...] = ()
    gone: tuple[MemberId, ...] = ()
    pins: tuple[Pin, ...] = ()
    bans: tuple[Ban, ...] = ()
    lifted: tuple[Pin | Ban, ...] = ()

    def __attrs_post_init__(self) -> None:
        checks = Checks("Changes")
        demands = checks.every("demands", self.demands, Demand, Text("a Demand", "应为Demand"))
        members = checks.every("members", self.members, Member, Text("a Member", "应为Member"))
        checks.identifiers("withdrawn", self.withdrawn)
        checks.identifiers("gone", self.gone)
        checks.every("pins", self.pins, Pin, Text("a Pin", "应为Pin"))
        checks.every("bans", self.bans, Ban, Text("a Ban", "应为Ban"))
        for at, entry in enumerate(checks.every("lifted", self.lifted, object, Text("a tuple", "应为元组"))):
            checks.instance(f"lifted[{at}]", entry, (Pin, Ban), Text("a Pin or a Ban", "应为Pin或Ban"))
        checks.refuse()
        checks.unique("demands", (*(demand.id for demand in demands), *self.withdrawn))
        checks.unique("members", (*(member.id for member in members), *self.gone))
        checks.refuse()

    def __repr__(self) -> str:
        """How many of each kind."""
        names = ("demands", "withdrawn", "members", "gone", "pins", "bans", "lifted")
        return f"Changes({', '.join(f'{len(getattr(self, name))} {name}' for name in names if getattr(self, name))})"


def changed_problem(
    problem: MatchingProblem,
    changes: Changes,
    declined: Iterable[Ban],
    objective: Objective,
    hierarchy: Hierarchy | None,
) -> MatchingProblem:
    """The problem as it is after the changes, whenever that is.

    Pins and bans of demands and members that are no longer there end; so does a pin of whom declined, what those who
    are gone offered, and a team that one of them was in.

    Args:
        problem: as it was, built from objects.
        changes: what has become different.
        declined: who will not serve which demand.
        objective: what a good plan is now.
        hierarchy: where the units lie, as it was given to the problem.

    Raises:
        InvalidInputError: naming all that does not fit the problem.
    """
    _expect(problem, changes, hierarchy)
    columns = problem.columns
    given, rules = before_offers(columns.members.objects, problem.rules)
    members = _merged(given, changes.members, changes.gone)
    demands = _merged(columns.demands.objects, changes.demands, changes.withdrawn)
    new_pins = {(pin.demand, pin.seat): pin for pin in changes.pins}
    pins = {(pin.demand, pin.seat): pin for pin in problem.pins if pin not in changes.lifted} | new_pins
    refused = dict.fromkeys(declined)
    bans = dict.fromkeys((*problem.bans, *refused))
    dropped = {*changes.lifted, *(Ban(pin.demand, pin.member) for pin in changes.pins)}
    return MatchingProblem.build(
        members.values(),
        demands.values(),
        rules=[rule for rule in rules if not isinstance(rule, NotBefore)],
        hierarchy=hierarchy,
        objective=objective,
        pins=[
            pin
            for pin in pins.values()
            if pin in changes.pins or (_is_here(pin, members, demands) and Ban(pin.demand, pin.member) not in refused)
        ],
        bans=[*changes.bans, *(ban for ban in bans if ban not in dropped and _is_here(ban, members, demands))],
        overrides=[override for override in problem.overrides if _still_lifts(override, members)],
        zone=str(columns.zone),
        start_step=problem.start_step,
        teams=[team for team in problem.teams if not {*team.members} & {*changes.gone}],
        offers=[offer for offer in problem.offers if offer.kind is not OfferKind.MEMBER or offer.provider in members],
    )


def _still_lifts(override: Override, members: Mapping[str, Member]) -> bool:
    """Whether the override is still above the own cap of a member who is there."""
    member = members.get(override.member)
    return member is not None and override.most > override.own_cap(member)


def _expect(problem: MatchingProblem, changes: Changes, hierarchy: Hierarchy | None) -> None:
    """Refuse what cannot be changed at all, and changes to what is not there."""
    columns = problem.columns
    if (len(columns.demands) and not columns.demands.objects) or problem.table is not None:
        expected = Text(
            "a problem built from objects, without candidates of your own", "应由对象构建，且不含自备候选表"
        )
        raise InvalidInputError([Problem("replan, problem", expected)])
    checks = Checks("replan")
    lies = columns.places.path.shape[1] == 0 or hierarchy is not None
    checks.require("hierarchy", "", ok=lies, expected=Text("as it was given to the problem", "应与原问题所用的相同"))
    here = Text("a demand of the plan", "应为方案中的需求")
    for demand in changes.withdrawn:
        checks.require("changes, withdrawn", demand, ok=demand in problem.demand_at, expected=here)
    for member in changes.gone:
        wanted = Text("a member of the plan", "应为方案中的成员")
        checks.require("changes, gone", member, ok=member in problem.member_at, expected=wanted)
    checks.refuse()


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


Thing = TypeVar("Thing", bound=_HasId)


def _merged(old: Sequence[Thing], new: Iterable[Thing], gone: Iterable[str]) -> dict[str, Thing]:
    """The old ones, changed where they changed and in their order, without those gone, and then the new ones."""
    merged: dict[str, Thing] = {thing.id: thing for thing in old} | {thing.id: thing for thing in new}
    for key in gone:
        del merged[key]
    return merged


def _is_here(entry: Pin | Ban, members: Mapping[str, Member], demands: Mapping[str, Demand]) -> bool:
    """Whether what was said by hand can still be meant."""
    seat = entry.seat if isinstance(entry, Pin) else 0
    return entry.member in members and entry.demand in demands and seat < len(demands[entry.demand].seats)
