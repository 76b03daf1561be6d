"""Records are typed: a checker sees their fields, which of them have to be given, and that they never change."""

from typing import assert_type

from commgov.core import PersonRef
from commgov.privacy import Category, Resident, Tier, keep_days
from commgov.privacy.schema import pii, reference, resident_record


@resident_record("guest")
class Guest:
    """Somebody who visits."""

    ref: PersonRef = reference()
    name: str = pii(Tier.T2, category=Category.NAME, retain=keep_days(30))
    children: int = pii(Tier.T3, category=Category.HOUSEHOLD, retain=keep_days(30), default=0)


guest = Guest(ref=PersonRef("r-1"), name="陈虚构")
assert_type(guest.ref, PersonRef)
assert_type(guest.children, int)
assert_type(Resident(ref="r-2").phone, str | None)

Guest(ref=PersonRef("r-1"))  # type: ignore[call-arg]
Guest(ref=PersonRef("r-1"), name=7)  # type: ignore[arg-type]
Guest(PersonRef("r-1"), "陈虚构")  # type: ignore[call-arg]
guest.name = "别名"  # type: ignore[misc]
unknown = guest.phone  # type: ignore[attr-defined]
