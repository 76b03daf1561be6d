"""A community office that keeps consents: a few people nobody is, notices, a clock, registers that can be changed."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tests.clocks import HandClock
from tests.privacy.sharing.office import NOON

from commgov.core import StreamStore
from commgov.privacy import AuditLog, Purpose, Resident, Tier
from commgov.privacy.consents import ConsentBook, ConsentHouse, ConsentMeans, ConsentNotice
from commgov.privacy.keeping import Controller
from commgov.privacy.keys import SecretStore
from commgov.privacy.schema import fields_of
from commgov.wording import Text

ZONE = ZoneInfo("Asia/Shanghai")
CARE = Purpose("care", Text("calling once a week", "每周电话问候"))
RELIEF = Purpose("relief", Text("paying relief", "发放救助"))
COMMUNITY = Controller(Text("Community B", "社区B"), "office, building 1")
WHY = Text("without it nobody knows whom to call first; it is seen by few", "用于确定优先问候对象，仅少数人可见")
BACK = Text("Tell any grid worker, or use the app.", "告诉任一网格员，或在应用中操作。")
PAPER, APP, VOICE = ConsentMeans.PAPER, ConsentMeans.APP, ConsentMeans.VOICE


def notice(name: str, version: int = 1, *names: str, **given: object) -> ConsentNotice:
    """A notice about some fields of residents."""
    purpose, days = given.pop("purpose", CARE), given.pop("days", 100)
    text = Text("A volunteer calls you once a week.", "志愿者每周给您打一次电话。")
    return ConsentNotice(name, version, purpose, fields_of(Resident, *names), days=days, text=text, withdrawing=BACK,
        controller=COMMUNITY, **given)  # fmt: skip


CALLS = notice("calls", 1, "name", "phone")
CALLS_2 = notice("calls", 2, "name", "phone", "address", purpose=RELIEF)
HEALTH = notice("health", 1, "health", necessity=WHY)
STREET = notice(
    "street", 1, "name", "phone", purpose=RELIEF, recipients={"street-office": Text("street office", "街道办")}
)
BOARD = notice("board", 1, "name", is_public=True)
NOTICES = (CALLS, HEALTH, STREET, BOARD)


class Registers:
    """Who is whose guardian, who has died, who is a child, who has authority: as a test wants it now."""

    def __init__(self) -> None:
        self.guardians = {("r-2", "r-9")}
        self.deceased: set[str] = set()
        self.children = {"r-9"}
        self.unknown: set[str] = set()
        self.authority = {("r-4", "r-3")}

    def is_guardian(self, asker: str, person: str) -> bool:
        return (asker, person) in self.guardians

    def is_near_relative(self, asker: str, person: str) -> bool:  # noqa: ARG002 - as `Kinship`
        return False

    def has_died(self, person: str) -> bool:
        return person in self.deceased

    def decided_otherwise(self, person: str) -> bool:  # noqa: ARG002 - as `Kinship`
        return False

    def under_14(self, person: str, on: date) -> bool | None:  # noqa: ARG002 - whatever the day
        return None if person in self.unknown else person in self.children

    def speaks_for(self, speaker: str, person: str, at: datetime) -> bool:  # noqa: ARG002 - at any time
        return (speaker, person) in self.authority


class Town:
    """Registers, a clock, a log, and a book that can be opened anew."""

    def __init__(self, streams: StreamStore | None = None, names: SecretStore | None = None, **house: object) -> None:
        self.clock, self.registers = HandClock(NOON), Registers()
        self.log = AuditLog("b", clock=self.clock)
        self.house = ConsentHouse(
            self.registers,
            self.registers.under_14,
            self.log,
            lambda person: f"p-{person}",
            ZONE,
            speaks_for=self.registers.speaks_for,
            **house,
        )
        self.streams, self.names = streams, names
        self.count = 0
        self.book = self.opened(NOTICES)

    def opened(self, notices: Iterable[ConsentNotice]) -> ConsentBook:
        """The book, opened with these notices."""
        return ConsentBook(notices, self.house, streams=self.streams, names=self.names, clock=self.clock)

    def next_id(self) -> str:
        self.count += 1
        return f"form-{self.count}"

    def signs(self, person: str, shown: ConsentNotice = CALLS, **how: object) -> object:
        """Somebody agrees on paper."""
        given = {"by": "clerk-1", "means": PAPER, "evidence": "folder-7", **how}
        return self.book.give(given.pop("consent", self.next_id()), person, shown, **given)

    def allows(self, person: str, purpose: Purpose = CARE, tier: Tier = Tier.T3) -> bool:
        """Whether anything allows the purpose now, up to a tier."""
        return any(basis.holds(self.clock.now(), tier) for basis in self.book.of(person, purpose.name))


def words(step) -> str:
    return "; ".join(reason.en for reason in step.reasons)
