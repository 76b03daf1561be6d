"""A small key tree."""

from collections.abc import Callable

import pytest

from commgov.privacy.keys import KeyLimits, KeyTree, MemoryKeyStore
from commgov.seal import Keyset


@pytest.fixture
def store() -> MemoryKeyStore:
    return MemoryKeyStore()


@pytest.fixture
def root() -> Keyset:
    return Keyset.generate()


@pytest.fixture
def open_tree(store: MemoryKeyStore, root: Keyset) -> Callable[..., KeyTree]:
    """Opens the tree, as another process would."""

    def open_one(**limits: int) -> KeyTree:
        return KeyTree.open(store, root, tenant="community-b", limits=KeyLimits(**limits))

    return open_one


@pytest.fixture
def tree(open_tree: Callable[..., KeyTree]) -> KeyTree:
    return open_tree()
