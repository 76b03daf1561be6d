"""Whatever is said by whomever in whatever order: nothing is allowed but by a yes that stands, of who could say it."""

import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.privacy.consents.town import APP, BOARD, CALLS, CALLS_2, CARE, HEALTH, PAPER, RELIEF, STREET, VOICE, Town

from commgov.core import MemoryStreams
from commgov.privacy import MemoryKeyStore, Tier
from commgov.privacy.access import Action
from commgov.privacy.keys import KeyTree, MemorySecretStore, TreeSecretStore
from commgov.seal import Keyset
from commgov.storage import Database

PEOPLE = ("r-1", "r-3", "r-9")  # an adult; an elder for whom r-4 may speak; a child whose guardian is r-2
PERSON = st.sampled_from(PEOPLE)
SPEAKER = st.sampled_from(("own", "own", "r-2", "r-4", "r-8"))
NOTICE = st.sampled_from((CALLS, CALLS_2, HEALTH, STREET, BOARD))
WAY = st.sampled_from(((PAPER, "clerk-1", "", "f-1"), (APP, None, "", ""), (VOICE, "clerk-1", "clerk-2", "")))
ASKED = [
    (purpose, tier, name, action, recipient)
    for purpose in (CARE, RELIEF)
    for tier in (Tier.T2, Tier.T4)
    for name in ("phone", "health", "address")
    for action in (Action.READ, Action.SHARE, Action.DISCLOSE)
    for recipient in (("street-office", "insurer") if action is Action.SHARE else ("",))
]


class ConsentMachine(RuleBasedStateMachine):
    """A book beside the plainest account of it: for each person and notice the one yes that stands, or none."""

    def streams(self):
        return MemoryStreams(), MemorySecretStore()

    @initialize()
    def begin(self) -> None:
        self.town = Town(*self.streams())
        self.notices = [CALLS, HEALTH, STREET, BOARD]
        self.yes = {}  # (person, notice's id): notice, speaker, from, until, the form's number
        self.made = {}  # (person, the form's number): the same
        self.no = {}  # (person, notice's id): when
        self.last = {}  # person: the latest moment at which anything was said
        self.used = {}  # (person, id): what was said
        self.erased = set()

    # What happens

    @rule(person=PERSON, shown=NOTICE, speaker=SPEAKER, way=WAY, fresh=st.booleans(), is_yes=st.booleans())
    def say(self, person, shown, speaker, way, fresh, is_yes) -> None:
        who = person if speaker == "own" else speaker
        name = self.town.next_id() if fresh else "form-0"
        means, by, witness, evidence = way
        by = by or who
        if is_yes:
            given = {"by": by, "means": means, "speaker": who, "witness": witness, "evidence": evidence}
            step = self.town.book.give(name, person, shown, **given)
        else:
            witness = evidence = ""
            step = self.town.book.refuse(name, person, shown, by=by, means=means, speaker=who)
        said, key = (shown.ref, who, way, is_yes), (person, shown.id)
        standing = self.yes.get(key)
        is_again = self.used.get((person, name)) == said and (not is_yes or standing == self.made.get((person, name)))
        shows = self.newest() if is_yes else self.notices
        may = self.may_speak(who, person) and shown in shows and person not in self.erased
        assert bool(step) == (may and (is_again or ((person, name) not in self.used and self.in_time(key, is_yes))))
        if step and not is_again:
            now = self.now
            self.used[person, name] = said
            self.last[person] = max(now, self.last.get(person, now))
            self.yes.pop(key, None)
            if is_yes:
                self.yes[key] = self.made[person, name] = (shown, who, now, now + timedelta(days=shown.days), name)
            else:
                self.no[key] = max(now, self.no.get(key, now))

    @rule(person=PERSON, shown=NOTICE, speaker=SPEAKER)
    def take_back(self, person, shown, speaker) -> None:
        who, key = person if speaker == "own" else speaker, (person, shown.id)
        step = self.town.book.withdraw(person, shown.id, by="clerk-1", means=VOICE, speaker=who)
        assert bool(step) == (key in self.yes and self.may_speak(who, person))
        if step:
            del self.yes[key]
            self.no[key] = max(self.now, self.no.get(key, self.now))

    @rule(days=st.sampled_from((0.25, 1, 40, 101, -0.25, -30)))
    def time_goes_on_or_is_set_back(self, days) -> None:
        self.town.clock.forward(days=days)

    @rule()
    def the_child_turns_14_or_was_entered_wrongly(self) -> None:
        self.town.registers.children ^= {"r-9"}

    @rule()
    def the_guardianship_ends_or_begins(self) -> None:
        self.town.registers.guardians ^= {("r-2", "r-9")}

    @rule(person=PERSON)
    def somebody_dies(self, person) -> None:
        self.town.registers.deceased ^= {person}  # or was entered wrongly

    @rule(person=PERSON)
    def somebody_is_erased(self, person) -> None:
        known = self.town.book.said(person) or self.town.names.find(person)
        self.town.book.forget(person)
        if known:
            self.erased.add(person)
        self.yes = {key: yes for key, yes in self.yes.items() if key[0] != person}

    @rule(newer=st.booleans())
    def the_book_is_opened_anew(self, newer) -> None:
        if newer and CALLS_2 not in self.notices:
            self.notices.append(CALLS_2)
        self.town.book = self.town.opened(self.notices)

    # What the model says

    @property
    def now(self):
        return self.town.clock.now()

    def newest(self):
        return [each for each in self.notices if not (each is CALLS and CALLS_2 in self.notices)]

    def may_speak(self, who, person) -> bool:
        registers = self.town.registers
        if person in registers.deceased:
            return False
        if person in registers.children:
            return (who, person) in registers.guardians
        return who == person or (who, person) in registers.authority

    def in_time(self, key, is_yes) -> bool:
        if not is_yes:
            return True
        said_no = self.no.get(key)
        return (said_no is None or self.now > said_no) and self.now >= self.last.get(key[0], self.now)

    def counts(self, person, yes) -> bool:
        _, who, start, until, _ = yes
        registers = self.town.registers
        by_guardian = person == "r-9" and who != person
        fits = by_guardian == (person in registers.children)
        return start <= self.now < until and person not in registers.deceased and fits

    @invariant()
    def nothing_is_allowed_but_by_a_yes_that_stands(self) -> None:
        for person in PEOPLE:
            standing = [yes[0] for (who, _), yes in self.yes.items() if who == person and self.counts(person, yes)]
            for purpose, tier, name, action, recipient in ASKED:
                allowed = any(
                    basis.holds(self.now, tier)
                    and basis.reaches(action, name)
                    and (action is not Action.SHARE or basis.may_go_to(recipient))
                    for basis in self.town.book.of(person, purpose.name)
                )
                assert allowed == any(
                    each.purpose == purpose
                    and tier <= each.up_to
                    and f"resident.{name}" in each.keys
                    and use_of(each, action, recipient)
                    for each in standing
                )

    @invariant()
    def what_ended_is_told_to_retention_and_what_stands_is_not(self) -> None:
        for person in PEOPLE:
            running = {key[1] for key, yes in self.yes.items() if key[0] == person and self.now < yes[3]}
            assert not running & self.town.book.withdrawn(person).keys()

    def teardown(self) -> None:
        if hasattr(self, "town"):
            self.town.log.verify()


def use_of(each, action, recipient) -> bool:
    if action is Action.SHARE:
        return recipient in each.recipients
    return each.is_public if action is Action.DISCLOSE else not each.recipients and not each.is_public


class StoredConsentMachine(ConsentMachine):
    """The same on SQLite, with pseudonyms under a key tree."""

    def streams(self):
        self.folder = tempfile.TemporaryDirectory()
        self.database = Database.open(f"sqlite:///{Path(self.folder.name) / 'town.db'}")
        streams = self.database.streams()
        tree = KeyTree.open(MemoryKeyStore(), Keyset.generate(), tenant="community-b")
        return streams, TreeSecretStore(tree, streams, "consent-names")

    def teardown(self) -> None:
        super().teardown()
        if hasattr(self, "database"):
            self.database.close()
            self.folder.cleanup()


ConsentMachine.TestCase.settings = settings(max_examples=50, stateful_step_count=20, deadline=None)
StoredConsentMachine.TestCase.settings = settings(max_examples=6, stateful_step_count=15, deadline=None)
test_nothing_is_allowed_but_by_a_yes_that_stands = ConsentMachine.TestCase
test_nor_where_it_is_stored = StoredConsentMachine.TestCase
