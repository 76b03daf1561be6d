"""Text in both languages of the house. What people read at run time is a `Text`, never a bare string."""

from collections.abc import Iterable
from typing import Literal

from attrs import frozen

Language = Literal["en", "zh"]


@frozen
class Text:
    """One sentence or phrase in English and in Chinese.

    Args:
        en: the English words.
        zh: the Chinese words (simplified).

    Example:
        >>> served = Text("{n} served", "已服务{n}人").fill(n=3)
        >>> str(served), served.to("zh")
        ('3 served', '已服务3人')
    """

    en: str
    zh: str

    def to(self, language: Language) -> str:
        """The words in one language: "en" or "zh"."""
        return self.zh if language == "zh" else self.en

    def fill(self, **values: object) -> "Text":
        """Both languages with the `{placeholders}` replaced; a value that is a `Text` itself keeps its language."""
        return Text(
            self.en.format(**{k: v.en if isinstance(v, Text) else v for k, v in values.items()}),
            self.zh.format(**{k: v.zh if isinstance(v, Text) else v for k, v in values.items()}),
        )

    def join(self, parts: Iterable["Text"]) -> "Text":
        """The parts as one, with this text between them, as `str.join`.

        Example:
            >>> print(Text(", ", "、").join([Text("units", "单元"), Text("members", "成员")]).zh)
            单元、成员
        """
        all_parts = tuple(parts)
        return Text(self.en.join(part.en for part in all_parts), self.zh.join(part.zh for part in all_parts))

    def __str__(self) -> str:
        """The English words: logs and tracebacks are English."""
        return self.en
