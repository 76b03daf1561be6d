"""Every field of a record is declared, its values are judged when it is made, and none of them shows anywhere."""

import copy
import json
import logging
import pickle
import traceback
from datetime import date, datetime
from enum import StrEnum
from io import StringIO
from typing import NewType

import attrs
import pytest
from faker import Faker
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.pretty import Pretty

from commgov.core import PersonRef
from commgov.errors import InvalidInputError, NotFoundError
from commgov.privacy import KEEP, MemberPerson, OrderText, Resident, Since, Tier, keep_days, mask_all
from commgov.privacy.classification import STANDARD_TIERS, Category, TierDecision, TierPolicy
from commgov.privacy.schema import (
    Index,
    Trait,
    clear_values,
    fields_of,
    pii,
    record_schema,
    reference,
    reference_of,
    resident_record,
)
from commgov.privacy.validators import IdentifierKind
from commgov.wording import Text

MONTH = keep_days(30)
STANDARD = (Resident, MemberPerson, OrderText)


class Size(StrEnum):
    SMALL = "small"


Code = NewType("Code", str)


@resident_record("guest", words=Text("guests", "访客"))
class Guest:
    ref: PersonRef = reference()
    name: str = pii(Tier.T2, category=Category.NAME, retain=MONTH)
    phone: str | None = pii(
        Tier.T3, category=Category.CONTACT, retain=MONTH, kind=IdentifierKind.MOBILE, index=Index(), default=None
    )
    children: int = pii(Tier.T3, category=Category.HOUSEHOLD, retain=MONTH, default=0)
    born: date | None = pii(Tier.T3, category=Category.BIRTH_DATE, retain=MONTH, default=None)
    size: Size | None = pii(Tier.T2, category=Category.NEEDS, retain=MONTH, default=None)
    code: Code | None = pii(Tier.T2, category=Category.SERVICE, retain=MONTH, default=None)
    skills: tuple[str, ...] = pii(Tier.T2, category=Category.NEEDS, retain=MONTH, default=())


GUEST = Guest(ref="r-1", name="陈虚构", phone="138 0000 0012", born=date(1950, 1, 2), skills=("缝纫",))
SECRETS = ("陈虚构", "13800000012", "1950", "缝纫")


def problems_of(make) -> list[str]:
    with pytest.raises(InvalidInputError) as told:
        make()
    return [str(problem) for problem in told.value.problems]


def test_an_undeclared_field_is_an_error_when_the_class_is_made():
    def make():
        @resident_record("loose")
        class Loose:
            ref: str = reference()
            plain: str
            given: str = "x"
            plain_attrs: str = attrs.field(default="x")

    told = problems_of(make)
    assert [line.split(":")[0].split(", ")[1] for line in told] == ["plain", "given", "plain_attrs"]
    assert all("pii" in line for line in told)


def test_a_field_of_a_plain_base_class_is_undeclared_too():
    @attrs.frozen
    class Base:
        hidden: str

    def make():
        @resident_record("loose")
        class Loose(Base):
            ref: str = reference()

    assert any("hidden" in line for line in problems_of(make))


def test_a_declared_field_without_its_annotation_is_refused():
    def make():
        @resident_record("loose")
        class Loose:
            ref: str = reference()
            name = pii(Tier.T2, category=Category.NAME, retain=MONTH)

    with pytest.raises(attrs.exceptions.UnannotatedAttributeError):
        make()


def test_all_that_is_wrong_with_the_fields_of_a_class_is_told_at_once():
    def make():
        @resident_record("wrong")
        class Wrong:
            illness: str = pii(Tier.T3, category=Category.HEALTH, retain=MONTH)
            name: str = pii(Tier.T2, category=Category.NAME, retain=KEEP)
            ratio: float = pii(Tier.T2, category=Category.NEEDS, retain=MONTH)
            sex: str = pii(
                Tier.T2, category=Category.SEX, retain=MONTH, index=Index(), traits=frozenset({Trait.FEW_VALUES})
            )
            grade: str = pii(Tier.T2, category=Category.EDUCATION, retain=MONTH, index=Index(together=("nothing",)))
            note: str = pii(
                Tier.T3,
                category=Category.COMMUNICATION,
                retain=MONTH,
                index=Index(),
                traits=frozenset({Trait.FREE_TEXT}),
                fresh_days=0,
            )

            odd: str = pii(Tier.T2, category="name", retain=30, kind="phone", index="yes", traits={"few"})

            def __repr__(self) -> str:
                return "all of it"

    told = "\n".join(problems_of(make))
    for field in (
        "illness",
        "name",
        "ratio",
        "sex",
        "grade",
        "note",
        "note.fresh_days",
        "odd.category",
        "odd.retain",
        "odd.kind",
        "odd.index",
        "odd.traits",
        "reference",
        "__repr__",
    ):
        assert f", {field}:" in told, field


def test_a_community_that_sees_it_otherwise_has_its_own_floor():
    line = TierDecision(Category.PARTY_MEMBERSHIP, Tier.T4, Text("strict", "从严"))
    strict = TierPolicy(decisions=(line,))

    def make():
        @resident_record("comrade", tiers=strict)
        class Comrade:
            ref: str = reference()
            party: bool = pii(Tier.T3, category=Category.PARTY_MEMBERSHIP, retain=MONTH)

    assert "at least T4" in problems_of(make)[0]


def test_an_annotation_that_cannot_be_read_is_refused():
    def make():
        @resident_record("odd")
        class Odd:
            ref: str = reference()
            name: "Nowhere" = pii(Tier.T2, category=Category.NAME, retain=MONTH)  # noqa: F821

    assert any("annotations" in line for line in problems_of(make))


def test_a_field_with_few_values_is_indexed_only_with_others():
    @resident_record("small")
    class Small:
        ref: str = reference()
        sex: str = pii(
            Tier.T2,
            category=Category.SEX,
            retain=MONTH,
            traits=frozenset({Trait.FEW_VALUES}),
            index=Index(together=("birth_year",)),
        )
        birth_year: int = pii(Tier.T2, category=Category.AGE, retain=MONTH)

    assert record_schema(Small).field("sex").index == Index(together=("birth_year",))


def test_all_that_is_wrong_with_values_is_told_at_once_and_no_value_is_repeated():
    with pytest.raises(InvalidInputError) as told:
        Guest(ref="13800000012", name=7, phone="12345678901", children=True, born=datetime(2000, 1, 1), skills=["a"])  # noqa: DTZ001
    assert len(told.value.problems) == 6
    assert all(problem.expected.zh for problem in told.value.problems)
    assert not any(secret in str(told.value) for secret in ("13800000012", "12345678901", "2000"))


def test_an_identifier_is_kept_in_its_normal_form():
    assert clear_values(GUEST)["phone"] == "13800000012"


def test_values_are_those_that_were_given():
    assert clear_values(GUEST)["skills"] == ("缝纫",)
    assert clear_values(GUEST).keys() == {rule.name for rule in record_schema(Guest)}
    assert reference_of(GUEST) == "r-1"
    assert Guest(ref="r-1", name="a", size=Size.SMALL, code=Code("c")).size is Size.SMALL


def test_a_record_never_changes_and_equals_its_like():
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        GUEST.name = "x"
    assert attrs.evolve(GUEST, children=2) != GUEST
    assert attrs.evolve(GUEST, name=GUEST.name) == GUEST
    assert copy.copy(GUEST) is copy.deepcopy(GUEST) is GUEST
    assert copy.deepcopy([GUEST]) == [GUEST]


def _logged(record: object) -> str:
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    logger = logging.getLogger("test of records")
    logger.addHandler(handler)
    logger.warning("%s %r", record, [record])
    logger.removeHandler(handler)
    return stream.getvalue()


def _rich(record: object) -> str:
    console = Console(file=StringIO(), width=200)
    console.print(Pretty([record]))
    console.print(record)
    return console.file.getvalue()


def _traced(record: object) -> str:
    try:
        assert [record] == [], record
    except AssertionError as error:
        return "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    return ""


@pytest.mark.parametrize(
    "show", [repr, str, "{}".format, "{!r:>40}".format, lambda record: repr([{1: record}]), _logged, _rich, _traced]
)
def test_no_value_shows(show):
    shown = show(GUEST)
    assert "r-1" in shown, "the reference does"
    assert not any(secret in shown for secret in SECRETS)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_record_is_not_pickled_nor_anything_that_holds_it(protocol: int):
    for held in (GUEST, [GUEST], {"record": GUEST}):
        with pytest.raises(TypeError, match="not pickled") as told:
            pickle.dumps(held, protocol)
        assert not any(secret in str(told.value) for secret in SECRETS)


def test_a_record_is_no_json_by_accident():
    with pytest.raises(TypeError):
        json.dumps(GUEST)


def test_a_reference_that_was_refused_shows_nowhere_either():
    try:
        Guest(ref="13800000012", name="陈虚构")
    except InvalidInputError as error:
        frames = traceback.TracebackException.from_exception(error, capture_locals=True).stack
        selves = [frame.locals["self"] for frame in frames if frame.locals and "self" in frame.locals]
    assert selves
    assert not any("13800000012" in shown for shown in selves)


def test_a_field_holds_one_plain_type_and_no_mixture():
    def make():
        @resident_record("mixed")
        class Mixed:
            ref: str = reference()
            either: int | str = pii(Tier.T2, category=Category.NEEDS, retain=MONTH)
            several: tuple[int, str] = pii(Tier.T2, category=Category.NEEDS, retain=MONTH)
            nothing: None = pii(Tier.T2, category=Category.NEEDS, retain=MONTH)

    assert [line.split(":")[0] for line in problems_of(make)] == [
        "record mixed, either",
        "record mixed, several",
        "record mixed, nothing",
    ]


def test_a_record_can_be_extended_and_stays_a_record():
    @resident_record("pupil")
    class Pupil(Guest):
        school: str = pii(Tier.T4, category=Category.UNDER_14, retain=MONTH)

        def __attrs_post_init__(self) -> None:
            super().__attrs_post_init__()
            if self.school == "none":
                raise KeyError(self.ref)

    pupil = Pupil(ref="r-2", name="陈虚构", school="第一小学")
    assert [rule.key for rule in record_schema(pupil)][-1] == "pupil.school"
    assert record_schema(Guest).name == "guest", "the base stays what it was"
    assert "第一" not in repr(pupil)
    with pytest.raises(KeyError, match="r-2"):
        Pupil(ref="r-2", name="x", school="none")
    with pytest.raises(InvalidInputError):
        Pupil(ref="r-2", name=3, school="x")


def test_a_subclass_that_is_not_declared_a_record_makes_none():
    class Sly(Guest):
        more: str

    with pytest.raises(TypeError, match="resident_record"):
        Sly(ref="r-1", name="x")


def test_what_is_no_record_has_no_schema():
    for thing in (3, int, object()):
        with pytest.raises(TypeError, match="resident_record"):
            record_schema(thing)
    with pytest.raises(NotFoundError):
        fields_of(Guest, "nothing")
    assert fields_of(Guest) == record_schema(Guest).fields


@pytest.mark.parametrize("record", STANDARD)
def test_no_standard_field_is_declared_below_its_kind_and_each_ends(record: type):
    for rule in record_schema(record):
        assert rule.tier >= STANDARD_TIERS.tier(rule.category), rule.key
        assert rule.retain.days is not None
        assert rule.words.zh != rule.name, "people read Chinese words"
        assert rule.mask("secret 13800000000") == "***" or rule.category is Category.NAME, rule.key


def test_what_grid_workers_collect_is_there_with_its_tier():
    """The fields of the table of tiers: T2, T3, T4."""
    tiers = {rule.name: rule.tier for rule in record_schema(Resident)}
    assert {name for name, tier in tiers.items() if tier is Tier.T2} == {
        "name",
        "sex",
        "birth_year",
        "education",
        "occupation",
        "needs",
        "skills_offered",
    }
    assert {"id_number", "phone", "address", "plate", "ethnicity", "lives_alone"} < {
        name for name, tier in tiers.items() if tier is Tier.T3
    }
    assert {"health", "disability", "religion", "assistance", "bank_card", "correction", "id_photo", "face"} < {
        name for name, tier in tiers.items() if tier is Tier.T4
    }
    assert record_schema(MemberPerson).field("party_member").tier is Tier.T3


def test_what_people_are_shown_of_free_text_is_nothing():
    assert record_schema(OrderText).field("text").mask is mask_all
    assert record_schema(OrderText).field("text").is_free_text


def test_how_long_is_told_in_both_languages():
    assert keep_days(90, Since.LEFT).words == Text(
        "90 days from the day the person moved out or left", "迁出或退出之日起90天"
    )
    with pytest.raises(InvalidInputError):
        keep_days(-1)
    with pytest.raises(InvalidInputError):
        keep_days(1, "left")  # type: ignore[arg-type]


@given(st.data())
def test_no_invented_resident_shows(data: st.DataObject):
    people = Faker("zh_CN")
    people.seed_instance(data.draw(st.integers(0, 10**6)))
    number = people.ssn()
    known = {"name": people.name(), "id_number": number, "phone": people.phone_number(), "address": people.address()}
    resident = Resident(ref="r-1", **known)
    assert repr(resident) == "Resident('r-1', 4 of 27 fields)"
    assert clear_values(resident)["id_number"] == number


def test_a_name_is_no_reference_and_the_error_does_not_repeat_it() -> None:
    with pytest.raises(InvalidInputError) as refused:
        Resident(ref="王小虚")
    assert "王小虚" not in f"{refused.value} {refused.value.to('zh')}"
    assert refused.value.problems[0].where.to("en") == "resident, ref"
