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
