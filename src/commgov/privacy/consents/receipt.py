"""A dated receipt for the person: what they said, to what, until when it holds, and how to take it back."""

from datetime import datetime, tzinfo
from typing import Any

from attrs import field, frozen

from commgov.privacy.consents.consent import Consent
from commgov.privacy.consents.notices import ConsentNotice
from commgov.seal import Json, canonical_json
from commgov.wording import Language, Text


@frozen
class ConsentReceipt:
    """A dated receipt of a yes or a no. It names no person: whoever holds it is who it is about.

    Args:
        record: the pseudonym under which the book keeps what the person said.
        consent: what was said.
        notice: to what.
        issued: when the receipt was made.
        zone: in which time zone it is told.

    Source: modelled on ISO/IEC TS 27560 and the Kantara consent receipt 1.1, in what it says and not in its form; their
        jurisdiction and language of the notice are not in it, since a notice here is in both languages.
    """

    record: str = field(repr=False)
    consent: Consent
    notice: ConsentNotice = field(repr=False)
    issued: datetime
    zone: tzinfo = field(repr=False)

    @property
    def content(self) -> dict[str, Json]:
        """The receipt as plain data."""
        said, notice = self.consent, self.notice
        return {
            "schema": SCHEMA,
            "record": self.record,
            "consent": said.id,
            "notice": notice.ref,
            "digest": notice.digest,
            "purpose": _both(notice.purpose.words),
            "use": notice.use.value,
            "fields": list(notice.keys),
            "tier": notice.up_to.name,
            "recipients": {ref: _both(words) for ref, words in sorted(notice.recipients.items())},
            "answer": "yes" if said.is_yes else "no",
            "speaking": said.speaking.value,
            "means": said.means.value,
            "at": said.at.isoformat(),
            "until": said.until.isoformat() if said.is_yes else None,
            "ended": None if said.ended is None else said.ended.isoformat(),
            "end": None if said.end is None else said.end.value,
            "withdrawing": _both(notice.withdrawing),
            "controller": _both(notice.controller.name),
            "contact": notice.controller.contact,
            "issued": self.issued.isoformat(),
        }

    def to_json(self) -> bytes:
        """The receipt as canonical JSON (RFC 8785)."""
        return canonical_json(self.content)

    def to(self, language: Language) -> str:
        """The receipt as lines of one language."""
        head = _RECEIPT.fill(consent=self.consent.id, date=f"{self.issued.astimezone(self.zone):%Y-%m-%d}")
        end = _RECORD.fill(record=self.record)
        lines = [head, told(self.consent, self.notice, self.zone, self.issued), end]
        words = [line.to(language) for line in lines]
        return "\n".join([words[0], words[1], self.notice.to(language), *words[2:]])


SCHEMA = "commgov.consent-receipt/1"
LATER = frozenset({"ended", "end", "issued"})
"""What of a receipt may be otherwise in one that is made later."""


def told(
    consent: Consent, notice: ConsentNotice | None, zone: tzinfo, now: datetime, lapsed: Text | None = None
) -> Text:
    """What a person said, in a sentence.

    Args:
        consent: what was said.
        notice: to what; None: its text is not there.
        zone: in which time zone it is told.
        now: when it is told.
        lapsed: why it counts no more, if it does not.
    """

    def day(moment: datetime) -> str:
        return f"{moment.astimezone(zone):%Y-%m-%d}"

    about = Text(consent.notice, consent.notice) if notice is None else notice.purpose.words
    said = (_YES if consent.is_yes else _NO).fill(
        day=day(consent.at),
        about=about,
        use=_UNKNOWN if notice is None else notice.use.words,
        who=consent.speaking.words,
        how=consent.means.words,
    )
    if not consent.is_yes:
        return said
    if consent.ended is not None and consent.end is not None:
        return _JOINED.fill(said=said, more=_ENDED.fill(day=day(consent.ended), end=consent.end.words))
    if now >= consent.until:
        return _JOINED.fill(said=said, more=_RAN_OUT.fill(day=day(consent.until)))
    if lapsed is not None:
        return _JOINED.fill(said=said, more=_LAPSED.fill(why=lapsed))
    return _JOINED.fill(said=said, more=_UNTIL.fill(day=day(consent.until)))


def _both(text: Text) -> dict[str, Any]:
    return {"en": text.en, "zh": text.zh}


_RECEIPT = Text("Receipt {consent} of {date}", "回执{consent}，{date}")
_YES = Text("On {day} {who} said yes ({how}) to: {about} ({use}).", "{day}，{who}同意（{how}）：{about}（{use}）。")
_NO = Text("On {day} {who} said no ({how}) to: {about} ({use}).", "{day}，{who}不同意（{how}）：{about}（{use}）。")
_UNKNOWN = Text("a notice whose text is not at hand", "告知书文本暂缺")
_JOINED = Text("{said} {more}", "{said}{more}")
_ENDED = Text("On {day}: {end}.", "{day}{end}。")
_LAPSED = Text("It counts no more: {why}.", "现已失效：{why}。")
_RAN_OUT = Text("It ran out on {day}.", "已于{day}到期。")
_UNTIL = Text("It holds until {day} unless it is taken back before.", "有效期至{day}，可随时撤回。")
_RECORD = Text("Kept as {record}: show this receipt to have it found.", "存档编号{record}，凭此回执可查询。")
