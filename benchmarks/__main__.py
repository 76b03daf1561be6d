"""All benchmarks: python -m benchmarks [NAME ...] [--write].

Each module measures its subject and its peers in one process, asserts the optimum, the bound or the equality of the
answers, and gives rows (what, value, note). With `--write` the tables go into docs/benchmarks.md, between the marks.
"""

import argparse
import platform
import re
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
SUBJECTS = (
    "counts",
    "city",
    "online",
    "hours_and_windows",
    "seats",
    "gap",
    "hierarchy",
    "assessment",
    "occupations",
    "community_b",
    "visits",
    "real_weeks",
    "ledger",
    "integrity",
    "access_log",
    "release",
    "leak_guard",
    "identifiers",
    "encryption",
    "vault",
    "access",
)
VERSIONS = (
    "numpy",
    "numba",
    "networkx",
    "ortools",
    "scipy",
    "kwok",
    "sqlalchemy",
    "psycopg",
    "cryptography",
    "tink",
    "cedarpy",
    "casbin",
)


def main() -> None:
    """Run what is asked for, print it, and write it if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=SUBJECTS, help=f"of {', '.join(SUBJECTS)}")
    parser.add_argument("--write", action="store_true", help="write the tables into docs/benchmarks.md")
    arguments = parser.parse_args()
    for name in arguments.names:
        rows = import_module(f"benchmarks.{name}").measure()
        text = f"{_table(rows)}\n\n{_made_with(name)}"
        print(f"\n## {name}\n\n{text}", flush=True)
        if arguments.write:
            _write(name, text)


def _table(rows: list[tuple[str, str, str]]) -> str:
    lines = ["| what | value | note |", "|---|---|---|"]
    return "\n".join(lines + [f"| {' | '.join(row)} |" for row in rows])


def _made_with(name: str) -> str:
    versions = ", ".join(f"{package} {version(package)}" for package in VERSIONS)
    day = datetime.now(UTC).date()
    return f"*`make bench ARGS={name}`, {day}, Python {platform.python_version()}, {versions}.*"


def _write(name: str, text: str) -> None:
    """Replace what stands between the marks of the subject."""
    page = PAGE.read_text(encoding="utf-8")
    between = re.compile(f"(<!-- {name} -->).*?(<!-- /{name} -->)", re.DOTALL)
    if not between.search(page):
        raise SystemExit(f"docs/benchmarks.md has no marks for {name}")
    PAGE.write_text(between.sub(lambda found: f"{found[1]}\n{text}\n{found[2]}", page), encoding="utf-8")


if __name__ == "__main__":
    main()
