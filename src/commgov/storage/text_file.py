"""The bytes of a text file as text: UTF-8 with or without BOM, or GB18030; all else is refused with the reason."""

import codecs

from commgov.errors import InvalidInputError, Problem
from commgov.wording import Text

_BOMS = {
    codecs.BOM_UTF32_LE: "UTF-32",  # before UTF-16: its mark begins with the same bytes
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
_WRITE_UTF8 = Text("UTF-8 or GB18030 text", "应为UTF-8或GB18030文本")
_HAN_FROM = "\u0800"  # from here on a character takes three bytes in UTF-8


def decode(place: str, data: bytes) -> str:
    """A text file's text.

    Args:
        place: the file's name, for messages.
        data: its bytes.

    Raises:
        InvalidInputError: if it is a workbook, in UTF-16 or UTF-32, holds NUL bytes, or is damaged; the message
            names the first bad byte, counted from 0.

    Example:
        >>> decode("members.csv", "成员,技能".encode("gb18030"))
        '成员,技能'
    """
    refusal = _not_text(data)
    if refusal is not None:
        raise InvalidInputError([Problem(place, refusal)])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if not _is_damaged_utf8(data):
            return _decode_gb18030(place, data)
        raise InvalidInputError([Problem(place, _bad_byte("UTF-8", error.start))]) from error


def _not_text(data: bytes) -> Text | None:
    if data.startswith(b"PK\x03\x04"):
        return Text("a text file; this is a workbook: name it .xlsx", "应为文本文件；此文件是工作簿，请改名为.xlsx")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return Text(
            "a text file; this is an Excel file: save it as .xlsx", "应为文本文件；此文件是Excel文件，请另存为.xlsx"
        )
    for mark, encoding in _BOMS.items():
        if data.startswith(mark):
            return Text(
                f"UTF-8 or GB18030, not {encoding}: save it as 'CSV UTF-8'",
                f"应为UTF-8或GB18030，而不是{encoding}：请另存为“CSV UTF-8”",
            )
    nul = data.find(b"\0")
    if nul >= 0:
        return Text(f"text without NUL bytes; byte {nul} is one", f"文本中不得有NUL字节；第{nul}字节即是")
    return None


def _is_damaged_utf8(data: bytes) -> bool:
    """Whether a file is UTF-8 but for some bad bytes.

    GB18030 would read nearly any bytes as some characters, so a few cut-off characters must not turn the whole file
    into another language: what holds many more good three-byte characters than bad bytes is UTF-8.
    """
    text = data.decode("utf-8", errors="replace")
    bad = text.count("\ufffd")
    good = sum(sign >= _HAN_FROM for sign in text) - bad
    return good > 4 * bad


def _decode_gb18030(place: str, data: bytes) -> str:
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise InvalidInputError([Problem(place, _bad_byte("UTF-8, GB18030", error.start))]) from error


def _bad_byte(encoding: str, at: int) -> Text:
    return Text(
        f"{_WRITE_UTF8.en}; byte {at} is none ({encoding})",
        f"{_WRITE_UTF8.zh}；第{at}字节有误（{encoding}）",
    )
