"""After a whole afternoon no repr, log, error, traceback, pickle, database or witness shows clear text."""

import base64
import gc
import inspect
import io
import json
import logging
import pickle
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from pprint import pformat
from urllib.parse import quote

import pytest
from rich.console import Console
from tests.privacy.afternoon import ADDRESS, HEALTH, ID, NAME, PHONE, PLANTED, Afternoon

from commgov.errors import CommgovError
from commgov.privacy import Resident
from commgov.privacy.rights import DataCopy


@pytest.fixture(scope="module")
def sight(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Afternoon, list[str], Path]]:
    """A whole afternoon, what every logger said, and where its files are."""
    said, loggers = [], [logging.getLogger(), *map(logging.getLogger, ("sqlalchemy", "commgov"))]
    levels = [logger.level for logger in loggers]

    class Keeps(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(f"{record.getMessage()} {record.args!r} {record.exc_info}")

    keeps = Keeps(logging.DEBUG)
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    loggers[0].addHandler(keeps)
    folder = tmp_path_factory.mktemp("afternoon")
    try:
        afternoon = Afternoon(folder)
        afternoon.lived()
        yield afternoon, said, folder
        afternoon.database.close()
    finally:
        loggers[0].removeHandler(keeps)
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def as_shown(planted: str) -> tuple[str, ...]:
    """A text as it is, as bytes would show it, as JSON may, and as a name of a file or a link would."""
    return planted, repr(planted.encode())[2:-1], json.dumps(planted)[1:-1], quote(planted)


SHOWN = [(planted, form) for planted in PLANTED for form in as_shown(planted)]


def told_in(text: str) -> list[str]:
    return [planted for planted, form in SHOWN if form in text]


def is_of_the_library(thing: object) -> bool:
    return str(type(thing).__module__).partition(".")[0] == "commgov"


def live() -> list[object]:
    """Every object of the library that lives, but for the words of a person's copy of their data.

    Those are made to be read by the person; the copy that holds them shows none of them and does not pickle.
    """
    gc.collect()
    things = [each for each in gc.get_objects() if is_of_the_library(each)]
    words = {id(line) for each in things if isinstance(each, DataCopy) for line in each.lines}
    return [each for each in things if id(each) not in words]


# (a) what lives

Sight = tuple[Afternoon, list[str], Path]


@pytest.mark.usefixtures("sight")
def test_no_object_that_lives_shows_anything() -> None:
    things = live()
    kinds = {type(each) for each in things}
    assert len([kind for kind in kinds if kind.__module__.startswith("commgov.privacy")]) > 150
    shows = {
        f"{type(each).__module__}.{type(each).__qualname__}"
        for each in things
        if any(told_in(text) for text in (repr(each), str(each), f"{each}"))
    }
    assert shows == set()


def test_what_a_caller_was_given_shows_nothing_when_it_is_printed_prettily(sight: Sight) -> None:
    afternoon, _, _ = sight
    page = Console(file=io.StringIO(), width=200)
    answers = [*afternoon.given, *(part for each in afternoon.given for part in parts(each)), *afternoon.residents]
    for each in [*answers, afternoon.order, afternoon.vault, afternoon.guard, afternoon.roster]:
        page.print(each)
        assert told_in(pformat(each)) == []
    assert "Seen" in page.file.getvalue()
    assert told_in(page.file.getvalue()) == []


def parts(answer: object) -> Iterator[object]:
    """What a caller takes out of an answer."""
    for name in ("opened", "copy", "account", "answers", "rows", "state", "receipt"):
        part = getattr(answer, name, ())
        yield from part if isinstance(part, tuple) else (part,)


@pytest.mark.usefixtures("sight")
def test_every_object_that_lives_refuses_to_pickle_or_holds_nothing() -> None:
    holds, pickled = set[str](), 0
    for each in live():
        try:
            content = pickle.dumps(each)
        except Exception:  # noqa: BLE001, S112 - whatever does not travel shows nothing
            continue
        pickled += 1
        if any(planted.encode() in content for planted in PLANTED):
            holds.add(f"{type(each).__module__}.{type(each).__qualname__}")
    assert holds == set()
    assert pickled > 100


# (b) what is logged


def test_no_logger_says_anything(sight: Sight) -> None:
    _, said, _ = sight
    assert any("INSERT" in line for line in said), "the database's own log was heard"
    assert [line for line in said if told_in(line)] == []


# (c) what is stored, before anybody makes mistakes: whoever names people by their names has those stored


_TELLING = 8  # signs of base64: four stand somewhere in a file of sealed bytes by chance


def written(planted: str) -> Iterator[bytes]:
    """A text as files could hold it."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
        content = planted.encode(encoding)
        yield content
        for shift in range(3):  # where in a longer text it stands decides how base64 writes it
            coded = base64.b64encode(bytes(shift) + content)[4 if shift else 0 : -4]
            if len(coded) >= _TELLING:
                yield coded


def test_no_file_holds_anything(sight: Sight) -> None:
    _, _, folder = sight
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert {"community.db", "roots.jsonl"} <= files.keys()
    held = {(name, planted) for name, content in files.items() for planted in PLANTED
            if any(form in content for form in written(planted))}  # fmt: skip
    assert held == set()


# (d) what errors say

USUAL = {"by": "secretary-1", "person": "r-204", "ref": "r-204", "subject": "r-204", "record": Resident}


def wrong() -> list[object]:
    """Data where it does not belong, in every shape."""
    return [
        *(NAME, PHONE, ID, HEALTH, ADDRESS, HEALTH.encode(), (NAME, PHONE), {"phone": PHONE, NAME: HEALTH}),
        Resident(ref="r-204", name=NAME, phone=PHONE),
    ]


def is_public(kind: type) -> bool:
    """Whether a class is among the names that the library offers."""
    home = kind.__module__.rpartition(".")[0]
    return kind.__name__ in getattr(sys.modules.get(home), "__all__", ())


def methods(things: list[object]) -> Iterator[tuple[str, Callable[..., object]]]:
    """What can be asked of one object of each class."""
    for kind, each in sorted({type(each): each for each in things}.items(), key=lambda pair: str(pair[0])):
        for name in dir(kind):
            call = None if name[0] == "_" else getattr(each, name, None)
            if inspect.isroutine(call) and getattr(call, "__module__", None):
                yield f"{kind.__qualname__}.{name}", call


def said(error: BaseException) -> str:
    """What a traceback says, in both languages, and what was raised before."""
    lines = "".join(traceback.format_exception(error))
    while error is not None:
        lines += error.to("zh") + error.to("en") if isinstance(error, CommgovError) else ""
        error = error.__cause__ or error.__context__
    return lines


def failures(call: Callable[..., object]) -> Iterator[tuple[str, str]]:
    try:
        places = list(inspect.signature(call).parameters.values())
    except (TypeError, ValueError):
        return
    for wrong_place in places:
        for value in wrong():
            given = [
                (place, value if place is wrong_place else USUAL.get(place.name, "s-1"))
                for place in places
                if place is wrong_place or place.default is place.empty
            ]
            in_order = [
                each for place, each in given if place.kind in (place.POSITIONAL_ONLY, place.POSITIONAL_OR_KEYWORD)
            ]
            by_name = {place.name: each for place, each in given if place.kind is place.KEYWORD_ONLY}
            try:
                call(*in_order, **by_name)
            except Exception as error:  # noqa: BLE001 - whatever is raised
                yield wrong_place.name, said(error)


@pytest.mark.usefixtures("sight")
def test_no_error_repeats_what_it_was_given() -> None:
    things = [each for each in live() if is_public(type(each)) and type(each).__module__.startswith("commgov.privacy")]
    told, count = set[str](), 0
    for name, call in methods(things):
        for place, words in failures(call):
            count += 1
            if told_in(words):
                told.add(f"{name}({place}): {words.strip().splitlines()[-1]}")
    assert count > 1_000
    assert sorted(told) == []
