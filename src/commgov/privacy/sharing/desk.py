"""The one door through which people's data leaves for somebody else: ask, approve, issue, open, revoke.

A package opens here only: its keys never leave the house. So purpose, recipient, time, basis and assessment are checked
again at each opening, and what was revoked never opens again. What a recipient has read stays read.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from attrs import evolve

from commgov.core.ids import PersonRef
from commgov.core.streams import StreamStore
from commgov.core.streams.book import BookStep, EventBook
from commgov.core.timing import Clock, SystemClock
from commgov.errors import InvalidInputError, SealError
from commgov.privacy.access.actions import Action
from commgov.privacy.audit.entry import AuditEntry
from commgov.privacy.keeping.keepers import PACKAGES
from commgov.privacy.sharing.answers import IssueAnswer, OpenAnswer
from commgov.privacy.sharing.conditions import NO_BASIS, named
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
from commgov.privacy.sharing.house import STANDS, SharingHouse
from commgov.privacy.sharing.opened import OpenedPackage, words_of
from commgov.privacy.sharing.package import SealedPackage
from commgov.privacy.sharing.package_keys import MemoryPackageKeys, PackageKeys
from commgov.privacy.sharing.request import SharingRequest
from commgov.privacy.sharing.sealing import heading_of, rows_of
from commgov.privacy.sharing.sharing import NOT_FOR_ONESELF, Sharing, SharingMoment, SharingState, advance
from commgov.privacy.sharing.watermark import MARK_BYTES, in_marked_order
from commgov.seal import Keyset
from commgov.wording import Text

KIND = "sharing"
OPEN = "open"
"""How the access log calls the opening of a package."""
_APPROVE, _REVOKE = "approve-sharing", "revoke-sharing"


class SharingDesk:
    """Gives people's data to somebody else, by the procedure of its tier. A `Keeper`: erasures reach packages.

    Whoever speaks for somebody was made sure of before: references are taken as they are given. Who asks, approves and
    issues holds a role for a unit that answers for these people; everybody in the house may revoke, since that shows
    nobody anything.

    Args:
        house: what it works with.
        streams: keep the requests, event by event; None: in memory.
        package_keys: keep the packages' keys; None: in memory.
        clock: tells the time.

    Example:
        >>> from datetime import UTC, datetime, timedelta
        >>> from commgov.core import FixedClock
        >>> from commgov.grid import Organisation
        >>> from commgov.privacy import (
        ...     AccessControl,
        ...     AccessPolicy,
        ...     AssessmentBook,
        ...     Assignment,
        ...     AssignmentBook,
        ...     AuditLog,
        ...     Basis,
        ...     BasisBook,
        ...     BasisKind,
        ...     Purpose,
        ...     Resident,
        ...     View,
        ... )
        >>> from commgov.privacy.schema import fields_of
        >>> from commgov.privacy.sharing import MemorySource, SharingConditions, SharingPolicy, SharingRequest
        >>> now, relief = datetime(2026, 3, 2, 9, tzinfo=UTC), Purpose("relief", Text("paying relief", "发放救助"))
        >>> needs = View("relief-list", "street-office", relief, clear=fields_of(Resident, "name", "phone"))
        >>> wang = Resident(ref="r-204", name="王小明", phone="13800000012", health="asthma")
        >>> organisation = Organisation.from_columns(["b", "grid-3"], [None, "b"])
        >>> staff = [Assignment("u-2", "grid-leader", "grid-3", now), Assignment("u-17", "grid-worker", "grid-3", now)]
        >>> desk = SharingDesk(
        ...     SharingHouse(
        ...         SharingConditions(SharingPolicy(), [needs], BasisBook(()), AssessmentBook(), UTC),
        ...         AccessControl(AccessPolicy.community(), organisation, AssignmentBook(staff)),
        ...         MemorySource({"r-204": wang}, {"r-204": "grid-3"}),
        ...         lambda person: f"p-{person}",
        ...         AuditLog("b"),
        ...         Keyset.generate(),
        ...     ),
        ...     clock=FixedClock(now),
        ... )
        >>> duty, until = Basis(BasisKind.DUTY, "relief-regulation-11"), now + timedelta(days=7)
        >>> fields = ("resident.name", "resident.phone")
        >>> asked = SharingRequest(
        ...     "s-1", "u-17", "street-office", relief, "relief-list", ("r-204",), fields, duty, until
        ... )
        >>> step = desk.request(asked)
        >>> step.state.tier.name, step.state.needed, desk.approve("s-1", "u-17").reasons[0].zh
        ('T3', 1, '目前在其所属单元所任角色无权审批')
        >>> bool(desk.approve("s-1", "u-2"))
        True
        >>> sent = desk.issue("s-1", "u-2").package.to_bytes()
        >>> print(desk.open(sent, "street-office").opened.to("zh").splitlines()[0])
        【仅供街道办事处用于发放救助，有效期至2026-03-09 09:00 UTC，数据包s-1，请勿转发】
        >>> _ = desk.revoke("s-1", "u-2", SharingGrounds.OBJECTION)
        >>> desk.open(sent, "street-office").reasons[0].zh
        '该申请已撤回'
    """

    name = PACKAGES
    keeps = Text("what was sealed for somebody outside, until it runs out", "对外提供的加密数据包，到期失效")

    def __init__(
        self,
        house: SharingHouse,
        *,
        streams: StreamStore | None = None,
        package_keys: PackageKeys | None = None,
        clock: Clock | None = None,
    ) -> None:
        """Take house, streams, keys and clock."""
        self.house = house
        self._clock: Clock = SystemClock() if clock is None else clock
        self._keys: PackageKeys = MemoryPackageKeys() if package_keys is None else package_keys
        events = (SharingRequested, SharingApproved, SharingRefused, PackageIssued, PackageOpened, SharingRevoked)
        self._book: EventBook[Sharing, SharingEvent] = EventBook(KIND, Sharing, (*events, SharingExpired), streams)
        house.source.add_keeper(self)

    def request(self, request: SharingRequest) -> BookStep[Sharing]:
        """Ask to share. What nobody could approve, or seal, is refused at once, and not kept: with all reasons.

        Who does not answer for somebody whose data is asked for learns nothing but that.
        """
        now = self._clock.now()
        tier = self.house.conditions.tier(request, self._counted(request, now), self.house.same)
        files = self.house.files(request)
        reasons = self.house.not_theirs(request.requester, files, now)
        reasons = reasons or self.house.conditions.unmet_by_request(request, tier, now)
        reasons = reasons or self.house.not_there(request.requester, request, files, now)
        if not reasons:
            event = SharingRequested(at=now, by=request.requester, request=request, tier=tier)
            step = self._take(request.id, event)
        else:
            step = BookStep[Sharing](None, reasons)
        entry = AuditEntry(now, request.requester, "request-sharing", fields=request.fields, tier=tier,
            purpose=request.purpose.name, allowed=bool(step), rule=self.house.rule(tier), about=request.id)  # fmt: skip
        self.house.log.append([entry])
        return step

    def approve(self, sharing: str, by: PersonRef) -> BookStep[Sharing]:
        """Approve, as somebody else who holds a role that may."""
        return self._judged(sharing, by, lambda at, role: SharingApproved(at=at, by=by, role=role), _APPROVE)

    def refuse(self, sharing: str, by: PersonRef, grounds: SharingGrounds) -> BookStep[Sharing]:
        """Say no, as somebody who might approve."""
        made = lambda at, role: SharingRefused(at=at, by=by, role=role, grounds=grounds)  # noqa: E731
        return self._judged(sharing, by, made, "refuse-sharing")

    def issue(self, sharing: str, by: PersonRef) -> IssueAnswer:
        """Seal the package, if all that is asked for holds now. It goes to the recipient by any way there is.

        Raises:
            StorageError: if the log or the book could not be written; then no package comes out.
        """
        now, found = self._clock.now(), self._book.find(sharing)
        if found is None:
            self._note_nothing(by, Action.SHARE.value, now)
            return IssueAnswer(reasons=(_UNKNOWN,))
        denial, records = self.house.why_not_issued(SharingMoment(found, by, now, is_opening=False))
        together = self._too_much_together(found, now)
        if denial is None and together:
            denial = self.house.no(found.tier, *together)
        view = self.house.conditions.view(found.request.view)
        if denial is not None or view is None:
            self.house.note(found, by, Action.SHARE.value, now, allowed=False)
            return IssueAnswer() if denial is None else IssueAnswer(None, denial.reasons, denial.would_allow_if)
        heading, keyset = heading_of(found.request), Keyset.generate()
        mark = keyset.commitment(heading.associated_data)[:MARK_BYTES].hex()
        step = self._take(sharing, PackageIssued(at=now, by=by, mark=mark))
        if step and (together := self._too_much_together(found, now)):  # others were issued at the same time
            self._take(sharing, SharingRevoked(at=now, by=PersonRef(KIND), grounds=SharingGrounds.TOO_MUCH))
            step = BookStep(found, together)
        people = found.request.persons if step else ()
        self.house.note(found, by, Action.SHARE.value, now, allowed=bool(step), persons=people)
        if not step:
            return IssueAnswer(reasons=step.reasons)
        ordered = in_marked_order(records, mark)
        package = SealedPackage.seal(heading, rows_of(ordered, records, view, found.request), keyset)
        if not self._keys.keep(sharing, keyset.to_bytes(self.house.keys, heading.associated_data)):
            return IssueAnswer(reasons=(_HAD_KEYS,))
        return IssueAnswer(package)

    def open(self, content: bytes, by: PersonRef) -> OpenAnswer:
        """Open a package for its recipient, if all that is asked for still holds. Whatever the bytes are, it answers.

        People for whom the basis no longer stands are left out; if nobody is left, it does not open.

        Raises:
            StorageError: if the log or the book could not be written; then nothing is shown.
        """
        now, package = self._clock.now(), _read(content)
        found = None if package is None else self._book.find(package.heading.package)
        if package is None or found is None:
            self._note_nothing(by, OPEN, now)
            return OpenAnswer(reasons=(_NO_PACKAGE if package is None else _UNKNOWN,))
        refused, rows = self._why_not_opened(package, SharingMoment(found, by, now, is_opening=True))
        view = self.house.conditions.view(found.request.view)
        if not refused and view is not None:
            refused = self._take(found.id, PackageOpened(at=now, by=by)).reasons
        if refused or view is None:
            self.house.note(found, by, OPEN, now, allowed=False)
            return OpenAnswer(reasons=refused)
        shown = {PersonRef(row["ref"]): row["values"] for row in rows}
        self.house.note(found, by, OPEN, now, allowed=True, persons=shown)
        left_out = tuple(person for person in found.request.persons if person not in shown)
        words = words_of([rule for rule in view.fields if rule.key in found.request.fields])
        purpose, recipient = found.request.purpose.words, self.house.called(found.request.recipient)
        until = package.heading.expires.astimezone(self.house.conditions.zone)
        heading = evolve(package.heading, expires=until)  # people read it
        given = tuple(shown.values())
        return OpenAnswer(OpenedPackage(heading, given, words, purpose, recipient, found.mark, left_out))

    def revoke(self, sharing: str, by: PersonRef, grounds: SharingGrounds) -> BookStep[Sharing]:
        """Take a request or a package back: its keys are destroyed, and it never opens again."""
        now = self._clock.now()
        step = self._take(sharing, SharingRevoked(at=now, by=by, grounds=grounds))
        if step.state is not None and step.state.ended is not None:
            self._keys.destroy(sharing)  # also of what was revoked before: that may have broken off here
        if step.state is None:
            self._note_nothing(by, _REVOKE, now)
            return step
        people = step.state.request.persons if step and step.state.issued else ()
        self.house.note(step.state, by, _REVOKE, now, allowed=bool(step), persons=people)
        return step

    def expire(self) -> tuple[str, ...]:
        """Destroy the keys of packages whose time is over; whose they were. Run it daily: they do not open anyway."""
        now, over = self._clock.now(), []
        for sharing in self._book.all():
            if sharing.ended is SharingState.REVOKED and self._keys.find(sharing.id) is not None:
                self._keys.destroy(sharing.id)  # a revocation that broke off
            if sharing.ended is None and sharing.state(now) is SharingState.EXPIRED:
                self._keys.destroy(sharing.id)
                self._take(sharing.id, SharingExpired(at=now, by=PersonRef(KIND)))
                self.house.note(sharing, PersonRef(KIND), "expire-sharing", now, allowed=True)
                over.append(sharing.id)
        return tuple(over)

    def forget(self, person: PersonRef, fields: frozenset[str] | None = None, *, item: str | None = None) -> int:
        """Revoke every package with data of a person, or with these fields of theirs. Returns how many.

        A package does not tell several records of a person apart: `item` makes no difference.
        """
        del item
        chosen = [
            each.id
            for each in self._book.all()
            if person in each.request.persons and (fields is None or fields & frozenset(each.request.fields))
        ]
        gone = 0
        for each in chosen:
            had_keys = self._keys.destroy(each)  # also of one that has run out
            gone += bool(self.revoke(each, PersonRef(KIND), SharingGrounds.ERASURE)) or had_keys
        return gone

    def find(self, sharing: str) -> Sharing | None:
        """How a request stands, or None."""
        return self._book.find(sharing)

    def all(self) -> list[Sharing]:
        """How all requests stand, in the order of their ids."""
        return self._book.all()

    def history(self, sharing: str) -> list[SharingEvent]:
        """What happened to a request, in order."""
        return self._book.events(sharing)

    def _take(self, sharing: str, event: SharingEvent) -> BookStep[Sharing]:
        return self._book.take(sharing, event, lambda before: self._advanced(before, event))

    def _advanced(self, before: Sharing | None, event: SharingEvent) -> BookStep[Sharing]:
        return advance(before, event, self.house.conditions.policy, self.house.same)

    def _counted(self, request: SharingRequest, at: datetime) -> list[Sharing]:
        """What the recipient of a request has read not long ago, or was asked for and can still open."""
        recipient, kept = self.house.same(request.recipient), self.house.conditions.policy.counted_time
        theirs = (each for each in self._book.all() if self.house.same(each.request.recipient) == recipient)
        return [each for each in theirs if each.id != request.id and each.counts_at(at, kept)]

    def _too_much_together(self, sharing: Sharing, at: datetime) -> tuple[Text, ...]:
        """Why a request cannot be sealed by its tier, beside what its recipient was issued; empty if it can."""
        issued = [other for other in self._counted(sharing.request, at) if other.issued is not None]
        together = self.house.conditions.tier(sharing.request, issued, self.house.same)
        more = together > sharing.tier
        return (_TOGETHER.fill(together=together.name, tier=sharing.tier.name),) if more else ()

    def _judged(
        self, sharing: str, by: PersonRef, made: "Callable[[Any, str], SharingEvent]", action: str
    ) -> BookStep[Sharing]:
        now, found = self._clock.now(), self._book.find(sharing)
        if found is None:
            self._note_nothing(by, action, now)
            return BookStep(None, (_UNKNOWN,))
        theirs = self.house.roles_over(by, self.house.files(found.request), now)
        roles, event = sorted(theirs & self.house.conditions.row(found).roles), None
        if not roles:
            step = BookStep(found, (_NO_ROLE if found.needed else _NONE_NEEDED,))
        elif action == _APPROVE and self.house.acts_for(by, found.request.recipient):
            step = BookStep(found, (NOT_FOR_ONESELF,))
        else:
            event = made(now, roles[0])
            step = self._advanced(found, event) if action == _APPROVE else self._take(sharing, event)
        self.house.note(found, by, action, now, allowed=bool(step))
        if (
            step and event is not None and action == _APPROVE
        ):  # logged before it counts; a no counts before it is logged
            step = self._take(sharing, event)
            if not step:  # somebody was there meanwhile
                self.house.note(found, by, action, now, allowed=False)
        return step

    def _note_nothing(self, by: PersonRef, action: str, at: datetime) -> None:
        """An entry for an attempt at what there is not: its name is somebody's word, and not repeated."""
        self.house.log.append([AuditEntry(at, by, action, allowed=False)])

    def _why_not_opened(
        self, package: SealedPackage, moment: SharingMoment
    ) -> tuple[tuple[Text, ...], list[dict[str, Any]]]:
        """Why the package may not be opened now, and the rows that may be shown."""
        sharing, conditions = moment.sharing, self.house.conditions
        if not self.house.acts_for(moment.by, sharing.request.recipient):
            return (_NOT_FOR_YOU,), []  # whoever else has the bytes learns no more than that
        state = sharing.state(moment.at)
        refused: tuple[Text, ...] = () if state is SharingState.ISSUED else (STANDS.fill(state=state.words),)
        if package.heading.to_bytes() != heading_of(sharing.request).to_bytes():
            refused += (_OTHER_HEADING,)
        refused += conditions.unmet(sharing, moment.at, len(sharing.approvals)) + self.house.ruled_out(moment)
        wrapped = self._keys.find(sharing.id)
        if refused or wrapped is None:
            return refused or (_NO_KEYS,), []
        try:
            heading = package.heading.associated_data
            content: Any = package.unseal(Keyset.from_bytes(wrapped, self.house.keys, heading))
        except (SealError, InvalidInputError):
            return (_DOES_NOT_OPEN,), []
        without = conditions.without_basis(sharing, moment.at)
        closed = frozenset(PersonRef(row["ref"]) for row in content if self._is_closed(row))
        rows = [row for row in content if row["ref"] not in without | closed]
        if rows:
            return (), rows
        return (*([NO_BASIS.fill(people=named(without))] if without else []), *([_CLOSED] if closed else [])), rows

    def _is_closed(self, row: dict[str, Any]) -> bool:
        """Whether what stands in a row was restricted, or erased, since the package was issued."""
        shown = frozenset(key for key, value in row["values"].items() if value not in (None, "", []))
        file = self.house.source.file(PersonRef(row["ref"]))
        return file is None or file.is_closed(shown) or not shown <= file.fields


def _read(content: bytes) -> SealedPackage | None:
    try:
        return SealedPackage.from_bytes(content)
    except InvalidInputError:
        return None


_CLOSED = Text("what is in it is restricted or erased by now", "其中的数据已被限制处理或已删除")
_UNKNOWN = Text("there is no such package", "没有该数据包")
_NO_PACKAGE = Text("this is no package", "这不是数据包")
_NO_ROLE = Text(
    "no role that you hold now for these people's units may approve this", "目前在其所属单元所任角色无权审批"
)
_NONE_NEEDED = Text(
    "it needs no approval; what is to be approved all the same is asked for with at_least",
    "无须审批；如仍需审批，应在申请中以at_least提高级别",
)
_TOGETHER = Text(
    "with what the recipient has already it is {together}, the request went by {tier}: ask anew",
    "与接收方已持有的合计为{together}级，申请按{tier}级办理：请重新申请",
)
_HAD_KEYS = Text("the package had keys before", "该数据包曾有密钥")
_NOT_FOR_YOU = Text("it is for another recipient", "该数据包的接收方不是您")
_OTHER_HEADING = Text("its heading is not the one that was issued", "包头与签发时不符")
_NO_KEYS = Text("its keys are destroyed", "密钥已销毁")
_DOES_NOT_OPEN = Text("it does not open: it is not what was sealed", "无法打开：内容与封装时不符")
