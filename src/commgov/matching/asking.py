"""Asking what the caller passed in: rules for a mask over many pairs, cost terms for a cost of each.

Whatever such an object does, the answer is an array that keeps the contract, or an error that names the object. This
is the only place that calls them.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from commgov.core.personal import looks_personal, shown
from commgov.core.rules import RAISED, RULE, called
from commgov.errors import Place, Problem, RuleFailedError
from commgov.matching.columns import Flags, Ints, Longs, Pairs
from commgov.wording import Text


class Masking(Protocol):
    """The part of a matching rule that judges many pairs at once."""

    @property
    def name(self) -> str:
        """A short name."""
        ...

    def mask(self, pairs: Pairs) -> Flags:
        """`bool[pairs]`: which pairs may be."""
        ...


class Costing(Protocol):
    """What a cost term has."""

    @property
    def name(self) -> str:
        """A short name."""
        ...

    @property
    def dearest(self) -> int:
        """The most that a pair can cost by it."""
        ...

    def cost(self, pairs: Pairs) -> Ints:
        """`int32[pairs]`: what each pair costs by it."""
        ...


def mask_of(rule: Masking, pairs: Pairs) -> Flags:
    """`bool[pairs]`: which pairs a rule allows. Of no pairs it is not asked.

    Raises:
        RuleFailedError: if the rule raised, or gave anything but one True or False for each pair. Whole numbers are
            refused too: as positions they would choose other pairs than as a mask.
    """
    if not len(pairs):
        return np.zeros(0, dtype=bool)
    found = _answer(RULE.fill(name=called(rule)), rule.mask, pairs)
    if type(found) is not np.ndarray or found.shape != (len(pairs),) or found.dtype != np.bool_:
        raise RuleFailedError(_WRONG_MASK.fill(rule=called(rule), kind=_kind(found), pairs=len(pairs)))
    return found


def kept_by(rules: Iterable[Masking], pairs: Pairs) -> Longs:
    """The positions of the pairs that all rules allow. Each rule sees what the ones before left.

    Raises:
        RuleFailedError: as `mask_of`.
    """
    at = np.arange(len(pairs))
    left = pairs
    for rule in rules:
        mask = mask_of(rule, left)
        if not mask.all():
            left, at = left.where(mask), at[mask]
    return at


def cost_of(term: Costing, pairs: Pairs) -> Ints:
    """`int32[pairs]`: what each pair costs by a term.

    Raises:
        RuleFailedError: if the term raised, or gave anything but one whole number from 0 to its dearest for each pair:
            a cost beyond that could make an unserved seat the cheaper.
    """
    if not len(pairs):
        return np.zeros(0, dtype=np.int32)
    who = _TERM.fill(name=called(term))
    found, due = _answer(who, term.cost, pairs), _DUE.fill(most=term.dearest)
    if type(found) is not np.ndarray or found.shape != (len(pairs),) or found.dtype.kind not in "iu":
        raise RuleFailedError(_WRONG_COST.fill(who=who, kind=_kind(found), due=due))
    if found.min() < 0 or found.max() > term.dearest:
        raise RuleFailedError(_COST_BEYOND.fill(who=who, due=due, low=found.min(), high=found.max()))
    return found


def rule_problems(rules: object) -> list[Problem]:
    """Everything that keeps objects from being the rules of a problem: parts that are missing, names that are taken."""
    if not isinstance(rules, Sequence) or isinstance(rules, str):
        return [Problem("rules", Text("a sequence of rules", "应为规则的序列"), type(rules).__name__)]
    problems: list[Problem] = []
    names: list[str] = []
    for at, rule in enumerate(rules):
        where = Place.of("rules").at(f"[{at}]", called(rule))
        if isinstance(rule, type):
            problems.append(Problem(where, _NO_CLASS, rule.__name__))
            continue
        name = getattr(rule, "name", None)
        if not isinstance(name, str) or not name.strip() or looks_personal(name):
            problems.append(Problem(where.at("name"), _SHORT_NAME))
        elif name in names:
            problems.append(Problem(where.at("name"), Text("each name only once", "同一名称只能出现一次"), shown(name)))
        else:
            names.append(name)
        for part, takes in (("why", "why(pairing) -> Verdict"), ("mask", "mask(pairs) -> bool[pairs]")):
            if not callable(getattr(rule, part, None)):
                problems.append(Problem(where.at(part), Text(f"a method {takes}", f"应为方法{takes}")))
    return problems


_NO_CLASS = Text("a rule, not the class of one", "应为规则对象，而非其类")
_SHORT_NAME = Text("a short name that names no person", "应为不涉及个人的简短名称")


_TERM = Text("cost term {name}", "成本项{name}")
_WRONG_MASK = Text(
    "rule {rule}: its mask is {kind}; bool[{pairs}] is due: one True or False for each pair",
    "规则{rule}：其mask为{kind}，应为bool[{pairs}]：每个配对一个True或False",
)
_DUE = Text("one whole number from 0 to {most} for each pair", "每个配对一个0至{most}的整数")
_WRONG_COST = Text("{who}: its cost is {kind}; {due} is due", "{who}：其成本为{kind}，应为{due}")
_COST_BEYOND = Text("{who}: {due} is due, not {low} to {high}", "{who}：应为{due}，而非{low}至{high}")


def _answer(who: Text, question: Callable[[Pairs], Any], pairs: Pairs) -> object:
    try:
        return question(pairs)
    except Exception as error:
        raise RuleFailedError(RAISED.fill(who=who, error=type(error).__name__)) from error


def _kind(found: object) -> Text:
    """What an answer is, without its values."""
    if not isinstance(found, np.ndarray):
        return Text(f"of type {type(found).__name__}", f"{type(found).__name__}类型")
    plain: NDArray[Any] = found
    size = ", ".join(map(str, plain.shape))
    kind = "" if type(found) is np.ndarray else f"{type(found).__name__} of "
    return Text(f"{kind}{plain.dtype}[{size}]", f"{kind}{plain.dtype}[{size}]")
