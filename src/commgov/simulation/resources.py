"""What the community can call on beside single members: volunteer teams, and the entries of the resource list."""

from collections.abc import Sequence

from attrs import evolve

from commgov.core import (
    Demand,
    Employer,
    Member,
    MemberId,
    OfferId,
    OfferKind,
    OfferOfService,
    Team,
    TeamId,
    Timetable,
    UnitId,
)
from commgov.simulation.catalogue import ASKED_RESOURCES, CATEGORIES, FOR_ONE_TEAM, RESOURCES, STANDING_DUTIES
from commgov.simulation.draws import Draws, Lottery
from commgov.simulation.neighbourhood import COMMITTEE, Neighbourhood, garden_of, grid_of

TEAMS = 290
_TEAM_SIZES = Lottery((5, 8, 12, 20, 40), (30, 30, 20, 15, 5))
_SERVED = (*(category.id for category in CATEGORIES), *(duty.id for duty in STANDING_DUTIES))
_OPEN = Timetable.parse("Mon-Sun 08:30-20:30")
_GATHERINGS = frozenset({"sports and culture activity", "arts lesson", "tutoring", "childcare", "convenience services"})
_GOODS = (  # what, how many at a time, for which categories
    ("wheelchair", 4, {"escort to hospital", "company for a walk"}),
    ("ladder", 2, {"stairwell lighting", "tree trimming"}),
    ("toolbox", 3, {"plumbing repair", "electrical repair", "appliance repair", "lock and carpentry repair"}),
    ("handcart", 3, {"moving furniture", "parcel and grocery run"}),
    ("loudspeaker", 2, {"propaganda", "sports and culture activity"}),
    ("first-aid-kit", 2, {"first aid duty", "patrol"}),
)


def form_teams(seed: int, place: Neighbourhood, members: Sequence[Member]) -> tuple[Team, ...]:
    """The volunteer teams: most of a grid branch, some of a garden branch.

    Args:
        seed: the scenario's seed.
        place: where they live.
        members: whom they can win; one may be in several teams.
    """
    draws = Draws(seed, ("teams",))
    living: dict[UnitId, list[MemberId]] = {unit: [] for unit in (*place.grids, *place.gardens)}
    for member in members:
        living[grid_of(member.home_unit)].append(member.id)
        living[garden_of(member.home_unit)].append(member.id)
    teams = []
    for at in range(1, TEAMS + 1):
        homes = place.gardens if draws.chance(0.15, at, "garden") else place.grids
        home = homes[draws.between(0, len(homes) - 1, at, "home")]
        crew = draws.some(living[home], draws.pick(_TEAM_SIZES, at, "size"), at, "crew")
        takes = draws.some(_SERVED, draws.between(1, 4, at, "takes"), at, "category")
        teams.append(Team(TeamId(f"team-{at:03}"), home, tuple(crew), frozenset(takes)))
    return tuple(teams)


def publish(
    seed: int, place: Neighbourhood, employers: Sequence[Employer], members: Sequence[Member], teams: Sequence[Team]
) -> tuple[OfferOfService, ...]:
    """The resource list: every team, employers with projects, skilled members who publish themselves, venues, goods.

    Args:
        seed: the scenario's seed.
        place: where venues and goods are.
        employers: whose projects are offered.
        members: of whom one skilled member in four publishes an offer.
        teams: all of them are offered.
    """
    draws = Draws(seed, ("offers",))
    kept = [("meeting-room", grid, 20, _GATHERINGS) for grid in place.grids]
    kept += [("activity-hall", garden, 120, _GATHERINGS) for garden in place.gardens]
    venues = [(OfferKind.VENUE, f"{what}-{unit}", unit, uses, seats, what) for what, unit, seats, uses in kept]
    goods = [
        (OfferKind.GOODS, f"{what}-{garden}", garden, frozenset(uses), pieces, what)
        for garden in place.gardens
        for what, pieces, uses in _GOODS
    ]
    people: list[tuple[OfferKind, str, UnitId, frozenset[str], int, str]]
    people = [(OfferKind.TEAM, team.id, team.home_unit, team.categories, 1, "") for team in teams]
    people += [(OfferKind.EMPLOYER, e.id, COMMITTEE, frozenset(e.projects), 1, "") for e in employers if e.projects]
    setup = {kind.id: kind.setup_minutes for kind in RESOURCES} | {"": 0}
    stores = [
        OfferOfService(
            OfferId(f"offer-{provider}"),
            kind,
            provider,
            unit,
            uses,
            _OPEN,
            quantity,
            resource=what,
            setup_minutes=setup[what],
        )
        for kind, provider, unit, uses, quantity, what in (*people, *venues, *goods)
    ]
    own = [_own_offer(member) for member in members if member.skills and draws.chance(0.25, member.id)]
    return tuple(stores + [offer for offer in own if offer.categories])


def asking_for_supply(demand: Demand) -> Demand:
    """The same demand with the venues and goods that its category asks for, for one team if its category is."""
    return evolve(demand, resources=ASKED_RESOURCES.get(demand.category, ()), one_team=demand.category in FOR_ONE_TEAM)


def _own_offer(member: Member) -> OfferOfService:
    """What a member can do alone, at the times that the member is free."""
    level = {held.skill: held.level for held in member.skills}
    able = frozenset(
        category.id
        for category in CATEGORIES
        if all(seat.skills for seat in category.seats)
        and all(level.get(asked.skill, 0) >= asked.level_min for seat in category.seats for asked in seat.skills)
    )
    offer = OfferId(f"offer-{member.id}")
    return OfferOfService(offer, OfferKind.MEMBER, member.id, member.home_unit, able, member.availability)
