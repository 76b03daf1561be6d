"""An answer to a notice, as it is brought to the book; and why a yes cannot be said in this way."""

from datetime import datetime

from attrs import field, frozen

from commgov.core.checks import Checks
from commgov.core.ids import PersonRef
from commgov.privacy.consents.events import ConsentMeans, ConsentSaid, Speaking
from commgov.privacy.consents.notices import ConsentNotice
from commgov.privacy.consents.records import ConsentRecords
from commgov.wording import Text


@frozen
class Answer:
    """A yes or a no, as it is brought to the book, with people's own references.

    Args:
        consent: an id, never used again.
        person: whose data it is about.
        notice: what they were shown.
        speaker: who spoke.
        by: who notes it.
        means: how it was said.
        is_yes: whether they agree.
        witness: who was witness; or empty.
        evidence: where the signed paper lies; or empty.
    """

    consent: str
    person: PersonRef = field(repr=False)
    notice: ConsentNotice
    speaker: PersonRef = field(repr=False)
    by: PersonRef = field(repr=False)
    means: ConsentMeans
    is_yes: bool = field(kw_only=True)
    witness: str = field(default="", kw_only=True, repr=False)
    evidence: str = field(default="", kw_only=True)

    def __attrs_post_init__(self) -> None:
        checks = Checks("Answer")
        for name in ("consent", "person", "speaker", "by"):
            checks.identifier(name, getattr(self, name))
        for name in ("witness", "evidence"):
            if getattr(self, name) != "":
                checks.identifier(name, getattr(self, name))
        checks.instance("notice", self.notice, ConsentNotice, Text("a ConsentNotice", "应为ConsentNotice"))
        checks.instance("means", self.means, ConsentMeans, Text("a ConsentMeans", "应为ConsentMeans"))
        checks.refuse()

    def why_not_so(self) -> tuple[Text, ...]:
        """Why a yes cannot be said in this way; empty if it can. A no can be said in any."""
        if not self.is_yes:
            return ()
        is_noted = (self.by != self.speaker, _NOT_ONESELF)
        is_other = self.witness not in {self.speaker, self.person, self.by}
        asked = {
            ConsentMeans.PAPER: ((self.evidence != "", _EVIDENCE), is_noted),
            ConsentMeans.APP: ((self.by == self.speaker, _THEMSELF),),
            ConsentMeans.VOICE: ((self.witness != "", _WITNESS), (is_other, _OTHER_WITNESS), is_noted),
        }[self.means]
        written = (not self.notice.is_written or self.means is ConsentMeans.PAPER, _WRITTEN)
        return tuple(reason for holds, reason in (*asked, written) if not holds)

    def event(self, at: datetime, speaking: Speaking, records: ConsentRecords) -> ConsentSaid | None:
        """The event, with pseudonyms in the place of residents; None if somebody in it was erased."""
        speaker = records.name(self.speaker)
        witness = records.name(PersonRef(self.witness)) if self.witness else PersonRef("")
        if speaker is None or witness is None:
            return None
        return ConsentSaid(
            at=at,
            by=speaker if self.by == self.speaker else self.by,
            consent=self.consent,
            notice=self.notice.ref,
            digest=self.notice.digest,
            is_yes=self.is_yes,
            speaker=speaker,
            speaking=speaking,
            means=self.means,
            witness=witness,
            evidence=self.evidence,
            days=self.notice.days,
        )


_WITNESS = Text("what is said by voice needs a witness", "口头同意须有见证人")
_OTHER_WITNESS = Text(
    "the witness is somebody else than who speaks or notes it", "见证人应为表示意见者和登记人之外的人"
)
_EVIDENCE = Text("where the signed paper lies, as a reference", "应注明签字文件的存放编号")
_NOT_ONESELF = Text("nobody notes their own word on paper or by voice", "书面或口头意见不得由本人自行登记")
_THEMSELF = Text("in the app everybody says it themself", "应用内须由表示意见者本人操作")
_WRITTEN = Text("law wants it in writing", "法律要求书面同意")
