"""What one person said to notices, as it stands; and what an event makes of it, as a pure function."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from attrs import evolve, field, frozen

from commgov.core.streams.book import BookStep
from commgov.privacy.consents.events import ConsentEvent, ConsentMeans, ConsentSaid, ConsentWithdrawn, Speaking
from commgov.wording import Text


class ConsentEnd(StrEnum):
    """How a consent ended, other than by time.

    Example:
        >>> ConsentEnd.WITHDRAWN.words.zh
        '已撤回'
    """

    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    REPLACED = "replaced"
    ERASED = "erased"

    @property
    def words(self) -> Text:
        """In both languages."""
        return _ENDS[self]


_ENDS = {
    ConsentEnd.WITHDRAWN: Text("taken back", "已撤回"),
    ConsentEnd.REFUSED: Text("ended by a later no", "因其后表示不同意而终止"),
    ConsentEnd.REPLACED: Text("replaced by a later yes", "已由其后的同意替代"),
    ConsentEnd.ERASED: Text("ended with the erasure of the data", "因个人信息已删除而终止"),
}


@frozen
class Consent:
    """What a person said to one version of a notice: yes or no.

    Args:
        id: of what was said.
        notice: the notice in its exact version.
        digest: of what that notice said.
        is_yes: whether they agreed.
        speaker: who spoke, as a pseudonym of the book.
        speaking: in what capacity.
        means: how.
        noted_by: who noted it, as a reference; a pseudonym where it is a resident.
        at: when.
        until: up to but not including this moment a yes holds.
        witness: a pseudonym, or empty.
        evidence: where the signed paper lies, or empty.
        ended: when it ended otherwise; None: it did not.
        end: how.
    """

    id: str
    notice: str
    digest: str = field(repr=False)
    is_yes: bool
    speaker: str = field(repr=False)
    speaking: Speaking
    means: ConsentMeans
    noted_by: str = field(repr=False)
    at: datetime
    until: datetime
    witness: str = field(default="", repr=False)
    evidence: str = ""
    ended: datetime | None = None
    end: ConsentEnd | None = None

    @property
    def notice_id(self) -> str:
        """The notice's id, without its version."""
        return self.notice.rpartition("@")[0]

    def runs_at(self, at: datetime) -> bool:
        """Whether it is a yes that was neither ended nor has run out."""
        return self.is_yes and self.ended is None and self.at <= at < self.until


@frozen
class Consents:
    """All that one person said, in order.

    Args:
        record: the pseudonym under which the book keeps it.
        said: each yes and each no.
        erased: when the person's data was erased; None: it was not.
        last_no: for each notice's id, when the last no or withdrawal was said.
    """

    record: str
    said: tuple[Consent, ...] = ()
    erased: datetime | None = None
    last_no: dict[str, datetime] = field(factory=dict)

    def find(self, consent: str) -> Consent | None:
        """What was said under an id, or None."""
        return next((each for each in self.said if each.id == consent), None)

    def about(self, notice: str) -> tuple[Consent, ...]:
        """What was said to a notice, in all its versions, in order."""
        return tuple(each for each in self.said if each.notice_id == notice)


def advance_consents(record: str, before: Consents | None, event: ConsentEvent) -> BookStep[Consents]:
    """What an event makes of what a person said, or why it does not come about.

    A no is always taken in, whatever the clock says: it ends what stands. A yes has to come later than all that was
    said before it, so that of two that contradict each other at one moment the no holds.

    Args:
        record: the pseudonym.
        before: what the person said so far; None: nothing.
        event: what happens.
    """
    held = Consents(record) if before is None else before
    if held.erased is not None:
        return BookStep(held) if not isinstance(event, (ConsentSaid, ConsentWithdrawn)) else BookStep(held, (ERASED,))
    if isinstance(event, ConsentSaid):
        if (known := held.find(event.consent)) is not None:
            return BookStep(held) if _is_repeated(known, event) else BookStep(held, (_TWICE,))
        return _yes(held, event) if event.is_yes else BookStep(_no(held, event))
    if isinstance(event, ConsentWithdrawn):
        standing = [each for each in held.about(event.notice) if each.is_yes and each.ended is None]
        if not standing:
            return BookStep(before, (NOTHING_STANDS,))
        said = _ended(held.said, standing, event.at, ConsentEnd.WITHDRAWN)
        return BookStep(evolve(held, said=said, last_no=_noted(held, event.notice, event.at)))
    every = [each for each in held.said if each.is_yes and each.ended is None]
    return BookStep(evolve(held, said=_ended(held.said, every, event.at, ConsentEnd.ERASED), erased=event.at))


def _yes(held: Consents, event: ConsentSaid) -> BookStep[Consents]:
    new = _consent(event)
    said_no = held.last_no.get(new.notice_id)
    if said_no is not None and event.at <= said_no:
        return BookStep(held, (_CONTRADICTED,))
    if any(event.at < each.at for each in held.said):
        return BookStep(held, (_CLOCK,))
    standing = [each for each in held.about(new.notice_id) if each.is_yes and each.ended is None]
    said = _ended(held.said, standing, event.at, ConsentEnd.REPLACED)
    return BookStep(evolve(held, said=(*said, new)))


def _no(held: Consents, event: ConsentSaid) -> Consents:
    new = _consent(event)
    standing = [each for each in held.about(new.notice_id) if each.is_yes and each.ended is None]
    said = _ended(held.said, standing, event.at, ConsentEnd.REFUSED)
    return evolve(held, said=(*said, new), last_no=_noted(held, new.notice_id, event.at))


def _noted(held: Consents, notice: str, at: datetime) -> dict[str, datetime]:
    """When the last no was said to each notice: a clock that was set back makes none of them earlier."""
    return {**held.last_no, notice: max(at, held.last_no.get(notice, at))}


def _consent(event: ConsentSaid) -> Consent:
    return Consent(
        event.consent,
        event.notice,
        event.digest,
        event.is_yes,
        event.speaker,
        event.speaking,
        event.means,
        event.by,
        event.at,
        event.at + timedelta(days=event.days),
        event.witness,
        event.evidence,
    )


def _is_repeated(known: Consent, event: ConsentSaid) -> bool:
    """Whether an event says what stands already: a no, or a yes that nothing has ended."""
    same = evolve(_consent(event), at=known.at, until=known.until)
    return known == same


def _ended(said: tuple[Consent, ...], some: Iterable[Consent], at: datetime, end: ConsentEnd) -> tuple[Consent, ...]:
    chosen = {each.id for each in some}
    return tuple(evolve(each, ended=at, end=end) if each.id in chosen else each for each in said)


ERASED = Text(
    "the person's data was erased: whoever comes back gets a new reference", "该人信息已删除：再次登记须使用新编号"
)
"""Said where nothing can be said any more."""
NOTHING_STANDS = Text("there is nothing to take back", "没有可撤回的同意")
"""Said of a withdrawal where nobody agreed, or not any more."""
_TWICE = Text(
    "under this id something was said before: it is not said again by repeating it", "该编号已使用：不得重复提交"
)
_CONTRADICTED = Text(
    "at this moment or later a no was said: ask again, and note the yes anew",
    "同一时刻或其后已表示不同意：请重新征求意见",
)
_CLOCK = Text("the clock stands before what was said last: set it right first", "系统时间早于上一次登记：请先校准时钟")
