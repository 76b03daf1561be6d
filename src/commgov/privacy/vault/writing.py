"""What all writing has in common: who told it, what stood against it, and that all is written or nothing."""

from collections.abc import Callable, Mapping
from datetime import datetime

from attrs import evolve, field, frozen

from commgov.core.ids import PersonRef
from commgov.errors import ConflictError, InvalidInputError
from commgov.privacy.access.actions import Action
from commgov.privacy.access.control import AccessControl
from commgov.privacy.access.decisions import AccessDecision
from commgov.privacy.entering.fields import Origin
from commgov.privacy.entering.forms import Form
from commgov.privacy.purposes import Basis
from commgov.privacy.schema.rules import FieldRule
from commgov.privacy.vault.holding import Holding, Plan
from commgov.privacy.vault.journal import Draft
from commgov.privacy.vault.judging import Asked, Asker, Question
from commgov.privacy.vault.reading import barred_draft, draft_of
from commgov.privacy.vault.results import Denial, Written
from commgov.privacy.vault.sealing import File


@frozen(repr=False)
class Told:
    """How something was told of a person.

    Args:
        origin: who told it.
        basis: what allows that it is held; None: that of the form, or what allows it already.
        form: the form that asked; None: none did.
        item: which of several records.
    """

    origin: Origin
    basis: Basis | None = None
    form: Form | None = None
    item: str = ""


Decisions = Mapping[str, AccessDecision]
Make = Callable[[File | None], Plan]
"""What to do to a person as they stand; asked again while others are faster."""


@frozen(repr=False)
class Writing:
    """One change in the making.

    Args:
        holding: what is held.
        control: decides.
        asker: who asks.
        refused: what stood against it, by field.
        judged: what the policy was asked so far.
    """

    holding: Holding
    control: AccessControl
    asker: Asker
    refused: dict[str, Denial] = field(factory=dict[str, Denial])
    judged: list[Draft] = field(factory=list[Draft])

    def question(self, action: Action, at: datetime) -> Question:
        """What the policy is asked."""
        return Question(self.control, self.asker, action, at)

    def barred(self, file: File | None, ref: PersonRef, rules: tuple[FieldRule, ...], no: Denial, at: datetime) -> Plan:
        """That nothing is written, whatever the policy says."""
        self.refused.update({rule.name: no for rule in rules})
        return Plan((barred_draft(self.question(Action.CORRECT, at), file, ref, rules, no),))

    def is_refused(self, decisions: Decisions) -> bool:
        """Whether any of the decisions stands against it; those that do are noted."""
        self.refused.update({name: Denial.of(each) for name, each in decisions.items() if not each.allowed})
        return bool(self.refused)

    def entry(self, question: Question, file: File, asked: list[Asked], decisions: Decisions) -> Draft:
        """The entry of what was decided; it is kept in case that nothing comes of the change."""
        self.judged.append(draft_of(question, file, asked, decisions))
        return self.judged[-1]

    def done(self, ref: PersonRef, fields: tuple[str, ...], make: Make) -> Written:
        """Make the change, or note that it was refused; what cannot be made leaves its entry too.

        Who may write is told by an error what is held: that is an answer, and none goes without an entry.
        """

        def anew(file: File | None) -> Plan:
            self.refused.clear()
            self.judged.clear()
            try:
                return make(file)
            except (ConflictError, InvalidInputError):
                self.holding.tell(map(_in_vain, self.judged))
                raise

        plan, leaves = self.holding.write(ref, anew)
        return Written(
            ref, () if plan.change is None else fields, dict(self.refused), range(leaves[0].start, leaves[-1].stop)
        )


def _in_vain(draft: Draft) -> Draft:
    """The entry of a change that was allowed and could not be made: nothing is owed for it."""
    return evolve(draft, touched=tuple(evolve(each, allowed=False, rule="not-made", owed=()) for each in draft.touched))
