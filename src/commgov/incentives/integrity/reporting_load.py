"""Reporting load: minutes of form filling for each minute of help. The flag speaks for the member, about the forms.

Not meant: somebody who filled in one long form when they began. Loads are drawn towards the usual one by as much help
as a member usually gives.
"""

import numpy as np

from commgov.incentives.integrity.chance import Floats, Ints, false_discoveries, normal_tail
from commgov.incentives.integrity.flag import Flag, FlagKind, Measure
from commgov.incentives.integrity.material import Material
from commgov.incentives.integrity.policy import IntegrityPolicy
from commgov.incentives.integrity.records import are_among, begins_of, grouped
from commgov.incentives.integrity.signs import Wording
from commgov.wording import Text

_MAD_TO_SD = 1.4826  # the standard deviation of a normal distribution, in median absolute deviations
_ROUNDS = 4
_MEASURE = Text("minutes of forms for a minute of help", "每分钟服务对应的填表分钟数")
_CLEARS = Text("a shorter form, or one entry instead of several", "精简表格，或一次录入多处使用")
_MEMBER = Wording(
    FlagKind.REPORTING_LOAD,
    _MEASURE,
    Text(
        "{who} spent {forms} minutes on forms for {help} minutes of help, where {usual} is usual",
        "{who}服务{help}分钟，填表{forms}分钟；通常每分钟服务为{usual}",
    ),
    _CLEARS,
)
_UNIT = Wording(
    FlagKind.REPORTING_LOAD,
    _MEASURE,
    Text(
        "in unit {who} members spent {forms} minutes on forms for {help} minutes of help; the limit is {usual}",
        "{who}单元成员服务{help}分钟，填表{forms}分钟；上限为{usual}",
    ),
    _CLEARS,
)


def reporting_load(material: Material, policy: IntegrityPolicy) -> list[Flag]:
    """Flag members who carry more forms than others, and units above the limit."""
    records, paperwork = material.records, material.paperwork
    if paperwork is None or not len(records):
        return []
    helped = np.bincount(records.member, records.minutes, minlength=len(records.people)).astype(np.int64)
    return [*_members(material, paperwork, helped, policy), *_units(material, paperwork, helped, policy)]


def _members(material: Material, paperwork: Ints, helped: Ints, policy: IntegrityPolicy) -> list[Flag]:
    records = material.records
    who = np.flatnonzero((helped > 0) & (np.bincount(records.member, minlength=len(helped)) >= policy.least))
    if not len(who) or not paperwork[who].sum():
        return []
    load, usual, chance = _loads(paperwork[who], helped[who])
    heavy = false_discoveries(chance, policy.false_share) & (load >= policy.paperwork_least)
    rows = np.flatnonzero(are_among(records.member, who[heavy], len(helped)))
    evidence = grouped(rows, records.member[rows])
    flags = []
    for at in np.flatnonzero(heavy).tolist():
        code = int(who[at])
        forms, minutes = int(paperwork[code]), int(helped[code])
        measure = Measure(_MEASURE, forms / minutes, usual, float(chance[at]))
        values = {"forms": forms, "help": minutes, "usual": f"{usual:.2f}"}
        flags.append(_MEMBER.flag([records.people[code]], records.of_rows(evidence[code]), measure, **values))
    return flags


def _loads(paperwork: Ints, helped: Ints) -> tuple[Floats, float, Floats]:
    """Each one's load, drawn towards the usual one; the usual one; and how likely a peer carries so much."""
    usual = paperwork.sum() / helped.sum()
    drawn = float(np.median(helped))
    load = (paperwork + usual * drawn) / (helped + drawn)
    logs = np.log(load + 1e-9)
    middle = float(np.median(logs))
    width = max(_MAD_TO_SD * float(np.median(np.abs(logs - middle))), 1e-6)
    chance = np.array([normal_tail(score) for score in ((logs - middle) / width).tolist()])
    return load, float(np.exp(middle)), chance


def _units(material: Material, paperwork: Ints, helped: Ints, policy: IntegrityPolicy) -> list[Flag]:
    """Units in which everybody is loaded: no peer can show it, so here a limit speaks."""
    records = material.records
    order = records.by_member
    first = order[begins_of(records.member[order])]
    member, unit = records.member[first], records.unit[first]
    forms = np.bincount(unit, paperwork[member], minlength=len(records.units))
    minutes = np.bincount(unit, helped[member], minlength=len(records.units))
    many = np.bincount(unit, minlength=len(records.units)) >= policy.least
    flags = []
    for code in np.flatnonzero(many & (forms > policy.paperwork_most * minutes)).tolist():
        measure = Measure(_MEASURE, float(forms[code] / minutes[code]), policy.paperwork_most)
        evidence = records.of_rows(np.flatnonzero(np.isin(records.member, member[unit == code])))
        values = {"forms": int(forms[code]), "help": int(minutes[code]), "usual": f"{policy.paperwork_most:.2f}"}
        flags.append(_UNIT.flag([records.units[code]], evidence, measure, **values))
    return flags
