"""Facts: one service after it was attested and posted, as references and numbers; what all that counts is made of.

* `service`: the facts, and who attested them how.
* `effect`: what became of the demand.
* `healthy`: how many of its minutes count.
* `proxies`: who is authorised to speak for a resident.
"""

from commgov.incentives.facts.effect import Effect as Effect
from commgov.incentives.facts.effect import effects_of as effects_of
from commgov.incentives.facts.healthy import HealthyLimit as HealthyLimit
from commgov.incentives.facts.proxies import Proxies as Proxies
from commgov.incentives.facts.proxies import RegisteredProxies as RegisteredProxies
from commgov.incentives.facts.service import Attestation as Attestation
from commgov.incentives.facts.service import DeviceRef as DeviceRef
from commgov.incentives.facts.service import Form as Form
from commgov.incentives.facts.service import RecordId as RecordId
from commgov.incentives.facts.service import ServiceFacts as ServiceFacts
from commgov.incentives.facts.service import Side as Side

__all__ = [
    "Attestation",
    "DeviceRef",
    "Effect",
    "Form",
    "HealthyLimit",
    "Proxies",
    "RecordId",
    "RegisteredProxies",
    "ServiceFacts",
    "Side",
    "effects_of",
]
