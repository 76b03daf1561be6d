"""The trade-off of fairness against service: what each highest load lets be served, one fair plan a point."""

from attrs import field, frozen

from commgov.core.checks import Checks
from commgov.matching.effort import Effort, OnProgress
from commgov.matching.fairness.fair import FairPlan, search_of
from commgov.matching.fairness.measure import Load
from commgov.matching.plan import Plan
from commgov.matching.problem import MatchingProblem


@frozen
class FairnessCurve:
    """Plans of which none is both fairer and serves more than another, by rising highest load.

    Args:
        load: what is spread.
        points: the plans: each has a higher highest load than the one before it, and leaves less unserved.
        cheapest: the plan that looks at cost alone, for comparison.
    """

    load: Load
    points: tuple[FairPlan, ...]
    cheapest: Plan = field(repr=False)


def fairness_curve(
    problem: MatchingProblem,
    *,
    load: Load = Load.SERVICES,
    points_max: int = 10,
    seed: int = 0,
    effort: Effort | None = None,
    on_progress: OnProgress | None = None,
) -> FairnessCurve:
    """What must be given up in service for a lower highest load: fair plans from serving all that can be down to none.

    Args:
        problem: who may serve what.
        load: what is spread.
        points_max: the most loads that are looked at; if there are more, they are spread evenly.
        seed: for the parts of the search that draw lots.
        effort: how much work for each step; None: `Effort()`.
        on_progress: passed on to each step.

    Raises:
        InvalidInputError: if `points_max` is no whole number from 2, or if a share is asked for where no cap holds.

    Example:
        >>> from datetime import UTC, datetime
        >>> from commgov.core import Demand, DemandKind, Member, Window
        >>> from commgov.matching import WeeklyServices
        >>> window = Window(datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC))
        >>> orders = [Demand(f"d-{n}", DemandKind.WISH, "errand", "grid-1", window, 60) for n in range(3)]
        >>> curve = fairness_curve(MatchingProblem.build([Member("m-1", "grid-1")], orders, rules=[WeeklyServices()]))
        >>> [(point.highest, len(point.plan.unmet)) for point in curve.points]
        [(0, 3), (1, 2), (2, 1), (3, 0)]
    """
    checks = Checks("fairness_curve")
    checks.whole("points_max", points_max, least=2)
    checks.refuse()
    search = search_of(problem, load, seed=seed, effort=effort, on_progress=on_progress)
    top = search.least_level(search.unserved_at(search.last))
    steps = min(points_max - 1, top)
    looked_at = sorted({top * step // steps for step in range(steps + 1)} if steps else {top})
    found = [search.fair_within(search.unserved_at(at), most=at) for at in looked_at]
    points: list[FairPlan] = []
    for point in sorted(found, key=lambda fair: (fair.highest, fair.unserved)):
        if not points or point.unserved < points[-1].unserved:
            points.append(point)
    return FairnessCurve(load, tuple(points), search.cheapest)
