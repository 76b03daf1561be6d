"""The accounts of the time bank as they are opened: their books, floors, ceilings and lots."""

from commgov.core import PersonRef
from commgov.incentives.ledger.accounts import AMOUNT_MAX, FEN, MINUTES, POINTS, Account, Book, pieces
from commgov.incentives.timebank import accounts
from commgov.incentives.timebank.rules import BankRules

_WANTED = Book("wanted")


def community_accounts(community: str, donations: str) -> list[Account]:
    """Where hours and points come from and go to, and the pool for what is above a ceiling."""
    kinds = (accounts.issued, accounts.redeemed, accounts.expired)
    sources = [Account(kind(community, book), book, floor=None) for kind in kinds for book in (MINUTES, POINTS)]
    return [*sources, pool_account(donations), Account(accounts.netting(community), MINUTES)]


def pool_account(pool: str) -> Account:
    """A pool of donated minutes. What was given to all does not run out, so it keeps no lots."""
    return Account(accounts.pool(pool), MINUTES)


def member_accounts(member: PersonRef, rules: BankRules) -> list[Account]:
    """A member's minutes and points."""
    over = None if rules.ceiling is None else accounts.pool(rules.donations)
    minutes = Account(accounts.member(member), MINUTES, ceiling=rules.ceiling, overflow=over, keeps_lots=True)
    return [minutes, Account(accounts.member(member, POINTS), POINTS, keeps_lots=True)]


def money_account(member: PersonRef) -> Account:
    """The money that a member was paid."""
    return Account(accounts.member(member, FEN), FEN)


def piece_accounts(item: str) -> list[Account]:
    """Where an item's pieces come from, lie, go to and are missed."""
    book = pieces(item)
    moved = [Account(accounts.stock(item), book), Account(accounts.taken(item), book)]
    return [*moved, *(Account(kind(item), book, floor=None) for kind in (accounts.supply, accounts.lost))]


def queue_accounts(item: str, member: PersonRef) -> list[Account]:
    """What a member waits for; counted in a book of its own, as nothing is set aside."""
    return [Account(accounts.wanted(item), _WANTED, floor=None), Account(accounts.waiting(member), _WANTED)]


def line_accounts(fund: str, purpose: str) -> list[Account]:
    """Where a fund's money comes from, is set apart for a purpose, and was spent."""
    kept = [Account(accounts.budget(fund, purpose), FEN), Account(accounts.paid(fund, purpose), FEN)]
    return [Account(accounts.given(fund), FEN, floor=None), *kept]


def partner_accounts(community: str, limit: int) -> list[Account]:
    """How a community stands with another: what is under way, and what is owed, up to the limit either way."""
    owed = Account(accounts.partner(community), MINUTES, floor=-limit, ceiling=limit)
    return [Account(accounts.transit(community), MINUTES), owed]


def netted_account(community: str) -> Account:
    """What is to be paid to another community, or by it: either way, and no source."""
    return Account(accounts.netted(community), MINUTES, floor=-AMOUNT_MAX)
