"""One afternoon of an invented community in which every public part of privacy takes part, on a database."""

from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from attrs import evolve
from tests.clocks import HandClock
from tests.privacy.sharing.office import assessment
from tests.privacy.vault.scene import DUTY, NOON, ORGANISATION, PURPOSES, RELIEF, assignments

from commgov.privacy import (
    AccessControl,
    AccessPolicy,
    Accounts,
    AssessmentBook,
    BasisBook,
    ConsentBook,
    ConsentHouse,
    ConsentMeans,
    ConsentNotice,
    Form,
    Gazetteer,
    IncidentDesk,
    KeyProvider,
    KeyTree,
    LeakGuard,
    OrderText,
    Origin,
    Purpose,
    ReleaseRegister,
    Resident,
    Right,
    RightsDesk,
    RightsRequest,
    Risk,
    SharingDesk,
    SharingHouse,
    SharingRequest,
    SubjectBasis,
    Tier,
    Vault,
    VaultOptions,
    VaultRoster,
    VaultSource,
    VaultSubjectData,
    View,
    processing_register,
    record_tiers,
    release,
)
from commgov.privacy.access import Action, ApprovalBook, Permit
from commgov.privacy.audit import WitnessFile
from commgov.privacy.guard import GroupReport, Judgement, ReportKind, WatchCase, message_digest
from commgov.privacy.incidents import IncidentKind, who_had_access
from commgov.privacy.keeping import Controller
from commgov.privacy.keys import IndexPlan, Scrypt, TreeSecretStore
from commgov.privacy.releases import Bands, Column, Counts, Rows
from commgov.privacy.rights import IdentityMeans, KinshipRegister
from commgov.privacy.schema import fields_of, record_schema
from commgov.privacy.sharing import SharingConditions, SharingGrounds, SharingPolicy, TreePackageKeys
from commgov.seal import SigningKey
from commgov.storage import Database
from commgov.wording import Text

NAME, OTHER_NAME = "欧阳未名", "司徒未有"
PHONE, NEW_PHONE = "13987650123", "13987650456"
ID = "110105194912310150"
HEALTH = "心脏支架术后须按时服药"
ADDRESS = "乌有苑9栋4单元1702室"
ORDER, URGENT = "阳台渗水泡坏了药柜", "夜里喘不上气"
PLANTED = (NAME, OTHER_NAME, PHONE, NEW_PHONE, ID, HEALTH, ADDRESS, ORDER, URGENT)

WUHAN = ZoneInfo("Asia/Shanghai")
GUARDING = Purpose("leak-guard", Text("seeing leaks before they happen", "防止信息泄露"))
OFFICE = Text("the community office", "社区办公室")
COMMUNITY = Controller(Text("Community B", "社区B"), "office, building 1")
DONE = Text("new cards were handed out", "已更换卡片")
USUAL, SICK = ("name", "phone", "id_number", "address", "birth_date"), ("health",)


def notice(name: str, *names: str, **more: object) -> ConsentNotice:
    told = {"controller": COMMUNITY, "days": 400, "withdrawing": OFFICE, "text": OFFICE, **more}
    return ConsentNotice(name, 1, RELIEF, fields_of(Resident, *names), **told)


ASK = notice("relief", *USUAL)
HEALTH_TOO = notice("relief-health", *SICK, necessity=Text("who needs help first", "用于确定优先对象"))
STREET = notice("relief-street", "name", "phone", recipients={"street-office": Text("street office", "街道办")})
CALLS = View("calls", "street-office", RELIEF, clear=fields_of(Resident, "name", "phone"))
CLERK = View("clerk", "community-secretary", RELIEF, clear=fields_of(Resident, "name", "phone", "address"))
MEALS = Form("meals", RELIEF, ASK.basis, fields_of(Resident, "name", "phone", "address"))


def policy() -> AccessPolicy:
    """The community's policy, and names for the guard."""
    base = AccessPolicy.community()
    permit = Permit(
        "names-for-the-guard",
        roles=frozenset({"community-secretary"}),
        actions=frozenset({Action.READ}),
        up_to=Tier.T4,
        purposes=frozenset({GUARDING.name}),
        fields=frozenset({"name"}),
    )
    return evolve(base, purposes=(*base.purposes, GUARDING), permits=(*base.permits, permit))


class Afternoon:
    """Everything that a community works with, and what it was given; all of it stays alive until it is looked at."""

    def __init__(self, folder: Path) -> None:
        self.clock = HandClock(NOON)
        self.database = Database.open(f"sqlite:///{folder / 'community.db'}")
        self.root = KeyProvider.passphrase(lambda: "four words of nobody", kdf=Scrypt(cost=2**14))
        self.signer = SigningKey.generate()
        self.witness = WitnessFile(folder / "roots.jsonl", keys=[self.signer.verifying_key])
        self.log = self.database.access_log("b", clock=self.clock, witness=self.witness)
        self.kin = KinshipRegister(guardians=frozenset({("r-200", "r-209")}))
        self.approvals = ApprovalBook(assignments(), frozenset({"grid-leader", "auditor"}), clock=self.clock)
        self.roster = VaultRoster(by="secretary-1", purpose=GUARDING)
        self.open_book_and_vault()
        self.open_desks()
        self.given: list[object] = []
        """What readers were given: values that people ask for, in objects that must not show them."""

    def open_book_and_vault(self) -> None:
        streams = self.database.streams()
        long_ago = NOON - timedelta(days=400)
        duties = [SubjectBasis(who, purpose.name, DUTY, long_ago) for who in self.people() for purpose in PURPOSES]
        house = ConsentHouse(self.kin, self.is_child, self.log, self.pseudonym, WUHAN)
        self.vault = None
        tree = KeyTree.open(self.database.key_store(), self.root, tenant="b")
        names = TreeSecretStore(tree, streams, "consent-names", self.clock)
        self.book = ConsentBook(
            [ASK, HEALTH_TOO, STREET], house, streams=streams, names=names, others=BasisBook(duties), clock=self.clock
        )
        self.control = AccessControl(policy(), ORGANISATION, assignments(), self.book)
        options = VaultOptions(
            withdrawn=self.book.withdrawn, keepers=(self.book, self.roster), approvals=self.approvals
        )
        self.vault = Vault.open(
            self.database, community="b", keys=self.root, control=self.control, clock=self.clock, options=options
        )

    def open_desks(self) -> None:
        streams, known = self.database.streams(), record_schema(Resident)
        accounts = Accounts(
            self.log, assignments(), self.control.policy.roles, WUHAN, OFFICE, purposes=[RELIEF], fields=known
        )
        self.data = VaultSubjectData(self.vault, accounts, consents=self.book.told)
        self.assessments = AssessmentBook()
        self.assessments.add(assessment())
        conditions = SharingConditions(SharingPolicy(), [CALLS], self.book, self.assessments, WUHAN)
        house = SharingHouse(
            conditions, self.control, VaultSource(self.vault), self.vault.pseudonym, self.log, self.root
        )
        keys = TreePackageKeys(self.vault.keys, streams)
        self.sharing = SharingDesk(house, streams=streams, package_keys=keys, clock=self.clock)
        self.rights = RightsDesk(
            self.data, self.kin, self.log, self.data.pseudonym, WUHAN, streams=streams, clock=self.clock
        )
        self.incidents = IncidentDesk(self.log, WUHAN, streams=streams, clock=self.clock)
        self.releases = ReleaseRegister("b", bytes(range(32)), streams, clock=self.clock, log=self.log)
        self.guard = LeakGuard(self.roster, gazetteer=Gazetteer(["乌有苑"]))

    @staticmethod
    def people() -> list[str]:
        return [f"r-{number}" for number in range(200, 212)]

    def is_child(self, person: str, on: date) -> bool | None:
        return self.vault.is_under_14(person, on)

    def pseudonym(self, person: str) -> str:
        return self.vault.pseudonym(person)

    def lived(self) -> None:
        """The whole afternoon."""
        for part in (self.agree, self.enter, self.read, self.guarded, self.share, self.ask_for_rights, self.go_wrong,
                     self.publish, self.renew, self.end):  # fmt: skip
            part()
            self.clock.forward(minutes=10)

    def agree(self) -> None:
        for number, person in enumerate(("r-204", "r-205", "r-206")):
            for shown in (ASK, HEALTH_TOO, STREET):
                how = {"by": "secretary-1", "means": ConsentMeans.PAPER, "evidence": "folder-7"}
                step = self.book.give(f"{shown.id}-{number}", person, shown, **how)
                assert step, step.reasons
                self.given.append(step)
        assert self.approvals.approve("officer-7", RELIEF, by="leader-1", until=NOON + timedelta(days=7))

    def enter(self) -> None:
        self.residents = [
            Resident(ref="r-204", name=NAME, phone=PHONE, id_number=ID, address=ADDRESS, birth_date=date(1949, 12, 31)),
            Resident(ref="r-205", name=OTHER_NAME, phone=PHONE, address=ADDRESS),
            Resident(ref="r-206", name=OTHER_NAME, phone=NEW_PHONE),
        ]
        self.order = OrderText(ref="r-204", demand="d-5", text=ORDER, urgency_reason=URGENT)
        self.given.append(record_tiers(self.residents[0]))
        with self.vault.session(by="secretary-1", purpose=RELIEF) as session:
            for record in self.residents:
                written = session.put(record, basis=ASK.basis, origin=Origin.PERSON, unit="grid-1")
                assert written, written.why("en")
            put = session.put(evolve(self.order, urgency_reason=None), basis=DUTY, origin=Origin.PERSON, item="d-5")
            self.given += [
                put,
                session.change("r-204", {"health": HEALTH}, origin=Origin.PERSON, basis=HEALTH_TOO.basis),
                session.change("r-206", {"phone": PHONE}, origin=Origin.PERSON),
                session.confirm("r-204", "phone", origin=Origin.PERSON),
            ]
            assert all(self.given[-4:])
            self.session = session

    def read(self) -> None:
        with self.vault.session(by="secretary-1", purpose=RELIEF) as session:
            seen = session.get("r-204", (*USUAL, *SICK))
            self.given += [
                seen,
                session.get("r-204", ("text",), record=OrderText, item="d-5"),
                session.list(Resident, ("name", "phone")),
                session.find(Resident, phone=PHONE),
                session.prefill(MEALS, "r-204", role="community-secretary", views=[CLERK]),
                session.show(CLERK, "r-204"),
                session.explain("r-204", "health"),
            ]
            assert seen["name"] == NAME
        self.given += [*self.vault.copy("r-204", by="secretary-1"), self.data.who_saw("r-204")]
        with self.vault.session(by="officer-8", purpose=RELIEF) as session:
            self.given.append(session.get("r-204", USUAL))

    def guarded(self) -> None:
        assert self.roster.read(self.vault)
        message = f"{NAME}电话{PHONE}，身份证{ID}，住{ADDRESS}，{HEALTH}"
        verdict = self.guard.check(message, "group")
        assert verdict.persons
        report = GroupReport(ReportKind.LEAK, "g-7", message_digest(message, salt=bytes(32)), self.clock.now(), "r-210")
        case, judged = WatchCase((report,)).judge(
            Judgement.UPHELD, by="officer-7", at=self.clock.now(), reason="seen where it stands"
        )
        assert judged
        self.given += [verdict, case]

    def share(self) -> None:
        until, keys = self.clock.now() + timedelta(days=3), tuple(rule.key for rule in CALLS.fields)
        for name in ("s-1", "s-2"):
            asked = SharingRequest(
                name, "officer-7", "street-office", RELIEF, CALLS.name, ("r-204", "r-205"), keys, STREET.basis, until
            )
            self.given.append(self.sharing.request(asked))
            assert self.given[-1], self.given[-1].reasons
            assert self.sharing.approve(name, "leader-1")
            self.given.append(self.sharing.issue(name, "secretary-1"))
            assert self.given[-1], self.given[-1].reasons
            opened = self.sharing.open(self.given[-1].package.to_bytes(), "street-office")
            assert NAME[0] in opened.opened.to("zh")
            self.given.append(opened)
        self.given.append(self.sharing.revoke("s-2", "leader-1", SharingGrounds.INCIDENT))

    def ask_for_rights(self) -> None:
        changes, wrong = {"resident.phone": NEW_PHONE}, {"resident.id_number": NAME}
        for number, (right, person, how, more) in enumerate(
            (
                (Right.ACCESS, "r-204", {}, {}),
                (Right.COPY, "r-204", {}, {}),
                (Right.CORRECT, "r-204", {"fields": tuple(changes)}, {"changes": changes}),
                (Right.CORRECT, "r-204", {"fields": tuple(wrong)}, {"changes": wrong}),
                (Right.ERASE, "r-206", {}, {}),
            )
        ):
            name = f"q-{number}"
            assert self.rights.receive(RightsRequest(name, right, person, person, **how), "secretary-1")
            assert self.rights.check_identity(name, IdentityMeans.DOCUMENT, "secretary-1")
            self.given.append(self.rights.answer(name, "secretary-1", **more))
            assert self.given[-1].reply, self.given[-1].reasons

    def go_wrong(self) -> None:
        desk, by = self.incidents, "leader-1"
        begins = NOON - timedelta(hours=1)
        assert desk.detect("i-1", IncidentKind.WRONG_GROUP, by, begins=begins)

        def fails() -> None:
            raise ValueError(f"{NAME} {PHONE}")

        calls = dict.fromkeys((step.name for step in desk.policy.containment), lambda: None)
        self.given.append(desk.contain("i-1", dict.fromkeys(calls, fails), by))
        assert desk.contain("i-1", calls, by)
        exposure = who_had_access(self.log.entries(), begins, self.clock.now())
        self.given += [exposure, desk.scope("i-1", exposure, Risk.LOW, by)]
        for task in desk.tasks("i-1"):
            if task.done is None and task.name not in {"remedy", "learn"}:
                self.given.append(desk.told("i-1", task.name, "letter-1", by))
        self.given += [desk.remedy("i-1", DONE, by), desk.learn("i-1", DONE, by), desk.close("i-1", by)]

    def publish(self) -> None:
        people = tuple(f"r-{number}" for number in range(200, 230))
        rows = Rows(people, (Column("born", Tier.T2, [1940 + at for at in range(30)], Bands(10)),)).coarser("born", 0)
        self.given += [rows, release(Counts.of("residents", rows, "born"), "2026-q1", self.releases, by="secretary-1")]
        self.given.append(processing_register(COMMUNITY, [Resident, OrderText], [CALLS], [MEALS], keepers=[self.book]))

    def renew(self) -> None:
        tree = self.vault.keys
        self.given += [tree.rotate_community_key(), tree.renew_subject_keys(), self.vault.renew()]
        self.given += [tree.blind_index(IndexPlan.of("resident.phone", distinct=9_000)), tree.status]
        self.given.append(self.vault.accesses("r-204"))

    def end(self) -> None:
        self.given.append(self.book.withdraw("r-205", STREET.id, by="secretary-1", means=ConsentMeans.VOICE))
        self.given.append(self.vault.tick(anew=True))
        with self.vault.session(by="secretary-1", purpose=RELIEF) as session:
            self.given.append(session.erase("r-205"))
        self.given.append(self.vault.erase("r-205", by="secretary-1"))
        root = self.log.sign(self.signer)
        self.given += [
            root,
            self.log.verify(keys=[self.signer.verifying_key]),
            self.log.prove(3),
            self.log.prove_growth(5),
        ]
        self.given.append(self.vault.verify())
