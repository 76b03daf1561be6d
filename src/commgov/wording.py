"""Text in both languages of the house. What people read at run time is a `Text`, never a bare string."""

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

    def __str__(self) -> str:
        """The English words: logs and tracebacks are English."""
        return self.en
