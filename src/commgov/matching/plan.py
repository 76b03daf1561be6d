"""What `solve` gives: the service list, what stays unmet and why, and how good it provably is."""

from enum import StrEnum

from attrs import field, frozen

from commgov.core import Booking, DemandId, RequiredSkill, Service
from commgov.matching.effort import Effort
from commgov.matching.overrides import OverrideUse, overrides_used
from commgov.matching.piece import Family, Longs
from commgov.matching.problem import MatchingProblem
from commgov.wording import Text


class Proof(StrEnum):
    """What is known of a plan's quality."""

    OPTIMAL = "optimal"  # no plan is better
    BOUNDED = "bounded"  # no plan is better than the bound
    NONE = "none"  # nothing is known


@frozen
class Reason:
    """Why a demand stays unmet.

    Args:
        code: a short word to count by: the name of the rule that leaves nobody, `"weekly limit"`, `"busy"`, ...
        text: the reason in plain words.
        skills: what the seats in question ask for; empty: anyone would do.
        seats: how many seats nobody is left for.
    """

    code: str
    text: Text
    skills: tuple[RequiredSkill, ...] = ()
    seats: int = 0


@frozen
class Unmet:
    """A demand that stays unserved.

    Args:
        demand: which one.
        reasons: why, one for each role that cannot be filled; at least one.
    """

    demand: DemandId
    reasons: tuple[Reason, ...]

    @property
    def why(self) -> Text:
        """All reasons in one line."""
        return Text("; ", "；").join(reason.text for reason in self.reasons)

    def __str__(self) -> str:
        """The demand and why, as one line of English."""
        return f"{self.demand} stays unmet: {self.why}"


@frozen
class Plan:
    """A service list with a proven bound. It is data; the questions about it are functions beside it.

    Args:
        problem: what was asked.
        services: who serves what and when, ordered by demand.
        unmet: the demands that stay unserved, with the reasons.
        objective: the plan's cost, see `Objective`; lower is better.
        bound: no plan costs less.
        unserved: what it would cost to serve nothing; the value at stake is `unserved - bound`.
        family: what kind of problem it was.
        seed: the seed it was made with.
        effort: the limit of work it was made with.
        prices: the prices of seats that prove the bound, as the engines use them.
        bookings: which venues and goods are held for the demands that are served, ordered by demand.
    """

    problem: MatchingProblem = field(eq=False, repr=False)
    services: tuple[Service, ...]
    unmet: tuple[Unmet, ...]
    objective: int
    bound: int
    unserved: int
    family: Family
    seed: int
    effort: Effort
    prices: Longs = field(eq=False, repr=False)
    bookings: tuple[Booking, ...] = ()

    @property
    def proof(self) -> Proof:
        """Whether the plan is proven optimal, or only bounded."""
        return Proof.OPTIMAL if self.objective == self.bound else Proof.BOUNDED

    @property
    def gap(self) -> float:
        """Share of the cost that a better plan could at most save: `(objective - bound) / objective`."""
        return (self.objective - self.bound) / self.objective if self.objective else 0.0

    @property
    def value_gap(self) -> float:
        """Share of the achievable value that is at most lost: `(objective - bound) / (unserved - bound)`."""
        at_stake = self.unserved - self.bound
        return (self.objective - self.bound) / at_stake if at_stake else 0.0

    @property
    def overrides_used(self) -> tuple[OverrideUse, ...]:
        """The weeks in which the plan goes beyond a member's own cap, as an override of the problem allows."""
        return overrides_used(self.problem.columns, self.problem.overrides, self.services)

    def __repr__(self) -> str:
        """Sizes and proof; no service is shown."""
        return (
            f"Plan({len(self.services)} services, {len(self.unmet)} unmet, objective {self.objective}, "
            f"bound {self.bound}, {self.proof.value})"
        )
