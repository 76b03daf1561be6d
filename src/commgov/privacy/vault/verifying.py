"""Whether all that is held is what was written last: every person against the log."""

from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from attrs import field, frozen

from commgov.core.ids import PersonRef
from commgov.errors import SealError
from commgov.privacy.audit.entry import Pseudonym
from commgov.privacy.audit.roots import SignedRoot
from commgov.privacy.vault.holding import Holding, SetBackError
from commgov.privacy.vault.marks import state_name, state_of

if TYPE_CHECKING:
    from commgov.seal import VerifyingKey


@frozen
class VerifiedVault:
    """What verifying a vault found. It is true if all is as it was written last.

    Args:
        people: how many are as they were written last.
        set_back: whose rows are older than what was written last.
        broken: whose rows are nothing that was ever written, lack a field, or have no key.
        missing: of whom the log knows, and not that they were erased, and whom nothing that is stored tells of: under
            the names that they have in the log. Whoever is broken is among them, and stays there once erased.
    """

    people: int
    set_back: tuple[PersonRef, ...] = ()
    broken: tuple[PersonRef, ...] = ()
    missing: tuple[Pseudonym, ...] = field(default=(), repr=False)

    def __bool__(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.set_back or self.broken or self.missing)


def verified(holding: Holding, keys: "Iterable[VerifyingKey]", roots: Iterable[SignedRoot]) -> VerifiedVault:
    """Verify the log, and hold everybody's rows against it.

    Raises:
        BrokenLogError: if the log is not what was once written.
    """
    holding.log.verify(keys=keys, roots=roots)
    last, people = _last_states(holding), 0
    set_back, broken = list[PersonRef](), list[PersonRef]()

    def note(subject: PersonRef, error: SealError) -> None:
        (set_back if isinstance(error, SetBackError) else broken).append(subject)

    for file in holding.files(broken=note):
        last.pop(file.directory.pseudonym, None)
        if holding.sealer.is_whole(file):
            people += 1
        else:
            broken.append(file.subject)
    for subject in set_back:
        last.pop(_old_name(holding, subject), None)
    erased = holding.log.mentions([state_name(name, version + 1) for name, version in last.items()])
    missing = sorted(name for name, version in last.items() if state_name(name, version + 1) not in erased)
    return VerifiedVault(people, tuple(set_back), tuple(broken), tuple(missing))


def _last_states(holding: Holding) -> dict[Pseudonym, int]:
    """The last state of everybody whom the log knows and who was not erased."""
    last = dict[Pseudonym, int]()
    for name, version, is_gone in filter(None, map(state_of, holding.log.entries())):
        last[name] = max(version, last.get(name, 0))
        if is_gone:
            del last[name]
    return last


def _old_name(holding: Holding, subject: PersonRef) -> Pseudonym:
    """Under which name the log has somebody whose rows were set back; empty if they were erased meanwhile."""
    stored = holding.store.load(subject)
    with suppress(SealError):
        return "" if stored is None else holding.sealer.opened(stored).directory.pseudonym
    return ""
