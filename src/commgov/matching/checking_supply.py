"""Judge what members do not show alone: orders that a team takes as a team, and bookings of venues and goods.

As all of the checking, this is code of its own, from the raw facts: timetables, offers and teams as they were given.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from attrs import frozen

from commgov.core import (
    Booking,
    Demand,
    DemandId,
    OfferId,
    OfferKind,
    OfferOfService,
    Period,
    Service,
    Team,
    TeamId,
    UnitId,
    Window,
)
from commgov.matching.problem import MatchingProblem
from commgov.wording import Text

_DAY = timedelta(days=1)


@frozen
class Violation:
    """What is wrong with a service list.

    Args:
        rule: the name of the rule that is broken; `"list"` where the list itself does not hold together.
        reason: what is wrong, in both languages.
        services: the services concerned, as positions in the list.
    """

    rule: str
    reason: Text
    services: tuple[int, ...]


def one_team_broken(problem: MatchingProblem, services: Sequence[Service]) -> Iterator[Violation]:
    """Demands for one team whose services are of no one team, or of one that does not take such orders."""
    if not any(demand.one_team for demand in problem.columns.demands.objects):
        return
    for demand, own in _served(problem, services):
        if not demand.one_team:
            continue
        who, named = {services[at].member for at in own}, {services[at].team for at in own} - {None}
        able = {
            team.id
            for team in problem.teams
            if who <= set(team.members)
            and (not team.categories or demand.category in team.categories)
            and all(_is_offered(problem, team, demand, services[at]) for at in own)
        }
        if not able or len(named) > 1 or not named <= able:
            reason = Text("not all of one team that takes such orders", "并非同一支可承接此类需求的志愿服务队")
            yield Violation("team", reason, tuple(own))


def _served(problem: MatchingProblem, services: Sequence[Service]) -> Iterator[tuple[Demand, list[int]]]:
    """Each demand that has services, with the positions of these; nothing where there are no objects."""
    objects = problem.columns.demands.objects
    of_demand: dict[DemandId, list[int]] = defaultdict(list)
    for at, service in enumerate(services if objects else ()):
        of_demand[service.demand].append(at)
    for demand, own in of_demand.items():
        yield objects[problem.demand_at[demand]], own


def _is_offered(problem: MatchingProblem, team: Team, demand: Demand, service: Service) -> bool:
    """Whether a team that published offers takes such an order, there and then, in one of them."""
    offers = [offer for offer in problem.offers if offer.kind is OfferKind.TEAM and offer.provider == team.id]
    return not offers or any(_lies_in(problem, demand, service, offer) for offer in offers)


def _lies_in(problem: MatchingProblem, demand: Demand, service: Service, offer: OfferOfService) -> bool:
    """Whether a service is of an offer's categories, in its unit or below, and within its times."""
    zone = problem.columns.zone
    held = Window(service.start.astimezone(zone), service.end)
    days = (service.start.astimezone(zone).date() - _DAY, service.end.astimezone(zone).date() + _DAY)
    return (
        (not offer.categories or demand.category in offer.categories)
        and _above(problem, offer.unit) <= _above(problem, demand.unit)
        and any(hours.contains(held) for hours in offer.availability.windows(*days, zone))
    )


def offer_caps_broken(problem: MatchingProblem, services: Sequence[Service]) -> Iterator[Violation]:
    """Offers that are taken up more often in a week or a month than they say, what was before counted too."""
    capped = {offer.provider for offer in problem.offers if offer.cap is not None}
    of: dict[str, list[OfferOfService]] = defaultdict(list)
    for offer in problem.offers:
        if offer.kind in (OfferKind.MEMBER, OfferKind.TEAM) and offer.provider in capped:
            of[offer.provider].append(offer)
    counted: dict[tuple[OfferId, date], list[int]] = defaultdict(list)
    seen: set[tuple[DemandId, TeamId]] = set()
    for at, service in enumerate(services if of else ()):
        if service.team is not None and (service.demand, service.team) in seen:
            continue  # an order that a team takes counts once
        if service.team is not None:
            seen.add((service.demand, service.team))
        demand = problem.columns.demands.objects[problem.demand_at[service.demand]]
        own = of.get(service.member if service.team is None else service.team, ())
        first = next((offer for offer in own if _lies_in(problem, demand, service, offer)), None)
        if first is not None and first.cap is not None:
            day = service.start.astimezone(problem.columns.zone).date()
            began = day.replace(day=1) if first.cap.per is Period.MONTH else day - timedelta(days=day.weekday())
            counted[first.id, began].append(at)
    known = {offer.id: offer for offer in problem.offers}
    for (which, began), own_services in counted.items():
        offer, cap = known[which], known[which].cap
        assert cap is not None  # noqa: S101 - only offers with a cap are counted
        until = (began.replace(day=28) + 4 * _DAY).replace(day=1) if cap.per is Period.MONTH else began + 7 * _DAY
        before = sum(began <= day < until for day in offer.taken)
        if before + len(own_services) > cap.most:
            reason = _TOO_OFTEN.fill(offer=which, times=before + len(own_services), most=cap.most, per=_PER[cap.per])
            yield Violation("offer caps", reason, tuple(own_services))


_TOO_OFTEN = Text(
    "{offer} is taken up {times} times, at most {most} a {per}", "资源{offer}被选用{times}次，{per}至多{most}次"
)
_PER = {Period.WEEK: Text("week", "每周"), Period.MONTH: Text("month", "每月")}


def _above(problem: MatchingProblem, unit: UnitId) -> set[int]:
    """A unit and all above it, as numbers; none without a tree."""
    places = problem.columns.places
    return {step for step in places.path[list(places.ids).index(unit)].tolist() if step >= 0}


def bookings_broken(
    problem: MatchingProblem, services: Sequence[Service], bookings: Sequence[Booking], *, unfinished: bool
) -> Iterator[Violation]:
    """Everything that is wrong with bookings; a violation names the services of the demand that is concerned."""
    if not bookings and not any(demand.resources for demand in problem.columns.demands.objects):
        return
    served = list(_served(problem, services))
    of_demand = {demand.id: own for demand, own in served}
    booked: Counter[tuple[DemandId, str]] = Counter()
    offers = {each.offer.id: each.offer for each in problem.columns.resources}
    for booking in bookings:
        own = tuple(of_demand.get(booking.demand, ()))
        offer, demand = offers.get(booking.offer), _demand(problem, booking.demand)
        if offer is None or demand is None:
            yield Violation("bookings", Text("unknown demand or offer", "未知的需求或资源"), own)
            continue
        booked[demand.id, offer.resource] += 1
        times = {(services[at].start, services[at].end) for at in own}
        if times != {(booking.start, booking.end)}:
            yield Violation("bookings", Text("not at the time of the service", "与服务时间不符"), own)
        for reason in _unsuitable(problem, demand, offer, booking):
            yield Violation("bookings", reason, own)
    made = set(bookings)
    for demand, positions in served:
        own = tuple(positions)
        held = {each for each in problem.bookings if each.demand == demand.id}
        if not held <= made and not unfinished:
            yield Violation("bookings", Text("not what is held for it", "与已为其预留的资源不符"), own)
        for required in demand.resources:
            count = booked[demand.id, required.resource]
            if count > required.pieces or (count < required.pieces and not unfinished):
                reason = Text("{n} of {what} booked, {need} needed", "{what}预订{n}，需{need}")
                filled = reason.fill(n=count, what=required.resource, need=required.pieces)
                yield Violation("bookings", filled, own)
    yield from _booked_twice(bookings, offers, of_demand)


def _demand(problem: MatchingProblem, demand: DemandId) -> Demand | None:
    at = problem.demand_at.get(demand)
    return None if at is None else problem.columns.demands.objects[at]


def _unsuitable(problem: MatchingProblem, demand: Demand, offer: OfferOfService, booking: Booking) -> Iterator[Text]:
    """What makes an offer the wrong one for a demand."""
    columns = problem.columns
    required = next((each for each in demand.resources if each.resource == offer.resource), None)
    if required is None:
        yield Text("the demand does not ask for it", "该需求并未要求此资源")
    elif offer.quantity < required.people:
        yield Text("too small for the people who come", "容纳人数不足")
    if not 1 <= booking.number <= (1 if offer.kind is OfferKind.VENUE else offer.quantity):
        yield Text("there is no such piece", "没有该编号的物资")
    start = booking.start.astimezone(columns.zone)
    held = Window(start, booking.end)
    days = (start.date() - _DAY, booking.end.astimezone(columns.zone).date() + _DAY)
    if not any(hours.contains(held) for hours in offer.availability.windows(*days, columns.zone)):
        yield Text("not open at that time", "该时段不开放")
    if not _above(problem, offer.unit) <= _above(problem, demand.unit):
        yield Text("not offered in that unit", "不面向该单元开放")


def _booked_twice(
    bookings: Sequence[Booking], offers: dict[OfferId, OfferOfService], of_demand: dict[DemandId, list[int]]
) -> Iterator[Violation]:
    """Two bookings of the same thing that overlap, or leave no time to set up; or any two, if it is given away."""
    known = [booking for booking in bookings if booking.offer in offers]
    ordered = sorted(known, key=lambda booking: (booking.offer, booking.number, booking.start, booking.end))
    for one, other in pairwise(ordered):
        offer = offers[one.offer]
        setup = timedelta(minutes=offer.setup_minutes)
        if offer.given_away and (one.offer, one.number) == (other.offer, other.number):
            own = (*of_demand.get(one.demand, ()), *of_demand.get(other.demand, ()))
            yield Violation("bookings", Text("given away twice", "重复赠送"), own)
        elif (one.offer, one.number) == (other.offer, other.number) and one.end + setup > other.start:
            reason = Text("booked twice, or no time to set up between", "重复预订，或两次使用之间无布置时间")
            own = (*of_demand.get(one.demand, ()), *of_demand.get(other.demand, ()))
            yield Violation("bookings", reason, own)
