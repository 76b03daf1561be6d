"""Services done correct a profile: what was solved, and what was not, speaks for a level up or down."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from attrs import field, frozen

from commgov.core.checks import Checks
from commgov.core.demand import RequiredSkill
from commgov.core.ids import SkillId
from commgov.core.people import LEVEL_MAX, HeldSkill
from commgov.core.service import Outcome, OutcomeState
from commgov.grid.profiles import Profile, SkillProposal, SkillSource, SkillStanding
from commgov.wording import Text


@frozen
class SkillEvidence:
    """A service that a member did and for which a skill was asked.

    Args:
        required: the skill and the level that the seat asked for.
        solved: whether the demand was solved.
        day: when.
    """

    required: RequiredSkill
    solved: bool
    day: date

    def __attrs_post_init__(self) -> None:
        checks = Checks("SkillEvidence")
        checks.instance("required", self.required, RequiredSkill, Text("a RequiredSkill", "应为RequiredSkill"))
        checks.flag("solved", self.solved)
        checks.day("day", self.day)
        checks.refuse()

    @classmethod
    def of(cls, required: RequiredSkill, outcome: Outcome) -> "SkillEvidence | None":
        """What an outcome says; None for a demand that was withdrawn. A reopened one was not solved."""
        if outcome.state is OutcomeState.WITHDRAWN:
            return None
        return cls(required, outcome.state is OutcomeState.SOLVED, outcome.at.date())


@frozen
class CorrectionPolicy:
    """When services done speak for another level.

    Args:
        services_min: so many services are needed before anything is said.
        days: only services of so many days count.
        up_percent: a level up when at least this share was solved.
        down_percent: a level down when less than this share was solved.
        level_max: services alone never lift anyone above this level: certificates and experts are for people to name.
    """

    services_min: int = field(default=5, kw_only=True)
    days: int = field(default=365, kw_only=True)
    up_percent: int = field(default=90, kw_only=True)
    down_percent: int = field(default=50, kw_only=True)
    level_max: int = field(default=3, kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("CorrectionPolicy")
        checks.whole("services_min", self.services_min, least=1)
        checks.whole("days", self.days, least=1, most=36_500)
        checks.whole("up_percent", self.up_percent, most=100)
        checks.whole("down_percent", self.down_percent, most=100)
        checks.whole("level_max", self.level_max, least=1, most=LEVEL_MAX)
        checks.refuse()
        apart = Text("at most up_percent", "不应高于up_percent")
        checks.require("down_percent", self.down_percent, ok=self.down_percent <= self.up_percent, expected=apart)
        checks.refuse()


def corrections(
    profile: Profile, evidence: Iterable[SkillEvidence], as_of: date, *, policy: CorrectionPolicy | None = None
) -> tuple[SkillProposal, ...]:
    """What services done say against the profile, as proposals that the member is asked about.

    Evidence from before the member's last answer on a skill does not count again. A level goes up when services that
    asked for the held level or more were solved, down when services that asked for no more than it were not; a skill
    that is not held is proposed at the highest level at which enough services were solved.

    Args:
        profile: of the member who did the services.
        evidence: one entry for each service and skill asked for.
        as_of: the day on which we look.
        policy: when it is enough.

    Example:
        >>> from datetime import date
        >>> day, required = date(2026, 3, 2), RequiredSkill("plumbing", 2)
        >>> done = [SkillEvidence(required, True, day) for _ in range(5)]
        >>> [(found.held, str(found.reason)) for found in corrections(Profile("m-1"), done, day)]
        [(HeldSkill(skill='plumbing', level=2, until=None), '5 of 5 services solved')]
    """
    policy = policy or CorrectionPolicy()
    standings = profile.on(as_of)
    recent: dict[SkillId, list[SkillEvidence]] = {}
    for entry in evidence:
        answered = standings.get(entry.required.skill, SkillStanding()).answered or date.min
        if max(answered, as_of - timedelta(days=policy.days)) < entry.day <= as_of:
            recent.setdefault(entry.required.skill, []).append(entry)
    found = []
    for skill, entries in sorted(recent.items()):
        held = standings.get(skill, SkillStanding()).held
        found.append(_unheld(skill, entries, as_of, policy) if held is None else _changed(held, entries, as_of, policy))
    return tuple(proposal for proposal in found if proposal is not None)


def _changed(
    held: HeldSkill, entries: Sequence[SkillEvidence], as_of: date, policy: CorrectionPolicy
) -> SkillProposal | None:
    hard = [entry for entry in entries if entry.required.level_min >= held.level]
    easy = [entry for entry in entries if entry.required.level_min <= held.level]
    if _enough(hard, policy) and _percent(hard) >= policy.up_percent and held.level < policy.level_max:
        return _proposal(HeldSkill(held.skill, held.level + 1, held.until), hard, as_of)
    if _enough(easy, policy) and _percent(easy) < policy.down_percent and held.level > 1:
        return _proposal(HeldSkill(held.skill, held.level - 1, held.until), easy, as_of)
    return None


def _unheld(
    skill: SkillId, entries: Sequence[SkillEvidence], as_of: date, policy: CorrectionPolicy
) -> SkillProposal | None:
    for level in range(policy.level_max, 0, -1):
        hard = [entry for entry in entries if entry.required.level_min >= level]
        if _enough(hard, policy) and _percent(hard) >= policy.up_percent:
            return _proposal(HeldSkill(skill, level), hard, as_of)
    return None


def _enough(entries: Sequence[SkillEvidence], policy: CorrectionPolicy) -> bool:
    return len(entries) >= policy.services_min


def _percent(entries: Sequence[SkillEvidence]) -> int:
    return 100 * sum(entry.solved for entry in entries) // len(entries)


def _proposal(held: HeldSkill, entries: Sequence[SkillEvidence], as_of: date) -> SkillProposal:
    words = Text("{solved} of {all} services solved", "{all}次服务中办结{solved}次")
    reason = words.fill(solved=sum(entry.solved for entry in entries), all=len(entries))
    return SkillProposal(held, SkillSource.SERVICES, as_of, reason)
