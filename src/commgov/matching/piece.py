"""What an engine solves: a piece of a matching problem as plain arrays, and the answer it gives.

An engine is a pure function of a piece. It sees no member, no rule and no date, only columns: so a piece can be sent
to another process, and an answer can be judged by code that knows no engine.

The words: a *worker* is one member in one week (caps are weekly). A demand has one or more *options*, the ways to
serve it (for a crew each start time is an option; a demand with one seat has one option, and the start is chosen
with the candidate). An option has *roles*: `need` seats that ask for the same. A *candidate* is a worker who may
fill a seat of a role at a certain start. To serve a demand is to choose one of its options and, for each role of
that option, `need` candidates, all of different members.
"""

from enum import StrEnum

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]

PRICE_SCALE = 1024
"""Prices are whole numbers, in units of 1/1024 of a cost unit, so that bounds are exact integer arithmetic."""


def begins(*columns: NDArray[np.generic]) -> NDArray[np.bool_]:
    """Of rows in order, which ones are the first with their values: they differ from the row before.

    Example:
        >>> begins(np.array([1, 1, 2, 2]), np.array([5, 5, 5, 6])).tolist()
        [True, False, True, True]
    """
    new = np.ones(len(columns[0]), dtype=bool)
    new[1:] = np.any([column[1:] != column[:-1] for column in columns], axis=0)
    return new


class Family(StrEnum):
    """What limits a worker, from easy to hard; each family can hold the ones before it."""

    COUNTS = "counts"  # so many services
    HOURS = "hours"  # minutes against a cap
    WINDOWS = "windows"  # minutes, and no overlap, with travel between
    SEATS = "seats"  # demands need several members

    @classmethod
    def needed(cls, *, crews: bool, no_overlap: bool, limits_minutes: bool) -> "Family":
        """The hardest family that something needs."""
        if crews:
            return cls.SEATS
        if no_overlap:
            return cls.WINDOWS
        return cls.HOURS if limits_minutes else cls.COUNTS


@frozen(eq=False)
class Piece:
    """The columns of a piece. All arrays are read-only; indices count from 0.

    Args:
        services_max: `int32[workers]`, most services of a worker.
        minutes_max: `int32[workers]`, most minutes of a worker; ignored unless `limits_minutes`.
        member: `int32[workers]`, which member the worker is a week of; no member serves two seats of a demand.
        unserved: `int64[demands]`, cost of leaving a demand unserved.
        place: `int32[demands]`, where it is, as an index into `travel`.
        option_from: `int64[demands + 1]`, the options of demand `d` are `option_from[d]:option_from[d + 1]`.
        role_from: `int64[options + 1]`, the roles of option `o` are `role_from[o]:role_from[o + 1]`.
        need: `int32[roles]`, how many seats the role has.
        candidate_from: `int64[roles + 1]`, the candidates of role `r` are `candidate_from[r]:candidate_from[r + 1]`.
        worker: `int32[candidates]`.
        start: `int32[candidates]`, minutes since the problem's origin.
        minutes: `int32[candidates]`, how long the service takes; the same for all candidates of a member for a demand.
        cost: `int32[candidates]`, not negative, below the demand's `unserved`.
        travel: `int32[places, places]`, minutes to keep free between two services; symmetric, zero on the diagonal,
            with the triangle inequality; all zero if travel does not count.
        limits_minutes: whether `minutes_max` counts.
        no_overlap: whether a worker's services (with travel between) must not overlap.
        cap: `int32[candidates]`, the cap that each candidate counts in, or -1; None: there are no caps.
        cap_max: `int32[caps]`, most candidates of each cap that an answer chooses, whoever and whenever they are: what
            a member or a team offers "at most twice a month" spans several workers.
        stays: `bool[roles]`, whether what fills the role does not move, such as a venue: then the role is at the last
            place, which is nowhere (its row of `travel` is zero); a worker is in roles of one kind only. None:
            everybody moves.
    """

    services_max: Ints
    minutes_max: Ints
    member: Ints
    unserved: Longs
    place: Ints
    option_from: Longs
    role_from: Longs
    need: Ints
    candidate_from: Longs
    worker: Ints
    start: Ints
    minutes: Ints
    cost: Ints
    travel: Ints
    limits_minutes: bool = field(default=True, kw_only=True)
    no_overlap: bool = field(default=True, kw_only=True)
    stays: NDArray[np.bool_] | None = field(default=None, kw_only=True)
    cap: Ints | None = field(default=None, kw_only=True)
    cap_max: Ints = field(factory=lambda: np.zeros(0, dtype=np.int32), kw_only=True)

    def place_of_role(self) -> Ints:
        """`int32[roles]`: where each role is, as an index into `travel`."""
        place = self.place[self.demand_of_role()]
        return place if self.stays is None else np.where(self.stays, np.int32(len(self.travel) - 1), place)

    @property
    def has_crews(self) -> bool:
        """Whether some demand has more than one seat or more than one option."""
        return len(self.need) != len(self.unserved) or bool((self.need != 1).any())

    @property
    def family(self) -> Family:
        """The hardest family that the piece needs."""
        limits = self.limits_minutes or self.cap is not None  # counts know no caps beyond a worker's own
        return Family.needed(crews=self.has_crews, no_overlap=self.no_overlap, limits_minutes=limits)

    def role_of_candidate(self) -> Ints:
        """`int32[candidates]`: which role each candidate is for."""
        return np.repeat(np.arange(len(self.need), dtype=np.int32), np.diff(self.candidate_from))

    def option_of_role(self) -> Ints:
        """`int32[roles]`: which option each role belongs to."""
        return np.repeat(np.arange(len(self.role_from) - 1, dtype=np.int32), np.diff(self.role_from))

    def demand_of_option(self) -> Ints:
        """`int32[options]`: which demand each option serves."""
        return np.repeat(np.arange(len(self.unserved), dtype=np.int32), np.diff(self.option_from))

    def demand_of_role(self) -> Ints:
        """`int32[roles]`: which demand each role belongs to."""
        return self.demand_of_option()[self.option_of_role()]

    def first_starts(self) -> NDArray[np.bool_]:
        """`bool[candidates]`: whether this is the first start of its member in its role."""
        return begins(self.role_of_candidate(), self.member[self.worker])

    def where(self, keep: NDArray[np.bool_]) -> "Piece":
        """The piece with some of its candidates (`bool[candidates]`)."""
        if keep.all():
            return self
        before = np.zeros(len(keep) + 1, dtype=np.int64)
        np.cumsum(keep, out=before[1:])
        return evolve(
            self,
            candidate_from=before[self.candidate_from],
            worker=self.worker[keep],
            start=self.start[keep],
            minutes=self.minutes[keep],
            cost=self.cost[keep],
            cap=None if self.cap is None else self.cap[keep],
        )

    @property
    def priced(self) -> int:
        """How many prices there are: one for each role, and one for each cap."""
        return len(self.need) + len(self.cap_max)

    def price_of_cap(self) -> Longs:
        """`int64[candidates]`: which of the prices is that of the candidate's cap, or -1."""
        if self.cap is None:
            return np.full(len(self.cost), -1, dtype=np.int64)
        return np.where(self.cap < 0, -1, len(self.need) + self.cap.astype(np.int64))

    def objective(self, chosen: Longs) -> int:
        """Total cost of an answer: the chosen candidates' cost and the cost of all unserved demands."""
        served = np.zeros(len(self.unserved), dtype=bool)
        served[self.demand_of_role()[self.role_of_candidate()[chosen]]] = True
        return int(self.cost[chosen].sum(dtype=np.int64) + self.unserved[~served].sum())


@frozen(eq=False)
class Answer:
    """What an engine found.

    Args:
        chosen: `int64[services]`, indices of the chosen candidates, ascending.
        prices: `int64[roles + caps]`, the price of a seat of each role, and of what each cap still allows, in units of
            `1 / PRICE_SCALE`, not negative; they alone give the bound (see `commgov.matching.bound.lower_bound`).
    """

    chosen: Longs
    prices: Longs
