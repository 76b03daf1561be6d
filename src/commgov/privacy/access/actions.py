"""What somebody may want to do with a field."""

from enum import StrEnum

from commgov.wording import Text


class Action(StrEnum):
    """What is done with a field of a resident's data.

    Example:
        >>> Action.DISCLOSE.words.zh
        '公开'
    """

    READ = "read"
    SEARCH = "search"  # find the residents by a value of the field
    ENTER = "enter"  # collect it
    CORRECT = "correct"  # PIPL article 46
    EXPORT = "export"  # take it out as a file, for oneself
    SHARE = "share"  # give it to another processor, PIPL article 23
    DISCLOSE = "disclose"  # make it public, PIPL article 25
    ERASE = "erase"  # PIPL article 47

    @property
    def words(self) -> Text:
        """In both languages."""
        return _WORDS[self]


_WORDS = {
    Action.READ: Text("read", "查看"),
    Action.SEARCH: Text("search by", "检索"),
    Action.ENTER: Text("enter", "录入"),
    Action.CORRECT: Text("correct", "更正"),
    Action.EXPORT: Text("export", "导出"),
    Action.SHARE: Text("share", "提供给他人"),
    Action.DISCLOSE: Text("disclose", "公开"),
    Action.ERASE: Text("erase", "删除"),
}
