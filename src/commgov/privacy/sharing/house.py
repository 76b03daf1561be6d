"""What a sharing desk works with, and what it asks of it: why nothing may be sealed, by which rule, and the log."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime

from attrs import field, frozen

from commgov.core.ids import PersonRef
from commgov.core.rules import Rule, refusals
from commgov.privacy.access.assignments import Assignments
from commgov.privacy.audit.entry import AuditEntry, Pseudonym
from commgov.privacy.audit.log import AuditLog
from commgov.privacy.recognise import Recogniser
from commgov.privacy.sharing.conditions import NO_BASIS, SharingConditions, named
from commgov.privacy.sharing.sharing import Sharing, SharingMoment, SharingState
from commgov.privacy.sharing.source import Shareable, SharingSource
from commgov.privacy.tiers import Tier
from commgov.seal import Aead
from commgov.wording import Text


@frozen
class SharingHouse:
    """What a sharing desk works with.

    Args:
        conditions: what has to hold, and where to look it up.
        assignments: who holds which role when: who may approve.
        source: gives the data: the vault, as `VaultSource`.
        pseudonym: under which name the access log knows a person: `Vault.pseudonym`.
        log: the access log: everything leaves an entry.
        keys: wrap each package's own keys.
        recognisers: look into free text, which may be more sensitive than its field.
        rules: further rules, asked about each issue and each opening: the access policy is one.
        same_person: for references under which somebody also stands, the one to use.
        acts_for: who may open packages for which recipients, beside the recipient itself.
    """

    conditions: SharingConditions
    assignments: Assignments
    source: SharingSource
    pseudonym: Callable[[PersonRef], Pseudonym]
    log: AuditLog
    keys: Aead = field(repr=False)
    recognisers: Collection[Recogniser] = field(default=(), kw_only=True)
    rules: Collection[Rule[SharingMoment]] = field(default=(), kw_only=True)
    same_person: Mapping[PersonRef, PersonRef] = field(factory=dict, kw_only=True, repr=False)
    acts_for: Callable[[PersonRef, PersonRef], bool] = field(
        default=lambda by, recipient: by == recipient, kw_only=True
    )

    def why_not_issued(self, moment: SharingMoment) -> tuple[tuple[Text, ...], dict[PersonRef, Shareable]]:
        """Why no package may be sealed now, and what would go into it."""
        sharing, conditions = moment.sharing, self.conditions
        refused = conditions.unmet(sharing, moment.at) + self.ruled_out(moment)
        if sharing.state(moment.at) is not SharingState.APPROVED:
            refused += (STANDS.fill(state=sharing.state(moment.at).words),)
        if without := conditions.without_basis(sharing, moment.at):
            refused += (NO_BASIS.fill(people=named(without)),)
        if refused:
            return refused, {}  # nobody's record is read before the rest holds
        read = {person: self.source.read(person, moment) for person in sharing.request.persons}
        given = {person: shareable for person, shareable in read.items() if shareable is not None}
        if gone := read.keys() - given.keys():
            return (_NO_RECORD.fill(people=named(gone)),), {}
        if barred := tuple(dict.fromkeys(reason for each in given.values() for reason in each.refused)):
            return barred, {}
        return self._too_sensitive(moment, [each.record for each in given.values()]), given

    def _too_sensitive(self, moment: SharingMoment, records: list[object]) -> tuple[Text, ...]:
        """Why what really stands in the records asks for the procedure of a higher tier; empty if it does not."""
        sharing, conditions = moment.sharing, self.conditions
        view = conditions.view(sharing.request.view)
        clear = [rule for rule in view.clear if rule.key in sharing.request.fields] if view else []
        day = moment.at.astimezone(conditions.zone).date()
        tier, reasons = conditions.policy.found_tier(records, clear, self.recognisers, day)
        if tier <= sharing.tier:
            return ()
        why = Text("; ", "；").join(reasons)
        return (_HIGHER.fill(found=tier.name, tier=sharing.tier.name, why=why),)

    def ruled_out(self, moment: SharingMoment) -> tuple[Text, ...]:
        """Why further rules do not allow it."""
        return tuple(reason for _, reason in refusals(self.rules, moment))

    def roles_of(self, person: PersonRef, at: datetime) -> frozenset[str]:
        """The roles that somebody holds at a moment, other than for one resident alone."""
        held = self.assignments.held_by(person)
        return frozenset(each.role for each in held if each.runs_at(at) and each.subject is None)

    def rule(self, tier: Tier) -> str:
        """By which rule of which policy something was decided, as the access log says it."""
        return f"{self.conditions.policy.name}#{tier.name}"

    def note(
        self,
        sharing: Sharing,
        by: PersonRef,
        action: str,
        at: datetime,
        *,
        allowed: bool,
        persons: Iterable[PersonRef] = (),
    ) -> None:
        """One entry for each person whose data is given or shown; one in all where nobody's is."""
        request = sharing.request
        subjects = [self.pseudonym(person) for person in persons] or [""]
        self.log.append(
            AuditEntry(at, by, action, subject=subject, fields=request.fields, tier=sharing.tier,
                purpose=request.purpose.name, allowed=allowed, rule=self.rule(sharing.tier), about=request.id)
            for subject in subjects
        )  # fmt: skip


STANDS = Text("the request is {state}", "该申请{state}")
"""Why nothing can be done with a request that stands otherwise."""

_NO_RECORD = Text("nothing is known of {people}", "没有以下人员的信息：{people}")
_HIGHER = Text(
    "what stands in the records is {found}, the request went by {tier}: {why}. Ask anew by the higher tier",
    "实际内容为{found}级，申请按{tier}级办理：{why}。请按较高级别重新申请",
)
