"""Erasure, restriction and retention: what is no longer to be used, or to be there at all."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from threading import Lock

from attrs import define, evolve, field, frozen

from commgov.core.checks import Checks
from commgov.core.ids import PersonRef, UnitId
from commgov.errors import ConflictError, InvalidInputError, NotFoundError, SealError
from commgov.privacy.access.actions import Action
from commgov.privacy.entering.fields import FieldLedger, Milestone
from commgov.privacy.entering.prefilling import PurposeLimit
from commgov.privacy.keeping.keepers import PACKAGES, Keeper, Reach, forget_everywhere
from commgov.privacy.keeping.retaining import RetentionRun, run_retention
from commgov.privacy.keys.erasing import CopyHolder, ErasureReceipt
from commgov.privacy.purposes import Purpose
from commgov.privacy.tiers import Tier
from commgov.privacy.vault.directory import Directory, Held, Line
from commgov.privacy.vault.holding import VAULT, Holding, Plan
from commgov.privacy.vault.journal import Draft, Touched, append
from commgov.privacy.vault.judging import Asker
from commgov.privacy.vault.marks import round_mark, round_name, state_mark
from commgov.privacy.vault.options import VaultOptions
from commgov.privacy.vault.reading import is_closed
from commgov.privacy.vault.sealing import File, New
from commgov.privacy.vault.store import RowsErased, SubjectState, VaultStore
from commgov.seal import Secret
from commgov.wording import Text

_ERASE, _RESTRICT, _LIFT, _RETENTION = "erase", "restrict", "lift-restriction", "retention"
_UPKEEP = Purpose("upkeep", Text("keeping data no longer than needed", "不超期保存"))
_OURS = "vault"  # stands for the policy where what was done follows from a procedure

_HOUR = timedelta(hours=1)

Goes = Callable[[str, str], bool]
"""Whether a field goes, by its key and item."""


class Upkeep(Secret):
    """Erases, restricts and keeps no longer than is due.

    Args:
        holding: what is held.
        options: who else keeps something of people, what was promised, what was taken back, what is on hold.
    """

    __slots__ = ("_done", "_limits", "_lock", "_traces", "_try_again", "holding", "keepers")

    def __init__(self, holding: Holding, options: VaultOptions) -> None:
        """Have done no round yet."""
        self.holding, self.keepers, self._traces, self._limits = holding, options.keepers, options.traces, options
        self._done, self._try_again, self._lock = date.min, datetime.min.replace(tzinfo=UTC), Lock()

    def add_keeper(self, keeper: Keeper) -> None:
        """Have somebody else forget too, from now on."""
        if all(keeper is not each for each in self.keepers):
            self.keepers = (*self.keepers, keeper)

    def agreed(self, ref: PersonRef) -> PurposeLimit:
        """For which purposes what is known of a person may be used again, as far as they agreed."""
        return PurposeLimit(self._limits.agreed(ref))

    def erase(self, ref: PersonRef, by: PersonRef, about: str) -> ErasureReceipt:
        """Erase a person: rows, list, codes, what others keep, keys."""
        return self._erased(ref, by, about)[1]

    def forget(self, ref: PersonRef, fields: frozenset[str] | None, item: str | None) -> int:
        """Forget a person, or some fields or one record of theirs, with what is known of them."""
        if fields is None and item is None:
            return self._erased(ref, VAULT, "")[0].fields
        return self.drop(ref, _going(fields, item), "forget", values=True, known=True)

    def restrict(self, ref: PersonRef, by: PersonRef, about: str, fields: frozenset[str] | None) -> bool:
        """Let a person's data, or some fields of it, only be kept. Returns whether anything changed."""

        def to(file: File) -> File:
            if fields is None:
                return evolve(file, state=SubjectState.RESTRICTED)
            return evolve(file, directory=evolve(file.directory, restricted=file.directory.restricted | fields))

        return self._use(ref, by, about, _RESTRICT, to)

    def lift(self, ref: PersonRef, by: PersonRef, about: str, fields: frozenset[str] | None) -> bool:
        """Let a person's data, or some fields of it, be used again. Returns whether anything changed."""

        def to(file: File) -> File:
            restricted = frozenset[str]() if fields is None else file.directory.restricted - fields
            state = SubjectState.KEPT if fields is None else file.state
            return evolve(file, state=state, directory=evolve(file.directory, restricted=restricted))

        return self._use(ref, by, about, _LIFT, to)

    def _use(self, ref: PersonRef, by: PersonRef, about: str, action: str, to: Callable[[File], File]) -> bool:
        """Change how a person's data may be used."""
        at = self.holding.now()

        def make(file: File | None) -> Plan:
            after = None if file is None else to(file)
            if file is None or after is None or after == file:
                return Plan(())
            touched = after.directory.restricted ^ file.directory.restricted
            held = [each for each in file.directory.held if after.state is not file.state or each.key in touched]
            draft = _draft(file, by, action, held, at, about)
            return Plan((draft,), self.holding.sealer.change(after, after.directory))

        plan, _ = self.holding.write(ref, make)
        return plan.change is not None

    def renew(self) -> int:
        """Seal everybody's fields anew, and work all codes out anew. Returns how many people."""
        people = [file.subject for file in self.holding.files()]
        for person in people:
            self.holding.write(person, self._renewed)
        return len(people)

    def _renewed(self, file: File | None) -> Plan:
        if file is None:
            return Plan(())
        sealer, codes = self.holding.sealer, dict[str, frozenset[int]]()
        fresh = [
            New(rule, held.item, sealer.value(file, held), max(held.tier, rule.tier), held.basis)
            for held in file.directory.held
            if (rule := self.holding.rule(held.key)) is not None
        ]
        for name, schema in self.holding.schemas.items():
            records = [sealer.values(file, file.directory.of(name, item)) for item in file.directory.items(name)]
            codes |= self.holding.indexes.codes(schema, records, frozenset(rule.name for rule in schema))
        return Plan((), evolve(sealer.change(file, file.directory, fresh), codes=codes))

    def finish(self) -> None:
        """Finish erasures that broke off behind the rows: what others keep, and the keys. What is missed stays so."""
        for ref in self.holding.store.unfinished():
            is_reached = bool(forget_everywhere(ref, self.keepers))
            holders = [_Remains(self.holding.store)] if is_reached else []
            self.holding.sealer.keys.destroy(ref, at=self.holding.now(), holders=holders)

    def tick(self, *, anew: bool) -> RetentionRun | None:
        """Do the day's round of retention, again if it missed something or is wanted anew; None if it was done.

        The log has a mark of each day's round: so one process does it, and none that begins anew does it again.
        """
        today = self.holding.day(self.holding.now())
        if (self._is_done(today, 0) and not anew) or not self._lock.acquire(blocking=False):
            return None
        try:
            self.finish()
            held = self._limits.held()
            unread = list[PersonRef]()
            files = self.holding.files(broken=lambda subject, _: unread.append(subject))
            runs = [self._retained(file, today, held) for file in files]
            run = RetentionRun(
                today,
                tuple(due for each in runs for due in each.erased),
                tuple(due for each in runs for due in each.held),
                tuple(missed for each in runs for missed in each.missed),
                tuple(unread),
            )
            if not run.missed:
                self.holding.log.append([round_mark(today, VAULT, self.holding.now())])
                self._done = today
            return run
        finally:
            self._lock.release()

    def tick_if_late(self) -> None:
        """Do the round if nobody else did for too long: a scheduler calls `tick`, so that nobody waits for it.

        If something keeps being missed, it is tried once an hour and not by each who comes.
        """
        now = self.holding.now()
        is_time = not now < self._try_again <= now + _HOUR  # later than that it was set by a clock that went back
        if is_time and not self._is_done(self.holding.day(now), self._limits.days_late):
            self._try_again = now + _HOUR
            self.tick(anew=False)

    def _is_done(self, today: date, late: int) -> bool:
        """Whether the round of a day was done, or of one of so many days before it."""
        days = [today - timedelta(days=each) for each in range(late + 1)]
        if self._done not in days:  # nor does a round of a day to come count: the clock went back
            known = self.holding.log.mentions([round_name(day) for day in days])
            self._done = max((day for day in days if round_name(day) in known), default=date.min)
        return self._done in days

    def _retained(self, file: File, today: date, held: Mapping[PersonRef, Text]) -> RetentionRun:
        """What is due of one person, erased. Whoever's data is only kept, keeps it: it is kept for a dispute."""
        if file.state is SubjectState.RESTRICTED:
            held = {file.subject: _RESTRICTED, **held}
        ledger = _StoredLedger(self, file)
        withdrawn = self._limits.withdrawn(file.subject)
        return run_retention(ledger, [_Values(self), *self.keepers], today, withdrawn=withdrawn, held=held)

    def drop(self, ref: PersonRef, goes: Goes, rule: str, *, values: bool, known: bool) -> int:
        """Drop fields, or what is known of them, or both. Returns how many fields."""
        at, count = self.holding.now(), 0

        def make(file: File | None) -> Plan:
            nonlocal count
            count = 0
            if file is None:
                return Plan(())
            gone = [each for each in file.directory.held if values and goes(*each.place)]
            if rule == _RETENTION and gone and is_closed(file, (each.key for each in gone)):
                raise ConflictError(_RESTRICTED)  # since the round looked: it is kept, and the round is done again
            directory = file.directory
            if known:
                lines = tuple((key, item, *more) for key, item, *more in directory.known if not goes(key, item))
                directory = evolve(directory, known=lines, milestones=_needed(directory, lines))
            if not gone and directory == file.directory:
                return Plan(())
            count = len(gone)
            directory, dropped = directory.without(each.place for each in gone)
            change = self.holding.sealer.change(file, directory, dropped=dropped)
            drafts = (_draft(file, VAULT, rule, gone, at, ""),) if gone else ()
            return Plan(drafts, evolve(change, codes=self._codes(file, directory, gone)))

        self.holding.write(ref, make)
        return count

    def _codes(self, file: File, directory: Directory, gone: list[Held]) -> dict[str, frozenset[int]]:
        """The codes of what is left, in indexes of what is gone."""
        found: dict[str, frozenset[int]] = {}
        for name in {each.key.partition(".")[0] for each in gone} & self.holding.schemas.keys():
            changed = frozenset(each.key.partition(".")[2] for each in gone if each.key.startswith(f"{name}."))
            left = [self.holding.sealer.values(file, directory.of(name, item)) for item in directory.items(name)]
            found |= self.holding.indexes.codes(self.holding.schemas[name], left, changed)
        return found

    def _erased(self, ref: PersonRef, by: PersonRef, about: str) -> tuple[RowsErased, ErasureReceipt]:
        checks = Checks("erase")
        checks.identifier("subject", ref)
        checks.identifier("by", by)
        checks.refuse()
        at = self.holding.now()
        try:
            file = self.holding.file(ref) or File(ref, _NO_UNIT, directory=_NOTHING)
        except (SealError, NotFoundError, InvalidInputError):
            file = File(ref, _NO_UNIT, directory=_NOTHING)  # what does not open has to go all the same
        told = self.holding.log.about(file.directory.pseudonym) if file.version else ()
        given = any(entry.action == Action.SHARE and entry.allowed for _, entry in told)
        with self.holding.together() as (store, log):
            append(log, [_draft(file, by, _ERASE, file.directory.held, at, about)])
            there = store.load(ref)  # behind the entry, so that nobody changes it any more where they are together
            if there is not None and file.version:  # the mark first: what breaks off here is read by nobody any more
                log.append([state_mark(file.directory.pseudonym, there.row.version + 1, by, at, erased=True)])
            rows = store.begin_erasure(ref)
        reach = forget_everywhere(ref, self.keepers, traces=self._traces)
        asked = _Asked(_ROWS.fill(fields=rows.fields, codes=rows.codes))
        holders: list[CopyHolder] = [asked, _Remains(self.holding.store), *_holders(reach, self.keepers)]
        if given and all(keeper.name != PACKAGES for keeper in self.keepers):
            holders.append(_Asked(Text(PACKAGES, PACKAGES), _NO_DESK))
        local = at.astimezone(self.holding.zone)  # the receipt is read by people
        return rows, self.holding.sealer.keys.destroy(ref, at=local, holders=holders)


class _StoredLedger(FieldLedger):
    """What is known of one person; what is forgotten of it is forgotten in the store too."""

    def __init__(self, upkeep: Upkeep, file: File) -> None:
        """Know what is stored."""
        entries = file.directory.entries(file.subject)
        closed = file.directory.restricted  # what is only kept is kept: it is never due
        used = [each for each in entries if each.key not in closed]
        super().__init__(upkeep.holding.records, used, file.directory.milestones)
        self._upkeep = upkeep

    def forget(self, person: PersonRef, fields: frozenset[str] | None = None, *, item: str | None = None) -> int:
        """Forget here and there."""
        self._upkeep.drop(person, _going(fields, item), _RETENTION, values=False, known=True)
        return super().forget(person, fields, item=item)


_REMAINS = Text("what removed rows leave in the files of the store", "已删除行在存储文件中的残留")
_SEALED = Text("sealed values", "加密字段")


@frozen
class _Values:
    """The values alone, as a keeper: what is known of them goes last, when all others have forgotten too."""

    _upkeep: Upkeep
    name: str = field(default="vault", init=False)
    keeps: Text = field(default=_SEALED, init=False)

    def forget(self, person: PersonRef, fields: frozenset[str] | None = None, *, item: str | None = None) -> int:
        """Drop the values."""
        return self._upkeep.drop(person, _going(fields, item), _RETENTION, values=True, known=False)


class _Remains:
    """What removed rows have left in the store itself, as a holder of copies; with it the erasure ends."""

    name = _REMAINS

    def __init__(self, store: VaultStore) -> None:
        self._store = store

    def erase(self, subject: PersonRef) -> Text | None:
        return self._store.end_erasure(subject)


@define
class _Asked:
    """What came of asking a keeper, as a holder of copies."""

    name: Text
    left: Text | None = None

    def erase(self, subject: PersonRef) -> Text | None:
        del subject
        return self.left


def _going(fields: frozenset[str] | None, item: str | None) -> Goes:
    """These fields, of this record; None: all."""
    return lambda key, of: (fields is None or key in fields) and (item is None or of == item)


def _holders(reach: Reach, keepers: Iterable[Keeper]) -> list[CopyHolder]:
    keeps = {keeper.name: keeper.keeps for keeper in keepers}
    done: list[CopyHolder] = [
        _Asked(_KEEPER.fill(name=name, n=count, keeps=keeps[name])) for name, count in reach.reached.items()
    ]
    return [*done, *(_Asked(out.keeps or Text(out.keeper, out.keeper), out.reason) for out in reach.missed)]


def _needed(directory: Directory, lines: tuple[Line, ...]) -> tuple[Milestone, ...]:
    """The milestones that something known still counts from."""
    items = {item for _, item, *_ in lines} | {""}
    return tuple(each for each in directory.milestones if each.item in items) if lines else ()


def _draft(file: File, by: PersonRef, action: str, held: Iterable[Held], at: datetime, about: str) -> Draft:
    fields = tuple(held)
    keys = tuple(dict.fromkeys(each.key for each in fields))
    touched = Touched(True, action, keys, max((each.tier for each in fields), default=Tier.T1))
    return Draft(
        Asker(by, _UPKEEP),
        _ERASE if by == VAULT else action,
        at,
        subject=file.subject,
        pseudonym=file.directory.pseudonym,
        touched=(touched,),
        policy=_OURS,
        about=about,
    )


_NO_UNIT = UnitId("")
_NOTHING = Directory("")
_RESTRICTED = Text("the data is only kept, for the time being", "数据现仅予存储")
_ROWS = Text(
    "the vault: {fields} sealed fields, {codes} codes of blind indexes, the list of fields with the field ledger",
    "保险库：{fields}个加密字段、{codes}个盲索引代码、字段清单及字段台账",
)
_NO_DESK = Text(
    "what was given to others: no sharing desk is at hand that could revoke its packages",
    "已对外提供的数据：当前没有可撤回数据包的共享业务台",
)
_KEEPER = Text("{name}: {n} pieces of {keeps}", "{name}：{n}项（{keeps}）")
