"""Who may ask for whom, and that nobody gets anything before it is sure who they are."""

from datetime import UTC, datetime

import pytest
from tests.privacy.rights.counter import ACT, WANG, Counter, grounds

from commgov.privacy.rights import (
    Asker,
    IdentityMeans,
    RefusalGround,
    ReplyOutcome,
    Right,
    RightsRequest,
)


@pytest.mark.parametrize("right", list(Right))
def test_nobody_gets_anything_before_it_is_sure_who_they_are(right):
    counter = Counter()
    fields = ("resident.phone",) if right is Right.CORRECT else ()
    request = RightsRequest("q-1", right, "r-1", "r-1", fields=fields)
    counter.desk.receive(request, "u-2")
    answer = counter.desk.answer("q-1", "u-2")
    assert answer.reply is None
    assert (
        counter.desk.check_identity("q-1", IdentityMeans.IN_PERSON, "r-1")
        .reasons[0]
        .zh.startswith("不得自行核实本人身份")
    )
    counter.desk.check_identity("q-1", IdentityMeans.KNOWN_PHONE, "u-2", is_sure=False)
    if right is Right.OBJECT:
        answer = counter.desk.decide("q-1", "u-2", upheld=True, why=ACT)
    else:
        answer = counter.desk.answer("q-1", "u-2", changes={"resident.phone": "13900000034"})
    assert (answer.reply.outcome, grounds(answer)) == (ReplyOutcome.REFUSED, [RefusalGround.NOT_IDENTIFIED])
    assert (answer.copy, answer.account) == (None, None)
    assert counter.data.read_all("r-1", by="u-2") == (WANG,)
    assert counter.data.restricted("r-1") == frozenset()


@pytest.mark.parametrize(
    ("asker", "by", "person", "expected"),
    [
        (Asker.SELF, "r-2", "r-1", [RefusalGround.NOT_THEIRS]),
        (Asker.GUARDIAN, "r-1", "r-9", []),
        (Asker.GUARDIAN, "r-2", "r-9", [RefusalGround.NOT_GUARDIAN]),
        (Asker.GUARDIAN, "r-2", "r-1", [RefusalGround.NOT_UNDER_14]),
        (Asker.NEAR_RELATIVE, "r-2", "m-1", []),
        (Asker.NEAR_RELATIVE, "r-2", "r-1", [RefusalGround.NOT_DECEASED]),
        (Asker.NEAR_RELATIVE, "r-3", "m-1", [RefusalGround.NOT_RELATIVE]),
        (Asker.NEAR_RELATIVE, "r-2", "r-7", [RefusalGround.DECIDED_OTHERWISE]),
    ],
)
def test_who_may_ask_for_whom(asker, by, person, expected):
    answer = Counter().asked(Right.COPY, by, person, asker=asker, has_interest=True)
    assert grounds(answer) == expected
    assert (answer.copy is None) == bool(expected)


def test_a_guardian_asks_until_the_day_of_the_fourteenth_birthday():
    counter = Counter()
    counter.clock.moment = datetime(2029, 4, 30, 15, 59, tzinfo=UTC)  # a minute before midnight in Wuhan
    assert counter.asked(Right.COPY, "r-1", "r-9", asker=Asker.GUARDIAN)
    counter.clock.forward(minutes=1)
    late = counter.asked(Right.COPY, "r-1", "r-9", asker=Asker.GUARDIAN)
    assert grounds(late) == [RefusalGround.NOT_UNDER_14]


def test_a_near_relative_states_an_interest_and_may_not_restrict_or_object():
    counter = Counter()
    given = {"asker": Asker.NEAR_RELATIVE}
    assert grounds(counter.asked(Right.COPY, "r-2", "m-1", **given)) == [RefusalGround.NO_INTEREST]
    restrict = counter.asked(Right.RESTRICT, "r-2", "m-1", has_interest=True, **given)
    assert grounds(restrict) == [RefusalGround.NOT_A_RELATIVES_RIGHT]
    assert counter.data.restricted("m-1") == frozenset()


def test_who_has_no_standing_does_not_learn_whether_somebody_died_or_is_a_child():
    for asker in (Asker.GUARDIAN, Asker.NEAR_RELATIVE):
        for person in ("r-1", "r-9", "r-7", "r-nobody"):
            answer = Counter().asked(Right.COPY, "r-3", person, asker=asker)
            assert len(grounds(answer)) == 1
            assert grounds(answer)[0] in {RefusalGround.NOT_GUARDIAN, RefusalGround.NOT_RELATIVE}
