"""Encryption of fields: 18 bytes of text each, as long as a resident's ID number, bound to 33 bytes or more.

Peers, all in this process on the same texts: a raw loop over `cryptography`'s `AESGCM` with a fresh IV for each
message, which is the floor of everything in Python; the real `tink`, whose core is C++; its envelope encryption with a
local key; Fernet. *Keyset* is our own keyset of Tink's format alone; *key tree* adds what a vault needs: the key of
subject and tier looked up, messages counted, and the field bound to tenant, subject, basis, field, tier and schema
version.

Processor time of interleaved rounds; a ratio is the median of the rounds' ratios. Before the clock starts, `tink` opens
what we encrypted, and we what it did.
"""

import gc
from collections.abc import Callable
from os import urandom
from statistics import median
from time import process_time

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESGCMSIV
from tink import aead, secret_key_access
from tink import json_proto_keyset_format as tink_json

from commgov.core import PersonRef
from commgov.privacy import Basis, BasisKind, Tier
from commgov.privacy.keys import FieldLabel, KeyTree, MemoryKeyStore
from commgov.seal import KeyKind, Keyset
from commgov.seal.cleartext import CLEARTEXT

ROUNDS = 21
FIELDS, OF_RECORD, SUBJECTS = 4000, 8, 500
TEXTS = [f"42010619{at:010}".encode() for at in range(FIELDS)]
BOUND = [f"resident|{at:08}|id_number|T4|v1".encode() for at in range(FIELDS)]
BASIS = Basis(BasisKind.CONSENT, "c-91")
ONE_TIER = [FieldLabel(f"resident.field-{at}", Tier.T3, 1) for at in range(OF_RECORD)]
THREE_TIERS = [FieldLabel(f"resident.field-{at}", Tier(2 + at % 3), 1) for at in range(OF_RECORD)]

Side = Callable[[], None]
Row = tuple[str, str, str]


def measure() -> list[Row]:
    """Rows: each of ours beside its peers."""
    aead.register()
    sides = _sides()
    took: dict[str, list[float]] = {name: [] for name in sides}
    gc.disable()
    for _ in range(ROUNDS):
        for name, run in sides.items():
            began = process_time()
            run()
            took[name].append((process_time() - began) / FIELDS)
        gc.collect()
    gc.enable()

    def row(what: str, ours: str, peer: str, goal: str = "") -> Row:
        ratio = median(theirs / mine for theirs, mine in zip(took[peer], took[ours], strict=True))
        times = f"{1e6 * median(took[ours]):.2f} µs a field, {peer} {1e6 * median(took[peer]):.2f} µs"
        return what, f"{ratio:.2f} × {peer}", f"goal: at least {goal}; {times}" if goal else times

    raw, tink = "the raw loop", "tink"
    return [
        row("one field, keyset: encrypt", "keyset", raw, "0.75 ×"),
        row("one field, keyset: encrypt", "keyset", tink, "0.95 ×"),
        row("one field, key tree: encrypt", "tree", raw),
        row("one field, key tree: encrypt", "tree", tink),
        row("record of 8 fields of one tier, key tree", "record", tink, "1.25 ×"),
        row("record of 8 fields of one tier, key tree", "record", raw),
        row("record of 8 fields of three tiers, key tree", "record of three tiers", tink),
        row(f"one field each of {SUBJECTS} subjects in turn, key tree", "tree, many", "tink, a keyset a subject"),
        row("record of 8, its key unwrapped anew each time", "record, cold", "tink's envelope"),
        row("one field, keyset: decrypt", "keyset decrypts", "tink decrypts"),
        row("one field, key tree: decrypt", "tree decrypts", "tink decrypts"),
        row("one field, AES-GCM-SIV, keyset: encrypt", "keyset, SIV", "tink, SIV"),
        row("one field, AES-GCM-SIV, keyset: encrypt", "keyset, SIV", "the raw loop, SIV"),
        row("one field, key tree: encrypt", "tree", "Fernet"),
        row("one field, key tree: encrypt", "tree", "tink's envelope"),
    ]


def _sides() -> dict[str, Side]:
    keysets = {kind: Keyset.generate(kind) for kind in (KeyKind.AES_GCM, KeyKind.AES_GCM_SIV)}
    keyset, siv = keysets.values()
    tink, tink_siv = map(_in_tink, keysets.values())
    raw, raw_siv = AESGCM(urandom(32)), AESGCMSIV(urandom(32))
    fernet = Fernet(Fernet.generate_key())
    envelope = aead.KmsEnvelopeAead(aead.aead_key_templates.AES256_GCM, tink)
    tree, other_tree, subjects = _tree(), _tree(), [PersonRef(f"r-{at}") for at in range(SUBJECTS)]
    subject, label = subjects[0], ONE_TIER[0]
    in_turn = [subjects[at % SUBJECTS] for at in range(FIELDS)]
    of_subject = {each: _in_tink(Keyset.generate()) for each in subjects}
    records = [list(zip(ONE_TIER, TEXTS[at : at + OF_RECORD], strict=True)) for at in range(0, FIELDS, OF_RECORD)]
    mixed = [list(zip(THREE_TIERS, TEXTS[at : at + OF_RECORD], strict=True)) for at in range(0, FIELDS, OF_RECORD)]

    sealed = [keyset.encrypt(text, bound) for text, bound in zip(TEXTS, BOUND, strict=True)]
    in_tree = [tree.encrypt(subject, label, text, BASIS) for text in TEXTS]
    tree.encrypt_fields(subject, mixed[0], BASIS)
    for each in subjects:
        tree.encrypt(each, label, TEXTS[0], BASIS)
    assert [tink.decrypt(each, bound) for each, bound in zip(sealed, BOUND, strict=True)] == TEXTS
    assert keyset.decrypt(tink.encrypt(TEXTS[0], BOUND[0]), BOUND[0]) == TEXTS[0]
    assert [tree.decrypt(subject, label, each, BASIS) for each in in_tree] == TEXTS

    def cold() -> None:
        for record in records:
            other_tree._keys.close(subject)  # noqa: SLF001 - as if another subject's had taken its place
            other_tree.encrypt_fields(subject, record, BASIS)

    return {
        "the raw loop": lambda: _raw(raw),
        "the raw loop, SIV": lambda: _raw(raw_siv),
        "tink": lambda: _each(tink.encrypt, TEXTS),
        "tink, SIV": lambda: _each(tink_siv.encrypt, TEXTS),
        "tink decrypts": lambda: _each(tink.decrypt, sealed),
        "tink, a keyset a subject": lambda: _subjects_in_tink(of_subject, in_turn),
        "tink's envelope": lambda: _each(envelope.encrypt, TEXTS),
        "Fernet": lambda: _fernet(fernet),
        "keyset": lambda: _each(keyset.encrypt, TEXTS),
        "keyset, SIV": lambda: _each(siv.encrypt, TEXTS),
        "keyset decrypts": lambda: _each(keyset.decrypt, sealed),
        "tree": lambda: _fields(tree, subject, label),
        "tree, many": lambda: _subjects(tree, in_turn, label),
        "tree decrypts": lambda: _opened(tree, subject, label, in_tree),
        "record": lambda: _records(tree, subject, records),
        "record of three tiers": lambda: _records(tree, subject, mixed),
        "record, cold": cold,
    }


def _in_tink(keyset: Keyset) -> aead.Aead:
    return tink_json.parse(keyset.to_json(CLEARTEXT), secret_key_access.TOKEN).primitive(aead.Aead)


def _tree() -> KeyTree:
    return KeyTree.open(MemoryKeyStore(), Keyset.generate(), tenant="community-b")


def _raw(cipher: AESGCM | AESGCMSIV) -> None:
    for text, bound in zip(TEXTS, BOUND, strict=True):
        iv = urandom(12)
        iv + cipher.encrypt(iv, text, bound)


def _each(does: Callable[[bytes, bytes], bytes], contents: list[bytes]) -> None:
    for content, bound in zip(contents, BOUND, strict=True):
        does(content, bound)


def _subjects_in_tink(of_subject: dict[PersonRef, aead.Aead], in_turn: list[PersonRef]) -> None:
    for subject, text, bound in zip(in_turn, TEXTS, BOUND, strict=True):
        of_subject[subject].encrypt(text, bound)


def _fernet(fernet: Fernet) -> None:
    for text in TEXTS:
        fernet.encrypt(text)


def _fields(tree: KeyTree, subject: PersonRef, label: FieldLabel) -> None:
    for text in TEXTS:
        tree.encrypt(subject, label, text, BASIS)


def _subjects(tree: KeyTree, in_turn: list[PersonRef], label: FieldLabel) -> None:
    for subject, text in zip(in_turn, TEXTS, strict=True):
        tree.encrypt(subject, label, text, BASIS)


def _opened(tree: KeyTree, subject: PersonRef, label: FieldLabel, sealed: list[bytes]) -> None:
    for content in sealed:
        tree.decrypt(subject, label, content, BASIS)


def _records(tree: KeyTree, subject: PersonRef, records: list[list[tuple[FieldLabel, bytes]]]) -> None:
    for record in records:
        tree.encrypt_fields(subject, record, BASIS)
