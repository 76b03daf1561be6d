"""Every ordinary no is a value that is false and says why in both languages, whoever says it."""

from datetime import date, timedelta

import pytest
from tests.privacy.incidents.office import Case
from tests.privacy.rights.counter import Counter
from tests.privacy.sharing.office import NAMES, Office
from tests.privacy.sharing.test_with_a_vault import asked, office_with_vault
from tests.privacy.vault.scene import CONSENT, NOON, PHONE, VISIT, assignments, control, entered, memory_vault, resident

from commgov.core import FixedClock
from commgov.privacy import Origin, Resident, Since, Tier
from commgov.privacy.access import AccessRequest, Action, ApprovalBook
from commgov.privacy.releases import Withheld
from commgov.privacy.rights import RefusalGround, Right
from commgov.privacy.sharing import SharingGrounds
from commgov.privacy.validators import check_mobile
from commgov.wording import Text


def opened_by_another():
    office = Office()
    return office.desk.open(office.issued(), "nosy")


def refused_by_nobody():
    office = Office()
    office.ask()
    return office.desk.refuse("s-1", "nobody", SharingGrounds.TOO_MUCH)


def access_elsewhere():
    asked_for = AccessRequest("officer-8", Action.READ, "r-204", "grid-1", "phone", Tier.T3, VISIT, NOON)
    return control().decide(asked_for)


def vault():
    clock = FixedClock(NOON)
    made = memory_vault(clock)
    entered(made, resident())
    return made


def in_session(answer, by="officer-8"):
    """What somebody is told of a person who lives in a grid of others."""

    def told():
        with vault().session(by=by, purpose=VISIT) as session:
            return answer(session)

    return told


def only_kept():
    made = vault()
    made.restrict("r-204", by="secretary-1")
    with made.session(by="officer-7", purpose=VISIT) as session:
        return session.get("r-204")


def agreed_to_own_work():
    book = ApprovalBook(assignments(), frozenset({"grid-leader"}), clock=FixedClock(NOON))
    return book.approve("officer-7", VISIT, by="officer-7", until=NOON + timedelta(days=1))


NOES = {
    "vault: seen": in_session(lambda s: s.get("r-204", ("name",))),
    "vault: why a field is not seen": in_session(lambda s: s.get("r-204", ("name",)).refused["name"]),
    "vault: only kept": only_kept,
    "vault: nobody there": in_session(lambda s: s.get("r-999", ("name",))),
    "vault: listed": in_session(lambda s: s.list(Resident, ("name", "health")), "officer-7"),
    "vault: found": in_session(lambda s: s.find(Resident, phone=PHONE), "officer-7"),
    "vault: entered": in_session(lambda s: s.put(resident("r-205"), basis=CONSENT, origin=Origin.PERSON, unit="b")),
    "vault: changed": in_session(lambda s: s.change("r-204", {"phone": PHONE}, origin=Origin.PERSON)),
    "vault: confirmed": in_session(lambda s: s.confirm("r-204", "phone", origin=Origin.PERSON)),
    "vault: moved": in_session(lambda s: s.move("r-204", "grid-2")),
    "vault: noted": in_session(lambda s: s.note("r-204", Since.LEFT, date(2026, 3, 1))),
    "vault: erased": in_session(lambda s: s.erase("r-204")),
    "work approved": agreed_to_own_work,
    "identifiers": lambda: check_mobile("138"),
    "access": access_elsewhere,
    "releases": lambda: Withheld("2026-q1", (Text("fewer than 5 persons in all", "总人数少于5"),)),
    "sharing: asked": lambda: Office().ask(expires=NOON - timedelta(days=1)),
    "sharing: approved": lambda: Office().desk.approve("s-1", "leader"),
    "sharing: refused": refused_by_nobody,
    "sharing: issued": lambda: Office().desk.issue("s-1", "worker"),
    "sharing: issued, by the access policy": lambda: asked(office_with_vault(), "officer-7"),
    "sharing: opened": opened_by_another,
    "sharing: revoked": lambda: Office().desk.revoke("s-1", "leader", SharingGrounds.INCIDENT),
    "rights: answered": lambda: Counter().asked(Right.COPY, "r-2", "r-1"),
    "rights: in part": lambda: Counter().asked(Right.ACCESS),
    "rights: unknown": lambda: Counter().desk.answer("q-9", "u-2"),
    "rights: decided": lambda: Counter().desk.refuse("q-9", RefusalGround.SECRET, "u-2"),
    "incidents": lambda: Case().desk.close("i-1", "u-2"),
}


@pytest.mark.parametrize("name", list(NOES))
def test_a_no_is_false_and_says_why_in_both_languages(name):
    no = NOES[name]()
    assert not no
    assert isinstance(no.reasons, tuple)
    assert no.reasons
    assert all(isinstance(each, Text) and each.en and each.zh for each in no.reasons)
    assert all(hasattr(way, "text") or isinstance(way, Text) for way in getattr(no, "would_allow_if", ()))


def test_a_yes_gives_no_reasons_why_not():
    office = Office()
    assert office.ask(view=NAMES).reasons == ()
    answer = office.desk.issue("s-1", "worker")
    assert (bool(answer), answer.reasons, answer.would_allow_if) == (True, (), ())
    assert office.desk.open(answer.package.to_bytes(), "street-office").reasons == ()
    assert Counter().asked(Right.COPY, "m-2").reasons == ()
