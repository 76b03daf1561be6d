"""A clock that tests set by hand."""

from datetime import datetime, timedelta


class HandClock:
    """Shows the moment it is set to, and moves when it is told to.

    Args:
        moment: what it shows first, with a time zone.
    """

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        """What it shows."""
        return self.moment

    def forward(self, **span: float) -> None:
        """Move it on: `forward(hours=3)`."""
        self.moment += timedelta(**span)
