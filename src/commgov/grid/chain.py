"""The chain of responsibility: from the secretary of the committee down to the member."""

from attrs import frozen

from commgov.core.ids import MemberId, PersonRef, UnitId
from commgov.wording import Text

MEMBER = Text("member", "成员")
"""The last link's title: the member as such."""


@frozen
class Responsible:
    """One link of the chain: who answers at one level.

    Args:
        unit: where.
        level: the unit's level; "member" for the last link.
        title: what who answers is called.
        holder: who that is, as a reference; None while the leading post is vacant, or no post leads there.
    """

    unit: UnitId
    level: str
    title: Text
    holder: MemberId | PersonRef | None
