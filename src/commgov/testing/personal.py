"""Identifiers that pass their checks, and residents nobody is; kits for those who recognise and those who keep data."""

from collections.abc import Callable, Iterable
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from commgov.core import PersonRef
from commgov.privacy import Recognised, Recogniser, Resident
from commgov.privacy.keeping import Keeper
from commgov.privacy.validators import IdentifierKind, is_uscc
from commgov.privacy.validators.plate import PROVINCES
from commgov.privacy.validators.resident_id_number import WEIGHTS
from commgov.privacy.validators.uscc import ALPHABET
from commgov.testing.rules import require

_AREAS = ("420106", "420103", "110105", "310104", "440305", "510107", "620102", "810000")
_SURNAMES, _GIVEN = "王李张刘陈杨黄赵周吴", "虚构拟设想示例演练样"
_PLAIN = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"


def identifiers(kind: IdentifierKind) -> st.SearchStrategy[str]:
    """Identifiers of a kind in normal form, made up, which pass their check.

    Example:
        >>> from commgov.privacy.validators import is_bank_card
        >>> @given(identifiers(IdentifierKind.BANK_CARD))
        ... def test_cards_are_cards(card):
        ...     assert is_bank_card(card)
        >>> test_cards_are_cards()
    """
    return _MADE[kind]()


@st.composite
def residents(draw: st.DrawFn) -> Resident:
    """A resident nobody is, with some of the fields that give a person away.

    Args:
        draw: Hypothesis's.

    Example:
        >>> @given(residents())
        ... def test_no_repr_shows_a_name(resident):
        ...     assert resident.name is None or resident.name not in repr(resident)
        >>> test_no_repr_shows_a_name()
    """
    name = st.builds("{}{}".format, st.sampled_from(_SURNAMES), st.text(_GIVEN, min_size=1, max_size=2))
    place = st.builds("武汉市江汉区福安路{}号{}栋{}室".format, *[st.integers(1, 999)] * 3)
    return Resident(
        ref=f"r-{draw(st.integers(1, 9999))}",
        name=draw(st.none() | name),
        id_number=draw(st.none() | identifiers(IdentifierKind.RESIDENT_ID)),
        phone=draw(st.none() | identifiers(IdentifierKind.MOBILE)),
        plate=draw(st.none() | identifiers(IdentifierKind.PLATE)),
        bank_card=draw(st.none() | identifiers(IdentifierKind.BANK_CARD)),
        address=draw(st.none() | place),
        lives_alone=draw(st.none() | st.booleans()),
        health=draw(st.none() | st.sampled_from(("哮喘", "每周透析", "腿脚不便"))),
    )


def check_recogniser(recogniser: Recogniser, *, examples: int = 200) -> None:
    """Judge a recogniser on many texts: harmless, full of identifiers, and hostile ones.

    It must answer each with `Recognised` values, twice the same whatever it was asked in between, and have a name.

    Args:
        recogniser: the recogniser.
        examples: how many texts.

    Raises:
        AssertionError: with the smallest text for which it does not keep the contract.
        Exception: whatever it raises: it has to answer every text.

    Example:
        >>> class Nothing:
        ...     name = "nothing"
        ...
        ...     def recognise(self, text):
        ...         return []
        >>> check_recogniser(Nothing(), examples=5)
    """
    name: object = recogniser.name
    require(isinstance(name, str) and bool(name.strip()), "name: a short name")
    words = st.sampled_from(("电话", "身份证号", "住在", "每周透析", "\ud800", "\x00", "１３８", "　"))
    any_kind = st.sampled_from(IdentifierKind).flatmap(identifiers)
    texts = st.text(max_size=40) | st.lists(words | any_kind | st.text(max_size=5), max_size=8).map("".join)

    @settings(max_examples=examples, deadline=None, derandomize=True)
    @given(texts, texts)
    def checked(text: str, other: str) -> None:
        first: tuple[object, ...] = tuple(recogniser.recognise(text))
        require(all(isinstance(find, Recognised) for find in first), "recognise: gives Recognised values")
        tuple(recogniser.recognise(other))
        require(set(recogniser.recognise(text)) == set(first), "recognise: the same answer to the same text")

    checked()


Piece = tuple[PersonRef, str, str]
"""A person, a field ("resident.phone"), and which of several records, empty where there is one."""


def check_keeper(make: Callable[[Iterable[Piece]], Keeper], *, examples: int = 100) -> None:
    """Judge a keeper: does it forget what it is asked to forget, all of it, and nothing else?

    What it still keeps is asked of it by having it forget, piece by piece. Forgetting twice does no harm.

    Args:
        make: makes a keeper that keeps these pieces; pieces may come more than once.
        examples: how many sets of pieces.

    Raises:
        AssertionError: with the smallest case in which it does not keep the contract.

    Example:
        >>> from commgov.core import Text
        >>> class Shelf:
        ...     name, keeps = "shelf", Text("values", "内容")
        ...
        ...     def __init__(self, pieces):
        ...         self.pieces = set(pieces)
        ...
        ...     def forget(self, person, fields=None, *, item=None):
        ...         gone = {
        ...             (who, key, which)
        ...             for who, key, which in self.pieces
        ...             if who == person and (fields is None or key in fields) and item in (None, which)
        ...         }
        ...         self.pieces -= gone
        ...         return len(gone)
        >>> check_keeper(Shelf, examples=5)
    """
    people = st.sampled_from((PersonRef("r-1"), PersonRef("r-2")))
    keys = st.sampled_from(("resident.name", "resident.phone", "resident.health"))
    items = st.sampled_from(("", "d-1", "d-2"))
    pieces = st.lists(st.tuples(people, keys, items), max_size=8, unique=True)

    @settings(max_examples=examples, deadline=None, derandomize=True)
    @given(pieces, people, st.none() | st.frozensets(keys, min_size=1), st.none() | items)
    def checked(held: list[Piece], person: PersonRef, fields: frozenset[str] | None, item: str | None) -> None:
        keeper = make(held)
        require(bool(keeper.name.strip() and keeper.keeps.en and keeper.keeps.zh), "name, keeps: in both languages")
        goes = {each for each in held if each[0] == person and (fields is None or each[1] in fields)}
        goes = {each for each in goes if item is None or each[2] == item}
        require(keeper.forget(person, fields, item=item) >= len(goes), "forget: every piece that was asked for")
        require(keeper.forget(person, fields, item=item) == 0, "forget: twice does no harm, and finds nothing")
        for each in held:
            left = keeper.forget(each[0], frozenset({each[1]}), item=each[2])
            require((left > 0) == (each not in goes), "forget: nothing else")

    checked()


def _resident_ids() -> st.SearchStrategy[str]:
    bodies = st.builds(
        "{}{:%Y%m%d}{:03}".format,
        st.sampled_from(_AREAS),
        st.dates(date(1920, 1, 1), date(2025, 12, 31)),
        st.integers(0, 999),
    )
    return bodies.map(_with_check)


def _with_check(body: str) -> str:
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, body, strict=True))
    return body + "10X98765432"[total % 11]


def _cards() -> st.SearchStrategy[str]:
    return st.from_regex(r"62[0-9]{14,16}", fullmatch=True).map(_with_luhn)


def _with_luhn(body: str) -> str:
    total = sum(
        int(digit) if at % 2 else (int(digit) * 2 - 9 if int(digit) > 4 else int(digit) * 2)  # noqa: PLR2004 - Luhn
        for at, digit in enumerate(reversed(body))
    )
    return f"{body}{-total % 10}"


def _plates() -> st.SearchStrategy[str]:
    start = st.builds("{}{}".format, st.sampled_from(PROVINCES), st.sampled_from("ABCDEFGH"))
    plain = st.text(_PLAIN, min_size=5, max_size=5)
    energy = st.builds("{}{:05}".format, st.sampled_from("DF"), st.integers(0, 99999))
    return st.builds("{}{}".format, start, plain | energy)


def _codes() -> st.SearchStrategy[str]:
    bodies = st.builds("91420{:03}{}".format, st.integers(0, 999), st.text(ALPHABET, min_size=9, max_size=9))
    return bodies.map(lambda body: next(body + last for last in ALPHABET if is_uscc(body + last)))


_MADE: dict[IdentifierKind, Callable[[], st.SearchStrategy[str]]] = {
    IdentifierKind.RESIDENT_ID: _resident_ids,
    IdentifierKind.MOBILE: lambda: st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    IdentifierKind.BANK_CARD: _cards,
    IdentifierKind.PLATE: _plates,
    IdentifierKind.USCC: _codes,
    IdentifierKind.PASSPORT: lambda: st.from_regex(r"E[A-HJ-NP-Z][0-9]{7}|E[0-9]{8}", fullmatch=True),
    IdentifierKind.HK_MACAU_PERMIT: lambda: st.from_regex(r"C[0-9]{8}|[HM][0-9]{8}", fullmatch=True),
}
