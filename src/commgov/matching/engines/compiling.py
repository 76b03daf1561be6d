"""How the engines compile: kernels that Python calls, and the steps that only kernels call.

Compiled code is cached beside its source file, for the types it was called with. The cache of a kernel does not notice
a change in a step of another file: after editing, delete the `*.nbi` files.
"""

from collections.abc import Callable
from typing import Any

import numba as nb

Compiler = Callable[[Callable[..., Any]], Callable[..., Any]]

_njit: Any = nb.njit

kernel: Compiler = _njit(cache=True, nogil=True)
"""Compiles what Python calls. It lets go of the interpreter's lock, so pieces can be solved in threads."""

step: Compiler = _njit(cache=True, nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
"""Compiles what only kernels call, without the code that would unpack Python's arguments, which takes long."""
