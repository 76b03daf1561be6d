"""What the bank and the service records tell people is there in English and in Chinese, with the same facts in both."""

import ast
import re
from pathlib import Path

import pytest

from commgov import incentives

FOLDER = Path(incentives.__file__).parent
FILES = [file for folder in ("timebank", "records", "certificates") for file in sorted((FOLDER / folder).glob("*.py"))]
FACTS = re.compile(r"\{(\w*)[^}]*\}")
HAN = re.compile(r"[一-鿿]")
WORDLESS = re.compile(r"\W*")


def said(node):
    """A text as it stands in the code; of an f-string its facts as `{}`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join("{}" if isinstance(part, ast.FormattedValue) else part.value for part in node.values)
    return None


def pairs(file):
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text":
            yield node.lineno, [said(each) for each in node.args]


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_both_languages_say_the_same_facts(file):
    for line, words in pairs(file):
        if None in words or all(WORDLESS.fullmatch(each) for each in words):
            continue  # a name that is the same in both languages, or punctuation
        english, chinese = words
        assert sorted(FACTS.findall(english)) == sorted(FACTS.findall(chinese)), f"{file.name}, line {line}"
        assert HAN.search(chinese), f"{file.name}, line {line}: in Chinese"
        assert not HAN.search(english), f"{file.name}, line {line}: in English"
        assert english.strip(), f"{file.name}, line {line}"


def test_there_is_something_to_look_at():
    assert sum(len(list(pairs(file))) for file in FILES) > 150
