"""The names of the time bank's accounts: from what they stand for to the name, and back.

A name is `kind/part/part`; a slash inside a part is written `%2F`, so that no two things share a name and each name
tells what it stands for. Nothing here opens an account.
"""

from typing import NamedTuple

from commgov.core import PersonRef, TeamId, Text
from commgov.core.checks import Checks
from commgov.core.ids import ID_LENGTH_MAX
from commgov.incentives.ledger.accounts import MINUTES, AccountId, Book


class AccountName(NamedTuple):
    """What an account's name says.

    Args:
        kind: what it is for: `member`, `stock`, `budget` and so on.
        parts: whose, or of what.
    """

    kind: str
    parts: tuple[str, ...]


def named(kind: str, *parts: str) -> AccountId:
    """The name of an account.

    Args:
        kind: what it is for.
        parts: ids that say whose it is, or of what.

    Raises:
        InvalidInputError: if a part is no id, or all together are longer than an id may be.

    Example:
        >>> named("budget", "welfare", "rice/noodles")
        'budget/welfare/rice%2Fnoodles'
    """
    checks = Checks("Account")
    for part in parts:
        checks.identifier(kind, part)
    checks.refuse()
    name = "/".join((kind, *(part.replace("%", "%25").replace("/", "%2F") for part in parts)))
    short = Text(
        f"shorter ids: {ID_LENGTH_MAX} characters together", f"编号过长：账户名合计不超过{ID_LENGTH_MAX}个字符"
    )
    checks.require(kind, "", ok=len(name) <= ID_LENGTH_MAX, expected=short)
    checks.refuse()
    return AccountId(name)


def parsed(account: AccountId) -> AccountName:
    """What the name of an account says.

    Example:
        >>> parsed(named("budget", "welfare", "rice/noodles"))
        AccountName(kind='budget', parts=('welfare', 'rice/noodles'))
    """
    kind, *parts = account.split("/")
    return AccountName(kind, tuple(part.replace("%2F", "/").replace("%25", "%") for part in parts))


def issued(community: str, book: Book = MINUTES) -> AccountId:
    """The source from which a community's hours, or points, are issued; minus what it holds was issued so far."""
    return named("issued", community, book)


def redeemed(community: str, book: Book = MINUTES) -> AccountId:
    """Where hours, or points, go that were spent on goods or services: what was promised is kept."""
    return named("redeemed", community, book)


def expired(community: str, book: Book = MINUTES) -> AccountId:
    """Where hours, or points, go that ran out."""
    return named("expired", community, book)


def member(member: PersonRef | str, book: Book = MINUTES) -> AccountId:
    """A member's minutes or points, or the money that a member was paid.

    Example:
        >>> member("m-1")
        'member/m-1/minutes'
    """
    return named("member", member, book)


def team(team: TeamId, book: Book = MINUTES) -> AccountId:
    """What a volunteer team holds as a team."""
    return named("team", team, book)


def pool(pool: str) -> AccountId:
    """The minutes that were donated for a purpose."""
    return named("pool", pool, MINUTES)


def supply(item: str) -> AccountId:
    """Where the pieces of an item come from: purchases, donations."""
    return named("supply", item)


def stock(item: str) -> AccountId:
    """The pieces of an item that lie in the shop."""
    return named("stock", item)


def taken(item: str) -> AccountId:
    """The pieces of an item that were collected."""
    return named("taken", item)


def lost(item: str) -> AccountId:
    """The pieces of an item that a stock-take did not find, less those that it found too many."""
    return named("lost", item)


def wanted(item: str) -> AccountId:
    """The source from which those who wait for an item are counted."""
    return named("wanted", item)


def waiting(member: PersonRef | str) -> AccountId:
    """What a member waits for."""
    return named("waiting", member)


def given(fund: str) -> AccountId:
    """The source from which a fund's money comes."""
    return named("given", fund)


def budget(fund: str, purpose: str) -> AccountId:
    """The money of a fund that is set apart for a purpose: a budget line."""
    return named("budget", fund, purpose)


def paid(fund: str, purpose: str) -> AccountId:
    """The money of a budget line that was spent on goods and services."""
    return named("paid", fund, purpose)


def partner(community: str) -> AccountId:
    """What another community is owed; less than nothing: what it owes."""
    return named("partner", community)


def transit(community: str) -> AccountId:
    """Minutes that were sent to another community and have not arrived there yet."""
    return named("transit", community)


def netting(community: str) -> AccountId:
    """Through which a community's debts and claims pass when they are netted; empty before and after."""
    return named("netting", community)


def netted(community: str) -> AccountId:
    """What another community is to be paid after netting; less than nothing: what it is to pay."""
    return named("netted", community)
