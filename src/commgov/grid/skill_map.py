"""What an occupation lets a community expect of someone: occupations to skills, as a value that the community edits."""

import re

from attrs import evolve, frozen

from commgov.core.checks import Checks
from commgov.core.ids import SkillId
from commgov.core.people import LEVEL_MAX, HeldSkill
from commgov.wording import Text

_PREFIX = re.compile(r"\d(-\d\d){0,3}")


@frozen
class SkillRule:
    """Whoever works in these occupations can probably do this.

    Args:
        prefix: a code of the classification or its beginning, by whole parts: `2-05-08` means all nurses.
        skill: the skill to ask about.
        level: at which level, 1 to 5.
    """

    prefix: str
    skill: SkillId
    level: int

    def __attrs_post_init__(self) -> None:
        checks = Checks("SkillRule")
        right = _PREFIX.fullmatch(str(self.prefix)) is not None
        checks.require("prefix", self.prefix, ok=right, expected=Text("the beginning of a code", "应为编码的开头部分"))
        checks.identifier("skill", self.skill)
        checks.whole("level", self.level, least=1, most=LEVEL_MAX)
        checks.refuse()

    def covers(self, code: str) -> bool:
        """Whether a code is, or lies under, the prefix."""
        return f"{code}-".startswith(f"{self.prefix}-")


@frozen
class SkillMap:
    """Which skills to ask about, by occupation.

    Args:
        rules: each prefix and skill once.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> DEFAULT_SKILL_MAP.skills_of("6-31-01-03")
        (HeldSkill(skill='electrical', level=4, until=None),)
        >>> mine = DEFAULT_SKILL_MAP.with_rule(SkillRule("6-31-01-03", "appliance-repair", 2))
        >>> [held.skill for held in mine.skills_of("6-31-01-03")]
        ['appliance-repair', 'electrical']
    """

    rules: tuple[SkillRule, ...] = ()

    def __attrs_post_init__(self) -> None:
        checks = Checks("SkillMap")
        checks.every("rules", self.rules, SkillRule, Text("a SkillRule", "应为SkillRule"))
        checks.refuse()
        checks.unique("rules", ((rule.prefix, rule.skill) for rule in self.rules))
        checks.refuse()

    def skills_of(self, code: str) -> tuple[HeldSkill, ...]:
        """What to ask someone of this occupation about, by skill; the longest prefix says the level."""
        nearest: dict[SkillId, SkillRule] = {}
        for rule in sorted(self.rules, key=lambda rule: len(rule.prefix)):
            if rule.covers(code):
                nearest[rule.skill] = rule
        return tuple(HeldSkill(skill, nearest[skill].level) for skill in sorted(nearest))

    def with_rule(self, rule: SkillRule) -> "SkillMap":
        """The map with one rule more, in the place of the one for the same prefix and skill."""
        return evolve(self, rules=(*self.without(rule.prefix, rule.skill).rules, rule))

    def without(self, prefix: str, skill: SkillId) -> "SkillMap":
        """The map without the rule for that prefix and skill."""
        return evolve(self, rules=tuple(rule for rule in self.rules if (rule.prefix, rule.skill) != (prefix, skill)))


def _rules(skill: str, level: int, *prefixes: str) -> tuple[SkillRule, ...]:
    return tuple(SkillRule(prefix, SkillId(skill), level) for prefix in prefixes)


DEFAULT_SKILL_MAP = SkillMap(
    (
        *_rules("electrical", 4, "6-31-01-03", "6-29-03-03"),  # electricians
        *_rules("electrical", 3, "2-02-12", "6-29-03-02", "6-29-03-08", "6-31-01-10"),
        *_rules("plumbing", 4, "6-29-03-04", "6-29-02-15"),
        *_rules("plumbing", 2, "6-31-01-10"),
        *_rules("carpentry", 4, "6-06-03"),
        *_rules("carpentry", 3, "6-29-04-01", "4-12-04-04"),  # decorators, locksmiths
        *_rules("appliance-repair", 4, "4-12-03"),
        *_rules("appliance-repair", 2, "4-12-02"),
        *_rules("home-nursing", 5, "2-05-08-05"),  # community nurses
        *_rules("home-nursing", 4, "2-05-08", "4-10-01-05", "4-14-01-02"),
        *_rules("first-aid", 4, "2-05-01", "2-05-02", "2-05-08"),
        *_rules("first-aid", 3, "3-02-03", "4-14-05-03"),
        *_rules("childcare", 4, "2-08-03", "4-10-01-03", "4-10-01-04"),
        *_rules("tutoring", 4, "2-08-02"),
        *_rules("tutoring", 3, "2-08"),
        *_rules("legal-advice", 4, "2-07-02", "2-07-03", "2-07-04"),
        *_rules("legal-advice", 3, "2-07-05", "2-07-06"),
        *_rules("mediation", 4, "3-03-01"),
        *_rules("mediation", 3, "2-07-04", "2-07-11", "3-01-04"),
        *_rules("counselling", 4, "2-07-11-03", "2-05-07-14"),
        *_rules("accounting", 4, "2-06-03", "2-06-04"),  # accountants, auditors
        *_rules("driving", 4, "4-02-02-01", "4-02-02-02", "4-10-08-02"),
        *_rules("driving", 3, "6-30-01"),
        *_rules("digital-help", 3, "2-02-10", "4-04-02", "4-04-05-01", "4-04-05-02", "4-12-02"),
        *_rules("cooking", 4, "4-03-02-01", "4-03-02-02", "4-03-02-03", "4-03-02-04"),
        *_rules("gardening", 4, "4-09-10"),
        *_rules("gardening", 3, "2-02-20-03", "5-01"),
        *_rules("haircut", 4, "4-10-03-02"),
        *_rules("translation", 4, "2-10-05"),
        *_rules("sign-language", 4, "4-13-01-08"),
        *_rules("security", 4, "3-02-01"),
        *_rules("security", 3, "4-07-05"),
        *_rules("sports-and-arts", 3, "2-09", "4-14-05-01"),
        *_rules("publicity", 3, "1-01", "2-10-01", "3-01-04"),
    )
)
"""A start for the classification of 2022, to be edited: occupations whose skills a community is often asked for."""
