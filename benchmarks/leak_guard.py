"""The leak guard beside Presidio on Chinese messages, and how much each of them finds.

Presidio runs with spaCy's blank Chinese tokenizer, the only one that needs no download, in three ways: as its registry
loads it for Chinese; with the three recognisers that fit Chinese numbers; and given the forms that the guard looks for.
Timed is the whole call, spans included, one message after another, by the processor's clock; rounds are interleaved.
"""

import gc
import gzip
import json
import logging
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.leak_messages import BUILDINGS, ESTATES, OBFUSCATIONS, PLAIN, found_share, messages, plain_values
from benchmarks.peers import Rows, rows_from_peers
from commgov.privacy import Gazetteer, LeakGuard
from commgov.privacy.validators.plate import PROVINCES

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
ROUNDS = 7
GOAL = 40
_START, _END = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
_DATE = r"(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_ONE = "0-9零一二三四五六七八九十"
PATTERNS = {  # the plain forms, as Presidio takes them: without checks, rosters or gazetteers
    "RESIDENT_ID": rf"{_START}[1-9]\d{{5}}{_DATE}\d{{3}}[\dXx]{_END}",
    "BANK_CARD": rf"{_START}(?:62|4\d|5[0-9]|3[0-9]|9\d|6[0-9])\d{{11,17}}{_END}",
    "MOBILE": rf"{_START}(?:(?:\+|00)?86[- ]?)?1[3-9]\d[- ]?\d{{4}}[- ]?\d{{4}}{_END}",
    "LANDLINE": rf"{_START}0\d{{2,3}}-?\d{{7,8}}{_END}",
    "EMAIL": r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]+\.[A-Za-z]{2,}",
    "PLATE": rf"[{PROVINCES}][A-Z][-·]?[A-Z0-9]{{4,5}}[A-Z0-9挂学警港澳]",
    "PASSPORT": rf"{_START}E[A-Z0-9]\d{{7}}{_END}",
    "PERMIT": rf"{_START}[HMC]\d{{8}}{_END}",
    "ADDRESS": rf"[{_ONE}]{{1,3}}(?:栋|幢|座|号楼)(?:[{_ONE}]单元)?[{_ONE}]{{3,4}}室?",
}


class _Names:
    def __init__(self, count: int) -> None:
        make = plain_values(11)["name"]
        self._names: set[str] = set()
        while len(self._names) < count:
            self._names.add(make())

    def names(self) -> set[str]:
        return self._names


def presidio() -> dict[str, Callable[[str], Any]]:
    """Presidio's ways, each as a function of a message."""
    import spacy  # noqa: PLC0415 - only there among the peers
    from presidio_analyzer import AnalyzerEngine, Pattern, PatternRecognizer, RecognizerRegistry  # noqa: PLC0415
    from presidio_analyzer.nlp_engine import NlpEngineProvider  # noqa: PLC0415
    from presidio_analyzer.predefined_recognizers import (  # noqa: PLC0415
        CreditCardRecognizer,
        EmailRecognizer,
        PhoneRecognizer,
    )

    logging.disable(logging.CRITICAL)
    blank = tempfile.mkdtemp()
    spacy.blank("zh").to_disk(blank)
    models = {"nlp_engine_name": "spacy", "models": [{"lang_code": "zh", "model_name": blank}]}
    nlp = NlpEngineProvider(nlp_configuration=models).create_engine()
    loaded, three, forms = (RecognizerRegistry(supported_languages=["zh"]) for _ in range(3))
    loaded.load_predefined_recognizers(languages=["zh"], nlp_engine=nlp)
    three.add_recognizer(PhoneRecognizer(supported_language="zh", supported_regions=("CN",)))
    three.add_recognizer(EmailRecognizer(supported_language="zh"))
    three.add_recognizer(CreditCardRecognizer(supported_language="zh"))
    for name, pattern in PATTERNS.items():
        one = Pattern(name, pattern, 0.8)
        forms.add_recognizer(PatternRecognizer(supported_entity=name, patterns=[one], supported_language="zh"))
    ways = {"its registry for Chinese": loaded, "phone, mail and card": three, "given the forms": forms}
    engines = {
        way: AnalyzerEngine(nlp_engine=nlp, registry=registry, supported_languages=["zh"])
        for way, registry in ways.items()
    }
    return {way: lambda text, engine=engine: engine.analyze(text, "zh") for way, engine in engines.items()}


def lap(look: Callable[[str], Any], texts: list[str]) -> float:
    """Processor seconds for all texts."""
    gc.collect()
    start = time.process_time()
    for text in texts:
        look(text)
    return time.process_time() - start


def real_texts() -> list[str]:
    with gzip.open(SHARED / "tipdm_hot.jsonl.gz", "rt", encoding="utf-8") as file:
        return [row["text"] for row in map(json.loads, file)][:300]


def among_peers() -> Rows:
    """Speed, and what Presidio finds: in the environment that has it."""
    rows: Rows = []
    made, peers = messages(2_000, seed=1), presidio()
    bare, full = LeakGuard(), LeakGuard(_Names(9_000), gazetteer=Gazetteer([*ESTATES, *BUILDINGS]))
    for name, texts in (
        ("made-up messages, mean 29 signs", [one.text for one in made]),
        ("real ones, mean 360", real_texts()),
    ):
        for way, look in peers.items():
            ratios, full_ratios = [], []
            for _ in range(ROUNDS if len(texts) > 1_000 else 3):
                theirs = lap(look, texts)
                ratios.append(theirs / lap(lambda text: bare.check(text, "group").spans, texts))
                full_ratios.append(theirs / lap(lambda text: full.check(text, "group").spans, texts))
            ratio, with_roster = statistics.median(ratios), statistics.median(full_ratios)
            rows.append(
                (
                    f"{name}: speed beside Presidio, {way}",
                    f"{ratio:.0f} × faster",
                    f"{with_roster:.0f} × with 9,000 names and a gazetteer; goal: at least {GOAL} ×",
                )
            )
    kinds = {"CN_ID": "resident ID", "PHONE_NUMBER": "mobile", "CREDIT_CARD": "bank card", "EMAIL_ADDRESS": "email"}
    held = messages(1_500, seed=5, share=1.0)
    seen = [
        (
            one,
            [
                (kinds.get(hit.entity_type, hit.entity_type), hit.start, hit.end)
                for hit in peers["phone, mail and card"](one.text)
            ],
        )
        for one in held
    ]
    shares = found_share(seen, (*PLAIN, "address"))
    rows.append(
        (
            "found by Presidio's phone, mail and card",
            _shares(shares),
            f"presidio-analyzer {version('presidio-analyzer')}",
        )
    )
    return rows


def found_by_the_guard() -> Rows:
    held = messages(20_000, seed=5, share=1.0)
    names = {one.text[start:end] for one in held for kind, start, end in one.holds if kind == "name"}
    roster = _Names(0)
    roster.names().update(names)
    rows: Rows = []
    for note, guard, kinds in (
        (
            "with roster and gazetteer",
            LeakGuard(roster, gazetteer=Gazetteer([*ESTATES, *BUILDINGS])),
            (*PLAIN, "address", "name"),
        ),
        ("without", LeakGuard(), (*PLAIN, "address")),
    ):
        seen = [
            (one, [(hit.kind.value, hit.start, hit.end) for hit in guard.check(one.text, "group").spans])
            for one in held
        ]
        rows.append(
            (
                f"found by the guard {note}",
                _shares(found_share(seen, kinds)),
                "20,000 messages",
            )
        )
    hits = 0
    values, guard = plain_values(9), LeakGuard()
    for disguise in OBFUSCATIONS.values():
        for kind in ("resident ID", "mobile", "bank card"):
            for _ in range(500):
                text = f"请记一下{disguise(values[kind]())}谢谢"
                hits += any(hit.kind.value == kind for hit in guard.check(text, "group").spans)
    rows.append(
        (
            f"found behind {len(OBFUSCATIONS)} disguises",
            f"{hits} of {500 * 3 * len(OBFUSCATIONS)}",
            "resident IDs, mobiles, bank cards",
        )
    )
    return rows


def _shares(shares: dict[str, tuple[int, int]]) -> str:
    return ", ".join(f"{kind} {hits / due:.3f}" for kind, (hits, due) in shares.items())


def measure() -> Rows:
    return rows_from_peers("benchmarks.leak_guard") + found_by_the_guard()


if __name__ == "__main__":
    if "--among-peers" in sys.argv:
        print(json.dumps(among_peers(), ensure_ascii=False))
    else:
        for row in measure():
            print("| " + " | ".join(row) + " |")
