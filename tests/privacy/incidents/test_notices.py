"""What the authority and the people concerned are told."""

from datetime import UTC, timedelta

import pytest
from tests.privacy.incidents.office import NOON, OFFICE, SHANGHAI, Case
from tests.privacy.said import english

from commgov.privacy import Resident, Risk, Tier
from commgov.privacy.incidents import (
    NOTICE_RULES,
    Audience,
    draft_notice,
    who_had_access,
)
from commgov.privacy.schema import record_schema
from commgov.wording import Text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_notice_says_what_law_wants_said(language):
    case = Case()
    case.contain()
    case.scope(tier=Tier.T4, risk=Risk.HIGH)
    case.desk.remedy("i-1", Text("cards were replaced", "已更换卡片"), "u-2")
    incident = case.desk.find("i-1")
    drafts = {
        rule.name: draft_notice(incident, rule, OFFICE, case.desk.policy, SHANGHAI, fields=record_schema(Resident))
        for rule in NOTICE_RULES
    }
    for draft in drafts.values():
        said = draft.to(language)
        must = [
            "2026-03-02 20:00",
            incident.detected.what.words.to(language),
            record_schema(Resident).field("phone").words.to(language),
            Text("rotate the keys", "轮换密钥").to(language),
            Text("cards were replaced", "已更换卡片").to(language),
            Text("illness", "健康").to(language),
            "office@example.org",
        ]
        assert [part for part in must if part not in said] == []
        assert draft.open == ()
        assert "p-1" not in said
    person, authority = drafts["pipl-57-person"].to(language), drafts["gdpr-33"].to(language)
    assert Text("tell your bank", "联系银行").to(language) in person
    assert Text("People concerned: 2", "涉及人数：2").to(language) in authority
    assert Text("People concerned", "涉及人数").to(language) not in person


def test_a_draft_leaves_open_what_nobody_knows_yet():
    case = Case()
    draft = draft_notice(case.desk.find("i-1"), NOTICE_RULES[0], OFFICE, case.desk.policy, UTC)
    assert draft.audience is Audience.AUTHORITY
    assert english(draft.open) == ["which fields are concerned", "what was made good"]
    assert "People concerned: ________" in draft.to("en")
    assert "We are still at it" in draft.to("en")


@pytest.mark.parametrize("tier", list(Tier))
def test_what_people_are_advised_depends_on_the_tier(tier):
    case = Case()
    case.scope(tier=Tier.T1, risk=Risk.LOW)
    assert case.desk.find("i-1").tier is Tier.T2, "the log said more"
    other = Case()
    other.desk.scope("i-1", who_had_access([], NOON, NOON + timedelta(hours=1)), Risk.HIGH, "u-2", tier=tier)
    said = draft_notice(other.desk.find("i-1"), NOTICE_RULES[1], OFFICE, other.desk.policy, UTC)
    assert tier.words.en in said.to("en")
    assert len(said.paragraphs) == 6


def test_every_notice_that_is_due_by_default_rests_on_an_article_that_was_read():
    assert all(rule.checked for rule in NOTICE_RULES)
