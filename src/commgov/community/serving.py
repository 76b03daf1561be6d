"""From the service list to service records: what the plan knows is not typed in again, and who may attest is known.

The plan says who serves what, when and where; registration says for whom a member serves on that day; posts say who
speaks for the community; households and sending units say where somebody has a conflict of interest.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from attrs import field, frozen

from commgov.core import ZONE, Demand, DemandId, EmployerId, Member, MemberId, PersonRef, Service, UnitId
from commgov.core.checks import Checks
from commgov.core.timing import day_of
from commgov.errors import NotFoundError
from commgov.grid import Organisation, RegistrationBook
from commgov.incentives import RecordId, ServiceClaim
from commgov.incentives.care import Protection
from commgov.wording import Text

_ZONE = ZoneInfo(ZONE)


def claims_of(
    services: Iterable[Service],
    demands: Iterable[Demand],
    residents: Mapping[DemandId, PersonRef],
    registrations: RegistrationBook,
    *,
    entered_by: PersonRef | None = None,
    zone: tzinfo = _ZONE,
) -> list[ServiceClaim]:
    """A claim for each service of a service list, ready to be submitted once it has been served.

    Nothing is asked twice: category and place come from the demand, times from the plan, sending unit and home from
    the registration on the day of service, so that moving later does not rewrite what was.

    Args:
        services: of a plan.
        demands: at least those that are served.
        residents: who ordered each demand, as a reference.
        registrations: where members are registered, as of any day.
        entered_by: the clerk who enters them; None: each member enters their own.
        zone: whose days count.

    Raises:
        InvalidInputError: naming each service whose demand or resident is not given.

    Example:
        >>> from datetime import UTC
        >>> from commgov.core import DemandKind, Window
        >>> nine, ten = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC)
        >>> order = Demand("d-1", DemandKind.WISH, "errand", "grid-1", Window(nine, ten), 60)
        >>> claims_of([Service("d-1", 0, "m-1", nine, ten)], [order], {"d-1": "r-5"}, RegistrationBook())
        [ServiceClaim('d-1.0', 60 minutes)]
    """
    known, listed = {demand.id: demand for demand in demands}, list(services)
    checks = Checks("claims_of")
    for service in listed:
        given = Text("its demand and its resident", "应给出其需求与居民")
        fits = service.demand in known and service.demand in residents
        checks.require("services", service.demand, ok=fits, expected=given)
    checks.refuse()
    return [
        _claim(service, known[service.demand], residents[service.demand], registrations, entered_by, zone)
        for service in listed
    ]


def _claim(
    service: Service,
    demand: Demand,
    resident: PersonRef,
    registrations: RegistrationBook,
    entered_by: PersonRef | None,
    zone: tzinfo,
) -> ServiceClaim:
    tied = registrations.history(service.member).on(service.start.astimezone(zone).date())
    return ServiceClaim(
        RecordId(f"{service.demand}.{service.seat}"),
        service.demand,
        service.member,
        resident,
        demand.category,
        demand.unit,
        service.start,
        service.end,
        service.minutes,
        entered_by or PersonRef(service.member),
        team=service.team,
        employer=None if tied.employer is None else EmployerId(tied.employer.at),
        home_unit=None if tied.community is None else UnitId(tied.community.at),
    )


def protections_of(
    claims: Iterable[ServiceClaim],
    demands: Iterable[Demand],
    members: Iterable[Member],
    *,
    zone: str = ZONE,
) -> list[Protection]:
    """The cover and consent that services need, and the cover that their members have; nobody's consent yet.

    Whose employer has to release them: who serves in working hours.

    Args:
        claims: of the services, from `claims_of`, before or after they are served.
        demands: at least those that are served: they say whether cover is needed.
        members: at least those who serve: their working hours, sending unit and cover.
        zone: the time zone whose days count.

    Raises:
        InvalidInputError: naming each claim whose demand or member is not given.

    Example:
        >>> from datetime import UTC
        >>> from commgov.core import DemandKind, Window
        >>> nine, ten = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC)
        >>> order = Demand("d-1", DemandKind.WISH, "repair", "grid-1", Window(nine, ten), 60, needs_cover=True)
        >>> claim = ServiceClaim("d-1.0", "d-1", "m-1", "r-5", "repair", "grid-1", nine, ten, 60, "m-1")
        >>> [str(text) for text in protections_of([claim], [order], [Member("m-1", "grid-1")])[0].missing()]
        ['no cover', 'no consent: serve', 'no consent: be visited']
    """
    orders, people, listed = (
        {demand.id: demand for demand in demands},
        {member.id: member for member in members},
        list(claims),
    )
    checks = Checks("protections_of")
    for claim in listed:
        given = Text("its demand and its member", "应给出其需求与服务人")
        checks.require("claims", claim.record, ok=claim.demand in orders and claim.member in people, expected=given)
    checks.refuse()
    return [_protection(claim, orders[claim.demand], people[claim.member], zone) for claim in listed]


def _protection(claim: ServiceClaim, demand: Demand, member: Member, zone: str) -> Protection:
    where, employer = ZoneInfo(zone), claim.employer or member.employer
    first, last = day_of(claim.start, where), day_of(claim.end, where) + timedelta(days=1)
    work = member.working_hours.windows(first, last, where)
    at_work = any(each.start < claim.end and claim.start < each.end for each in work)
    return Protection(
        claim.record,
        claim.member,
        claim.resident,
        claim.start,
        employer=employer if at_work else None,
        needs_cover=demand.needs_cover,
        insured_until=member.insured_until,
        zone=zone,
    )


@frozen
class PostHolders:
    """Who speaks for the community: who leads the unit, or a unit above it, on the day. Fits `Officers`.

    Args:
        organisation: units, posts and terms.
        zone: whose days count.

    Example:
        >>> from datetime import UTC
        >>> from commgov.simulation import community_b
        >>> organisation = community_b().organisation()
        >>> holders = PostHolders(organisation)
        >>> day = datetime(2026, 3, 2, 12, tzinfo=UTC)
        >>> secretary = organisation.holder("garden-1/secretary", day.date())
        >>> grid = organisation.children("garden-1")[0]
        >>> holders.speaks_for(secretary, grid, day), holders.speaks_for("r-1", grid, day)
        (True, False)
    """

    organisation: Organisation
    zone: tzinfo = _ZONE

    def speaks_for(self, person: PersonRef, unit: UnitId, at: datetime) -> bool:
        """Whether somebody leads the unit or one above it; nobody speaks for a unit that there is not."""
        day, organisation = at.astimezone(self.zone).date(), self.organisation
        try:
            units = (unit, *organisation.ancestors(unit, day))
        except NotFoundError:
            return False
        leading = (
            post
            for each in units
            for post in organisation.roster.posts(each, organisation.level_of(each, day))
            if post.duty.leads
        )
        return any(organisation.holder(post.id, day) == person for post in leading)


_HOUSEHOLD = Text("they live in one household", "同一家庭成员")
_EMPLOYER = Text("they are of one sending unit", "同一派出单位")


@frozen
class KnownTies:
    """Where two people have a conflict of interest: one household, or one sending unit. Fits `Relations`.

    Args:
        households: the household of each person, as a reference.
        employers: the sending unit of each person.

    Example:
        >>> ties = KnownTies(households={"m-1": "h-7", "r-5": "h-7"}, employers={"m-1": "school-2", "o-1": "school-2"})
        >>> [str(ties.between("r-5", "m-1")), str(ties.between("o-1", "m-1")), ties.between("o-1", "r-5")]
        ['they live in one household', 'they are of one sending unit', None]
    """

    households: Mapping[PersonRef | MemberId, str] = field(factory=dict, repr=False)
    employers: Mapping[PersonRef | MemberId, EmployerId] = field(factory=dict, repr=False)

    def between(self, one: PersonRef, other: PersonRef | MemberId) -> Text | None:
        """What makes the conflict, or None."""
        for register, reason in ((self.households, _HOUSEHOLD), (self.employers, _EMPLOYER)):
            if one in register and register[one] == register.get(other):
                return reason
        return None
