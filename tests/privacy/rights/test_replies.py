"""The dated reply: in people's own language, with its source, in time."""

import json
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.privacy.rights.counter import ACT, KIN, NOON, SHANGHAI, Counter

from commgov.privacy import Deadline
from commgov.privacy.citing import cited
from commgov.privacy.rights import (
    Asker,
    RefusalGround,
    ReplyOutcome,
    Right,
    RightsPolicy,
    copy_of,
)
from commgov.privacy.schema import record_schema
from commgov.testing import residents
from commgov.wording import Text


@pytest.mark.parametrize("source", [each.source for each in (*RefusalGround, *Right)])
def test_residents_read_articles_in_their_own_language(source):
    told = cited(source)
    assert told.en == source
    assert "art." not in told.zh
    assert "第" in told.zh
    assert "(" not in told.zh


@pytest.mark.parametrize("ground", list(RefusalGround))
def test_every_ground_has_its_source_and_says_what_one_can_do(ground):
    assert ground.source
    for words in (ground.words, ground.advice):
        assert words.en
        assert words.zh


def test_a_reply_is_due_within_fifteen_working_days_unless_law_asks_for_less():
    counter = Counter()
    counter.ask(Right.COPY)
    case = counter.desk.find("q-1")
    assert case.due == datetime(2026, 3, 24, tzinfo=SHANGHAI)
    counter.clock.moment = case.due - timedelta(seconds=1)
    assert counter.desk.late() == []
    counter.clock.forward(seconds=1)
    assert [late.request.id for late in counter.desk.late()] == ["q-1"]
    counter.desk.answer("q-1", "u-2")
    assert counter.desk.late() == []
    assert counter.desk.find("q-1").is_late(NOON), "that it was late stays"
    quick = Counter(policy=RightsPolicy((Deadline("by-law 7", days=3), Deadline("GDPR art. 12(3)", months=1))))
    quick.ask(Right.COPY)
    assert quick.desk.find("q-1").due == datetime(2026, 3, 6, tzinfo=SHANGHAI)
    holidays = Counter(is_working_day=lambda day: day.weekday() < 5 and day.day > 10)
    holidays.ask(Right.COPY)
    assert holidays.desk.find("q-1").due == datetime(2026, 4, 1, tzinfo=SHANGHAI), "at last a month after"


@given(residents())
def test_a_copy_says_all_that_is_filled_in_and_nothing_else(resident):
    copy = copy_of([resident])
    content = json.loads(copy.to_json())["resident"]
    filled = {rule.name for rule in record_schema(resident) if getattr(resident, rule.name) not in (None, ())}
    assert set(content) == filled
    assert len(copy.lines) == len(filled) + 1
    for name, value in content.items():
        assert value == getattr(resident, name)
        if isinstance(value, str):
            assert value in copy.to("zh")


@given(
    st.sampled_from(list(Right)), st.sampled_from(list(Asker)), st.sampled_from(["r-1", "r-2", "r-3", "m-1"]),
    st.sampled_from(["r-1", "r-7", "r-9", "m-1", "r-nobody"]), st.booleans(), st.booleans(),
)  # fmt: skip
def test_whoever_asks_for_whatever_there_is_one_dated_reply_in_both_languages(right, asker, by, person, sure, interest):
    counter = Counter()
    fields = ("resident.phone",) if right is Right.CORRECT else ()
    name = counter.ask(right, by, person, sure=sure, asker=asker, has_interest=interest, fields=fields)
    if right is Right.OBJECT:
        answer = counter.desk.decide(name, "u-2", upheld=True, why=ACT)
    else:
        answer = counter.desk.answer(name, "u-2", changes={"resident.phone": "13900000034"} if fields else None)
    assert answer.reply.at == counter.clock.now()
    assert counter.desk.find(name).reply == answer.reply
    kin = {
        Asker.SELF: by == person and person not in KIN.deceased,
        Asker.GUARDIAN: (by, person) == ("r-1", "r-9"),
        Asker.NEAR_RELATIVE: (by, person) == ("r-2", "m-1") and interest,
    }[asker]
    may = sure and kin and right in asker.rights
    if not may:
        assert answer.reply.outcome is ReplyOutcome.REFUSED
        assert (answer.copy, answer.account) == (None, None)
    refused = answer.reply.outcome is ReplyOutcome.REFUSED
    for language in ("en", "zh"):
        letter = answer.reply.to(language)
        assert f"{counter.clock.now():%Y-%m-%d}" in letter
        assert (Text("go to court", "人民法院").to(language) in letter) >= refused
        sources = [cited(refusal.ground.source).to(language) for refusal in answer.reply.refusals]
        assert not refused or any(source in letter for source in sources)
