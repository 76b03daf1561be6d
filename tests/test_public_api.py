"""What is public changes only on purpose, and importing a package loads nothing heavy."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from tools import reference

STORED = Path(__file__).parent / "public_api.txt"
HEAVY = (
    "cryptography",
    "ortools",
    "numba",
    "networkx",
    "pandas",
    "openpyxl",
    "hypothesis",
    "rich",
    "typer",
    "scipy",
    "matplotlib",
    "sqlalchemy",
    "psycopg",
)
LIGHT = [
    "commgov",
    *(f"commgov.{name}" for name in ("core", "seal", "grid", "matching", "incentives", "privacy", "report", "storage")),
]


def test_the_public_names_are_the_stored_ones() -> None:
    stored = STORED.read_text(encoding="utf-8")
    assert reference.public_api() == stored, "if this is on purpose: python tools/reference.py --api"


@pytest.mark.parametrize("line", STORED.read_text(encoding="utf-8").split())
def test_each_stored_name_can_be_imported_and_none_is_private(line: str) -> None:
    package, _, name = line.rpartition(".")
    assert hasattr(import_module(package), name)
    assert not name.startswith("_") or name == "__version__"


def packages() -> list[str]:
    lines = STORED.read_text(encoding="utf-8").split()
    return sorted({line.rpartition(".")[0] for line in lines})


@pytest.mark.parametrize("package", packages())
def test_a_package_offers_all_that_it_re_exports_each_name_once(package: str) -> None:
    module = import_module(package)
    offered = list(module.__all__)
    assert len(offered) == len(set(offered))
    assert all(hasattr(module, name) for name in offered)
    source = Path(str(module.__file__)).read_text(encoding="utf-8")
    re_exported = {line.rpartition(" as ")[2] for line in source.splitlines() if line.startswith("from commgov.")}
    assert re_exported == set(offered) - {"__version__"}


@pytest.mark.parametrize("package", LIGHT)
def test_importing_a_package_loads_nothing_heavy(package: str) -> None:
    code = f"import sys, {package}; print([name for name in {HEAVY!r} if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout.strip() == "[]"


def test_importing_the_root_loads_none_of_the_packages() -> None:
    code = "import sys, commgov; print(sorted(name for name in sys.modules if name.startswith('commgov.')))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout.strip() == "[]"
