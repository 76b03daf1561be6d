"""What may go where: the rules of each channel, as values that people can read, compare and change."""

from collections.abc import Mapping

from attrs import evolve, field, frozen

from commgov.core.checks import Checks
from commgov.errors import NotFoundError
from commgov.privacy.guard.actions import GuardAction
from commgov.privacy.guard.kinds import LeakKind
from commgov.privacy.tiers import Tier
from commgov.wording import Text

_NO_RULES = Text("no rules for this channel; there are: {known}", "该渠道没有规则；已有：{known}")

_ACTION = Text("an GuardAction", "应为Action")


@frozen
class ChannelRules:
    """What happens to what on one channel.

    Args:
        name: the channel: "group", "notice board" ...
        words: how people call it.
        internal: a single piece of tier T2, such as a name.
        personal: a single piece of tier T3, such as a mobile number.
        sensitive: a single piece of tier T4, such as a bank card.
        together: a name and a number or address of tier T3 or T4 in one message; the name is masked with the rest.
        named_sensitive: a name beside a word on health, poverty, offences or faith.
        bulk: data of at least `bulk_from` different persons.
        table: rows under a heading that announces numbers or addresses.
        form_link: a link to a form or sheet that others may read.
        bulk_from: how many persons are many.
        by_kind: worked out from these: what happens to one of each kind that stands alone.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> rules = ChannelRules("group", Text("residents' group", "居民群"))
        >>> rules.single(Tier.T3).name, rules.bulk.name
        ('MASK', 'BLOCK')
    """

    name: str
    words: Text
    internal: GuardAction = GuardAction.PASS
    personal: GuardAction = GuardAction.MASK
    sensitive: GuardAction = GuardAction.MASK
    together: GuardAction = GuardAction.MASK
    named_sensitive: GuardAction = GuardAction.HOLD
    bulk: GuardAction = GuardAction.BLOCK
    table: GuardAction = GuardAction.BLOCK
    form_link: GuardAction = GuardAction.HOLD
    bulk_from: int = 3
    by_kind: Mapping[LeakKind, GuardAction] = field(init=False, repr=False, eq=False)

    @by_kind.default
    def _actions_by_kind(self) -> Mapping[LeakKind, GuardAction]:
        structures = {
            LeakKind.SENSITIVE: self.named_sensitive,
            LeakKind.TABLE: self.table,
            LeakKind.FORM_LINK: self.form_link,
        }
        return {kind: structures[kind] if kind.is_structure else self.single(kind.tier) for kind in LeakKind}

    def __attrs_post_init__(self) -> None:
        checks = Checks("ChannelRules")
        checks.identifier("name", self.name)
        checks.instance("words", self.words, Text, Text("a Text", "应为Text"))
        for name in _ACTIONS:
            checks.instance(name, getattr(self, name), GuardAction, _ACTION)
        checks.whole("bulk_from", self.bulk_from, least=2)
        checks.refuse()

    def single(self, tier: Tier) -> GuardAction:
        """What happens to a single piece of data of a tier."""
        return (GuardAction.PASS, self.internal, self.personal, self.sensitive)[tier - Tier.T1]


_ACTIONS = (
    "internal",
    "personal",
    "sensitive",
    "together",
    "named_sensitive",
    "bulk",
    "table",
    "form_link",
)


def _by_name(channels: tuple[ChannelRules, ...]) -> Mapping[str, ChannelRules]:
    return {rules.name: rules for rules in channels}


@frozen
class GuardPolicy:
    """The rules of all channels. A channel that it does not name gets nothing.

    Args:
        channels: the rules, one entry a channel.

    Raises:
        InvalidInputError: if a channel stands there twice.

    Example:
        >>> strict = STANDARD_CHANNELS.with_rules(
        ...     ChannelRules("group", Text("group", "群"), personal=GuardAction.BLOCK)
        ... )
        >>> strict.rules("group").personal.name, strict.rules("honour list").internal.name
        ('BLOCK', 'PASS')
    """

    channels: tuple[ChannelRules, ...]
    _names: Mapping[str, ChannelRules] = field(init=False, repr=False, eq=False)

    @_names.default
    def _channels_by_name(self) -> Mapping[str, ChannelRules]:
        return _by_name(self.channels)

    def __attrs_post_init__(self) -> None:
        checks = Checks("GuardPolicy")
        checks.unique("channels", (rules.name for rules in self.channels))
        checks.refuse()

    def rules(self, channel: str) -> ChannelRules:
        """The rules of a channel.

        Raises:
            NotFoundError: if the policy does not name it: nothing is sent by guess.
        """
        try:
            return self._names[channel]
        except KeyError:
            known = ", ".join(self._names)
            raise NotFoundError(_NO_RULES.fill(known=known)) from None

    def with_rules(self, rules: ChannelRules) -> "GuardPolicy":
        """The policy with other rules for one channel, or with one more channel."""
        others = tuple(other for other in self.channels if other.name != rules.name)
        return evolve(self, channels=(*others, rules))


STANDARD_CHANNELS = GuardPolicy(
    (
        ChannelRules("group", Text("residents' group", "居民群")),
        ChannelRules("public group", Text("a public group that is watched", "公共群（巡查）")),
        ChannelRules(
            "notice board", Text("notice board", "公示栏"), sensitive=GuardAction.HOLD, together=GuardAction.HOLD
        ),
        ChannelRules(
            "honour list",
            Text("honour list", "光荣榜"),  # whoever is on it agreed to the name, and to nothing else
            personal=GuardAction.HOLD,
            sensitive=GuardAction.BLOCK,
            together=GuardAction.HOLD,
            named_sensitive=GuardAction.BLOCK,
        ),
        ChannelRules("work group", Text("staff's work group", "工作群"), together=GuardAction.HOLD),
        ChannelRules(
            "family group",
            Text("a group outside of work", "亲友群"),  # where work lists were forwarded to, they leaked
            internal=GuardAction.HOLD,
            personal=GuardAction.BLOCK,
            sensitive=GuardAction.BLOCK,
            together=GuardAction.BLOCK,
            named_sensitive=GuardAction.BLOCK,
            form_link=GuardAction.BLOCK,
        ),
    )
)
"""Rules to begin with. In the work and family groups they are strict: known leaks were lists that staff forwarded."""
