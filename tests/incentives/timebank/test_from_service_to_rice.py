"""The whole way: an hour is served, attested by both sides, posted into the bank, and becomes rice."""

from datetime import date, timedelta

from commgov.incentives import Attestation, Attested, Drafted, RecordBook, RecordPolicy, ServiceClaim, Side, Submitted


def test_an_hour_that_both_sides_attest_can_be_spent_and_runs_out_some_day(house):
    house.member("ann")
    now, bank = house.watch.moment, house.bank
    policy = RecordPolicy(community="b", lot_of=lambda claim: bank.last_day(claim.start))
    book = RecordBook(house.ledger, policy=policy)
    start, end = now - timedelta(hours=3), now - timedelta(hours=1)
    claim = ServiceClaim("s-1", "d-1", "ann", "r-5", "errand", "grid-1", start, end, 120, entered_by="ann")
    assert book.take("s-1", Drafted(at=now, by="ann", claim=claim))
    assert book.take("s-1", Submitted(at=now, by="ann"))
    assert (bank.balance("ann").available, bank.balance("ann").expected) == (0, 120)
    assert bank.shop.redeem("r-1", "ann", "rice", by="ann").reason.en == "the account has 0 available, 120 are needed"
    for by, side in (("r-5", Side.RESIDENT), ("officer-7", Side.COMMUNITY)):
        assert book.take("s-1", Attested(at=now, by=by, attestation=Attestation(side, by, now, 120)))
    assert bank.balance("ann").runs_out == ((date(2029, 3, 2), 120),)
    assert bank.shop.redeem("r-1", "ann", "rice", by="ann")
    assert bank.shop.collect("r-1", by="shop-1").price == 120
    assert (bank.promised().total, bank.promised().redeemed) == (600, 120)
    house.ledger.verify()
