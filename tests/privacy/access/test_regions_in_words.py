"""What analysis finds is told in sentences: all that limits it, in the fewest words that are true."""

from attrs import evolve
from tests.privacy.access.points import SMALL

from commgov.core import Text
from commgov.privacy import BasisKind, Tier
from commgov.privacy.access import (
    AccessPolicy,
    Action,
    Forbid,
    Scope,
    diff,
    who_can,
)
from commgov.privacy.access.region import _families
from commgov.privacy.access.space import ALL_BASES


def test_the_difference_of_versions_reads_as_sentences() -> None:
    policy = AccessPolicy.community()
    looser = evolve(policy, forbids=tuple(rule for rule in policy.forbids if rule.id != "no-lists-of-sensitive"))
    lines = diff(policy, looser).to("zh").splitlines()
    doctor = next(line for line in lines if line.startswith("＋ 家庭医生：查看；T4；用途：居家健康照护；字段："))
    assert doctor.endswith("；指定负责该居民（或更近）；同意或合同；审批人数：0–1；一次涉及居民数：≥2")
    assert diff(policy, looser).lost == ()
    assert [region.text for region in diff(looser, policy).lost] == [each.text for each in diff(policy, looser).gained]


def test_who_can_reads_as_sentences() -> None:
    lines = who_can(AccessPolicy.community(), Action.READ, "health", Tier.T4, "health-care")
    assert [line.text.zh for line in lines] == [
        "照护人员：指定负责该居民；处理依据：同意；加水印显示",
        "家庭医生：指定负责该居民；处理依据：同意或合同；加水印显示",
    ]
    assert who_can(AccessPolicy.community(), Action.READ, "health", Tier.T4, "gossip") == ()


def test_a_region_in_words_tells_all_it_is_limited_to() -> None:
    limited = Forbid(
        "limited", minors=True, third_party=True, unless_assessed=True, unless_bases=frozenset({BasisKind.STATUTE})
    )
    found = diff(SMALL, evolve(SMALL, forbids=(*SMALL.forbids, limited))).lost
    text = next(region.text for region in found if region.role == "worker" and not region.also)
    for words in (Text("children under 14", "不满十四周岁的未成年人"), Text("about somebody else", "涉及他人的信息")):
        assert words.en in text.en
        assert words.zh in text.zh
    assert "without an assessment" in text.en
    assert "without statute" in text.en


def test_who_holds_a_further_role_is_told_of_only_where_it_makes_a_difference() -> None:
    policy = AccessPolicy.community()
    fewer = diff(policy, evolve(policy, permits=tuple(rule for rule in policy.permits if rule.id != "emergency")))
    assert any(region.also == "property-company" for region in fewer.lost)
    assert "物业企业" not in fewer.to("zh")  # for T1 to T3 the same as for others, and T4 was forbidden anyway
    freed = diff(policy, evolve(policy, forbids=tuple(r for r in policy.forbids if r.id != "property-never-sensitive")))
    assert freed.gained
    assert all(region.also == "property-company" for region in freed.gained)
    assert "同时担任物业企业" in freed.to("zh")


def test_scopes_that_do_not_reach_up_are_all_named() -> None:
    near = evolve(SMALL, permits=(SMALL.permits[0], evolve(SMALL.permits[1], scope=Scope.SERVICE)))
    lost = next(region for region in diff(SMALL, near).lost if region.role == "leader")
    assert lost.of("scope") == {Scope.SUBJECT}
    assert "assigned to this resident" in lost.text.en
    wide = evolve(near, permits=(near.permits[0], evolve(near.permits[1], scope=Scope.UNIT)))
    gained = next(region for region in diff(near, wide).gained if region.role == "leader")
    assert "the resident's unit or one above it or assigned to this resident" in gained.text.en
    assert "所在单元或其上级单元或指定负责该居民" in gained.text.zh


def test_sets_of_bases_are_told_by_the_fewest_words_that_are_true() -> None:
    consent, duty = BasisKind.CONSENT, BasisKind.DUTY
    everything = frozenset(ALL_BASES)
    either = frozenset(kinds for kinds in everything if kinds & {consent, duty})
    assert _families(either).en == "consent or duty by law"
    assert _families(everything - either).en == "without consent or duty by law"
    assert _families(frozenset(kinds for kinds in either if duty not in kinds)).zh == "同意，无法定职责"
    assert _families(frozenset({frozenset(), frozenset({consent, duty})})).en == "no basis or consent and duty by law"
