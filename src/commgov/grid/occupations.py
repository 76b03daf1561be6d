"""From a job title to the occupation it means, in the Chinese standard classification of occupations (2022).

The classification's rows and known pairs of title and code come from the caller; nothing of them is shipped. A title
alone proves no skill: what comes out are suggestions that a person is asked to confirm.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from attrs import frozen

from commgov.core.checks import Checks
from commgov.errors import InvalidInputError, Place, Problem
from commgov.grid.titles import TitleIndex, Vector
from commgov.wording import Text

CODE = re.compile(r"\d(-\d\d){3}")
"""A full code of the classification: `6-31-01-03`; 00 stands for "all of these"."""

_MARKS = re.compile(r"(?<=[\u4e00-\u9fff）])[LS](/S)?$")  # green (L) and digital (S) occupations are marked in the name
_SHARPNESS = 4  # many names that are a bit alike must not outvote one that is very much alike
_DEFINITION = 0.3  # a definition tells less than a name
_UNLEARNT = 0.3  # what the classification says weighs less than what pairs taught
_RIDGE = 0.5  # real pairs are noisy (the same kind of title has several codes), so none is learnt by heart
_DIGITS = 6  # scores are rounded: the last bits of a sum differ between processors


@frozen
class Occupation:
    """An entry of the classification, on any of its four levels.

    Args:
        code: `6-31-01-03`.
        name: the official name.
        definition: what people in it do; empty on the upper levels.
        aliases: other names, job titles among them.
    """

    code: str
    name: str
    definition: str = ""
    aliases: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        checks = Checks("Occupation")
        coded = CODE.fullmatch(str(self.code)) is not None
        checks.require(
            "code", self.code, ok=coded, expected=Text("a code such as 6-31-01-03", "应为6-31-01-03式的编码")
        )
        checks.instance("name", self.name, str, Text("a text", "应为文本"))
        checks.require("name", "", ok=bool(str(self.name).strip()), expected=Text("a name", "应有名称"))
        checks.instance("definition", self.definition, str, Text("a text", "应为文本"))
        checks.every("aliases", self.aliases, str, Text("a text", "应为文本"))
        checks.refuse()

    @property
    def names(self) -> tuple[str, ...]:
        """The name without its marks, then the aliases, each once."""
        plain = [_MARKS.sub("", name.strip()) for name in (self.name, *self.aliases)]
        return tuple(dict.fromkeys(name for name in plain if name))


@frozen
class OccupationSuggestion:
    """An occupation that a title may mean.

    Args:
        code: of the classification.
        name: the occupation's official name.
        score: how well it fits; comparable between occupations and titles, but no probability.
    """

    code: str
    name: str
    score: float


class OccupationIndex:
    """Suggests occupations for job titles.

    Without pairs a title is compared with the names, aliases and definitions of the classification: the fourth root of
    Σ cos⁴ over an occupation's names, plus 0.3 times the definition's cosine. With pairs a kernel ridge regression of
    codes on titles (Saunders, Gammerman and Vovk 1998) is added: α = (K + λI)⁻¹ Y, K the titles' n-gram cosines.

    Args:
        occupations: the classification, each code once.
        pairs: known titles with their codes.

    Raises:
        InvalidInputError: naming each code that stands twice or is unknown, and each empty title.

    Example:
        >>> rows = [
        ...     {
        ...         "code": "6-31-01-03",
        ...         "name": "电工",
        ...         "definition": "安装、维修电气设备的人员",
        ...         "alias": "电工,维修电工",
        ...     },
        ...     {"code": "2-05-08-00", "name": "护理人员", "definition": "从事护理工作的人员", "alias": "护士"},
        ... ]
        >>> index = OccupationIndex.from_rows(rows)
        >>> [(found.code, found.name) for found in index.suggest("物业水电工（双休）", k=1)]
        [('6-31-01-03', '电工')]
        >>> taught = OccupationIndex.from_rows(rows, pairs=[("白衣天使", "2-05-08-00")])
        >>> index.suggest("天使"), taught.suggest("天使")[0].name
        ((), '护理人员')
    """

    def __init__(self, occupations: Sequence[Occupation], pairs: Sequence[tuple[str, str]] = ()) -> None:
        """Check, index and learn."""
        _check(occupations, pairs)
        self._occupations = tuple(sorted(occupations, key=lambda occupation: occupation.code))
        names = [(at, name) for at, occupation in enumerate(self._occupations) for name in occupation.names]
        owners = np.array([at for at, _ in names], dtype=np.int64)
        titles = [title for title, _ in pairs]
        rare = [name for _, name in names] + titles
        self._names = TitleIndex([name for _, name in names], rare)
        self._first = np.searchsorted(owners, np.arange(len(self._occupations)))  # each occupation's first name
        self._definitions = TitleIndex([occupation.definition for occupation in self._occupations], rare)
        self._titles = TitleIndex(titles, rare)
        self._taught, self._lesson = self._learn(pairs)

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, str]], pairs: Sequence[tuple[str, str]] = ()) -> "OccupationIndex":
        """Build it from the classification's table, as `csv.DictReader` reads it.

        Args:
            rows: with `code`, `name`, `definition` and `alias` (names separated by commas); others are ignored. The
                published table repeats some rows; a repeated row with the same name is taken once.
            pairs: known titles with their codes.

        Raises:
            InvalidInputError: naming each wrong row by its number, counted from 1.
        """
        occupations: dict[tuple[str, str], Occupation] = {}
        problems: list[Problem] = []
        for number, row in enumerate(rows, start=1):
            aliases = tuple(filter(None, (row.get("alias") or "").split(",")))
            code, name = row.get("code") or "", row.get("name") or ""
            try:
                occupation = Occupation(code, name, row.get("definition") or "", aliases)
                occupations.setdefault((occupation.code, occupation.name), occupation)
            except InvalidInputError as error:
                place = Place().row(number)
                problems += [Problem(place.at(*one.where.parts), one.expected, one.value) for one in error.problems]
        if problems:
            raise InvalidInputError(problems)
        return cls(list(occupations.values()), pairs)

    def suggest(self, title: str, k: int = 3) -> tuple[OccupationSuggestion, ...]:
        """The occupations that a title may mean, the likeliest first; equal scores in the order of the codes.

        Args:
            title: a job title, as people write it.
            k: how many at most; fewer when the title has nothing in common with more of them.

        Raises:
            InvalidInputError: if the title is no text or `k` is less than 1.
        """
        checks = Checks("OccupationIndex.suggest")
        checks.instance("title", title, str, Text("a text", "应为文本"))
        checks.whole("k", k, least=1)
        checks.refuse()
        scores = np.round(self._scores(title), _DIGITS)
        order = np.argsort(-scores, kind="stable")[:k]
        best = [(self._occupations[at], float(scores[at])) for at in order if scores[at] > 0]
        return tuple(OccupationSuggestion(occupation.code, occupation.name, score) for occupation, score in best)

    def _scores(self, title: str) -> Vector:
        if not self._occupations:
            return np.zeros(0)
        named = np.add.reduceat(self._names.alike(title) ** _SHARPNESS, self._first) ** (1 / _SHARPNESS)
        said: Vector = named + _DEFINITION * self._definitions.alike(title)
        if not self._taught.size:
            return said
        scores = _UNLEARNT * said
        scores[self._taught] += self._titles.alike(title) @ self._lesson
        return scores

    def _learn(self, pairs: Sequence[tuple[str, str]]) -> tuple[np.ndarray, np.ndarray]:
        """The occupations that pairs teach, and for each title how much it speaks for each of them."""
        place = {occupation.code: at for at, occupation in enumerate(self._occupations)}
        taught, answers = np.unique(np.array([place[code] for _, code in pairs], dtype=np.int64), return_inverse=True)
        if not pairs:
            return taught, np.zeros((0, 0))
        kernel = np.array([self._titles.alike(title) for title, _ in pairs])
        kernel[np.diag_indices_from(kernel)] += _RIDGE
        return taught, np.linalg.solve(kernel, np.eye(len(taught))[answers])


def _check(occupations: Sequence[Occupation], pairs: Sequence[tuple[str, str]]) -> None:
    checks = Checks("OccupationIndex")
    checks.unique("occupations", (occupation.code for occupation in occupations))
    codes = {occupation.code for occupation in occupations}
    for at, (title, code) in enumerate(pairs):
        known = Text("a code of the classification", "应为分类中的编码")
        checks.require(f"pairs[{at}]", code, ok=code in codes, expected=known)
        checks.require(f"pairs[{at}]", "", ok=bool(title.strip()), expected=Text("a title", "应有职业名称"))
    checks.refuse()
