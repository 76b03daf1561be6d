"""The vault among what else is known of personal data: keepers, coverage, the record of processing."""

from itertools import groupby

from tests.clocks import HandClock
from tests.privacy.vault.scene import CONSENT, HEALTH, NAME, NOON, OWN, PHONE, RELIEF, entered, given, memory_vault

from commgov.privacy import Form, Resident, Tier, View, coverage
from commgov.privacy.keeping import Controller, forget_everywhere, processing_register
from commgov.privacy.schema import fields_of
from commgov.testing import check_keeper
from commgov.wording import Text

VALUES = {"resident.name": NAME, "resident.phone": PHONE, "resident.health": HEALTH}


def holding(pieces):
    """A vault that holds these fields of these records."""
    vault = memory_vault(HandClock(NOON))
    by_record = sorted(pieces, key=lambda piece: (piece[0], piece[2]))
    known = set()
    for (ref, item), some in groupby(by_record, key=lambda piece: (piece[0], piece[2])):
        values = {key.partition(".")[2]: VALUES[key] for _, key, _ in some}
        entered(vault, Resident(ref=ref, **values), unit=None if ref in known else "grid-1", item=item)
        known.add(ref)
    return vault


def test_the_vault_keeps_the_contract_of_keepers():
    check_keeper(holding, examples=60)


def test_an_erasure_everywhere_reaches_the_vault():
    vault = holding([("r-1", key, "") for key in VALUES])
    assert forget_everywhere("r-1", [vault]).reached == {"vault": 3}
    assert vault.known("r-1").known("r-1") == ()


def test_coverage_and_the_record_of_processing_know_the_vault():
    vault = memory_vault(HandClock(NOON))
    form = Form("relief", RELIEF, CONSENT, fields_of(Resident, "name", "health"))
    view = View("relief", "secretary", RELIEF, fields_of(Resident, "name"))
    unused = {rule.key for rule in coverage(vault.kinds, [view], [form]).unused}
    assert "resident.health" in unused
    assert "resident.name" not in unused
    register = processing_register(
        Controller(Text("Community B", "社区B"), "office-1"), vault.kinds, [view], [form], keepers=[vault]
    )
    assert ("vault", vault.keeps) in register.kept_by


def test_everything_is_sealed_and_indexed_anew_before_old_keys_are_retired(open_vault):
    vault = open_vault()
    for ref in ("r-204", "r-205"):
        entered(vault, Resident(ref=ref, name=NAME, phone=PHONE, health=HEALTH))
    vault.keys.rotate_index_key()
    vault.keys.renew_subject_keys()
    assert found(vault) == {"r-204", "r-205"}
    assert vault.renew() == 2
    vault.keys.retire_index_keys()
    for ref in ("r-204", "r-205"):
        for tier in (Tier.T2, Tier.T3, Tier.T4):
            vault.keys.retire_subject_keys(ref, tier)
    again = open_vault()
    assert found(again) == {"r-204", "r-205"}
    assert given(again, fields=("name", "health"), by="r-204", purpose=OWN).values == {"name": NAME, "health": HEALTH}


def test_a_vault_that_expects_more_people_finds_them_once_it_is_renewed(open_vault):
    entered(open_vault(people=300), Resident(ref="r-204", name=NAME, phone=PHONE))
    larger = open_vault(people=900_000, schema=2)
    assert found(larger) == set()
    assert given(larger, by="r-204", purpose=OWN)["phone"] == PHONE
    larger.renew()
    assert found(larger) == {"r-204"}


def found(vault):
    with vault.session(by="secretary-1", purpose=RELIEF) as s:
        return set(s.find(Resident, phone=PHONE))
