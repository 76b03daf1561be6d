"""Write the tables of docs/explanation/tiers-and-law.md from the code, between their marks. A test holds them true."""

import re
from itertools import groupby
from pathlib import Path

from commgov.privacy.classification import COMBINATIONS, DECISIONS, LAW, STANDARD_TIERS, Category, Combination, LawRow
from commgov.privacy.schema import FieldRule, record_schema
from commgov.privacy.standard import ORDER_TRACES, MemberPerson, OrderText, Resident

PAGE = Path(__file__).resolve().parent.parent / "docs" / "explanation" / "tiers-and-law.md"


def page() -> str:
    """The page with its tables as the code has them."""
    text = PAGE.read_text(encoding="utf-8")
    for name, rows in (
        ("kinds", kinds()),
        ("law", law()),
        ("decisions", decisions()),
        ("combinations", combinations()),
        ("resident", fields(Resident)),
        ("member", fields(MemberPerson)),
        ("order", fields(OrderText)),
        ("traces", traces()),
    ):
        marks = re.compile(f"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        if not marks.search(text):
            raise SystemExit(f"{PAGE.name} has no marks for {name}")
        made = table(rows)
        text = marks.sub(lambda found, made=made: f"{found[1]}{made}{found[2]}", text)
    return text


def table(rows: list[list[str]]) -> str:
    """Rows as a table of Markdown, the first as its heading."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], f"|{' --- |' * len(rows[0])}", *lines[1:]]) + "\n"


def kinds() -> list[list[str]]:
    """Each kind of data with its tier and where that comes from."""
    decided = {decision.category for decision in DECISIONS}
    rows = []
    for category in sorted(Category, key=lambda each: (STANDARD_TIERS.tier(each), each.words.en)):
        tier = STANDARD_TIERS.tier(category)
        sources = dict.fromkeys(
            f"{row.source.value} {row.article}" for row in STANDARD_TIERS.rows(category) if row.tier == tier
        )
        rests_on = "decided, see below" if category in decided else "; ".join(sources)
        rows.append([tier.name, f"`{category.value}`", category.words.en, category.words.zh, rests_on])
    return [["tier", "kind", "what", "中文", "rests on"], *rows]


def law() -> list[list[str]]:
    """What each article says, the kinds of which it says the same in one line."""

    def same(row: LawRow) -> tuple[str, str, int, str, str, bool]:
        return row.source.value, row.article, -row.tier, row.says.en, row.says.zh, row.checked

    rows = [["source", "article", "tier by it alone", "kinds of data", "what it says", "中文", "read"]]
    for (source, article, tier, en, zh, checked), group in groupby(sorted(LAW, key=same), key=same):
        names = ", ".join(f"`{row.category.value}`" for row in group)
        rows.append([source, article, f"T{-tier}", names, en, zh, "yes" if checked else "no"])
    return rows


def decisions() -> list[list[str]]:
    """What is decided where sources differ."""
    lines = [[f"`{each.category.value}`", each.tier.name, each.reason.en, each.reason.zh] for each in DECISIONS]
    return [["kind", "tier", "why", "中文"], *lines]


def combinations() -> list[list[str]]:
    """What together is more than each alone."""
    lines = [[f"`{row.name}`", row.tier.name, _asked(row), row.reason.en, row.reason.zh] for row in COMBINATIONS]
    return [["row", "at least", "when", "why", "中文"], *lines]


def _asked(row: Combination) -> str:
    parts = [f"`{kind.value}`" for kind in sorted(row.every)]
    if row.some:
        parts.append(f"{row.least} of {', '.join(f'`{kind.value}`' for kind in sorted(row.some))}")
    if row.held is not None:
        parts.append(f"anything {row.held.name} or above")
    if row.persons > 1:
        parts.append(f"{row.persons} persons or more")
    return "; ".join(parts)


def fields(record: type) -> list[list[str]]:
    """The fields of a record of the standard schema."""
    return [["field", "tier", "kind", "中文", "kept", "stale after", "traits"], *map(_field, record_schema(record))]


def _field(rule: FieldRule) -> list[str]:
    stale = f"{rule.fresh_days} days" if rule.fresh_days else "never"
    traits = ", ".join(sorted(trait.value for trait in rule.traits))
    return [
        f"`{rule.name}`",
        rule.tier.name,
        f"`{rule.category.value}`",
        rule.words.zh,
        rule.retain.words.en,
        stale,
        traits,
    ]


def traces() -> list[list[str]]:
    """What is left of the text of an order elsewhere."""
    lines = [
        [f"`{each.keeper}`", each.keeps.en, each.keeps.zh, each.erasure.en, each.erasure.zh] for each in ORDER_TRACES
    ]
    return [["who keeps", "what", "中文", "erased", "中文"], *lines]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
