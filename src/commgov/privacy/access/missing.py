"""What a denied request lacks."""

from enum import StrEnum

from attrs import frozen

from commgov.wording import Text


class Lack(StrEnum):
    """The kinds of what may be missing. What is asked for (whose data, which field) never changes."""

    ASSIGNMENT = "assignment"  # an active one of a role, near enough
    PURPOSE = "purpose"
    BASIS = "basis"
    APPROVALS = "approvals"
    ASSESSMENT = "assessment"
    EMERGENCY = "emergency"  # that it is one, and declared as one
    FEWER_PERSONS = "fewer-persons"


@frozen
class Missing:
    """One thing that is missing.

    Args:
        lack: what kind of thing.
        any_of: the role; the purposes; the kinds of basis. Any of them would do.
        number: how near the assignment has to be (`Scope`), how many approvals, at most how many persons at once.
        text: in words.
    """

    lack: Lack
    text: Text
    any_of: tuple[str, ...] = ()
    number: int = 0


@frozen
class Alternative:
    """Things that are missing, which together would allow the request by a rule.

    Args:
        rule: the permit that would allow it.
        missing: all of these.
    """

    rule: str
    missing: tuple[Missing, ...]

    @property
    def text(self) -> Text:
        """All of them in words."""
        return Text("; ", "；").join(each.text for each in self.missing)
