"""The one door to the public: `release`."""

from fractions import Fraction
from secrets import randbelow

from commgov.core.checks import Checks
from commgov.errors import ConflictError
from commgov.privacy.releases.answers import Released, Withheld
from commgov.privacy.releases.budget import PrivacyBudget
from commgov.privacy.releases.counting import Counts
from commgov.privacy.releases.listing import StatutoryList, as_published, reasons_against
from commgov.privacy.releases.noise import POSITIVE, Below, is_positive
from commgov.privacy.releases.policy import ReleasePolicy
from commgov.privacy.releases.register import EarlierRelease, ReleaseKind, ReleaseRegister
from commgov.privacy.releases.releasing_counts import noisy_table, reasons_against_noise, safe_counts
from commgov.privacy.releases.releasing_rows import safe_rows
from commgov.privacy.releases.rows import Rows
from commgov.wording import Text

_WHAT = Text("Counts, Rows or a StatutoryList", "应为Counts、Rows或StatutoryList")
_BUDGET = Text(
    "noise is for Counts, with an epsilon and the budget of their population",
    "加噪仅用于Counts，须同时给出epsilon与该人群的隐私预算",
)
_NAME_TAKEN = Text(
    "{name} was released already: each release has a name of its own", "“{name}”已经发布过：每次发布须有自己的名称"
)

_DEFAULT = ReleasePolicy()


def release(
    what: Counts | Rows | StatutoryList,
    name: str,
    register: ReleaseRegister,
    *,
    policy: ReleasePolicy = _DEFAULT,
    epsilon: Fraction | int | None = None,
    budget: PrivacyBudget | None = None,
    below: Below = randbelow,
) -> Released | Withheld:
    """Disclose something to the public, or say why not. Nothing leaves the house but through here.

    - Counts: each number that is published is 0 or at least k; others are hidden too, so that for each group of fewer
      than k persons two worlds fit all that was ever published in which its number differs by k or more. With an
      epsilon instead: all numbers, with noise, paid from the budget.
    - Rows: generalised (Mondrian), so that each person shares all quasi-identifiers with k - 1 others, who have l
      sensitive values, also among those who stood in the same groups of earlier releases.
    - A list that a law makes public: name, estate, amount; numbers masked; for a limited time.

    k is 5, and 11 where tier T4 is involved; l is 2; `policy` may ask for more.

    Args:
        what: what to release.
        name: what the release is called, each its own, as a reference.
        register: all earlier releases; this one is in it when the answer comes.
        policy: the limits.
        epsilon: of counts, how much may be told with noise.
        budget: what it is paid from.
        below: where the noise's chance comes from; only tests pass another one.

    Returns:
        What may be published, or all that speaks against it: then nothing was written down or paid.

    Raises:
        InvalidInputError: if it cannot be asked so.

    Example:
        >>> from commgov.privacy import Tier
        >>> from commgov.privacy.releases import Dimension
        >>> grids = Dimension("grid", Tier.T1, ("g1", "g2", "g3"))
        >>> counts = Counts("residents", (grids,), {("g1",): 120, ("g2",): 3, ("g3",): 95})
        >>> answer = release(counts, "2026-q1", ReleaseRegister("b", bytes(32)))
        >>> answer.content.count("g1"), answer.content.count("g2"), answer.content.count("g3")
        (120, None, None)
        >>> print(answer.notes[0])
        hidden for counting fewer than 5 persons: 1
    """
    checks = Checks("release")
    checks.instance("what", what, (Counts, Rows, StatutoryList), _WHAT)
    checks.identifier("name", name)
    has_noise = epsilon is not None or budget is not None
    if has_noise:
        fits = isinstance(what, Counts) and budget is not None and budget.population == what.population
        checks.require("budget", "", ok=fits, expected=_BUDGET)
        checks.require("epsilon", "", ok=is_positive(epsilon), expected=POSITIVE)
    checks.refuse()
    if isinstance(what, Counts) and epsilon is not None and budget is not None:
        return _with_noise(what, name, register, Fraction(epsilon), budget, below)
    while True:
        earlier = register.earlier()
        answer, kept = _answer(what, name, register, earlier, policy)
        if kept is None:
            return answer
        try:
            register.add(kept, len(earlier) + 1)
        except ConflictError:  # somebody else released something meanwhile: compare with that too
            continue
        return answer


def _answer(
    what: Counts | Rows | StatutoryList,
    name: str,
    register: ReleaseRegister,
    earlier: list[EarlierRelease],
    policy: ReleasePolicy,
) -> tuple[Released | Withheld, EarlierRelease | None]:
    """The answer beside these earlier releases, and what the register keeps of it."""
    taken = _name_taken(name, earlier)
    if isinstance(what, StatutoryList):
        reasons = [*taken, *reasons_against(what, policy, register.now().date())]
        if reasons:
            return Withheld(name, tuple(reasons)), None
        kept = EarlierRelease(name, register.now(), ReleaseKind.LIST)
        return Released(name, kept.at, as_published(what)), kept
    if isinstance(what, Counts):
        table = safe_counts(what, name, register, earlier, policy)
        if isinstance(table, list) or taken:
            return Withheld(name, (*taken, *(table if isinstance(table, list) else ()))), None
        return Released(name, table.kept.at, table.table, table.notes, table.k), table.kept
    rows = safe_rows(what, name, register, earlier, policy)
    if isinstance(rows, list) or taken:
        return Withheld(name, (*taken, *(rows if isinstance(rows, list) else ()))), None
    return Released(name, rows.kept.at, rows.rows, rows.notes, rows.k, rows.anonymity), rows.kept


def _name_taken(name: str, earlier: list[EarlierRelease]) -> list[Text]:
    return [_NAME_TAKEN.fill(name=name)] if any(each.name == name for each in earlier) else []


def _with_noise(
    counts: Counts, name: str, register: ReleaseRegister, epsilon: Fraction, budget: PrivacyBudget, below: Below
) -> Released | Withheld:
    """Pay first, then draw: who is interrupted in between has paid for nothing, and nobody has learnt anything."""
    reasons = [*_name_taken(name, register.earlier()), *reasons_against_noise(counts)]
    if reasons:
        return Withheld(name, tuple(reasons))
    paid = budget.spend(name, epsilon)
    if isinstance(paid, Text):
        return Withheld(name, (paid,))
    kept = EarlierRelease(name, register.now(), ReleaseKind.NOISE, counts.population)
    while True:
        try:
            register.add(kept, len(register.earlier()) + 1)
        except ConflictError:
            continue
        break
    table, note = noisy_table(counts, epsilon, below)
    return Released(name, kept.at, table, (note,), spent=paid)
