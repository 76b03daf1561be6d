"""The threat model names, for each protection, tests that are there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_ROW = re.compile(r"^\| (?P<against>[^|]+) \| (?P<by>[^|]+) \| (?P<shown>[^|]+) \|$", re.MULTILINE)


def test_every_protection_is_shown_by_tests_that_exist():
    page = (ROOT / "docs" / "explanation" / "threat-model.md").read_text(encoding="utf-8")
    tables = page[page.index("## What protects against what") : page.index("## What it does not protect against")]
    rows = [row for row in _ROW.finditer(tables) if row["against"] not in {"against", "---"}]
    heads = 2 * tables.count("\n| against |")
    assert len(rows) == tables.count("\n| ") - heads, "every row has three columns"
    assert rows
    for row in rows:
        named = re.findall(r"`(tests/[^`]+)`", row["shown"])
        assert named, row["against"]
        for path in named:
            assert (ROOT / path).exists(), path
