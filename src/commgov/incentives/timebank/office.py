"""The back office: knows what the journal tells, and has each intention posted once."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, tzinfo
from hashlib import sha256
from threading import RLock
from typing import NamedTuple

from attrs import field, frozen

from commgov.core import PersonRef, Text
from commgov.core.checks import Checks
from commgov.core.timing import microseconds
from commgov.errors import ConflictError
from commgov.incentives.ledger.accounts import Account, AccountId, Book, Standing
from commgov.incentives.ledger.answers import Code, Refusal
from commgov.incentives.ledger.commands import Command, Open, Step
from commgov.incentives.ledger.journal import Entry
from commgov.incentives.ledger.ledger import KEY_TAKEN, Ledger
from commgov.incentives.timebank.answers import No
from commgov.incentives.timebank.baton import STEPS, first_baton, is_stale, passing
from commgov.incentives.timebank.history import SUFFIX, Done, History

KEY_LENGTH_MAX = 48
"""Most characters of a caller's key: the bank adds to it what it does with it."""

BANK = PersonRef("time-bank")
"""Who opens accounts that nobody asked for by name."""

_DIGEST = 16


class Part(NamedTuple):
    """A step of a command, and what to say if it is refused for want of something.

    Args:
        step: the step.
        no: why not, in the words of the counter; None: in the ledger's.
    """

    step: Step
    no: Text | None = None


@frozen
class Intention:
    """What somebody wants of the bank, once.

    Args:
        operation: what is to be done.
        key: chosen by the caller, once for each intention.
        by: who asks.
        terms: everything that was asked for: the same key with other terms is a conflict.
        approved_by: who approved it, if somebody did.
        suffix: what the bank adds to the key, for a further step of the same deal.
    """

    operation: str
    key: str
    by: PersonRef
    terms: tuple[object, ...]
    approved_by: PersonRef | None = field(default=None, kw_only=True)
    suffix: str = field(default="", kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("TimeBank")
        checks.identifier("key", self.key)
        fits = len(str(self.key)) <= KEY_LENGTH_MAX and SUFFIX not in str(self.key)
        expected = Text(
            f"at most {KEY_LENGTH_MAX} characters without {SUFFIX}", f"至多{KEY_LENGTH_MAX}个字符，不含{SUFFIX}"
        )
        checks.require("key", "", ok=fits, expected=expected)
        checks.identifier("by", self.by)
        if self.approved_by is not None:
            checks.identifier("approved_by", self.approved_by)
            another = Text("another person than who does it", "应与经办人不同")
            checks.require("approved_by", "", ok=self.approved_by != self.by, expected=another)
        checks.refuse()

    @property
    def full_key(self) -> str:
        """The key of the ledger's command."""
        return f"{self.key}{SUFFIX}{self.suffix}" if self.suffix else self.key

    @property
    def digest(self) -> str:
        """Stands for all that was asked."""
        said = "\x1f".join(map(str, (self.operation, self.by, self.approved_by or "", *self.terms)))
        return sha256(said.encode()).hexdigest()[:_DIGEST]


class Deed(NamedTuple):
    """What is to be posted.

    Args:
        parts: the steps, each with what to say if it is refused.
        note: what the journal is to keep beside it: printable, without a slash, at most 30 characters.
        operation: what is done, if that is another thing than what was asked for.
    """

    parts: Sequence[Part]
    note: str = ""
    operation: str = ""


Built = Deed | No


class Office:
    """What all counters of the bank share.

    Args:
        community: whose bank it is.
        ledger: its ledger.
        zone: in which time zone days begin.
    """

    def __init__(self, community: str, ledger: Ledger, zone: tzinfo) -> None:
        """Make the baton, unless it is there, and read the journal."""
        self.community, self.ledger, self.zone = community, ledger, zone
        self._history, self._lock = History(), RLock()
        with_baton = Command("bank/begin", first_baton(), by=BANK, cause="bank")
        self.ledger.post(with_baton)

    def now(self) -> datetime:
        """The present moment."""
        return self.ledger.now()

    def today(self) -> date:
        """The present day, where the community is."""
        return self.day_of(self.now())

    def day_of(self, moment: datetime) -> date:
        """The day of a moment, where the community is."""
        return moment.astimezone(self.zone).date()

    @contextmanager
    def reading(self) -> Iterator[History]:
        """What the whole journal up to now tells; it does not go on while it is read. What is over has ended."""
        with self._lock:
            self._history.advance(self.ledger.entries(self._history.seq + 1))
            if self._history.is_late(microseconds(self.now())):
                self.ledger.expire_holds()
                self._history.advance(self.ledger.entries(self._history.seq + 1))
            yield self._history

    def standing(self, account: AccountId) -> Standing | None:
        """How an account stands; None if there is none."""
        with self.reading():
            return self.ledger.store.standing(account)

    def standings(self, book: Book) -> dict[AccountId, Standing]:
        """How the accounts of a book stand, all at one moment."""
        with self.reading():
            return {standing.account.id: standing for standing in self.ledger.store.standings(book)}

    def available(self, account: AccountId) -> int:
        """What can be taken from an account now; 0 if there is none."""
        standing = self.standing(account)
        return 0 if standing is None else standing.available or 0

    def ensure(self, accounts: Iterable[Account], intention: Intention | None = None) -> None:
        """Open the accounts that are not there yet. One that is there stays as it is.

        Args:
            accounts: as they are opened.
            intention: what they are opened for; the journal then says who asked for it and who approved it, and not
                only that the bank opened them.
        """
        with self.reading() as history:
            missing = [account for account in accounts if account.id not in history.opened]
        if missing:
            answers = self.ledger.post_many([_opening(account, intention) for account in missing])
            for account, answer in zip(missing, answers, strict=True):
                if isinstance(answer, Refusal) and self.standing(account.id) is None:
                    raise ConflictError(_NOT_OPENED.fill(account=repr(account.id), reason=answer.reason))

    def once(self, intention: Intention, build: Callable[[History], Built], *, decides: bool = False) -> Done | No:
        """Do what somebody wants, unless it was done already, and say as which command; or why not.

        Args:
            intention: what is wanted.
            build: what to post as things stand now, or a no. It is called again if somebody else decided something
                in between.
            decides: whether it looks at more than balances, and so takes the baton.

        Raises:
            ConflictError: if the key stands for something else already.
        """
        while True:
            with self.reading() as history:
                done = history.commands.get(intention.full_key)
                if done is not None and done.digest == intention.digest:
                    return done
                baton = history.baton  # before anything is looked at: what comes in meanwhile makes it stale
                built = build(history)
                if isinstance(built, No) and (done is None or intention.suffix):
                    return built  # of a deal that went on already, how it stands says why not
                if done is not None or isinstance(built, No):
                    raise ConflictError(_OTHER_REQUEST.fill(key=repr(intention.full_key)))
                answer = self.ledger.post_many([_command(intention, built, baton if decides else None)])[0]
            if isinstance(answer, Refusal) and not (decides and is_stale(answer)):
                if answer.code is not Code.KEY_REUSED:
                    return _refused(answer, built.parts, answer.at - (STEPS if decides else 0))
                self._taken(intention.full_key)

    def _taken(self, key: str) -> None:
        """Refuse a key that stands for something that the bank did not do."""
        with self.reading() as history:
            if key not in history.commands:
                raise ConflictError(KEY_TAKEN.fill(key=repr(key)))

    def entries(self, done: Done) -> list[Entry]:
        """The journal entries of a command."""
        return list(self.ledger.entries(done.first, done.parts))


def _command(intention: Intention, deed: Deed, baton: int | None) -> Command:
    """The ledger's command for what somebody wants."""
    head = () if baton is None else passing(baton)
    cause = f"bank/{deed.operation or intention.operation}/{deed.note}/{intention.digest}"
    steps = (*head, *(part.step for part in deed.parts))
    return Command(intention.full_key, steps, by=intention.by, cause=cause, approved_by=intention.approved_by)


def _refused(refusal: Refusal, parts: Sequence[Part], at: int) -> No:
    """The ledger's refusal in the counter's words."""
    said = parts[at].no if refusal.code in {Code.INSUFFICIENT, Code.CEILING} else None
    return No((refusal.reason if said is None else said,))


def _opening(account: Account, intention: Intention | None) -> Command:
    key, steps = f"bank/open/{sha256(account.id.encode()).hexdigest()[: 2 * _DIGEST]}", (Open(account),)
    if intention is None:
        return Command(key, steps, by=BANK, cause="bank")
    return Command(key, steps, by=intention.by, cause="bank", approved_by=intention.approved_by)


_NOT_OPENED = Text("the account {account} cannot be opened: {reason}", "账户{account}无法开立：{reason}")
_OTHER_REQUEST = Text("the key {key} stands for another request already", "幂等键{key}已用于另一请求")
