"""Points: what a service earns under a policy that was published, with the reason for every point.

::

    ServiceFacts + PointsPolicy ──award_points──▶ Award ──AwardBook──▶ the ledger's book of points

* `rules`: reasons for which a service earns points, passed in.
* `awarding`: awards, as a pure function of facts.
* `trial`: another version of a policy, and who would gain or lose.
* `book`: awards are kept with their version and reasons.
"""

from commgov.incentives.points.awarding import Award as Award
from commgov.incentives.points.awarding import PointsPolicy as PointsPolicy
from commgov.incentives.points.awarding import award_points as award_points
from commgov.incentives.points.book import AwardBook as AwardBook
from commgov.incentives.points.book import AwardChange as AwardChange
from commgov.incentives.points.rules import EffectPoints as EffectPoints
from commgov.incentives.points.rules import PointRule as PointRule
from commgov.incentives.points.rules import PointsCase as PointsCase
from commgov.incentives.points.rules import PointsLine as PointsLine
from commgov.incentives.points.rules import SatisfactionPoints as SatisfactionPoints
from commgov.incentives.points.rules import TimePoints as TimePoints
from commgov.incentives.points.trial import DryRun as DryRun
from commgov.incentives.points.trial import PointsChange as PointsChange
from commgov.incentives.points.trial import dry_run as dry_run

__all__ = [
    "Award",
    "AwardBook",
    "AwardChange",
    "DryRun",
    "EffectPoints",
    "PointRule",
    "PointsCase",
    "PointsChange",
    "PointsLine",
    "PointsPolicy",
    "SatisfactionPoints",
    "TimePoints",
    "award_points",
    "dry_run",
]
