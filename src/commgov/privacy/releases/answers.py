"""What a release is answered with: what may be published, or an ordinary no with all reasons."""

from datetime import datetime

from attrs import frozen

from commgov.privacy.releases.budget import Spent
from commgov.privacy.releases.counting import CountTable
from commgov.privacy.releases.listing import PublishedList
from commgov.privacy.releases.measuring import Anonymity
from commgov.privacy.releases.public_rows import PublicRows
from commgov.wording import Text


@frozen(repr=False)
class Released:
    """What may be published; it stands in the register already.

    Args:
        name: the release.
        at: when it was released.
        content: the table of counts, the rows, or the list.
        notes: what was left out, put together or changed, and why. For the house: beside a table they would tell which
            of its hidden numbers are the small ones.
        k: persons whom each published number or class has at least; None for noise and lists.
        anonymity: of rows, how well they hide the persons in them, measured after the fact.
        spent: of counts with noise, what was paid for them.
    """

    name: str
    at: datetime
    content: CountTable | PublicRows | PublishedList
    notes: tuple[Text, ...] = ()
    k: int | None = None
    anonymity: Anonymity | None = None
    spent: Spent | None = None

    def __repr__(self) -> str:
        """Which release, and what kind of content."""
        return f"Released({self.name}, {self.content!r})"


@frozen
class Withheld:
    """An ordinary no: nothing may be published, and nothing was written down.

    Args:
        name: what the release would have been called.
        reasons: all that speaks against it.

    Example:
        >>> bool(Withheld("2026-q1", (Text("fewer than 5 persons in all", "总人数少于5"),)))
        False
    """

    name: str
    reasons: tuple[Text, ...]

    def __bool__(self) -> bool:
        """False, as a release is true."""
        return False
