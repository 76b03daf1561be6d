"""How near somebody's assignment has to be to a resident."""

from enum import IntEnum

from commgov.wording import Text


class Scope(IntEnum):
    """How near an assignment is to a resident, or has to be. A nearer one is enough where a farther one is asked for.

    Example:
        >>> Scope.SERVICE > Scope.UNIT, Scope.SERVICE.words.en
        (True, 'a service for the resident in hand')
    """

    ANYWHERE = 0
    UNIT = 1
    SUBJECT = 2
    SERVICE = 3

    @property
    def words(self) -> Text:
        """In both languages."""
        return _WORDS[self]


_WORDS = {
    Scope.ANYWHERE: Text("anywhere in the community", "社区范围内任何地点"),
    Scope.UNIT: Text("the resident's unit or one above it", "居民所在单元或其上级单元"),
    Scope.SUBJECT: Text("assigned to this resident", "指定负责该居民"),
    Scope.SERVICE: Text("a service for the resident in hand", "正在承接该居民的服务"),
}
