"""Requests that a policy treats alike: for each axis a set of values."""

from collections.abc import Mapping
from operator import itemgetter
from typing import Any

from attrs import field, frozen

from commgov.privacy.access.actions import Action
from commgov.privacy.access.obligations import Obligation
from commgov.privacy.access.scopes import Scope
from commgov.privacy.access.space import ALL_BASES, AXES, OTHER, Bases, Block, Mask, Span
from commgov.privacy.access.wording import in_words
from commgov.privacy.purposes import BasisKind
from commgov.wording import Text

Names = Mapping[tuple[str, str], Text]  # of ("role", its name) and ("purpose", its name)
Box = tuple[frozenset[int], ...]  # for each axis the numbers of its classes

_COMMA = Text(", ", "、")
_OR = Text(" or ", "或")
_HEAD = Text("{role}: {action}", "{role}：{action}")
_ALSO = Text("who also holds the role {role}", "同时担任{role}")
_NAMED = {
    "field": Text("fields: {these}", "字段：{these}"),
    "purpose": Text("purposes: {these}", "用途：{these}"),
}
_ANY_OTHER = Text("any other", "其他")
_FLAGS = {
    "is_minor": (Text("adults", "成年人及十四周岁以上"), Text("children under 14", "不满十四周岁的未成年人")),
    "is_third_party": (Text("about the resident", "本人信息"), Text("about somebody else", "涉及他人的信息")),
    "assessed": (Text("without an assessment", "未做影响评估"), Text("with an assessment", "已做影响评估")),
    "emergency": (Text("no emergency", "非紧急情况"), Text("in an emergency", "紧急情况")),
}
_AT_LEAST = Text("{scope}, or nearer", "{scope}（或更近）")
_WITHOUT = Text("without {these}", "无{these}")
_WITHOUT_BASIS = Text("no basis", "无处理依据")
_SPANS = {
    "approvals": Text("approvals: {these}", "审批人数：{these}"),
    "persons": Text("residents at once: {these}", "一次涉及居民数：{these}"),
}


@frozen
class Region:
    """Requests that are answered alike, as a product of sets.

    Args:
        role: in which role the actor acts.
        also: another role that they hold too, which a forbid names; empty: none such.
        action: what is done.
        values: for each axis in the order of `AXES` the values in the region; None: every value there is. The empty
            name stands for all purposes that no policy lists, and all fields that no rule for role and action names.
        before: what was owed for them; None: they were denied.
        after: what is owed for them; None: they are denied.
        names: what people call roles and purposes.
    """

    role: str
    also: str
    action: Action
    values: tuple[frozenset[Any] | None, ...]
    before: tuple[Obligation, ...] | None = field(default=None, kw_only=True)
    after: tuple[Obligation, ...] | None = field(default=None, kw_only=True)
    names: Names = field(factory=dict, kw_only=True, eq=False, repr=False)

    def of(self, axis: str) -> frozenset[Any] | None:
        """The values of one axis; None: every value."""
        return self.values[AXES.index(axis)]

    def is_said_by(self, other: "Region") -> bool:
        """Whether it is for those who hold a further role, and the other one says the same of the rest."""
        if not self.also or other.also or (self.role, self.action) != (other.role, other.action):
            return False
        within = all(
            more is None or (some is not None and some <= more)
            for some, more in zip(self.values, other.values, strict=True)
        )
        return within and (self.before, self.after) == (other.before, other.after)

    @property
    def text(self) -> Text:
        """The region in words: what it is limited to."""
        parts = [_ALSO.fill(role=self._called("role", self.also))] if self.also else []
        parts += [
            self._words(axis, values) for axis, values in zip(AXES, self.values, strict=True) if values is not None
        ]
        head = _HEAD.fill(role=self._called("role", self.role), action=self.action.words)
        return Text("; ", "；").join([head, *parts])

    def _words(self, axis: str, values: frozenset[Any]) -> Text:
        if axis not in _NAMED:
            return _words(axis, values)
        these = (_ANY_OTHER if name == OTHER else self._called(axis, name) for name in sorted(values))
        return _NAMED[axis].fill(these=_COMMA.join(these))

    def _called(self, kind: str, name: str) -> Text:
        return self.names.get((kind, name), Text(name, name))

    def __str__(self) -> str:
        """The region in English."""
        return self.text.en


def _words(axis: str, values: frozenset[Any]) -> Text:
    if axis == "tier":
        return _COMMA.join(Text(tier.name, tier.name) for tier in sorted(values))
    if axis == "scope":
        return _scopes(values)
    if axis in _FLAGS:
        return _OR.join(_FLAGS[axis][bool(value)] for value in sorted(values))
    if axis == "bases":
        return _families(values)
    return _SPANS[axis].fill(these=_COMMA.join(_span(*span) for span in _joined(values)))


def _scopes(values: frozenset[Scope]) -> Text:
    nearest = sorted(values)
    if nearest == [scope for scope in Scope if scope >= nearest[0]]:
        return _AT_LEAST.fill(scope=nearest[0].words)
    return _OR.join(scope.words for scope in nearest)


def _families(values: frozenset[Bases]) -> Text:
    """Sets of kinds of basis by the smallest of them, and by the smallest ones that are not among them."""
    everything = frozenset(ALL_BASES)
    least = _least(values)
    reached = {kinds for kinds in everything if any(small <= kinds for small in least)}
    but = _least(frozenset(reached - values))
    if {kinds for kinds in reached if not any(small <= kinds for small in but)} != values:
        return _OR.join(_together(kinds) for kinds in sorted(values, key=_by_size))
    said = _OR.join(_together(kinds) for kinds in least)
    if not but:
        return said
    if len(least) == 1:  # what is there anyway need not be said again
        but = [kinds - least[0] for kinds in but]
    without = _WITHOUT.fill(these=_OR.join(_together(kinds) for kinds in but))
    return without if least == [frozenset()] else Text(", ", "，").join([said, without])


def _least(values: frozenset[Bases]) -> list[Bases]:
    """The sets of which no other one is a part."""
    return sorted((kinds for kinds in values if not any(other < kinds for other in values)), key=_by_size)


def _by_size(kinds: Bases) -> tuple[int, list[BasisKind]]:
    return len(kinds), sorted(kinds)


def _together(kinds: Bases) -> Text:
    """Kinds of basis that are all in force."""
    return Text(" and ", "且").join(in_words([kind]) for kind in sorted(kinds)) if kinds else _WITHOUT_BASIS


def _joined(values: frozenset[Span]) -> list[Span]:
    """Spans in order, those that follow on one another as one."""
    found: list[Span] = []
    for start, end in sorted(values, key=itemgetter(0)):
        begins = found.pop()[0] if found and found[-1][1] == start else start
        found.append((begins, end))
    return found


def _span(start: int, end: int | None) -> Text:
    said = f"≥{start}" if end is None else (f"{start}" if end == start + 1 else f"{start}–{end - 1}")
    return Text(said, said)


def regions(
    block: Block,
    mask: Mask,
    before: tuple[Obligation, ...] | None,
    after: tuple[Obligation, ...] | None,
    names: Names,
) -> list[Region]:
    """The cells of a mask as few regions that share none."""
    values = [_values(block, box) for box in _boxes(mask, {})]
    made = [
        Region(block.role, block.also, block.action, each, before=before, after=after, names=names) for each in values
    ]
    return sorted(made, key=str)


def _boxes(mask: Mask, known: dict[tuple[int, bytes], list[Box]]) -> list[Box]:
    """A mask as products of sets: what is alike along the first axis is joined, and so on for the axes after it."""
    if not mask.any():
        return []
    if mask.ndim == 0:
        return [()]
    key = (mask.ndim, mask.tobytes())
    if key not in known:
        alike: dict[bytes, list[int]] = {}
        for at in range(mask.shape[0]):
            alike.setdefault(mask[at].tobytes(), []).append(at)
        known[key] = [(frozenset(these), *rest) for these in alike.values() for rest in _boxes(mask[these[0]], known)]
    return known[key]


def _values(block: Block, box: Box) -> tuple[frozenset[Any] | None, ...]:
    """The values of a box's classes; None for an axis of which it has all."""
    made: list[frozenset[Any] | None] = []
    for axis, these in zip(AXES, box, strict=True):
        classes = block.classes[axis]
        everything = len(these) == len(classes)
        made.append(None if everything else frozenset(value for at in these for value in classes[at]))
    return tuple(made)
