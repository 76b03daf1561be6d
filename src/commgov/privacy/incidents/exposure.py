"""Who had access to what in a span of time, from the access log."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from attrs import field, frozen

from commgov.core.checks import Checks
from commgov.core.ids import PersonRef
from commgov.core.timing import LATER
from commgov.privacy.audit.entry import NO_ACCESS, AuditEntry, Pseudonym
from commgov.privacy.tiers import Tier


@frozen
class Exposure:
    """Who had access to what.

    Args:
        actors: who, by reference, and how many allowed accesses each had.
        subjects: whose data, by pseudonym, in order.
        fields: which fields, in order.
        tier: the highest tier among them.
        tried: who tried and was refused, and how often: no access, but worth a question.
        entries: the numbers of the entries in the log, to prove it by.
    """

    actors: Mapping[PersonRef, int] = field(repr=False)
    subjects: tuple[Pseudonym, ...] = field(repr=False)
    fields: tuple[str, ...]
    tier: Tier
    tried: Mapping[PersonRef, int] = field(repr=False)
    entries: tuple[int, ...] = field(repr=False)


def who_had_access(
    entries: Iterable[AuditEntry],
    start: datetime,
    end: datetime,
    *,
    by: Collection[PersonRef] | None = None,
    fields: Collection[str] | None = None,
    about: Collection[str] | None = None,
) -> Exposure:
    """Who had access to people's data from `start` up to but not including `end`.

    A log says who read; it does not say who read along, or who was told.

    Args:
        entries: those of the log, from its first on: `log.entries()`.
        start: from when.
        end: until when.
        by: only these people's accesses.
        fields: only accesses to one of these fields.
        about: only accesses that belong to one of these: a package, a service.

    Raises:
        InvalidInputError: if the span has no time zone, or is none.

    Example:
        >>> from datetime import UTC, timedelta
        >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
        >>> seen = AuditEntry(monday, "u-17", "read", subject="p-1", fields=("resident.phone",), tier=Tier.T3)
        >>> exposure = who_had_access([seen, seen], monday, monday + timedelta(hours=1))
        >>> exposure.actors, exposure.subjects, exposure.tier.name
        ({'u-17': 2}, ('p-1',), 'T3')
    """
    checks = Checks("who_had_access")
    are_aware = [checks.aware(name, moment) for name, moment in (("start", start), ("end", end))]
    if all(are_aware):
        checks.require("end", end, ok=start < end, expected=LATER)
    checks.refuse()
    found = [
        (number, entry)
        for number, entry in enumerate(entries)
        if start <= entry.at < end
        and entry.subject
        and entry.action not in NO_ACCESS
        and (by is None or entry.by in by)
        and (fields is None or not set(fields).isdisjoint(entry.fields))
        and (about is None or entry.about in about)
    ]
    allowed = [entry for _, entry in found if entry.allowed]
    return Exposure(
        dict(Counter(entry.by for entry in allowed)),
        tuple(sorted({entry.subject for entry in allowed})),
        tuple(sorted({name for entry in allowed for name in entry.fields})),
        max((entry.tier for entry in allowed), default=Tier.T1),
        dict(Counter(entry.by for _, entry in found if not entry.allowed)),
        tuple(number for number, entry in found if entry.allowed),
    )
