"""What is asked: may this person do this with this field of this resident, for this purpose, now?"""

from datetime import datetime

import attrs
from attrs import frozen

from commgov.core.ids import DemandId, PersonRef, UnitId
from commgov.privacy.access.actions import Action
from commgov.privacy.purposes import Purpose
from commgov.privacy.tiers import Tier


@frozen(slots=False)  # a dictionary is filled three times as fast as frozen slots: it is built for every decision
class AccessRequest:
    """May this person do this with this field of this resident, for this purpose, now?

    It is not checked when it is built: whatever is malformed is *denied* when it is judged, with a reason. A question
    that cannot be asked is no way round the answer.

    Args:
        actor: who asks.
        action: what they want to do.
        subject: whose data it is.
        unit: where the subject lives, or the unit that answers for them.
        field: the field's name, as in the schema.
        tier: how sensitive the field is, after whatever raised it (free text, several fields together).
        purpose: why.
        at: when, with a time zone.
        service: the order it is for, if it is for one that the actor holds.
        is_minor: whether the subject is under 14 (PIPL article 31).
        is_third_party: whether the field tells of another person than the subject.
        persons: how many residents' data is asked for at once.
        approvals: how many others approved, none of them the actor; whoever asks has counted them.
        assessment: the reference of the impact assessment (PIPL article 55), if there is one.
        emergency: whether the actor declares an emergency: life, health or property in danger.

    Example:
        >>> from datetime import UTC, datetime
        >>> visit = Purpose("home-visit")
        >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
        >>> asked = AccessRequest("u-17", Action.READ, "r-204", "grid-3", "phone", Tier.T3, visit, noon)
        >>> asked.persons, asked.emergency
        (1, False)
    """

    actor: PersonRef
    action: Action
    subject: PersonRef
    unit: UnitId
    field: str
    tier: Tier
    purpose: Purpose
    at: datetime
    service: DemandId | None = attrs.field(default=None, kw_only=True)
    is_minor: bool = attrs.field(default=False, kw_only=True, repr=False)  # a child is not told by a line of a log
    is_third_party: bool = attrs.field(default=False, kw_only=True)
    persons: int = attrs.field(default=1, kw_only=True)
    approvals: int = attrs.field(default=0, kw_only=True)
    assessment: str | None = attrs.field(default=None, kw_only=True)
    emergency: bool = attrs.field(default=False, kw_only=True)
