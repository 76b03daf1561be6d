"""Tables in a text: a heading that announces numbers or addresses of persons, and rows under it.

Known leaks were lists: pasted from a sheet, with tabs, commas, bars or wide gaps between the cells. A table that shows
such columns only with asterisks is none: that is how lists are made public.
"""

import re

_COLUMN = re.compile(
    "身份证|证件号|公民身份|电话|手机|联系方式|住址|地址|门牌|房号|室号|银行卡|银行账号|卡号|出生|生日|残疾|低保|病|车牌|微信|"
    r"id ?(?:card|no|number)|phone|mobile|tel\b|address|passport|birth|bank",
    re.IGNORECASE,
)
_WHO = re.compile("序号|编号|姓名|名字|户主|户主姓名|居民|业主|住户|联系人|家庭成员|成员|name|no|#", re.IGNORECASE)
_SEPARATORS = re.compile(r"\t|[,，;；|]| {2,}|\u3000+")
_MASKED = re.compile(r"[*×＊xX#●•]{2,}")
_RULE_LINE = re.compile(r"[\s|:\-+=]+")
_LINE_MAX = 2_000  # characters of a line that can be a row
_COLUMN_MAX = 20  # characters of a heading's cell: longer ones are sentences
_COLUMNS_MIN = 2


def tables_in(text: str) -> list[tuple[int, int]]:
    r"""Where tables stand, heading and rows.

    Args:
        text: folded text.

    Example:
        >>> tables_in("名单如下：\n姓名\t电话\n王某\t13800000000\n收到请回复")
        [(6, 26)]
        >>> tables_in("姓名,电话\n王某,138****0000")
        []
    """
    found: list[tuple[int, int]] = []
    if "\n" not in text:
        return found
    header: tuple[int, list[str], list[int]] | None = None
    reached: int | None = None
    at = 0
    for line in text.split("\n"):
        cells = _cells(line)
        columns = _personal_columns(cells)
        if columns and (header is None or reached is None):
            header, reached = (at, cells, columns), None
        elif header is not None:
            if len(cells) >= max(_COLUMNS_MIN, max(header[2]) + 1):
                reached = at + len(line) if reached or _shows(cells, header[2]) else reached
            elif line.strip() and _RULE_LINE.fullmatch(line) is None:
                if reached is not None:
                    found.append((header[0], reached))
                header = reached = None
        at += len(line) + 1
    if header is not None and reached is not None:
        found.append((header[0], reached))
    return found


def _cells(line: str) -> list[str]:
    if len(line) > _LINE_MAX:
        return []
    cells = [cell.strip() for cell in _SEPARATORS.split(line.strip().strip("|"))]
    return cells if len(cells) >= _COLUMNS_MIN else []


def _personal_columns(cells: list[str]) -> list[int]:
    """Which cells are headings that announce data of persons; none if the line is no heading of a list of people."""
    if any(len(cell) > _COLUMN_MAX for cell in cells) or any(sign.isdigit() for cell in cells for sign in cell):
        return []
    if not any(_WHO.fullmatch(cell) for cell in cells):
        return []
    return [at for at, cell in enumerate(cells) if _COLUMN.search(cell)]


def _shows(cells: list[str], columns: list[int]) -> bool:
    """Whether a row shows something in such a column that is not masked."""
    return any(at < len(cells) and cells[at] and not _MASKED.search(cells[at]) for at in columns)
