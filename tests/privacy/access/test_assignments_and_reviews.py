"""Terms of assignments and covers, bases, and the reviews that emergencies owe."""

from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from commgov.errors import ConflictError, InvalidInputError
from commgov.grid import Organisation
from commgov.privacy import Basis, BasisKind, Purpose, Tier
from commgov.privacy.access import (
    SELF,
    AccessControl,
    AccessPolicy,
    AccessRequest,
    AccessReview,
    Action,
    Assignment,
    AssignmentBook,
    BasisBook,
    Cover,
    ListRow,
    Obligation,
    ReviewState,
    SubjectBasis,
)
from commgov.privacy.access.control import DAYS_KEPT

NIGHT = datetime(2026, 3, 2, 18, tzinfo=UTC)
HOUR = timedelta(hours=1)
ORG = Organisation.from_columns(["c", "g1"], [None, "c"])
HELD = Assignment("worker", "grid-worker", "g1", NIGHT - 240 * HOUR)
CONTROL = AccessControl(AccessPolicy.community(), ORG, AssignmentBook([HELD]))
ASKED = AccessRequest("worker", Action.READ, "r-1", "c", "health", Tier.T4, Purpose("emergency"), NIGHT, emergency=True)


@pytest.mark.parametrize(
    "build",
    [
        lambda: Assignment("u", SELF, "g1", NIGHT),
        lambda: Assignment("u", "member", "g1", NIGHT, NIGHT),
        lambda: Assignment("u", "member", "g1", NIGHT.replace(tzinfo=None)),
        lambda: Assignment("u", "member", "g1", NIGHT, service="d-1"),
        lambda: Assignment("u", "member", "g1", NIGHT, covers="u"),
        lambda: Assignment("13812345678", "member", "g1", NIGHT),
        lambda: Cover("u", "member", "u", NIGHT, NIGHT + HOUR),
        lambda: Cover("u", "member", "v", NIGHT, None),
        lambda: Cover("u", "member", "v", NIGHT + HOUR, NIGHT),
        lambda: AssignmentBook(["worker"]),
        lambda: BasisBook([HELD]),
        lambda: SubjectBasis("r", "visit", Basis(BasisKind.CONSENT, "c"), NIGHT, NIGHT - HOUR),
        lambda: SubjectBasis("r", "visit", "consent", NIGHT),
        lambda: SubjectBasis("r", "visit", Basis(BasisKind.CONSENT, "c"), NIGHT, up_to=3),
    ],
)
def test_what_is_no_assignment_cover_or_basis_is_refused(build: object) -> None:
    with pytest.raises(InvalidInputError):
        build()  # type: ignore[operator]


def test_terms_are_compared_across_time_zones_and_days_begin_in_the_communitys() -> None:
    moved = Organisation.from_columns(["c", "g1"], [None, "c"])
    wuhan = NIGHT.astimezone(CONTROL._zone)
    assert CONTROL.decide(evolve(ASKED, at=wuhan)).allowed
    assert wuhan.date() != NIGHT.date()  # it is tomorrow already, and the organisation is that of tomorrow
    seen = []

    class Watched:
        def ancestors(self, unit: str, as_of: object = None) -> tuple[str, ...]:
            seen.append(as_of)
            return moved.ancestors(unit, as_of)

    control = AccessControl(AccessPolicy.community(), Watched(), AssignmentBook([HELD]))  # type: ignore[arg-type]
    control.decide(ASKED)
    control.decide(evolve(ASKED, at=NIGHT - 24 * HOUR))
    control.decide(ASKED)
    assert seen == [wuhan.date(), wuhan.date() - timedelta(days=1)]


def test_several_covers_of_one_holder_stand_side_by_side() -> None:
    covers = [Cover("worker", "grid-worker", by, NIGHT, NIGHT + HOUR) for by in ("one", "two")]
    book = AssignmentBook([HELD], covers)
    assert book.people() == ("one", "two", "worker")
    assert [held.end for held in book.held_by("one")] == [NIGHT + HOUR]
    assert book.held_by("nobody") == ()


def test_a_consent_holds_for_its_purpose_its_tier_and_its_time() -> None:
    agreed = SubjectBasis("r", "visit", Basis(BasisKind.CONSENT, "c"), NIGHT, NIGHT + HOUR)
    assert BasisBook([agreed]).of("r", "visit") == (agreed,)
    assert BasisBook([agreed]).of("r", "relief") == ()
    assert agreed.holds(NIGHT, Tier.T3)
    assert not agreed.holds(NIGHT, Tier.T4)
    assert not agreed.holds(NIGHT + HOUR, Tier.T1)


def test_an_emergency_is_reviewed_in_time_by_somebody_else() -> None:
    review = AccessReview.of(CONTROL.decide(ASKED), "a-1")
    assert (review.by_role, review.due) == ("auditor", NIGHT + 72 * HOUR)
    assert review.state(review.due - timedelta(microseconds=1)) is ReviewState.DUE
    assert review.state(review.due) is ReviewState.OVERDUE
    done = review.close("u-9", NIGHT + HOUR, is_justified=False)
    assert (done.state(NIGHT + HOUR), done.was_late) == (ReviewState.NOT_JUSTIFIED, False)
    assert done.state(NIGHT) is ReviewState.DUE


def test_a_late_review_can_still_be_done_and_stays_late() -> None:
    late = AccessReview.of(CONTROL.decide(ASKED), "a-1").close("u-9", NIGHT + 80 * HOUR, is_justified=True)
    assert late.was_late
    assert late.state(NIGHT + 79 * HOUR) is ReviewState.OVERDUE
    assert late.state(NIGHT + 80 * HOUR) is ReviewState.JUSTIFIED


def test_nobody_reviews_themself_twice_or_beforehand() -> None:
    review = AccessReview.of(CONTROL.decide(ASKED), "a-1")
    with pytest.raises(InvalidInputError, match="somebody else"):
        review.close("worker", NIGHT + HOUR, is_justified=True)
    with pytest.raises(InvalidInputError, match="not before"):
        review.close("u-9", NIGHT - HOUR, is_justified=True)
    with pytest.raises(ConflictError):
        review.close("u-9", NIGHT + HOUR, is_justified=True).close("u-8", NIGHT + HOUR, is_justified=False)


@pytest.mark.parametrize(
    "asked", [evolve(ASKED, emergency=False), evolve(ASKED, tier=Tier.T1, purpose=Purpose("audit"))]
)
def test_what_owes_no_review_has_none(asked: AccessRequest) -> None:
    with pytest.raises(InvalidInputError, match="owes a review"):
        AccessReview.of(CONTROL.decide(asked), "a-1")


def test_decisions_on_many_days_are_those_of_each_day() -> None:
    """What is remembered of days is bounded; it changes no answer."""
    days = [NIGHT + number * 24 * HOUR for number in range(DAYS_KEPT + 10)]
    first = [CONTROL.decide(evolve(ASKED, at=day)) for day in days]
    assert all(first)
    assert [CONTROL.decide(evolve(ASKED, at=day)) for day in days] == first
    assert len(CONTROL._days) <= DAYS_KEPT


def test_a_unit_that_is_gone_gives_nothing_but_what_holds_anywhere() -> None:
    control = AccessControl(AccessPolicy.community(), ORG, AssignmentBook([evolve(HELD, unit="gone")]))
    visit, columns = Purpose("home-visit"), {"name": Tier.T2, "grid": Tier.T1}
    assert not control.decide(evolve(ASKED, tier=Tier.T2, purpose=visit, unit="g1"))
    seen = control.scope_filter("worker", Action.READ, columns, visit, NIGHT, persons=1)
    assert (seen.units("name"), seen.units("grid")) == (frozenset(), None)
    assert list(seen.fields(ListRow("r-1", "g1"))) == ["grid"]
    assert control.policy == AccessPolicy.community()


def test_a_term_runs_from_its_start_up_to_its_end() -> None:
    term = evolve(HELD, end=NIGHT)
    assert [term.runs_at(at) for at in (term.start - HOUR, term.start, NIGHT - HOUR, NIGHT)] == [
        False,
        True,
        True,
        False,
    ]
    assert HELD.runs_at(NIGHT + 10_000 * HOUR)


def test_an_obligation_says_who_is_told() -> None:
    assert Obligation.parse("notify auditor 24h").text.zh == "告知auditor"
    assert Obligation.parse("review auditor 72h").text.en == "reviewed by auditor within 72 h"


@pytest.mark.parametrize(
    ("changes", "due"),
    [
        ({"due": NIGHT}, "after the access"),
        ({"opened": NIGHT.replace(tzinfo=None)}, "time zone"),
        ({"reviewer": "u-9"}, "True or False"),
        ({"reviewer": "u-9", "closed": NIGHT.replace(tzinfo=None), "is_justified": True}, "time zone"),
        ({"closed": NIGHT, "is_justified": True}, "an id is a text"),
        ({"actor": ""}, "printable"),
    ],
)
def test_a_review_is_whole_or_refused(changes: dict[str, object], due: str) -> None:
    with pytest.raises(InvalidInputError, match=due):
        evolve(AccessReview.of(CONTROL.decide(ASKED), "a-1"), **changes)
