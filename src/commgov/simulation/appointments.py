"""Who holds which post: a secretary for each branch, "two leaders and four members" for each building, some vacant."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from commgov.core import Member, MemberId, PersonRef, UnitId
from commgov.grid import FIVE_LEVEL_POSTS, Appointment, Post
from commgov.simulation.draws import Draws
from commgov.simulation.neighbourhood import Neighbourhood, garden_of, grid_of

_TERM = timedelta(days=3 * 365)
_VACANT = 0.1  # of the posts of buildings nobody was found for so many
_EXPIRED = 0.05  # of the terms have run out within the last year and nobody followed
_FROM_OUTSIDE = "house"  # the property company's house manager is no member


def appoint(seed: int, place: Neighbourhood, members: Sequence[Member], since: date) -> tuple[Appointment, ...]:
    """The appointments of all levels.

    A house manager serves all buildings of a grid; of the members one may hold several posts of their building.

    Args:
        seed: the scenario's seed.
        place: the units.
        members: who can be appointed in the building, the grid, the garden where they live.
        since: terms are dated from this day.
    """
    draws = Draws(seed, ("appointments",))
    living: dict[UnitId, list[MemberId]] = {}
    for member in members:
        home = member.home_unit
        for unit in (home, grid_of(home), garden_of(home), place.units[0].id):
            living.setdefault(unit, []).append(member.id)
    found = (_appointment(draws.of(post.id), post, living[post.unit], since) for post in _posts(place))
    return tuple(appointment for appointment in found if appointment is not None)


def _posts(place: Neighbourhood) -> Iterator[Post]:
    of_level = {template.level: template for template in FIVE_LEVEL_POSTS}
    for unit in place.units:
        yield from of_level[unit.level].posts(unit.id)


def _appointment(draws: Draws, post: Post, living: Sequence[MemberId], since: date) -> Appointment | None:
    in_building = post.duty.id != "secretary"
    if in_building and draws.chance(_VACANT, "vacant"):
        return None
    member = living[draws.between(0, len(living) - 1, "holder")]
    holder = PersonRef(f"house-{grid_of(post.unit)}") if post.duty.id == _FROM_OUTSIDE else member
    if in_building and draws.chance(_EXPIRED, "expired"):
        last = since - timedelta(days=draws.between(1, 365, "last"))
        return Appointment(post.id, holder, last - _TERM, last)
    start = since - timedelta(days=draws.between(0, 700, "start"))
    return Appointment(post.id, holder, start, start + _TERM)
