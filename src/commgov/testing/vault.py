"""The conformance kit of vault stores: what every store must do, whoever wrote it."""

from functools import partial

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from commgov.core import PersonRef, UnitId
from commgov.privacy.vault import MemoryVaultStore, SealedSubject, Stored, SubjectChange, SubjectState, VaultStore
from commgov.testing.machines import OpenStore, StoreMachine, at_once, one_wins, run_machine
from commgov.testing.rules import require

_SUBJECTS = [PersonRef(name) for name in ("r-1", "R-1", "居民-3", "r-10")]
_UNITS = [UnitId(name) for name in ("grid-1", "grid-2")]
_INDEXES = ["resident.phone", "resident.name+resident.birth_year"]
_CODES = [0, 1, 2**31 - 1]
_RACERS = 4


def check_vault_store(open_store: OpenStore[VaultStore], *, examples: int = 100, steps: int = 40) -> None:
    """Judge a vault store: do to it whatever can be done, in any order, and hold it against the reference in memory.

    People who come, change, move, are restricted and erased; stale versions; fields that come and go; codes of indexes;
    pages by unit; erasures that broke off; restarts; and several writers at the same moment, of whom one must win.

    Args:
        open_store: a context manager that makes an empty store, and gives a function that opens this store, each time
            anew; what it has kept must be there again.
        examples: how many histories.
        steps: how long each is, at most.

    Raises:
        AssertionError: with the shortest history after which the store is wrong.

    Example:
        >>> from contextlib import contextmanager
        >>> @contextmanager
        ... def open_store():
        ...     store = MemoryVaultStore()
        ...     yield lambda: store
        >>> check_vault_store(open_store, examples=2, steps=5)
    """
    run_machine(VaultStoreMachine, open_store, examples=examples, steps=steps)
    _check_races(open_store)


class VaultStoreMachine(StoreMachine[VaultStore]):
    """A store of a vault, and the reference beside it."""

    reference = MemoryVaultStore

    @initialize()
    def empty(self) -> None:
        """An empty store says so."""
        require(not self._store.page(limit=5), "an empty store has no page")
        require(not self._store.unfinished(), "an empty store has no erasure under way")

    @rule(
        row=st.builds(
            SealedSubject,
            st.sampled_from(_SUBJECTS),
            st.sampled_from(_UNITS),
            st.sampled_from([SubjectState.KEPT, SubjectState.RESTRICTED]),
            st.binary(min_size=1, max_size=40),
        ),
        ahead=st.sampled_from([1, 1, 1, 1, 1, 0, 2, -1]),
        values=st.lists(st.binary(min_size=1, max_size=20), max_size=3),
        codes=st.dictionaries(st.sampled_from(_INDEXES), st.frozensets(st.sampled_from(_CODES)), max_size=2),
        drops=st.sampled_from([0, 0, 1, 99]),
    )
    def keep(
        self, row: SealedSubject, ahead: int, values: list[bytes], codes: dict[str, frozenset[int]], drops: int
    ) -> None:
        """A change of the next version is made, all of it; others are not, and nobody comes back who was erased."""
        there = self._model.load(row.subject)
        row = evolve(row, version=max((there.row.version if there else 0) + ahead, 1))
        slots = sorted(there.slots) if there else []
        first = (slots or [0])[-1] + 1
        change = SubjectChange(row, dict(enumerate(values, first)), frozenset(slots[:drops]), codes)
        expected = self._model.keep(change)
        require(self._store.keep(change) is expected, f"keep({change.row}) is {expected}")

    @rule(subject=st.sampled_from(_SUBJECTS))
    def begin_erasure(self, subject: PersonRef) -> None:
        """Everything of a person goes at once."""
        expected = self._model.begin_erasure(subject)
        require(self._store.begin_erasure(subject) == expected, f"begin_erasure({subject}) is {expected}")

    @rule(subject=st.sampled_from(_SUBJECTS))
    def end_erasure(self, subject: PersonRef) -> None:
        """An erasure that began ends; of others nothing changes."""
        self._model.end_erasure(subject)
        self._store.end_erasure(subject)

    @rule(
        units=st.one_of(st.none(), st.frozensets(st.sampled_from([*_UNITS, UnitId("grid-9")]))),
        limit=st.integers(1, 3),
    )
    def page(self, units: frozenset[UnitId] | None, limit: int) -> None:
        """Page by page, everybody of the units comes once, with all their fields."""
        expected = {each.row.subject: each for each in self._model.page(units=units, limit=len(_SUBJECTS))}
        found: dict[PersonRef, Stored] = {}
        after = None
        while batch := self._store.page(units=units, after=after, limit=limit):
            require(len(batch) <= limit, f"page gives at most {limit}")
            require(not found.keys() & {each.row.subject for each in batch}, "page: behind `after` only")
            found |= {each.row.subject: each for each in batch}
            after = batch[-1].row.subject
            if len(batch) < limit:  # fewer are the last
                break
        require(found == expected, "page: everybody of the units, as kept last")

    @rule(index=st.sampled_from(_INDEXES), codes=st.sets(st.sampled_from(_CODES)))
    def matching(self, index: str, codes: set[int]) -> None:
        """Whoever has one of the codes, each once."""
        expected = list(self._model.matching(index, codes))
        require(sorted(self._store.matching(index, codes)) == expected, "matching: whoever has one of the codes")

    @invariant()
    def same(self) -> None:
        """Both stand the same."""
        for subject in _SUBJECTS:
            require(self._store.load(subject) == self._model.load(subject), f"load({subject}): what was kept last")
            expected = self._model.is_erased(subject)
            require(self._store.is_erased(subject) is expected, f"is_erased({subject}) is {expected}")
        unfinished = sorted(self._store.unfinished())
        require(unfinished == self._model.unfinished(), "unfinished: erasures that began and did not end")


def _check_races(open_store: OpenStore[VaultStore]) -> None:
    """Of several who change the same person at the same moment, one wins; whoever is erased stays so."""
    with open_store() as open_again:
        stores = [open_again() for _ in range(_RACERS)]
        row = SealedSubject(PersonRef("r-1"), _UNITS[0], SubjectState.KEPT, b"d")
        for version in range(1, 6):
            changes = [
                SubjectChange(evolve(row, version=version, directory=bytes([at])), {version: bytes([at])})
                for at in range(_RACERS)
            ]
            one_wins([partial(store.keep, each) for store, each in zip(stores, changes, strict=True)], "keep")
            kept = stores[0].load(row.subject)
            whole = kept is not None and kept.slots[version] == kept.row.directory
            require(whole, "keep: all of one change, nothing of another")
        change = SubjectChange(evolve(row, version=6), {6: b"late"})
        at_once([lambda: stores[0].begin_erasure(row.subject), lambda: stores[1].keep(change)])
        require(stores[2].load(row.subject) is None, "keep: nothing comes back beside an erasure")
