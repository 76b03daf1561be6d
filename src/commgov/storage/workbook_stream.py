"""Streams through a workbook's XML: which sheets there are, how long its texts are, what its cells hold."""

import re
from collections.abc import Sequence
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from commgov.errors import InvalidInputError, Place, Problem
from commgov.storage.sheet import COLUMNS_MAX, ROWS_MAX
from commgov.wording import Text

AREA_MAX = 4_000_000
"""Cells, filled or not, from the first to the last filled one of a sheet."""

TEXT_MAX = 64 * 2**20
"""Characters that the texts of a sheet may have, each counted as often as it is used."""

TEXTS_MAX = 2_000_000
"""Different texts that a workbook may have."""

DEPTH_MAX = 64
"""Elements that may be open at a time; a sheet opens about six."""

FORMULAS_MAX = 1_000
"""Formulas of one sheet that are named one by one."""

_CELL = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_LAST_COLUMN, _LAST_ROW = 16_384, 1_048_576  # ECMA-376: XFD1048576
_RELATION = re.compile(r"(?:\w+:)?id")
_NO_FORMULA = Text(
    "a value, not a formula: copy the column and paste it as values", "应为数值而非公式：请复制后选择性粘贴为值"
)
_NO_ERROR = Text("a value, not an error such as #N/A", "应为数值，而不是#N/A之类的错误值")


class Stream(ContentHandler):
    """What all streams through a workbook's XML share: they go only so deep, as parsers remember what is open.

    A subclass says what to do when an element begins and when it ends.
    """

    def __init__(self) -> None:
        """Nothing is open yet."""
        super().__init__()
        self._depth = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - named by xml.sax
        """One deeper."""
        self._depth += 1
        if self._depth > DEPTH_MAX:
            raise SAXException("too deep")
        self.begin(name.rpartition(":")[2], attrs)

    def endElement(self, name: str) -> None:  # noqa: N802 - named by xml.sax
        """One up again."""
        self._depth -= 1
        self.end(name.rpartition(":")[2])

    def begin(self, element: str, attrs: AttributesImpl) -> None:
        """An element of this name (without its namespace) begins."""

    def end(self, element: str) -> None:
        """It ends."""


class Listed(Stream):
    """The sheets of `workbook.xml` and the targets of its relations."""

    def __init__(self) -> None:
        """Nothing yet."""
        super().__init__()
        self.sheets: dict[str, str] = {}
        self.targets: dict[str, str] = {}

    def begin(self, element: str, attrs: AttributesImpl) -> None:
        """Note a sheet's relation, or a relation's target."""
        if element == "sheet":
            relation = next((value for key, value in attrs.items() if _RELATION.fullmatch(key)), "")
            self.sheets[attrs.get("name", "")] = relation
        elif element == "Relationship" and attrs.get("TargetMode") != "External":
            self.targets[attrs.get("Id", "")] = attrs.get("Target", "")


class TextLengths(Stream):
    """How many characters each shared text has."""

    def __init__(self) -> None:
        """Nothing yet."""
        super().__init__()
        self.found: list[int] = []

    def begin(self, element: str, attrs: AttributesImpl) -> None:  # noqa: ARG002 - a text needs none
        """A new text begins."""
        if element == "si":
            self.found.append(0)
            if len(self.found) > TEXTS_MAX:
                raise SAXException("too many texts")

    def characters(self, content: str) -> None:
        """More of the text."""
        if self.found:
            self.found[-1] += len(content)


class Cells(Stream):
    """The cells of a sheet: how far they reach, how long their texts are, and which hold formulas or errors.

    Args:
        place: where the sheet is, for messages.
        lengths: characters of each shared text.
    """

    def __init__(self, place: Place, lengths: Sequence[int]) -> None:
        """Nothing yet."""
        super().__init__()
        self.problems: list[Problem] = []
        self._place, self._lengths = place, lengths
        self._row = self._column = self._last_row = self._last_column = 0
        self._cells = self._length = 0
        self._kind = ""
        self._number: list[str] | None = None  # the text of a <v> that numbers a shared text

    def begin(self, element: str, attrs: AttributesImpl) -> None:
        """Follow the position and look at what a cell holds."""
        match element:
            case "row":
                self._row = self._whole(attrs.get("r", str(self._row + 1)))
                self._column = 0
            case "c":
                self._begin_cell(attrs)
            case "f":
                self._note(_NO_FORMULA)
            case "v" | "is":
                self._fill()
                self._number = [] if self._kind == "s" else None
            case "dimension":
                for corner in attrs.get("ref", "A1").split(":"):
                    self._position(corner)
            case _:
                pass

    def characters(self, content: str) -> None:
        """Count a text, or collect the number of a shared one."""
        if self._number is not None:
            self._number.append(content)
        else:
            self._lengthen(len(content))

    def end(self, element: str) -> None:
        """Count a shared text where it is used."""
        if self._number is not None and element == "v":
            at = self._whole("".join(self._number).strip())
            self._number = None
            if at >= len(self._lengths):
                raise self._refusal(Text("a whole workbook", "应为完好的工作簿"))
            self._lengthen(self._lengths[at])

    def _begin_cell(self, attrs: AttributesImpl) -> None:
        self._column += 1
        if "r" in attrs:
            self._row, self._column = self._position(attrs["r"])
        self._kind = attrs.get("t", "")
        self._cells += 1
        if self._cells > AREA_MAX or self._column > _LAST_COLUMN:
            raise self._refusal(_TOO_LARGE)
        if self._kind == "e":
            self._note(_NO_ERROR)

    def _fill(self) -> None:
        self._last_row, self._last_column = max(self._last_row, self._row), max(self._last_column, self._column)
        is_wide = self._last_row > ROWS_MAX or self._last_column > COLUMNS_MAX
        if is_wide or self._last_row * self._last_column > AREA_MAX:
            raise self._refusal(_TOO_LARGE)

    def _lengthen(self, by: int) -> None:
        self._length += by
        if self._length > TEXT_MAX:
            raise self._refusal(
                Text(f"texts of at most {TEXT_MAX >> 20} MiB in all", f"文本总计不超过{TEXT_MAX >> 20} MiB")
            )

    def _position(self, reference: str) -> tuple[int, int]:
        match = _CELL.fullmatch(reference)
        column = 0
        for letter in match[1] if match else "":
            column = column * 26 + ord(letter) - ord("A") + 1
        row = int(match[2]) if match else 0
        if not 0 < column <= _LAST_COLUMN or row > _LAST_ROW:
            raise self._refusal(_TOO_LARGE)
        return row, column

    def _whole(self, text: str) -> int:
        if not text.isdecimal() or len(text) > len(str(_LAST_ROW)):
            raise self._refusal(Text("a whole workbook", "应为完好的工作簿"))
        return int(text)

    def _note(self, expected: Text) -> None:
        if len(self.problems) >= FORMULAS_MAX:
            raise InvalidInputError(self.problems)
        where = self._place.row(self._row).column(_letters(self._column))
        self.problems.append(Problem(where, expected))

    def _refusal(self, expected: Text) -> InvalidInputError:
        return InvalidInputError([*self.problems, Problem(self._place, expected)])


_TOO_LARGE = Text(
    f"a table of at most {ROWS_MAX} rows and {COLUMNS_MAX} columns, without far-away cells",
    f"表格不超过{ROWS_MAX}行、{COLUMNS_MAX}列，且无远处的单元格",
)


def _letters(column: int) -> str:
    """A column's letters: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters
