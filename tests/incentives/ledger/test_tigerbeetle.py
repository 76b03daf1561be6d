"""TigerBeetle's semantics, case by case, through an adapter: two-phase transfers, idempotency, linked chains, limits.

The cases and their numbers are those of the tables in src/state_machine_tests.zig of TigerBeetle at revision
08fdc301847f9781065d6c9ea7f1c93260cc3d39, named as there. An account without flags is one without a floor; "debits must
not exceed credits" is a floor of 0; "credits must not exceed debits" is a ceiling of 0; an id is a key; a pending
transfer is a hold.

Left out, as this ledger has no such thing: balancing, closing and imported transfers, user data and codes, optional
fields of the second phase. Kept otherwise on purpose: a key of a refused command may be tried again (there
`id_already_failed`); a plain transfer of 0 is refused at the door.
"""

from datetime import UTC, datetime, timedelta

import pytest

from commgov.errors import InvalidInputError
from commgov.incentives.ledger import (
    Account,
    Book,
    Code,
    Command,
    Hold,
    Ledger,
    Open,
    Receipt,
    Refusal,
    Settle,
    Transfer,
    Void,
)

CREATED, EXISTS = "created", "exists"
DIFFERENT = Code.KEY_REUSED  # exists_with_different_*
LEDGER_1, LEDGER_2 = Book("ledger-1"), Book("ledger-2")
MAX = 2**63 - 1


class Adapter:
    """Speaks of this ledger as TigerBeetle's tables do."""

    def __init__(self, store, **accounts):
        self.moment = datetime(2026, 3, 2, 9, tzinfo=UTC)
        self.ledger = Ledger(store, clock=self)
        self.holds = {}
        opened = [self._account(name, *flags) for name, flags in accounts.items()]
        funds = [Account(f"fund-{book}", book, floor=None) for book in (LEDGER_1, LEDGER_2)]
        assert self.ledger.post(self.command("accounts", *map(Open, [*opened, *funds])))

    @staticmethod
    def _account(name, book=LEDGER_1, limit=None):
        floor = 0 if limit == "D<C" else None
        return Account(name, book, floor=floor, ceiling=0 if limit == "C<D" else None)

    def now(self):
        return self.moment

    def tick(self, seconds):
        self.moment += timedelta(seconds=seconds)
        self.ledger.expire_holds()

    @staticmethod
    def command(key, *steps):
        return Command(key, steps, by="officer-7", cause="case")

    def setup(self, name, amount):
        """Give an account a balance."""
        fund = f"fund-{self.ledger.standing(name).account.book}"
        debit, credit = (fund, name) if amount > 0 else (name, fund)
        assert self.ledger.post(self.command(f"setup-{name}", Transfer(debit, credit, abs(amount))))

    def pending(self, debit, credit, amount, timeout=0):
        return Hold(debit, credit, amount, self.moment + timedelta(seconds=timeout) if timeout else None)

    def post(self, pending, amount=None):
        return Settle(self.holds.get(pending, 999_999), amount)

    def void(self, pending):
        return Void(self.holds.get(pending, 999_999))

    def commit(self, *rows):
        """Rows: id, what is to be done (or linked things), and the status that the table says."""
        commands = [self.command(key, *(step if isinstance(step, tuple) else (step,))) for key, step, _ in rows]
        before = {key: self.holds.get(key) for key, _, _ in rows}
        for (key, _, status), answer in zip(rows, self.ledger.post_many(commands), strict=True):
            if isinstance(answer, Receipt):
                is_new = before[key] is None and key not in self.holds
                assert status == (CREATED if is_new else EXISTS), key
                assert is_new or self.holds[key] == answer.first
                self.holds[key] = answer.first
            else:
                assert isinstance(answer, Refusal)
                assert answer.code == status, key

    def balances(self, name):
        """Pending debits, pending credits, and posted credits less posted debits."""
        standing = self.ledger.standing(name)
        return standing.held_out, standing.held_in, standing.posted


@pytest.fixture
def bank(ledger_store):
    return lambda **accounts: Adapter(ledger_store, **accounts)


def test_create_transfers(bank):
    it = bank(A1=(), A2=(LEDGER_2,), A3=(), A4=(LEDGER_1, "D<C"), A5=(LEDGER_1, "C<D"))
    it.setup("A1", -200)
    it.setup("A3", 210)
    it.setup("A4", 200)
    it.setup("A5", -100)
    for wrong in (("A8", "A8", 9), ("", "A1", 9), ("A1", "", 9)):
        with pytest.raises(InvalidInputError):
            it.command("T1", Hold(*wrong))
    for amount in (0, -1, MAX + 1):
        with pytest.raises(InvalidInputError):
            Transfer("A1", "A3", amount)
    it.commit(
        ("T1", it.pending("A8", "A9", 9), Code.UNKNOWN_ACCOUNT),
        ("T2", it.pending("A1", "A9", 9), Code.UNKNOWN_ACCOUNT),
        ("T3", it.pending("A1", "A2", 1), Code.OTHER_BOOK),
        ("T3", it.pending("A1", "A3", MAX), Code.TOO_LARGE),
        ("T3", it.pending("A1", "A3", MAX - 209), Code.TOO_LARGE),
        ("T3", Transfer("A4", "A5", 201), Code.INSUFFICIENT),
        ("T4", Transfer("A4", "A5", 101), Code.CEILING),
        ("T5", it.pending("A1", "A3", 123, 1), CREATED),
    )
    expires = it.moment + timedelta(seconds=1)
    it.commit(
        ("T5", Transfer("A1", "A3", 123), DIFFERENT),
        ("T5", Hold("A3", "A1", 123, expires), DIFFERENT),
        ("T5", Hold("A1", "A4", 123, expires), DIFFERENT),
        ("T5", Hold("A1", "A3", 122, expires), DIFFERENT),
        ("T5", Hold("A1", "A3", 123, expires + timedelta(seconds=1)), DIFFERENT),
        ("T5", Hold("A1", "A3", 123), DIFFERENT),
        ("T5", Hold("A1", "A3", 123, expires), EXISTS),
        ("T6", Transfer("A3", "A1", 7), CREATED),
        ("T7", Transfer("A1", "A3", 3), CREATED),
    )
    assert it.balances("A1") == (123, 0, 7 - 203)
    assert it.balances("A3") == (0, 123, 213 - 7)


def test_create_lookup_2_phase_transfers(bank):
    it = bank(A1=(), A2=())
    it.commit(
        ("T1", Transfer("A1", "A2", 15), CREATED),  # Not pending!
        ("T2", it.pending("A1", "A2", 15, 1000), CREATED),
        ("T3", it.pending("A1", "A2", 15, 50), CREATED),
        ("T4", it.pending("A1", "A2", 15, 1), CREATED),
        ("T5", it.pending("A1", "A2", 7, 50), CREATED),
        ("T6", it.pending("A1", "A2", 1), CREATED),
        ("T7", it.pending("A1", "A2", 1), CREATED),
    )
    assert it.balances("A1") == (54, 0, -15)
    assert it.balances("A2") == (0, 54, 15)
    it.tick(1)
    it.commit(
        ("T101", it.post("T2", 13), CREATED),
        ("T101", it.void("T3"), DIFFERENT),
        ("T101", it.post("T2", 14), DIFFERENT),
        ("T101", it.post("T2"), DIFFERENT),
        ("T101", it.post("T3", 13), DIFFERENT),
        ("T101", it.post("T2", 13), EXISTS),
        ("T102", it.void("T103"), Code.UNKNOWN_ENTRY),
        ("T103", it.void("T1"), Code.NOT_A_HOLD),
        ("T103", it.post("T3", 16), Code.MORE_THAN_HELD),
        ("T103", it.post("T2", 13), Code.ENDED),  # pending_transfer_already_posted
        ("T103", it.void("T3"), CREATED),
        ("T104", it.post("T3", 13), Code.ENDED),  # pending_transfer_already_voided
        ("T104", it.void("T4"), Code.EXPIRED),
        ("T105", it.post("T5", 8), Code.MORE_THAN_HELD),
        ("T105", it.post("T5"), CREATED),
        ("T105", it.post("T5"), EXISTS),
        ("T105", it.post("T5", 6), DIFFERENT),
        ("T105", it.post("T5", 0), DIFFERENT),
        ("T106", it.post("T6"), CREATED),
        ("T106", it.post("T6"), EXISTS),
        ("T106", it.post("T6", 2), DIFFERENT),
        ("T107", it.post("T7", 0), CREATED),
        ("T107", it.post("T7", 0), EXISTS),
        ("T107", it.post("T7", 1), DIFFERENT),
    )
    assert it.balances("A1") == (0, 0, -36)
    assert it.balances("A2") == (0, 0, 36)
    posted = {key: next(it.ledger.entries(it.holds[key])).amount for key in ("T101", "T105", "T106", "T107")}
    assert posted == {"T101": 13, "T105": 7, "T106": 1, "T107": 0}


def test_create_lookup_2_phase_transfers_of_the_largest_amount(bank):
    it = bank(A1=(), A2=())
    it.commit(("T1", it.pending("A1", "A2", MAX), CREATED))
    it.commit(("T2", it.post("T1"), CREATED), ("T2", it.post("T1"), EXISTS))
    assert it.balances("A1") == (0, 0, -MAX)
    assert it.balances("A2") == (0, 0, MAX)


def test_create_lookup_expired_transfers(bank):
    it = bank(A1=(), A2=())
    it.commit(
        ("T1", it.pending("A1", "A2", 10, 0), CREATED),  # Timeout zero will never expire.
        ("T2", it.pending("A1", "A2", 11, 1), CREATED),
        ("T3", it.pending("A1", "A2", 12, 2), CREATED),
        ("T4", it.pending("A1", "A2", 13, 3), CREATED),
    )
    for pending in (46, 35, 23, 10):
        assert it.balances("A1") == (pending, 0, 0)
        assert it.balances("A2") == (0, pending, 0)
        it.tick(1)
    it.commit(
        ("T101", it.post("T1", 10), CREATED),
        ("T102", it.post("T2", 11), Code.EXPIRED),
        ("T103", it.post("T3", 12), Code.EXPIRED),
        ("T104", it.post("T4", 13), Code.EXPIRED),
    )
    assert it.balances("A1") == (0, 0, -10)
    assert it.balances("A2") == (0, 0, 10)


def test_pulse_can_expire_multiple_batches_of_pending_transfers_for_the_same_accounts(bank):
    it = bank(A1=(), A2=())
    it.commit(*((f"T{number}", it.pending("A1", "A2", 1, 1), CREATED) for number in range(120)))
    assert it.balances("A1") == (120, 0, 0)
    it.tick(1)
    assert it.balances("A1") == (0, 0, 0)


def test_create_transfers_empty(bank):
    it = bank(A1=(), A2=())
    it.commit()
    assert it.ledger.verify().entries == 4


def test_failed_transfer_does_not_exist(bank):
    it = bank(A1=(), A2=())
    it.commit(("T1", Transfer("A1", "A2", 15), CREATED), ("T2", Transfer("A1", "A0", 15), Code.UNKNOWN_ACCOUNT))
    assert (it.balances("A1"), it.balances("A2")) == ((0, 0, -15), (0, 0, 15))
    assert {entry.key for entry in it.ledger.entries()} == {"accounts", "T1", ""}


def test_failed_linked_chains_are_undone(bank):
    it = bank(A1=(), A2=())
    it.commit(("T1", (Transfer("A1", "A2", 15), Transfer("A1", "A0", 15)), Code.UNKNOWN_ACCOUNT))
    it.commit(("T3", (it.pending("A1", "A2", 15, 1), Transfer("A1", "A0", 15)), Code.UNKNOWN_ACCOUNT))
    assert (it.balances("A1"), it.balances("A2")) == ((0, 0, 0), (0, 0, 0))
    assert it.ledger.store.holds() == {}
    assert it.ledger.verify().entries == 4


def test_failed_linked_chains_are_undone_within_a_commit(bank):
    it = bank(A1=(LEDGER_1, "D<C"), A2=())
    it.setup("A1", 20)
    it.commit(
        ("T1", (Transfer("A1", "A2", 15), Transfer("A1", "A0", 5)), Code.UNKNOWN_ACCOUNT),
        ("T3", Transfer("A1", "A2", 15), CREATED),
    )
    assert (it.balances("A1"), it.balances("A2")) == ((0, 0, 5), (0, 0, 15))


def test_linked_accounts(bank):
    it = bank()

    def opened(*names):
        return tuple(Open(Account(name, LEDGER_1, floor=None)) for name in names)

    it.commit(
        ("C1", opened("A7"), CREATED),
        ("C2", opened("A1", "A2", "A1", "A3"), Code.EXISTS),  # the whole chain fails
        ("C3", opened("A1"), CREATED),  # and this sees nothing of it
        ("C4", opened("A1", "A2"), Code.EXISTS),
        ("C5", opened("A2"), CREATED),
        ("C6", opened("A3", "A1"), Code.EXISTS),
        ("C7", opened("A3", "A4"), CREATED),
    )
    names = {standing.account.id for standing in it.ledger.store.standings()}
    assert names == {"A7", "A1", "A2", "A3", "A4", "fund-ledger-1", "fund-ledger-2"}
