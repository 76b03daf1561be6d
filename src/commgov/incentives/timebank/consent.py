"""Nobody gives away what is another's: who enters a gift is the donor, or holds the donor's signed consent."""

from commgov.core import PersonRef, Text
from commgov.core.checks import Checks
from commgov.incentives.timebank.answers import No, unless

NOTE_LENGTH_MAX = 30
"""Most characters of a reference that the journal keeps beside a command."""

_NEEDED = Text("the donor's consent, if somebody else enters it", "他人代为录入时须有捐赠人的同意书")


def consent_note(checks: Checks, consent: str | None) -> str:
    """The reference of a consent as the journal keeps it; empty if there is none."""
    if consent is None:
        return ""
    checks.identifier("consent", consent)
    said = str(consent)
    short = Text(f"at most {NOTE_LENGTH_MAX} characters without a slash", f"至多{NOTE_LENGTH_MAX}个字符，不含斜杠")
    checks.require("consent", "", ok=len(said) <= NOTE_LENGTH_MAX and "/" not in said, expected=short)
    return said


def consent_no(donor: PersonRef, by: PersonRef, consent: str | None) -> No | None:
    """A no, if somebody else than the donor enters it without consent."""
    return unless((by == donor or consent is not None, _NEEDED))
