"""Everything that keeps something of a person says what, and forgets it when asked: so an erasure reaches all of it.

The vault, the ledger of fields, an index of texts, a learned model, a cache: each is a `Keeper`. What nobody can reach
(a paper, a package that was shared, a backup until it runs out) is stated as an `OutOfReach`, so that no receipt says
more than is true.
"""

from collections.abc import Collection, Iterable
from typing import Protocol

from attrs import field, frozen

from commgov.core.checks import Checks
from commgov.core.ids import PersonRef
from commgov.wording import Text

PACKAGES = "packages"
"""The name of whoever keeps what was sealed for somebody outside: a vault looks for them when it erases."""


class Keeper(Protocol):
    """Keeps something of people."""

    @property
    def name(self) -> str:
        """A short name, for receipts and the register."""
        ...

    @property
    def keeps(self) -> Text:
        """What it keeps of personal data and of free text, in words for residents."""
        ...

    def forget(self, person: PersonRef, fields: frozenset[str] | None = None, *, item: str | None = None) -> int:
        """Forget what is kept of a person, or of these fields of theirs ("resident.phone"). Twice does no harm.

        With `item`, of this one of several records of theirs alone, such as an order. Returns how many pieces were
        forgotten. Raises whatever it has to if it cannot.
        """
        ...


@frozen
class Trace:
    """What is left of a piece of data elsewhere, as a promise: what keeps it, and how an erasure reaches it.

    Args:
        keeper: the name of the keeper that has to forget it.
        of: the field that it comes from: "order.text".
        keeps: what is kept, in words for residents.
        erasure: how it is forgotten.
        personal: whether what is kept can lead back to a person; if not, nobody has to forget it.

    Example:
        >>> from commgov.privacy.standard import ORDER_TRACES
        >>> ORDER_TRACES[1].keeper, ORDER_TRACES[1].keeps.zh
        ('demand-index', '字符片段的带密钥散列值，不含原文')
    """

    keeper: str
    of: str
    keeps: Text
    erasure: Text
    personal: bool = True

    def __attrs_post_init__(self) -> None:
        checks = Checks("Trace")
        checks.identifier("keeper", self.keeper)
        checks.identifier("of", self.of)
        checks.instance("keeps", self.keeps, Text, Text("a Text", "应为Text"))
        checks.instance("erasure", self.erasure, Text, Text("a Text", "应为Text"))
        checks.flag("personal", self.personal)
        checks.refuse()


@frozen
class OutOfReach:
    """What an erasure did not reach, and why.

    Args:
        keeper: where it is, by the keeper's name.
        reason: why it was not reached, in both languages.
        keeps: what is kept there, in words for residents; None: the reason says it.

    Example:
        >>> OutOfReach("cache", Text("it is switched off", "已停用"), Text("names", "姓名")).words.zh
        '姓名：已停用'
    """

    keeper: str
    reason: Text
    keeps: Text | None = None

    @property
    def words(self) -> Text:
        """What was not reached and why, for people: without the keeper's name, which says nothing to them."""
        return self.reason if self.keeps is None else _LEFT.fill(keeps=self.keeps, reason=self.reason)


@frozen
class Reach:
    """How far an erasure came.

    Args:
        person: whose data.
        reached: how many pieces each keeper forgot.
        missed: what was not reached; empty if all was.

    Example:
        >>> from commgov.privacy.standard import ORDER_TRACES
        >>> class Cache:
        ...     name, keeps = "cache", Text("the last ten names", "最近十个姓名")
        ...
        ...     def forget(self, person, fields=None, *, item=None):
        ...         return 1
        >>> reach = forget_everywhere(PersonRef("r-1"), [Cache()], traces=ORDER_TRACES[:1])
        >>> reach.reached, bool(reach), reach.missed[0].reason.zh
        ({'cache': 1}, False, '没有可执行删除的保存者')
    """

    person: PersonRef
    reached: dict[str, int] = field(factory=dict)
    missed: tuple[OutOfReach, ...] = ()

    def __bool__(self) -> bool:
        """Whether all was reached."""
        return not self.missed


def forget_everywhere(
    person: PersonRef,
    keepers: Iterable[Keeper],
    *,
    fields: Collection[str] | None = None,
    item: str | None = None,
    traces: Iterable[Trace] = (),
) -> Reach:
    """Have every keeper forget a person, or some fields of theirs. One that fails stops no other.

    Args:
        person: whose data.
        keepers: everything that keeps something.
        fields: of these fields alone ("resident.phone"); None: all.
        item: of this one of several records of theirs alone; None: of all.
        traces: what was promised to be forgotten too; a promise without its keeper is told as missed.

    Source: PIPL article 47; GDPR article 17.

    Example:
        >>> bool(forget_everywhere(PersonRef("r-1"), []))
        True
    """
    chosen = None if fields is None else frozenset(fields)
    reached: dict[str, int] = {}
    missed: list[OutOfReach] = []
    asked: set[str] = set()
    for keeper in keepers:
        asked.add(keeper.name)
        try:
            reached[keeper.name] = reached.get(keeper.name, 0) + keeper.forget(person, chosen, item=item)
        except Exception as error:  # noqa: BLE001 - whatever one raises, the others still have to forget
            missed.append(OutOfReach(keeper.name, _RAISED.fill(error=type(error).__name__), keeper.keeps))
    promised = (trace for trace in traces if trace.personal and (chosen is None or trace.of in chosen))
    kept = {trace.keeper: trace.keeps for trace in promised if trace.keeper not in asked}
    missed += [OutOfReach(name, _NOBODY, keeps) for name, keeps in kept.items()]
    return Reach(person, reached, tuple(missed))


_LEFT = Text("{keeps}: {reason}", "{keeps}：{reason}")
_RAISED = Text("it could not ({error})", "未能执行（{error}）")
_NOBODY = Text("there is no keeper at hand that could", "没有可执行删除的保存者")
