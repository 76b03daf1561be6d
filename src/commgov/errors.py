"""The whole exception tree.

::

    CommgovError
    ├─ InvalidInputError (also ValueError)    values break an invariant; lists all problems found
    ├─ NotFoundError (also LookupError)       an id that nobody has
    ├─ ConflictError                          what was asked no longer fits what is there (stale, duplicate)
    ├─ RuleFailedError                        a rule raised instead of answering; the case counts as refused
    ├─ MissingExtraError (also ImportError)   an optional library is not installed
    └─ SolverError
       └─ WrongAnswerError                    our own checker rejected a solver's answer

An ordinary "no" (an unmet demand, a rule that refuses) is a value with reasons, never one of these.
"""

from collections.abc import Sequence

from attrs import frozen

from commgov.wording import Language, Text


@frozen
class Problem:
    """One thing that is wrong with an input.

    Args:
        where: the place: `"members.csv, row 7, column skills"`, `"Member m-12, minutes"`.
        expected: what would be right.
        value: what stands there, as text; empty where nothing stands there or where it must not be repeated.
    """

    where: str
    expected: Text
    value: str = ""

    def to(self, language: Language) -> str:
        """The problem as one line in one language."""
        found = f" {self.value!r}" if self.value else ""
        return f"{self.where}:{found} — {self.expected.to(language)}"

    def __str__(self) -> str:
        """The problem as one line of English."""
        return self.to("en")


class CommgovError(Exception):
    """The root of all errors this library raises."""


class InvalidInputError(CommgovError, ValueError):
    """Values break an invariant. `problems` has all of them, not the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Take the problems; the message lists each on a line of its own."""
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type, tuple[tuple[Problem, ...]]]:
        """Let the error travel between processes."""
        return type(self), (self.problems,)


class NotFoundError(CommgovError, LookupError):
    """An id that nobody has."""


class ConflictError(CommgovError):
    """What was asked no longer fits what is there: a stale version, a duplicate."""


class RuleFailedError(CommgovError):
    """A rule raised instead of answering. The case counts as refused: rules fail closed."""


class MissingExtraError(CommgovError, ImportError):
    """An optional library is not installed; the message names the extra that brings it."""


class SolverError(CommgovError):
    """A solver did not give a usable answer."""


class WrongAnswerError(SolverError):
    """Our own checker rejected a solver's answer: a bug, never the user's fault. Nothing of it was returned."""
