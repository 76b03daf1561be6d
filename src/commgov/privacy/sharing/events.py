"""What happens to a request to share: asked, approved, refused, issued, opened, revoked, run out."""

from enum import StrEnum

from attrs import field, frozen

from commgov.core.checks import Checks
from commgov.core.streams.book import BookEvent
from commgov.privacy.sharing.request import SharingRequest
from commgov.privacy.tiers import Tier
from commgov.wording import Text


class SharingGrounds(StrEnum):
    """Why somebody said no, or took a package back: from a list, so that no personal words get into the book.

    Example:
        >>> SharingGrounds.INCIDENT.words.zh
        '安全事件处置'
    """

    NOT_NEEDED = "not-needed"
    TOO_MUCH = "too-much"
    WRONG_RECIPIENT = "wrong-recipient"
    NO_BASIS = "no-basis"
    WITHDRAWN = "withdrawn"
    OBJECTION = "objection"
    ERASURE = "erasure"
    INCIDENT = "incident"

    @property
    def words(self) -> Text:
        """In both languages."""
        return _GROUNDS[self]


_GROUNDS = {
    SharingGrounds.NOT_NEEDED: Text("it is not needed for the purpose", "非该用途所必需"),
    SharingGrounds.TOO_MUCH: Text("too many fields or people", "字段或人数过多"),
    SharingGrounds.WRONG_RECIPIENT: Text("not to this recipient", "接收方不当"),
    SharingGrounds.NO_BASIS: Text("nothing allows it", "缺乏处理依据"),
    SharingGrounds.WITHDRAWN: Text("a consent was taken back", "同意已撤回"),
    SharingGrounds.OBJECTION: Text("a person objects", "本人提出异议"),
    SharingGrounds.ERASURE: Text("a person's data is erased", "个人信息已删除"),
    SharingGrounds.INCIDENT: Text("an incident is being contained", "安全事件处置"),
}


@frozen(kw_only=True)
class SharingRequested(BookEvent):
    """Somebody asked.

    Args:
        request: for what.
        tier: of the whole, as far as fields and number of people tell.
    """

    request: SharingRequest
    tier: Tier


@frozen(kw_only=True)
class SharingApproved(BookEvent):
    """Somebody approved.

    Args:
        role: in which role.
    """

    role: str

    def _check(self, checks: Checks) -> None:
        checks.identifier("role", self.role)


@frozen(kw_only=True)
class SharingRefused(BookEvent):
    """Somebody who might have approved said no.

    Args:
        role: in which role.
        grounds: why.
    """

    role: str
    grounds: SharingGrounds

    def _check(self, checks: Checks) -> None:
        checks.identifier("role", self.role)


@frozen(kw_only=True)
class PackageIssued(BookEvent):
    """A package was sealed.

    Args:
        mark: its mark, which stands in what is opened of it.
    """

    mark: str = field(repr=False)


@frozen(kw_only=True)
class PackageOpened(BookEvent):
    """The recipient opened the package."""


@frozen(kw_only=True)
class SharingRevoked(BookEvent):
    """The package was taken back; it never opens again.

    Args:
        grounds: why.
    """

    grounds: SharingGrounds


@frozen(kw_only=True)
class SharingExpired(BookEvent):
    """The time was over, and the package's keys were destroyed."""


SharingEvent = (
    SharingRequested
    | SharingApproved
    | SharingRefused
    | PackageIssued
    | PackageOpened
    | SharingRevoked
    | SharingExpired
)
