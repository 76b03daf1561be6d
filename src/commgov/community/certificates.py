"""A certificate of service as the sheet that is printed: names come in only here, from whoever may know them."""

from collections.abc import Mapping

from commgov.incentives.certificates import Certificate, CertificateLine
from commgov.report import CertificateLineRow, CertificateSheet
from commgov.wording import Text


def certificate_sheet(
    certificate: Certificate,
    check_code: str,
    *,
    names: Mapping[str, str] | None = None,
    words: Mapping[str, Text] | None = None,
) -> CertificateSheet:
    """What is printed of a certificate: of one that was verified, what its holder shows.

    Args:
        certificate: what it says.
        check_code: the check code of the signed certificate.
        names: what people are called on the sheet, by their references: holder, head, handler. Without a name, a holder
            is called as the certificate says, or by the reference; the others by their references.
        words: kinds of service and levels of places in both languages, by the words in the certificate.

    Example:
        >>> from datetime import UTC, date, datetime
        >>> from commgov.incentives import Issuer
        >>> issuer = Issuer("https://b.example", "Community B", "officer-1", "officer-7", "office, Garden Road 1")
        >>> lines = (CertificateLine(date(2026, 3, 2), "grid branch", "errand", 50),)
        >>> year, at = (date(2026, 1, 1), date(2026, 12, 31)), datetime(2027, 1, 4, 9, tzinfo=UTC)
        >>> certificate = Certificate("B-17", "m-1", issuer, *year, at, lines)
        >>> sheet = certificate_sheet(certificate, "8G9P-Z8TN-PDKR", words={"errand": Text("errand", "帮办")})
        >>> sheet.holder, sheet.rows[0].kind.zh, sheet.rows[0].place
        ('m-1', '帮办', 'grid branch')
    """
    called, said = names or {}, words or {}
    issuer = certificate.issuer

    def row(line: CertificateLine) -> CertificateLineRow:
        kind, place = said.get(line.kind, line.kind), said.get(line.place, line.place)
        return CertificateLineRow(line.day, kind, place, line.minutes)

    return CertificateSheet(
        number=certificate.number,
        check_code=check_code,
        subject=certificate.subject,
        holder=called.get(certificate.subject) or certificate.holder or certificate.subject,
        first=certificate.first,
        last=certificate.last,
        minutes=certificate.minutes,
        rows=tuple(map(row, certificate.lines)),
        issuer=issuer.name,
        identity=issuer.id,
        head=called.get(issuer.head, issuer.head),
        handler=called.get(issuer.handler, issuer.handler),
        contact=issuer.contact,
        issued=certificate.issued.date(),
        until=None if certificate.valid_until is None else certificate.valid_until.date(),
    )
