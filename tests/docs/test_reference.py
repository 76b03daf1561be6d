"""What is generated from the code is as the code is."""

from pathlib import Path

from tools import reference

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_of_public_names_is_current() -> None:
    assert (ROOT / "docs" / "reference.md").read_text(encoding="utf-8") == reference.reference(), "run: make reference"


def test_the_map_of_the_architecture_names_every_file() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert page == reference.architecture(), "run: make reference"
    assert "solve.py" in page


def test_every_public_name_has_its_line() -> None:
    page = reference.reference()
    names = [name for module in reference.packages() for name in module.__all__]
    assert [name for name in names if f"| `{name}` | " not in page] == []
    assert "|  |" not in page, "a name without a description"
