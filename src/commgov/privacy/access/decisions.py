"""What was decided on a request, by which rule, what is owed, and why."""

from typing import NamedTuple, Protocol

from attrs import field, frozen

from commgov.core.ids import UnitId
from commgov.privacy.access.assignments import Assignment
from commgov.privacy.access.bases import SubjectBasis
from commgov.privacy.access.missing import Alternative
from commgov.privacy.access.obligations import Obligation
from commgov.privacy.access.requests import AccessRequest
from commgov.wording import Language, Text

DEFAULT_DENY = "default-deny"
"""What stands for the rule where no permit allows."""
ERROR_DENY = "error-deny"
"""What stands for the rule where the request could not be judged."""


class Facts(NamedTuple):
    """What was known when a request was judged. A decision depends on policy, request and these, and on nothing else.

    Args:
        held: the actor's assignments, at any time.
        near: the resident's unit and the units above it, on the day.
        bases: the resident's bases for the purpose, at any time.
        error: the name of what went wrong when these were looked up, or the request was judged.
    """

    held: tuple[Assignment, ...] = ()
    near: frozenset[UnitId] = frozenset()
    bases: tuple[SubjectBasis, ...] = ()
    error: str = ""


class Explainer(Protocol):
    """Puts a decision into words, when it is asked to."""

    def reasons(self, decision: "AccessDecision") -> tuple[Text, ...]:
        """Why it was decided so."""
        ...

    def owed(self, decision: "AccessDecision") -> tuple[Text, ...]:
        """What has to be done, in words."""
        ...

    def would_allow_if(self, decision: "AccessDecision") -> tuple[Alternative, ...]:
        """What would have to be otherwise."""
        ...


@frozen(slots=False)  # as requests are
class AccessDecision:
    """Allowed or not, by which rule, and what is owed. Words are made when they are asked for.

    Args:
        allowed: whether it may be.
        rule: the permit that allows or the forbid that forbids; `"default-deny"` if no permit allows, `"error-deny"` if
            the request could not be judged.
        request: what was asked.
        policy: name and version of the policy.
        obligations: what is owed by whoever is allowed.
        assignment: the assignment that was relied on; None for a denial, and for residents towards their own data.
        facts: what was known.
    """

    allowed: bool
    rule: str
    request: AccessRequest
    policy: str
    obligations: tuple[Obligation, ...]
    assignment: Assignment | None
    facts: Facts = field(repr=False)
    _explainer: Explainer = field(repr=False, eq=False)

    def __bool__(self) -> bool:
        """Whether it may be."""
        return self.allowed

    @property
    def reasons(self) -> tuple[Text, ...]:
        """Why, in both languages: every forbid that hits, or the first step that failed, or what it was allowed by."""
        return self._explainer.reasons(self)

    @property
    def would_allow_if(self) -> tuple[Alternative, ...]:
        """For a denial: the ways in which the fewest things would have to be otherwise. Empty: nothing would help."""
        return self._explainer.would_allow_if(self)

    def to(self, language: Language) -> str:
        """Decision, reasons, obligations and what would allow it, as lines in one language."""
        lines = [_ALLOWED if self.allowed else _DENIED, *self.reasons]
        lines += [_OWED.fill(what=owed) for owed in self._explainer.owed(self)]
        lines += [_IF.fill(what=way.text) for way in self.would_allow_if]
        return "\n".join(line.to(language) for line in lines)


_ALLOWED = Text("allowed", "允许")
_DENIED = Text("denied", "拒绝")
_OWED = Text("owed: {what}", "须履行：{what}")
_IF = Text("would be allowed: {what}", "如满足以下条件则可允许：{what}")
