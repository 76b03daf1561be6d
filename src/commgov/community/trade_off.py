"""The curve of fairness against service as a picture."""

from commgov.matching import FairnessCurve, Load
from commgov.report import TradeOffRow, trade_off_svg
from commgov.wording import Language, Text

_ALONG = {
    Load.SERVICES: Text("services a week", "每周服务次数"),
    Load.MINUTES: Text("minutes a week", "每周服务分钟数"),
    Load.SHARE_OF_SERVICES: Text("share of the services that the member takes", "占本人每周次数上限的比例"),
    Load.SHARE_OF_MINUTES: Text("share of the minutes that the member gives", "占本人每周分钟上限的比例"),
}


def fairness_svg(curve: FairnessCurve, *, language: Language = "en") -> str:
    """A curve of fairness against service as an SVG file of its own.

    Args:
        curve: what `commgov.matching.fairness_curve` found.
        language: of the words in the picture.

    Example:
        >>> from commgov.matching import MatchingProblem, fairness_curve
        >>> fairness_svg(fairness_curve(MatchingProblem.build([], []))).startswith("<svg")
        True
    """
    rows = [
        TradeOffRow(
            load=f"{float(point.highest):.0%}" if curve.load.is_share else f"{point.highest}",
            served=len(point.plan.problem.columns.demands) - len(point.plan.unmet),
            unmet=len(point.plan.unmet),
            gini=point.gini,
            proven=point.unserved == point.unserved_bound,
        )
        for point in curve.points
    ]
    return trade_off_svg(rows, along=_ALONG[curve.load], language=language)
