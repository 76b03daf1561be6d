"""Files of the OR-Library: each job to exactly one agent at least cost; and what is wrong with a file, line by line."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commgov.errors import InvalidInputError
from commgov.matching import Effort, Family, Proof, read_gap, solve, violations

TWO_AGENTS = """\
2 3
4 5 9
6 7 8
2 2 2
3 3 1
4 5
"""
THREE_AGENTS = """\
3 4
 10 12  3 40
 11  9 20 30
 25 25 25 25
 5 5 5 5
 6 6 6 6
 1 2 3 4
 9
 6 7
"""


def written(tmp_path, text):
    file = tmp_path / "gap.txt"
    file.write_text(text, encoding="utf-8")
    return file


def refusal(tmp_path, text, number=0):
    with pytest.raises(InvalidInputError) as caught:
        read_gap(written(tmp_path, text), number)
    return [problem.to("en") for problem in caught.value.problems]


def least_cost(cost, takes, capacity):
    """The least cost of giving each job to one agent, by trying all; None if nothing fits."""
    agents, jobs = cost.shape
    found = None
    for who in product(range(agents), repeat=jobs):
        load = np.bincount(who, weights=takes[who, range(jobs)], minlength=agents)
        if (load <= capacity).all():
            total = int(cost[who, range(jobs)].sum())
            found = total if found is None else min(found, total)
    return found


def test_a_file_of_one_problem_is_solved_to_its_optimum(tmp_path):
    problem = read_gap(written(tmp_path, TWO_AGENTS))
    assert repr(problem) == "MatchingProblem(2 members, 3 demands, 3 seats)"
    assert problem.family is Family.HOURS
    plan = solve(problem)
    assert (plan.objective, plan.unmet) == (4 + 5 + 8, ())
    assert [(service.demand, service.member, service.minutes) for service in plan.services] == [
        ("d0", "m0", 2),
        ("d1", "m0", 2),
        ("d2", "m1", 1),
    ]


def test_what_a_job_takes_depends_on_the_agent(tmp_path):
    """Jobs 1 and 2 fit agent 1 together, but agent 2 has room for only one of them."""
    plan = solve(read_gap(written(tmp_path, "2 2  9 9  1 1  2 2  4 4  4 7")))
    assert plan.objective == 9 + 1
    assert sorted(service.minutes for service in plan.services) == [2, 4]


def test_a_file_says_how_many_problems_it_holds_and_any_can_be_asked_for(tmp_path):
    file = written(tmp_path, f"2\n{TWO_AGENTS}{THREE_AGENTS}")
    assert repr(read_gap(file)) == repr(read_gap(written(tmp_path, TWO_AGENTS)))
    file = written(tmp_path, f"2\n{TWO_AGENTS}{THREE_AGENTS}")
    assert repr(read_gap(file, 1)) == "MatchingProblem(3 members, 4 demands, 4 seats)"
    assert refusal(tmp_path, f"2\n{TWO_AGENTS}{THREE_AGENTS}", 2) == [
        "gap.txt, number: '2' — from 0 to 1: the file holds 2 problems"
    ]
    assert refusal(tmp_path, TWO_AGENTS, -1) == ["gap.txt, number: '-1' — from 0 to 0: the file holds 1 problems"]


def test_lines_may_break_anywhere_and_a_single_problem_may_have_its_count(tmp_path):
    plain = solve(read_gap(written(tmp_path, TWO_AGENTS)))
    for text in (TWO_AGENTS.replace("\n", " "), "\n\n".join(TWO_AGENTS.split()), f"1\r\n{TWO_AGENTS}"):
        assert solve(read_gap(written(tmp_path, text))).services == plain.services


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_plans_of_small_files_cost_what_trying_everything_finds(tmp_path_factory, data):
    agents, jobs = data.draw(st.integers(1, 3), "agents"), data.draw(st.integers(1, 6), "jobs")

    def matrix(rows, columns, least, most):
        return np.array(data.draw(st.lists(st.integers(least, most), min_size=rows * columns, max_size=rows * columns)))

    cost = matrix(agents, jobs, 0, 30).reshape(agents, jobs)
    takes = matrix(agents, jobs, 1, 9).reshape(agents, jobs)
    capacity = matrix(agents, 1, 0, 30)
    file = tmp_path_factory.mktemp("gap") / "gap.txt"
    file.write_text(" ".join(map(str, [agents, jobs, *cost.ravel(), *takes.ravel(), *capacity])))
    problem = read_gap(file)
    plan = solve(problem, effort=Effort(steps=150, passes=12, moves=10))
    assert violations(problem, plan.services) == []
    best = least_cost(cost, takes, capacity)
    if best is None:
        assert plan.unmet
    else:
        assert plan.bound <= best
        assert (plan.objective, plan.unmet) == (best, ())


def test_the_same_file_and_seed_give_the_same_plan(tmp_path):
    problem = read_gap(written(tmp_path, THREE_AGENTS))
    one, again = solve(problem, seed=3), solve(problem, seed=3)
    assert (one.services, one.bound, one.prices.tobytes()) == (again.services, again.bound, again.prices.tobytes())
    assert one.proof in {Proof.OPTIMAL, Proof.BOUNDED}


def test_words_are_refused_each_with_its_line_in_both_languages(tmp_path):
    text = TWO_AGENTS.replace("9\n", "nine\n").replace("3 3 1", "3 2.5 1")
    assert refusal(tmp_path, text) == [
        "gap.txt, line 2: 'nine' — a whole number",
        "gap.txt, line 5: '2.5' — a whole number",
    ]
    with pytest.raises(InvalidInputError) as caught:
        read_gap(written(tmp_path, text))
    assert caught.value.problems[0].to("zh") == "gap.txt，第2行：'nine' — 应为整数"


def test_numbers_out_of_range_are_refused_all_at_once(tmp_path):
    text = "2 3\n4 -5 9\n6 7 8\n2 0 2\n3 3 1\n4 -1\n"
    assert refusal(tmp_path, text) == [
        "gap.txt, line 2: '-5' — the cost of job 2 for agent 1, from 0 to 1073741824",
        "gap.txt, line 4: '0' — what job 2 takes of agent 1, from 1 to 1073741824",
        "gap.txt, line 6: '-1' — the capacity of agent 2, from 0 to 1073741824",
    ]


def test_costs_whose_sum_would_pass_what_a_demand_can_cost_are_refused(tmp_path):
    (problem,) = refusal(tmp_path, "1 2  900000000 900000000  1 1  2")
    assert problem.startswith("gap.txt, line 1: '1800000001' — costs of less than ")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2",
        "0 0",
        "2 3 4 5",
        TWO_AGENTS + "7",
        TWO_AGENTS[:-4],
        f"4\n{TWO_AGENTS}",
        f"2\n{TWO_AGENTS * 3}",
        "-1 4 4",
    ],
)
def test_a_file_that_holds_more_or_less_than_it_says_is_refused(tmp_path, text):
    (problem,) = refusal(tmp_path, text)
    assert "one problem (m n, 2·m·n numbers and m more)" in problem


def test_bytes_that_are_no_text_are_refused(tmp_path):
    file = tmp_path / "gap.txt"
    file.write_bytes(b"\xff\xfe\x00\x01 2 3")
    with pytest.raises(InvalidInputError, match="a whole number"):
        read_gap(file)
