"""A request, the check of who asks, and the reply: as events of a case. No value stands here, only names of fields."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from attrs import evolve, field, frozen

from commgov.core.checks import Checks
from commgov.core.ids import PersonRef
from commgov.core.streams.book import BookEvent, BookStep
from commgov.privacy.citing import cited
from commgov.privacy.rights.law import COMPLAIN, Asker, RefusalGround, Right
from commgov.wording import Language, Text


@frozen
class RightsRequest:
    """Somebody asks for something that they have a right to.

    Args:
        id: of the request.
        right: what they ask for.
        person: whose data it is about.
        by: who asks, by reference.
        asker: in what capacity.
        fields: about which fields ("resident.phone"); empty: all.
        about: what an objection is about: the number of an entry of the access log, a purpose.
        has_interest: whether a near relative states a lawful interest of their own (PIPL article 49).

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> RightsRequest("q-1", Right.COPY, "r-204", "r-204").asker.value
        'self'
    """

    id: str
    right: Right
    person: PersonRef = field(repr=False)
    by: PersonRef = field(repr=False)
    asker: Asker = Asker.SELF
    fields: tuple[str, ...] = ()
    about: str = ""
    has_interest: bool = False

    def __attrs_post_init__(self) -> None:
        checks = Checks("RightsRequest", self.id)
        for name in ("id", "person", "by"):
            checks.identifier(name, getattr(self, name))
        checks.instance("right", self.right, Right, Text("a Right", "应为Right"))
        checks.instance("asker", self.asker, Asker, Text("an Asker", "应为Asker"))
        checks.identifiers("fields", self.fields)
        if self.about != "":
            checks.identifier("about", self.about)
        checks.flag("has_interest", self.has_interest)
        says = self.right is not Right.CORRECT or bool(self.fields)
        checks.require("fields", "", ok=says, expected=Text("the fields to be corrected", "应列明需更正的字段"))
        checks.refuse()


class IdentityMeans(StrEnum):
    """How it was made sure who asks.

    Example:
        >>> IdentityMeans.IN_PERSON.value
        'in-person'
    """

    IN_PERSON = "in-person"
    DOCUMENT = "document"
    KNOWN_PHONE = "known-phone"
    POWER_OF_ATTORNEY = "power-of-attorney"
    SIGNED_IN = "signed-in"


class ReplyOutcome(StrEnum):
    """What became of a request."""

    GRANTED = "granted"
    PARTLY = "partly"
    REFUSED = "refused"


@frozen
class NotGranted:
    """What was not granted, and why.

    Args:
        ground: why.
        fields: of which fields; empty: of all that was asked for.
        detail: what exactly, in both languages; empty where the ground says enough.
    """

    ground: RefusalGround
    fields: tuple[str, ...] = ()
    detail: Text | None = None

    def words(self, called: dict[str, Text]) -> Text:
        """As a sentence, with the source and what the person can do."""
        names = Text(", ", "、").join(called.get(key, Text(key, key)) for key in self.fields)
        what = _OF.fill(fields=names) if self.fields else Text("", "")
        why = self.ground.words if self.detail is None else _WITH.fill(why=self.ground.words, detail=self.detail)
        return _REFUSAL.fill(what=what, why=why, source=cited(self.ground.source), advice=self.ground.advice)


@frozen
class RightsReply:
    """The dated reply to a request.

    Args:
        request: the id.
        right: what was asked for.
        at: when it was given.
        outcome: granted, partly, or refused.
        refusals: what was not granted and why; empty if all was.
        instead: what was done in its place, such as restricting what may not be erased yet.
        contact: whom to ask.
        decided: why, where a person had to decide; in both languages.
    """

    request: str
    right: Right
    at: datetime
    outcome: ReplyOutcome
    refusals: tuple[NotGranted, ...] = ()
    instead: tuple[Text, ...] = ()
    contact: Text = field(kw_only=True)
    decided: Text | None = field(default=None, kw_only=True)

    @property
    def reasons(self) -> tuple[Text, ...]:
        """Why not all was granted, each with its source and what one can do; fields by their names."""
        return tuple(refusal.words({}) for refusal in self.refusals)

    def to(self, language: Language, called: dict[str, Text] | None = None) -> str:
        """The reply as a letter in one language.

        Args:
            language: which.
            called: what people call each field.
        """
        head = _HEAD.fill(
            request=self.request, date=f"{self.at:%Y-%m-%d}", right=self.right.words, source=cited(self.right.source)
        )
        lines = [head, _OUTCOMES[self.outcome]]
        lines += [] if self.decided is None else [self.decided]
        lines += [refusal.words(called or {}) for refusal in self.refusals]
        lines += self.instead
        lines += [COMPLAIN] if self.refusals else []
        lines.append(_ASK.fill(contact=self.contact))
        return "\n".join(dict.fromkeys(line.to(language) for line in lines))


@frozen(kw_only=True)
class RightsRequested(BookEvent):
    """Somebody asked.

    Args:
        request: for what.
        due: the first moment that is too late for a reply.
    """

    request: RightsRequest
    due: datetime


@frozen(kw_only=True)
class IdentityChecked(BookEvent):
    """Somebody of the house made sure who asks, or could not.

    Args:
        means: how.
        is_sure: whether they are who they say.
    """

    means: IdentityMeans
    is_sure: bool


@frozen(kw_only=True)
class RightsAnswered(BookEvent):
    """The reply was given.

    Args:
        reply: the reply.
    """

    reply: RightsReply


@frozen(kw_only=True)
class ErasureBegun(BookEvent):
    """An erasure began: if it breaks off, it is known of what, although nothing may be left to see.

    Args:
        fields: of what is to be erased.
    """

    fields: tuple[str, ...]


RightsEvent = RightsRequested | IdentityChecked | ErasureBegun | RightsAnswered


@frozen
class RightsCase:
    """A request as it stands.

    Args:
        request: what is asked for.
        received: when.
        due: the first moment that is too late for a reply.
        checked: how it was made sure who asks; None: nobody has yet, or they could not.
        tried: whether somebody tried to make sure.
        reply: the reply; None: none yet.
        erasing: the fields of which an erasure has begun.
    """

    request: RightsRequest
    received: datetime
    due: datetime
    checked: IdentityMeans | None = None
    tried: bool = False
    reply: RightsReply | None = None
    erasing: tuple[str, ...] = ()

    def is_late(self, at: datetime) -> bool:
        """Whether the reply came too late, or is missing although it is too late at a moment."""
        return (at if self.reply is None else self.reply.at) >= self.due


def advance_case(
    case: RightsCase | None, event: RightsEvent, same: Callable[[PersonRef], PersonRef]
) -> BookStep[RightsCase]:
    """What an event makes of a case, or why it does not come about.

    Args:
        case: as it stands; None: nobody has asked yet.
        event: what happens.
        same: the one reference of a person who has several.
    """
    if isinstance(event, RightsRequested):
        begun = RightsCase(event.request, event.at, event.due)
        return BookStep(begun) if case is None else BookStep(None, (_TWICE,))  # another's, perhaps
    if case is None or case.reply is not None:
        return BookStep(case, (UNKNOWN if case is None else ANSWERED,))
    if same(event.by) == same(case.request.by):
        return BookStep(case, (NOT_ONESELF,))
    if isinstance(event, IdentityChecked):
        return BookStep(evolve(case, checked=event.means if event.is_sure else None, tried=True))
    if isinstance(event, ErasureBegun):
        return BookStep(evolve(case, erasing=tuple(sorted({*case.erasing, *event.fields}))))
    return BookStep(evolve(case, reply=event.reply))


UNKNOWN = Text("there is no such request", "没有该申请")
"""Said of a request that nobody made."""
ANSWERED = Text("it is answered already", "该申请已答复")
"""Said of a request that has its reply."""
NOT_ONESELF = Text(
    "nobody vouches for themself, nor answers what they ask", "不得自行核实本人身份，亦不得办理本人的申请"
)
"""Said to whoever would work on their own request."""
_TWICE = Text("there is a request with this id", "该编号的申请已存在")
_OF = Text("{fields}: ", "{fields}：")
_WITH = Text("{why} ({detail})", "{why}（{detail}）")
_REFUSAL = Text("{what}{why} ({source}). {advice}", "{what}{why}（{source}）。{advice}")
_HEAD = Text(
    "Reply of {date} to request {request}: {right} ({source}).",
    "对申请{request}（{right}）的答复，{date}（{source}）。",
)
_OUTCOMES = {
    ReplyOutcome.GRANTED: Text("It is granted.", "同意办理。"),
    ReplyOutcome.PARTLY: Text("It is granted in part.", "部分办理。"),
    ReplyOutcome.REFUSED: Text("It is refused.", "不予办理。"),
}
_ASK = Text("If you have a question, ask {contact}.", "如有疑问，请联系{contact}。")
