"""What happens in an incident, from detection to lesson. Nothing here names a person's data, only references."""

from datetime import datetime
from enum import StrEnum

from attrs import field, frozen

from commgov.core.checks import Checks
from commgov.core.streams.book import BookEvent
from commgov.privacy.assessments import Risk
from commgov.privacy.audit.entry import Pseudonym
from commgov.privacy.tiers import Tier
from commgov.wording import Text


class IncidentKind(StrEnum):
    """What happened.

    Example:
        >>> IncidentKind.WRONG_GROUP.words.zh
        '名单误发至群聊'
    """

    WRONG_GROUP = "wrong-group"
    WRONG_RECIPIENT = "wrong-recipient"
    LOOKED_UP = "looked-up"
    STOLEN = "stolen"
    CHANGED = "changed"
    LOST = "lost"

    @property
    def words(self) -> Text:
        """In both languages."""
        return _KINDS[self]


_KINDS = {
    IncidentKind.WRONG_GROUP: Text("a list was posted in a group", "名单误发至群聊"),
    IncidentKind.WRONG_RECIPIENT: Text("data was sent to somebody else", "信息误发他人"),
    IncidentKind.LOOKED_UP: Text("somebody looked up what they had no reason to", "无正当理由查询"),
    IncidentKind.STOLEN: Text("data was taken from outside or with a device", "信息或设备被窃"),
    IncidentKind.CHANGED: Text("data was changed", "信息被篡改"),
    IncidentKind.LOST: Text("data was lost", "信息丢失"),
}


@frozen(kw_only=True)
class IncidentDetected(BookEvent):
    """Somebody noticed.

    Args:
        what: what happened.
        known: since when it is known: deadlines count from here.
        begins: from when data may have been open; None: nobody knows.
    """

    what: IncidentKind
    known: datetime
    begins: datetime | None = None

    def _check(self, checks: Checks) -> None:
        checks.instance("what", self.what, IncidentKind, Text("an IncidentKind", "应为IncidentKind"))
        moments = [("known", self.known)] + ([("begins", self.begins)] if self.begins is not None else [])
        are_aware = [checks.aware(name, moment) for name, moment in moments]
        if all(are_aware) and self.at.utcoffset() is not None:
            checks.require("known", self.known, ok=self.known <= self.at, expected=_NOT_LATER)
            checks.require("begins", "", ok=self.begins is None or self.begins <= self.known, expected=_NOT_LATER)


@frozen(kw_only=True)
class ContainmentTried(BookEvent):
    """A step of containment was done, or failed.

    Args:
        step: which.
        failed: the class of what it raised; empty if it was done.
    """

    step: str
    failed: str = ""


@frozen(kw_only=True)
class ContainmentSkipped(BookEvent):
    """A step of containment was found to be needless.

    Args:
        step: which.
        why: in both languages.
    """

    step: str
    why: Text


@frozen(kw_only=True)
class IncidentScoped(BookEvent):
    """It is known who had access to what.

    Args:
        tier: the highest tier of what was open.
        risk: what it means for people.
        subjects: whose data, by pseudonym.
        fields: which fields.
        actors: who had access, by reference.
        until: until when it was open; None: it is not known to have ended.
        delay: why this is known late; None: it is in time.
    """

    tier: Tier
    risk: Risk
    subjects: tuple[Pseudonym, ...] = field(repr=False)
    fields: tuple[str, ...]
    actors: tuple[str, ...] = field(repr=False)
    until: datetime | None = None
    delay: Text | None = None


@frozen(kw_only=True)
class NoticeGiven(BookEvent):
    """Somebody was told.

    Args:
        rule: by which rule.
        ref: under which reference the notice is kept.
        delay: why it is late: GDPR article 33(1) wants to know; None: it is in time.
    """

    rule: str
    ref: str
    delay: Text | None = None

    def _check(self, checks: Checks) -> None:
        checks.identifier("ref", self.ref)


@frozen(kw_only=True)
class NoticeWaived(BookEvent):
    """Somebody decided that nobody has to be told, since harm is kept off.

    Args:
        rule: by which rule they would be.
        why: what keeps harm off, in both languages.
    """

    rule: str
    why: Text


@frozen(kw_only=True)
class HarmRemedied(BookEvent):
    """What could be made good was made good.

    Args:
        what: what was done, in both languages.
        delay: why it is late; None: it is in time.
    """

    what: Text
    delay: Text | None = None


@frozen(kw_only=True)
class LessonLearned(BookEvent):
    """What will be different.

    Args:
        what: in both languages.
        delay: why it is late; None: it is in time.
    """

    what: Text
    delay: Text | None = None


@frozen(kw_only=True)
class IncidentClosed(BookEvent):
    """All is done."""


IncidentEvent = (
    IncidentDetected
    | ContainmentTried
    | ContainmentSkipped
    | IncidentScoped
    | NoticeGiven
    | NoticeWaived
    | HarmRemedied
    | LessonLearned
    | IncidentClosed
)
_NOT_LATER = Text("not later than when it was noticed", "不应晚于发现时间")
