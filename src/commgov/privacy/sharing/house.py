"""What a sharing desk works with, and what it asks of it: who answers for whom, why nothing may be sealed, the log."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime

from attrs import field, frozen

from commgov.core.checks import Checks
from commgov.core.ids import PersonRef
from commgov.core.rules import Rule, refusals
from commgov.privacy.access.control import AccessControl
from commgov.privacy.audit.entry import AuditEntry, Pseudonym
from commgov.privacy.audit.log import AuditLog
from commgov.privacy.recognise import Recogniser
from commgov.privacy.same_person import check_same_person
from commgov.privacy.sharing.conditions import NO_BASIS, SharingConditions, named
from commgov.privacy.sharing.request import SharingRequest
from commgov.privacy.sharing.sharing import Sharing, SharingMoment, SharingState
from commgov.privacy.sharing.source import PersonFile, Shareable, SharingSource
from commgov.privacy.tiers import Tier
from commgov.privacy.vault.results import Denial
from commgov.seal import Aead
from commgov.wording import Text

Files = Mapping[PersonRef, PersonFile | None]
"""What is held of each of some people, without a value; None where nothing is."""


@frozen
class SharingHouse:
    """What a sharing desk works with.

    Args:
        conditions: what has to hold, and where to look it up.
        control: the access policy with organisation and assignments: who answers for whose data, in which roles.
        source: gives the data: the vault, as `VaultSource`.
        pseudonym: under which name the access log knows a person: `Vault.pseudonym`.
        log: the access log: everything leaves an entry.
        keys: wrap each package's own keys.
        recognisers: look into free text, which may be more sensitive than its field.
        rules: further rules, asked about each issue and each opening: the access policy is one.
        same_person: for references under which somebody also stands, the one to use.
        acts_for: who may open packages for which recipients, beside the recipient itself.

    Raises:
        InvalidInputError: naming all that is wrong: a role that approves and is none of the access policy.
    """

    conditions: SharingConditions
    control: AccessControl
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

    def __attrs_post_init__(self) -> None:
        checks = Checks("SharingHouse")
        checks.instance("control", self.control, AccessControl, Text("an AccessControl", "应为AccessControl"))
        check_same_person(checks, self.same_person)
        checks.refuse()
        known = {role.name for role in self.control.policy.roles}
        for row in self.conditions.policy.rows:
            for role in sorted(row.roles - known):
                checks.require(f"conditions.policy.{row.tier.name}.roles", role, ok=False, expected=_A_ROLE)
        checks.refuse()

    def files(self, request: SharingRequest) -> Files:
        """What is held of those whose data a request is about, without a value."""
        return {person: self.source.file(person) for person in request.persons}

    def roles_over(self, person: PersonRef, files: Files, at: datetime) -> frozenset[str]:
        """The roles in which somebody answers for all these people; none if of one of them nothing is held."""
        units = {None if file is None else file.unit for file in files.values()}
        known = {unit for unit in units if unit is not None}
        return self.control.roles_over(person, known, at) if known == units else frozenset()

    def not_theirs(self, by: PersonRef, files: Files, at: datetime) -> tuple[Text, ...]:
        """Why somebody may not share these people's data: they do not answer for all of them, in whatever role.

        Then they learn nothing more: people of other units, and people of whom nothing is held, are told alike.
        """
        units = {file.unit for file in files.values() if file is not None}
        theirs = {unit for unit in units if self.control.roles_over(by, [unit], at)}
        others = [person for person, file in files.items() if file is None or file.unit not in theirs]
        return (_NOT_THEIRS.fill(people=named(others)),) if others else ()

    def not_there(self, by: PersonRef, request: SharingRequest, files: Files, at: datetime) -> tuple[Text, ...]:
        """Why these people's data cannot be shared now, to somebody who answers for them: it is only kept, or not held.

        Whether T4 is held of somebody tells enough: that is only told to who may approve that it leaves.
        """
        keys, view = frozenset(request.fields), self.conditions.view(request.view)
        sensitive = view is None or any(rule.tier is Tier.T4 for rule in view.fields if rule.key in keys)
        may_know = self.conditions.policy.row(Tier.T4).roles
        is_told = not sensitive or not may_know.isdisjoint(self.roles_over(by, files, at))
        closed = [person for person, file in files.items() if file is not None and file.is_closed(keys)]
        empty = [person for person, file in files.items() if is_told and (file is None or keys.isdisjoint(file.fields))]
        told = ((_CLOSED, closed), (_NOTHING, empty))
        return tuple(reason.fill(people=named(people)) for reason, people in told if people)

    def why_not_issued(self, moment: SharingMoment) -> tuple[Denial | None, dict[PersonRef, Shareable]]:
        """Why no package may be sealed now; None if one may be, and what goes into it."""
        sharing, conditions, files = moment.sharing, self.conditions, self.files(moment.sharing.request)
        reasons = self.not_theirs(moment.by, files, moment.at)
        if not reasons:
            approvals = len(self._approvals(sharing, files))
            reasons = conditions.unmet(sharing, moment.at, approvals) + self.ruled_out(moment)
            if sharing.state(moment.at) is not SharingState.APPROVED:
                reasons += (STANDS.fill(state=sharing.state(moment.at).words),)
            if without := conditions.without_basis(sharing, moment.at):
                reasons += (NO_BASIS.fill(people=named(without)),)
        reasons = reasons or self.not_there(moment.by, sharing.request, files, moment.at)
        if reasons:
            return self.no(sharing.tier, *reasons), {}  # nobody's record is read before the rest holds
        read = {person: self.source.read(person, moment) for person in sharing.request.persons}
        given = {person: shareable for person, shareable in read.items() if shareable is not None}
        if gone := read.keys() - given.keys():
            return self.no(sharing.tier, _NOTHING.fill(people=named(gone))), {}
        if barred := [denial for each in given.values() for denial in each.denials]:
            return _joined(self.rule(sharing.tier), barred), {}
        reasons = self._too_sensitive(moment, [each.record for each in given.values()])
        return (self.no(sharing.tier, *reasons) if reasons else None), given

    def _approvals(self, sharing: Sharing, files: Files) -> frozenset[PersonRef]:
        """Who approved and counts: others, who answered for these people in their role when they did."""
        request = sharing.request
        parties = {self.same(request.requester), self.same(request.recipient)}
        return frozenset(
            self.same(each.by)
            for each in sharing.approvals
            if self.same(each.by) not in parties
            and not self.acts_for(each.by, request.recipient)
            and each.role in self.conditions.row(sharing).roles & self.roles_over(each.by, files, each.at)
        )

    def no(self, tier: Tier, *reasons: Text) -> Denial:
        """An ordinary no of the house's own."""
        return Denial(self.rule(tier), reasons)

    def _too_sensitive(self, moment: SharingMoment, records: list[object]) -> tuple[Text, ...]:
        """Why what really stands in the records asks for the procedure of a higher tier; empty if it does not."""
        sharing, conditions = moment.sharing, self.conditions
        view = conditions.view(sharing.request.view)
        clear = [rule for rule in view.clear if rule.key in sharing.request.fields] if view else []
        day = moment.at.astimezone(conditions.zone).date()
        tier, reasons = conditions.policy.found_tier(records, clear, self.recognisers, day)
        if tier <= sharing.tier:
            return ()
        return (_HIGHER.fill(found=tier.name, tier=sharing.tier.name), *reasons)

    def ruled_out(self, moment: SharingMoment) -> tuple[Text, ...]:
        """Why further rules do not allow it."""
        return tuple(reason for _, reason in refusals(self.rules, moment))

    def same(self, person: PersonRef) -> PersonRef:
        """The one reference of a person who stands under several."""
        return self.same_person.get(person, person)

    def rule(self, tier: Tier) -> str:
        """By which rule of which policy something was decided, as the access log says it."""
        return f"{self.conditions.policy.name}#{tier.name}"

    def called(self, recipient: PersonRef) -> Text:
        """What people call a recipient: by their role, else by their reference."""
        words = {role.name: role.words for role in self.control.policy.roles}
        return words.get(recipient, Text(recipient, recipient))

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


def _joined(rule: str, denials: Collection[Denial]) -> Denial:
    """Several denials as one: each reason, and each way to have it allowed, once."""
    reasons = dict.fromkeys(reason for each in denials for reason in each.reasons)
    return Denial(rule, tuple(reasons), tuple(dict.fromkeys(way for each in denials for way in each.would_allow_if)))


_A_ROLE = Text("a role of the access policy", "应为访问政策中的角色")
_NOT_THEIRS = Text(
    "no unit of yours answers for {people}, or nothing is held of them",
    "以下人员不由您任职的单元负责，或未登记：{people}",
)
_CLOSED = Text("what is asked for is only kept, of {people}", "以下人员的数据仅予存储：{people}")
_NOTHING = Text("nothing of what is asked for is held of {people}", "未持有以下人员的所申请信息：{people}")
_HIGHER = Text(
    "what stands in the records is {found}, the request went by {tier}: ask anew by the higher tier",
    "实际内容为{found}级，申请按{tier}级办理：请按较高级别重新申请",
)
