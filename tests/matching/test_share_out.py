"""Employers' members go to communities in balance: quotas, limits, equal shares, urgency, home; and it is proven."""

from collections import Counter
from fractions import Fraction
from itertools import product

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from commgov.core import HeldSkill, RequiredSkill
from commgov.errors import InvalidInputError
from commgov.matching import (
    AwayLimit,
    Proof,
    Quota,
    Request,
    SendableMember,
    SharingProblem,
    share_out,
)

SKILL = RequiredSkill("electrical", 2)
ASKED = (None, SKILL, RequiredSkill("electrical", 3), RequiredSkill("driving"))
HELD = (
    (),
    (HeldSkill("electrical", 1),),
    (HeldSkill("electrical", 2),),
    (HeldSkill("electrical", 3), HeldSkill("driving", 1)),
)
COMMUNITIES = ("east", "north", "south")
PERIODS = ("spring", "summer")


def people(employer, count, **more):
    return tuple(SendableMember(f"{employer}-{n}", employer, **more) for n in range(count))


def sent(plan):
    return {share.community: share.sent for share in plan.shares}


def problem(requests, members, limit=99, quotas=(), periods=("spring",)):
    employers = sorted({member.employer for member in members})
    limits = limit if isinstance(limit, tuple) else tuple(AwayLimit(employer, limit) for employer in employers)
    return SharingProblem(periods, tuple(requests), tuple(members), limits, tuple(quotas))


def broken(plan):
    """All that is wrong with who goes where, from the raw facts."""
    asked = plan.problem
    members = {member.id: member for member in asked.members}
    found = []
    found += [one for one, n in Counter((s.member, s.period) for s in plan.sendings).items() if n > 1]
    found += [at for at, n in Counter(s.request for s in plan.sendings).items() if n > asked.requests[at].people]
    away = Counter((members[s.member].employer, s.period) for s in plan.sendings)
    limit = {limit.employer: limit.people for limit in asked.limits}
    found += [key for key, n in away.items() if n > limit[key[0]]]
    desk = Counter((s.community, s.period) for s in plan.sendings)
    short = {key for lack in plan.short for key in lack.quotas}
    for quota in asked.quotas:
        for period in asked.periods if quota.period is None else (quota.period,):
            key = (quota.community, period)
            if quota.most is not None and desk[key] > quota.most:
                found.append(("most", key))
            if desk[key] < quota.least and key not in short:
                found.append(("least", key))
    for sending in plan.sendings:
        member, request = members[sending.member], asked.requests[sending.request]
        if (request.community, request.period) != (sending.community, sending.period):
            found.append(("request", sending))
        if not member.can(request.skill) or sending.period not in (member.periods or asked.periods):
            found.append(("member", sending))
    return found


class Peer:
    """The same question to a constraint solver: may communities get these numbers, and at what cost?"""

    def __init__(self, asked):
        self.asked = asked

    def model(self):
        model, asked = cp_model.CpModel(), self.asked
        goes = {
            (m, r): model.new_bool_var("")
            for m, member in enumerate(asked.members)
            for r, request in enumerate(asked.requests)
            if member.can(request.skill) and request.period in (member.periods or asked.periods)
        }
        for period in asked.periods:
            rows = [r for r, request in enumerate(asked.requests) if request.period == period]
            for m in range(len(asked.members)):
                model.add(sum(goes[m, r] for r in rows if (m, r) in goes) <= 1)
            for limit in asked.limits:
                own = [m for m, member in enumerate(asked.members) if member.employer == limit.employer]
                model.add(sum(goes[m, r] for m in own for r in rows if (m, r) in goes) <= limit.people)
        for r, request in enumerate(asked.requests):
            model.add(sum(var for (_, at), var in goes.items() if at == r) <= request.people)
        for quota in asked.quotas:
            for period in asked.periods if quota.period is None else (quota.period,):
                rows = [r for r, q in enumerate(asked.requests) if (q.community, q.period) == (quota.community, period)]
                at_desk = sum(var for (_, at), var in goes.items() if at in rows)
                model.add(at_desk >= quota.least)
                if quota.most is not None:
                    model.add(at_desk <= quota.most)
        got = {
            c: sum(var for (_, r), var in goes.items() if asked.requests[r].community == c)
            for c in sorted({request.community for request in asked.requests})
        }
        return model, goes, got

    def feasible(self, numbers=None):
        model, _, got = self.model()
        for community, number in (numbers or {}).items():
            model.add(got[community] == number)
        return cp_model.CpSolver().solve(model) in {cp_model.OPTIMAL, cp_model.FEASIBLE}

    def least_cost(self, numbers):
        model, goes, got = self.model()
        for community, number in numbers.items():
            model.add(got[community] == number)
        cost = [self.cost(*pair) * var for pair, var in goes.items()]
        model.minimize(sum(cost))
        solver = cp_model.CpSolver()
        assert solver.solve(model) == cp_model.OPTIMAL
        return round(solver.objective_value)

    def cost(self, m, r):
        request = self.asked.requests[r]
        return 1000 * (3 - request.priority) + (self.asked.members[m].home != request.community)

    def best(self):
        """The largest sorted shares of all numbers that can be, one tuple after the other."""
        want = Counter()
        for request in self.asked.requests:
            want[request.community] += request.people
        ways = product(*(range(n + 1) for n in want.values()))
        numbers = [dict(zip(want, way, strict=True)) for way in ways]
        ordered = sorted(numbers, key=lambda got: sorted(Fraction(n, want[c]) for c, n in got.items()), reverse=True)
        return next(got for got in ordered if self.feasible(got))


@st.composite
def problems(draw):
    requests = [
        Request(
            draw(st.sampled_from(COMMUNITIES)),
            draw(st.sampled_from(PERIODS)),
            draw(st.integers(1, 3)),
            draw(st.sampled_from(ASKED)),
            draw(st.integers(1, 3)),
        )
        for _ in range(draw(st.integers(1, 4)))
    ]
    members = [
        SendableMember(
            f"m-{n}",
            draw(st.sampled_from(["bank", "school"])),
            draw(st.sampled_from(HELD)),
            draw(st.sampled_from([None, *COMMUNITIES])),
            draw(st.sampled_from([None, frozenset(PERIODS[:1]), frozenset(PERIODS[1:])])),
        )
        for n in range(draw(st.integers(1, 5)))
    ]
    limits = (AwayLimit("bank", draw(st.integers(0, 3))), AwayLimit("school", draw(st.integers(0, 3))))
    desks = Counter()
    for request in requests:
        desks[request.community, request.period] += request.people
    quotas = []
    for (community, period), most in sorted(desks.items()):
        if draw(st.booleans()):
            least = draw(st.integers(0, min(1, most)))
            quotas.append(Quota(community, least, draw(st.one_of(st.none(), st.integers(least, most))), period))
    return problem(requests, members, limits, quotas, PERIODS)


@given(problems())
@settings(max_examples=60, deadline=None)
def test_nobody_shares_more_evenly_more_urgently_or_nearer_home(asked):
    plan, peer = share_out(asked), Peer(asked)
    assert broken(plan) == []
    assert bool(plan.short) is not peer.feasible()
    if plan.short:
        return
    best = peer.best()
    want = {share.community: share.asked for share in plan.shares}
    mine = sorted(Fraction(n, want[c]) for c, n in sent(plan).items())
    assert mine == sorted(Fraction(n, want[c]) for c, n in best.items())
    assert plan.least == plan.bound
    at = {member.id: m for m, member in enumerate(asked.members)}
    assert sum(peer.cost(at[s.member], s.request) for s in plan.sendings) == peer.least_cost(sent(plan))
    for share in plan.shares:
        assert sum(reason.seats for reason in share.reasons) == share.asked - share.sent
        assert all(reason.text.en and reason.text.zh for reason in share.reasons)


@given(problems(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_in_which_things_are_given_does_not_matter(asked, random):
    def mixed(things):
        return tuple(random.sample(things, len(things)))

    again = evolve(
        asked,
        requests=mixed(asked.requests),
        members=mixed(asked.members),
        limits=mixed(asked.limits),
        quotas=mixed(asked.quotas),
    )
    plan, other = share_out(asked), share_out(again)
    assert plan.shares == other.shares
    assert plan.short == other.short

    def told(it):
        return sorted((s.member, s.community, s.period, it.problem.requests[s.request]) for s in it.sendings)

    assert str(told(plan)) == str(told(other))


@given(problems())
@settings(max_examples=40, deadline=None)
def test_quotas_that_cannot_be_met_are_named_with_what_they_share(asked):
    """Of each named set, no more than it says can be sent there, whatever all others get."""
    most = evolve(
        asked, quotas=tuple(evolve(q, least=min(2 if q.most is None else q.most, at(asked, q))) for q in asked.quotas)
    )
    plan = share_out(most)
    assert bool(plan.short) is not Peer(most).feasible()
    for lack in plan.short:
        assert lack.most < lack.least
        kept = [q for q in most.quotas if (q.community, q.period) in lack.quotas]
        total = evolve(most, quotas=tuple(evolve(q, most=q.least, least=0) for q in kept))
        model, goes, _ = Peer(total).model()
        rows = [r for r, q in enumerate(most.requests) if (q.community, q.period) in lack.quotas]
        model.maximize(sum(var for (_, r), var in goes.items() if r in rows))
        solver = cp_model.CpSolver()
        assert solver.solve(model) == cp_model.OPTIMAL
        assert round(solver.objective_value) == lack.most


def at(asked, quota):
    return sum(r.people for r in asked.requests if (r.community, r.period) == (quota.community, quota.period))


def test_shares_are_equal_not_numbers():
    plan = share_out(problem([Request("north", "spring", 8), Request("south", "spring", 4)], people("school", 6)))
    assert sent(plan) == {"north": 4, "south": 2}
    assert (plan.least, plan.bound, plan.proof) == (Fraction(1, 2), Fraction(1, 2), Proof.OPTIMAL)


def test_an_employers_limit_holds_in_each_period_anew():
    requests = [Request("north", period, 5) for period in PERIODS]
    plan = share_out(problem(requests, people("school", 9), 3, periods=PERIODS))
    assert Counter(one.period for one in plan.sendings) == {"spring": 3, "summer": 3}
    assert {reason.code for share in plan.shares for reason in share.reasons} == {"employer"}


def test_who_was_there_stays_there():
    requests = [Request(community, period, 2) for period in PERIODS for community in ("north", "south")]
    plan = share_out(problem(requests, people("school", 4), periods=PERIODS))
    places = {}
    for one in plan.sendings:
        places.setdefault(one.member, set()).add(one.community)
    assert [len(own) for own in places.values()] == [1, 1, 1, 1]


def test_quotas_come_first_then_balance():
    requests = [Request("north", "spring", 8), Request("south", "spring", 4)]
    plan = share_out(problem(requests, people("school", 6), quotas=[Quota("south", 3), Quota("north", 0, 2)]))
    assert sent(plan) == {"north": 2, "south": 4}
    assert plan.shares[0].reasons[0].text.en == ("6 of 8 people in spring do not come: the quota of 2 is used up")


def test_a_quota_above_what_is_there_is_an_ordinary_no_with_those_that_share_the_supply():
    requests = [Request("north", "spring", 3), Request("south", "spring", 3), Request("east", "spring", 1, SKILL)]
    able = people("bank", 1, skills=(HeldSkill("electrical", 2),))
    quotas = [Quota("north", 2), Quota("south", 2), Quota("east", 1)]
    plan = share_out(problem(requests, [*people("school", 3), *able], quotas=quotas))
    assert [str(lack) for lack in plan.short] == [
        "the quotas of east in spring, north in spring, south in spring ask for 5 people, at most 4 can go"
    ]
    assert plan.short[0].text.zh == "east（spring）、north（spring）、south（spring）的名额共5人，至多可派4人"
    assert sum(sent(plan).values()) == 4


@pytest.mark.parametrize(
    ("members", "code", "english"),
    [
        (people("school", 2), "skills", "nobody holds that"),
        (
            people("school", 2, skills=(HeldSkill("electrical", 2),), periods=frozenset({"summer"})),
            "availability",
            "none of those who could is free then",
        ),
        (
            people("school", 2, skills=(HeldSkill("electrical", 2),)),
            "employer",
            "all employers of those who could go (1) have as many away as they allow",
        ),
    ],
)
def test_reasons_say_what_is_missing(members, code, english):
    plan = share_out(problem([Request("north", "spring", 1, SKILL)], members, 0, periods=PERIODS))
    [reason] = plan.shares[0].reasons
    assert reason.code == code
    assert reason.text.en == f"1 of 1 people with electrical at level 2 in spring do not come: {english}"
    assert reason.text.zh.startswith("spring申请1人（electrical，2级），1人未能派出：")


def test_more_urgent_requests_are_filled_first_within_the_share():
    requests = [Request("north", "spring", 2, None, 1), Request("north", "spring", 2, None, 3)]
    plan = share_out(problem(requests, people("school", 3)))
    assert Counter(one.request for one in plan.sendings) == {0: 1, 1: 2}
    assert plan.shares[0].reasons[0].code == "balance"


def test_what_does_not_fit_together_is_refused_with_all_that_is_wrong():
    requests = (Request("north", "winter", 1), Request("south", "spring", 2))
    members = (SendableMember("m-1", "school", periods=frozenset({"autumn"})), SendableMember("m-1", "bank"))
    quotas = (Quota("south", 3), Quota("south", 0, 1), Quota("east", 1, period="spring"))
    with pytest.raises(InvalidInputError) as caught:
        SharingProblem(("spring",), requests, members, (AwayLimit("school", 1),), quotas)
    assert [str(found).split(" — ")[1] for found in caught.value.problems] == [
        "each value only once",
        "one of the periods",
        "one of the periods",
        "an employer with an AwayLimit",
        "at most the 2 people asked for in spring",
        "one quota for a community and period",
        "at most the 0 people asked for in spring",
    ]
    with pytest.raises(InvalidInputError, match="quota's most"):
        Quota("south", 3, 2)


def test_nothing_asked_and_nobody_there_are_answers_too():
    nothing = share_out(SharingProblem(("spring",), (), (), ()))
    assert (nothing.shares, nothing.least, nothing.proof) == ((), 1, Proof.OPTIMAL)
    nobody = share_out(problem([Request("north", "spring", 1)], []))
    assert (nobody.least, nobody.bound, nobody.proof) == (0, 0, Proof.OPTIMAL)


def test_a_repr_shows_nobody():
    plan = share_out(problem([Request("north", "spring", 2)], people("school", 1)))
    assert repr(plan) == "Sharing(1 sendings, 1 communities, least share 1/2, bound 1/2, optimal)"
    assert "school-0" not in repr(plan.problem)
