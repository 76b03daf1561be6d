"""Articles of law as people read them: cited once, in the short form of the tables, and told in both languages."""

import re

from commgov.wording import Text

_ARTICLE = re.compile(r"(\d+)(?:\((\d+)\))?([a-z]\b)?")
_PARAGRAPH = re.compile(r"\((\d+)\)")
_WORDS = (
    ("PIPL art. ", "《个人信息保护法》"),
    ("GDPR art. ", "GDPR"),
    ("community policy", "社区规定"),
    ("; ", "；"),
    (" and ", "、"),
    (", ", "、"),
)


def cited(source: str) -> Text:
    """A source in both languages.

    Args:
        source: as the tables have it: laws by their short names, articles with paragraphs in brackets.

    Example:
        >>> cited("PIPL art. 47(2); GDPR art. 17(3)b").zh
        '《个人信息保护法》第47条第2款；GDPR第17条第3款b项'
        >>> cited("PIPL art. 57(1), (2)").zh, cited("community policy").en
        ('《个人信息保护法》第57条第1款、第2款', 'community policy')
    """
    chinese = source
    for english, words in _WORDS:
        chinese = chinese.replace(english, words)
    chinese = _ARTICLE.sub(_article, chinese)
    return Text(source, _PARAGRAPH.sub(r"第\1款", chinese))


def _article(match: re.Match[str]) -> str:
    article, paragraph, item = match.groups()
    if match.start() and match.string[match.start() - 1] == "(":
        return match[0]  # a paragraph alone
    return f"第{article}条" + (f"第{paragraph}款" if paragraph else "") + (f"{item}项" if item else "")
