"""What a folder of tables holds, as the objects of the house."""

from zoneinfo import ZoneInfo

from attrs import Factory, field, frozen

from commgov.core import Demand, Member, OfferOfService, Team
from commgov.errors import Place
from commgov.grid import Appointment, Unit
from commgov.matching.by_hand import Ban, Pin, place_by_hand
from commgov.matching.overrides import Override
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
        pin_places: where each pin stands, for messages; none if the pins were not read from a table.
        overrides: members' caps that are lifted by name.
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
    overrides: tuple[Override, ...] = ()
    pin_places: tuple[Place, ...] = field(default=(), eq=False, kw_only=True)

    @property
    def zone(self) -> ZoneInfo:
        """The community's time zone."""
        return ZoneInfo(self.policy.zone)

    def place_of(self, pin: Pin) -> Place:
        """Where a pin stands: its row, or what a message calls it if it was not read from a table."""
        return dict(zip(self.pins, self.pin_places, strict=False)).get(pin, place_by_hand(pin))

    def __repr__(self) -> str:
        """How much there is."""
        return f"Inputs({len(self.units)} units, {len(self.members)} members, {len(self.demands)} demands)"
