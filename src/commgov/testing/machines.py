"""Running the state machines of the conformance kits."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

OpenStore = Callable[[], AbstractContextManager[Callable[[], Any]]]
"""A context manager that makes an empty store, and gives a function that opens this store, each time anew."""


def run_machine(
    machine: type[RuleBasedStateMachine],
    open_store: OpenStore,
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
