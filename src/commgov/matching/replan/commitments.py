"""Commitments: a plan, and how each of its services stands with its member. Data, and the messages that are owed."""

from collections.abc import Iterable
from datetime import datetime, tzinfo
from enum import StrEnum

from attrs import evolve, field, frozen

from commgov.core import DemandId, PersonRef, Service, UnitId
from commgov.errors import ConflictError, InvalidInputError, Problem
from commgov.matching.claims.board import BoardAnswer, BoardMessage, MessageKind
from commgov.matching.plan import Plan
from commgov.wording import Text


class CommitmentState(StrEnum):
    """How a service stands with its member."""

    DRAFT = "draft"  # nobody has been told
    PUBLISHED = "published"  # the member was told
    ACCEPTED = "accepted"
    DECLINED = "declined"  # declined, or handed back after it was accepted
    STARTED = "started"


TOLD = frozenset({CommitmentState.PUBLISHED, CommitmentState.ACCEPTED, CommitmentState.STARTED})
"""States in which the member counts on the service."""


@frozen
class Commitment:
    """A service, and how it stands with its member.

    Args:
        service: who serves what, when.
        unit: where.
        state: how it stands.
        at: since when; None for what nobody has been told.
        locked_by: who fixed it by name; None if nobody did.
    """

    service: Service
    unit: UnitId
    state: CommitmentState = CommitmentState.DRAFT
    at: datetime | None = None
    locked_by: PersonRef | None = None

    @property
    def is_told(self) -> bool:
        """Whether the member was told and counts on it."""
        return self.state in TOLD

    @property
    def is_locked(self) -> bool:
        """Whether it may not move: it has begun, or somebody fixed it."""
        return self.state is CommitmentState.STARTED or self.locked_by is not None


@frozen
class Commitments:
    """A plan with the commitment of each of its services. It never changes: each event gives new commitments.

    Args:
        plan: the plan.
        entries: a commitment for each service of the plan, in the plan's order.
        revoked: what people were told and is true no more; they are told so when the plan is published.
        at: when the last event happened.
    """

    plan: Plan
    entries: tuple[Commitment, ...] = field(repr=False)
    revoked: tuple[Commitment, ...] = field(default=(), repr=False)
    at: datetime | None = None

    @classmethod
    def of(cls, plan: Plan, state: CommitmentState = CommitmentState.DRAFT) -> "Commitments":
        """All services of a plan in one state.

        Args:
            plan: the plan.
            state: the state of all its services.

        Raises:
            InvalidInputError: if its problem was not built from objects: nobody could be told where to go.
        """
        units, demands = plan.problem.columns.places.ids, plan.problem.columns.demands
        if len(demands) and not demands.objects:
            expected = Text("of a problem built from objects", "其问题应由对象构建")
            raise InvalidInputError([Problem("Commitments.of, plan", expected)])
        where = {demand: units[unit] for demand, unit in zip(demands.ids, demands.unit.tolist(), strict=True)}
        return cls(plan, tuple(Commitment(service, where[service.demand], state) for service in plan.services))

    def __repr__(self) -> str:
        """How many services are in each state."""
        states = [entry.state for entry in self.entries]
        counts = [f"{states.count(state)} {state}" for state in CommitmentState if state in states]
        return f"Commitments({', '.join(counts + [f'{len(self.revoked)} revoked'] * bool(self.revoked))})"


@frozen
class CommitmentStep:
    """What an event led to.

    Args:
        commitments: the commitments afterwards.
        answer: the answer to who sent the event.
        messages: what others have to be told, in this order.
    """

    commitments: Commitments
    answer: BoardAnswer
    messages: tuple[BoardMessage, ...] = ()


def messages_owed(commitments: Commitments, demands: Iterable[DemandId] | None = None) -> tuple[BoardMessage, ...]:
    """What members have to be told so that they know the plan: first who is free, then who is to come, by demand.

    Args:
        commitments: the commitments.
        demands: the demands that are asked about; None: all.
    """
    asked = None if demands is None else set(demands)
    drafts, revoked = (
        [commitment for commitment in some if asked is None or commitment.service.demand in asked]
        for some in (
            [entry for entry in commitments.entries if entry.state is CommitmentState.DRAFT],
            commitments.revoked,
        )
    )
    zone = commitments.plan.problem.columns.zone
    due = {_whose(draft) for draft in drafts}
    had = {_whose(commitment) for commitment in revoked}
    gone = {_whose(commitment): commitment for commitment in revoked if _whose(commitment) not in due}
    found = [_message(commitment, MessageKind.RELEASED, zone) for commitment in gone.values()]
    asks = (_message(it, MessageKind.CHANGED if _whose(it) in had else MessageKind.GRANTED, zone) for it in drafts)
    return (*found, *asks)


def expect_later(commitments: Commitments, at: datetime, what: str) -> None:
    """Refuse what happened before the last event."""
    if commitments.at is not None and at < commitments.at:
        raise ConflictError(_OLDER.fill(what=what, at=at, last=commitments.at))


def published(commitments: Commitments, at: datetime, demands: Iterable[DemandId] | None) -> Commitments:
    """The commitments once all that is owed has been told."""
    asked = None if demands is None else set(demands)

    def told(commitment: Commitment) -> Commitment:
        due = commitment.state is CommitmentState.DRAFT and (asked is None or commitment.service.demand in asked)
        return evolve(commitment, state=CommitmentState.PUBLISHED, at=at) if due else commitment

    left = [
        commitment for commitment in commitments.revoked if asked is not None and commitment.service.demand not in asked
    ]
    return evolve(commitments, entries=tuple(map(told, commitments.entries)), revoked=tuple(left), at=at)


def message_of(
    commitment: Commitment, kind: MessageKind, text: Text, zone: tzinfo, *, office: bool = False
) -> BoardMessage:
    """A message about a commitment; its text may name the `demand`, `when`, how many `minutes` and the `unit`."""
    service = commitment.service
    when = f"{service.start.astimezone(zone):%Y-%m-%d %H:%M}"
    filled = text.fill(demand=service.demand, when=when, minutes=service.minutes, unit=commitment.unit)
    return BoardMessage(None if office else service.member, kind, service.demand, filled)


def _message(commitment: Commitment, kind: MessageKind, zone: tzinfo) -> BoardMessage:
    return message_of(commitment, kind, _WORDS[kind], zone)


def _whose(commitment: Commitment) -> tuple[str, str]:
    return commitment.service.demand, commitment.service.member


_WORDS = {
    MessageKind.GRANTED: Text(
        "You are asked to serve order {demand}: {when}, {minutes} minutes, at {unit}.",
        "请您承接需求{demand}：{when}，{minutes}分钟，地点{unit}。",
    ),
    MessageKind.CHANGED: Text(
        "Order {demand} has changed: now {when}, {minutes} minutes, at {unit}.",
        "需求{demand}有变：现为{when}，{minutes}分钟，地点{unit}。",
    ),
    MessageKind.RELEASED: Text(
        "Order {demand}, {when}, is no longer yours; you are free.",
        "需求{demand}（{when}）已不再由您承接，您无需前往。",
    ),
}

_OLDER = Text("{what} at {at} is older than the last event, at {last}", "{what}（{at}）早于最近一次事件（{last}）")
