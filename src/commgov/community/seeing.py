"""From posts and the service list to who may see residents' data: nobody keeps a second list of who works here.

Both give `Assignment`s, which the access policy decides by. They are made anew when posts or services change.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from commgov.core import ZONE, Demand, DemandId, PersonRef, Service, UnitId
from commgov.core.checks import Checks
from commgov.grid import Appointment, Organisation
from commgov.privacy import Assignment
from commgov.wording import Text

_ZONE = ZoneInfo(ZONE)
_NO_TIME = timedelta(0)


def assignments_of_posts(
    organisation: Organisation, roles: Mapping[tuple[str, str], str], *, zone: tzinfo = _ZONE
) -> list[Assignment]:
    """What the holders of posts may act as: an assignment for each term of a post that has a role.

    A term ends with its last day. The unit is that of the post: where it was merged or split, the units after it have
    posts and terms of their own.

    Args:
        organisation: units, posts and terms, past and coming ones too.
        roles: the policy's role of each kind of post, by level and duty: `{("grid", "secretary"): "grid-leader"}`.
            Posts without one see nothing.
        zone: in which terms begin and end.

    Raises:
        InvalidInputError: naming each level and duty of which there is no post.

    Example:
        >>> from datetime import date
        >>> from commgov.grid import FIVE_LEVEL_POSTS, Roster
        >>> units = Organisation.from_columns(["b", "garden-1", "grid-1"], [None, "b", "garden-1"])
        >>> term = Appointment("grid-1/secretary", "u-7", date(2026, 1, 1), date(2026, 6, 30))
        >>> organisation = units.with_roster(Roster(FIVE_LEVEL_POSTS, (term,)))
        >>> (held,) = assignments_of_posts(organisation, {("grid", "secretary"): "grid-leader"})
        >>> held.holder, held.role, held.unit, held.end.isoformat()
        ('u-7', 'grid-leader', 'grid-1', '2026-07-01T00:00:00+08:00')
    """
    roster = organisation.roster
    there = {(template.level, duty.id) for template in roster.templates for duty in template.duties}
    checks = Checks("assignments_of_posts")
    for level, duty in roles:
        checks.require("roles", f"{level}, {duty}", ok=(level, duty) in there, expected=_A_POST)
    checks.refuse()
    made = []
    for term in roster.appointments:
        unit = UnitId(term.post.rpartition("/")[0])
        level = organisation.level_of(unit, term.start)
        duty = next(post.duty.id for post in roster.posts(unit, level) if post.id == term.post)
        if (role := roles.get((level, duty))) is not None:
            made.append(_held(term, role, unit, zone))
    return made


def assignments_of_services(
    services: Iterable[Service],
    demands: Iterable[Demand],
    residents: Mapping[DemandId, PersonRef],
    *,
    role: str = "member",
    before: timedelta = _NO_TIME,
    after: timedelta = _NO_TIME,
) -> list[Assignment]:
    """What members may act as while they hold a service: an assignment for each, for its resident and order alone.

    Args:
        services: of a plan, or from the claim board.
        demands: at least those that are served.
        residents: who ordered each demand, as a reference.
        role: the policy's role of whoever serves.
        before: from how long before the service on; at least 0.
        after: until how long after it; at least 0.

    Raises:
        InvalidInputError: naming each service whose demand or resident is not given, and a time below 0.

    Example:
        >>> from datetime import UTC
        >>> from commgov.core import DemandKind, Window
        >>> nine, ten = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC)
        >>> order = Demand("d-1", DemandKind.WISH, "errand", "grid-1", Window(nine, ten), 60)
        >>> served = [Service("d-1", 0, "m-1", nine, ten)]
        >>> (held,) = assignments_of_services(served, [order], {"d-1": "r-5"}, before=timedelta(hours=1))
        >>> held.holder, held.subject, held.service, held.start.hour, held.end.hour
        ('m-1', 'r-5', 'd-1', 8, 10)
    """
    units, listed = {demand.id: demand.unit for demand in demands}, list(services)
    checks = Checks("assignments_of_services")
    for service in listed:
        fits = service.demand in units and service.demand in residents
        checks.require("services", service.demand, ok=fits, expected=_GIVEN)
    for name, margin in (("before", before), ("after", after)):
        checks.require(name, margin, ok=margin >= _NO_TIME, expected=_NOT_NEGATIVE)
    checks.refuse()
    return [
        Assignment(
            PersonRef(service.member),
            role,
            units[service.demand],
            service.start - before,
            service.end + after,
            subject=residents[service.demand],
            service=service.demand,
        )
        for service in listed
    ]


def _held(term: Appointment, role: str, unit: UnitId, zone: tzinfo) -> Assignment:
    end = None if term.until is None else _midnight(term.until + timedelta(days=1), zone)
    return Assignment(PersonRef(term.holder), role, unit, _midnight(term.start, zone), end)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone)


_A_POST = Text("a level and a duty of which there are posts", "应为设有岗位的层级与职责")
_GIVEN = Text("its demand and its resident", "应给出其需求与居民")
_NOT_NEGATIVE = Text("no time below 0", "时长不得为负")
