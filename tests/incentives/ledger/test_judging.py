"""The judge of a journal at the edges: what the rules just allow passes, what they just forbid is found."""

import pytest
from tests.incentives.ledger.test_verifying import MONDAY, again, forge

from commgov.core.timing import microseconds
from commgov.incentives.ledger import MINUTES, POINTS, Account, BrokenJournalError, refold
from commgov.incentives.ledger.accounts import AMOUNT_MAX
from commgov.incentives.ledger.journal import facts_of, linked

AT = microseconds(MONDAY)
END = AT + 60
JUNE = "2027-06-30"
MOST = AMOUNT_MAX - 100  # what the source may still give: it has given 100


def move(debit, credit, amount, after=0, detail="", parts=1):
    return parts, "transfer", debit, credit, amount, 0, 0, detail, after


def hold(debit, credit, amount, expires=0, detail="", after=0):
    return 1, "hold", debit, credit, amount, 0, expires, detail, after


def end(kind, debit, credit, amount, refers=8, *, after=0, detail="", parts=1):
    return parts, kind, debit, credit, amount, refers, 0, detail, after


def undo(debit, credit, amount, refers=8, detail=""):
    return 1, "reverse", debit, credit, amount, refers, 0, detail, 0


def account(kind, name, facts="", amount=0):
    return 1, kind, name, "", amount, 0, 0, facts, 0


def opened(*args, kind="open", **more):
    return account(kind, args[0], facts_of(Account(*args, **more)))


# b gave 1 and holds as much as an account can but for that 1; d may give more.
FULL = [opened(name, MINUTES, None) for name in "bcd"] + [move("b", "issued", 1), move("c", "b", AMOUNT_MAX)]
# The source owes as much as it can but for 1, which it got from b.
OWES = [opened("b", MINUTES, None), move("b", "issued", 1), move("issued", "pool", MOST)]
# Of 40 that run out in June 10 are left.
SPENT = [move("issued", "l", 40, detail=f"{JUNE}:40"), move("l", "a", 30, detail=f"{JUNE}:30")]
ALLOWED = [
    [*FULL, undo("issued", "b", 1, refers=11)],
    [*SPENT, undo("l", "issued", 40, detail=f"{JUNE}:10,never:30|{JUNE}:40")],
    [move("a", "pool", 100)],
    [hold("a", "pool", 40), move("a", "pool", 60)],
    [hold("a", "pool", 40), hold("a", "pool", 60)],
    [move("issued", "tight", 50)],
    [hold("issued", "tight", 40), move("issued", "tight", 10)],
    [hold("issued", "tight", 40), hold("issued", "tight", 10)],
    [move("issued", "full", 50)],
    [hold("issued", "full", 500)],
    [move("issued", "pool", MOST)],
    [hold("issued", "pool", 40), move("issued", "pool", MOST - 40)],
    [move("issued", "pool", MOST), undo("pool", "issued", MOST), undo("issued", "pool", MOST, refers=9)],
    [move("issued", "a", 1, after=0), move("issued", "a", 1, after=0)],
    [hold("a", "pool", 40, END), move("issued", "a", 1, after=59)],
    [hold("a", "pool", 40, END), end("settle", "a", "pool", 40, after=59)],
    [hold("a", "pool", 40, END), end("settle", "a", "pool", 0, after=59)],
    [hold("a", "pool", 40, END), end("expire", "a", "pool", 0, after=60), move("issued", "a", 1, after=60)],
    [hold("a", "pool", 40, AT + 1)],
    [
        hold("a", "pool", 40, END),
        hold("a", "pool", 40, AT + 9),
        end("void", "a", "pool", 0, refers=9),
        move("issued", "a", 1, after=59),
    ],
    [hold("a", "pool", 40), end("settle", "a", "pool", 40, parts=2), move("issued", "a", 1, parts=0)],
    [
        move("issued", "full", 50),
        opened("full", MINUTES, 0, 30, "pool", kind="limit"),
        hold("a", "full", 10),
        end("settle", "a", "full", 0, refers=10, parts=2),
        move("a", "pool", 10, parts=0),
    ],
    [hold("a", "tight", 40), end("settle", "a", "tight", 40)],
    [hold("a", "full", 60), end("settle", "a", "full", 50, parts=2), move("a", "pool", 10, parts=0)],
    [move("a", "pool", 40), undo("pool", "a", 40), undo("a", "pool", 40, refers=9)],
    [move("issued", "l", 40, detail=f"{JUNE}:40"), move("l", "pool", 30, detail=f"{JUNE}:30")],
    [move("issued", "l", 40, detail=f"{JUNE}:40"), undo("l", "issued", 40, detail=f"{JUNE}:40|{JUNE}:40")],
    [move("issued", "l", 40, detail="never:40")],
    [hold("issued", "l", 40, detail=JUNE), end("settle", "issued", "l", 30, detail=f"{JUNE}:30")],
    [hold("issued", "l", 40), end("settle", "issued", "l", 30, detail="never:30")],
    [hold("issued", "l", 40), end("settle", "issued", "l", 0)],
    [account("close", "tight"), account("reopen", "tight"), move("issued", "tight", 5)],
    [opened("n", MINUTES, ceiling=5, overflow="pool"), opened("n", MINUTES, -5, kind="limit")],
    [opened("n", MINUTES, keeps_lots=True), opened("n", MINUTES, -5, kind="limit", keeps_lots=True)],
]
# What b had earned is set aside for somebody whose account is nearly full, and then reversed: b is in arrears.
ASIDE = [opened("b", MINUTES), move("issued", "b", 60), hold("b", "full", 60), undo("b", "issued", 60, refers=9)]
FORBIDDEN = [
    ([*ASIDE, end("settle", "b", "full", 50, 10, parts=2), move("b", "pool", 11, parts=0)], "floor"),
    ([*ASIDE, end("settle", "b", "full", 50, 10, parts=2), move("b", "a", 10, parts=0)], "floor"),
    ([*ASIDE, end("settle", "b", "full", 50, 10), move("b", "pool", 10)], "floor"),
    ([*ASIDE, end("settle", "b", "full", 49, 10, parts=2), move("b", "pool", 10, parts=0)], "floor"),
    ([move("issued", "pool", MOST + 1)], "floor"),  # it has given 100 already: no source owes more than the largest
    ([hold("issued", "pool", 40), move("issued", "pool", MOST - 39)], "floor"),
    ([opened("more", MINUTES, None), move("issued", "pool", MOST), move("more", "pool", 101)], "ceiling"),
    ([opened("more", MINUTES, None), hold("issued", "pool", MOST), hold("more", "pool", 101)], "ceiling"),
    (
        [*OWES, move("issued", "pool", 1), undo("issued", "b", 1, refers=9)],
        "whole number",
    ),
    (
        [*OWES, hold("issued", "pool", 1), undo("issued", "b", 1, refers=9)],
        "whole number",
    ),
    ([*FULL, move("d", "b", 1), undo("issued", "b", 1, refers=11)], "whole number"),
    ([*FULL, hold("d", "b", 1), undo("issued", "b", 1, refers=11)], "whole number"),
    ([opened("b", MINUTES, None), hold("b", "a", 5), account("close", "b")], "facts"),
    ([move("issued", "l", 40, detail="20270630:40")], "lots"),  # ISO 8601, but not as a detail says it
    ([move("issued", "l", 40, detail=f"{JUNE}:040")], "lots"),
    ([*SPENT, undo("l", "issued", 40, detail=f"{JUNE}:40|{JUNE}:40")], "lots"),
    ([*SPENT, undo("l", "issued", 40, detail=f"{JUNE}:10,never:30|{JUNE}:10,never:30")], "lots"),
    ([move("a", "pool", 101)], "floor"),
    ([hold("a", "pool", 40), move("a", "pool", 61)], "floor"),
    ([hold("a", "pool", 40), hold("a", "pool", 61)], "floor"),
    ([move("issued", "tight", 51)], "ceiling"),
    ([hold("issued", "tight", 51)], "ceiling"),
    ([hold("issued", "tight", 40), move("issued", "tight", 11)], "ceiling"),
    ([hold("issued", "tight", 40), hold("issued", "tight", 11)], "ceiling"),
    ([move("issued", "full", 51)], "ceiling"),
    ([move("issued", "pool", AMOUNT_MAX + 1)], "whole number"),
    ([hold("issued", "pool", AMOUNT_MAX + 1)], "whole number"),
    ([move("issued", "pool", True)], "whole number"),
    ([move("issued", "pool", 5.0)], "whole number"),
    ([hold("a", "pool", 40, END), move("issued", "a", 1, after=60)], "end first"),
    ([hold("a", "pool", 40, END), hold("issued", "a", 1, after=60)], "end first"),
    ([hold("a", "pool", 40, END), hold("a", "pool", 40, AT + 9), move("issued", "a", 1, after=9)], "end first"),
    ([hold("a", "pool", 40, END), end("settle", "a", "pool", 40, after=60)], "hold or entry"),
    ([hold("a", "pool", 40, END), end("expire", "a", "pool", 0, after=59)], "hold or entry"),
    ([hold("a", "pool", 40), end("expire", "a", "pool", 0, after=59)], "hold or entry"),
    ([hold("a", "pool", 40), end("void", "a", "pool", 1)], "hold or entry"),
    ([hold("a", "pool", 40), end("void", "issued", "pool", 0)], "hold or entry"),
    ([hold("a", "pool", 40), end("void", "a", "full", 0)], "hold or entry"),
    ([hold("a", "pool", 40), end("settle", "a", "pool", 41)], "hold or entry"),
    ([hold("a", "pool", 40), end("settle", "a", "pool", 40), end("void", "a", "pool", 0)], "hold or entry"),
    ([hold("a", "pool", 40), end("settle", "a", "pool", -1)], "whole number"),
    ([hold("a", "pool", 40, AT)], "hold or entry"),
    ([hold("issued", "l", 40, detail="20270630")], "lots"),  # ISO 8601, but not as a detail says it
    ([hold("a", "full", 60), end("settle", "a", "full", 51)], "ceiling"),
    ([move("a", "a", 5)], "not open"),
    ([hold("a", "a", 5)], "not open"),
    ([hold("a", "nobody", 5)], "not open"),
    ([hold("nobody", "a", 5)], "not open"),
    ([move("nobody", "a", 5)], "not open"),
    ([account("close", "tight"), move("issued", "tight", 5)], "not open"),
    ([account("close", "tight"), move("tight", "issued", 5)], "not open"),
    ([account("close", "tight"), hold("issued", "tight", 5)], "not open"),
    ([account("close", "tight"), hold("tight", "issued", 5)], "not open"),
    ([opened("p", POINTS, None), move("p", "a", 5)], "not open"),
    ([opened("p", POINTS, None), hold("p", "a", 5)], "not open"),
    ([move("a", "pool", 5, detail="never:5")], "lots"),
    ([move("issued", "l", 5)], "lots"),
    ([move("issued", "l", 5, detail="never:5"), move("l", "a", 5)], "lots"),
    ([move("issued", "l", 40, detail=f"{JUNE}:20,never:20")], "lots"),
    ([hold("issued", "l", 40, detail=JUNE), end("settle", "issued", "l", 30, detail="never:30")], "lots"),
    ([hold("issued", "l", 40), end("settle", "issued", "l", 30, detail=f"{JUNE}:30")], "lots"),
    ([move("issued", "l", 40, detail=f"{JUNE}:40"), undo("l", "issued", 40, detail=f"{JUNE}:40|never:40")], "lots"),
    ([move("issued", "l", 40, detail=f"{JUNE}:40"), undo("l", "issued", 40)], "lots"),
    ([move("a", "pool", 40), undo("pool", "a", 40, detail="never:40")], "lots"),
    ([move("a", "pool", 40), undo("a", "pool", 40)], "hold or entry"),
    ([move("a", "pool", 40), undo("pool", "a", 40, refers=9)], "hold or entry"),
    ([hold("a", "pool", 40), undo("pool", "a", 40)], "hold or entry"),
    ([move("a", "pool", 40), undo("pool", "a", 40), undo("pool", "a", 40)], "hold or entry"),
    (
        [move("a", "tight", 40), undo("tight", "a", 40), account("close", "tight"), undo("a", "tight", 40, 9)],
        "not open",
    ),
    ([move("a", "tight", 5), move("tight", "a", 5), account("close", "tight"), undo("a", "tight", 5, 9)], "not open"),
    ([account("close", "a")], "facts"),
    ([account("close", "nobody")], "facts"),
    ([hold("a", "tight", 5), account("close", "tight")], "facts"),
    (
        [hold("a", "pool", 100), end("settle", "a", "pool", 60), hold("pool", "a", 60), account("close", "pool")],
        "facts",
    ),
    ([account("close", "tight"), account("close", "tight")], "facts"),
    ([account("reopen", "tight")], "facts"),
    ([account("reopen", "nobody")], "facts"),
    ([account("close", "full"), account("close", "pool"), account("reopen", "full")], "facts"),
    ([opened("a", MINUTES)], "facts"),
    ([opened("nobody", MINUTES, kind="limit")], "facts"),
    ([opened("a", POINTS, kind="limit")], "facts"),
    ([opened("a", MINUTES, kind="limit", keeps_lots=True)], "facts"),
    ([opened("p", POINTS), opened("n", MINUTES, ceiling=5, overflow="p")], "facts"),
    ([account("close", "pool"), opened("n", MINUTES, ceiling=5, overflow="pool")], "facts"),
    ([account("open", "n", facts_of(Account("n", MINUTES)) + " ")], "facts"),
    ([account("close", "tight", amount=5)], "kind has not"),
    ([hold("a", "pool", 5), (1, "void", "a", "pool", 0, 8, END, "", 0)], "kind has not"),
]


def test_what_could_not_rise_above_the_ceiling_goes_on_once():
    """The rest of a settled hold was set aside, too; a second rest was not."""
    rest, half = move("b", "pool", 10, parts=0), move("b", "pool", 5, parts=0)
    assert refold(forge(*ASIDE, end("settle", "b", "full", 50, 10, parts=2), rest))
    journal = forge(*ASIDE, end("settle", "b", "full", 40, 10, parts=3), *[rest] * 2)
    with pytest.raises(BrokenJournalError, match="floor"):
        refold(journal)
    journal = forge(*ASIDE, end("settle", "b", "full", 50, 10, parts=3), half, half)
    with pytest.raises(BrokenJournalError, match="floor") as broken:
        refold(journal)
    assert broken.value.seq == len(journal)


@pytest.mark.parametrize("after", [1, 2])
def test_a_journal_that_ends_within_a_command_is_found(after):
    journal = forge(move("a", "pool", 1, parts=3), *[move("a", "pool", 1, parts=0)] * 2)
    assert refold(journal)
    with pytest.raises(BrokenJournalError, match="key and parts") as broken:
        refold(journal[:-after])
    assert broken.value.seq == len(journal) - after


def test_no_command_begins_before_the_one_before_has_ended():
    journal = forge(move("a", "pool", 1, parts=2), move("a", "pool", 1), says_all=True)
    with pytest.raises(BrokenJournalError, match="key and parts") as broken:
        refold(journal)
    assert broken.value.seq == len(journal)


LINKED = [move("a", "pool", 1, parts=2), move("a", "pool", 1, parts=0)]
RUN_OUT = [hold("a", "pool", 40, END), end("expire", "a", "pool", 0, after=60)]


@pytest.mark.parametrize(
    ("entries", "change", "why"),
    [
        (LINKED, {"key": "k-9"}, "key and parts"),
        (LINKED, {"body": bytes(32)}, "key and parts"),
        (LINKED, {"parts": 1}, "key and parts"),
        (LINKED, {"parts": -1}, "key and parts"),
        (LINKED, {"by": "n"}, "key and parts"),
        (LINKED, {"approved_by": "n"}, "key and parts"),
        (LINKED, {"cause": "n"}, "key and parts"),
        (LINKED, {"at": AT + 1}, "key and parts"),
        (RUN_OUT, {"key": "k-9", "body": bytes(32)}, "key and parts"),
        (RUN_OUT, {"parts": 0}, "key and parts"),
        (RUN_OUT, {"parts": 2}, "key and parts"),
        (RUN_OUT, {"parts": 2, "key": "k-9", "body": bytes(32)}, "key and parts"),
        (RUN_OUT, {"body": bytes(32)}, "key and parts"),
        (RUN_OUT, {"refers": 0}, "hold or entry"),
        (RUN_OUT, {"cause": ""}, "who did"),
        ([hold("a", "pool", 5)], {"key": "", "body": b""}, "key and parts"),
        ([hold("a", "pool", 5)], {"parts": 0}, "key and parts"),
        ([hold("a", "pool", 5)], {"parts": -1}, "key and parts"),
        ([hold("a", "pool", 5)], {"body": b""}, "key and parts"),
        ([hold("a", "pool", 5)], {"body": bytes(31)}, "key and parts"),
        ([hold("a", "pool", 5)], {"key": "earned"}, "key and parts"),
        ([hold("a", "pool", 5)], {"by": "p"}, "who did"),
        ([hold("a", "pool", 5)], {"at": AT - 1}, "older"),
        ([hold("a", "pool", 5)], {"refers": -1}, "kind has not"),
        ([move("a", "pool", 5)], {"body": b"", "parts": 2}, "key and parts"),
        ([move("a", "pool", 5)], {"body": b"", "key": ""}, "key and parts"),
        ([move("a", "pool", 5)], {"body": b"", "key": "earned"}, "key and parts"),
        ([move("a", "pool", 5)], {"body": b"", "by": "p"}, "who did"),
        ([move("a", "pool", 5)], {"body": b"", "by": ""}, "who did"),
        ([move("a", "pool", 5)], {"body": b"", "cause": ""}, "who did"),
        ([move("a", "pool", 5)], {"body": b"", "at": AT - 1}, "older"),
        ([move("a", "pool", 5)], {"body": b"", "refers": 7}, "kind has not"),
        ([move("a", "pool", 5)], {"body": b"", "expires": END}, "kind has not"),
        ([move("a", "pool", 5)], {"body": b"short"}, "key and parts"),
        ([account("close", "tight")], {"credit": "a"}, "kind has not"),
        ([account("close", "tight")], {"amount": 5}, "kind has not"),
        ([account("close", "tight")], {"refers": 7}, "kind has not"),
        ([opened("n", MINUTES)], {"credit": "a"}, "kind has not"),
        ([opened("a", MINUTES, kind="limit")], {"credit": "pool", "amount": 5}, "kind has not"),
        ([account("close", "tight")], {"detail": "{}"}, "kind has not"),
        ([account("close", "tight"), account("reopen", "tight")], {"detail": "{}"}, "kind has not"),
        ([account("close", "tight"), account("reopen", "tight")], {"approved_by": ""}, "who did"),
        ([opened("a", MINUTES, -5, kind="limit")], {"approved_by": ""}, "who did"),
        ([opened("a", MINUTES, -5, kind="limit")], {"expires": END}, "kind has not"),
        ([move("a", "pool", 5), undo("pool", "a", 5)], {"approved_by": ""}, "hold or entry"),
        ([move("a", "pool", 5), undo("pool", "a", 5)], {"refers": 9}, "hold or entry"),
        ([move("a", "pool", 5), undo("pool", "a", 5)], {"amount": 4}, "hold or entry"),
        ([move("a", "pool", 5), undo("pool", "a", 5)], {"expires": END}, "kind has not"),
    ],
)
def test_an_entry_with_one_field_that_does_not_fit_is_found(entries, change, why):
    journal = forge(*entries)
    forged = again([*journal[:-1], journal[-1]._replace(**change)])
    with pytest.raises(BrokenJournalError, match=why) as broken:
        refold(forged)
    assert broken.value.seq == len(journal)


@pytest.mark.parametrize("says_all", [False, True])
def test_a_number_that_was_left_out_is_found_behind_a_fresh_chain(says_all):
    *before, last = forge(move("a", "pool", 5), says_all=says_all)
    for seq in (last.seq + 1, last.seq - 1):
        with pytest.raises(BrokenJournalError, match="number") as broken:
            refold([*before, linked(before[-1].link, (seq, *last.content[1:]))])
        assert broken.value.seq == seq


def test_a_link_is_judged_also_where_all_else_is_right():
    *before, last = forge(move("a", "pool", 5), says_all=True)
    with pytest.raises(BrokenJournalError, match="link"):
        refold([*before, last._replace(link=bytes(32))])


def test_nothing_is_reversed_before_it_happens():
    journal = forge(undo("pool", "a", 5, refers=9), move("a", "pool", 5))
    with pytest.raises(BrokenJournalError, match="hold or entry") as broken:
        refold(journal, lambda seq: journal[seq - 1])
    assert broken.value.seq == 8


SAYS_ALL = pytest.mark.parametrize("says_all", [False, True])  # the judge has a straight way for what says all


@SAYS_ALL
@pytest.mark.parametrize("entries", ALLOWED)
def test_what_the_rules_just_allow_is_right(entries, says_all):
    journal = forge(*entries, says_all=says_all)
    assert refold(journal).seq == len(journal)


@SAYS_ALL
@pytest.mark.parametrize(("entries", "why"), FORBIDDEN)
def test_what_the_rules_just_forbid_is_found_where_it_is(entries, why, says_all):
    journal = forge(*entries, says_all=says_all)
    assert refold(journal[:-1] if journal[-1].parts else journal[:-2])
    with pytest.raises(BrokenJournalError, match=why) as broken:
        refold(journal)
    assert broken.value.seq == len(journal)
