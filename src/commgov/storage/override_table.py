"""The table of overrides: members' weekly caps that are lifted by name, each with who answers for it and why."""

from collections.abc import Iterable, Mapping

from commgov.core import Member, MemberId, PersonRef
from commgov.errors import Problem
from commgov.matching.overrides import RULE_NAMES, Override
from commgov.storage.cells import person, refuse, whole, words
from commgov.storage.headings import Column, TableForm
from commgov.storage.references import References
from commgov.storage.table import Row, Table
from commgov.wording import Text

OVERRIDES = TableForm(
    "overrides",
    "放宽",
    ("override", "放宽上限", "上限放宽"),
    (
        Column("member", "成员", ("member id", "成员编号", "志愿者编号"), required=True),
        Column("rule", "规则", ("cap", "上限"), required=True),
        Column("most", "放宽至", ("new cap", "新上限"), required=True),
        Column("by", "批准人", ("approved by", "批准人编号"), required=True),
        Column("why", "理由", ("reason", "原因"), required=True),
    ),
)

_RULES = {name: name for name in RULE_NAMES} | {zh: name for name, zh in RULE_NAMES.items()}
_most = whole(1, 7 * 24 * 60)


def _rule(text: str) -> str:
    name = _RULES.get(words(text).lower().replace("_", " "))
    if name is None:
        refuse(Text(f"one of {', '.join(RULE_NAMES)}", f"应为{'、'.join(RULE_NAMES.values())}之一"))
    return name


def read_overrides(
    table: Table, known: References, members: Mapping[MemberId, Member], problems: list[Problem]
) -> tuple[Override, ...]:
    """The overrides of a table.

    Args:
        table: the rows.
        known: gets what is asked of ids.
        members: those that could be read, for their own caps.
        problems: gets what is wrong.
    """
    entries = [(_read_override(row, known), row) for row in table.read(problems)]
    first: dict[tuple[MemberId, str], int] = {}
    for override, row in entries:
        if override is None:
            continue
        number = first.setdefault((override.member, override.rule), row.number)
        if number != row.number:
            row.note("rule", Text(f"each cap once; see row {number}", f"同一上限只能放宽一次；见第{number}行"))
        member = members.get(override.member)
        if member is not None and override.most <= override.own_cap(member):
            own = override.own_cap(member)
            expected = Text(f"above the member's own {own}", f"应高于该成员本人的上限{own}")
            row.note("most", expected, str(override.most))
    return tuple(override for override, _ in entries if override is not None)


def _read_override(row: Row, known: References) -> Override | None:
    member = MemberId(row.must("member", person, ""))
    known.refer("member", member, row, "member")
    rule = row.must("rule", _rule, "")
    most = row.must("most", _most, 1)
    by = PersonRef(row.must("by", person, ""))
    why = row.must("why", words, "")
    return row.build(lambda: Override(member, rule, most, by, why), {})


def override_rows(overrides: Iterable[Override]) -> Iterable[tuple[str, ...]]:
    """The rows of a table of overrides, below the English headings."""
    for override in overrides:
        yield override.member, override.rule, str(override.most), override.by, override.why
