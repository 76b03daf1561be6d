"""A workbook is looked through before a spreadsheet library loads it: what would eat the memory is refused at the door.

An `.xlsx` file is a zip of XML. Its declared sizes can lie, its sheets can name a cell in the last row and the last
column of an otherwise empty table (a library that builds the table whole needs gigabytes for it), its texts can be
referred to a million times. So every part is unpacked here in pieces, up to a limit, and parsed as a stream; and the
library gets a workbook made of *what was checked*, not the file: it cannot see another size, a second part of the
same name, or a sheet that was not looked at.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from posixpath import join, normpath
from typing import NoReturn
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

from attrs import frozen

from commgov.errors import InvalidInputError, MissingExtraError, Place, Problem
from commgov.storage.workbook_stream import Cells, Listed, TextLengths
from commgov.wording import Text

UNPACKED_MAX = 96 * 2**20
"""Bytes that the parts which are read may have when unpacked."""

PARTS_MAX = 2_000
"""Parts that a workbook may have."""

TAG_MAX = 64 * 2**10
"""Characters that a tag, a comment or the like may have in a part: parsers hold it in memory as a whole."""

_LONG_TAG = re.compile(rb"<[^<>]{%d}" % TAG_MAX)
_CLOSING = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}
_ASIDE = re.compile(b"|".join(map(re.escape, _CLOSING)))
_ENTRY = b"PK\x01\x02"  # begins each entry of the directory of a zip

_CONTENT_TYPES, _WORKBOOK, _RELATIONS = "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_SHARED, _STYLES, _PACKAGE = "xl/sharedStrings.xml", "xl/styles.xml", "_rels/.rels"


@frozen
class CheckedWorkbook:
    """A workbook that has been looked through.

    Args:
        data: a workbook of the checked parts alone.
        sheets: the names of the sheets in it.
    """

    data: bytes
    sheets: tuple[str, ...]

    def __repr__(self) -> str:
        """The size alone."""
        return f"CheckedWorkbook({len(self.sheets)} sheets)"


def checked_workbook(place: str, data: bytes, wanted: Callable[[str], bool]) -> CheckedWorkbook:
    """Look a workbook through.

    Args:
        place: the file's name, for messages.
        data: its bytes.
        wanted: which sheets will be read; the others are left out unread.

    Raises:
        InvalidInputError: if it is no workbook, encrypted, damaged, has macros or links to other files, is larger
            than the limits above when unpacked, or a sheet that will be read has formulas or errors in its cells.
        MissingExtraError: if the extra `commgov[excel]` is not installed.
    """
    parts = _Parts(place, data)
    sheets = {name: part for name, part in _sheet_parts(parts).items() if wanted(name)}
    lengths = TextLengths()
    if _SHARED in parts:
        parts.parse(_SHARED, lengths)
    problems: list[Problem] = []
    for name, part in sheets.items():
        cells = Cells(Place.of(place).sheet(name), lengths.found)
        parts.parse(part, cells)
        problems += cells.problems
    if problems:
        raise InvalidInputError(problems)
    return CheckedWorkbook(parts.packed(), tuple(sheets))


class _Parts:
    """The parts of the zip, each unpacked once and kept as it was checked."""

    def __init__(self, place: str, data: bytes) -> None:
        self._place = place
        self._kept: dict[str, bytes] = {}
        self._zip = self._opened(data)
        names = self._zip.namelist()
        self._names = frozenset(names)
        lowered = [name.lower() for name in names]
        if len(set(lowered)) < len(names):
            self.refuse(_PARTS_EXPECTED)
        if any(entry.flag_bits & 1 for entry in self._zip.infolist()):
            self.refuse(_NO_PASSWORD)
        if any("vbaproject" in name or "macrosheets/" in name for name in lowered):
            self.refuse(Text("a workbook without macros: save it as .xlsx", "工作簿不得含宏：请另存为.xlsx"))
        if any("externallinks/" in name or name.endswith("connections.xml") for name in lowered):
            self.refuse(Text("a workbook without links to other files", "工作簿不得链接其他文件"))
        if _WORKBOOK not in self._names or _RELATIONS not in self._names:
            self.refuse(_WORKBOOK_EXPECTED)

    def _opened(self, data: bytes) -> zipfile.ZipFile:
        if data.startswith(b"\xd0\xcf\x11\xe0"):
            self.refuse(_NO_PASSWORD)
        if data.count(_ENTRY) > PARTS_MAX:  # asked before the directory is read: each entry takes a kilobyte
            self.refuse(_PARTS_EXPECTED)
        try:
            return zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise InvalidInputError([Problem(self._place, _WORKBOOK_EXPECTED)]) from error

    def __contains__(self, part: str) -> bool:
        return part in self._names

    def refuse(self, expected: Text) -> NoReturn:
        raise InvalidInputError([Problem(self._place, expected)])

    def read(self, part: str) -> bytes:
        """A part, unpacked in pieces up to the limit that all parts share."""
        if part not in self._names:
            self.refuse(_WORKBOOK_EXPECTED)
        if part not in self._kept:
            room = UNPACKED_MAX - sum(map(len, self._kept.values()))
            if self._zip.getinfo(part).file_size > room:
                self.refuse(_TOO_LARGE)
            try:
                with self._zip.open(part) as packed:
                    self._kept[part] = packed.read(room + 1)
            except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
                raise InvalidInputError([Problem(self._place, _WORKBOOK_EXPECTED)]) from error
            if len(self._kept[part]) > room:
                self.refuse(_TOO_LARGE)
        return self._kept[part]

    def parse(self, part: str, handler: ContentHandler) -> None:
        """Stream a part's XML through a handler; without entities or document types, which can grow without end."""
        try:
            from defusedxml import DefusedXmlException  # noqa: PLC0415 - an extra
            from defusedxml.sax import parse  # noqa: PLC0415 - as above
        except ImportError as error:
            raise MissingExtraError(READING_NEEDS) from error
        data = self.read(part)
        if _LONG_TAG.search(data) or any(length > TAG_MAX for length in _asides(data)):
            self.refuse(_WORKBOOK_EXPECTED)
        try:
            parse(io.BytesIO(data), handler, forbid_dtd=True)
        except (SAXException, DefusedXmlException) as error:
            raise InvalidInputError([Problem(self._place, _WORKBOOK_EXPECTED)]) from error

    def packed(self) -> bytes:
        """A workbook of the parts that were read, and of the few that say what they are."""
        for part in (_CONTENT_TYPES, _PACKAGE, _STYLES):
            if part in self._names:
                self.read(part)
        plain = io.BytesIO()
        with zipfile.ZipFile(plain, "w", zipfile.ZIP_STORED) as packed:
            while self._kept:  # given away one by one: the memory holds each part once
                packed.writestr(*self._kept.popitem())
        return plain.getvalue()


_PARTS_EXPECTED = Text("a workbook with each part once, and not too many", "工作簿各部分不得重复或过多")
_WORKBOOK_EXPECTED = Text("a whole .xlsx workbook", "应为完好的.xlsx工作簿")
_NO_PASSWORD = Text(
    "an .xlsx workbook without password; this one is encrypted or an old .xls",
    "应为未加密的.xlsx工作簿；此文件已加密或为旧版.xls",
)
_TOO_LARGE = Text(
    f"a workbook of at most {UNPACKED_MAX >> 20} MiB when unpacked", f"解压后不得超过{UNPACKED_MAX >> 20} MiB"
)


def _asides(data: bytes) -> Iterator[int]:
    """How long the comments, the verbatim texts and the instructions of a part are: a `<` in them begins no tag."""
    for opening in _ASIDE.finditer(data):
        end = data.find(_CLOSING[opening[0]], opening.end())
        yield (len(data) if end < 0 else end) - opening.start()


def _sheet_parts(parts: _Parts) -> dict[str, str]:
    """The part of each sheet, by the sheet's name."""
    listed = Listed()
    parts.parse(_WORKBOOK, listed)
    parts.parse(_RELATIONS, listed)
    found = {}
    for name, relation in listed.sheets.items():
        target = listed.targets.get(relation, "")
        found[name] = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
    return found


READING_NEEDS = Text(
    "reading workbooks needs: pip install commgov[excel]", "读取工作簿需要：pip install commgov[excel]"
)
