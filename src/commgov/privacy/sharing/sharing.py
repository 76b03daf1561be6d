"""A request to share, from asking to the end, as a state; and what an event makes of it, as a pure function."""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum

from attrs import evolve, field, frozen

from commgov.core.ids import PersonRef
from commgov.core.streams.book import BookStep
from commgov.privacy.sharing.events import (
    PackageIssued,
    PackageOpened,
    SharingApproved,
    SharingEvent,
    SharingExpired,
    SharingGrounds,
    SharingRefused,
    SharingRequested,
    SharingRevoked,
)
from commgov.privacy.sharing.procedure import SharingPolicy
from commgov.privacy.sharing.request import SharingRequest
from commgov.privacy.tiers import Tier
from commgov.wording import Text

SamePerson = Callable[[PersonRef], PersonRef]
"""Gives the one reference of a person who stands under several."""


class SharingState(StrEnum):
    """How a request to share stands.

    Example:
        >>> SharingState.REVOKED.words.zh
        '已撤回'
    """

    REQUESTED = "requested"
    APPROVED = "approved"
    ISSUED = "issued"
    EXPIRED = "expired"
    REVOKED = "revoked"
    REFUSED = "refused"

    @property
    def words(self) -> Text:
        """In both languages."""
        return _STATES[self]


@frozen
class Approval:
    """Somebody else approved.

    Args:
        by: who.
        role: in which role.
        at: when.
    """

    by: PersonRef
    role: str
    at: datetime


@frozen
class Sharing:
    """A request to share, as it stands.

    Args:
        request: what is asked for.
        tier: by which it goes.
        needed: how many approvals it takes.
        approvals: those that there are, of different people, none of them the requester or the recipient.
        issued: when the package was sealed; None: not yet.
        mark: the package's mark; empty where there is none.
        opened: how often it was opened.
        ended: how it ended, other than by time: revoked, refused, or its keys destroyed after its time.
        grounds: why it was revoked or refused.
    """

    request: SharingRequest
    tier: Tier
    needed: int
    approvals: tuple[Approval, ...] = ()
    issued: datetime | None = None
    mark: str = field(default="", repr=False)
    opened: int = 0
    ended: SharingState | None = None
    grounds: SharingGrounds | None = None

    @property
    def id(self) -> str:
        """Of the request and its package."""
        return self.request.id

    def state(self, at: datetime) -> SharingState:
        """How it stands at a moment: after its time is over nothing can be done with it any more."""
        if self.ended is not None:
            return self.ended
        if at >= self.request.expires:
            return SharingState.EXPIRED
        if self.issued is not None:
            return SharingState.ISSUED
        return SharingState.APPROVED if len(self.approvals) >= self.needed else SharingState.REQUESTED

    def counts_at(self, at: datetime, kept: timedelta) -> bool:
        """Whether its recipient has what is in it, or may yet have it: what they have read they have for a time.

        Args:
            at: when.
            kept: for how long after its end what was read counts as theirs.
        """
        if self.state(at) in _FROM[SharingRevoked]:
            return True
        return self.opened > 0 and at < self.request.expires + kept


@frozen
class SharingMoment:
    """What a rule about sharing is asked about: may this package be sealed, or opened, now?

    Args:
        sharing: the request as it stands.
        by: who seals or opens it.
        at: when.
        is_opening: whether it is being opened; otherwise it is being sealed.
    """

    sharing: Sharing
    by: PersonRef
    at: datetime
    is_opening: bool


def advance(sharing: Sharing | None, event: SharingEvent, policy: SharingPolicy, same: SamePerson) -> BookStep[Sharing]:
    """What an event makes of a request to share, or why it does not come about.

    Args:
        sharing: as it stands; None: nobody has asked yet.
        event: what happens.
        policy: what each tier asks for.
        same: the one reference of a person who has several.
    """
    if isinstance(event, SharingRequested):
        if sharing is not None:
            return BookStep(None, (_TWICE,))  # another's, perhaps: it is not shown to who asks
        return BookStep(Sharing(event.request, event.tier, policy.row(event.tier).approvals))
    if sharing is None:
        return BookStep(None, (_UNKNOWN,))
    state = sharing.state(event.at)
    refused = _why_not(sharing, event, state, policy, same)
    return BookStep(sharing, refused) if refused else BookStep(_after(sharing, event, state))


def _why_not(
    sharing: Sharing, event: SharingEvent, state: SharingState, policy: SharingPolicy, same: SamePerson
) -> tuple[Text, ...]:
    reasons = []
    if state not in _FROM[type(event)]:
        reasons.append(_STANDS.fill(state=state.words))
    if isinstance(event, (SharingApproved, SharingRefused)):
        if same(event.by) == same(sharing.request.requester):
            reasons.append(_NOT_ONESELF)
        if event.role not in policy.row(sharing.tier).roles:
            reasons.append(_ROLE.fill(role=event.role, tier=sharing.tier.name))
    if isinstance(event, SharingApproved) and same(event.by) == same(sharing.request.recipient):
        reasons.append(NOT_FOR_ONESELF)
    if isinstance(event, SharingApproved) and any(same(event.by) == same(each.by) for each in sharing.approvals):
        reasons.append(_ONCE)
    return tuple(reasons)


def _after(sharing: Sharing, event: SharingEvent, state: SharingState) -> Sharing:
    match event:
        case SharingApproved():
            return evolve(sharing, approvals=(*sharing.approvals, Approval(event.by, event.role, event.at)))
        case PackageIssued():
            return evolve(sharing, issued=event.at, mark=event.mark)
        case PackageOpened():
            return evolve(sharing, opened=sharing.opened + 1)
        case SharingRefused():
            return evolve(sharing, ended=SharingState.REFUSED, grounds=event.grounds)
        case SharingRevoked():
            return evolve(sharing, ended=SharingState.REVOKED, grounds=event.grounds)
        case _:
            return evolve(sharing, ended=state)


_OPEN = frozenset({SharingState.REQUESTED, SharingState.APPROVED})
_FROM: dict[type, frozenset[SharingState]] = {
    SharingApproved: frozenset({SharingState.REQUESTED}),
    SharingRefused: _OPEN,
    PackageIssued: frozenset({SharingState.APPROVED}),
    PackageOpened: frozenset({SharingState.ISSUED}),
    SharingRevoked: _OPEN | {SharingState.ISSUED},
    SharingExpired: frozenset({SharingState.EXPIRED}),
}
_STATES = {
    SharingState.REQUESTED: Text("waiting for approval", "待审批"),
    SharingState.APPROVED: Text("approved", "已批准"),
    SharingState.ISSUED: Text("issued", "已签发"),
    SharingState.EXPIRED: Text("expired", "已过期"),
    SharingState.REVOKED: Text("revoked", "已撤回"),
    SharingState.REFUSED: Text("refused", "已驳回"),
}
_TWICE = Text("there is a request with this id", "该编号的申请已存在")
_UNKNOWN = Text("there is no such request", "没有该申请")
_STANDS = Text("this cannot be done: the request is {state}", "无法办理：该申请{state}")
_NOT_ONESELF = Text("the requester neither approves nor refuses their own request", "申请人不得审批自己的申请")
NOT_FOR_ONESELF = Text("the recipient does not approve what they are given", "接收方不得审批提供给自己的数据")
"""Said to the recipient, and to whoever opens for them."""
_ONCE = Text("nobody approves twice", "同一人不得重复审批")
_ROLE = Text("the role {role} does not approve data of {tier}", "角色{role}无权审批{tier}级数据")
