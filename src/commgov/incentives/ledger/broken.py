"""What verifying raises: the journal is not what was once written."""

from commgov.core import Text
from commgov.errors import CommgovError


class BrokenJournalError(CommgovError):
    """The journal is not what was once written. `seq` is the first entry that is wrong, `why` what is wrong with it."""

    def __init__(self, seq: int, why: Text) -> None:
        """Take the number of the entry and the reason."""
        self.seq, self.why = seq, why
        super().__init__(_BROKEN.fill(seq=seq, why=why))

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        """Let the error travel between processes."""
        return type(self), (self.seq, self.why)


_BROKEN = Text("journal entry {seq}: {why}", "日记账第{seq}条：{why}")
