"""The protection book: cover and consent of every service, kept beside its record under the same id."""

from collections.abc import Iterable
from datetime import datetime

from attrs import frozen

from commgov.core import PersonRef
from commgov.core.streams.book import BookStep, EventBook
from commgov.core.streams.store import StreamStore
from commgov.incentives.care.events import ConsentWithdrawn, ProtectionEvent, ProtectionNoted
from commgov.incentives.care.noting import advance_protection, together
from commgov.incentives.care.protection import ConsentTo, Protection
from commgov.incentives.facts.proxies import Proxies
from commgov.incentives.facts.service import RecordId
from commgov.wording import Text

KIND = "protection"


@frozen
class Unprotected:
    """A service that lacks cover or consent.

    Args:
        record: which one.
        start: when it begins.
        missing: what it lacks, each in both languages.
    """

    record: RecordId
    start: datetime
    missing: tuple[Text, ...]


class ProtectionBook:
    """Cover and consent of a community's services, event by event. Nothing is refused to anybody because of it.

    Args:
        streams: keep what is noted; None: in memory.
        proxies: who may speak for a member, a resident or an employer; None: nobody for another.

    Example:
        >>> from datetime import UTC, datetime
        >>> from commgov.incentives.care import Consent
        >>> monday, tuesday = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 3, 9, tzinfo=UTC)
        >>> agreed = (Consent(ConsentTo.SERVE, "m-1", monday), Consent(ConsentTo.BE_VISITED, "r-5", monday))
        >>> book, visit = ProtectionBook(), Protection("s-1", "m-1", "r-5", tuesday, consents=agreed)
        >>> bool(book.note(visit, by="clerk-1", at=monday)), book.lacking()
        (True, [])
        >>> step = book.withdraw("s-1", ConsentTo.BE_VISITED, said_by="r-5", by="clerk-1", at=monday)
        >>> [str(text) for one in book.lacking() for text in one.missing]
        ['no consent: be visited']
    """

    def __init__(self, streams: StreamStore | None = None, *, proxies: Proxies | None = None) -> None:
        """Take streams and proxies."""
        self._proxies = proxies
        self._book: EventBook[Protection, ProtectionEvent] = EventBook(
            KIND, Protection, (ProtectionNoted, ConsentWithdrawn), streams
        )

    def note(self, protection: Protection, *, by: PersonRef, at: datetime) -> BookStep[Protection]:
        """Record cover and consent of a service, or say why not; what was noted before stays.

        Args:
            protection: the service, its cover, and consents given since.
            by: who notes it.
            at: when, with a time zone.

        Raises:
            InvalidInputError: for a consent that lies later or is taken back, or a missing reference or time zone.
            ConflictError: if others keep changing it meanwhile.
        """
        return self._take(protection.record, ProtectionNoted(at=at, by=by, protection=protection))

    def withdraw(
        self, record: RecordId, to: ConsentTo, *, said_by: PersonRef, by: PersonRef, at: datetime
    ) -> BookStep[Protection]:
        """Record that a consent was taken back, or say why not.

        Args:
            record: of which service.
            to: consent to what.
            said_by: who takes it back: who gave it, whom it concerns, or who may speak for them.
            by: who notes it.
            at: from when on it does not hold, with a time zone.

        Raises:
            InvalidInputError: for a missing reference or time zone.
            ConflictError: if others keep changing it meanwhile.
        """
        return self._take(record, ConsentWithdrawn(at=at, by=by, to=to, said_by=said_by))

    def find(self, record: RecordId) -> Protection | None:
        """Cover and consent of a service as noted, or None."""
        return self._book.find(record)

    def events(self, record: RecordId) -> list[ProtectionEvent]:
        """What was noted of a service, in order."""
        return self._book.events(record)

    def lacking(self, services: Iterable[Protection] = ()) -> list[Unprotected]:
        """The services without the cover or consent they need, by their begin and record.

        Args:
            services: those that there are, as they are now (`commgov.community.protections_of` makes them): of which
                nothing was noted counts as it is given, and what an earlier member agreed to counts no more. Services
                that are only in the book are listed too.
        """
        noted = {one.record: one for one in self._book.all()}
        now = {one.record: together(noted[one.record], one) if one.record in noted else one for one in services}
        found = [Unprotected(one.record, one.start, one.missing()) for one in (noted | now).values()]
        return sorted((one for one in found if one.missing), key=lambda one: (one.start, one.record))

    def _take(self, record: RecordId, event: ProtectionNoted | ConsentWithdrawn) -> BookStep[Protection]:
        return self._book.take(record, event, lambda before: advance_protection(before, event, self._proxies))
