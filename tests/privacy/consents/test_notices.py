"""What people are shown: what a notice says, what it allows, and what another version of it does."""

import pytest
from tests.privacy.consents.town import (
    BOARD,
    CALLS,
    CALLS_2,
    HEALTH,
    RELIEF,
    STREET,
    VOICE,
    WHY,
    notice,
    words,
)

from commgov.errors import InvalidInputError, NotFoundError
from commgov.privacy import Tier
from commgov.privacy.access import Action
from commgov.privacy.consents import ConsentEnd, ConsentUse
from commgov.wording import Text


@pytest.mark.parametrize(
    ("shown", "action", "holds"),
    [
        (CALLS, Action.READ, True),
        (CALLS, Action.EXPORT, True),
        (CALLS, Action.SHARE, False),
        (CALLS, Action.DISCLOSE, False),
        (STREET, Action.SHARE, True),
        (STREET, Action.READ, False),
        (STREET, Action.DISCLOSE, False),
        (BOARD, Action.DISCLOSE, True),
        (BOARD, Action.SHARE, False),
        (BOARD, Action.READ, False),
    ],
)
def test_giving_and_making_public_take_consents_of_their_own(town, shown, action, holds):
    assert town.signs("r-1", shown)
    (basis,) = town.book.of("r-1", shown.purpose.name)
    assert basis.reaches(action, "name") == holds
    assert not basis.reaches(action, "bank_card")


def test_data_goes_to_the_recipients_of_the_notice_and_to_nobody_else(town):
    town.signs("r-1", STREET)
    (basis,) = town.book.of("r-1", "relief")
    assert basis.may_go_to("street-office")
    assert not basis.may_go_to("insurer")
    town.signs("r-1", CALLS)
    (at_home,) = town.book.of("r-1", "care")
    assert not at_home.may_go_to("street-office")


def test_sensitive_data_takes_a_notice_that_says_why(town):
    assert (CALLS.up_to, HEALTH.up_to) == (Tier.T3, Tier.T4)
    town.signs("r-1", CALLS)
    assert not town.allows("r-1", tier=Tier.T4)
    town.signs("r-1", HEALTH)
    assert town.allows("r-1", tier=Tier.T4)
    with pytest.raises(InvalidInputError, match="PIPL article 30"):
        notice("health", 1, "health")


@pytest.mark.parametrize(
    "wrong",
    [
        {"recipients": {"o": Text("o", "o")}, "is_public": True},
        {"recipients": {"public": Text("o", "o")}},
        {"up_to": Tier.T2},
        {"days": 0},
        {"necessity": "because"},
    ],
)
def test_a_notice_that_cannot_be_is_refused(wrong):
    with pytest.raises(InvalidInputError):
        notice("calls", 1, "name", "phone", **wrong)


def test_all_that_is_wrong_with_a_notice_is_named():
    with pytest.raises(InvalidInputError) as refused:
        notice("calls@1", 0, "name", days=0)
    assert len(refused.value.problems) == 3


def test_a_notice_says_all_that_law_wants_told():
    text = STREET.to("zh")
    who, kept = ("街道办", "社区B", "office, building 1"), ("迁出或退出之日起90天", "100天")
    for said in ("发放救助", "street@1", "姓名", "手机号码", *who, *kept, "撤回方式", "不影响其他服务"):
        assert said in text
    assert WHY.zh in HEALTH.to("zh")
    assert [use.words.zh for use in (CALLS.use, STREET.use, BOARD.use)] == ["内部使用", "提供给他人", "公开"]
    assert "public" in BOARD.to("en")
    assert [each.name.en for each in STREET.given_to()] == ["street office"]
    assert list(ConsentUse) == [CALLS.use, STREET.use, BOARD.use]


def test_another_version_takes_another_yes_and_the_old_one_allows_what_it_said(town):
    town.signs("r-1")
    town.book = town.opened([CALLS_2, CALLS])
    assert town.allows("r-1"), "what was agreed to stays agreed to"
    assert not town.allows("r-1", RELIEF), "and no more"
    assert town.book.to_ask("r-1") == (CALLS_2,)
    assert words(town.signs("r-1", CALLS)) == "a newer notice is to be shown: calls@2"
    assert town.book.refuse("c-1", "r-3", CALLS, by="clerk-1", means=VOICE), "a no may come on the old form"
    assert CALLS_2 in town.book.to_ask("r-3")
    town.clock.forward(days=1)
    assert town.signs("r-1", CALLS_2)
    assert town.allows("r-1", RELIEF)
    assert not town.allows("r-1"), "the later yes stands in the place of the earlier"
    assert [each.end for each in town.book.said("r-1")] == [ConsentEnd.REPLACED, None]
    town.clock.forward(days=1)
    town.book.refuse(town.next_id(), "r-1", CALLS_2, by="clerk-1", means=VOICE)
    assert not town.allows("r-1", RELIEF)


def test_a_notice_that_was_changed_under_its_version_carries_nothing(town):
    town.signs("r-1", consent="c-1")
    altered = notice("calls", 1, "name", "phone", "address")
    town.book = town.opened([altered])
    assert town.book.of("r-1", "care") == ()
    assert words(town.signs("r-1", CALLS)) == "the book has no notice calls@1 with this text"
    with pytest.raises(NotFoundError):
        town.book.receipt("r-1", "c-1")
    assert town.book.told("r-1"), "the person is told all the same"
    with pytest.raises(InvalidInputError):
        town.opened([CALLS, altered])
