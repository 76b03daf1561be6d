"""Time bank, points and assessment: every minute accounted for, nothing counted that was not served."""

from commgov.incentives.facts import Attestation as Attestation
from commgov.incentives.facts import DeviceRef as DeviceRef
from commgov.incentives.facts import Form as Form
from commgov.incentives.facts import RecordId as RecordId
from commgov.incentives.facts import ServiceFacts as ServiceFacts
from commgov.incentives.facts import Side as Side

__all__ = ["Attestation", "DeviceRef", "Form", "RecordId", "ServiceFacts", "Side"]
