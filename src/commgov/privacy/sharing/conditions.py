"""What has to hold for a package to be issued, and again each time it is opened. All that does not hold is told."""

from collections.abc import Collection, Iterable
from datetime import datetime, tzinfo

from attrs import frozen

from commgov.core.ids import PersonRef
from commgov.privacy.access.actions import Action
from commgov.privacy.access.bases import Bases
from commgov.privacy.assessments import Assessments
from commgov.privacy.entering.forms import View
from commgov.privacy.purposes import BasisKind
from commgov.privacy.schema.rules import FieldRule
from commgov.privacy.sharing.procedure import SharingPolicy, SharingRow
from commgov.privacy.sharing.request import SharingRequest
from commgov.privacy.sharing.sharing import SamePerson, Sharing
from commgov.privacy.tiers import Tier
from commgov.wording import Text


@frozen
class SharingConditions:
    """Where to look up what has to hold.

    Args:
        policy: what each tier asks for.
        views: the views that packages may be made of: what each purpose needs.
        bases: consents and statutes, with their terms.
        assessments: impact assessments.
        zone: in which time zone days begin.
    """

    policy: SharingPolicy
    views: Collection[View]
    bases: Bases
    assessments: Assessments
    zone: tzinfo

    def view(self, name: str) -> View | None:
        """The view of a name, or None."""
        return next((view for view in self.views if view.name == name), None)

    def row(self, sharing: Sharing) -> SharingRow:
        """What its tier asks for."""
        return self.policy.row(sharing.tier)

    def tier(
        self, request: SharingRequest, others: Collection[Sharing] = (), same: SamePerson = lambda person: person
    ) -> Tier:
        """The tier by which a request goes: of all fields that would leave whole, together, of so many people.

        What the recipient has or asks for already is looked at too, so that nobody gets by slices what they would not
        get at once: people are counted over all of it, and fields of one person in several packages are taken together.

        Args:
            request: the request. A view that is not known counts as T4.
            others: requests and packages of the same recipient that are in force, or that they have read.
            same: the one reference of a person who has several.
        """
        clear = self._clear(request)
        if clear is None:
            return Tier.T4
        asked = frozenset(map(same, request.persons))
        persons = asked.union(*(map(same, other.request.persons) for other in others))
        own = max(request.at_least, self.policy.declared_tier(clear, len(persons))[0])
        linked = [other for other in others if not asked.isdisjoint(map(same, other.request.persons))]
        known = [rule for other in linked for rule in self._clear(other.request) or ()]
        together = self.policy.declared_tier([*clear, *known], 1)[0]
        is_more = together > max([own, *(other.tier for other in linked)])
        return together if is_more else own

    def _clear(self, request: SharingRequest) -> list[FieldRule] | None:
        """The fields that a request would let leave whole; None if nobody knows its view."""
        view = self.view(request.view)
        return None if view is None else [rule for rule in view.clear if rule.key in request.fields]

    def unmet_by_request(self, request: SharingRequest, tier: Tier, at: datetime) -> tuple[Text, ...]:
        """What makes a request one that nobody could approve: a field the purpose does not need, no time limit ..."""
        row, view = self.policy.row(tier), self.view(request.view)
        reasons = []
        if view is None:
            reasons.append(_NO_VIEW.fill(view=request.view))
        else:
            if view.purpose != request.purpose:
                reasons.append(_OTHER_PURPOSE.fill(view=view.name, purpose=view.purpose.words))
            reasons += [_NOT_NEEDED.fill(field=key, view=view.name) for key in request.fields if not view.shows(key)]
        if request.basis.kind not in row.bases:
            reasons.append(_BASIS_KIND.fill(tier=tier.name, kind=request.basis.kind.value))
        if request.expires <= at:
            reasons.append(_OVER)
        elif request.expires > at + row.time_most:
            reasons.append(_TOO_LONG.fill(tier=tier.name, days=row.days_most))
        return tuple(reasons) + self._unassessed(request, row, at)

    def unmet(self, sharing: Sharing, at: datetime, approvals: int) -> tuple[Text, ...]:
        """What no longer holds of a request that was made before; `without_basis` tells the people without a basis.

        Args:
            sharing: the request.
            at: when.
            approvals: how many of its approvals count.
        """
        request, row = sharing.request, self.row(sharing)
        reasons = []
        view = self.view(request.view)
        if view is None:
            reasons.append(_NO_VIEW.fill(view=request.view))
        elif view.purpose != request.purpose or not all(view.shows(key) for key in request.fields):
            reasons.append(_VIEW_CHANGED.fill(view=view.name))
        if request.basis.kind not in row.bases:
            reasons.append(_BASIS_KIND.fill(tier=sharing.tier.name, kind=request.basis.kind.value))
        if approvals < (needed := max(sharing.needed, row.approvals)):
            reasons.append(_APPROVALS.fill(needed=needed, there=approvals))
        if at >= request.expires:
            reasons.append(_OVER)
        return tuple(reasons) + self._unassessed(request, row, at)

    def without_basis(self, sharing: Sharing, at: datetime) -> frozenset[PersonRef]:
        """The people for whom the basis of the request does not stand: never given, run out, or taken back.

        A consent is always one person's own; of other bases only tiers that ask for it are looked up person by person.
        """
        request = sharing.request
        each = self.row(sharing).needs_basis_each or request.basis.kind is BasisKind.CONSENT
        return frozenset(
            person for person in request.persons if each and not self._stands(request, person, sharing, at)
        )

    def _stands(self, request: SharingRequest, person: PersonRef, sharing: Sharing, at: datetime) -> bool:
        given = self.bases.of(person, request.purpose.name)
        return any(
            basis.basis == request.basis
            and basis.holds(at, sharing.tier)
            and basis.may_go_to(request.recipient)
            and all(basis.reaches(Action.SHARE, key.rpartition(".")[2]) for key in request.fields)
            for basis in given
            if basis.subject == person and basis.purpose == request.purpose.name
        )

    def _unassessed(self, request: SharingRequest, row: SharingRow, at: datetime) -> tuple[Text, ...]:
        """Why the assessment is not good enough: one that is named has to fit, whether or not the tier asks for it."""
        if not request.assessment:
            return (_NO_ASSESSMENT.fill(tier=row.tier.name),) if row.needs_assessment else ()
        assessment = self.assessments.find(request.assessment)
        if assessment is None:
            return (_UNKNOWN_ASSESSMENT.fill(id=request.assessment),)
        day = at.astimezone(self.zone).date()
        return assessment.why_not(request.purpose, request.fields, request.recipient, day)


def named(people: Iterable[PersonRef]) -> Text:
    """People by their references, for a reason: the first few, and how many there are."""
    listed = sorted(people)
    first = Text(", ", "、").join(Text(each, each) for each in listed[:_NAMED_MOST])
    return first if len(listed) <= _NAMED_MOST else _AND_MORE.fill(first=first, n=len(listed))


NO_BASIS = Text("what allows it does not stand for {people}", "处理依据对以下人员不成立：{people}")
"""Why people are left out, or a package is not issued."""

_NAMED_MOST = 5
_AND_MORE = Text("{first} and others, {n} in all", "{first}等{n}人")
_NO_VIEW = Text(
    "there is no view {view}: nobody has said what the purpose needs", "没有视图{view}：未规定该用途所需字段"
)
_OTHER_PURPOSE = Text("the view {view} is for another purpose: {purpose}", "视图{view}用于另一用途：{purpose}")
_NOT_NEEDED = Text(
    "the field {field} is not in the view {view}: the purpose does not need it",
    "字段{field}不在视图{view}中：非该用途所必需",
)
_VIEW_CHANGED = Text("the view {view} no longer allows it", "视图{view}已不再允许")
_BASIS_KIND = Text("data of {tier} is not shared on the basis {kind}", "{tier}级数据不得以{kind}为依据对外提供")
_OVER = Text("the time is over", "有效期已过")
_TOO_LONG = Text("data of {tier} is shared for {days} days at most", "{tier}级数据对外提供最长{days}天")
_APPROVALS = Text("{needed} approvals are needed, there are {there}", "需{needed}人审批，现有{there}人")
_NO_ASSESSMENT = Text(
    "data of {tier} needs an impact assessment (PIPL article 55)", "{tier}级数据须先作影响评估（个人信息保护法第55条）"
)
_UNKNOWN_ASSESSMENT = Text("there is no assessment {id}", "没有评估{id}")
