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
        book, name = self.options.approvals, asker.assessment
        others = frozenset() if book is None else book.approvers(asker.by, asker.purpose, at) - {asker.by}
        backed = evolve(asker, approvals=len(others))
        if name is None:
            return backed
        found = None if self.options.assessments is None else self.options.assessments.find(name)
        on = at.astimezone(self.options.zone).date()
        reasons = (_UNKNOWN.fill(id=name),) if found is None else found.why_not_now(asker.purpose, on)
        checks = Checks("session")
        for reason in reasons:
            checks.require("assessment", "", ok=False, expected=reason)
        checks.refuse()
        return evolve(backed, assessed=frozenset() if found is None else frozenset(found.fields))


_UNKNOWN = Text("there is no assessment {id}", "没有评估{id}")
