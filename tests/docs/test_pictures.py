"""The pictures of the house show the layers that the linter holds."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]


def layers_of(container: str) -> list[set[str]]:
    """The linter's layers, from the top; those in brackets are not there yet."""
    contract = next(contract for contract in _CONTRACTS if contract.get("containers") == [container])
    return [set(re.findall(r"(?<!\()\b\w+\b(?!\))", layer)) for layer in contract["layers"]]


def layers_in(picture: str) -> list[set[str]]:
    """The layers of a picture: what stands equally far to the right; explanations stand apart from the names."""
    layers: dict[int, set[str]] = {}
    for line in picture.splitlines():
        names = re.split(r"\s{2,}", line.strip(" └├▶"))[0]
        layers.setdefault(len(line) - len(line.lstrip(" └├▶")), set()).update(re.split(r" \| |, ", names))
    return [layers[indent] for indent in sorted(layers)]


def picture_of(page: str, heading: str) -> str:
    text = (ROOT / page).read_text(encoding="utf-8")
    found = re.search(rf"^## {heading}\n\n```text\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert found is not None, f"{page} has no picture under {heading}"
    return found[1]


@pytest.mark.parametrize(("page", "heading"), [("README.md", "The house"), ("README.zh.md", "代码结构")])
def test_the_picture_of_the_house_shows_its_layers(page: str, heading: str) -> None:
    *outer, storing, domains, core, errors, wording = layers_of("commgov")
    assert layers_in(picture_of(page, heading)) == [*outer, storing | domains, core, errors | wording]


def test_the_picture_of_matching_shows_its_layers() -> None:
    assert layers_in(picture_of("docs/architecture.md", "Inside `matching`")) == layers_of("commgov.matching")
