"""What a detector says: a flag with its evidence, its reason, its measure and what would clear it."""

from enum import StrEnum
from hashlib import sha256

from attrs import frozen

from commgov.incentives.facts.service import RecordId
from commgov.wording import Text


class FlagKind(StrEnum):
    """What a flag is about."""

    LATE_BATCH = "late batch"
    OVERLAP = "overlap"
    TRAVEL = "impossible travel"
    ONE_DEVICE = "one device"
    RING = "ring"
    FLOATING = "floating service"
    NO_OUTCOME = "no outcome"
    REPORTING_LOAD = "reporting load"
    HEAPING = "heaping"
    COPIES = "copies"
    MANY_SIGNATURES = "many signatures"
    LONG_DAYS = "long days"
    PERIOD_END = "period end"
    NO_SPREAD = "no spread"


@frozen
class Measure:
    """What was measured, and what was to be expected.

    Args:
        name: what it is, with its unit.
        value: how much it is here.
        usual: how much it is among peers, or what chance or the limit allows.
        chance: how likely a peer is to be so far off, before the number of tests is allowed for; None where the flag
            is a fact and no matter of chance.

    Example:
        >>> print(Measure(Text("share of whole hours", "整小时占比"), 0.95, 0.3, 1e-6))
        share of whole hours: 0.95, usually 0.3, chance 1e-06
    """

    name: Text
    value: float
    usual: float
    chance: float | None = None

    @property
    def text(self) -> Text:
        """The measure as one line in both languages."""
        odds = (
            Text("", "") if self.chance is None else Text(f", chance {self.chance:.2g}", f"，偶然概率{self.chance:.2g}")
        )
        line = Text("{name}: {value:.3g}, usually {usual:.3g}{odds}", "{name}：{value:.3g}，通常为{usual:.3g}{odds}")
        return line.fill(name=self.name, value=self.value, usual=self.usual, odds=odds)

    def __str__(self) -> str:
        """The line in English."""
        return self.text.en


@frozen
class Flag:
    """Something a person should look at. It is no judgement: nothing is held back, taken away or counted because of it.

    Args:
        kind: what it is about.
        about: whom or what it concerns, as references in order.
        records: the evidence, as ids of service records in order.
        reason: what was seen, in both languages.
        measure: how far off it is.
        clears: what would clear it, in both languages.

    Example:
        >>> flag = Flag(
        ...     FlagKind.OVERLAP,
        ...     ("m-1",),
        ...     ("s-1", "s-2"),
        ...     Text("in two places at once", "同一时间出现在两地"),
        ...     Measure(Text("minutes in two places", "重叠分钟数"), 60, 0),
        ...     Text("a corrected time", "更正时间"),
        ... )
        >>> flag, len(flag.id)
        (Flag(overlap, 2 records), 16)
    """

    kind: FlagKind
    about: tuple[str, ...]
    records: tuple[RecordId, ...]
    reason: Text
    measure: Measure
    clears: Text

    @property
    def id(self) -> str:
        """The same for the same kind and the same people: a review holds on when more evidence comes in."""
        return sha256("\x1f".join((self.kind, *self.about)).encode()).hexdigest()[:16]

    def __repr__(self) -> str:
        """The kind, and how many records there are."""
        return f"Flag({self.kind.value}, {len(self.records)} records)"
