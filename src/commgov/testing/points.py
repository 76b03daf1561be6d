"""The conformance kit of point rules: does a rule answer every case, always the same, and tell nobody's secret?"""

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from commgov.core import PersonRef, Text
from commgov.incentives import Effect
from commgov.incentives.points import PointRule, PointsCase
from commgov.incentives.points.rules import line_of
from commgov.testing.facts import service_facts
from commgov.testing.rules import require

_RESIDENT = PersonRef("resident-of-the-case")


@st.composite
def points_cases(draw: st.DrawFn) -> PointsCase:
    """A case that a point rule may be asked about.

    Args:
        draw: Hypothesis's.

    Example:
        >>> @given(points_cases())
        ... def test_no_more_counts_than_was_posted(case):
        ...     assert 1 <= case.counted <= case.service.minutes
        >>> test_no_more_counts_than_was_posted()
    """
    service = draw(service_facts(size_max=1).filter(lambda services: services and services[0].minutes > 0))[0]
    attested = evolve(service.attested, by=_RESIDENT)
    rated = draw(st.booleans())
    batch = tuple(sorted(draw(st.lists(st.integers(1, 5), min_size=5, max_size=5)))) if rated else ()
    return PointsCase(
        evolve(service, resident=_RESIDENT, attested=attested),
        draw(st.sampled_from(Effect)),
        counted=draw(st.integers(1, service.minutes)),
        before=draw(st.integers(0, 2400)),
        batch=batch,
    )


def check_point_rule(rule: PointRule, *, examples: int = 200) -> None:
    """Judge a point rule on many cases.

    It must have a name, and a title in both languages, and answer each case with a `PointsLine`: whole points from 0 to
    `POINTS_MAX`, a reason in both languages, twice the same. The reason does not name the resident, and neither points
    nor reason depend on what this one resident said: ratings come in batches (`PointsCase.batch`), so that members
    cannot tell whose is which.

    Args:
        rule: the rule.
        examples: how many cases.

    Raises:
        AssertionError: with the smallest case in which the rule does not keep the contract.
        RuleFailedError: if it raises, or gives no line.

    Example:
        >>> from commgov.incentives.points import TimePoints
        >>> check_point_rule(TimePoints(), examples=5)
    """
    name: object = rule.name
    require(isinstance(name, str) and bool(name.strip()), "name: a short name")
    title: object = rule.title
    named = isinstance(title, Text) and bool(title.en.strip() and title.zh.strip())
    require(named, "title: what people call it, in both languages")

    @settings(max_examples=examples, deadline=None, derandomize=True)
    @given(points_cases())
    def checked(case: PointsCase) -> None:
        line = line_of(rule, case)
        require(bool(line.reason.en.strip() and line.reason.zh.strip()), "reason: in both languages")
        require(line_of(rule, evolve(case)) == line, "points: the same answer to the same question")
        require(_RESIDENT not in line.reason.en + line.reason.zh, "reason: nothing that names the resident")
        for stars in (None, 1, 5):
            other = evolve(case, service=evolve(case.service, satisfaction=stars))
            require(line_of(rule, other) == line, "points: whatever one resident said, they stay the same")

    checked()
