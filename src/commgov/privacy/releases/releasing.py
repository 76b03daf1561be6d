"""The one door to the public: `release`."""

from collections.abc import Callable
from fractions import Fraction
from secrets import randbelow

from attrs import evolve, frozen

from commgov.core import PersonRef
from commgov.core.checks import Checks
from commgov.errors import ConflictError
from commgov.privacy.releases.answers import Released, Withheld
from commgov.privacy.releases.budget import PrivacyBudget
from commgov.privacy.releases.counting import Counts
from commgov.privacy.releases.earlier import Before, EarlierRelease, ReleaseKind
from commgov.privacy.releases.listing import StatutoryList, as_published, reasons_against
from commgov.privacy.releases.noise import POSITIVE, Below, is_positive
from commgov.privacy.releases.people import by_person, what_is_not_known
from commgov.privacy.releases.policy import ReleasePolicy
from commgov.privacy.releases.register import ReleaseRegister
from commgov.privacy.releases.releasing_counts import noisy_table, reasons_against_noise, safe_counts
from commgov.privacy.releases.releasing_rows import safe_rows
from commgov.privacy.releases.rows import Rows
from commgov.privacy.tiers import Tier
from commgov.wording import Text

_WHAT = Text("Counts, Rows or a StatutoryList", "应为Counts、Rows或StatutoryList")
_BUDGET = Text(
    "noise is for Counts, with an epsilon and the register's budget",
    "加噪仅用于Counts，须同时给出epsilon与该登记簿的隐私预算",
)

_DEFAULT = ReleasePolicy()


def release(
    what: Counts | Rows | StatutoryList,
    name: str,
    register: ReleaseRegister,
    *,
    by: PersonRef | None = None,
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

    People are counted, not references, as far as the register knows which are the same person; what it cannot know is
    said in the notes.

    k is 5, and 11 where tier T4 is involved; l is 2; `policy` may ask for more.

    Args:
        what: what to release.
        name: what the release is called, each its own, as a reference.
        register: all earlier releases; this one is in it when the answer comes.
        by: who releases it, as a reference; needed where the register has an access log.
        policy: the limits.
        epsilon: of counts, how much may be told with noise.
        budget: what it is paid from.
        below: where the noise's chance comes from; only tests pass another one.

    Returns:
        What may be published, or all that speaks against it: then nothing was written down or paid.

    Raises:
        InvalidInputError: if it cannot be asked so.
        ConflictError: if the register was set back, as its access log tells.

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
    register.check_by(checks, by)
    has_noise = epsilon is not None or budget is not None
    if has_noise:
        fits = isinstance(what, Counts) and budget is not None and budget.register is register
        checks.require("budget", "", ok=fits, expected=_BUDGET)
        checks.require("epsilon", "", ok=is_positive(epsilon), expected=POSITIVE)
    checks.refuse()
    noise = None if epsilon is None or budget is None else _Noise(Fraction(epsilon), budget, below)
    answer = _answer(what, name, register, policy, noise)
    register.note(name, by, _tier(what), allowed=bool(answer))
    return answer


@frozen
class _Noise:
    """How much may be told with noise, what it is paid from, and where its chance comes from."""

    epsilon: Fraction
    budget: PrivacyBudget
    below: Below


def _answer(
    what: Counts | Rows | StatutoryList,
    name: str,
    register: ReleaseRegister,
    policy: ReleasePolicy,
    noise: _Noise | None,
) -> Released | Withheld:
    """The answer; what it tells stands in the register."""
    if isinstance(what, StatutoryList):
        return _added(register, lambda before: _list(what, name, register, before, policy))
    people = by_person(what, register)
    if isinstance(people, Text):
        return Withheld(name, (people,))
    if noise is not None and isinstance(people, Counts):
        answer = _with_noise(people, name, register, noise)
    else:
        answer = _added(register, lambda before: _exact(people, name, register, before, policy))
    if isinstance(answer, Withheld):
        return answer
    return evolve(answer, notes=answer.notes + what_is_not_known(people, register))


_Judged = tuple[Released | Withheld, EarlierRelease | None]
"""An answer, and what the register keeps of it."""


def _added(register: ReleaseRegister, judge: Callable[[Before], _Judged]) -> Released | Withheld:
    """The answer beside all earlier releases, when the register has it."""
    while True:
        before = register.before()
        answer, kept = judge(before)
        if kept is None:
            return answer
        try:
            register.add(kept, before)
        except ConflictError:  # somebody else released something meanwhile: compare with that too
            continue
        return answer


def _list(
    listed: StatutoryList, name: str, register: ReleaseRegister, before: Before, policy: ReleasePolicy
) -> _Judged:
    reasons = before.why_taken(name) + reasons_against(listed, policy, register.now().date())
    if reasons:
        return Withheld(name, reasons), None
    kept = EarlierRelease(name, register.now(), ReleaseKind.LIST)
    return Released(name, kept.at, as_published(listed)), kept


def _exact(what: Counts | Rows, name: str, register: ReleaseRegister, before: Before, policy: ReleasePolicy) -> _Judged:
    taken = before.why_taken(name)
    if isinstance(what, Counts):
        table = safe_counts(what, name, register, before, policy)
        if isinstance(table, tuple) or taken:
            return Withheld(name, taken + (table if isinstance(table, tuple) else ())), None
        return Released(name, table.kept.at, table.table, table.notes, table.k), table.kept
    rows = safe_rows(what, name, register, before, policy)
    if isinstance(rows, tuple) or taken:
        return Withheld(name, taken + (rows if isinstance(rows, tuple) else ())), None
    return Released(name, rows.kept.at, rows.rows, rows.notes, rows.k, rows.anonymity), rows.kept


def _with_noise(counts: Counts, name: str, register: ReleaseRegister, noise: _Noise) -> Released | Withheld:
    """Pay first, then draw: who is interrupted in between has paid for nothing, and nobody has learnt anything."""
    before = register.before()
    reasons = before.why_taken(name) + reasons_against_noise(counts, register, before)
    if reasons:
        return Withheld(name, reasons)
    paid = noise.budget.spend(name, noise.epsilon, counts.population)
    if isinstance(paid, Text):
        return Withheld(name, (paid,))
    table, note = noisy_table(counts, noise.epsilon, noise.below)
    return Released(name, paid.at, table, (note,), spent=paid)


def _tier(what: Counts | Rows | StatutoryList) -> Tier:
    if isinstance(what, Counts):
        return what.highest_tier
    return what.highest_tier if isinstance(what, Rows) else Tier.T3
