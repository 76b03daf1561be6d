"""Late batch entry: a clerk enters, in one sitting and long afterwards, services that nothing outside the desk shows.

The known fraud: forty yuan bought five hours of "care for the elderly", which a back-office clerk entered in two
minutes. What gives it away is not the pile but that it stands alone: nobody checked in, the resident's signature came
while the clerk was typing, and no paper form of its own is behind it.

Not meant: the clerk who honestly types in a pile of signed forms after an event, and the counter at which residents
sign one by one on the day of the service.
"""

import numpy as np

from commgov.incentives.integrity.chance import Flags, Ints
from commgov.incentives.integrity.flag import Flag, FlagKind, Measure
from commgov.incentives.integrity.material import Material
from commgov.incentives.integrity.peers import beyond_peers
from commgov.incentives.integrity.policy import IntegrityPolicy
from commgov.incentives.integrity.records import NOBODY, Records, are_among, grouped, order_of
from commgov.incentives.integrity.signs import Wording
from commgov.wording import Text

_WORDS = Wording(
    FlagKind.LATE_BATCH,
    Text("share of late records that nothing outside the desk shows", "事后批量补录且无旁证的记录占比"),
    Text(
        "{who} entered {signs} services more than {hours} hours late in {sittings} sittings; nothing outside the desk "
        "shows them: no check-in, no form of its own, signatures given while typing; half of them {delay} days late or "
        "more",
        "{who}在{sittings}个时段内补录{signs}条逾期超过{hours}小时的服务，均无旁证：未签到、无独立纸质表、"
        "签名与录入同时；半数迟录{delay}天以上",
    ),
    Text(
        "the signed forms, or residents who say that the services took place",
        "出示签字的纸质表，或由居民说明服务属实",
    ),
)


def late_batch(material: Material, policy: IntegrityPolicy) -> list[Flag]:
    """Flag clerks with sittings in which more was entered without any evidence than in others' sittings."""
    records = material.records
    typed = np.flatnonzero(records.clerk != records.member)
    if not len(typed):
        return []
    rows = typed[order_of(records.clerk[typed], records.entered[typed])]
    sitting = _sittings(records, rows, policy)
    bare = _bare(records, rows, policy)
    found = beyond_peers(np.bincount(sitting[bare], minlength=sitting[-1] + 1), np.bincount(sitting), policy)
    taken = bare & are_among(sitting, found.groups, int(sitting[-1]) + 1)
    rows, sitting = rows[taken], sitting[taken]
    flags = []
    for code, at in grouped(np.arange(len(rows)), records.clerk[rows]).items():
        mine = np.isin(found.groups, sitting[at])
        share = found.signs[mine].sum() / found.trials[mine].sum()
        measure = Measure(
            _WORDS.measure, float(share), float(found.usual[mine].mean()), float(found.chance[mine].min())
        )
        delay = int(np.median(records.entered[rows[at]] // 60 - records.end[rows[at]])) // (24 * 60)
        values = {"signs": len(at), "sittings": int(mine.sum()), "hours": policy.late_hours, "delay": delay}
        flags.append(_WORDS.flag([records.people[code]], records.of_rows(rows[at]), measure, **values))
    return flags


def _sittings(records: Records, rows: Ints, policy: IntegrityPolicy) -> Ints:
    """The number of the sitting in which each row was entered; rows come by clerk and time of entry."""
    pause = np.diff(records.entered[rows]) > policy.sitting_seconds
    other = np.diff(records.clerk[rows]) != 0
    return np.concatenate((np.array([0]), np.cumsum(pause | other)))


def _bare(records: Records, rows: Ints, policy: IntegrityPolicy) -> Flags:
    """Whether a row was entered late and shows nothing that did not come from the desk."""
    late = records.entered[rows] // 60 - records.end[rows] > policy.late_hours * 60
    at_desk = np.abs(records.entered[rows] - records.signed[rows]) <= policy.signed_minutes * 60
    decided = records.signer[rows] == NOBODY  # two officers looked at it
    shown = records.own_scan[rows] | records.checked_in[rows] | decided
    bare: Flags = late & at_desk & ~shown
    return bare
