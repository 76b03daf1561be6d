"""The ledger: double entry in books of whole amounts, on any store."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import cast

from attrs import frozen

from commgov.core import Clock, PersonRef, SystemClock, Text
from commgov.core.checks import Checks
from commgov.core.signed import Signer, Verifier, signed
from commgov.core.streams.chain import NO_EVENT, StreamHead, refold_streams
from commgov.core.timing import microseconds
from commgov.errors import ConflictError, InvalidInputError, NotFoundError, Place, Problem
from commgov.incentives.ledger.accounts import AccountId, Book, Standing
from commgov.incentives.ledger.answers import Code, Receipt, Refusal
from commgov.incentives.ledger.broken import BrokenJournalError
from commgov.incentives.ledger.checkpoints import UNTRUSTED, Checkpoint, promised
from commgov.incentives.ledger.commands import Command, Reopen, Reverse, Step
from commgov.incentives.ledger.comparing import compare
from commgov.incentives.ledger.journal import Entry
from commgov.incentives.ledger.store import LedgerStore, MemoryStore
from commgov.incentives.ledger.verifying import refold

AHEAD_MAX = timedelta(days=92)
"""How far a ledger's clock may be ahead of the last entry, unless more is allowed: a quarter without any post."""


@frozen
class Verified:
    """That a journal was folded anew and nothing was found wrong.

    Args:
        entries: how many entries it has.
        link: the link of the last one: whoever keeps it can tell later that nothing before it was changed.
        promised: what the community owes in each book.
        streams: how far the chain of stream events has come that is kept with the ledger, if one is.
    """

    entries: int
    link: bytes
    promised: Mapping[Book, int]
    streams: StreamHead = NO_EVENT


class Ledger:
    """One community's ledger.

    Each command is carried out wholly or not at all, once for each key, and never changes what was written before.

    Args:
        store: where it is kept; None: in memory.
        clock: tells the time that entries are written with. Time never goes back in a journal.
        ahead_max: how far the clock may be ahead of the last entry, so that one that is wrong once cannot move the
            ledger's time for ever. Where nobody has posted for longer, whoever has looked at the clock allows more.

    Raises:
        InvalidInputError: if `ahead_max` is no span of time.

    Example:
        >>> from commgov.incentives import MINUTES, Account, Command, Open, Transfer
        >>> ledger = Ledger()
        >>> accounts = Open(Account("issued", MINUTES, floor=None)), Open(Account("member/m-1", MINUTES))
        >>> bool(ledger.post(Command("accounts", accounts, by="officer-7", cause="begin")))
        True
        >>> earned = Command("s-1", (Transfer("issued", "member/m-1", 90),), by="officer-7", cause="s-1")
        >>> ledger.post(earned) == ledger.post(earned)  # a repetition does no harm
        True
        >>> ledger.standing("member/m-1").available, ledger.promised(MINUTES)
        (90, 90)
        >>> too_much = Command("r-1", (Transfer("member/m-1", "issued", 120),), by="m-1", cause="deal-1")
        >>> str(ledger.post(too_much).reason)
        'the account has less available'
    """

    def __init__(
        self,
        store: LedgerStore | None = None,
        *,
        clock: Clock | None = None,
        ahead_max: timedelta = AHEAD_MAX,
    ) -> None:
        """Take the store and the clock."""
        checks = Checks("Ledger")
        span: object = ahead_max
        checks.require("ahead_max", span, ok=isinstance(span, timedelta) and span > timedelta(0), expected=_SPAN)
        checks.refuse()
        self.store: LedgerStore = MemoryStore() if store is None else store
        self.clock = SystemClock() if clock is None else clock
        self._ahead_max = ahead_max // timedelta(microseconds=1)
        self._seen = -1  # when an entry was written that is known to be there; -1: none is known

    def now(self) -> datetime:
        """What the clock says.

        Raises:
            InvalidInputError: if it tells no time with a time zone.
        """
        moment: object = self.clock.now()
        if isinstance(moment, datetime) and moment.tzinfo is UTC:  # as nearly always: each post comes by here
            return moment
        checks = Checks("Ledger")
        checks.aware("clock", moment)
        checks.refuse()
        return cast("datetime", moment)

    def post(self, command: Command) -> Receipt | Refusal:
        """Carry a command out, or say why not; when this returns a receipt, it is there for good.

        Raises:
            ConflictError: if its key stands for another command already; nothing was changed.
        """
        answer = self.post_many([command])[0]
        if isinstance(answer, Refusal) and answer.code is Code.KEY_REUSED:
            raise ConflictError(KEY_TAKEN.fill(key=repr(command.key)))
        return answer

    def post_many(self, commands: Sequence[Command]) -> list[Receipt | Refusal]:
        """Carry commands out one after the other; a refused one leaves the others alone. Answers come in order.

        Raises:
            InvalidInputError: naming each of them that is no command, or if the clock tells no time with a time zone;
                then none is carried out.
        """
        if not set(map(type, commands)) <= {Command}:
            place = Place.of("Ledger")
            raise InvalidInputError(
                [
                    Problem(place.at(f"commands[{number}]"), _COMMAND)
                    for number, command in enumerate(commands)
                    if type(command) is not Command
                ]
            )
        now = microseconds(self.now())
        if self._is_too_far_ahead(now):
            return [Refusal(Code.CLOCK) for _ in commands]
        return self.store.run(commands, now)

    def _is_too_far_ahead(self, now: int) -> bool:
        """Whether the clock is further ahead of the last entry than is allowed.

        The store is asked only where the last entry that is known is too old: what is written later is never older.
        """
        if self._seen >= 0 and now - self._seen <= self._ahead_max:
            return False
        last = self.store.last()
        self._seen = -1 if last is None else last.at
        return last is not None and now - last.at > self._ahead_max

    def expire_holds(self) -> None:
        """End the holds whose time is over. Any command does so too; none ends by a clock that is too far ahead."""
        self.post_many([])

    def reverse(
        self,
        receipt: Receipt,
        *,
        key: str,
        by: PersonRef,
        approved_by: PersonRef,
        cause: str,
        reopen: bool = False,
    ) -> Receipt | Refusal:
        """Post the opposite of all that a command moved.

        A reversal of what was spent already leaves arrears. On an account that was closed it is refused, unless the
        account is to be opened again for it; whoever has looked into it closes the account anew.

        Args:
            receipt: the command's receipt.
            key: the key of the reversal.
            by: who reverses.
            approved_by: who approved it.
            cause: why, as a reference.
            reopen: whether accounts that were closed are opened again for it.
        """
        moved = [entry for entry in self.entries(receipt.first, receipt.parts) if entry.kind in _MOVES_AMOUNTS]
        back: list[Step] = [Reverse(entry.seq) for entry in reversed(moved)]
        if reopen:
            back = [*map(Reopen, self._to_reopen(moved, key)), *back]
        return self.post(Command(key, tuple(back), by=by, approved_by=approved_by, cause=cause))

    def _to_reopen(self, moved: Iterable[Entry], key: str) -> list[AccountId]:
        """The accounts that a reversal finds closed, or has found so if it was done already."""
        done = self.receipt(key)
        if done is not None:
            return [entry.debit for entry in self.entries(done.first, done.parts) if entry.kind == "reopen"]
        names = sorted({name for entry in moved for name in (entry.debit, entry.credit)})
        return [name for name in names if self.standing(name).is_closed]

    def receipt(self, key: str) -> Receipt | None:
        """The receipt of the command that was carried out under a key; None if none was, so that it may be sent."""
        return self.store.receipt(key)

    def standing(self, account: AccountId) -> Standing:
        """How an account stands: posted, held, available, arrears and lots, all at one moment.

        Raises:
            NotFoundError: if there is no such account.
        """
        standing = self.store.standing(account)
        if standing is None:
            raise NotFoundError(Text(f"there is no account {account!r}", f"账户{account!r}不存在"))
        return standing

    def promised(self, book: Book) -> int:
        """What the community owes: all that was issued in a book and has neither been spent nor run out."""
        return promised(self.store.standings(book)).get(book, 0)

    def entries(self, first: int = 1, number: int | None = None) -> Iterator[Entry]:
        """The journal from an entry on, in order; as many as asked for.

        Args:
            first: the number of the first entry.
            number: how many at most; None: all.
        """
        for entry in self.store.entries(first):
            if number is not None and entry.seq >= first + number:
                return
            yield entry

    def verify(self, *, keys: Iterable[Verifier] = (), checkpoints: Iterable[Checkpoint] = ()) -> Verified:
        """Fold the whole journal anew, judge each entry, and compare with what the store keeps, all at one moment.

        The streams that are kept with the ledger are judged too, and so is what guards both in a database.

        Args:
            keys: whose signatures under checkpoints are trusted; none: signatures are not looked at, only whether what
                the checkpoints say is so.
            checkpoints: those that were kept elsewhere; the store's own are looked at in any case.

        Raises:
            BrokenJournalError: naming the first entry that is wrong, and why.
            BrokenStreamsError: naming the first stream event that is wrong, and why.
        """
        with self.store.at_one_moment() as reader:
            said, trusted = [*reader.checkpoints(), *checkpoints], list(keys)
            for checkpoint in said:
                if trusted and not checkpoint.is_signed_by(trusted):
                    raise BrokenJournalError(checkpoint.seq, UNTRUSTED)
            state = refold(reader.entries(), lambda seq: next(reader.entries(seq), None), said)
            compare(state, reader.standings(), reader.holds())
            streams, signed_heads = reader.streams(), [checkpoint.streams for checkpoint in said]
            head = NO_EVENT if streams is None else refold_streams(streams.events(), streams.head(), signed_heads)
            for fault in reader.faults():
                raise BrokenJournalError(state.seq, fault)
        return Verified(state.seq, state.link, promised(state.accounts.values()), head)

    def checkpoint(self, key: Signer) -> Checkpoint:
        """Verify the whole journal, sign how far it has come, and keep that in the store. Keep a copy elsewhere, too.

        Args:
            key: of whoever answers for the ledger.

        Raises:
            BrokenJournalError: if the journal is not what was once written; then nothing is signed.
        """
        found = self.verify()
        now = microseconds(self.now())
        unsigned = Checkpoint(found.entries, found.link, found.promised, now, streams=found.streams)
        checkpoint = signed(unsigned, key)
        self.store.keep_checkpoint(checkpoint)
        return checkpoint


_COMMAND = Text("a command", "应为指令")
_SPAN = Text("a span of time above 0", "应为大于0的时间间隔")
_MOVES_AMOUNTS = frozenset({"transfer", "settle", "reverse"})

KEY_TAKEN = Text("the key {key} stands for another command already", "幂等键{key}已用于另一指令")
