"""The conformance kit of allocation rules: never more than there is, the same for whoever applies it, and explained."""

from datetime import date

from attrs import evolve
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from commgov.core import PersonRef, Text
from commgov.incentives.timebank import AllocationRule, Applicant, shared_out
from commgov.incentives.timebank.allocation import explained, ranked
from commgov.testing.rules import require

_MINUTES_MAX = 6_000
_PHASES = (Phase.generate, Phase.shrink)  # the contract that is broken explains itself


@st.composite
def applicants(draw: st.DrawFn, size_max: int = 8) -> list[Applicant]:
    """Some who ask for minutes from a pool, each once; several may have asked on one day.

    Args:
        draw: Hypothesis's.
        size_max: how many at most.

    Example:
        >>> @given(applicants())
        ... def test_each_asks_once(listed):
        ...     assert len({each.member for each in listed}) == len(listed)
        >>> test_each_asks_once()
    """
    days = st.dates(date(2020, 1, 1), date(2029, 12, 31)) | st.sampled_from([date(2026, 1, 5), date(2026, 2, 1)])
    one = st.tuples(st.integers(1, _MINUTES_MAX), days, st.booleans())
    asks = draw(st.lists(one, max_size=size_max))
    return [
        Applicant(PersonRef(f"applicant-{at}-of-the-case"), minutes, since, lives_alone)
        for at, (minutes, since, lives_alone) in enumerate(asks)
    ]


def check_allocation_rule(rule: AllocationRule, *, examples: int = 200) -> None:
    """Judge an allocation rule on many pools and applicants.

    It must have a name in both languages, rank each applicant by whole numbers, twice the same, and say why in both
    languages, without naming anybody. Given out by it, a pool never gives more than it holds, nobody more than they
    asked for, nothing is kept back while somebody lacks, nobody gets anything before all who rank better have all they
    asked for, and the order in which applicants are listed does not matter.

    Args:
        rule: the rule.
        examples: how many pools.

    Raises:
        AssertionError: with the smallest case in which the rule does not keep the contract.
        RuleFailedError: if it raises, or gives no rank or no reason.

    Example:
        >>> from commgov.incentives.timebank import LoneEldersFirst
        >>> check_allocation_rule(LoneEldersFirst(), examples=5)
    """
    name: object = rule.name
    require(isinstance(name, Text) and _is_told(name), "name: in both languages")

    @settings(max_examples=examples, deadline=None, derandomize=True, phases=_PHASES)
    @given(listed=applicants(), minutes=st.integers(0, 3 * _MINUTES_MAX), seed=st.integers(0, 9))
    def checked(listed: list[Applicant], minutes: int, seed: int) -> None:
        for each in listed:
            require(ranked(rule, each) == ranked(rule, evolve(each)), "rank: the same answer to the same question")
            why = explained(rule, each)
            require(why == explained(rule, evolve(each)), "why: the same answer to the same question")
            require(_is_told(why), "why: in both languages")
            named = any(other.member in why.en + why.zh for other in listed)
            require(not named, "why: nothing that names anybody")
        shares = shared_out(minutes, listed, rule, seed=seed)
        for other in (listed[::-1], [*listed[seed:], *listed[:seed]]):
            again = shared_out(minutes, other, rule, seed=seed)
            require(again == shares, "order: how applicants are listed is no matter")
        _check_shares(rule, minutes, listed, {share.member: share.minutes for share in shares})

    checked()


def _check_shares(rule: AllocationRule, minutes: int, listed: list[Applicant], got: dict[PersonRef, int]) -> None:
    """Whether a pool was given out as a published rule has to."""
    require(got.keys() == {each.member for each in listed}, "shares: each applicant is answered, once")
    require(sum(got.values()) <= minutes, "shares: never more than there is")
    require(all(0 <= got[each.member] <= each.minutes for each in listed), "shares: nobody more than they asked for")
    asked = sum(each.minutes for each in listed)
    require(sum(got.values()) == min(minutes, asked), "shares: nothing is kept back while somebody lacks")
    lacking = [ranked(rule, each) for each in listed if got[each.member] < each.minutes]
    served = [ranked(rule, each) for each in listed if got[each.member] > 0]
    fair = not lacking or all(rank <= min(lacking) for rank in served)
    require(fair, "shares: nobody is served before all who rank better have what they asked for")


def _is_told(text: Text) -> bool:
    return bool(text.en.strip() and text.zh.strip())
