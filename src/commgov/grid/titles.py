"""How alike two short Chinese titles are: character n-grams with IDF weights, compared by their cosine.

Characters need no word list: a job title is a few characters long, and its parts (驾驶, 工程师) are n-grams already.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_SIZES = (1, 2, 3)
_BRACKETS = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")  # places, pay and perks stand there: 摄影师（武汉）

Vector = NDArray[np.float64]


def grams(title: str) -> Counter[str]:
    """The character n-grams (1 to 3) of a title, with marks at its two ends, without brackets and punctuation.

    Example:
        >>> sorted(grams("电工（武汉）"))
        ['^电', '^电工', '工', '工$', '电', '电工', '电工$']
    """
    kept = _letters(_BRACKETS.sub(" ", title)) or _letters(title)
    if not kept:
        return Counter()
    marked = f"^{kept}$"
    parts = (marked[at : at + size] for size in _SIZES for at in range(len(marked) - size + 1))
    return Counter(part for part in parts if part not in {"^", "$"})


def _letters(title: str) -> str:
    return "".join(letter for letter in title.lower() if letter.isalnum())


class TitleIndex:
    """Texts that titles are compared with, as an inverted index.

    Args:
        texts: what is searched.
        rare: the texts that say how rare an n-gram is; the searched texts themselves if none are given.

    Example:
        >>> index = TitleIndex(["电工", "管道工", "护士"])
        >>> [round(float(alike), 2) for alike in index.alike("水电工")]
        [0.82, 0.19, 0.0]
    """

    def __init__(self, texts: Sequence[str], rare: Sequence[str] | None = None) -> None:
        """Count, weigh and invert."""
        counts = [grams(text) for text in texts]
        known = counts if rare is None else [grams(text) for text in rare]
        found = Counter(gram for count in known for gram in count)
        self._size = len(counts)
        self._weight = {gram: math.log((1 + len(known)) / (1 + times)) + 1 for gram, times in found.items()}
        postings: dict[str, list[tuple[int, float]]] = {}
        for at, count in enumerate(counts):
            for gram, value in self._direction(count).items():
                postings.setdefault(gram, []).append((at, value))
        self._postings = {
            gram: (np.array([at for at, _ in hits]), np.array([value for _, value in hits]))
            for gram, hits in postings.items()
        }

    def alike(self, title: str) -> Vector:
        """The cosine of the title with each of the texts, 0 to 1."""
        scores = np.zeros(self._size)
        for gram, value in self._direction(grams(title)).items():
            if gram in self._postings:
                places, values = self._postings[gram]
                scores[places] += value * values  # each text at most once per n-gram
        return scores

    def _direction(self, count: Counter[str]) -> dict[str, float]:
        """The n-grams' weights as a vector of length 1; n-grams that nobody has seen do not count."""
        weighted = {gram: times * self._weight[gram] for gram, times in count.items() if gram in self._weight}
        length = math.sqrt(math.fsum(value * value for value in weighted.values()))
        return {gram: value / length for gram, value in weighted.items()}
