"""Whatever is called with somebody's number by mistake: no error repeats it, in either language."""

import inspect
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import cycle, islice
from pathlib import Path

import pytest

from commgov.errors import CommgovError

STORED = (Path(__file__).parent / "public_api.txt").read_text(encoding="utf-8").split()
ENTRUSTED = [
    "13800000012",
    "请打138-0000-0012",
    "１３８００００００１２",
    "11010519491231002X",
    "w@example.org",
]
FILES = {"read_gap", "read_tables"}  # who says which file is not there has to say its name


def callables() -> Iterator[tuple[str, Callable[..., object]]]:
    """Every public function, class, and function that a public class offers."""
    for line in STORED:
        package, _, name = line.rpartition(".")
        thing = getattr(import_module(package), name)
        if not callable(thing) or name in FILES or inspect.isabstract(thing):
            continue
        yield line, thing
        if inspect.isclass(thing):
            yield from (
                (f"{line}.{each}", made) for each, made in inspect.getmembers(thing, inspect.ismethod) if each[0] != "_"
            )


def called(call: Callable[..., object], values: Iterator[str]) -> BaseException | None:
    """What comes of a call with a value in every place."""
    try:
        places = inspect.signature(call).parameters.values()
    except ValueError:  # of a built-in base, such as an enumeration's
        return None
    in_order = [next(values) for place in places if place.kind in (place.POSITIONAL_ONLY, place.POSITIONAL_OR_KEYWORD)]
    by_name = {place.name: next(values) for place in places if place.kind is place.KEYWORD_ONLY}
    try:
        call(*in_order, **by_name)
    except Exception as error:  # noqa: BLE001 - whatever is raised, it says nothing of somebody
        return error
    return None


def said(error: BaseException) -> str:
    """What a traceback would say, in both languages."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    chinese = error.to("zh") if isinstance(error, CommgovError) else ""
    return f"{error}\n{chinese}\n{said(before) if before else ''}"


@pytest.mark.parametrize("first", range(2))
def test_no_error_repeats_what_somebody_entrusted(first: int) -> None:
    errors = {name: called(call, islice(cycle(ENTRUSTED), first, None)) for name, call in callables()}
    refused = {name: said(error) for name, error in errors.items() if isinstance(error, CommgovError)}
    assert len(refused) > 200
    assert [name for name, words in refused.items() if any(value in words for value in ENTRUSTED)] == []
