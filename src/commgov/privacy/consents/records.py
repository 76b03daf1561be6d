"""Where the book keeps what people said: each under a pseudonym, which is kept apart, so that it can go alone."""

import re
from collections.abc import Iterator
from secrets import token_hex

from commgov.core.ids import PersonRef
from commgov.core.streams import StreamStore
from commgov.core.streams.book import BookStep, EventBook
from commgov.privacy.consents.consent import Consents, advance_consents
from commgov.privacy.consents.events import ConsentEvent, ConsentSaid, ConsentsErased, ConsentWithdrawn
from commgov.privacy.keys.apart import SecretStore

KIND = "consent"
_RECORD = re.compile(r"k-[0-9a-f]{32}")


class ConsentRecords:
    """What people said, event by event, and their pseudonyms.

    Args:
        streams: keep what was said; None: in memory.
        names: keep the pseudonyms.
    """

    def __init__(self, streams: StreamStore | None, names: SecretStore) -> None:
        """Take streams and names."""
        events = (ConsentSaid, ConsentWithdrawn, ConsentsErased)
        self._book: EventBook[Consents, ConsentEvent] = EventBook(KIND, Consents, events, streams)
        self._names = names

    def of(self, person: PersonRef) -> Consents | None:
        """What a person said; None if nothing, or if nobody can tell any more."""
        kept = self._names.find(person)
        return None if kept is None else self._book.find(kept.decode())

    def under(self, record: str) -> Consents | None:
        """What was said under a pseudonym; None if it is none, whatever it is."""
        return self._book.find(record) if _RECORD.fullmatch(record) else None

    def name(self, person: PersonRef) -> PersonRef | None:
        """The pseudonym of a person, made if there is none; None if it is gone: they were erased."""
        kept = self._names.find(person)
        if kept is None:
            self._names.keep(person, f"k-{token_hex(16)}".encode())
            kept = self._names.find(person)
        return None if kept is None else PersonRef(kept.decode())

    def take(self, record: str, event: ConsentEvent) -> BookStep[Consents]:
        """Take an event in, or say why not."""
        return self._book.take(record, event, lambda before: advance_consents(record, before, event))

    def people(self) -> Iterator[PersonRef]:
        """Everybody who has a pseudonym."""
        return map(PersonRef, self._names.names())

    def is_known(self, person: PersonRef) -> bool:
        """Whether somebody has a pseudonym."""
        return self._names.find(person) is not None

    def part(self, person: PersonRef) -> bool:
        """Destroy a person's pseudonym; whether there was one."""
        return self._names.destroy(person)
