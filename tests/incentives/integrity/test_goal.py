"""Planted cases are found and honest people left alone, on seeds that the detectors were not made with.

The detectors were made with seeds 1 to 6, and 101 to 105 are the benchmark's: recall and precision by seed, base rate
and dose stand in docs/benchmarks.md.
"""

from collections import Counter

import pytest

from commgov.incentives.integrity import DETECTORS, FlagKind, find_flags
from commgov.simulation import Score, score_flags, tampered_services

UNSEEN = (2026, 2027, 2028, 2029, 2030)


@pytest.fixture(scope="module")
def scores() -> dict[FlagKind, Score]:
    total = dict.fromkeys(FlagKind, Score(0, 0, 0, 0))
    for seed in UNSEEN:
        scene = tampered_services(seed, members=600, rate=0.01)
        for kind, score in score_flags(scene.planted, find_flags(scene.material()).flags).items():
            total[kind] += score
    return total


@pytest.mark.parametrize("kind", list(FlagKind), ids=lambda kind: kind.value.replace(" ", "_"))
def test_nine_in_ten_cases_are_found_and_four_in_five_flags_are_right(scores, kind: FlagKind) -> None:
    assert scores[kind].planted >= 10
    assert scores[kind].recall >= 0.9
    assert scores[kind].precision >= 0.8


@pytest.fixture(scope="module")
def rings():
    """Rings alone, many of them, each with whether some flag names it; and how good the flags are."""
    only = {FlagKind.RING: DETECTORS[FlagKind.RING]}
    cases, total = [], Score(0, 0, 0, 0)
    for seed in UNSEEN[:2]:
        scene = tampered_services(seed, members=600, rate=0.15, kinds={FlagKind.RING})
        flags = find_flags(scene.material(), detectors=only).flags
        total += score_flags(scene.planted, flags)[FlagKind.RING]
        for case in scene.planted:
            found = any(2 * len(case.about & set(flag.about)) >= len(case.about) for flag in flags)
            cases.append((case, found))
    return cases, total


@pytest.mark.parametrize("honest", ["20% honest", "50% honest"])
def test_rings_are_found_though_a_fifth_or_half_of_what_their_members_do_is_honest(rings, honest: str) -> None:
    cases, total = rings
    found = [hit for case, hit in cases if case.variety.endswith(honest)]
    assert len(found) >= 10
    assert sum(found) >= 0.9 * len(found)
    assert total.precision >= 0.8


def test_rings_of_three_to_eight_are_found(rings) -> None:
    cases, _ = rings
    by_size = Counter(len(case.about) for case, _ in cases)
    found = Counter(len(case.about) for case, hit in cases if hit)
    assert set(by_size) == {3, 4, 5, 6, 7, 8}
    assert all(found[size] >= 0.75 * many for size, many in by_size.items())


@pytest.fixture(scope="module")
def honest():
    """Communities in which nothing is planted, with what is flagged there."""
    scenes = [tampered_services(seed, members=600, rate=0.0) for seed in UNSEEN[:3]]
    return [(scene, find_flags(scene.material()).flags) for scene in scenes]


def test_an_honest_community_with_all_its_look_alikes_sees_hardly_a_flag(honest) -> None:
    assert sum(len(flags) for _, flags in honest) <= 3


def test_weekly_carers_and_neighbours_who_help_each_other_are_not_flagged(honest) -> None:
    for scene, flags in honest:
        same = scene.same_person
        visits = Counter((str(one.member), same.get(one.resident, str(one.resident))) for one in scene.facts)
        carers = {pair for pair, times in visits.items() if times >= 20}
        neighbours = {pair for pair in carers if pair[::-1] in carers}
        assert len(carers - neighbours) >= 10
        assert len(neighbours) >= 10  # five couples, each seen from both sides
        people = {member for member, _ in carers}
        assert not [flag for flag in flags if people & set(flag.about)]


def test_weak_fraud_is_found_less_often_than_strong_fraud() -> None:
    def recall(dose: float) -> float:
        scene = tampered_services(UNSEEN[0], members=600, rate=0.02, dose=dose)
        score = score_flags(scene.planted, find_flags(scene.material()).flags)
        return sum(one.found for one in score.values()) / len(scene.planted)

    assert recall(0.25) < recall(0.6) < recall(1.0)
