"""Every access becomes an entry of the log, before anything is given out; so does what is owed for it.

A notice and a review that are owed are entries themselves, right behind the access. So they are there for good when
the access is, and what is still to be reviewed follows from the log alone.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from attrs import evolve, field, frozen

from commgov.core.ids import PersonRef
from commgov.privacy.access.obligations import Obligation, ObligationKind
from commgov.privacy.audit.entry import OWE_NOTICE, OWE_REVIEW, AuditEntry, Pseudonym
from commgov.privacy.audit.log import AuditLog
from commgov.privacy.tiers import Tier
from commgov.privacy.vault.judging import Asker, Question

_OWE = {ObligationKind.NOTIFY: OWE_NOTICE, ObligationKind.REVIEW: OWE_REVIEW}


@frozen
class Touched:
    """What was decided alike about some fields of a person.

    Args:
        allowed: whether they are given.
        rule: which rule decided.
        keys: the fields.
        tier: the highest among them.
        owed: what is owed for them.
    """

    allowed: bool
    rule: str
    keys: tuple[str, ...]
    tier: Tier
    owed: tuple[Obligation, ...] = ()


def alike(fields: Iterable[tuple[str, Tier, bool, str, tuple[Obligation, ...]]]) -> list[Touched]:
    """Fields with their key, tier, whether they are given, rule and obligations: those decided alike together."""
    groups: dict[tuple[bool, str, tuple[Obligation, ...]], list[tuple[str, Tier]]] = {}
    for key, tier, allowed, rule, owed in fields:
        groups.setdefault((allowed, rule, owed if allowed else ()), []).append((key, tier))
    return [
        Touched(allowed, rule, tuple(key for key, _ in some), max(tier for _, tier in some), owed)
        for (allowed, rule, owed), some in groups.items()
    ]


@frozen
class AccessNotice:
    """Somebody is to be told of an access. It names references, no value.

    Args:
        to: the role whose holder is told.
        by: who had the access.
        action: what was done.
        subject: whose data; empty for a list.
        fields: which.
        purpose: why.
        rule: by which rule.
        at: when.
        due: until when they are to be told.
        leaf: the number of the entry in the log that says that it is owed.
    """

    to: str
    by: PersonRef
    action: str
    subject: PersonRef
    fields: tuple[str, ...]
    purpose: str
    rule: str
    at: datetime
    due: datetime
    leaf: int


OnNotice = Callable[[AccessNotice], object]
"""Is given each `AccessNotice` as soon as it stands in the log. If it raises, nothing is given out."""


@frozen
class Draft:
    """Entries about one access, not yet in the log.

    Args:
        asker: who.
        action: what.
        at: when.
        subject: whose; empty where it is nobody's.
        pseudonym: theirs; empty where there is none.
        touched: what was decided.
        policy: which decided.
        about: what it belongs to; empty: the order that it is for, if it is for one.
    """

    asker: Asker
    action: str
    at: datetime
    subject: PersonRef = field(kw_only=True)
    pseudonym: Pseudonym = field(kw_only=True)
    touched: tuple[Touched, ...] = field(kw_only=True)
    policy: str = field(kw_only=True)
    about: str = field(default="", kw_only=True)

    @staticmethod
    def of(question: Question, subject: PersonRef, pseudonym: Pseudonym, touched: Iterable[Touched]) -> "Draft":
        """What the policy decided on a question."""
        return Draft(
            question.asker,
            question.action.value,
            question.at,
            subject=subject,
            pseudonym=pseudonym,
            touched=tuple(touched),
            policy=question.control.policy.label,
        )

    def entries(self) -> Iterator[tuple[AuditEntry, AccessNotice | None]]:
        """The entries, each with the notice that it says is owed."""
        for each in self.touched:
            rule = f"{self.policy}#{each.rule}"
            yield self._entry(self.action, each, rule, self.about or self.asker.service or ""), None
            for owed in each.owed:
                if owed.kind in _OWE:
                    about = f"{owed.to}/{owed.within_hours}h"
                    yield self._entry(_OWE[owed.kind], each, rule, about), self._notice(owed, each)

    def _entry(self, action: str, touched: Touched, rule: str, about: str) -> AuditEntry:
        return AuditEntry(
            self.at,
            self.asker.by,
            action,
            subject=self.pseudonym,
            fields=touched.keys,
            tier=touched.tier,
            purpose=self.asker.purpose.name,
            allowed=touched.allowed,
            rule=rule,
            about=about,
        )

    def _notice(self, owed: Obligation, touched: Touched) -> AccessNotice | None:
        if owed.kind is not ObligationKind.NOTIFY:
            return None
        due = self.at + timedelta(hours=owed.within_hours)
        purpose = self.asker.purpose.name
        return AccessNotice(
            owed.to, self.asker.by, self.action, self.subject, touched.keys, purpose, touched.rule, self.at, due, -1
        )


def append(log: AuditLog, drafts: Iterable[Draft]) -> tuple[list[range], list[AccessNotice]]:
    """Put drafts into the log, all at once. For each the numbers of its entries; and the notices that are owed.

    Raises:
        StorageError: if the log could not do it; then none is there.
    """
    made = [list(draft.entries()) for draft in drafts]
    numbers = log.append([entry for entries in made for entry, _ in entries])
    first, leaves, notices = numbers.start, list[range](), list[AccessNotice]()
    for entries in made:
        leaves.append(range(first, first + len(entries)))
        for number, (_, notice) in enumerate(entries, first):
            if notice is not None:
                notices.append(evolve(notice, leaf=number))
        first += len(entries)
    return leaves, notices
