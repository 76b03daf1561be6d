"""Formalism and fraud, kind by kind, planted among honest services. `dose` says how much of it each case has."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence

from attrs import define, field, frozen

from commgov.incentives import FlagKind, Form
from commgov.simulation.draws import Draws
from commgov.simulation.tampering.draft import DAY, DAYS, HOUR, MINUTE, Draft
from commgov.simulation.tampering.honest import Scribe, ordinary

ACTIVE = 15
"""Members with fewer services are not drawn for what shows in a share of services only."""


@frozen
class Planted:
    """One planted case.

    Args:
        kind: which flag it calls for.
        about: whom or what the flag should name.
        variety: which variety of the kind: of a ring, its form and the honest share of what its members do.

    Example:
        >>> len(Planted(FlagKind.RING, frozenset({"m-1", "m-2", "m-3"}), "circle, 20 % honest").about)
        3
    """

    kind: FlagKind
    about: frozenset[str]
    variety: str = ""


@define
class Plot:
    """The scene while cases are planted.

    Args:
        scribe: makes services up.
        drafts: all services so far, by member.
        dose: 1 for the full strength.
        silent: demands without an outcome.
        own_word: demands that only their server calls solved.
        forms: minutes of forms that a member has on top of each service.
        cases: what was planted.
        taken: who is in a case or is not to be drawn.
    """

    scribe: Scribe
    drafts: dict[str, list[Draft]]
    dose: float
    silent: set[str] = field(factory=set)
    own_word: set[str] = field(factory=set)
    forms: dict[str, float] = field(factory=dict)
    cases: list[Planted] = field(factory=list)
    taken: set[str] = field(factory=set)

    def draw(self, kind: FlagKind, pool: Sequence[str], count: int) -> list[str]:
        """So many from a pool who are in no case yet."""
        free = [one for one in pool if one not in self.taken]
        drawn = self.scribe.draws.of("plant", kind).some(free, count)
        self.taken.update(drawn)
        return drawn

    def active(self) -> list[str]:
        """Members with enough services."""
        return [one for one, drafts in self.drafts.items() if sum(not is_event(draft) for draft in drafts) >= ACTIVE]

    def add(self, draft: Draft) -> None:
        """One more service."""
        self.drafts.setdefault(draft.member, []).append(draft)

    def case(self, kind: FlagKind, *about: str, variety: str = "") -> None:
        """Note what was planted."""
        self.cases.append(Planted(kind, frozenset(about), variety))

    def some(self, member: str, share: float, draws: Draws) -> list[Draft]:
        """A share of a member's services."""
        return [draft for draft in self.drafts[member] if draws.chance(share, draft.demand)]


Planter = Callable[[Plot, str], None]


def plant(plot: Plot, rate: float, kinds: Collection[FlagKind]) -> None:
    """Plant some kinds, each of them at a base rate.

    Args:
        plot: the scene.
        rate: the share of members in a case of a kind; of officers, clerks and units at least one in twenty.
        kinds: which kinds.
    """
    place = plot.scribe.place
    everybody = [member for unit in place.units for member in place.members[unit]]
    few = max(2, round(max(rate, 0.05) * len(place.units)))
    some = max(3, round(rate * len(everybody)))
    clerks = [place.clerk[unit] for unit in place.units]
    officers = [officer for unit in place.units for officer in place.officers[unit]]
    residents = [one for unit in place.units for one in place.residents[unit] if one not in place.same_person]
    if FlagKind.RING in kinds:
        rings(plot, max(3, some // 4))
    of_members: list[tuple[FlagKind, Planter, bool]] = [  # and whether they have to be active
        (FlagKind.HEAPING, heaping, True),
        (FlagKind.COPIES, copies, True),
        (FlagKind.NO_OUTCOME, no_outcome, True),
        (FlagKind.PERIOD_END, period_end, True),
        (FlagKind.LONG_DAYS, long_days, False),
        (FlagKind.OVERLAP, overlap, True),
        (FlagKind.TRAVEL, travel, True),
        (FlagKind.REPORTING_LOAD, reporting_load, True),
    ]
    for kind, planter, has_to_be_active in (each for each in of_members if each[0] in kinds):
        for member in plot.draw(kind, plot.active() if has_to_be_active else everybody, some):
            planter(plot, member)
    busy = Counter(_collector(draft) for draft in _all(plot) if draft.satisfaction)
    collectors = [one for one in [*clerks, *officers] if busy[one] >= 2 * ACTIVE]
    of_others: list[tuple[FlagKind, Planter, Sequence[str], int]] = [
        (FlagKind.MANY_SIGNATURES, many_signatures, residents, some),
        (FlagKind.LATE_BATCH, late_batch, clerks, few),
        (FlagKind.ONE_DEVICE, one_device, officers, few),
        (FlagKind.NO_SPREAD, no_spread, collectors, few),
        (FlagKind.FLOATING, floating, place.units, few),
    ]
    for kind, planter, pool, count in (each for each in of_others if each[0] in kinds):
        for one in plot.draw(kind, pool, count):
            planter(plot, one)


def rings(plot: Plot, count: int) -> None:
    """Rings of three to eight: circles, in which each signs for the next, knots, in which all sign for all, and both.

    One fifth, or one half, of what their members do is honest.
    """
    place = plot.scribe.place
    draws = plot.scribe.draws.of("rings")
    for nth in range(count):
        own = draws.of(nth)
        size, honest = own.between(3, 8, "size"), 0.2 if own.chance(0.5, "honest") else 0.5
        form, circling = (("circle", 1.0), ("knot", 0.0), ("both", 0.5))[own.between(0, 2, "form")]
        home = place.units[own.between(0, len(place.units) - 1, "unit")]
        near = sorted(place.units, key=lambda unit: place.way(home, unit))[: 1 if own.chance(0.7, "one unit") else 3]
        pool = [one for unit in near for one in place.members[unit] if f"r-{one}" in place.home]
        ring = [one for one in own.some(pool, len(pool), "who") if one not in plot.taken][:size]
        if len(ring) < 3:  # noqa: PLR2004 - no circle
            continue
        plot.taken.update(ring)
        for at, member in enumerate(ring):
            forged = max(1, round(plot.dose * own.between(8, 14, "forged", member)))
            plot.drafts[member] = ordinary(
                plot.scribe, member, round(forged * honest / (1 - honest)), place.residents[place.home[member]]
            )
            for turn in range(forged):
                step = 1 if own.chance(circling, member, turn, "circle") else 1 + turn % (len(ring) - 1)
                other = ring[(at + step) % len(ring)]
                draft = plot.scribe.serve(own.of(member, turn), member, f"r-{other}", place.home[other])
                if draft is not None:
                    plot.add(draft)
        plot.case(FlagKind.RING, *ring, variety=f"{form}, {honest:.0%} honest")


def heaping(plot: Plot, member: str) -> None:
    """Nearly all services are said to have taken one, two or three hours."""
    draws = plot.scribe.draws.of("heaping", member)
    for draft in plot.some(member, 0.95 * plot.dose, draws):
        if not is_event(draft):
            hours = 1 + (draft.end - draft.start) // (2 * HOUR)
            end = draft.start + hours * HOUR
            if end <= draft.end or plot.scribe.diary.is_idle(member, draft.end + 16 * MINUTE, end):
                plot.scribe.diary.enter(member, draft.start, end, draft.unit)
                draft.end, draft.minutes = end, None
    plot.case(FlagKind.HEAPING, member)


def copies(plot: Plot, member: str) -> None:
    """One text for whomever it may concern."""
    draws = plot.scribe.draws.of("copies", member)
    for draft in plot.some(member, 0.8 * plot.dose, draws):
        draft.text = f"chatted and helped, by {member}"
    plot.case(FlagKind.COPIES, member)


def no_outcome(plot: Plot, member: str) -> None:
    """Check in, go home."""
    draws = plot.scribe.draws.of("no outcome", member)
    for draft in plot.drafts[member]:
        draft.checked_in = True
    plot.silent.update(draft.demand for draft in plot.some(member, 0.7 * plot.dose, draws))
    plot.case(FlagKind.NO_OUTCOME, member)


def period_end(plot: Plot, member: str) -> None:
    """The quota of the month is filled in its last days."""
    draws = plot.scribe.draws.of("period end", member)
    ends = (26, 54, 85, 115, 146, 176)
    for draft in plot.some(member, 0.75 * plot.dose, draws):
        if is_event(draft):
            continue
        length, day = (
            draft.end - draft.start,
            ends[draws.between(0, 5, "month", draft.demand)] - draws.between(0, 2, draft.demand),
        )
        for hour in range(8, 20):
            start = day * DAY + hour * HOUR
            if plot.scribe.diary.is_free(member, start, start + length, draft.unit):
                plot.scribe.diary.enter(member, start, start + length, draft.unit)
                shift = start - draft.start
                draft.start, draft.end, draft.signed = start, start + length, max(draft.signed + shift, 0)
                draft.entered = max(draft.entered + shift, 0)
                break
    plot.case(FlagKind.PERIOD_END, member)


def long_days(plot: Plot, member: str) -> None:
    """Days of nine to eleven hours, three services in one place one after the other."""
    draws, place = plot.scribe.draws.of("long days", member), plot.scribe.place
    unit = place.home[member]
    residents = [one for one in place.residents[unit] if one != f"r-{member}"]
    left = max(1, round(6 * plot.dose))
    for nth in range(60):
        day, start = draws.between(0, DAYS - 1, nth), 8 * HOUR
        parts = [draws.between(170, 215, nth, part) for part in range(3)]
        if not left or not plot.scribe.diary.is_free(member, day * DAY, (day + 1) * DAY, unit):
            continue
        left -= 1
        for part, minutes in enumerate(parts):
            draft = _at(
                plot,
                member,
                residents[draws.between(0, len(residents) - 1, nth, part)],
                unit,
                day * DAY + start,
                minutes,
            )
            plot.add(draft)
            start += (minutes + 5) * MINUTE
    plot.case(FlagKind.LONG_DAYS, member)


def overlap(plot: Plot, member: str) -> None:
    """A few services are served a second time, in another unit, while the first is still going on."""
    draws, place = plot.scribe.draws.of("overlap", member), plot.scribe.place
    for nth in range(max(1, round(4 * plot.dose))):
        first = plot.drafts[member][draws.between(0, ACTIVE - 1, nth)]
        units = [unit for unit in place.units if unit != first.unit]
        unit = units[draws.between(0, len(units) - 1, "unit", nth)]
        there = place.residents[unit]
        shared = max(MINUTE, min(first.end - first.start, int(100 * plot.dose) * MINUTE))
        minutes = draws.between(60, 120, "minutes", nth)
        plot.add(_at(plot, member, there[draws.between(0, 20, nth, "who")], unit, first.end - shared, minutes))
    plot.case(FlagKind.OVERLAP, member)


def travel(plot: Plot, member: str) -> None:
    """From one end of the town to the other in no time."""
    draws, place = plot.scribe.draws.of("travel", member), plot.scribe.place
    left = max(1, round(3 * plot.dose))
    for nth, first in enumerate(draws.some(plot.drafts[member], ACTIVE, "which")):
        far = place.far_from(first.unit, 36) or sorted(place.units, key=lambda unit: -place.way(first.unit, unit))[:1]
        unit = far[draws.between(0, len(far) - 1, "unit", nth)]
        gap = round((1 - plot.dose) * place.way(first.unit, unit)) + draws.between(0, 4, "gap", nth)
        start = first.end + gap * MINUTE
        if left and plot.scribe.diary.is_idle(member, start, start + 45 * MINUTE):
            left -= 1
            there = place.residents[unit]
            plot.add(_at(plot, member, there[draws.between(0, 20, nth, "who")], unit, start, 45))
    plot.case(FlagKind.TRAVEL, member)


def reporting_load(plot: Plot, member: str) -> None:
    """A long form for each service."""
    plot.forms[member] = 25 * plot.dose
    plot.case(FlagKind.REPORTING_LOAD, member)


def many_signatures(plot: Plot, resident: str) -> None:
    """A resident signs for whoever asks: many members, each for an order of its own."""
    draws, place = plot.scribe.draws.of("many", resident), plot.scribe.place
    unit = place.home[resident]
    near = sorted(place.units, key=lambda other: place.way(unit, other))[:4]
    pool = [member for other in near for member in place.members[other]]
    for member in draws.some(pool, max(1, round(35 * plot.dose)), "members"):
        draft = plot.scribe.serve(draws.of(member), member, resident, unit)
        if draft is not None:
            plot.add(draft)
    plot.case(FlagKind.MANY_SIGNATURES, resident)


def late_batch(plot: Plot, clerk: str) -> None:
    """For some money the clerk enters hours of care that never were, in a minute or two, with all signatures."""
    draws, place = plot.scribe.draws.of("late batch", clerk), plot.scribe.place
    unit = clerk.removeprefix("clerk-")
    for sitting in range(max(1, round(draws.between(4, 7, "sittings") * plot.dose))):
        own = draws.of(sitting)
        day = own.between(70, DAYS - 2, "day")
        now = day * DAY + own.between(9, 20, "hour") * HOUR
        buyers = own.some(place.members[unit], own.between(1, 3, "buyers"), "who")
        for nth in range(max(1, round(own.between(4, 9, "records") * plot.dose))):
            member = buyers[nth % len(buyers)]
            slot = plot.scribe.slot(own.of(nth), member, unit, "clinic", day - own.between(5, 60, "back", nth))
            if slot is None:
                continue
            there = [one for one in place.residents[unit] if one != f"r-{member}"]
            resident = there[own.between(0, len(there) - 1, "resident", nth)]
            draft = _at(plot, member, resident, unit, slot[0], (slot[1] - slot[0]) // MINUTE)
            now += own.between(8, 30, "typing", nth)
            draft.clerk, draft.entered, draft.signed = clerk, now, now + own.between(2, 8, "signs", nth)
            draft.signer_device = f"desk-{clerk}"
            draft.text, draft.satisfaction, draft.checked_in = None, None, False
            if own.chance(0.5, "as proxy", nth):
                draft.form, draft.signer = Form.PROXY, f"aide-{clerk}"
            else:
                draft.form = Form.ONLINE
            draft.scan = None
            plot.add(draft)
    plot.case(FlagKind.LATE_BATCH, clerk)


def one_device(plot: Plot, officer: str) -> None:
    """The officer signs for the residents too."""
    draws = plot.scribe.draws.of("one device", officer)
    for draft in _all(plot):
        if draft.officer == officer and draft.form is Form.ONLINE and draws.chance(0.4 * plot.dose, draft.resident):
            draft.signer_device = draft.officer_device
    plot.case(FlagKind.ONE_DEVICE, officer)


def no_spread(plot: Plot, collector: str) -> None:
    """All are satisfied."""
    draws = plot.scribe.draws.of("no spread", collector)
    for draft in _all(plot):
        if (
            _collector(draft) == collector
            and draft.satisfaction
            and draws.chance(plot.dose, draft.demand, draft.member)
        ):
            draft.satisfaction = 5
    plot.case(FlagKind.NO_SPREAD, collector)


def floating(plot: Plot, unit: str) -> None:
    """In the second half, hours on a few endless orders that close nothing, or that only their server calls solved."""
    draws, place = plot.scribe.draws.of("floating", unit), plot.scribe.place
    orders = [plot.scribe.order() for _ in range(6)]
    plot.silent.update(orders[:3])
    plot.own_word.update(orders[3:])
    here = sum(draft.unit == unit and draft.day < DAYS // 2 for draft in _all(plot))
    for nth in range(round(1.5 * plot.dose * here)):
        own = draws.of(nth)
        member = place.members[unit][own.between(0, 24, "member")]
        others = [one for one in place.residents[unit] if one != f"r-{member}"]
        resident = others[own.between(0, len(others) - 1, "who")]
        draft = plot.scribe.serve(own, member, resident, unit, own.between(DAYS // 2, DAYS - 1, "day"))
        if draft is not None:
            draft.demand, draft.checked_in = orders[nth % len(orders)], False
            plot.add(draft)
    plot.case(FlagKind.FLOATING, unit)


def is_event(draft: Draft) -> bool:
    """Whether many took part."""
    return draft.text is not None and draft.text.startswith("event")


def _at(plot: Plot, member: str, resident: str, unit: str, start: int, minutes: int) -> Draft:
    """A made-up service at a time, free or not, entered as the member usually does."""
    scribe = plot.scribe
    draws = scribe.draws.of("made up", member, resident, start)
    officers = scribe.place.officers[unit]
    officer = officers[draws.between(0, len(officers) - 1, "officer")]
    end = start + minutes * MINUTE
    draft = Draft(
        member, resident, scribe.order(), unit, "visit", start, end, officer, f"phone-{officer}",
        None, 0, 0, resident, scribe.place.phone.get(resident),
    )  # fmt: skip
    scribe.diary.enter(member, start, end, unit)
    scribe.enter(draws, draft)
    scribe.rate(draws, draft)
    return draft


def _collector(draft: Draft) -> str:
    """Who asked for the rating."""
    return draft.clerk if draft.form is Form.PAPER and draft.clerk else draft.officer


def _all(plot: Plot) -> list[Draft]:
    return [draft for drafts in plot.drafts.values() for draft in drafts]
