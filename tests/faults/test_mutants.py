"""Mutants in a short form: what good tests notice and what weak ones let live, on a till of two functions."""

import ast
import json
import subprocess
import sys

import pytest
from faults.mutating import mutants_of

TILL = """
LIMIT = 100


def change(paid, price):
    \"\"\"What is given back.\"\"\"
    if paid < price or paid > LIMIT:
        return None
    return paid - price
"""
WEAK = """
from till import change


def test_change():
    assert change(9, 5) == 4
"""
GOOD = """
import pytest
from till import change


@pytest.mark.parametrize("paid, price, back", [(9, 5, 4), (5, 5, 0), (4, 5, None), (100, 1, 99), (101, 1, None)])
def test_change(paid, price, back):
    assert change(paid, price) == back
"""
HUNT = """
import json, sys
from pathlib import Path
from faults.mutants import hunt, named
sys.path.insert(0, str(Path.cwd()))
equivalent = {tuple(each): "they say" for each in json.loads(sys.argv[1])}
here = Path.cwd()
found = hunt([here / "till.py"], [str(here / "test_till.py")], equivalent=equivalent, **json.loads(sys.argv[2]))
some = [[named(each)[2] for each in mutants] for mutants in (found.survivors, found.refuted)]
print(json.dumps([found.by_file()[f"{here.name}/till.py"], *some]))
"""


@pytest.fixture
def hunted(tmp_path, root):
    """Let the mutants of the till live under these tests: the counts, who survived, who was no equivalent after all."""

    def hunt(tests, equivalent=(), **more):
        (tmp_path / "till.py").write_text(TILL)
        (tmp_path / "test_till.py").write_text(tests)
        command = [sys.executable, "-c", HUNT, json.dumps(equivalent), json.dumps(more)]
        paths = {"PYTHONPATH": f"{root}:{root / 'src'}"}
        done = subprocess.run(command, cwd=tmp_path, env=paths, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    return hunt


def test_good_tests_notice_each_change_and_a_wrong_claim_that_one_is_none(hunted, tmp_path):
    claimed = (f"{tmp_path.name}/till.py", "change", "`paid < price` → `paid <= price`")
    counts, survivors, refuted = hunted(GOOD, [claimed])
    assert (survivors, refuted) == ([], [claimed[2]])
    assert counts == [9, 9, 0, 1]


def test_weak_tests_let_live_what_they_do_not_ask(hunted):
    _, survivors, _ = hunted(WEAK)
    assert "`paid < price` → `paid <= price`" in survivors
    assert "`100` → `101`" in survivors  # also what is decided on import
    assert "`paid - price` → `paid + price`" not in survivors


def test_tests_that_fail_already_show_nothing(hunted):
    with pytest.raises(AssertionError, match="before anything is changed"):
        hunted(WEAK.replace("== 4", "== 5"))


def test_the_same_seed_draws_the_same_sample(hunted):
    one, other = hunted(WEAK, sample=6, seed=3), hunted(WEAK, sample=6, seed=3)
    assert one == other
    assert one[0][0] == 6


def test_a_mutant_that_is_listed_has_to_be_there(hunted):
    with pytest.raises(AssertionError, match="no such mutants any more"):
        hunted(GOOD, [("till.py", "change", "`paid` → `price`")])


CODE = '''
from somewhere import names

WORDS = Text("one", "一")


@decorated(1)
def work(items: list[int], most: int = 3) -> int:
    """Words."""
    total = sum(items[:most])
    assert total not in {1, 2}
    return max(total, 1)


class Box:
    size = 5

    def fits(self, *, other):
        for each in other:
            if each is None:
                continue
            each.put(self, at=0)
        return f"box-{self.size}"
'''


def test_what_is_changed_and_where(tmp_path):
    (tmp_path / "code.py").write_text(CODE)
    mutants = mutants_of(tmp_path / "code.py")
    found = {(mutant.within, mutant.change) for mutant in mutants}
    assert found == {
        ("", "`3` → `4`"),
        ("work", "`total not in {1, 2}` → `total in {1, 2}`"),
        ("work", "`1` → `2`"),
        ("work", "`2` → `3`"),
        ("work", "without the element `1`"),
        ("work", "without the element `2`"),
        ("work", "`return max(total, 1)` → `return None`"),
        ("work", "`max` → `min`"),
        ("work", "`1` → `2` (2)"),
        ("Box", "`5` → `6`"),
        ("Box.fits", "`each is None` → `True`"),
        ("Box.fits", "`each is None` → `False`"),
        ("Box.fits", "`each is None` → `each is not None`"),
        ("Box.fits", "without `continue`"),
        ("Box.fits", "without `each.put(self, at=0)`"),
        ("Box.fits", "without `at=0`"),
        ("Box.fits", "`0` → `1`"),
        ("Box.fits", "`return f'box-{self.size}'` → `return None`"),
        ("Box.fits", "`'box-'` → `'box-~'`"),
    }
    codes = {ast.unparse(mutant.tree) for mutant in mutants}
    assert len(codes) == len(mutants)  # each is another module, and none is the one that there was
    assert ast.unparse(ast.parse(CODE)) not in codes
    on_import = {mutant.change for mutant in mutants if mutant.function is None}
    assert on_import == {"`3` → `4`", "`5` → `6`"}
