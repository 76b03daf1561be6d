"""What a member can do is found out: proposed from some source, answered by the member, corrected by services done.

A profile only grows. Nothing that was not confirmed by the member is ever held, and what was held on a past day stays
what it was.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from attrs import evolve, frozen

from commgov.core.checks import Checks
from commgov.core.ids import MemberId, SkillId
from commgov.core.people import HeldSkill
from commgov.core.rules import Verdict
from commgov.grid.occupations import OccupationSuggestion
from commgov.grid.skill_map import SkillMap
from commgov.wording import Text


class SkillSource(StrEnum):
    """From where we think that a member has a skill."""

    OCCUPATION = "occupation"
    TRAINING = "training"
    DECLARED = "declared"  # by the member
    SERVICES = "services"  # done before


class SkillAnswer(StrEnum):
    """What the member says."""

    CONFIRMED = "confirmed"
    DECLINED = "declined"  # a proposal: what was held before stays held
    WITHDRAWN = "withdrawn"  # a skill held: no longer able or willing


@frozen
class SkillProposal:
    """A guess that a member has a skill at a level; it counts for nothing until the member confirms it.

    Args:
        held: the skill, its level and how long it is valid.
        source: where the guess comes from.
        day: when it was made.
        reason: why, in words that the member reads.
    """

    held: HeldSkill
    source: SkillSource
    day: date
    reason: Text

    def __attrs_post_init__(self) -> None:
        checks = Checks("SkillProposal")
        checks.instance("held", self.held, HeldSkill, Text("a HeldSkill", "应为HeldSkill"))
        checks.instance("source", self.source, SkillSource, Text("a SkillSource", "应为SkillSource"))
        checks.day("day", self.day)
        checks.instance("reason", self.reason, Text, Text("a Text", "应为Text"))
        checks.refuse()

    @property
    def skill(self) -> SkillId:
        """Which skill."""
        return self.held.skill


@frozen
class AnsweredSkill:
    """The member's answer on a skill.

    Args:
        skill: which one.
        answer: confirmed, declined or withdrawn.
        day: when.
    """

    skill: SkillId
    answer: SkillAnswer
    day: date

    def __attrs_post_init__(self) -> None:
        checks = Checks("AnsweredSkill")
        checks.identifier("skill", self.skill)
        checks.instance("answer", self.answer, SkillAnswer, Text("a SkillAnswer", "应为SkillAnswer"))
        checks.day("day", self.day)
        checks.refuse()


@frozen
class SkillStanding:
    """How a skill stands in a profile on a day.

    Args:
        held: as last confirmed, if it is held; it may have expired.
        pending: what the member was asked and did not answer.
        refused: whether the member's last word was no.
        answered: the day of the member's last answer.
    """

    held: HeldSkill | None = None
    pending: SkillProposal | None = None
    refused: bool = False
    answered: date | None = None


@frozen
class Profile:
    """What is known of one member's skills, and from where. It holds no title and no employer: references alone.

    Args:
        member: whose.
        events: proposals and answers in the order of their days; each possible after those before it.

    Raises:
        InvalidInputError: naming the events that are not possible.

    Example:
        >>> from datetime import date
        >>> from commgov.grid.skill_map import DEFAULT_SKILL_MAP
        >>> day, electrician = date(2026, 3, 2), OccupationSuggestion("6-31-01-03", "电工", 0.9)
        >>> profile = Profile("m-1").propose_all(proposals_from([electrician], DEFAULT_SKILL_MAP, day=day))
        >>> profile.held_skills(day), [proposal.skill for proposal in profile.pending(day)]
        ((), ['electrical'])
        >>> profile, verdict = profile.answer("electrical", SkillAnswer.CONFIRMED, day)
        >>> profile.held_skills(day)
        (HeldSkill(skill='electrical', level=4, until=None),)
    """

    member: MemberId
    events: tuple[SkillProposal | AnsweredSkill, ...] = ()

    def __attrs_post_init__(self) -> None:
        checks = Checks("Profile", self.member)
        checks.identifier("member", self.member)
        kinds = Text("a SkillProposal or an AnsweredSkill", "应为SkillProposal或AnsweredSkill")
        for at, event in enumerate(self.events):
            checks.instance(f"events[{at}]", event, (SkillProposal, AnsweredSkill), kinds)
        checks.refuse()
        standings: dict[SkillId, SkillStanding] = {}
        last = date.min
        for at, event in enumerate(self.events):
            standing = standings.get(event.skill, SkillStanding())
            verdict = _possible(standing, last, event)
            checks.require(f"events[{at}]", event.skill, ok=verdict.allowed, expected=verdict.reason)
            if verdict:
                standings[event.skill], last = _after(standing, event), event.day
        checks.refuse()

    def __repr__(self) -> str:
        """The member alone: what is known of a member stays out of logs."""
        return f"Profile({self.member!r})"

    def on(self, day: date) -> dict[SkillId, SkillStanding]:
        """How each skill that was ever a matter stood on a day, by skill."""
        standings: dict[SkillId, SkillStanding] = {}
        for event in self.events:
            if event.day <= day:
                standings[event.skill] = _after(standings.get(event.skill, SkillStanding()), event)
        return dict(sorted(standings.items()))

    def held_skills(self, as_of: date) -> tuple[HeldSkill, ...]:
        """The skills that the member had confirmed by a day and that had not run out then, for `Member.skills`."""
        held = [standing.held for standing in self.on(as_of).values()]
        return tuple(skill for skill in held if skill is not None and skill.counts_on(as_of))

    def pending(self, as_of: date) -> tuple[SkillProposal, ...]:
        """What the member still has to answer, by skill."""
        asked = [standing.pending for standing in self.on(as_of).values()]
        return tuple(proposal for proposal in asked if proposal is not None)

    def why(self, event: SkillProposal | AnsweredSkill) -> Verdict:
        """Whether an event is possible now, and why not."""
        last = self.events[-1].day if self.events else date.min
        return _possible(self.on(date.max).get(event.skill, SkillStanding()), last, event)

    def propose(self, proposal: SkillProposal) -> tuple["Profile", Verdict]:
        """The profile with a proposal more; the same one if it is refused, with the reason."""
        return self._record(proposal)

    def propose_all(self, proposals: Iterable[SkillProposal]) -> "Profile":
        """The profile with those of the proposals that tell something new."""
        profile = self
        for proposal in proposals:
            profile, _ = profile.propose(proposal)
        return profile

    def answer(self, skill: SkillId, answer: SkillAnswer, day: date) -> tuple["Profile", Verdict]:
        """The profile with the member's answer; the same one if it is refused, with the reason."""
        return self._record(AnsweredSkill(skill, answer, day))

    def declare(self, held: HeldSkill, day: date) -> tuple["Profile", Verdict]:
        """The member says so: proposed and confirmed in one."""
        said = SkillProposal(held, SkillSource.DECLARED, day, Text("declared by the member", "成员本人申报"))
        profile, verdict = self.propose(said)
        return profile.answer(held.skill, SkillAnswer.CONFIRMED, day) if verdict else (profile, verdict)

    def _record(self, event: SkillProposal | AnsweredSkill) -> tuple["Profile", Verdict]:
        verdict = self.why(event)
        return (evolve(self, events=(*self.events, event)) if verdict else self), verdict


def _possible(standing: SkillStanding, last: date, event: SkillProposal | AnsweredSkill) -> Verdict:
    if event.day < last:
        order = Text("days run forward: the last event was on {day}", "日期不能倒退：上一事件在{day}")
        return Verdict(False, order.fill(day=last))
    return _tells_new(standing, event) if isinstance(event, SkillProposal) else _answerable(standing, event)


def _tells_new(standing: SkillStanding, proposal: SkillProposal) -> Verdict:
    """An occupation is the weakest evidence: it neither changes a skill held nor overrules a no."""
    if standing.held == proposal.held:
        return Verdict(False, Text("the skill is held just so", "已按此登记该技能"))
    if proposal.source is SkillSource.OCCUPATION and standing.held is not None:
        return Verdict(
            False,
            Text("what is held was confirmed; an occupation is no better evidence", "该技能已确认，职业不作为更强依据"),
        )
    if proposal.source is SkillSource.OCCUPATION and standing.refused:
        return Verdict(False, Text("the member said no to this skill", "成员已否认该技能"))
    return Verdict(True, Text("the member is asked", "将征询成员"))


def _answerable(standing: SkillStanding, event: AnsweredSkill) -> Verdict:
    if event.answer is SkillAnswer.WITHDRAWN:
        return Verdict(standing.held is not None, Text("only a skill held can be withdrawn", "只能撤回已登记的技能"))
    return Verdict(standing.pending is not None, Text("only what was proposed can be answered", "只能答复已提出的建议"))


def _after(standing: SkillStanding, event: SkillProposal | AnsweredSkill) -> SkillStanding:
    """How the skill stands after an event that is possible."""
    if isinstance(event, SkillProposal):
        return evolve(standing, pending=event)
    if event.answer is SkillAnswer.CONFIRMED and standing.pending is not None:
        return SkillStanding(standing.pending.held, answered=event.day)
    if event.answer is SkillAnswer.DECLINED:
        return SkillStanding(standing.held, refused=standing.held is None, answered=event.day)
    return SkillStanding(None, refused=True, answered=event.day)


def proposals_from(
    suggestions: Iterable[OccupationSuggestion], skill_map: SkillMap, *, day: date, score_min: float = 0.3
) -> tuple[SkillProposal, ...]:
    """What to ask a member about whose job title suggests these occupations.

    Args:
        suggestions: as `OccupationIndex.suggest` gives them, the likeliest first.
        skill_map: what each occupation lets expect.
        day: the day of the proposals.
        score_min: suggestions that fit less are not asked about.

    Returns:
        One proposal for each skill, at the level of the likeliest occupation that has it.
    """
    proposals: dict[SkillId, SkillProposal] = {}
    because = Text("occupation {code} {name}", "职业{code} {name}")
    for suggestion in suggestions:
        if suggestion.score >= score_min:
            for held in skill_map.skills_of(suggestion.code):
                reason = because.fill(code=suggestion.code, name=suggestion.name)
                proposals.setdefault(held.skill, SkillProposal(held, SkillSource.OCCUPATION, day, reason))
    return tuple(proposals[skill] for skill in sorted(proposals))
