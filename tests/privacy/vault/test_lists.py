"""Finding people by a value, and lists of many."""

import pytest
from attrs import evolve
from tests.privacy.vault.scene import (
    ADDRESS,
    EMERGENCY,
    NAME,
    PEOPLE,
    PHONE,
    RELIEF,
    VISIT,
    control,
    entered,
    memory_vault,
    resident,
)

from commgov.errors import InvalidInputError, NotFoundError
from commgov.privacy import Resident
from commgov.privacy.access import AccessPolicy, Action, Forbid


def phone(number):
    return f"138000{number:05d}"


@pytest.fixture
def street(vault):
    """Twelve people in two grids."""
    for number, ref in enumerate(PEOPLE):
        record = resident(ref, name=f"虚{number}", phone=phone(number))
        entered(vault, record, unit=f"grid-{number % 2 + 1}")
    return vault


def test_people_are_found_by_a_value_however_it_is_written(street):
    with street.session(by="secretary-1", purpose=RELIEF) as s:
        for written in (phone(4), f"+86 {phone(4)[:3]} {phone(4)[3:7]} {phone(4)[7:]}", phone(4).translate({48: "０"})):
            assert s.find(Resident, phone=written).refs == ("r-204",)
        assert s.find(Resident, name="虚4", phone=phone(4)).refs == ("r-204",)
        assert s.find(Resident, name="虚5", phone=phone(4)).refs == ()
        assert len(s.find(Resident, phone="13899999999")) == 0


def test_somebody_who_may_not_search_is_told_so_and_learns_nothing(street):
    with street.session(by="officer-7", purpose=VISIT) as s:
        found = s.find(Resident, phone=phone(4))
        assert not found.refs
        assert found.reasons[0].zh
        assert found.reasons == s.find(Resident, phone="13899999999").reasons
    entry = list(street.log.entries())[-1]
    assert (entry.action, entry.allowed, entry.subject) == ("search", False, "")


def test_nobody_is_found_outside_ones_grid_and_the_attempt_is_logged(street):
    with street.session(by="officer-7", purpose=VISIT) as s:
        assert s.find(Resident, name="虚4").refs == ("r-204",)
        assert s.find(Resident, name="虚5").refs == ()
        assert s.find(Resident, name="虚5").reasons == ()
    assert [(entry.action, entry.subject) for entry in list(street.log.entries())[-2:]] == [("search", "")] * 2
    assert street.accesses("r-205")[-1][1].action == "enter", "of whom nothing is told, no entry is made"
    assert street.accesses("r-204")[-1][1].action == "search"


def test_people_of_one_name_are_all_found(vault):
    for ref in PEOPLE[:3]:
        entered(vault, resident(ref))
    with vault.session(by="officer-7", purpose=VISIT) as s:
        assert s.find(Resident, name=NAME).refs == tuple(PEOPLE[:3])


def test_a_question_without_an_index_or_with_a_wrong_value_is_refused(small):
    with small.session(by="secretary-1", purpose=RELIEF) as s:
        for wrong in ({"disability": "grade 2"}, {}, {"phone": "12"}, {"phone": None}, {"name": 3}):
            with pytest.raises(InvalidInputError):
                s.find(Resident, **wrong)
        with pytest.raises(NotFoundError):
            s.find(Resident, nickname="x")


def test_a_list_has_whoever_may_be_seen_and_of_each_what_may_be_seen(street):
    with street.session(by="officer-7", purpose=VISIT) as s:
        rows = s.list(Resident, ("name", "phone"))
    assert [seen.ref for seen in rows] == PEOPLE[::2]
    assert all(seen["phone"].startswith("138***") and seen["name"].startswith("虚") for seen in rows)
    for ref in PEOPLE[::2]:
        number, entry = street.accesses(ref)[-1]
        assert (entry.by, entry.action, entry.fields) == ("officer-7", "read", ("resident.name", "resident.phone"))
        assert number in {leaf for seen in rows for leaf in seen.leaves}
    assert not [entry for _, entry in street.accesses("r-205") if entry.by == "officer-7"]


def test_a_list_is_of_the_units_that_are_asked_for(street):
    with street.session(by="secretary-1", purpose=VISIT) as s:
        assert len(s.list(Resident, ("name",))) == len(PEOPLE)
        assert [seen.ref for seen in s.list(Resident, ("name",), units=["grid-2"])] == PEOPLE[1::2]
    with street.session(by="officer-7", purpose=VISIT) as s:
        assert len(s.list(Resident, ("name",), units=["grid-2"])) == 0


def test_a_column_that_nobody_may_see_says_why(street):
    with street.session(by="officer-7", purpose=VISIT) as s:
        rows = s.list(Resident, ("name", "health"))
    assert rows.refused.keys() == {"health"}
    assert rows.refused["health"].reasons
    assert rows.why("en").startswith("health: ")
    assert rows.why("zh") != rows.why("en")
    assert all(seen.values.keys() == {"name"} for seen in rows)


def test_a_list_that_says_more_together_than_alone_is_judged_as_the_whole(vault):
    for ref in PEOPLE[:4]:
        entered(vault, resident(ref, address=ADDRESS))
    columns = ("name", "phone", "address")
    with vault.session(by="secretary-1", purpose=RELIEF) as s:
        pair = s.list(Resident, ("name", "phone"))
        assert pair.rows[0]["phone"] == PHONE
        assert pair.notes == ()
        whole = s.list(Resident, columns)
        assert len(whole) == 0
        assert whole.notes[0].zh.startswith("姓名加两项")
        assert whole.refused.keys() == set(columns)
        masked = s.list(Resident, columns, masked=True)
        assert len(masked) == 4
        assert all(PHONE not in seen.values.values() for seen in masked)


def test_lists_ask_the_policy_once_and_not_row_by_row(small, monkeypatch):
    for ref in PEOPLE:
        entered(small, resident(ref))
    asked = []
    decider = type(control())
    for name in ("decide", "scope_filter"):
        real = getattr(decider, name)

        def counted(self, *args, _real=real, _name=name, **more):
            asked.append(_name)
            return _real(self, *args, **more)

        monkeypatch.setattr(decider, name, counted)
    with small.session(by="officer-7", purpose=VISIT) as s:
        assert len(s.list(Resident, ("name", "phone"))) == len(PEOPLE)
    assert asked == ["scope_filter", "scope_filter"]


def test_a_column_about_others_is_judged_as_one(clock):
    policy = AccessPolicy.community()
    others = Forbid("others", actions=frozenset({Action.READ}), third_party=True, purposes=frozenset({"home-visit"}))
    vault = memory_vault(clock, policy=evolve(policy, forbids=(*policy.forbids, others)))
    entered(vault, resident(household="与女儿同住"))
    with vault.session(by="officer-7", purpose=VISIT) as s:
        rows = s.list(Resident, ("name", "household"))
        assert [set(seen.values) for seen in rows] == [{"name"}]
        assert rows.refused["household"].rule == "others"
        assert "household" in s.get("r-204", ("household",)).refused


def test_an_emergency_lists_no_community_but_reads_any_household(street):
    urgent = {"by": "officer-7", "purpose": EMERGENCY, "emergency": True}
    with street.session(**urgent) as s:
        everybody = s.list(Resident, ("name", "phone"))
        assert not everybody
        assert everybody.refused["phone"].rule == "emergency-lists-approved"
        assert s.get("r-205", ("name", "phone")).values["phone"] == phone(5)  # in the other grid
