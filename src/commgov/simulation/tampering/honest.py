"""Ordinary services: made up one by one, each at a time that its member has, and entered as people enter them."""

from bisect import insort

from attrs import define, field

from commgov.incentives import Form
from commgov.simulation.draws import Draws, Lottery
from commgov.simulation.tampering.draft import DAY, DAYS, HOUR, MINUTE, Draft
from commgov.simulation.tampering.place import CATEGORIES, Place

_RATINGS = (
    Lottery((5, 4, 3, 2, 1), (72, 20, 6, 1, 1)),
    Lottery((5, 4, 3, 2, 1), (58, 28, 9, 3, 2)),
    Lottery((5, 4, 3, 2, 1), (44, 36, 14, 4, 2)),
)
_STOCK = tuple(f"stock phrase {at}" for at in range(25))  # reports that everybody writes
_TRIES = 12
_OPEN, _SHUT = 8 * 60, 20 * 60  # minutes of the day between which services lie


@define
class Diary:
    """When members serve and where, so that honest ones are never in two places at once.

    Args:
        place: how long ways take.
    """

    place: Place
    _days: dict[tuple[str, int], list[tuple[int, int, str]]] = field(factory=dict)

    def is_free(self, member: str, start: int, end: int, unit: str) -> bool:
        """Whether the member can be there then, with the ways before and after."""
        return all(
            end + self.place.way(unit, there) * MINUTE <= begins or ends + self.place.way(there, unit) * MINUTE <= start
            for begins, ends, there in self._days.get((member, start // DAY), [])
        )

    def is_idle(self, member: str, start: int, end: int) -> bool:
        """Whether the member serves nowhere at that time, however they would get there."""
        days = range(start // DAY, end // DAY + 1)
        known = [entry for day in days for entry in self._days.get((member, day), [])]
        return all(end <= begins or ends <= start for begins, ends, _ in known)

    def enter(self, member: str, start: int, end: int, unit: str) -> None:
        """Note a service."""
        insort(self._days.setdefault((member, start // DAY), []), (start, end, unit))

    def minutes(self, member: str, day: int) -> int:
        """How many minutes the member serves on a day."""
        return sum(end - start for start, end, _ in self._days.get((member, day), [])) // MINUTE


@define
class Scribe:
    """Makes up services and enters them.

    Args:
        place: the people.
        diary: when they serve.
        draws: the scene's draws.
    """

    place: Place
    diary: Diary
    draws: Draws
    _made: int = 0

    def order(self) -> str:
        """A new demand."""
        self._made += 1
        return f"d-{self._made:06}"

    def slot(
        self, draws: Draws, member: str, unit: str, category: str, day: int | None = None
    ) -> tuple[int, int] | None:
        """A true begin and end at which the member can be in the unit, noted in the diary; None if none was found."""
        low, high = CATEGORIES[category]
        for nth in range(_TRIES):
            at = draws.between(0, DAYS - 1, "day", nth) if day is None else day
            minutes = draws.between(low, high, "minutes", nth) if category != "class" else 60 * draws.between(1, 2, nth)
            start = at * DAY + draws.between(_OPEN, _SHUT - minutes, "start", nth) * MINUTE
            end = start + minutes * MINUTE
            calm = self.diary.minutes(member, at) + minutes <= 330  # noqa: PLR2004 - nobody honest serves all day
            if calm and self.diary.is_free(member, start, end, unit):
                self.diary.enter(member, start, end, unit)
                return start, end
        return None

    def serve(self, draws: Draws, member: str, resident: str, unit: str, day: int | None = None) -> Draft | None:
        """An ordinary service, entered as the member usually does."""
        categories = list(CATEGORIES)
        category = categories[draws.between(0, len(categories) - 1, "category")]
        slot = self.slot(draws, member, unit, category, day)
        if slot is None:
            return None
        start, end = self.rounded(member, *slot)
        officers = self.place.officers[unit]
        officer = officers[draws.between(0, len(officers) - 1, "officer")]
        draft = Draft(
            member, resident, self.order(), unit, category, start, end, officer, f"phone-{officer}",
            None, 0, 0, resident, self.place.phone.get(resident),
        )  # fmt: skip
        draft.checked_in = draws.chance(self.place.habits[member].checks_in, "checks in")
        draft.text = self._report(draws, draft)
        self.enter(draws, draft)
        self.rate(draws, draft)
        if draws.chance(0.05, "less"):
            draft.minutes = max(5, (end - start) // MINUTE - 5 * draws.between(1, 4, "how much less"))
        return draft

    def rounded(self, member: str, start: int, end: int) -> tuple[int, int]:
        """The times as the member writes them."""
        grain = self.place.habits[member].rounds_to * MINUTE
        begin = (start + grain // 2) // grain * grain
        return begin, max((end + grain // 2) // grain * grain, begin + grain)

    def enter(self, draws: Draws, draft: Draft) -> None:
        """Enter it: the member at once or so, or the clerk from paper; and the resident signs."""
        if not self.place.habits[draft.member].on_paper:
            draft.entered = draft.end + int(HOUR * 2 * (1 - draws.number("enters")) ** -0.8)
            draft.entered = min(draft.entered, draft.end + 4 * DAY)
            draft.signed = draft.entered + draws.between(60, 3 * DAY, "signs")
            if draft.signer_device is not None and draws.chance(0.01, "lent"):
                draft.signer_device = draft.officer_device  # the officer looked in, and lent the phone
            return
        draft.clerk = self.place.clerk[draft.unit]
        way = draws.number("way to the desk")
        if way < 0.08:  # told by telephone, the resident signs online  # noqa: PLR2004
            draft.entered = draft.end + draws.between(HOUR, 3 * DAY, "enters")
            draft.signed = draft.entered + draws.between(2 * HOUR, 3 * DAY, "signs")
        elif way < 0.14:  # the two come to the counter and sign on its tablet  # noqa: PLR2004
            draft.entered = draft.end + draws.between(600, 9 * HOUR, "enters")
            self.at_counter(draws, draft)
        elif way < 0.155:  # ... or only when they happen to come by  # noqa: PLR2004
            draft.entered = draft.end + draws.between(2 * DAY, 12 * DAY, "enters")
            self.at_counter(draws, draft)
        else:
            self.from_paper(draws, draft)

    def at_counter(self, draws: Draws, draft: Draft) -> None:
        """The resident signs on the tablet while the clerk types."""
        draft.signed = draft.entered + draws.between(20, 240, "at the counter")
        draft.signer_device = f"tablet-{draft.clerk}"

    def from_paper(self, draws: Draws, draft: Draft) -> None:
        """A signed form waits until the clerk types in the pile; the time within the pile is set by `type_piles`."""
        clerk = self.place.clerk[draft.unit]
        draft.clerk, draft.form, draft.scan, draft.signer_device = (
            clerk,
            Form.PAPER,
            f"form of {draft.demand} {draft.member}",
            None,
        )
        cadence = self.place.cadence[clerk]
        pile = (draft.end // DAY // cadence + 1) * cadence
        draft.entered = pile * DAY + 16 * HOUR
        draft.signed = draft.end + draws.between(0, 1800, "signs") if clerk in self.place.dates_forms else -1

    def rate(self, draws: Draws, draft: Draft) -> None:
        """Seven in ten residents rate."""
        if draws.chance(0.7, "rates"):
            collector = draft.clerk if draft.form is Form.PAPER and draft.clerk else draft.officer
            draft.satisfaction = draws.pick(_RATINGS[self.place.strictness[collector]], "rating")

    def _report(self, draws: Draws, draft: Draft) -> str | None:
        phrase = self.place.habits[draft.member].phrase
        how = draws.number("report")
        if how < 0.35:  # noqa: PLR2004
            return None
        if phrase is not None and draft.resident in self.place.habits[draft.member].favourites:
            return f"{phrase}, {draft.resident}"
        return _STOCK[draws.between(0, len(_STOCK) - 1, "phrase")] if how < 0.45 else f"report of {draft.demand}"  # noqa: PLR2004


def ordinary(scribe: Scribe, member: str, count: int, residents: tuple[str, ...]) -> list[Draft]:
    """A member's ordinary services: two in five for favourites, the others for anybody in the unit or next door."""
    place, draws = scribe.place, scribe.draws.of("ordinary", member)
    home, habits = place.home[member], place.habits[member]
    drafts = []
    for nth in range(count):
        own = draws.of(nth)
        others = [one for one in residents if one != f"r-{member}"]
        resident = others[own.between(0, len(others) - 1, "resident")]
        if own.chance(0.4, "favourite") and habits.favourites:
            resident = habits.favourites[own.between(0, len(habits.favourites) - 1, "which")]
        elif own.chance(0.15, "elsewhere"):
            near = sorted(place.units, key=lambda unit: place.way(home, unit))[1:4]
            there = place.residents[near[own.between(0, len(near) - 1, "unit")]]
            resident = there[own.between(0, len(there) - 1, "there")]
        draft = scribe.serve(own, member, resident, place.home[resident])
        drafts += [draft] if draft else []
    return drafts


def type_piles(drafts: list[Draft], draws: Draws) -> None:
    """The clerks type in their piles, form after form; undated signatures get the time of typing."""
    piles: dict[tuple[str, int], list[Draft]] = {}
    for draft in drafts:
        if draft.form is Form.PAPER and draft.clerk:
            piles.setdefault((draft.clerk, draft.entered), []).append(draft)
    for (clerk, begins), pile in piles.items():
        now = begins
        for nth, draft in enumerate(sorted(pile, key=lambda one: (one.start, one.member))):
            now += draws.between(25, 150, "typing", clerk, begins, nth)
            draft.entered = now
            if draft.signed < 0:
                draft.signed = now
