"""Identical reports: the same text for one resident after the other.

Not meant: stock phrases that many members use, the report of an event, which all who took part share, and who always
writes the same of the one elder they visit. Texts are seen as hashes alone.
"""

import numpy as np

from commgov.incentives.integrity.chance import Flags, Ints
from commgov.incentives.integrity.flag import Flag, FlagKind
from commgov.incentives.integrity.material import Material
from commgov.incentives.integrity.policy import IntegrityPolicy
from commgov.incentives.integrity.records import Records, begins_of, order_of
from commgov.incentives.integrity.signs import Wording, by_signs
from commgov.wording import Text

_WORDS = Wording(
    FlagKind.COPIES,
    Text("share of reports that repeat one about another resident", "与其他居民的服务报告雷同的占比"),
    Text(
        "{signs} of the {trials} reports of {who} repeat, word for word, one about another resident, where {usual} is "
        "usual",
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
    rows = np.flatnonzero((records.content >= 0) & (records.together < policy.crowd))
    repeats = np.zeros(len(rows), dtype=np.bool_)
    times = np.bincount(records.content[rows], minlength=1)
    several = np.flatnonzero(times[records.content[rows]] > 1)
    repeats[several] = _repeats(records, rows[several], policy)
    return by_signs(records, rows, repeats, records.member[rows], policy, _WORDS)


def _repeats(records: Records, rows: Ints, policy: IntegrityPolicy) -> Flags:
    """Whether the member wrote the same of another resident, in words that few others use."""
    keys = (records.content[rows], records.member[rows], records.resident[rows])
    order = order_of(*keys)
    content, member, resident = (key[order] for key in keys)
    new_text = begins_of(content, member)
    writers = np.bincount(content[new_text], minlength=1)
    text = np.cumsum(new_text) - 1
    residents = np.bincount(text[begins_of(text, resident)], minlength=1)
    repeats = np.zeros(len(rows), dtype=np.bool_)
    repeats[order] = (residents[text] > 1) & (writers[content] < policy.crowd)
    return repeats
