"""A budget cannot be overdrawn: not by one, not by threads, not by processes, not after a restart."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import hypothesis.strategies as st
import pytest
from hypothesis import given

from commgov.errors import ConflictError, InvalidInputError
from commgov.privacy.releases import MemoryReleaseStore, PrivacyBudget, Spent
from commgov.storage import Database

EPSILONS = st.fractions(min_value=Fraction(1, 50), max_value=Fraction(2, 3), max_denominator=50)


@given(st.lists(EPSILONS, max_size=12))
def test_payments_never_add_up_to_more_than_the_budget(asked):
    budget = PrivacyBudget("residents", 1)
    paid = [budget.spend(f"r-{at}", epsilon) for at, epsilon in enumerate(asked)]
    sums = Fraction(0)
    for epsilon, answer in zip(asked, paid, strict=True):
        assert isinstance(answer, Spent) is (sums + epsilon <= 1), "refused only if it would be overdrawn"
        if isinstance(answer, Spent):
            sums += epsilon
            assert answer.left == 1 - sums
    assert budget.left == 1 - sums >= 0
    assert sum(budget.payments().values()) == sums


def test_thirds_add_up_to_one_exactly():
    budget = PrivacyBudget("residents", 1)
    assert [budget.spend(f"r-{at}", Fraction(1, 3)).left for at in range(3)] == [Fraction(2, 3), Fraction(1, 3), 0]
    assert "0 left of 1" in budget.spend("r-4", Fraction(1, 10**9)).en


def test_a_release_pays_once():
    budget = PrivacyBudget("residents", 1)
    budget.spend("r-1", Fraction(1, 4))
    assert "already paid" in budget.spend("r-1", Fraction(1, 4)).en
    assert "已经支付" in budget.spend("r-1", Fraction(1, 4)).zh
    assert budget.left == Fraction(3, 4)


def test_threads_do_not_overdraw_it_together():
    store = MemoryReleaseStore()

    def pay(at):
        return PrivacyBudget("residents", 1, store).spend(f"r-{at}", Fraction(1, 7))

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(pay, range(40)))
    assert sum(isinstance(answer, Spent) for answer in answers) == 7
    assert PrivacyBudget("residents", 1, store).left == 0


PAY = """
import json, sys
from fractions import Fraction
from commgov.privacy.releases import PrivacyBudget, Spent
from commgov.storage import Database
place, who = json.loads(sys.argv[1]), sys.argv[2]
with Database.open(**place) as database:
    budget = PrivacyBudget("residents", 1, database.streams())
    print(sum(isinstance(budget.spend(f"r-{who}-{at}", Fraction(1, 9)), Spent) for at in range(6)))
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
    assert PrivacyBudget("residents", 1, database.streams()).left == 0


def test_a_budget_is_there_after_a_restart_and_its_total_never_changes(tmp_path):
    place = f"sqlite:///{tmp_path / 'b.db'}"
    with Database.open(place) as database:
        PrivacyBudget("residents", 1, database.streams()).spend("r-1", Fraction(2, 3))
    with Database.open(place) as database:
        budget = PrivacyBudget("residents", 1, database.streams())
        assert budget.left == Fraction(1, 3)
        with pytest.raises(ConflictError):
            PrivacyBudget("residents", 2, database.streams()).spend("r-2", Fraction(1, 2))
        assert PrivacyBudget("helped", 2, database.streams()).left == 2, "each population has its own"


@pytest.mark.parametrize("total", [0, -1, 1.0, True, "1"])
def test_a_total_is_a_fraction_above_0(total):
    with pytest.raises(InvalidInputError):
        PrivacyBudget("residents", total)


@pytest.mark.parametrize("epsilon", [0, -1, 0.5, True, None])
def test_nothing_is_paid_back(epsilon):
    budget = PrivacyBudget("residents", 1)
    with pytest.raises(InvalidInputError):
        budget.spend("r-1", epsilon)
    assert budget.left == 1
