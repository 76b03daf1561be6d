"""Addresses of households in a text: estate, building, unit, room, in the many ways in which people write them.

An address is an estate and a *core*: building, unit and room ("3栋2单元501", "三栋二单元五零一室", "3-2-501"). A core
with a building or a unit is a household's address by itself, since everybody in a group knows the estate. Bare numbers
("3-2-501", "501室") are one only behind an estate's or building's name, for a parcel's code looks the same.
A building alone is none: "3栋电梯坏了" says nothing of a person.
"""

import re
from collections.abc import Iterable

from commgov.privacy.guard.kinds import LeakKind
from commgov.privacy.guard.numbers import HAN_DIGITS, Found

_HAN = "一二三四五六七八九十百零〇两幺壹贰叁肆伍陆柒捌玖拾"
_NUMBER = rf"[0-9A-Za-z{_HAN}甲乙丙丁][0-9{_HAN}]{{0,3}}+[A-Za-z]?"
_GAP = r"[ ,，、.\-—)）]{0,2}"
_UNIT_WORD = "(?:单元|门(?![口前外店诊]))"
_UNIT, _FLOOR = f"(?:{_NUMBER}|[东西南北中]) ?{_UNIT_WORD}", f"{_NUMBER} ?[层楼]"
_BUILDING_WORD = rf"(?:号楼|号栋|号院|栋|幢|棟|座|#楼?|楼(?={_GAP}{_UNIT}))"
_BARE = rf"(?:[0-9]{{3,4}}+(?:[A-Za-z]|-[0-9]{{1,2}}(?![0-9]))?|[0-9]{{1,2}}+[A-Fa-f]|[{_HAN}]{{3,5}}+)"
_LABEL = "(?:室|房号|房间|房|号房)"
# What follows a number that counts, measures or dates, and is no room: "6栋100多户", "8栋2019年".
_NO_COUNT = (
    r"(?![0-9A-Za-z%.:：/\-年月日天周岁时点分秒元块万千百十亿户位人名个家多余来几"
    r"间套层栋幢楼吨平㎡米公次份张条辆台件斤度路轴])"
)
_ROOM = rf"(?:{_BARE} ?{_LABEL}|[0-9]{{1,4}}+ ?{_LABEL}|{_BARE}号?{_NO_COUNT})"
# Behind a unit or a floor "2号" is a flat, and so is "左户".
_SMALL_ROOM = rf"(?:(?!0){_NUMBER}号(?!楼|院|线|门面)|{_ROOM}|[左中右东西](?:边|侧)?户)"
_DASH = r" ?[\-–—_~/#.] ?"
_PART = rf"(?:[A-Za-z]?[0-9]{{1,3}}+|[{_HAN}]{{1,3}}+)"
_EDGE, _END = r"(?<![.\-/:])", r"(?![0-9A-Za-z\-/:年月日元%]|\.[0-9])"
_UNIT_ROOM = rf"{_PART} ?[\-–—] ?(?:{_BARE}|[0-9]{{1,2}})(?:{_LABEL}|{_NO_COUNT})"

_CORE = re.compile(
    rf"(?=[0-9A-Za-z{_HAN}甲乙丙丁])(?<![0-9A-Za-z])(?:"  # the first only to be quick where none can begin
    rf"(?P<whole>{_NUMBER} ?(?:"
    rf"{_BUILDING_WORD}{_GAP}(?:{_NUMBER}[座区栋幢]{_GAP})?"
    rf"(?:{_UNIT}{_GAP}(?:{_FLOOR}{_GAP})?{_SMALL_ROOM}|{_FLOOR}{_GAP}{_SMALL_ROOM}|{_UNIT_ROOM}|{_ROOM})"
    rf"|{_UNIT_WORD}{_GAP}(?:{_FLOOR}{_GAP}{_SMALL_ROOM}|{_ROOM})"
    rf"))"
    rf"|(?P<named>{_NUMBER} ?[号楼]{_GAP}{_ROOM})"
    rf"|{_EDGE}(?:(?P<dashes>{_PART}{_DASH}(?:{_PART}{_DASH})?{_BARE}(?:{_LABEL}|号)?{_END})"
    rf"|(?P<room>[0-9]{{3,4}}+(?: ?{_LABEL}|{_NO_COUNT})|(?<![{_HAN}])[{_HAN}]{{3,4}}{_LABEL}))"
    r"|(?P<street>(?<=[路街巷弄道村湾组])[0-9]{1,4}(?:号|-[0-9]{1,4}号?)(?!楼|线|院|店|公|工|门面|商)))",
    re.ASCII,
)
# In a list, a bare number beside a name is where the person lives: "王某 3-2-501".
_BESIDE = r"[ \t,，、:：|;；]{1,3}"
_ROOM_DASHES = rf"{_PART}{_DASH}(?:{_PART}{_DASH})?[0-9]{{3,4}}{_END}"
_ROOM_AFTER_NAME = re.compile(f"{_BESIDE}(?P<room>{_ROOM_DASHES})").match
_ROOM_BEFORE_NAME = re.compile(f"(?<![0-9A-Za-z.\\-/:])(?P<room>{_ROOM_DASHES}){_BESIDE}$").search
_BEFORE_NAME_MAX = 16
# What everybody may know: shops and offices.
_OPEN_TO_ALL = re.compile(
    "号?(?:门面|商铺|店铺|店面|铺面|[\u4e00-\u9fff]{0,4}(?:超市|宾馆|酒店|办公室|会议室|窗口|麻将馆|营业厅)|开庭|中国移动)"
)
_OFFICE_CUE = re.compile("办公|营业地址|注册地址|公司地址|门店")
_SUFFIXES = (
    *(
        "小区",
        "花园",
        "家园",
        "公寓",
        "新村",
        "新城",
        "名城",
        "名都",
        "公馆",
        "公园",
        "广场",
        "宿舍",
        "大院",
        "庄园",
        "别墅",
    ),
    *("社区", "家属院", "家属楼", "大厦", "中心", "山庄", "国际", "天下", "时代", "世家", "春天"),
    *"里苑园城府庭居郡邸湾寓村坊轩阁墅馆院岸台洲湖庄都堡",
)
_PHASE = rf"(?:[{_HAN}0-9A-Z]{{1,2}}(?:期|区|组团|片区|片|号院)|[东西南北中]区|[东西南北]苑)"
_PHASE_END = re.compile(rf"(?:{_PHASE})$")
# Where a room may be: before "室", behind a word of an address or a street, behind a dash behind what may be an estate.
_ENDS = "".join(sorted({suffix[-1] for suffix in _SUFFIXES} | set("期片团住在于")))
_STREET = "路街巷弄道村湾组"
_ROOM_WORDS = "栋幢棟座楼元门层号"
ROOM_SIGNS = f"{_HAN}{_ROOM_WORDS}"
ROOM_AT_NUMBER = (
    rf"(?:[0-9{_HAN}]{{0,4}} ?[室房]"
    rf"|(?:(?<=[{_ENDS}].)|(?<=址[：:].))[0-9{_HAN}]{{0,2}}{_DASH}[0-9{_HAN}]"
    rf"|(?<=[{_STREET}].)[0-9]{{0,3}}(?:号|-[0-9]))"
)
"""A pattern of what follows the first sign of a number that may be a room's."""
ROOM_AT_WORD = (
    rf"(?<=[{_ROOM_WORDS}#])[ ,，、.\-—)）]{{0,2}}"
    rf"(?:[0-9]{{3,4}}(?![0-9])|[{HAN_DIGITS}]{{3}}|[A-Za-z]?[0-9{_HAN}]{{1,3}}(?:号|[A-Fa-f]|{_DASH}[0-9])|[左中右东西])"
)
"""The same behind a word of an address."""

_LOOSE = " ,，、.:：-—的(（"  # what may stand between a name and what follows it
# Where an estate's name cannot begin: what stands before it in a sentence.
_BEFORE = re.compile(
    "[住在是到于从址为：:我你他她的了给送往去楼请把家对将就映诉因来]|(?<!小)[市县区镇]|[^\u4e00-\u9fff·]"
)
_NAME_MAX = 12  # characters of an estate's name
_REACH = 16  # characters before a core in which the estate's name may stand
_HOME_CUE = re.compile("住址|家庭地址|家住|住在|居住[在于]|现住|户籍|住(?=[在于])")
_CUE_REACH = 20
_CORE_BEHIND, _CORE_AHEAD, _CORE_MAX = (
    28,
    20,
    60,
)  # characters around what may be a room, in which an address is looked for


class Gazetteer:
    """The community's own names of estates and buildings, so that they are known wherever they stand.

    Args:
        names: names of estates and buildings, such as the unit names of the organisation; no rooms.

    Example:
        >>> gazetteer = Gazetteer(["向阳里"])
        >>> text = "快递放向阳里3-2-501，取件码12-3-4567"
        >>> addresses_in(text, gazetteer, gazetteer.rooms(text))
        [(3, 13, <LeakKind.ADDRESS: 'address'>)]
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        """Keep the names, by their last two characters."""
        self._by_end: dict[str, list[str]] = {}
        for name in sorted({name.strip() for name in names}, key=lambda name: (-len(name), name)):
            if len(name) >= 2:  # noqa: PLR2004 - one character is no name
                self._by_end.setdefault(name[-2:], []).append(name)
        ends = re.escape("".join(sorted({end[-1] for end in self._by_end})))
        self._gate = re.compile(rf"[{ends}](?:{_PHASE})?[ ,，、.:：\-—的]{{0,2}}[0-9{_HAN}]") if ends else None

    def rooms(self, text: str) -> list[int]:
        """Where a number stands behind what may be one of the names."""
        return [gate.end() for gate in self._gate.finditer(text)] if self._gate is not None else []

    def before(self, text: str, end: int) -> int | None:
        """Where names begin that end at a place: of an estate, perhaps with a phase or a building behind it."""
        start = self._name_before(text, end) if self._by_end else None
        if start is None:
            return None
        outer = self._name_before(text, start)
        return start if outer is None else outer

    def _name_before(self, text: str, end: int) -> int | None:
        window = text[max(0, end - _REACH) : end]
        bare = window.rstrip(_LOOSE)
        for named in (bare, _PHASE_END.sub("", bare)):
            for name in self._by_end.get(named[-2:], ()):
                if named.endswith(name):
                    return end - len(window) + len(named) - len(name)
        return None

    def __repr__(self) -> str:
        """How many."""
        return f"Gazetteer({sum(map(len, self._by_end.values()))} names)"


def addresses_in(text: str, gazetteer: Gazetteer, rooms: list[int]) -> list[Found]:
    """Where addresses of households stand, each with its estate, from left to right.

    Args:
        text: folded text.
        gazetteer: names of estates and buildings.
        rooms: where there may be rooms, from left to right; only near them an address is looked for.
    """
    found: list[Found] = []
    last = reached = 0
    for room in rooms:
        if room < reached:
            continue
        begin, reached = max(last, room - _CORE_BEHIND), room + _CORE_AHEAD
        for core in _CORE.finditer(text, begin, reached + _CORE_MAX):
            if core.start() >= reached:
                break
            start = None if _is_open_to_all(text, core) else _start(text, core, gazetteer)
            if start is not None:
                found.append((max(start, last), core.end(), LeakKind.ADDRESS))
                last = core.end()
    return found


def room_beside(text: str, start: int, end: int) -> Found | None:
    """The room that stands beside a name as lists have it, or None.

    Args:
        text: folded text.
        start: where the name begins.
        end: where it ends.

    Example:
        >>> room_beside("王小虚 3-2-501", 0, 3)
        (4, 11, <LeakKind.ADDRESS: 'address'>)
    """
    after = _ROOM_AFTER_NAME(text, end)
    if after is not None:
        return *after.span("room"), LeakKind.ADDRESS
    window = max(0, start - _BEFORE_NAME_MAX)
    before = _ROOM_BEFORE_NAME(text[window:start])
    if before is not None:
        return window + before.start("room"), window + before.end("room"), LeakKind.ADDRESS
    return None


def _is_open_to_all(text: str, core: re.Match[str]) -> bool:
    """Whether the words around say that it is a shop or an office."""
    at = core.start()
    return (
        _OPEN_TO_ALL.match(text, core.end()) is not None
        or _OFFICE_CUE.search(text, max(0, at - _CUE_REACH), at) is not None
    )


def _start(text: str, core: re.Match[str], gazetteer: Gazetteer) -> int | None:
    """Where the address begins that has this core, or None if the core is none."""
    at = core.start()
    known = gazetteer.before(text, at)
    if core["street"] is not None:
        cue = _HOME_CUE.search(text, max(0, at - _CUE_REACH), at)
        return None if cue is None else cue.end()
    if known is not None:
        return known
    guess = _estate_before(text, at)
    if core["whole"] is not None:
        return at if guess is None else guess
    is_labelled = core.group()[-1] in "室房号间"
    if guess is None:
        is_plain = is_labelled and "." not in core.group() and core.group()[-1] != "号"
        is_home = core["dashes"] is not None and (is_plain or _told_home(text, at))
        return at if is_home else None
    return guess if core["room"] is None or is_labelled else None


def _told_home(text: str, at: int) -> bool:
    return text[at - 1 : at] == "住" or _HOME_CUE.search(text, max(0, at - 4), at) is not None


def _estate_before(text: str, at: int) -> int | None:
    """Where a name begins that ends, by its last characters, like an estate's: behind the last word that is no name."""
    window = text[max(0, at - _REACH) : at]
    name = window.rstrip(_LOOSE)
    if not name.endswith(_SUFFIXES):
        name = _PHASE_END.sub("", name)
        if not name.endswith(_SUFFIXES):
            return None
    start = max(0, len(name) - _NAME_MAX)
    for word in _BEFORE.finditer(name, start, len(name) - 2):
        start = word.end()
    return at - len(window) + start
