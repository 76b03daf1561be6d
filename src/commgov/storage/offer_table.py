"""The table of offers, the resource list: what members, teams and employers publish, venues, and goods."""

from collections.abc import Iterable
from datetime import date
from functools import partial

from commgov.core import OfferCap, OfferId, OfferKind, OfferOfService, Timetable, UnitId
from commgov.errors import Problem
from commgov.storage import short_forms as short
from commgov.storage.cells import Reader, choice, identifier, person, whole, words, yes_no, yes_no_text
from commgov.storage.headings import Column, TableForm
from commgov.storage.references import References
from commgov.storage.table import Row, Table
from commgov.wording import Text

OFFERS = TableForm(
    "offers",
    "资源",
    ("offer", "资源清单", "resources", "resource list"),
    (
        Column("offer", "资源", ("id", "offer id", "编号", "资源编号"), required=True),
        Column("kind", "类型", ("type", "资源类型"), required=True),
        Column("provider", "提供方", ("provider id", "提供者", "提供方编号"), required=True),
        Column("unit", "单元", ("服务单元", "单元编号", "所属单元", "网格"), required=True),
        Column("resource", "种类", ("资源种类", "场地种类", "物资种类")),
        Column("categories", "类别", ("category", "服务类别")),
        Column("availability", "可服务时间", ("available", "开放时间", "服务时间")),
        Column("quantity", "数量", ("容纳人数", "件数", "capacity", "pieces")),
        Column("setup_minutes", "布置分钟", ("setup", "布置时间", "清场分钟")),
        Column("cap", "次数上限", ("at most", "上限", "至多")),
        Column("taken", "已选用日期", ("taken up", "已服务日期", "已用日期")),
        Column("given_away", "赠送", ("given away", "gift", "是否赠送")),
    ),
)

_FIELDS = {"id": "offer"}
_kind = choice(
    OfferKind,
    {
        OfferKind.MEMBER: ("成员", "志愿者"),
        OfferKind.TEAM: ("志愿服务队", "队伍"),
        OfferKind.EMPLOYER: ("派出单位", "单位"),
        OfferKind.VENUE: ("场地",),
        OfferKind.GOODS: ("物资",),
    },
)
_quantity = whole(1, 100_000)
_setup = whole(0, 24 * 60)
_cap: Reader[OfferCap | None] = short.offer_cap
_OWNERS = {OfferKind.MEMBER: "member", OfferKind.TEAM: "team"}
PIECES_MAX = 1000
"""Pieces of goods, or people of a project, that an entry may have."""
_pieces = Text(f"at most {PIECES_MAX}", f"不超过{PIECES_MAX}")


def read_offers(table: Table, known: References, problems: list[Problem]) -> tuple[OfferOfService, ...]:
    """The offers of a table.

    Args:
        table: the rows.
        known: gets the ids, and what is asked of them.
        problems: gets what is wrong.
    """
    return known.read_each("offer", table, problems, lambda row: _read_offer(row, known))


def _read_offer(row: Row, known: References) -> OfferOfService | None:
    own = OfferId(known.own_id("offer", row))
    kind = row.must("kind", _kind, OfferKind.EMPLOYER)
    provider = row.must("provider", person if kind is OfferKind.MEMBER else identifier, "")
    if kind in _OWNERS:
        known.refer(_OWNERS[kind], provider, row, "provider")
    unit = UnitId(row.must("unit", identifier, ""))
    known.refer("unit", unit, row, "unit")
    anything: frozenset[str] = frozenset()
    never: tuple[date, ...] = ()
    resource, quantity = row.may("resource", words, ""), row.may("quantity", _quantity, 1)
    if kind in (OfferKind.VENUE, OfferKind.GOODS) and not resource:
        row.note("resource", Text("which kind of venue or goods", "应写明场地或物资的种类"))
    if kind in (OfferKind.GOODS, OfferKind.EMPLOYER) and quantity > PIECES_MAX:
        row.note("quantity", _pieces, str(quantity))
    make = partial(
        OfferOfService,
        own,
        kind,
        provider,
        unit,
        row.may("categories", short.categories, anything),
        row.may("availability", short.timetable, Timetable.always()),
        quantity,
        resource=resource,
        setup_minutes=row.may("setup_minutes", _setup, 0),
        cap=row.may("cap", _cap, None),
        taken=row.may("taken", short.days, never),
        given_away=row.may("given_away", yes_no, default=False),
    )
    return row.build(make, _FIELDS)


def offer_rows(offers: Iterable[OfferOfService]) -> Iterable[tuple[str, ...]]:
    """The rows of a table of offers, below the English headings."""
    for offer in offers:
        yield (
            offer.id,
            offer.kind.value,
            offer.provider,
            offer.unit,
            offer.resource,
            "; ".join(sorted(offer.categories)),
            short.timetable_text(offer.availability),
            str(offer.quantity),
            str(offer.setup_minutes),
            "" if offer.cap is None else str(offer.cap),
            "; ".join(map(str, offer.taken)),
            yes_no_text(answer=True) if offer.given_away else "",
        )
