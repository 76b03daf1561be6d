"""Closing a member's accounts: what is open is settled, and what is left goes where the published rule says."""

from attrs import frozen

from commgov.core import PersonRef, Text
from commgov.core.checks import Checks
from commgov.incentives.ledger.accounts import MINUTES, POINTS, Standing
from commgov.incentives.ledger.commands import Close, Step, Transfer, Void
from commgov.incentives.timebank import accounts
from commgov.incentives.timebank.answers import No, first_of, unless
from commgov.incentives.timebank.clearing import Clearing
from commgov.incentives.timebank.deals import Deal, DealState
from commgov.incentives.timebank.history import Done, History
from commgov.incentives.timebank.leaving import Destination, Leaving, parts_of_lots
from commgov.incentives.timebank.letters import Letter, Remittance, remittance_id
from commgov.incentives.timebank.office import Built, Deed, Intention, Office, Part
from commgov.incentives.timebank.rules import BankRules

_NO_ACCOUNT = Text("the member has no open accounts", "该成员没有未关闭的账户")
_AWAITED = Text(
    "{minutes} minutes wait for attestation: let it end, or take the service records back",
    "尚有{minutes}分钟待核验：待其完结或撤回服务记录",
)
_DISPUTED = Text(
    "{amount} {book} are set aside for what is no deal, such as a disputed service: it has to be decided",
    "尚有{amount}{book}因异议等事项冻结：须先裁定",
)
_OWED = Text(
    "{amount} {book} are owed: they have to be earned, granted or corrected first",
    "尚欠{amount}{book}：须先补足、专项给予或更正",
)
_UNDER_WAY = Text("{n} remittances to other communities are not answered yet", "尚有{n}笔跨社区汇划未获答复")
_NO_PARTNER = Text(
    "only where the policy sends minutes along, as of who moves away", "仅适用于政策规定随迁时长的情形，如迁出"
)
_WORDS = {MINUTES: Text("minutes", "分钟"), POINTS: Text("points", "积分")}
_OPEN = (DealState.RESERVED, DealState.WAITING)


@frozen(repr=False)
class Closure:
    """What became of what a member had.

    Args:
        member: whose accounts were closed.
        leaving: why.
        cancelled: the keys of the deals and places in queues that were given up.
        family: how many minutes each relative got.
        pool: how many minutes the community's pool got, also what relatives had no room for.
        letter: the remittance to the community they moved to, signed; None if nothing went there.
        lapsed: how many points lapsed.
    """

    member: PersonRef
    leaving: Leaving
    cancelled: tuple[str, ...]
    family: tuple[tuple[PersonRef, int], ...]
    pool: int
    letter: Letter[Remittance] | None
    lapsed: int

    def __repr__(self) -> str:
        """How much went where; not whose."""
        given = sum(minutes for _, minutes in self.family)
        sent = 0 if self.letter is None else self.letter.message.minutes
        return (
            f"Closure({len(self.cancelled)} deals cancelled; minutes: {given} to the family, {self.pool} to the pool, "
            f"{sent} sent; {self.lapsed} points lapsed)"
        )


class Closing:
    """The counter that closes accounts; `TimeBank.close_member` is its door."""

    def __init__(self, office: Office, rules: BankRules, clearing: Clearing) -> None:
        """Stand at the counter of an office."""
        self._office, self._rules, self._clearing = office, rules, clearing

    def close(
        self,
        key: str,
        member: PersonRef,
        leaving: Leaving,
        *,
        by: PersonRef,
        approved_by: PersonRef,
        partner: str | None = None,
    ) -> Closure | No:
        """See `TimeBank.close_member`."""
        checks = Checks("close_member")
        checks.identifier("key", key)
        checks.identifier("member", member)
        checks.instance("leaving", leaving, Leaving, Text("a Leaving", "应为离开原因（Leaving）"))
        checks.refuse()
        to = self._rules.leaving.to(leaving)
        if partner is not None:
            checks.identifier("partner", partner)
            checks.require("partner", "", ok=Destination.PARTNER in to, expected=_NO_PARTNER)
            checks.refuse()
            self._clearing.needs_key()

        def build(history: History) -> Built:
            standings = self._standings(member)
            if standings is None:
                return No((_NO_ACCOUNT,))
            deals = [deal for deal in history.of_member(member) if deal.state in _OPEN]
            minutes, points = standings
            no = self._still_open(history, member, standings, deals)
            sends = partner is not None and minutes.posted > 0
            no = first_of([no, self._clearing.why_not_send(partner, minutes.posted) if sends and partner else None])
            if no is not None:
                return no
            return Deed([Part(step) for step in self._steps(member, deals, minutes, points, to, partner)])

        # The key of a remittance in any case: its id tells nothing, and the reply to it is settled as any other.
        name = remittance_id(self._office.community, key)
        intention = Intention("close", name, by, (member, leaving, partner), approved_by=approved_by)
        done = self._office.once(intention, build, decides=True)
        return done if isinstance(done, No) else self._closure(done, member, leaving)

    def _standings(self, member: PersonRef) -> tuple[Standing, Standing] | None:
        """How the member's minutes and points stand, if both are open."""
        found = [self._office.standing(accounts.member(member, book)) for book in (MINUTES, POINTS)]
        still = [standing for standing in found if standing is not None and not standing.is_closed]
        return (still[0], still[1]) if len(still) == len(found) else None

    @staticmethod
    def _still_open(
        history: History, member: PersonRef, standings: tuple[Standing, Standing], deals: list[Deal]
    ) -> No | None:
        """All that stands in the way, and that no rule can settle."""
        under_way = sum(sender == member for sender in history.under_way.values())
        checked = [
            (standings[0].held_in == 0, _AWAITED.fill(minutes=standings[0].held_in)),
            (under_way == 0, _UNDER_WAY.fill(n=under_way)),
        ]
        for standing in standings:
            book = standing.account.book
            own = sum(deal.price for deal in deals if deal.state is DealState.RESERVED and deal.book == book)
            frozen_amount = standing.held_out - own
            words = {"book": _WORDS[book]}
            checked.append((frozen_amount == 0, _DISPUTED.fill(amount=frozen_amount, **words)))
            checked.append((standing.arrears == 0, _OWED.fill(amount=standing.arrears, **words)))
        return unless(*checked)

    def _steps(
        self,
        member: PersonRef,
        deals: list[Deal],
        minutes: Standing,
        points: Standing,
        to: tuple[Destination, ...],
        partner: str | None,
    ) -> list[Step]:
        """What is given up, where what is left goes, and the closing."""
        steps: list[Step] = [Void(hold) for deal in deals for hold in deal.holds]
        if minutes.posted:
            steps += self._given(member, minutes, to, partner)
        if points.posted:
            lapsed = accounts.expired(self._office.community, POINTS)
            steps.append(Transfer(points.account.id, lapsed, points.posted))
        steps += [Close(minutes.account.id), Close(points.account.id)]
        queue = self._office.standing(accounts.waiting(member))
        return steps if queue is None else [*steps, Close(queue.account.id)]

    def _given(
        self, member: PersonRef, minutes: Standing, to: tuple[Destination, ...], partner: str | None
    ) -> list[Transfer]:
        """The minutes to the first destination that is possible."""
        own = accounts.member(member)
        able = [
            PersonRef(accounts.parsed(account).parts[0])
            for account, standing in self._office.standings(MINUTES).items()
            if accounts.parsed(account).kind == "member" and not standing.is_closed
        ]
        heirs = self._rules.leaving.heirs(self._rules.relations, member, self._office.today(), able)
        for destination in to:
            if destination is Destination.PARTNER and partner is not None:
                return [Transfer(own, accounts.transit(partner), minutes.posted)]
            if destination is Destination.FAMILY and heirs:
                lots = [amount for _, amount in sorted((minutes.lots or {}).items())]  # as they leave the account
                return [Transfer(own, accounts.member(heir), part) for heir, part in parts_of_lots(lots, heirs)]
        return [Transfer(own, accounts.pool(self._rules.donations), minutes.posted)]

    def _closure(self, done: Done, member: PersonRef, leaving: Leaving) -> Closure:
        """What a closing did, as the journal tells."""
        entries = self._office.entries(done)
        voided = {entry.refers for entry in entries if entry.kind == "void"}
        with self._office.reading() as history:
            cancelled = tuple(deal.key for deal in history.of_member(member) if voided & set(deal.holds))
        moved = [(accounts.parsed(each.credit), each.amount) for each in entries if each.kind == "transfer"]
        family: dict[PersonRef, int] = {}
        for name, amount in moved:
            if name.kind == "member":
                heir = PersonRef(name.parts[0])
                family[heir] = family.get(heir, 0) + amount
        sent = any(name.kind == "transit" for name, _ in moved)
        return Closure(
            member,
            leaving,
            cancelled,
            tuple(family.items()),
            sum(amount for name, amount in moved if name.kind == "pool"),
            self._clearing.letter(done.key) if sent else None,
            sum(amount for name, amount in moved if name.kind == "expired"),
        )
