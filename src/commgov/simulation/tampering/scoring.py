"""How good some flags are: recall and precision, kind by kind."""

from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen

from commgov.incentives.integrity import Flag, FlagKind
from commgov.simulation.tampering.planting import Planted


@frozen
class Score:
    """How well the flags of one kind fit what was planted.

    Args:
        planted: how many cases there were.
        found: how many of them some flag names: at least half of the people in the case.
        flags: how many flags there were.
        right: how many of them name a case: at least half of the people in the flag are in one case of its kind.

    Example:
        >>> score = Score(10, 9, 12, 9)
        >>> score.recall, score.precision
        (0.9, 0.75)
    """

    planted: int
    found: int
    flags: int
    right: int

    @property
    def recall(self) -> float:
        """The share of planted cases that were found; 1 where there were none."""
        return self.found / self.planted if self.planted else 1.0

    @property
    def precision(self) -> float:
        """The share of flags that are right; 1 where there were none."""
        return self.right / self.flags if self.flags else 1.0

    def __add__(self, other: "Score") -> "Score":
        """Both together, as of one larger scene."""
        return Score(
            self.planted + other.planted, self.found + other.found, self.flags + other.flags, self.right + other.right
        )


def score_flags(planted: Sequence[Planted], flags: Iterable[Flag]) -> Mapping[FlagKind, Score]:
    """Score flags against what was planted.

    Args:
        planted: the cases.
        flags: what the detectors said.

    Example:
        >>> score_flags([Planted(FlagKind.RING, frozenset({"m-1", "m-2", "m-3"}))], [])[FlagKind.RING].recall
        0.0
    """
    said = list(flags)
    return {
        kind: _score(
            [case.about for case in planted if case.kind is kind],
            [frozenset(flag.about) for flag in said if flag.kind is kind],
        )
        for kind in FlagKind
    }


def _score(cases: list[frozenset[str]], flags: list[frozenset[str]]) -> Score:
    found = sum(any(2 * len(case & flag) >= len(case) for flag in flags) for case in cases)
    right = sum(any(2 * len(case & flag) >= len(flag) for case in cases) for flag in flags)
    return Score(len(cases), found, len(flags), right)
