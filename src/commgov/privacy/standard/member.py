"""A member as a person: members' data is protected as residents' data is."""

from datetime import date

from commgov.privacy.classification.categories import Category
from commgov.privacy.schema.declaring import pii, reference
from commgov.privacy.schema.records import resident_record
from commgov.privacy.schema.rules import Trait
from commgov.privacy.standard import person
from commgov.privacy.standard.person import FEW, GONE, ONE_YEAR, YEAR
from commgov.privacy.tiers import Tier
from commgov.wording import Text


@resident_record("member", words=Text("members", "成员"))
class MemberPerson:
    """A member as a person: that somebody is a party member is T3. The same tiers, views and rights as for residents.

    Args:
        ref: whom it is about.

    Example:
        >>> MemberPerson(ref="m-17", name="李向阳", party_member=True)
        MemberPerson('m-17', 2 of 13 fields)
    """

    ref: str = reference()
    name: str | None = person.name()
    sex: str | None = person.sex()
    birth_year: int | None = person.birth_year()
    occupation: str | None = pii(
        Tier.T2,
        category=Category.OCCUPATION,
        retain=GONE,
        words=Text("occupation", "职业"),
        fresh_days=YEAR,
        default=None,
    )
    skills: tuple[str, ...] = pii(
        Tier.T2,
        category=Category.NEEDS,
        retain=GONE,
        words=Text("skills", "技能"),
        fresh_days=YEAR,
        default=(),
    )
    phone: str | None = person.phone()
    id_number: str | None = person.id_number()
    address: str | None = pii(
        Tier.T3,
        category=Category.ADDRESS,
        retain=GONE,
        words=Text("address", "详细住址"),
        fresh_days=2 * YEAR,
        default=None,
    )
    employer: str | None = pii(
        Tier.T3,
        category=Category.EMPLOYER,
        retain=GONE,
        words=Text("employer", "派出单位"),
        fresh_days=YEAR,
        default=None,
    )
    party_member: bool | None = pii(
        Tier.T3,
        category=Category.PARTY_MEMBERSHIP,
        retain=GONE,
        words=Text("party member", "党员身份"),
        traits=FEW,
        default=None,
    )
    joined_party: date | None = pii(
        Tier.T3,
        category=Category.PARTY_MEMBERSHIP,
        retain=GONE,
        words=Text("joined the party", "入党日期"),
        default=None,
    )
    health_limits: str | None = pii(
        Tier.T4,
        category=Category.HEALTH,
        retain=ONE_YEAR,
        words=Text("what their health keeps them from", "健康方面的限制"),
        traits=frozenset({Trait.FREE_TEXT}),
        fresh_days=YEAR,
        default=None,
    )
    bank_card: str | None = person.bank_card()
