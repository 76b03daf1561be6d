"""The budget of a population's privacy: what all noisy releases together may give away. It cannot be overdrawn."""

from fractions import Fraction
from typing import Any

from attrs import frozen

from commgov.core.checks import Checks
from commgov.errors import ConflictError
from commgov.privacy.releases.noise import POSITIVE, is_positive
from commgov.privacy.releases.store import MemoryReleaseStore, ReleaseStore
from commgov.seal import canonical_json, read_json
from commgov.wording import Text

_TOO_MUCH = Text(
    "the privacy budget of {population} has {left} left of {total}, and this asks for {epsilon}",
    "“{population}”的隐私预算共{total}，剩余{left}，本次需要{epsilon}",
)
_OTHER_TOTAL = Text(
    "the budget of {population} was begun with another total", "“{population}”的隐私预算起始总额与此不同"
)
_TWICE = Text(
    "{name} was already paid for: the same release is not drawn twice, for two draws say more than one",
    "“{name}”已经支付过预算：同一发布不得重复抽取噪声，两次抽取泄露更多",
)


@frozen
class Spent:
    """What a release has taken from a budget.

    Args:
        name: the release.
        epsilon: how much.
        left: what is left after it.
    """

    name: str
    epsilon: Fraction
    left: Fraction


class PrivacyBudget:
    """How much may ever be told about a population with noise: the epsilons of its releases add up to `total` at most.

    Sequential composition (Dwork, McSherry, Nissim and Smith 2006): releases of e1, e2, ... are together
    (e1 + e2 + ...)-differentially private. Each payment is one event of a stream, and comes after those that it was
    reckoned with or not at all; so threads and processes that pay at the same time never overdraw it together.

    Args:
        population: whose, as a reference.
        total: in all; a Fraction or a whole number. It is written down with the first payment and never changes.
        store: keeps it; None: in memory, gone with the process.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> budget = PrivacyBudget("residents", Fraction(1))
        >>> budget.spend("2026-q1", Fraction(2, 3)).left
        Fraction(1, 3)
        >>> print(budget.spend("2026-q2", Fraction(1, 2)))
        the privacy budget of residents has 1/3 left of 1, and this asks for 1/2
    """

    def __init__(self, population: str, total: Fraction | int, store: ReleaseStore | None = None) -> None:
        """Begin, or go on with what the store has."""
        checks = Checks("PrivacyBudget")
        checks.identifier("population", population)
        checks.require("total", "", ok=is_positive(total), expected=POSITIVE)
        checks.refuse()
        self.population, self.total = population, Fraction(total)
        self._store = MemoryReleaseStore() if store is None else store
        self._stream = f"privacy-budget/{population}"

    @property
    def left(self) -> Fraction:
        """What is left."""
        return self.total - sum((spent for _, spent in self._payments()), Fraction(0))

    def payments(self) -> dict[str, Fraction]:
        """What each release has taken, in order."""
        return dict(self._payments())

    def spend(self, name: str, epsilon: Fraction | int) -> Spent | Text:
        """Pay for a release.

        Args:
            name: the release; each pays once.
            epsilon: how much.

        Returns:
            What was paid, and it is kept when this returns; or why it is not possible.

        Raises:
            InvalidInputError: if the name or the epsilon is none.
            ConflictError: if the store has this budget with another total.
        """
        checks = Checks("PrivacyBudget")
        checks.identifier("name", name)
        checks.require("epsilon", "", ok=is_positive(epsilon), expected=POSITIVE)
        checks.refuse()
        while True:
            paid = self._payments()
            left = self.total - sum((spent for _, spent in paid), Fraction(0))
            if name in dict(paid):
                return _TWICE.fill(name=name)
            if epsilon > left:
                return _TOO_MUCH.fill(population=self.population, left=left, total=self.total, epsilon=epsilon)
            event = {"epsilon": str(Fraction(epsilon)), "name": name, "total": str(self.total)}
            try:
                self._store.append(self._stream, len(paid) + 1, canonical_json(event).decode())
            except ConflictError:  # somebody else paid meanwhile: reckon anew
                continue
            return Spent(name, Fraction(epsilon), left - Fraction(epsilon))

    def _payments(self) -> list[tuple[str, Fraction]]:
        events: list[Any] = [read_json(body) for body in self._store.read(self._stream)]
        if any(Fraction(event["total"]) != self.total for event in events):
            raise ConflictError(_OTHER_TOTAL.fill(population=self.population))
        return [(event["name"], Fraction(event["epsilon"])) for event in events]

    def __repr__(self) -> str:
        """Whose, and how much in all."""
        return f"PrivacyBudget({self.population}, {self.total})"
