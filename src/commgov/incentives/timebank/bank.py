"""The time bank: the one door to accounts, shop, gifts, pools, funds, clearing, and what runs out."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from attrs import frozen

from commgov.core import PersonRef, Text
from commgov.core.checks import Checks
from commgov.core.timing import ZONE
from commgov.errors import ConflictError, NotFoundError
from commgov.incentives.ledger.accounts import AMOUNT_MAX, MINUTES, NEVER, POINTS, Book
from commgov.incentives.ledger.commands import Transfer
from commgov.incentives.ledger.ledger import Ledger
from commgov.incentives.timebank import accounts
from commgov.incentives.timebank.answers import No, first_of, unless
from commgov.incentives.timebank.clearing import Clearing
from commgov.incentives.timebank.closing import Closing, Closure
from commgov.incentives.timebank.convertibility import Redeemer, Use
from commgov.incentives.timebank.expiry import Expiry
from commgov.incentives.timebank.funds import Funds
from commgov.incentives.timebank.gifts import Gifts
from commgov.incentives.timebank.history import History
from commgov.incentives.timebank.leaving import Leaving
from commgov.incentives.timebank.limits import NOT_ENOUGH
from commgov.incentives.timebank.office import BANK, Built, Deed, Intention, Office, Part
from commgov.incentives.timebank.openings import community_accounts, member_accounts
from commgov.incentives.timebank.pools import Pools
from commgov.incentives.timebank.rules import BankRules
from commgov.incentives.timebank.shop import Shop
from commgov.incentives.timebank.stock import Stock
from commgov.seal import SigningKey

_NOT_WHOLE = Text("these minutes become no whole number of points", "该时长不能换算为整数积分")


@frozen
class Balance:
    """How somebody stands in a book.

    Args:
        posted: what they have, also what is set aside.
        reserved: what is set aside: for deals, and while a service is disputed.
        available: what they can spend now.
        arrears: what they owe, after something that was spent already was reversed.
        expected: what is submitted and not yet attested.
        runs_out: how much can be spent up to which day at the latest, the earliest first; what never runs out is not
            in it.
    """

    posted: int
    reserved: int
    available: int
    arrears: int
    expected: int
    runs_out: tuple[tuple[date, int], ...]


@frozen
class Promises:
    """What a community promises: `issued + claims == redeemed + expired + total`.

    Args:
        book: minutes or points.
        members: what members and teams hold.
        pools: what pools hold, for whoever will get it.
        partners: what other communities are owed for minutes that went there, on their way or arrived.
        claims: what other communities owe for minutes that came from there.
        issued: what was ever issued, less what was reversed.
        redeemed: what was spent.
        expired: what ran out.
        expected: what is submitted and not yet attested: it may become a promise.
    """

    book: Book
    members: int
    pools: int
    partners: int
    claims: int
    issued: int
    redeemed: int
    expired: int
    expected: int

    @property
    def total(self) -> int:
        """All that is promised."""
        return self.members + self.pools + self.partners


class TimeBank:
    """One community's time bank.

    Each thing that is asked of it carries a key, chosen once for each intention; asked again, after a timeout or a
    restart, it gives the same answer and does nothing twice. Everything it knows it reads from the ledger's journal, so
    any number of banks may stand on one ledger, in one process or many.

    Args:
        community: whose bank it is.
        ledger: the community's ledger.
        rules: what the bank goes by; None: the case study's, with an empty catalogue.
        zone: in which time zone days begin.
        signing_key: signs the letters to other communities; None: the bank writes none.
        by: who opens the community's own accounts, the sources of hours and points, where they are not there yet.
        approved_by: who approved that, another person; the journal keeps both.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> from commgov.incentives import Catalogue, Item, Ledger, Use
        >>> rules = BankRules(Catalogue([Item("rice-5kg", Use.GOODS, minutes=240)]))
        >>> bank = TimeBank("b", Ledger(), rules)
        >>> bank.open_member("m-1").available
        0
        >>> bank.stock.bring_in("delivery-1", "rice-5kg", 20, by="shop-1").available
        20
        >>> print(bank.shop.redeem("r-1", "m-1", "rice-5kg", by="m-1").reason)
        the account has 0 available, 240 are needed
    """

    def __init__(
        self,
        community: str,
        ledger: Ledger,
        rules: BankRules | None = None,
        *,
        zone: str = ZONE,
        by: PersonRef = BANK,
        approved_by: PersonRef | None = None,
        signing_key: SigningKey | None = None,
    ) -> None:
        """Open the community's own accounts, unless they are there."""
        checks = Checks("TimeBank")
        checks.identifier("community", community)
        checks.refuse()
        begun = Intention("begin", "begin", by, (community,), approved_by=approved_by)
        self.rules = BankRules() if rules is None else rules
        self._office = office = Office(community, ledger, ZoneInfo(zone))
        office.ensure(community_accounts(community, self.rules.donations), begun)
        self.shop, self.stock = Shop(office, self.rules), Stock(office)
        self.gifts, self.pools = Gifts(office, self.rules), Pools(office, self.rules)
        self.funds, self.clearing = Funds(office, self.rules), Clearing(office, self.rules, signing_key)
        self.expiry = Expiry(office, self.rules)
        self._closing = Closing(office, self.rules, self.clearing)

    @property
    def community(self) -> str:
        """Whose bank it is."""
        return self._office.community

    def last_day(self, earned: datetime) -> date:
        """The last day on which what is earned at a moment can be spent: its lot, `NEVER` if it never runs out."""
        return self.rules.expiry.last_day(self._office.day_of(earned))

    def open_member(self, member: PersonRef) -> Balance:
        """Open a member's accounts, unless they are open; how their minutes stand.

        Args:
            member: who; what is above the ceiling goes to the community's pool.

        Raises:
            ConflictError: if they were closed: who comes back gets a new reference.
        """
        opened = member_accounts(member, self.rules)
        self._office.ensure(opened)
        standing = self._office.standing(opened[0].id)
        if standing is not None and standing.is_closed:
            raise ConflictError(_WERE_CLOSED.fill(member=repr(member)))
        return self.balance(member)

    def close_member(
        self,
        key: str,
        member: PersonRef,
        leaving: Leaving,
        *,
        by: PersonRef,
        approved_by: PersonRef,
        partner: str | None = None,
    ) -> Closure | No:
        """Close a member's accounts: settle what is open, give what is left by the published rule, all in one command.

        Deals that are set aside and places in queues are given up. Minutes go where `BankRules.leaving` says, points
        lapse. Refused with all reasons while something is open that no rule can settle: services that wait for
        attestation or a decision, minutes that are owed, remittances without an answer. What members were paid stays
        on record.

        Args:
            key: chosen once for each closing; as hard to guess as a remittance's, if minutes go to a partner.
            member: whose accounts.
            leaving: why; the policy has a rule for each.
            by: who enters it.
            approved_by: who approved it.
            partner: of who moves away: the community that their minutes go to, if there is an agreement with it.

        Raises:
            InvalidInputError: naming all that is wrong with the request.
            ConflictError: if the key stands for another request already.

        Example:
            >>> from commgov.incentives import Ledger
            >>> bank, officers = TimeBank("b", Ledger()), {"by": "officer-7", "approved_by": "officer-8"}
            >>> bank.open_member("m-1").available, bank.pools.endow("e-1", 60, **officers)
            (0, 60)
            >>> bank.pools.grant("n-1", "m-1", 60, **officers)
            0
            >>> bank.close_member("c-1", "m-1", Leaving.LEAVES, **officers)
            Closure(0 deals cancelled; minutes: 0 to the family, 60 to the pool, 0 sent; 0 points lapsed)
        """
        return self._closing.close(key, member, leaving, by=by, approved_by=approved_by, partner=partner)

    def balance(self, member: PersonRef, book: Book = MINUTES) -> Balance:
        """How a member stands, with what runs out when; all at one moment.

        Args:
            member: who.
            book: `MINUTES` or `POINTS`.

        Raises:
            NotFoundError: if they have no account.
        """
        standing = self._office.standing(accounts.member(member, book))
        if standing is None:
            raise NotFoundError(Text(f"{member!r} has no account", f"{member!r}没有账户"))
        lots = tuple(sorted((day, amount) for day, amount in (standing.lots or {}).items() if day != NEVER))
        available = standing.available or 0
        return Balance(standing.posted, standing.held_out, available, standing.arrears, standing.held_in, lots)

    def convert(
        self, key: str, member: PersonRef, minutes: int, *, by: PersonRef, redeemer: Redeemer | None = None
    ) -> Balance | No:
        """Turn minutes into points, where the community's policy allows it; how the points stand then.

        Args:
            key: chosen once for each conversion.
            member: whose.
            minutes: how many; they have to become a whole number of points.
            by: who enters it.
            redeemer: what the age rules ask; it is kept nowhere.

        Raises:
            InvalidInputError: naming all that is wrong with the request.
            ConflictError: if the key stands for another request already.
        """
        checks = Checks("convert")
        checks.identifier("member", member)
        checks.whole("minutes", minutes, least=1, most=AMOUNT_MAX)
        checks.refuse()
        own, policy = self.community, self.rules.convertibility

        def build(_: History) -> Built:
            has, points = self._office.available(accounts.member(member)), policy.points_for(minutes)
            may = policy.why(MINUTES, Use.POINTS, redeemer or Redeemer())
            enough = unless((minutes <= has, NOT_ENOUGH.fill(available=has, wanted=minutes)))
            no = first_of([may, enough])
            if no is not None or points is None:
                return No((_NOT_WHOLE,)) if no is None else no
            lot = self.last_day(self._office.now())
            gives = Transfer(accounts.member(member), accounts.redeemed(own), minutes)
            gets = Transfer(accounts.issued(own, POINTS), accounts.member(member, POINTS), points, lot)
            return Deed([Part(gives), Part(gets)])

        done = self._office.once(Intention("convert", key, by, (member, minutes)), build, decides=True)
        return done if isinstance(done, No) else self.balance(member, POINTS)

    def promised(self, book: Book = MINUTES) -> Promises:
        """What the community promises, all of it at one moment.

        Args:
            book: `MINUTES` or `POINTS`.
        """
        found = [(accounts.parsed(account), each) for account, each in self._office.standings(book).items()]

        def posted(*kinds: str) -> list[int]:
            return [each.posted for name, each in found if name.kind in kinds]

        between = posted("partner", "transit", "netted", "netting")
        return Promises(
            book,
            sum(posted("member", "team")),
            sum(posted("pool")),
            sum(minutes for minutes in between if minutes > 0),
            -sum(minutes for minutes in between if minutes < 0),
            -sum(posted("issued")),
            sum(posted("redeemed")),
            sum(posted("expired")),
            sum(each.held_out for name, each in found if name.kind == "issued"),
        )


_WERE_CLOSED = Text(
    "the accounts of {member} were closed; who comes back gets a new reference",
    "{member}的账户已关闭；再次加入者使用新编号",
)
