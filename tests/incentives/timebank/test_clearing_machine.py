"""Three communities that send each other minutes, with messages that come late, twice, or in any order."""

from datetime import UTC, date, datetime
from itertools import permutations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.incentives.timebank.conftest import key_of, partner_keys

from commgov.core import FixedClock
from commgov.errors import InvalidInputError
from commgov.incentives import MINUTES, Command, Ledger, Transfer
from commgov.incentives.timebank import BankRules, No, Reply, TimeBank, net

NAMES, LIMIT = ("a", "b", "c"), 100
OFFICERS = {"by": "officer-7", "approved_by": "officer-8"}
LOT = date(2028, 1, 1)
RULES = BankRules(partners=partner_keys(*NAMES))
pairs = st.sampled_from(list(permutations(NAMES, 2)))


class ClearingMachine(RuleBasedStateMachine):
    @initialize(agreed=st.sets(st.sampled_from(["ab", "ac", "bc"]), min_size=2))
    def begin(self, agreed):
        clock = FixedClock(datetime(2026, 3, 2, 1, tzinfo=UTC))
        self.banks, self.ledgers = {}, {name: Ledger(clock=clock) for name in NAMES}
        for name in NAMES:
            bank = self.banks[name] = TimeBank(name, self.ledgers[name], RULES, signing_key=key_of(name))
            bank.open_member(f"m-{name}")
            for pair in sorted(agreed):
                if name in pair:
                    other = pair.replace(name, "")
                    bank.clearing.agree(f"with-{other}", other, LIMIT, **OFFICERS)
            earned = Transfer(f"issued/{name}/minutes", f"member/m-{name}/minutes", 300, LOT)
            assert self.ledgers[name].post(Command("earned", (earned,), by="officer-7", cause="service"))
        self.agreed, self.number, self.month = agreed, 0, 0
        self.sent, self.replies, self.settled = {}, {}, {}
        self.owed = dict.fromkeys(permutations(NAMES, 2), 0)  # what the first owes the second, settled
        self.due = dict.fromkeys(permutations(NAMES, 2), 0)  # the same after netting
        self.members = dict.fromkeys(NAMES, 300)

    def arrived_unsettled(self):
        """What the receiver has in its books and the sender not yet."""
        received = (name for name, reply in self.replies.items() if reply.message.received)
        return [self.sent[name] for name in received if name not in self.settled]

    @rule(pair=pairs, minutes=st.integers(1, 60))
    def send(self, pair, minutes):
        here, there = pair
        self.number += 1
        clearing = self.banks[here].clearing
        answer = clearing.send(f"s-{self.number}", f"m-{here}", there, minutes, by=f"m-{here}")
        unsettled = [each for name, each in self.sent.items() if name not in self.settled]
        under_way = total(each for each in unsettled if way(each) == pair)
        may = "".join(sorted(pair)) in self.agreed and minutes <= self.members[here]
        lag = total(each for each in self.arrived_unsettled() if way(each) == pair[::-1])
        assert bool(answer) == (may and self.owed[pair] - lag + under_way + minutes <= LIMIT)
        if answer:
            assert clearing.send(f"s-{self.number}", f"m-{here}", there, minutes, by=f"m-{here}") == answer
            self.sent[answer.message.id] = answer
            self.members[here] -= minutes

    @precondition(lambda self: self.sent)
    @rule(pick=st.data(), received=st.booleans())
    def arrive(self, pick, received):
        """A remittance arrives, maybe not for the first time, and is received or refused."""
        remittance = self.sent[pick.draw(st.sampled_from(sorted(self.sent)))]
        sent = remittance.message
        clearing = self.banks[sent.receiver].clearing
        before = self.ledgers[sent.receiver].verify()
        if received:
            answer = clearing.receive(remittance, f"m-{sent.receiver}", by="officer-9")
        else:
            answer = clearing.refuse(remittance, by="officer-9")
        known = self.replies.get(sent.id)
        if known is not None:
            assert bool(answer) == (known.message.received == received)
            assert self.ledgers[sent.receiver].verify() == before
        elif answer:
            assert answer.message == Reply(sent.id, sent.sender, sent.receiver, received=received)
            self.replies[sent.id] = answer
            self.members[sent.receiver] += sent.minutes if received else 0
        else:
            assert received, "it would go beyond the limit"

    @precondition(lambda self: self.replies)
    @rule(pick=st.data())
    def settle(self, pick):
        reply = self.replies[pick.draw(st.sampled_from(sorted(self.replies)))]
        remittance = self.sent[reply.message.id].message
        assert self.banks[remittance.sender].clearing.settle(reply, by="officer-7") == remittance.minutes
        if remittance.id not in self.settled:
            self.settled[remittance.id] = reply
            if reply.message.received:
                self.owed[way(self.sent[remittance.id])] += remittance.minutes
                self.owed[way(self.sent[remittance.id])[::-1]] -= remittance.minutes
            else:
                self.members[remittance.sender] += remittance.minutes

    @rule(pair=pairs, minutes=st.integers(1, 60), order=st.permutations(NAMES))
    def net_the_month(self, pair, minutes, order):
        """Netting, with one more remittance between one community's taking it and the others'."""
        self.month += 1
        clearing = {name: self.banks[name].clearing for name in NAMES}
        stated = {name: clearing[name].statement(f"month-{self.month}") for name in NAMES}
        if self.arrived_unsettled():
            with pytest.raises(InvalidInputError, match="both sides say the same"):
                net(stated.values())
            return
        netting, before = net(stated.values()), dict(self.owed)
        for at, name in enumerate(order):
            position = sum(owed for (one, _), owed in before.items() if one == name)
            assert sum(netting.owes(name).values()) == netting.positions[name] == position
            answer = clearing[name].take_netting(netting, stated[name], **OFFICERS)
            if any(stated[name].owes.values()):
                assert answer == netting.owes(name)
            else:
                assert isinstance(answer, No)
            for other in NAMES:
                if other != name:
                    self.owed[name, other] -= before[name, other]
                    self.due[name, other] += netting.owes(name).get(other, 0)
            self.books_agree_within_and_between_communities()
            if at == 0:
                self.send(pair, minutes)

    @invariant()
    def books_agree_within_and_between_communities(self):
        if not hasattr(self, "banks"):
            return
        for name, bank in self.banks.items():
            self.ledgers[name].verify()
            told = bank.promised()
            assert told.issued + told.claims == told.redeemed + told.expired + told.total
            assert told.members == self.members[name]
            standings = {each.account.id: each.posted for each in self.ledgers[name].store.standings(MINUTES)}
            assert sum(standings.values()) == 0
            for other in NAMES:
                if f"partner/{other}" in standings:
                    lag = total(each for each in self.arrived_unsettled() if way(each) == (other, name))
                    assert standings[f"partner/{other}"] == self.owed[name, other] - lag
                    assert abs(standings[f"partner/{other}"]) <= LIMIT
                assert standings.get(f"netted/{other}", 0) == (self.due[name, other] if name != other else 0)
        held = sum(self.members.values())
        under_way = total(self.sent[name] for name in self.sent if name not in self.replies)
        refused = total(self.sent[name] for name, reply in self.replies.items() if not reply.message.received)
        back = total(self.sent[name] for name, reply in self.settled.items() if not reply.message.received)
        assert held + under_way + refused - back == 300 * len(NAMES), "nothing is lost and nothing is made on the way"

    @invariant()
    def what_arrived_keeps_its_days(self):
        if not hasattr(self, "banks"):
            return
        for name, bank in self.banks.items():
            assert bank.balance(f"m-{name}").runs_out == (((LOT, self.members[name]),) if self.members[name] else ())


def way(letter):
    return letter.message.sender, letter.message.receiver


def total(letters):
    return sum(letter.message.minutes for letter in letters)


TestClearing = ClearingMachine.TestCase
TestClearing.settings = settings(max_examples=50, stateful_step_count=30, deadline=None)
