"""What a sharing desk answers with: a package, or what stands in one; or an ordinary no with all its reasons."""

from attrs import frozen

from commgov.privacy.sharing.opened import OpenedPackage
from commgov.privacy.sharing.package import SealedPackage
from commgov.wording import Text


@frozen
class IssueAnswer:
    """A package, or why there is none.

    Args:
        package: what goes to the recipient.
        reasons: why not, each in both languages; empty if there is one.
        would_allow_if: what would have to be otherwise, as far as the access policy stands against it.
    """

    package: SealedPackage | None = None
    reasons: tuple[Text, ...] = ()
    would_allow_if: tuple[Text, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is a package."""
        return self.package is not None


@frozen
class OpenAnswer:
    """What stands in a package, or why it is not shown.

    Args:
        opened: what the recipient reads.
        reasons: why not, each in both languages; empty if it was opened.
    """

    opened: OpenedPackage | None = None
    reasons: tuple[Text, ...] = ()

    def __bool__(self) -> bool:
        """Whether it was opened."""
        return self.opened is not None
