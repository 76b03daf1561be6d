"""What a check has to say of a candidate, and how a candidate is read: whatever it is, nothing raises."""

from enum import StrEnum

from attrs import field, frozen

from commgov.wording import Text

CANDIDATE_LENGTH_MAX = 64
"""Longer texts are no candidates: whoever has a whole message looks for candidates in it first."""


class IdentifierKind(StrEnum):
    """What a number or a code identifies.

    Example:
        >>> IdentifierKind.USCC.words.zh
        '统一社会信用代码'
    """

    RESIDENT_ID = "resident-id"
    MOBILE = "mobile"
    BANK_CARD = "bank-card"
    PLATE = "plate"
    USCC = "uscc"
    PASSPORT = "passport"
    HK_MACAU_PERMIT = "hk-macau-permit"

    @property
    def words(self) -> Text:
        """What people call it, in both languages."""
        return _WORDS[self]


@frozen
class Identifier:
    """What a check says of a candidate. It is true if the candidate is one.

    Args:
        kind: what was looked for.
        reasons: why it is none: each thing that is wrong. Empty if it is one.
        remarks: what a person may want to look at although it is one, such as a range that nobody had been given.
        needs_context: nothing in it can be checked but its form, so that it counts only beside a word that tells what
            it is ("passport no.", "护照号").
        normal: the identifier in its one normal form, empty if it is none. Personal data: no repr shows it.

    Example:
        >>> from commgov.privacy.validators import check_mobile
        >>> told = check_mobile("+86 142 0000 0000")
        >>> bool(told), told.remarks[0].en
        (True, 'the range 142 had not been given out in 2022')
        >>> print(check_mobile("138").reasons[0].zh)
        应为11位数字，以1开头，第二位为3–9
    """

    kind: IdentifierKind
    reasons: tuple[Text, ...] = ()
    remarks: tuple[Text, ...] = ()
    needs_context: bool = False
    normal: str = field(default="", repr=False)

    def __bool__(self) -> bool:
        """Whether the candidate is one."""
        return not self.reasons


NO_CANDIDATE = Text(
    f"a text of 1 to {CANDIDATE_LENGTH_MAX} characters is due", f"应为1–{CANDIDATE_LENGTH_MAX}个字符的文本"
)

_WORDS = {
    IdentifierKind.RESIDENT_ID: Text("resident ID number", "公民身份号码"),
    IdentifierKind.MOBILE: Text("mobile number", "手机号码"),
    IdentifierKind.BANK_CARD: Text("bank card number", "银行卡号"),
    IdentifierKind.PLATE: Text("number plate", "车牌号"),
    IdentifierKind.USCC: Text("unified social credit code", "统一社会信用代码"),
    IdentifierKind.PASSPORT: Text("passport number", "护照号码"),
    IdentifierKind.HK_MACAU_PERMIT: Text("Hong Kong and Macau permit number", "港澳通行证号码"),
}
_FULL_WIDTH = {0xFF01 + at: 0x21 + at for at in range(94)}  # ！ to ～ are ! to ~
_SEPARATORS = " \t\u00a0\u2009\u200b\u202f\u3000\ufeff-\u2010\u2011\u2012\u2013\u2014·\u2022\u30fb.\uff0d\uff0e"
_READING: dict[int, int | None] = {**_FULL_WIDTH, **dict.fromkeys(map(ord, _SEPARATORS))}


def read(text: object) -> str:
    """A candidate without the spaces, hyphens and dots that people write between groups, in capitals and half width.

    Empty if it is no text, or one that is too long for any identifier. What a subclass of `str` overrides is not asked.
    """
    if not issubclass(type(text), str):
        return ""
    plain = str.__str__(text)
    if len(plain) > CANDIDATE_LENGTH_MAX:
        return ""
    return plain.translate(_READING).upper()
