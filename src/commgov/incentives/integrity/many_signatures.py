"""One resident who signs for many: for more different members, in more orders, than residents need.

Not meant: the elder whom seven members visit in turn (few members), somebody who signs for all who took part in an event
(one order), and an authorised proxy, who signs for several residents and is counted for each of them.
"""

import numpy as np

from commgov.incentives.integrity.chance import Floats, Flags, Ints, count_tail, false_discoveries
from commgov.incentives.integrity.flag import Flag, FlagKind, Measure
from commgov.incentives.integrity.material import Material
from commgov.incentives.integrity.policy import IntegrityPolicy
from commgov.incentives.integrity.signs import Wording
from commgov.wording import Text

_ROUNDS = 4  # as in `peers`
_LOWER = 0.95  # of the signers are measured first
_WORDS = Wording(
    FlagKind.MANY_SIGNATURES,
    Text("members in different orders for whom one person signed", "同一人签名核验的不同订单成员数"),
    Text(
        "{who} signed for services of {members} different members in {demands} orders; {usual} is usual for one resident",
        "{who}为{members}名成员的{demands}个订单签名核验；每名居民通常为{usual}",
    ),
    Text("the resident's own word on who came, or their entry as somebody's proxy", "居民本人说明来访成员，或登记为代办人"),
)


def many_signatures(material: Material, policy: IntegrityPolicy) -> list[Flag]:
    """Flag those who signed for more members than one among the other residents would."""
    records = material.records
    if not len(records):
        return []
    size = len(records.people)
    signing = records.signer * size + records.resident
    pair, at = np.unique(signing, return_inverse=True)
    members = _different(at, records.member, len(pair))
    demands = _different(at, records.demand, len(pair))
    count = np.minimum(members, demands)
    chance, usual = _chances(count - 1, policy.false_share)
    flags = []
    for nth in np.flatnonzero(false_discoveries(chance, policy.false_share) & (count >= policy.least)).tolist():
        measure = Measure(_WORDS.measure, int(count[nth]), usual, float(chance[nth]))
        values = {"members": int(members[nth]), "demands": int(demands[nth]), "usual": f"{usual:.1f}"}
        evidence = records.of_rows(np.flatnonzero(at == nth))
        about = dict.fromkeys(records.people[code] for code in divmod(int(pair[nth]), size))
        flags.append(_WORDS.flag(list(about), evidence, measure, **values))
    return flags


def _different(group: Ints, value: Ints, size: int) -> Ints:
    """How many different values each group has."""
    pairs = np.unique(group * (value.max() + 1) + value)
    return np.bincount(pairs // (value.max() + 1), minlength=size)


def _chances(beyond_one: Ints, false_share: float) -> tuple[Floats, float]:
    """How likely so many more than one are, and how many are usual, among those who do not stand out."""
    peers: Flags = beyond_one <= np.quantile(beyond_one, _LOWER)  # else a few extreme ones would hide each other
    chance, mean = np.ones(len(beyond_one)), 0.0
    values, at = np.unique(beyond_one, return_inverse=True)
    for _ in range(_ROUNDS):
        kept = beyond_one[peers]
        mean = float(kept.mean()) + 0.5 / len(kept)
        spread = max(0.0, float(kept.var()) - mean) / mean**2
        chance = np.array([count_tail(int(value), mean, spread) for value in values])[at]
        now = ~false_discoveries(chance, false_share)
        if np.array_equal(now, peers) or not now.any():
            break
        peers = now
    return chance, mean + 1
