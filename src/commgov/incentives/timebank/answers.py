"""How the time bank says no: as a value with all reasons, in both languages."""

from collections.abc import Iterable

from attrs import frozen

from commgov.core import Text

_AND = Text("; ", "；")


@frozen
class No:
    """An ordinary no: nothing was changed.

    Args:
        reasons: why; all that stand in the way, at least one.

    Example:
        >>> bool(No((Text("it is out of stock", "已无库存"),)))
        False
    """

    reasons: tuple[Text, ...]

    @property
    def reason(self) -> Text:
        """All reasons as one text."""
        return _AND.join(self.reasons)

    def __bool__(self) -> bool:
        """False, as what was done is true."""
        return False


def unless(*checked: tuple[bool, Text]) -> No | None:
    """A no with the reasons of all checks that failed; None if all are right.

    Args:
        checked: whether something is as it has to be, and what to say if it is not.
    """
    reasons = tuple(reason for is_right, reason in checked if not is_right)
    return No(reasons) if reasons else None


def first_of(answers: Iterable[No | None]) -> No | None:
    """All reasons of several answers in one; None if none of them is a no."""
    reasons = tuple(reason for answer in answers if answer is not None for reason in answer.reasons)
    return No(reasons) if reasons else None
