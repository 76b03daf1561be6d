"""The case study's community as a scenario: illustrative, not calibrated.

A Wuhan case study gives the frame: 9 garden branches, 84 grid branches, 620 building groups, more than 5,000 members,
290 volunteer teams, residents who order and members who take the orders. Everything else here (who can do what and
when, what is ordered where) is invented to look plausible and must not be taken for that community. No person is
named; all ids are fictitious.

How supply and demand stand (seeds 0 to 2; `tests/simulation` holds them loosely):

- Over all, the members' weekly caps are about 4.7 times the minutes of a typical week's seats, and 0.9 times those of
  a stress week.
- Skill by skill a typical week asks for 3 to 85 % of the caps of those who hold the skill at the level asked for;
  experienced plumbers are the scarcest. Inside single garden branches some skills are asked for beyond the caps of
  the holders there: those orders have to cross branches or wait. First come, first served fills about 98 % of the
  demands.
- A stress week asks for more than there is of about half of the skills; first come, first served fills about 77 %.

All randomness is keyed (see `commgov.simulation.draws`): the same seed gives the same bytes in every process.
"""

from datetime import date

from attrs import evolve, frozen

from commgov.core import Demand, Employer, Member, OfferOfService, Team
from commgov.grid import FIVE_LEVEL_POSTS, Appointment, Organisation, Roster, Unit
from commgov.matching import StandingOrder, spread_out
from commgov.simulation import in_chinese
from commgov.simulation.appointments import appoint
from commgov.simulation.neighbourhood import Neighbourhood, settle
from commgov.simulation.orders import duties, orders
from commgov.simulation.population import hire, recruit
from commgov.simulation.resources import asking_for_supply, form_teams, publish
from commgov.simulation.visits import visits
from commgov.wording import Language


@frozen
class Scenario:
    """A community that can be simulated and planned for.

    Args:
        seed: all of it comes from this.
        place: the units and their households.
        employers: the sending units.
        members: who serves.
        appointments: who holds which post.
        teams: the volunteer teams.
        offers: the resource list.
        language: in which units, skills, categories and roles are named.
    """

    seed: int
    place: Neighbourhood
    employers: tuple[Employer, ...]
    members: tuple[Member, ...]
    appointments: tuple[Appointment, ...]
    teams: tuple[Team, ...]
    offers: tuple[OfferOfService, ...]
    language: Language = "en"

    @property
    def units(self) -> tuple[Unit, ...]:
        """All units, each before those below it."""
        return self.place.units

    def organisation(self) -> Organisation:
        """The units with their posts and who holds them.

        Example:
            >>> organisation = community_b().organisation()
            >>> len(organisation.posts()), len(organisation.vacancies(FIRST_DAY))
            (3814, 525)
        """
        return Organisation.from_units(self.units).with_roster(Roster(FIVE_LEVEL_POSTS, self.appointments))

    def __repr__(self) -> str:
        """How large it is."""
        return f"Scenario(seed={self.seed}, {len(self.units)} units, {len(self.members)} members)"


FIRST_DAY = date(2026, 1, 5)
"""The day from which certificates, insurance covers and terms are dated, unless another is asked for."""


def community_b(seed: int = 0, *, since: date = FIRST_DAY, language: Language = "en") -> Scenario:
    """The case study's community: illustrative, not calibrated.

    Args:
        seed: another seed gives another community of the same size.
        since: certificates, insurance covers and terms of posts are dated from this day; certificates and covers
            run out up to two years later.
        language: in which units, skills, categories and roles are named; nothing else depends on it.

    Example:
        >>> community_b(seed=7)
        Scenario(seed=7, 714 units, 5600 members)
    """
    place = settle(seed)
    employers = hire(seed)
    members = recruit(seed, place, employers, since)
    appointments = appoint(seed, place, members, since)
    teams = form_teams(seed, place, members)
    offers = publish(seed, place, employers, members, teams)
    found = Scenario(seed, place, employers, members, appointments, teams, offers)
    return found if language == "en" else _in_chinese(found)


def _in_chinese(scenario: Scenario) -> Scenario:
    return evolve(
        scenario,
        place=in_chinese.place(scenario.place),
        employers=tuple(map(in_chinese.employer, scenario.employers)),
        members=tuple(map(in_chinese.member, scenario.members)),
        teams=tuple(map(in_chinese.team, scenario.teams)),
        offers=tuple(map(in_chinese.offer, scenario.offers)),
        language="zh",
    )


def week(scenario: Scenario, monday: date, *, stress: bool = False, with_supply: bool = False) -> tuple[Demand, ...]:
    """The demands of one week: the standing duties, then what the residents order.

    A typical week has about 1,440 demands, 75,000 in a year, more or fewer by the season. A stress week (a storm, an
    outage) has 10,000 of the same mix; its first orders are those of the typical week. All windows lie in the week.

    Args:
        scenario: the community.
        monday: the week's first day.
        stress: whether it is a stress week.
        with_supply: whether some categories ask for venues, goods, or one team, as the resource list and the teams have
            them; the demands are else the same.

    Raises:
        InvalidInputError: if the day is not a Monday.

    Example:
        >>> from datetime import date
        >>> len(week(community_b(), date(2026, 3, 2), stress=True))
        10000
    """
    found = orders(scenario.seed, scenario.place, monday, stress=stress)
    found = map(asking_for_supply, found) if with_supply else found
    return tuple(found if scenario.language == "en" else map(in_chinese.demand, found))


def standing_orders(scenario: Scenario, *, visited: int = 0) -> tuple[StandingOrder, ...]:
    """The community's standing orders, spread out: its duties, and regular visits.

    The duties are those of `week`. The visits are to elders living alone and to disabled residents, from twice a week
    to every fourth week; they are not part of `week`.

    Args:
        scenario: the community.
        visited: how many residents are visited.

    Example:
        >>> orders = standing_orders(community_b(), visited=300)
        >>> len(orders), orders[0], orders[-1]
        (570, StandingOrder('patrol/grid-1-01'), StandingOrder('visit-0300'))
    """
    return spread_out((*duties(scenario.place), *visits(scenario.seed, scenario.place, visited)))
