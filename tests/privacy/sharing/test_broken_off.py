"""A desk that is opened anew in the middle of something: nothing opens that should not, and what is due is done."""

import pytest
from attrs import evolve
from tests.privacy.sharing.office import Office

from commgov.privacy.sharing import MemoryPackageKeys, SharingDesk, SharingGrounds, SharingState


class Failing(MemoryPackageKeys):
    """A store of keys that breaks off where a test wants it."""

    def __init__(self) -> None:
        super().__init__()
        self.breaks: set[str] = set()

    def keep(self, package: str, wrapped: bytes) -> bool:
        if "keep" in self.breaks:
            raise OSError("disk full")
        return super().keep(package, wrapped)

    def destroy(self, package: str) -> bool:
        if "destroy" in self.breaks:
            raise OSError("disk full")
        return super().destroy(package)


def opened_anew(office: Office) -> SharingDesk:
    return SharingDesk(office.house, streams=office.desk._book._streams, package_keys=office.keys, clock=office.clock)


@pytest.mark.parametrize("again", ["revoke", "expire"])
def test_a_revocation_that_broke_off_before_the_keys_were_destroyed(again):
    office = Office(package_keys=Failing())
    sent = office.issued()
    office.keys.breaks.add("destroy")
    with pytest.raises(OSError, match="disk full"):
        office.desk.revoke("s-1", "leader", SharingGrounds.INCIDENT)
    office.keys.breaks.clear()
    desk = opened_anew(office)
    assert not desk.open(sent, "street-office"), "it is revoked already"
    assert office.keys.find("s-1") is not None
    if again == "revoke":
        assert not desk.revoke("s-1", "leader", SharingGrounds.INCIDENT)
    else:
        assert desk.expire() == ()
    assert office.keys.find("s-1") is None


def test_a_package_that_broke_off_while_it_was_sealed_is_none():
    office = Office(package_keys=Failing())
    office.ask()
    office.desk.approve("s-1", "leader")
    office.keys.breaks.add("keep")
    with pytest.raises(OSError, match="disk full"):
        office.desk.issue("s-1", "worker")
    office.keys.breaks.clear()
    desk = opened_anew(office)
    assert not desk.issue("s-1", "worker"), "under this request nothing is sealed a second time"
    other = office.issued("s-2")
    assert not desk.open(other.replace(b'"s-2"', b'"s-1"'), "street-office")
    office.clock.forward(days=8)
    assert set(desk.expire()) == {"s-1", "s-2"}
    assert desk.find("s-1").state(office.clock.now()) is SharingState.EXPIRED


def test_whoever_has_the_bytes_of_anothers_package_learns_nothing_of_how_it_stands():
    office = Office()
    sent = office.issued()
    said = [office.desk.open(sent, "nosy").reasons]
    office.desk.revoke("s-1", "leader", SharingGrounds.INCIDENT)
    said.append(office.desk.open(sent, "nosy").reasons)
    office.clock.forward(days=30)
    said.append(office.desk.open(sent, "nosy").reasons)
    assert {tuple(reason.en for reason in reasons) for reasons in said} == {("it is for another recipient",)}


def test_whoever_tries_names_of_packages_leaves_entries():
    office = Office()
    for name in ("s-9", "../s-1", "13800000012", "s" * 5000, ""):
        assert not office.desk.approve(name, "nosy")
        assert not office.desk.refuse(name, "nosy", SharingGrounds.TOO_MUCH)
        assert not office.desk.issue(name, "nosy")
        assert not office.desk.revoke(name, "nosy", SharingGrounds.INCIDENT)
    tries = [(entry.by, entry.allowed, entry.about) for entry in office.log.entries()]
    assert tries == [("nosy", False, "")] * 20


def test_a_field_that_was_erased_after_it_was_issued_is_not_shown():
    office = Office()
    sent = office.issued(people=("r-1", "r-2"))
    office.records["r-1"] = evolve(office.records["r-1"], phone=None, id_number=None)
    opened = office.desk.open(sent, "street-office").opened
    assert opened.left_out == ("r-1",)
    assert [row["resident.name"] for row in opened.rows] == ["王虚构2"]


def test_what_was_not_held_when_it_was_issued_closes_nothing():
    office = Office()
    office.records["r-1"] = evolve(office.records["r-1"], phone=None, id_number=None)
    assert office.desk.open(office.issued(), "street-office").opened.left_out == ()


def test_an_approval_that_the_log_does_not_take_does_not_count(monkeypatch):
    office = Office()
    office.ask()
    monkeypatch.setattr(office.log.store, "append", lambda _rows: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        office.desk.approve("s-1", "leader")
    assert office.desk.find("s-1").approvals == ()


def test_two_packages_that_are_issued_at_the_same_time_are_counted_together(monkeypatch):
    office, halves = Office(), [tuple(f"r-{n}" for n in span) for span in (range(30), range(30, 60))]
    desk, counted = office.desk, office.desk._counted
    monkeypatch.setattr(desk, "_counted", lambda _request, _at: [])  # both ask before the other is there
    for name, people in zip(("s-1", "s-2"), halves, strict=True):
        assert office.ask(name, people=people)
        assert desk.approve(name, "leader")
    issued = {}

    def looking(request, at):
        found = counted(request, at)
        if request.id == "s-1" and "s-2" not in issued:
            issued["s-2"] = True
            issued["s-2"] = desk.issue("s-2", "worker")  # just behind the look of the other
        return found

    monkeypatch.setattr(desk, "_counted", looking)
    answer = desk.issue("s-1", "worker")
    assert issued["s-2"].package is not None
    assert answer.package is None
    assert "with what the recipient has already it is T4" in answer.reasons[0].en
    assert desk.find("s-1").state(office.clock.now()) is SharingState.REVOKED
    assert office.keys.find("s-1") is None
