"""Why a demand stays unmet, in plain words: who could serve it, which rule removes them, what holds the rest.

A sentence counts people and names the place, and what it says is true of the very start that it is about: for a crew
with a choice of starts that is the one at which least is lacking.
"""

from itertools import combinations

import numpy as np

from commgov.matching.candidates import Candidates
from commgov.matching.columns import Longs
from commgov.matching.plan import Reason
from commgov.matching.problem import MatchingProblem
from commgov.matching.seating import Seating
from commgov.matching.unmet.crowds import Crowd, crowds_of, idle_on, rules_that_leave_nobody
from commgov.matching.unmet.crowds import Loads as Loads
from commgov.matching.unmet.words import Speaker


def why_unmet(
    problem: MatchingProblem, seating: Seating, candidates: Candidates, loads: Loads, unmet: Longs
) -> list[tuple[Reason, ...]]:
    """The reasons of each unmet demand, one for each of its roles that is short of people.

    Args:
        problem: the problem.
        seating: its lines.
        candidates: all that the rules allow, of every line.
        loads: what the plan asks of the members.
        unmet: `int64`, the demands.
    """
    options = [range(int(seating.option_from[d]), int(seating.option_from[d + 1])) for d in unmet.tolist()]
    lines = [range(int(seating.line_from[o]), int(seating.line_from[o + 1])) for some in options for o in some]
    crowds = crowds_of(problem, seating, candidates, loads, np.array([at for own in lines for at in own], np.int32))
    told = [told_lines(seating, crowds, some) for some in options]
    nobody = np.array([at for own in told for at in own if not crowds[at].members], dtype=np.int32)
    ruled_out = dict(rules_that_leave_nobody(problem, seating, nobody)) if problem.table is None else {}
    found: list[tuple[Reason, ...]] = []
    for own, some in zip(told, options, strict=True):
        speaker = Speaker(problem, seating, is_best_start=len(some) > 1)
        short = [at for at in own if crowds[at].lacking]
        together = None if short else _short_together(crowds, own)
        if together is not None:
            found.append((speaker.together(together, crowds),))
            continue
        reasons = [speaker.reason(at, crowds[at], ruled_out.get(at)) for at in short or own]
        found.append(tuple({reason.text: reason for reason in reasons}.values()))
    return found


def _short_together(crowds: dict[int, Crowd], lines: range) -> tuple[int, ...] | None:
    """The fewest lines of a crew whose seats are more than all those who could still serve on any of them.

    By Hall's theorem (1935) there are such lines exactly if the crew's seats cannot be filled, each by another member.
    """
    for size in range(2, len(lines) + 1 if len(lines) <= _ROLES_MAX else 2):
        for some in combinations(lines, size):
            if len(idle_on(crowds, some)) < sum(crowds[at].need for at in some):
                return some
    return None


_ROLES_MAX = 8  # of a crew in which every choice of roles is looked at: 247 choices


def told_lines(seating: Seating, crowds: dict[int, Crowd], options: range) -> range:
    """The lines of the option that is told of: the one that comes nearest to being filled, of equals the earliest."""
    ways = [range(int(seating.line_from[o]), int(seating.line_from[o + 1])) for o in options]
    return min(
        ways,
        key=lambda way: (
            sum(max(0, crowds[at].need - crowds[at].members) for at in way),
            sum(crowds[at].lacking for at in way),
        ),
    )
