"""A small neighbourhood with a claim board: a grid, its branch, and the rest of the community."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from commgov.core import Demand, DemandKind, HeldSkill, Member, RequiredSkill, Seat, Window
from commgov.grid import Organisation, Unit
from commgov.matching import (
    ClaimBoard,
    Claimed,
    ClaimPolicy,
    Declined,
    HandedBack,
    MatchingProblem,
    NoShow,
    OrderPosted,
    OrderWithdrawn,
    ServiceDone,
    ServiceStarted,
    Wave,
    WaveDue,
    advance_board,
)

MONDAY = datetime(2026, 3, 2, tzinfo=ZoneInfo("Asia/Shanghai"))
UNITS = [
    Unit("committee"),
    *(Unit(f"branch-{b}", "committee") for b in (1, 2)),
    *(Unit(f"grid-{b}{g}", f"branch-{b}") for b in (1, 2) for g in (1, 2)),
    *(Unit(f"home-{b}{g}{h}", f"grid-{b}{g}") for b in (1, 2) for g in (1, 2) for h in (1, 2)),
]
ORG = Organisation.from_units(UNITS)
HOMES = [unit.id for unit in UNITS if unit.id.startswith("home")]
ELECTRICIAN = (HeldSkill("electrical", 3),)
ANYBODY = (Seat(),)
WIRING = Seat((RequiredSkill("electrical", 2),))


def at(hours, minutes=0):
    """A moment on Monday, or later."""
    return MONDAY + timedelta(hours=hours, minutes=minutes)


def order(number, begin=18, end=None, *, home="home-111", seats=ANYBODY, minutes=60, priority=1):
    """An order for one hour on Monday evening, if nothing else is said."""
    window = Window(at(begin), at(begin, minutes) if end is None else at(end))
    return Demand(f"d-{number}", DemandKind.WISH, "errand", home, window, minutes, tuple(seats), priority=priority)


class Street:
    """A board with its facts, and what happened on it so far."""

    def __init__(self, members, orders, policy=None, **options):
        self.problem = MatchingProblem.build(members, orders, hierarchy=ORG, **options)
        self.policy = policy or ClaimPolicy()
        self.board = ClaimBoard()
        self.told = []  # the messages of the last event
        self.events = []

    def happen(self, event):
        """Advance the board by an event; gives the answer."""
        step = advance_board(self.board, event, self.problem, self.policy)
        self.board, self.told = step.board, [(m.to, m.kind.value) for m in step.messages]
        self.events.append(event)
        return step.answer

    def post(self, number=1, when=8):
        return self.happen(OrderPosted(at=at(when), demand=f"d-{number}"))

    def claim(self, member, number=1, when=8.01, **more):
        return self.happen(Claimed(at=at(when), demand=f"d-{number}", member=member, **more))

    def wave(self, number=1, when=9):
        return self.happen(WaveDue(at=at(when), demand=f"d-{number}"))

    def decline(self, member, number=1, when=8.01):
        return self.happen(Declined(at=at(when), demand=f"d-{number}", member=member))

    def hand_back(self, member, number=1, when=8.02):
        return self.happen(HandedBack(at=at(when), demand=f"d-{number}", member=member))

    def no_show(self, member, number=1, when=18.1):
        return self.happen(NoShow(at=at(when), demand=f"d-{number}", member=member))

    def withdraw(self, number=1, when=8.02):
        return self.happen(OrderWithdrawn(at=at(when), demand=f"d-{number}", by="officer-1"))

    def begin(self, number=1, when=18):
        return self.happen(ServiceStarted(at=at(when), demand=f"d-{number}"))

    def end(self, number=1, when=19):
        return self.happen(ServiceDone(at=at(when), demand=f"d-{number}"))

    def order(self, number=1):
        return self.board.orders[f"d-{number}"]


def people(*homes, **same):
    """Members m-1, m-2, ... with these homes."""
    return [Member(f"m-{number}", home, **same) for number, home in enumerate(homes, start=1)]


NARROW = ClaimPolicy((Wave(2, 10, 2, 100), Wave(2, 20, 4, 300), Wave(2, 30)))
"""Two members a wave: the grid, the branch, the community."""
