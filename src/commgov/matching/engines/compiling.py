"""How the engines compile: kernels that Python calls, and the steps that only kernels call.

numba keeps compiled code for the types it was called with: beside its source file, or in the user's cache where that
folder cannot be written. It takes code for current while that one file is as it was; but in a kernel are also the
steps of other files that it calls. So here all code is current only while every file of the engines is as it was.
"""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from importlib.resources import files
from typing import Any

import numba

Compiler = Callable[[Callable[..., Any]], Callable[..., Any]]

_numba: Any = numba  # not all that is used of it has types


def _digest_of_sources() -> str:
    """What all that is compiled is made from: the files of this package, and the constants of the piece."""
    engines = sorted((file for file in files(__package__).iterdir() if file.name.endswith(".py")), key=lambda f: f.name)
    digest = hashlib.sha256()
    for file in (*engines, files("commgov.matching") / "piece.py"):
        if file.is_file():  # a frozen program has none; there numba looks at the program's own file
            digest.update(file.read_bytes())
    return digest.hexdigest()


_SOURCES = _digest_of_sources()


def _compiler(**options: bool) -> Compiler:
    def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
        if _numba.config.DISABLE_JIT:
            return function
        dispatcher: Callable[..., Any] = _numba.njit(nogil=True, **options)(function)
        with suppress(RuntimeError):  # where no folder can be written, each process compiles for itself
            _keep(dispatcher)
        return dispatcher

    return compiled


def _keep(dispatcher: Any) -> None:
    """Have the code kept. numba offers no way to say when it is current: this fails if a numba is made otherwise."""
    dispatcher.enable_caching()
    index = dispatcher._cache._cache_file  # noqa: SLF001
    index._source_stamp = (index._source_stamp, _SOURCES)  # noqa: SLF001


kernel: Compiler = _compiler()
"""Compiles what Python calls. It lets go of the interpreter's lock, so pieces can be solved in threads."""

step: Compiler = _compiler(no_cpython_wrapper=True, no_cfunc_wrapper=True, _nrt=False)
"""Compiles what only kernels call and what allocates no array.

It goes without the code that would unpack Python's arguments, which takes long to compile, and without counting who
holds which array: with twenty arrays in a layout, that would take longer than most steps do. The kernel holds them.
"""

allocating_step: Compiler = _compiler(no_cpython_wrapper=True, no_cfunc_wrapper=True, _nrt=True)
"""Compiles what only kernels call and what does allocate."""
