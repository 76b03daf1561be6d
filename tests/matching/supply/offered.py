"""A room and wheelchairs, as entries of the resource list, and the organisation in which they are offered."""

from commgov.core import (
    OfferKind,
    OfferOfService,
    Timetable,
)
from commgov.grid import Organisation
from commgov.testing.strategies import UNITS

ORG = Organisation.from_units(UNITS)


def room(name="room", unit="root", people=20, hours="always", setup=0):
    when = Timetable.parse(hours)
    kind = OfferKind.VENUE
    return OfferOfService(
        name, kind, "committee", unit, frozenset(), when, people, resource="classroom", setup_minutes=setup
    )


def chairs(pieces, unit="root"):
    always = Timetable.always()
    return OfferOfService(
        "chairs", OfferKind.GOODS, "committee", unit, frozenset(), always, pieces, resource="wheelchair"
    )
