"""A budget cannot be overdrawn: not by one, not by threads, not by processes, not after a restart."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import hypothesis.strategies as st
import pytest
from hypothesis import given

from commgov.core import MemoryStreams
from commgov.errors import ConflictError, InvalidInputError
from commgov.privacy.releases import PrivacyBudget, ReleaseRegister, Spent
from commgov.storage import Database

KEY = bytes(range(32))


def budget_of(streams=None, total=1):
    return PrivacyBudget(ReleaseRegister("b", KEY, streams), total)


EPSILONS = st.fractions(min_value=Fraction(1, 50), max_value=Fraction(2, 3), max_denominator=50)


@given(st.lists(EPSILONS, max_size=12))
def test_payments_never_add_up_to_more_than_the_budget(asked):
    budget = budget_of()
    paid = [budget.spend(f"r-{at}", epsilon, "residents") for at, epsilon in enumerate(asked)]
    sums = Fraction(0)
    for epsilon, answer in zip(asked, paid, strict=True):
        assert isinstance(answer, Spent) is (sums + epsilon <= 1), "refused only if it would be overdrawn"
        if isinstance(answer, Spent):
            sums += epsilon
            assert answer.left == 1 - sums
    assert budget.left("residents") == 1 - sums >= 0
    assert sum(budget.payments().values()) == sums


def test_thirds_add_up_to_one_exactly():
    budget = budget_of()
    paid = [budget.spend(f"r-{at}", Fraction(1, 3), "residents") for at in range(3)]
    assert [each.left for each in paid] == [Fraction(2, 3), Fraction(1, 3), 0]
    assert "0 left of 1" in budget.spend("r-4", Fraction(1, 10**9), "residents").en


def test_a_release_pays_once():
    budget = budget_of()
    budget.spend("r-1", Fraction(1, 4), "residents")
    assert "released already" in budget.spend("r-1", Fraction(1, 4), "residents").en
    assert "已经发布过" in budget.spend("r-1", Fraction(1, 4), "residents").zh
    assert budget.left("residents") == Fraction(3, 4)


def test_threads_do_not_overdraw_it_together():
    store = MemoryStreams()

    def pay(at):
        return budget_of(store).spend(f"r-{at}", Fraction(1, 7), "residents")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(pay, range(40)))
    assert sum(isinstance(answer, Spent) for answer in answers) == 7
    assert budget_of(store).left("residents") == 0


PAY = """
import json, sys
from fractions import Fraction
from commgov.privacy.releases import PrivacyBudget, ReleaseRegister, Spent
from commgov.storage import Database
place, who = json.loads(sys.argv[1]), sys.argv[2]
with Database.open(**place) as database:
    budget = PrivacyBudget(ReleaseRegister("b", bytes(range(32)), database.streams()), 1)
    print(sum(isinstance(budget.spend(f"r-{who}-{at}", Fraction(1, 9), "residents"), Spent) for at in range(6)))
"""


def test_processes_do_not_overdraw_it_together(database, database_place):
    with pytest.MonkeyPatch.context():
        paying = [
            subprocess.Popen(
                [sys.executable, "-c", PAY, json.dumps(database_place), str(who)], stdout=subprocess.PIPE, text=True
            )
            for who in range(3)
        ]
        paid = [int(process.communicate()[0]) for process in paying]
    assert sum(paid) == 9
    assert budget_of(database.streams()).left("residents") == 0


def test_a_budget_is_there_after_a_restart_and_its_total_never_changes(tmp_path):
    place = f"sqlite:///{tmp_path / 'b.db'}"
    with Database.open(place) as database:
        budget_of(database.streams()).spend("r-1", Fraction(2, 3), "residents")
    with Database.open(place) as database:
        budget = budget_of(database.streams())
        assert budget.left("residents") == Fraction(1, 3)
        with pytest.raises(ConflictError):
            budget_of(database.streams(), 2).spend("r-2", Fraction(1, 2), "residents")


@pytest.mark.parametrize("total", [0, -1, 1.0, True, "1"])
def test_a_total_is_a_fraction_above_0(total):
    with pytest.raises(InvalidInputError):
        budget_of(total=total)


@pytest.mark.parametrize("epsilon", [0, -1, 0.5, True, None])
def test_nothing_is_paid_back(epsilon):
    budget = budget_of()
    with pytest.raises(InvalidInputError):
        budget.spend("r-1", epsilon, "residents")
    assert budget.left("residents") == 1
