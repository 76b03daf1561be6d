"""Satisfaction without spread: whoever brings the residents' ratings in brings in the same one, time after time.

Not meant: the member whom everybody likes. Not who served is looked at, but who collected: the clerk of a paper form,
otherwise the officer.
"""

import numpy as np

from commgov.incentives.integrity.flag import Flag, FlagKind
from commgov.incentives.integrity.material import Material
from commgov.incentives.integrity.peers import beyond_peers
from commgov.incentives.integrity.policy import IntegrityPolicy
from commgov.incentives.integrity.records import NOBODY
from commgov.incentives.integrity.signs import Wording, flags_of
from commgov.wording import Text

_RATINGS = 6  # 0 for none, then 1 to 5
_WORDS = Wording(
    FlagKind.NO_SPREAD,
    Text("share of the commonest rating", "最常见评分的占比"),
    Text(
        "{signs} of the {trials} ratings that {who} brought in are the same, {rating} of 5; {usual} is usual",
        "{who}收集的{trials}个评分中有{signs}个相同（均为{rating}分）；通常为{usual}",
    ),
    Text("some residents, asked by somebody else, who say the same", "由他人回访部分居民，所得评分一致"),
)


def no_spread(material: Material, policy: IntegrityPolicy) -> list[Flag]:
    """Flag collectors whose ratings differ less than others' do."""
    records = material.records
    rows = np.flatnonzero((records.satisfaction > 0) & (records.collector != NOBODY))
    if not len(rows):
        return []
    collector, rating = records.collector[rows], records.satisfaction[rows]
    size = int(collector.max()) + 1
    table = np.bincount(collector * _RATINGS + rating, minlength=size * _RATINGS).reshape(size, _RATINGS)
    found = beyond_peers(table.max(axis=1), table.sum(axis=1), policy)
    rating_of = table.argmax(axis=1)
    same = rating == rating_of[collector]
    return flags_of(found, _WORDS, records, rows[same], collector[same], lambda code: {"rating": int(rating_of[code])})
