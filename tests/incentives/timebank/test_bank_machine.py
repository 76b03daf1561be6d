"""A whole bank under any sequence of events, beside a plain model of what it should do.

Held at every step: what was sold is what left the stock, no account and no budget line falls below nothing, lots add up
to balances, gifts keep their days, promises add up, each request has one answer whenever and from wherever it is asked
again, and the journal folds anew without fault.
"""

from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.clocks import HandClock
from tests.incentives.timebank.conftest import MONDAY
from tests.incentives.timebank.model import (
    CEILING,
    COST,
    DAYS,
    LIMIT,
    MEMBERS,
    PRICE,
    RULES,
    WELFARE,
    YEARLY,
    Ask,
    account,
    adds_up,
    by_day,
    price,
)

from commgov.incentives.ledger import FEN, MINUTES, Command, Ledger, Reverse, Transfer, pieces
from commgov.incentives.timebank import Applicant, DealState, Leaving, LoneEldersFirst, No, TimeBank
from commgov.incentives.timebank.leaving import equal_parts

OPEN = (DealState.WAITING, DealState.RESERVED)
members, amounts = st.sampled_from(MEMBERS), st.integers(1, 120)


class BankMachine(RuleBasedStateMachine):
    @initialize(stock=st.integers(0, 6), fen=st.integers(1, 2_000), minutes=st.integers(0, 300))
    def begin(self, stock, fen, minutes):
        self.watch = HandClock(MONDAY)
        self.ledger = Ledger(clock=self.watch)
        self.bank = TimeBank("b", self.ledger, RULES)
        for member in MEMBERS:
            self.bank.open_member(member)
        self.minutes = dict.fromkeys(MEMBERS, 0)
        self.asks, self.gifts, self.answers = {}, [], []
        self.stock, self.money, self.number = 0, 0, 0
        self.gone, self.given_up = set(), set()
        self.bring_in(fen)
        if stock:
            self.deliver(stock)
        for member in MEMBERS if minutes else ():
            self.earn(member, minutes)

    def key(self):
        self.number += 1
        return f"k-{self.number}"

    def ask(self, call):
        """Ask the bank, and keep the question to ask it again later."""
        answer = call(self.bank)
        self.answers.append((call, answer))
        return answer

    def today(self):
        return (self.watch.moment + timedelta(hours=8)).date()

    def end_what_is_over(self):
        for ask in self.asks.values():
            if ask.state in {DealState.WAITING, DealState.RESERVED} and ask.until <= self.watch.moment:
                ask.state = DealState.EXPIRED

    def stands(self, *states, item=None, member=None):
        self.end_what_is_over()
        found = [ask for ask in self.asks.values() if ask.state in states]
        return [ask for ask in found if item in {None, ask.item} and member in {None, ask.member}]

    def reserved(self, member):
        return sum(price(ask) for ask in self.stands(DealState.RESERVED, member=member))

    def free(self, member):
        return self.minutes[member] - self.reserved(member)

    def on_shelf(self):
        return self.stock - sum(ask.quantity for ask in self.stands(DealState.RESERVED, item="rice"))

    def money_left(self):
        return self.money - sum(COST * ask.quantity for ask in self.stands(DealState.RESERVED, item="rice"))

    @rule(days=st.integers(1, 12))
    def wait(self, days):
        self.watch.moment += timedelta(days=days)

    @rule(member=members, minutes=amounts)
    def earn(self, member, minutes):
        if member in self.gone:
            return
        lot = self.bank.last_day(self.watch.moment)
        step = Transfer("issued/b/minutes", f"member/{member}/minutes", minutes, lot)
        assert self.ledger.post(Command(self.key(), (step,), by="officer-7", cause="service"))
        had = self.minutes[member]
        self.minutes[member] = max(had, min(CEILING, had + minutes))  # what was taken back may be above the ceiling

    @rule(quantity=st.integers(1, 4))
    def deliver(self, quantity):
        key = self.key()
        assert self.ask(lambda bank: bank.stock.bring_in(key, "rice", quantity, by="shop-1"))
        self.stock += quantity

    @rule(fen=st.integers(1, 500))
    def bring_in(self, fen):
        key, officers = self.key(), {"by": "officer-7", "approved_by": "officer-8"}
        assert self.ask(lambda bank: bank.funds.bring_in(key, WELFARE, fen, **officers))
        self.money += fen

    @rule(counted=st.integers(0, 8))
    def count(self, counted):
        key, officers = self.key(), {"by": "shop-1", "approved_by": "officer-8"}
        answer = self.ask(lambda bank: bank.stock.count(key, "rice", counted, **officers))
        reserved = sum(ask.quantity for ask in self.stands(DealState.RESERVED, item="rice"))
        assert bool(answer) == (counted >= reserved and counted != self.stock)
        self.stock = counted if answer else self.stock

    @rule(member=members, quantity=st.integers(1, 3), wait=st.booleans())
    def redeem_rice(self, member, quantity, wait):
        self.redeem(member, "rice", quantity, wait=wait)

    @rule(member=members, quantity=st.integers(1, 60))
    def redeem_visit(self, member, quantity):
        self.redeem(member, "visit", quantity, wait=False)

    def redeem(self, member, item, quantity, *, wait):
        if member in self.gone:
            return
        key = self.key()
        answer = self.ask(lambda bank: bank.shop.redeem(key, member, item, quantity=quantity, by=member, wait=wait))
        rice = item == "rice"
        counted = self.stands(DealState.WAITING, DealState.RESERVED, DealState.COLLECTED, item="rice", member=member)
        first = self.today().replace(day=1)
        used = sum(ask.quantity for ask in counted if ask.handed is None or ask.handed >= first)
        may = self.free(member) >= quantity * (PRICE if rice else 1)
        may = may and (not rice or (used + quantity <= LIMIT and self.money_left() >= COST * quantity))
        there = not rice or (self.on_shelf() >= quantity and not self.stands(DealState.WAITING, item="rice"))
        assert bool(answer) == (may and (there or wait))
        if answer:
            state = DealState.RESERVED if there else DealState.WAITING
            assert answer.state is state
            until = self.watch.moment + timedelta(days=(7 if there else 15) if rice else 14)
            self.asks[key] = Ask(member, item, quantity, state, until)

    @precondition(lambda self: self.asks)
    @rule(pick=st.data(), whole=st.booleans())
    def collect(self, pick, whole):
        key = pick.draw(st.sampled_from(sorted(self.asks)))
        self.end_what_is_over()
        ask = self.asks[key]
        taken = ask.quantity if whole else max(1, ask.quantity - 1)
        before = self.ledger.verify()
        answer = self.bank.shop.collect(key, by="shop-1", quantity=taken)
        if ask.state in {DealState.COLLECTED, DealState.GIVEN_BACK}:  # the same hand-over again, or another one
            assert self.ledger.verify() == before
            return
        assert bool(answer) == (ask.state is DealState.RESERVED)
        if answer:
            ask.state, ask.quantity, ask.handed = DealState.COLLECTED, taken, self.today()
            self.minutes[ask.member] -= price(ask)
            if ask.item == "rice":
                self.stock -= taken
                self.money -= COST * taken

    @precondition(lambda self: self.asks)
    @rule(pick=st.data())
    def cancel(self, pick):
        key = pick.draw(st.sampled_from(sorted(self.asks)))
        self.end_what_is_over()
        ask = self.asks[key]
        answer = self.ask(lambda bank: bank.shop.cancel(key, by=ask.member))
        may = ask.state in {DealState.RESERVED, DealState.WAITING, DealState.CANCELLED} and key not in self.given_up
        assert bool(answer) == may
        ask.state = DealState.CANCELLED if answer else ask.state

    @precondition(lambda self: self.stands(DealState.COLLECTED))
    @rule(pick=st.data())
    def take_back(self, pick):
        key = pick.draw(st.sampled_from(sorted(k for k, ask in self.asks.items() if ask.state is DealState.COLLECTED)))
        ask = self.asks[key]
        answer = self.ask(lambda bank: bank.shop.take_back(key, by="shop-1", approved_by="officer-8"))
        if ask.member in self.gone:
            assert answer.reason.en == "the member's accounts are closed"
            return
        assert answer.state is DealState.GIVEN_BACK
        ask.state = DealState.GIVEN_BACK
        self.minutes[ask.member] += price(ask)
        if ask.item == "rice":
            self.stock += ask.quantity
            self.money += COST * ask.quantity

    @rule(seed=st.none() | st.integers(0, 5))
    def call_waiting(self, seed):
        self.end_what_is_over()
        order = [deal.key for deal in self.bank.shop.queue("rice", seed=seed)]
        assert sorted(order) == sorted(key for key, ask in self.asks.items() if ask.state is DealState.WAITING)
        if seed is None:
            assert order == sorted(order, key=lambda key: int(key[2:]))
        expected = []
        shelf, money, spent = self.on_shelf(), self.money_left(), dict.fromkeys(MEMBERS, 0)
        for key in order:
            ask = self.asks[key]
            if self.free(ask.member) - spent[ask.member] < price(ask):
                continue
            if shelf < ask.quantity or money < COST * ask.quantity:
                break
            expected.append(key)
            shelf, money = shelf - ask.quantity, money - COST * ask.quantity
            spent[ask.member] += price(ask)
        called = self.bank.shop.call_waiting("rice", by="shop-1", seed=seed)
        assert [deal.key for deal in called.deals] == expected
        for key in expected:
            self.asks[key].state = DealState.RESERVED
            self.asks[key].until = self.watch.moment + timedelta(days=7)

    @rule(donor=members, recipient=members, minutes=st.integers(1, 40))
    def give(self, donor, recipient, minutes):
        if donor == recipient or {donor, recipient} & self.gone:
            return
        key = self.key()
        self.end_what_is_over()
        before = self.bank.balance(donor).runs_out + self.bank.balance(recipient).runs_out
        answer = self.ask(lambda bank: bank.gifts.give(key, donor, recipient, minutes, by=donor))
        year = [gift for gift in self.gifts if gift[0] == donor and gift[3].year == self.today().year]
        since = self.watch.moment - timedelta(days=DAYS)
        edges = {(one, other) for one, other, _, _, at in self.gifts if at > since}
        reached = {recipient}
        for _ in MEMBERS:
            reached |= {other for one, other in edges if one in reached}
        may = sum(gift[2] for gift in year) + minutes <= YEARLY and donor not in reached
        room = CEILING - self.minutes[recipient]
        assert bool(answer) == (may and minutes <= self.free(donor) and minutes <= room)
        if answer:
            self.gifts.append((donor, recipient, minutes, self.today(), self.watch.moment))
            self.minutes[donor] -= minutes
            self.minutes[recipient] += minutes
            after = self.bank.balance(donor).runs_out + self.bank.balance(recipient).runs_out
            assert by_day(before) == by_day(after), "gifts keep their days"

    @precondition(lambda self: self.gifts)
    @rule()
    def undo_a_gift(self):
        """An officer reverses the last gift; if it was spent already, arrears are told, not hidden: so only if not."""
        donor, recipient, minutes, _, at = self.gifts[-1]
        if (
            {donor, recipient} & self.gone
            or self.minutes[donor] + minutes > CEILING
            or self.free(recipient) < minutes
            or at != self.watch.moment
        ):
            return
        moved = [
            entry
            for entry in self.ledger.entries()
            if entry.kind == "transfer" and (entry.debit, entry.credit) == (account(donor), account(recipient))
        ]
        undo = Command(self.key(), (Reverse(moved[-1].seq),), by="officer-7", approved_by="officer-8", cause="undo")
        if self.ledger.post(undo):
            self.gifts.pop()
            self.minutes[donor] += minutes
            self.minutes[recipient] -= minutes

    @rule(member=members, minutes=amounts)
    def donate(self, member, minutes):
        if member in self.gone:
            return
        key = self.key()
        answer = self.ask(lambda bank: bank.pools.donate(key, member, minutes, by=member))
        assert bool(answer) == (minutes <= self.free(member))
        self.minutes[member] -= minutes if answer else 0

    @precondition(lambda self: len(self.gone) < len(MEMBERS))
    @rule(member=members, leaving=st.sampled_from(Leaving))
    def leave(self, member, leaving):
        """A member's accounts are closed; what they had is somebody's, and nothing of it is lost."""
        if member in self.gone:
            return
        key, officers, before = self.key(), {"by": "officer-7", "approved_by": "officer-8"}, self.bank.pools.holds()
        given_up = [deal for deal, ask in self.asks.items() if ask in self.stands(*OPEN, member=member)]
        closure = self.ask(lambda bank: bank.close_member(key, member, leaving, **officers))
        assert sorted(closure.cancelled) == sorted(given_up)
        for deal in given_up:
            self.asks[deal].state = DealState.CANCELLED
        self.given_up |= set(given_up)
        self.gone.add(member)
        had, self.minutes[member] = self.minutes[member], 0
        heirs = [other for other in MEMBERS if other not in self.gone] if leaving is Leaving.DIES else []
        for heir, part in equal_parts(had, heirs).items() if heirs else ():
            got = max(0, min(part, CEILING - self.minutes[heir]))
            self.minutes[heir] += got
            had -= got
        assert closure.pool == had == self.bank.pools.holds() - before

    @rule(alone=st.lists(st.booleans(), min_size=3, max_size=3), minutes=amounts)
    def allocate(self, alone, minutes):
        key, has = self.key(), self.bank.pools.holds()
        asks = [
            Applicant(member, minutes, date(2026, 1, 1 + at), alone[at])
            for at, member in enumerate(MEMBERS)
            if self.minutes[member] + minutes <= CEILING and member not in self.gone
        ]
        answer = self.ask(lambda bank: bank.pools.allocate(key, asks, LoneEldersFirst(), by="officer-7"))
        assert bool(answer) == bool(has and asks)
        if answer:
            assert sum(share.minutes for share in answer) == min(has, minutes * len(asks))
            for share in answer:
                self.minutes[share.member] += share.minutes

    @precondition(lambda self: any(self.bank.balance(member).runs_out for member in MEMBERS))
    @rule(member=members, later=st.integers(0, 1))
    def run_out_on_the_last_day_or_the_next(self, member, later):
        lots = self.bank.balance(member).runs_out
        left = (lots[0][0] - self.today()).days + later if lots else 0
        self.watch.moment += timedelta(days=max(0, left))
        self.run_out()

    def run_out(self):
        over = dict.fromkeys(MEMBERS, 0)
        for member in MEMBERS:
            lots = self.bank.balance(member).runs_out
            over[member] = sum(amount for day, amount in lots if day < self.today())
            over[member] = min(over[member], self.free(member))
        done_today = any(f"expire/{self.today():%Y%m%d}" in entry.key for entry in self.ledger.entries())
        gone = {each.member: each.amount for each in self.bank.expiry.run(by="clock")}
        if not done_today:
            assert gone == {member: amount for member, amount in over.items() if amount}
        for member, amount in gone.items():
            self.minutes[member] -= amount

    @precondition(lambda self: self.answers)
    @rule(pick=st.data(), restarted=st.booleans())
    def ask_again(self, pick, restarted):
        """The same request gives the same answer and writes nothing; a refused one is judged anew."""
        call, answer = pick.draw(st.sampled_from(self.answers))
        if isinstance(answer, No):
            return
        self.bank.shop.deals()  # what is over has ended
        before = self.ledger.verify()
        again = call(TimeBank("b", self.ledger, RULES) if restarted else self.bank)
        assert type(again) is type(answer)
        assert getattr(again, "key", None) == getattr(answer, "key", None)
        assert self.ledger.verify() == before

    @rule()
    def restart(self):
        before = self.bank.shop.deals(), self.bank.funds.report(), self.bank.promised()
        self.bank = TimeBank("b", self.ledger, RULES)
        assert (self.bank.shop.deals(), self.bank.funds.report(), self.bank.promised()) == before

    @invariant()
    def the_bank_is_as_the_model_says(self):
        if not hasattr(self, "bank"):
            return
        self.end_what_is_over()
        for member in MEMBERS:
            balance = self.bank.balance(member)
            assert (balance.posted, balance.reserved) == (self.minutes[member], self.reserved(member))
        deals = {deal.key: deal for deal in self.bank.shop.deals()}
        assert {key: (deal.state, deal.quantity) for key, deal in deals.items()} == {
            key: (ask.state, ask.quantity) for key, ask in self.asks.items()
        }

    @invariant()
    def what_was_sold_left_the_stock_and_nothing_is_below_nothing(self):
        if not hasattr(self, "bank"):
            return
        figures = self.bank.stock.figures("rice")
        rice = [ask for ask in self.asks.values() if ask.item == "rice"]
        assert figures.on_hand == self.stock
        assert figures.brought_in == figures.on_hand + figures.taken + figures.lost
        assert figures.taken == sum(ask.quantity for ask in rice if ask.state is DealState.COLLECTED)
        assert figures.reserved == sum(ask.quantity for ask in rice if ask.state is DealState.RESERVED)
        assert figures.available == figures.on_hand - figures.reserved >= 0
        line = self.bank.funds.report()[0]
        assert line.given + line.moved == line.goods + line.payouts + line.reserved + line.left
        assert (line.goods, line.left) == (COST * figures.taken, self.money_left())
        assert line.left >= 0

    @invariant()
    def the_journal_is_right_and_books_add_up(self):
        if not hasattr(self, "bank"):
            return
        self.ledger.verify()
        for book in (MINUTES, FEN, pieces("rice"), pieces("visit")):
            adds_up(list(self.ledger.store.standings(book)))
        told = self.bank.promised()
        assert told.issued + told.claims == told.redeemed + told.expired + told.total


TestBank = BankMachine.TestCase
TestBank.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
