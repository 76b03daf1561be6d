"""The release of rows: generalised until nobody can be told from k - 1 others, whatever was released before."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from attrs import evolve, frozen

from commgov.privacy.releases.differencing import earlier_groups, why_not_compared
from commgov.privacy.releases.earlier import Before, EarlierRelease, ReleaseKind
from commgov.privacy.releases.measuring import Anonymity, measure
from commgov.privacy.releases.mondrian import covering, ordered_codes, partition
from commgov.privacy.releases.policy import ReleasePolicy
from commgov.privacy.releases.public_rows import PublicRows
from commgov.privacy.releases.register import ReleaseRegister
from commgov.privacy.releases.rows import Codes, Column, Rows
from commgov.privacy.tiers import Tier
from commgov.wording import Text

_IDENTIFIES = Text(
    "{column} is of tier T3: row by row it identifies persons or harms them; leave it out",
    "“{column}”属于T3级，逐行公开会识别或伤害个人，应去除",
)
_QUASI = Text(
    "{column} is of tier T4: it can only stand in rows as what must not be learnt",
    "“{column}”属于T4级，只能作为敏感列",
)
_NO_QUASI = Text("no column by which the rows could be grouped", "缺少可供分组的列")
_FEW = Text("fewer than {k} persons in all", "总人数少于{k}")
_ALIKE = Text("{column} has fewer than {l} values in all", "“{column}”的取值少于{l}种")
_EARLIER = Text(
    "persons who stood in the same groups of earlier releases are too few, or too much alike: side by side, "
    "the releases would single them out",
    "在此前发布中处于相同分组的人员过少或过于相似，对照后会被识别",
)
_GENERALISED = Text("{columns} are given as ranges or groups", "{columns}以区间或分组给出")


@frozen
class SafeRows:
    """Rows that may be published, and the groups of persons they tell of."""

    rows: PublicRows
    anonymity: Anonymity
    notes: tuple[Text, ...]
    k: int
    kept: EarlierRelease


def safe_rows(
    rows: Rows, name: str, register: ReleaseRegister, before: Before, policy: ReleasePolicy
) -> SafeRows | list[Text]:
    """What of rows may be published, or all that speaks against it."""
    quasi = [column for column in rows.columns if not column.sensitive]
    sensitive = [column for column in rows.columns if column.sensitive]
    k = policy.k_of(rows.highest_tier)
    reasons = _reasons(rows, quasi, sensitive, k, policy.l)
    reasons += why_not_compared(rows.population, register.fingerprints(rows.subjects), before)
    if reasons:
        return reasons
    points = [ordered_codes(column)[0] for column in quasi]
    values = [column.coded[0] for column in sensitive]
    classes = _classes(points, values, _Stood.of(rows, register, before.releases), k=k, l=policy.l)
    if classes is None:
        return [_EARLIER]
    said = [_published(column, classes) for column in quasi]
    shown = [*said, *(Column(column.name, column.tier, tuple(map(str, column.values))) for column in sensitive)]
    names = [column.name for column in quasi]
    found = measure(evolve(rows, columns=tuple(shown)), names, [column.name for column in sensitive])
    lines = tuple(sorted(zip(*(map(str, column.values) for column in shown), strict=True)))
    groups = [[rows.subjects[at] for at in part] for part in _parts(classes)]
    people = tuple(register.fingerprints(group) for group in groups)
    kept = EarlierRelease(name, register.now(), ReleaseKind.ROWS, rows.population, people)
    note = _GENERALISED.fill(columns=Text(", ".join(names), "、".join(names)))
    return SafeRows(PublicRows(tuple(column.name for column in shown), lines), found, (note,), k, kept)


def _reasons(rows: Rows, quasi: list[Column], sensitive: list[Column], k: int, l: int) -> list[Text]:  # noqa: E741
    reasons = [_IDENTIFIES.fill(column=column.name) for column in rows.columns if column.tier is Tier.T3]
    reasons += [_QUASI.fill(column=column.name) for column in quasi if column.tier is Tier.T4]
    if not quasi:
        reasons.append(_NO_QUASI)
    if len(rows) < k:
        reasons.append(_FEW.fill(k=k))
    return reasons + [_ALIKE.fill(column=column.name, l=l) for column in sensitive if len(set(column.values)) < l]


def _classes(
    points: list[Codes],
    values: list[Codes],
    before: "_Stood",
    *,
    k: int,
    l: int,  # noqa: E741
) -> Codes | None:
    """The class of each row: within those who stood in the same groups before, so that no comparison makes them fewer.

    None if some of these are too few or too much alike by themselves.
    """
    if any(number < k for number in before.left_out):
        return None
    classes, number = np.empty(len(before.part_of), np.int64), 0
    for part in _parts(before.part_of):
        if len(part) < k or any(len(np.unique(column[part])) < l for column in values):
            return None
        found = partition([each[part] for each in points], [each[part] for each in values], k=k, least_distinct=l)
        classes[part] = found + number
        number += int(found.max()) + 1
    return classes


@frozen
class _Stood:
    """Where the persons of rows stood in earlier releases.

    Args:
        part_of: a number for each row, the same for persons who stood in the same groups.
        left_out: how many others stood together in a group with some of them, and are not in the rows; for each set of
            groups. Their number is the difference between then and now.
    """

    part_of: Codes
    left_out: list[int]

    @staticmethod
    def of(rows: Rows, register: ReleaseRegister, earlier: Sequence[EarlierRelease]) -> "_Stood":
        groups = earlier_groups(earlier, secret=False)
        if not groups:
            return _Stood(np.zeros(len(rows), np.int64), [])
        persons = [next(iter(register.fingerprints((subject,)))) for subject in rows.subjects]
        of, here = [groups.get(person, ()) for person in persons], set(persons)
        place = {signature: at for at, signature in enumerate(sorted(set(of)))}
        touched = {number for signature in place for number in signature}
        others = Counter(signature for person, signature in groups.items() if person not in here)
        left_out = [number for signature, number in others.items() if touched.intersection(signature)]
        return _Stood(np.array([place[signature] for signature in of], np.int64), left_out)


def _parts(codes: Codes) -> Sequence[Codes]:
    """The rows of each number, ascending."""
    order = np.argsort(codes, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(codes[order])) + 1)


def _published(column: Column, classes: Codes) -> Column:
    said = covering(column, classes)
    return Column(column.name, column.tier, tuple(said[at] for at in classes.tolist()))
