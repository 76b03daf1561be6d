"""Employers register too: what they pledge, against the list of needs that the community sent them beforehand.

The community asks its residents first, sends the list of needs to the employer, and only then takes a pledge: a pledge
that was made before the list arrived answers no need, and is refused with that reason.
"""

from collections import Counter
from datetime import date
from enum import StrEnum

from attrs import evolve, field, frozen

from commgov.core.checks import Checks
from commgov.core.ids import EmployerId, OfferId, PersonRef, UnitId
from commgov.core.people import OfferKind, OfferOfService
from commgov.core.rules import Verdict
from commgov.core.timetable import Timetable
from commgov.wording import Text


class PledgeKind(StrEnum):
    """What an employer can promise, and in what it is counted."""

    MEMBERS = "members"
    MINUTES = "minutes"
    PROJECTS = "projects"


@frozen
class Need:
    """One entry of the list of needs.

    Args:
        id: a reference, unique across all lists, since pledges name it.
        category: what it is about.
        kind: in what it is counted.
        quantity: how many members, minutes or projects.
    """

    id: str
    category: str
    kind: PledgeKind
    quantity: int

    def __attrs_post_init__(self) -> None:
        checks = Checks("Need", self.id)
        checks.identifier("id", self.id)
        checks.text("category", self.category, Text("a category", "应有类别"))
        checks.instance("kind", self.kind, PledgeKind, _KIND)
        checks.whole("quantity", self.quantity, least=1)
        checks.refuse()


@frozen
class Delivery:
    """The list of needs reached an employer.

    Args:
        employer: which.
        day: on which day.
    """

    employer: EmployerId
    day: date

    def __attrs_post_init__(self) -> None:
        checks = Checks("Delivery")
        checks.identifier("employer", self.employer)
        checks.day("day", self.day)
        checks.refuse()


@frozen
class NeedsList:
    """What the community found out that its residents need, and to whom it was sent.

    Args:
        id: a reference.
        researched: the day on which the research was closed.
        needs: at least one, each id once.
        deliveries: to which employers it was sent, each once, not before it was researched.

    Raises:
        InvalidInputError: naming all that is wrong.
    """

    id: str
    researched: date
    needs: tuple[Need, ...]
    deliveries: tuple[Delivery, ...] = ()

    def __attrs_post_init__(self) -> None:
        checks = Checks("NeedsList", self.id)
        checks.identifier("id", self.id)
        checks.day("researched", self.researched)
        checks.every("needs", self.needs, Need, Text("a Need", "应为Need"))
        checks.every("deliveries", self.deliveries, Delivery, Text("a Delivery", "应为Delivery"))
        checks.refuse()
        checks.require("needs", "", ok=bool(self.needs), expected=Text("at least one need", "至少一项需求"))
        checks.unique("needs", (need.id for need in self.needs))
        checks.unique("deliveries", (delivery.employer for delivery in self.deliveries))
        later = Text("not before the research was closed", "不得早于调研完成日")
        for at, delivery in enumerate(self.deliveries):
            checks.require(f"deliveries[{at}]", delivery.day, ok=delivery.day >= self.researched, expected=later)
        checks.refuse()

    def delivered_to(self, employer: EmployerId) -> date | None:
        """The day on which the employer got the list, if it did."""
        return next((delivery.day for delivery in self.deliveries if delivery.employer == employer), None)

    def need(self, need: str) -> Need | None:
        """The entry with that id, if there is one."""
        return next((entry for entry in self.needs if entry.id == need), None)

    def deliver(self, employer: EmployerId, day: date) -> "NeedsList":
        """The list, sent to one more employer."""
        return evolve(self, deliveries=(*self.deliveries, Delivery(employer, day)))


@frozen
class Pledge:
    """What an employer promises for one need.

    Args:
        employer: who.
        need: the id of the need.
        kind: members, minutes or projects.
        quantity: how many.
        day: when it was made.
        unit: where its members serve, in this unit and all below; None: that is not agreed yet. Members only.
        times: when they come.

    A pledge of members that says where and when is supply: `EmployerRegistration.offers`.
    """

    employer: EmployerId
    need: str
    kind: PledgeKind
    quantity: int
    day: date
    unit: UnitId | None = field(default=None, kw_only=True)
    times: Timetable = field(factory=Timetable.always, kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("Pledge", self.employer)
        checks.identifier("employer", self.employer)
        checks.identifier("need", self.need)
        checks.instance("kind", self.kind, PledgeKind, _KIND)
        checks.whole("quantity", self.quantity, least=1)
        checks.day("day", self.day)
        if self.unit is not None:
            checks.identifier("unit", self.unit)
            members = self.kind is PledgeKind.MEMBERS
            checks.require(
                "unit", "", ok=members, expected=Text("only members serve in a unit", "仅人员承诺可指定单元")
            )
        checks.instance("times", self.times, Timetable, Text("a Timetable", "应为Timetable"))
        checks.refuse()


@frozen
class EmployerRegistration:
    """An employer that registered with the community.

    Args:
        employer: which.
        contact: whom to ask there, as a reference: never a name or a telephone number.
        registered: since when.
        projects: what it brings along, in public words, each once.
        pledges: what it promised, accepted ones only.

    Example:
        >>> from datetime import date
        >>> needs = NeedsList("spring", date(2026, 2, 1), (Need("n-1", "home repair", PledgeKind.MEMBERS, 6),))
        >>> school = EmployerRegistration("school-2", "person-4", date(2026, 1, 5))
        >>> offer = Pledge("school-2", "n-1", PledgeKind.MEMBERS, 2, date(2026, 2, 3))
        >>> print(school.pledge(offer, needs)[1].reason)
        the list of needs 'spring' has not been sent to school-2
        >>> school, verdict = school.pledge(offer, needs.deliver("school-2", date(2026, 2, 2)))
        >>> bool(verdict), school.pledged(PledgeKind.MEMBERS, date(2026, 2, 3)), open_needs(needs, [school])
        (True, 2, {'n-1': 4})
    """

    employer: EmployerId
    contact: PersonRef
    registered: date
    projects: tuple[str, ...] = ()
    pledges: tuple[Pledge, ...] = field(default=(), kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("EmployerRegistration", self.employer)
        checks.identifier("employer", self.employer)
        checks.identifier("contact", self.contact)
        checks.day("registered", self.registered)
        checks.every("projects", self.projects, str, Text("a text", "应为文本"))
        checks.every("pledges", self.pledges, Pledge, Text("a Pledge", "应为Pledge"))
        checks.refuse()
        checks.unique("projects", self.projects)
        own = Text("a pledge of this employer, after it registered", "应为本单位报到后的承诺")
        for at, pledge in enumerate(self.pledges):
            right = pledge.employer == self.employer and pledge.day >= self.registered
            checks.require(f"pledges[{at}]", pledge.day, ok=right, expected=own)
        checks.refuse()

    def why(self, pledge: Pledge, needs: NeedsList) -> Verdict:
        """Whether a pledge can be taken: made after registration and after the list arrived, for a need on it."""
        delivered, need = needs.delivered_to(self.employer), needs.need(pledge.need)
        refused: Text | None = None
        if pledge.employer != self.employer:
            refused = Text("the pledge is another employer's", "该承诺属于其他单位")
        elif pledge.day < self.registered:
            refused = Text("the employer registered later, on {day}", "单位报到日为{day}，晚于承诺").fill(
                day=self.registered
            )
        elif delivered is None:
            refused = Text("the list of needs {id!r} has not been sent to {at}", "需求清单{id!r}尚未送达{at}")
            refused = refused.fill(id=needs.id, at=self.employer)
        elif pledge.day < delivered:
            refused = Text("the list of needs arrived later, on {day}", "需求清单于{day}才送达").fill(day=delivered)
        elif need is None or need.kind is not pledge.kind:
            refused = Text("no such need, counted in {kind}, on the list", "清单中没有以{kind}计的该项需求").fill(
                kind=pledge.kind.value
            )
        return Verdict(refused is None, refused or Text("answers a need on the list", "对应清单中的需求"))

    def pledge(self, pledge: Pledge, needs: NeedsList) -> tuple["EmployerRegistration", Verdict]:
        """The registration with one pledge more; the same one if it is refused, with the reason."""
        verdict = self.why(pledge, needs)
        return (evolve(self, pledges=(*self.pledges, pledge)) if verdict else self), verdict

    def offers(self, needs: NeedsList, as_of: date) -> tuple[OfferOfService, ...]:
        """The members promised by a day as entries of the resource list, so that a pledge is entered once.

        Each pledge of members that says where they serve is a project: so many people at a time for the work that the
        need is about, whom the employer names later. Demands ask for them by the need's category, as
        `RequiredResource("home repair", pieces=2)`; see `commgov.matching.MatchingProblem.build`.

        Args:
            needs: the list that the pledges answer; pledges for other lists are left out.
            as_of: the day.

        Example:
            >>> from datetime import date
            >>> needs = NeedsList("spring", date(2026, 2, 1), (Need("n-1", "home repair", PledgeKind.MEMBERS, 6),))
            >>> two = Pledge("school-2", "n-1", PledgeKind.MEMBERS, 2, date(2026, 2, 3), unit="garden-1")
            >>> school = EmployerRegistration("school-2", "person-4", date(2026, 1, 5), pledges=(two,))
            >>> [(offer.id, offer.resource, offer.quantity) for offer in school.offers(needs, date(2026, 3, 1))]
            [('school-2/n-1', 'home repair', 2)]
        """
        found: list[OfferOfService] = []
        times: Counter[str] = Counter()
        for pledge in self.pledges:
            need = needs.need(pledge.need)
            if need is None or pledge.unit is None or pledge.day > as_of:
                continue
            times[need.id] += 1
            again = f"/{times[need.id]}" if times[need.id] > 1 else ""
            found.append(
                OfferOfService(
                    OfferId(f"{self.employer}/{need.id}{again}"),
                    OfferKind.EMPLOYER,
                    self.employer,
                    pledge.unit,
                    availability=pledge.times,
                    quantity=pledge.quantity,
                    resource=need.category,
                )
            )
        return tuple(found)

    def pledged(self, kind: PledgeKind, as_of: date) -> int:
        """How many members, minutes or projects were promised by a day."""
        return sum(pledge.quantity for pledge in self.pledges if pledge.kind is kind and pledge.day <= as_of)


def open_needs(needs: NeedsList, employers: list[EmployerRegistration]) -> dict[str, int]:
    """How much of each need nobody has promised yet; a need that is covered is left out."""
    promised: Counter[str] = Counter()
    for employer in employers:
        for pledge in employer.pledges:
            promised[pledge.need] += pledge.quantity
    left = {need.id: need.quantity - promised[need.id] for need in needs.needs}
    return {need: quantity for need, quantity in left.items() if quantity > 0}


_KIND = Text("one of {kinds}", "应为{kinds}之一").fill(kinds=", ".join(PledgeKind))
