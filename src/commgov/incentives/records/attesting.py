"""Who may attest a service: rules with reasons, the very interface that outsiders get; and conflicts of interest.

A record counts only when the community *and* the person served confirm it, each by somebody who neither served nor
typed the claim in. The fraud that is known happens at the clerk's desk, not at the check-in.
"""

from datetime import datetime
from typing import Protocol

from attrs import frozen

from commgov.core import MemberId, PersonRef, Rule, Text, UnitId, Verdict
from commgov.incentives.facts.proxies import Proxies
from commgov.incentives.facts.service import Attestation, Form, Side
from commgov.incentives.records.record import ServiceRecord


@frozen
class AttestationCase:
    """What an attestation rule is asked about.

    Args:
        record: the record as it stands.
        attestation: the signature that is to come under it.
    """

    record: ServiceRecord
    attestation: Attestation


AttestationRule = Rule[AttestationCase]
"""A rule about who may attest: `why(case) -> Verdict`."""


class Officers(Protocol):
    """Tells who speaks for the community; `commgov.grid` knows posts and terms."""

    def speaks_for(self, person: PersonRef, unit: UnitId, at: datetime) -> bool:
        """Whether somebody may attest for the community what was served in a unit."""
        ...


class Relations(Protocol):
    """Tells how two people are related, where that makes a conflict of interest: one household, one sending unit."""

    def between(self, one: PersonRef, other: PersonRef | MemberId) -> Text | None:
        """What makes the conflict, or None."""
        ...


@frozen
class NotTheMember:
    """Nobody attests their own service, and nobody types the paper form about it in."""

    name: str = "not the member"

    def why(self, case: AttestationCase) -> Verdict:
        """Compares the signer and the clerk with the member."""
        member, attestation = str(case.record.claim.member), case.attestation
        is_other = member not in {attestation.by, attestation.entered_by}
        return Verdict(
            is_other, _OTHERS if is_other else Text("nobody attests their own service", "不得核验本人的服务")
        )


@frozen
class NotTheClerk:
    """Who typed the claim, or a paper form, in does not attest; who attests types no paper form in."""

    name: str = "not the clerk"

    def why(self, case: AttestationCase) -> Verdict:
        """Compares signers with clerks."""
        record, new = case.record, case.attestation
        clerks = {record.claim.entered_by, new.entered_by, *(each.entered_by for each in record.attestations)}
        signers = {new.by, *(each.by for each in record.attestations)}
        is_other = not signers & clerks
        return Verdict(is_other, _OTHERS if is_other else Text("who typed it in does not attest", "录入人不得核验"))


@frozen
class NotTwice:
    """Nobody signs twice under one record, for whichever side."""

    name: str = "not twice"

    def why(self, case: AttestationCase) -> Verdict:
        """Compares the signer with those who signed."""
        is_new = case.attestation.by not in {each.by for each in case.record.attestations}
        return Verdict(is_new, _OTHERS if is_new else Text("the two sides sign each for itself", "双方须各自核验"))


@frozen
class TheResidentOrProxy:
    """For the resident signs the resident, or who is authorised to.

    Args:
        proxies: who is authorised; None: nobody.
    """

    proxies: Proxies | None = None
    name: str = "the resident or a proxy"

    def why(self, case: AttestationCase) -> Verdict:
        """Asks of the resident's side alone."""
        attestation, resident = case.attestation, case.record.claim.resident
        if attestation.side is not Side.RESIDENT or attestation.by == resident:
            return Verdict(allowed=True, reason=_OTHERS)
        speaks = self.proxies is not None and self.proxies.speaks_for(attestation.by, resident, attestation.at)
        allowed = speaks and attestation.form is Form.PROXY and attestation.on_behalf_of == resident
        refused = Text("neither the person served nor authorised by them", "既非受助人，也未获其授权")
        return Verdict(allowed, _OTHERS if allowed else refused)


@frozen
class AnOfficer:
    """For the community signs who holds the post for it.

    Args:
        officers: who does; None: everybody may who is no party.
    """

    officers: Officers | None = None
    name: str = "an officer"

    def why(self, case: AttestationCase) -> Verdict:
        """Asks of the community's side alone."""
        attestation, claim = case.attestation, case.record.claim
        if attestation.side is not Side.COMMUNITY or self.officers is None:
            is_party = attestation.side is Side.COMMUNITY and attestation.by == claim.resident
            party = Text("the person served does not speak for the community", "受助人不得代表社区核验")
            return Verdict(not is_party, party if is_party else _OTHERS)
        speaks = self.officers.speaks_for(attestation.by, claim.unit, attestation.at)
        return Verdict(
            speaks, _OTHERS if speaks else Text("does not speak for the community there", "无权代表社区核验")
        )


@frozen
class NotRelated:
    """A signer who is related to the member, or for the community to the resident, has a conflict of interest.

    Args:
        relations: who is related to whom.
    """

    relations: Relations
    name: str = "not related"

    def why(self, case: AttestationCase) -> Verdict:
        """Asks for a conflict; it does not forbid the signature, it asks for a second officer."""
        signer, claim = case.attestation.by, case.record.claim
        others: list[PersonRef | MemberId] = (
            [claim.member] if case.attestation.side is Side.RESIDENT else [claim.member, claim.resident]
        )
        for other in others:
            related = self.relations.between(signer, other)
            if related is not None:
                return Verdict(allowed=False, reason=related)
        return Verdict(allowed=True, reason=_OTHERS)


_OTHERS = Text("nothing against it", "无异议")
