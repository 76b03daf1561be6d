"""The plain rows that a plan's report is made of. They hold references and numbers, no person's data."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from attrs import field, frozen

from commgov.core.checks import Checks
from commgov.wording import Text

Known = Literal["optimal", "bounded", "none"]


@frozen
class ServiceRow:
    """A line of the service list, as it is shown.

    Args:
        demand: which demand.
        category: what it is about.
        unit: where it is served.
        member: who serves.
        start: when it begins, as shown.
        end: when it is over, as shown.
    """

    demand: str
    category: str
    unit: str
    member: str
    start: str
    end: str


@frozen
class BookingRow:
    """A venue, or a piece of goods, that is booked, as it is shown.

    Args:
        demand: for which demand.
        unit: where it is served.
        resource: which kind.
        offer: which entry of the resource list.
        start: from when, as shown.
        end: until when, as shown.

    Example:
        >>> BookingRow("d-1", "grid-7", "classroom", "room-2", "Mon 09:00", "10:00").resource
        'classroom'
    """

    demand: str
    unit: str
    resource: str
    offer: str
    start: str
    end: str


@frozen
class UnmetRow:
    """A demand that stays unserved.

    Args:
        demand: which demand.
        category: what it is about.
        unit: where it would be served.
        priority: how urgent it is.
        code: the kind of reason, to count by.
        reason: the reason in plain words.
    """

    demand: str
    category: str
    unit: str
    priority: int
    code: str
    reason: Text


@frozen
class LoadRow:
    """What a plan asks of a member.

    Args:
        member: who.
        minutes: minutes of service, 0 or more.
        services: number of services, 0 or more.
        minutes_max: the most minutes that the member gives in the plan's time; None: no limit.
    """

    member: str
    minutes: int
    services: int
    minutes_max: int | None = None


@frozen
class OverrideRow:
    """A week in which a member carries more than the own cap, because somebody lifted it by name.

    Args:
        member: whose cap.
        week: the week, as shown.
        rule: what the cap is called.
        own: the member's own cap.
        load: what the member carries.
        most: the cap in its place.
        by: who answers for it.
        why: the reason given.
    """

    member: str
    week: str
    rule: Text
    own: int
    load: int
    most: int
    by: str
    why: str


@frozen
class WaitRow:
    """How long the orders of a place wait.

    Args:
        unit: the place; empty: all of them together.
        orders: how many, at least one.
        days: the days that they wait, added up.
        days_often: nine of ten wait no longer.
        gini: how unevenly they wait, 0 to 1.
    """

    unit: str
    orders: int
    days: int
    days_often: int
    gini: float


@frozen
class UnitRow:
    """A unit with what belongs to itself; what belongs to the units below is added up by the report.

    Args:
        unit: its id.
        parent: the unit above, None at the top.
        level: what its level is called.
        name: what it is called; empty: its id.
        members: members at home here.
        demands: demands placed here.
        served: how many of them are served.
        posts: posts that are to be filled here.
        vacant: how many of them are vacant.
    """

    unit: str
    parent: str | None
    level: Text
    name: str = ""
    members: int = 0
    demands: int = 0
    served: int = 0
    posts: int = 0
    vacant: int = 0


@frozen
class ExpertiseRow:
    """How many services of a service list use the expertise of who serves.

    Args:
        name: which list it is.
        demands: demands served.
        services: all services.
        used: those whose seat asks for what the member does best.
        specialists: those that specialists serve.
        specialists_used: those of them that use what the specialist does best.
        specialists_unskilled: those of them whose seat asks for no skill.

    Example:
        >>> ExpertiseRow(Text("this plan", "本方案"), 1, 1, 1, 1, 1, 0).specialists_used
        1
    """

    name: Text
    demands: int
    services: int
    used: int
    specialists: int
    specialists_used: int
    specialists_unskilled: int


@frozen
class Quality:
    """How good the plan provably is. Costs: lower is better.

    Args:
        objective: the plan's cost.
        bound: no plan costs less.
        nothing: the cost of serving nothing; `nothing - bound` is what can be gained at all.
        proof: "optimal" (no plan is better), "bounded", or "none" where no bound is known.
    """

    objective: int
    bound: int
    nothing: int
    proof: Known = "bounded"


@frozen
class PlanTables:
    """All that a plan's report shows.

    Args:
        figures: the key figures: what it is, and its value as shown.
        services: the service list.
        unmet: the demands that stay unserved.
        loads: one row a member, with those who have no service.
        overrides: where members carry more than their own caps.
        waits: how long orders wait, first all of them, then place by place; empty where no order tells when it came.
        units: the hierarchy; empty where there is none.
        quality: how good the plan provably is; None leaves that part out.
        expertise: the use of expertise: the plan's, then that of other lists to compare it with; empty leaves it out.
        reasons: what the kinds of reason (`UnmetRow.code`) are called; a kind without a name is shown by its code.
        bookings: the venues and goods that are booked.

    Raises:
        InvalidInputError: naming all numbers, units and proofs that cannot be.

    Example:
        >>> tables = PlanTables(services=(ServiceRow("d-1", "repair", "group-7", "m-3", "Mon 09:00", "Mon 10:00"),))
        >>> tables
        PlanTables(1 services, 0 unmet, 0 loads, 0 units)
    """

    figures: tuple[tuple[Text, str], ...] = ()
    services: tuple[ServiceRow, ...] = ()
    unmet: tuple[UnmetRow, ...] = ()
    loads: tuple[LoadRow, ...] = ()
    units: tuple[UnitRow, ...] = ()
    quality: Quality | None = None
    expertise: tuple[ExpertiseRow, ...] = ()
    reasons: Mapping[str, Text] = field(factory=dict)
    bookings: tuple[BookingRow, ...] = ()
    overrides: tuple[OverrideRow, ...] = ()
    waits: tuple[WaitRow, ...] = ()

    def __attrs_post_init__(self) -> None:
        checks = Checks("PlanTables")
        for name, kind in _ROWS.items():
            checks.every(name, getattr(self, name), kind, Text(f"a {kind.__name__}", f"应为{kind.__name__}"))
        checks.refuse()
        for at, load in enumerate(self.loads):
            _whole(checks, f"loads[{at}]", load, ("minutes", "services"))
            if load.minutes_max is not None:
                _whole(checks, f"loads[{at}]", load, ("minutes_max",))
        for at, override in enumerate(self.overrides):
            _whole(checks, f"overrides[{at}]", override, ("own", "load", "most"))
        for at, wait in enumerate(self.waits):
            _whole(checks, f"waits[{at}]", wait, ("days", "days_often"))
            checks.whole(f"waits[{at}], orders", wait.orders, least=1)
        for at, unit in enumerate(self.units):
            _whole(checks, f"units[{at}]", unit, ("members", "demands", "served", "posts", "vacant"))
        for at, row in enumerate(self.expertise):
            _whole(checks, f"expertise[{at}]", row, _EXPERTISE)
        checks.refuse()
        _check_expertise(checks, self.expertise)
        _check_units(checks, self.units)
        if self.quality is not None:
            _check_quality(checks, self.quality)
        checks.refuse()

    def __repr__(self) -> str:
        """The sizes."""
        sizes = (f"{len(getattr(self, name))} {name}" for name in ("services", "unmet", "loads", "units"))
        return f"PlanTables({', '.join(sizes)})"


_ROWS = {
    "services": ServiceRow,
    "bookings": BookingRow,
    "unmet": UnmetRow,
    "loads": LoadRow,
    "units": UnitRow,
    "expertise": ExpertiseRow,
    "overrides": OverrideRow,
    "waits": WaitRow,
}
_EXPERTISE = ("demands", "services", "used", "specialists", "specialists_used", "specialists_unskilled")


def _whole(checks: Checks, where: str, row: object, names: Iterable[str]) -> None:
    for name in names:
        checks.whole(f"{where}, {name}", getattr(row, name))


def _check_expertise(checks: Checks, rows: tuple[ExpertiseRow, ...]) -> None:
    """No part larger than its whole."""
    for at, row in enumerate(rows):
        for part, whole, all_of in (
            ("used", row.services, row.used),
            ("specialists", row.services, row.specialists),
            ("specialists_used", row.specialists, row.specialists_used + row.specialists_unskilled),
        ):
            expected = Text(f"at most {whole}", f"不超过{whole}")
            checks.require(f"expertise[{at}], {part}", all_of, ok=all_of <= whole, expected=expected)


def _check_units(checks: Checks, units: tuple[UnitRow, ...]) -> None:
    """Ids once, parents known, no circle, no part larger than its whole."""
    for unit, count in Counter(row.unit for row in units).items():
        checks.require("units", unit, ok=count == 1, expected=Text("each unit only once", "每个单元只能出现一次"))
    parent_of = {row.unit: row.parent for row in units}
    for at, row in enumerate(units):
        known = row.parent is None or row.parent in parent_of
        checks.require(f"units[{at}], parent", row.parent, ok=known, expected=Text("a unit listed", "应为已列出的单元"))
        served = Text("at most its demands", "不超过需求数")
        checks.require(f"units[{at}], served", row.served, ok=row.served <= row.demands, expected=served)
        vacant = Text("at most its posts", "不超过岗位数")
        checks.require(f"units[{at}], vacant", row.vacant, ok=row.vacant <= row.posts, expected=vacant)
    for unit in _circling(parent_of):
        checks.require("units", unit, ok=False, expected=Text("no unit above itself", "单元不得成为自己的上级"))


def _circling(parent_of: Mapping[str, str | None]) -> Iterator[str]:
    """The units whose way up never ends: each way is walked once, and stops where an earlier one passed."""
    passed_by: dict[str, str] = {}
    for start in parent_of:
        at: str | None = start
        while at is not None and at in parent_of and at not in passed_by:
            passed_by[at] = start
            at = parent_of[at]
        if at is not None and passed_by.get(at) == start:
            yield at


def _check_quality(checks: Checks, quality: Quality) -> None:
    bound, objective = quality.bound, quality.objective
    known = quality.proof in ("optimal", "bounded", "none")
    checks.require(
        "proof", quality.proof, ok=known, expected=Text("optimal, bounded or none", "optimal、bounded或none")
    )
    if quality.proof == "none":
        return
    below = Text("at least the bound", "不小于下界")
    checks.require("objective", objective, ok=bound <= objective, expected=below)
    checks.require("nothing", quality.nothing, ok=bound <= quality.nothing, expected=below)
    proven = quality.proof != "optimal" or bound == objective
    checks.require(
        "proof", quality.proof, ok=proven, expected=Text("optimal only at the bound", "仅达到下界时为optimal")
    )
