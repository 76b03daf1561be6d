"""How much work an engine may do, counted in work and never in seconds, and how it tells how far it is.

Work is the same on every machine, so the same problem, seed and effort give the same answer everywhere.
"""

from collections.abc import Callable
from typing import Self

from attrs import frozen

from commgov.core.checks import Checks


@frozen(kw_only=True)
class Effort:
    """A limit in whole numbers of work. Counts pieces are solved exactly and need none.

    For few members with large caps a pass is a search that starts anew, and passes end early: the work done is limited
    as well, in proportion to passes, moves and rounds.

    Args:
        steps: steps of dual ascent; each solves every worker's best schedule once. They lift the bound.
        passes: passes of local search while the temperature falls. They lower the objective.
        moves: moves that a pass tries for each promising candidate.
        rounds: how often the search starts again from its best answer, cooler; 1 is a single search.

    Raises:
        InvalidInputError: if a number is not whole or negative.

    Example:
        >>> Effort().steps >= Effort.quick().steps
        True
    """

    steps: int = 400
    passes: int = 40
    moves: int = 6
    rounds: int = 1

    def __attrs_post_init__(self) -> None:
        """Refuse anything but whole numbers from 0."""
        checks = Checks("Effort")
        for name in ("steps", "passes", "moves", "rounds"):
            checks.whole(name, getattr(self, name))
        checks.refuse()

    @classmethod
    def quick(cls) -> Self:
        """For demonstrations and what-if questions: about a tenth of the default."""
        return cls(steps=100, passes=20, moves=4)


@frozen
class Progress:
    """How far an engine is.

    Args:
        stage: what it is doing: `"bound"` (dual ascent) or `"search"` (local search).
        done: work done in this stage.
        total: work planned in this stage.
        objective: cost of the best answer so far, or None while there is none.
        bound: proven lower bound so far, or None while there is none.
    """

    stage: str
    done: int
    total: int
    objective: int | None = None
    bound: int | None = None


OnProgress = Callable[[Progress], bool | None]
"""Called now and then with the `Progress`; to return False cancels, and the best answer so far is returned."""
