"""Messages with and without personal data, made up: what the leak guard is measured on, in tests and benchmarks.

Numbers come from Faker (zh_CN), bank cards of China and Faker's own of 13 digits and more; addresses from a generator
that knows estates, buildings, units and rooms and shares nothing with the guard. All people are fictitious.
"""

import random
import re
from collections.abc import Callable

from attrs import frozen
from faker import Faker

PLAIN = ("resident ID", "mobile", "bank card", "plate", "email")

# (text, what stands in braces): the kinds are those of the guard.
TEMPLATES = (
    "{name}家的电话是{mobile}，大家有事打这个",
    "@所有人 {name} 身份证{resident ID} 请到居委会领取物资",
    "车牌{plate}挡住消防通道了，联系{mobile}",
    "退款打到{bank card}，户名{name}",
    "资料发到{email}谢谢",
    "老人{name}住{address}独居，电话{mobile}，身份证号:{resident ID}",
    "快递放{address}门口就行",
    "我家在{address}，水管漏了",
    "{mobile}找一下，急",
)
CLEAN = (
    "今天下午三点物业检修水管，停水两小时",
    "收到",
    "谢谢网格员！",
    "3栋2单元电梯坏了三天了，什么时候修？",
    "社区周六上午9:30在广场义诊，欢迎参加",
    "订单号2024051300012345 已到驿站",
    "积分兑换：1200积分换一桶油",
    "请大家做好垃圾分类，7:00-9:00投放",
    "快递取件码 12-3-4567",
    "报名人数 158 人，预算 23456.50 元",
)
ESTATES = (
    "幸福花园",
    "阳光小区",
    "锦绣江南",
    "东湖景园",
    "翠柳苑",
    "百步亭",
    "万松园",
    "丽水佳园",
    "香榭里",
    "向阳里",
    "水岸星城",
    "常青藤名苑",
)
BUILDINGS = ("听涛阁", "银杏楼", "望江座")
_HAN = "零一二三四五六七八九"
_BREAKS = (" ", ".", "\u200b")


def luhn_digit(body: str) -> str:
    """The digit that makes a card's number right."""
    total = 0
    for at, sign in enumerate(reversed(body)):
        double = int(sign) * (2 - at % 2)
        total += double - 9 * (double > 9)
    return str(-total % 10)


def han_number(number: int) -> str:
    """A number below a hundred in Chinese."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else ("" if tens == 1 else _HAN[tens]) + "十") + (_HAN[ones] if ones or not tens else "")


def address(lot: random.Random) -> str:
    """Estate, building, unit and room, in one of the ways in which people write them."""
    estate = lot.choice(ESTATES) + lot.choice(("", "", "", "二期", "3期", "东区"))
    building, unit, floor, door = lot.randint(1, 38), lot.randint(1, 6), lot.randint(1, 33), lot.randint(1, 8)
    room = f"{floor}{door:02d}"
    spoken = "".join(_HAN[int(sign)] for sign in room)
    return lot.choice(
        (
            f"{estate}{building}栋{unit}单元{room}室",
            f"{estate}{building}栋{unit}单元{room}",
            f"{estate}{building}栋{room}",
            f"{estate}{building}号楼{unit}单元{room}室",
            f"{estate}{building}幢{room}室",
            f"{estate} {building}栋 {unit}单元 {room}",
            f"{estate}{building}-{unit}-{room}",
            f"{estate}{building}-{unit}-{room}室",
            f"{estate}{building}#{room}",
            f"{estate}{building}座{room}房",
            f"{estate}{han_number(building)}栋{han_number(unit)}单元{spoken}室",
            f"{estate}{han_number(building)}栋{room}",
            f"{estate}{building}栋{unit}单元{floor}楼{door}号",
            f"{building}栋{unit}单元{room}",
            f"{han_number(building)}栋{room}室",
            f"{lot.choice(ESTATES)}{lot.choice(BUILDINGS)}{room}室",
        )
    )


def plain_values(seed: int) -> dict[str, Callable[[], str]]:
    """A maker for each kind of data."""
    people = Faker("zh_CN")
    people.seed_instance(seed)
    lot = random.Random(seed)  # noqa: S311 - made-up data

    def card() -> str:
        if lot.random() < 0.5:
            return next(number for number in iter(people.credit_card_number, None) if len(number) > 12)
        body = "62" + "".join(lot.choices("0123456789", k=lot.choice((13, 14, 16))))
        return body + luhn_digit(body)

    return {
        "name": people.name,
        "resident ID": people.ssn,
        "mobile": people.phone_number,
        "bank card": card,
        "plate": people.license_plate,
        "email": people.email,
        "address": lambda: address(lot),
    }


@frozen
class Message:
    """A message and what stands in it.

    Args:
        text: the message.
        holds: the kind and the span of each piece of data.
    """

    text: str
    holds: tuple[tuple[str, int, int], ...] = ()


def message_of(template: str, values: dict[str, Callable[[], str]]) -> Message:
    """A template filled in."""
    text, holds, at = "", [], 0
    for slot in re.finditer(r"\{([^}]+)\}", template):
        value = values[slot[1]]()
        text += template[at : slot.start()]
        holds.append((slot[1], len(text), len(text) + len(value)))
        text += value
        at = slot.end()
    return Message(text + template[at:], tuple(holds))


def messages(count: int, seed: int, *, share: float = 0.2) -> list[Message]:
    """Messages of a group, a share of which holds personal data."""
    values, lot = plain_values(seed), random.Random(seed)  # noqa: S311 - made-up data
    return [
        message_of(lot.choice(TEMPLATES), values)
        if lot.random() < share
        else Message(lot.choice(CLEAN) * lot.choice((1, 1, 1, 2, 4)))
        for _ in range(count)
    ]


def found_share(
    checked: list[tuple[Message, list[tuple[str, int, int]]]], kinds: tuple[str, ...]
) -> dict[str, tuple[int, int]]:
    """For each kind how many pieces a span of that kind covers by four fifths, and how many there are."""
    shares = {kind: [0, 0] for kind in kinds}
    for message, spans in checked:
        for kind, start, end in message.holds:
            if kind in shares:
                shares[kind][1] += 1
                shares[kind][0] += any(
                    what == kind and min(end, last) - max(start, first) >= 0.8 * (end - start)
                    for what, first, last in spans
                )
    return {kind: (hits, due) for kind, (hits, due) in shares.items()}


def _each(signs: dict[str, str]) -> Callable[[str], str]:
    return lambda value: "".join(signs.get(sign, sign) for sign in value)


def _fours(value: str) -> list[str]:
    return [value[at : at + 4] for at in range(0, len(value), 4)]


OBFUSCATIONS: dict[str, Callable[[str], str]] = {
    "full width": lambda value: "".join(chr(ord(sign) + 0xFEE0) for sign in value),
    "spaced": " ".join,
    "dotted": ".".join,
    "Chinese numerals": _each(dict(zip("0123456789", _HAN, strict=True))),
    "telephone numerals": _each(dict(zip("0123456789", "零幺二三四五六七八九", strict=True))),
    "zero-width": "\u200b".join,
    "keycap": lambda value: "".join(f"{sign}\ufe0f\u20e3" if sign.isdigit() else sign for sign in value),
    "circled": _each(dict(zip("0123456789", "⓪①②③④⑤⑥⑦⑧⑨", strict=True))),
    "letters": _each({"0": "O", "1": "l"}),
    "two lines": lambda value: f"{value[:7]}\n{value[7:]}",
    "pictures": lambda value: "\U0001f600".join((value[:3], value[3:7], value[7:])),
    "pictures as words": lambda value: "[微笑]".join(_fours(value)),
    "words": lambda value: " 再 ".join(_fours(value)).replace("再", "然后", 1),
}
"""The families in which people hide a number from a machine."""
