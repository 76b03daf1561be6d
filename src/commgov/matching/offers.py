"""What members and teams publish: "calligraphy, Saturdays from 9 to 11, in grid 17" is supply in its own right.

A member who publishes offers serves within each of them (its categories, its times, in its unit and below), and besides
whenever the member's own availability says. Who is available never, serves within the offers alone. A rule and not a
longer availability, because an offer holds for its own categories and places only.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta, tzinfo
from weakref import WeakKeyDictionary

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from commgov.core import (
    Booking,
    Demand,
    Hierarchy,
    Member,
    OfferKind,
    OfferOfService,
    Team,
    Timetable,
    UnitId,
    Verdict,
    Window,
)
from commgov.errors import Problem
from commgov.matching.columns import Columns, Flags, Ints, Pairs, Spans
from commgov.matching.rules import Availability, NoOverlap, Pairing, PairRule
from commgov.wording import Text

_DAY = timedelta(days=1)


def with_offers(
    members: Sequence[Member], offers: Iterable[OfferOfService], hierarchy: Hierarchy | None
) -> tuple[tuple[Member, ...], "Offers | None"]:
    """The members, available at the times of their offers too, and the rule that keeps each offer to what it says.

    Args:
        members: who serves.
        offers: the resource list; those of members count here.
        hierarchy: where the units lie; None: offers hold everywhere.
    """
    of_member: dict[str, list[OfferOfService]] = {}
    for offer in offers:
        if offer.kind is OfferKind.MEMBER:
            of_member.setdefault(offer.provider, []).append(offer)
    if not of_member:
        return tuple(members), None
    general: dict[str, Timetable] = {member.id: member.availability for member in members if member.id in of_member}
    wider = tuple(
        evolve(member, availability=_together(member.availability, of_member[member.id]))
        if member.id in of_member
        else member
        for member in members
    )
    return wider, Offers({who: tuple(own) for who, own in of_member.items()}, general, hierarchy)


def before_offers(
    members: Sequence[Member], rules: Sequence[PairRule]
) -> tuple[tuple[Member, ...], tuple[PairRule, ...]]:
    """What `with_offers` was given: the members with their own availability, and the rules without that of offers."""
    general = {who: own for rule in rules if isinstance(rule, Offers) for who, own in rule.general.items()}
    given = tuple(evolve(each, availability=general.get(each.id, each.availability)) for each in members)
    return given, tuple(rule for rule in rules if not isinstance(rule, Offers))


def _together(own: Timetable, offers: Sequence[OfferOfService]) -> Timetable:
    """All times of which one holds; the member's own days away win."""
    times = [own, *(offer.availability for offer in offers)]
    weekly = tuple(slot for each in times for slot in each.weekly)
    return Timetable(weekly, tuple(slot for each in times for slot in each.extra), own.away)


@frozen(eq=False)
class Offers:
    """A member who published offers serves within one of them, or at times of the member's own availability.

    Args:
        offers: what each member published.
        general: the own availability of each of them.
        hierarchy: where the units lie; None: offers hold everywhere.

    Example:
        >>> from commgov.core import Member, OfferKind, OfferOfService, Timetable
        >>> saturday = Timetable.parse("Sat 09:00-11:00")
        >>> lesson = OfferOfService("o-1", OfferKind.MEMBER, "m-1", "grid-17", frozenset({"calligraphy"}), saturday)
        >>> (member,), rule = with_offers([Member("m-1", "grid-17", availability=Timetable())], [lesson], None)
        >>> str(member.availability), rule.name
        ('Sat 09:00-11:00', 'offers')
    """

    offers: dict[str, tuple[OfferOfService, ...]]
    general: dict[str, Timetable]
    hierarchy: Hierarchy | None = None
    name: str = field(default="offers", init=False)
    _tables: "WeakKeyDictionary[Columns, _Table]" = field(factory=WeakKeyDictionary, init=False, repr=False)

    def __reduce__(self) -> tuple[type["Offers"], tuple[object, ...]]:
        """What another process needs: without the tables, which it makes for itself."""
        return Offers, (self.offers, self.general, self.hierarchy)

    def why(self, pairing: Pairing) -> Verdict:
        """Refuses a service at times that are offered only for something else, or somewhere else."""
        general, window = self.general.get(pairing.member.id), pairing.window
        is_free = general is None or holds(general, window)
        if is_free or self.offer_for(pairing.member.id, pairing.demand, window) is not None:
            return Verdict(allowed=True, reason=Text("allowed", "允许"))
        return Verdict(allowed=False, reason=Text("offers something else at that time", "该时段仅提供其他服务"))

    def offer_for(self, member: str, demand: Demand, when: Window) -> OfferOfService | None:
        """The first of a member's offers that a service lies in; `when` is in the community's zone."""
        own = (each for each in self.offers.get(member, ()) if self._covers(each, demand))
        return next((offer for offer in own if holds(offer.availability, when)), None)

    def _covers(self, offer: OfferOfService, demand: Demand) -> bool:
        """Whether a demand is of an offer's categories, and in its unit or below."""
        if offer.categories and demand.category not in offer.categories:
            return False
        return _is_below(demand.unit, offer.unit, self.hierarchy)

    def mask(self, pairs: Pairs) -> Flags:
        """The same over columns."""
        table = self._table(pairs.columns)
        publisher = table.publisher[pairs.member]
        allowed = publisher < 0
        at = np.flatnonzero(~allowed)
        own = pairs.where(at)
        good = table.general.contain(publisher[at], own.start, own.end)
        allowed[at] = good | (table.first_of(own) >= 0)
        return allowed

    def first_of(self, pairs: Pairs) -> tuple[Ints, tuple[OfferOfService, ...]]:
        """The offer that each service counts for: the first of its member's that it lies in.

        Args:
            pairs: the services.

        Returns:
            `int32[pairs]`, the number of the offer, or -1 if there is none; and the offers.
        """
        table = self._table(pairs.columns)
        return table.first_of(pairs), table.offers

    def _table(self, columns: Columns) -> "_Table":
        table = self._tables.get(columns)
        if table is None:
            table = self._tables[columns] = _Table.of(self, columns)
        return table


def _is_below(unit: UnitId, top: UnitId, hierarchy: Hierarchy | None) -> bool:
    return hierarchy is None or unit == top or top in hierarchy.ancestors(unit)


def holds(timetable: Timetable, window: Window) -> bool:
    """Whether a timetable holds for the whole of a window, whose zone counts."""
    zone = window.start.tzinfo
    return any(free.contains(window) for free in _windows(timetable, window.start.date(), window.end.date(), zone))


def _windows(timetable: Timetable, first: date, last: date, zone: tzinfo | None) -> Iterable[Window]:
    """A timetable's windows from the day before to the day after."""
    return timetable.windows(first - _DAY, last + _DAY, zone)


def supply_problems(
    columns: Columns, teams: Sequence[Team], offers: Sequence[OfferOfService], rules: Sequence[PairRule]
) -> list[Problem]:
    """Teams twice or of members whom nobody knows, offers of nobody, and bookings that no rule would keep apart.

    Args:
        columns: who and what there is.
        teams: the volunteer teams.
        offers: the resource list.
        rules: who may serve what.
    """
    members = set(columns.members.ids[: columns.people])
    problems: list[Problem] = []
    seen: set[str] = set()
    for team in teams:
        where = f"Team {team.id}"
        if team.id in seen:
            problems.append(Problem(where, Text("each id only once", "同一编号只能出现一次")))
        seen.add(team.id)
        expected = Text("a member of the problem", "应为已登记的成员")
        problems += [Problem(f"{where}, members", expected, who) for who in team.members if who not in members]
    known: dict[OfferKind, tuple[set[str], Text]] = {
        OfferKind.MEMBER: (set(members), Text("a member of the problem", "应为已登记的成员")),
        OfferKind.TEAM: (seen, Text("a team of the problem", "应为已登记的志愿服务队")),
    }
    for offer in offers:
        there, expected = known.get(offer.kind, ({offer.provider}, Text("", "")))
        if offer.provider not in there:
            problems.append(Problem(f"OfferOfService {offer.id}, provider", expected, offer.provider))
    if any(offer.cap for offer in offers) and not any(isinstance(rule, Availability) for rule in rules):
        expected = Text("the rule 'availability', as offers have caps", "有资源设了次数上限，应保留“availability”规则")
        problems.append(Problem("rules", expected))
    if columns.demands.resource_of_role and not any(isinstance(rule, NoOverlap) for rule in rules):
        expected = Text(
            "the rule 'no overlap', as demands ask for venues or goods", "有需求要用场地或物资，应保留“no overlap”规则"
        )
        problems.append(Problem("rules", expected))
    return problems


def booking_problems(columns: Columns, bookings: Sequence[Booking]) -> list[Problem]:
    """Bookings held for demands whom nobody ordered, or of what is not there or not asked for.

    Args:
        columns: who and what there is.
        bookings: what is held already.
    """
    pieces = {(each.offer.id, each.number): each.offer.resource for each in columns.resources} if bookings else {}
    demands = {demand.id: demand for demand in columns.demands.objects} if bookings else {}
    problems: list[Problem] = []
    for booking in bookings:
        where, demand = f"Booking {booking.offer}", demands.get(booking.demand)
        if demand is None:
            expected = Text("a demand of the problem", "应为问题中的需求")
            problems.append(Problem(f"{where}, demand", expected, booking.demand))
        elif pieces.get((booking.offer, booking.number)) not in {each.resource for each in demand.resources}:
            expected = Text("a piece of an offer that the demand asks for", "应为该需求所要的资源及其件号")
            problems.append(Problem(f"{where}, offer", expected, f"{booking.offer}#{booking.number}"))
    return problems


@frozen(eq=False)
class _Table:
    """The offers as columns.

    Args:
        offers: what they published, the first publisher's first.
        publisher: `int32[members]`, the number of each member among those who publish, or -1.
        general: when each publisher is available anyway.
        first: `int64[publishers + 1]`, the offers of each publisher.
        times: when each offer holds.
        category: `bool[offers, categories]`.
        unit: `bool[offers, units]`.
    """

    offers: tuple[OfferOfService, ...]
    publisher: Ints
    general: Spans
    first: NDArray[np.int64]
    times: Spans
    category: Flags
    unit: Flags

    @classmethod
    def of(cls, rule: Offers, columns: Columns) -> "_Table":
        """Of the members who are in the columns."""
        names = [member for member in columns.members.ids[: columns.people] if member in rule.general]
        number = {member: at for at, member in enumerate(names)}
        people = [number.get(member, -1) for member in columns.members.ids[: columns.people]]
        offers = [offer for member in names for offer in rule.offers[member]]
        days = columns.origin.date(), columns.moment(int(columns.weeks[-1])).date()

        def spans(timetable: Timetable) -> list[tuple[int, int]]:
            windows = _windows(timetable, *days, columns.zone)
            return [(columns.minute(window.start), columns.minute(window.end)) for window in windows]

        counts = [len(rule.offers[member]) for member in names]
        takes = [[not o.categories or name in o.categories for name in columns.categories] for o in offers]
        below = [[_is_below(unit, o.unit, rule.hierarchy) for unit in columns.places.ids] for o in offers]
        return cls(
            tuple(offers),
            np.array(people + [-1] * len(columns.resources), dtype=np.int32),
            Spans.of([spans(rule.general[member]) for member in names]),
            np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]).astype(np.int64),
            Spans.of([spans(offer.availability) for offer in offers]),
            np.array(takes, dtype=bool).reshape(len(offers), len(columns.categories)),
            np.array(below, dtype=bool).reshape(len(offers), len(columns.places.ids)),
        )

    def first_of(self, pairs: Pairs) -> Ints:
        """`int32[pairs]`: the first of its member's offers that each service lies in, or -1."""
        found = np.full(len(pairs), -1, dtype=np.int32)
        publisher = self.publisher[pairs.member]
        counts = np.append(np.diff(self.first), 0)[publisher]  # the last one is theirs who publish nothing
        unit, category = pairs.columns.demands.unit[pairs.demand], pairs.columns.demands.category[pairs.demand]
        for nth in range(int(counts.max(initial=0))):
            row = np.flatnonzero((counts > nth) & (found < 0))
            offer = (self.first[publisher[row]] + nth).astype(np.int32)
            fits = self.times.contain(offer, pairs.start[row], pairs.end[row])
            fits &= self.category[offer, category[row]] & self.unit[offer, unit[row]]
            found[row[fits]] = offer[fits]
        return found
