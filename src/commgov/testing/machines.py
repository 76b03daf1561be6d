"""The state machines of the conformance kits: their frame, running them, and several writers at the same moment."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from threading import Barrier
from typing import Any, ClassVar, Generic, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from commgov.testing.rules import require

Store = TypeVar("Store")
Found = TypeVar("Found")

OpenStore = Callable[[], AbstractContextManager[Callable[[], Store]]]
"""A context manager that makes an empty store, and gives a function that opens this store, each time anew."""


def run_machine(
    machine: type[RuleBasedStateMachine],
    open_store: OpenStore[Store],
    *,
    examples: int,
    steps: int,
    base: settings | None = None,
) -> None:
    """Run a machine on a store.

    Args:
        machine: asks its `open_store` for the store; the class given is left as it is.
        open_store: opens it.
        examples: how many histories.
        steps: how long each is, at most.
        base: what else holds for the run; None: what holds for the tests it runs in.

    Raises:
        AssertionError: with the shortest history after which the store is wrong.
    """
    on_this_store = type(machine.__name__, (machine,), {"open_store": staticmethod(open_store)})
    run_state_machine_as_test(
        on_this_store,
        settings=settings(
            base or settings(),
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),  # a store on a disk is slow, and so is drawing long histories
        ),
    )


class StoreMachine(RuleBasedStateMachine, Generic[Store]):
    """A store, and the reference in memory beside it. A subclass says what is done to both.

    Args:
        reference: makes the reference.
    """

    reference: ClassVar[Callable[[], Any]]

    @staticmethod
    def open_store() -> AbstractContextManager[Callable[[], Any]]:
        """Given by `run_machine`."""
        raise NotImplementedError

    def __init__(self) -> None:
        """Make both."""
        super().__init__()
        self._stack = ExitStack()
        self._open: Callable[[], Store] = self._stack.enter_context(self.open_store())
        self._store, self._model = self._open(), type(self).reference()

    def teardown(self) -> None:
        """Close the store."""
        self._stack.close()

    @rule()
    def reopen(self) -> None:
        """What was kept is there again."""
        self._store = self._open()


def at_once(calls: Sequence[Callable[[], Found]]) -> list[Found]:
    """Make calls at the same moment, each in a thread of its own. What each gave, in their order."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Found]) -> Found:
        barrier.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def one_wins(tries: Sequence[Callable[[], bool]], what: str) -> int:
    """Make tries at the same moment, of which just one may come about. Which did."""
    won = at_once(tries)
    require(won.count(True) == 1, f"{what}: of {len(tries)} at the same moment just one is kept, not {won.count(True)}")
    return won.index(True)
