"""Check-in without outcome: somebody was there, and nobody ever said what came of it.

Not meant: members of a unit whose office is slow. Members are compared within their unit.
"""

import numpy as np

from commgov.incentives.integrity.flag import Flag, FlagKind
from commgov.incentives.integrity.material import Material
from commgov.incentives.integrity.policy import IntegrityPolicy
from commgov.incentives.integrity.signs import Wording, by_signs
from commgov.wording import Text

_WORDS = Wording(
    FlagKind.NO_OUTCOME,
    Text("share of check-ins without an outcome", "签到后无办结结果的占比"),
    Text(
        "{who} checked in {trials} times; {signs} of these orders have no outcome to this day, where {usual} is usual "
        "in the same units",
        "{who}共签到{trials}次，其中{signs}次的需求至今没有办结结果；同单元通常为{usual}",
    ),
    Text("an outcome that is entered after all, confirmed by the resident", "补录办结结果并经居民确认"),
)


def no_outcome(material: Material, policy: IntegrityPolicy) -> list[Flag]:
    """Flag members who check in more often than others without anything coming of it."""
    records, endings = material.records, material.endings
    if endings is None:
        return []
    due = records.start.max(initial=0) - policy.outcome_days * 24 * 60
    rows = np.flatnonzero(records.checked_in & (records.start <= due))
    silent = endings.last[records.demand[rows]] < records.start[rows] * 60
    return by_signs(records, rows, silent, records.member[rows], policy, _WORDS, within=records.unit[rows])
