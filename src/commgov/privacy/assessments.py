"""Impact assessments: what was thought through before sensitive data is processed or shared, kept for three years."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Protocol

from attrs import field, frozen

from commgov.core.checks import Checks
from commgov.core.ids import PersonRef
from commgov.core.streams import MemoryStreams, StreamStore
from commgov.core.wire import from_json, to_json
from commgov.privacy.purposes import Purpose
from commgov.wording import Text

YEARS_KEPT = 3
"""So many years an assessment is kept at least: PIPL article 56."""

_KIND = "impact-assessment"
_LEAP_DAY = (2, 29)


class Risk(StrEnum):
    """How much could happen to people in spite of the measures.

    Example:
        >>> Risk.HIGH.words.zh
        '高'
    """

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def words(self) -> Text:
        """In both languages."""
        return _RISKS[self]


@frozen
class ImpactAssessment:
    """What was thought through before data was processed or given to somebody.

    Args:
        id: a reference.
        purpose: what for.
        fields: which fields: "resident.health".
        done: on which day.
        by: who answers for it, as a reference.
        necessity: why it is lawful and needed, and why not less (PIPL article 56(1); GDPR article 35(7)b).
        risk: what it means for people in spite of the measures (56(2); 35(7)c).
        measures: what protects them, and why that is enough (56(3); 35(7)d).
        recipients: to whom it may be given, as references; empty: to nobody outside.
        until: the last day on which it counts: what has changed since is assessed anew (GDPR article 35(11)).

    Raises:
        InvalidInputError: naming all that is wrong.

    Source: PIPL articles 55 and 56; GDPR article 35.

    Example:
        >>> relief = ImpactAssessment(
        ...     "ia-7",
        ...     Purpose("relief"),
        ...     ("resident.name", "resident.assistance"),
        ...     date(2026, 1, 5),
        ...     "officer-2",
        ...     Text("the street office pays the relief", "街道办发放救助"),
        ...     Risk.LOW,
        ...     (Text("sealed, for seven days", "加密封装，七日有效"),),
        ...     recipients=("street-office",),
        ...     until=date(2026, 12, 31),
        ... )
        >>> relief.why_not(Purpose("relief"), ["resident.health"], "street-office", date(2026, 3, 2))[0].zh
        '评估ia-7未涵盖字段resident.health'
        >>> relief.kept_until.isoformat()
        '2029-01-05'
    """

    id: str
    purpose: Purpose
    fields: tuple[str, ...]
    done: date
    by: PersonRef
    necessity: Text = field(repr=False)
    risk: Risk
    measures: tuple[Text, ...] = field(repr=False)
    recipients: tuple[PersonRef, ...] = field(default=(), kw_only=True)
    until: date = field(kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("ImpactAssessment", self.id)
        checks.identifier("id", self.id)
        checks.instance("purpose", self.purpose, Purpose, Text("a Purpose", "应为Purpose"))
        checks.identifiers("fields", self.fields)
        checks.identifier("by", self.by)
        checks.instance("necessity", self.necessity, Text, Text("a Text", "应为Text"))
        checks.instance("risk", self.risk, Risk, Text("a Risk", "应为Risk"))
        measures = checks.every("measures", self.measures, Text, Text("a Text", "应为Text"))
        checks.require("measures", "", ok=bool(measures), expected=Text("at least one measure", "至少一项措施"))
        checks.identifiers("recipients", self.recipients)
        checks.day("done", self.done)
        checks.day("until", self.until)
        checks.refuse()
        in_order = self.done <= self.until
        checks.require(
            "until", self.until, ok=in_order, expected=Text("not before the day it was done", "不应早于评估日")
        )
        checks.refuse()

    @property
    def kept_until(self) -> date:
        """The day up to which it has to be kept: three years on (PIPL article 56)."""
        day = 28 if (self.done.month, self.done.day) == _LEAP_DAY else self.done.day
        return self.done.replace(year=self.done.year + YEARS_KEPT, day=day)

    def why_not(self, purpose: Purpose, fields: Iterable[str], recipient: PersonRef, on: date) -> tuple[Text, ...]:
        """Why it does not allow that fields are given to somebody for a purpose on a day; empty if it does."""
        reasons = list(self.why_not_now(purpose, on))
        if recipient not in self.recipients:
            reasons.append(_OTHER_RECIPIENT.fill(id=self.id))
        reasons += [_OTHER_FIELD.fill(id=self.id, field=key) for key in fields if key not in self.fields]
        return tuple(reasons)

    def why_not_now(self, purpose: Purpose, on: date) -> tuple[Text, ...]:
        """Why nothing at all rests on it for a purpose on a day; empty if its fields do."""
        reasons = []
        if not self.done <= on <= self.until:
            reasons.append(_NOT_IN_FORCE.fill(id=self.id, done=self.done, until=self.until))
        if purpose != self.purpose:
            reasons.append(_OTHER_PURPOSE.fill(id=self.id, purpose=self.purpose.words))
        if self.risk is Risk.HIGH:
            reasons.append(_HIGH.fill(id=self.id))
        return tuple(reasons)


class Assessments(Protocol):
    """Where impact assessments are looked up."""

    def find(self, assessment: str) -> ImpactAssessment | None:
        """The assessment of an id, or None."""
        ...


class AssessmentBook:
    """A community's impact assessments. None is changed or removed; a new one takes the place of an old one.

    Args:
        streams: keep them; None: in memory.

    Example:
        >>> book = AssessmentBook()
        >>> book.find("ia-7") is None, book.all()
        (True, [])
    """

    def __init__(self, streams: StreamStore | None = None) -> None:
        """Take the streams."""
        self._streams: StreamStore = MemoryStreams() if streams is None else streams

    def add(self, assessment: ImpactAssessment) -> None:
        """Keep an assessment.

        Raises:
            ConflictError: if there is one with its id.
        """
        self._streams.append(f"{_KIND}/{assessment.id}", 1, to_json(assessment))

    def find(self, assessment: str) -> ImpactAssessment | None:
        """The assessment of an id, or None."""
        kept = self._streams.last(f"{_KIND}/{assessment}")
        return None if kept is None else from_json(kept, ImpactAssessment)

    def all(self) -> list[ImpactAssessment]:
        """All of them, in the order of their ids."""
        return [from_json(body, ImpactAssessment) for _, body in self._streams.latest(_KIND)]

    def to_keep(self, on: date) -> list[ImpactAssessment]:
        """Those that law wants kept on a day."""
        return [each for each in self.all() if on <= each.kept_until]


_RISKS = {Risk.LOW: Text("low", "低"), Risk.MEDIUM: Text("medium", "中"), Risk.HIGH: Text("high", "高")}
_NOT_IN_FORCE = Text("assessment {id} counts from {done} to {until}", "评估{id}有效期为{done}至{until}")
_OTHER_PURPOSE = Text("assessment {id} is for another purpose: {purpose}", "评估{id}针对另一用途：{purpose}")
_OTHER_RECIPIENT = Text("assessment {id} does not name this recipient", "评估{id}未列明该接收方")
_OTHER_FIELD = Text("assessment {id} does not cover the field {field}", "评估{id}未涵盖字段{field}")
_HIGH = Text(
    "assessment {id} finds a high risk: more measures first (GDPR article 36: ask the authority)",
    "评估{id}认定风险为高：须先增加保护措施（GDPR第36条：事先咨询监管机构）",
)
