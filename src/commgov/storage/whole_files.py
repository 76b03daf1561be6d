"""Files that appear whole or not at all: written beside their place first, then moved into it."""

import os
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from uuid import uuid4


def write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a set of files into a folder: all of them, or none.

    Every file is written under a passing name first; only when all are on the disk do they take their places. If
    anything fails, files that were there before are there again as they were, and nothing else is left. Whoever reads
    meanwhile sees each file old or new, never half. (A power cut between two moves can leave some new, some old.)

    Args:
        folder: where; it is made if it is missing.
        files: the bytes of each file, by its name.

    Raises:
        OSError: if the disk is full, or the folder cannot be written to.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as place:
        ...     write_all(Path(place), {"services.csv": b"member"})
        ...     (Path(place) / "services.csv").read_bytes()
        b'member'
    """
    with ExitStack() as undo:
        _make_folder(folder, undo)
        mark = uuid4().hex
        moves = [(folder / f".{name}.{mark}.new", folder / name) for name in files]
        for (fresh, _), data in zip(moves, files.values(), strict=True):
            undo.callback(_forget, fresh)
            _write(fresh, data)
        for fresh, target in moves:
            kept = folder / f".{target.name}.{mark}.old"
            undo.callback(_restore, target, kept, existed=_keep(target, kept))
            fresh.replace(target)
        undo.pop_all()
        for _, target in moves:
            _forget(folder / f".{target.name}.{mark}.old")


def _make_folder(folder: Path, undo: ExitStack) -> None:
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    for place in reversed(missing):
        place.mkdir(exist_ok=True)
        undo.callback(_forget_folder, place)


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _keep(target: Path, kept: Path) -> bool:
    """Give the present file a second name, so that it can be brought back; False if there is none."""
    try:
        os.link(target, kept)
    except FileNotFoundError:
        return False
    except OSError:  # a file system without links: copy
        _write(kept, target.read_bytes())
    return True


def _restore(target: Path, kept: Path, *, existed: bool) -> None:
    with suppress(OSError):
        if existed:
            kept.replace(target)
            kept.unlink(missing_ok=True)  # a move onto a second name of the same file leaves both names
        else:
            target.unlink(missing_ok=True)


def _forget(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _forget_folder(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()
