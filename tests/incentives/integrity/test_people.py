"""Clerks, officers, residents and members who sign for each other."""

from datetime import date, timedelta

from commgov.core import Outcome, OutcomeState
from commgov.incentives.facts import Effect, ServiceFacts, effects_of
from commgov.incentives.integrity import DETECTORS, FlagKind, IntegrityPolicy, Material, Paperwork


def found(kind: FlagKind, facts: list[ServiceFacts], **beside) -> dict:
    flags = DETECTORS[kind](Material.of(facts, **beside), IntegrityPolicy())
    return {flag.about: set(flag.records) for flag in flags}


def scan(number: int) -> str:
    return f"{number:064x}"


def honest_desks(serve) -> list[ServiceFacts]:
    """Four clerks type in signed forms, once a week, form after form."""
    return [
        serve(f"m-{nth % 9}", 24 * week + nth % 8, clerk=f"clerk-{desk}", entered=24 * (week + 3) + nth / 40,
              signed=24 * week + 9, scan=scan(week * 1000 + desk * 100 + nth))
        for desk in range(4) for week in range(20) for nth in range(9)
    ]  # fmt: skip


def test_five_hours_of_care_in_two_minutes_are_flagged_with_all_of_them(serve) -> None:
    bought = [
        serve("m-buyer", 24 * day + 9, 60, clerk="clerk-2", entered=700 + day / 100, signed=700 + day / 100)
        for day in range(5)
    ]
    flags = found(FlagKind.LATE_BATCH, [*honest_desks(serve), *bought])
    assert flags == {("clerk-2",): {one.record for one in bought}}


def test_a_pile_of_signed_forms_after_an_event_is_not_flagged(serve) -> None:
    pile = [
        serve(
            f"m-{who}", 24, 120, demand="d-event", clerk="clerk-1", entered=60 + who / 60, signed=26, scan=scan(who + 5)
        )
        for who in range(40)
    ]
    assert found(FlagKind.LATE_BATCH, [*honest_desks(serve), *pile]) == {}


def test_residents_who_sign_at_the_counter_on_the_same_day_are_not_flagged(serve) -> None:
    rush = [serve(f"m-{who}", 9, clerk="clerk-1", entered=17 + who / 50, signed=17 + who / 50) for who in range(12)]
    assert found(FlagKind.LATE_BATCH, [*honest_desks(serve), *rush]) == {}


def test_forms_that_share_one_scan_are_no_evidence(serve) -> None:
    copied = [
        serve("m-buyer", 24 * day, 60, clerk="clerk-3", entered=800 + day / 90, signed=800 + day / 90, scan=scan(77))
        for day in range(6)
    ]
    assert set(found(FlagKind.LATE_BATCH, [*honest_desks(serve), *copied])) == {("clerk-3",)}


def officers(serve) -> list[ServiceFacts]:
    return [
        serve(f"m-{nth % 7}", 3 * nth, officer=f"officer-{who}", officer_device=f"phone-{who}",
              resident=f"r-{who}-{nth % 25}", signer_device=f"phone-r-{who}-{nth % 25}")
        for who in range(20) for nth in range(50)
    ]  # fmt: skip


def own_phone(serve, officer: str, residents: list[str]) -> list[ServiceFacts]:
    return [
        serve("m-1", 5 * nth, officer=officer, officer_device="phone-x", resident=resident, signer_device="phone-x")
        for nth, resident in enumerate(residents)
    ]


def test_an_officer_who_signs_for_many_residents_is_flagged_and_a_couple_with_one_phone_is_not(serve) -> None:
    forged = own_phone(serve, "officer-3", [f"r-new-{nth}" for nth in range(10)])
    couple = own_phone(serve, "officer-5", ["r-spouse"] * 20)
    assert found(FlagKind.ONE_DEVICE, [*officers(serve), *forged, *couple]) == {
        ("officer-3",): {one.record for one in forged}
    }


def neighbourhood(serve) -> list[ServiceFacts]:
    """Members serve residents who serve nobody, and here and there each other."""
    facts = [serve(f"m-{who}", 5 * nth, resident=f"r-{(who * 5 + nth) % 90}") for who in range(30) for nth in range(10)]
    return facts + [serve(f"m-{who}", 7, resident=f"m-{(who * 11 + 4) % 30}") for who in range(30)]


def signing(serve, pairs: list[tuple[str, str]], times: int) -> list[ServiceFacts]:
    return [serve(one, 6 * nth, resident=other) for one, other in pairs for nth in range(times)]


def test_a_circle_of_four_is_flagged(serve) -> None:
    ring = ["m-1", "m-7", "m-13", "m-19"]
    circle = signing(serve, list(zip(ring, [*ring[1:], ring[0]], strict=True)), 9)
    assert set(found(FlagKind.RING, [*neighbourhood(serve), *circle])) == {tuple(sorted(ring))}


def test_a_circle_is_seen_through_second_references(serve) -> None:
    ring = ["m-1", "m-7", "m-13"]
    pairs = [(one, f"r-{other}") for one, other in zip(ring, [*ring[1:], ring[0]], strict=True)]
    facts = [*neighbourhood(serve), *signing(serve, pairs, 9)]
    assert found(FlagKind.RING, facts) == {}
    assert set(found(FlagKind.RING, facts, same_person={f"r-{one}": one for one in ring})) == {tuple(sorted(ring))}


def test_neighbours_who_help_each_other_are_no_ring_nor_is_a_chain_of_them(serve) -> None:
    chain = [("m-1", "m-2"), ("m-2", "m-1"), ("m-2", "m-3"), ("m-3", "m-2"), ("m-3", "m-4"), ("m-4", "m-3")]
    assert found(FlagKind.RING, [*neighbourhood(serve), *signing(serve, chain, 20)]) == {}


def test_the_weekly_carers_of_elders_who_serve_too_are_no_ring(serve) -> None:
    carers = [("m-1", "m-2"), ("m-3", "m-4"), ("m-5", "m-1")]
    assert found(FlagKind.RING, [*neighbourhood(serve), *signing(serve, carers, 26)]) == {}


def test_one_resident_who_signs_for_very_many_is_flagged(serve) -> None:
    many = [serve(f"m-{who}", 9 * who, resident="r-x") for who in range(28)]
    assert set(found(FlagKind.MANY_SIGNATURES, [*neighbourhood(serve), *many])) == {("r-x",)}


def test_who_signs_for_an_event_or_is_visited_in_turns_is_not(serve) -> None:
    event = [serve(f"m-{who}", 9, resident="r-host", demand="d-event") for who in range(28)]
    rota = [serve(f"m-{day % 4}", 24 * day, resident="r-elder") for day in range(90)]
    assert found(FlagKind.MANY_SIGNATURES, [*neighbourhood(serve), *event, *rota]) == {}


def test_a_collector_of_nothing_but_fives_is_flagged_and_the_member_everybody_likes_is_not(serve) -> None:
    facts = [
        serve(f"m-{nth % 6}", 2 * nth, officer=f"officer-{who}",
              satisfaction=5 if nth % 6 == 0 else 2 + (nth + who) % 4)
        for who in range(20) for nth in range(48)
    ]  # fmt: skip
    invented = [serve(f"m-{nth % 6}", nth, officer="officer-x", satisfaction=5) for nth in range(48)]
    assert set(found(FlagKind.NO_SPREAD, [*facts, *invented])) == {("officer-x",)}


def test_the_same_report_about_one_resident_after_the_other_is_flagged(serve) -> None:
    own = [serve(f"m-{who}", 9 * nth, content=scan(who * 100 + nth)) for who in range(40) for nth in range(12)]
    stock = [serve(f"m-{who}", 500 + who, content=scan(1)) for who in range(40)]
    carer = [serve("m-carer", 24 * nth, resident="r-elder", content=scan(2)) for nth in range(20)]
    copied = [serve("m-x", 24 * nth + 12, content=scan(3)) for nth in range(15)]
    assert found(FlagKind.COPIES, [*own, *stock, *carer, *copied]) == {("m-x",): {one.record for one in copied}}


def outcomes(facts: list[ServiceFacts], but: set[str] = frozenset()) -> list[Outcome]:
    return [
        Outcome(one.demand, OutcomeState.SOLVED, one.end + timedelta(days=1), "officer-1")
        for one in facts if one.demand not in but
    ]  # fmt: skip


def test_check_ins_that_nothing_came_of_are_flagged_but_a_slow_office_is_not(serve) -> None:
    usual = [serve(f"m-{who}", 20 * nth, checked_in=True) for who in range(30) for nth in range(14)]
    slow = [serve(f"m-slow-{who}", 20 * nth, checked_in=True, unit="u-slow") for who in range(8) for nth in range(14)]
    ghost = [serve("m-x", 20 * nth + 3, checked_in=True) for nth in range(14)]
    last = [serve("m-9", 2000, checked_in=True)]  # two months later: everything before is due
    facts = [*usual, *slow, *ghost, *last]
    silent = {one.demand for one in [*slow[::2], *ghost[:10]]}
    assert set(found(FlagKind.NO_OUTCOME, facts, outcomes=outcomes(facts, silent))) == {("m-x",)}


def test_what_was_served_a_few_days_ago_may_still_be_without_outcome(serve) -> None:
    usual = [serve(f"m-{who}", 20 * nth, checked_in=True) for who in range(30) for nth in range(14)]
    fresh = [serve("m-x", 260 + nth, checked_in=True) for nth in range(10)]
    assert found(FlagKind.NO_OUTCOME, [*usual, *fresh], outcomes=outcomes(usual)) == {}


def units(serve, of: int = 20) -> list[ServiceFacts]:
    return [serve(f"m-{unit}-{nth % 5}", 20 * nth, unit=f"u-{unit}") for unit in range(of) for nth in range(60)]


def test_hours_that_go_up_while_closed_demands_stay_flat_are_flagged(serve) -> None:
    usual = units(serve)
    vague = [serve(f"m-3-{nth % 5}", 610 + 8 * nth, unit="u-3", demand=f"d-vague-{nth % 3}") for nth in range(70)]
    facts = [*usual, *vague]
    flags = found(FlagKind.FLOATING, facts, outcomes=outcomes(usual))
    assert set(flags) == {("u-3",)}
    assert {one.record for one in vague} <= flags["u-3",]


def test_hours_that_the_server_alone_calls_solved_float_too_and_what_is_reopened_is_not_closed(serve) -> None:
    usual = units(serve)
    more = [serve(f"m-3-{nth % 5}", 610 + 8 * nth, unit="u-3") for nth in range(70)]
    own_word = [Outcome(one.demand, OutcomeState.SOLVED, one.end, one.member) for one in more]
    reopened = [
        Outcome(one.demand, state, one.end + timedelta(days=day), "r-1")
        for one in more for day, state in ((1, OutcomeState.SOLVED), (5, OutcomeState.REOPENED))
    ]  # fmt: skip
    closed = outcomes(more)
    for said, flagged in ((own_word, {("u-3",)}), (reopened, {("u-3",)}), (closed, set())):
        assert set(found(FlagKind.FLOATING, [*usual, *more], outcomes=[*outcomes(usual), *said])) == flagged


def test_of_a_closing_and_a_reopening_at_one_moment_flags_and_points_take_the_same_for_the_last_word(serve) -> None:
    one = serve("m-1", 9)
    both = [Outcome(one.demand, state, one.end, "r-1") for state in (OutcomeState.REOPENED, OutcomeState.SOLVED)]
    assert Material.of([one], outcomes=both).endings.solved.tolist() == [False]
    assert effects_of([one], both) == [Effect.REOPENED]


def test_an_event_with_many_members_does_not_float(serve) -> None:
    usual = units(serve)
    event = [serve(f"m-e-{who}", 900, 180, unit="u-3", demand="d-event") for who in range(40)]
    facts = [*usual, *event]
    assert found(FlagKind.FLOATING, facts, outcomes=outcomes(facts)) == {}


def forms(facts: list[ServiceFacts], minutes: int) -> list[Paperwork]:
    return [Paperwork(one.member, date(2026, 3, 2), minutes + int(one.record[2:]) % 3) for one in facts]


def test_who_fills_in_forms_for_longer_than_others_is_flagged_and_one_long_form_is_not(serve) -> None:
    usual = [serve(f"m-{who}", 9 * nth, 40 + who) for who in range(50) for nth in range(12)]
    loaded = [serve("m-x", 9 * nth, 60) for nth in range(12)]
    paperwork = [*forms(usual, 3), *forms(loaded, 30), Paperwork("m-4", date(2026, 3, 2), 30)]
    assert set(found(FlagKind.REPORTING_LOAD, [*usual, *loaded], paperwork=paperwork)) == {("m-x",)}


def test_where_all_of_a_unit_are_loaded_the_unit_is_flagged(serve) -> None:
    usual = [serve(f"m-{who}", 9 * nth, 40 + who) for who in range(12) for nth in range(12)]
    assert set(found(FlagKind.REPORTING_LOAD, usual, paperwork=forms(usual, 25))) == {("u-1",)}


def test_an_officer_who_decides_disputes_is_not_a_resident_who_signs_for_many(serve) -> None:
    """One resident contested what 28 members claimed; the same two officers decided all of it."""
    decided = [
        serve(f"m-{who}", 9 * who, resident="r-x", officer="officer-8", signer="officer-9", decided=True)
        for who in range(28)
    ]
    assert found(FlagKind.MANY_SIGNATURES, [*neighbourhood(serve), *decided]) == {}


def test_officers_who_serve_too_and_decide_about_each_other_are_no_ring(serve) -> None:
    officers = ["m-1", "m-7", "m-13", "m-19"]
    pairs = list(zip(officers, [*officers[1:], officers[0]], strict=True))
    decided = [serve(one, 6 * nth, signer=other, decided=True) for one, other in pairs for nth in range(9)]
    assert found(FlagKind.RING, [*neighbourhood(serve), *decided]) == {}
    # What they decided is no evidence of a ring that there is besides, either.
    attested = signing(serve, pairs, 9)
    ring = found(FlagKind.RING, [*neighbourhood(serve), *attested, *decided])
    assert not set.union(*ring.values()) & {one.record for one in decided}


def test_who_decides_has_not_brought_the_ratings_in(serve) -> None:
    facts = [
        serve(f"m-{nth % 6}", 2 * nth, officer=f"officer-{who}", satisfaction=2 + (nth + who) % 4)
        for who in range(20) for nth in range(48)
    ]  # fmt: skip
    decided = [
        serve(f"m-{nth % 6}", nth, officer="officer-x", signer="officer-y", decided=True, satisfaction=1)
        for nth in range(48)
    ]
    assert found(FlagKind.NO_SPREAD, [*facts, *decided]) == {}


def test_what_two_officers_looked_at_is_no_bare_record(serve) -> None:
    decided = [
        serve("m-1", 24 * day + 9, clerk="clerk-2", entered=700 + day / 100, signed=700 + day / 100, signer="officer-9",
              decided=True)
        for day in range(5)
    ]  # fmt: skip
    assert found(FlagKind.LATE_BATCH, [*honest_desks(serve), *decided]) == {}
