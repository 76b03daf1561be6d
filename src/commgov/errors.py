"""The whole exception tree.

::

    CommgovError
    ├─ InvalidInputError (also ValueError)    values break an invariant; lists all problems found
    ├─ NotFoundError (also LookupError)       an id that nobody has
    ├─ ConflictError                          what was asked no longer fits what is there (stale, duplicate)
    ├─ RuleFailedError                        a rule raised instead of answering; the case counts as refused
    ├─ MissingExtraError (also ImportError)   an optional library is not installed
    ├─ SealError                              a ciphertext does not open: wrong key, wrong use, or changed bytes
    │  └─ KeySpentError                       a key has encrypted as many messages as it may
    ├─ StorageError                           the database could not do it; nothing of it was kept
    └─ SolverError
       └─ WrongAnswerError                    our own checker rejected a solver's answer

An ordinary "no" (an unmet demand, a rule that refuses) is a value with reasons, never one of these.
"""

from collections.abc import Sequence

from attrs import field, frozen

from commgov.wording import Language, Text


@frozen
class Place:
    """Where something is, from the outside in: a file, a row, a column; or an object and its field.

    Args:
        parts: names, which are the same in both languages (of files, ids, headings, classes and their fields), and
            words, such as "row 7".

    Example:
        >>> place = Place.of("members.csv").row(7).column("skills")
        >>> str(place), place.to("zh")
        ('members.csv, row 7, column skills', 'members.csv，第7行，“skills”列')
    """

    parts: tuple[Text, ...] = ()

    @staticmethod
    def of(place: "str | Place") -> "Place":
        """A place that a name says, or the place itself."""
        return place if isinstance(place, Place) else Place().at(place)

    def at(self, *inner: str | Text) -> "Place":
        """What is called so inside this place, and so on."""
        return Place((*self.parts, *(part if isinstance(part, Text) else Text(part, part) for part in inner)))

    def sheet(self, name: str) -> "Place":
        """A sheet of a workbook."""
        return self.at(Text(f"sheet {name}", f"工作表“{name}”"))

    def row(self, number: int) -> "Place":
        """A row, by the number that people see beside it."""
        return self.at(Text(f"row {number}", f"第{number}行"))

    def column(self, heading: str) -> "Place":
        """A column, by its heading."""
        return self.at(Text(f"column {heading}", f"“{heading}”列"))

    def is_in(self, outer: "Place") -> bool:
        """Whether it is the other place or lies inside it."""
        return self.parts[: len(outer.parts)] == outer.parts

    def to(self, language: Language) -> str:
        """The place in one language."""
        return Text(", ", "，").join(self.parts).to(language)

    def __str__(self) -> str:
        """The place in English."""
        return self.to("en")


def _placed(where: str | Place) -> Place:
    return Place.of(where)


@frozen
class Problem:
    r"""One thing that is wrong with an input.

    Args:
        where: the place; a string is a name that is the same in both languages.
        expected: what would be right.
        value: what stands there, as text; empty where nothing stands there or where it must not be repeated.

    Example:
        >>> problem = Problem(Place.of("members.csv").row(7), Text("at most 9 cells", "至多9个单元格"), "11")
        >>> print(problem.to("en"), problem.to("zh"), sep="\n")
        members.csv, row 7: '11' — at most 9 cells
        members.csv，第7行：'11' — 至多9个单元格
    """

    where: Place = field(converter=_placed)
    expected: Text
    value: str = ""

    def to(self, language: Language) -> str:
        """The problem as one line in one language."""
        where = self.where.to(language) + Text(": ", "：").to(language)
        found = f"{self.value!r} " if self.value else ""
        return f"{where}{found}— {self.expected.to(language)}"

    def __str__(self) -> str:
        """The problem as one line of English."""
        return self.to("en")


class CommgovError(Exception):
    """The root of all errors this library raises. It speaks both languages; the message is the English one.

    Args:
        text: what is wrong, and what was due.

    Example:
        >>> error = NotFoundError(Text("there is no account 'a'", "账户'a'不存在"))
        >>> print(error, error.to("zh"))
        there is no account 'a' 账户'a'不存在
    """

    def __init__(self, text: Text) -> None:
        """Take the words."""
        self.text = text
        super().__init__(str(text))

    def to(self, language: Language) -> str:
        """What is wrong, in one language."""
        return self.text.to(language)

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        """Let the error travel between processes."""
        return type(self), (self.text,)


class InvalidInputError(CommgovError, ValueError):
    """Values break an invariant. `problems` has all of them, not the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Take the problems; the message lists each on a line of its own."""
        self.problems = tuple(problems)
        super().__init__(Text("\n", "\n").join(Text(each.to("en"), each.to("zh")) for each in self.problems))

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        """Let the error travel between processes."""
        return type(self), (self.problems,)


class NotFoundError(CommgovError, LookupError):
    """An id that nobody has."""


class ConflictError(CommgovError):
    """What was asked no longer fits what is there: a stale version, a duplicate."""


class RuleFailedError(CommgovError):
    """A rule raised instead of answering, or broke its contract. The case counts as refused: rules fail closed.

    Example:
        >>> error = RuleFailedError(Text("rule 'probe' raised KeyError", "规则'probe'抛出KeyError"))
        >>> print(error, error.text.zh)
        rule 'probe' raised KeyError 规则'probe'抛出KeyError
    """


class MissingExtraError(CommgovError, ImportError):
    """An optional library is not installed; the message names the extra that brings it."""


class SealError(CommgovError):
    """A ciphertext does not open. Whether key, associated data or bytes are wrong is not told."""

    def __init__(self, text: Text = Text("the ciphertext does not open", "密文无法打开")) -> None:  # noqa: B008 -- frozen
        """Take the words, where there is more to say."""
        super().__init__(text)


class KeySpentError(SealError):
    """A key has encrypted as many messages as it safely may, and could not be renewed. Nothing was encrypted."""


class StorageError(CommgovError):
    """The database could not do it: it is full, locked, read-only, or gone. Nothing of the transaction was kept.

    Only if the connection broke while the database was committing, nobody can tell whether it did. The ledger's
    commands may be sent again in any case: their keys see to it that nothing is done twice.
    """


class SolverError(CommgovError):
    """A solver did not give a usable answer."""


class WrongAnswerError(SolverError):
    """Our own checker rejected a solver's answer: a bug, never the user's fault. Nothing of it was returned."""
