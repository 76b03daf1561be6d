"""Fail on a skipped test whose reason is not listed: python tools/no_skips.py REPORT.xml ALLOWED.txt."""

import sys
import xml.etree.ElementTree as ET
from pathlib import Path


def main(report: str, allowed: str) -> int:
    """How many skips are not allowed, each printed."""
    reasons = {line.strip() for line in Path(allowed).read_text().splitlines() if line.strip() and line[0] != "#"}
    cases = ET.parse(report).getroot().iter("testcase")  # noqa: S314 - pytest has just written it
    tests, strangers = 0, []
    for case in cases:
        tests += 1
        strangers += [
            f"{case.get('classname')}.{case.get('name')}: {skip.get('message')}"
            for skip in case.iter("skipped")
            if skip.get("type") != "pytest.xfail" and skip.get("message") not in reasons
        ]
    for stranger in strangers:
        sys.stderr.write(f"skipped without leave: {stranger}\n")
    if not tests:
        sys.stderr.write(f"no test in {report}\n")
    return int(bool(strangers) or not tests)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
