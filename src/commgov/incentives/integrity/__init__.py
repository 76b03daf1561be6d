"""Integrity: flags for formalism and fraud. A flag asks a person to look; it punishes nobody and touches no points.

::

    finding                            the door: all detectors asked, what was not looked at named
     └▶ one file a detector               late_batch, overlap, travel, one_device, rings, floating, no_outcome, ...
         └▶ peers                            a count against the peers' own distribution
             └▶ chance | flag | material | policy | review    exact tails; values; columns; limits; what people decide
                 └▶ records                      the facts as columns, made once
"""

from commgov.incentives.integrity.finding import DETECTORS as DETECTORS
from commgov.incentives.integrity.finding import Detector as Detector
from commgov.incentives.integrity.finding import Findings as Findings
from commgov.incentives.integrity.finding import find_flags as find_flags
from commgov.incentives.integrity.flag import Flag as Flag
from commgov.incentives.integrity.flag import FlagKind as FlagKind
from commgov.incentives.integrity.flag import Measure as Measure
from commgov.incentives.integrity.material import Material as Material
from commgov.incentives.integrity.material import Paperwork as Paperwork
from commgov.incentives.integrity.material import StepsApart as StepsApart
from commgov.incentives.integrity.material import TravelTime as TravelTime
from commgov.incentives.integrity.policy import IntegrityPolicy as IntegrityPolicy

__all__ = [
    "DETECTORS",
    "Detector",
    "Findings",
    "Flag",
    "FlagKind",
    "IntegrityPolicy",
    "Material",
    "Measure",
    "Paperwork",
    "StepsApart",
    "TravelTime",
    "find_flags",
]
