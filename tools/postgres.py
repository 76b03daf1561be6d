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

_DEBIAN = "/usr/lib/postgresql"


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
    try:
        _run(owner, program("initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "-N")
        _run(owner, program("pg_ctl"), "-D", data, "-w", "-t", "120", "-l", folder / "log", "-o", settings, "start")
        try:
            yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
        finally:
            _run(owner, program("pg_ctl"), "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _owner() -> pwd.struct_passwd | None:
    """Whom the server runs as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    names = {each.pw_name for each in pwd.getpwall()}
    return pwd.getpwnam("postgres" if "postgres" in names else "nobody")


def _run(owner: pwd.struct_passwd | None, *command: str | Path) -> None:
    # What the server prints goes to its log: a pipe that it inherits would never end.
    user, group = (None, None) if owner is None else (owner.pw_uid, owner.pw_gid)
    subprocess.run(  # noqa: S603 -- our own command lines
        list(map(str, command)),
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        user=user,
        group=group,
        extra_groups=None if owner is None else [owner.pw_gid],
    )
