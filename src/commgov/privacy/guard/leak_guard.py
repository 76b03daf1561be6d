"""The one door: a message and a channel in, a verdict out. The same message always gets the same verdict."""

from collections.abc import Collection

from commgov.core.checks import Checks
from commgov.privacy.guard.addresses import Gazetteer, addresses_in
from commgov.privacy.guard.channels import STANDARD_CHANNELS, ChannelRules, GuardPolicy
from commgov.privacy.guard.codes import codes_in
from commgov.privacy.guard.folding import Folded, fold
from commgov.privacy.guard.kinds import LeakKind
from commgov.privacy.guard.links import form_links
from commgov.privacy.guard.masking import masked
from commgov.privacy.guard.names import NameIndex, NameSign, Roster
from commgov.privacy.guard.numbers import Found, numbers_in
from commgov.privacy.guard.sensitive import NEAR, sensitive_words_in
from commgov.privacy.guard.tables import tables_in
from commgov.privacy.guard.verdict import Action, GuardVerdict, LeakSpan
from commgov.privacy.tiers import Tier
from commgov.wording import Text

_NOBODY = NameIndex(())
_NOWHERE = Gazetteer()


class LeakGuard:
    """Looks at every message before it goes to a group, a notice board or the honour list.

    It sees numbers, codes, addresses, names of the roster, tables, links to shared forms, and names beside sensitive
    words, also behind full-width, spaced, Chinese, circled or keycap digits and zero-width characters. It keeps no
    message. It does not see what is in pictures, nor names that the roster does not have.

    Args:
        roster: who the residents are; None: names are not looked for.
        gazetteer: the community's names of estates and buildings.
        policy: the rules of each channel.
        public: numbers, codes and names that everybody may know, such as the office's telephone; they are no leak.
        ordinary: further words that are seldom a name although somebody is called so.

    Example:
        >>> guard = LeakGuard(gazetteer=Gazetteer(["向阳里"]))
        >>> verdict = guard.check("请联系王某 138-0000-0000，住向阳里3-2-501", "group")
        >>> verdict
        GuardVerdict(MASK, 'group', {mobile: 1, address: 1})
        >>> verdict.masked
        '请联系王某 *************，住向阳里*******'
        >>> verdict.reasons[0].zh, guard.check("三号楼电梯坏了", "group").action.name
        ('含住址1处', 'PASS')
    """

    def __init__(
        self,
        roster: Roster | None = None,
        *,
        gazetteer: Gazetteer = _NOWHERE,
        policy: GuardPolicy = STANDARD_CHANNELS,
        public: Collection[str] = (),
        ordinary: Collection[str] = (),
    ) -> None:
        """Read the roster once: a guard is made anew when the residents change."""
        self._names = _NOBODY if roster is None else NameIndex(roster.names(), ordinary)
        self._gazetteer = gazetteer
        self._policy = policy
        self._public = frozenset(map(_plain, public))

    def check(self, message: str, channel: str) -> GuardVerdict:
        """What is to be done with a message.

        Args:
            message: what is to be sent; any text of any length.
            channel: where it is to go, by the name of its rules.

        Raises:
            InvalidInputError: if the message is no text.
            NotFoundError: if the policy has no rules for the channel.
        """
        rules = self._policy.rules(channel)
        if not isinstance(message, str):
            _refuse_message()
        folded = fold(message)
        found = self._found(folded.text)
        if not found:
            return GuardVerdict(Action.PASS, rules.name, (), (), message)
        return self._judged(message, folded, found, rules)

    def _found(self, text: str) -> list[Found]:
        """What stands in the folded text: the surest first, and of what overlaps only the surest."""
        data: list[Found] = []
        for seen in (numbers_in(text), codes_in(text), addresses_in(text, self._gazetteer)):
            data = _without_overlaps(data, list(seen)) if data else list(seen)
        if self._public:
            data = [one for one in data if _plain(text[one[0] : one[1]]) not in self._public]
        structures = [(start, end, LeakKind.TABLE) for start, end in tables_in(text)]
        structures += [(start, end, LeakKind.FORM_LINK) for start, end in form_links(text)]
        words = sensitive_words_in(text)
        # The more a name would tell of a person in this message, the less has to show that it is one.
        names = self._names_in(text, NameSign.ENDS if data or structures or words else NameSign.SURE)
        structures += _named_sensitive(names, words)
        return [*_without_overlaps(data, names), *structures]

    def _names_in(self, text: str, sign: NameSign) -> list[Found]:
        """Names that the text shows to be names, at least by this sign."""
        return [
            (name.start, name.end, LeakKind.NAME)
            for name in self._names.find(text)
            if name.sign >= sign and text[name.start : name.end] not in self._public
        ]

    def _judged(self, message: str, folded: Folded, found: list[Found], rules: ChannelRules) -> GuardVerdict:
        spans = tuple(sorted(LeakSpan(*folded.place(start, end), kind) for start, end, kind in found))
        values: dict[LeakKind, set[str]] = {}
        for start, end, kind in found:
            values.setdefault(kind, set()).add(_plain(folded.text[start:end]))
        causes = _causes(values, rules)
        action = max((cause for cause, _ in causes), default=Action.PASS)
        reasons = tuple(reason for cause, reason in sorted(causes, key=lambda each: -each[0]))
        if action is Action.PASS:
            return GuardVerdict(action, rules.name, spans, (), message)
        return GuardVerdict(action, rules.name, spans, reasons, masked(message, _to_mask(spans, values, rules)))

    def __repr__(self) -> str:
        """How much it knows; no name."""
        return f"LeakGuard({self._names!r}, {self._gazetteer!r})"


def _without_overlaps(sure: list[Found], more: list[Found]) -> list[Found]:
    """The sure ones, and of the others those that overlap none of them; in order of place, in linear time."""
    kept, at = [], 0
    sure = sorted(sure)
    for one in sorted(more):
        while at < len(sure) and sure[at][1] <= one[0]:
            at += 1
        if at == len(sure) or one[1] <= sure[at][0]:
            kept.append(one)
    return sorted([*sure, *kept])


def _named_sensitive(names: list[Found], words: list[tuple[int, int]]) -> list[Found]:
    """Names with a sensitive word near them: from the one to the other."""
    found: list[Found] = []
    at = 0
    for start, end, _ in names:
        while at < len(words) and words[at][1] < start - NEAR:
            at += 1
        if at < len(words) and words[at][0] <= end + NEAR:
            first, last = words[at]
            found.append((min(start, first), max(end, last), LeakKind.SENSITIVE))
    return found


def _causes(values: dict[LeakKind, set[str]], rules: ChannelRules) -> list[tuple[Action, Text]]:
    """All that speaks against sending, each with what it leads to."""
    causes = [
        (action, _SEEN.fill(kind=kind.words, number=len(values[kind])))
        for kind in LeakKind
        if kind in values and not kind.is_structure and (action := rules.single(kind.tier))
    ]
    most = max(
        _PERSONAL, key=lambda kind: len(values.get(kind, ()))
    )  # the persons in it: as many as of its commonest kind
    persons = len(values.get(most, ()))
    structural = (
        (LeakKind.NAME in values and persons > 0, rules.together, _TOGETHER),
        (LeakKind.SENSITIVE in values, rules.named_sensitive, _NAMED_SENSITIVE),
        (persons >= rules.bulk_from, rules.bulk, _BULK.fill(kind=most.words, number=persons)),
        (LeakKind.TABLE in values, rules.table, _TABLE),
        (LeakKind.FORM_LINK in values, rules.form_link, _FORM_LINK),
    )
    return causes + [(action, reason) for is_so, action, reason in structural if is_so and action]


def _to_mask(spans: tuple[LeakSpan, ...], values: dict[LeakKind, set[str]], rules: ChannelRules) -> list[LeakSpan]:
    """What is hidden in the masked message: what may not go alone, and names that stand with it."""
    hides_names = (
        bool(rules.internal)
        or LeakKind.SENSITIVE in values
        or bool(rules.together and any(kind in values for kind in _PERSONAL))
    )
    return [
        span
        for span in spans
        if (hides_names if span.kind is LeakKind.NAME else span.kind.is_structure or rules.single(span.tier))
    ]


def _plain(value: str) -> str:
    """A value as it is compared: how it is written does not make it another one."""
    return "".join(sign for sign in fold(value).text.casefold() if sign.isalnum())


def _refuse_message() -> None:
    checks = Checks("LeakGuard.check")
    checks.require("message", "", ok=False, expected=Text("a text", "应为文本"))
    checks.refuse()


_PERSONAL = tuple(kind for kind in LeakKind if kind.tier >= Tier.T3 and not kind.is_structure)
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
