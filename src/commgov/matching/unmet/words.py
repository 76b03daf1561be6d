"""The reasons of unmet demands in words: people counted, the place named, in both languages."""

from attrs import evolve

from commgov.core import RequiredResource, RequiredSkill, SkillId
from commgov.matching.columns import Columns
from commgov.matching.plan import Reason
from commgov.matching.problem import MatchingProblem
from commgov.matching.rules import (
    Availability,
    EmployerConsent,
    Insurance,
    MaxDistance,
    Skills,
    WeeklyMinutes,
    WeeklyServices,
)
from commgov.matching.seating import FREE, NO_TEAM, Seating
from commgov.matching.unmet.crowds import BANNED, Crowd, Stage, distance_max, idle_on
from commgov.wording import Text


class Speaker:
    """Puts the reasons of a demand into words; `is_best_start` if the lines are those of one start among others."""

    def __init__(self, problem: MatchingProblem, seating: Seating, *, is_best_start: bool) -> None:
        """Look at what the problem's rules make of a sentence."""
        self._columns, self._seating, self._is_best_start = problem.columns, seating, is_best_start
        self._teams = problem.teams
        self._by_skill = any(isinstance(rule, Skills) for rule in problem.rules)
        self._steps = distance_max(problem)

    def reason(self, line: int, crowd: Crowd, out: Stage | None) -> Reason:
        """Why a line is not filled."""
        if self._seating.of_resources[line]:
            return self._resource(line, crowd)
        if self._seating.team[line] == NO_TEAM:
            return Reason("no team", _NO_TEAM, (), crowd.need)
        if crowd.members:
            code, rest = _held(crowd)
            text = self._timed(line, self._counted(line, crowd.members, crowd.local, rest, near=True))
        elif out is None:
            code, text = _UNLISTED, _PHRASES[_UNLISTED]
        elif out.rule == Skills().name and not out.timed:
            asks = bool(skills_asked(self._columns, int(self._seating.role[line])))
            code, text = (
                (out.rule, _NOBODY.fill(who=self._who(line, level=False))) if asks else (_UNLISTED, _NO_MEMBERS)
            )
        else:
            code = out.rule
            text = self._counted(line, out.before, out.local, self._phrase(line, code), near=out.near)
            text = self._timed(line, text) if out.timed else text
        return Reason(code, text, skills_asked(self._columns, int(self._seating.role[line])), crowd.lacking)

    def _resource(self, line: int, crowd: Crowd) -> Reason:
        """Why no venue, or not enough goods, can be booked."""
        required = self._columns.demands.resource_of_role[int(self._seating.role[line])]
        reason = not_bookable(required, crowd.members, len(crowd.idle))
        return evolve(reason, text=self._timed(line, reason.text))

    def together(self, lines: tuple[int, ...], crowds: dict[int, Crowd]) -> Reason:
        """Why lines are not filled for each of which there are people enough: they are the same people."""
        need, free = sum(crowds[at].need for at in lines), len(idle_on(crowds, lines))
        who = [self._who(at, near=True) for at in lines]
        named = Text(", ".join(each.en for each in who), "、".join(each.zh for each in who))
        text = _TOGETHER.fill(who=named, n=free, need=need)
        return Reason("too few", self._timed(lines[0], text), (), need - free)

    def _timed(self, line: int, text: Text) -> Text:
        if not self._is_best_start:
            return text
        start = self._columns.moment(int(self._seating.start[line]))
        return _AT_BEST.fill(text=text, start=f"{start:%m-%d %H:%M}")

    def _counted(self, line: int, count: int, local: int, rest: Text, *, near: bool) -> Text:
        share = Text("", "")
        if self._steps is None and self._is_part(line):
            share = _SHARE.fill(n=local, unit=self._unit(line))
        return _COUNTED.fill(who=self._who(line, near=near), n=count, share=share, rest=rest)

    def _phrase(self, line: int, rule: str) -> Text:
        if rule == MaxDistance(0).name and self._steps is not None:
            return Text("none lives {where}", "无人居住于{where}").fill(where=self._near(line))
        return _PHRASES.get(rule, _OWN_RULE).fill(rule=rule)

    def _who(self, line: int, *, near: bool = False, level: bool = True) -> Text:
        """What to call those whom a line asks for."""
        if self._seating.pin[line] != FREE:
            return Text("members given by hand", "人工指定的成员")
        if (team := int(self._seating.team[line])) >= 0:
            return _OF_TEAM.fill(team=self._teams[team].id)
        asked = skills_asked(self._columns, int(self._seating.role[line])) if self._by_skill else ()
        who = Text("members", "成员") if not asked else _WITH.fill(skills=listed(asked, level=level))
        return _NEARBY.fill(who=who, where=self._near(line)) if near and self._steps is not None else who

    def _near(self, line: int) -> Text:
        """The place that the rule of distance leaves."""
        if not self._steps:
            return Text("in {unit} itself", "{unit}本单元").fill(unit=self._unit(line))
        steps = Text("1 step" if self._steps == 1 else f"{self._steps} steps", f"{self._steps}级")
        return Text("within {steps} of {unit}", "{unit}周边{steps}以内").fill(steps=steps, unit=self._unit(line))

    def _unit(self, line: int) -> str:
        return self._columns.places.ids[self._site(line)]

    def _is_part(self, line: int) -> bool:
        """Whether the demand's unit is a part of the tree, and not all of it."""
        places = self._columns.places
        return places.path.shape[1] > 0 and bool(places.depth[self._site(line)] > 0)

    def _site(self, line: int) -> int:
        demands = self._columns.demands
        return int(demands.unit[demands.demand_of_role[self._seating.role[line]]])


def not_bookable(required: RequiredResource, suited: int, free: int) -> Reason:
    """Why venues or goods cannot be booked.

    Args:
        required: what is asked for.
        suited: how many would do and are open then.
        free: how many of them are not booked for others.
    """
    code, text = ("booked", _BOOKED) if suited >= required.pieces else ("not offered", _NOT_OFFERED)
    filled = text.fill(what=required.resource, n=suited, free=free, need=required.pieces)
    return Reason(code, filled, (), max(0, required.pieces - free))


def skills_asked(columns: Columns, role: int) -> tuple[RequiredSkill, ...]:
    """The skills that a role asks for."""
    demands, names = columns.demands, columns.skills
    asks = range(demands.asks_from[role], demands.asks_from[role + 1])
    return tuple(RequiredSkill(SkillId(names[demands.ask_skill[at]]), int(demands.ask_level[at])) for at in asks)


def listed(asked: tuple[RequiredSkill, ...], *, level: bool) -> Text:
    """The skills, with their level (if asked for) where not any level does."""
    named = [
        Text(ask.skill, ask.skill)
        if ask.level_min == 1 or not level
        else Text("{skill} (level {level}+)", "{skill}（{level}级及以上）").fill(skill=ask.skill, level=ask.level_min)
        for ask in asked
    ]
    return Text(" + ".join(each.en for each in named), "、".join(each.zh for each in named))


def _held(crowd: Crowd) -> tuple[str, Text]:
    """Some members are allowed; what keeps them?"""
    if crowd.members < crowd.need:
        return "too few", Text("where {need} are needed", "需{need}名").fill(need=crowd.need)
    if not crowd.lacking:
        return "no gain", _NO_GAIN.fill(free=len(crowd.idle))
    limit = _OFFERED if crowd.spent else _WEEKLY
    if crowd.full == crowd.members:
        return "weekly limit", _ALL_OFFERED if crowd.spent else _ALL_WEEKLY
    if crowd.busy == crowd.members:
        return "needed elsewhere", Text("all are needed for other orders", "均已安排其他服务")
    parts = [
        (crowd.full, Text("{n} at {limit}", "{n}名已达{limit}")),
        (crowd.busy, Text("{n} serving others around that time", "{n}名同时段前后另有服务")),
        (len(crowd.idle), Text("{n} free where {need} are needed", "{n}名有空（需{need}名）")),
    ]
    told = [words.fill(n=count, need=crowd.need, limit=limit) for count, words in parts if count]
    return "busy", Text(
        "of whom " + " and ".join(each.en for each in told), "其中" + "，".join(each.zh for each in told)
    )


_UNLISTED = "no candidate"
_ALL_WEEKLY = Text("all at their weekly limit", "本周均已达上限")
_ALL_OFFERED = Text("all at a limit of their week or of what they offer", "均已达每周上限或资源的次数上限")
_WEEKLY = Text("their weekly limit", "每周上限")
_OFFERED = Text("a limit of their week or of what they offer", "每周上限或资源的次数上限")
_OF_TEAM = Text("suitable members of {team}", "{team}中合适的成员")
_NO_TEAM = Text("no volunteer team takes such orders and has members enough", "没有承接此类需求且人数足够的志愿服务队")
_NOT_OFFERED = Text("{what}: {n} suitable and open then, {need} needed", "{what}：合适且该时段开放的有{n}，需{need}")
_BOOKED = Text(
    "{what}: {n} suitable and open then, {free} of them not booked for others, {need} needed",
    "{what}：合适且该时段开放的有{n}，其中未被预订{free}，需{need}",
)
_COUNTED = Text("{who}: {n}{share}, {rest}", "{who}{n}名{share}，{rest}")
_SHARE = Text(" ({n} in {unit})", "（{unit}内{n}名）")
_WITH = Text("members with {skills}", "具备{skills}技能的成员")
_NEARBY = Text("{who} {where}", "{where}{who}")
_TOGETHER = Text("{who}: {n} free for all these seats, where {need} are needed", "{who}合计有空{n}名，需{need}名")
_AT_BEST = Text("{text} (at {start}, where least is lacking)", "{text}（按缺口最小的{start}开始计）")
_NOBODY = Text("{who}: none at the level asked for", "{who}：无人达到所需级别")
_NO_MEMBERS = Text("there are no members", "没有成员")
_NO_GAIN = Text(
    "{free} of them free, but no plan was found that gains by serving this", "其中{free}名有空，但未找到更优的安排"
)
_OWN_RULE = Text("none is allowed by the rule “{rule}”", "均不符合规则“{rule}”")
_PHRASES = {
    _UNLISTED: Text("nobody on the list of candidates is allowed", "候选名单中无人可承接"),
    BANNED: Text("all are banned from it by hand", "均已被人工禁止承接"),
    Skills().name: Text("the skill has run out for all by that day", "当日技能均已过有效期"),
    Availability().name: Text("none is available at that time", "该时段均无法服务"),
    "offers": Text("none offers it there at that time", "该时段均未提供此类服务"),
    EmployerConsent().name: Text("all are at work, and no employer has consented", "均在岗，单位未同意"),
    Insurance().name: Text("none has insurance cover on that day", "当日均无保险保障"),
    WeeklyMinutes().name: Text("it takes longer than any of them serves in a week", "所需时长超过其每周上限"),
    WeeklyServices().name: Text("none of them takes services", "均不接受服务安排"),
}
