"""A state machine that does whatever can be done to a ledger, in any order, and holds the store against a model.

What is always true: the books balance, nobody observes an account below its floor but in arrears, a key gives its first
answer for ever, a hold ends once and not after its time, a reversal adds entries, lots add up, what is refused leaves
no trace, batches may be split anyhow, and only whole amounts move.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from commgov.core import PersonRef
from commgov.errors import ConflictError, InvalidInputError
from commgov.incentives.ledger import (
    MINUTES,
    POINTS,
    Account,
    AccountId,
    Close,
    Code,
    Command,
    Hold,
    Ledger,
    LedgerStore,
    Limit,
    Open,
    Receipt,
    Refusal,
    Reopen,
    Reverse,
    Settle,
    Transfer,
    Void,
)
from commgov.testing.ledger_model import LedgerModel
from commgov.testing.rules import require

OpenStore = Callable[[], Any]
"""Opens an empty store: a context manager that gives a function, which opens the same store again each time."""

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
ACCOUNTS = (
    Account(AccountId("issued"), MINUTES, floor=None),
    Account(AccountId("pool"), MINUTES),
    Account(AccountId("a"), MINUTES),
    Account(AccountId("b"), MINUTES, floor=-50),
    Account(AccountId("full"), MINUTES, ceiling=100, overflow=AccountId("pool")),
    Account(AccountId("tight"), MINUTES, ceiling=80),
    Account(AccountId("l"), MINUTES, keeps_lots=True),
    Account(AccountId("k"), MINUTES, keeps_lots=True),
    Account(AccountId("points"), POINTS, floor=None),
    Account(AccountId("p"), POINTS),
)
_NAMES = st.sampled_from([account.id for account in ACCOUNTS])
_AMOUNTS = st.integers(1, 130)
_DAYS = st.none() | st.sampled_from([date(2027, 6, 30), date(2027, 7, 31), date(2028, 1, 31)])
_PAIRS = st.tuples(_NAMES, _NAMES).filter(lambda pair: pair[0] != pair[1])
_TRANSFERS = st.builds(lambda pair, amount, lot: Transfer(pair[0], pair[1], amount, lot), _PAIRS, _AMOUNTS, _DAYS)
_BATCHES = st.lists(_TRANSFERS, min_size=1, max_size=6)
_OFFICER, _HEAD = PersonRef("officer-7"), PersonRef("officer-8")


class _Watch:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.moment = MONDAY

    def now(self) -> datetime:
        return self.moment


class LedgerMachine(RuleBasedStateMachine):
    """The rules. A subclass says how a store is opened."""

    @staticmethod
    def open_store() -> Any:
        """See `OpenStore`."""
        raise NotImplementedError

    def __init__(self) -> None:
        """Open an empty store, a model, and a second ledger in memory that gets every command alone."""
        super().__init__()
        self._opened = self.open_store()
        self._reopen: Callable[[], LedgerStore] = self._opened.__enter__()
        self.watch, self.model = _Watch(), LedgerModel()
        self.ledger = Ledger(self._reopen(), clock=self.watch)
        self.alone = Ledger(clock=self.watch)
        self.done: list[tuple[Command, Receipt]] = []
        self.refused: list[Command] = []
        self.number = 0

    def teardown(self) -> None:
        """At the end everything is folded anew, and is what commands one by one would have led to."""
        try:
            found, alone = self.ledger.verify(), self.alone.verify()
            require(found == alone, "splitting a batch gives the same journal, link by link")
        finally:
            self._opened.__exit__(None, None, None)

    def _command(self, *steps: Any) -> Command:
        self.number += 1
        return Command(f"k-{self.number}", steps, by=_OFFICER, cause="test", approved_by=_HEAD)

    def _expect(self, command: Command) -> Code | None:
        """What the model says to a command, which it carries out."""
        self.model.expire(self.watch.moment)
        return self.model.carry_out(command.steps, self.watch.moment)

    def _post(self, *steps: Any) -> Receipt | Refusal:
        """Post a command to the store, to the other ledger and to the model; all three agree."""
        return self._post_all([self._command(*steps)])[0]

    def _post_all(self, commands: list[Command]) -> list[Receipt | Refusal]:
        first = self.model.seq
        codes = [self._expect(command) for command in commands]
        answers = self.ledger.post_many(commands)
        alone = [self.alone.post(command) for command in commands]
        require(answers == alone, "a batch is answered as its commands one by one")
        for command, code, answer in zip(commands, codes, answers, strict=True):
            said = answer.code if isinstance(answer, Refusal) else None
            require(said == code, f"{command.steps} is answered {said}, and should be {code}")
            if isinstance(answer, Receipt):
                self.done.append((command, answer))
            else:
                self.refused.append(command)
        made = sum(answer.parts for answer in answers if isinstance(answer, Receipt))
        require(self.model.seq - first >= made, "as many entries as the model says")
        return answers

    @initialize()
    def open_accounts(self) -> None:
        """There are some accounts, and some hours and points are issued."""
        self._post(*(Open(account) for account in ACCOUNTS))
        self._post(Transfer(AccountId("issued"), AccountId("a"), 100))
        self._post(Transfer(AccountId("issued"), AccountId("l"), 90, date(2027, 6, 30)))

    @rule(step=_TRANSFERS)
    def transfer(self, step: Transfer) -> None:
        """Somebody gives somebody something."""
        self._post(step)

    @rule(to=_NAMES.filter(lambda name: name not in {"issued", "points", "p"}), amount=_AMOUNTS, lot=_DAYS)
    def issue(self, to: AccountId, amount: int, lot: date | None) -> None:
        """Hours are issued."""
        self._post(Transfer(AccountId("issued"), to, amount, lot))

    @rule(name=_NAMES, to=_NAMES)
    def give_more_than_there_is(self, name: AccountId, to: AccountId) -> None:
        """Nobody gives what they do not have."""
        available = self.ledger.standing(name).available
        if available is not None and name != to:
            answer = self._post(Transfer(name, to, available + 1))
            require(isinstance(answer, Refusal), "an account gives only what it has available")

    @rule(batch=_BATCHES)
    def transfer_in_a_batch(self, batch: list[Transfer]) -> None:
        """Several commands at once; those that are refused leave the others alone."""
        self._post_all([self._command(step) for step in batch])

    @rule(batch=_BATCHES)
    def link_transfers(self, batch: list[Transfer]) -> None:
        """Linked steps, all or none."""
        self._post(*batch)

    @rule(pair=_PAIRS, amount=_AMOUNTS)
    def link_with_a_step_that_fails(self, pair: tuple[AccountId, AccountId], amount: int) -> None:
        """If the last step fails, none was done: the journal has not grown."""
        answer = self._post(Transfer(pair[0], pair[1], amount), Settle(10**6))
        require(isinstance(answer, Refusal), "all steps are done, or none")
        require(self.ledger.verify().entries == self.model.seq, "what is refused leaves no trace")

    @rule(pair=_PAIRS, amount=_AMOUNTS, minutes=st.none() | st.integers(-1, 30))
    def hold(self, pair: tuple[AccountId, AccountId], amount: int, minutes: int | None) -> None:
        """Something is set aside, for some minutes or for ever."""
        self._post(Hold(*pair, amount, None if minutes is None else self.watch.moment + timedelta(minutes=minutes)))

    @precondition(lambda self: self.model.holds)
    @rule(data=st.data())
    def settle(self, data: Any) -> None:
        """A hold is settled, wholly or in part, or too much."""
        hold = data.draw(st.sampled_from(sorted(self.model.holds)))
        self._post(Settle(hold, data.draw(st.none() | st.integers(0, self.model.holds[hold][2] + 1))))

    @precondition(lambda self: self.model.holds)
    @rule(data=st.data())
    def void(self, data: Any) -> None:
        """A hold is given up."""
        self._post(Void(data.draw(st.sampled_from(sorted(self.model.holds)))))

    @precondition(lambda self: self.model.ended)
    @rule(data=st.data(), step=st.sampled_from([Settle, Void]))
    def end_again(self, data: Any, step: type) -> None:
        """What has ended cannot end again."""
        answer = self._post(step(data.draw(st.sampled_from(sorted(self.model.ended)))))
        require(isinstance(answer, Refusal), "a hold ends once")

    @rule(number=st.integers(1, 60), step=st.sampled_from([Settle, Void, Reverse]))
    def refer_to_anything(self, number: int, step: type) -> None:
        """Some entry is settled, voided or reversed, whatever it is."""
        self._post(step(number))

    @rule(amount=_AMOUNTS, number=st.integers(0, 2))
    def hold_and_settle_in_one_batch(self, amount: int, number: int) -> None:
        """A hold may be ended by the next command of its batch."""
        self.model.expire(self.watch.moment)
        seq = self.model.seq + 1
        end = (Settle(seq), Settle(seq, amount - 1), Void(seq))[number]
        steps = Hold(AccountId("issued"), AccountId("full"), amount), end
        self._post_all([self._command(step) for step in steps])

    @rule(minutes=st.integers(0, 20))
    def let_time_pass(self, minutes: int) -> None:
        """Time passes; nothing is asked of the ledger."""
        self.watch.moment += timedelta(minutes=minutes)

    @rule()
    def expire_holds(self) -> None:
        """Holds whose time is over end, also without a command."""
        self.model.expire(self.watch.moment)
        self.ledger.expire_holds()
        self.alone.expire_holds()

    @precondition(lambda self: self.model.moved)
    @rule(data=st.data())
    def reverse(self, data: Any) -> None:
        """Something is reversed, perhaps a reversal, perhaps once more."""
        self._post(Reverse(data.draw(st.sampled_from(sorted(self.model.moved)))))

    @precondition(lambda self: self.model.moved)
    @rule(data=st.data())
    def reverse_and_reverse_back(self, data: Any) -> None:
        """Reversing a reversal restores what accounts hold, and adds two entries."""
        entry = data.draw(st.sampled_from(sorted(self.model.moved)))
        posted = dict(self.model.posted)
        there = self._post(Reverse(entry))
        if isinstance(there, Receipt):
            back = self._post(Reverse(there.first))
            require(isinstance(back, Receipt) and back.first == there.first + 1, "two entries more")
            require(self.model.posted == posted, "what accounts hold is restored")

    @rule(data=st.data())
    def repeat(self, data: Any) -> None:
        """A command that was carried out is sent again, alone or in company: the first answer, and nothing changes."""
        command, receipt = data.draw(st.sampled_from(self.done))
        self.model.expire(self.watch.moment)
        require(self.ledger.post_many([command, command]) == [receipt] * 2, "the same key gives the first answer")
        self.alone.expire_holds()

    @rule(data=st.data())
    def use_a_key_for_something_else(self, data: Any) -> None:
        """The same key with other content is a conflict, and changes nothing."""
        command, _ = data.draw(st.sampled_from(self.done))
        other = Command(command.key, (Void(999_999),), by=_OFFICER, cause="other")
        self.model.expire(self.watch.moment)
        try:
            self.ledger.post(other)
        except ConflictError:
            self.alone.expire_holds()
        else:
            require(kept=False, contract="a key stands for one command")

    @precondition(lambda self: self.refused)
    @rule(data=st.data())
    def try_again_what_was_refused(self, data: Any) -> None:
        """A refused command left no trace, so its key may be tried again."""
        command = data.draw(st.sampled_from(self.refused))
        self.refused.remove(command)
        self._post_all([command])

    @rule(name=st.sampled_from(["a", "new-1", "new-2"]), over=st.none() | _NAMES)
    def open_one_more(self, name: str, over: AccountId | None) -> None:
        """An account is opened, unless there is one, or what overflows would go nowhere."""
        if name != over:
            ceiling = None if over is None else 50
            self._post(Open(Account(AccountId(name), MINUTES, ceiling=ceiling, overflow=over)))

    @rule(name=_NAMES, floor=st.integers(-80, 40), book=st.sampled_from([MINUTES, MINUTES, POINTS]))
    def change_limits(self, name: AccountId, floor: int, book: Any) -> None:
        """An account gets other limits; its book and lots stay."""
        known = self.model.accounts[name]
        if known.floor is not None:
            account = Account(name, book, floor, keeps_lots=known.keeps_lots)
            self._post(Limit(account))

    @rule(name=_NAMES | st.just(AccountId("new-1")))
    def close(self, name: AccountId) -> None:
        """An account is closed, if it is empty."""
        if name not in {"issued", "a"}:
            self._post(Close(name))

    @rule(name=_NAMES | st.sampled_from(["new-1", "new-2"]))
    def reopen(self, name: AccountId) -> None:
        """An account is opened again, if it was closed."""
        self._post(Reopen(name))

    @rule(amount=st.sampled_from([0, -1, 1.5, True, float("nan"), 2**63, "5", None]))
    def move_what_is_no_amount(self, amount: Any) -> None:
        """Only whole amounts in range are moved."""
        for step in (Transfer, Hold):
            try:
                step(AccountId("issued"), AccountId("a"), amount)
            except InvalidInputError:
                continue
            require(kept=False, contract=f"{amount!r} is no amount")

    @rule()
    def restart(self) -> None:
        """The store is opened again, as after a restart."""
        self.ledger = Ledger(self._reopen(), clock=self.watch)

    @rule()
    def verify(self) -> None:
        """The journal folds to what the store keeps, and has as many entries as the model says."""
        require(self.ledger.verify().entries == self.model.seq, "one entry for each thing done")

    @invariant()
    def the_store_stands_as_the_model(self) -> None:
        """Every account stands as the model says, and each book adds up to nothing."""
        standings = list(self.ledger.store.standings())
        require({each.account.id for each in standings} == set(self.model.accounts), "the accounts that were opened")
        books: dict[str, int] = {}
        for each in standings:
            name = each.account.id
            stands = (each.account, each.posted, each.held_out, each.held_in, each.lots, each.is_closed)
            held = self.model.held(name, 0), self.model.held(name, 1)
            lots, is_closed = self.model.lots.get(name), name in self.model.closed
            wanted = (self.model.accounts[name], self.model.posted[name], *held, lots, is_closed)
            require(stands == wanted, f"{name} stands as {stands}, and should as {wanted}")
            require(lots is None or sum(lots.values()) == max(0, each.posted), "lots add up to what there is")
            books[each.account.book] = books.get(each.account.book, 0) + each.posted
        require(not any(books.values()), "each book adds up to nothing")
        require(set(self.ledger.store.holds()) == set(self.model.holds), "the open holds")


@contextmanager
def always(store: LedgerStore) -> Iterator[Callable[[], LedgerStore]]:
    """A store that cannot be opened again, such as one in memory."""
    yield lambda: store
