"""The conformance kit of stores of package keys: kept once, found as they were kept, destroyed for good."""

from collections.abc import Callable
from functools import partial

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commgov.privacy.sharing import PackageKeys
from commgov.testing.machines import at_once
from commgov.testing.rules import require

_PACKAGES = st.sampled_from(["s-1", "S-1", "数据包-3", "s" * 64])
_STEPS = st.tuples(st.sampled_from(["keep", "find", "destroy"]), _PACKAGES, st.binary(min_size=1, max_size=80))
_RACERS = 6


def check_package_keys(make: Callable[[], PackageKeys], *, examples: int = 60) -> None:
    """Judge a store of package keys: do to it whatever can be done, in any order, and hold it against a dict.

    Keys are kept once and found as they were kept; what was destroyed is never found again and never kept anew, also
    for a package that had none; and of several who keep keys of one package at the same moment one wins.

    Args:
        make: makes an empty store.
        examples: how many histories.

    Raises:
        AssertionError: with the shortest history after which the store is wrong.

    Example:
        >>> from commgov.privacy.sharing import MemoryPackageKeys
        >>> check_package_keys(MemoryPackageKeys, examples=5)
    """

    @settings(max_examples=examples, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(st.lists(_STEPS, max_size=20))
    def checked(steps: list[tuple[str, str, bytes]]) -> None:
        keys = make()
        kept: dict[str, bytes | None] = {}
        for what, package, wrapped in steps:
            if what == "keep":
                may = package not in kept
                require(keys.keep(package, wrapped) == may, "keep: once for each package, never after destroy")
                kept.setdefault(package, wrapped)
            elif what == "destroy":
                had = kept.get(package) is not None
                require(keys.destroy(package) == had, "destroy: says whether there were any")
                kept[package] = None
            require(keys.find(package) == kept.get(package), "find: as they were kept, and None once destroyed")

    checked()
    keys = make()
    tries = at_once([partial(keys.keep, "s-1", bytes([number])) for number in range(1, _RACERS + 1)])
    require(tries.count(True) == 1, "keep: of several at the same moment one wins")
    winner = bytes([tries.index(True) + 1])
    require(keys.find("s-1") == winner, "keep: what is found is what the winner kept")
