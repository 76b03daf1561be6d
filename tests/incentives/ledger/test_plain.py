"""The straight way makes the same entries as the general one, and leaves to it whatever it must."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from commgov.incentives.ledger import MINUTES, POINTS, Account, Close, Command, Hold, Open, State, Transfer, answering
from commgov.incentives.ledger.answering import carry_out
from commgov.incentives.ledger.journal import linked

AT = 1_772_442_000_000_000
ACCOUNTS = (
    Account("issued", MINUTES, floor=None),
    Account("a", MINUTES),
    Account("b", MINUTES, floor=-50),
    Account("full", MINUTES, ceiling=60, overflow="b"),
    Account("tight", MINUTES, ceiling=60),
    Account("lots", MINUTES, keeps_lots=True),
    Account("points", POINTS, floor=None),
    Account("closed", MINUTES),
    Account("gone", MINUTES, floor=None),
)
NAMES = st.sampled_from([account.id for account in ACCOUNTS] + ["nobody"])
AMOUNTS = st.integers(1, 120) | st.just(2**63 - 1)
DAYS = st.none() | st.just(date(2027, 6, 30))
PAIRS = st.tuples(NAMES, NAMES).filter(lambda pair: pair[0] != pair[1])
STEPS = st.one_of(
    st.builds(lambda pair, amount, lot: Transfer(*pair, amount, lot), PAIRS, AMOUNTS, DAYS),
    st.builds(lambda pair, amount: Hold(*pair, amount), PAIRS, st.integers(1, 60)),
)
COMMANDS = st.lists(
    st.builds(
        lambda key, steps, approved: Command(
            f"k-{key}", tuple(steps), by="officer-7", cause="书面-1", approved_by=approved
        ),
        st.integers(1, 8),
        st.lists(STEPS, min_size=1, max_size=2),
        st.none() | st.just("officer-8"),
    ),
    max_size=12,
)


def opened():
    state = State()
    begin = Command("accounts", (*map(Open, ACCOUNTS), Close("closed"), Close("gone")), by="officer-7", cause="begin")
    assert all(carry_out(state, [begin], AT, []))
    return state


@given(commands=COMMANDS)
def test_both_ways_make_the_same_entries_answers_and_amounts(commands):
    state, other = opened(), opened()
    journal, wanted = [], []
    answers = carry_out(state, commands, AT + 1, journal)
    expected = [answering._carry_out(other, command, AT + 1, wanted) for command in commands]
    assert answers == expected
    assert journal == wanted
    assert state == other


def test_the_entry_of_the_straight_way_is_linked_as_any_other():
    state, journal = opened(), []
    before = state.link
    gift = Command("gift", (Transfer("issued", "a", 30, date(2027, 6, 30)),), by="o", cause="c", approved_by="p")
    assert carry_out(state, [gift], AT + 1, journal)
    (entry,) = journal
    assert entry == linked(before, entry.content)
    assert state.entries[entry.seq] == entry
