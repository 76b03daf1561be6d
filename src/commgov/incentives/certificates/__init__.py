"""Certificates of service: signed by who recorded it, checked by anybody without a server, revocable, shown in part.

::

    ServiceFacts ──certificate_lines──▶ Certificate ──issue_certificate──▶ SignedCertificate ──showing──▶ part of it
                                                                            └─verify_certificate─▶ Verification

* `content`: what a certificate says.
* `proofs`: the signature in a document (W3C Data Integrity, eddsa-jcs-2022).
* `status_list`: which certificates were revoked, as a signed list that tells nothing else (W3C Bitstring Status List).
* `disclosures`: lines behind salted digests, so that a holder shows some and the signature holds for all.
* `badge`: the certificate as an Open Badge (1EdTech Open Badges 3.0, W3C Verifiable Credentials 2.0), there and back.
* `issuing`: from content to the file that the holder gets, with its check code.
* `register`: what the issuer keeps: numbers, check codes, revocations.
* `verifying`: what a certificate is worth, as a value with reasons.
"""

from commgov.incentives.certificates.content import Certificate as Certificate
from commgov.incentives.certificates.content import CertificateLine as CertificateLine
from commgov.incentives.certificates.content import Issuer as Issuer
from commgov.incentives.certificates.content import certificate_lines as certificate_lines
from commgov.incentives.certificates.issuing import SignedCertificate as SignedCertificate
from commgov.incentives.certificates.issuing import issue_certificate as issue_certificate
from commgov.incentives.certificates.issuing import same_code as same_code
from commgov.incentives.certificates.register import CertificateRegister as CertificateRegister
from commgov.incentives.certificates.register import RegisterAnswer as RegisterAnswer
from commgov.incentives.certificates.register import RegisterEntry as RegisterEntry
from commgov.incentives.certificates.register import Revocation as Revocation
from commgov.incentives.certificates.status_list import StatusEntry as StatusEntry
from commgov.incentives.certificates.verifying import CertificateVerdict as CertificateVerdict
from commgov.incentives.certificates.verifying import Verification as Verification
from commgov.incentives.certificates.verifying import verify_certificate as verify_certificate

__all__ = [
    "Certificate",
    "CertificateLine",
    "CertificateRegister",
    "CertificateVerdict",
    "Issuer",
    "RegisterAnswer",
    "RegisterEntry",
    "Revocation",
    "SignedCertificate",
    "StatusEntry",
    "Verification",
    "certificate_lines",
    "issue_certificate",
    "same_code",
    "verify_certificate",
]
