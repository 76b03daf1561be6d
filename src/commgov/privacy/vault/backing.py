"""What is behind whoever works: approvals of others and an impact assessment, looked up and not told."""

from datetime import datetime

from attrs import evolve, frozen

from commgov.core.checks import Checks
from commgov.privacy.vault.judging import Asker
from commgov.privacy.vault.options import VaultOptions
from commgov.wording import Text


@frozen
class Backing:
    """Looks up what is behind whoever works with a vault.

    Args:
        options: where it is looked up.
    """

    options: VaultOptions

    def backed(self, asker: Asker, at: datetime) -> Asker:
        """The same asker with what is behind them.

        Raises:
            InvalidInputError: if the assessment that they name is none on which this can rest.
        """
        checks = Checks("session")
        for reason in self._assessed(asker, at)[1]:
            checks.require("assessment", "", ok=False, expected=reason)
        checks.refuse()
        return self.standing(asker, at)

    def standing(self, asker: Asker, at: datetime) -> Asker:
        """The same asker with what is behind them at a moment: an assessment that does not hold is none."""
        book = self.options.approvals
        if book is None and asker.assessment is None:
            return asker
        others = frozenset() if book is None else book.approvers(asker.by, asker.purpose, at) - {asker.by}
        fields, why_not = self._assessed(asker, at)
        assessment = None if why_not else asker.assessment
        return evolve(asker, approvals=len(others), assessment=assessment, assessed=fields)

    def _assessed(self, asker: Asker, at: datetime) -> tuple[frozenset[str], tuple[Text, ...]]:
        """Which fields an asker's assessment covers, and why it is none on which this can rest."""
        name, book = asker.assessment, self.options.assessments
        if name is None:
            return frozenset(), ()
        found = None if book is None else book.find(name)
        if found is None:
            return frozenset(), (_UNKNOWN.fill(id=name),)
        return frozenset(found.fields), found.why_not_now(asker.purpose, at.astimezone(self.options.zone).date())


_UNKNOWN = Text("there is no assessment {id}", "没有评估{id}")
