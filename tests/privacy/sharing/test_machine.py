"""Whoever does whatever in whatever order: never fewer approvals than the tier asks, nothing opens when it is over."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.privacy.sharing.office import CONSENT, DUTY, ILLNESS, NAMES, NOON, PHONES, STAFF, Office, assessment

from commgov.privacy import Assignment, Tier
from commgov.privacy.sharing import SharingDesk, SharingGrounds, SharingState

NEEDED = {Tier.T1: 0, Tier.T2: 0, Tier.T3: 1, Tier.T4: 2}
MAY = {Tier.T3: {"leader", "leader-2", "secretary"}, Tier.T4: {"secretary", "auditor", "auditor-2"}}
SAME = {"leader-2": "leader", "auditor-2": "auditor"}
WHO = st.sampled_from([*(who for who, _ in STAFF), "leader-of-2", "nobody"])  # all the people live in grid-1
NAME = st.sampled_from(["s-1", "s-2", "s-3"])


class SharingMachine(RuleBasedStateMachine):
    """A desk beside the plainest account of what was done: sets of approvers, and what is over."""

    @initialize()
    def begin(self) -> None:
        self.office = Office(same_person=SAME)
        self.office.assignments.append(Assignment("leader-of-2", "grid-leader", "grid-2", NOON))
        self.office.assessments.add(assessment())
        self.office.agrees("r-1", "r-2")
        self.approved: dict[str, set[str]] = {}
        self.over: dict[str, object] = {}
        self.sent: dict[str, bytes] = {}
        self.revoked: set[str] = set()

    @rule(name=NAME, view=st.sampled_from([NAMES, PHONES, ILLNESS]), basis=st.sampled_from([DUTY, CONSENT]))
    def ask(self, name, view, basis) -> None:
        step = self.office.ask(name, view, ("r-1", "r-2"), basis=basis, assessment="ia-7")
        sensitive = view is ILLNESS
        assert bool(step) == (name not in self.approved and (not sensitive or basis is CONSENT))
        if step:
            self.approved[name], self.over[name] = set(), step.state.request.expires

    @rule(name=NAME, by=WHO)
    def approve(self, name, by) -> None:
        sharing = self.office.desk.find(name)
        waits = sharing is not None and sharing.state(self.office.clock.now()) is SharingState.REQUESTED
        if self.office.desk.approve(name, by):
            assert waits
            assert by in MAY[sharing.tier]
            assert SAME.get(by, by) not in self.approved[name], "nobody approves twice, whatever they are called"
            self.approved[name].add(SAME.get(by, by))
        elif waits:
            assert by not in MAY[sharing.tier] or SAME.get(by, by) in self.approved[name]

    @rule(name=NAME, by=WHO)
    def refuse(self, name, by) -> None:
        if self.office.desk.refuse(name, by, SharingGrounds.TOO_MUCH):
            self.revoked.add(name)

    @rule(name=NAME, by=WHO)
    def issue(self, name, by) -> None:
        answer = self.office.desk.issue(name, by)
        if answer:
            sharing = self.office.desk.find(name)
            assert by not in {"leader-of-2", "nobody"}
            assert len(self.approved[name]) >= NEEDED[sharing.tier]
            assert name not in self.revoked
            assert self.office.clock.now() < self.over[name]
            self.sent[name] = answer.package.to_bytes()

    @rule(name=NAME, by=WHO)
    def revoke(self, name, by) -> None:
        if self.office.desk.revoke(name, by, SharingGrounds.INCIDENT):
            self.revoked.add(name)

    @rule(days=st.sampled_from([1, 3, 8]))
    def time_goes_on(self, days) -> None:
        self.office.clock.forward(days=days)

    @rule(person=st.sampled_from(["r-1", "r-2"]))
    def take_back(self, person) -> None:
        self.office.takes_back(person)

    @rule()
    def open_anew(self) -> None:
        kept = self.office.desk._book._streams
        desk = SharingDesk(self.office.house, streams=kept, package_keys=self.office.keys, clock=self.office.clock)
        assert desk.all() == self.office.desk.all()
        self.office.desk = desk

    @rule()
    def clean_up(self) -> None:
        self.office.desk.expire()

    @precondition(lambda self: self.sent)
    @rule(data=st.data(), by=st.sampled_from(["street-office", "worker"]))
    def open(self, data, by) -> None:
        name = data.draw(st.sampled_from(sorted(self.sent)))
        answer = self.office.desk.open(self.sent[name], by)
        sharing = self.office.desk.find(name)
        agreed = {basis.subject for basis in self.office.bases}
        stands = agreed if sharing.request.basis == CONSENT else {"r-1", "r-2"}
        in_force = name not in self.revoked and self.office.clock.now() < self.over[name]
        assert bool(answer) == (in_force and by == "street-office" and bool(stands))
        if answer:
            assert set(answer.opened.left_out) == {"r-1", "r-2"} - stands

    @invariant()
    def approvers_are_others_and_the_log_is_whole(self) -> None:
        for sharing in self.office.desk.all():
            by = [SAME.get(each.by, each.by) for each in sharing.approvals]
            assert "worker" not in by
            assert len(set(by)) == len(by)
            if sharing.issued is not None:
                assert len(by) >= NEEDED[sharing.tier]
            if sharing.ended is not None:
                assert self.office.keys.find(sharing.id) is None

    def teardown(self) -> None:
        shared = [entry for entry in self.office.log.entries() if entry.action == "share" and entry.allowed]
        assert {entry.about for entry in shared} == set(self.sent)
        assert self.office.log.verify().size == self.office.log.size


SharingMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
test_whoever_does_whatever_the_procedure_is_kept = SharingMachine.TestCase
