"""Employers register and pledge against the list of needs that was sent to them beforehand."""

from datetime import date

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from commgov.core import OfferKind, OfferOfService, Timetable
from commgov.errors import InvalidInputError
from commgov.grid import Delivery, EmployerRegistration, Need, NeedsList, Pledge, PledgeKind, open_needs

RESEARCHED = date(2026, 2, 1)
SENT = date(2026, 2, 10)
REPAIR = Need("spring-1", "home repair", PledgeKind.MEMBERS, 6)
PATROL = Need("spring-2", "patrol", PledgeKind.MINUTES, 600)


@pytest.fixture
def needs():
    return NeedsList("spring", RESEARCHED, (REPAIR, PATROL)).deliver("school-2", SENT)


@pytest.fixture
def school():
    return EmployerRegistration("school-2", "person-4", date(2026, 1, 5), ("reading hour",))


def pledge(quantity=2, on=SENT, *, employer="school-2", need="spring-1", kind=PledgeKind.MEMBERS):
    return Pledge(employer, need, kind, quantity, on)


def test_a_pledge_counts_from_the_day_it_was_made(school, needs):
    school, verdict = school.pledge(pledge(2), needs)
    assert verdict
    assert school.pledged(PledgeKind.MEMBERS, SENT) == 2
    assert school.pledged(PledgeKind.MEMBERS, date(2026, 2, 9)) == 0
    assert school.pledged(PledgeKind.MINUTES, SENT) == 0


@pytest.mark.parametrize(
    ("offer", "words"),
    [
        (pledge(on=date(2026, 2, 9)), "the list of needs arrived later, on 2026-02-10"),
        (pledge(on=date(2026, 1, 4)), "the employer registered later, on 2026-01-05"),
        (pledge(employer="hospital-1"), "the pledge is another employer's"),
        (pledge(need="autumn-1"), "no such need, counted in members, on the list"),
        (pledge(kind=PledgeKind.MINUTES), "no such need, counted in minutes, on the list"),
    ],
)
def test_a_pledge_that_answers_no_delivered_need_is_refused_with_the_reason(school, needs, offer, words):
    unchanged, verdict = school.pledge(offer, needs)
    assert unchanged is school
    assert not verdict
    assert verdict.reason.en == words
    assert verdict.reason.zh


def test_a_pledge_without_a_delivered_list_is_refused(school):
    needs = NeedsList("spring", RESEARCHED, (REPAIR,))
    assert school.why(pledge(), needs).reason.zh == "需求清单'spring'尚未送达school-2"


def test_what_nobody_promised_yet_stays_open(school, needs):
    school, _ = school.pledge(pledge(4), needs)
    assert open_needs(needs, [school]) == {"spring-1": 2, "spring-2": 600}
    school, _ = school.pledge(pledge(5), needs)
    assert open_needs(needs, [school]) == {"spring-2": 600}


@given(st.lists(st.tuples(st.integers(1, 9), st.dates(date(2026, 1, 1), date(2026, 3, 31))), max_size=12))
def test_only_pledges_after_the_delivery_are_ever_counted(offers):
    needs = NeedsList("spring", RESEARCHED, (REPAIR,)).deliver("school-2", SENT)
    school = EmployerRegistration("school-2", "person-4", date(2026, 1, 5))
    for quantity, on in offers:
        school, _ = school.pledge(pledge(quantity, on), needs)
    assert school.pledged(PledgeKind.MEMBERS, date.max) == sum(quantity for quantity, on in offers if on >= SENT)


def test_a_contact_is_a_reference_and_never_a_telephone_number():
    with pytest.raises(InvalidInputError, match="phone number") as caught:
        EmployerRegistration("school-2", "13800000000", date(2026, 1, 5))
    assert "13800000000" not in str(caught.value)


@pytest.mark.parametrize(
    ("build", "problems"),
    [
        (lambda: Need("", "", "members", 0), 4),
        (lambda: Delivery("", "today"), 2),
        (lambda: Pledge("", "", "members", True, None), 5),
        (lambda: NeedsList("", "today", (None,), (None,)), 4),
        (lambda: NeedsList("spring", RESEARCHED, ()), 1),
        (lambda: NeedsList("spring", RESEARCHED, (REPAIR, REPAIR)), 1),
        (lambda: NeedsList("spring", RESEARCHED, (REPAIR,), (Delivery("a", date(2026, 1, 1)),) * 2), 3),
        (lambda: EmployerRegistration("", "", None, (1,), pledges=(1,)), 5),
        (lambda: EmployerRegistration("school-2", "p", SENT, ("x", "x"), pledges=(pledge(on=RESEARCHED),)), 2),
    ],
)
def test_each_refuses_bad_values_and_lists_them_all(build, problems):
    with pytest.raises(InvalidInputError) as caught:
        build()
    assert len(caught.value.problems) == problems


def test_members_promised_with_place_and_times_are_projects_of_the_resource_list(school, needs):
    """Entered once: who asks for them is planned with them, and nobody writes them into the list of offers again."""
    evening = Timetable.parse("Sat 09:00-12:00")
    here = {"unit": "garden-1", "times": evening}
    for promised in (pledge(2), evolve(pledge(2), **here), evolve(pledge(3, date(2026, 3, 1)), **here)):
        school, verdict = school.pledge(promised, needs)
        assert verdict
    first, second = school.offers(needs, date(2026, 3, 1))
    assert first == OfferOfService(
        "school-2/spring-1",
        OfferKind.EMPLOYER,
        "school-2",
        "garden-1",
        availability=evening,
        quantity=2,
        resource="home repair",
    )
    assert (first.is_project, second.id, second.quantity) == (True, "school-2/spring-1/2", 3)
    assert school.offers(needs, date(2026, 2, 28)) == (first,)
    assert school.offers(evolve(needs, needs=(PATROL,)), date(2026, 3, 1)) == ()
    assert open_needs(needs, [school]) == {"spring-2": 600}


def test_only_members_are_promised_for_a_unit():
    with pytest.raises(InvalidInputError, match="only members serve in a unit"):
        evolve(pledge(kind=PledgeKind.MINUTES), unit="garden-1")
