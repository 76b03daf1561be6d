"""Races: many processes want the same thing, and there is just so much of it."""

from collections.abc import Callable
from random import Random

from attrs import frozen

from commgov.incentives.ledger import MINUTES, Account, Command, Ledger, Open, Reverse, Transfer, pieces
from commgov.storage import Database
from faults.books import hold, member, open_books, settle
from faults.children import in_children

RICE = pieces("rice-5kg")


@frozen
class Sale:
    """How a sale ended.

    Args:
        processes: how many sold at the same time.
        attempts: how often somebody tried.
        stock: how many pieces there were.
        sold: how many were sold, by what the processes were told.
        taken: how many left the stock, by the ledger.
        over: members who took more than they may.
    """

    processes: int
    attempts: int
    stock: int
    sold: int
    taken: int
    over: int


def in_processes(number: int, work: Callable[[int], int]) -> list[int]:
    """Run a piece of work in so many processes at the same time; the number that each ends with."""
    return [int(said) for said in in_children([lambda which=which: str(work(which)) for which in range(number)])]


def sell(place: dict[str, str], *, processes: int, attempts: int, stock: int, limit: int, price: int = 10) -> Sale:
    """Sell one item to members who pay with minutes: stock, price and limit are linked steps of one command.

    Args:
        place: what opens the database.
        processes: how many sell at the same time.
        attempts: how often each of them tries; half of the keys are tried by two of them.
        stock: how many pieces there are.
        limit: how many a member may take.
        price: in minutes.
    """
    with Database.open(**place) as database:
        ledger = database.ledger()
        open_books(ledger)
        opened = [
            Open(Account("shop", MINUTES)),
            Open(Account("supply", RICE, floor=None)),
            Open(Account("stock", RICE)),
            *(Open(Account(f"taken/{number}", RICE, ceiling=limit)) for number in range(20)),
        ]
        steps = (*opened, Transfer("supply", "stock", stock))
        assert ledger.post(Command("shop", steps, by="officer-1", cause="opening"))

    def work(which: int) -> int:
        lots, sold = Random(which // 2), 0
        with Database.open(**place) as own:
            for attempt in range(attempts):
                buyer = lots.randrange(20)
                shared = attempt % 2 == 0
                key = f"buy-{which // 2 if shared else f'own-{which}'}-{attempt}"
                steps = (
                    Transfer(member(buyer), "shop", price),
                    Transfer("stock", f"taken/{buyer}", 1),
                )
                sold += bool(own.ledger().post(Command(key, steps, by="officer-1", cause="sale")))
        return sold

    in_processes(processes, work)
    with Database.open(**place) as database:
        ledger = database.ledger()
        ledger.verify()
        taken = [ledger.standing(f"taken/{number}").posted for number in range(20)]
        paid = ledger.standing("shop").posted
        keys = sum(entry.key.startswith("buy-") for entry in ledger.entries())
        assert ledger.standing("stock").posted == stock - sum(taken)
        assert paid == price * sum(taken), "somebody paid and got nothing, or got something for nothing"
        over = sum(number > limit for number in taken)
        return Sale(processes, processes * attempts, stock, keys, sum(taken), over)


def settle_twice(place: dict[str, str], *, holds: int) -> tuple[int, int]:
    """Two processes settle the same holds, and two reverse the same entries; how many had one winner each."""
    with Database.open(**place) as database:
        ledger = database.ledger()
        open_books(ledger)
        receipts = ledger.post_many([hold(f"hold-{number}") for number in range(holds)])
        held = [receipt.first for receipt in receipts if receipt]
    settled = in_processes(2, lambda which: _each(place, [settle(f"s{which}-{seq}", seq) for seq in held]))
    with Database.open(**place) as database:
        entries = [entry.seq for entry in database.ledger().entries() if entry.kind == "settle"]
    undone = in_processes(2, lambda which: _each(place, [_undo(f"u{which}-{seq}", seq) for seq in entries]))
    with Database.open(**place) as database:
        database.ledger().verify()
    assert len(entries) == holds
    return sum(settled), sum(undone)


def _undo(key: str, seq: int) -> Command:
    return Command(key, (Reverse(seq),), by="officer-1", cause="undo", approved_by="officer-2")


def _each(place: dict[str, str], commands: list[Command]) -> int:
    """How many of the commands were carried out, each in a transaction of its own."""
    with Database.open(**place) as database:
        ledger: Ledger = database.ledger()
        return sum(bool(ledger.post(command)) for command in commands)
