"""What the guard answers: an action, the spans it is about, the reasons, and the message with the spans masked."""

from collections.abc import Mapping
from functools import cached_property

from attrs import field, frozen

from commgov.privacy.guard.actions import GuardAction
from commgov.privacy.guard.channels import ChannelRules
from commgov.privacy.guard.kinds import LeakKind
from commgov.privacy.guard.masking import masked
from commgov.privacy.guard.spans import LeakSpan
from commgov.privacy.tiers import Tier
from commgov.seal import Secret
from commgov.wording import Text


@frozen(repr=False, slots=False)  # one is made for every message: this way in half the time
class GuardVerdict(Secret):
    """What the guard says of a message for a channel. It keeps the message, so it is not pickled, nor does it show it.

    Args:
        action: what is to be done.
        rules: the rules of the channel where the message was to go.
        spans: what was seen, by place in the message as it came; also what the channel lets pass.
        persons: how many different values of each kind were seen.
    """

    action: GuardAction
    rules: ChannelRules
    spans: tuple[LeakSpan, ...]
    persons: Mapping[LeakKind, int]
    _message: str = field(repr=False)  # also for what prints attributes by themselves, as rich does

    @property
    def channel(self) -> str:
        """Where the message was to go."""
        return self.rules.name

    @cached_property
    def reasons(self) -> tuple[Text, ...]:
        """Why, the weightiest first; empty if the message passes."""
        told = sorted(causes(self.persons, self.rules), key=lambda cause: -cause[0])
        return tuple(reason.fill(kind=kind, number=number) for _, reason, kind, number in told)

    @cached_property
    def masked(self) -> str:
        """The message with what was seen masked, itself if it passes: to be sent if the action is `MASK`.

        Of what is held or blocked it is for whoever decides: a table may hold more than was seen in it.
        """
        if self.action is GuardAction.PASS:
            return self._message
        has_data = any(kind in self.persons for kind in PERSONAL)
        hides_names = bool(
            self.rules.internal or LeakKind.SENSITIVE in self.persons or (self.rules.together and has_data)
        )
        return masked(
            self._message,
            (
                span
                for span in self.spans
                if (
                    hides_names if span.kind is LeakKind.NAME else self.rules.by_kind[span.kind] is not GuardAction.PASS
                )
            ),
        )

    def __repr__(self) -> str:
        """GuardAction and counts; nothing of the message."""
        seen = ", ".join(f"{kind.value}: {number}" for kind, number in self.persons.items())
        return f"GuardVerdict({self.action.name}, {self.channel!r}, {{{seen}}})"


PERSONAL = tuple(kind for kind in LeakKind if kind.tier >= Tier.T3 and not kind.is_structure)
"""Data that tells who somebody is or how to find them."""


_PERSONAL = frozenset(PERSONAL)
_PASS = GuardAction.PASS


def action_on(persons: Mapping[LeakKind, int], rules: ChannelRules) -> GuardAction:
    """What is to be done with a message that holds so many values of each kind."""
    due, many = _PASS, 0
    for kind, number in persons.items():
        due = max(due, rules.by_kind[kind])
        if kind in _PERSONAL:
            many = max(many, number)
    if many and LeakKind.NAME in persons:
        due = max(due, rules.together)
    return max(due, rules.bulk) if many >= rules.bulk_from else due


def causes(persons: Mapping[LeakKind, int], rules: ChannelRules) -> list[tuple[GuardAction, Text, Text, int]]:
    """All that speaks against sending: what it leads to, why, and the kind and number that the reason tells."""
    found = [(rules.by_kind[kind], _ALONE.get(kind, _SEEN), kind.words, number) for kind, number in persons.items()]
    most = max(PERSONAL, key=lambda kind: persons.get(kind, 0))  # as many persons as of the commonest kind
    many = persons.get(most, 0)
    if many and LeakKind.NAME in persons:
        found.append((rules.together, _TOGETHER, most.words, many))
    if many >= rules.bulk_from:
        found.append((rules.bulk, _BULK, most.words, many))
    return [cause for cause in found if cause[0] is not GuardAction.PASS]


_SEEN = Text("{kind}: {number}", "含{kind}{number}处")
_TOGETHER = Text("a name stands with a number or an address", "姓名与号码或住址同时出现")
_NAMED_SENSITIVE = Text(
    "a name stands beside a word on health, poverty, offences or faith", "姓名旁出现涉及健康、困难、违法或信仰的敏感词"
)
_BULK = Text("{kind} of {number} persons: a list", "含{number}人的{kind}：属批量名单")
_TABLE = Text("a table with numbers or addresses of persons", "含人员号码或住址的表格")
_FORM_LINK = Text(
    "a link to a shared form or sheet: what others entered may be open to all",
    "含在线共享表单链接：他人填写的信息可能对所有人可见",
)
_ALONE = {LeakKind.SENSITIVE: _NAMED_SENSITIVE, LeakKind.TABLE: _TABLE, LeakKind.FORM_LINK: _FORM_LINK}
