"""What the compiler leaves out changes no answer."""

from itertools import combinations, product

from attrs import evolve
from benchmarks.access_cases import NOON
from hypothesis import given, settings
from hypothesis import strategies as st

from commgov.privacy import BasisKind, Purpose, Tier
from commgov.privacy.access import AccessRequest, Action, Forbid, Obligation, Permit, Scope
from commgov.privacy.access.compiled import _needed_forbids, _needed_permits, burden
from commgov.privacy.access.judging import first, hits

KINDS = (BasisKind.CONSENT, BasisKind.DUTY, BasisKind.STATUTE)
SETS = [frozenset(some) for count in range(4) for some in combinations(KINDS, count)]
ASKED = AccessRequest("u", Action.READ, "r", "g", "phone", Tier.T3, Purpose("visit"), NOON)
NOTICE = (Obligation.parse("notify a"), Obligation.parse("review a 72h"))

forbids = st.lists(
    st.builds(
        Forbid,
        st.uuids().map(lambda name: f"f-{name.hex[:8]}"),
        minors=st.booleans(),
        third_party=st.booleans(),
        from_persons=st.sampled_from((1, 2, 50)),
        unless_bases=st.sampled_from(SETS),
        unless_approvals=st.integers(0, 2),
        unless_assessed=st.booleans(),
    ),
    max_size=6,
    unique_by=lambda rule: rule.id,
)
permits = st.lists(
    st.builds(
        lambda name, scope, bases, emergency, masked: Permit(
            f"p-{name.hex[:8]}",
            roles=frozenset({"a"}),
            actions=frozenset({Action.READ}),
            up_to=Tier.T4,
            purposes=frozenset({"visit"}),
            scope=scope,
            bases=bases,
            emergency=emergency,
            obligations=(*(NOTICE if emergency else ()), *([Obligation.parse("mask")] if masked else [])),
        ),
        st.uuids(),
        st.sampled_from(list(Scope)),
        st.sampled_from(SETS),
        st.booleans(),
        st.booleans(),
    ),
    max_size=6,
    unique_by=lambda rule: rule.id,
)
REQUESTS = [
    evolve(ASKED, is_minor=minor, is_third_party=other, persons=persons, approvals=approvals, assessment=assessment)
    for minor, other, persons, approvals, assessment in product(
        (False, True), (False, True), (1, 2, 50), (0, 1, 2), (None, "pia")
    )
]


@settings(max_examples=60)
@given(forbids)
def test_the_forbids_that_are_kept_hit_wherever_any_hits(rules: list[Forbid]) -> None:
    kept = _needed_forbids(rules)
    assert set(kept) <= set(rules)
    for request, kinds in product(REQUESTS, SETS):
        assert any(hits(rule, request, kinds) for rule in kept) == any(hits(rule, request, kinds) for rule in rules)


@given(permits)
def test_the_permits_that_are_kept_are_those_that_are_relied_on(rules: list[Permit]) -> None:
    ordered = tuple(sorted(rules, key=burden))
    kept = _needed_permits(ordered)
    for near, kinds, emergency in product(Scope, SETS, (False, True)):
        request = evolve(ASKED, emergency=emergency)
        assert first(kept, near, request, kinds) is first(ordered, near, request, kinds)


@given(permits)
def test_of_several_permits_the_one_that_asks_for_the_least_is_relied_on(rules: list[Permit]) -> None:
    ordered = tuple(sorted(rules, key=burden))
    for near, kinds in product(Scope, SETS):
        found = first(ordered, near, evolve(ASKED, emergency=True), kinds)
        able = [rule for rule in rules if rule.scope <= near and (not rule.bases or rule.bases & kinds)]
        assert (found is None) == (not able)
        if found is not None:
            assert all(
                (found.emergency, len(found.obligations)) <= (rule.emergency, len(rule.obligations)) for rule in able
            )
