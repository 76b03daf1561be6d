"""Everything that the detectors may look at: the records, and what is known beside them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date
from typing import Protocol
from zoneinfo import ZoneInfo

import numpy as np
from attrs import field, frozen

from commgov.core import ZONE, Hierarchy, MemberId, Outcome, OutcomeState, UnitId
from commgov.core.checks import Checks
from commgov.core.timing import check_zone
from commgov.incentives.facts.effect import when
from commgov.incentives.facts.service import ServiceFacts
from commgov.incentives.integrity.chance import Flags, Ints
from commgov.incentives.integrity.policy import IntegrityPolicy
from commgov.incentives.integrity.records import NOBODY, Records


class TravelTime(Protocol):
    """How long a way takes."""

    def __call__(self, one: UnitId, other: UnitId) -> int:
        """Minutes from one unit to the other by the quickest usual means; the same there and back."""
        ...


@frozen
class StepsApart:
    """Travel times from the tree of units: so many minutes a step. For places that nobody has measured.

    Args:
        hierarchy: the tree.
        minutes: for one step up or down.

    Example:
        >>> from commgov.grid import Organisation, Unit
        >>> tree = Organisation.from_units([Unit("b"), Unit("east", "b"), Unit("west", "b")])
        >>> StepsApart(tree, 8)("east", "west")
        16
    """

    hierarchy: Hierarchy
    minutes: int = IntegrityPolicy().way_minutes

    def __call__(self, one: UnitId, other: UnitId) -> int:
        """Minutes for the steps between."""
        return self.minutes * self.hierarchy.distance(one, other)


@frozen
class Paperwork:
    """Time that a member spent on filling in forms.

    Args:
        member: who.
        day: on which day.
        minutes: how long.

    Example:
        >>> from datetime import date
        >>> Paperwork("m-1", date(2026, 3, 2), 25).minutes
        25
    """

    member: MemberId
    day: date
    minutes: int

    def __attrs_post_init__(self) -> None:
        checks = Checks("Paperwork")
        checks.identifier("member", self.member)
        checks.day("day", self.day)
        checks.whole("minutes", self.minutes, most=24 * 60)
        checks.refuse()


@frozen(eq=False)
class Endings:
    """How each demand of the records ended, by demand code.

    Args:
        last: when the last outcome was entered, in seconds since 1970; `NOBODY` for none.
        solved: whether it is solved and was not reopened since.
        by: who said so last, as a person code; `NOBODY` for somebody who stands in no record.
        seen: whether the resident saw it.
    """

    last: Ints
    solved: Flags
    by: Ints
    seen: Flags


@frozen(eq=False)
class Material:
    """What the detectors work on.

    Args:
        records: the facts as columns.
        endings: how the demands ended, or None where no outcomes were given.
        paperwork: minutes of form filling by person code, or None.
        travel: travel times, or None.

    Example:
        >>> Material.of([]).records.ids
        ()
    """

    records: Records
    endings: Endings | None = field(default=None, kw_only=True)
    paperwork: Ints | None = field(default=None, kw_only=True)
    travel: TravelTime | None = field(default=None, kw_only=True)

    @staticmethod
    def of(
        facts: Sequence[ServiceFacts],
        *,
        outcomes: Iterable[Outcome] | None = None,
        paperwork: Iterable[Paperwork] | None = None,
        travel: TravelTime | None = None,
        same_person: Mapping[str, str] | None = None,
        zone: str = ZONE,
    ) -> "Material":
        """Make the columns.

        Args:
            facts: one for each posted service, in any order.
            outcomes: how the demands ended, in any order; without them nothing is said about outcomes.
            paperwork: what members spent on forms; without it nothing is said about reporting load.
            travel: how long ways take, such as `StepsApart(organisation)`; without it ways are not looked at.
            same_person: for a reference under which a member is also served, the member's own: `{"r-9": "m-1"}`.
            zone: the time zone whose days and months count, in whatever zone the times are written.

        Raises:
            InvalidInputError: if a record comes twice, or there is no such time zone.
        """
        checks = Checks("Material")
        checks.unique("facts", (one.record for one in facts))
        check_zone(checks, zone)
        checks.refuse()
        same = dict(same_person or {})
        ordered = sorted(facts, key=lambda one: one.record)  # so that their order does not matter
        records = Records.of(ordered, same, ZoneInfo(zone))
        return Material(
            records,
            endings=None if outcomes is None else _endings(records, outcomes, same),
            paperwork=None if paperwork is None else _paperwork(records, paperwork),
            travel=travel,
        )


def _endings(records: Records, outcomes: Iterable[Outcome], same: Mapping[str, str]) -> Endings:
    demand = {name: at for at, name in enumerate(records.demands)}
    person = {name: at for at, name in enumerate(records.people)}
    size = len(records.demands)
    last, by = np.full(size, NOBODY, dtype=np.int64), np.full(size, NOBODY, dtype=np.int64)
    solved, seen = np.zeros(size, dtype=np.bool_), np.zeros(size, dtype=np.bool_)
    known = [one for one in outcomes if one.demand in demand]
    for one in sorted(known, key=when):  # the last word counts
        at = demand[one.demand]
        last[at] = int(one.at.astimezone(UTC).timestamp())
        solved[at] = one.state is OutcomeState.SOLVED
        by[at] = person.get(same.get(one.by, one.by), NOBODY)
        seen[at] = one.seen_by_resident
    return Endings(last, solved, by, seen)


def _paperwork(records: Records, paperwork: Iterable[Paperwork]) -> Ints:
    person = {name: at for at, name in enumerate(records.people)}
    minutes = np.zeros(len(records.people), dtype=np.int64)
    for one in paperwork:
        if one.member in person:  # forms of somebody without any service have nothing to be measured against
            minutes[person[one.member]] += one.minutes
    return minutes
