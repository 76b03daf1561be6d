"""What an event makes of a service's cover and consent, or why not. Pure: time and people come with the event."""

from datetime import datetime

from attrs import evolve

from commgov.core import PersonRef
from commgov.core.streams.book import BookStep
from commgov.incentives.care.events import ConsentWithdrawn, ProtectionNoted
from commgov.incentives.care.protection import Consent, ConsentTo, Protection
from commgov.incentives.facts.proxies import Proxies
from commgov.wording import Text

_NOT_AUTHORISED = Text("not authorised to speak for who has to agree: {to}", "未获授权代为同意：{to}")
_NOT_THE_MEMBER = Text(
    "who serves neither gives nor notes the resident's consent", "服务人不得代为给予或登记居民的同意"
)
_NOTHING_NOTED = Text("nothing was noted of this service", "该服务尚无登记")
_NOT_GIVEN = Text("there is no standing consent: {to}", "没有有效的同意：{to}")
_NOT_THEIRS = Text(
    "a consent is taken back by who gave it, or who may speak for whom it concerns", "仅同意人、本人或其代理人可撤回"
)


def advance_protection(
    before: Protection | None, event: ProtectionNoted | ConsentWithdrawn, proxies: Proxies | None = None
) -> BookStep[Protection]:
    """What an event makes of a service's protection.

    Args:
        before: what was noted so far; None if nothing.
        event: what is noted now.
        proxies: who may speak for a member, a resident or an employer; None: nobody for another.

    Example:
        >>> from datetime import UTC, datetime
        >>> nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
        >>> seen = Consent(ConsentTo.BE_VISITED, "p-1", nine, on_behalf_of="r-5")
        >>> noted = Protection("s-1", "m-1", "r-5", nine, consents=(seen,))
        >>> step = advance_protection(None, ProtectionNoted(at=nine, by="clerk-1", protection=noted))
        >>> bool(step), str(step.reasons[0])
        (False, 'not authorised to speak for who has to agree: be visited')
    """
    if isinstance(event, ProtectionNoted):
        return _note(before, event, proxies)
    return _withdraw(before, event, proxies)


def _note(before: Protection | None, event: ProtectionNoted, proxies: Proxies | None) -> BookStep[Protection]:
    new = event.protection
    refused = [_NOT_AUTHORISED.fill(to=each.to.label) for each in new.consents if not _may_speak(each, proxies)]
    if any(each.to is ConsentTo.BE_VISITED and str(new.member) in {event.by, each.by} for each in new.consents):
        refused.append(_NOT_THE_MEMBER)
    if refused:
        return BookStep(before, tuple(refused))
    return BookStep(new if before is None else together(before, new))


def _may_speak(consent: Consent, proxies: Proxies | None) -> bool:
    whom = consent.on_behalf_of
    return whom is None or _speaks_for(consent.by, whom, consent.at, proxies)


def _speaks_for(person: str, whom: str, at: datetime, proxies: Proxies | None) -> bool:
    return proxies is not None and proxies.speaks_for(PersonRef(person), PersonRef(whom), at)


def together(before: Protection, new: Protection) -> Protection:
    """What was noted before and what is known now; of a member or resident who changed, only what is said now.

    Args:
        before: what was noted so far.
        new: the service as it is now, and what is said of it.
    """
    fresh = [each for each in new.consents if _key(each) not in set(map(_key, before.consents))]
    kept = [each for each in before.consents if new.concerns(each)]
    cover = before.insured_until if new.insured_until is None and new.member == before.member else new.insured_until
    return evolve(new, consents=(*kept, *fresh), insured_until=cover)


def _key(consent: Consent) -> tuple[object, ...]:
    """A consent that is noted again stays the one it was, also if it was taken back since."""
    return consent.to, consent.by, consent.on_behalf_of, consent.at


def _withdraw(before: Protection | None, event: ConsentWithdrawn, proxies: Proxies | None) -> BookStep[Protection]:
    if before is None:
        return BookStep(None, (_NOTHING_NOTED,))
    standing = [each for each in before.consents if each.to is event.to and each.holds_at(event.at)]
    if not standing:
        return BookStep(before, (_NOT_GIVEN.fill(to=event.to.label),))
    said = str(event.said_by)
    whose = standing[0].whose
    may = said == whose or said in {each.by for each in standing} or _speaks_for(said, whose, event.at, proxies)
    if not may:
        return BookStep(before, (_NOT_THEIRS,))
    consents = (evolve(each, withdrawn=event.at) if each in standing else each for each in before.consents)
    return BookStep(evolve(before, consents=tuple(consents)))
