"""The one door to people's rights: a request, who asks is made sure of, and a dated reply, whatever it says."""

from collections.abc import Callable, Collection, Mapping
from datetime import tzinfo

from attrs import field, frozen

from commgov.core.checks import Checks
from commgov.core.ids import PersonRef
from commgov.core.streams import StreamStore
from commgov.core.streams.book import BookStep, EventBook
from commgov.core.timing import Clock, SystemClock
from commgov.errors import ConflictError, InvalidInputError, NotFoundError, Place, Problem
from commgov.privacy.access.actions import Action
from commgov.privacy.access.control import AccessControl
from commgov.privacy.audit.entry import AuditEntry, Pseudonym
from commgov.privacy.audit.log import AuditLog
from commgov.privacy.deadlines import WorkingDay, is_weekday
from commgov.privacy.kinship import JoinedKinship, Kinship
from commgov.privacy.recognise import Recogniser, why_not_written
from commgov.privacy.rights.copying import DataCopy, copy_of
from commgov.privacy.rights.deciding import DataLimits, asked_fields, why_not_ask, why_not_of
from commgov.privacy.rights.law import STAFF_GROUNDS, RefusalGround, Right, RightsPolicy
from commgov.privacy.rights.requests import (
    ANSWERED,
    NOT_ONESELF,
    UNKNOWN,
    ErasureBegun,
    IdentityChecked,
    IdentityMeans,
    NotGranted,
    ReplyOutcome,
    RightsAnswered,
    RightsCase,
    RightsEvent,
    RightsReply,
    RightsRequest,
    RightsRequested,
    advance_case,
)
from commgov.privacy.rights.subject_data import SubjectData
from commgov.privacy.same_person import check_same_person
from commgov.privacy.who_saw import AccessAccount
from commgov.wording import Text

KIND = "right"
_PURPOSE = "own-rights"
_ACTIONS = {
    Right.ACCESS: Action.READ.value,
    Right.COPY: Action.EXPORT.value,
    Right.CORRECT: Action.CORRECT.value,
    Right.ERASE: Action.ERASE.value,
    Right.RESTRICT: "restrict",
    Right.OBJECT: "object",
}
_NO_LIMITS = DataLimits()


@frozen
class RightsAnswer:
    """What somebody who asked is given.

    Args:
        reply: the dated reply; None if there is none to give.
        copy: their data, if they asked to see it or to have a copy and may.
        account: who saw their data, likewise.
        reasons: why not all was granted: the reply's own reasons, or why there is no reply.
    """

    reply: RightsReply | None = None
    copy: DataCopy | None = None
    account: AccessAccount | None = field(default=None, repr=False)
    reasons: tuple[Text, ...] = ()

    def __bool__(self) -> bool:
        """Whether all that was asked for was granted."""
        return self.reply is not None and self.reply.outcome is ReplyOutcome.GRANTED


@frozen
class _Done:
    """What was done of a request: what was not granted, what was done in its place, and what is handed over."""

    refusals: tuple[NotGranted, ...] = ()
    instead: tuple[Text, ...] = ()
    copy: DataCopy | None = None
    account: AccessAccount | None = None
    fields: frozenset[str] = frozenset()
    nothing: bool = False  # nothing at all was granted


class RightsDesk:
    """Answers people who ask for what they have a right to: residents and members, guardians and near relatives.

    Args:
        data: holds people's data.
        kinship: who speaks for whom.
        log: the access log: everything leaves an entry.
        pseudonym: under which name the log knows a person.
        zone: in which time zone days begin.
        limits: what law keeps back of a person's data.
        policy: until when requests are answered.
        streams: keep the requests, event by event; None: in memory.
        clock: tells the time.
        is_working_day: which days count as working days.
        same_person: for references under which somebody also stands, the one to use: staff are residents too.
        recognisers: look into what staff write, so that no personal data gets into a reply.
        control: the access policy, by which somebody holds one of `policy.roles`; None: whoever calls has seen to it.

    Raises:
        InvalidInputError: naming all that is wrong: a role of the policy that is none of the access policy.

    Example:
        >>> from datetime import UTC, datetime
        >>> from commgov.core import FixedClock
        >>> from commgov.privacy import Resident
        >>> from commgov.privacy.rights import KinshipRegister, MemorySubjectData
        >>> held = MemorySubjectData([Resident(ref="r-204", name="王小明", phone="13800000012")])
        >>> clock = FixedClock(datetime(2026, 3, 2, 9, tzinfo=UTC))
        >>> desk = RightsDesk(held, KinshipRegister(), AuditLog("b"), str, UTC, clock=clock)
        >>> desk.receive(
        ...     RightsRequest("q-1", Right.CORRECT, "r-204", "r-204", fields=("resident.phone",)), "u-2"
        ... ).state.due.day
        24
        >>> desk.check_identity("q-1", IdentityMeans.DOCUMENT, "u-2").state.checked.value
        'document'
        >>> print(desk.answer("q-1", "u-2", changes={"resident.phone": "13900000034"}).reply.to("zh"))
        对申请q-1（更正）的答复，2026-03-02（《个人信息保护法》第46条；GDPR第16条）。
        同意办理。
        如有疑问，请联系社区办公室。
    """

    def __init__(  # noqa: PLR0913 - one door for all that an answer depends on
        self,
        data: SubjectData,
        kinship: Kinship,
        log: AuditLog,
        pseudonym: Callable[[PersonRef], Pseudonym],
        zone: tzinfo,
        *,
        limits: Callable[[PersonRef], DataLimits] = lambda _person: _NO_LIMITS,
        policy: RightsPolicy | None = None,
        streams: StreamStore | None = None,
        clock: Clock | None = None,
        is_working_day: WorkingDay = is_weekday,
        same_person: Mapping[PersonRef, PersonRef] | None = None,
        recognisers: Collection[Recogniser] = (),
        control: AccessControl | None = None,
    ) -> None:
        """Take what holds the data, and what is known about people."""
        self.policy = RightsPolicy() if policy is None else policy
        self._data, self._log, self._pseudonym = data, log, pseudonym
        joined: Mapping[PersonRef, PersonRef] = {} if same_person is None else same_person
        self._kinship = JoinedKinship(kinship, joined)
        self._zone, self._limits, self._is_working_day = zone, limits, is_working_day
        self._clock: Clock = SystemClock() if clock is None else clock
        self._same_person, self._recognisers, self._control = joined, tuple(recognisers), control
        checks = Checks("RightsDesk")
        check_same_person(checks, joined)
        known = self.policy.roles if control is None else {role.name for role in control.policy.roles}
        for role in sorted(self.policy.roles - known):
            checks.require("policy.roles", role, ok=False, expected=_A_ROLE)
        checks.refuse()
        events = (RightsRequested, IdentityChecked, ErasureBegun, RightsAnswered)
        self._book: EventBook[RightsCase, RightsEvent] = EventBook(KIND, RightsCase, events, streams)

    def receive(self, request: RightsRequest, by: PersonRef) -> BookStep[RightsCase]:
        """Take a request in, whoever brings it; from now on its time runs.

        Args:
            request: what is asked for.
            by: who took it in.
        """
        if barred := self._barred(by):
            return BookStep(None, barred)
        now = self._clock.now()
        due = self.policy.due(now, self._zone, is_working_day=self._is_working_day)
        return self._take(request.id, RightsRequested(at=now, by=by, request=request, due=due))

    def check_identity(
        self, request: str, means: IdentityMeans, by: PersonRef, *, is_sure: bool = True
    ) -> BookStep[RightsCase]:
        """Note how it was made sure who asks, or that it could not be. Nobody vouches for themself."""
        if barred := self._barred(by):
            return BookStep(None, barred)
        return self._take(request, IdentityChecked(at=self._clock.now(), by=by, means=means, is_sure=is_sure))

    def answer(self, request: str, by: PersonRef, *, changes: Mapping[str, object] | None = None) -> RightsAnswer:
        """Do what is asked for as far as it may be done, and reply. An objection is decided by `decide` instead.

        An answer that was interrupted is given again: what it does, it may do twice.

        Args:
            request: the id.
            by: who answers.
            changes: the new values, for a correction; they are kept nowhere but in the data.

        Raises:
            InvalidInputError: for a correction, if `changes` are not about the fields that were asked for.
            StorageError: if something could not be written; then nothing is handed over.
        """
        case, reasons = self._open(request, by)
        if case is None or reasons:
            return RightsAnswer(reasons=reasons)
        if case.request.right is Right.OBJECT:
            return RightsAnswer(reasons=(_DECIDE,))
        records, grounds = self._standing(case, by)
        try:
            done = _nothing(*grounds) if grounds else self._do(case, by, records, changes or {})
        except ConflictError as error:  # a restriction, or the access policy: lifted first, then it is answered
            return RightsAnswer(reasons=(error.text,))
        return self._reply(case, by, done)

    def decide(self, request: str, by: PersonRef, *, upheld: bool, why: Text) -> RightsAnswer:
        """Decide on an objection: one that is upheld ends the use of the fields that it names, or of all.

        Args:
            request: the id.
            by: who decides; not who objects.
            upheld: whether the objection is right.
            why: in both languages, one line each, without personal data.
        """
        case, reasons = self._open(request, by)
        reasons += why_not_written([why], self._recognisers)
        if case is None or reasons:
            return RightsAnswer(reasons=reasons)
        if case.request.right is not Right.OBJECT:
            return RightsAnswer(reasons=(_ANSWER,))
        records, grounds = self._standing(case, by)
        if grounds or not upheld:
            return self._reply(case, by, _nothing(*(grounds or (RefusalGround.OVERRIDING,))), why)
        self._data.restrict(case.request.person, frozenset(case.request.fields) or None, by=by, about=request)
        return self._reply(case, by, _Done(fields=asked_fields(case, records)), why)

    def refuse(self, request: str, ground: RefusalGround, by: PersonRef) -> RightsAnswer:
        """Refuse a request on a ground that a person has to decide on: secrecy, plainly unfounded, a duty by law."""
        case, reasons = self._open(request, by)
        if ground not in STAFF_GROUNDS:
            reasons += (_NOT_YOURS.fill(ground=ground.words),)
        if case is None or reasons:
            return RightsAnswer(reasons=reasons)
        return self._reply(case, by, _nothing(ground))

    def late(self) -> list[RightsCase]:
        """All requests without a reply although it is too late. Run it daily, and show it."""
        now = self._clock.now()
        return [case for case in self._book.all() if case.reply is None and case.is_late(now)]

    def find(self, request: str) -> RightsCase | None:
        """A request as it stands, or None."""
        return self._book.find(request)

    def all(self) -> list[RightsCase]:
        """All requests, in the order of their ids."""
        return self._book.all()

    def _open(self, request: str, by: PersonRef) -> tuple[RightsCase | None, tuple[Text, ...]]:
        if barred := self._barred(by):
            return None, barred
        case = self._book.find(request)
        if case is None:
            return None, (UNKNOWN,)
        if case.reply is not None:
            return case, (ANSWERED,)
        if self._same(by) == self._same(case.request.by):
            return case, (NOT_ONESELF,)
        return case, () if case.tried else (_CHECK_FIRST,)

    def _barred(self, by: PersonRef) -> tuple[Text, ...]:
        """Why somebody may not work on requests; the attempt leaves an entry."""
        now, control = self._clock.now(), self._control
        if control is None or any(control.holds(by, role, now) for role in self.policy.roles):
            return ()
        self._log.append([AuditEntry(now, by, "work-on-rights", purpose=_PURPOSE, allowed=False)])
        return (_NO_ROLE,)

    def _standing(self, case: RightsCase, by: PersonRef) -> tuple[tuple[object, ...], tuple[RefusalGround, ...]]:
        """The person's records, and why nothing of it is granted. Nothing is read for who has no standing."""
        request, today = case.request, self._clock.now().astimezone(self._zone).date()
        if grounds := why_not_ask(case, self._kinship):
            return (), grounds
        records = self._data.read_all(request.person, by=by, about=request.id)
        return records, () if case.erasing else why_not_of(case, records, today)

    def _do(self, case: RightsCase, by: PersonRef, records: tuple[object, ...], changes: Mapping[str, object]) -> _Done:
        person, right, fields = case.request.person, case.request.right, asked_fields(case, records)
        limits = self._limits(person)
        if right is Right.CORRECT:
            return self._correct(case, by, changes)
        if right is Right.ERASE:
            return self._erase(case, by, fields | frozenset(case.erasing), limits)
        if right is Right.RESTRICT:
            self._data.restrict(person, frozenset(case.request.fields) or None, by=by, about=case.request.id)
            return _Done(fields=fields)
        secret = tuple(sorted(fields & limits.secret.keys()))
        copy = copy_of(records, fields=fields, without=secret)
        refusals = [NotGranted(RefusalGround.SECRET, (key,), limits.secret[key]) for key in secret]
        if copy.masked:
            refusals.append(NotGranted(RefusalGround.THIRD_PARTY, copy.masked))
        account = self._data.who_saw(person) if right is Right.ACCESS else None
        return _Done(tuple(refusals), (), copy, account, fields - frozenset(secret))

    def _correct(self, case: RightsCase, by: PersonRef, changes: Mapping[str, object]) -> _Done:
        if changes.keys() != frozenset(case.request.fields):
            raise InvalidInputError([Problem(Place.of("changes"), _THE_FIELDS)])
        try:
            self._data.correct(case.request.person, changes, by=by, about=case.request.id)
        except NotFoundError:
            return _nothing(RefusalGround.NOTHING_HELD)
        except InvalidInputError as error:
            why = Text("; ", "；").join(dict.fromkeys(problem.expected for problem in error.problems))
            return _Done((NotGranted(RefusalGround.NOT_VALID, case.request.fields, why),), nothing=True)
        return _Done(fields=frozenset(case.request.fields))

    def _erase(self, case: RightsCase, by: PersonRef, fields: frozenset[str], limits: DataLimits) -> _Done:
        """Erase what may be erased; what law wants kept for a time is only stored until then (PIPL article 47(2))."""
        request, person, kept = case.request.id, case.request.person, fields & limits.kept.keys()
        refusals = [NotGranted(RefusalGround.KEPT_BY_LAW, (key,), limits.kept[key]) for key in sorted(kept)]
        instead: tuple[Text, ...] = ()
        if kept:
            self._data.restrict(person, kept, by=by, about=request)
            instead = (_ONLY_STORED,)
        if fields == kept:
            return _Done(tuple(refusals), instead, nothing=True)
        everything, begun = not case.request.fields and not kept, tuple(sorted(fields - kept))
        self._take(request, ErasureBegun(at=self._clock.now(), by=by, fields=begun))
        reach = self._data.erase(person, None if everything else fields - kept, by=by, about=request)
        refusals += [NotGranted(RefusalGround.OUT_OF_REACH, (), out.words) for out in reach.missed]
        return _Done(tuple(refusals), instead, fields=fields - kept)

    def _reply(self, case: RightsCase, by: PersonRef, done: _Done, why: Text | None = None) -> RightsAnswer:
        """Date the reply, keep it, log it, and only then hand anything over."""
        now, request = self._clock.now(), case.request
        outcome = (
            ReplyOutcome.REFUSED if done.nothing else ReplyOutcome.PARTLY if done.refusals else ReplyOutcome.GRANTED
        )
        reply = RightsReply(request.id, request.right, now, outcome, done.refusals, done.instead,
            contact=self.policy.contact, decided=why)  # fmt: skip
        action, subject = _ACTIONS[request.right], self._pseudonym(request.person)
        self._log.append(
            [
                AuditEntry(now, by, action, subject=subject, fields=tuple(sorted(done.fields)), purpose=_PURPOSE,
                    allowed=not done.nothing, rule=f"rights#{request.right.value}", about=request.id)
            ]
        )  # fmt: skip
        step = self._take(request.id, RightsAnswered(at=now, by=by, reply=reply))
        if not step:
            return RightsAnswer(reasons=step.reasons)
        return RightsAnswer(reply, done.copy, done.account, reply.reasons)

    def _take(self, request: str, event: RightsEvent) -> BookStep[RightsCase]:
        return self._book.take(request, event, lambda before: advance_case(before, event, self._same))

    def _same(self, person: PersonRef) -> PersonRef:
        return self._same_person.get(person, person)


def _nothing(*grounds: RefusalGround) -> _Done:
    return _Done(tuple(NotGranted(ground) for ground in grounds), nothing=True)


_A_ROLE = Text("a role of the access policy", "应为访问政策中的角色")
_NO_ROLE = Text("no role that you hold now works on such requests", "目前所任角色不得办理此类申请")
_DECIDE = Text("an objection is decided by a person", "异议须由专人决定")
_ANSWER = Text("this is no objection", "该申请不是异议")
_CHECK_FIRST = Text("first make sure who asks, or note that you could not", "请先核实申请人身份，或注明未能核实")
_NOT_YOURS = Text(
    "that follows from what is known, nobody decides it: {ground}", "该理由依已知情况认定，不由个人决定：{ground}"
)
_ONLY_STORED = Text("What is kept is used for nothing else, only stored.", "依法保存的信息仅作存储，不作其他使用。")
_THE_FIELDS = Text(
    "a new value for each field that was asked for, and for no other", "应为所申请的每个字段各给出新值，且不含其他字段"
)
