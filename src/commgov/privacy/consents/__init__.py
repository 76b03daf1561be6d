"""Who agreed to what: notices in versions, yes and no, by whom and how, taken back as easily as given; receipts."""

from commgov.privacy.consents.book import ConsentBook as ConsentBook
from commgov.privacy.consents.consent import Consent as Consent
from commgov.privacy.consents.consent import ConsentEnd as ConsentEnd
from commgov.privacy.consents.consent import Consents as Consents
from commgov.privacy.consents.events import ConsentMeans as ConsentMeans
from commgov.privacy.consents.events import Speaking as Speaking
from commgov.privacy.consents.house import ConsentHouse as ConsentHouse
from commgov.privacy.consents.notices import ConsentNotice as ConsentNotice
from commgov.privacy.consents.notices import ConsentUse as ConsentUse
from commgov.privacy.consents.receipt import ConsentReceipt as ConsentReceipt

__all__ = [
    "Consent",
    "ConsentBook",
    "ConsentEnd",
    "ConsentHouse",
    "ConsentMeans",
    "ConsentNotice",
    "ConsentReceipt",
    "ConsentUse",
    "Consents",
    "Speaking",
]
