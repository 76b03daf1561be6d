"""What a secret has in common with other secrets: it shows nothing of itself, and does not travel by accident."""

from typing import NoReturn


class Secret:
    """A value that holds keys: nothing of it in a `repr` or a log line, and it neither pickles nor copies.

    Example:
        >>> class Pin(Secret):
        ...     __slots__ = ("digits",)
        >>> Pin()
        Pin(...)
    """

    __slots__ = ()

    def __reduce__(self) -> NoReturn:
        """Refuse to pickle or copy."""
        raise TypeError(f"a {type(self).__name__} does not pickle or copy; write it by its own methods")

    def __repr__(self) -> str:
        """Nothing of what is inside."""
        return f"{type(self).__name__}(...)"
