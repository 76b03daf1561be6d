"""The access log: append, prove, sign, and verify the whole of it."""

from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple, cast

from commgov.core import Clock, SystemClock
from commgov.core.signed import Signer, Verifier, signed
from commgov.core.timing import microseconds, moment_of
from commgov.errors import CommgovError, ConflictError
from commgov.privacy.audit.entry import AuditEntry, Pseudonym
from commgov.privacy.audit.merkle import Frontier, Node, Span, consistency_way, covering, folded, inclusion_way
from commgov.privacy.audit.proofs import ConsistencyProof, InclusionProof
from commgov.privacy.audit.roots import UNTRUSTED, SignedRoot
from commgov.privacy.audit.store import LogStore, MemoryLogStore, Row
from commgov.privacy.audit.witness import Witness
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


class AuditLog:
    """One community's access log: append-only, with proofs for whoever wants to be sure.

    Args:
        name: the log's name; signed roots say it.
        store: where it is kept; None: in memory.
        clock: tells the time that roots are signed with.
        witness: is handed each root that is signed, and asked for its latest when the log is verified; None: whoever
            owns the store can cut off its end together with the roots that tell of it.

    Example:
        >>> from datetime import UTC, datetime
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

    def __init__(
        self,
        name: str,
        store: LogStore | None = None,
        *,
        clock: Clock | None = None,
        witness: Witness | None = None,
    ) -> None:
        """Take the name, the store, the clock and the witness."""
        self.name = name
        self.store: LogStore = MemoryLogStore() if store is None else store
        self._clock, self._witness = SystemClock() if clock is None else clock, witness
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

    def mentions(self, subjects: Collection[Pseudonym]) -> frozenset[Pseudonym]:
        """Those of the subjects that there is any entry about."""
        return self.store.mentions(subjects)

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

    def sign(self, key: Signer) -> SignedRoot:
        """Verify the log, sign its root, keep that, and hand it to the witness with the proof that the log only grew.

        Args:
            key: of whoever answers for the log.

        Raises:
            BrokenLogError: if the log is not what was once written; then nothing is signed.
            ConflictError: if the witness does not take it; whatever else a witness raises is raised. The root is kept
                all the same, and the next one that it takes stands for this one too.
        """
        found = self.verify()
        root = signed(SignedRoot(self.name, found.size, found.root, microseconds(self._clock.now())), key)
        self.store.keep_root(root)
        if self._witness is not None:
            last = self._witness.latest(self.name)
            growth = self.prove_growth(last.size, root.size) if last is not None and last.size else None
            self._witness.keep(root, growth)
        return root

    def signed_roots(self) -> list[SignedRoot]:
        """The signed roots, in order."""
        return self.store.roots()

    def verify(self, *, keys: Iterable[Verifier] = (), roots: Iterable[SignedRoot] = ()) -> "VerifiedLog":
        """Hash the whole log anew, and compare with every hash that is kept and every root that was signed.

        Args:
            keys: whose signatures under roots are trusted; none: signatures are not looked at, only whether what the
                roots say is so.
            roots: those that were kept elsewhere; the store's own, and the witness's latest, are looked at in any case.

        Returns:
            What was found, and which roots it was held against: with none, whatever is left is a log.

        Raises:
            BrokenLogError: naming the first entry that is wrong, and why.
        """
        vouched = None if self._witness is None else self._witness.latest(self.name)
        said, trusted = [*self.store.roots(), *roots, *([] if vouched is None else [vouched])], list(keys)
        for root in said:
            if root.log != self.name or (trusted and not root.is_signed_by(trusted)):
                raise BrokenLogError(root.size, UNTRUSTED)
        frontier = _refold(self.store)
        for root in sorted(said, key=lambda root: root.size):
            if root.size > frontier.size:
                raise BrokenLogError(frontier.size, _GONE)
            if root.size < 0 or root.root != self.root(root.size):  # every node that it is made of has been compared
                raise BrokenLogError(max(root.size, 0), _OTHER)
        newest = max(said, key=lambda root: root.size, default=None)
        return VerifiedLog(frontier.size, frontier.root, len({root.statement for root in said}), newest, vouched)

    def ask_witness(self) -> None:
        """Hold the log against the witness's latest root; quick, for nothing is hashed anew, as `verify` does.

        Raises:
            BrokenLogError: if the log ends before that root, or is another one: it was set back.
        """
        vouched = None if self._witness is None else self._witness.latest(self.name)
        if vouched is None:
            return
        if vouched.size > self.size:
            raise BrokenLogError(self.size, _GONE)
        if vouched.root != self.root(vouched.size):
            raise BrokenLogError(vouched.size, _OTHER)

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
    """What verifying a log found: that it is what was once written, as far as roots tell of it.

    Args:
        size: how many entries it has.
        root: its root.
        roots: how many signed roots it was held against.
        newest: the one of most entries; None if there was none.
        witnessed: the latest one that the witness keeps; None if there is no witness, or it keeps none.
    """

    size: int
    root: bytes
    roots: int = 0
    newest: SignedRoot | None = None
    witnessed: SignedRoot | None = None

    @property
    def words(self) -> Text:
        """What it was held against, and how far a witness vouches for it."""
        if self.newest is None:
            said = _NO_ROOT
        else:
            at = f"{moment_of(self.newest.at):%Y-%m-%d %H:%M} UTC"
            said = _ROOTS.fill(roots=self.roots, size=self.newest.size, at=at)
        vouched = _NO_WITNESS if self.witnessed is None else _WITNESSED.fill(size=self.witnessed.size)
        return Text(" ", "").join((said, vouched))


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
_NO_ROOT = Text("Checked against no signed root.", "未与任何已签署的根哈希核对。")
_ROOTS = Text(
    "Checked against {roots} signed roots, the newest of {size} entries, signed {at}.",
    "已与{roots}个已签署的根哈希核对，最新者含{size}条，签署于{at}。",
)
_WITNESSED = Text("A witness vouches for the first {size} entries.", "见证人为前{size}条作证。")
_NO_WITNESS = Text(
    "No witness vouches for it: entries may have been cut off together with the roots that told of them.",
    "没有见证人作证：条目可能已连同记载它们的根哈希一并被截去。",
)
_NEVER_HAD = Text("the access log never had {size} entries", "访问日志从未有过{size}条")
