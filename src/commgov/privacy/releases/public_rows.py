"""Rows as they are published: generalised, without any reference to a person."""

from attrs import frozen


@frozen(repr=False)
class PublicRows:
    """Rows as they are published, ordered by what they say, so that their order says nothing.

    Args:
        columns: the names of the columns.
        lines: the rows, as texts.

    Example:
        >>> PublicRows(("age", "need"), (("60–69", "meals"), ("60–69", "care")))
        PublicRows(2 rows: age, need)
    """

    columns: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]

    def __repr__(self) -> str:
        """How many rows, and the names of the columns."""
        return f"PublicRows({len(self.lines)} rows: {', '.join(self.columns)})"
