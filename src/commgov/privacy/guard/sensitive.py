"""Words that say of a person what must not be said: on health, disability, poverty, offences, faith, pregnancy.

By themselves they are no leak: a lecture on high blood pressure may be announced. Beside a resident's name they are
(PIPL article 28: health, religion, specific identity).
"""

import re

SENSITIVE_WORDS = (
    # health
    "艾滋",
    "HIV",
    "梅毒",
    "性病",
    "乙肝",
    "结核",
    "精神病",
    "精神分裂",
    "抑郁",
    "躁狂",
    "自闭",
    "癫痫",
    "癌",
    "肿瘤",
    "白血病",
    "尿毒症",
    "透析",
    "化疗",
    "糖尿病",
    "高血压",
    "心脏病",
    "中风",
    "偏瘫",
    "瘫痪",
    "痴呆",
    "阿尔茨海默",
    "帕金森",
    "重病",
    "大病",
    "患病",
    "病史",
    "病历",
    "病情",
    "病危",
    "病人",
    "患者",
    "确诊",
    "阳性",
    "病",
    # disability
    "残疾",
    "残障",
    "残联",
    "智障",
    "弱智",
    "失能",
    "失明",
    "聋哑",
    "残",
    # poverty
    "低保",
    "特困",
    "五保",
    "贫困",
    "困难户",
    "困境",
    "救助",
    "欠费",
    # offences and measures
    "矫正",
    "刑满",
    "刑释",
    "服刑",
    "劳教",
    "吸毒",
    "戒毒",
    "涉毒",
    "前科",
    "信访人",
    "上访",
    "邪教",
    # pregnancy and faith
    "怀孕",
    "孕妇",
    "流产",
    "堕胎",
    "不孕",
    "信教",
    "教徒",
    "基督徒",
    "穆斯林",
)
"""The words, by what they are about."""

NEAR = 24
"""Characters between a name and a word within which the word is taken to be about the person."""

# Words in which 病 and 残 say nothing of a person.
_HARMLESS = re.compile(
    "毛病|防病|疾病预防|预防疾病|病虫|病毒|通病|诟病|残留|残余|残渣|残骸|残次|医保大病|助残日|大病保险"
)
_HARMLESS_MAX = 4
# One set of first characters, so that a look at a text without any of them costs next to nothing.
_FIRST = "".join(sorted({word[0] for word in SENSITIVE_WORDS}))
_WORD = re.compile(f"[{_FIRST}](?:{'|'.join(f'(?<={word[0]}){word[1:]}' for word in SENSITIVE_WORDS)})")


def sensitive_word_near(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the first such word near a place stands, or None.

    Args:
        text: folded text.
        start: where a name begins.
        end: where it ends.

    Example:
        >>> sensitive_word_near("王小虚是低保户", 0, 3), sensitive_word_near("王小虚说空调有毛病", 0, 3)
        ((4, 6), None)
    """
    for word in _WORD.finditer(text, max(0, start - NEAR), end + NEAR):
        first, last = word.span()
        around = _HARMLESS.finditer(text, max(0, first - _HARMLESS_MAX), last + _HARMLESS_MAX)
        if not any(harmless.start() <= first < harmless.end() for harmless in around):
            return first, last
    return None
