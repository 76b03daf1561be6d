"""Criteria are published before the period, with a hash that anybody can work out, and cannot be changed after."""

import json
from datetime import timedelta
from fractions import Fraction
from hashlib import sha256

import pytest
from attrs import evolve, fields
from years import BEFORE, CRITERIA, FIRST, LAST

from commgov.errors import InvalidInputError
from commgov.incentives.assessment import Criteria, Criterion, SendingWeights, Ties, Weights, assess, publish_criteria
from commgov.incentives.assessment.assessing import assess_columns
from commgov.incentives.assessment.evidence import ServiceColumns
from commgov.incentives.facts import HealthyLimit
from commgov.incentives.ratings import Calibration
from commgov.seal import canonical_json


def test_criteria_that_were_changed_after_publication_are_refused():
    published = publish_criteria(CRITERIA, at=BEFORE, by="office-1")
    with pytest.raises(InvalidInputError, match="their hash differs"):
        assess([], [], evolve(CRITERIA, minutes_full=1199), published)


@pytest.mark.parametrize("late", [timedelta(0), timedelta(days=30)])
def test_criteria_published_after_the_period_had_begun_are_refused(late):
    with pytest.raises(InvalidInputError, match="before the period begins"):
        assess([], [], CRITERIA, publish_criteria(CRITERIA, at=CRITERIA.starts_at + late, by="office-1"))
    in_time = publish_criteria(CRITERIA, at=CRITERIA.starts_at - timedelta(seconds=1), by="office-1")
    assert assess([], [], CRITERIA, in_time).members == ()


def test_both_are_named_and_columns_are_no_way_around():
    late = publish_criteria(CRITERIA, at=CRITERIA.starts_at, by="office-1")
    other = evolve(CRITERIA, version=2)
    columns = ServiceColumns.of([], [], other)
    for refused in (lambda: assess([], [], other, late), lambda: assess_columns(columns, other, late)):
        with pytest.raises(InvalidInputError) as error:
            refused()
        assert len(error.value.problems) == 2


OTHERS = {
    "name": "another",
    "version": 2,
    "first": FIRST + timedelta(days=1),
    "last": LAST - timedelta(days=1),
    "weights": Weights(2, 1, 1),
    "minutes_full": 1201,
    "limit": HealthyLimit(479),
    "solved": 501,
    "reopened_within_days": 31,
    "good_from": Fraction(51, 100),
    "excellent": Fraction(21, 100),
    "ties": Ties.NEXT,
    "order": (Criterion.EFFECT,),
    "pool_min": 6,
    "effects_min": 2,
    "ratings_min": 3,
    "raters_min": 3,
    "severity": False,
    "places": False,
    "satisfaction_calibration": None,
    "effect_calibration": Calibration(600, 100_000, 20_001),
    "sending": SendingWeights(2),
    "group_min": 3,
    "zone": "UTC",
}


@pytest.mark.parametrize("name", [field.name for field in fields(Criteria)])
def test_no_criterion_can_be_changed_under_the_same_hash(name):
    assert evolve(CRITERIA, **{name: OTHERS[name]}).digest != CRITERIA.digest


def test_the_hash_is_of_canonical_content_that_anybody_can_read():
    content = json.loads(canonical_json(CRITERIA.content))
    assert content == CRITERIA.content
    assert (content["excellent"], content["ties"], content["first"]) == ([1, 5], "drop", "2026-01-01")
    by_another_hand = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert CRITERIA.digest == sha256(by_another_hand.encode()).hexdigest()


def test_criteria_name_all_that_is_wrong_with_them():
    with pytest.raises(InvalidInputError) as refused:
        Criteria(
            "", 0, LAST, FIRST, minutes_full=0.5, excellent=0.2, ties="drop", zone="nowhere", solved=1001, pool_min=0
        )
    assert len(refused.value.problems) == 9
    for wrong in (lambda: Weights(0, 0, 0), lambda: Weights(-1), lambda: SendingWeights(0, 0, 0, 0)):
        with pytest.raises(InvalidInputError):
            wrong()
