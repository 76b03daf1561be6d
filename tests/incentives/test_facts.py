"""What is no service that two sides attested is refused at the door, however it came to be called one."""

from datetime import timedelta

import pytest
from attrs import evolve

from commgov.errors import InvalidInputError
from commgov.incentives import Attestation, Form, Side
from commgov.testing import service_facts_of

VISIT = service_facts_of("m-1", satisfaction=4, resident="r-5")
AT = VISIT.attested.at
SCAN = "ab" * 32


def signed(side, by, **more):
    return Attestation(side, by, AT, VISIT.minutes, **more)


def for_resident(by, **more):
    return signed(Side.RESIDENT, by, **more)


def for_community(by, **more):
    return signed(Side.COMMUNITY, by, **more)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"resident": "m-1", "attested": for_resident("m-1")}, "resident"),
        ({"community": for_community("m-1")}, "community"),
        ({"community": for_community("r-5")}, "community"),
        ({"community": for_community("clerk-1"), "entered_by": "clerk-1"}, "community"),
        ({"attested": for_resident("r-7")}, "attested"),
        ({"attested": for_resident("r-7", form=Form.PROXY, on_behalf_of="r-6")}, "attested"),
        ({"attested": for_resident("officer-7", form=Form.PROXY, on_behalf_of="r-5")}, "community"),
        ({"attested": for_resident("c-1", form=Form.PROXY, on_behalf_of="r-5"), "entered_by": "c-1"}, "attested"),
        ({"attested": for_resident("r-5", form=Form.PAPER, scan=SCAN, entered_by="m-1")}, "attested"),
        ({"attested": for_resident("r-5", form=Form.PAPER, scan=SCAN, entered_by="officer-7")}, "community"),
        ({"attested": for_resident("m-1", form=Form.DECISION)}, "attested"),
        ({"rated_by": "m-1"}, "rated_by"),
        ({"rated_by": ""}, "rated_by"),
        ({"content": "the words of the report"}, "content"),
    ],
)
def test_nobody_vouches_for_what_they_served_or_typed_in(wrong, field):
    with pytest.raises(InvalidInputError, match=rf", {field}: "):
        evolve(VISIT, **wrong)


def test_a_proxy_a_paper_form_and_a_decision_speak_for_the_resident():
    for attested in (
        for_resident("r-7", form=Form.PROXY, on_behalf_of="r-5"),
        for_resident("r-5", form=Form.PAPER, scan=SCAN, entered_by="clerk-1"),
        for_resident("officer-9", form=Form.DECISION),
    ):
        assert evolve(VISIT, attested=attested, content=SCAN).attested is attested


def test_the_rater_is_whoever_judged():
    by_proxy = evolve(VISIT, attested=for_resident("r-7", form=Form.PROXY, on_behalf_of="r-5"))
    on_paper = evolve(VISIT, attested=for_resident("r-5", form=Form.PAPER, scan=SCAN, entered_by="clerk-1"))
    decided = for_resident("officer-9", form=Form.DECISION)
    assert [VISIT.rater, by_proxy.rater, on_paper.rater] == ["r-5", "r-7", "r-5"]
    assert evolve(VISIT, attested=decided).rater == "r-5", "officers decide about minutes"
    assert evolve(VISIT, attested=decided, rated_by="r-7").rater == "r-7"


def test_a_paper_form_is_known_when_it_was_typed_in():
    later = AT + timedelta(days=9)
    paper = for_resident("r-5", form=Form.PAPER, scan=SCAN, entered_by="clerk-1", entered_at=later)
    assert (VISIT.known_at, evolve(VISIT, attested=paper).known_at) == (AT, later)
    for wrong in ({"form": Form.PAPER, "entered_at": AT - timedelta(seconds=1)}, {"form": Form.ONLINE}):
        stated = {"scan": SCAN, "entered_by": "clerk-1"} if wrong["form"] is Form.PAPER else {}
        with pytest.raises(InvalidInputError, match="not before it was signed"):
            for_resident("r-5", **({"entered_at": later} | wrong | stated))
