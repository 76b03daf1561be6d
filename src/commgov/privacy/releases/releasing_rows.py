"""The release of rows: generalised until nobody can be told from k - 1 others, whatever was released before."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from attrs import evolve, frozen

from commgov.privacy.releases.differencing import (
    earlier_groups,
    secret_groups,
    share_a_secret,
    why_not_compared,
)
from commgov.privacy.releases.earlier import Before, EarlierRelease, Fingerprint, ReleaseKind
from commgov.privacy.releases.measuring import Anonymity, classes_of, measure
from commgov.privacy.releases.mondrian import Shares, are_diverse, covering, ordered_codes, partition
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
) -> SafeRows | tuple[Text, ...]:
    """What of rows may be published, or all that speaks against it."""
    quasi = [column for column in rows.columns if not column.sensitive]
    sensitive = [column for column in rows.columns if column.sensitive]
    k = policy.k_of(rows.highest_tier)
    compared = why_not_compared(rows.population, register.fingerprints(rows.subjects), before)
    reasons = (*_reasons(rows, quasi, sensitive, k, policy.l), *compared)
    if reasons:
        return reasons
    points = [ordered_codes(column)[0] for column in quasi]
    values = [column.coded[0] for column in sensitive]
    classes = _classes(points, values, _Stood.of(rows, register, before.releases), k, policy)
    if classes is None:
        return (_EARLIER,)
    said = [_published(column, classes) for column in quasi]
    shown = [*said, *(Column(column.name, column.tier, tuple(map(str, column.values))) for column in sensitive)]
    names = [column.name for column in quasi]
    found = measure(evolve(rows, columns=tuple(shown)), names, [column.name for column in sensitive])
    lines = tuple(sorted(zip(*(map(str, column.values) for column in shown), strict=True)))
    people, secret = _groups(rows, register, classes, values)
    kept = EarlierRelease(name, register.now(), ReleaseKind.ROWS, rows.population, people, secret)
    note = _GENERALISED.fill(columns=Text(", ".join(names), "、".join(names)))
    return SafeRows(PublicRows(tuple(column.name for column in shown), lines), found, (note,), k, kept)


def _groups(
    rows: Rows, register: ReleaseRegister, classes: Codes, values: list[Codes]
) -> tuple[tuple[frozenset[Fingerprint], ...], frozenset[int]]:
    """Who stands in which published group: all, each class; and, with the same sensitive value, all and each class.

    The second: the numbers of these, of which nobody can tell from outside who stands in them.
    """
    seen = [np.zeros(len(rows), np.int64), classes]
    by_value = [
        classes_of([(each, range(int(each.max()) + 1)) for each in (of, column)]) for column in values for of in seen
    ]
    parts = [_parts(each) for each in (*seen, *by_value)]
    people = tuple(register.fingerprints([rows.subjects[at] for at in part]) for each in parts for part in each)
    return people, frozenset(range(len(parts[0]) + len(parts[1]), len(people)))


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
    stood: "_Stood",
    k: int,
    policy: ReleasePolicy,
) -> Codes | None:
    """The class of each row: within those who stood in the same groups before, so that no comparison makes them fewer.

    None if some of these are too few or too much alike by themselves.
    """
    if any(sum(left.values()) < k or share_a_secret(left.keys(), policy.l) for left in stood.left_out):
        return None
    most_alike = [_most_alike(column, policy) for column in values]
    classes, number = np.empty(len(stood.part_of), np.int64), 0
    for part in _parts(stood.part_of):
        here = [each[part] for each in values]
        if len(part) < k or not are_diverse(here, policy.l, most_alike):
            return None
        found = partition([each[part] for each in points], here, k=k, least_distinct=policy.l, most_alike=most_alike)
        classes[part] = found + number
        number += int(found.max()) + 1
    return classes


def _most_alike(column: Codes, policy: ReleasePolicy) -> Shares:
    """Of each value of a sensitive column, the share of a class that may have it."""
    return np.array([float(policy.alike_most(number, len(column))) for number in np.bincount(column).tolist()])


@frozen
class _Stood:
    """Where the persons of rows stood in earlier releases.

    Args:
        part_of: a number for each row, the same for persons who stood in the same groups.
        left_out: of others who stood together in a group with some of them, and are not in the rows: how many stood in
            which secret groups; for each set of groups. They are the difference between then and now.
    """

    part_of: Codes
    left_out: list[Counter[tuple[int, ...]]]

    @staticmethod
    def of(rows: Rows, register: ReleaseRegister, earlier: Sequence[EarlierRelease]) -> "_Stood":
        groups, secret = earlier_groups(earlier), secret_groups(earlier, but_lists=rows.tier is Tier.T4)
        if not groups:
            return _Stood(np.zeros(len(rows), np.int64), [])
        seen = {person: tuple(at for at in numbers if at not in secret) for person, numbers in groups.items()}
        persons = [next(iter(register.fingerprints((subject,)))) for subject in rows.subjects]
        of, here = [seen.get(person, ()) for person in persons], set(persons)
        place = {signature: at for at, signature in enumerate(sorted(set(of)))}
        touched = {number for signature in place for number in signature}
        others: dict[tuple[int, ...], Counter[tuple[int, ...]]] = {}
        for person, numbers in groups.items():
            if person not in here and touched.intersection(seen[person]):
                value = tuple(at for at in numbers if at in secret)
                others.setdefault(seen[person], Counter())[value] += 1
        return _Stood(np.array([place[signature] for signature in of], np.int64), list(others.values()))


def _parts(codes: Codes) -> Sequence[Codes]:
    """The rows of each number, ascending."""
    order = np.argsort(codes, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(codes[order])) + 1)


def _published(column: Column, classes: Codes) -> Column:
    said = covering(column, classes)
    return Column(column.name, column.tier, tuple(said[at] for at in classes.tolist()))
