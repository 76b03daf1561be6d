"""What a flag is, what people make of it, and that nothing which counts depends on it."""

import ast
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

import commgov.incentives
from commgov.errors import InvalidInputError
from commgov.incentives import (
    DETECTORS,
    Case,
    CaseState,
    Finding,
    Flag,
    FlagKind,
    IntegrityPolicy,
    Material,
    Measure,
    find_flags,
)
from commgov.simulation import tampered_services
from commgov.wording import Text

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
WORDS = Text("in two places at once", "同一时间出现在两地")


def flag(*records: str, about: tuple[str, ...] = ("m-1",)) -> Flag:
    return Flag(FlagKind.OVERLAP, about, records, WORDS, Measure(WORDS, 60, 0), WORDS)


@pytest.fixture(scope="module")
def scene():
    return tampered_services(8, members=250, rate=0.03)


def test_every_flag_has_evidence_a_reason_and_a_way_out_in_both_languages(scene) -> None:
    records = {one.record for one in scene.facts}
    flags = find_flags(scene.material()).flags
    assert {one.kind for one in flags} == set(FlagKind)
    for one in flags:
        assert one.records
        assert set(one.records) <= records
        assert len(set(one.records)) == len(one.records)
        for text in (one.reason, one.clears, one.measure.text):
            assert text.en
            assert any("\u4e00" <= sign <= "\u9fff" for sign in text.zh), text.zh
            assert "{" not in text.en + text.zh


def test_the_order_of_the_facts_does_not_matter(scene) -> None:
    shuffled = list(scene.facts)
    Random(3).shuffle(shuffled)  # noqa: S311 - any order will do
    again = Material.of(
        shuffled,
        outcomes=scene.outcomes[::-1],
        paperwork=scene.paperwork[::-1],
        travel=scene.travel,
        same_person=scene.same_person,
    )
    one, other = find_flags(scene.material()).flags, find_flags(again).flags
    assert {(each.id, frozenset(each.records)) for each in one} == {
        (each.id, frozenset(each.records)) for each in other
    }


def test_the_same_seed_makes_the_same_services_and_flags() -> None:
    one, other = tampered_services(9, members=100), tampered_services(9, members=100)
    assert one.facts == other.facts
    assert find_flags(one.material()).flags == find_flags(other.material()).flags


def test_what_could_not_be_looked_at_is_named(scene) -> None:
    findings = find_flags(Material.of(scene.facts))
    kinds = {kind for kind, _ in findings.not_looked_at}
    assert kinds == {FlagKind.FLOATING, FlagKind.NO_OUTCOME, FlagKind.REPORTING_LOAD, FlagKind.TRAVEL}
    assert find_flags(scene.material()).not_looked_at == ()


def test_one_may_ask_single_detectors(scene) -> None:
    rings = {FlagKind.RING: DETECTORS[FlagKind.RING]}
    assert {one.kind for one in find_flags(scene.material(), detectors=rings).flags} == {FlagKind.RING}


def test_a_record_that_comes_twice_is_refused(serve) -> None:
    one = serve("m-1", 9)
    with pytest.raises(InvalidInputError, match="only once"):
        Material.of([one, one])


@pytest.mark.parametrize(
    "wrong", [{"false_share": 0.0}, {"least": 0}, {"ring_least": 2}, {"ring_most": 2}, {"paperwork_most": 1}]
)
def test_limits_out_of_range_are_refused(wrong) -> None:
    with pytest.raises(InvalidInputError):
        IntegrityPolicy(**wrong)


def test_a_flag_shows_nobody_in_its_repr() -> None:
    assert "m-1" not in repr(flag("s-1"))
    case, _ = Case(flag("s-1")).review(Finding.CLEARED, by="officer-3", at=MONDAY, reason="a secret of m-1")
    assert "secret" not in repr(case)


def test_a_cleared_flag_stays_cleared_until_new_evidence_comes() -> None:
    case, _ = Case(flag("s-1", "s-2")).review(Finding.CLEARED, by="officer-3", at=MONDAY, reason="a typing error")
    assert case.renewed(flag("s-2", "s-1")).state is CaseState.CLEARED
    more = case.renewed(flag("s-1", "s-2", "s-3"))
    assert (more.state, more.unseen) == (CaseState.OPEN, ("s-3",))
    with pytest.raises(InvalidInputError):
        case.renewed(flag("s-1", about=("m-2",)))


def test_a_confirmed_flag_can_be_appealed_and_somebody_else_decides() -> None:
    case, verdict = Case(flag("s-1")).review(Finding.CONFIRMED, by="officer-3", at=MONDAY, reason="signed twice")
    assert (bool(verdict), case.state) == (True, CaseState.CONFIRMED)
    case, verdict = case.appeal(by="m-1", at=MONDAY + timedelta(days=2), reason="it was Tuesday")
    assert (bool(verdict), case.state) == (True, CaseState.APPEALED)
    later = MONDAY + timedelta(days=3)
    for by in ("officer-3", "m-1"):  # who confirmed it, and whom it is about
        same, refused = case.review(Finding.CLEARED, by=by, at=later, reason="fine")
        assert (same, bool(refused)) == (case, False)
    done, verdict = case.review(Finding.CLEARED, by="officer-9", at=later, reason="the form says Tuesday")
    assert (bool(verdict), done.state, len(done.steps)) == (True, CaseState.CLEARED, 3)


def test_what_does_not_fit_is_refused_and_leaves_the_case_as_it_was() -> None:
    case = Case(flag("s-1"))
    assert case.appeal(by="m-1", at=MONDAY, reason="no")[1].allowed is False
    assert case.review(Finding.CLEARED, by="m-1", at=MONDAY, reason="all fine")[1].allowed is False
    decided, _ = case.review(Finding.CONFIRMED, by="officer-3", at=MONDAY, reason="seen")
    assert decided.review(Finding.CLEARED, by="officer-4", at=MONDAY, reason="again")[1].allowed is False
    assert decided.appeal(by="m-1", at=MONDAY - timedelta(days=1), reason="early")[1].allowed is False
    with pytest.raises(InvalidInputError):
        case.review(Finding.CLEARED, by="officer-3", at=MONDAY, reason=" ")


def test_nothing_else_in_incentives_knows_of_flags_or_signals() -> None:
    """Points, grades, hours and honours cannot depend on what they do not import."""
    root = Path(commgov.incentives.__file__).parent
    guarded = ("commgov.incentives.integrity", "commgov.incentives.care")
    files = {path.relative_to(root): path for path in root.rglob("*.py")}
    own = {name for name in files if name.parts[0] in {"integrity", "care.py", "__init__.py"}}
    assert files.keys() > own
    for path in (path for name, path in files.items() if name not in own):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not [name for name in names if name.startswith(guarded)], path
