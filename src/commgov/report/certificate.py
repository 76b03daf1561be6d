"""The certificate of service on paper: one sheet in either language, with what it takes to check it."""

from datetime import date

from attrs import field, frozen

from commgov.report.blocks import Cell, Column, Table, key_figures, note, section
from commgov.report.markup import NOTHING, Html, data, element, words
from commgov.report.page import page
from commgov.wording import Language, Text

TITLE = Text("Certificate of volunteer service", "志愿服务记录证明")
_COLUMNS = (
    Column(Text("day", "日期")),
    Column(Text("kind of service", "服务类型")),
    Column(Text("place", "服务地点")),
    Column(Text("time", "时长"), "number"),
)
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_NAMED = Text("{holder} (volunteer number {subject})", "{holder}（志愿者编号{subject}）")
_UNNAMED = Text("the volunteer with the number {subject}", "编号为{subject}的志愿者")
_CERTIFIES = Text(
    "This is to certify that {who} served as a volunteer from {first} to {last} for {time} in all. Each service was "
    "recorded one by one and attested by the community and by the person served.",
    "兹证明{who}于{first}至{last}期间参加志愿服务，累计{time}。各项服务均逐次记录，并经社区与服务对象双方核验。",
)
_HIDDEN = Text(
    "Services of {time} are not listed on this sheet, as the holder wishes; the total is certified all the same.",
    "依持有人意愿，本页未列出其中{time}的服务明细；累计时长同样有效。",
)
_CHECK = Text(
    "Give number and check code to the issuer ({contact}) and compare the answer with this sheet. The certificate's "
    "file can be checked without asking anybody; it is signed as {identity}.",
    "请向签发单位（{contact}）提供证明编号与校验码，并将答复与本页内容核对。证明文件亦可独立验证，其签名身份为{identity}。",
)
_CONTACT = Text("Contact: {contact}", "联系方式：{contact}")
_UNTIL = Text("It holds until {day}.", "有效期至{day}。")


@frozen
class CertificateLineRow:
    """A service on the sheet.

    Args:
        day: when.
        kind: what.
        place: where, as a level of the hierarchy.
        minutes: how long.
    """

    day: date
    kind: str | Text
    place: str | Text
    minutes: int


@frozen
class CertificateSheet:
    """A certificate as it is printed: plain words and rows.

    Args:
        number: its number.
        check_code: its check code.
        subject: who served, as a reference.
        holder: who served, as the sheet is to name them.
        first: the first day of its period.
        last: the last day.
        minutes: all that it vouches for.
        rows: the services that are listed.
        issuer: the organisation that vouches.
        identity: the id under which its keys are known.
        head: who heads it, as the sheet is to name them.
        handler: who handled it, as the sheet is to name them.
        contact: how to reach the office.
        issued: the day of issue.
        until: the day on which it ends, if it does.
    """

    number: str
    check_code: str
    subject: str = field(repr=False)
    holder: str = field(repr=False)
    first: date
    last: date
    minutes: int
    rows: tuple[CertificateLineRow, ...] = field(repr=False)
    issuer: str
    identity: str
    head: str = field(repr=False)
    handler: str = field(repr=False)
    contact: str = field(repr=False)
    issued: date
    until: date | None = None


def certificate_page(sheet: CertificateSheet, *, language: Language = "en") -> str:
    """A certificate of service as one HTML file that needs nothing else, for paper. Same sheet, same bytes.

    Args:
        sheet: what it says.
        language: the language in which it opens and is printed; the other one is inside too.

    Example:
        >>> sheet = CertificateSheet(
        ...     number="B-17",
        ...     check_code="8G9P-Z8TN-PDKR",
        ...     subject="m-1",
        ...     holder="m-1",
        ...     first=date(2026, 1, 1),
        ...     last=date(2026, 12, 31),
        ...     minutes=90,
        ...     rows=(CertificateLineRow(date(2026, 3, 2), "errand", "grid branch", 90),),
        ...     issuer="Community B",
        ...     identity="https://b.example",
        ...     head="officer-1",
        ...     handler="officer-7",
        ...     contact="office, Garden Road 1",
        ...     issued=date(2027, 1, 4),
        ... )
        >>> "编号为m-1的志愿者于2026年1月1日至2026年12月31日期间参加志愿服务，累计1小时30分钟。" in certificate_page(
        ...     sheet
        ... )
        True
    """
    who = _UNNAMED if sheet.holder == sheet.subject else _NAMED
    statement = _CERTIFIES.fill(
        who=who.fill(holder=sheet.holder, subject=sheet.subject),
        first=_day(sheet.first),
        last=_day(sheet.last),
        time=_time(sheet.minutes),
    )
    figures = (
        (Text("number", "证明编号"), sheet.number),
        (Text("hours and minutes in all", "累计时长（时:分）"), f"{sheet.minutes // 60:,}:{sheet.minutes % 60:02}"),
        (Text("check code", "校验码"), sheet.check_code),
    )
    body = element(
        "div",
        element("p", words(statement), class_="statement"),
        key_figures(figures),
        _services(sheet),
        _signed(sheet),
        section("check", Text("How to check it", "核验方法"), note(_check(sheet))),
        class_="certificate",
    )
    origin = Text(sheet.issuer, sheet.issuer)
    return page(
        TITLE, body, generated_from=origin, date=sheet.issued.isoformat(), language=language, follow_reader=False
    )


def _services(sheet: CertificateSheet) -> Html:
    listed = sum(row.minutes for row in sheet.rows)
    hidden = note(_HIDDEN.fill(time=_time(sheet.minutes - listed))) if listed < sheet.minutes else NOTHING
    if not sheet.rows:
        return element("section", hidden)
    cells: list[tuple[Cell, ...]] = [(str(row.day), row.kind, row.place, _time(row.minutes)) for row in sheet.rows]
    caption = Text("services", "服务明细")
    table = Table("services", caption, _COLUMNS, cells, rows_max=len(cells), sortable=False, flowing=True)
    return element("section", table.html(), hidden)


def _signed(sheet: CertificateSheet) -> Html:
    """Who answers for it: what Guidance 149 of 2015 asks of the issuer, with room to sign and to seal."""
    contact = _CONTACT.fill(contact=sheet.contact)
    places = (
        (Text("Issuer (seal)", "签发单位（盖章）"), (words(Text(sheet.issuer, sheet.issuer)), words(contact))),
        (Text("Head", "负责人"), (data(sheet.head),)),
        (Text("Handled by", "经办人"), (data(sheet.handler),)),
        (Text("Date", "签发日期"), (words(_day(sheet.issued)),)),
    )
    rows = (
        element("div", element("dt", words(name)), *(element("dd", value) for value in values))
        for name, values in places
    )
    return element("dl", *rows, class_="signed")


def _check(sheet: CertificateSheet) -> Text:
    how = _CHECK.fill(contact=sheet.contact, identity=sheet.identity)
    return how if sheet.until is None else Text(" ", "").join([how, _UNTIL.fill(day=_day(sheet.until))])


def _day(day: date) -> Text:
    """A day in words."""
    return Text(f"{day.day} {_MONTHS[day.month - 1]} {day.year}", f"{day.year}年{day.month}月{day.day}日")


def _time(minutes: int) -> Text:
    """Hours and minutes in words."""
    hours, rest = divmod(minutes, 60)
    parts = [Text(f"{hours:,} h", f"{hours:,}小时")] if hours else []
    parts += [Text(f"{rest} min", f"{rest}分钟")] if rest or not hours else []
    return Text(" ", "").join(parts)
