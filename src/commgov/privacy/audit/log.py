"""The access log: append, prove, sign, and verify the whole of it."""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple, cast

from attrs import field, frozen

from commgov.core import Clock, SystemClock
from commgov.core.signed import Signer, Verifier, signed
from commgov.core.timing import microseconds
from commgov.errors import CommgovError, ConflictError
from commgov.privacy.audit.entry import AuditEntry, Pseudonym
from commgov.privacy.audit.merkle import Frontier, Node, Span, consistency_way, covering, folded, inclusion_way
from commgov.privacy.audit.roots import UNTRUSTED, SignedRoot
from commgov.privacy.audit.store import LogStore, MemoryLogStore, Row
from commgov.privacy.audit.verifier import verify_consistency, verify_inclusion
from commgov.wording import Text

_CHUNK = 1000  # rows that are verified at a time
_EDGES = 64  # enough for all proofs of two sizes
_UNREADABLE = Text("it says no entry of an access log", "内容不是访问日志条目")
_SUBJECT = Text("it is kept under another subject", "归于另一当事人名下")
_HASH = Text("its hash is not kept as its content asks", "所存哈希与内容不符")
_GONE = Text(
    "the log ends before it, and a signed root says that it was there",
    "日志在此之前已结束，而已签署的根哈希表明曾有此条",
)
_OTHER = Text("a signed root says otherwise", "与已签署的根哈希不符")
_MORE = Text("there are hashes of entries that are not there", "存有并不存在的条目的哈希")


class BrokenLogError(CommgovError):
    """The log is not what was once written. `number` is the first entry that is wrong, `why` what is wrong with it."""

    def __init__(self, number: int, why: Text) -> None:
        """Take the number of the entry and the reason."""
        self.number, self.why = number, why
        super().__init__(_BROKEN.fill(number=number, why=why))

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        """Let the error travel between processes."""
        return type(self), (self.number, self.why)


@frozen
class InclusionProof:
    """That an entry stands in a log with a root (RFC 9162, 2.1.3).

    Args:
        entry: its bytes, as canonical JSON.
        number: its number.
        size: of the log.
        path: hashes, from the leaf up.
    """

    entry: bytes = field(repr=False)
    number: int
    size: int
    path: tuple[bytes, ...] = field(repr=False)

    def holds(self, root: bytes) -> bool:
        """Whether it fits the root of the log of that size."""
        return verify_inclusion(self.entry, self.number, self.size, self.path, root)


@frozen
class ConsistencyProof:
    """That a log only grew (RFC 9162, 2.1.4).

    Args:
        old: how many entries it had.
        new: how many it has.
        path: hashes.
    """

    old: int
    new: int
    path: tuple[bytes, ...] = field(repr=False)

    def holds(self, old_root: bytes, new_root: bytes) -> bool:
        """Whether it fits the two roots."""
        return verify_consistency(self.old, self.new, old_root, new_root, self.path)


class AuditLog:
    """One community's access log: append-only, with proofs for whoever wants to be sure.

    Args:
        name: the log's name; signed roots say it.
        store: where it is kept; None: in memory.
        clock: tells the time that roots are signed with.

    Example:
        >>> from commgov.core import FixedClock
        >>> from commgov.seal import SigningKey
        >>> log, key = AuditLog("b"), SigningKey.generate()
        >>> read = AuditEntry(
        ...     datetime(2026, 3, 2, 9, tzinfo=UTC), "officer-7", "read", subject="p-1f", fields=("phone",)
        ... )
        >>> numbers = log.append([read, read])
        >>> root = log.sign(key)
        >>> log.prove(numbers[1], root.size).holds(root.root)
        True
        >>> len(log.append([read])), log.prove_growth(root.size, log.size).holds(root.root, log.root())
        (1, True)
        >>> log.verify(keys=[key.verifying_key]).size
        3
    """

    def __init__(self, name: str, store: LogStore | None = None, *, clock: Clock | None = None) -> None:
        """Take the name, the store and the clock."""
        self.name = name
        self.store: LogStore = MemoryLogStore() if store is None else store
        self._clock = SystemClock() if clock is None else clock
        self._edge = lru_cache(_EDGES)(self._folded)  # only for proofs: what is verified is looked up each time

    def append(self, entries: Iterable[AuditEntry]) -> range:
        """Add entries; their numbers. When this returns, they are there for good.

        Raises:
            StorageError: if the store could not do it; then none is there.
        """
        rows = [Row(entry.subject, entry.to_bytes()) for entry in entries]
        first = self.store.append(rows)
        return range(first, first + len(rows))

    @property
    def size(self) -> int:
        """How many entries there are."""
        return self.store.size()

    def root(self, size: int | None = None) -> bytes:
        """The root of the tree, now or when the log had so many entries.

        Raises:
            ConflictError: if it never had so many.
        """
        return self._folded((0, self._within(size)))

    def entries(self, first: int = 0) -> Iterator[AuditEntry]:
        """The entries from a number on, in order."""
        return (AuditEntry.from_bytes(row.content) for row in self.store.rows(first))

    def done(self, actions: Iterable[str], first: int = 0, end: int | None = None) -> Iterator[tuple[int, AuditEntry]]:
        """The entries of some actions from a number up to another, with their numbers; no other is looked into."""
        marks = [AuditEntry.mark(action) for action in actions]
        for number, row in enumerate(self.store.rows(first, end), first):
            if any(mark in row.content for mark in marks):
                yield number, AuditEntry.from_bytes(row.content)

    def about(self, subject: Pseudonym) -> Iterator[tuple[int, AuditEntry]]:
        """Who did what to somebody's data: the entries about a subject with their numbers, in order."""
        return ((number, AuditEntry.from_bytes(row.content)) for number, row in self.store.about(subject))

    def prove(self, number: int, size: int | None = None) -> InclusionProof:
        """The proof that an entry stands in the log, as it is now or as it was with so many entries.

        Raises:
            ConflictError: if there is no such entry.
        """
        size = self._within(size)
        if not 0 <= number < size:
            raise ConflictError(_NO_ENTRY.fill(number=number, size=size))
        path = inclusion_way(number, size).hashes(self._find, self._edge)
        content = next(self.store.rows(number, number + 1)).content
        return InclusionProof(content, number, size, tuple(path))

    def prove_growth(self, old: int, new: int | None = None) -> ConsistencyProof:
        """The proof that the log of an earlier size is how the log of a later size begins.

        Raises:
            ConflictError: if it never had so many entries, or `old` is none.
        """
        new = self._within(new)
        if not 1 <= old <= new:
            raise ConflictError(_NOT_GROWN.fill(old=old, new=new))
        path = consistency_way(old, new).hashes(self._find, self._edge)
        return ConsistencyProof(old, new, tuple(path))

    def sign(self, key: Signer, *, witness: Callable[[SignedRoot], object] | None = None) -> SignedRoot:
        """Verify the log, sign its root, keep that, and show it to a witness.

        Args:
            key: of whoever answers for the log.
            witness: is given the signed root, to keep it elsewhere; what it raises is raised.

        Raises:
            BrokenLogError: if the log is not what was once written; then nothing is signed.
        """
        found = self.verify()
        root = signed(SignedRoot(self.name, found.size, found.root, microseconds(self._clock.now())), key)
        self.store.keep_root(root)
        if witness is not None:
            witness(root)
        return root

    def signed_roots(self) -> list[SignedRoot]:
        """The signed roots, in order."""
        return self.store.roots()

    def verify(self, *, keys: Iterable[Verifier] = (), roots: Iterable[SignedRoot] = ()) -> "VerifiedLog":
        """Hash the whole log anew, and compare with every hash that is kept and every root that was signed.

        Args:
            keys: whose signatures under roots are trusted; none: signatures are not looked at, only whether what the
                roots say is so.
            roots: those that were kept elsewhere; the store's own are looked at in any case.

        Raises:
            BrokenLogError: naming the first entry that is wrong, and why.
        """
        said, trusted = [*self.store.roots(), *roots], list(keys)
        for root in said:
            if root.log != self.name or (trusted and not root.is_signed_by(trusted)):
                raise BrokenLogError(root.size, UNTRUSTED)
        frontier = _refold(self.store)
        for root in sorted(said, key=lambda root: root.size):
            if root.size > frontier.size:
                raise BrokenLogError(frontier.size, _GONE)
            if root.size < 0 or root.root != self.root(root.size):  # every node that it is made of has been compared
                raise BrokenLogError(max(root.size, 0), _OTHER)
        return VerifiedLog(frontier.size, frontier.root)

    def _within(self, size: int | None) -> int:
        now = self.store.size()
        if size is None:
            return now
        if not 0 <= size <= now:
            raise ConflictError(_NEVER_HAD.fill(size=size))
        return size

    def _folded(self, span: Span) -> bytes:
        """The hash of a span."""
        return folded(self._find(covering(span)))

    def _find(self, nodes: list[Node]) -> list[bytes]:
        """The hashes of nodes, all of which have to be there.

        Raises:
            BrokenLogError: if one is gone.
        """
        kept = self.store.nodes(nodes)
        if None in kept:
            level, number = nodes[kept.index(None)]
            raise BrokenLogError(number << level, _HASH)
        return cast("list[bytes]", kept)


class VerifiedLog(NamedTuple):
    """What verifying a log found: that it is what was once written.

    Args:
        size: how many entries it has.
        root: its root.
    """

    size: int
    root: bytes


def _refold(store: LogStore) -> Frontier:
    """Hash all rows anew, and compare every node that becomes full with the one that is kept."""
    frontier, rows = Frontier(), store.rows()
    while chunk := list(islice(rows, _CHUNK)):
        before = frontier.size
        for number, row in enumerate(chunk, before):
            _judge(number, row)
        made = {
            (level, number): found
            for level, hashes in enumerate(frontier.add([row.content for row in chunk]))
            for number, found in enumerate(hashes, before >> level)
        }
        kept = store.nodes(list(made))
        wrong = [node for (node, found), there in zip(made.items(), kept, strict=True) if there != found]
        if wrong:
            level, number = min(wrong)  # the lowest: whatever stands above a wrong leaf is wrong too
            raise BrokenLogError(number << level, _HASH)
    (more,) = store.nodes([(0, frontier.size)])
    if (
        more is not None and next(store.rows(frontier.size), None) is None
    ):  # no row, not even one that was added meanwhile
        raise BrokenLogError(frontier.size, _MORE)
    return frontier


def _judge(number: int, row: Row) -> None:
    """Refuse a row that says no entry, or is kept under another subject than it says."""
    try:
        entry = AuditEntry.from_bytes(row.content)
    except ValueError as error:
        raise BrokenLogError(number, _UNREADABLE) from error
    if entry.subject != row.subject:
        raise BrokenLogError(number, _SUBJECT)


_BROKEN = Text("access log, entry {number}: {why}", "访问日志第{number}条：{why}")
_NO_ENTRY = Text("the access log has no entry {number} among its first {size}", "访问日志前{size}条中没有第{number}条")
_NOT_GROWN = Text("the access log has not grown from {old} to {new} entries", "访问日志并非由{old}条增至{new}条")
_NEVER_HAD = Text("the access log never had {size} entries", "访问日志从未有过{size}条")
