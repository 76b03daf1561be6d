"""The kit of whoever holds people's data passes those that keep the contract and catches those that break it."""

from datetime import UTC

import pytest
from tests.clocks import HandClock
from tests.privacy.vault.scene import NOON, assignments, entered, memory_vault

from commgov.errors import InvalidInputError
from commgov.privacy import AccessPolicy, Accounts, AuditLog
from commgov.privacy.access.control import ZONE
from commgov.privacy.keeping import Reach
from commgov.privacy.rights import MemorySubjectData, VaultSubjectData
from commgov.testing import check_subject_data
from commgov.wording import Text

OFFICE = Text("the office", "办公室")


def accounts(log=None):
    return Accounts(log or AuditLog("b"), assignments(), AccessPolicy.community().roles, UTC, OFFICE)


def in_a_vault(records):
    vault = memory_vault(HandClock(NOON))
    for record in records:
        entered(vault, record)
    return VaultSubjectData(vault, Accounts(vault.log, assignments(), AccessPolicy.community().roles, ZONE, OFFICE))


def test_memory_and_vault_keep_the_contract():
    check_subject_data(lambda records: MemorySubjectData(records, accounts()))
    check_subject_data(in_a_vault, examples=15)


class Half(MemorySubjectData):
    """Puts in what is right before it looks at the rest."""

    def correct(self, person, changes, **more):
        failed = None
        for key, value in changes.items():
            try:
                super().correct(person, {key: value}, **more)
            except InvalidInputError as error:
                failed = error
        if failed:
            raise failed


class Lenient(MemorySubjectData):
    """Takes fields that nobody has."""

    def correct(self, person, changes, **more):
        known = {key: value for key, value in changes.items() if "shoe" not in key}
        super().correct(person, known, **more)


class Unmoved(MemorySubjectData):
    """Corrects nothing."""

    def correct(self, person, changes, **more):
        before = dict(self._records)
        super().correct(person, changes, **more)
        self._records = before


class Whole(MemorySubjectData):
    """Erases all where some fields were asked for."""

    def erase(self, person, fields, **more):
        del fields
        return super().erase(person, None, **more)


class Half_Erased(MemorySubjectData):  # noqa: N801 - reads better in a failure
    """Forgets the members among the residents."""

    def erase(self, person, fields, **more):
        before = {key: record for key, record in self._records.items() if key[1] == "member"}
        reach = super().erase(person, fields, **more)
        self._records |= before
        return reach


class Everybody(MemorySubjectData):
    """Erases everybody."""

    def erase(self, person, fields, **more):
        reach = super().erase(person, fields, **more)
        for who, _ in list(self._records):
            super().erase(who, fields, **more)
        return reach


class Another(MemorySubjectData):
    """Says that it erased somebody else."""

    def erase(self, person, fields, **more):
        return Reach("r-2", super().erase(person, fields, **more).reached)


class Once(MemorySubjectData):
    """Does not like to be asked twice."""

    def erase(self, person, fields, **more):
        if not self.read_all(person, **more):
            raise KeyError(person)
        return super().erase(person, fields, **more)


class Erasing(MemorySubjectData):
    """Takes a restriction for an erasure."""

    def restrict(self, person, fields, **more):
        self.erase(person, fields, **more)


class Hiding(MemorySubjectData):
    """Keeps back what is only stored."""

    def read_all(self, person, **more):
        return () if self.restricted(person) else super().read_all(person, **more)


class Mixing(MemorySubjectData):
    """Gives other people's records too."""

    def read_all(self, person, **more):
        return super().read_all(person, **more) + super().read_all("r-2", **more)


class Telling(MemorySubjectData):
    """Tells of nobody what is told of somebody."""

    def who_saw(self, person):
        del person
        return "nobody"


@pytest.mark.usefixtures("any_example")
@pytest.mark.parametrize(
    "wrong",
    [Half, Lenient, Unmoved, Whole, Half_Erased, Everybody, Another, Once, Erasing, Hiding, Mixing, Telling],
)
def test_what_breaks_the_contract_is_found(wrong):
    with pytest.raises((AssertionError, KeyError)):
        check_subject_data(lambda records: wrong(records, accounts()))
