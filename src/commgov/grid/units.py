"""A unit of the organisation: a node of the hierarchy, on one of its levels."""

from attrs import field, frozen

from commgov.core.checks import Checks
from commgov.core.ids import UnitId
from commgov.wording import Text

HEAD = Text("head", "负责人")
"""Who answers for a unit, where its level has no title of its own for them."""


@frozen
class Level:
    """A level of the organisation; any scheme of levels is possible.

    Args:
        id: a short word: `"grid"`.
        name: what people call it.
        head: the title of who answers for a unit of this level.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> [level.name.zh for level in FIVE_LEVELS]
        ['社区党委', '苑区党支部', '网格党支部', '楼栋党小组']
    """

    id: str
    name: Text
    head: Text = HEAD

    def __attrs_post_init__(self) -> None:
        checks = Checks("Level", self.id)
        checks.identifier("id", self.id)
        checks.instance("name", self.name, Text, Text("a Text", "应为Text"))
        checks.instance("head", self.head, Text, Text("a Text", "应为Text"))
        checks.refuse()


FIVE_LEVELS = (
    Level("committee", Text("community party committee", "社区党委"), Text("committee secretary", "社区党委书记")),
    Level("garden", Text("garden branch", "苑区党支部"), Text("garden branch secretary", "苑区党支部书记")),
    Level("grid", Text("grid branch", "网格党支部"), Text("grid branch secretary", "网格党支部书记")),
    Level("group", Text("building group", "楼栋党小组"), Text("building group leader", "楼栋党小组组长")),
)
"""The case study's units, from the top. The fifth level of responsibility is the member."""


@frozen
class Unit:
    """A node of the hierarchy.

    Args:
        id: a reference, such as `"grid-17"`.
        parent: the unit above, or None for the root.
        level: the id of its level; empty: the level right below its parent's.
        name: what the unit is called; public, not a person's name.
    """

    id: UnitId
    parent: UnitId | None = None
    level: str = field(default="", kw_only=True)
    name: str = field(default="", kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("Unit", self.id)
        checks.identifier("id", self.id)
        if self.parent is not None:
            checks.identifier("parent", self.parent)
            checks.require(
                "parent", self.parent, ok=self.parent != self.id, expected=Text("another unit", "应为其他单元")
            )
        checks.instance("level", self.level, str, Text("a text", "应为文本"))
        checks.instance("name", self.name, str, Text("a text", "应为文本"))
        checks.refuse()
