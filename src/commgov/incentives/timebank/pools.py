"""Pools: minutes that were donated for a purpose, and given out by a published rule or by a decision."""

from collections.abc import Sequence
from hashlib import sha256

from commgov.core import PersonRef, Text
from commgov.core.checks import Checks
from commgov.incentives.ledger.accounts import AMOUNT_MAX
from commgov.incentives.ledger.commands import STEPS_MAX, Transfer
from commgov.incentives.timebank import accounts
from commgov.incentives.timebank.allocation import (
    AllocationRule,
    Applicant,
    PoolShare,
    in_order,
    ranked,
    shared_out,
    told,
)
from commgov.incentives.timebank.answers import No, first_of, unless
from commgov.incentives.timebank.consent import consent_no, consent_note
from commgov.incentives.timebank.history import History
from commgov.incentives.timebank.limits import NOT_ENOUGH
from commgov.incentives.timebank.office import Built, Deed, Intention, Office, Part
from commgov.incentives.timebank.openings import pool_account
from commgov.incentives.timebank.rules import BankRules

_EMPTY = Text("the pool has too little", "捐赠池余额不足")
_NOTHING = Text("there is nothing to give out", "没有可分配的时长")
_APPLICANTS_MAX = STEPS_MAX // 2


class Pools:
    """The counter at which minutes are donated and given out.

    Example:
        >>> from datetime import date
        >>> from commgov.incentives import Ledger
        >>> from commgov.incentives.timebank import LoneEldersFirst, TimeBank
        >>> bank = TimeBank("b", Ledger())
        >>> bank.open_member("m-1").available
        0
        >>> bank.pools.endow("e-1", 90, by="officer-7", approved_by="officer-8")
        90
        >>> asks = [Applicant("m-1", 60, date(2026, 1, 5), lives_alone=True)]
        >>> bank.pools.allocate("a-1", asks, LoneEldersFirst(), by="officer-7")
        (PoolShare(60 minutes, place 1),)
    """

    def __init__(self, office: Office, rules: BankRules) -> None:
        """Stand at the counter of an office."""
        self._office, self._rules = office, rules

    def donate(
        self,
        key: str,
        member: PersonRef,
        minutes: int,
        *,
        by: PersonRef,
        pool: str | None = None,
        consent: str | None = None,
    ) -> int | No:
        """Donate minutes to a pool; what the pool holds then.

        Args:
            key: chosen once for each donation.
            member: who donates.
            minutes: how many.
            by: who enters it.
            pool: to which pool; None: the community's own.
            consent: the donor's signed consent, as a reference; needed if somebody else enters it.

        Raises:
            InvalidInputError: naming all that is wrong with the request.
            ConflictError: if the key stands for another request already.
        """
        checks = Checks("donate")
        checks.identifier("member", member)
        checks.whole("minutes", minutes, least=1, most=AMOUNT_MAX)
        note = consent_note(checks, consent)
        checks.refuse()
        name = self._open(pool)

        def build(_: History) -> Built:
            has = self._office.available(accounts.member(member))
            enough = unless((minutes <= has, NOT_ENOUGH.fill(available=has, wanted=minutes)))
            no = first_of([consent_no(member, by, consent), enough])
            step = Transfer(accounts.member(member), accounts.pool(name), minutes)
            return Deed([Part(step)], note) if no is None else no

        done = self._office.once(Intention("donate", key, by, (member, minutes, name, note)), build, decides=True)
        return done if isinstance(done, No) else self.holds(name)

    def endow(
        self, key: str, minutes: int, *, by: PersonRef, approved_by: PersonRef, pool: str | None = None
    ) -> int | No:
        """Issue minutes to a pool: the community promises them, by a decision of its own; what the pool holds then.

        Args:
            key: chosen once for each decision.
            minutes: how many.
            by: who enters it.
            approved_by: who decided it.
            pool: to which pool; None: the community's own.
        """
        checks = Checks("endow")
        checks.whole("minutes", minutes, least=1, most=AMOUNT_MAX)
        checks.refuse()
        name = self._open(pool)
        step = Transfer(accounts.issued(self._office.community), accounts.pool(name), minutes)
        intention = Intention("endow", key, by, (minutes, name), approved_by=approved_by)
        done = self._office.once(intention, lambda _: Deed([Part(step)]))
        return done if isinstance(done, No) else self.holds(name)

    def grant(
        self,
        key: str,
        member: PersonRef,
        minutes: int,
        *,
        by: PersonRef,
        approved_by: PersonRef,
        pool: str | None = None,
    ) -> int | No:
        """Give somebody minutes from a pool by a decision, not by the rule; what the pool holds then.

        Args:
            key: chosen once for each decision.
            member: who gets them.
            minutes: how many.
            by: who enters it.
            approved_by: who decided it.
            pool: from which pool; None: the community's own.
        """
        checks = Checks("grant")
        checks.identifier("member", member)
        checks.whole("minutes", minutes, least=1, most=AMOUNT_MAX)
        checks.refuse()
        name = self._open(pool)
        lot = self._rules.expiry.last_day(self._office.today())
        step = Transfer(accounts.pool(name), accounts.member(member), minutes, lot)
        intention = Intention("grant", key, by, (member, minutes, name), approved_by=approved_by)
        done = self._office.once(intention, lambda _: Deed([Part(step, _EMPTY)]))
        return done if isinstance(done, No) else self.holds(name)

    def allocate(
        self,
        key: str,
        applicants: Sequence[Applicant],
        rule: AllocationRule,
        *,
        by: PersonRef,
        seed: int = 0,
        pool: str | None = None,
    ) -> tuple[PoolShare, ...] | No:
        """Give a pool out by a published rule. What each gets can be spent as if it was earned today.

        Args:
            key: chosen once for each allocation.
            applicants: who asks, each once.
            rule: the published rule.
            by: who enters it.
            seed: of the lottery among those whom the rule does not tell apart; the journal keeps it.
            pool: which pool; None: the community's own.

        Raises:
            InvalidInputError: naming all that is wrong with the request.
            ConflictError: if the key stands for another request already.
            RuleFailedError: if the rule raised, or broke its contract; nothing is given out then.
        """
        checks = Checks("allocate")
        listed = tuple(applicants)
        checks.unique("applicants", [each.member for each in listed])
        few = Text(f"at most {_APPLICANTS_MAX} applicants", f"至多{_APPLICANTS_MAX}名申请人")
        checks.require("applicants", len(listed), ok=len(listed) <= _APPLICANTS_MAX, expected=few)
        checks.whole("seed", seed, most=10**15)
        checks.refuse()
        name = self._open(pool)
        lot = self._rules.expiry.last_day(self._office.today())

        def build(_: History) -> Built:
            shares = shared_out(self.holds(name), listed, rule, seed=seed)
            get = [share for share in shares if share.minutes]
            moved = (Transfer(accounts.pool(name), accounts.member(share.member), share.minutes, lot) for share in get)
            return Deed([Part(step, _EMPTY) for step in moved], f"seed:{seed}") if get else No((_NOTHING,))

        asked = sha256(
            repr(sorted((each.member, each.minutes, ranked(rule, each)) for each in listed)).encode()
        ).hexdigest()
        done = self._office.once(Intention("allocate", key, by, (name, seed, asked)), build, decides=True)
        if isinstance(done, No):
            return done
        got: dict[str, int] = {}
        for entry in self._office.entries(done):
            if entry.kind == "transfer" and entry.debit == accounts.pool(name):
                got[entry.credit] = got.get(entry.credit, 0) + entry.amount
        given = [got.get(accounts.member(each.member), 0) for each in in_order(listed, rule, seed)]
        return told(given, listed, rule, seed=seed)

    def holds(self, pool: str | None = None) -> int:
        """How many minutes a pool holds.

        Args:
            pool: which one; None: the community's own.
        """
        return self._office.available(accounts.pool(self._rules.donations if pool is None else pool))

    def _open(self, pool: str | None) -> str:
        """The name of a pool, which is there from then on."""
        name = self._rules.donations if pool is None else pool
        self._office.ensure([pool_account(name)])
        return name
