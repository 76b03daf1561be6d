"""What somebody said when they ordered."""

from commgov.privacy.classification.categories import Category
from commgov.privacy.keeping.keepers import Trace
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


ORDER_TRACES = (
    Trace(
        "demand-triage",
        "order.text",
        Text(
            "category, urgency and the words' weights for this one answer; no text",
            "类别、紧急程度及该次判断的词权重，不含原文",
        ),
        Text("deleted with the order", "随需求删除"),
    ),
    Trace(
        "demand-index",
        "order.text",
        Text("keyed hashes of runs of characters; no text", "字符片段的带密钥散列值，不含原文"),
        Text("the order's rows are deleted", "删除该需求的索引行"),
    ),
    Trace(
        "demand-model",
        "order.text",
        Text(
            "weights of runs of characters learned from many orders; rare runs are left out",
            "由大量需求学得的字符片段权重，罕见片段不保留",
        ),
        Text(
            "learned anew without the order, at the latest with the next training",
            "剔除该需求后重新训练，最迟于下次训练完成",
        ),
    ),
    Trace(
        "demand-heat",
        "order.text",
        Text("counts by category, unit and week", "按类别、单元和周的计数"),
        Text("counts stay: they name nobody", "计数保留：不指向个人"),
        personal=False,
    ),
)
"""What triage, index, learned model and counts keep of the text of an order, and how an erasure reaches it."""
