"""Clearing: minutes go to another community, both books agree, nobody's name crosses the border."""

from datetime import date

import pytest
from tests.incentives.timebank.conftest import key_of, partner_keys

from commgov.errors import ConflictError, InvalidInputError, NotFoundError
from commgov.incentives.timebank import Payment, Reply, Statement, accounts, net, signed_letter

OFFICERS = {"by": "officer-7", "approved_by": "officer-8"}
NAMES = ("a", "b", "c")
ANSWERED = "it was answered already: received, or refused"
JUNE = date(2027, 6, 30)


@pytest.fixture
def banks(make):
    """Three communities, each with a member of 600 minutes, who let each other owe 300 minutes."""
    houses = {name: make(name, partners=partner_keys(*NAMES)) for name in NAMES}
    for name, house in houses.items():
        house.member(f"m-{name}", 600)
        for other in NAMES:
            if other != name:
                assert house.bank.clearing.agree(f"with-{other}", other, 300, **OFFICERS) == 300
    return houses


def send(banks, key, sender, receiver, minutes):
    """A remittance, received and settled."""
    here, there = banks[sender].bank.clearing, banks[receiver].bank.clearing
    remittance = here.send(key, f"m-{sender}", receiver, minutes, by=f"m-{sender}")
    reply = there.receive(remittance, f"m-{receiver}", by="officer-9")
    assert here.settle(reply, by="officer-7") == minutes
    return remittance


def reply_of(name, remittance, *, received):
    """What a community would say of a remittance, signed by it."""
    sent = remittance.message
    return signed_letter(Reply(sent.id, sent.sender, name, received=received), key_of(name))


def test_minutes_pass_through_both_clearing_accounts(banks):
    send(banks, "s-1", "a", "b", 60)
    assert banks["a"].available("m-a") == (540,)
    assert banks["b"].available("m-b") == (660,)
    assert banks["a"].ledger.standing(accounts.partner("b")).posted == 60
    assert banks["b"].ledger.standing(accounts.partner("a")).posted == -60
    here, there = banks["a"].bank.promised(), banks["b"].bank.promised()
    assert (here.total, here.partners, there.total, there.claims) == (600, 60, 660, 60)


def test_nobody_is_named_to_the_other_community(banks):
    remittance = banks["a"].bank.clearing.send("s-1", "m-a", "b", 60, by="m-a")
    reply = banks["b"].bank.clearing.receive(remittance, "m-b", by="officer-9")
    said = f"{remittance} {reply} {banks['a'].bank.clearing.statement('2026-03')}"
    assert not any(name in said for name in ("m-a", "m-b", "s-1", "officer"))


def test_what_arrives_runs_out_when_it_would_have(banks):
    banks["a"].earn("m-a", 45, lot=JUNE)
    send(banks, "s-1", "a", "b", 60)
    assert banks["b"].bank.balance("m-b").runs_out == ((JUNE, 45),)


def test_each_message_may_come_twice(banks):
    here, there = banks["a"].bank.clearing, banks["b"].bank.clearing
    remittance = send(banks, "s-1", "a", "b", 60)
    assert banks["a"].again().clearing.send("s-1", "m-a", "b", 60, by="m-a") == remittance
    reply = banks["b"].again().clearing.receive(remittance, "m-b", by="officer-9")
    assert banks["a"].again().clearing.settle(reply, by="officer-7") == 60
    assert (banks["a"].available("m-a"), banks["b"].available("m-b")) == ((540,), (660,))
    banks["b"].member("thief")
    assert there.receive(remittance, "thief", by="thief").reason.en == "it was answered already: received, or refused"
    assert there.refuse(remittance, by="officer-9").reason.en == "it was answered already: received, or refused"
    assert here.settle(reply_of("b", remittance, received=False), by="officer-7").reason.en == ANSWERED


def test_what_is_refused_comes_back_with_its_days(banks):
    banks["a"].earn("m-a", 45, lot=JUNE)
    here, there = banks["a"].bank.clearing, banks["b"].bank.clearing
    remittance = here.send("s-1", "m-a", "b", 60, by="m-a")
    assert banks["a"].available("m-a") == (585,)
    reply = there.refuse(remittance, by="officer-9")
    assert there.refuse(remittance, by="officer-9") == reply
    assert there.receive(remittance, "m-b", by="officer-9").reason.en.startswith("it was answered")
    assert here.settle(reply, by="officer-7") == 60
    assert banks["a"].available("m-a") == (645,)
    assert banks["a"].bank.balance("m-a").runs_out == ((JUNE, 45),)


def test_no_community_owes_more_than_was_agreed_on(banks):
    here = banks["a"].bank.clearing
    send(banks, "s-1", "a", "b", 200)
    words = "it would go beyond the limit agreed on with that community"
    assert here.send("s-2", "m-a", "b", 101, by="m-a").reason.en == words
    under_way = here.send("s-3", "m-a", "b", 100, by="m-a")
    assert here.send("s-4", "m-a", "b", 1, by="m-a").reason.en == words
    banks["b"].bank.clearing.agree("less", "a", 250, **OFFICERS)
    assert banks["b"].bank.clearing.receive(under_way, "m-b", by="officer-9").reason.en == words
    assert here.send("s-5", "m-a", "x", 1, by="m-a").reason.en == "there is no agreement with that community"
    assert here.agree("more", "b", 500, **OFFICERS) == 500
    assert here.send("s-4", "m-a", "b", 1, by="m-a")


def test_a_remittance_is_for_one_community(banks):
    remittance = banks["a"].bank.clearing.send("s-1", "m-a", "b", 60, by="m-a")
    assert banks["c"].bank.clearing.receive(remittance, "m-c", by="x").reason.en == "it is for another community"
    assert banks["b"].bank.clearing.receive(remittance, "m-x", by="x").reason.en == "the recipient has no account"
    with pytest.raises(NotFoundError):
        banks["c"].bank.clearing.settle(reply_of("b", remittance, received=True), by="x")
    with pytest.raises(ConflictError):
        banks["a"].bank.clearing.send("s-1", "m-a", "b", 61, by="m-a")


def test_a_month_is_netted_and_each_position_stays(banks):
    send(banks, "s-1", "a", "b", 100)
    send(banks, "s-2", "b", "c", 70)
    send(banks, "s-3", "c", "a", 20)
    clearing = {name: banks[name].bank.clearing for name in NAMES}
    stated = {name: clearing[name].statement("2026-03") for name in NAMES}
    netting = net(stated.values())
    assert netting.positions == {"a": 80, "b": -30, "c": -50}
    assert netting.payments == (Payment("a", "b", 30), Payment("a", "c", 50))
    assert (netting.before, netting.fewest) == (3, True)
    before = {name: banks[name].bank.promised() for name in NAMES}
    for name in NAMES:
        due = clearing[name].take_netting(netting, stated[name], **OFFICERS)
        assert due == netting.owes(name)
        assert clearing[name].take_netting(netting, stated[name], **OFFICERS) == due
        after = banks[name].bank.promised()
        assert after.partners - after.claims == before[name].partners - before[name].claims
        assert set(clearing[name].statement("2026-04").owes.values()) == {0}
    for payment in netting.payments:
        for name in (payment.debtor, payment.creditor):
            assert clearing[name].paid(f"{payment.debtor}-{payment.creditor}", payment, **OFFICERS) == 0
    assert [banks[name].bank.promised().partners for name in NAMES] == [0, 0, 0]
    assert [banks[name].bank.promised().total for name in NAMES] == [520, 630, 650]
    for name in NAMES:
        banks[name].ledger.verify()


def test_no_more_is_paid_than_is_due(banks):
    send(banks, "s-1", "a", "b", 100)
    clearing = banks["a"].bank.clearing
    netting = net(banks[name].bank.clearing.statement("2026-03") for name in NAMES)
    assert clearing.take_netting(netting, clearing.statement("2026-03"), **OFFICERS) == {"b": 100}
    assert clearing.paid("p-1", Payment("a", "b", 101), **OFFICERS).reason.en == "less is due"
    assert clearing.paid("p-1", Payment("a", "b", 40), **OFFICERS) == 60
    assert clearing.paid("p-2", Payment("b", "a", 1), **OFFICERS).reason.en == "less is due"
    assert clearing.paid("p-3", Payment("b", "c", 1), **OFFICERS).reason.en == (
        "this community neither pays nor is paid"
    )


def test_what_comes_after_the_statement_stays_for_the_next_month(banks):
    send(banks, "s-1", "a", "b", 100)
    stated = {name: banks[name].bank.clearing.statement("2026-03") for name in NAMES}
    netting = net(stated.values())
    assert banks["a"].bank.clearing.take_netting(netting, stated["a"], **OFFICERS) == {"b": 100}
    send(banks, "s-2", "a", "b", 1)
    assert banks["b"].bank.clearing.take_netting(netting, stated["b"], **OFFICERS) == {"a": -100}
    after = [banks[name].bank.clearing.statement("2026-04") for name in NAMES]
    assert [statement.owes for statement in after[:2]] == [{"b": 1, "c": 0}, {"a": -1, "c": 0}]
    assert net(after).payments == (Payment("a", "b", 1),)


def test_only_the_statement_that_was_netted_is_taken(banks):
    send(banks, "s-1", "a", "b", 100)
    netting = net(banks[name].bank.clearing.statement("2026-03") for name in NAMES)
    for other in (Statement("a", "2026-03", {"b": 99}), banks["b"].bank.clearing.statement("2026-03")):
        no = banks["a"].bank.clearing.take_netting(netting, other, **OFFICERS)
        assert no.reason.en == "the statement is not the one that was netted"


def test_what_is_under_way_is_in_no_statement(banks):
    banks["a"].bank.clearing.send("s-1", "m-a", "b", 60, by="m-a")
    assert banks["a"].bank.clearing.statement("2026-03") == Statement("a", "2026-03", {"b": 0, "c": 0})
    assert banks["a"].bank.promised().partners == 60


def test_a_clerk_needs_the_members_consent_to_send(banks):
    no = banks["a"].bank.clearing.send("s-1", "m-a", "b", 60, by="officer-7")
    assert no.reason.en == "the donor's consent, if somebody else enters it"
    with pytest.raises(InvalidInputError, match="another community"):
        banks["a"].bank.clearing.agree("with-a", "a", 1, **OFFICERS)
