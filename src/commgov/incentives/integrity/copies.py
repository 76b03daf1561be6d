"""Identical reports: the same text for one resident after the other.

Not meant: stock phrases that many members use, the report of an event, which all who took part share, and who always writes the same of the one elder they
visit. Texts are seen as hashes alone.
"""

import numpy as np

from commgov.incentives.integrity.chance import Ints
from commgov.incentives.integrity.flag import Flag, FlagKind
from commgov.incentives.integrity.material import Material
from commgov.incentives.integrity.policy import IntegrityPolicy
from commgov.incentives.integrity.records import Records
from commgov.incentives.integrity.signs import Wording, by_signs
from commgov.wording import Text

_WORDS = Wording(
    FlagKind.COPIES,
    Text("share of reports that repeat one about another resident", "与其他居民的服务报告雷同的占比"),
    Text(
        "{signs} of the {trials} reports of {who} repeat, word for word, one about another resident, where {usual} is usual",
        "{who}的{trials}份服务报告中有{signs}份与关于其他居民的报告逐字相同；通常为{usual}",
    ),
    Text(
        "residents who confirm the services, or a short form that asks for no text",
        "由居民确认服务属实，或改用无需填写文字的简表",
    ),
)


def copies(material: Material, policy: IntegrityPolicy) -> list[Flag]:
    """Flag members who write the same of different residents more often than others do."""
    records = material.records
    own = _writers(records)[records.content] < policy.crowd
    rows = np.flatnonzero((records.content >= 0) & own & (records.together < policy.crowd))
    text = records.member[rows] * (records.content.max(initial=0) + 1) + records.content[rows]
    order = np.lexsort((records.resident[rows], text))
    text, resident = text[order], records.resident[rows[order]]
    differs = np.flatnonzero((text[1:] == text[:-1]) & (resident[1:] != resident[:-1]))
    repeated = np.unique(text[differs])
    at = np.minimum(np.searchsorted(repeated, text), max(len(repeated) - 1, 0))
    repeats = repeated[at] == text if len(repeated) else np.zeros(len(text), dtype=np.bool_)
    return by_signs(records, rows[order], repeats, records.member[rows[order]], policy, _WORDS)


def _writers(records: Records) -> Ints:
    """How many members use each text."""
    known = np.flatnonzero(records.content >= 0)
    size = len(records.people)
    pairs = np.unique(records.content[known] * size + records.member[known])
    return np.bincount(pairs // size, minlength=int(records.content.max(initial=0)) + 1)
