"""Mutants of the core and the tests that guard it: whatever survives shows a rule that no test holds.

All tests are collected and run once, to learn which lines each reaches and how long it takes. Then each mutant lives in
a process of its own, forked from that one: the code of a function is exchanged in place, and the tests that reach the
change run, the quickest first, until one fails. What runs on import (a default, a table) is imported anew there, with
the change, and so are the tests. Nothing is ever written to a file.
"""

import ast
import gc
import importlib.abc
import importlib.machinery
import importlib.util
import os
import resource
import signal
import sys
import time
import tomllib
from collections.abc import Callable, Collection, Iterator, Sequence
from mmap import mmap
from pathlib import Path
from random import Random
from types import CodeType, FunctionType, ModuleType
from typing import Any, Literal

import pytest
from _pytest.runner import runtestprotocol
from attrs import Factory, define, evolve, frozen
from coverage import Coverage
from hypothesis import Phase, settings

from faults.mutating import Mutant, mutants_of

Fate = Literal["killed", "timed out", "survived"]
ENOUGH_S = 20
"""Seconds of the processor that the tests of a mutant may take at least; it may be a loop without an end."""
LATELY = 40
"""How many of the tests that noticed something lately are asked first."""
_FAILED = 3
_FATES: dict[int, Fate] = {0: "survived", 1: "killed"}


@frozen
class Findings:
    """How the mutants of a campaign ended.

    Args:
        fates: of each mutant.
        equivalent: mutants that behave as the code does, each with its reason, by what names them.
    """

    fates: list[tuple[Mutant, Fate]]
    equivalent: dict[tuple[str, str, str], str]

    def by_file(self) -> dict[str, tuple[int, int, int, int]]:
        """Of each module: mutants that could be noticed, killed, of these by the time limit, and equivalent ones."""
        counts: dict[str, list[int]] = {}
        for mutant, fate in self.fates:
            row = counts.setdefault(named(mutant)[0], [0, 0, 0, 0])
            if named(mutant) in self.equivalent:
                row[3] += 1
                continue
            row[0] += 1
            row[1] += fate != "survived"
            row[2] += fate == "timed out"
        return {name: (row[0], row[1], row[2], row[3]) for name, row in counts.items()}

    @property
    def survivors(self) -> list[Mutant]:
        """The mutants that no test noticed, but for equivalent ones."""
        return [mutant for mutant, fate in self.fates if fate == "survived" and named(mutant) not in self.equivalent]

    @property
    def refuted(self) -> list[Mutant]:
        """The mutants that are said to be equivalent, and that a test notices all the same."""
        return [mutant for mutant, fate in self.fates if fate != "survived" and named(mutant) in self.equivalent]


def named(mutant: Mutant) -> tuple[str, str, str]:
    """What names a mutant, whatever line it moves to: the file in its folder, as two parts may have a judge each."""
    return f"{mutant.path.parent.name}/{mutant.path.name}", mutant.within, mutant.change


def equivalents(listed: Path) -> dict[tuple[str, str, str], str]:
    """The reviewed list of mutants that behave as the code does."""
    rows = tomllib.loads(listed.read_text(encoding="utf-8"))["equivalent"]
    return {(row["file"], row["within"], change): row["because"] for row in rows for change in row["changes"]}


def hunt(
    files: Sequence[Path],
    tests: Sequence[str],
    *,
    equivalent: dict[tuple[str, str, str], str],
    sample: int | None = None,
    seed: int = 0,
    workers: int = (os.cpu_count() or 1) + 1,
) -> Findings:
    """Let each mutant of some modules live until a test notices it.

    Args:
        files: the modules.
        tests: what pytest is told: where the tests are, and which of them.
        equivalent: see `equivalents`.
        sample: how many of the mutants, drawn by lot; None: all.
        seed: of the lots.
        workers: how many live at the same time.
    """
    mutants = [mutant for file in files for mutant in mutants_of(file)]
    mutants.sort(key=lambda mutant: mutant.function is None)  # what takes longest comes when it is known what notices
    unknown = equivalent.keys() - set(map(named, mutants))
    assert not unknown, f"no such mutants any more: {unknown}"
    if sample is not None:
        chosen = sorted(Random(seed).sample(range(len(mutants)), min(sample, len(mutants))))
        mutants = [mutants[at] for at in chosen]
    campaign = _Campaign(list(tests), mutants, workers)
    said = pytest.main([*_QUIET, *tests], plugins=[campaign])
    assert said == 0, "the tests have to pass before anything is changed"
    return Findings(list(zip(mutants, campaign.fates, strict=True)), equivalent)


_ALREADY = "ignore::pytest.PytestAssertRewriteWarning"  # what imports pytest may have imported its plugins before
_QUIET = ["-qq", "-s", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:cov", "--disable-warnings", "-W", _ALREADY]


class _NoShrinking:
    """A failing example is enough: nobody reads the smallest one."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        phases = [Phase.explicit, Phase.generate]
        settings.register_profile("mutants", settings(), phases=phases, report_multiple_bugs=False)
        settings.load_profile("mutants")


class _Ordered(_NoShrinking):
    """Tests in an order that was found to be good."""

    def __init__(self, order: list[str]) -> None:
        self.places = {name: place for place, name in enumerate(order)}
        self.failed: str | None = None

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=lambda item: self.places.get(item.nodeid, -1))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed = report.nodeid


@define(eq=False)
class _Campaign(_NoShrinking):
    """Runs within pytest, in place of its loop."""

    tests: list[str]
    mutants: list[Mutant]
    workers: int
    fates: list[Fate] = Factory(list)
    seconds: dict[str, float] = Factory(dict)
    reach: dict[tuple[str, int], set[str]] = Factory(dict)
    names: list[str] = Factory(list)
    # By mutant: which test noticed it, counted from 1; its own process writes that.
    noticed: memoryview = Factory(lambda: memoryview(b""))

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        if not self._run_once(session.items):
            session.testsfailed = 1
            return True
        functions = _functions_of({str(mutant.path) for mutant in self.mutants})
        print(f"{len(items)} tests, {len(self.mutants)} mutants", flush=True)
        self.names = list(items)
        self.noticed = memoryview(mmap(-1, 4 * len(self.mutants))).cast("I")
        unchanged = evolve(self.mutants[0], tree=ast.parse(self.mutants[0].path.read_bytes()))
        alone = [(3 * sum(self.seconds.values()), lambda: self._survives_import(0, unchanged))]
        assert _in_turn(alone, 1, lambda *_: None) == ["survived"], "the tests have to pass also when imported anew"
        works = [self._life_of(number, items, functions) for number in range(len(self.mutants))]
        self.fates = _in_turn(works, self.workers, self._tell)
        return True

    def _tell(self, number: int, fate: Fate) -> None:
        """Let whoever waits see how far it is."""
        mutant = self.mutants[number]
        if number % 100 == 0:
            print(f"... {mutant.path.name}, {number} of {len(self.mutants)}", flush=True)
        if fate != "killed":
            print(f"{fate}: {mutant.path.name}:{mutant.line} {mutant.within}: {mutant.change}", flush=True)

    def _run_once(self, items: list[pytest.Item]) -> bool:
        """Run the tests on the code as it is: which lines each reaches, and how long it takes."""
        paths = {str(mutant.path) for mutant in self.mutants}
        watch = Coverage(data_file=None, config_file=False, include=sorted(paths))
        watch.start()
        for item in items:
            watch.switch_context(item.nodeid)
            began = time.process_time()
            if not _passes(item):
                watch.stop()
                print(f"fails before anything is changed: {item.nodeid}", flush=True)
                return False
            self.seconds[item.nodeid] = time.process_time() - began
        watch.stop()
        data = watch.get_data()
        for path in paths:
            for line, contexts in data.contexts_by_lineno(path).items():
                self.reach[path, line] = {context for context in contexts if context}
        return True

    def _life_of(
        self, number: int, items: dict[str, pytest.Item], functions: dict[tuple[str, str, int], list[FunctionType]]
    ) -> tuple[float, Callable[[], bool]]:
        """How long the tests of a mutant may take, and what says whether it survives them."""
        mutant = self.mutants[number]
        if mutant.function is None:
            return 3 * sum(self.seconds.values()), lambda: self._survives_import(number, mutant)
        path, lines = str(mutant.path), range(mutant.line, mutant.last_line + 1)
        reached = set[str]().union(*(self.reach.get((path, line), ()) for line in lines))
        limit = 3 * sum(self.seconds[name] for name in reached)
        return limit, lambda: self._survives(number, {name: items[name] for name in reached}, functions)

    def _survives(
        self, number: int, items: dict[str, pytest.Item], functions: dict[tuple[str, str, int], list[FunctionType]]
    ) -> bool:
        """Exchange the code in place, and run tests until one fails."""
        mutant = self.mutants[number]
        path = str(mutant.path)
        for code in _codes_in(compile(mutant.tree, path, "exec", dont_inherit=True)):
            for function in functions.get((path, code.co_qualname, code.co_firstlineno), ()):
                function.__code__ = code
        for name in self._order(number, items):
            if not _passes(items[name]):
                self.noticed[number] = self.names.index(name) + 1
                return False
        return True

    def _survives_import(self, number: int, mutant: Mutant) -> bool:
        """Import the package anew, with the change, and collect the tests anew, too."""
        planter = _Planter(mutant)  # finds its name among what is imported, so first
        sys.meta_path.insert(0, planter)
        order = self._order(number, self.names)
        noticed = sum(at > 0 for at in self.noticed[:number])
        few = order[: min(LATELY, noticed)]
        for tests in ([few] if few else []) + [self.tests]:  # to collect all of them takes far longer than to run few
            for name in [name for name, module in sys.modules.items() if _is_own(module)]:
                del sys.modules[name]
            ordered = _Ordered(order)
            said = pytest.main([*_QUIET, "-x", *tests], plugins=[ordered])
            if said in {pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED}:
                break
        if ordered.failed in self.names:
            self.noticed[number] = self.names.index(ordered.failed) + 1
        return said == pytest.ExitCode.OK

    def _order(self, number: int, names: Collection[str]) -> list[str]:
        """Tests in the order to ask them: what noticed a neighbour probably notices this one; then the quickest."""
        lately = dict.fromkeys(self.names[at - 1] for at in reversed(self.noticed[:number]) if at)
        quickest = sorted(names, key=lambda name: (self.seconds[name], name))
        return list(dict.fromkeys([*filter(set(names).__contains__, list(lately)[:LATELY]), *quickest]))


class _Planter(importlib.abc.MetaPathFinder):
    """Finds one module, with the change."""

    def __init__(self, mutant: Mutant) -> None:
        self.name, self.mutant = _module_of(mutant.path), mutant

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self.name:
            return None
        file = str(self.mutant.path)
        loader = _Loader(fullname, file)
        loader.mutant = self.mutant
        return importlib.util.spec_from_file_location(fullname, file, loader=loader)


class _Loader(importlib.machinery.SourceFileLoader):
    mutant: Mutant

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 -- it loads one module only
        return compile(self.mutant.tree, self.path, "exec", dont_inherit=True)


def _module_of(path: Path) -> str:
    """The name under which a file has been imported."""
    for name, module in list(sys.modules.items()):
        if getattr(module, "__file__", None) == str(path):
            return name
    raise LookupError(path)


def _is_own(module: ModuleType) -> bool:
    """Whether a module is of what is tested or of its tests: neither installed, nor of this campaign."""
    file = getattr(module, "__file__", None)
    if module.__name__.partition(".")[0] in {"__main__", __name__.partition(".")[0]}:
        return False
    if file is None:  # built in, or a folder of tests
        return hasattr(module, "__path__")
    return not file.startswith((sys.prefix, sys.base_prefix))


def _passes(item: pytest.Item) -> bool:
    return not any(report.failed for report in runtestprotocol(item, nextitem=None, log=False))


def _codes_in(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes_in(constant)


def _functions_of(paths: set[str]) -> dict[tuple[str, str, int], list[FunctionType]]:
    """The functions that live, by file, name and line, wherever they were imported to."""
    found: dict[tuple[str, str, int], list[FunctionType]] = {}
    for each in gc.get_objects():
        if type(each) is FunctionType and each.__code__.co_filename in paths:
            code = each.__code__
            found.setdefault((code.co_filename, code.co_qualname, code.co_firstlineno), []).append(each)
    return found


def _in_turn(
    works: list[tuple[float, Callable[[], bool]]], workers: int, tell: Callable[[int, Fate], None]
) -> list[Fate]:
    """Do each piece of work in a process of its own, some at the same time; what became of each."""
    gc.freeze()  # the forked ones need not copy what the collector would touch
    fates: dict[int, Fate] = {}
    running: dict[int, int] = {}
    for number, (limit, work) in enumerate(works):
        if len(running) == workers:
            tell(*_wait(running, fates))
        child = os.fork()
        if child == 0:
            _live(limit, work)
        running[child] = number
    while running:
        tell(*_wait(running, fates))
    return [fates[number] for number in range(len(works))]


def _wait(running: dict[int, int], fates: dict[int, Fate]) -> tuple[int, Fate]:
    """The next that ends."""
    child, status = os.wait()
    number = running.pop(child)
    code = os.waitstatus_to_exitcode(status)
    assert code != _FAILED, f"not the mutant failed, but the campaign: {number}"
    fate = fates[number] = _FATES.get(code, "timed out")
    return number, fate


def _live(limit: float, work: Callable[[], bool]) -> Any:
    """Work in a forked process, and end it."""
    silent = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silent, stream)
    seconds = ENOUGH_S + int(limit)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    signal.alarm(20 * seconds)  # one that waits for ever takes no time of the processor
    status = _FAILED
    try:
        status = 0 if work() else 1
    finally:
        os._exit(status)
