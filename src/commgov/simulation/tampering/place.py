"""Who lives, serves, signs and types where, and with what habits."""

from collections.abc import Sequence
from math import hypot

from attrs import field, frozen

from commgov.core import UnitId
from commgov.simulation.draws import Draws, Lottery

MEMBERS_A_UNIT = 25
RESIDENTS_A_UNIT = 32
OFFICERS_A_UNIT = 2
MEMBER_RESIDENTS = 0.3
"""Share of the members who are served, too."""

_SIDE_KM = 9.0
_MINUTES_A_KM = 5.0  # by bicycle, with lights and stairs
_ROUNDING = Lottery((5, 10, 15, 30), (25, 15, 40, 20))  # minutes
_CADENCE = Lottery((1, 2, 7, 30), (40, 30, 20, 10))  # days for which a clerk lets paper forms lie
_STRICTNESS = Lottery((0, 1, 2), (35, 45, 20))  # whoever asks for ratings gets more or less friendly ones

CATEGORIES: dict[str, tuple[int, int]] = {  # minutes, from and to; a class lasts whole hours
    "errand": (20, 70),
    "visit": (30, 100),
    "meal": (15, 40),
    "repair": (40, 160),
    "clinic": (60, 200),
    "patrol": (45, 130),
    "class": (60, 120),
}


@frozen
class Habits:
    """How a member goes about it.

    Args:
        rounds_to: minutes to which times are rounded.
        on_paper: whether they hand in paper forms.
        checks_in: share of services with a check-in.
        services: how many in half a year.
        favourites: residents whom they serve again and again.
        phrase: the report of who always writes the same, or None.
        forms: minutes of forms for a service.
    """

    rounds_to: int
    on_paper: bool
    checks_in: float
    services: int
    favourites: tuple[str, ...]
    phrase: str | None
    forms: float


@frozen
class Place:
    """The people of the scene.

    Args:
        units: all units.
        at: where each lies, in kilometres.
        home: the unit of each member and resident.
        members: members by unit.
        residents: residents by unit, among them members under their second reference.
        officers: officers by unit.
        clerk: the clerk of each unit.
        cadence: for how many days each clerk lets forms lie.
        dates_forms: clerks who enter the day of the signature; the others' signatures bear the time of typing.
        strictness: of officers and clerks, when they ask for ratings.
        phone: the device of each resident who has one; couples share.
        habits: of each member.
        slow: the share of demands without an outcome, by unit.
        same_person: a served member's second reference, to the first.
    """

    units: tuple[str, ...]
    at: dict[str, tuple[float, float]]
    home: dict[str, str]
    members: dict[str, tuple[str, ...]]
    residents: dict[str, tuple[str, ...]]
    officers: dict[str, tuple[str, ...]]
    clerk: dict[str, str]
    cadence: dict[str, int]
    dates_forms: frozenset[str]
    strictness: dict[str, int]
    phone: dict[str, str]
    habits: dict[str, Habits]
    slow: dict[str, float]
    same_person: dict[str, str] = field(factory=dict)

    def way(self, one: UnitId | str, other: UnitId | str) -> int:
        """Minutes from unit to unit."""
        if one == other:
            return 0
        here, there = self.at[one], self.at[other]
        return 4 + round(hypot(here[0] - there[0], here[1] - there[1]) * _MINUTES_A_KM)

    def far_from(self, unit: str, minutes: int) -> list[str]:
        """The units at least so far away."""
        return [other for other in self.units if self.way(unit, other) >= minutes]


def settle(seed: int, members: int) -> Place:
    """People the scene.

    Args:
        seed: the scene's seed.
        members: how many members, about.
    """
    draws = Draws(seed, ("place",))
    units = tuple(f"u-{at:03}" for at in range(max(4, members // MEMBERS_A_UNIT)))
    of_unit = {unit: _people(draws.of(unit), unit) for unit in units}
    desks = [desk for unit in units for desk in (f"clerk-{unit}", *_officers(unit))]
    return Place(
        units=units,
        at={unit: (draws.number(unit, "x") * _SIDE_KM, draws.number(unit, "y") * _SIDE_KM) for unit in units},
        home={one: unit for unit, (served, serving, _) in of_unit.items() for one in (*served, *serving)},
        members={unit: serving for unit, (_, serving, _) in of_unit.items()},
        residents={unit: served for unit, (served, _, _) in of_unit.items()},
        officers={unit: _officers(unit) for unit in units},
        clerk={unit: f"clerk-{unit}" for unit in units},
        cadence={f"clerk-{unit}": draws.pick(_CADENCE, unit, "cadence") for unit in units},
        dates_forms=frozenset(f"clerk-{unit}" for unit in units if draws.chance(0.7, unit, "dates")),
        strictness={desk: draws.pick(_STRICTNESS, desk, "strict") for desk in desks},
        phone=_phones(draws, of_unit),
        habits={one: _habits(draws.of(one), one, served) for served, serving, _ in of_unit.values() for one in serving},
        slow={unit: 0.01 + 0.12 * draws.number(unit, "slow") ** 3 for unit in units},
        same_person={second: first for _, _, same in of_unit.values() for second, first in same.items()},
    )


_People = tuple[tuple[str, ...], tuple[str, ...], dict[str, str]]


def _people(draws: Draws, unit: str) -> _People:
    """Residents, members, and the second references of members who are served."""
    members = tuple(f"m-{unit}-{at:02}" for at in range(MEMBERS_A_UNIT))
    same = {f"r-{one}": one for one in members if draws.chance(MEMBER_RESIDENTS, one, "served")}
    others = (f"r-{unit}-{at:02}" for at in range(RESIDENTS_A_UNIT))
    return (*others, *same), members, same


def _officers(unit: str) -> tuple[str, ...]:
    return tuple(f"officer-{unit}-{at}" for at in range(OFFICERS_A_UNIT))


def _phones(draws: Draws, of_unit: dict[str, _People]) -> dict[str, str]:
    """Three in four residents have one; one in eight shares that of whoever lives next door in the list."""
    phones: dict[str, str] = {}
    for residents, _, _ in of_unit.values():
        before = ""
        for one in residents:
            if draws.chance(0.75, one, "phone"):
                phones[one] = phones[before] if before and draws.chance(0.12, one, "couple") else f"phone-{one}"
                before = one
    return phones


def _habits(draws: Draws, member: str, served: Sequence[str]) -> Habits:
    own = f"r-{member}"
    count = min(70, int(5 + 7 * (1 - draws.number("services")) ** -0.6))
    others = [one for one in served if one != own]
    return Habits(
        rounds_to=draws.pick(_ROUNDING, "rounds"),
        on_paper=draws.chance(0.45, "paper"),
        checks_in=0.25 + 0.6 * draws.number("checks in"),
        services=count,
        favourites=tuple(draws.some(others, 3, "favourites")),
        phrase=f"as always, {member}" if draws.chance(0.06, "phrase") else None,
        forms=2.5 * 3 ** draws.number("forms"),
    )
