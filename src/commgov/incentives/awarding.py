"""Awarding points: awards are kept with their version and reasons, and the ledger holds what they come to.

Points are a function of facts, and facts come late: a demand is reopened, a record is decided anew. So awarding is
done again and again over all services; an award that has changed is reversed and posted anew, and no other is touched.
"""

import json
from collections.abc import Iterable

from attrs import evolve, frozen

from commgov.core import PersonRef, Text
from commgov.core.checks import Checks
from commgov.core.streams import MemoryStreams, StreamStore
from commgov.core.wire import plain, to_json, valued
from commgov.errors import ConflictError
from commgov.incentives.facts import RecordId
from commgov.incentives.ledger.accounts import POINTS
from commgov.incentives.ledger.answers import Refusal
from commgov.incentives.ledger.commands import Command, Reverse, Step, Transfer
from commgov.incentives.ledger.ledger import Ledger
from commgov.incentives.point_rules import PointsLine
from commgov.incentives.points import Award
from commgov.incentives.timebank.accounts import issued, member

KIND = "award"
_CUT_OFF = Text(
    "an earlier award of it was cut off after the ledger had taken it: repeat that one first, by the same people",
    "此前一次计分在入账后中断：请先由原经办人和批准人重复该次操作",
)
_RECORD = Text("record", "服务记录")
_NO_RECORD = Text("the record counts no more", "该记录不再计入")


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
            before = kept.get(_stream(award.record), {"number": 0, "award": None, "entries": []})
            if before["award"] != json.loads(to_json(award)):  # as it is kept: JSON knows no tuples
                changes.append(self._change(award, before, by, approved_by))
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
        last = self.streams.last(_stream(record))
        return None if last is None else valued(json.loads(last)["award"], Award)

    def versions(self, record: RecordId) -> list[Award]:
        """All that a service was ever awarded, the first first."""
        return [valued(json.loads(body)["award"], Award) for body in self.streams.read(_stream(record))]

    def _change(self, award: Award, before: dict[str, object], by: PersonRef, approved_by: PersonRef) -> AwardChange:
        number, entries = int(str(before["number"])) + 1, before["entries"]
        earlier = before["award"]
        had = int(earlier["points"]) if isinstance(earlier, dict) else 0
        if had != award.points:
            steps: list[Step] = [Reverse(entry) for entry in reversed(entries)] if isinstance(entries, list) else []
            if award.points:
                transfer = (issued(self.community, POINTS), member(award.member, POINTS), award.points)
                steps.append(Transfer(*transfer))
            key = f"{KIND}/{award.record}/{number}"
            command = Command(key, tuple(steps), by=by, cause=str(award.record), approved_by=approved_by)
            try:
                answer = self.ledger.post(command)
            except ConflictError:  # of this service alone: nobody else's award waits for it
                return AwardChange(award.record, had, had, _CUT_OFF)
            if isinstance(answer, Refusal):
                return AwardChange(award.record, had, had, answer.reason)
            entries = list(answer.entries)[-1:] if award.points else []
        body = {"number": number, "award": plain(award), "entries": entries}
        self.streams.append(_stream(award.record), number, json.dumps(body, ensure_ascii=False))
        return AwardChange(award.record, had, award.points)


def _stream(record: RecordId) -> str:
    return f"{KIND}/{record}"
