"""The ledger that all faults work on, what is done to it, and how it has to stand afterwards."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random

from commgov.incentives import MINUTES, Account, Command, Hold, Ledger, Open, Settle, Transfer

MEMBERS = 20
EACH = 1_000_000


def member(number: int) -> str:
    return f"member/{number}"


def open_books(ledger: Ledger) -> None:
    """Members who all have earned the same."""
    names = [member(number) for number in range(MEMBERS)]
    opened = [Open(Account("issued", MINUTES, floor=None)), *(Open(Account(name, MINUTES)) for name in names)]
    earned = [Transfer("issued", name, EACH) for name in names]
    assert ledger.post(Command("open", (*opened, *earned), by="officer-1", cause="opening"))


def gift(key: str, seed: str) -> Command:
    """A few linked gifts between members: all are there, or none."""
    lots = Random(seed)
    steps = []
    for _ in range(lots.randint(1, 3)):
        one, other = lots.sample(range(MEMBERS), 2)
        steps.append(Transfer(member(one), member(other), lots.randint(1, 90)))
    return Command(key, tuple(steps), by="officer-1", cause="gift")


def gifts(name: str) -> Iterator[Command]:
    """One gift after the other, the same for the same name."""
    number = 0
    while True:
        yield gift(f"{name}-{number}", f"{name}-{number}")
        number += 1


def standings_after(commands: Sequence[Command], before: Mapping[str, int] | None = None) -> dict[str, int]:
    """What members hold once commands of `gift` have been carried out; before, the same each."""
    held = dict(before or {member(number): EACH for number in range(MEMBERS)})
    for command in commands:
        for step in command.steps:
            assert isinstance(step, Transfer)
            held[step.debit] -= step.amount
            held[step.credit] += step.amount
    return held


def standings_of(ledger: Ledger) -> dict[str, int]:
    """What members hold."""
    return {
        standing.account.id: standing.posted for standing in ledger.store.standings() if standing.account.floor == 0
    }


def keys_of(ledger: Ledger, prefix: str, since: int = 1) -> list[str]:
    """The keys of the journal from an entry on that begin so, in order."""
    return [entry.key for entry in ledger.entries(since) if entry.key.startswith(prefix)]


def hold(key: str) -> Command:
    return Command(key, (Hold(member(0), member(1), 1),), by="officer-1", cause="hold")


def settle(key: str, seq: int) -> Command:
    return Command(key, (Settle(seq),), by="officer-1", cause="hold")
