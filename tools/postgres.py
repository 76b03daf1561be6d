"""A PostgreSQL server for tests and benchmarks: the machine's own programs, in a passing folder, on a socket there.

    with server() as url: ...

Needs `initdb` and `pg_ctl` on the path, or where Debian puts them (`apt-get install postgresql`).
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_DEBIAN = "/usr/lib/postgresql"
_WATCH = 'read -r _; "$1" -D "$2/data" -w -m immediate stop; rm -rf -- "$2"'
"""Waits until it is told, or until whoever would tell it was killed; then stops the server and removes its folder."""


def program(name: str) -> str:
    """Where a program of PostgreSQL is; of several versions the latest."""
    versions = sorted(Path(_DEBIAN).glob(f"*/bin/{name}"), key=lambda found: int(found.parts[-3]))
    found = str(versions[-1]) if versions else shutil.which(name)
    if found is None:
        raise FileNotFoundError(f"PostgreSQL's {name} is not on this machine: apt-get install postgresql")
    return found


@contextmanager
def server(*, is_durable: bool = False) -> Iterator[str]:
    """Run a server; the URL of its database `postgres`.

    Args:
        is_durable: whether it waits for the disk; tests that ask nothing about that are faster without.
    """
    folder = Path(tempfile.mkdtemp(prefix="commgov-pg-"))
    owner = _owner()
    if owner is not None:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    data = folder / "data"
    durability = "on" if is_durable else "off"
    settings = f"-c listen_addresses='' -k {folder} -c fsync={durability} -c synchronous_commit={durability}"
    watch = subprocess.Popen(  # noqa: S603 -- our own command line
        ["/bin/sh", "-c", _WATCH, "watch", program("pg_ctl"), str(folder)],
        stdin=subprocess.PIPE,
        start_new_session=True,  # so that it outlives an interrupted test run
        **_as(owner),
    )
    try:
        _run(owner, program("initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "-N")
        _run(owner, program("pg_ctl"), "-D", data, "-w", "-t", "120", "-l", folder / "log", "-o", settings, "start")
        yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
    finally:
        watch.communicate(b"\n")
        shutil.rmtree(folder, ignore_errors=True)


def _owner() -> pwd.struct_passwd | None:
    """Whom the server runs as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    names = {each.pw_name for each in pwd.getpwall()}
    return pwd.getpwnam("postgres" if "postgres" in names else "nobody")


def _run(owner: pwd.struct_passwd | None, *command: str | Path) -> None:
    subprocess.run(list(map(str, command)), check=True, **_as(owner))  # noqa: S603 -- our own command lines


def _as(owner: pwd.struct_passwd | None) -> dict[str, Any]:
    """How a program runs: as its owner, and silently."""
    # What the server prints goes to its log: a pipe that it inherits would never end.
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
    if owner is None:
        return silent
    return silent | {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": [owner.pw_gid]}
