"""What a flag is, and that nothing which counts depends on it."""

import ast
from datetime import datetime
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve

import commgov.incentives
from commgov.errors import InvalidInputError
from commgov.incentives import ServiceFacts
from commgov.incentives.integrity import DETECTORS, FlagKind, IntegrityPolicy, Material, find_flags
from commgov.simulation import tampered_services


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


def written_in(zone: str, one: ServiceFacts) -> ServiceFacts:
    """The same service, with all its times written in another zone."""

    def there(moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(zone))

    return evolve(
        one,
        start=there(one.start),
        end=there(one.end),
        entered_at=there(one.entered_at),
        community=evolve(one.community, at=there(one.community.at)),
        attested=evolve(one.attested, at=there(one.attested.at)),
    )


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Kathmandu"])
def test_the_days_are_the_communitys_in_whatever_zone_the_times_are_written(scene, zone: str) -> None:
    elsewhere = evolve(scene, facts=tuple(written_in(zone, one) for one in scene.facts))
    assert find_flags(elsewhere.material()).flags == find_flags(scene.material()).flags


def test_a_zone_that_there_is_not_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="time zone"):
        Material.of([], zone="Wuhan")


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


def test_a_flag_shows_nobody_in_its_repr(scene) -> None:
    for one in find_flags(scene.material()).flags:
        assert not [name for name in one.about if name in repr(one)]


def test_nothing_else_in_incentives_knows_of_flags_or_signals() -> None:
    """Points, grades, hours and honours cannot depend on what they do not import."""
    root = Path(commgov.incentives.__file__).parent
    guarded = ("commgov.incentives.integrity", "commgov.incentives.care")
    files = {path.relative_to(root): path for path in root.rglob("*.py")}
    own = {name for name in files if name.parts[0] in {"integrity", "care", "__init__.py"}}
    assert files.keys() > own
    for path in (path for name, path in files.items() if name not in own):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not [name for name in names if name.startswith(guarded)], path
