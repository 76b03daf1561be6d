"""What becomes of a dispute that nobody decides: a named rule, published beforehand, so that no dispute waits for ever.

A rule never adds minutes: nothing is posted without two signatures. It leaves what was posted, or takes of it.
"""

from typing import Protocol

from attrs import frozen

from commgov.core import Text
from commgov.incentives.records.record import ServiceRecord


class UndecidedRule(Protocol):
    """Decides a dispute when the time of all who could decide it is over."""

    @property
    def name(self) -> str:
        """Its name, an id: the journal and the record keep it in the officers' place."""
        ...

    @property
    def says(self) -> Text:
        """What the rule is, as it is published."""
        ...

    def minutes(self, record: ServiceRecord) -> int:
        """How many of the minutes that are posted still count. More than are posted never do."""
        ...


@frozen
class WhatStoodStands:
    """What was posted before the dispute stays posted; what was not posted does not count.

    Example:
        >>> WhatStoodStands().says.zh
        '逾期未裁定的，维持异议前的结果'
    """

    name: str = "what-stood-stands"

    @property
    def says(self) -> Text:
        """See `UndecidedRule`."""
        return Text("undecided in time: what stood before the dispute stands", "逾期未裁定的，维持异议前的结果")

    def minutes(self, record: ServiceRecord) -> int:
        """See `UndecidedRule`."""
        return record.minutes


@frozen
class NothingCounts:
    """What nobody decided in time does not count.

    Example:
        >>> NothingCounts().says.en
        'undecided in time: nothing counts'
    """

    name: str = "nothing-counts"

    @property
    def says(self) -> Text:
        """See `UndecidedRule`."""
        return Text("undecided in time: nothing counts", "逾期未裁定的，不予计入")

    def minutes(self, record: ServiceRecord) -> int:  # noqa: ARG002
        """See `UndecidedRule`."""
        return 0
