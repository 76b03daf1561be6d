"""What lies in the shop: pieces come in, are corrected when they are counted, and leave only as deals."""

from attrs import frozen

from commgov.core import PersonRef, Text
from commgov.core.checks import Checks
from commgov.incentives.ledger.accounts import AMOUNT_MAX, pieces
from commgov.incentives.ledger.commands import Transfer
from commgov.incentives.timebank import accounts
from commgov.incentives.timebank.answers import No
from commgov.incentives.timebank.history import History
from commgov.incentives.timebank.office import Built, Deed, Intention, Office, Part
from commgov.incentives.timebank.openings import piece_accounts

_PROMISED = Text("more pieces are set aside for deals than were counted", "清点数少于已预留数量")
_AS_COUNTED = Text("there are as many as the books say", "与账面相符")


@frozen
class StockFigures:
    """How an item stands: `brought_in == on_hand + taken + lost`, and `on_hand == reserved + available`.

    Args:
        brought_in: how many pieces ever came in.
        on_hand: how many lie in the shop.
        reserved: how many of them are set aside for deals.
        available: how many can be asked for.
        taken: how many were collected.
        lost: how many stock-takes missed, less those that they found too many.
    """

    brought_in: int
    on_hand: int
    reserved: int
    available: int
    taken: int
    lost: int


class Stock:
    """The counter at which goods come in and are counted.

    Example:
        >>> from commgov.incentives import Ledger, TimeBank
        >>> stock = TimeBank("b", Ledger()).stock
        >>> stock.bring_in("delivery-1", "rice", 20, by="shop-1").available
        20
        >>> stock.count("count-1", "rice", 19, by="shop-1", approved_by="officer-8").lost
        1
    """

    def __init__(self, office: Office) -> None:
        """Stand at the counter of an office."""
        self._office = office

    def bring_in(self, key: str, item: str, quantity: int, *, by: PersonRef) -> StockFigures | No:
        """Pieces come in: bought, or donated.

        Args:
            key: chosen once for each delivery.
            item: of what.
            quantity: how many.
            by: who took them in.
        """
        checks = Checks("bring_in")
        checks.identifier("item", item)
        checks.whole("quantity", quantity, least=1, most=AMOUNT_MAX)
        checks.refuse()
        intention = Intention("bringin", key, by, (item, quantity))
        self._office.ensure(piece_accounts(item), intention)
        steps = [Part(Transfer(accounts.supply(item), accounts.stock(item), quantity))]
        done = self._office.once(intention, lambda _: Deed(steps))
        return done if isinstance(done, No) else self.figures(item)

    def count(self, key: str, item: str, counted: int, *, by: PersonRef, approved_by: PersonRef) -> StockFigures | No:
        """A stock-take: the books are corrected to what was counted, approved by another person.

        Args:
            key: chosen once for each count.
            item: of what.
            counted: how many pieces lie in the shop, those set aside included.
            by: who counted.
            approved_by: who approved it.
        """
        checks = Checks("count")
        checks.identifier("item", item)
        checks.whole("counted", counted, most=AMOUNT_MAX)
        checks.refuse()
        intention = Intention("count", key, by, (item, counted), approved_by=approved_by)
        self._office.ensure(piece_accounts(item), intention)
        shelf, lost = accounts.stock(item), accounts.lost(item)

        def build(_: History) -> Built:
            missing = self.figures(item).on_hand - counted
            if missing == 0:
                return No((_AS_COUNTED,))
            step = Transfer(shelf, lost, missing) if missing > 0 else Transfer(lost, shelf, -missing)
            return Deed([Part(step, _PROMISED)])

        done = self._office.once(intention, build, decides=True)
        return done if isinstance(done, No) else self.figures(item)

    def figures(self, item: str) -> StockFigures:
        """How an item stands, all of it at one moment."""
        found = self._office.standings(pieces(item))
        supply, shelf, taken, lost = (found.get(name(item)) for name in _NAMES)
        if supply is None or shelf is None or taken is None or lost is None:
            return StockFigures(0, 0, 0, 0, 0, 0)
        free = shelf.posted - shelf.held_out
        return StockFigures(-supply.posted, shelf.posted, shelf.held_out, free, taken.posted, lost.posted)


_NAMES = (accounts.supply, accounts.stock, accounts.taken, accounts.lost)
