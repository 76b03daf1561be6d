"""The release of a table of counts: pooled, suppressed, held against all earlier releases; or with noise."""

from collections.abc import Sequence
from fractions import Fraction

from attrs import frozen

from commgov.privacy.releases.counting import Counts, CountTable, Key, number_of
from commgov.privacy.releases.differencing import Signature, TableAtoms, why_not_apart, why_not_compared
from commgov.privacy.releases.earlier import Before, EarlierRelease, Fingerprint, ReleaseKind
from commgov.privacy.releases.noise import Below, discrete_laplace
from commgov.privacy.releases.policy import ReleasePolicy
from commgov.privacy.releases.pooling import pooled, without_rare_labels
from commgov.privacy.releases.register import ReleaseRegister
from commgov.privacy.releases.suppressing import covering_keys, keys_of, suppressed, with_totals
from commgov.privacy.releases.together import Together
from commgov.privacy.tiers import Tier
from commgov.wording import Text

_FEW = Text("fewer than {k} persons in all", "总人数少于{k}")
_ALIKE = Text(
    "all who are counted would be known to have one of fewer than {l} values of what must not be learnt",
    "全部人员的敏感信息取值少于{l}种，公布即泄露",
)
_NOTHING_LEFT = Text(
    "beside {number} earlier releases, no number of it can be published without giving a small group away",
    "与此前{number}次发布对照，任何数字都会使少数人被推算出来",
)
_SMALL = Text("hidden for counting fewer than {k} persons: {number}", "因少于{k}人而不予公布的数字：{number}个")
_OTHERS = Text("hidden so that nobody can work out those: {number}", "为防推算上述数字而不予公布的数字：{number}个")
_EARLIER = Text(
    "hidden because, beside earlier releases, they would give a small group away: {number}",
    "因与此前发布对照会泄露少数人而不予公布的数字：{number}个",
)
_POOLED = Text(
    "some labels of {dimension} are put together, for all who have them share what must not be learnt",
    "“{dimension}”的部分类别已合并，否则其中所有人的敏感信息会被得知",
)
_RARE = Text(
    "some labels of {dimension} are not named: they are there only because a few persons have them",
    "“{dimension}”的部分类别不予列名：仅因少数人具有该类别才会出现",
)
_UNDECLARED = Text(
    "with noise the labels of {dimension} have to be declared: that a label came up at all tells of somebody",
    "加噪发布须事先申明“{dimension}”的全部标签：某标签是否出现本身就会泄露信息",
)
_NOISY = Text(
    "each number has noise of scale {scale} (discrete Laplace), and what fell below 0 is shown as 0",
    "每个数字都加入了尺度为{scale}的噪声（离散拉普拉斯分布），低于0的显示为0",
)


@frozen
class SafeTable:
    """A table that may be published: what of it, why not the rest, and the groups of persons it tells of."""

    table: CountTable
    notes: tuple[Text, ...]
    k: int
    kept: EarlierRelease


def safe_counts(
    counts: Counts, name: str, register: ReleaseRegister, before: Before, policy: ReleasePolicy
) -> SafeTable | tuple[Text, ...]:
    """What of counts may be published, or all that speaks against it."""
    k = policy.k_of(counts.highest_tier)
    named = without_rare_labels(counts, k)
    together = pooled(named, policy)
    reasons = why_not_compared(counts.population, _persons(counts, register), before)
    if counts.size < k:
        reasons += (_FEW.fill(k=k),)
    elif together is None:
        reasons += (_ALIKE.fill(l=policy.l),)
    if reasons or together is None:
        return reasons
    numbers = with_totals(together)
    alone = suppressed(numbers, k)
    hidden = _hidden_beside(together, alone, register, before.releases, k=k, l=policy.l)
    if not any(numbers[key] for key in numbers if key not in hidden):
        return (_NOTHING_LEFT.fill(number=len(before.releases)),)
    table = _table(together, {key: None if key in hidden else number for key, number in numbers.items()})
    notes = (
        *_pooling_notes(_RARE, counts, named),
        *_pooling_notes(_POOLED, named, together),
        *_notes(numbers, alone, hidden, k),
    )
    people, secret = published_groups(
        together, [key for key in numbers if key not in hidden and numbers[key]], register
    )
    kept = EarlierRelease(name, register.now(), ReleaseKind.COUNTS, counts.population, people, secret)
    return SafeTable(table, notes, k, kept)


def _hidden_beside(
    counts: Counts,
    hidden: set[Key],
    register: ReleaseRegister,
    earlier: Sequence[EarlierRelease],
    *,
    k: int,
    l: int,  # noqa: E741 - the literature's letter
) -> set[Key]:
    """What must be hidden so that no small group can be worked out from all releases together."""
    numbers = with_totals(counts)
    atoms = TableAtoms.of(counts, register, earlier, l)
    together = Together.of(counts, register, earlier, l)
    at_risk, proven, proven_together = set[Key](), set[tuple[Signature, int]](), set[tuple[Signature, int]]()
    while True:
        published = [key for key in numbers if key not in hidden and numbers[key]]
        found = atoms.exposed_keys(published, k, proven)
        if together is not None:
            found += together.exposed_keys(published, k, proven_together)
        if not found or not published:
            return hidden
        worst = {min(keys, key=lambda key: (numbers[key], str(key))) for keys in found if keys}
        at_risk |= worst or set(published)  # where nobody near stands in the table, nothing of it is published
        hidden = suppressed(numbers, k, at_risk)


def _notes(numbers: dict[Key, int], alone: set[Key], hidden: set[Key], k: int) -> list[Text]:
    small = sum(0 < numbers[key] < k for key in hidden)
    said = [
        (small, _SMALL.fill(number=small, k=k)),
        (len(alone) - small, _OTHERS.fill(number=len(alone) - small)),
        (len(hidden) - len(alone), _EARLIER.fill(number=len(hidden) - len(alone))),
    ]
    return [note for number, note in said if number > 0]


def _pooling_notes(why: Text, before: Counts, after: Counts) -> list[Text]:
    pairs = zip(before.dimensions, after.dimensions, strict=True)
    return [why.fill(dimension=now.name) for then, now in pairs if then.labels != now.labels]


def published_groups(
    counts: Counts, published: list[Key], register: ReleaseRegister
) -> tuple[tuple[frozenset[Fingerprint], ...], frozenset[int]]:
    """The persons whom each published number counts, none if they are not known; and which of them are secret."""
    persons: dict[Key, set[str]] = {key: set() for key in published}
    for cell_key, cell in counts.cells.items():
        if isinstance(cell, frozenset):
            found = register.fingerprints(cell)
            for key in covering_keys(cell_key):
                if key in persons:
                    persons[key] |= found
    known = {key: frozenset(group) for key, group in persons.items() if group}
    return tuple(known.values()), frozenset(at for at, key in enumerate(known) if _is_secret(counts, key))


def _is_secret(counts: Counts, key: Key) -> bool:
    """Whether a group goes by what must not be learnt, so that nobody can tell from outside who stands in it."""
    by_label = any(each.sensitive and label is not None for each, label in zip(counts.dimensions, key, strict=True))
    return by_label or counts.tier is Tier.T4


def _table(counts: Counts, numbers: dict[Key, int | None]) -> CountTable:
    names = tuple(dimension.name for dimension in counts.dimensions)
    return CountTable(names, tuple(dimension.labels for dimension in counts.dimensions), numbers)


def reasons_against_noise(counts: Counts, register: ReleaseRegister, before: Before) -> tuple[Text, ...]:
    """All that speaks against a release with noise, but for the budget."""
    undeclared = tuple(_UNDECLARED.fill(dimension=each.name) for each in counts.dimensions if not each.declared)
    return undeclared + why_not_apart(counts.population, _persons(counts, register), before)


def _persons(counts: Counts, register: ReleaseRegister) -> frozenset[Fingerprint] | None:
    """Who is counted; None if that is not known."""
    cells = [cell for cell in counts.cells.values() if isinstance(cell, frozenset)]
    return register.fingerprints(frozenset().union(*cells)) if counts.knows_persons else None


def noisy_table(counts: Counts, epsilon: Fraction, below: Below) -> tuple[CountTable, Text]:
    """Counts with noise. A person stands in one cell, so all cells together cost epsilon once; sums cost no more."""
    scale = 1 / epsilon
    cells = [key for key in keys_of(counts) if None not in key]
    noisy: dict[Key, int] = {}
    for key in cells:
        true = number_of(counts.cells.get(tuple(label for label in key if label is not None), 0))
        noisy[key] = max(0, true + discrete_laplace(scale, below))
    numbers: dict[Key, int | None] = {
        key: sum(noisy[cell] for cell in cells if all(a in {None, b} for a, b in zip(key, cell, strict=True)))
        for key in keys_of(counts)
    }
    return _table(counts, numbers), _NOISY.fill(scale=scale)
