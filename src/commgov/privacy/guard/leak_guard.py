"""The one door: a message and a channel in, a verdict out. The same message always gets the same verdict."""

from collections.abc import Collection

from commgov.core.checks import Checks
from commgov.privacy.guard.actions import GuardAction
from commgov.privacy.guard.addresses import Gazetteer, addresses_in, room_beside
from commgov.privacy.guard.channels import STANDARD_CHANNELS, ChannelRules, GuardPolicy
from commgov.privacy.guard.codes import codes_in
from commgov.privacy.guard.disguises import disguised_numbers
from commgov.privacy.guard.folding import Folded, fold
from commgov.privacy.guard.glance import Glance, glance
from commgov.privacy.guard.kinds import LeakKind
from commgov.privacy.guard.links import form_links
from commgov.privacy.guard.names import LiveRoster, NameFound, NameIndex, NameSign, Roster
from commgov.privacy.guard.numbers import Found, numbers_in
from commgov.privacy.guard.ordinary import ORDINARY_WORDS
from commgov.privacy.guard.sensitive import sensitive_word_near
from commgov.privacy.guard.spans import LeakSpan
from commgov.privacy.guard.tables import tables_in
from commgov.privacy.guard.verdict import GuardVerdict, action_on
from commgov.seal import Secret
from commgov.wording import Text

_NOBODY = NameIndex(())
_NOWHERE = Gazetteer()


class LeakGuard(Secret):
    """Looks at every message before it goes to a group, a notice board or the honour list.

    It sees numbers, codes, addresses, names of the roster, tables, links to shared forms, and names beside sensitive
    words, also behind full-width, spaced, Chinese, circled or keycap digits and zero-width characters. It keeps no
    message. It does not see what is in pictures, nor names that the roster does not have.

    Args:
        roster: who the residents are, read once; of a `LiveRoster` the guard keeps no name, and asks it anew for each
            message. None: names are not looked for.
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
        '请联系王某 ****，住向阳里****'
        >>> verdict.reasons[0].zh, guard.check("三号楼电梯坏了", "group").action.name
        ('含手机号1处', 'PASS')
    """

    def __init__(
        self,
        roster: Roster | LiveRoster | None = None,
        *,
        gazetteer: Gazetteer = _NOWHERE,
        policy: GuardPolicy = STANDARD_CHANNELS,
        public: Collection[str] = (),
        ordinary: Collection[str] = (),
    ) -> None:
        """Read the roster once, unless it is a live one."""
        if isinstance(roster, LiveRoster):
            self._index, self._told = roster.index, repr(roster)
        else:
            names = _NOBODY if roster is None else NameIndex(roster.names())
            self._index, self._told = lambda: names, repr(names)
        self._ordinary = ORDINARY_WORDS.union(ordinary)
        self._gazetteer = gazetteer
        self._rooms = gazetteer.rooms
        self._policy = policy
        self._public = frozenset(map(plain_value, public))

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
        folded: Folded | None = None
        data: list[Found] = []
        structures: list[Found] = []
        seen, known = glance(message), self._rooms(message)
        if seen is not None and seen.has_sign:
            folded = fold(message)
            if folded.text is not message:
                seen, known = glance(folded.text), self._rooms(folded.text)
        text = message if folded is None else folded.text
        if seen is not None or known:
            data, structures = self._seen_in(text, seen or _NOTHING, known)
        if names := self._index():
            data, structures = self._with_names(text, names.find(text, self._ordinary), data, structures)
        if not data and not structures:
            return GuardVerdict(_PASS, rules, (), _NONE, message)
        return _judged(message, folded, data + structures, rules)

    def _seen_in(self, text: str, seen: Glance, known: list[int]) -> tuple[list[Found], list[Found]]:
        """Pieces of data in a folded text, of what overlaps only the surest; and what holds or leads to data."""
        data = numbers_in(text) if seen.has_number else []
        structures: list[Found] = []
        if seen.has_sign:
            data += disguised_numbers(text)
            data += codes_in(text)
            if "\n" in text:
                structures += [(start, end, LeakKind.TABLE) for start, end in tables_in(text)]
            structures += [(start, end, LeakKind.FORM_LINK) for start, end in form_links(text)]
        if rooms := sorted([*seen.rooms, *known]) if known else seen.rooms:
            data += addresses_in(text, self._gazetteer, rooms)
        if len(data) > 1:
            data = _without_overlaps(data)
        if self._public and data:
            data = [one for one in data if plain_value(text[one[0] : one[1]]) not in self._public]
        return data, structures

    def _with_names(
        self, text: str, found: list[NameFound], data: list[Found], structures: list[Found]
    ) -> tuple[list[Found], list[Found]]:
        """The same with names of the roster, and with names beside sensitive words."""
        found = [name for name in found if text[name.start : name.end] not in self._public]
        if not found:
            return data, structures
        rooms = [room for name in found if (room := room_beside(text, name.start, name.end)) is not None]
        data = _without_overlaps([*data, *rooms]) if rooms else data
        names: list[Found] = []
        beside: list[Found] = []
        words = [sensitive_word_near(text, name.start, name.end) for name in found]
        # The more a name would tell of a person in this message, the less has to show that it is one.
        plain = NameSign.ENDS if data or structures else NameSign.SURE
        is_shown = [name.sign >= (NameSign.ENDS if word else plain) for name, word in zip(found, words, strict=True)]
        shown = {_name_in(text, name) for name, is_one in zip(found, is_shown, strict=True) if is_one}
        for name, word, is_one in zip(found, words, is_shown, strict=True):
            # Masked in one place and left in another, it would be read there.
            if is_one or (name.sign is NameSign.NONE and _name_in(text, name) in shown):
                names.append((name.start, name.end, LeakKind.NAME))
                if word is not None:
                    beside.append((min(name.start, word[0]), max(name.end, word[1]), LeakKind.SENSITIVE))
        return _without_overlaps([*data, *names]), [*structures, *beside]

    def __repr__(self) -> str:
        """How much it knows; no name."""
        return f"LeakGuard({self._told}, {self._gazetteer!r})"


def _name_in(text: str, name: NameFound) -> str:
    return text[name.start : name.end].replace(" ", "")


def _without_overlaps(found: list[Found]) -> list[Found]:
    """In order of place; of what overlaps, what the surer detector found, which was asked earlier."""
    ordered, end = sorted(found), 0
    for one in ordered:
        if one[0] < end:
            break
        end = one[1]
    else:
        return ordered
    kept, taken = [], bytearray(max(end for _, end, _ in found))
    for one in sorted(found, key=lambda each: (_SURENESS[each[2]], each[0])):
        first, last, _ = one
        if taken.find(1, first, last) < 0:
            taken[first:last] = b"\1" * (last - first)
            kept.append(one)
    return sorted(kept)


def _judged(message: str, folded: Folded | None, found: list[Found], rules: ChannelRules) -> GuardVerdict:
    if len(found) > 1:
        found.sort()
    text, place = (message, _same_place) if folded is None else (folded.text, folded.place)
    spans = tuple([LeakSpan(*place(start, end), kind) for start, end, kind in found])
    persons: dict[LeakKind, int] = {}
    for _, _, kind in found:
        persons[kind] = persons.get(kind, 0) + 1
    for kind, number in persons.items():
        if number > 1:  # the same value twice is one person's
            persons[kind] = len({plain_value(text[start:end]) for start, end, what in found if what is kind})
    return GuardVerdict(action_on(persons, rules), rules, spans, persons, message)


def _same_place(start: int, end: int) -> tuple[int, int]:
    return start, end


def plain_value(value: str) -> str:
    """A value as it is compared: how it is written does not make it another one."""
    if value.isascii() and value.isalnum():
        return value.casefold()
    return "".join(sign for sign in fold(value).text.casefold() if sign.isalnum())


def _refuse_message() -> None:
    checks = Checks("LeakGuard.check")
    checks.require("message", "", ok=False, expected=Text("a text", "应为文本"))
    checks.refuse()


_SURENESS = {
    kind: (
        LeakKind.RESIDENT_ID,
        LeakKind.MOBILE,
        LeakKind.BANK_CARD,
        LeakKind.LANDLINE,
        LeakKind.EMAIL,
        LeakKind.PLATE,
        LeakKind.PASSPORT,
        LeakKind.ACCOUNT,
        LeakKind.ADDRESS,
        LeakKind.NAME,
    ).index(kind)
    for kind in LeakKind
    if not kind.is_structure
}
_PASS = GuardAction.PASS  # to look it up in its enumeration takes as long as some detectors
_NONE: dict[LeakKind, int] = {}
_NOTHING = Glance(has_number=False, has_sign=False, rooms=[])
