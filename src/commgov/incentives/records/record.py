"""A service record: what a member says to have served, and how far its attestation has come. Data only."""

from datetime import datetime
from enum import StrEnum

from attrs import frozen

from commgov.core import PersonRef, Text
from commgov.core.checks import Checks
from commgov.incentives.facts.service import (
    MINUTES_MAX,
    Attestation,
    Served,
    ServiceFacts,
    Side,
    check_served,
)


class RecordState(StrEnum):
    """How far a service record has come."""

    DRAFT = "draft"  # being written
    SUBMITTED = "submitted"  # its minutes are held; attestations are awaited
    POSTED = "posted"  # both sides attested; the minutes are the member's
    REFUSED = "refused"  # a side said that it was not so
    EXPIRED = "expired"  # nobody attested in time
    WITHDRAWN = "withdrawn"  # the member took it back
    DISPUTED = "disputed"  # somebody contests it: it waits for a decision
    REJECTED = "rejected"  # decided: nothing counts

    @property
    def label(self) -> Text:
        """What people call it."""
        return _LABELS[self]


_LABELS = {
    RecordState.DRAFT: Text("draft", "草稿"),
    RecordState.SUBMITTED: Text("submitted, awaiting attestation", "已提交，待核验"),
    RecordState.POSTED: Text("posted", "已入账"),
    RecordState.REFUSED: Text("refused by a side", "核验未通过"),
    RecordState.EXPIRED: Text("not attested in time", "逾期未核验"),
    RecordState.WITHDRAWN: Text("withdrawn", "已撤回"),
    RecordState.DISPUTED: Text("disputed, awaiting a decision", "有争议，待裁定"),
    RecordState.REJECTED: Text("rejected by decision", "裁定不予计入"),
}


class Grounds(StrEnum):
    """Why a record is refused, disputed, appealed or decided: a closed list, so that no personal words get in."""

    NOT_SERVED = "not served"
    OTHER_TIME = "other time"
    OTHER_PERSON = "other person"
    TWICE = "recorded twice"
    NOT_AGREED = "not as agreed"
    EVIDENCE = "evidence"
    MISTAKE = "mistake"

    @property
    def label(self) -> Text:
        """What people call it."""
        return _GROUNDS[self]


_GROUNDS = {
    Grounds.NOT_SERVED: Text("the service did not take place", "服务未发生"),
    Grounds.OTHER_TIME: Text("it took another time", "时长不符"),
    Grounds.OTHER_PERSON: Text("somebody else served", "服务人不符"),
    Grounds.TWICE: Text("it was recorded twice", "重复登记"),
    Grounds.NOT_AGREED: Text("it was not what was agreed", "与约定不符"),
    Grounds.EVIDENCE: Text("there is evidence to look at", "有证据待查"),
    Grounds.MISTAKE: Text("it was a mistake", "操作有误"),
}


@frozen
class ServiceClaim(Served):
    """What is said to have been served: hours, place, kind; whatever is personal is a reference.

    Args:
        record: the record's id.
        demand: which demand was served.
        member: who served.
        resident: who was served, as a reference.
        category: what kind of service, as the demand's category.
        unit: where.
        start: when it began, with a time zone.
        end: when it was over.
        minutes: how many minutes are claimed, at most what lies between.
        entered_by: who typed it in: the member's own reference, or a clerk's.
        team: the volunteer team that took the order as a team, if one did.
        employer: the member's sending unit on the day of service, if there is one.
        home_unit: the unit in which the member was registered on that day.
        checked_in: whether the member checked in at the place.
        content: SHA-256 of the report's normalised text; the words stay in the vault.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> from datetime import UTC
        >>> nine, ten = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC)
        >>> ServiceClaim("s-1", "d-1", "m-1", "r-5", "errand", "grid-1", nine, ten, 60, "m-1")
        ServiceClaim('s-1', 60 minutes)
    """

    minutes: int
    entered_by: PersonRef

    def __attrs_post_init__(self) -> None:
        checks = Checks("ServiceClaim", self.record)
        most = MINUTES_MAX
        if check_served(checks, self):
            most = min(most, max(1, int((self.end - self.start).total_seconds() // 60)))
        checks.whole("minutes", self.minutes, least=1, most=most)
        checks.identifier("entered_by", self.entered_by)
        checks.refuse()

    def __repr__(self) -> str:
        """The record and what is claimed."""
        return f"ServiceClaim({self.record!r}, {self.minutes} minutes)"


@frozen
class ServiceRecord:
    """A claim, and how far its attestation has come. Made by `advance_record`, never by hand.

    Args:
        claim: what is said to have been served.
        state: how far it has come.
        at: when it last changed.
        entered_at: when the claim was typed in.
        version: how often it has changed.
        attempt: how often it was submitted.
        expires: until when it can be attested, or decided while it is disputed.
        attestations: those given, in their order.
        satisfaction: the resident's, 1 to 5, if given.
        hold: the journal entry that holds its minutes, while one does: until they are posted, or while what was posted
            is disputed.
        rated_by: who gave it, the resident or a proxy.
        entries: the journal entries that posted its minutes, once some have.
        minutes: what was posted.
        refused_by: who refused it, if somebody did.
        decided_by: who decided disputes about it so far, two a decision; a rule stands in both places.
        passed_on: how often the present dispute went on to the next who decide.
        grounds: of the last refusal, dispute, appeal or decision.
    """

    claim: ServiceClaim
    state: RecordState
    at: datetime
    entered_at: datetime
    version: int = 1
    attempt: int = 0
    expires: datetime | None = None
    attestations: tuple[Attestation, ...] = ()
    satisfaction: int | None = None
    rated_by: PersonRef | None = None
    hold: int = 0
    entries: tuple[int, ...] = ()
    minutes: int = 0
    refused_by: PersonRef | None = None
    decided_by: tuple[PersonRef, ...] = ()
    grounds: Grounds | None = None
    passed_on: int = 0

    def of(self, side: Side) -> tuple[Attestation, ...]:
        """The attestations of one side."""
        return tuple(each for each in self.attestations if each.side is side)

    @property
    def agreed(self) -> int:
        """The minutes that all agree on so far: the least of the claim and of what was attested."""
        return min([self.claim.minutes, *(each.minutes for each in self.attestations)])

    @property
    def involved(self) -> frozenset[str]:
        """Everybody who has had a part in it."""
        claim = self.claim
        signed = [person for each in self.attestations for person in (each.by, each.entered_by, each.on_behalf_of)]
        people = [claim.member, claim.resident, claim.entered_by, self.refused_by, *self.decided_by, *signed]
        return frozenset(str(person) for person in people if person is not None)

    def facts(self) -> ServiceFacts | None:
        """What points, grades and flags are made of; None unless both sides attested and minutes are posted."""
        community, resident = self.of(Side.COMMUNITY), self.of(Side.RESIDENT)
        if self.state is not RecordState.POSTED or not community or not resident:
            return None
        claim = self.claim
        return ServiceFacts(
            claim.record,
            claim.demand,
            claim.member,
            claim.resident,
            claim.category,
            claim.unit,
            claim.start,
            claim.end,
            self.minutes,
            claim.minutes,
            claim.entered_by,
            self.entered_at,
            min(community, key=lambda each: each.minutes),
            resident[0],
            team=claim.team,
            employer=claim.employer,
            home_unit=claim.home_unit,
            checked_in=claim.checked_in,
            satisfaction=self.satisfaction,
            rated_by=self.rated_by,
            content=claim.content,
        )

    def __repr__(self) -> str:
        """The record and its state."""
        return f"ServiceRecord({self.claim.record!r}, {self.state.value})"
