"""A community's privacy office: vault, consents, sharing, rights and incidents over one database, wired once.

Each part can be made by itself. Made here, they know each other: a decision asks the book of consents, an erasure
reaches consents and packages, and who is guardian, or one person under two references, is said once.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from attrs import evolve, field, frozen

from commgov.core import ZONE, Clock, Hierarchy, PersonRef, SystemClock
from commgov.core.checks import Checks
from commgov.privacy import (
    AccessControl,
    AccessPolicy,
    Accounts,
    AssessmentBook,
    BasisBook,
    IncidentDesk,
    KeyTree,
    ReleaseRegister,
    RightsDesk,
    SharingDesk,
    SharingHouse,
    Tier,
    Vault,
    VaultOptions,
    VaultSource,
    VaultSubjectData,
    View,
)
from commgov.privacy.access import AccessReview, ApprovalBook, Assignments, Bases
from commgov.privacy.audit import SignedRoot, Witness, mark_books
from commgov.privacy.consents import ConsentBook, ConsentHouse, ConsentNotice
from commgov.privacy.incidents import LateTask
from commgov.privacy.keeping import Controller, RetentionRun
from commgov.privacy.keys import TreeSecretStore
from commgov.privacy.rights import DataLimits, JoinedKinship, Kinship, KinshipRegister, RightsCase
from commgov.privacy.schema import record_schema
from commgov.privacy.sharing import SharingConditions, SharingGrounds, SharingPolicy, SharingState, TreePackageKeys
from commgov.seal import Aead, Secret, SigningKey
from commgov.storage import Database
from commgov.wording import Text

_OFFICE = PersonRef("privacy-office")  # acts where nobody does


def _nobody(speaker: PersonRef, person: PersonRef, at: datetime) -> bool:  # noqa: ARG001
    """Nobody has authority."""
    return False


def _no_limits(person: PersonRef) -> DataLimits:  # noqa: ARG001
    """No law keeps anything."""
    return DataLimits()


@frozen
class PrivacyHouse:
    """What a community decided, and what it knows of its people: all that a privacy office works with.

    Args:
        community: its id: everything in the database is bound to it.
        controller: who answers for the processing, and where people object.
        hierarchy: its units.
        staff: who holds which role when: `AssignmentBook`, of `assignments_of_posts`.
        notices: what people were asked, in every version.
        views: which fields leave the house, for whom and for what.
        sharing: what it takes to give data to somebody else.
        policy: who may see what.
        others: bases that are no consents: statutes, contracts, duties.
        kinship: who is whose guardian or relative, and who has died.
        same_person: under which references somebody also stands, and the one to use: staff who are residents too.
        speaks_for: whether somebody has authority to speak for a person at a moment.
        limits: what law wants kept of a person.
        zone: in which days begin.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> from commgov.grid import Organisation
        >>> from commgov.privacy import AssignmentBook
        >>> linden = Organisation.from_columns(["linden", "g-1"], [None, "linden"])
        >>> office = Controller(Text("Linden", "菩提社区"), "office, building 1")
        >>> PrivacyHouse("linden", office, linden, AssignmentBook([])).policy.name
        'community'
    """

    community: str
    controller: Controller
    hierarchy: Hierarchy = field(repr=False)
    staff: Assignments = field(repr=False)
    notices: tuple[ConsentNotice, ...] = field(default=(), kw_only=True)
    views: tuple[View, ...] = field(default=(), kw_only=True)
    sharing: SharingPolicy = field(factory=SharingPolicy, kw_only=True, repr=False)
    policy: AccessPolicy = field(factory=AccessPolicy.community, kw_only=True, repr=False)
    others: Bases = field(factory=BasisBook, kw_only=True, repr=False)
    kinship: Kinship = field(factory=KinshipRegister, kw_only=True, repr=False)
    same_person: Mapping[PersonRef, PersonRef] = field(factory=dict, kw_only=True, repr=False)
    speaks_for: Callable[[PersonRef, PersonRef, datetime], bool] = field(default=_nobody, kw_only=True, repr=False)
    limits: Callable[[PersonRef], DataLimits] = field(default=_no_limits, kw_only=True, repr=False)
    zone: ZoneInfo = field(factory=lambda: ZoneInfo(ZONE), kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("PrivacyHouse")
        checks.identifier("community", self.community)
        for name, kind in (
            ("controller", Controller),
            ("sharing", SharingPolicy),
            ("policy", AccessPolicy),
            ("zone", ZoneInfo),
        ):
            checks.instance(name, getattr(self, name), kind, Text(f"a {kind.__name__}", f"应为{kind.__name__}"))
        checks.every("notices", self.notices, ConsentNotice, Text("a ConsentNotice", "应为ConsentNotice"))
        checks.every("views", self.views, View, Text("a View", "应为View"))
        for name in ("speaks_for", "limits"):
            checks.require(name, "", ok=callable(getattr(self, name)), expected=Text("a function", "应为函数"))
        checks.refuse()

    @property
    def outside(self) -> dict[PersonRef, Text]:
        """What people call whoever opens packages: as a notice calls them, else by their role."""
        roles = {PersonRef(role.name): role.words for role in self.policy.roles}
        asked = {PersonRef(ref): words for each in self.notices for ref, words in each.recipients.items()}
        return roles | asked


@frozen
class OfficeNight:
    """What a night's work did, and what waits for people in the morning.

    Args:
        retention: what was erased, held and missed; None if the day's round was done before.
        packages: whose keys were destroyed, since their time is over.
        parted: of how many erased people the proof of consent is over.
        root: the signed root of the log; None if nothing was to be signed.
        late_requests: requests of people that have no reply in time.
        late_tasks: tasks of incidents that are not done in time.
        reviews: accesses that somebody has to review.
    """

    retention: RetentionRun | None
    packages: tuple[str, ...]
    parted: int
    root: SignedRoot | None
    late_requests: tuple[RightsCase, ...]
    late_tasks: tuple[LateTask, ...]
    reviews: tuple[AccessReview, ...]


class PrivacyOffice(Secret):
    """Everything a community needs to keep what residents trusted it with, over one database.

    `vault`, `consents`, `approvals`, `assessments`, `sharing`, `rights` and `incidents` are the parts; `data`
    reads for a person what concerns them. All of it lies in the database, so a new process opens where another ended.

    Args:
        database: where all of it lies; whoever opened it closes it.
        keys: the root of the key tree: `KeyProvider.passphrase(ask)`.
        house: what the community decided, and what it knows of its people.
        options: of the vault; zone, approvals, assessments, `withdrawn` and `agreed` are the office's own.
        clock: tells the time.
        witness: is handed each signed root of the log, and asked as the office opens.

    Raises:
        BrokenLogError: if the witness knows a later state of the log, or another: the database was set back.
        SealError: if the keys are other ones.
        StorageError: if the database could not do it.

    Example:
        >>> from datetime import UTC
        >>> from commgov.core import FixedClock
        >>> from commgov.grid import Organisation
        >>> from commgov.privacy import Assignment, AssignmentBook, Basis, BasisKind, Origin, Purpose, Resident
        >>> from commgov.privacy import SubjectBasis
        >>> from commgov.seal import Keyset
        >>> spring, duty = datetime(2026, 3, 2, 9, tzinfo=UTC), Basis(BasisKind.DUTY, "regulation-9")
        >>> house = PrivacyHouse(
        ...     "linden",
        ...     Controller(Text("Linden", "菩提社区"), "office, building 1"),
        ...     Organisation.from_columns(["linden", "g-1"], [None, "linden"]),
        ...     AssignmentBook([Assignment("u-1", "grid-worker", "g-1", spring)]),
        ...     others=BasisBook([SubjectBasis("r-1", "home-visit", duty, spring)]),
        ... )
        >>> database = Database.open("sqlite:///linden-office.db")
        >>> office = PrivacyOffice(database, Keyset.generate(), house, clock=FixedClock(spring))
        >>> with office.vault.session(by="u-1", purpose=Purpose("home-visit")) as s:
        ...     entered = s.put(Resident(ref="r-1", name="王小虚"), basis=duty, origin=Origin.PERSON, unit="g-1")
        >>> [each.words(house.zone).zh for each in office.data.who_saw("r-1").sightings]
        ['第1条，2026-03-02 17:00：网格员录入了姓名，用途：入户走访。']
        >>> office.night().late_requests
        ()
        >>> database.close()
    """

    __slots__ = (
        "_clock",
        "_streams",
        "approvals",
        "assessments",
        "consents",
        "control",
        "data",
        "house",
        "incidents",
        "rights",
        "sharing",
        "vault",
    )

    def __init__(
        self,
        database: Database,
        keys: Aead,
        house: PrivacyHouse,
        *,
        options: VaultOptions = VaultOptions(),  # noqa: B008 - immutable
        clock: Clock | None = None,
        witness: Witness | None = None,
    ) -> None:
        """Open all parts, and wire them."""
        self.house, self._clock, self._streams = house, clock or SystemClock(), database.streams()
        streams, zone, clock = self._streams, house.zone, self._clock
        log = database.access_log(house.community, clock=clock, witness=witness)
        log.ask_witness()  # before anything is read or written: whoever was erased since is in an old state again
        tree = KeyTree.open(database.key_store(), keys, tenant=house.community)
        asking = ConsentHouse(
            JoinedKinship(house.kinship, house.same_person),
            # The book asks the vault, and the vault the book, which is there first.
            lambda person, on: self.vault.is_under_14(person, on),  # noqa: PLW0108
            log,
            lambda person: self.vault.pseudonym(person),  # noqa: PLW0108
            zone,
            speaks_for=house.speaks_for,
        )
        names = TreeSecretStore(tree, streams, "consent-names", clock)
        self.consents = ConsentBook(
            house.notices, asking, streams=streams, names=names, others=house.others, clock=clock
        )
        self.control = AccessControl(house.policy, house.hierarchy, house.staff, self.consents, zone=zone)
        self.assessments = AssessmentBook(streams)
        self.approvals = ApprovalBook(
            house.staff,
            house.sharing.row(Tier.T4).roles,
            same_person=house.same_person,
            streams=streams,
            clock=clock,
        )
        options = evolve(
            options,
            zone=zone,
            keepers=(*options.keepers, self.consents),
            withdrawn=self.consents.withdrawn,
            agreed=self.consents.agreed,
            approvals=self.approvals,
            assessments=self.assessments,
        )
        self.vault = Vault(
            community=house.community,
            keys=tree,
            records=database.vault_store(),
            control=self.control,
            log=log,
            clock=clock,
            together=lambda: database.records_and_log(house.community),
            options=options,
        )
        self._open_desks(keys, options)

    def _open_desks(self, keys: Aead, options: VaultOptions) -> None:
        """Open what works with the vault: sharing, rights, incidents."""
        house, vault, streams, clock = self.house, self.vault, self._streams, self._clock
        zone, looking = house.zone, options.recognisers
        accounts = Accounts(
            vault.log,
            house.staff,
            house.policy.roles,
            zone,
            house.controller.name,
            purposes=house.policy.purposes,
            fields=[rule for kind in options.kinds for rule in record_schema(kind)],
            outside=house.outside,
        )
        self.data = VaultSubjectData(vault, accounts, consents=self.consents.told)
        conditions = SharingConditions(house.sharing, house.views, self.consents, self.assessments, zone)
        self.sharing = SharingDesk(
            SharingHouse(
                conditions,
                self.control,
                VaultSource(vault),
                vault.pseudonym,
                vault.log,
                keys,
                recognisers=looking,
                same_person=house.same_person,
            ),
            streams=streams,
            package_keys=TreePackageKeys(vault.keys, streams),
            clock=clock,
        )
        self.rights = RightsDesk(
            self.data,
            house.kinship,
            vault.log,
            self.data.pseudonym,
            zone,
            limits=house.limits,
            streams=streams,
            clock=clock,
            same_person=house.same_person,
            recognisers=looking,
            control=self.control,
        )
        self.incidents = IncidentDesk(vault.log, zone, streams=streams, clock=clock, recognisers=looking)

    def releases(self, key: bytes) -> ReleaseRegister:
        """The register of what was told to the public.

        Args:
            key: 32 secret bytes, always the same, kept apart from the database.
        """
        house = self.house
        return ReleaseRegister(
            house.community,
            key,
            self._streams,
            clock=self._clock,
            same_person={str(ref): str(one) for ref, one in house.same_person.items()} or None,
            log=self.vault.log,
        )

    def containment(self, by: PersonRef) -> dict[str, Callable[[], object]]:
        """What contains an incident here, for `incidents.contain`: packages are revoked, keys rotated.

        Whose assignments are suspended is for people to say.
        """
        sharing, now = self.sharing, self._clock.now()
        out = [each.id for each in sharing.all() if each.state(now) is SharingState.ISSUED]
        return {
            "revoke-packages": lambda: [sharing.revoke(each, by, SharingGrounds.INCIDENT) for each in out],
            "rotate-keys": self.vault.keys.rotate_community_key,
        }

    def night(self, sign_with: SigningKey | None = None) -> OfficeNight:
        """Do what is due each night: a scheduler calls it. Twice does no harm.

        The log is verified first, the books are held against it, and it is signed with how far they have come: to what
        was set back, nothing is added.

        Args:
            sign_with: signs the log's root, which goes to the witness.

        Raises:
            BrokenLogError: if the log is not what was signed: then keep the database as it is, and look.
            BrokenStreamsError: if a book is not what the log knows: likewise.
            StorageError: if the database could not do it.
        """
        log = self.vault.log
        log.verify()
        mark_books(log, self._streams, _OFFICE, self._clock.now())
        root = None if sign_with is None else log.sign(sign_with)
        return OfficeNight(
            self.vault.tick(),
            self.sharing.expire(),
            self.consents.expire(),
            root,
            tuple(self.rights.late()),
            tuple(self.incidents.late()),
            tuple(each for each in self.vault.reviews() if each.closed is None),
        )
