"""Awarding points: awards are kept with their version and reasons, and the ledger holds what they come to.

Points are a function of facts, and facts come late: a demand is reopened, a record is decided anew. So awarding is
done again and again over all services; an award that has changed is reversed and posted anew, and no other is touched.

The ledger is told first, then the award is kept. Where that was cut off in between, whoever awards next, or `finish`,
first notes what the ledger holds, and goes on from there; nobody has to find the people who began it.
"""

import json
from collections.abc import Iterable
from typing import Any

from attrs import evolve, frozen

from commgov.core import MemberId, PersonRef, Text
from commgov.core.checks import Checks
from commgov.core.streams.chain import stream_name
from commgov.core.streams.store import MemoryStreams, StreamStore
from commgov.core.wire import plain, to_json, valued
from commgov.errors import ConflictError
from commgov.incentives.facts.service import RecordId
from commgov.incentives.ledger.accounts import POINTS
from commgov.incentives.ledger.answers import Refusal
from commgov.incentives.ledger.commands import Command, Reverse, Step, Transfer
from commgov.incentives.ledger.ledger import Ledger
from commgov.incentives.points.awarding import Award
from commgov.incentives.points.rules import PointsLine
from commgov.incentives.timebank.accounts import issued, member, parsed

KIND = "award"
_CUT_OFF = Text(
    "an award was cut off after the ledger had taken it: its points stand, its reasons were not kept",
    "一次计分在入账后中断：积分已入账，理由未能留存",
)
_TRIES = 5  # how often an award is tried anew when somebody else changed it meanwhile
_RECORD = Text("record", "服务记录")
_CUT_OFF_LINE = Text("cut off", "中断")
_NO_RECORD = Text("the record counts no more", "该记录不再计入")


Kept = dict[str, Any]
"""An award as its stream keeps it: its number, the award, the journal entries that hold its points."""


@frozen
class AwardChange:
    """What awarding did about one service.

    Args:
        record: which service.
        before: the points that it had earned so far.
        after: the points that it earns now.
        refused: why the ledger did not take it, if so; then nothing has changed.
    """

    record: RecordId
    before: int
    after: int
    refused: Text | None = None


class AwardBook:
    """A community's awards, and the points behind them.

    Args:
        ledger: keeps the points; to keep both together in a database, give ledger and streams of one transaction.
        streams: keep the awards, version by version; None: in memory.
        community: whose points are issued.

    Example:
        >>> from datetime import date
        >>> from commgov.incentives import Account, PointsPolicy, award_points
        >>> from commgov.incentives import Open
        >>> from commgov.testing import service_facts_of
        >>> ledger = Ledger()
        >>> accounts = (
        ...     Open(Account("issued/community-b/points", POINTS, floor=None)),
        ...     Open(Account("member/m-1/points", POINTS)),
        ... )
        >>> opened = ledger.post(Command("open", accounts, by="officer-7", cause="begin"))
        >>> services = [service_facts_of("m-1", minutes=90)]
        >>> awards = award_points(services, [], [PointsPolicy("points", 1, date(2026, 1, 1))])
        >>> book = AwardBook(ledger)
        >>> [change.after for change in book.take(awards, by="officer-7", approved_by="officer-8")]
        [3]
        >>> book.take(awards, by="officer-7", approved_by="officer-8"), ledger.standing("member/m-1/points").posted
        ([], 3)
    """

    def __init__(self, ledger: Ledger, streams: StreamStore | None = None, *, community: str = "community-b") -> None:
        """Take ledger and streams."""
        checks = Checks("AwardBook")
        checks.identifier("community", community)
        checks.refuse()
        self.ledger, self.community = ledger, community
        self.streams: StreamStore = MemoryStreams() if streams is None else streams

    def take(self, awards: Iterable[Award], *, by: PersonRef, approved_by: PersonRef) -> list[AwardChange]:
        """Bring the ledger to what the awards come to.

        Args:
            awards: of any services; one that is not among them stays as it is, until `withdraw` takes it back.
            by: who awards.
            approved_by: who approved it, another person; what was awarded otherwise is reversed.

        Returns:
            What has changed, in the order of the awards; nothing for an award that is the same as before.

        Raises:
            InvalidInputError: if nobody else approved it.
        """
        kept = {stream: json.loads(body) for stream, body in self.streams.latest(KIND)}
        changes = []
        for award in awards:
            change = self._change(award, kept.get(stream_name(KIND, award.record), _NOTHING), by, approved_by)
            changes += [] if change is None else [change]
        return changes

    def withdraw(self, records: Iterable[RecordId], *, by: PersonRef, approved_by: PersonRef) -> list[AwardChange]:
        """Take back what services have earned whose records count no more, such as those that a decision rejected.

        Such a record has no facts any more, so `award_points` says nothing of it. Posted again, it is awarded again.

        Args:
            records: which ones; nothing happens to those that have earned nothing.
            by: who withdraws.
            approved_by: who approved it, another person.

        Returns:
            What has changed, in the order of the records.

        Raises:
            InvalidInputError: if nobody else approved it.
        """
        kept = [award for award in map(self.award, records) if award is not None and award.points]
        nothing = ((_RECORD, PointsLine(0, _NO_RECORD)),)
        return self.take([evolve(award, points=0, lines=nothing) for award in kept], by=by, approved_by=approved_by)

    def award(self, record: RecordId) -> Award | None:
        """What a service has earned, by which version of the policy and why; None if nothing was awarded yet."""
        last = self.streams.last(stream_name(KIND, record))
        return None if last is None else valued(json.loads(last)["award"], Award)

    def versions(self, record: RecordId) -> list[Award]:
        """All that a service was ever awarded, the first first."""
        return [valued(json.loads(body)["award"], Award) for body in self.streams.read(stream_name(KIND, record))]

    def unfinished(self) -> list[RecordId]:
        """The services whose last award was cut off: the ledger holds it, and it was not kept; in the ledger's order.

        It reads the whole journal.
        """
        kept = {stream: int(json.loads(body)["number"]) for stream, body in self.streams.latest(KIND)}
        found: dict[RecordId, None] = {}
        for entry in self.ledger.entries():
            stream, _, number = entry.key.rpartition("/")
            is_award = stream == stream_name(KIND, entry.cause) and number.isdecimal()
            if is_award and int(number) > kept.get(stream, 0):
                found[RecordId(entry.cause)] = None
        return list(found)

    def finish(self, records: Iterable[RecordId], *, by: PersonRef, approved_by: PersonRef) -> list[AwardChange]:
        """Note what the ledger holds of awards that were cut off. No points move; `take` goes on from there.

        Args:
            records: which services, as `unfinished` tells; nothing happens to others.
            by: who finishes them: anybody who may award.
            approved_by: who approved it, another person.

        Returns:
            What each service has earned, as is kept now.

        Raises:
            InvalidInputError: if nobody else approved it.
            ConflictError: if somebody else changes an award meanwhile.
        """
        checks = Checks("AwardBook")
        for field, person in (("by", by), ("approved_by", approved_by)):
            checks.identifier(field, person)
        another = Text("another person than who does it", "应与经办人不同")
        checks.require("approved_by", "", ok=by != approved_by, expected=another)
        checks.refuse()
        changes = []
        for record in records:
            before = self._kept(record)
            while (now := self._noted(record, before, by, approved_by)) is not None:
                changes.append(AwardChange(record, _points(before), _points(now)))
                before = now
        return changes

    def _kept(self, record: RecordId) -> Kept:
        last = self.streams.last(stream_name(KIND, record))
        return _NOTHING if last is None else json.loads(last)

    def _change(self, award: Award, before: Kept, by: PersonRef, approved_by: PersonRef) -> AwardChange | None:
        """Bring one service to its award; None if it is there already."""
        for _ in range(_TRIES):
            if before["award"] == json.loads(to_json(award)):  # as it is kept: JSON knows no tuples
                return None
            entries = self._posted(award, before, by, approved_by)
            if isinstance(entries, Text):
                return AwardChange(award.record, _points(before), _points(before), entries)
            try:
                if entries is not None:
                    number = before["number"] + 1
                    self._keep(award.record, {"number": number, "award": plain(award), "entries": entries})
                    return AwardChange(award.record, _points(before), award.points)
                self._noted(award.record, before, by, approved_by)
            except ConflictError:  # somebody else was there before
                pass
            before = self._kept(award.record)
        raise ConflictError(_KEEPS_CHANGING.fill(record=award.record))

    def _posted(self, award: Award, before: Kept, by: PersonRef, approved_by: PersonRef) -> list[int] | Text | None:
        """The entries that hold an award's points; why the ledger refuses it; None if another one was cut off."""
        if _points(before) == award.points:
            return list(before["entries"])
        steps: list[Step] = [Reverse(entry) for entry in reversed(before["entries"])]
        reversals = len(steps)
        if award.points:
            steps.append(Transfer(issued(self.community, POINTS), member(award.member, POINTS), award.points))
        key, cause = _key(award.record, before), str(award.record)
        try:
            answer = self.ledger.post(Command(key, tuple(steps), by=by, cause=cause, approved_by=approved_by))
        except ConflictError:
            return None
        return answer.reason if isinstance(answer, Refusal) else list(answer.entries)[reversals:]

    def _noted(self, record: RecordId, before: Kept, by: PersonRef, approved_by: PersonRef) -> Kept | None:
        """Keep what the ledger holds of an award that was cut off; None if none was."""
        receipt = self.ledger.receipt(_key(record, before))
        if receipt is None:
            return None
        moved = [each for each in self.ledger.entries(receipt.first, receipt.parts) if each.kind == "transfer"]
        points = sum(entry.amount for entry in moved)
        account = (moved or list(self.ledger.entries(receipt.first, 1)))[0]
        whose = MemberId(parsed(account.credit if moved else account.debit).parts[0])
        award = Award(record, whose, points, "cut off", 0, ((_CUT_OFF_LINE, PointsLine(points, _CUT_OFF)),))
        now = {
            "number": before["number"] + 1,
            "award": plain(award),
            "entries": [entry.seq for entry in moved],
            "noted_by": [by, approved_by],
        }
        self._keep(record, now)
        return now

    def _keep(self, record: RecordId, kept: Kept) -> None:
        self.streams.append(stream_name(KIND, record), kept["number"], to_json(kept))


_NOTHING: Kept = {"number": 0, "award": None, "entries": []}
_KEEPS_CHANGING = Text("the award of {record} keeps being changed meanwhile", "记录{record}的积分不断被他人更改")


def _points(kept: Kept) -> int:
    return 0 if kept["award"] is None else int(kept["award"]["points"])


def _key(record: RecordId, before: Kept) -> str:
    """The key of the command that follows what is kept."""
    return f"{stream_name(KIND, record)}/{before['number'] + 1}"
