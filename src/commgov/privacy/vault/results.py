"""What a session gives back: values that do not show, do not pickle and say why something is not among them.

All have one shape: what was refused, by field, with the reasons of each; whatever was refused something is false.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import field, frozen

from commgov.core.ids import PersonRef
from commgov.privacy.access.decisions import AccessDecision
from commgov.privacy.access.obligations import Obligation
from commgov.privacy.keys.erasing import ErasureReceipt
from commgov.seal import Secret
from commgov.wording import Language, Text


@frozen(eq=False)
class Denial:
    """An ordinary no: why a field is not given, and what would allow it. It is false.

    Args:
        rule: what decided: a forbid of the policy, or `"default-deny"`, `"not-held"`, `"restricted"`.
        reasons: why, in both languages.
        would_allow_if: the ways in which the fewest things would have to be otherwise; empty: nothing would help.

    Example:
        >>> print(Denial("restricted", (Text("only kept", "仅予存储"),)).to("zh"))
        仅予存储
    """

    rule: str
    reasons: tuple[Text, ...]
    would_allow_if: tuple[Text, ...] = ()

    @staticmethod
    def of(decision: AccessDecision) -> "Denial":
        """What a decision says."""
        ways = tuple(way.text for way in decision.would_allow_if)
        return Denial(decision.rule, decision.reasons, ways)

    def __bool__(self) -> bool:
        """False, as what is given is true."""
        return False

    @property
    def lines(self) -> tuple[Text, ...]:
        """Reasons, and what would allow it."""
        return (*self.reasons, *(_IF.fill(what=way) for way in self.would_allow_if))

    def to(self, language: Language) -> str:
        """Reasons and what would allow it, as lines in one language."""
        return "\n".join(line.to(language) for line in self.lines)


class _Answer:
    """What all answers of a session have in common."""

    __slots__ = ()

    @property
    def refused(self) -> Mapping[str, Denial]:
        """What was refused, by field."""
        raise NotImplementedError

    @property
    def reasons(self) -> tuple[Text, ...]:
        """Why, each once; `refused` has them by field. Empty if nothing was refused."""
        return tuple(dict.fromkeys(reason for no in self.refused.values() for reason in no.reasons))

    @property
    def would_allow_if(self) -> tuple[Text, ...]:
        """What would allow it, as far as something would, each once."""
        return tuple(dict.fromkeys(way for no in self.refused.values() for way in no.would_allow_if))

    def why(self, language: Language) -> str:
        """Reasons and what would allow it, by field, as lines in one language."""
        return "\n".join(f"{name}: {line}" for name, no in self.refused.items() for line in no.to(language).split("\n"))


@frozen(repr=False, eq=False)
class Seen(_Answer, Secret):
    """What somebody was given of one record. A repr shows none of it, and it is not pickled.

    Args:
        ref: whose.
        record: the record's name.
        item: which of several records.
        values: what was given, by field: whole or masked; None where nothing is held.
        masked: the fields that are masked.
        refused: why the others were not given.
        owed: what is owed for it, apart from masks: already done are entries and notices; the watermark is the caller's
            to show.
        watermark: who was given this, when, for what, and the entry's number in the log: to stand across what is shown.
            Empty if none is owed.
        leaves: the numbers of the entries in the log.
    """

    ref: PersonRef
    record: str
    item: str = ""
    values: Mapping[str, Any] = field(factory=dict[str, Any])
    masked: frozenset[str] = frozenset()
    refused: Mapping[str, Denial] = field(factory=dict[str, Denial])
    owed: tuple[Obligation, ...] = ()
    watermark: str = ""
    leaves: range = range(0)

    def __getitem__(self, name: str) -> Any:
        """A value that was given.

        Raises:
            KeyError: if it was not; `why` tells the reasons.
        """
        if name not in self.values:
            raise KeyError(f"{name} was not given: see why()")
        return self.values[name]

    def __contains__(self, name: str) -> bool:
        """Whether a field was given."""
        return name in self.values

    def __bool__(self) -> bool:
        """Whether every field was given."""
        return not self.refused

    def __repr__(self) -> str:
        """Reference and counts."""
        return f"Seen({self.ref!r}, {len(self.values)} fields given, {len(self.refused)} refused)"


@frozen(repr=False, eq=False)
class Listed(_Answer, Secret):
    """A list: of each person what may be seen there. Those of whom nothing may be seen are not in it.

    Args:
        rows: one for each record.
        refused: columns that nobody is shown in, and why.
        notes: why the list as a whole counts as more sensitive than its columns, in both languages; empty if not.
    """

    rows: tuple[Seen, ...] = ()
    refused: Mapping[str, Denial] = field(factory=dict[str, Denial])
    notes: tuple[Text, ...] = ()

    def __bool__(self) -> bool:
        """Whether somebody is in it, with every column."""
        return bool(self.rows) and not self.refused

    def __iter__(self) -> Iterator[Seen]:
        """The rows, by reference."""
        return iter(self.rows)

    def __len__(self) -> int:
        """How many rows."""
        return len(self.rows)

    def __repr__(self) -> str:
        """How many rows."""
        return f"Listed({len(self.rows)} rows, {len(self.refused)} columns refused)"


@frozen(eq=False)
class Found(_Answer):
    """Who was found by values, as far as the actor may find them. It is false where nobody was.

    Args:
        refs: by reference, with the item where a person has several records.
        refused: the fields that nobody may be found by, and why.
    """

    refs: tuple[PersonRef, ...] = ()
    refused: Mapping[str, Denial] = field(factory=dict[str, Denial])

    def __iter__(self) -> Iterator[PersonRef]:
        """Who."""
        return iter(self.refs)

    def __len__(self) -> int:
        """How many."""
        return len(self.refs)


@frozen(eq=False)
class Written(_Answer):
    """What became of a change: all of it was made, or nothing.

    Args:
        ref: whose.
        fields: the fields that were written or erased, by name; empty if it was refused.
        refused: the fields that stood against it, and why.
        leaves: the numbers of the entries in the log.

    Example:
        >>> bool(Written("r-1", ("phone",))), bool(Written("r-1", refused={"phone": Denial("default-deny", ())}))
        (True, False)
    """

    ref: PersonRef
    fields: tuple[str, ...] = ()
    refused: Mapping[str, Denial] = field(factory=dict[str, Denial])
    leaves: range = range(0)

    def __bool__(self) -> bool:
        """Whether it was made."""
        return not self.refused


@frozen(eq=False)
class Erased(_Answer):
    """What became of a wish to be erased. It is true if it was done.

    Args:
        receipt: what was reached and what was not; None: it was refused.
        refused: the fields that stood against it, and why.
    """

    receipt: ErasureReceipt | None = None
    refused: Mapping[str, Denial] = field(factory=dict[str, Denial])

    def __bool__(self) -> bool:
        """Whether it was done."""
        return self.receipt is not None


NOT_HELD = Denial("not-held", (Text("nothing is held under this reference", "该编号下没有任何记录"),))
"""The same for whoever was never entered and whoever was erased."""
_ONLY_KEPT = Text(
    "the data is only kept, and not used otherwise (PIPL article 47)",
    "仅予存储，停止其他处理（《个人信息保护法》第四十七条）",
)
RESTRICTED = Denial("restricted", (_ONLY_KEPT,), (Text("the restriction is lifted", "限制被解除"),))
"""While a person's data is only kept."""
_IF = Text("would be allowed: {what}", "如满足以下条件则可允许：{what}")
