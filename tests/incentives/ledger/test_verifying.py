"""Whatever is changed in a journal, or in what a store keeps, verify finds, and names the first entry that is wrong."""

from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.clocks import HandClock

from commgov.incentives.ledger import (
    MINUTES,
    Account,
    BrokenJournalError,
    Close,
    Command,
    Hold,
    Ledger,
    Limit,
    Open,
    Reopen,
    Reverse,
    Settle,
    Standing,
    Transfer,
    Void,
    refold,
)
from commgov.incentives.ledger.comparing import compare
from commgov.incentives.ledger.journal import FIRST_LINK, facts_of, linked
from commgov.seal import SigningKey

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def history(store=None):
    """A ledger to which everything has happened once."""
    watch = HandClock(MONDAY)
    ledger = Ledger(store, clock=watch)
    names = iter(range(100))

    def do(*steps):
        answer = ledger.post(Command(f"k-{next(names)}", steps, by="officer-7", cause="test", approved_by="officer-8"))
        assert answer
        watch.moment += timedelta(minutes=1)
        return answer.first

    do(Open(Account("issued", MINUTES, floor=None)), Open(Account("a", MINUTES)), Open(Account("pool", MINUTES)))
    do(Open(Account("l", MINUTES, keeps_lots=True)), Open(Account("full", MINUTES, ceiling=50, overflow="pool")))
    do(Transfer("issued", "a", 100))
    do(Transfer("issued", "l", 60, date(2027, 6, 30)))
    do(Transfer("issued", "full", 80))
    gift = do(Transfer("a", "l", 30))
    do(Transfer("l", "a", 70), Transfer("a", "pool", 10))
    do(Settle(do(Hold("a", "pool", 20)), 15))
    do(Void(do(Hold("a", "pool", 5))))
    do(Hold("a", "pool", 7, watch.moment + timedelta(minutes=1)))
    ledger.expire_holds()
    do(Reverse(do(Reverse(gift))))
    do(Limit(Account("a", MINUTES, floor=-10)))
    do(Open(Account("gone", MINUTES)))
    do(Close("gone"))
    do(Reopen("gone"))
    do(Hold("a", "pool", 3))
    do(Transfer("issued", "a", 5))
    return ledger


JOURNAL = list(history().entries())


def again(entries):
    """The same entries with a fresh chain and fresh numbers: what somebody would do who knows how it is made."""
    link, made = FIRST_LINK, []
    for seq, entry in enumerate(entries, 1):
        fresh = linked(link, (seq, *entry.content[1:]))
        link = fresh.link
        made.append(fresh)
    return made


def test_the_journal_as_it_was_written_is_right():
    assert {entry.kind for entry in JOURNAL} == {
        "open",
        "transfer",
        "hold",
        "settle",
        "void",
        "expire",
        "reverse",
        "limit",
        "close",
        "reopen",
    }
    assert again(JOURNAL) == JOURNAL
    assert refold(JOURNAL).seq == len(JOURNAL)
    by_number = dict(enumerate(JOURNAL, 1))
    kept, light = refold(JOURNAL), refold(JOURNAL, by_number.get)
    assert light == evolve(kept, entries={}, known={}, ended=light.ended)
    assert kept.entries == by_number
    assert kept.known == {entry.key: entry for entry in JOURNAL if entry.key}


CHANGES = {
    "key": lambda value: value + "x",
    "parts": lambda value: value + 1,
    "kind": lambda value: "void" if value != "void" else "hold",
    "debit": lambda value: "pool" if value != "pool" else "a",
    "credit": lambda value: "pool" if value != "pool" else "a",
    "amount": lambda value: value + 1,
    "refers": lambda value: value + 1,
    "expires": lambda value: value + 1,
    "detail": lambda value: value + "1",
    "at": lambda value: value + 1,
    "by": lambda value: value + "x",
    "approved_by": lambda value: value + "x",
    "cause": lambda value: value + "x",
    "body": lambda value: value + b"x",
    "link": lambda value: bytes([value[0] ^ 1]) + value[1:],
}


@pytest.mark.parametrize("field", CHANGES)
@pytest.mark.parametrize("at", range(len(JOURNAL)))
def test_a_changed_field_is_found_where_it_is(field, at):
    journal = list(JOURNAL)
    journal[at] = journal[at]._replace(**{field: CHANGES[field](getattr(journal[at], field))})
    with pytest.raises(BrokenJournalError) as broken:
        refold(journal)
    assert broken.value.seq == at + 1


@given(bit=st.integers(0, 8 * 32 - 1), at=st.integers(0, len(JOURNAL) - 1), field=st.sampled_from(["link", "body"]))
@settings(max_examples=60)
def test_one_flipped_bit_is_found(bit, at, field):
    value = bytearray(getattr(JOURNAL[at], field))
    if not value:
        return
    value[bit // 8] ^= 1 << bit % 8
    journal = [*JOURNAL[:at], JOURNAL[at]._replace(**{field: bytes(value)}), *JOURNAL[at + 1 :]]
    with pytest.raises(BrokenJournalError) as broken:
        refold(journal)
    assert broken.value.seq == at + 1


@pytest.mark.parametrize("at", range(len(JOURNAL) - 1))
def test_a_missing_a_doubled_and_a_swapped_entry_is_found(at):
    missing = JOURNAL[:at] + JOURNAL[at + 1 :]
    doubled = [*JOURNAL[: at + 1], *JOURNAL[at:]]
    swapped = [*JOURNAL[:at], JOURNAL[at + 1], JOURNAL[at], *JOURNAL[at + 2 :]]
    for journal, seq in ((missing, at + 2), (doubled, at + 1), (swapped, at + 2)):
        with pytest.raises(BrokenJournalError) as broken:
            refold(journal)
        assert broken.value.seq == seq


def of_kind(kind, number=0):
    return [entry.seq for entry in JOURNAL if entry.kind == kind][number]


FORGED = [  # entries that nobody could have made, with a fresh chain
    ("transfer", 0, {"amount": 10**6, "debit": "a", "credit": "pool"}, "floor"),
    ("transfer", 0, {"amount": -5}, "whole number"),
    ("transfer", 0, {"credit": "nobody"}, "not open"),
    ("transfer", 0, {"credit": "issued"}, "not open"),
    ("transfer", 0, {"detail": "never:100"}, "lots"),
    ("transfer", 1, {"detail": "never:59"}, "lots"),
    ("transfer", 1, {"detail": "tomorrow"}, "facts"),
    ("transfer", 2, {"amount": 51}, "ceiling"),
    ("transfer", 0, {"kind": "gift"}, "kind"),
    ("transfer", 0, {"key": ""}, "key"),
    ("transfer", 0, {"key": "k-0"}, "key"),
    ("transfer", 0, {"body": b"short"}, "key"),
    ("transfer", 0, {"at": 1}, "older"),
    ("settle", 0, {"amount": 21}, "hold"),
    ("settle", 0, {"refers": 1}, "hold"),
    ("settle", 0, {"credit": "full"}, "hold"),
    ("void", 0, {"amount": 1}, "hold"),
    ("expire", 0, {"at": of_kind("hold", 2) and JOURNAL[of_kind("hold", 2) - 1].at}, "hold"),
    ("hold", 0, {"amount": 10**6}, "floor"),
    ("hold", 0, {"amount": 0}, "whole number"),
    ("hold", 0, {"expires": 1}, "hold"),
    ("reverse", 0, {"approved_by": ""}, "hold"),
    ("reverse", 0, {"amount": 29}, "hold"),
    ("reverse", 0, {"refers": 2}, "hold"),
    ("reverse", 0, {"refers": 0}, "hold"),
    ("reverse", 0, {"detail": "never:30|2027-06-30:30"}, "lots"),
    ("open", 0, {"detail": "{}"}, "facts"),
    ("open", 1, {"detail": "not json"}, "facts"),
    ("open", 1, {"debit": "z"}, "facts"),
    ("limit", 0, {"detail": ""}, "facts"),
    ("close", 0, {"debit": "a"}, "facts"),
    ("transfer", 0, {"amount": 0}, "whole number"),
    ("transfer", 0, {"refers": 1}, "kind has not"),
    ("transfer", 0, {"expires": 1}, "kind has not"),
    ("transfer", 0, {"by": ""}, "who did"),
    ("transfer", 0, {"cause": ""}, "who did"),
    ("transfer", 0, {"approved_by": "officer-7"}, "who did"),
    ("transfer", 1, {"detail": "2027-06-30:110,never:-50"}, "lots"),
    ("transfer", 1, {"detail": "never:20,2027-06-30:40"}, "lots"),
    ("transfer", 3, {"by": "officer-9"}, "key"),
    ("hold", 0, {"detail": "tomorrow"}, "facts"),
    ("reverse", 0, {"approved_by": "officer-7"}, "who did"),
    ("limit", 0, {"approved_by": ""}, "who did"),
    ("limit", 0, {"amount": 5}, "kind has not"),
    ("open", 0, {"refers": 1}, "kind has not"),
    ("void", 0, {"detail": "never:5"}, "kind has not"),
    ("expire", 0, {"parts": 2}, "key"),
]


@pytest.mark.parametrize(("kind", "number", "change", "why"), FORGED)
def test_an_entry_that_the_rules_do_not_allow_is_found_behind_a_fresh_chain(kind, number, change, why):
    at = of_kind(kind, number) - 1
    forged = again([*JOURNAL[:at], JOURNAL[at]._replace(**change), *JOURNAL[at + 1 :]])
    for look_up in (None, lambda seq: forged[seq - 1]):
        with pytest.raises(BrokenJournalError, match=why) as broken:
            refold(forged, look_up)
        assert broken.value.seq == at + 1


def forge(*entries, says_all=False):
    """A journal of accounts and some entries behind them, whatever the rules say.

    A command that is one transfer has a fingerprint here, unless its entry is to say all, as it nearly always does.
    """
    watch = HandClock(MONDAY)
    ledger = Ledger(clock=watch)
    accounts = (
        Account("issued", MINUTES, floor=None),
        Account("a", MINUTES),
        Account("pool", MINUTES),
        Account("full", MINUTES, ceiling=50, overflow="pool"),
        Account("tight", MINUTES, ceiling=50),
        Account("l", MINUTES, keeps_lots=True),
    )
    assert ledger.post(Command("open", tuple(map(Open, accounts)), by="o", cause="c"))
    assert ledger.post(Command("earned", (Transfer("issued", "a", 100),), by="o", cause="c"))
    at = next(ledger.entries()).at
    made = []
    for number, (parts, kind, debit, credit, amount, refers, expires, detail, after) in enumerate(entries):
        key, body = (f"k-{number}", bytes(32)) if parts and kind != "expire" else ("", b"")
        body = b"" if says_all and (kind, parts) == ("transfer", 1) else body
        moved = (kind, debit, credit, amount, refers, expires, detail)
        made.append(linked(b"", (0, key, parts, *moved, at + after, "o", "p", "c", body)))
    return again([*ledger.entries(), *made])


LATER = MONDAY.timestamp() * 1_000_000 + 60
SET_ASIDE = (1, "hold", "a", "full", 60, 0, 0, "", 0)
FORGED_TOGETHER = [  # each entry for itself could be right
    (
        [SET_ASIDE, (2, "settle", "a", "full", 1, 8, 0, "", 0), (0, "transfer", "a", "pool", 10**6, 0, 0, "", 0)],
        "floor",
    ),
    (
        [SET_ASIDE, (2, "settle", "a", "full", 50, 8, 0, "", 0), (0, "transfer", "a", "issued", 60, 0, 0, "", 0)],
        "floor",
    ),
    ([(1, "hold", "issued", "tight", 60, 0, 0, "", 0)], "ceiling"),
    (
        [(1, "hold", "issued", "tight", 40, 0, 0, "", 0), (1, "transfer", "issued", "tight", 20, 0, 0, "", 0)],
        "ceiling",
    ),
    (
        [
            (1, "hold", "issued", "l", 40, 0, 0, "2027-06-30", 0),
            (1, "settle", "issued", "l", 40, 8, 0, "2029-06-30:40", 0),
        ],
        "lots",
    ),
    (
        [(1, "hold", "a", "pool", 40, 0, int(LATER), "", 0), (1, "transfer", "issued", "pool", 1, 0, 0, "", 99)],
        "end first",
    ),
    ([(1, "hold", "a", "pool", 40, 0, int(LATER), "", 0), (1, "void", "a", "pool", 0, 8, 0, "", 99)], "end first"),
    (
        [
            (1, "close", "tight", "", 0, 0, 0, "", 0),
            (1, "limit", "tight", "", 0, 0, 0, facts_of(Account("tight", MINUTES)), 0),
        ],
        "facts",
    ),
    (
        [(1, "open", "n", "", 0, 0, 0, facts_of(Account("n", MINUTES, ceiling=5, overflow="nobody")), 0)],
        "facts",
    ),
    ([(1, "open", "n", "", 0, 0, 0, facts_of(Account("n", MINUTES, ceiling=5, overflow="full")), 0)], "facts"),
]


@pytest.mark.parametrize(("entries", "why"), FORGED_TOGETHER)
def test_entries_that_the_rules_do_not_allow_together_are_found_at_the_last(entries, why):
    forged = forge(*entries)
    assert refold(forged[:-1] if forged[-1].parts else forged[:-2])
    with pytest.raises(BrokenJournalError, match=why) as broken:
        refold(forged)
    assert broken.value.seq == len(forged)


def test_what_a_settled_hold_cannot_put_under_the_ceiling_was_set_aside_also_in_arrears():
    ledger = history()

    def do(key, *steps):
        answer = ledger.post(Command(key, steps, by="officer-7", cause="test", approved_by="officer-8"))
        assert answer
        return answer

    earned = do("earned", Open(Account("b", MINUTES)), Transfer("issued", "b", 60))
    held = do("aside", Hold("b", "full", 60))
    do("undo", Reverse(earned.entries[-1]))
    assert do("done", Settle(held.first)).parts == 2
    assert ledger.standing("b").arrears == 60
    assert ledger.verify()


def test_a_journal_that_was_written_anew_as_a_whole_is_found_by_a_checkpoint_kept_elsewhere():
    key, ledger = SigningKey.generate(), history()
    kept = ledger.checkpoint(key)
    assert kept.promised == {MINUTES: 245}
    assert ledger.verify(keys=[key.verifying_key], checkpoints=[kept]).entries == len(JOURNAL)
    other = Ledger(clock=HandClock(MONDAY))
    for name in ("issued", "a"):
        assert other.post(Command(name, (Open(Account(name, MINUTES, floor=None)),), by="o", cause="c"))
    many = [Command(f"k-{n}", (Transfer("issued", "a", 1),), by="o", cause="c") for n in range(40)]
    assert all(other.post_many(many))
    assert other.verify().entries == 42
    with pytest.raises(BrokenJournalError, match="says otherwise") as broken:
        other.verify(keys=[key.verifying_key], checkpoints=[kept])
    assert broken.value.seq == kept.seq


def test_a_journal_whose_end_was_cut_off_is_found():
    key, ledger = SigningKey.generate(), history()
    kept = ledger.checkpoint(key)
    with pytest.raises(BrokenJournalError, match="ends before") as broken:
        refold(JOURNAL[:-1], None, [kept])
    assert broken.value.seq == len(JOURNAL) - 1


def test_a_checkpoint_that_nobody_trusted_signed_is_refused():
    mine, theirs = SigningKey.generate(), SigningKey.generate()
    ledger = history()
    kept = ledger.checkpoint(theirs)
    assert ledger.verify()
    with pytest.raises(BrokenJournalError, match="trusted"):
        ledger.verify(keys=[mine.verifying_key])
    assert ledger.verify(keys=[mine.verifying_key, theirs.verifying_key])
    forged = evolve(kept, promised={MINUTES: 0})
    assert not forged.is_signed_by([theirs.verifying_key])
    with pytest.raises(BrokenJournalError, match="trusted"):
        ledger.verify(keys=[theirs.verifying_key], checkpoints=[forged])


def test_a_later_checkpoint_stands_beside_the_earlier_ones(ledger_store):
    key, ledger = SigningKey.generate(), history(ledger_store)
    first = ledger.checkpoint(key)
    assert ledger.post(Command("more", (Transfer("issued", "a", 5),), by="o", cause="c"))
    second = ledger.checkpoint(key)
    assert ledger.store.checkpoints() == [first, second]
    assert (second.seq, second.promised) == (first.seq + 1, {MINUTES: 250})
    assert ledger.verify(keys=[key.verifying_key]).entries == second.seq


@pytest.mark.parametrize("kept", ["more", "less", "other", "none"])
def test_an_account_that_a_store_keeps_otherwise_is_named(kept):
    state = refold(JOURNAL)
    standings = {name: standing.copy() for name, standing in state.accounts.items()}
    compare(state, standings.values(), dict(state.holds))
    if kept == "none":
        del standings["a"]
    elif kept == "other":
        standings["z"] = Standing(Account("z", MINUTES))
    else:
        standings["a"].posted += 1 if kept == "more" else -1
    with pytest.raises(BrokenJournalError, match=": z" if kept == "other" else ": a") as broken:
        compare(state, standings.values(), dict(state.holds))
    assert broken.value.seq == len(JOURNAL)


def test_a_hold_that_a_store_keeps_otherwise_is_found():
    state = refold(JOURNAL)
    with pytest.raises(BrokenJournalError, match="open holds") as broken:
        compare(state, state.accounts.values(), {})
    assert broken.value.seq == len(JOURNAL)
