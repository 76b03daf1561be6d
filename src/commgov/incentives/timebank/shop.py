"""The shop: hours or points become goods and services; price, goods and money are set aside together, or not at all."""

from typing import NamedTuple

from attrs import frozen

from commgov.core import PersonRef, Text, keyed
from commgov.core.checks import Checks
from commgov.errors import NotFoundError
from commgov.incentives.ledger.accounts import AMOUNT_MAX, MINUTES, POINTS, Account, Book
from commgov.incentives.ledger.commands import Hold, Reverse, Settle, Void
from commgov.incentives.timebank import accounts
from commgov.incentives.timebank.answers import No, first_of, unless
from commgov.incentives.timebank.catalogue import Item
from commgov.incentives.timebank.convertibility import Redeemer, Use
from commgov.incentives.timebank.deals import COUNTS, STATE_WORDS, Deal, DealState
from commgov.incentives.timebank.history import History
from commgov.incentives.timebank.limits import NOT_ENOUGH, line_used, over, used
from commgov.incentives.timebank.office import Built, Deed, Intention, Office, Part
from commgov.incentives.timebank.openings import line_accounts, piece_accounts, queue_accounts
from commgov.incentives.timebank.rules import BankRules

_NO_MONEY = Text("the budget line has too little left", "预算科目余额不足")
_NO_PIECES = Text("it is out of stock", "库存不足")
_OUT_OF_STOCK = Text("it is out of stock, or others wait for it already", "库存不足或已有人排队")
_UNKNOWN = Text("it is not in the catalogue", "目录中没有该项")
_NO_PRICE = Text("it is not given for that", "不能以此支付")
_STANDS = Text("the deal is {state}", "该兑换已{state}")
_BOOKS = Text("MINUTES or POINTS", "应为时长或积分账簿")
_LEFT = Text("the member's accounts are closed", "该成员的账户已关闭")
_MORE = Text("less was set aside", "超出预留数量")


@frozen
class Allotted:
    """What came of calling those who wait.

    Args:
        deals: what was set aside for whom, in the order of the queue.
        passed_over: whose turn it was and who could not be served, with the reason; they keep their places.
    """

    deals: tuple[Deal, ...]
    passed_over: tuple[tuple[Deal, No], ...]


class Shop:
    """The counter at which hours and points become goods and services.

    Example:
        >>> from commgov.incentives import BankRules, Catalogue, Item, Ledger, TimeBank
        >>> bank = TimeBank("b", Ledger(), BankRules(Catalogue([Item("visit", Use.SERVICE, minutes=1)])))
        >>> bank.open_member("m-1").available, bank.pools.endow("e-1", 60, by="officer-7", approved_by="officer-8")
        (0, 60)
        >>> bank.pools.grant("n-1", "m-1", 60, by="officer-7", approved_by="officer-8")
        0
        >>> bank.shop.redeem("r-1", "m-1", "visit", quantity=45, by="m-1")
        Deal('r-1', 45 x visit, reserved)
        >>> bank.shop.collect("r-1", by="officer-7", quantity=30), bank.balance("m-1").available
        (Deal('r-1', 30 x visit, collected), 30)
    """

    def __init__(self, office: Office, rules: BankRules) -> None:
        """Stand at the counter of an office."""
        self._office, self._rules = office, rules

    def redeem(
        self,
        key: str,
        member: PersonRef,
        item: str,
        *,
        by: PersonRef,
        quantity: int = 1,
        pay: Book = MINUTES,
        redeemer: Redeemer | None = None,
        wait: bool = False,
    ) -> Deal | No:
        """Set an item aside for a member: price, pieces and money, all three or none.

        Args:
            key: names the deal; the same request under the same key is the same deal.
            member: who redeems.
            item: what, as the catalogue calls it.
            by: who enters it.
            quantity: how many pieces; of a service, how many minutes or times.
            pay: what it is paid with, `MINUTES` or `POINTS`.
            redeemer: what the age rules ask; it is kept nowhere.
            wait: whether to wait in the queue if it is out of stock.

        Raises:
            InvalidInputError: naming all that is wrong with the request.
            ConflictError: if the key stands for another request already.
        """
        checks = Checks("redeem")
        checks.identifier("member", member)
        checks.identifier("item", item)
        checks.whole("quantity", quantity, least=1, most=AMOUNT_MAX)
        checks.require(
            "pay", pay, ok=pay in {MINUTES, POINTS}, expected=Text("MINUTES or POINTS", "应为时长或积分账簿")
        )
        checks.flag("wait", wait)
        checks.refuse()

        def build(history: History) -> Built:
            offered = self._rules.catalogue.get(item)
            price = None if offered is None else offered.price(pay)
            if offered is None or price is None:
                return No((_UNKNOWN if offered is None else _NO_PRICE,))
            wants = _Wants(offered, member, quantity, pay, price * quantity)
            reasons = first_of([self._allowed(wants, redeemer or Redeemer(), history), self._affordable(wants)])
            if reasons is not None:
                return reasons
            self._office.ensure(self._accounts(wants))
            if self._is_free(wants, history):
                return Deed(self._set_aside(wants))
            return self._queued(wants) if wait else No((_OUT_OF_STOCK,))

        intention = Intention("redeem", key, by, (member, item, quantity, pay, wait))
        done = self._office.once(intention, build, decides=True)
        return done if isinstance(done, No) else self.deal(key)

    def collect(self, key: str, *, by: PersonRef, quantity: int | None = None) -> Deal | No:
        """Hand over what was set aside: it is paid for. What is not taken is free again, and so is its price.

        Args:
            key: of the deal.
            by: who hands it over.
            quantity: how much of it; None: all.

        Raises:
            NotFoundError: if there is no such deal.
        """
        deal = self.deal(key)
        checks = Checks("collect")
        if quantity is not None:
            checks.whole("quantity", quantity, least=1)
        checks.refuse()

        def build(history: History) -> Built:
            now = history.deals[key]
            taken = now.quantity if quantity is None else quantity
            no = first_of([_only(now, DealState.RESERVED), unless((taken <= now.quantity, _MORE))])
            if no is not None:
                return no
            whole = (now.price, now.quantity, *([now.cost] if now.cost else []))
            shares = (amount // now.quantity * taken for amount in whole)
            return Deed([Part(Settle(hold, share)) for hold, share in zip(now.holds, shares, strict=True)])

        done = self._office.once(Intention("collect", deal.key, by, (quantity,), suffix="collect"), build, decides=True)
        return done if isinstance(done, No) else self.deal(key)

    def cancel(self, key: str, *, by: PersonRef) -> Deal | No:
        """Give up what is set aside, or a place in the queue: everything is free again.

        Raises:
            NotFoundError: if there is no such deal.
        """
        deal = self.deal(key)

        def build(history: History) -> Built:
            now = history.deals[key]
            no = _only(now, DealState.RESERVED, DealState.WAITING)
            return Deed([Part(Void(hold)) for hold in now.holds]) if no is None else no

        done = self._office.once(Intention("cancel", deal.key, by, (), suffix="cancel"), build, decides=True)
        return done if isinstance(done, No) else self.deal(key)

    def take_back(self, key: str, *, by: PersonRef, approved_by: PersonRef) -> Deal | No:
        """Reverse what was collected: the price, the pieces and the money go back to where they came from.

        Raises:
            NotFoundError: if there is no such deal.
        """
        deal = self.deal(key)

        def build(history: History) -> Built:
            now = history.deals[key]
            payer = self._office.standing(accounts.member(now.member, now.book))
            left = payer is not None and payer.is_closed
            no = first_of([_only(now, DealState.COLLECTED), unless((not left, _LEFT))])
            return Deed([Part(Reverse(entry)) for entry in reversed(now.posted)]) if no is None else no

        intention = Intention("takeback", deal.key, by, (), approved_by=approved_by, suffix="takeback")
        done = self._office.once(intention, build, decides=True)
        return done if isinstance(done, No) else self.deal(key)

    def deal(self, key: str) -> Deal:
        """A deal by its key.

        Raises:
            NotFoundError: if there is no such deal.
        """
        with self._office.reading() as history:
            if key not in history.deals:
                raise NotFoundError(Text(f"there is no deal {key!r}", f"兑换单{key!r}不存在"))
            return history.deals[key]

    def deals(self, member: PersonRef | None = None, *, state: DealState | None = None) -> tuple[Deal, ...]:
        """Deals in the order in which they were asked for.

        Args:
            member: whose; None: everybody's.
            state: those that stand so; None: all.
        """
        with self._office.reading() as history:
            every = tuple(history.deals.values())
        return tuple(deal for deal in every if member in {None, deal.member} and state in {None, deal.state})

    def queue(self, item: str, *, seed: int | None = None) -> tuple[Deal, ...]:
        """Who waits for an item, in the order in which they are called.

        Args:
            item: what they wait for.
            seed: of a lottery; None: first come, first served. With the seed anybody can draw again.
        """
        with self._office.reading() as history:
            return _in_order(history, item, seed)

    def call_waiting(self, item: str, *, by: PersonRef, seed: int | None = None) -> Allotted:
        """Set an item aside for those who wait for it, in order, until it runs out.

        Who cannot pay when it is their turn is passed over and keeps the place. Who wants more than there is ends the
        call: a smaller wish must not overtake for ever.

        Args:
            item: what there is again.
            by: who calls.
            seed: of a lottery among those who wait, recorded with each deal; name it before anybody can know what it
                leads to. None: first come, first served.
        """
        checks = Checks("call_waiting")
        if seed is not None:
            checks.whole("seed", seed, most=10**15)
        checks.refuse()
        deals, passed = list[Deal](), list[tuple[Deal, No]]()
        for waiting in self.queue(item, seed=seed):
            answer = self._call(waiting, by, seed)
            if not isinstance(answer, No):
                deals.append(answer)
            elif _NO_PIECES in answer.reasons or _NO_MONEY in answer.reasons:
                break
            else:
                passed.append((waiting, answer))
        return Allotted(tuple(deals), tuple(passed))

    def _call(self, waiting: Deal, by: PersonRef, seed: int | None) -> Deal | No:
        """Set aside what one member waits for, at the price that was agreed on."""

        def build(history: History) -> Built:
            now, offered = history.deals[waiting.key], self._rules.catalogue.get(waiting.item)
            if offered is None:
                return No((_UNKNOWN,))
            wants = _Wants(offered, now.member, now.quantity, now.book, now.price)
            no = first_of([_only(now, DealState.WAITING), self._affordable(wants)])
            if no is not None:
                return no
            note = "" if seed is None else f"seed:{seed}"
            return Deed([Part(Void(now.holds[0])), *self._set_aside(wants)], note)

        intention = Intention("allot", waiting.key, by, (), suffix="allot")
        done = self._office.once(intention, build, decides=True)
        return done if isinstance(done, No) else self.deal(waiting.key)

    def _allowed(self, wants: "_Wants", redeemer: Redeemer, history: History) -> No | None:
        """Why the rules do not let somebody have what they want, if they do not."""
        found = [self._rules.convertibility.why(wants.pay, wants.item.use, redeemer)]
        limit = wants.item.limit
        if limit is not None:
            deals = [deal for deal in history.of_member(wants.member) if deal.item == wants.item.id]
            have = used(
                self._office, limit, ((deal.collected, deal.quantity) for deal in deals if deal.state in COUNTS)
            )
            found.append(over(limit, have, wants.quantity))
        line = wants.item.line
        limit = None if line is None else self._rules.per_person.get(line)
        if line is not None and limit is not None:
            found.append(
                over(
                    limit,
                    line_used(self._office, history, limit, wants.member, line, self._rules.catalogue),
                    wants.cost,
                )
            )
        return first_of(found)

    def _affordable(self, wants: "_Wants") -> No | None:
        """Why price or cost cannot be set aside now, if they cannot."""
        has = self._office.available(accounts.member(wants.member, wants.pay))
        line = wants.item.line
        money = wants.cost if line is None else self._office.available(accounts.budget(*line))
        return unless(
            (wants.price <= has, NOT_ENOUGH.fill(available=has, wanted=wants.price)), (wants.cost <= money, _NO_MONEY)
        )

    def _is_free(self, wants: "_Wants", history: History) -> bool:
        """Whether there are pieces for whom nobody else waits. A service is always there."""
        if wants.item.use is Use.SERVICE:
            return True
        nobody = not _in_order(history, wants.item.id, None)
        return nobody and self._office.available(accounts.stock(wants.item.id)) >= wants.quantity

    def _set_aside(self, wants: "_Wants") -> list[Part]:
        """Holds of the price, the pieces and the money, in this order."""
        item, until = wants.item, self._office.now() + wants.item.collect_within
        payer, payee = accounts.member(wants.member, wants.pay), accounts.redeemed(self._office.community, wants.pay)
        shelf = accounts.stock(item.id) if item.use is Use.GOODS else accounts.supply(item.id)
        parts = [
            Part(Hold(payer, payee, wants.price, until)),
            Part(Hold(shelf, accounts.taken(item.id), wants.quantity, until), _NO_PIECES),
        ]
        if item.line is not None:
            parts.append(
                Part(Hold(accounts.budget(*item.line), accounts.paid(*item.line), wants.cost, until), _NO_MONEY)
            )
        return parts

    def _queued(self, wants: "_Wants") -> Deed:
        """A place in the queue, which keeps the price that is asked now."""
        self._office.ensure(queue_accounts(wants.item.id, wants.member))
        until = self._office.now() + wants.item.wait_within
        place = Hold(accounts.wanted(wants.item.id), accounts.waiting(wants.member), wants.quantity, until)
        return Deed([Part(place)], f"{wants.pay}:{wants.price}", "wait")

    @staticmethod
    def _accounts(wants: "_Wants") -> list[Account]:
        """The accounts that a deal needs beside the member's."""
        line = wants.item.line
        return [*piece_accounts(wants.item.id), *(() if line is None else line_accounts(*line))]


class _Wants(NamedTuple):
    """What a member wants: the item, how much of it, paid with what, and the whole price."""

    item: Item
    member: PersonRef
    quantity: int
    pay: Book
    price: int

    @property
    def cost(self) -> int:
        """What it takes from the budget line."""
        return self.item.cost * self.quantity


def _only(deal: Deal, *states: DealState) -> No | None:
    """A no that says how a deal stands, unless it stands as it has to."""
    return unless((deal.state in states, _STANDS.fill(state=STATE_WORDS[deal.state])))


def _in_order(history: History, item: str, seed: int | None) -> tuple[Deal, ...]:
    """Those who wait for an item: who asked first comes first, or as a lottery draws them."""
    waiting = [history.deals[key] for key in history.waiting.get(item, ())]
    if seed is not None:
        waiting.sort(key=lambda deal: keyed(seed, "queue", deal.key))
    return tuple(waiting)
