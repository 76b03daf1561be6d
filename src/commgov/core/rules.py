"""One pluggable decision with a name and a reason. Built-in rules use the very interface that outsiders get.

A rule is asked `why(subject)` and answers with a `Verdict`. It is pure and total: no I/O, no clock, an answer to every
subject. Rules are passed in, never registered by import. All rules are asked, so all reasons are seen.
"""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from attrs import frozen

from commgov.errors import RuleFailedError
from commgov.wording import Text


@frozen
class Verdict:
    """What a rule says of a subject.

    Args:
        allowed: whether it may be.
        reason: why, in both languages.
    """

    allowed: bool
    reason: Text

    def __bool__(self) -> bool:
        """Whether it may be."""
        return self.allowed


Subject_contra = TypeVar("Subject_contra", contravariant=True)
Subject = TypeVar("Subject")


class Rule(Protocol[Subject_contra]):
    """One decision on subjects of one kind."""

    @property
    def name(self) -> str:
        """A short name, unique within a policy."""
        ...

    def why(self, subject: Subject_contra) -> Verdict:
        """Whether the subject may be, and why."""
        ...


def ask(rule: Rule[Subject], subject: Subject) -> Verdict:
    """Ask a rule and fail closed.

    Raises:
        RuleFailedError: if the rule raised instead of answering; the cause is attached.
    """
    try:
        return rule.why(subject)
    except Exception as error:
        raise RuleFailedError(f"rule {rule.name!r} raised {type(error).__name__} instead of answering") from error


def refusals(rules: Iterable[Rule[Subject]], subject: Subject) -> list[tuple[str, Text]]:
    """The name and the reason of every rule that refuses the subject; empty means that it may be."""
    verdicts = ((rule.name, ask(rule, subject)) for rule in rules)
    return [(name, verdict.reason) for name, verdict in verdicts if not verdict]
