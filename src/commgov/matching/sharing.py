"""Employers' members for several communities: the question and the answer, as values.

Communities ask from below (requests), the district sets quotas from above, and each employer says how many of its
people may be away at one time. A member goes to one community a period.
"""

from collections import Counter
from fractions import Fraction

from attrs import field, frozen

from commgov.core import EmployerId, HeldSkill, MemberId, RequiredSkill, UnitId
from commgov.core.checks import Checks
from commgov.matching.plan import Proof, Reason
from commgov.wording import Text


@frozen
class Request:
    """What a community asks for: so many people in a period, from below.

    Args:
        community: which community.
        period: when, as one of the problem's periods.
        people: how many.
        skill: what each of them has to hold; None: anyone can help.
        priority: 1 to 3; within a community the more urgent requests are filled first.
    """

    community: UnitId
    period: str
    people: int
    skill: RequiredSkill | None = None
    priority: int = 1

    def __attrs_post_init__(self) -> None:
        checks = Checks("Request", self.community)
        checks.identifier("community", self.community)
        checks.text("period", self.period)
        checks.whole("people", self.people, least=1)
        if self.skill is not None:
            checks.instance("skill", self.skill, RequiredSkill, Text("a RequiredSkill", "应为RequiredSkill"))
        checks.whole("priority", self.priority, least=1, most=3)
        checks.refuse()


@frozen
class Quota:
    """How many people a community gets at one time, from above.

    Args:
        community: which community.
        least: at least so many in the period, whatever others lack.
        most: at most so many; None: no limit.
        period: in which period; None: in each.
    """

    community: UnitId
    least: int = 0
    most: int | None = None
    period: str | None = None

    def __attrs_post_init__(self) -> None:
        checks = Checks("Quota", self.community)
        checks.identifier("community", self.community)
        least = checks.whole("least", self.least)
        if self.most is not None and checks.whole("most", self.most) and least:
            over = Text("at most as many as the quota's most", "不得超过名额上限")
            checks.require("least", self.least, ok=self.least <= self.most, expected=over)
        if self.period is not None:
            checks.text("period", self.period)
        checks.refuse()


@frozen
class AwayLimit:
    """How many of an employer's people may be away at one time.

    Args:
        employer: which employer.
        people: at most so many in each period.
    """

    employer: EmployerId
    people: int

    def __attrs_post_init__(self) -> None:
        checks = Checks("AwayLimit", self.employer)
        checks.identifier("employer", self.employer)
        checks.whole("people", self.people)
        checks.refuse()


@frozen
class SendableMember:
    """A member whom an employer can send.

    Args:
        id: a reference.
        employer: who sends them.
        skills: what they can do in every period; each skill once.
        home: the community that they would rather serve, usually the one where they live; None: any.
        periods: when they can go; None: in each period.
    """

    id: MemberId
    employer: EmployerId
    skills: tuple[HeldSkill, ...] = ()
    home: UnitId | None = None
    periods: frozenset[str] | None = None

    def __attrs_post_init__(self) -> None:
        checks = Checks("SendableMember", self.id)
        checks.identifier("id", self.id)
        checks.identifier("employer", self.employer)
        held = checks.every("skills", self.skills, HeldSkill, Text("a HeldSkill", "应为HeldSkill"))
        checks.unique("skills", (skill.skill for skill in held))
        if self.home is not None:
            checks.identifier("home", self.home)
        if self.periods is not None:
            checks.texts("periods", self.periods)
        checks.refuse()

    def can(self, asked: RequiredSkill | None) -> bool:
        """Whether they hold what is asked for."""
        return asked is None or any(s.skill == asked.skill and s.level >= asked.level_min for s in self.skills)

    def __repr__(self) -> str:
        """The id alone."""
        return f"SendableMember({self.id!r})"


@frozen
class SharingProblem:
    """Who is to go where.

    Args:
        periods: the periods, in their order, each once.
        requests: what the communities ask for.
        members: who can go; each id once.
        limits: how many of each employer may be away; one for each employer of a member.
        quotas: at most one for a community and period.

    Raises:
        InvalidInputError: naming all that does not fit together, quotas too that no supply could meet.

    Example:
        >>> SharingProblem(
        ...     ("spring",),
        ...     (Request("north", "spring", 2),),
        ...     (SendableMember("m-1", "school"),),
        ...     (AwayLimit("school", 1),),
        ... )
        SharingProblem(1 periods, 1 communities, 2 people asked for, 1 members of 1 employers)
    """

    periods: tuple[str, ...]
    requests: tuple[Request, ...]
    members: tuple[SendableMember, ...]
    limits: tuple[AwayLimit, ...]
    quotas: tuple[Quota, ...] = field(default=())

    def __attrs_post_init__(self) -> None:
        checks = Checks("SharingProblem")
        checks.every("periods", self.periods, str, Text("a text", "应为文本"))
        checks.every("requests", self.requests, Request, Text("a Request", "应为Request"))
        checks.every("members", self.members, SendableMember, Text("a SendableMember", "应为SendableMember"))
        checks.every("limits", self.limits, AwayLimit, Text("an AwayLimit", "应为AwayLimit"))
        checks.every("quotas", self.quotas, Quota, Text("a Quota", "应为Quota"))
        checks.refuse()
        checks.unique("periods", self.periods)
        checks.unique("members", (member.id for member in self.members))
        checks.unique("limits", (limit.employer for limit in self.limits))
        self._check_names(checks)
        self._check_quotas(checks)
        checks.refuse()

    def _check_names(self, checks: Checks) -> None:
        known = Text("one of the periods", "应为所列时段之一")
        for request in self.requests:
            where, right = f"requests, {request.community}", request.period in self.periods
            checks.require(where, request.period, ok=right, expected=known)
        employers = {limit.employer for limit in self.limits}
        for member in self.members:
            strange = (member.periods or frozenset()) - set(self.periods)
            checks.require(f"members, {member.id}", ", ".join(sorted(strange)), ok=not strange, expected=known)
        limited = Text("an employer with an AwayLimit", "该单位应有外派上限")
        for employer in sorted({member.employer for member in self.members} - employers):
            checks.require("members, employer", employer, ok=False, expected=limited)

    def _check_quotas(self, checks: Checks) -> None:
        asked: Counter[tuple[UnitId, str]] = Counter()
        for request in self.requests:
            asked[request.community, request.period] += request.people
        seen: set[tuple[UnitId, str]] = set()
        once = Text("one quota for a community and period", "同一社区同一时段只能有一个名额")
        known = Text("one of the periods", "应为所列时段之一")
        for quota in self.quotas:
            where = f"quotas, {quota.community}"
            if quota.period is not None and quota.period not in self.periods:
                checks.require(where, quota.period, ok=False, expected=known)
                continue
            for period in self.periods if quota.period is None else (quota.period,):
                key = (quota.community, period)
                checks.require(where, period, ok=key not in seen, expected=once)
                seen.add(key)
                due = Text("at most the {n} people asked for in {period}", "不得超过{period}所申请的{n}人")
                expected = due.fill(n=asked[key], period=period)
                checks.require(where, quota.least, ok=quota.least <= asked[key], expected=expected)

    def __repr__(self) -> str:
        """The size."""
        communities = len({request.community for request in self.requests})
        people = sum(request.people for request in self.requests)
        return (
            f"SharingProblem({len(self.periods)} periods, {communities} communities, {people} people asked for, "
            f"{len(self.members)} members of {len({member.employer for member in self.members})} employers)"
        )


@frozen
class Sending:
    """A member goes to a community for a period.

    Args:
        member: who.
        community: where.
        period: when.
        request: for which request, as its position in the problem.
    """

    member: MemberId
    community: UnitId
    period: str
    request: int


@frozen
class Share:
    """What a community gets.

    Args:
        community: which.
        asked: how many it asked for, over all periods.
        sent: how many it gets.
        reasons: why the rest does not come, one for each request that is not filled.
    """

    community: UnitId
    asked: int
    sent: int
    reasons: tuple[Reason, ...] = ()

    @property
    def part(self) -> Fraction:
        """The share of what it asked for."""
        return Fraction(self.sent, self.asked)


@frozen
class QuotaShort:
    """Quotas that are higher than what can be sent.

    Args:
        quotas: the communities and periods whose least numbers cannot be met together.
        least: how many people these are together.
        most: how many can be sent there at most.
    """

    quotas: tuple[tuple[UnitId, str], ...]
    least: int
    most: int

    def __str__(self) -> str:
        """The sentence in English."""
        return str(self.text)

    @property
    def text(self) -> Text:
        """What is short, in words."""
        places = Text(
            ", ".join(f"{community} in {period}" for community, period in self.quotas),
            "、".join(f"{community}（{period}）" for community, period in self.quotas),
        )
        words = Text(
            "the quotas of {places} ask for {n} people, at most {most} can go",
            "{places}的名额共{n}人，至多可派{most}人",
        )
        return words.fill(places=places, n=self.least, most=self.most)


@frozen
class Sharing:
    """Who goes where, what each community gets, and how good that provably is.

    Args:
        problem: what was asked.
        sendings: by community, period and member.
        shares: by community.
        short: the quotas that cannot be met; empty if all are.
        bound: no sharing gives the worst-off community a larger share.
    """

    problem: SharingProblem = field(eq=False, repr=False)
    sendings: tuple[Sending, ...]
    shares: tuple[Share, ...]
    short: tuple[QuotaShort, ...]
    bound: Fraction

    @property
    def least(self) -> Fraction:
        """The share of the worst-off community."""
        return min((share.part for share in self.shares), default=Fraction(1))

    @property
    def proof(self) -> Proof:
        """Whether the worst-off community provably cannot get more."""
        return Proof.OPTIMAL if self.least == self.bound else Proof.BOUNDED

    def __repr__(self) -> str:
        """Sizes and proof; nobody is shown."""
        return (
            f"Sharing({len(self.sendings)} sendings, {len(self.shares)} communities, least share {self.least}, "
            f"bound {self.bound}, {self.proof.value})"
        )
