"""One pluggable decision with a name and a reason. Built-in rules use the very interface that outsiders get.

A rule is asked `why(subject)` and answers with a `Verdict`. It is pure and total: no I/O, no clock, an answer to every
subject. Rules are passed in, never registered by import. All rules are asked, so all reasons are seen.
"""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from attrs import frozen

from commgov.core.personal import looks_personal, shown
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


def called(rule: object) -> Text:
    """How a message calls a rule: by its name, or by its class where it has no name that may be repeated."""
    name = getattr(rule, "name", None)
    usable = isinstance(name, str) and bool(name.strip()) and not looks_personal(name)
    if usable:
        return Text(repr(shown(name)), repr(shown(name)))
    return Text(f"of class {type(rule).__name__}", f"（{type(rule).__name__}类）")


def ask(rule: Rule[Subject], subject: Subject) -> Verdict:
    """Ask a rule and fail closed.

    Raises:
        RuleFailedError: if the rule raised instead of answering (the cause is attached), or if its answer is no verdict
            with a reason in both languages.
    """
    try:
        verdict: object = rule.why(subject)
    except Exception as error:
        raise RuleFailedError(RAISED.fill(who=RULE.fill(name=called(rule)), error=type(error).__name__)) from error
    if not isinstance(verdict, Verdict):
        raise RuleFailedError(_NO_VERDICT.fill(rule=called(rule), given=type(verdict).__name__))
    parts: tuple[object, object] = (verdict.allowed, verdict.reason)
    if not (isinstance(parts[0], bool) and isinstance(parts[1], Text)):
        raise RuleFailedError(_BROKEN_VERDICT.fill(rule=called(rule)))
    return verdict


RAISED = Text("{who} raised {error} instead of answering", "{who}未作答，抛出{error}")
"""What is said of a rule that raises."""

RULE = Text("rule {name}", "规则{name}")
"""How a rule is called in such words."""

_NO_VERDICT = Text("rule {rule}: why gave {given}, a Verdict is due", "规则{rule}：why返回{given}，应返回Verdict")
_BROKEN_VERDICT = Text(
    "rule {rule}: a Verdict has allowed=True or False, and a Text as its reason",
    "规则{rule}：Verdict的allowed应为True或False，理由应为Text",
)


def refusals(rules: Iterable[Rule[Subject]], subject: Subject) -> list[tuple[str, Text]]:
    """The name and the reason of every rule that refuses the subject; empty means that it may be."""
    verdicts = ((rule, ask(rule, subject)) for rule in rules)
    return [(rule.name, verdict.reason) for rule, verdict in verdicts if not verdict]
