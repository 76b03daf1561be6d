"""How much a key may encrypt, and how long it is kept open."""

from attrs import frozen

from commgov.core.checks import Checks
from commgov.wording import Text

MESSAGES_MAX = 2**32


@frozen(kw_only=True)
class KeyLimits:
    """Message counts of a key, and the size of the cache of open keys.

    AES-GCM with random IVs may encrypt 2^32 messages under one key (NIST SP 800-38D, 8.3). A subject's key is renewed
    when it comes near `soft`; if that cannot be, nothing is encrypted beyond `hard`. Counts are set aside in the store
    in blocks before they are used: what a process does not use up counts as used, never the other way round.

    Args:
        soft: messages from which on a key is due for renewal.
        hard: messages that a key never exceeds; at most 2^32.
        block: messages that are set aside at once.
        open_subjects: subjects whose keys a process keeps unwrapped at most.
        open_seconds: how long it does so before it looks into the store again.

    Raises:
        InvalidInputError: if a number is none, or they are not in order.

    Example:
        >>> KeyLimits().hard == 2**32
        True
    """

    soft: int = 2**31
    hard: int = MESSAGES_MAX
    block: int = 1024
    open_subjects: int = 4096
    open_seconds: int = 300

    def __attrs_post_init__(self) -> None:
        checks = Checks("KeyLimits")
        whole = [checks.whole(name, getattr(self, name), least=1) for name in ("soft", "block", "open_subjects")]
        whole += [
            checks.whole("hard", self.hard, least=1, most=MESSAGES_MAX),
            checks.whole("open_seconds", self.open_seconds),
        ]
        if all(whole):
            order = Text("block ≤ soft ≤ hard", "应满足 block ≤ soft ≤ hard")
            checks.require("soft", self.soft, ok=self.block <= self.soft <= self.hard, expected=order)
        checks.refuse()
