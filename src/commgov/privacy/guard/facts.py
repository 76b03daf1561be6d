"""Facts that a community has verified, as they may be published; and words that repeat nobody's data."""

from datetime import datetime

from attrs import frozen

from commgov.core import PersonRef
from commgov.core.checks import Checks
from commgov.privacy.guard.leak_guard import LeakGuard
from commgov.wording import Text

_GUARD = LeakGuard()


@frozen
class VerifiedFact:
    """Something that the community has verified, so that a rumour can be held against it.

    Args:
        ref: its id.
        words: what is the case, in both languages, as it will be published: no number, no address of anybody.
        source: where it can be looked up.
        by: who verified it.
        at: when.

    Example:
        >>> from datetime import UTC
        >>> water = Text("the water is off on Tuesday only", "仅周二停水")
        >>> VerifiedFact("f-1", water, "notice 12", "officer-3", datetime(2026, 3, 2, tzinfo=UTC)).ref
        'f-1'
    """

    ref: str
    words: Text
    source: str
    by: PersonRef
    at: datetime

    def __attrs_post_init__(self) -> None:
        checks = Checks("VerifiedFact", self.ref)
        checks.identifier("ref", self.ref)
        checks.instance("words", self.words, Text, Text("a Text", "应为Text"))
        checks.text("source", self.source)
        if isinstance(self.words, Text):
            check_tells_nobody(checks, "words", self.words.en, self.words.zh)
        if isinstance(self.source, str):
            check_tells_nobody(checks, "source", self.source)
        checks.identifier("by", self.by)
        checks.aware("at", self.at)
        checks.refuse()


def check_tells_nobody(checks: Checks, name: str, *texts: str) -> None:
    """What is kept or published repeats no number and no address."""
    is_free = not any(_GUARD.check(text, "public group").persons for text in texts)
    checks.require(name, "", ok=is_free, expected=_TELLS_NOBODY)


_TELLS_NOBODY = Text("words without anybody's number or address", "文字中不得含任何人的号码或住址")
