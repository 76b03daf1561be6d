"""What can happen to a service record: events, each with its time and who is behind it."""

from datetime import datetime

from attrs import field, frozen

from commgov.core import PersonRef, Text
from commgov.core.checks import Checks
from commgov.core.streams.book import BookEvent
from commgov.incentives.facts.service import MINUTES_MAX, Attestation, Form, Side
from commgov.incentives.records.record import Grounds, ServiceClaim

_WHEN = Text("when it was signed; of a paper form, not before", "应为核验时间；纸质表不得早于签字时间")
_GROUNDS = Text("one of the Grounds", "应为理由（Grounds）之一")


@frozen(kw_only=True)
class RecordEvent(BookEvent):
    """What happens to a record, and who is behind it."""


@frozen(kw_only=True)
class Drafted(RecordEvent):
    """A claim is written, or written anew before it is submitted.

    Args:
        claim: what is said to have been served; `by` is its `entered_by`.
    """

    claim: ServiceClaim

    def _check(self, checks: Checks) -> None:
        same = Text("who typed the claim in", "应为登记录入人")
        checks.require("by", "", ok=getattr(self.claim, "entered_by", None) == self.by, expected=same)


@frozen(kw_only=True)
class Submitted(RecordEvent):
    """The claim is handed in: from now on both sides can attest it."""


@frozen(kw_only=True)
class Attested(RecordEvent):
    """A side confirms the service; `by` and `at` are the attestation's, of a paper form the clerk's and when typed in.

    Args:
        attestation: the signature.
        satisfaction: the resident's, 1 to 5; only with a resident's signature.
    """

    attestation: Attestation
    satisfaction: int | None = field(default=None, repr=False)

    def _check(self, checks: Checks) -> None:
        if not checks.instance("attestation", self.attestation, Attestation, Text("an Attestation", "应为核验")):
            return
        signer = self.attestation.entered_by or self.attestation.by
        same = Text("who signed, or who typed the paper form in", "应为核验人或纸质表录入人")
        checks.require("by", "", ok=self.by == signer, expected=same)
        at: object = self.at
        if isinstance(at, datetime) and at.tzinfo is not None:
            on_paper, signed = self.attestation.form is Form.PAPER, self.attestation.at
            checks.require("at", at, ok=signed <= at if on_paper else signed == at, expected=_WHEN)
        if self.satisfaction is not None:
            checks.whole("satisfaction", self.satisfaction, least=1, most=5)
            resident = Text("only with the resident's attestation", "仅可随居民核验填写")
            checks.require("satisfaction", "", ok=self.attestation.side is Side.RESIDENT, expected=resident)


@frozen(kw_only=True)
class AttestationRefused(RecordEvent):
    """A side says that it was not so.

    Args:
        side: for whom `by` speaks.
        grounds: why.
    """

    side: Side
    grounds: Grounds

    def _check(self, checks: Checks) -> None:
        checks.instance("side", self.side, Side, Text("a Side", "应为核验方"))
        checks.instance("grounds", self.grounds, Grounds, _GROUNDS)


@frozen(kw_only=True)
class RecordWithdrawn(RecordEvent):
    """The member, or who typed the claim in, takes it back."""


@frozen(kw_only=True)
class AttestationOverdue(RecordEvent):
    """The time for attesting is over; the office's clock says so."""


@frozen(kw_only=True)
class DecisionOverdue(RecordEvent):
    """The time for deciding a dispute is over; the office's clock says so."""


@frozen(kw_only=True)
class RecordDisputed(RecordEvent):
    """Somebody contests a record that is submitted or posted, or appeals against a refusal, a timeout or a rejection.

    Args:
        grounds: why.
    """

    grounds: Grounds

    def _check(self, checks: Checks) -> None:
        checks.instance("grounds", self.grounds, Grounds, _GROUNDS)


@frozen(kw_only=True)
class RecordDecided(RecordEvent):
    """Two officers who have had no part in it decide a disputed record.

    Args:
        approved_by: the second officer.
        minutes: what counts; 0: nothing.
        grounds: why.
    """

    approved_by: PersonRef = field(repr=False)
    minutes: int
    grounds: Grounds

    def _check(self, checks: Checks) -> None:
        checks.identifier("approved_by", self.approved_by)
        another = Text("another officer than who decides", "应与裁定人不同")
        checks.require("approved_by", "", ok=self.approved_by != self.by, expected=another)
        checks.whole("minutes", self.minutes, most=MINUTES_MAX)
        checks.instance("grounds", self.grounds, Grounds, _GROUNDS)
