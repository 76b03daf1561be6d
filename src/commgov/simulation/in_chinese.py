"""The scenario in Chinese words: names of units, skills, categories and roles. Ids and numbers stay as they are."""

from functools import cache

from attrs import evolve

from commgov.core import (
    Demand,
    Employer,
    HeldSkill,
    Member,
    OfferOfService,
    Preference,
    RequiredSkill,
    Seat,
    SkillId,
    Team,
)
from commgov.grid import Unit
from commgov.simulation.catalogue import CATEGORIES, RESOURCES, SKILLS, STANDING_DUTIES
from commgov.simulation.neighbourhood import Neighbourhood

_SKILL = {kind.id: SkillId(kind.name.zh) for kind in SKILLS}
_CATEGORY = {kind.id: kind.name.zh for kind in (*CATEGORIES, *STANDING_DUTIES)}
_RESOURCE = {"": ""} | {kind.id: kind.name.zh for kind in RESOURCES}
_ROLE = {"": "", "lead": "组长", "helper": "组员"}
_UNIT = {"committee": "社区B", "garden": "苑区", "grid": "网格", "group": "楼栋"}


def place(neighbourhood: Neighbourhood) -> Neighbourhood:
    """The same place, its units named in Chinese: 苑区3, 网格3-7, 楼栋3-7-5."""
    return evolve(neighbourhood, units=tuple(map(_unit, neighbourhood.units)))


def _unit(unit: Unit) -> Unit:
    number = unit.name.rpartition(" ")[2] if unit.parent else ""
    return evolve(unit, name=f"{_UNIT[unit.level]}{number}")


def employer(sending: Employer) -> Employer:
    """The same employer."""
    number = sending.name.rpartition(" ")[2]
    return evolve(sending, name=f"派出单位{number}", projects=tuple(_CATEGORY[each] for each in sending.projects))


def member(serving: Member) -> Member:
    """The same member."""
    return evolve(
        serving,
        skills=tuple(map(_held, serving.skills)),
        preferences=tuple(map(_preference, serving.preferences)),
    )


@cache
def _held(skill: HeldSkill) -> HeldSkill:
    return evolve(skill, skill=_SKILL[skill.skill])


@cache
def _preference(preference: Preference) -> Preference:
    return evolve(preference, category=_CATEGORY[preference.category])


def team(volunteers: Team) -> Team:
    """The same team."""
    return evolve(volunteers, categories=frozenset(_CATEGORY[each] for each in volunteers.categories))


def offer(offered: OfferOfService) -> OfferOfService:
    """The same entry of the resource list."""
    categories = frozenset(_CATEGORY[each] for each in offered.categories)
    return evolve(offered, categories=categories, resource=_RESOURCE[offered.resource])


def demand(ordered: Demand) -> Demand:
    """The same demand."""
    resources = tuple(evolve(asked, resource=_RESOURCE[asked.resource]) for asked in ordered.resources)
    seats = _seats(ordered.seats)
    return evolve(ordered, category=_CATEGORY[ordered.category], seats=seats, resources=resources)


@cache
def _seats(seats: tuple[Seat, ...]) -> tuple[Seat, ...]:
    return tuple(Seat(tuple(map(_asked, seat.skills)), _ROLE[seat.role]) for seat in seats)


def _asked(required: RequiredSkill) -> RequiredSkill:
    return evolve(required, skill=_SKILL[required.skill])
