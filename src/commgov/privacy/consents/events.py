"""What people say to a notice: yes, no, or no longer; who said it, how, and who noted it."""

from enum import StrEnum

from attrs import field, frozen

from commgov.core.checks import Checks
from commgov.core.streams.book import BookEvent
from commgov.wording import Text


class Speaking(StrEnum):
    """In what capacity somebody says yes or no.

    Example:
        >>> Speaking.GUARDIAN.words.zh
        '监护人'
    """

    SELF = "self"
    GUARDIAN = "guardian"
    PROXY = "proxy"

    @property
    def words(self) -> Text:
        """In both languages."""
        return _SPEAKING[self]


class ConsentMeans(StrEnum):
    """How somebody says it.

    Example:
        >>> ConsentMeans.VOICE.words.zh
        '口头'
    """

    PAPER = "paper"
    APP = "app"
    VOICE = "voice"

    @property
    def words(self) -> Text:
        """In both languages."""
        return _MEANS[self]


_SPEAKING = {
    Speaking.SELF: Text("the person", "本人"),
    Speaking.GUARDIAN: Text("the guardian", "监护人"),
    Speaking.PROXY: Text("somebody with authority", "受托人"),
}
_MEANS = {
    ConsentMeans.PAPER: Text("on paper, signed", "书面签字"),
    ConsentMeans.APP: Text("in the app", "应用内确认"),
    ConsentMeans.VOICE: Text("by voice", "口头"),
}


@frozen(kw_only=True)
class ConsentSaid(BookEvent):
    """Somebody said yes or no to a notice. All residents in it are pseudonyms of the book.

    Args:
        consent: its id, never used again: what the same form brings twice is said once.
        notice: the notice in its exact version.
        digest: of what that notice said.
        is_yes: whether they agreed.
        speaker: who spoke.
        speaking: in what capacity.
        means: how.
        witness: who was witness, of what was said by voice; or empty.
        evidence: where the signed paper lies, as a reference; or empty.
        days: how long it holds.
    """

    consent: str
    notice: str
    digest: str = field(repr=False)
    is_yes: bool
    speaker: str = field(repr=False)
    speaking: Speaking
    means: ConsentMeans
    witness: str = field(default="", repr=False)
    evidence: str = ""
    days: int

    def _check(self, checks: Checks) -> None:
        for name in ("consent", "notice", "speaker"):
            checks.identifier(name, getattr(self, name))
        for name in ("witness", "evidence"):
            if getattr(self, name) != "":
                checks.identifier(name, getattr(self, name))


@frozen(kw_only=True)
class ConsentWithdrawn(BookEvent):
    """Somebody took a consent back: whatever stands under a notice, in any version.

    Args:
        notice: the notice's id.
        speaker: who spoke.
        speaking: in what capacity.
        means: how.
    """

    notice: str
    speaker: str = field(repr=False)
    speaking: Speaking
    means: ConsentMeans

    def _check(self, checks: Checks) -> None:
        checks.identifier("notice", self.notice)
        checks.identifier("speaker", self.speaker)


@frozen(kw_only=True)
class ConsentsErased(BookEvent):
    """The person's data is erased: nothing stands any more, and nothing can be said under this pseudonym again."""


ConsentEvent = ConsentSaid | ConsentWithdrawn | ConsentsErased
