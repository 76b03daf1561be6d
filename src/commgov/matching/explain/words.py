"""Whom each rule removes, in plain words and both languages."""

from commgov.core import RequiredSkill
from commgov.matching.rules import (
    Availability,
    EmployerConsent,
    Insurance,
    MaxDistance,
    Skills,
    WeeklyMinutes,
    WeeklyServices,
)
from commgov.matching.unmet.crowds import BANNED
from commgov.matching.unmet.words import listed
from commgov.wording import Text

UNLISTED = "candidates"
"""What removes members who are not on the caller's own list of candidates."""


def removed_by(rule: str, members: int, *, timed: bool) -> Text:
    """So many members are removed by a rule, because of when the service begins or (not `timed`) whenever it did."""
    words = _LAPSED if timed and rule == Skills().name else _REMOVED.get(rule, _OWN)
    return words.fill(n=members, rule=rule)


def asked_for(skills: tuple[RequiredSkill, ...]) -> Text:
    """What a seat asks for."""
    return listed(skills, level=True) if skills else Text("anyone", "任何人")


_OWN = Text("{n} removed by the rule “{rule}”", "{n}名不符合规则“{rule}”")
_LAPSED = Text("{n} hold skills that have run out by then", "{n}名届时技能已过有效期")
_REMOVED = {
    UNLISTED: Text("{n} are not on the list of candidates", "{n}名不在候选名单中"),
    BANNED: Text("{n} are banned from it by hand", "{n}名已被人工禁止承接"),
    Skills().name: Text("{n} do not hold the skills asked for", "{n}名不具备所需技能"),
    MaxDistance(0).name: Text("{n} live too far away", "{n}名居住过远"),
    Availability().name: Text("{n} are not available then", "{n}名该时段无法服务"),
    EmployerConsent().name: Text("{n} are at work without their employer's consent", "{n}名在岗且单位未同意"),
    Insurance().name: Text("{n} have no insurance cover on that day", "{n}名当日无保险保障"),
    WeeklyMinutes().name: Text("{n} never serve so long in a week", "{n}名每周服务时长上限不足"),
    WeeklyServices().name: Text("{n} take no services", "{n}名不接受服务安排"),
}
