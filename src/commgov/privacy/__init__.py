"""What residents trusted the community with stays where it belongs: tiers, purposes and the rules about both."""

from commgov.privacy.purposes import Basis as Basis
from commgov.privacy.purposes import BasisKind as BasisKind
from commgov.privacy.purposes import Purpose as Purpose
from commgov.privacy.tiers import Tier as Tier

__all__ = ["Basis", "BasisKind", "Purpose", "Tier"]
