"""Witnesses of a log: somebody else keeps its signed roots, where the owner of the log's database cannot reach them.

Without one, a log whose end was cut off together with the roots that told of it is a log like any other. The idea is
that of Certificate Transparency's monitors and of C2SP's tlog-witness: a root is taken only if the log grew to it.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from commgov.core.signed import Verifier
from commgov.errors import ConflictError, StorageError
from commgov.privacy.audit.proofs import ConsistencyProof
from commgov.privacy.audit.roots import UNTRUSTED, SignedRoot
from commgov.seal import canonical_json, read_json
from commgov.wording import Text


class Witness(Protocol):
    """Keeps the signed roots of logs: a neighbour's server, a mailbox, a disk in another house."""

    def latest(self, log: str) -> SignedRoot | None:
        """The last root that it took of a log; None if it took none."""
        ...

    def keep(self, root: SignedRoot, growth: ConsistencyProof | None) -> None:
        """Take a root. When this returns, it is there for good.

        Args:
            root: of the log as it is now.
            growth: that the log only grew since the last root that it took; None where that was of no entry, or none.

        Raises:
            ConflictError: if the log did not grow to it, or nobody trusted signed it.
        """
        ...


class WitnessFile:
    """A witness that keeps roots in a file, one a line: on a disk that the owner of the log's database cannot write to.

    Args:
        path: the file; it is made with the first root. One process writes it at a time.
        keys: whose roots it takes; none: whoever's.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> from commgov.privacy.audit import AuditLog
        >>> from commgov.seal import SigningKey
        >>> key, folder = SigningKey.generate(), TemporaryDirectory()
        >>> witness = WitnessFile(Path(folder.name) / "roots.jsonl", keys=[key.verifying_key])
        >>> log = AuditLog("b", witness=witness)
        >>> root = log.sign(key)
        >>> log.verify().witnessed == witness.latest("b") == root
        True
        >>> folder.cleanup()
    """

    def __init__(self, path: Path | str, *, keys: Iterable[Verifier] = ()) -> None:
        """Take the path and the keys."""
        self._path, self._keys = Path(path), list(keys)

    def latest(self, log: str) -> SignedRoot | None:
        """See `Witness`.

        Raises:
            StorageError: if the file cannot be read, or says what no witness wrote.
        """
        last = None
        for root in self._roots():
            last = root if root.log == log else last
        return last

    def keep(self, root: SignedRoot, growth: ConsistencyProof | None) -> None:
        """See `Witness`.

        Raises:
            ConflictError: if the log did not grow to it, or nobody trusted signed it.
            StorageError: if the file cannot be written, or says what no witness wrote.
        """
        if self._keys and not root.is_signed_by(self._keys):
            raise ConflictError(UNTRUSTED)
        last = self.latest(root.log)
        if last is not None and last.size and not _grew(last, root, growth):
            raise ConflictError(_NOT_GROWN)
        said = {"issuer": root.issuer, "signature": root.signature.hex(), "statement": root.statement.decode()}
        try:
            with self._path.open("ab") as file:
                file.truncate(sum(map(len, self._lines())))
                file.write(canonical_json(said) + b"\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise StorageError(_UNUSABLE.fill(said=error.strerror or "")) from error

    def _roots(self) -> Iterator[SignedRoot]:
        for number, line in enumerate(self._lines(), 1):
            try:
                said = read_json(line)
                if not isinstance(said, dict):
                    raise TypeError  # noqa: TRY301 -- told below, as whatever else is wrong with the line
                signature = bytes.fromhex(str(said["signature"]))
                yield SignedRoot.from_statement(str(said["statement"]), str(said["issuer"]), signature)
            except (ValueError, TypeError, LookupError) as error:
                raise StorageError(_LINE.fill(number=number)) from error

    def _lines(self) -> list[bytes]:
        """The lines with their ends. One without was being written when the power went: its root was never kept."""
        try:
            lines = self._path.read_bytes().splitlines(keepends=True) if self._path.exists() else []
        except OSError as error:
            raise StorageError(_UNUSABLE.fill(said=error.strerror or "")) from error
        return lines if not lines or lines[-1].endswith(b"\n") else lines[:-1]


def _grew(last: SignedRoot, root: SignedRoot, growth: ConsistencyProof | None) -> bool:
    """Whether a proof shows that a log grew from one root to another."""
    if growth is None or (growth.old, growth.new) != (last.size, root.size):
        return False
    return growth.holds(last.root, root.root)


_NOT_GROWN = Text(
    "the witness keeps a root of this log from which it did not grow to this one",
    "见证人所存该日志的根哈希表明，该日志并非由其增长而来",
)
_UNUSABLE = Text("the witness's file: {said}", "见证文件：{said}")
_LINE = Text(
    "the witness's file, line {number}: no root that a witness kept", "见证文件第{number}行：不是见证人所存的根哈希"
)
