"""Why a demand stays unmet, in plain words: who could serve it, which rule removes them, what holds the rest."""

from collections.abc import Iterator

import numpy as np
from attrs import frozen

from commgov.matching.candidates import Candidates, blocks
from commgov.matching.columns import Columns, Ints, Longs, Pairs
from commgov.matching.plan import Reason
from commgov.matching.problem import MatchingProblem
from commgov.matching.rules import (
    Availability,
    EmployerConsent,
    Insurance,
    MaxDistance,
    WeeklyMinutes,
    WeeklyServices,
)
from commgov.matching.seating import Seating
from commgov.matching.starts import timed_pairs
from commgov.wording import Text


@frozen(eq=False)
class Loads:
    """What a plan already asks of the members.

    Args:
        minutes: `int64[members, weeks]`.
        services: `int64[members, weeks]`.
    """

    minutes: Longs
    services: Longs

    @classmethod
    def of(cls, columns: Columns, member: Ints, start: Ints, minutes: Ints) -> "Loads":
        """From the services of a plan, as columns."""
        shape = (len(columns.members), len(columns.weeks) - 1)
        at = np.ravel_multi_index((member, columns.week_of(start)), shape)
        return cls(
            np.bincount(at, weights=minutes, minlength=shape[0] * shape[1]).astype(np.int64).reshape(shape),
            np.bincount(at, minlength=shape[0] * shape[1]).astype(np.int64).reshape(shape),
        )

    def full(self, problem: MatchingProblem, pairs: Pairs) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Which pairs would take the member over a weekly cap."""
        columns = problem.columns
        week = columns.week_of(pairs.start)
        over = np.zeros(len(pairs), dtype=bool)
        if problem.limits_minutes:
            then = self.minutes[pairs.member, week] + (pairs.end - pairs.start)
            over |= then > columns.members.minutes_max[pairs.member]
        if problem.limits_services:
            over |= self.services[pairs.member, week] >= columns.members.services_max[pairs.member]
        return over


def why_unmet(
    problem: MatchingProblem, seating: Seating, candidates: Candidates, loads: Loads, unmet: Longs
) -> list[tuple[Reason, ...]]:
    """The reasons of each unmet demand, one for each of its roles that is short of people.

    Args:
        problem: the problem.
        seating: its lines.
        candidates: the candidates; used where the caller gave them.
        loads: what the plan asks of the members.
        unmet: `int64`, the demands.
    """
    reason_of: dict[int, Reason] = {}
    lines = _first_option_lines(seating, unmet)
    seen = (
        _listed(problem, seating, candidates, lines) if problem.table is not None else _judged(problem, seating, lines)
    )
    for block in seen:
        reason_of |= block.reasons(problem, seating, loads)
    found: list[tuple[Reason, ...]] = []
    for demand in unmet.tolist():
        option = seating.option_from[demand]
        own = range(int(seating.line_from[option]), int(seating.line_from[option + 1]))
        short = [reason_of[line] for line in own if reason_of[line].code != _FREE_CODE]
        found.append(tuple(dict.fromkeys(short or [reason_of[line] for line in own])))
    return found


def _first_option_lines(seating: Seating, demands: Longs) -> Ints:
    """The lines of each demand's first option: they ask for what all its options ask for."""
    options = seating.option_from[demands]
    return np.concatenate(
        [np.zeros(0, np.int32)]
        + [np.arange(seating.line_from[o], seating.line_from[o + 1], dtype=np.int32) for o in options]
    ).astype(np.int32)


@frozen(eq=False)
class _Block:
    """What became of the members who hold the skills of some lines.

    Args:
        lines: `int32[lines]`.
        holders: `int64[lines]`, how many hold the skills.
        before: `int64[lines]`, how many there were before the rule that left nobody.
        rule: per line, the name of that rule, or None.
        pairs: the pairs that every rule allows.
        of_line: `int64[pairs]`, the position in `lines` of each pair's line.
    """

    lines: Ints
    holders: Longs
    before: Longs
    rule: list[str | None]
    pairs: Pairs
    of_line: Longs

    def reasons(self, problem: MatchingProblem, seating: Seating, loads: Loads) -> dict[int, Reason]:
        """The reason of each line."""
        full = loads.full(problem, self.pairs)
        members = _distinct(self.of_line, self.pairs.member, len(self.lines))
        spare = _distinct(self.of_line[~full], self.pairs.member[~full], len(self.lines))
        found: dict[int, Reason] = {}
        for at, line in enumerate(self.lines.tolist()):
            who = _who(problem.columns, int(seating.role[line]))
            need = int(seating.need[line])
            if not self.holders[at]:
                found[line] = Reason("skills", _NOBODY.fill(who=who))
            elif self.rule[at] is not None:
                found[line] = _ruled_out(str(self.rule[at]), int(self.before[at]), who)
            else:
                found[line] = _held(int(members[at]), int(spare[at]), need, who)
        return found


def _judged(problem: MatchingProblem, seating: Seating, lines: Ints) -> Iterator[_Block]:
    """Ask rule after rule, and note which one leaves nobody for a line."""
    for own, members in blocks(problem, seating, lines):
        pairs, of_pair = timed_pairs(problem, seating, own, members)
        of_line = of_pair // max(1, len(members))
        left = np.full(len(own), len(members), dtype=np.int64)
        before = left.copy()
        rule_of: list[str | None] = [None] * len(own)
        for rule in problem.rules:
            mask = rule.mask(pairs)
            pairs, of_line = pairs.where(mask), of_line[mask]
            then = _distinct(of_line, pairs.member, len(own))
            for at in np.flatnonzero((left > 0) & (then == 0)).tolist():
                rule_of[at], before[at] = rule.name, left[at]
            left = then
        yield _Block(own, np.full(len(own), len(members)), before, rule_of, pairs, of_line)


def _listed(problem: MatchingProblem, seating: Seating, candidates: Candidates, lines: Ints) -> Iterator[_Block]:
    """Where the caller gave the candidates, they are all there is."""
    position = np.full(len(seating), -1, dtype=np.int64)
    position[lines] = np.arange(len(lines))
    own = np.flatnonzero(position[candidates.line] >= 0)
    pairs = Pairs(problem.columns, candidates.member[own], seating.role[candidates.line[own]], candidates.start[own])
    of_line = position[candidates.line[own]]
    rule_of: list[str | None] = [None] * len(lines)
    for at in np.flatnonzero(np.bincount(of_line, minlength=len(lines)) == 0).tolist():
        rule_of[at] = _UNLISTED
    yield _Block(lines, np.ones(len(lines), np.int64), np.zeros(len(lines), np.int64), rule_of, pairs, of_line)


def _distinct(of_line: Longs, member: Ints, lines: int) -> Longs:
    """How many different members each line has."""
    both = np.unique((of_line.astype(np.int64) << 32) + member)
    return np.bincount(both >> 32, minlength=lines)


def _who(columns: Columns, role: int) -> Text:
    """What to call those whom a role asks for."""
    demands = columns.demands
    asks = range(demands.asks_from[role], demands.asks_from[role + 1])
    skills = [columns.skills[demands.ask_skill[ask]] for ask in asks]
    if not skills:
        return Text("members", "成员")
    return Text("members with " + " + ".join(skills), "具备" + "、".join(skills) + "技能的成员")


def _ruled_out(rule: str, before: int, who: Text) -> Reason:
    phrase = _PHRASES.get(rule, Text("none is allowed by the rule “{rule}”", "均不符合规则“{rule}”"))
    if rule == _UNLISTED:
        return Reason(rule, phrase)
    return Reason(rule, _COUNTED.fill(n=before, who=who, rest=phrase.fill(rule=rule)))


def _held(members: int, spare: int, need: int, who: Text) -> Reason:
    """Some members are allowed; what keeps them?"""
    if members < need:
        rest = Text("where {need} are needed", "需{need}名").fill(need=need)
        return Reason("too few", _COUNTED.fill(n=members, who=who, rest=rest))
    if spare == 0:
        return Reason("weekly limit", _COUNTED.fill(n=members, who=who, rest=_AT_LIMIT))
    if spare < members:
        rest = Text(
            "of whom {full} at their weekly limit and {spare} serving others at that time",
            "其中{full}名已达每周上限，{spare}名同时段另有服务",
        )
        return Reason("busy", _COUNTED.fill(n=members, who=who, rest=rest.fill(full=members - spare, spare=spare)))
    return Reason(_FREE_CODE, _COUNTED.fill(n=members, who=who, rest=_NEEDED))


_UNLISTED = "no candidate"
_FREE_CODE = "needed elsewhere"
_COUNTED = Text("{who}: {n}, {rest}", "{who}{n}名，{rest}")
_NOBODY = Text("{who}: none at the level asked for", "{who}：无人达到所需级别")
_AT_LIMIT = Text("all at their weekly limit", "本周均已达上限")
_NEEDED = Text("all are needed for other orders", "均已安排其他服务")
_PHRASES = {
    _UNLISTED: Text("nobody on the list of candidates is allowed", "候选名单中无人可承接"),
    Availability().name: Text("none is available at that time", "该时段均无法服务"),
    EmployerConsent().name: Text("all are at work, and no employer has consented", "均在岗，单位未同意"),
    Insurance().name: Text("none has insurance cover on that day", "当日均无保险保障"),
    MaxDistance(0).name: Text("none lives near enough", "居住地均过远"),
    WeeklyMinutes().name: Text("it takes longer than any of them serves in a week", "所需时长超过其每周上限"),
    WeeklyServices().name: Text("none of them takes services", "均不接受服务安排"),
}
