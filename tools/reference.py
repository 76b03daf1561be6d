"""Write what is generated from the code: docs/reference.md, the map in docs/architecture.md, the stored public names.

`python tools/reference.py` writes the pages, `python tools/reference.py --api` writes `tests/public_api.txt`. Tests
hold both against the code.
"""

import argparse
import ast
import inspect
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import commgov

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference.md"
ARCHITECTURE = ROOT / "docs" / "architecture.md"
API = ROOT / "tests" / "public_api.txt"
_MAP = re.compile(r"(?<=<!-- map: made by `make reference` -->\n).*?(?=<!-- end of map -->)", re.DOTALL)
_HEAD = """# All public names

Public is what stands in the `__all__` of a package; a stored list in the tests makes every change show. Each name has a
docstring with its arguments, units, errors and an example: `help(commgov.matching.solve)`. This page is made by
`make reference` from those docstrings.

Each name has one home. A package of several, such as `commgov.incentives`, offers those names of its subpackages too
that people need first; their lines tell the home.
"""


def modules() -> Iterator[ModuleType]:
    """All modules of the library, by name."""
    yield commgov
    for found in pkgutil.walk_packages(commgov.__path__, "commgov."):
        yield import_module(found.name)


def packages() -> list[ModuleType]:
    """The modules that say what is public, by name, without `commgov` itself."""
    return [module for module in modules() if hasattr(module, "__all__") and module is not commgov]


def summary(text: str | None) -> str:
    """The first paragraph's first sentence, without full stop."""
    first = " ".join((text or "").strip().split("\n\n")[0].split())
    return re.split(r"(?<=[a-z`)0-9])\. |:{1,2}$", first)[0].removesuffix(".")


def described(module: ModuleType, name: str) -> tuple[str, str]:
    """The kind of a public name, and what it is in one line."""
    value = getattr(module, name)
    if inspect.isclass(value):
        kind = "protocol" if getattr(value, "_is_protocol", False) else "class"
        return kind, summary(value.__doc__)
    if inspect.isroutine(value):
        return "function", summary(value.__doc__)
    if hasattr(value, "__supertype__"):
        return "id", f"A `{value.__supertype__.__name__}` of its own type"
    while (source := _source(module, name)) is not module:
        module = source
    return "constant", summary(_words_under(module, name))


def home(module: ModuleType, name: str) -> ModuleType:
    """The package in which a public name has its home: a subpackage, where a package offers the name of one."""
    source = _source(module, name)
    return home(source, name) if source is not module and hasattr(source, "__all__") else module


def _source(module: ModuleType, name: str) -> ModuleType:
    """The module that a module took a name from; itself, if it made the name."""
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.ImportFrom) and node.module and any(alias.name == name for alias in node.names):
            return import_module(node.module)
    return module


def _words_under(module: ModuleType, name: str) -> str:
    """The string that stands under a constant's assignment; empty if there is none."""
    body = ast.parse(inspect.getsource(module)).body
    for node, following in pairwise(body):
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(target, ast.Name) and target.id == name and isinstance(following, ast.Expr):
            return str(getattr(following.value, "value", ""))
    return ""


def reference() -> str:
    """The page of all public names."""
    parts = [_HEAD]
    for module in packages():
        lines = [f"## {module.__name__}", "", f"{summary(module.__doc__)}.", "", "| name | kind | what it is |"]
        lines.append("| --- | --- | --- |")
        for name in sorted(module.__all__, key=str.casefold):
            kind, words = described(module, name)
            at = home(module, name)
            where = "" if at is module else f"; home: [`{at.__name__}`](#{at.__name__.replace('.', '')})"
            lines.append(f"| `{name}` | {kind} | {words.replace('|', chr(92) + '|')}{where} |")
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def house_map() -> str:
    """What lives where: a line for every file, by package."""
    by_package: dict[str, list[str]] = {}
    for module in modules():
        path = Path(str(module.__file__)).relative_to(Path(str(commgov.__file__)).parent)
        if path.name != "__init__.py":
            by_package.setdefault(path.parent.as_posix(), []).append(f"  {path.name:<20} {summary(module.__doc__)}")
    own = by_package.pop(".")
    blocks = ["\n".join(own)] + [f"{package}/\n" + "\n".join(lines) for package, lines in sorted(by_package.items())]
    return "\n```text\n" + "\n".join(blocks) + "\n```\n\n"


def architecture() -> str:
    """The page of the architecture with the map as the code has it."""
    return _MAP.sub(lambda _: house_map(), ARCHITECTURE.read_text(encoding="utf-8"))


def public_api() -> str:
    """Every public name on a line of its own."""
    names = (f"{module.__name__}.{name}" for module in [commgov, *packages()] for name in module.__all__)
    return "\n".join(sorted(names)) + "\n"


def main() -> None:
    """Write the pages, or the stored list."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--api", action="store_true", help="write tests/public_api.txt instead of the pages")
    if parser.parse_args().api:
        API.write_text(public_api(), encoding="utf-8")
        return
    REFERENCE.write_text(reference(), encoding="utf-8")
    ARCHITECTURE.write_text(architecture(), encoding="utf-8")


if __name__ == "__main__":
    main()
