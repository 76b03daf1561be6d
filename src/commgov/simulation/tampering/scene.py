"""The door: one half-year of a community, with what was planted in it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from attrs import frozen

from commgov.core import DemandId, MemberId, Outcome, OutcomeState, PersonRef, UnitId
from commgov.core.checks import Checks
from commgov.incentives import ServiceFacts
from commgov.incentives.integrity import FlagKind, Material, Paperwork
from commgov.simulation.draws import Draws
from commgov.simulation.tampering.draft import DAY, DAYS, Draft, moment
from commgov.simulation.tampering.honest import Diary, Scribe, ordinary, type_piles
from commgov.simulation.tampering.lookalikes import look_alikes
from commgov.simulation.tampering.place import Place, settle
from commgov.simulation.tampering.planting import Planted, Plot, plant
from commgov.wording import Text


@frozen
class TamperedServices:
    """Half a year of services, and what was planted among them.

    Args:
        facts: the posted services.
        outcomes: how the demands ended.
        paperwork: what members spent on forms.
        same_person: second references of members who are served, to the first.
        planted: the planted cases.
        place: who lives where, and the travel times.
    """

    facts: tuple[ServiceFacts, ...]
    outcomes: tuple[Outcome, ...]
    paperwork: tuple[Paperwork, ...]
    same_person: Mapping[str, str]
    planted: tuple[Planted, ...]
    place: Place

    def travel(self, one: UnitId, other: UnitId) -> int:
        """Minutes from unit to unit."""
        return self.place.way(one, other)

    def material(self) -> Material:
        """All of it, as the detectors take it; what was planted is not in it."""
        return Material.of(
            self.facts,
            outcomes=self.outcomes,
            paperwork=self.paperwork,
            travel=self.travel,
            same_person=self.same_person,
        )

    def __repr__(self) -> str:
        """The sizes."""
        return f"TamperedServices({len(self.facts)} services, {len(self.planted)} planted cases)"


def tampered_services(
    seed: int,
    *,
    members: int = 600,
    rate: float = 0.01,
    dose: float = 1.0,
    kinds: Collection[FlagKind] = tuple(FlagKind),
) -> TamperedServices:
    """Make up half a year of services with honest look-alikes and planted formalism and fraud of every kind.

    Args:
        seed: the same seed makes the same bytes.
        members: how many members there are, about; at least 100.
        rate: the base rate: which share of the members is in a case of each kind.
        dose: the strength of each case: 1 for the full one, near 0 for hardly any.
        kinds: which kinds of cases are planted.

    Raises:
        InvalidInputError: naming the arguments that are out of range.

    Example:
        >>> tampered_services(7, members=100)
        TamperedServices(4034 services, 38 planted cases)
    """
    checks = Checks("tampered_services")
    checks.whole("members", members, least=100)
    for name, share in (("rate", rate), ("dose", dose)):
        checks.require(name, share, ok=0 <= share <= 1, expected=Text("a share from 0 to 1", "应为0至1之间的比例"))
    known = all(isinstance(kind, FlagKind) for kind in kinds)
    checks.require("kinds", "", ok=known, expected=Text("kinds of flags", "应为标记种类（FlagKind）"))
    checks.refuse()
    place = settle(seed, members)
    scribe = Scribe(place, Diary(place), Draws(seed, ("tampering",)))
    plot = Plot(scribe, {}, dose)
    for draft in look_alikes(scribe):
        plot.add(draft)
    for unit in place.units:
        for member in place.members[unit]:
            for draft in ordinary(scribe, member, place.habits[member].services, place.residents[unit]):
                plot.add(draft)
    if rate > 0 and dose > 0:
        plant(plot, rate, kinds)
    drafts = [draft for drafts in plot.drafts.values() for draft in drafts]
    type_piles(drafts, scribe.draws.of("piles"))
    drafts.sort(key=lambda draft: (draft.entered, draft.demand, draft.member))
    return TamperedServices(
        tuple(draft.facts(number) for number, draft in enumerate(drafts, 1)),
        tuple(_outcomes(plot, drafts)),
        tuple(_paperwork(plot, drafts)),
        place.same_person,
        tuple(plot.cases),
        place,
    )


def _outcomes(plot: Plot, drafts: Sequence[Draft]) -> list[Outcome]:
    """Most demands are solved within days; some are reopened, some never closed, more so where the office is slow."""
    outcomes = []
    last_of = {draft.demand: draft for draft in sorted(drafts, key=lambda one: one.end)}
    for demand, draft in last_of.items():
        draws = plot.scribe.draws.of("outcome", demand)
        if demand in plot.silent or draws.chance(plot.scribe.place.slow[draft.unit], "none"):
            continue
        own_word = demand in plot.own_word or draws.chance(0.03, "own word")
        by = draft.member if own_word else draft.officer
        seen = not own_word and draws.chance(0.6, "seen")
        at = moment(draft.end + draws.between(600, 6 * DAY, "at"))
        state = OutcomeState.SOLVED if draws.chance(0.96, "solved") else OutcomeState.NOT_SOLVED
        outcomes.append(Outcome(DemandId(demand), state, at, PersonRef(by), seen_by_resident=seen))
        if draws.chance(0.04, "reopened"):
            later = at + timedelta(days=draws.between(1, 20, "later"))
            outcomes.append(Outcome(DemandId(demand), OutcomeState.REOPENED, later, PersonRef(draft.resident)))
    return outcomes


def _paperwork(plot: Plot, drafts: Sequence[Draft]) -> list[Paperwork]:
    """A few minutes a service; one member in twenty filled in a long form when they began."""
    paperwork = []
    for nth, draft in enumerate(drafts):
        draws = plot.scribe.draws.of("forms", nth)
        minutes = plot.scribe.place.habits[draft.member].forms * (0.5 + draws.number("minutes"))
        paperwork.append(_form(draft.member, draft.day, minutes + plot.forms.get(draft.member, 0.0)))
    beginners = [member for member in plot.drafts if plot.scribe.draws.chance(0.05, "long form", member)]
    days = [plot.scribe.draws.between(0, DAYS - 1, "long form of", member) for member in beginners]
    return paperwork + [_form(member, day, 60) for member, day in zip(beginners, days, strict=True)]


def _form(member: str, day: int, minutes: float) -> Paperwork:
    return Paperwork(MemberId(member), moment(day * DAY).date(), round(minutes))
