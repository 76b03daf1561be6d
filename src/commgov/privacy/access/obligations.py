"""What is owed by whoever is allowed: a mask, a watermark, a notice, a review afterwards."""

from enum import StrEnum

from attrs import frozen

from commgov.core.checks import Checks
from commgov.core.personal import shown_plain
from commgov.wording import Text

REVIEW_HOURS = 72
"""An emergency access is reviewed within so many hours, as a breach is notified within them (GDPR article 33)."""


class ObligationKind(StrEnum):
    """The kinds of obligation."""

    MASK = "mask"  # the field is shown masked
    WATERMARK = "watermark"  # who reads it, and when, stands across what is shown
    NOTIFY = "notify"  # somebody is told
    REVIEW = "review"  # somebody else judges the access afterwards


@frozen(order=True)
class Obligation:
    """What has to be done for an access to be as the policy allows it.

    Args:
        kind: mask, watermark, notify or review.
        to: who is told or who reviews: the name of a role; empty for the other kinds.
        within_hours: how soon; 0 where it is at once.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> print(Obligation(ObligationKind.REVIEW, "community-secretary", 72).text.zh)
        72小时内由community-secretary复核
    """

    kind: ObligationKind
    to: str = ""
    within_hours: int = 0

    def __attrs_post_init__(self) -> None:
        checks = Checks("Obligation")
        checks.instance("kind", self.kind, ObligationKind, Text("an ObligationKind", "应为ObligationKind"))
        is_review = self.kind is ObligationKind.REVIEW
        if is_review or self.kind is ObligationKind.NOTIFY:
            checks.identifier("to", self.to)
        else:
            checks.require("to", self.to, ok=self.to == "", expected=Text("empty: nobody is told", "应为空：无须告知"))
        most = None if is_review or self.kind is ObligationKind.NOTIFY else 0
        checks.whole("within_hours", self.within_hours, least=1 if is_review else 0, most=most)
        checks.refuse()

    @property
    def text(self) -> Text:
        """What has to be done, in words."""
        return self.called(None)

    def called(self, role: Text | None) -> Text:
        """The same, with what people call the role."""
        return _WORDS[self.kind].fill(to=role or self.to, hours=self.within_hours)

    def __str__(self) -> str:
        """As it stands in a policy: `mask`, `notify community-secretary`, `review community-secretary 72h`."""
        hours = f"{self.within_hours}h" if self.within_hours else ""
        return " ".join(part for part in (self.kind.value, self.to, hours) if part)

    @classmethod
    def parse(cls, text: str) -> "Obligation":
        """An obligation from how it stands in a policy.

        Raises:
            InvalidInputError: if it is none.

        Example:
            >>> Obligation.parse("review auditor 72h").within_hours
            72
        """
        checks = Checks("Obligation")
        words = text.split()
        hours = words.pop() if len(words) > 1 and words[-1][:-1].isdecimal() and words[-1].endswith("h") else "0h"
        known = len(words) in {1, 2} and words[0] in list(ObligationKind)
        checks.require("text", shown_plain(text), ok=known, expected=_FORM)
        checks.refuse()
        return cls(ObligationKind(words[0]), "".join(words[1:]), int(hours[:-1]))


_FORM = Text("mask, watermark, notify ROLE or review ROLE 72h", "应为mask、watermark、notify 角色或review 角色 72h")
_WORDS = {
    ObligationKind.MASK: Text("shown masked", "脱敏显示"),
    ObligationKind.WATERMARK: Text("shown with a watermark", "加水印显示"),
    ObligationKind.NOTIFY: Text("{to} is told", "告知{to}"),
    ObligationKind.REVIEW: Text("reviewed by {to} within {hours} h", "{hours}小时内由{to}复核"),
}
