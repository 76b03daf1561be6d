"""Lists with names that a law asks for (公示), such as those of low-income assistance: as little as does."""

import re
from datetime import date, timedelta

from attrs import frozen

from commgov.core.checks import Checks
from commgov.privacy.masks import mask_id, mask_phone
from commgov.privacy.purposes import Basis, BasisKind
from commgov.privacy.releases.policy import ReleasePolicy
from commgov.wording import Text

BY_LAW = frozenset({BasisKind.STATUTE, BasisKind.DUTY})

_NO_LAW = Text(
    "a list with names needs a law or a duty by law as its basis; consent to be helped is none",
    "含姓名的公示须以法律规定或法定职责为依据；同意接受救助不构成公示依据",
)
_TOO_LONG = Text("it may be shown for at most {days} days", "公示期最长{days}天")
_OVER = Text("its time is over", "公示期已过")
_EMPTY = Text("there is nobody in it", "名单为空")


@frozen(repr=False)
class ListEntry:
    """One person of a list that a law makes public.

    Args:
        name: as it is published.
        estate: the village or estate; never the building or room.
        amount_fen: what is granted, in fen.
        id_number: the resident ID number, to tell two persons of one name apart; published masked. Or empty.
        phone: the same. Or empty.

    Example:
        >>> ListEntry("测试甲", "苑区一", 68_000)
        ListEntry()
    """

    name: str
    estate: str
    amount_fen: int
    id_number: str = ""
    phone: str = ""

    def __attrs_post_init__(self) -> None:
        checks = Checks("ListEntry")
        for field in ("name", "estate"):
            value = getattr(self, field)
            checks.require(field, "", ok=isinstance(value, str) and bool(value.strip()), expected=_TEXT)
        checks.require("estate", "", ok=not _ROOM.search(str(self.estate)), expected=_ESTATE)
        is_amount = type(self.amount_fen) is int and self.amount_fen >= 0
        checks.require("amount_fen", "", ok=is_amount, expected=Text("whole fen, ≥ 0", "应为非负整数（分）"))
        for field in ("id_number", "phone"):
            checks.require(field, "", ok=isinstance(getattr(self, field), str), expected=_TEXT)
        checks.refuse()

    def __repr__(self) -> str:
        """Nothing of the person."""
        return "ListEntry()"


_TEXT = Text("a text", "应为文本")
_ESTATE = Text("an estate or village, without numbers of buildings or rooms", "应为小区或村名，不含楼栋房号")
_ROOM = re.compile(r"[0-9０-９〇零一二三四五六七八九十百]\s*(?:[栋幢座号室层楼]|单元)|[0-9０-９]\s*[-－]\s*[0-9０-９]")


@frozen(repr=False)
class StatutoryList:
    """A list with names that a law makes public.

    Args:
        title: what it is.
        entries: who stands in it.
        basis: the law or the duty.
        shown_from: the first day.
        shown_until: the last day.

    Raises:
        InvalidInputError: naming all that is wrong; nobody's data is repeated.

    Example:
        >>> from datetime import date
        >>> basis = Basis(BasisKind.STATUTE, "social-assistance-measures")
        >>> entries = (ListEntry("测试甲", "苑区一", 68_000),)
        >>> StatutoryList("low-income assistance", entries, basis, date(2026, 3, 2), date(2026, 3, 8))
        StatutoryList(low-income assistance, 1 entries)
    """

    title: str
    entries: tuple[ListEntry, ...]
    basis: Basis
    shown_from: date
    shown_until: date

    def __attrs_post_init__(self) -> None:
        checks = Checks("StatutoryList")
        checks.text("title", self.title)
        for at, entry in enumerate(self.entries):
            checks.require(
                f"entries[{at}]", "", ok=isinstance(entry, ListEntry), expected=Text("a ListEntry", "应为ListEntry")
            )
        checks.instance("basis", self.basis, Basis, Text("a Basis", "应为Basis"))
        checks.day("shown_from", self.shown_from)
        checks.day("shown_until", self.shown_until)
        checks.refuse()

    def __repr__(self) -> str:
        """What it is, and how long; nobody's name."""
        return f"StatutoryList({self.title}, {len(self.entries)} entries)"


@frozen(repr=False)
class PublishedList:
    """A list as it is published: name, estate and amount; of numbers only what tells two persons of one name apart.

    Args:
        title: what it is.
        shown_from: the first day.
        shown_until: the last day.
        entries: name, estate, amount in fen, masked ID number and masked phone; ask `lines_on` for them.
    """

    title: str
    shown_from: date
    shown_until: date
    entries: tuple[tuple[str, str, int, str, str], ...]

    def lines_on(self, day: date) -> tuple[tuple[str, str, int, str, str], ...]:
        """The entries, on the days on which they may be shown; none on any other day."""
        return self.entries if self.shown_from <= day <= self.shown_until else ()

    def __repr__(self) -> str:
        """What it is, and until when; nobody's name."""
        return f"PublishedList({self.title}, {len(self.entries)} entries, until {self.shown_until})"


def reasons_against(listed: StatutoryList, policy: ReleasePolicy, today: date) -> tuple[Text, ...]:
    """All that speaks against publishing a list."""
    longest = timedelta(days=policy.list_days_max - 1)
    found = [
        (listed.basis.kind not in BY_LAW, _NO_LAW),
        (listed.shown_until - listed.shown_from > longest, _TOO_LONG.fill(days=policy.list_days_max)),
        (max(listed.shown_from, today) > listed.shown_until, _OVER),
        (not listed.entries, _EMPTY),
    ]
    return tuple(reason for is_so, reason in found if is_so)


def as_published(listed: StatutoryList) -> PublishedList:
    """A list with its numbers masked."""
    entries = tuple(
        (
            entry.name,
            entry.estate,
            entry.amount_fen,
            mask_id(entry.id_number) if entry.id_number else "",
            mask_phone(entry.phone) if entry.phone else "",
        )
        for entry in listed.entries
    )
    return PublishedList(listed.title, listed.shown_from, listed.shown_until, entries)
