"""Minutes that go to another community, and what the two owe each other for them.

Four legs: the member's account, this community's account with the partner, the partner's account with this community,
the recipient's account there. Between the ledgers goes a `Remittance`, which names communities and minutes and nobody:
the recipient learns its id from the sender and presents it at the other bank. What is under way is not yet owed; the
`Reply` says whether it arrived. Both travel as signed letters, which are believed by the register of partners' keys.
Each letter may come twice, or late, and does no harm.
"""

from collections.abc import Callable
from hashlib import sha256

from commgov.core import PersonRef, Text
from commgov.core.checks import Checks
from commgov.errors import InvalidInputError, NotFoundError, Place, Problem
from commgov.incentives.ledger.accounts import MINUTES, NEVER, AccountId
from commgov.incentives.ledger.commands import Limit, Open, Transfer
from commgov.incentives.ledger.journal import pieces_of
from commgov.incentives.timebank import accounts
from commgov.incentives.timebank.answers import No, first_of, unless
from commgov.incentives.timebank.consent import consent_no, consent_note
from commgov.incentives.timebank.history import History
from commgov.incentives.timebank.letters import (
    MINUTES_MAX,
    Letter,
    Message,
    Remittance,
    Reply,
    Said,
    answer_key,
    author_of,
    remittance_id,
    signed_letter,
)
from commgov.incentives.timebank.limits import NOT_ENOUGH
from commgov.incentives.timebank.netting import Netting, Payment, Statement
from commgov.incentives.timebank.office import Built, Deed, Intention, Office, Part
from commgov.incentives.timebank.openings import netted_account, partner_accounts
from commgov.incentives.timebank.rules import BankRules
from commgov.seal import SigningKey

_NO_PARTNER = Text("there is no agreement with that community", "与该社区没有结算协议")
_LIMIT = Text("it would go beyond the limit agreed on with that community", "将超出与该社区约定的限额")
_NO_ACCOUNT = Text("the recipient has no account", "收款人尚未开户")
_NOT_HERE = Text("it is for another community", "该汇款不属于本社区")
_NOT_THERE = Text("the community that answers is not the one it was sent to", "答复的社区并非收款社区")
_OTHER_KIND = Text("the letter is of another kind", "函件种类不符")
_KEY = Text("a SigningKey, to write to other communities", "须有签名密钥（SigningKey）方可向其他社区发函")
_OWN = Text("a message of this community's own", "应为本社区自己的函件")
_ANSWERED = Text("it was answered already: received, or refused", "该汇款已答复（已收或已退）")
_OTHER_STATEMENT = Text("the statement is not the one that was netted", "该对账单与轧差所用的不符")
_NOTHING = Text("there is nothing to net", "没有需要轧差的款项")
_NOT_OURS = Text("this community neither pays nor is paid", "本社区不是付款方或收款方")
_LESS_DUE = Text("less is due", "应付数额不足")


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

    def __init__(self, office: Office, rules: BankRules, signing_key: SigningKey | None = None) -> None:
        """Stand at the counter of an office, with the register of partners' keys and the community's own key."""
        self._office, self._rules, self._signing_key = office, rules, signing_key

    def sign(self, message: Said) -> Letter[Said]:
        """A message of this community's as a letter: `send`, `receive` and `refuse` sign theirs, statements are yours.

        Args:
            message: a statement, a remittance or a reply.

        Raises:
            InvalidInputError: if the bank has no key, or the message is another community's.
        """
        self.needs_key()
        assert self._signing_key is not None  # noqa: S101 - that was asked just now
        if author_of(message) != self._office.community:
            raise InvalidInputError([Problem(Place().at("Clearing", "message"), _OWN)])
        return signed_letter(message, self._signing_key)

    def read(self, letter: Letter[Said]) -> Said | No:
        """What a letter says, if it is believed today: signed by a registered key of the community that it is from.

        Args:
            letter: as it came, from wherever; `Letter.from_json` reads a file.
        """
        no = letter.why_not(self._rules.partners, today=self._office.today())
        return letter.message if no is None else no

    def needs_key(self) -> None:
        """Refuse what would have to be signed, if the bank has no key."""
        if self._signing_key is None:
            raise InvalidInputError([Problem(Place().at("TimeBank", "signing_key"), _KEY)])

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
        checks.whole("limit", limit, most=MINUTES_MAX)
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
    ) -> Letter[Remittance] | No:
        """Send a member's minutes to another community: the letter that goes there, signed with the present key.

        Args:
            key: chosen once for each remittance; one that cannot be guessed, since the remittance's id is made of it.
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
        checks.whole("minutes", minutes, least=1, most=MINUTES_MAX)
        note = consent_note(checks, consent)
        checks.refuse()
        self.needs_key()
        payer, transit = accounts.member(member), accounts.transit(to)

        def build(_: History) -> Built:
            has = self._office.available(payer)
            enough = unless((minutes <= has, NOT_ENOUGH.fill(available=has, wanted=minutes)))
            no = first_of([consent_no(member, by, consent), enough, self.why_not_send(to, minutes)])
            return Deed([Part(Transfer(payer, transit, minutes))], note) if no is None else no

        name = remittance_id(self._office.community, key)
        done = self._office.once(Intention("send", name, by, (member, to, minutes, note)), build, decides=True)
        return done if isinstance(done, No) else self.letter(name)

    def letter(self, remittance: str) -> Letter[Remittance]:
        """The letter of a remittance that this community sent, signed with the present key.

        Args:
            remittance: its id.

        Raises:
            NotFoundError: if this community sent no such remittance.
        """
        return self.sign(self._sent(remittance)[1])

    def why_not_send(self, to: str, minutes: int) -> No | None:
        """Why minutes cannot go to a community now, whoever's they are; None if they can."""
        room = self._room(to)
        return No((_NO_PARTNER,)) if room is None else unless((minutes <= room, _LIMIT))

    def receive(self, letter: Letter[Message], member: PersonRef, *, by: PersonRef) -> Letter[Reply] | No:
        """Take a remittance in for the member who presents its id; the reply goes back to the sender.

        Refused with the reason: what no registered key of the sender signed, what was altered, what is for another
        community, and what was answered already. The same letter for the same member gets the same reply.

        Args:
            letter: as it came from the other community.
            member: who presented its id.
            by: who enters it.
        """
        checks = Checks("receive")
        checks.identifier("member", member)
        checks.refuse()
        self.needs_key()
        remittance = self.read(letter)
        if not isinstance(remittance, Remittance):
            return remittance if isinstance(remittance, No) else No((_OTHER_KIND,))
        owed, getter = accounts.partner(remittance.sender), accounts.member(member)
        moved = [(minutes, None if day == NEVER else day) for day, minutes in remittance.pieces]

        def build(history: History) -> Built:
            known = unless(
                (self._office.standing(owed) is not None, _NO_PARTNER),
                (self._takes(getter), _NO_ACCOUNT),
            )
            no = first_of([self._unanswered(history, remittance), known])
            if no is not None:
                return no
            return Deed([Part(Transfer(owed, getter, minutes, lot), _LIMIT) for minutes, lot in moved])

        return self._reply("receive", remittance, (remittance, member), by, build, received=True)

    def refuse(self, letter: Letter[Message], *, by: PersonRef) -> Letter[Reply] | No:
        """Send a remittance back: nobody presented it, or it cannot be taken in. It cannot be received any more.

        Args:
            letter: as it came from the other community.
            by: who enters it.
        """
        self.needs_key()
        remittance = self.read(letter)
        if not isinstance(remittance, Remittance):
            return remittance if isinstance(remittance, No) else No((_OTHER_KIND,))

        def build(history: History) -> Built:
            no = self._unanswered(history, remittance)
            # Nothing moves, but the answer has to be in the journal: the baton is passed under the remittance's key.
            return Deed([]) if no is None else no

        return self._reply("refuse", remittance, (remittance,), by, build, received=False)

    def _reply(
        self,
        operation: str,
        remittance: Remittance,
        terms: tuple[object, ...],
        by: PersonRef,
        build: Callable[[History], Built],
        *,
        received: bool,
    ) -> Letter[Reply] | No:
        """Answer a remittance once, and sign what was answered."""
        intention = Intention(operation, answer_key(remittance), by, terms, suffix="reply")
        done = self._office.once(intention, build, decides=True)
        if isinstance(done, No):
            return done
        return self.sign(Reply(remittance.id, remittance.sender, remittance.receiver, received=received))

    def settle(self, letter: Letter[Message], *, by: PersonRef) -> int | No:
        """Take in what became of a remittance: from now on it is owed, or the member has it back; how many minutes.

        What comes back after the member's accounts were closed goes to the community's own pool.

        Args:
            letter: as it came from the other community.
            by: who enters it.

        Raises:
            NotFoundError: if this community sent no such remittance.
        """
        reply = self.read(letter)
        if not isinstance(reply, Reply):
            return reply if isinstance(reply, No) else No((_OTHER_KIND,))
        member, sent = self._sent(reply.id)
        transit = accounts.transit(sent.receiver)

        def build(history: History) -> Built:
            if (reply.sender, reply.receiver) != (sent.sender, sent.receiver):
                return No((_NOT_THERE,))
            if f"{reply.id}#settle" in history.commands:
                return No((_ANSWERED,))
            if reply.received:
                return Deed([Part(Transfer(transit, accounts.partner(sent.receiver), sent.minutes), _LIMIT)])
            owner = accounts.member(member)
            to = owner if self._takes(owner) else accounts.pool(self._rules.donations)
            back = [(minutes, None if day == NEVER else day) for day, minutes in sent.pieces]
            return Deed([Part(Transfer(transit, to, minutes, lot)) for minutes, lot in back])

        intention = Intention("settle", reply.id, by, (reply.received,), suffix="settle")
        done = self._office.once(intention, build, decides=True)
        return done if isinstance(done, No) else sent.minutes

    def _takes(self, account: AccountId) -> bool:
        """Whether something can come into an account."""
        standing = self._office.standing(account)
        return standing is not None and not standing.is_closed

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
            (f"{answer_key(remittance)}#reply" not in history.commands, _ANSWERED),
        )

    def _sent(self, name: str) -> tuple[PersonRef, Remittance]:
        """Who sent a remittance, and what it is, as the journal tells."""
        with self._office.reading() as history:
            done = history.commands.get(name)
        moved = () if done is None else self._office.entries(done)
        entry = next((each for each in moved if accounts.parsed(each.credit).kind == "transit"), None)
        if entry is None:
            raise NotFoundError(Text(f"no remittance {name!r} was sent from here", f"本社区未发出汇划{name!r}"))
        (member, _), (to,) = accounts.parsed(entry.debit).parts, accounts.parsed(entry.credit).parts
        return PersonRef(member), Remittance(
            name, self._office.community, to, pieces_of(entry.detail.partition("|")[0])
        )
