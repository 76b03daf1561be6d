"""Minutes that go to another community, and what the two owe each other for them.

Four legs: the member's account, this community's account with the partner, the partner's account with this community,
the recipient's account there. Between the ledgers goes a `Remittance`, which names communities and minutes and nobody:
the recipient learns its id from the sender and presents it at the other bank. What is under way is not yet owed; the
`Reply` says whether it arrived. Each message may come twice, or late, and does no harm.
"""

from datetime import date
from hashlib import sha256

from attrs import frozen

from commgov.core import PersonRef, Text
from commgov.core.checks import Checks
from commgov.errors import NotFoundError
from commgov.incentives.ledger.accounts import AMOUNT_MAX, MINUTES, NEVER
from commgov.incentives.ledger.commands import Limit, Open, Transfer
from commgov.incentives.ledger.journal import pieces_of
from commgov.incentives.timebank import accounts
from commgov.incentives.timebank.answers import No, first_of, unless
from commgov.incentives.timebank.consent import consent_no, consent_note
from commgov.incentives.timebank.history import History
from commgov.incentives.timebank.limits import NOT_ENOUGH
from commgov.incentives.timebank.netting import Netting, Payment, Statement
from commgov.incentives.timebank.office import Built, Deed, Intention, Office, Part
from commgov.incentives.timebank.openings import netted_account, partner_accounts

_NO_PARTNER = Text("there is no agreement with that community", "与该社区没有结算协议")
_LIMIT = Text("it would go beyond the limit agreed on with that community", "将超出与该社区约定的限额")
_NO_ACCOUNT = Text("the recipient has no account", "收款人尚未开户")
_NOT_HERE = Text("it is for another community", "该汇款不属于本社区")
_ANSWERED = Text("it was answered already: received, or refused", "该汇款已答复（已收或已退）")
_OTHER_STATEMENT = Text("the statement is not the one that was netted", "该对账单与轧差所用的不符")
_NOTHING = Text("there is nothing to net", "没有需要轧差的款项")
_NOT_OURS = Text("this community neither pays nor is paid", "本社区不是付款方或收款方")
_LESS_DUE = Text("less is due", "应付数额不足")


@frozen
class Remittance:
    """Minutes on their way to another community. It names nobody.

    Args:
        id: a reference that tells nothing; the recipient presents it.
        sender: from which community.
        receiver: to which.
        pieces: the minutes, by the last day on which they can be spent.
    """

    id: str
    sender: str
    receiver: str
    pieces: tuple[tuple[date, int], ...]

    @property
    def minutes(self) -> int:
        """How many in all."""
        return sum(minutes for _, minutes in self.pieces)


@frozen
class Reply:
    """What became of a remittance, as the other community says. It names nobody.

    Args:
        id: of the remittance.
        received: whether it was taken in; else it is to go back.
    """

    id: str
    received: bool


class Clearing:
    """The counter for other communities.

    Example:
        >>> from commgov.incentives import Ledger, TimeBank
        >>> clearing = TimeBank("b", Ledger()).clearing
        >>> clearing.agree("agreement-1", "c", 6_000, by="officer-7", approved_by="officer-8")
        6000
        >>> clearing.statement("2026-03")
        Statement(community='b', period='2026-03', owes={'c': 0})
    """

    def __init__(self, office: Office) -> None:
        """Stand at the counter of an office."""
        self._office = office

    def agree(self, key: str, partner: str, limit: int, *, by: PersonRef, approved_by: PersonRef) -> int | No:
        """Agree with another community on how much either may owe the other, or change it; the limit.

        Args:
            key: chosen once for each agreement.
            partner: the other community.
            limit: how many minutes.
            by: who enters it.
            approved_by: who approved it.
        """
        checks = Checks("agree")
        checks.identifier("partner", partner)
        checks.whole("limit", limit, most=AMOUNT_MAX)
        itself = Text("another community", "应为其他社区")
        checks.require("partner", "", ok=partner != self._office.community, expected=itself)
        checks.refuse()
        transit, owed = partner_accounts(partner, limit)

        def build(_: History) -> Built:
            known = self._office.standing(owed.id) is not None
            return Deed([Part(Limit(owed))] if known else [Part(Open(transit)), Part(Open(owed))])

        intention = Intention("agree", key, by, (partner, limit), approved_by=approved_by)
        done = self._office.once(intention, build, decides=True)
        return done if isinstance(done, No) else limit

    def send(
        self, key: str, member: PersonRef, to: str, minutes: int, *, by: PersonRef, consent: str | None = None
    ) -> Remittance | No:
        """Send a member's minutes to another community.

        Args:
            key: chosen once for each remittance.
            member: whose minutes.
            to: to which community.
            minutes: how many.
            by: who enters it.
            consent: the member's signed consent, as a reference; needed if somebody else enters it.

        Raises:
            InvalidInputError: naming all that is wrong with the request.
            ConflictError: if the key stands for another request already.
        """
        checks = Checks("send")
        checks.identifier("key", key)
        checks.identifier("member", member)
        checks.identifier("to", to)
        checks.whole("minutes", minutes, least=1, most=AMOUNT_MAX)
        note = consent_note(checks, consent)
        checks.refuse()
        payer, transit = accounts.member(member), accounts.transit(to)

        def build(_: History) -> Built:
            has, room = self._office.available(payer), self._room(to)
            if room is None:
                return No((_NO_PARTNER,))
            enough = (minutes <= has, NOT_ENOUGH.fill(available=has, wanted=minutes))
            no = first_of([consent_no(member, by, consent), unless(enough, (minutes <= room, _LIMIT))])
            return Deed([Part(Transfer(payer, transit, minutes))], note) if no is None else no

        name = sha256(f"{self._office.community}\x1f{key}".encode()).hexdigest()[:32]
        done = self._office.once(Intention("send", name, by, (member, to, minutes, note)), build, decides=True)
        return done if isinstance(done, No) else self._sent(name)[1]

    def receive(self, remittance: Remittance, member: PersonRef, *, by: PersonRef) -> Reply | No:
        """Take a remittance in for the member who presents its id; the reply goes back to the sender.

        Args:
            remittance: as it came from the other community.
            member: who presented its id.
            by: who enters it.
        """
        checks = Checks("receive")
        checks.identifier("member", member)
        checks.refuse()
        owed, getter = accounts.partner(remittance.sender), accounts.member(member)
        moved = [(minutes, None if day == NEVER else day) for day, minutes in remittance.pieces]

        def build(history: History) -> Built:
            known = unless(
                (self._office.standing(owed) is not None, _NO_PARTNER),
                (self._office.standing(getter) is not None, _NO_ACCOUNT),
            )
            no = first_of([self._unanswered(history, remittance), known])
            if no is not None:
                return no
            return Deed([Part(Transfer(owed, getter, minutes, lot), _LIMIT) for minutes, lot in moved])

        asked = (remittance, member)
        done = self._office.once(Intention("receive", remittance.id, by, asked, suffix="reply"), build, decides=True)
        return done if isinstance(done, No) else Reply(remittance.id, received=True)

    def refuse(self, remittance: Remittance, *, by: PersonRef) -> Reply | No:
        """Send a remittance back: nobody presented it, or it cannot be taken in. It cannot be received any more.

        Args:
            remittance: as it came from the other community.
            by: who enters it.
        """

        def build(history: History) -> Built:
            no = self._unanswered(history, remittance)
            # Nothing moves, but the answer has to be in the journal: the baton is passed under the remittance's key.
            return Deed([]) if no is None else no

        intention = Intention("refuse", remittance.id, by, (remittance,), suffix="reply")
        done = self._office.once(intention, build, decides=True)
        return done if isinstance(done, No) else Reply(remittance.id, received=False)

    def settle(self, reply: Reply, *, by: PersonRef) -> int | No:
        """Take in what became of a remittance: from now on it is owed, or the member has it back; how many minutes.

        Args:
            reply: as it came from the other community.
            by: who enters it.

        Raises:
            NotFoundError: if this community sent no such remittance.
        """
        member, sent = self._sent(reply.id)
        transit = accounts.transit(sent.receiver)

        def build(history: History) -> Built:
            if f"{reply.id}#settle" in history.commands:
                return No((_ANSWERED,))
            if reply.received:
                return Deed([Part(Transfer(transit, accounts.partner(sent.receiver), sent.minutes), _LIMIT)])
            back = [(minutes, None if day == NEVER else day) for day, minutes in sent.pieces]
            return Deed([Part(Transfer(transit, accounts.member(member), minutes, lot)) for minutes, lot in back])

        intention = Intention("settle", reply.id, by, (reply.received,), suffix="settle")
        done = self._office.once(intention, build, decides=True)
        return done if isinstance(done, No) else sent.minutes

    def statement(self, period: str) -> Statement:
        """What this community owes others, and is owed, now: totals, and nobody's name.

        Args:
            period: of which period, e.g. `2026-03`.
        """
        named = ((accounts.parsed(account), standing) for account, standing in self._office.standings(MINUTES).items())
        owes = {name.parts[0]: standing.posted for name, standing in named if name.kind == "partner"}
        return Statement(self._office.community, period, dict(sorted(owes.items())))

    def take_netting(
        self, netting: Netting, statement: Statement, *, by: PersonRef, approved_by: PersonRef
    ) -> dict[str, int] | No:
        """Put what netting came to into the books; what is due afterwards, by community.

        What the statement said is owed to partners, or by them, becomes what is to be paid, so the limits are free
        again; what came after the statement stays for the next month. The sum stays: that is the net position.

        Args:
            netting: from `net`.
            statement: this community's own, which was netted.
            by: who enters it.
            approved_by: who approved it.
        """
        own, due = self._office.community, netting.owes(self._office.community)

        def build(_: History) -> Built:
            stated = statement.community, statement.period, sum(statement.owes.values())
            if stated != (own, netting.period, netting.positions.get(own)):
                return No((_OTHER_STATEMENT,))
            self._office.ensure([netted_account(other) for other in due])
            through = accounts.netting(own)
            moves = [(accounts.partner(other), minutes) for other, minutes in statement.owes.items()]
            moves += [(accounts.netted(other), -minutes) for other, minutes in due.items()]
            moves.sort(key=lambda move: move[1] < 0)  # first in, then out: nothing passes below zero
            steps = [
                Transfer(account, through, minutes) if minutes > 0 else Transfer(through, account, -minutes)
                for account, minutes in moves
                if minutes
            ]
            return Deed([Part(step, _LIMIT) for step in steps]) if steps else No((_NOTHING,))

        key = sha256(f"{own}\x1f{netting.period}".encode()).hexdigest()[:32]
        terms = (sorted(due.items()), sorted(statement.owes.items()))
        intention = Intention("net", key, by, terms, approved_by=approved_by)
        done = self._office.once(intention, build, decides=True)
        return done if isinstance(done, No) else due

    def paid(self, key: str, payment: Payment, *, by: PersonRef, approved_by: PersonRef) -> int | No:
        """Note that a payment was made, in money or as agreed; both communities do so; what is due afterwards.

        The debtor's promise is kept with it; the creditor, who was paid, now promises these minutes itself.

        Args:
            key: chosen once for each payment.
            payment: all that is due between two communities after netting, or a part of it.
            by: who enters it.
            approved_by: who approved it.
        """
        own = self._office.community
        pays = payment.debtor == own
        other = payment.creditor if pays else payment.debtor

        def build(_: History) -> Built:
            if own not in {payment.debtor, payment.creditor}:
                return No((_NOT_OURS,))
            due = self._due(other) if pays else -self._due(other)
            if payment.minutes > due:
                return No((_LESS_DUE,))
            owed = accounts.netted(other)
            ends = (owed, accounts.redeemed(own)) if pays else (accounts.issued(own), owed)
            return Deed([Part(Transfer(*ends, payment.minutes))])

        done = self._office.once(Intention("paid", key, by, (payment,), approved_by=approved_by), build, decides=True)
        return done if isinstance(done, No) else self._due(other)

    def _due(self, other: str) -> int:
        standing = self._office.standing(accounts.netted(other))
        return 0 if standing is None else standing.posted

    def _room(self, partner: str) -> int | None:
        """How many minutes more this community may owe a partner; None without an agreement."""
        owed, transit = (self._office.standing(name(partner)) for name in (accounts.partner, accounts.transit))
        if owed is None or transit is None or owed.account.ceiling is None:
            return None
        return owed.account.ceiling - owed.posted - transit.posted

    def _unanswered(self, history: History, remittance: Remittance) -> No | None:
        return unless(
            (remittance.receiver == self._office.community, _NOT_HERE),
            (f"{remittance.id}#reply" not in history.commands, _ANSWERED),
        )

    def _sent(self, name: str) -> tuple[PersonRef, Remittance]:
        """Who sent a remittance, and what it is, as the journal tells."""
        with self._office.reading() as history:
            done = history.commands.get(name)
        if done is None or done.operation != "send":
            raise NotFoundError(Text(f"no remittance {name!r} was sent from here", f"本社区未发出汇划{name!r}"))
        entry = self._office.entries(done)[-1]
        (member, _), (to,) = accounts.parsed(entry.debit).parts, accounts.parsed(entry.credit).parts
        return PersonRef(member), Remittance(
            name, self._office.community, to, pieces_of(entry.detail.partition("|")[0])
        )
