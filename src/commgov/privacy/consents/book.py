"""The book of consents: who said yes or no to which notice, and what stands now; asked anew for every decision."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from attrs import evolve

from commgov.core.checks import Checks
from commgov.core.ids import PersonRef
from commgov.core.streams import StreamStore
from commgov.core.streams.book import BookStep
from commgov.core.timing import Clock, SystemClock, day_of
from commgov.errors import NotFoundError
from commgov.privacy.access.bases import Bases, BasisBook, SubjectBasis
from commgov.privacy.audit.entry import AuditEntry
from commgov.privacy.consents.answering import Answer
from commgov.privacy.consents.consent import ERASED, NOTHING_STANDS, Consent, Consents, advance_consents
from commgov.privacy.consents.events import ConsentMeans, ConsentsErased, ConsentWithdrawn
from commgov.privacy.consents.house import ConsentHouse
from commgov.privacy.consents.notices import ConsentNotice
from commgov.privacy.consents.receipt import LATER, ConsentReceipt, told
from commgov.privacy.consents.records import ConsentRecords
from commgov.privacy.keys.apart import MemorySecretStore, SecretStore
from commgov.seal import read_json
from commgov.wording import Text

_BOOK = PersonRef("consents")  # acts where nobody does
_NO_OTHERS = BasisBook()


class ConsentBook:
    """A community's book of consents. Fits `Bases`, and is a `Keeper`.

    Whoever speaks was made sure of before: references are taken as they are given. What stands is read from the streams
    each time, so a withdrawal holds for the next decision, wherever it is made.

    Args:
        notices: all that people were shown, in every version; the newest of each is what is asked today.
        house: who may speak for whom, and the log.
        streams: keep what was said, event by event; None: in memory.
        names: keep the pseudonym of each person, apart: `TreeSecretStore(vault.keys, streams, "consent-names")`; None:
            in memory.
        others: bases that are no consents: statutes, contracts; so that whoever asks asks once.
        clock: tells the time.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> from datetime import UTC
        >>> from commgov.core import FixedClock
        >>> from commgov.privacy import AuditLog, Purpose, Resident
        >>> from commgov.privacy.keeping import Controller
        >>> from commgov.privacy.rights import KinshipRegister
        >>> from commgov.privacy.schema import fields_of
        >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
        >>> house = ConsentHouse(KinshipRegister(), lambda person, on: None, AuditLog("b"), str, UTC)
        >>> calls = ConsentNotice(
        ...     "calls",
        ...     1,
        ...     Purpose("care", Text("calling once a week", "每周电话问候")),
        ...     fields_of(Resident, "name", "phone"),
        ...     controller=Controller(Text("Community B", "社区B"), "office, building 1"),
        ...     days=365,
        ...     text=Text("A volunteer calls you once a week.", "志愿者每周给您打一次电话。"),
        ...     withdrawing=Text("tell any grid worker, or use the app.", "告诉任一网格员，或在应用中操作。"),
        ... )
        >>> book = ConsentBook([calls], house, clock=FixedClock(noon))
        >>> bool(book.give("c-1", "r-204", calls, by="r-204", means=ConsentMeans.APP))
        True
        >>> [basis.basis.ref for basis in book.of("r-204", "care")]
        ['calls']
        >>> print(book.receipt("r-204", "c-1").to("zh").splitlines()[1])
        2026-03-02，本人同意（应用内确认）：每周电话问候（内部使用）。有效期至2027-03-02，可随时撤回。
        >>> bool(book.withdraw("r-204", "calls", by="r-204", means=ConsentMeans.APP)), book.of("r-204", "care")
        (True, ())
    """

    name = "consents"
    keeps = Text(
        "what was agreed to and refused, under a pseudonym, as proof until its time is over",
        "同意与拒绝的记录（以化名保存，作为证明，期满解除关联）",
    )

    def __init__(
        self,
        notices: Iterable[ConsentNotice],
        house: ConsentHouse,
        *,
        streams: StreamStore | None = None,
        names: SecretStore | None = None,
        others: Bases = _NO_OTHERS,
        clock: Clock | None = None,
    ) -> None:
        """Take notices, house, streams and names."""
        listed = tuple(notices)
        checks = Checks("ConsentBook")
        known = checks.every("notices", listed, ConsentNotice, Text("a ConsentNotice", "应为ConsentNotice"))
        checks.unique("notices", (each.ref for each in known))
        checks.instance("house", house, ConsentHouse, Text("a ConsentHouse", "应为ConsentHouse"))
        checks.refuse()
        self.house, self._others = house, others
        self._notices = {each.ref: each for each in listed}
        self._digests = {each.ref: each.digest for each in listed}
        self._latest = {each.id: each for each in sorted(listed, key=lambda each: each.version)}
        self._records = ConsentRecords(streams, MemorySecretStore() if names is None else names)
        self._clock: Clock = SystemClock() if clock is None else clock

    # What people say

    def give(
        self,
        consent: str,
        person: PersonRef,
        notice: ConsentNotice,
        *,
        by: PersonRef,
        means: ConsentMeans,
        speaker: PersonRef | None = None,
        witness: str = "",
        evidence: str = "",
    ) -> BookStep[Consents]:
        """Note a yes to the notice that was shown. Repeated under its id it is noted once.

        Args:
            consent: an id, never used again: the form's number.
            person: whose data it is about.
            notice: what they were shown: the newest version.
            by: who notes it; in the app, who speaks.
            means: how it was said.
            speaker: who spoke, if it was not the person: a guardian, somebody with authority.
            witness: who was witness, of what was said by voice.
            evidence: where the signed paper lies, as a reference.

        Raises:
            InvalidInputError: if an id is none.
            StorageError: if log or streams could not be written; then nothing was agreed to.
        """
        who = person if speaker is None else speaker
        return self._say(
            Answer(consent, person, notice, who, by, means, is_yes=True, witness=witness, evidence=evidence)
        )

    def refuse(
        self,
        consent: str,
        person: PersonRef,
        notice: ConsentNotice,
        *,
        by: PersonRef,
        means: ConsentMeans,
        speaker: PersonRef | None = None,
    ) -> BookStep[Consents]:
        """Note a no to the notice that was shown, said in whatever way. It ends a yes to an earlier version.

        Args:
            consent: as of `give`.
            person: as of `give`.
            notice: as of `give`.
            by: as of `give`.
            means: as of `give`.
            speaker: as of `give`.
        """
        who = person if speaker is None else speaker
        return self._say(Answer(consent, person, notice, who, by, means, is_yes=False))

    def withdraw(
        self, person: PersonRef, notice: str, *, by: PersonRef, means: ConsentMeans, speaker: PersonRef | None = None
    ) -> BookStep[Consents]:
        """Take back what was agreed to, in whatever version, by whatever means: at once, and nobody approves it.

        Args:
            person: whose data it is about.
            notice: the notice's id.
            by: who notes it.
            means: how it was said.
            speaker: who spoke, if it was not the person.

        Raises:
            InvalidInputError: if an id is none.
            StorageError: if log or streams could not be written; said again, it does no harm.
        """
        now, who = self._clock.now(), person if speaker is None else speaker
        held = self._records.of(person)
        speaking, refused = self.house.speaking(who, person, now)
        step = BookStep(held, refused or (NOTHING_STANDS,))
        spoke = self._records.name(who) if held is not None and speaking is not None else None
        if held is not None and speaking is not None and spoke is not None:
            noted = spoke if by == who else by
            event = ConsentWithdrawn(at=now, by=noted, notice=notice, speaker=spoke, speaking=speaking, means=means)
            step = self._records.take(held.record, event)
        self._note(person, self._latest.get(notice), "withdraw-consent", by, now, allowed=bool(step))
        return step

    # What stands

    def of(self, subject: PersonRef, purpose: str) -> tuple[SubjectBasis, ...]:
        """What allows now that a person's data is used for a purpose: see `Bases`. What was taken back is not told."""
        agreed = (
            SubjectBasis(subject, purpose, notice.basis, consent.at, consent.until, up_to=notice.up_to,
                fields=frozenset(rule.name for rule in notice.fields), recipients=notice.goes_to)
            for consent, notice in self._standing(subject, purpose)
        )  # fmt: skip
        return (*self._others.of(subject, purpose), *agreed)

    def withdrawn(self, person: PersonRef) -> dict[str, date]:
        """Which of a person's consents do not stand any more, by the notice's id, and since when.

        For `VaultOptions.withdrawn`: what was held on them alone is erased. What only lapsed, since a child turned 14
        or a person died, is not in it: it allows nothing, but whether the data goes is for people to decide.
        """
        now, ended, held = self._clock.now(), dict[str, date](), self._records.of(person) or Consents("")
        for notice in {each.notice_id for each in held.said}:
            yes = [each for each in held.about(notice) if each.is_yes]
            if yes and not any(each.ended is None and now < each.until for each in yes):
                ended[notice] = max(day_of(each.ended or each.until, self.house.zone) for each in yes)
        return ended

    def agreed(self, person: PersonRef) -> frozenset[tuple[str, str]]:
        """To which purposes a person agreed, as `PurposeLimit` takes them: what is known may go into another form."""
        standing = self._standing(person)
        return frozenset((str(person), notice.purpose.name) for _, notice in standing if not notice.goes_to)

    def to_ask(self, person: PersonRef) -> tuple[ConsentNotice, ...]:
        """The notices of today to which a person has no answer that counts: not asked, run out, lapsed, a new version.

        Whoever said no to the newest version is not asked again.
        """
        held = self._records.of(person) or Consents("")
        answered = {consent.notice for consent, _ in self._standing(person)}
        for notice in self._latest.values():
            answered |= {each.notice for each in held.about(notice.id)[-1:] if not each.is_yes}
        return tuple(notice for notice in self._latest.values() if notice.ref not in answered)

    def said(self, person: PersonRef) -> tuple[Consent, ...]:
        """Each yes and each no of a person, in order, also what ended."""
        held = self._records.of(person)
        return () if held is None else held.said

    # What the person is told

    def told(self, person: PersonRef) -> tuple[Text, ...]:
        """What a person said, in sentences, for their account: `VaultSubjectData(..., consents=book.told)`."""
        now, zone = self._clock.now(), self.house.zone
        return tuple(
            told(each, self._notices.get(each.notice), zone, now, self.house.why_lapsed(person, each, now))
            for each in self.said(person)
        )

    def receipt(self, person: PersonRef, consent: str) -> ConsentReceipt | None:
        """A receipt of what was said under an id, or None if nothing was.

        Raises:
            NotFoundError: if the notice is none of the book's, or another text stands under its version.
        """
        held = self._records.of(person)
        found = None if held is None else held.find(consent)
        return None if held is None or found is None else self._receipt(held, found)

    def is_genuine(self, receipt: bytes) -> bool:
        """Whether a receipt (`ConsentReceipt.to_json`) is one of this book, also when nobody knows any more of whom."""
        try:
            said: Any = read_json(receipt)
            held = self._records.under(said["record"])
            found = None if held is None else held.find(said["consent"])
            now = {} if held is None or found is None else self._receipt(held, found).content
        except (ValueError, TypeError, KeyError, NotFoundError):
            return False
        return bool(now) and {**said, **{key: now[key] for key in LATER}} == now

    # What is forgotten

    def forget(self, person: PersonRef, fields: frozenset[str] | None = None, *, item: str | None = None) -> int:
        """End all that stands; how much that was. With the end of `ConsentHouse.proof_days` the pseudonym goes too.

        Single fields are none of the book's: it keeps no value.
        """
        if fields is not None or item is not None or not self._records.is_known(person):
            return 0
        now, record = self._clock.now(), self._records.name(person)
        standing = [each for each in self.said(person) if each.is_yes and each.ended is None]
        if record is not None:
            self._records.take(record, ConsentsErased(at=now, by=_BOOK))
        for each in standing:
            self._note(person, self._notices.get(each.notice), "end-consent", _BOOK, now, allowed=True, consent=each.id)
        if not self.house.proof_days:
            self._records.part(person)
        return len(standing)

    def expire(self) -> int:
        """Destroy the pseudonyms of erased people whose proof is kept long enough; how many. Run it daily.

        What they said stays, and tells of nobody any more; whoever holds a receipt can still have it found.
        """
        now, kept, over = self._clock.now(), timedelta(days=self.house.proof_days), 0
        for person in self._records.people():
            held = self._records.of(person)
            if held is not None and held.erased is not None and held.erased + kept <= now:
                over += self._records.part(person)
        return over

    # Within

    def _say(self, answer: Answer) -> BookStep[Consents]:
        """Take an answer in. A yes is logged before it counts; a no counts before it is logged."""
        now, person, notice = self._clock.now(), answer.person, answer.notice
        speaking, refused = self.house.speaking(answer.speaker, person, now)
        refused = (*self._unknown(answer), *refused, *answer.why_not_so())
        record = event = None
        if speaking is not None and not refused:
            record = self._records.name(person)
            event = answer.event(now, speaking, self._records)
        if record is None or event is None:
            step = BookStep(self._records.of(person), refused or (ERASED,))
        elif answer.is_yes:
            step = advance_consents(record, self._records.under(record), event)
        else:
            step = self._records.take(record, event)
        action = "give-consent" if answer.is_yes else "refuse-consent"
        self._note(person, notice, action, answer.by, now, allowed=bool(step), consent=answer.consent)
        if step and answer.is_yes and record is not None and event is not None:
            step = self._records.take(record, event)
            if not step:  # somebody was there meanwhile
                self._note(person, notice, action, answer.by, now, allowed=False, consent=answer.consent)
        return step

    def _unknown(self, answer: Answer) -> tuple[Text, ...]:
        """Why this notice cannot be answered so; empty if it can. A no may be said to an old version too."""
        ref, latest = answer.notice.ref, self._latest.get(answer.notice.id)
        if latest is None or self._digests.get(ref) != answer.notice.digest:
            return (_NO_NOTICE.fill(notice=ref),)
        return (_NEWER.fill(notice=latest.ref),) if answer.is_yes and latest.ref != ref else ()

    def _standing(self, person: PersonRef, purpose: str | None = None) -> Iterator[tuple[Consent, ConsentNotice]]:
        """Each yes that counts now with its notice, of one purpose or of all."""
        now, held = self._clock.now(), self._records.of(person) or Consents("")
        for each in held.said:
            notice = self._notices.get(each.notice)
            if (
                notice is None
                or self._digests[each.notice] != each.digest
                or purpose not in {None, notice.purpose.name}
            ):
                continue
            if each.runs_at(now) and self.house.why_lapsed(person, each, now) is None:
                yield each, notice

    def _receipt(self, held: Consents, found: Consent) -> ConsentReceipt:
        notice = self._notices.get(found.notice)
        if notice is None or self._digests[notice.ref] != found.digest:
            raise NotFoundError(_NO_NOTICE.fill(notice=found.notice))
        return ConsentReceipt(held.record, found, notice, self._clock.now(), self.house.zone)

    def _note(
        self,
        person: PersonRef,
        notice: ConsentNotice | None,
        action: str,
        by: PersonRef,
        at: datetime,
        *,
        allowed: bool,
        consent: str = "",
    ) -> None:
        entry = AuditEntry(at, by, action, subject=self.house.pseudonym(person), allowed=allowed, about=consent)
        if notice is not None:
            rule, purpose = f"consents#{notice.ref}", notice.purpose.name
            entry = evolve(entry, fields=notice.keys, tier=notice.up_to, purpose=purpose, rule=rule)
        self.house.log.append([entry])


_NO_NOTICE = Text("the book has no notice {notice} with this text", "登记簿中没有此文本的告知书{notice}")
_NEWER = Text("a newer notice is to be shown: {notice}", "应出示新版告知书：{notice}")
