"""What is held, and changes of it: each with its entry of the log, in one transaction where one database has both."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import TypeVar

from attrs import field, frozen

from commgov.core.ids import PersonRef, UnitId
from commgov.core.timing import Clock
from commgov.errors import ConflictError, NotFoundError, SealError
from commgov.privacy.access.actions import Action
from commgov.privacy.audit.entry import Pseudonym
from commgov.privacy.audit.lately import Lately
from commgov.privacy.audit.log import AuditLog
from commgov.privacy.classification.combining import COMBINATIONS
from commgov.privacy.entering.fields import FieldLedger
from commgov.privacy.recognise import Recogniser
from commgov.privacy.schema.records import record_schema
from commgov.privacy.schema.rules import FieldRule, RecordSchema
from commgov.privacy.vault.finding import Indexes
from commgov.privacy.vault.journal import AccessNotice, Draft, OnNotice, append
from commgov.privacy.vault.judging import Question
from commgov.privacy.vault.marks import state_mark, state_name
from commgov.privacy.vault.sealing import File, KeyGoneError, Sealer
from commgov.privacy.vault.store import Stored, SubjectChange, VaultStore
from commgov.seal import Secret
from commgov.wording import Text

TAKEN = (Action.EXPORT.value, Action.DISCLOSE.value)
"""What is counted together, however it is sliced. What is shared is counted by recipient, where it is shared."""

TAKEN_SPAN = timedelta(hours=24)
MANY = min(row.persons for row in COMBINATIONS if row.persons > 1)
"""So many people are a list."""

ATTEMPTS = 16  # of a change, while others are faster
PAGE = 200
VAULT = PersonRef("vault")  # acts where nobody does

Answer = TypeVar("Answer")
Together = Callable[[], AbstractContextManager[tuple[VaultStore, AuditLog]]]
"""Opens a transaction that records and log are written in together."""


@frozen(repr=False)
class Plan:
    """What a writer wants to do to a person, seen as they stand.

    Args:
        drafts: for the log.
        change: None: nothing, it was refused.
    """

    drafts: tuple[Draft, ...]
    change: SubjectChange | None = None


class SetBackError(SealError):
    """What is stored of somebody is true, and older than what was written last: the log knows of a later state."""


class OvertakenError(Exception):
    """Somebody else has changed the same person meanwhile: the transaction is taken back, and made anew."""


@frozen(repr=False, eq=False)
class Holding(Secret):
    """What a vault consists of.

    Args:
        store: the sealed records.
        log: the access log.
        together: opens both in one transaction.
        sealer: opens and seals.
        indexes: find by value.
        records: the classes of records.
        recognisers: look into free text.
        clock: tells the time.
        zone: in which days begin.
        on_notice: is given each notice.
    """

    store: VaultStore
    log: AuditLog
    together: Together
    sealer: Sealer
    indexes: Indexes
    records: tuple[type, ...]
    recognisers: tuple[Recogniser, ...]
    clock: Clock
    zone: tzinfo
    on_notice: OnNotice
    schemas: Mapping[str, RecordSchema] = field(init=False)
    taken: Lately = field(init=False)

    @schemas.default
    def _by_name(self) -> Mapping[str, RecordSchema]:
        return {record_schema(record).name: record_schema(record) for record in self.records}

    @taken.default
    def _taken(self) -> Lately:
        return Lately(self.log.store, TAKEN, TAKEN_SPAN)

    def persons(self, question: Question, subjects: Collection[Pseudonym]) -> int:
        """How many people a question is about: those asked about now, and from `MANY` on, those taken out before."""
        if question.action.value not in TAKEN:
            return len(subjects)
        together = len(self.taken.subjects(question.asker.by, question.at).union(subjects))
        return together if together >= MANY else len(subjects)

    def now(self) -> datetime:
        """The moment, by the clock."""
        return self.clock.now().astimezone(UTC)

    def day(self, at: datetime) -> date:
        """The community's day at a moment."""
        return at.astimezone(self.zone).date()

    def schema(self, record: type) -> RecordSchema:
        """The schema of a class of records.

        Raises:
            NotFoundError: if this vault keeps none of that class.
        """
        if record not in self.records:
            raise NotFoundError(_NO_KIND.fill(kind=record.__name__))
        return record_schema(record)

    def rule(self, key: str) -> FieldRule | None:
        """What is declared of a field by its key; None if no record of this vault has it."""
        record, _, name = key.partition(".")
        schema = self.schemas.get(record)
        return None if schema is None else next((rule for rule in schema if rule.name == name), None)

    def file(self, subject: PersonRef) -> File | None:
        """What is held of a person; None if nothing was ever, or they were erased.

        Raises:
            SetBackError: if what is stored is not what was written last.
            SealError: if it is nothing that was ever written.
        """
        stored = self.store.load(subject)
        if stored is None:
            return None
        self.sealer.keys.open_ahead([subject])
        file = self._opened(stored)
        return None if file is None else self._newest([file])[0]

    def files(
        self, units: frozenset[UnitId] | None = None, *, broken: Callable[[PersonRef, SealError], object] | None = None
    ) -> Iterator[File]:
        """What is held of everybody, page by page; as `file`, unless somebody is named who takes what is broken."""
        for page in self.pages(units):
            try:
                there = self._newest([file for file in map(self._opened, page) if file is not None])
            except SealError:
                if broken is None:
                    raise
                there = [self._file_or(stored.row.subject, broken) for stored in page]
            yield from (file for file in there if file is not None)

    def _file_or(self, subject: PersonRef, broken: Callable[[PersonRef, SealError], object]) -> File | None:
        try:
            return self.file(subject)
        except SealError as error:
            broken(subject, error)
            return None

    def pages(self, units: frozenset[UnitId] | None = None) -> Iterator[Sequence[Stored]]:
        """Everybody as stored, page by page."""
        after: PersonRef | None = None
        while page := self.store.page(units=units, after=after, limit=PAGE):
            self.sealer.keys.open_ahead(each.row.subject for each in page)
            yield page
            if len(page) < PAGE:
                return
            after = page[-1].row.subject

    def _newest(self, files: Sequence[File]) -> list[File | None]:
        """The same files, if the log knows of no later state of these people.

        One question to the log for all of them. Whoever was changed meanwhile is read anew.
        """
        later = {state_name(file.directory.pseudonym, file.version + 1): file for file in files}
        known = self.log.mentions(later)
        return [self._reread(file) if name in known else file for name, file in later.items()]

    def _reread(self, file: File) -> File | None:
        """A person of whom the log knows a later state: it is there by now, or they were set back."""
        stored = self.store.load(file.subject)
        if stored is None:
            return None
        if stored.row.version <= file.version:
            raise SetBackError(_SET_BACK.fill(subject=file.subject))
        return self.file(file.subject)

    def again(self, ask: Callable[[], Answer]) -> Answer:
        """What was asked; anew if somebody was erased while it was answered, so that the answer does without them.

        Raises:
            SealError: if keys are gone of people who are not.
        """
        for _ in range(ATTEMPTS):
            with suppress(KeyGoneError):
                return ask()
        return ask()

    def _opened(self, stored: Stored) -> File | None:
        try:
            return self.sealer.opened(stored)
        except KeyGoneError:
            if self.store.is_erased(stored.row.subject):
                return None
            raise

    def ledger(self, file: File) -> FieldLedger:
        """What is known of a person, as a ledger of fields."""
        return FieldLedger(self.records, file.directory.entries(file.subject), file.directory.milestones)

    def tell(self, drafts: Iterable[Draft]) -> list[range]:
        """Put drafts into the log and hand the notices on; only then may anything be given out."""
        leaves, notices = append(self.log, drafts)
        for notice in notices:
            self.on_notice(notice)
        return leaves

    def write(self, subject: PersonRef, make: Callable[[File | None], Plan]) -> tuple[Plan, list[range]]:
        """Make a change, with its entries; again from the start while others are faster.

        Args:
            subject: whose.
            make: what to do to the person as they stand.

        Raises:
            ConflictError: if others change the same person all the time.
            StorageError: if it could not be stored; then nothing of it was.
        """
        for _ in range(ATTEMPTS):
            file, plan = self.again(lambda: _planned(self.file(subject), make))
            if plan.change is None:
                return plan, self.tell(plan.drafts)
            pseudonym = plan.drafts[0].pseudonym if file is None else file.directory.pseudonym
            with suppress(OvertakenError):
                leaves, notices = self._written(plan.drafts, plan.change, pseudonym)
                for notice in notices:
                    self.on_notice(notice)
                return plan, leaves
        raise ConflictError(_TOO_FAST.fill(subject=subject))

    def _written(
        self, drafts: tuple[Draft, ...], change: SubjectChange, pseudonym: Pseudonym
    ) -> tuple[list[range], list[AccessNotice]]:
        """Entries, then rows, then the mark of the new state: rows without their mark are the newest all the same."""
        by = drafts[0].asker.by if drafts else VAULT
        with self.together() as (store, log):
            told = append(log, drafts)
            if not store.keep(change):
                raise OvertakenError
            log.append([state_mark(pseudonym, change.row.version, by, self.now())])
            return told


def _planned(file: File | None, make: Callable[[File | None], Plan]) -> tuple[File | None, Plan]:
    return file, make(file)


_NO_KIND = Text("this vault keeps no {kind}", "本保险库不保存{kind}")
_SET_BACK = Text(
    "what is stored of {subject} is older than what was written last: restore the newest, or erase it",
    "{subject}所存数据早于最后一次写入：请恢复最新数据或予以删除",
)
_TOO_FAST = Text("others change what is held of {subject} all the time", "{subject}的数据一直被他人修改")
