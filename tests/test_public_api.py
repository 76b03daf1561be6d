"""What is public changes only on purpose, and importing a package loads nothing heavy."""

import ast
import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from tools import reference

ROOT = Path(__file__).resolve().parents[1]
STORED = ROOT / "tests" / "public_api.txt"
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


def test_a_name_means_one_thing_in_a_package_and_has_one_home() -> None:
    homes: dict[tuple[str, str], set[str]] = {}
    for package in packages():
        for name in import_module(package).__all__:
            at = reference.home(import_module(package), name).__name__
            homes.setdefault((package.split(".")[1] if "." in package else "", name), set()).add(at)
    assert {key: at for key, at in homes.items() if len(at) > 1} == {}


@pytest.mark.parametrize("package", packages())
def test_a_package_with_subpackages_takes_their_names_from_their_homes(package: str) -> None:
    """So nothing public is left without a home, or said to come from elsewhere."""
    module = import_module(package)
    below = [import_module(other) for other in packages() if other.startswith(f"{package}.")]
    public = {name for each in below for name in each.__all__}
    taken = {name for name in module.__all__ if reference.home(module, name) is not module}
    assert taken == public & set(module.__all__)


def imports_of(module: str, folders: list[str]) -> list[tuple[str, str, str]]:
    """What the files of some folders import from a package or from below it: file, module, name."""
    found = []
    for path in (path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))):
        source = path.read_text(encoding="utf-8")
        nodes = ast.walk(ast.parse(source)) if f"from {module}." in source else ()
        for node in nodes:
            if isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith(f"{module}."):
                found += [(str(path.relative_to(ROOT)), str(node.module), alias.name) for alias in node.names]
    return found


def test_scripts_import_what_there_is() -> None:
    missing = [
        (path, module, name)
        for path, module, name in imports_of("commgov", ["benchmarks", "examples", "faults", "tools"])
        if not hasattr(import_module(module), name) and find_spec(f"{module}.{name}") is None
    ]
    assert missing == []


@pytest.mark.parametrize("top", ["incentives", "privacy"])
def test_outsiders_take_names_from_their_homes_or_from_the_top(top: str) -> None:
    homes = [package for package in packages() if package.startswith(f"commgov.{top}")]
    public = {name: getattr(import_module(home), name) for home in homes for name in import_module(home).__all__}
    beside = [
        (path, module, name)
        for path, module, name in imports_of(f"commgov.{top}", ["benchmarks", "examples", "faults", "src", "tests"])
        if not path.startswith(f"src/commgov/{top}/")
        if module not in homes and name in public and getattr(import_module(module), name) is public[name]
    ]
    assert beside == []


@pytest.mark.parametrize("package", LIGHT)
def test_importing_a_package_loads_nothing_heavy(package: str) -> None:
    code = f"import sys, {package}; print([name for name in {HEAVY!r} if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout.strip() == "[]"


def test_importing_the_root_loads_none_of_the_packages() -> None:
    code = "import sys, commgov; print(sorted(name for name in sys.modules if name.startswith('commgov.')))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout.strip() == "[]"
