"""The matching problem: immutable, checked, complete. Everything an answer is judged by stands in it."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from commgov.core import (
    Booking,
    Demand,
    DemandId,
    Hierarchy,
    Member,
    MemberId,
    OfferKind,
    OfferOfService,
    Service,
    Team,
    UnitId,
)
from commgov.core.checks import Checks
from commgov.core.personal import shown
from commgov.core.timing import ZONE
from commgov.errors import InvalidInputError, Problem
from commgov.matching.arrays import plain_columns, whole_column
from commgov.matching.asking import rule_problems
from commgov.matching.by_hand import Ban, Pin, hand_problems, start_problems
from commgov.matching.candidate_table import CandidateTable, longest, table_problems
from commgov.matching.columns import Columns, Longs
from commgov.matching.objective import Objective
from commgov.matching.offers import booking_problems, supply_problems, with_offers
from commgov.matching.overrides import Override, lifted, override_problems
from commgov.matching.piece import Family
from commgov.matching.reading import read_columns
from commgov.matching.rules import (
    BUILT_IN,
    Availability,
    NoOverlap,
    PairRule,
    WeeklyMinutes,
    WeeklyServices,
    standard_rules,
)
from commgov.wording import Text


@frozen(eq=False)
class MatchingProblem:
    """Who may serve what, at what cost. Make it with `build` (from objects) or `from_columns` (from arrays).

    Args:
        columns: the facts.
        rules: who may serve what.
        unserved: `int64[demands]`, cost of leaving each demand unserved.
        objective: what each candidate pair costs; not asked if `table` is given.
        table: the candidates, if the caller worked them out.
        pins: seats given by hand.
        bans: members who must not serve a demand.
        start_step: minutes between the starts that are tried inside a flexible window.
        tried: services whose starts are tried too, whatever `start_step` is.
        teams: the volunteer teams, of which one takes each demand that asks for one.
        offers: the resource list as it was given: a team that published offers takes orders only within these.
        overrides: caps lifted by name; the columns hold them already, the members themselves their own caps.
        bookings: venues and goods that are held for demands already: such a demand gets these and no others.
    """

    columns: Columns
    rules: tuple[PairRule, ...]
    unserved: Longs
    objective: Objective
    table: CandidateTable | None = None
    pins: tuple[Pin, ...] = ()
    bans: tuple[Ban, ...] = ()
    start_step: int = 30
    tried: tuple[Service, ...] = ()
    teams: tuple[Team, ...] = ()
    offers: tuple[OfferOfService, ...] = ()
    overrides: tuple[Override, ...] = ()
    bookings: tuple[Booking, ...] = ()

    @classmethod
    def build(  # noqa: PLR0913 - one door for all that a problem consists of
        cls,
        members: Iterable[Member],
        demands: Iterable[Demand],
        *,
        rules: Sequence[PairRule] | None = None,
        hierarchy: Hierarchy | None = None,
        objective: Objective | None = None,
        candidates: CandidateTable | None = None,
        pins: Sequence[Pin] = (),
        bans: Sequence[Ban] = (),
        overrides: Sequence[Override] = (),
        zone: str = ZONE,
        start_step: int = 30,
        tried: Sequence[Service] = (),
        teams: Sequence[Team] = (),
        offers: Sequence[OfferOfService] = (),
        bookings: Sequence[Booking] = (),
    ) -> "MatchingProblem":
        """From objects; all cross-references are checked.

        Args:
            members: who can serve; each id once.
            demands: what is ordered; each id once.
            rules: who may serve what; None: `standard_rules()`.
            hierarchy: where the units lie; None: distance does not count.
            objective: what a good plan is; None: `Objective()`.
            candidates: the caller's own candidates and costs; None: the rules and the objective find them.
            pins: seats given by hand.
            bans: members who must not serve a demand.
            overrides: caps lifted by name, each for one member.
            zone: the community's time zone, for days and weeks.
            start_step: minutes between the starts tried inside a flexible window.
            tried: services whose starts are tried too, if their member, demand and seat are here and the window holds
                them: those of an earlier plan, say.
            teams: the volunteer teams, which take orders as a team; each id once, of members of the problem.
            offers: the resource list: when members and teams serve besides, and for what; venues and goods, employers'
                projects, which are booked for the demands that ask for them.
            bookings: what is held already, by hand or by an earlier plan: for demands and offers of the problem.

        Raises:
            InvalidInputError: naming everything that does not fit together.

        Example:
            >>> from datetime import UTC, datetime
            >>> from commgov.core import Demand, DemandKind, Member, Window
            >>> window = Window(datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC))
            >>> order = Demand("d-1", DemandKind.WISH, "errand", "grid-1", window, 60)
            >>> MatchingProblem.build([Member("m-1", "grid-1")], [order])
            MatchingProblem(1 members, 1 demands, 1 seats)
        """
        offers = tuple(offers)
        members, offered = with_offers(tuple(members), offers, hierarchy)
        demands = tuple(demands)
        columns = read_columns(members, demands, hierarchy, ZoneInfo(zone), offers)
        objective = objective or Objective()
        rules = standard_rules() if rules is None else rules
        problems = rule_problems(rules)
        sound = standard_rules() if problems else rules  # what is no rule is not asked about what else is wrong
        problems += hand_problems(columns, pins, bans) + start_problems(columns, pins)
        problems += supply_problems(columns, teams, offers, sound) + booking_problems(columns, bookings)
        problems += override_problems(members, sound, overrides)
        if candidates is not None:
            problems += table_problems(columns, candidates, objective.unserved_cost(columns))
        if problems:
            raise InvalidInputError(problems)
        heeded = () if offered is None or not any(isinstance(rule, Availability) for rule in rules) else (offered,)
        return cls(
            lifted(columns, overrides),
            (*rules, *heeded),
            objective.unserved_cost(columns),
            objective,
            candidates,
            tuple(pins),
            tuple(bans),
            start_step,
            tuple(tried),
            tuple(teams),
            offers,
            tuple(overrides),
            tuple(bookings),
        )

    @classmethod
    def from_columns(
        cls,
        *,
        services_max: ArrayLike,
        unserved: ArrayLike,
        candidates: CandidateTable,
        minutes_max: ArrayLike | None = None,
        minutes: ArrayLike | None = None,
        start: ArrayLike | None = None,
        rules: Sequence[PairRule] = (WeeklyServices(),),
        zone: str = ZONE,
    ) -> "MatchingProblem":
        """From arrays, at any size: demands with one seat each, and candidates that the caller worked out.

        Members and demands are called by their numbers: `m0`, `d0`, ... The origin is Monday, 3 January 2000.

        Args:
            services_max: `[members]`, most services a week.
            unserved: `[demands]`, cost of leaving a demand unserved, above the cost of each of its candidates.
            candidates: who may serve what, at what cost.
            minutes_max: `[members]`, most minutes a week; needed by the rule `WeeklyMinutes`.
            minutes: `[demands]`, how long each takes; None: as long as its slowest candidate, or one minute.
            start: `[demands]`, when each begins, in minutes since the origin; None: all at minute 0.
            rules: who may serve what, built-in ones only, as rules of your own are asked about objects; the limits
                `WeeklyServices`, `WeeklyMinutes`, `NoOverlap` make the family.
            zone: the time zone of the origin.

        Raises:
            InvalidInputError: naming every array that has the wrong length, type or range, and every rule that cannot
                be asked.

        Example:
            >>> import numpy as np
            >>> table = CandidateTable(role=np.array([0, 1]), member=np.array([0, 0]), cost=np.array([5, 7]))
            >>> MatchingProblem.from_columns(services_max=[1], unserved=[100, 100], candidates=table)
            MatchingProblem(1 members, 2 demands, 2 seats)
        """
        checks = Checks("from_columns")
        price = whole_column(checks, "unserved", unserved).astype(np.int64)
        columns = plain_columns(
            checks,
            services_max=services_max,
            minutes_max=minutes_max,
            minutes=longest(candidates, len(price)) if minutes is None else minutes,
            start=start,
            demands=len(price),
            zone=ZoneInfo(zone),
        )
        problems = rule_problems(rules) or _without_objects(rules)
        problems += table_problems(columns, candidates, price)
        if problems:
            raise InvalidInputError(problems)
        return cls(columns, tuple(rules), price, Objective(), candidates)

    @property
    def limits_minutes(self) -> bool:
        """Whether a member's minutes a week are limited."""
        return any(isinstance(rule, WeeklyMinutes) for rule in self.rules)

    @property
    def limits_services(self) -> bool:
        """Whether a member's services a week are limited."""
        return any(isinstance(rule, WeeklyServices) for rule in self.rules)

    @property
    def no_overlap(self) -> NoOverlap | None:
        """The rule that keeps a member's services apart, if it is there."""
        return next((rule for rule in self.rules if isinstance(rule, NoOverlap)), None)

    @property
    def family(self) -> Family:
        """The hardest family that the problem needs: what limits its members."""
        demands = self.columns.demands
        return Family.needed(
            crews=len(demands.need) != len(demands)
            or bool((demands.need != 1).any())
            or any(demand.one_team for demand in demands.objects),
            no_overlap=self.no_overlap is not None,
            limits_minutes=self.limits_minutes or any(offer.cap for offer in self.offers),
        )

    @cached_property
    def member_at(self) -> dict[MemberId, int]:
        """The row of each member."""
        return {member: at for at, member in enumerate(self.columns.members.ids[: self.columns.people])}

    @cached_property
    def held(self) -> dict[int, tuple[Booking, ...]]:
        """What is held already for each demand, by its row."""
        found: dict[int, tuple[Booking, ...]] = {}
        for booking in self.bookings:
            row = self.demand_at[booking.demand]
            found[row] = (*found.get(row, ()), booking)
        return found

    @cached_property
    def team_rows(self) -> list[frozenset[int]]:
        """The rows of each team's members."""
        return [frozenset(self.member_at[member] for member in team.members) for team in self.teams]

    @cached_property
    def offers_of_team(self) -> dict[str, list[OfferOfService]]:
        """What each team published, of those that published something."""
        found: dict[str, list[OfferOfService]] = {}
        for offer in self.offers:
            if offer.kind is OfferKind.TEAM:
                found.setdefault(offer.provider, []).append(offer)
        return found

    def offered_in(self, top: UnitId, unit: UnitId) -> bool:
        """Whether what is offered in one unit is offered in another: in itself and in all below."""
        places = self.columns.places
        rows = (np.array([self._place_at[each]], dtype=np.int32) for each in (unit, top))
        return bool(places.below(*rows)[0])

    @cached_property
    def _place_at(self) -> dict[UnitId, int]:
        return {unit: at for at, unit in enumerate(self.columns.places.ids)}

    @cached_property
    def demand_at(self) -> dict[DemandId, int]:
        """The row of each demand."""
        return {demand: at for at, demand in enumerate(self.columns.demands.ids)}

    def __repr__(self) -> str:
        """The size."""
        demands = self.columns.demands
        return f"MatchingProblem({self.columns.people} members, {len(demands)} demands, {demands.seats} seats)"


def _without_objects(rules: Sequence[PairRule]) -> list[Problem]:
    """The rules that need members and demands as objects."""
    due = Text(
        "a built-in rule; one of your own needs a problem built from objects",
        "应为内置规则；自定义规则须由对象建立问题",
    )
    return [Problem("rules", due, shown(rule.name)) for rule in rules if type(rule) not in BUILT_IN]
