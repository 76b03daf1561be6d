"""Signals that ask a person to visit or call a member: overload, no rest, long absence, repeated declines.

A signal says who might be glad of a call, why, and who should make it. It is no measure of anybody: no points, grades
or flags are made of signals.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from attrs import field, frozen

from commgov.core import ZONE, Member, MemberId, PersonRef, UnitId, monday_of
from commgov.core.checks import Checks
from commgov.core.timing import check_zone, day_of
from commgov.incentives.facts.service import ServiceFacts
from commgov.wording import Text

_WEEK = timedelta(days=7)


class SignalKind(StrEnum):
    """Why somebody might be glad of a call."""

    OVERLOAD = "overload"
    NO_REST = "no rest"
    ABSENCE = "absence"
    DECLINES = "declines"


@frozen
class Answer:
    """What a member said to an order.

    Args:
        member: who.
        at: when, with a time zone.
        accepted: whether they took it.

    Example:
        >>> from datetime import UTC, datetime
        >>> Answer("m-1", datetime(2026, 3, 2, tzinfo=UTC), accepted=False).accepted
        False
    """

    member: MemberId
    at: datetime
    accepted: bool = field(kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("Answer")
        checks.identifier("member", self.member)
        checks.aware("at", self.at)
        checks.flag("accepted", self.accepted)
        checks.refuse()


@frozen
class CarePolicy:
    """When somebody should call.

    Args:
        heavy_weeks: so many weeks above the member's own weekly minutes, one after the other, are too many; one may be
            the week of a flood.
        days_in_a_row: more days of service in a row than this leave no day of rest in a week (2003/88/EC, article 5;
            China's Labour Law, article 38).
        absent_days: who served regularly and has not for so long may be ill.
        regular: so many services in as long a time before make somebody regular.
        declines: so many answers in a row, all no.
        zone: the time zone whose days and weeks count.

    Raises:
        InvalidInputError: naming every limit that is out of range.

    Example:
        >>> CarePolicy(declines=5).declines
        5
    """

    heavy_weeks: int = field(default=2, kw_only=True)
    days_in_a_row: int = field(default=6, kw_only=True)
    absent_days: int = field(default=45, kw_only=True)
    regular: int = field(default=3, kw_only=True)
    declines: int = field(default=4, kw_only=True)
    zone: str = field(default=ZONE, kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("CarePolicy")
        for name in ("heavy_weeks", "days_in_a_row", "absent_days", "regular", "declines"):
            checks.whole(name, getattr(self, name), least=1)
        check_zone(checks, self.zone)
        checks.refuse()


@frozen
class _Served:
    """How many minutes a member served on a day of the community's."""

    day: date
    minutes: int


class ChainLink(Protocol):
    """Who answers for a member at one level; `commgov.grid.Responsible` fits it."""

    @property
    def unit(self) -> UnitId:
        """Where."""
        ...

    @property
    def title(self) -> Text:
        """What who answers is called."""
        ...

    @property
    def holder(self) -> MemberId | PersonRef | None:
        """Who that is; None while the post is vacant."""
        ...


class CareChain(Protocol):
    """Who answers for a member, from the top down to the member; `commgov.grid.Organisation` fits it."""

    def responsibility_chain(self, member: Member, as_of: date | None = None) -> Sequence[ChainLink]:
        """The links, the last of them the member's own."""
        ...


@frozen
class CareSignal:
    """Somebody should visit or call a member. It asks; it is not kept against anybody.

    Args:
        kind: why.
        member: whom to call.
        reason: what was seen, in both languages.
        caller: who should call: the nearest in the chain of responsibility, first the group leader; None if there is
            nobody.
        title: what the caller is called.
    """

    kind: SignalKind
    member: MemberId
    reason: Text
    caller: MemberId | PersonRef | None = None
    title: Text | None = None

    def __repr__(self) -> str:
        """The kind alone: whom it is about stays out of logs."""
        return f"CareSignal({self.kind.value})"


def care_signals(
    members: Iterable[Member],
    facts: Iterable[ServiceFacts],
    today: date,
    *,
    answers: Iterable[Answer] = (),
    chain: CareChain | None = None,
    policy: CarePolicy | None = None,
) -> tuple[CareSignal, ...]:
    """Who might be glad of a visit or a call, member by member.

    Args:
        members: about whom to ask, with their own weekly minutes and rest days.
        facts: their services; those after `today` do not count.
        today: the day on which it is asked.
        answers: what they said to orders.
        chain: who answers for them; without it no caller is suggested.
        policy: when somebody should call; the default one if None.

    Example:
        >>> from datetime import UTC, datetime
        >>> no = [Answer("m-1", datetime(2026, 3, day, tzinfo=UTC), accepted=False) for day in (2, 5, 9, 12)]
        >>> signals = care_signals([Member("m-1", "group-7")], [], date(2026, 3, 13), answers=no)
        >>> signals, str(signals[0].reason)
        ((CareSignal(declines),), 'm-1 said no 4 times in a row, since 2026-03-02')
    """
    limits = policy or CarePolicy()
    zone = ZoneInfo(limits.zone)
    served: dict[MemberId, list[_Served]] = {}
    for one in sorted(facts, key=lambda one: (one.start, one.record)):
        day = day_of(one.start, zone)
        if day <= today:
            served.setdefault(one.member, []).append(_Served(day, one.minutes))
    said: dict[MemberId, list[Answer]] = {}
    for answer in sorted(answers, key=lambda answer: answer.at):
        if day_of(answer.at, zone) <= today:
            said.setdefault(answer.member, []).append(answer)
    signals = []
    for member in members:
        theirs = served.get(member.id, [])
        seen = {
            SignalKind.OVERLOAD: _overload(member, theirs, today, limits),
            SignalKind.NO_REST: _no_rest(member, theirs, today, limits),
            SignalKind.ABSENCE: _absence(member, theirs, today, limits),
            SignalKind.DECLINES: _declines(member, said.get(member.id, []), limits),
        }
        reasons = {kind: reason for kind, reason in seen.items() if reason is not None}
        caller, title = _caller(member, today, chain) if reasons else (None, None)
        signals += [CareSignal(kind, member.id, reason, caller, title) for kind, reason in reasons.items()]
    return tuple(signals)


def _overload(member: Member, facts: Sequence[_Served], today: date, policy: CarePolicy) -> Text | None:
    """The last whole weeks, all above the member's own weekly minutes."""
    this_week = monday_of(today)
    weeks = [this_week - (nth + 1) * _WEEK for nth in range(policy.heavy_weeks)]
    minutes = dict.fromkeys(weeks, 0)
    for one in facts:
        week = monday_of(one.day)
        if week in minutes:
            minutes[week] += one.minutes
    if any(amount <= member.weekly_minutes_max for amount in minutes.values()):
        return None
    words = Text(
        "{who} served more than their own {limit} minutes a week, {weeks} weeks in a row, up to {most}",
        "{who}已连续{weeks}周超过本人每周{limit}分钟的上限，最多一周{most}分钟",
    )
    return words.fill(who=member.id, limit=member.weekly_minutes_max, weeks=len(weeks), most=max(minutes.values()))


def _no_rest(member: Member, facts: Sequence[_Served], today: date, policy: CarePolicy) -> Text | None:
    """Too many days in a row that end today or yesterday, or a service on a rest day within the last week."""
    days = {one.day for one in facts}
    last = max(days, default=None)
    if last is None:
        return None
    in_a_row = 0
    while last - timedelta(days=in_a_row) in days:
        in_a_row += 1
    if in_a_row > policy.days_in_a_row and (today - last).days <= 1:
        words = Text("{who} has served on {days} days in a row", "{who}已连续服务{days}天")
        return words.fill(who=member.id, days=in_a_row)
    on_rest_day = [day for day in days if day.weekday() in member.rest_days and today - _WEEK < day]
    if on_rest_day:
        words = Text("{who} served on a rest day, {day}", "{who}在休息日{day}仍有服务")
        return words.fill(who=member.id, day=max(on_rest_day))
    return None


def _absence(member: Member, facts: Sequence[_Served], today: date, policy: CarePolicy) -> Text | None:
    """Nothing for long from somebody who served regularly before."""
    if not facts:
        return None
    last = facts[-1].day
    window = timedelta(days=policy.absent_days)
    before = sum(last - window < one.day for one in facts)
    if today - last < window or before < policy.regular:
        return None
    words = Text(
        "{who}, who served {before} times in {days} days, has not served since {last}",
        "{who}此前{days}天内服务{before}次，自{last}起未再服务",
    )
    return words.fill(who=member.id, before=before, days=policy.absent_days, last=last)


def _declines(member: Member, answers: Sequence[Answer], policy: CarePolicy) -> Text | None:
    """The last answers in a row, all no."""
    row = list(answers)[::-1]
    count = next((at for at, answer in enumerate(row) if answer.accepted), len(row))
    if count < policy.declines:
        return None
    words = Text("{who} said no {times} times in a row, since {day}", "{who}自{day}起连续{times}次谢绝")
    return words.fill(who=member.id, times=count, day=day_of(row[count - 1].at, ZoneInfo(policy.zone)))


def _caller(member: Member, today: date, chain: CareChain | None) -> tuple[MemberId | PersonRef | None, Text | None]:
    """The nearest above the member who is somebody else."""
    if chain is None:
        return None, None
    for link in reversed(chain.responsibility_chain(member, today)):
        if link.holder is not None and link.holder != member.id:
            return link.holder, link.title
    return None, None
