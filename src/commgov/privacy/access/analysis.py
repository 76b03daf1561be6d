"""What a whole policy allows, by going through all cases: exact differences of two versions, and needless rules."""

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from commgov.privacy.access.compiled import burden
from commgov.privacy.access.obligations import Obligation
from commgov.privacy.access.policy import AccessPolicy
from commgov.privacy.access.region import Region, regions
from commgov.privacy.access.rules import Permit
from commgov.privacy.access.space import Block, Mask, blocks
from commgov.wording import Language, Text

DENIED = 0
"""The outcome of a cell in which nothing is allowed; the others stand for what is owed."""

Outcomes = npt.NDArray[np.int32]
Owed = tuple[bool, tuple[Obligation, ...]]  # whether it is an emergency, and what is owed


class _Outcomes:
    """Numbers for what may come out of a request, the same for two policies."""

    def __init__(self) -> None:
        self.known: dict[Owed, int] = {}
        self.owed: list[tuple[Obligation, ...] | None] = [None]

    def number(self, permit: Permit) -> int:
        owed = (permit.emergency, tuple(sorted(permit.obligations)))
        if owed not in self.known:
            self.known[owed] = len(self.owed)
            self.owed.append(owed[1])
        return self.known[owed]

    def of(self, policy: AccessPolicy, block: Block) -> Outcomes:
        """What comes out in every cell of a block."""
        forbids, permits = block.rules_of(policy)
        found = np.zeros(block.shape, dtype=np.int32)
        for permit in sorted(permits, key=burden, reverse=True):  # the one that is relied on is written last
            found[block.mask(permit)] = self.number(permit)
        for forbid in forbids:
            found[block.mask(forbid)] = DENIED
        return found


@frozen
class PolicyDiff:
    """Every request that two policies answer differently, and no other.

    Args:
        gained: denied by the old one, allowed by the new one.
        lost: allowed by the old one, denied by the new one.
        changed: allowed by both, with other obligations.
        cells: how many cases were gone through.
    """

    gained: tuple[Region, ...]
    lost: tuple[Region, ...]
    changed: tuple[Region, ...]
    cells: int = field(eq=False)

    def __bool__(self) -> bool:
        """Whether there is any difference."""
        return bool(self.gained or self.lost or self.changed)

    def to(self, language: Language) -> str:
        """All differences, a line each, in one language; none twice for those who hold a further role."""
        parts = ((_GAINED, self.gained), (_LOST, self.lost), (_CHANGED, self.changed))
        lines = [
            word.fill(what=region.text).to(language)
            for word, listed in parts
            for region in listed
            if not any(region.is_said_by(other) for other in listed)
        ]
        return "\n".join(lines or [_EQUAL.to(language)])


_GAINED = Text("+ {what}", "＋ {what}")
_LOST = Text("- {what}", "－ {what}")
_CHANGED = Text("~ {what}", "～ {what}")
_EQUAL = Text("no difference", "没有差异")


def diff(old: AccessPolicy, new: AccessPolicy) -> PolicyDiff:
    """What changes for whom if a new policy takes the place of an old one; exact, by going through all cases.

    Args:
        old: the policy that holds.
        new: the one that shall hold.

    Example:
        >>> from attrs import evolve
        >>> old = AccessPolicy.community()
        >>> fewer = tuple(rule for rule in old.forbids if rule.id != "no-lists-of-sensitive")
        >>> gained = diff(old, evolve(old, version="2026-2", forbids=fewer)).gained
        >>> print(next(region.text.zh for region in gained if region.role == "guardian"))
        监护人：查看；T4；用途：行使个人信息权利；指定负责该居民（或更近）；审批人数：0–1；一次涉及居民数：≥2
    """
    outcomes = _Outcomes()
    found: dict[str, list[Region]] = {"gained": [], "lost": [], "changed": []}
    names = {("role", role.name): role.words for policy in (old, new) for role in policy.roles}
    names |= {("purpose", purpose.name): purpose.words for policy in (old, new) for purpose in policy.purposes}
    cells = 0
    for block in blocks(old, new):
        before, after = outcomes.of(old, block), outcomes.of(new, block)
        cells += before.size
        differs = before != after
        for was, now in sorted(set(zip(before[differs].tolist(), after[differs].tolist(), strict=True))):
            kind = "gained" if was == DENIED else "lost" if now == DENIED else "changed"
            mask = (before == was) & (after == now)
            found[kind] += regions(block, mask, outcomes.owed[was], outcomes.owed[now], names)
    return PolicyDiff(tuple(found["gained"]), tuple(found["lost"]), tuple(found["changed"]), cells)


@frozen
class DeadRule:
    """A rule that could go without changing any answer.

    Args:
        rule: its id.
        reason: why.
    """

    rule: str
    reason: Text


_NEVER = Text("no request ever meets its conditions", "没有任何请求符合其条件")
_FORBIDDEN_ANYWAY = Text(
    "whatever it allows is allowed by other permits that ask for the same, or is forbidden",
    "其允许的内容均已由义务相同的其他许可规则允许，或已被禁止",
)
_DENIED_ANYWAY = Text(
    "whatever it forbids is forbidden by other rules, or permitted by none",
    "其禁止的内容均已被其他规则禁止，或没有规则允许",
)


def dead_rules(policy: AccessPolicy) -> tuple[DeadRule, ...]:
    """The rules that could go, each by itself, without changing any answer or obligation; exact.

    Two rules that say the same are both listed: either can go, not both.

    Args:
        policy: what is looked at.

    Example:
        >>> from attrs import evolve
        >>> policy = AccessPolicy.community()
        >>> spare = evolve(policy.permits[0], id="spare")
        >>> [dead.rule for dead in dead_rules(evolve(policy, permits=(*policy.permits, spare), forbids=()))]
        ['auditor-masked', 'spare']
    """
    outcomes = _Outcomes()
    alive: set[str] = set()
    matched: set[str] = set()
    for block in blocks(policy):
        forbids, permits = block.rules_of(policy)
        masks = {rule.id: block.mask(rule) for rule in forbids} | {rule.id: block.mask(rule) for rule in permits}
        matched |= {name for name, mask in masks.items() if mask.any()}
        times = sum((masks[rule.id].astype(np.int32) for rule in forbids), np.zeros(block.shape, dtype=np.int32))
        best, second = _two_best(outcomes, permits, masks, block)
        once = (times == 1) & (best != DENIED)
        alive |= {rule.id for rule in forbids if (masks[rule.id] & once).any()}
        alive |= _relied_on(outcomes, permits, masks, second, times == 0)
    dead = []
    for rule in policy.rules:
        if rule.id not in alive:
            covered = _FORBIDDEN_ANYWAY if isinstance(rule, Permit) else _DENIED_ANYWAY
            dead.append(DeadRule(rule.id, covered if rule.id in matched else _NEVER))
    return tuple(dead)


def _two_best(
    outcomes: _Outcomes, permits: list[Permit], masks: dict[str, Mask], block: Block
) -> tuple[Outcomes, Outcomes]:
    """The outcome of every cell by its permits, and what it would be without the permit that is relied on."""
    best, second = (np.zeros(block.shape, dtype=np.int32) for _ in range(2))
    for permit in sorted(permits, key=burden):
        mask, number = masks[permit.id], outcomes.number(permit)
        second[mask & (best != DENIED) & (second == DENIED)] = number
        best[mask & (best == DENIED)] = number
    return best, second


def _relied_on(
    outcomes: _Outcomes, permits: list[Permit], masks: dict[str, Mask], second: Outcomes, open_cells: Mask
) -> set[str]:
    """The permits without which some cell would have another outcome."""
    found = set()
    taken = np.zeros(open_cells.shape, dtype=np.bool_)
    for permit in sorted(permits, key=burden):
        mask = masks[permit.id] & ~taken
        if (mask & open_cells & (second != outcomes.number(permit))).any():
            found.add(permit.id)
        taken |= mask
    return found
