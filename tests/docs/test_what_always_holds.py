"""The page of what always holds names tests and rules that are there."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "explanation" / "what-always-holds.md"
_NAMED = re.compile(r"`(\w+\.py)::(\w+)`")


def functions_of(name: str) -> set[str]:
    files = [*ROOT.glob(f"tests/**/{name}"), *ROOT.glob(f"src/commgov/testing/{name}")]
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in files]
    return {node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_test_and_rule_that_is_named_is_there() -> None:
    named = _NAMED.findall(PAGE.read_text(encoding="utf-8"))
    assert [f"{file}::{name}" for file, name in named if name not in functions_of(file)] == []


def test_every_sentence_names_where_it_is_held() -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if re.match(r"\| \d", line)]
    assert len(rows) == 22
    assert all(_NAMED.search(row) for row in rows)
