"""Funds: money from several sources, set apart for purposes; no budget line is ever overspent."""

from collections.abc import Iterable

from attrs import frozen

from commgov.core import PersonRef, Text
from commgov.core.checks import Checks
from commgov.incentives.ledger.accounts import AMOUNT_MAX
from commgov.incentives.ledger.commands import Transfer
from commgov.incentives.timebank import accounts
from commgov.incentives.timebank.answers import No, first_of, unless
from commgov.incentives.timebank.catalogue import check_line
from commgov.incentives.timebank.history import History, LineTotals, Payout
from commgov.incentives.timebank.limits import NOT_ENOUGH, line_used, over
from commgov.incentives.timebank.office import Built, Deed, Intention, Office, Part
from commgov.incentives.timebank.openings import line_accounts, money_account
from commgov.incentives.timebank.rules import BankRules, Line

_TOO_LITTLE = Text("the budget line has too little left", "预算科目余额不足")


@frozen
class LineReport:
    """How a budget line stands, in fen: `given + moved == goods + payouts + reserved + left`.

    Args:
        fund: the source of the money.
        purpose: what it is set apart for.
        given: what the source gave for this purpose.
        moved: what came from the fund's other purposes, less what went there.
        goods: what was spent on goods and services.
        payouts: what members were paid: subsidies and rewards.
        reserved: what is set aside for deals.
        left: what can still be spent.
    """

    fund: str
    purpose: str
    given: int
    moved: int
    goods: int
    payouts: int
    reserved: int
    left: int


def fund_totals(reports: Iterable[LineReport], *, purpose: str | None = None, fund: str | None = None) -> LineReport:
    """Lines added up: all of a fund, all of a purpose, or all.

    Args:
        reports: the lines.
        purpose: those of this purpose alone; None: all.
        fund: those of this fund alone; None: all.

    Example:
        >>> lines = [
        ...     LineReport(fund, "goods", given=900, moved=0, goods=spent, payouts=0, reserved=0, left=900 - spent)
        ...     for fund, spent in (("welfare", 500), ("donors", 100))
        ... ]
        >>> fund_totals(lines, purpose="goods").left
        1200
    """
    chosen = [each for each in reports if purpose in {None, each.purpose} and fund in {None, each.fund}]
    sums = [sum(getattr(each, name) for each in chosen) for name in _AMOUNTS]
    return LineReport(fund or "", purpose or "", *sums)


_AMOUNTS = ("given", "moved", "goods", "payouts", "reserved", "left")


class Funds:
    """The counter for money: it comes in, is set apart, and is paid out.

    Example:
        >>> from commgov.incentives import Ledger, TimeBank
        >>> funds, officers = TimeBank("b", Ledger()).funds, {"by": "officer-7", "approved_by": "officer-8"}
        >>> funds.bring_in("grant-1", ("donors", "rewards"), 5_000, **officers).left
        5000
        >>> funds.pay("p-1", "m-1", ("donors", "rewards"), 2_000, **officers).fen
        2000
        >>> print(funds.pay("p-2", "m-1", ("donors", "rewards"), 4_000, **officers).reason)
        the account has 3000 available, 4000 are needed
    """

    def __init__(self, office: Office, rules: BankRules) -> None:
        """Stand at the counter of an office."""
        self._office, self._rules = office, rules

    def bring_in(self, key: str, line: Line, fen: int, *, by: PersonRef, approved_by: PersonRef) -> LineReport | No:
        """A source gives money for a purpose: that is the purpose's limit.

        Args:
            key: chosen once for each grant.
            line: the fund and the purpose.
            fen: how much.
            by: who enters it.
            approved_by: who approved the purpose.

        Raises:
            InvalidInputError: naming all that is wrong with the request.
            ConflictError: if the key stands for another request already.
        """
        fund, purpose = self._checked(line, fen)
        step = Transfer(accounts.given(fund), accounts.budget(fund, purpose), fen)
        intention = Intention("bringin", key, by, (fund, purpose, fen), approved_by=approved_by)
        self._office.ensure(line_accounts(fund, purpose), intention)  # a source of money: two people answer for it
        done = self._office.once(intention, lambda _: Deed([Part(step)]))
        return done if isinstance(done, No) else self._line(line)

    def move(
        self, key: str, line: Line, to_purpose: str, fen: int, *, by: PersonRef, approved_by: PersonRef
    ) -> LineReport | No:
        """Move money to another purpose of the same fund, by a decision. Between funds nothing moves.

        Args:
            key: chosen once for each decision.
            line: from which fund and purpose.
            to_purpose: to which purpose.
            fen: how much.
            by: who enters it.
            approved_by: who decided it.
        """
        fund, purpose = self._checked(line, fen)
        step = Transfer(accounts.budget(fund, purpose), accounts.budget(fund, to_purpose), fen)
        intention = Intention("move", key, by, (fund, purpose, to_purpose, fen), approved_by=approved_by)
        self._office.ensure([*line_accounts(fund, purpose), *line_accounts(fund, to_purpose)], intention)
        done = self._office.once(intention, lambda _: Deed([Part(step, _TOO_LITTLE)]))
        return done if isinstance(done, No) else self._line(line)

    def pay(
        self, key: str, member: PersonRef, line: Line, fen: int, *, by: PersonRef, approved_by: PersonRef
    ) -> Payout | No:
        """Pay a member a subsidy or a reward out of a budget line.

        Args:
            key: chosen once for each payment.
            member: who gets it.
            line: the fund and the purpose.
            fen: how much.
            by: who enters it.
            approved_by: who approved it.
        """
        fund, purpose = self._checked(line, fen, member)
        intention = Intention("pay", key, by, (member, fund, purpose, fen), approved_by=approved_by)
        self._office.ensure([*line_accounts(fund, purpose), money_account(member)], intention)
        step = Transfer(accounts.budget(fund, purpose), money_account(member).id, fen)

        def build(history: History) -> Built:
            limit = self._rules.per_person.get(line)
            left = self._office.available(accounts.budget(fund, purpose))
            enough = unless((fen <= left, NOT_ENOUGH.fill(available=left, wanted=fen)))
            have = 0 if limit is None else line_used(self._office, history, limit, member, line, self._rules.catalogue)
            no = first_of([enough, None if limit is None else over(limit, have, fen)])
            return Deed([Part(step, _TOO_LITTLE)]) if no is None else no

        done = self._office.once(intention, build, decides=True)
        return done if isinstance(done, No) else Payout(member, line, fen, self._office.entries(done)[-1].moment)

    def report(self) -> tuple[LineReport, ...]:
        """How all budget lines stand, by fund and purpose."""
        with self._office.reading() as history:
            return tuple(self._line(line) for line in sorted(history.lines))

    def _line(self, line: Line) -> LineReport:
        with self._office.reading() as history:
            told = history.lines.get(line, LineTotals())
            standing = self._office.standing(accounts.budget(*line))
            reserved = 0 if standing is None else standing.held_out
            left = told.given + told.moved - told.goods - told.payouts - reserved
            return LineReport(*line, told.given, told.moved, told.goods, told.payouts, reserved, left)

    @staticmethod
    def _checked(line: Line, fen: int, member: PersonRef | None = None) -> Line:
        checks = Checks("Funds")
        check_line(checks, line)
        checks.whole("fen", fen, least=1, most=AMOUNT_MAX)
        if member is not None:
            checks.identifier("member", member)
        checks.refuse()
        return line
