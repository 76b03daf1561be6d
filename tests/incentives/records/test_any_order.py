"""Whatever happens to service records, in whatever order: nothing is posted without two eligible, different people."""

from datetime import UTC, datetime, timedelta

from attrs import evolve
from hypothesis import event as hypothesis_event
from hypothesis import note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from commgov.incentives import (
    MINUTES,
    Account,
    Attestation,
    Command,
    Form,
    Ledger,
    Open,
    RegisteredProxies,
    Side,
    Transfer,
)
from commgov.incentives.records import (
    AnOfficer,
    AttestationOverdue,
    AttestationRefused,
    Attested,
    Drafted,
    Grounds,
    NotTheClerk,
    NotTheMember,
    NotTwice,
    RecordBook,
    RecordDecided,
    RecordDisputed,
    RecordPolicy,
    RecordState,
    RecordWithdrawn,
    ServiceClaim,
    Submitted,
    TheResidentOrProxy,
    advance_record,
)

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
OFFICERS = ("o-1", "o-2", "o-3")
PROXIES = {"r-1": frozenset({"p-1", "o-1"})}
PEOPLE = st.sampled_from(["m-1", "m-2", "r-1", "r-2", "p-1", *OFFICERS])
RECORDS = st.sampled_from(["s-1", "s-2"])
SIDES = st.sampled_from(Side)
MINUTES_SEEN = st.integers(0, 90)


class Officers:
    def speaks_for(self, person, _unit, _at):
        return person in OFFICERS


class AnyOrder(RuleBasedStateMachine):
    """Two records, eight people, a clock: anybody tries anything."""

    def __init__(self):
        super().__init__()
        self.moment = NINE + timedelta(hours=3)
        ledger = Ledger(clock=self)
        self.spent, self.bought = {"m-1": 0, "m-2": 0}, 0
        names = [
            ("shop", 0),
            ("issued/community-b/minutes", None),
            ("member/m-1/minutes", 0),
            ("member/m-2/minutes", 0),
        ]
        accounts = tuple(Open(Account(name, MINUTES, floor=floor)) for name, floor in names)
        assert ledger.post(Command("open", accounts, by="o-1", cause="begin"))
        rules = (
            NotTheMember(),
            NotTheClerk(),
            NotTwice(),
            TheResidentOrProxy(RegisteredProxies(PROXIES)),
            AnOfficer(Officers()),
        )
        self.book = RecordBook(ledger, policy=RecordPolicy(rules=rules))

    def now(self):
        return self.moment

    def take(self, record, event):
        before = self.book.find(record)
        step = self.book.take(record, event)
        note(f"{type(event).__name__}: {step.record.state if step else step.refused}")
        if step:
            hypothesis_event(f"reached {step.record.state}")
        else:
            assert self.book.find(record) == before
            assert all(reason.en and reason.zh for reason in step.reasons)

    @rule(record=RECORDS, member=st.sampled_from(["m-1", "m-2"]), by=PEOPLE, minutes=st.integers(1, 60))
    def draft(self, record, member, by, minutes):
        end = NINE + timedelta(minutes=60)
        claim = ServiceClaim(record, "d-1", member, "r-1", "errand", "grid-1", NINE, end, minutes, by)
        self.take(record, Drafted(at=self.moment, by=by, claim=claim))

    @rule(record=RECORDS, signs=st.permutations([("o-2", Side.COMMUNITY), ("r-1", Side.RESIDENT)]), seen=MINUTES_SEEN)
    def serve(self, record, signs, seen):
        """As it should be: so that what follows meets records that are posted, too."""
        self.draft(record, "m-1", "m-1", 60)
        self.submit(record, "m-1")
        for by, side in signs:
            self.attest(record, side, by, seen, as_proxy=False)

    @rule(record=RECORDS, minutes=MINUTES_SEEN)
    def settle_a_dispute(self, record, minutes):
        self.dispute(record, "m-1")
        self.decide(record, "o-1", "o-3", minutes)

    @rule(record=RECORDS, by=PEOPLE)
    def submit(self, record, by):
        self.take(record, Submitted(at=self.moment, by=by))

    @rule(record=RECORDS, side=SIDES, by=PEOPLE, minutes=MINUTES_SEEN, as_proxy=st.booleans())
    def attest(self, record, side, by, minutes, as_proxy):
        form = {"form": Form.PROXY, "on_behalf_of": "r-1"} if as_proxy and side is Side.RESIDENT else {}
        attestation = Attestation(side, by, self.moment, minutes, **form)
        self.take(record, Attested(at=self.moment, by=by, attestation=attestation))

    @rule(record=RECORDS, by=PEOPLE, clerk=PEOPLE, minutes=MINUTES_SEEN)
    def attest_on_paper(self, record, by, clerk, minutes):
        paper = {"form": Form.PAPER, "scan": "ab" * 32, "entered_by": clerk}
        attestation = Attestation(Side.RESIDENT, by, self.moment, minutes, **paper)
        self.take(record, Attested(at=self.moment, by=clerk, attestation=attestation))

    @rule(record=RECORDS, by=PEOPLE, side=SIDES)
    def refuse(self, record, by, side):
        self.take(record, AttestationRefused(at=self.moment, by=by, side=side, grounds=Grounds.NOT_SERVED))

    @rule(record=RECORDS, by=PEOPLE)
    def withdraw(self, record, by):
        self.take(record, RecordWithdrawn(at=self.moment, by=by))

    @rule(record=RECORDS, by=PEOPLE)
    def dispute(self, record, by):
        self.take(record, RecordDisputed(at=self.moment, by=by, grounds=Grounds.EVIDENCE))

    @rule(record=RECORDS, by=PEOPLE, other=PEOPLE, minutes=MINUTES_SEEN)
    def decide(self, record, by, other, minutes):
        if by != other:
            event = {"minutes": minutes, "approved_by": other, "grounds": Grounds.EVIDENCE}
            self.take(record, RecordDecided(at=self.moment, by=by, **event))

    @rule(days=st.sampled_from([1, 31]))
    def end_the_day(self, days):
        """The office's run: what is late ends, one way or another."""
        self.moment += timedelta(days=days)
        for step in self.book.end_overdue(self.moment, by="office"):
            assert step
            hypothesis_event(f"the day's run: {step.record.state}")
        assert self.book.end_overdue(self.moment, by="office") == []

    @rule(member=st.sampled_from(["m-1", "m-2"]), minutes=st.integers(1, 60))
    def spend(self, member, minutes):
        self.bought += 1
        step = Transfer(f"member/{member}/minutes", "shop", minutes)
        before = self.book.ledger.standing(f"member/{member}/minutes").available
        if self.book.ledger.post(Command(f"buy-{self.bought}", (step,), by=member, cause="deal")):
            assert minutes <= before
            self.spent[member] += minutes

    @rule(record=RECORDS, days=st.sampled_from([0, 1, 20, 31]))
    def wait(self, record, days):
        self.moment += timedelta(days=days)
        self.take(record, AttestationOverdue(at=self.moment, by="office"))

    def records(self):
        return self.book.records()

    @invariant()
    def nothing_is_posted_without_two_eligible_people(self):
        for record in self.records():
            if record.state is not RecordState.POSTED:
                assert record.facts() is None
                continue
            facts = record.facts()
            one, other = facts.community.by, facts.attested.by
            assert one != other
            assert one in OFFICERS
            assert other in ({"r-1"} | PROXIES["r-1"] | set(OFFICERS))
            assert {one, other} & {record.claim.member, record.claim.entered_by} == set()
            assert 0 < facts.minutes <= min(record.claim.minutes, facts.community.minutes, facts.attested.minutes)

    @invariant()
    def members_hold_what_their_posted_and_disputed_records_say(self):
        for member in ("m-1", "m-2"):
            own = [record for record in self.records() if record.claim.member == member]
            counted = [record.minutes for record in own if record.entries]
            assert self.book.ledger.standing(f"member/{member}/minutes").posted == sum(counted) - self.spent[member]

    @invariant()
    def what_is_frozen_is_what_is_disputed(self):
        ledger = self.book.ledger
        frozen = {number: hold for number, hold in ledger.store.holds().items() if hold.debit.startswith("member/")}
        disputed = [record for record in self.records() if record.state is RecordState.DISPUTED and record.hold]
        assert {record.hold for record in disputed} == frozen.keys()
        for record in disputed:
            assert 0 < frozen[record.hold].amount <= record.minutes

    @invariant()
    def what_is_held_is_what_waits(self):
        self.book.ledger.expire_holds()
        waiting = [
            record.claim.minutes
            for record in self.records()
            if record.state is RecordState.SUBMITTED and record.expires > self.moment
        ]
        held = sum(self.book.ledger.standing(f"member/{member}/minutes").held_in for member in ("m-1", "m-2"))
        assert held == sum(waiting)

    @invariant()
    def the_journal_holds(self):
        self.book.ledger.verify()
        assert sum(standing.posted for standing in self.book.ledger.store.standings()) == 0

    @invariant()
    def the_events_tell_how_it_came(self):
        """Taken in anew, event by event, without a ledger, they end in the same record."""
        for record in self.records():
            again = None
            for event in self.book.events(record.claim.record):
                step = advance_record(again, event, self.book.policy)
                assert step
                has_entries = step.record.state is RecordState.POSTED or step.record.entries
                again = evolve(step.record, hold=1, entries=(1,) if has_entries else ())
            numbers = {"hold": record.hold, "entries": record.entries}
            assert evolve(again, **numbers) == record


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=50, stateful_step_count=30)
