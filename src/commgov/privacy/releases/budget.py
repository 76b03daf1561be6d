"""The budget of a community's privacy: what all noisy releases together may give away. It cannot be overdrawn."""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from attrs import frozen

from commgov.core.checks import Checks
from commgov.errors import ConflictError
from commgov.privacy.releases.earlier import Before, EarlierRelease, ReleaseKind
from commgov.privacy.releases.noise import POSITIVE, is_positive
from commgov.privacy.releases.register import ReleaseRegister
from commgov.wording import Text

_TOO_MUCH = Text(
    "the privacy budget has {left} left of {total} for {population}, and this asks for {epsilon}",
    "隐私预算共{total}，“{population}”剩余{left}，本次需要{epsilon}",
)
_OTHER_TOTAL = Text(
    "the privacy budget of the register {name} was begun with another total",
    "登记簿“{name}”的隐私预算起始总额与此不同",
)


@frozen
class Spent:
    """What a release has taken from a budget.

    Args:
        name: the release.
        epsilon: how much.
        left: what is left after it, for the population that it tells of.
        at: when.
    """

    name: str
    epsilon: Fraction
    left: Fraction
    at: datetime


class PrivacyBudget:
    """How much may ever be told with noise about anybody: the epsilons of the releases add up to `total` at most.

    Sequential composition (Dwork, McSherry, Nissim and Smith 2006): releases of e1, e2, ... are together
    (e1 + e2 + ...)-differentially private. Populations that may share people are paid for together, whatever they are
    called; those that were declared apart (`ReleaseRegister.declare_apart`) apart, for nobody is in both.

    The payments stand in the register, which has one budget. Each comes after those that it was reckoned with or not at
    all; so threads and processes that pay at the same time never overdraw it together.

    Args:
        register: of all releases.
        total: in all; a Fraction or a whole number. It is written down with the first payment and never changes.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> budget = PrivacyBudget(ReleaseRegister("b", bytes(32)), Fraction(1))
        >>> budget.spend("2026-q1", Fraction(2, 3), "residents").left
        Fraction(1, 3)
        >>> print(budget.spend("2026-q2", Fraction(1, 2), "over-60"))
        the privacy budget has 1/3 left of 1 for over-60, and this asks for 1/2
    """

    def __init__(self, register: ReleaseRegister, total: Fraction | int) -> None:
        """Begin, or go on with what the register has."""
        checks = Checks("PrivacyBudget")
        is_register = isinstance(register, ReleaseRegister)
        checks.require("register", "", ok=is_register, expected=Text("a ReleaseRegister", "应为ReleaseRegister"))
        checks.require("total", "", ok=is_positive(total), expected=POSITIVE)
        checks.refuse()
        self.register, self.total = register, Fraction(total)

    def left(self, population: str) -> Fraction:
        """What is left for releases about a population."""
        return self._left(population, self.register.before())

    def payments(self) -> dict[str, Fraction]:
        """What each release has taken, in order."""
        return {each.name: each.epsilon for each in self._paid(self.register.before())}

    def spend(self, name: str, epsilon: Fraction | int, population: str) -> Spent | Text:
        """Pay for a release.

        Args:
            name: the release; each pays once.
            epsilon: how much.
            population: whom it tells of, as a reference.

        Returns:
            What was paid, and it stands in the register when this returns; or why it is not possible.

        Raises:
            InvalidInputError: if name, epsilon or population is none.
            ConflictError: if the register has a budget with another total.
        """
        checks = Checks("PrivacyBudget")
        checks.identifier("name", name)
        checks.require("epsilon", "", ok=is_positive(epsilon), expected=POSITIVE)
        checks.identifier("population", population)
        checks.refuse()
        while True:
            before = self.register.before()
            left, cost = self._left(population, before), Fraction(epsilon)
            if taken := before.why_taken(name):
                return taken[0]
            if cost > left:
                return _TOO_MUCH.fill(population=population, left=left, total=self.total, epsilon=cost)
            now = self.register.now()
            paid = EarlierRelease(name, now, ReleaseKind.NOISE, population, epsilon=cost, total=self.total)
            try:
                self.register.add(paid, before)
            except ConflictError:  # somebody else released something meanwhile: reckon anew
                continue
            return Spent(name, cost, left - cost, now)

    def _left(self, population: str, before: Before) -> Fraction:
        paid = (each.epsilon for each in self._paid(before) if before.may_share(population, each.population))
        return max(Fraction(0), self.total - sum(paid))

    def _paid(self, before: Before) -> Sequence[EarlierRelease]:
        paid = [each for each in before.releases if each.kind is ReleaseKind.NOISE]
        if any(each.total != self.total for each in paid):
            raise ConflictError(_OTHER_TOTAL.fill(name=self.register.name))
        return paid

    def __repr__(self) -> str:
        """Whose, and how much in all."""
        return f"PrivacyBudget({self.register.name}, {self.total})"
