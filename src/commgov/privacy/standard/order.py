"""What somebody said when they ordered."""

from commgov.privacy.classification.categories import Category
from commgov.privacy.retention import Since, keep_days
from commgov.privacy.schema.declaring import pii, reference
from commgov.privacy.schema.records import resident_record
from commgov.privacy.schema.rules import Trait
from commgov.privacy.tiers import Tier
from commgov.wording import Text

_YEAR = 365
_CLOSED = keep_days(_YEAR, Since.CLOSED)


@resident_record("order", words=Text("people who order", "提出需求的人"))
class OrderText:
    """What somebody said when they ordered: free text, in which anything can stand. The demand holds a reference alone.

    Args:
        ref: whose order it is, a person's reference.

    Example:
        >>> OrderText(ref="r-204", demand="d-3", text="家里老人需要送药")
        OrderText('r-204', 2 of 3 fields)
    """

    ref: str = reference()
    demand: str = pii(
        Tier.T2, category=Category.NEEDS, retain=_CLOSED, words=Text("the demand's reference", "需求编号")
    )
    text: str = pii(
        Tier.T3,
        category=Category.COMMUNICATION,
        retain=_CLOSED,
        words=Text("what was said", "诉求原文"),
        traits=frozenset({Trait.FREE_TEXT}),
    )
    urgency_reason: str | None = pii(
        Tier.T4,
        category=Category.HEALTH,
        retain=_CLOSED,
        words=Text("why it is urgent", "紧急原因"),
        traits=frozenset({Trait.FREE_TEXT}),
        default=None,
    )
