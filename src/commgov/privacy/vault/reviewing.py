"""Reviews of emergency accesses: what is owed and what was found, all of it read from the log."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from threading import Lock

from commgov.core.checks import Checks
from commgov.core.ids import PersonRef
from commgov.errors import NotFoundError
from commgov.privacy.access.control import AccessControl
from commgov.privacy.access.reviews import AccessReview
from commgov.privacy.audit.entry import OWE_REVIEW, AuditEntry
from commgov.privacy.audit.log import AuditLog
from commgov.wording import Text

_REVIEW = "review"


class Reviews:
    """The reviews that emergency accesses owe, as the log tells.

    Args:
        log: the access log. It is gone through once, and then only what is new.
        control: who holds the role that a review is owed to.
    """

    def __init__(self, log: AuditLog, control: AccessControl) -> None:
        """Have read nothing yet."""
        self._log, self._control, self._read, self._lock = log, control, 0, Lock()
        self._reviews: dict[str, AccessReview] = {}

    def all(self) -> Mapping[str, AccessReview]:
        """All reviews by id, done and to be done."""
        with self._lock:
            end = self._log.size
            for number, entry in self._log.done((OWE_REVIEW, _REVIEW), self._read, end):
                self._take(entry, number)
            self._read = end
            return dict(self._reviews)

    def close(self, review: str, by: PersonRef, at: datetime, *, is_justified: bool) -> AccessReview:
        """Note what a review found: see `Vault.close_review`."""
        found = self.all().get(review)
        if found is None:
            raise NotFoundError(_NO_REVIEW)
        done = found.close(by, at, is_justified=is_justified)
        checks = Checks("close_review")
        holds = self._control.holds(by, found.by_role, at)
        checks.require("by", "", ok=holds, expected=_REVIEWER.fill(role=found.by_role))
        checks.refuse()
        self._log.append([AuditEntry(at, by, _REVIEW, allowed=is_justified, rule=found.rule, about=found.id)])
        return done

    def _take(self, entry: AuditEntry, number: int) -> None:
        if entry.action == OWE_REVIEW and entry.allowed:
            role, _, hours = entry.about.rpartition("/")
            review, due = f"leaf-{number}", entry.at + timedelta(hours=int(hours.removesuffix("h")))
            rule = entry.rule.rpartition("#")[2]
            self._reviews[review] = AccessReview(review, entry.by, rule, role, entry.at, due)
        elif entry.action == _REVIEW and entry.about in self._reviews:
            open_one = self._reviews[entry.about]
            if open_one.reviewer is None and entry.by != open_one.actor:
                self._reviews[entry.about] = open_one.close(entry.by, entry.at, is_justified=entry.allowed)


_NO_REVIEW = Text("the log tells of no such review", "日志中没有该复核")
_REVIEWER = Text("somebody who holds the role {role} now", "应为现任{role}")
