"""The organisation fits what the other packages ask of a hierarchy; the type checker holds it."""

from commgov.core import Hierarchy, UnitId
from commgov.grid import Organisation, Unit

hierarchy: Hierarchy = Organisation.from_units([Unit(UnitId("committee"))])
