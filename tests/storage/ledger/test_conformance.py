"""Every store of a ledger keeps the contract; and the kit finds a store that does not."""

from contextlib import contextmanager

import pytest

from commgov.incentives.ledger import BrokenJournalError, MemoryStore, Receipt
from commgov.testing import check_ledger_store
from commgov.testing.ledger_machine import always


def test_the_store_in_memory_keeps_the_contract():
    check_ledger_store(lambda: always(MemoryStore()), examples=60, steps=50)


def test_the_stores_in_databases_keep_the_contract_also_after_a_restart(restarting):
    open_store = restarting(lambda database: database.ledger().store)
    check_ledger_store(open_store, examples=12, steps=40)


class Forgetful(MemoryStore):
    """Knows no key any more."""

    def run(self, commands, now):
        self._state.known.clear()
        return super().run(commands, now)


class Generous(MemoryStore):
    """Sees more in an account than there is."""

    def standings(self, book=None):
        standings = list(super().standings(book))
        for standing in standings:
            standing.posted += standing.account.id == "k"
        return standings


class Lenient(MemoryStore):
    """Lets holds live on when their time is over."""

    def run(self, commands, _now):
        return super().run(commands, 0)


class Unlinked(MemoryStore):
    """Keeps another link than the entry's."""

    def entries(self, first=1):
        return (entry._replace(cause="other") for entry in super().entries(first))

    @contextmanager
    def at_one_moment(self):
        yield self


class Liar(MemoryStore):
    """Says that it carried out what it refused."""

    def run(self, commands, now):
        answers = super().run(commands, now)
        return [answer or Receipt(command.key, 1, 1) for answer, command in zip(answers, commands, strict=True)]


@pytest.mark.usefixtures("any_example")
@pytest.mark.parametrize("store", [Forgetful, Generous, Lenient, Unlinked, Liar])
def test_a_store_that_breaks_the_contract_is_found(store):
    with pytest.raises((AssertionError, BrokenJournalError, ExceptionGroup)):
        check_ledger_store(lambda: always(store()), examples=60, steps=30)
