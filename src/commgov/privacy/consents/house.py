"""What a book of consents asks of the house: who may speak for whom, and whether what somebody said still counts."""

from collections.abc import Callable
from datetime import date, datetime, tzinfo

from attrs import field, frozen

from commgov.core.checks import Checks
from commgov.core.ids import PersonRef
from commgov.core.timing import day_of
from commgov.privacy.audit.entry import Pseudonym
from commgov.privacy.audit.log import AuditLog
from commgov.privacy.consents.consent import Consent
from commgov.privacy.consents.events import Speaking
from commgov.privacy.kinship import Kinship
from commgov.wording import Text


def _nobody(speaker: PersonRef, person: PersonRef, at: datetime) -> bool:  # noqa: ARG001
    """Nobody has authority."""
    return False


@frozen
class ConsentHouse:
    """What a book of consents works with.

    Args:
        kinship: who is whose guardian, and who has died.
        under_14: whether somebody is under 14 on a day, None if that is not known: `Vault.is_under_14`.
        log: the access log: everything leaves an entry.
        pseudonym: under which name the access log knows a person: `Vault.pseudonym`.
        zone: in which days begin.
        speaks_for: whether somebody has authority to speak for a person at a moment: a neighbour for an elder.
        proof_days: how long after an erasure it can still be shown what the person had agreed to.

    Source: PIPL articles 28 and 31; GDPR articles 7(1), 8 and 17(3)e; Civil Code of the People's Republic of China,
        article 188: claims become barred after three years.

    Example:
        >>> from datetime import UTC
        >>> from commgov.privacy.rights import KinshipRegister
        >>> house = ConsentHouse(
        ...     KinshipRegister(guardians=frozenset({("r-1", "r-9")})),
        ...     lambda person, on: person == "r-9",
        ...     AuditLog("b"),
        ...     str,
        ...     UTC,
        ... )
        >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
        >>> house.speaking("r-1", "r-9", noon), house.speaking("r-9", "r-9", noon)[1][0].zh
        ((<Speaking.GUARDIAN: 'guardian'>, ()), '不满十四周岁：由监护人决定')
    """

    kinship: Kinship = field(repr=False)
    under_14: Callable[[PersonRef, date], bool | None]
    log: AuditLog
    pseudonym: Callable[[PersonRef], Pseudonym]
    zone: tzinfo
    speaks_for: Callable[[PersonRef, PersonRef, datetime], bool] = field(default=_nobody, kw_only=True)
    proof_days: int = field(default=3 * 365, kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("ConsentHouse")
        for name in ("under_14", "pseudonym", "speaks_for"):
            checks.require(name, "", ok=callable(getattr(self, name)), expected=Text("a function", "应为函数"))
        checks.instance("log", self.log, AuditLog, Text("an AuditLog", "应为AuditLog"))
        checks.instance("zone", self.zone, tzinfo, Text("a time zone", "应为时区"))
        checks.whole("proof_days", self.proof_days)
        checks.refuse()

    def speaking(self, speaker: PersonRef, person: PersonRef, at: datetime) -> tuple[Speaking | None, tuple[Text, ...]]:
        """In what capacity somebody may say yes or no for a person now, or why they may not.

        Whoever has no standing learns nothing more: that somebody is a child, or has died, is personal too.
        """
        is_self, is_guardian = speaker == person, self.kinship.is_guardian(speaker, person)
        has_authority = self.speaks_for(speaker, person, at)
        if not (is_self or is_guardian or has_authority):
            return None, (_NO_STANDING,)
        if self.kinship.has_died(person):
            return None, (_DIED,)
        child = self.under_14(person, day_of(at, self.zone))
        if is_guardian and not is_self and child is not False:
            return Speaking.GUARDIAN, ()
        if child:
            return None, (_GUARDIAN_DECIDES,)
        if is_self or has_authority:
            return Speaking.SELF if is_self else Speaking.PROXY, ()
        return None, (_IS_14,)

    def why_lapsed(self, person: PersonRef, consent: Consent, at: datetime) -> Text | None:
        """Why a consent counts no more, though nobody took it back; None if it does."""
        if self.kinship.has_died(person):
            return _DIED
        child = self.under_14(person, day_of(at, self.zone))
        if consent.speaking is Speaking.GUARDIAN:
            return _IS_14 if child is False else None
        return _GUARDIAN_DECIDES if child else None


_NO_STANDING = Text(
    "whoever speaks is neither the person nor known as somebody who may speak for them",
    "表示意见者既非本人，也未登记为其监护人或受托人",
)
_DIED = Text("the person is registered as deceased", "该人已登记为去世")
_GUARDIAN_DECIDES = Text("the person is under 14: the guardian decides", "不满十四周岁：由监护人决定")
_IS_14 = Text("the person is 14 or older and decides themself", "已满十四周岁：由本人决定")
