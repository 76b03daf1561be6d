"""Fields and a basis that the tests of keys share."""

from commgov.privacy import Basis, BasisKind, Tier
from commgov.privacy.keys import FieldLabel

PHONE = FieldLabel("resident.phone", Tier.T3, schema=1)
NAME = FieldLabel("resident.name", Tier.T2, schema=1)
DISABILITY = FieldLabel("resident.disability", Tier.T4, schema=1, bucket=16)
CONSENT = Basis(BasisKind.CONSENT, "c-91")
