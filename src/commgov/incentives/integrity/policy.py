"""Every limit that a detector has, in one place, each with its reason."""

from attrs import field, frozen

from commgov.core.checks import Checks
from commgov.wording import Text


@frozen
class IntegrityPolicy:
    """The limits of all detectors. Most detectors compare with the peers' own distribution and need none.

    Args:
        version: named in what is kept of a review.
        false_share: the share of false alarms that the flags of one kind may hold on average. One in fifty: each false
            alarm is a person who has to explain themselves.
        least: fewest signs that make a flag. One or two may always be a slip of the pen.
        prior: how many peers' records a small group's own expectation is mixed with, so that a unit with three records
            is judged by the whole community.
        sitting_seconds: entries of one clerk that follow each other so closely are one sitting. Copying a form takes a
            minute or two; five minutes without an entry is a break.
        late_hours: an entry within a day of the service is prompt.
        signed_minutes: a signature so close to the entry was given at the desk.
        grain_most: people round times, to the half-hour at the coarsest; an overlap or a missing way that this habit
            explains is none.
        grain_share: who writes nine in ten times on a grain has that habit.
        way_minutes: minutes for one step in the tree of units, where no travel times are given: five hundred metres on
            foot and up the stairs.
        way_most: no way inside a city takes longer; a gap of that length is never looked at.
        ring_least: three is the smallest circle; two who help each other are neighbours.
        ring_most: in larger groups everybody no longer knows what the others signed; they are looked at in parts.
        ring_chance: the chance that any group at all, of all there could be, is so closed without intent.
        outcome_days: an outcome may take so long to be entered; two weeks, as for orders that wait for a spare part.
        crowd: a demand served by so many is an event, whose times and text belong to the event, not to its members.
        day_minutes: eight hours (China's Labour Law, article 36).
        end_days: the last days of a month; quotas are counted by the month.
        paperwork_least: below one minute of forms in ten minutes of help nobody need complain.
        paperwork_most: a whole unit above one minute in three is flagged whatever its peers do.

    Raises:
        InvalidInputError: naming every limit that is out of range.

    Example:
        >>> IntegrityPolicy(least=4).least
        4
    """

    version: str = "2026-1"
    false_share: float = field(default=0.02, kw_only=True)
    least: int = field(default=3, kw_only=True)
    prior: int = field(default=20, kw_only=True)
    sitting_seconds: int = field(default=300, kw_only=True)
    late_hours: int = field(default=24, kw_only=True)
    signed_minutes: int = field(default=10, kw_only=True)
    grain_most: int = field(default=30, kw_only=True)
    grain_share: float = field(default=0.9, kw_only=True)
    way_minutes: int = field(default=8, kw_only=True)
    way_most: int = field(default=180, kw_only=True)
    ring_least: int = field(default=3, kw_only=True)
    ring_most: int = field(default=10, kw_only=True)
    ring_chance: float = field(default=0.01, kw_only=True)
    outcome_days: int = field(default=14, kw_only=True)
    crowd: int = field(default=5, kw_only=True)
    day_minutes: int = field(default=480, kw_only=True)
    end_days: int = field(default=3, kw_only=True)
    paperwork_least: float = field(default=0.1, kw_only=True)
    paperwork_most: float = field(default=1 / 3, kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("IntegrityPolicy")
        checks.text("version", self.version)
        for name in ("false_share", "grain_share", "ring_chance", "paperwork_least", "paperwork_most"):
            share: object = getattr(self, name)
            right = isinstance(share, float) and 0 < share < 1
            checks.require(name, share, ok=right, expected=Text("a share above 0 and below 1", "应为0与1之间的比例"))
        for name in ("least", "prior", "sitting_seconds", "late_hours", "signed_minutes", "grain_most", "way_minutes",
                     "way_most", "outcome_days", "crowd", "day_minutes", "end_days"):  # fmt: skip
            checks.whole(name, getattr(self, name), least=1)
        smallest = checks.whole("ring_least", self.ring_least, least=3)
        checks.whole("ring_most", self.ring_most, least=self.ring_least if smallest else 3)
        checks.refuse()
