"""How good a plan provably is, in words for people who have never heard of a bound."""

from commgov.report.blocks import note, paragraph
from commgov.report.markup import Html, join
from commgov.report.tables import Quality
from commgov.wording import Text

_OPTIMAL = Text(
    "No plan can be better than this one. That is proven: whoever arranges these demands and members anew, by hand or "
    "by computer, cannot do more by the same rules and priorities.",
    "没有任何方案能优于本方案，这一点已得到证明：在相同的规则与优先级下，无论人工还是计算机重新安排，都不可能做得更好。",
)
_BOUNDED = Text(
    "The best plan that could exist, known or unknown, would do at most {more} more good than this one. Ours is within "
    "{gap} of what can be achieved at all: a proven limit, not an estimate.",
    "即使存在尚未发现的最佳方案，其成效至多比本方案多{more}。本方案与可能达到的最好结果相差不超过{gap}：这是经过证明的界限，而非估计。",
)
_UNKNOWN = Text(
    "How much better another plan could be is not known: no limit was proven for this one.",
    "尚未证明本方案与最佳方案之间的界限，因此无法说明其他方案可能好多少。",
)
_HOW = Text(
    "How this is known: the program also works out a cost that no plan can undercut. Cost of serving nothing "
    "{nothing:,}, of this plan {objective:,}, of the unreachable best at least {bound:,}. Urgent demands weigh more; "
    "among plans that serve the same demands, the one with shorter ways and better-fitting members is better.",
    "依据：程序同时求出任何方案都不可能低于的代价下界。全部不服务的代价为{nothing:,}，本方案为{objective:,}，任何方案至少为{bound:,}。"
    "紧急需求权重更高；满足的需求相同时，路程更近、人员更合适的方案更好。",
)


def quality_block(quality: Quality) -> Html:
    """The proof in plain words, and what it rests on."""
    if quality.proof == "none":
        return paragraph(_UNKNOWN)
    how = note(_HOW.fill(nothing=quality.nothing, objective=quality.objective, bound=quality.bound))
    if quality.proof == "optimal":
        return join((paragraph(_OPTIMAL), how))
    saved, gained = quality.objective - quality.bound, quality.nothing - quality.objective
    gap = at_most(saved, quality.nothing - quality.bound)
    return join((paragraph(_BOUNDED.fill(gap=gap, more=at_most(saved, gained))), how))


def at_most(part: int, whole: int) -> str:
    """A share in percent with one decimal, rounded up: a limit is never made to look tighter than it is.

    Example:
        >>> at_most(4, 1000), at_most(1, 10**9), at_most(0, 5), at_most(1, 0)
        ('0.4%', '0.1%', '0%', '–')
    """
    if whole <= 0:
        return "–"
    tenths = -(-1000 * part // whole)
    return f"{tenths // 10}.{tenths % 10}%" if tenths else "0%"
