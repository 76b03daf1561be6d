"""A desk of rights over people nobody is."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.clocks import HandClock

from commgov.core import MemoryStreams
from commgov.privacy import Accounts, AuditLog, MemberPerson, Resident
from commgov.privacy.access import Assignment, AssignmentBook, Role
from commgov.privacy.rights import (
    Asker,
    DataLimits,
    IdentityMeans,
    KinshipRegister,
    MemorySubjectData,
    RefusalGround,
    Right,
    RightsDesk,
    RightsRequest,
)
from commgov.privacy.schema import record_schema
from commgov.wording import Text

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")
WANG = Resident(
    ref="r-1",
    name="王虚构",
    phone="13800000012",
    birth_date=date(1949, 12, 31),
    health="哮喘",
    assistance="低保",
    household="女儿王示例，13900000034",
    lives_alone=True,
)
CHILD = Resident(ref="r-9", name="小虚构", birth_date=date(2015, 5, 1))
LI = MemberPerson(ref="m-1", name="李示例", phone="13700000056", party_member=True, joined_party=date(2001, 7, 1))
KIN = KinshipRegister(
    guardians=frozenset({("r-1", "r-9"), ("r-2", "r-1")}),
    relatives=frozenset({("r-2", "r-1"), ("r-2", "m-1"), ("r-2", "r-7")}),
    deceased=frozenset({"m-1", "r-7"}),
    otherwise=frozenset({"r-7"}),
)
ZHAO = MemberPerson(ref="m-2", name="李示例", phone="13700000056", party_member=True, joined_party=date(2001, 7, 1))
LATE = Resident(ref="r-7", name="赵拟", phone="13600000078")
ACT = Text("relief act, ten years", "救助法，十年")


class Counter:
    """A desk of rights over people nobody is, with a clock that a test moves."""

    def __init__(self, limits: DataLimits | None = None, keepers: tuple[object, ...] = (), **given: object) -> None:
        self.clock, self.log, self.streams = HandClock(NOON), AuditLog("b"), MemoryStreams()
        staff = AssignmentBook([Assignment("u-17", "grid-worker", "grid-3", NOON - timedelta(days=9))])
        accounts = Accounts(
            self.log,
            staff,
            [Role("grid-worker", Text("grid worker", "网格员"))],
            SHANGHAI,
            Text("the community office", "社区办公室"),
            fields=[*record_schema(Resident), *record_schema(MemberPerson)],
        )
        self.data = MemorySubjectData([WANG, CHILD, LI, ZHAO, LATE], accounts, "p-{}".format, keepers)
        self.desk = RightsDesk(
            self.data, KIN, self.log, "p-{}".format, SHANGHAI, clock=self.clock, streams=self.streams,
            limits=lambda _person: limits or DataLimits(), **given,
        )  # fmt: skip

    def ask(
        self, right: Right, by: str = "r-1", person: str | None = None, *, sure: bool = True, **given: object
    ) -> str:
        name = f"q-{len(self.desk.all()) + 1}"
        asker = given.pop("asker", Asker.SELF)
        assert self.desk.receive(RightsRequest(name, right, person or by, by, asker, **given), "u-2")
        assert self.desk.check_identity(name, IdentityMeans.DOCUMENT, "u-2", is_sure=sure)
        return name

    def asked(self, right: Right, by: str = "r-1", person: str | None = None, **given: object):
        changes = given.pop("changes", None)
        return self.desk.answer(self.ask(right, by, person, **given), "u-2", changes=changes)


def grounds(answer) -> list[RefusalGround]:
    return [refusal.ground for refusal in answer.reply.refusals]
