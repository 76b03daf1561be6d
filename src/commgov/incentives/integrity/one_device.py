"""Both signatures from one device: the community's officer signed for the residents too.

Not meant: an officer and the resident they live with, who share one phone, and the officer who once lends an elder the
phone. So residents are counted, not signatures, and officers are compared with each other.
"""

import numpy as np

from commgov.incentives.integrity.flag import Flag, FlagKind
from commgov.incentives.integrity.material import Material
from commgov.incentives.integrity.peers import beyond_peers
from commgov.incentives.integrity.policy import IntegrityPolicy
from commgov.incentives.integrity.records import begins_of, order_of
from commgov.incentives.integrity.signs import Wording, flags_of
from commgov.wording import Text

_WORDS = Wording(
    FlagKind.ONE_DEVICE,
    Text("share of residents who signed on the officer's device", "在社区核验人设备上签名的居民占比"),
    Text(
        "both signatures came from one device for {signs} of the {trials} residents for whose services {who} signed, "
        "where {usual} is usual",
        "{who}核验服务涉及{trials}名居民，其中{signs}名居民的签名与社区核验出自同一设备；通常为{usual}",
    ),
    Text(
        "the residents' own word that they signed, or a device that the community puts up for all",
        "居民本人确认签名，或登记该设备为社区公用设备",
    ),
)


def one_device(material: Material, policy: IntegrityPolicy) -> list[Flag]:
    """Flag officers on whose device more residents signed than on others'."""
    records = material.records
    rows = np.flatnonzero((records.officer_device >= 0) & (records.signer_device >= 0))
    if not len(rows):
        return []
    same = records.officer_device[rows] == records.signer_device[rows]
    size = len(records.people)
    order = order_of(records.officer[rows], records.resident[rows])
    officer = records.officer[rows[order]]
    begins = begins_of(officer, records.resident[rows[order]])
    lent = np.bincount(np.cumsum(begins) - 1, same[order]) > 0
    officer = officer[begins]
    signs, trials = np.bincount(officer[lent], minlength=size), np.bincount(officer, minlength=size)
    found = beyond_peers(signs, trials, policy)
    return flags_of(found, _WORDS, records, rows[same], records.officer[rows[same]])
