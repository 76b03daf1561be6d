"""A certificate as an Open Badge: 1EdTech Open Badges 3.0, which is a W3C Verifiable Credential 2.0, there and back.

What Open Badges has a place for stands there: number (`licenseNumber`), person (`identifier`), period, issuer and its
head (`official`), the achievement of the type `CommunityService`. What it has none for (handler, contact, minutes,
digests) stands beside it, under the context that the Verifiable Credentials data model, section 5.2, gives for that.
"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TypeVar

from commgov.core import MemberId, PersonRef
from commgov.incentives.certificates.content import Certificate, Issuer
from commgov.incentives.certificates.disclosures import Disclosures
from commgov.incentives.certificates.proofs import moment
from commgov.seal import Json

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
CONTEXT: list[Json] = [
    CREDENTIALS,
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    "https://www.w3.org/ns/credentials/undefined-terms/v2",
]
TYPE: list[Json] = ["VerifiableCredential", "OpenBadgeCredential"]
NAME = "Certificate of volunteer service · 志愿服务记录证明"
_ABOUT = "Service that was recorded one by one and attested by the community and by the persons served."
_CRITERIA = (
    "Each service was posted after both sides attested it; the least of the minutes claimed and attested counts."
)
Kind = TypeVar("Kind")


def badge_of(certificate: Certificate, digests: Sequence[str], status: Mapping[str, Json] | None) -> dict[str, Json]:
    """The credential without its proof.

    Args:
        certificate: what it says; its lines and its holder's name stay out.
        digests: the digests of what the holder may show.
        status: where its revocation would be found, if it can be revoked.
    """
    issuer = certificate.issuer
    badge: dict[str, Json] = {
        "@context": CONTEXT,
        "id": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{issuer.id}#{certificate.number}')}",
        "type": TYPE,
        "name": NAME,
        "issuer": {
            "id": issuer.id,
            "type": ["Profile"],
            "name": issuer.name,
            "official": issuer.head,
            "handler": issuer.handler,
            "contact": issuer.contact,
        },
        "validFrom": moment(certificate.issued),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityHash": certificate.subject,
                    "identityType": "systemId",
                }
            ],
            "licenseNumber": certificate.number,
            "activityStartDate": certificate.first.isoformat(),
            "activityEndDate": certificate.last.isoformat(),
            "minutes": certificate.minutes,
            "digests": list(digests),
            "achievement": {
                "id": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{issuer.id}#service')}",
                "type": ["Achievement"],
                "achievementType": "CommunityService",
                "name": NAME,
                "description": _ABOUT,
                "criteria": {"narrative": _CRITERIA},
            },
        },
    }
    if certificate.valid_until is not None:
        badge["validUntil"] = moment(certificate.valid_until)
    return badge if status is None else {**badge, "credentialStatus": dict(status)}


def certificate_in(badge: Mapping[str, Json], shown: Disclosures) -> Certificate | None:
    """What a credential and the disclosures with it say; None if it is no certificate of service.

    Read it after the proof was found to hold, not before.
    """
    subject, issuer = _part(badge, "credentialSubject"), _part(badge, "issuer")
    if badge.get("@context") != CONTEXT or badge.get("type") != TYPE:
        return None
    try:
        return Certificate(
            _member(subject, "licenseNumber", str),
            MemberId(_member(_first(subject, "identifier"), "identityHash", str)),
            Issuer(
                _member(issuer, "id", str),
                _member(issuer, "name", str),
                PersonRef(_member(issuer, "official", str)),
                PersonRef(_member(issuer, "handler", str)),
                _member(issuer, "contact", str),
            ),
            date.fromisoformat(_member(subject, "activityStartDate", str)),
            date.fromisoformat(_member(subject, "activityEndDate", str)),
            datetime.fromisoformat(_member(badge, "validFrom", str)),
            shown.lines,
            minutes=_member(subject, "minutes", int),
            holder=shown.holder,
            valid_until=datetime.fromisoformat(_member(badge, "validUntil", str)) if "validUntil" in badge else None,
        )
    except ValueError:  # a member that is missing, no date, or values that no certificate has
        return None


def issuer_in(badge: Mapping[str, Json]) -> str:
    """Who a credential says has issued it: an id; empty where it says nothing."""
    issuer = badge.get("issuer")
    told = issuer.get("id") if isinstance(issuer, dict) else issuer
    return told if isinstance(told, str) else ""


def digests_in(badge: Mapping[str, Json]) -> tuple[str, ...]:
    """The digests that a credential's issuer signed."""
    digests = _part(badge, "credentialSubject").get("digests")
    return tuple(each for each in digests if isinstance(each, str)) if isinstance(digests, list) else ()


def _part(badge: Mapping[str, Json], name: str) -> Mapping[str, Json]:
    part = badge.get(name)
    return part if isinstance(part, dict) else {}


def _first(subject: Mapping[str, Json], name: str) -> Mapping[str, Json]:
    entries = subject.get(name)
    first = entries[0] if isinstance(entries, list) and entries else None
    return first if isinstance(first, dict) else {}


def _member(part: Mapping[str, Json], name: str, kind: type[Kind]) -> Kind:
    value = part.get(name)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise ValueError(name)  # noqa: TRY004 - of a file that somebody sent: a value, not a type of ours
    return value
