"""The facts of a matching problem as read-only numpy columns. Rules, the objective and the checker read these.

Time is whole minutes since `Columns.origin`, a Monday's midnight in the community's zone.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from commgov.core import Demand, DemandId, Member, MemberId, OfferOfService, RequiredResource, UnitId

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Flags = NDArray[np.bool_]

NEVER = np.int32(-(1 << 30))
ALWAYS = np.int32(1 << 30)
"""Bounds of time: before and after every minute that a problem can hold (about 2,000 years)."""


def _protect(owner: object) -> None:
    """Make the arrays of an object read-only views: what was checked once stays so, whatever a rule tries."""
    for name in owner.__slots__:  # type: ignore[attr-defined]  # attrs classes here have slots
        values = getattr(owner, name, None)
        if isinstance(values, np.ndarray):
            view = values.view()
            view.flags.writeable = False
            object.__setattr__(owner, name, view)


@frozen(eq=False)
class Spans:
    """Spans of time for each of many owners: disjoint, in order.

    Args:
        first: `int64[owners + 1]`, the spans of owner `i` are `first[i]:first[i + 1]`.
        start: `int32[spans]`, minutes.
        end: `int32[spans]`, minutes.
    """

    first: Longs
    start: Ints
    end: Ints

    def __attrs_post_init__(self) -> None:
        _protect(self)

    @classmethod
    def of(cls, lists: Sequence[Sequence[tuple[int, int]]]) -> "Spans":
        """From one list of (start, end) for each owner."""
        first = np.zeros(len(lists) + 1, dtype=np.int64)
        np.cumsum([len(spans) for spans in lists], out=first[1:])
        flat = np.array([span for spans in lists for span in spans], dtype=np.int32).reshape(-1, 2)
        return cls(first, np.ascontiguousarray(flat[:, 0]), np.ascontiguousarray(flat[:, 1]))

    def followed_by(self, other: "Spans") -> "Spans":
        """These owners and then the other ones."""
        first = np.concatenate([self.first, other.first[1:] + self.first[-1]])
        return Spans(first, np.append(self.start, other.start), np.append(self.end, other.end))

    def contain(self, owner: Ints, start: Ints, end: Ints) -> Flags:
        """Whether one span of the owner holds the whole of [start, end), for many owners at once."""
        at, own = self._last_before(owner, start, side="right")
        return own & (self.end[at] >= end) if len(self.end) else own

    def touch(self, owner: Ints, start: Ints, end: Ints) -> Flags:
        """Whether a span of the owner shares a minute with [start, end), for many owners at once."""
        at, own = self._last_before(owner, end, side="left")
        return own & (self.end[at] > start) if len(self.end) else own

    def _last_before(self, owner: Ints, moment: Ints, *, side: str) -> tuple[Longs, Flags]:
        """The owner's last span that starts before the moment (`right`: or at it), and whether there is one."""
        key = (np.repeat(np.arange(len(self.first) - 1), np.diff(self.first)) << 32) + self.start
        asked = (owner.astype(np.int64) << 32) + moment
        at = np.searchsorted(key, asked, side="right" if side == "right" else "left") - 1
        return np.maximum(at, 0), at >= self.first[owner]


@frozen(eq=False)
class MemberColumns:
    """What is known of the members, a row each; behind them stand `Columns.resources`, a row each, which are no people.

    Args:
        ids: their ids.
        unit: `int32`, home unit as an index into `Places.ids`.
        minutes_max: `int32`, most minutes a week.
        services_max: `int32`, most services a week.
        recent: `int32`, minutes served lately.
        level: `uint8[members, skills]`, the level held, 0 for none.
        skill_until: `int32[members, skills]`, the minute at which the skill runs out; None if none ever does.
        liking: `int8[members, categories]`, -2 to 2.
        insured_until: `int32`, the minute at which the cover ends; `NEVER` without cover.
        consents: `bool`, whether the employer lets the member serve in working hours.
        free: when the member can serve, rest days taken out.
        working: when the member works.
        objects: the members themselves, if the problem was built from objects.
    """

    ids: Sequence[MemberId]
    unit: Ints
    minutes_max: Ints
    services_max: Ints
    recent: Ints
    level: NDArray[np.uint8]
    skill_until: Ints | None
    liking: NDArray[np.int8]
    insured_until: Ints
    consents: Flags
    free: Spans
    working: Spans
    objects: Sequence[Member] = ()

    def __attrs_post_init__(self) -> None:
        _protect(self)

    def __len__(self) -> int:
        """How many rows."""
        return len(self.ids)


@frozen(eq=False)
class Resource:
    """A venue, or one piece of goods: what can be booked once at a time.

    Args:
        offer: the entry of the resource list.
        number: which piece of it, counted from 1.
    """

    offer: OfferOfService
    number: int


@frozen(eq=False)
class DemandColumns:
    """What is known of the demands, a row each, and of their roles: seats of a demand that ask for the same.

    Args:
        ids: their ids.
        unit: `int32`, where, as an index into `Places.ids`.
        earliest: `int32`, first minute of the window.
        latest: `int32`, the minute by which the service must be over.
        minutes: `int32`, how long a service takes.
        priority: `int32`, 1 to 3.
        category: `int32`, as an index into `Columns.categories`.
        needs_cover: `bool`, whether insurance cover is asked for.
        role_from: `int64[demands + 1]`, the roles of demand `d` are `role_from[d]:role_from[d + 1]`.
        need: `int32[roles]`, seats of the role; of a role that resources fill, how many of them.
        seat_role: per demand, the role (counted within the demand) of each of its seats.
        asks_from: `int64[roles + 1]`, the skills that role `r` asks for are `asks_from[r]:asks_from[r + 1]`.
        ask_skill: `int32[asks]`, as an index into `Columns.skills`.
        ask_level: `int32[asks]`, the least level.
        objects: the demands themselves, if the problem was built from objects.
        resource_of_role: the roles that venues or goods fill, not members, and what they ask for.
        waited: `int32`, whole days from when the order came in until its window begins; 0 where that is not known.
    """

    ids: Sequence[DemandId]
    unit: Ints
    earliest: Ints
    latest: Ints
    minutes: Ints
    priority: Ints
    category: Ints
    needs_cover: Flags
    role_from: Longs
    need: Ints
    seat_role: Sequence[Sequence[int]]
    asks_from: Longs
    ask_skill: Ints
    ask_level: Ints
    objects: Sequence[Demand] = ()
    resource_of_role: Mapping[int, RequiredResource] = field(factory=dict)
    waited: Ints = field()

    @waited.default
    def _no_wait(self) -> Ints:
        return np.zeros(len(self.ids), dtype=np.int32)

    def __attrs_post_init__(self) -> None:
        _protect(self)

    def __len__(self) -> int:
        """How many demands."""
        return len(self.ids)

    @property
    def demand_of_role(self) -> Ints:
        """`int32[roles]`: the demand of each role."""
        return np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.role_from))

    @property
    def seats(self) -> int:
        """How many seats all demands have together, without what venues and goods fill."""
        booked = sum(int(self.need[role]) for role in self.resource_of_role)
        return int(self.need.sum()) - booked


@frozen(eq=False)
class Places:
    """The units that occur, and how far they are from each other.

    Args:
        ids: the units.
        path: `int32[units, depths]`, the unit's ancestor at each depth (root first, then the unit itself), as numbers
            that are equal exactly for the same unit; negative below the unit's own depth.
        depth: `int32[units]`, steps from the root.
    """

    ids: Sequence[UnitId]
    path: Ints
    depth: Ints

    def __attrs_post_init__(self) -> None:
        _protect(self)

    def steps(self, one: Ints, other: Ints) -> Ints:
        """Steps up and down the tree between units, for many pairs at once (`int32`)."""
        if self.path.shape[1] == 0:
            return np.zeros(np.broadcast(one, other).shape, dtype=np.int32)
        common = np.zeros(np.broadcast(one, other).shape, dtype=np.int32)
        for column in self.path.T:
            common += (column[one] == column[other]) & (column[one] >= 0)
        return self.depth[one] + self.depth[other] + 2 - 2 * common

    def below(self, unit: Ints, top: Ints) -> Flags:
        """Whether each unit is the one on top or lies below it, for many pairs at once; without a tree, always."""
        if self.path.shape[1] == 0:
            return np.ones(np.broadcast(unit, top).shape, dtype=bool)
        depth = self.depth[top]
        return np.equal(self.path[unit, depth], self.path[top, depth])


@frozen(eq=False)
class Columns:
    """All facts of a problem.

    Args:
        members: a row each.
        demands: a row each, and their roles.
        places: the units that occur.
        skills: the skills that occur; columns of `MemberColumns.level`.
        categories: the categories that occur; columns of `MemberColumns.liking`.
        origin: minute 0, a Monday's midnight.
        weeks: `int32[weeks + 1]`, the minutes at which the weeks begin (and the last one ends): 10,080 apart, but for
            the weeks in which a zone changes its clocks.
        resources: venues and pieces of goods, in the order of their rows, which are the last ones of `members`.
    """

    members: MemberColumns
    demands: DemandColumns
    places: Places
    skills: Sequence[str]
    categories: Sequence[str]
    origin: datetime
    weeks: Ints
    resources: Sequence[Resource] = ()

    @property
    def given_away(self) -> Flags:
        """`bool[members]`: which rows are goods that are given and not lent: each goes to one demand."""
        given = np.zeros(len(self.members), dtype=bool)
        given[self.people :] = [resource.offer.given_away for resource in self.resources]
        return given

    @property
    def people(self) -> int:
        """How many rows of `members` are members: the first ones."""
        return len(self.members) - len(self.resources)

    def __attrs_post_init__(self) -> None:
        _protect(self)

    @property
    def zone(self) -> ZoneInfo:
        """The community's time zone."""
        zone = self.origin.tzinfo
        if not isinstance(zone, ZoneInfo):
            raise TypeError("the origin carries a ZoneInfo")
        return zone

    def moment(self, minute: int) -> datetime:
        """The datetime of a minute, in the community's zone."""
        return (self.origin.astimezone(_UTC) + timedelta(minutes=minute)).astimezone(self.zone)

    def minute(self, moment: datetime) -> int:
        """The minute of a datetime."""
        return (moment - self.origin.astimezone(_UTC)) // _MINUTE

    def week_of(self, minutes: Ints) -> Ints:
        """`int32`: the index of the week in which each minute lies."""
        return (np.searchsorted(self.weeks, minutes, side="right") - 1).astype(np.int32)


_UTC = ZoneInfo("UTC")
_MINUTE = timedelta(minutes=1)


@frozen(eq=False)
class Pairs:
    """Candidate pairs: a member for a seat of a role, at a start. Rules and the objective judge them column by column.

    Args:
        columns: the facts.
        member: `int32[pairs]`.
        role: `int32[pairs]`.
        start: `int32[pairs]`, minutes since the origin.
        demand: `int32[pairs]`; that of the role.
        end: `int32[pairs]`, minutes since the origin; if it is not given, the demand says how long it takes.
    """

    columns: Columns
    member: Ints
    role: Ints
    start: Ints
    demand: Ints = field()
    end: Ints = field()

    @demand.default
    def _demand(self) -> Ints:
        return self.columns.demands.demand_of_role[self.role]

    @end.default
    def _end(self) -> Ints:
        return self.start + self.columns.demands.minutes[self.demand]

    def __attrs_post_init__(self) -> None:
        _protect(self)

    def __len__(self) -> int:
        """How many pairs."""
        return len(self.member)

    @property
    def minutes(self) -> Ints:
        """`int32[pairs]`: how long each service takes."""
        return self.end - self.start

    @property
    def steps(self) -> Ints:
        """`int32[pairs]`: steps between the member's home unit and the demand's unit."""
        columns = self.columns
        return columns.places.steps(columns.members.unit[self.member], columns.demands.unit[self.demand])

    def where(self, keep: Flags | Longs) -> "Pairs":
        """The pairs for which `keep` holds, or at those positions."""
        return Pairs(
            self.columns, self.member[keep], self.role[keep], self.start[keep], self.demand[keep], self.end[keep]
        )
