"""What lies in a database shows nothing, and opens nowhere but in its own place."""

import copy
import logging
import pickle
import traceback
from itertools import permutations

import pytest
from attrs import evolve
from sqlalchemy import text
from tests.privacy.vault.scene import (
    ADDRESS,
    CONSENT,
    EMERGENCY,
    HEALTH,
    ID,
    NAME,
    OWN,
    PHONE,
    PLANTED,
    RELIEF,
    ROOT,
    VISIT,
    control,
    entered,
    given,
    memory_vault,
    resident,
)

from commgov.errors import CommgovError, InvalidInputError, SealError
from commgov.privacy import OrderText, Origin, Resident
from commgov.privacy.vault import MemoryVaultStore, SubjectState, Vault
from commgov.seal import Keyset
from commgov.storage import Database

FIELD_NAMES = ["health", "disability", "resident.health"]


def planted(vault):
    record = resident(health=HEALTH, id_number=ID, address=ADDRESS, disability="grade 2")
    entered(vault, record)
    entered(vault, OrderText(ref="r-204", demand="d-1", text=HEALTH), unit=None, item="d-1")


def work(vault):
    """Use everything once."""
    planted(vault)
    given(vault)
    given(vault, fields=("health",), purpose=EMERGENCY, emergency=True)
    with vault.session(by="secretary-1", purpose=RELIEF) as s:
        s.find(Resident, phone=PHONE)
        s.list(Resident, ("name", "phone"))
        s.change("r-204", {"phone": PHONE}, origin=Origin.PERSON)
    vault.restrict("r-204", by="secretary-1")
    vault.lift_restriction("r-204", by="secretary-1")


def forms(value):
    return [
        value.encode(),
        value.encode("utf-16-le"),
        value.encode().hex().encode(),
        repr(value.encode()).encode()[2:-1],
    ]


def test_the_files_of_a_database_hold_no_clear_text(tmp_path, clock):
    with Database.open(f"sqlite:///{tmp_path / 'b.db'}") as database:
        vault = Vault.open(database, community="community-b", keys=ROOT, control=control(), clock=clock)
        work(vault)
        content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    content += b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"r-204" in content
    assert b"grid-1" in content
    assert not [value for value in PLANTED for form in forms(value) if form in content]


def test_the_tables_do_not_even_say_which_fields_are_held(open_vault, request):
    vault = open_vault()
    planted(vault)
    if isinstance(vault._holding.store, MemoryVaultStore):
        stored = [vault._holding.store._rows, vault._holding.store._slots, vault._holding.store._codes]
        content = "".join(map(repr, stored)) + "".join(each.directory.hex() for each in stored[0].values())
    else:
        content = dumped(request)
    assert "r-204" in content
    assert not [value for value in (*PLANTED, *FIELD_NAMES) if value in content or value.encode().hex() in content]


def dumped(request):
    """All rows of the vault's and the keys' tables, as text."""
    if "sqlite" in request.node.name:
        place = {"url": f"sqlite:///{request.getfixturevalue('tmp_path') / 'vault.db'}"}
    else:
        place = request.getfixturevalue("postgres_schema")
    tables = ("vault_subject", "vault_field", "vault_code", "key_community", "key_subject", "key_destroyed")
    with Database.open(**place) as database, database.transaction() as connection:
        rows = [row for table in tables for row in connection.execute(text(f"SELECT * FROM {table}"))]  # noqa: S608
    return "\n".join(str([bytes(each).hex() if isinstance(each, bytes) else each for each in row]) for row in rows)


@pytest.fixture
def opened(clock):
    store = MemoryVaultStore()
    vault = memory_vault(clock, store=store)
    planted(vault)
    entered(vault, resident("r-205", health="另一人的病", id_number=None, address="别处1号"))
    entered(vault, OrderText(ref="r-204", demand="d-2", text="第二单"), unit=None, item="d-2")
    return vault, store


def owned(vault, ref="r-204", **more):
    return given(vault, ref, more.pop("fields", None), by=ref, purpose=OWN)


def test_no_ciphertext_opens_in_the_place_of_another(opened):
    """Between fields and tiers of one person, between two orders, and between two people."""
    vault, store = opened
    own, other = dict(store._slots["r-204"]), dict(store._slots["r-205"])
    swaps = [("r-204", one, own[two]) for one, two in permutations(own, 2)]
    swaps += [("r-204", one, content) for one in own for content in other.values()]
    names = {held.slot: held for held in vault._holding.file("r-204").directory.held}
    assert len(swaps) > 80
    for ref, slot, content in swaps:
        store._slots[ref][slot] = content
        held = names[slot]
        record = OrderText if held.key.startswith("order") else Resident
        with vault.session(by=ref, purpose=OWN) as s, pytest.raises(SealError):
            s.get(ref, (held.key.partition(".")[2],), record=record, item=held.item)
        store._slots[ref][slot] = own[slot]
    assert owned(vault)["health"] == HEALTH


def test_no_row_opens_that_was_changed_in_the_store_alone(opened):
    vault, store = opened
    row, other = store._rows["r-204"], store._rows["r-205"]
    changed = [
        evolve(row, unit="grid-2"),
        evolve(row, state=SubjectState.RESTRICTED),
        evolve(row, version=row.version + 1),
        evolve(row, directory=other.directory),
        evolve(row, directory=row.directory[:-1] + bytes([row.directory[-1] ^ 1])),
    ]
    before = vault.log.size
    for each in changed:
        store._rows["r-204"] = each
        with pytest.raises((SealError, InvalidInputError)):
            given(vault)
    store._rows["r-204"] = evolve(other, subject="r-204")
    with pytest.raises(SealError):
        given(vault)
    assert vault.log.size == before
    vault.erase("r-204", by="secretary-1")
    assert not given(vault).values


def test_an_old_field_does_not_open_in_the_place_of_the_new_one(opened):
    vault, store = opened
    old = dict(store._slots["r-204"])
    with vault.session(by="secretary-1", purpose=RELIEF) as s:
        assert s.change("r-204", {"phone": "13900000034"}, origin=Origin.PERSON)
    (new,) = store._slots["r-204"].keys() - old.keys()
    for content in old.values():
        store._slots["r-204"][new] = content
        with pytest.raises(SealError):
            owned(vault, fields=("phone",))


def test_a_field_that_was_removed_in_the_store_alone_is_missed(opened):
    vault, store = opened
    store._slots["r-204"].clear()
    with pytest.raises(SealError):
        owned(vault)


def test_whoever_has_other_keys_opens_nothing(tmp_path, clock):
    with Database.open(f"sqlite:///{tmp_path / 'b.db'}") as database:
        planted(Vault.open(database, community="community-b", keys=ROOT, control=control(), clock=clock))
        for keys, community in ((Keyset.generate(), "community-b"), (ROOT, "community-c")):
            with pytest.raises(SealError):
                Vault.open(database, community=community, keys=keys, control=control(), clock=clock)


def test_values_of_one_small_vocabulary_have_one_length(clock):
    store = MemoryVaultStore()
    vault = memory_vault(clock, store=store)
    lengths = set()
    for ref, word in (("r-204", "无"), ("r-205", "肢体残疾一级"), ("r-206", "grade 2")):
        entered(vault, Resident(ref=ref, disability=word))
        lengths |= {len(each) for each in store._slots[ref].values()}
    assert len(lengths) == 1


def test_no_repr_no_text_no_pickle_and_no_copy_shows_a_value(opened, caplog):
    vault, store = opened
    with vault.session(by="r-204", purpose=OWN) as s:
        seen = s.get("r-204")
    with vault.session(by="secretary-1", purpose=RELIEF) as s:
        listed, found = s.list(Resident, ("name", "phone")), s.find(Resident, phone=PHONE)
        written = s.change("r-204", {"phone": PHONE}, origin=Origin.PERSON)
    file = vault._holding.file("r-204")
    parts = [vault, s, vault._holding, vault._upkeep, vault._holding.sealer, vault._holding.indexes, seen, listed]
    parts += [found, written, file, file.directory, store.load("r-204"), store._rows["r-204"], vault.known("r-204")]
    shown = [form for part in parts for form in (repr(part), str(part), f"{part}", f"{part!r:>99}", f"{[part]}")]
    with caplog.at_level(logging.DEBUG):
        for part in parts:
            logging.getLogger("test").warning("%s %r", part, part)
    assert not [value for value in PLANTED for text_ in (*shown, caplog.text) if value in text_]
    for part in (vault, s, vault._holding, seen, listed):
        for travel in (pickle.dumps, copy.copy, copy.deepcopy):
            with pytest.raises(TypeError):
                travel(part)


def test_no_error_repeats_a_value(opened):
    vault, _ = opened
    with vault.session(by="secretary-1", purpose=RELIEF) as s:
        calls = [
            lambda: s.put(resident(), basis=CONSENT, origin=Origin.PERSON),
            lambda: s.change("r-204", {"phone": f"{PHONE}9"}, origin=Origin.PERSON),
            lambda: s.change("r-204", {"name": 5, "nickname": NAME}, origin=Origin.PERSON),
            lambda: s.find(Resident, phone=f"{PHONE}9"),
            lambda: s.find(Resident, health=HEALTH),
            lambda: s.get(PHONE).refused["name"].missing,
            lambda: vault.session(by=ID, purpose=VISIT),
        ]
        for call in calls:
            try:
                call()
            except (CommgovError, AttributeError) as error:
                told = "".join(traceback.format_exception(error)) + repr(error)
                assert not [value for value in PLANTED if value in told]
            else:
                pytest.fail("it was not refused")
