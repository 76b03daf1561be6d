"""What is generated from the code is as the code is."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    spec = spec_from_file_location("reference_generator", ROOT / "tools" / "reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_of_public_names_is_current(generator: ModuleType) -> None:
    assert (ROOT / "docs" / "reference.md").read_text(encoding="utf-8") == generator.reference(), "run: make reference"


def test_the_map_of_the_architecture_names_every_file(generator: ModuleType) -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert page == generator.architecture(), "run: make reference"
    assert "solve.py" in page


def test_every_public_name_has_its_line(generator: ModuleType) -> None:
    page = generator.reference()
    names = [name for module in generator.packages() for name in module.__all__]
    assert [name for name in names if f"| `{name}` | " not in page] == []
    assert "|  |" not in page, "a name without a description"
