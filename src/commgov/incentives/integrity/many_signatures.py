"""One resident who signs for many: for more different members than a resident needs.

Not meant: the elder whom seven members visit in turn (few members), somebody who signs for all who took part in an
event (events are left out), and an authorised proxy, who signs for several residents and is counted for each of them.
"""

import numpy as np

from commgov.incentives.integrity.chance import Flags, Floats, Ints, count_tail, false_discoveries
from commgov.incentives.integrity.flag import Flag, FlagKind, Measure
from commgov.incentives.integrity.material import Material
from commgov.incentives.integrity.policy import IntegrityPolicy
from commgov.incentives.integrity.records import NOBODY, begins_of, order_of
from commgov.incentives.integrity.signs import Wording
from commgov.wording import Text

_ROUNDS = 4  # as in `peers`
_LOWER = 0.95  # of the signers are measured first
_WORDS = Wording(
    FlagKind.MANY_SIGNATURES,
    Text("members for whom one person signed, as one resident", "同一人以同一居民名义核验的成员数"),
    Text(
        "{who} signed {signs} services of {members} different members, events left out; {usual} is usual for one "
        "resident",
        "{who}签名核验了{members}名成员的{signs}次服务（集体活动除外）；每名居民通常为{usual}名成员",
    ),
    Text(
        "the resident's own word on who came, or their entry as somebody's proxy",
        "居民本人说明来访成员，或登记为代办人",
    ),
)


def many_signatures(material: Material, policy: IntegrityPolicy) -> list[Flag]:
    """Flag those who signed for more members than one among the other residents would."""
    records = material.records
    rows = np.flatnonzero((records.together < policy.crowd) & (records.signer != NOBODY))
    if not len(rows):
        return []
    keys = (records.signer[rows], records.resident[rows], records.member[rows])
    rows = rows[order_of(*keys)]
    begins = begins_of(records.signer[rows], records.resident[rows])
    pair = np.cumsum(begins) - 1
    members = np.bincount(pair[begins_of(pair, records.member[rows])])
    chance, usual = _chances(members - 1, policy.false_share)
    flags = []
    for nth in np.flatnonzero(false_discoveries(chance, policy.false_share) & (members >= policy.least)).tolist():
        theirs = rows[np.searchsorted(pair, nth) : np.searchsorted(pair, nth, side="right")]
        about = dict.fromkeys(records.people[code] for code in (records.signer[theirs[0]], records.resident[theirs[0]]))
        measure = Measure(_WORDS.measure, int(members[nth]), usual, float(chance[nth]))
        values = {"signs": len(theirs), "members": int(members[nth]), "usual": f"{usual:.1f}"}
        flags.append(_WORDS.flag(list(about), records.of_rows(theirs), measure, **values))
    return flags


def _chances(beyond_one: Ints, false_share: float) -> tuple[Floats, float]:
    """How likely so many more than one are, and how many are usual, among those who do not stand out."""
    peers: Flags = beyond_one <= np.quantile(beyond_one, _LOWER)  # else a few extreme ones would hide each other
    chance, mean = np.ones(len(beyond_one)), 0.0
    values, at = np.unique(beyond_one, return_inverse=True)
    for _ in range(_ROUNDS):
        kept = beyond_one[peers]
        mean = float(kept.mean()) + 0.5 / len(kept)
        spread = max(0.0, float(kept.var()) - mean) / mean**2
        tails = [count_tail(value, mean, spread) if value > mean else 1.0 for value in values.tolist()]
        chance = np.array(tails)[at]
        now = ~false_discoveries(chance, false_share)
        if np.array_equal(now, peers) or not now.any():
            break
        peers = now
    return chance, mean + 1
