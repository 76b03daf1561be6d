"""Double registration: a member registers with the community of residence and with the employer, and both confirm.

The book only ever grows: what happened is a dated event, and how a member stands on a day is read from the events up to
that day. Events of one member come in the order of their days, so a later event never changes an earlier day's answer.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from attrs import evolve, field, frozen

from commgov.core.checks import Checks
from commgov.core.ids import EmployerId, MemberId, PersonRef, UnitId
from commgov.core.rules import Verdict
from commgov.errors import NotFoundError
from commgov.wording import Text


class Party(StrEnum):
    """With whom a member registers."""

    COMMUNITY = "community"  # the unit of residence
    EMPLOYER = "employer"  # the sending unit

    @property
    def label(self) -> Text:
        """What people call it."""
        return Text("community", "社区") if self is Party.COMMUNITY else Text("employer", "派出单位")


class RegistrationStep(StrEnum):
    """What can happen to a registration with one party."""

    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    LEFT = "left"


@frozen
class RegistrationEvent:
    """Something that happened to a member's registration with one party on a day.

    Args:
        member: whose registration.
        party: with the community or with the employer.
        at: the unit or the employer.
        step: what happened.
        day: on which day.
        by: who confirmed or declined, as a reference; not the member.

    Raises:
        InvalidInputError: naming all that is wrong.
    """

    member: MemberId
    party: Party
    at: UnitId | EmployerId
    step: RegistrationStep
    day: date
    by: PersonRef | None = None

    def __attrs_post_init__(self) -> None:
        checks = Checks("RegistrationEvent", self.member)
        checks.identifier("member", self.member)
        checks.instance("party", self.party, Party, Text("a Party", "应为Party"))
        checks.identifier("at", self.at)
        checks.instance("step", self.step, RegistrationStep, Text("a RegistrationStep", "应为RegistrationStep"))
        checks.day("day", self.day)
        answered = self.step in {RegistrationStep.CONFIRMED, RegistrationStep.DECLINED}
        if answered or self.by is not None:
            checks.identifier("by", self.by)
        others = Text("someone else than the member", "应为成员本人以外的人")
        checks.require("by", "", ok=not answered or str(self.by) != self.member, expected=others)
        checks.refuse()


@frozen
class Tie:
    """A period in which a member is (or asks to be) registered with one party.

    Args:
        party: the community or the employer.
        at: the unit or the employer.
        since: the day of the request.
        confirmed: the day of the confirmation, if it came.
        by: who confirmed or declined, as a reference.
        until: the first day on which it no longer holds (left or declined), if it ended.
    """

    party: Party
    at: UnitId | EmployerId
    since: date
    confirmed: date | None = None
    by: PersonRef | None = None
    until: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether it was neither left nor declined."""
        return self.until is None

    @property
    def is_confirmed(self) -> bool:
        """Whether the party confirmed it, and it holds."""
        return self.is_open and self.confirmed is not None


class RegistrationState(StrEnum):
    """How a member's double registration stands; derived, never stored."""

    ABSENT = "absent"  # not registered, or not any more
    REQUESTED = "requested"
    CONFIRMED_BY_ONE = "confirmed by one"
    EFFECTIVE = "effective"


@frozen
class Standing:
    """How a member is registered on a day.

    Args:
        member: who.
        community: the open tie with a unit, if there is one.
        employer: the open tie with an employer; None for who has no employer (retired, studying).
    """

    member: MemberId
    community: Tie | None = None
    employer: Tie | None = None

    @property
    def state(self) -> RegistrationState:
        """Effective when the community confirmed and, for who has an employer, the employer too."""
        ties = [tie for tie in (self.community, self.employer) if tie is not None]
        confirmed = [tie for tie in ties if tie.is_confirmed]
        if not ties:
            return RegistrationState.ABSENT
        if self.community is not None and len(confirmed) == len(ties):
            return RegistrationState.EFFECTIVE
        return RegistrationState.CONFIRMED_BY_ONE if confirmed else RegistrationState.REQUESTED

    def why(self) -> Verdict:
        """Whether the registration is effective, and if not, who has still to do what."""
        if self.state is RegistrationState.EFFECTIVE:
            return Verdict(True, Text("registered and confirmed", "已报到并确认"))
        if self.community is None:
            return Verdict(False, Text("not registered with a community of residence", "未向居住地社区报到"))
        waits = [tie for tie in (self.community, self.employer) if tie is not None and not tie.is_confirmed]
        names = [Text(f"the {tie.party.label.en} {tie.at}", f"{tie.party.label.zh}{tie.at}") for tie in waits]
        who = Text(" and ", "和").join(names)
        return Verdict(False, Text("waits for {who} to confirm", "待{who}确认").fill(who=who))


@frozen
class RegistrationHistory:
    """All that happened to one member's registration, in the order of the days.

    Args:
        member: who.
        events: in order; each must be possible after those before it.

    Raises:
        InvalidInputError: naming the events that are not possible.
    """

    member: MemberId
    events: tuple[RegistrationEvent, ...] = ()
    ties: tuple[Tie, ...] = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        checks = Checks("RegistrationHistory", self.member)
        checks.identifier("member", self.member)
        checks.every("events", self.events, RegistrationEvent, Text("a RegistrationEvent", "应为RegistrationEvent"))
        checks.refuse()
        ties: tuple[Tie, ...] = ()
        last: date | None = None
        for at, event in enumerate(self.events):
            verdict = _possible(self.member, ties, last, event)
            checks.require(f"events[{at}]", event.step, ok=verdict.allowed, expected=verdict.reason)
            if verdict:
                ties, last = _after(ties, event), event.day
        checks.refuse()
        object.__setattr__(self, "ties", ties)  # frozen: derived once, from the events alone

    def why(self, event: RegistrationEvent) -> Verdict:
        """Whether the event is possible now, and why not."""
        last = self.events[-1].day if self.events else None
        return _possible(self.member, self.ties, last, event)

    def on(self, day: date) -> Standing:
        """How the member is registered on a day."""
        ties: tuple[Tie, ...] = ()
        for event in self.events:
            if event.day <= day:
                ties = _after(ties, event)
        return Standing(self.member, _open(ties, Party.COMMUNITY), _open(ties, Party.EMPLOYER))


def _open(ties: Iterable[Tie], party: Party) -> Tie | None:
    return next((tie for tie in ties if tie.party is party and tie.is_open), None)


def _possible(member: MemberId, ties: tuple[Tie, ...], last: date | None, event: RegistrationEvent) -> Verdict:
    """Why an event may or may not follow; `last` is the day of the event before it."""
    tie = _open(ties, event.party)
    label = event.party.label
    if event.member != member:
        return Verdict(False, Text("the event belongs to another member", "该事件属于其他成员"))
    if last is not None and event.day < last:
        order = Text("days run forward: the last event was on {day}", "日期不能倒退：上一事件在{day}")
        return Verdict(False, order.fill(day=last))
    if event.step is RegistrationStep.REQUESTED:
        taken = Text("still registered with {party} {at}: leave first", "仍在{party}{at}报到，应先办理转出")
        allowed = tie is None
        return Verdict(allowed, _MAY if tie is None else taken.fill(party=label, at=tie.at))
    if tie is None or tie.at != event.at:
        return Verdict(
            False, Text("no open registration with {party} {at}", "未在{party}{at}报到").fill(party=label, at=event.at)
        )
    if event.step is not RegistrationStep.LEFT and tie.is_confirmed:
        return Verdict(
            False, Text("{party} {at} has confirmed already", "{party}{at}已确认").fill(party=label, at=tie.at)
        )
    return Verdict(True, _MAY)


_MAY = Text("possible", "可以办理")


def _after(ties: tuple[Tie, ...], event: RegistrationEvent) -> tuple[Tie, ...]:
    """The ties after an event that is possible."""
    if event.step is RegistrationStep.REQUESTED:
        return (*ties, Tie(event.party, event.at, event.day))
    tie = _open(ties, event.party)
    return tuple(_changed(old, event) if old is tie else old for old in ties)


def _changed(tie: Tie, event: RegistrationEvent) -> Tie:
    if event.step is RegistrationStep.CONFIRMED:
        return evolve(tie, confirmed=event.day, by=event.by)
    if event.step is RegistrationStep.DECLINED:
        return evolve(tie, until=event.day, by=event.by)
    return evolve(tie, until=event.day)


def _unchangeable(histories: Mapping[MemberId, RegistrationHistory]) -> Mapping[MemberId, RegistrationHistory]:
    return MappingProxyType(dict(histories))


@frozen
class RegistrationBook:
    """The registrations of all members. A value: recording gives a new book and leaves the old one as it was.

    Args:
        histories: one for each member.

    Example:
        >>> from datetime import date
        >>> book, _ = RegistrationBook().enter("m-1", date(2026, 1, 5), unit="group-7", employer="school-2")
        >>> book, _ = book.confirm("m-1", Party.COMMUNITY, by="officer-1", day=date(2026, 1, 6))
        >>> print(book.on("m-1", date(2026, 1, 6)).why().reason)
        waits for the employer school-2 to confirm
        >>> book, verdict = book.confirm("m-1", Party.EMPLOYER, by="officer-9", day=date(2026, 1, 8))
        >>> book.on("m-1", date(2026, 1, 8)).state.value, book.on("m-1", date(2026, 1, 5)).state.value
        ('effective', 'requested')
    """

    histories: Mapping[MemberId, RegistrationHistory] = field(factory=dict, converter=_unchangeable)

    def __attrs_post_init__(self) -> None:
        checks = Checks("RegistrationBook")
        own = Text("each member's own history", "应为成员本人的记录")
        for history in self.histories.values():
            checks.instance("histories", history, RegistrationHistory, own)
        checks.refuse()
        for member, history in self.histories.items():
            checks.require("histories", member, ok=history.member == member, expected=own)
        checks.refuse()

    def __repr__(self) -> str:
        """How many members it knows."""
        return f"RegistrationBook({len(self.histories)} members)"

    def history(self, member: MemberId) -> RegistrationHistory:
        """All that happened to a member's registration; empty for who never asked."""
        return self.histories.get(member) or RegistrationHistory(member)

    def record(self, events: Iterable[RegistrationEvent]) -> tuple["RegistrationBook", Verdict]:
        """The book after all of the events, or the same book and the reason why the first impossible one is refused."""
        changed: dict[MemberId, RegistrationHistory] = {}
        verdict = Verdict(True, _MAY)
        for event in events:
            history = changed.get(event.member) or self.history(event.member)
            verdict = history.why(event)
            if not verdict:
                return self, verdict
            changed[event.member] = evolve(history, events=(*history.events, event))
        return RegistrationBook({**self.histories, **changed}), verdict

    def enter(
        self, member: MemberId, day: date, *, unit: UnitId | None = None, employer: EmployerId | None = None
    ) -> tuple["RegistrationBook", Verdict]:
        """A member asks to be registered. Moving away and changing employer too: the tie before it ends that day.

        Args:
            member: who asks.
            day: on which day.
            unit: the (new) unit of residence, if that is asked.
            employer: the (new) employer, if that is asked.

        Returns:
            The new book, or the same one if it is refused, and the verdict.
        """
        asked = [(Party.COMMUNITY, unit), (Party.EMPLOYER, employer)]
        events = []
        for party, at in asked:
            if at is not None:
                events += [*self._leaving(member, day, party), RegistrationEvent(member, party, at, _REQUESTED, day)]
        return self.record(events)

    def confirm(
        self, member: MemberId, party: Party, *, by: PersonRef, day: date
    ) -> tuple["RegistrationBook", Verdict]:
        """The unit or the employer with which the registration is open confirms it."""
        return self._answer(member, party, RegistrationStep.CONFIRMED, day, by)

    def decline(
        self, member: MemberId, party: Party, *, by: PersonRef, day: date
    ) -> tuple["RegistrationBook", Verdict]:
        """The unit or the employer declines; the member can ask again, there or elsewhere."""
        return self._answer(member, party, RegistrationStep.DECLINED, day, by)

    def leave(self, member: MemberId, party: Party, *, day: date) -> tuple["RegistrationBook", Verdict]:
        """The member moves away, or leaves the employer (retires)."""
        return self._answer(member, party, RegistrationStep.LEFT, day, None)

    def on(self, member: MemberId, day: date) -> Standing:
        """How a member is registered on a day.

        Raises:
            NotFoundError: if nobody with this id ever asked.
        """
        if member not in self.histories:
            raise NotFoundError(Text(f"no registration of {member!r}", f"{member!r}未曾报到"))
        return self.histories[member].on(day)

    def registered_with(self, at: UnitId | EmployerId, party: Party, day: date) -> tuple[MemberId, ...]:
        """The members who are effectively registered with that unit or employer on a day, ordered by id."""
        found = []
        for member, history in self.histories.items():
            standing = history.on(day)
            tie = standing.community if party is Party.COMMUNITY else standing.employer
            if tie is not None and tie.at == at and standing.state is RegistrationState.EFFECTIVE:
                found.append(member)
        return tuple(sorted(found))

    def _leaving(self, member: MemberId, day: date, party: Party) -> list[RegistrationEvent]:
        tie = _open(self.history(member).ties, party)
        return [] if tie is None else [RegistrationEvent(member, party, tie.at, RegistrationStep.LEFT, day)]

    def _answer(
        self, member: MemberId, party: Party, step: RegistrationStep, day: date, by: PersonRef | None
    ) -> tuple["RegistrationBook", Verdict]:
        tie = _open(self.history(member).ties, party)
        if tie is None:
            return self, Verdict(
                False, Text("no open registration with the {party}", "未在{party}报到").fill(party=party.label)
            )
        return self.record([RegistrationEvent(member, party, tie.at, step, day, by)])


_REQUESTED = RegistrationStep.REQUESTED
