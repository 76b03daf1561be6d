"""Time bank, points and assessment: every minute accounted for, nothing counted that was not served."""

from commgov.incentives.facts import Attestation as Attestation
from commgov.incentives.facts import DeviceRef as DeviceRef
from commgov.incentives.facts import Form as Form
from commgov.incentives.facts import RecordId as RecordId
from commgov.incentives.facts import ServiceFacts as ServiceFacts
from commgov.incentives.facts import Side as Side
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
    "Attestation",
    "Detector",
    "DeviceRef",
    "Findings",
    "Flag",
    "FlagKind",
    "Form",
    "IntegrityPolicy",
    "Material",
    "Measure",
    "Paperwork",
    "RecordId",
    "ServiceFacts",
    "Side",
    "StepsApart",
    "TravelTime",
    "find_flags",
]
