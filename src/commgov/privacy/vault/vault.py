"""The vault: residents' and members' records, entered once, sealed field by field, read only through decisions."""

from collections.abc import Collection, Iterable
from contextlib import nullcontext
from datetime import date
from typing import TYPE_CHECKING

from commgov.core.checks import Checks
from commgov.core.ids import DemandId, PersonRef, UnitId
from commgov.core.timing import Clock, SystemClock
from commgov.privacy.access.control import AccessControl
from commgov.privacy.access.reviews import AccessReview
from commgov.privacy.audit.entry import AuditEntry, Pseudonym
from commgov.privacy.audit.log import AuditLog
from commgov.privacy.audit.roots import SignedRoot
from commgov.privacy.entering.fields import FieldLedger
from commgov.privacy.keeping.keepers import Keeper
from commgov.privacy.keeping.retaining import RetentionRun
from commgov.privacy.keys.erasing import ErasureReceipt
from commgov.privacy.keys.limits import KeyLimits
from commgov.privacy.keys.tree import KeyTree
from commgov.privacy.purposes import Purpose
from commgov.privacy.vault.backing import Backing
from commgov.privacy.vault.copying import copied
from commgov.privacy.vault.database import VaultDatabase
from commgov.privacy.vault.erasing import Upkeep
from commgov.privacy.vault.finding import Indexes
from commgov.privacy.vault.holding import Holding, Together
from commgov.privacy.vault.judging import Asker
from commgov.privacy.vault.options import VaultOptions
from commgov.privacy.vault.results import Seen
from commgov.privacy.vault.reviewing import Reviews
from commgov.privacy.vault.sealing import Sealer
from commgov.privacy.vault.session import Session
from commgov.privacy.vault.store import SubjectState, VaultStore
from commgov.privacy.vault.verifying import VerifiedVault, verified
from commgov.seal import Aead, Secret
from commgov.wording import Text

if TYPE_CHECKING:
    from commgov.seal import VerifyingKey


class Vault(Secret):
    """One community's vault.

    Args:
        community: everything is bound to it.
        keys: the key tree of that community.
        records: where the sealed records lie.
        control: who may do what.
        log: the access log.
        clock: tells the time.
        together: opens records and log in one transaction; None: an entry is written before what it tells of, so that a
            write that fails leaves an entry of an attempt, and none goes without.
        options: which records, who else keeps something, who is told.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> from datetime import UTC, datetime
        >>> from commgov.core import FixedClock
        >>> from commgov.grid import Organisation
        >>> from commgov.privacy import AccessPolicy, Assignment, AssignmentBook, Basis, BasisBook, BasisKind
        >>> from commgov.privacy import MemoryKeyStore, MemoryVaultStore, Origin, Resident, SubjectBasis
        >>> from commgov.seal import Keyset
        >>> spring, duty = datetime(2026, 3, 2, 9, tzinfo=UTC), Basis(BasisKind.DUTY, "regulation-9")
        >>> organisation = Organisation.from_columns(["b", "grid-1"], [None, "b"])
        >>> workers = AssignmentBook([Assignment("officer-7", "grid-worker", "grid-1", spring)])
        >>> bases = BasisBook([SubjectBasis("r-204", "home-visit", duty, spring)])
        >>> vault = Vault(
        ...     community="community-b",
        ...     keys=KeyTree.open(MemoryKeyStore(), Keyset.generate(), tenant="community-b"),
        ...     records=MemoryVaultStore(),
        ...     control=AccessControl(AccessPolicy.community(), organisation, workers, bases),
        ...     log=AuditLog("community-b"),
        ...     clock=FixedClock(spring),
        ... )
        >>> known = Resident(ref="r-204", name="王小明", phone="13800000012")
        >>> with vault.session(by="officer-7", purpose=Purpose("home-visit")) as s:
        ...     entered = s.put(known, basis=duty, origin=Origin.PERSON, unit="grid-1")
        ...     given = s.get("r-204", ("name", "phone", "health"))
        >>> given, given["name"], given["phone"]
        (Seen('r-204', 2 fields given, 1 refused), '王小明', '138***12')
        >>> [entry.action for _, entry in vault.accesses("r-204")], bool(vault.verify())
        (['enter', 'read', 'read', 'read'], True)
    """

    __slots__ = ("_backing", "_control", "_holding", "_reviews", "_upkeep", "community")

    name = "vault"
    keeps = Text(
        "sealed fields, the sealed list of which are held, codes of blind indexes",
        "加密字段、加密的字段清单、盲索引代码",
    )

    def __init__(
        self,
        *,
        community: str,
        keys: KeyTree,
        records: VaultStore,
        control: AccessControl,
        log: AuditLog,
        clock: Clock | None = None,
        together: Together | None = None,
        options: VaultOptions = VaultOptions(),  # noqa: B008 - immutable
    ) -> None:
        """Take the parts, and finish what broke off."""
        checks = Checks("Vault")
        checks.identifier("community", community)
        checks.instance("control", control, AccessControl, Text("an AccessControl", "应为AccessControl"))
        checks.refuse()
        self.community, self._control = community, control
        self._holding = Holding(
            records,
            log,
            together or (lambda: nullcontext((records, log))),
            Sealer(keys, options.schemas, options.schema),
            Indexes(keys, options.schemas, options.people),
            options.kinds,
            options.recognisers,
            clock or SystemClock(),
            options.zone,
            options.on_notice,
        )
        self._upkeep = Upkeep(self._holding, options)
        self._reviews, self._backing = Reviews(log, control), Backing(options)
        self._upkeep.finish()

    @staticmethod
    def open(
        database: VaultDatabase,
        *,
        community: str,
        keys: Aead,
        control: AccessControl,
        clock: Clock | None = None,
        limits: KeyLimits = KeyLimits(),  # noqa: B008 - immutable
        options: VaultOptions = VaultOptions(),  # noqa: B008 - immutable
    ) -> "Vault":
        """Open a community's vault in a database; where there is none yet, it is made.

        Args:
            database: `commgov.storage.Database`.
            community: everything is bound to it.
            keys: the root of the key tree: `KeyProvider.passphrase(ask)`, `.kms(...)` or `.encrypted_keyset(...)`.
            control: who may do what.
            clock: tells the time.
            limits: of keys.
            options: which records, who else keeps something, who is told.

        Raises:
            SealError: if the keys are other ones.
            StorageError: if the database could not do it.
        """
        return Vault(
            community=community,
            keys=KeyTree.open(database.key_store(), keys, tenant=community, limits=limits),
            records=database.vault_store(),
            control=control,
            log=database.access_log(community, clock=clock),
            clock=clock,
            together=lambda: database.records_and_log(community),
            options=options,
        )

    @property
    def log(self) -> AuditLog:
        """The access log."""
        return self._holding.log

    @property
    def keys(self) -> KeyTree:
        """The key tree."""
        return self._holding.sealer.keys

    @property
    def kinds(self) -> tuple[type, ...]:
        """The classes of records that it keeps."""
        return self._holding.records

    def session(
        self,
        *,
        by: PersonRef,
        purpose: Purpose,
        service: DemandId | None = None,
        emergency: bool = False,
        assessment: str | None = None,
    ) -> Session:
        """Begin to work with the vault. If retention is late (`VaultOptions.days_late`), it does its round first.

        `VaultOptions.approvals` and `.assessments` tell, for each question anew, who else agreed and what was assessed.

        Args:
            by: who works; whoever calls has made sure that it is them.
            purpose: why.
            service: the order it is for, if it is for one that they hold.
            emergency: whether they declare an emergency: it is noticed and reviewed.
            assessment: the id of the impact assessment on which it rests; it counts for the fields that it covers.

        Raises:
            InvalidInputError: naming all that is wrong, also with the assessment.
        """
        asker = Asker(by, purpose, service=service, emergency=emergency, assessment=assessment)
        return self._begun(self._backing.backed(asker, self._holding.now()), self._backing)

    def session_after_procedure(
        self, *, by: PersonRef, purpose: Purpose, approvers: Collection[PersonRef], assessment: str | None = None
    ) -> Session:
        """The same for a procedure that has approvals of its own, and has judged the assessment: a sharing desk.

        Who works with the vault uses `session`, which looks both up.

        Args:
            by: who works.
            purpose: why.
            approvers: who approved; whoever works is not counted among them.
            assessment: the id of the impact assessment, which the procedure has seen to cover all of it.

        Raises:
            InvalidInputError: naming all that is wrong.
        """
        others = frozenset(approvers) - {by}
        return self._begun(Asker(by, purpose, approvals=len(others), assessment=assessment))

    def _begun(self, asker: Asker, backing: Backing | None = None) -> Session:
        self._upkeep.tick_if_late()
        return Session(self._holding, self._control, self._upkeep, asker, backing)

    def tick(self, *, anew: bool = False) -> RetentionRun | None:
        """Erase what is due today, unless it was done; each erased field, and the round, leaves an entry in the log.

        For a scheduler, each night: so nobody who works waits for it. If none does, sessions do it as they begin, once
        it is late; so retention runs by itself, in one process.

        Args:
            anew: do it again, though it was done: a consent was taken back just now.

        Returns:
            What was erased, held and missed; None if today's round was done, or another thread does it.
        """
        return self._upkeep.tick(anew=anew)

    def erase(self, ref: PersonRef, *, by: PersonRef, about: str = "") -> ErasureReceipt:
        """Erase a person for good: records, index codes, field ledger, orders' texts, what keepers keep, and the keys.

        For a procedure that has decided it; who works with the vault uses `Session.erase`. Asked again, it finishes
        what was not reached. The person is never held again under this reference.

        Args:
            ref: whose.
            by: who decided it.
            about: what it belongs to: a request, a decision.

        Returns:
            What was reached, and what was not.
        """
        return self._upkeep.erase(ref, by, about)

    @property
    def keepers(self) -> tuple[Keeper, ...]:
        """Who else forgets whoever is erased here: those of the options, and those that were added."""
        return self._upkeep.keepers

    def add_keeper(self, keeper: Keeper) -> None:
        """Have somebody else forget too whoever is erased here: a sharing desk does so itself when it is made."""
        self._upkeep.add_keeper(keeper)

    def forget(self, person: PersonRef, fields: frozenset[str] | None = None, *, item: str | None = None) -> int:
        """Forget a person, some fields ("resident.phone"), or one of several records: the vault is a `Keeper`."""
        return self._upkeep.forget(person, fields, item)

    def restrict(self, ref: PersonRef, fields: frozenset[str] | None = None, *, by: PersonRef, about: str = "") -> bool:
        """Only keep a person's data from now on: nobody reads, finds, lists or changes it (PIPL article 47).

        Args:
            ref: whose.
            fields: only these ("resident.phone"), whether they are held or not; None: all of it.
            by: who decided it.
            about: what it belongs to: an objection, a dispute.

        Returns:
            Whether anything changed.
        """
        return self._upkeep.restrict(ref, by, about, fields)

    def lift_restriction(
        self, ref: PersonRef, fields: frozenset[str] | None = None, *, by: PersonRef, about: str = ""
    ) -> bool:
        """Let a person's data be used again, or these fields of it. Returns whether anything changed."""
        return self._upkeep.lift(ref, by, about, fields)

    def restricted(self, ref: PersonRef) -> bool | frozenset[str]:
        """Whether a person's data is only kept: all of it, or which fields."""
        file = self._holding.file(ref)
        if file is None:
            return False
        return file.state is SubjectState.RESTRICTED or file.directory.restricted or False

    def copy(self, ref: PersonRef, *, by: PersonRef, about: str = "") -> tuple[Seen, ...]:
        """All records of a person, whole, for themselves: their right to a copy (PIPL article 45; GDPR article 15).

        For a procedure that has decided it and made sure who asks. It leaves an entry as every access does, and what is
        restricted is in it too.

        Args:
            ref: whose.
            by: who decided it.
            about: the request.

        Returns:
            What is held of each record, in order of class and item; none if nothing is.
        """
        return self._holding.again(lambda: copied(self._holding, ref, by, about))

    def renew(self) -> int:
        """Seal everything anew: with the newest keys, under the tiers and the schema as they are, with new index codes.

        To be called after `KeyTree.rotate_index_key` or `renew_subject_keys`, before old keys are retired; and when
        `VaultOptions.people` or `schema` changed. Others may work meanwhile. Broken off, it is called again.

        Returns:
            How many people there are.
        """
        return self._upkeep.renew()

    def verify(self, *, keys: "Iterable[VerifyingKey]" = (), roots: Iterable[SignedRoot] = ()) -> VerifiedVault:
        """Hold everybody's rows, and the log itself, against what the log says was done last.

        Each access asks the log whether the person's rows are the newest; this finds also who is not there at all. It
        opens everybody's list and hashes the whole log: for a night.

        Args:
            keys: as `AuditLog.verify` takes them.
            roots: signed roots that were kept elsewhere; without them nobody sees that log and rows were set back both.

        Raises:
            BrokenLogError: if the log is not what was once written.
        """
        return verified(self._holding, keys, roots)

    def known(self, ref: PersonRef) -> FieldLedger:
        """What is known of a person, from whom and since when, without a value: for their right to know."""
        file = self._holding.file(ref)
        return FieldLedger(self.kinds) if file is None else self._holding.ledger(file)

    def unit(self, ref: PersonRef) -> UnitId | None:
        """The unit that answers for a person; None if nothing is held of them: never entered, or erased."""
        file = self._holding.file(ref)
        return None if file is None else file.unit

    def pseudonym(self, ref: PersonRef) -> Pseudonym:
        """Under which name the access log knows a person, for whoever else writes to it: `SharingHouse.pseudonym`.

        Empty if nothing is held of them: never entered, or erased.
        """
        file = self._holding.file(ref)
        return "" if file is None else file.directory.pseudonym

    def is_under_14(self, ref: PersonRef, on: date) -> bool | None:
        """Whether a person is under 14 on a day, for whoever has to know who may consent: `ConsentHouse.under_14`.

        None if nothing that is held says how old they are.
        """
        file = self._holding.file(ref)
        return None if file is None else self._holding.sealer.under_14(file, on)

    def accesses(self, ref: PersonRef) -> tuple[tuple[int, AuditEntry], ...]:
        """Who did what to a person's data: entries of the log with their numbers. None any more once erased."""
        file = self._holding.file(ref)
        return () if file is None else tuple(self.log.about(file.directory.pseudonym))

    def reviews(self) -> tuple[AccessReview, ...]:
        """The reviews of emergency accesses, done and to be done, in order."""
        return tuple(self._reviews.all().values())

    def close_review(self, review: str, *, by: PersonRef, is_justified: bool) -> AccessReview:
        """Note what the review of an emergency access found.

        Args:
            review: its id.
            by: who reviewed it: a holder of the role that it is owed to, and not who had the access.
            is_justified: what they found.

        Raises:
            NotFoundError: if there is no such review.
            ConflictError: if it was done already.
            InvalidInputError: if it is not theirs to do.
        """
        return self._reviews.close(review, by, self._holding.now(), is_justified=is_justified)
