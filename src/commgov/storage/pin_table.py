"""The table of pins and bans: seats given to members by hand, and members who must not serve a demand."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from commgov.core import DemandId, MemberId
from commgov.errors import Place, Problem
from commgov.matching.by_hand import Ban, Pin
from commgov.storage.cells import choice, identifier, person, whole
from commgov.storage.headings import Column, TableForm
from commgov.storage.references import References
from commgov.storage.table import Row, Table
from commgov.wording import Text

PINS = TableForm(
    "pins",
    "指定",
    ("pin", "人工指定", "指定与禁止"),
    (
        Column("demand", "需求", ("demand id", "需求编号"), required=True),
        Column("member", "成员", ("member id", "成员编号", "志愿者编号"), required=True),
        Column("decision", "决定", ("指定或禁止",)),
        Column("seat", "席位", ("席位号",)),
    ),
)


class _Decision(StrEnum):
    PIN = "pin"
    BAN = "ban"


_decision = choice(_Decision, {_Decision.PIN: ("指定", "固定"), _Decision.BAN: ("禁止", "排除")})
_seat = whole(1)  # people count seats from 1


def read_pins(
    table: Table, known: References, seats: Mapping[DemandId, int], problems: list[Problem]
) -> tuple[tuple[Pin, ...], tuple[Ban, ...], tuple[Place, ...]]:
    """The pins and the bans of a table, and where each pin stands.

    Args:
        table: the rows.
        known: gets what is asked of ids.
        seats: how many seats each demand has.
        problems: gets what is wrong.
    """
    entries = [(_read_entry(row, known), row) for row in table.read(problems)]
    pins = [(entry, row) for entry, row in entries if isinstance(entry, Pin)]
    bans = [(entry, row) for entry, row in entries if isinstance(entry, Ban)]
    _check_pins(pins, bans, seats)
    return tuple(pin for pin, _ in pins), tuple(ban for ban, _ in bans), tuple(row.place for _, row in pins)


def _check_pins(
    pins: Sequence[tuple[Pin, Row]], bans: Sequence[tuple[Ban, Row]], seats: Mapping[DemandId, int]
) -> None:
    """Note the pins that contradict a demand's seats, a ban, or each other, with the row that they contradict."""
    banned = {(ban.demand, ban.member): row.number for ban, row in bans}
    taken: dict[tuple[DemandId, MemberId | int], int] = {}
    for pin, row in pins:
        most = seats.get(pin.demand)
        if most is not None and pin.seat >= most:
            row.note("seat", Text(f"a seat from 1 to {most}", f"席位应为1至{most}"), str(pin.seat + 1))
        if (by := banned.get((pin.demand, pin.member))) is not None:
            row.note(
                "decision", Text(f"not pinned and banned at once; row {by} bans", f"不能既指定又禁止；第{by}行为禁止")
            )
        for column, what in (("seat", pin.seat), ("member", pin.member)):
            first = taken.setdefault((pin.demand, what), row.number)
            if first != row.number:
                expected = Text(
                    f"one member a seat, one seat a member; see row {first}", f"一席一人，一人一席；见第{first}行"
                )
                row.note(column, expected)


def _read_entry(row: Row, known: References) -> Pin | Ban | None:
    demand = DemandId(row.must("demand", identifier, ""))
    known.refer("demand", demand, row, "demand")
    member = MemberId(row.must("member", person, ""))
    known.refer("member", member, row, "member")
    decision = row.may("decision", _decision, _Decision.PIN)
    seat = row.may("seat", _seat, 1)
    if decision is _Decision.BAN:
        return row.build(lambda: Ban(demand, member), {})
    return row.build(lambda: Pin(demand, member, seat - 1), {})


def pin_rows(pins: Iterable[Pin], bans: Iterable[Ban]) -> Iterable[tuple[str, ...]]:
    """The rows of a table of pins and bans, below the English headings."""
    yield from ((pin.demand, pin.member, _Decision.PIN, str(pin.seat + 1)) for pin in pins)
    yield from ((ban.demand, ban.member, _Decision.BAN, "") for ban in bans)
