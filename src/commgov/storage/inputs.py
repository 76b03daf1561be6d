"""What a folder of tables holds, as the objects of the house."""

from zoneinfo import ZoneInfo

from attrs import Factory, frozen

from commgov.core import Demand, Member, OfferOfService, Team
from commgov.grid import Appointment, Unit
from commgov.matching.problem import Ban, Pin
from commgov.storage.policy_file import PolicySettings


@frozen(repr=False)
class Inputs:
    """What a folder holds.

    Args:
        units: the organisation's units.
        members: who serves.
        demands: what was ordered.
        pins: seats given by hand.
        bans: members who must not serve a demand.
        policy: what `policy.toml` says.
        appointments: who holds which post; without any, posts are not looked at.
        teams: the volunteer teams.
        offers: the resource list: what members and teams publish, venues, goods.
    """

    units: tuple[Unit, ...] = ()
    members: tuple[Member, ...] = ()
    demands: tuple[Demand, ...] = ()
    pins: tuple[Pin, ...] = ()
    bans: tuple[Ban, ...] = ()
    policy: PolicySettings = Factory(PolicySettings)
    appointments: tuple[Appointment, ...] = ()
    teams: tuple[Team, ...] = ()
    offers: tuple[OfferOfService, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        """The community's time zone."""
        return ZoneInfo(self.policy.zone)

    def __repr__(self) -> str:
        """How much there is."""
        return f"Inputs({len(self.units)} units, {len(self.members)} members, {len(self.demands)} demands)"
