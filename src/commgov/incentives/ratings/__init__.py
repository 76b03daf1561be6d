"""Ratings: given both ways, revealed together, and what can honestly be said of a few of them.

::

    Rating ──RatingBook──▶ TwoWayRating ──shown_ratings──▶ ShownRatings, in batches

* `two_way`: what each side says of a service; `book`: kept until both have spoken.
* `batches`: so many at a time that none of them can be told from the others.
* `calibration`, `means`: how much of their spread is noise; means that are drawn to the overall mean.
* `intervals`: how sure a share of few answers is.
"""

from commgov.incentives.ratings.batches import ShownRatings as ShownRatings
from commgov.incentives.ratings.batches import community_ratings as community_ratings
from commgov.incentives.ratings.batches import shown_ratings as shown_ratings
from commgov.incentives.ratings.book import RatingBook as RatingBook
from commgov.incentives.ratings.calibration import Calibration as Calibration
from commgov.incentives.ratings.calibration import RatingColumns as RatingColumns
from commgov.incentives.ratings.calibration import calibrate as calibrate
from commgov.incentives.ratings.intervals import Interval as Interval
from commgov.incentives.ratings.intervals import wilson as wilson
from commgov.incentives.ratings.means import ShrunkenMeans as ShrunkenMeans
from commgov.incentives.ratings.means import bayesian_mean as bayesian_mean
from commgov.incentives.ratings.means import shrunken_means as shrunken_means
from commgov.incentives.ratings.two_way import Rating as Rating
from commgov.incentives.ratings.two_way import RatingSide as RatingSide
from commgov.incentives.ratings.two_way import TwoWayRating as TwoWayRating

__all__ = [
    "Calibration",
    "Interval",
    "Rating",
    "RatingBook",
    "RatingColumns",
    "RatingSide",
    "ShownRatings",
    "ShrunkenMeans",
    "TwoWayRating",
    "bayesian_mean",
    "calibrate",
    "community_ratings",
    "shown_ratings",
    "shrunken_means",
    "wilson",
]
