"""The bank that the machine tries, and deals as its model keeps them."""

from datetime import date, datetime, timedelta

from attrs import define

from commgov.incentives.ledger import NEVER
from commgov.incentives.timebank import (
    CASE_STUDY,
    BankRules,
    Catalogue,
    DealState,
    ExpiryPolicy,
    GiftPolicy,
    Item,
    Kinship,
    Period,
    PersonLimit,
    Relation,
    Use,
)

WELFARE = ("welfare", "goods")
MEMBERS = ("ann", "bo", "cy")
PRICE, COST, LIMIT, YEARLY, DAYS, CEILING = 30, 100, 2, 100, 20, 400
RULES = BankRules(
    catalogue=Catalogue(
        [
            Item(
                "rice",
                Use.GOODS,
                minutes=PRICE,
                line=WELFARE,
                cost=COST,
                limit=PersonLimit(LIMIT, Period.MONTH),
                collect_within=timedelta(days=7),
                wait_within=timedelta(days=15),
            ),
            Item("visit", Use.SERVICE, minutes=1),
        ]
    ),
    convertibility=CASE_STUDY,
    expiry=ExpiryPolicy(months=2),
    gifts=GiftPolicy(frozenset(Kinship), PersonLimit(YEARLY, Period.YEAR), DAYS),
    relations=tuple(
        Relation(one, other, Kinship.SIBLING, date(2020, 1, 1)) for one in MEMBERS for other in MEMBERS if one < other
    ),
    ceiling=CEILING,
)


@define
class Ask:
    """A deal as the model keeps it."""

    member: str
    item: str
    quantity: int
    state: DealState
    until: datetime
    handed: date | None = None


def price(ask):
    return ask.quantity * (PRICE if ask.item == "rice" else 1)


def account(member):
    return f"member/{member}/minutes"


def by_day(lots):
    days = {}
    for day, amount in lots:
        assert day != NEVER
        days[day] = days.get(day, 0) + amount
    return days


def adds_up(standings):
    """A book's sum is nothing, nothing is below its floor, and lots are what they are lots of."""
    assert sum(standing.posted for standing in standings) == 0
    for standing in standings:
        floor = standing.account.floor
        assert floor is None or standing.posted - standing.held_out >= floor
        if standing.lots is not None:
            assert sum(standing.lots.values()) == standing.posted
            assert all(amount > 0 for amount in standing.lots.values())
